"""Credit that adds up: Shapley values of the levers, or groups of levers, that tell one policy from another.

Core objects: `attribute` → `Attribution`, `groups_between` (what is told apart), `orders` and `contributions` (the method).

In every world one order of the groups and its reverse are walked from the first policy to the second, each step on the same
seed; a group's credit is the mean of its two steps. Within a world the credits sum to the difference exactly; over worlds the
mean credit estimates the Shapley value. Beside it stands what each group changes alone in the first policy, in the same worlds: it
neither sums nor sees what only works together. Sources: Shapley 1953; Castro, Gómez and Tejada 2009 (sampling of permutations);
Mitchell et al. 2022 (antithetic permutations). A permutation with its reverse needs a fifth of the runs of two drawn apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.findings.information import mean_interval
from experiments.runs.execution import Options, PlanResult, run_plan
from experiments.runs.plan import Levers, Plan, PlanError, Point, by_name
from experiments.statistics import Floats
from model.scenario import LEVERS, PRESETS, Scenario

if TYPE_CHECKING:
    import pandas

Order = tuple[str, ...]

# Levers that earn their credit together; any other lever is a group of its own.
GROUPS: dict[str, tuple[str, ...]] = {
    "screening": ("triage.screening_share",),
    "schedule": ("triage.schedule",),
    "recording": ("triage.recording_standard",),
    "targeting": ("triage.targeting", "triage.household_survey", "triage.queue"),
    "contract": (
        "delivery.mode", "delivery.outsourced_share", "delivery.oversight_attention",
        "delivery.oversight_yuan_per_community", "delivery.incubation_yuan",
    ),
    "pooling": ("delivery.skill_degree", "delivery.relabelled"),
    "layers": ("delivery.layers",),
    "temporary": ("delivery.temporary_share",),
}  # fmt: skip
MODES = ("triage.mode", "delivery.mode")
DECIDED = (*LEVERS, "budget.yearly_yuan")  # what a policy may differ in


def groups_between(theirs: Scenario, ours: Scenario) -> dict[str, dict[str, Any]]:
    """What tells one policy from another: by group the levers that differ, and the budget, with the value of the second.

    The name of a bundle alone is no difference: its levers are.
    """
    differing = {path: ours.value(path) for path in DECIDED if ours.value(path) != theirs.value(path)}
    group_of = {path: name for name, paths in GROUPS.items() for path in paths}
    found: dict[str, dict[str, Any]] = {}
    for path, value in differing.items():
        if path != "triage.mode":
            found.setdefault(group_of.get(path, path), {})[path] = value
    return {name: levers for name, levers in found.items() if set(levers) - set(MODES)}


def orders(groups: Sequence[str], worlds: int, seed: int = 1) -> list[tuple[Order, Order]]:
    """For every world one order of the groups and its reverse; the first worlds stay when more are asked for."""
    generator = np.random.default_rng(seed)
    drawn = (tuple(generator.permutation(len(groups)).tolist()) for _ in range(worlds))
    pairs = []
    for each in drawn:
        order = tuple(groups[at] for at in each)
        pairs.append((order, order[::-1]))
    return pairs


def coalitions(pair: tuple[Order, Order]) -> list[frozenset[str]]:
    """The sets of groups that an order and its reverse pass, both ends included, each once."""
    return list(dict.fromkeys(frozenset(order[:taken]) for order in pair for taken in range(len(order) + 1)))


def alone(groups: Sequence[str]) -> list[frozenset[str]]:
    """The sets of one group each."""
    return [frozenset({name}) for name in groups]


def contributions(pair: tuple[Order, Order], values: Mapping[frozenset[str], Any]) -> dict[str, Any]:
    """The credit of every group: the mean of its steps in both orders; they sum to whole less nothing."""
    found: dict[str, Any] = dict.fromkeys(pair[0], 0.0)
    for order in pair:
        for at, name in enumerate(order):
            step = np.asarray(values[frozenset(order[: at + 1])]) - np.asarray(values[frozenset(order[:at])])
            found[name] = found[name] + 0.5 * step
    return found


@dataclass(frozen=True)
class Attribution:
    """Who earned the difference between two policies.

    `table`: lever_group, outcome, credit, low, high (95 % over worlds), share of the difference, alone, alone_low, alone_high,
    worlds. The credits of an outcome sum to the mean difference over the same worlds, which `differences` holds by outcome;
    `alone`, what the group changes by itself in the first policy, does not.
    """

    ours: str
    theirs: str
    groups: Mapping[str, Mapping[str, Any]]
    table: pandas.DataFrame
    differences: Mapping[str, float]
    plan_result: PlanResult

    def __repr__(self) -> str:
        """The two policies, and the largest credit of the first outcome."""
        name, most = str(self.table["outcome"].iloc[0]), self.credits(str(self.table["outcome"].iloc[0])).iloc[0]
        earned = f"{most.lever_group} {most.credit:+.4g} of {self.differences[name]:+.4g} {name}"
        return f"Attribution({self.plan_result.plan.scenario.name}: {self.theirs} → {self.ours}: {earned})"

    def credits(self, outcome: str) -> pandas.DataFrame:
        """The rows of one outcome, the largest credit first."""
        rows = self.table[self.table["outcome"] == outcome]
        return rows.sort_values("credit", key=abs, ascending=False)

    def to_parquet(self, path: str | Path) -> Path:
        """Write the table to a Parquet file."""
        self.table.to_parquet(path, index=False)
        return Path(path)


def attribution_plan(
    plan: Plan, theirs: str, ours: str, worlds: int, completed: Callable[[Levers], Levers] = dict
) -> tuple[Plan, list[tuple[Order, Order]]]:
    """What is run beside a comparison's plan: for each of its first worlds the coalitions between two of its policies.

    Every coalition is a point of its own and lives in the seeds that walk over it only; `Plan.only` says which. `completed` adds what
    comes with its levers, such as the money that pays them.
    """
    points = {point.label: at for at, point in enumerate(plan.points)}
    base, goal = plan.scenario_at(points[theirs]), plan.scenario_at(points[ours])
    groups = groups_between(base, goal)
    seeds = plan.seeds[:worlds]
    pairs = orders(tuple(groups), len(seeds))
    start = {path: base.value(path) for path in LEVERS if base.value(path) != plan.scenario.value(path)}
    start |= dict(plan.points[points[theirs]].levers)
    wanted: dict[frozenset[str], set[int]] = {}
    for seed, pair in zip(seeds, pairs, strict=True):
        for each in (*coalitions(pair), *alone(pair[0])):
            wanted.setdefault(each, set()).add(seed)
    chosen = tuple(
        Point(
            " + ".join(sorted(each)), completed({**start, **{p: v for name in each for p, v in groups[name].items()}})
        )
        for each in wanted
    )
    only = {at: frozenset(found) for at, found in enumerate(wanted.values())}
    return Plan(plan.scenario, chosen, seeds, keep_refused=True, world_of=plan.world_of, only=only), pairs


def attributed(
    plan: Plan, theirs: str, ours: str, worlds: int, options: Options, outcomes: Sequence[str],
    completed: Callable[[Levers], Levers] = dict,
) -> Attribution:  # fmt: skip
    """The attribution between two policies of a comparison's plan, over its first worlds; `completed` as in `attribution_plan`."""
    shapley, pairs = attribution_plan(plan, theirs, ours, worlds, completed)
    done = run_plan(shapley, replace(options, precision=None, on_balanced=None))
    rows = done.rows
    names = list(outcomes)
    values = {
        (int(seed), label): figures
        for seed, label, figures in zip(rows["seed"], rows["label"], rows[names].to_numpy(dtype=float), strict=True)
    }
    earned: list[dict[str, Floats]] = []
    single: list[dict[str, Floats]] = []
    for seed, pair in zip(shapley.seeds, pairs, strict=True):
        here = {each: values[seed, " + ".join(sorted(each))] for each in (*coalitions(pair), *alone(pair[0]))}
        earned.append(contributions(pair, here))
        single.append({name: here[frozenset({name})] - here[frozenset()] for name in pair[0]})
    groups = groups_between(*(plan.scenario_at(_place(plan, name)) for name in (theirs, ours)))
    table, differences = _summed(earned, single, names)
    return Attribution(ours, theirs, groups, table, differences, done)


def _place(plan: Plan, name: str) -> int:
    return next(at for at, point in enumerate(plan.points) if point.label == name)


def _summed(
    earned: Sequence[Mapping[str, Floats]], single: Sequence[Mapping[str, Floats]], outcomes: Sequence[str]
) -> tuple[pandas.DataFrame, dict[str, float]]:
    """Means over the worlds in which every group has a credit, with intervals; the sums beside them."""
    import pandas

    rows, differences = [], {}
    groups = list(earned[0]) if earned else []
    for at, name in enumerate(outcomes):
        cells, lone = (
            np.array([[world[group][at] for group in groups] for world in found]).reshape(len(found), len(groups))
            for found in (earned, single)
        )
        whole_worlds = np.isfinite(cells).all(axis=1)
        cells, lone = cells[whole_worlds], lone[whole_worlds]
        whole = float(cells.sum(axis=1).mean()) if len(cells) and groups else math.nan
        differences[name] = whole
        for group, column, by_itself in zip(groups, cells.T, lone.T, strict=True):
            mean, low, high = mean_interval(column)
            share = mean / whole if whole else math.nan
            rows.append((group, name, mean, low, high, share, *mean_interval(by_itself), len(cells)))
    columns = ["lever_group", "outcome", "credit", "low", "high", "share", "alone", "alone_low", "alone_high", "worlds"]
    return pandas.DataFrame(rows, columns=columns), differences


def attribute(
    theirs: str | Levers,
    ours: str | Levers,
    scenario: Scenario | str | Path = "zhaoshang",
    *,
    worlds: int = 50,
    workers: int | None = None,
    outcomes: Sequence[str] = ("in_the_bud_rate", "true_resolution_rate", "harm_per_10k"),
    world: str | None = None,
    **options: Any,
) -> Attribution:
    """Which levers earn the difference from policy `theirs` to policy `ours`, as credits that sum to it.

    A policy is the name of a preset, or levers. `worlds` of the scenario are walked, each on its own seed; `world="assumed"`
    keeps the scenario's own numbers. `options` are those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    from experiments.runs.ensembles import worlds_for
    from experiments.studies.study import checked_outcomes

    named = {"first": _levers(theirs), "second": _levers(ours)}
    how = Options.of(worlds, workers, options)
    place = Scenario.of(scenario).without_reforms()
    points = tuple(Point(name, levers) for name, levers in named.items())
    plan = Plan(place, points, how.seeds, world_of=worlds_for(place, world))
    return attributed(plan, "first", "second", worlds, how, checked_outcomes(outcomes))


def _levers(policy: str | Levers) -> Levers:
    if not isinstance(policy, str):
        return by_name("policy", policy, "levers, or the name of a preset")
    if policy not in PRESETS:
        raise PlanError(f"policy: found '{policy}'; allowed: levers, or one of {', '.join(PRESETS)}")
    return PRESETS[policy]
