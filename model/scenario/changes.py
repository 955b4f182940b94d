"""Changes of policy on the way: which policy is in force from which day on.

Core objects: `PolicyCourse` (one policy after the other, as changes and tenders bring them), `reformed_policies` (all of those
that dated reforms bring) and `with_bundles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.scenario.levers import BUNDLES, WAITS_FOR_TENDER

Levers = Mapping[str, Any]


class Reached:
    """The policies that a scenario has come to so far, each made once, by its canonical text.

    `possible` are all that its triggers can bring, found when it is checked; `derived` what a run makes of a policy.
    """

    def __init__(self) -> None:
        self.policies: dict[str, Any] = {}
        self.ways: dict[tuple[str, frozenset[tuple[str, Any]]], Any] = {}
        self.possible: tuple[Any, ...] = ()
        self.derived: dict[str, Any] = {}

    def policy(self, before: Any, changes: Levers) -> Any:
        """The policy that follows when levers change."""
        way = before.canonical(), frozenset(changes.items())
        if way not in self.ways:
            after = before.vary(changes)
            self.ways[way] = self.policies.setdefault(after.canonical(), after)
        return self.ways[way]


class PolicyCourse:
    """The policy in force, and what waits for its tender; `change` goes on to the next day on which something changes."""

    def __init__(self, scenario: Any, reached: Reached | None = None) -> None:
        self.policy = scenario.without_reforms()
        self.days, self.tender_days = scenario.place.days, scenario.organisations.tender_days
        self.waiting: dict[int, dict[str, Any]] = {}
        self.reached = Reached() if reached is None else reached

    def change(self, day: int, named: Levers) -> Any:
        """The policy that levers, named with their bundles, and tenders that end bring into force on a day; None for none.

        What raises the outsourced share waits for its tender, lever by lever: one that is named again waits no more.
        """
        changes, now = self.waiting.pop(day, {}), dict(named)
        waiting = {
            due: {path: v for path, v in levers.items() if path not in now} for due, levers in self.waiting.items()
        }
        self.waiting = {due: levers for due, levers in waiting.items() if levers}
        changes |= {path: changes.get(path, self.policy.value(path)) for path in with_bundles(changes)}
        contracted = {"delivery.outsourced_share": self.policy.delivery.outsourced_share, **changes}
        if self.tender_days > 0 and now.get("delivery.outsourced_share", 0.0) > contracted["delivery.outsourced_share"]:
            waits = {path: now.pop(path) for path in WAITS_FOR_TENDER if path in now}
            self.waiting.setdefault(day + self.tender_days, {}).update(waits)
        if day >= self.days or not changes | now:
            return None
        self.policy = self.reached.policy(self.policy, changes | now)
        return self.policy


def reformed_policies(scenario: Any) -> list[tuple[int, Any]]:
    """The policies that dated reforms bring into force, and on which day of the window."""
    if not scenario.file.reform:
        return []
    reforms = reforms_of(scenario)
    course = PolicyCourse(scenario)
    days = sorted({*reforms, *(day + course.tender_days for day in reforms)})
    return [(day, policy) for day in days if (policy := course.change(day, reforms.get(day, {}))) is not None]


def reforms_of(scenario: Any) -> dict[int, dict[str, Any]]:
    """The levers of every dated reform by its day, bundles opened."""
    return {reform.day: with_bundles(reform.set) for reform in scenario.file.reform}


def with_bundles(changes: Levers) -> dict[str, Any]:
    """The changes with every bundle among them opened; explicit levers win over the bundle."""
    opened = {f"{section}.{name}": value for section, bundle in chosen(changes) for name, value in bundle.items()}
    return {**opened, **changes}


def chosen(changes: Levers) -> list[tuple[str, Levers]]:
    """The bundles that the changes name: section, and its levers by name."""
    modes = [(section, bundles, changes.get(f"{section}.mode")) for section, bundles in BUNDLES.items()]
    return [(section, bundles[mode]) for section, bundles, mode in modes if mode in bundles]
