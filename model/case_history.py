"""The life of one contradiction, as dated events that a page or a command turns into sentences.

Core objects: `life` (lives a run day by day and notes what changes in one row and in its
recurrences) and `Event`. Words stand elsewhere; here are kinds and facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from model.clock import NEVER
from model.contradictions.cases import Channel, Handler, Stage, key_of
from model.scenario.declarations import ScenarioError, nearest
from model.scenario.parameters import DOMAIN_NAMES
from model.simulate import Run, planted_ordinal, simulate

if TYPE_CHECKING:
    from model.scenario import Scenario

__all__ = ["KINDS", "Event", "key_named", "life", "tellable_key"]

# In the order of the day; an event of each kind carries the facts listed in `life`.
KINDS = (
    "arisen",
    "recurred",
    "storm",
    "incident",
    "petition",
    "lapsed",
    "overlooked",
    "recorded",
    "refused",
    "moved",
    "deliberated",
    "escalated",
    "returned",
    "resolved",
    "failed",
    "still_open",
)
ENDED = (Stage.RESOLVED, Stage.FAILED, Stage.LAPSED)
WATCHED = (
    "stage",
    "channel",
    "handler",
    "recorded",
    "incident",
    "petition",
    "closed",
    "escalated",
    "deliberated",
    "refused",
    "attempts",
    "bad",
    "recurrence_day",
)


@dataclass(frozen=True)
class Event:
    """What happened to a contradiction on a day.

    `day` counts from the first counted day (negative in the burn-in), `kind` is one of `KINDS`,
    `generation` is 0 for the matter itself and n for its n-th recurrence.
    """

    day: int
    kind: str
    generation: int
    facts: dict[str, Any] = field(default_factory=dict)


def life(scenario: Scenario, seed: int = 1, case: int | str | None = None) -> list[Event]:
    """The events of one contradiction and its recurrences, in order.

    `case` is a key, the name of a planted contradiction, or None for the first planted one (else
    the most telling one of the run). Raises ScenarioError for a name or key that never arises.
    Facts by kind: arisen and recurred: domain, severity, hours, grid, community, building,
    contested, beyond, ignites_on (day, untreated), lapses_on; incident: severity, storm, known;
    petition: cause; overlooked: visits; recorded: channel; refused: severity, standard; moved:
    origin, stage; deliberated: agreed; escalated: cause; resolved: handler, days, lasting;
    failed: handler; still_open: stage.
    """
    key = tellable_key(scenario, seed) if case is None else key_named(scenario, case)
    run, events = Run(scenario, seed), list[Event]()
    watch = Watch(run, key)
    while run.today < run.days:
        events += watch.live_a_day()
    if not watch.rows:
        raise ScenarioError(f"{scenario.label}: no contradiction with key {key} arises under seed {seed}")
    return [*events, *watch.close()]


def key_named(scenario: Scenario, case: int | str) -> int:
    """The key of a contradiction given by key, by a key in words, or by the name it is planted under."""
    if not isinstance(case, str) or case.isdecimal():
        return int(case)
    names = [planted.name for planted in scenario.file.planted]
    if case not in names:
        allowed = ", ".join(f"'{name}'" for name in names) or "none is planted"
        raise ScenarioError(
            f"{scenario.label}: no contradiction is planted as '{case}'{nearest(case, names)}; planted: {allowed}"
        )
    index = names.index(case)
    planted = scenario.file.planted[index]
    day = scenario.place.burn_in_days + planted.day
    return int(key_of(planted.grid, day, planted_ordinal(index), 0))


def tellable_key(scenario: Scenario, seed: int) -> int:
    """The first planted contradiction, else the run's gravest root with a petition or an incident."""
    if scenario.file.planted:
        return key_named(scenario, scenario.file.planted[0].name)
    world = simulate(scenario, seed).world
    cases, used = world.cases, int(world.clock.cases[0])
    roots = np.flatnonzero((cases.generation[:used] == 0) & (cases.arisen[:used] >= scenario.place.burn_in_days))
    if not roots.size:
        raise ScenarioError(f"{scenario.label}: no contradiction arises under seed {seed}")
    order = np.lexsort((cases.severity[roots], cases.incident[roots] >= 0, cases.petition[roots] >= 0))
    return int(cases.key[roots[order[-1]]])


class Watch:
    """What one contradiction and its recurrences looked like yesterday."""

    def __init__(self, run: Run, key: int) -> None:
        self.run, self.key = run, key
        self.rows: dict[int, dict[str, Any]] = {}
        self.visits = 0

    def live_a_day(self) -> list[Event]:
        """Advance the run by a day and tell what changed, in the order of the day."""
        known = int(self.run.world.clock.cases[0])
        self.run.advance(self.run.today + 1)
        events = [event for row in self._born(known) for event in self._birth(row)]
        for row, before in self.rows.items():
            after = self._state(row)
            events += self._changes(row, before, after)
            self.rows[row] = after
        return sorted(events, key=lambda event: (event.generation, KINDS.index(event.kind)))

    def close(self) -> list[Event]:
        """What is still open when the run ends."""
        return [
            self._event(row, "still_open", stage=_word(Stage, state["stage"]))
            for row, state in self.rows.items()
            if state["stage"] not in ENDED
        ]

    def _born(self, known: int) -> Iterator[int]:
        cases, used = self.run.world.cases, int(self.run.world.clock.cases[0])
        for row in range(known, used):
            if cases.key[row] == self.key or int(cases.parent[row]) in self.rows:
                yield row

    def _birth(self, row: int) -> Iterator[Event]:
        cases, burn_in = self.run.world.cases, self.run.scenario.place.burn_in_days
        self.rows[row] = {name: 0 if name in ("stage", "attempts") else -1 for name in WATCHED}
        self.rows[row].update(escalated=False, deliberated=False, refused=False, bad=False)
        self.visits = self._visits_so_far(row)
        dates = {name: int(getattr(cases, column)[row]) for name, column in _UNTREATED.items()}
        yield self._event(
            row,
            "arisen" if cases.generation[row] == 0 else "recurred",
            domain=DOMAIN_NAMES[cases.domain[row]],
            **{name: getattr(cases, name)[row].item() for name in _OF_BIRTH},
            **{name: day - burn_in if day < NEVER else None for name, day in dates.items()},
        )

    def _changes(self, row: int, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Event]:
        yield from self._weather_and_incident(row, before, after)
        yield from self._becoming_known(row, before, after)
        yield from self._being_served(row, before, after)
        yield from self._ending(row, before, after)

    def _weather_and_incident(self, row: int, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Event]:
        lived, cases = self.run.today - 1, self.run.world.cases
        storm = bool(lived in self.run.world.clock.storm_days) and self._is_weather_sensitive(row)
        fresh = after["incident"] == lived
        if storm and before["stage"] not in ENDED and before["incident"] < 0:
            yield self._event(row, "storm")
        if fresh:
            yield self._event(
                row, "incident", severity=float(cases.severity[row]), storm=storm, known=before["recorded"] >= 0
            )
        if after["petition"] != before["petition"]:
            cause = "incident" if fresh else "failure" if after["stage"] == Stage.FAILED else "waiting"
            yield self._event(row, "petition", cause=cause)

    def _becoming_known(self, row: int, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Event]:
        if before["stage"] == Stage.LATENT:
            visits, self.visits = self.visits, self._visits_so_far(row)
            if self.visits > visits and after["channel"] not in (Channel.PATROL, Channel.INCIDENT):
                yield self._event(row, "overlooked", visits=self.visits - visits)
        if after["recorded"] != before["recorded"] and after["recorded"] >= 0:
            yield self._event(row, "recorded", channel=_word(Channel, after["channel"]))
        if after["refused"] and not before["refused"]:
            standard = self.run.stretches[self.run.in_force].scenario.triage.recording_standard
            yield self._event(row, "refused", severity=float(self.run.world.cases.severity[row]), standard=standard)

    def _being_served(self, row: int, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Event]:
        now = after["stage"]
        if after["deliberated"] and not before["deliberated"]:
            yield self._event(row, "deliberated", agreed=not after["escalated"])
        if after["escalated"] and not before["escalated"]:
            yield self._event(row, "escalated", cause=self._why_escalated(row, after))
        elif now != before["stage"] and now not in (*ENDED, Stage.LATENT, Stage.INTAKE):
            yield self._event(row, "moved", origin=_word(Stage, before["stage"]), stage=_word(Stage, now))
        # Every check counts an attempt; one that closed nothing sent the work back.
        if after["attempts"] - before["attempts"] > (now == Stage.RESOLVED):
            yield self._event(row, "returned")

    def _ending(self, row: int, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Event]:
        if after["stage"] == before["stage"]:
            return
        if after["stage"] == Stage.LAPSED:
            yield self._event(row, "lapsed")
        if after["stage"] == Stage.FAILED:
            yield self._event(row, "failed", handler=_word(Handler, after["handler"]))
        if after["stage"] == Stage.RESOLVED:
            yield self._event(
                row,
                "resolved",
                handler=_word(Handler, after["handler"]),
                days=int(after["closed"] - after["recorded"]),
                lasting=not after["bad"],
            )

    def _why_escalated(self, row: int, after: dict[str, Any]) -> str:
        if self.run.world.cases.beyond[row]:
            return "beyond_authority"
        return "deliberation_failed" if after["deliberated"] else "mediation_failed"

    def _is_weather_sensitive(self, row: int) -> bool:
        domain = self.run.stretches[self.run.in_force].numbers.domain
        return bool(domain.weather_sensitive[self.run.world.cases.domain[row]])

    def _visits_so_far(self, row: int) -> int:
        return int(self.run.world.risk_map.visits[self.run.world.cases.building[row]])

    def _state(self, row: int) -> dict[str, Any]:
        cases = self.run.world.cases
        return {name: getattr(cases, name)[row].item() for name in WATCHED}

    def _event(self, row: int, kind: str, **facts: Any) -> Event:
        day = self.run.today - 1 - self.run.scenario.place.burn_in_days
        return Event(day, kind, int(self.run.world.cases.generation[row]), facts)


_OF_BIRTH = ("severity", "hours", "grid", "community", "building", "resident", "contested", "beyond")
_UNTREATED = {"ignites_on": "ignition_day", "lapses_on": "lapse_day"}


def _word(kind: Any, code: int) -> str:
    return str(kind(code).name.lower())
