"""Which policy to choose when nobody knows which world it is.

Core objects: `robust` → `Robustness`: policies over a sample of worlds (points in the assumed ranges),
regret within the same world and seed, the share of worlds in which a policy is good enough, the bad
tenth, who wins where, and `rules`: PRIM boxes and a tree (EMA Workbench) in words.
Sources: Savage 1951 (regret), Starr 1963 (domain criterion), McPhail et al. 2018, Bryant and Lempert 2010.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from experiments.runs.execution import Options, OptionValues
from experiments.runs.own_outcomes import definitions, split_outcomes
from experiments.runs.plan import Levers, Plan, PlanError, Value, checked_count, latin_hypercube
from experiments.runs.policies import policies_by_name
from experiments.runs.tabular import records
from experiments.runs.worlds import plausible_ranges
from experiments.statistics import Floats, interval
from experiments.studies.study import Study, checked_outcomes, points_frame, points_plan
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas

    from experiments.findings.boxes import Box
    from experiments.plots import Picture
    from model.outcome_definitions import OutcomeDefinition

POLICIES = ("reactive-staffed", "preventive-staffed", "reactive-outsourced", "preventive-outsourced",
            "preventive-staffed-pooled")  # fmt: skip
OUTCOMES = ("in_the_bud_rate", "true_resolution_rate", "harm_per_10k", "cost_per_lasting_resolution_yuan")
# Good enough: within this share of the best that any policy does in the same world.
GOOD_ENOUGH = 0.05


@dataclass(frozen=True)
class Robustness(Study):
    """`table`: policy, outcome, mean, low, high, bad_tenth, regret_mean, regret_90, regret_max, satisficing, wins,
    wins_clearly, worlds, replications.

    `runs` has one row a run: point (policies within worlds), a column a lever and parameter, seed, every outcome.
    Regret is in the outcome's unit, taken within each world and seed; `bad_tenth` the value undercut in
    a tenth of the worlds; `wins_clearly` counts worlds whose lead over the second has an interval off 0.
    """

    kind = "robust"
    columns = (
        "policy",
        "outcome",
        "mean",
        "bad_tenth",
        "regret_mean",
        "regret_max",
        "satisficing",
        "wins",
        "wins_clearly",
    )

    worlds: pandas.DataFrame = field(repr=False, default=None)
    values: dict[str, Floats] = field(repr=False, default_factory=dict)
    policies: tuple[str, ...] = ()
    left_out: int = 0
    runs: pandas.DataFrame = field(repr=False, default=None)
    higher: Mapping[str, bool] = field(repr=False, default_factory=dict)

    def told(self, language: str) -> list[str]:
        """Which policy regrets least, which is good enough most often, who wins; which worlds were left out."""
        from experiments.findings.studies import regret_sentences

        return regret_sentences(self.table, self.left_out, language)

    def tables(self) -> dict[str, pandas.DataFrame]:
        """The table, and who wins in which world."""
        return {self.kind: self.table, "worlds": self.winners(self.first)}

    def turning(self, language: str) -> list[str]:
        """Where another policy wins: the boxes and the tree, in words; the command where EMA Workbench is missing."""
        try:
            return list(self.rules(self.first, language))
        except PlanError as missing:
            return [str(missing)]

    def picture(self, language: str = "en") -> Picture:
        """Regret of every policy over the worlds, one panel an outcome."""
        from experiments.plots.studies import regret_picture

        return regret_picture(self.regrets, language)

    def drawings(self, language: str) -> dict[str, Callable[[], Picture]]:
        """The regrets, and where policies win if that can be told by limits."""
        from experiments.plots.studies import boxes_picture

        drawn = super().drawings(language)
        try:
            told = [box for box in self.boxes.values() if box is not None and box.limits]
        except PlanError:  # told where the rules would stand
            told = []
        if told:
            winners = self.winners(self.first)
            drawn["robust-boxes"] = lambda: boxes_picture(winners, list(self.worlds.columns), told, language)
        return drawn

    @property
    def first(self) -> str:
        """The outcome that boxes and rules are about."""
        return next(iter(self.values))

    @cached_property
    def boxes(self) -> Mapping[str, Box | None]:
        """Where each policy wins or loses by the first outcome; needs EMA Workbench (the extra `robust`)."""
        from experiments.studies.scenario_discovery import boxes

        return boxes(self.winners(self.first), list(self.worlds.columns))

    @cached_property
    def regrets(self) -> pandas.DataFrame:
        """world, policy, outcome, regret: means over seeds of the regret within world and seed."""
        import pandas

        rows = [
            {"world": world, "policy": policy, "outcome": name, "regret": value}
            for name, samples in self.values.items()
            for world, line in enumerate(regret(samples, self.higher[name]).mean(axis=1))
            for policy, value in zip(self.policies, line, strict=True)
        ]
        return pandas.DataFrame(rows)

    def winners(self, outcome: str = OUTCOMES[0]) -> pandas.DataFrame:
        """One row a world: its parameters, then winner, margin over the second, decided."""
        found = [_winner(self.policies, samples, self.higher[outcome]) for samples in self.values[outcome]]
        return self.worlds.assign(
            winner=[each[0] for each in found], margin=[each[1] for each in found], decided=[each[2] for each in found]
        )

    def rules(self, outcome: str = OUTCOMES[0], language: str = "en") -> tuple[str, ...]:
        """Where each policy wins, in words; needs EMA Workbench (the extra `robust`)."""
        from experiments.studies.scenario_discovery import rules

        found = self.boxes if outcome == self.first else None
        return rules(self.winners(outcome), list(self.worlds.columns), language, found)

    def to_dict(self) -> dict[str, Any]:
        """The table, and who wins in which world."""

        winners = records(self.winners(self.first))
        return {**super().to_dict(), "worlds": winners}


def robust(
    scenario: Scenario | str | Path,
    vary: Mapping[str, tuple[float, float] | None] | None = None,
    replications: int = 3,
    workers: int | None = None,
    *,
    worlds: int = 64,
    policies: Sequence[str] | Mapping[str, Levers] = POLICIES,
    outcomes: Sequence[str] | Mapping[str, Any] = OUTCOMES,
    good_enough: float = GOOD_ENOUGH,
    need: Mapping[str, float] | None = None,
    **options: Unpack[OptionValues],
) -> Robustness:
    """Run every policy in the same `worlds` drawn from `vary` (by default the assumed ranges).

    `policies` are names of presets, or levers by the name of a policy; `outcomes` names, or one's own by name, as in
    `compare` (None for one of the model's): `OwnOutcome` says which side is better.

    A policy is good enough in a world when it comes within `good_enough` of the best there (as a
    share of the best); where `need` names an outcome, when it meets that value instead. `options` are
    those of `Options`. Raises `PlanError` or `ScenarioError`.
    """
    import pandas

    chosen = policies_by_name(policies)
    policies = list(chosen)
    names, own = split_outcomes(outcomes)
    names = list(dict.fromkeys(checked_outcomes([*names, *(need or {})], own=own)))
    base = Scenario.of(scenario).without_reforms()
    how = Options.of(replications, workers, options, own)
    higher = _higher(names, definitions(how.own))
    drawn = _drawn(vary, worlds, how.seed)
    rows = points_frame(base, _points(drawn, chosen), how, keep_refused=True)
    kept = _sound_worlds(rows, len(drawn), len(policies), names)
    values = {name: _cube(rows, name, len(drawn), len(policies))[kept] for name in names}
    table = pandas.DataFrame(
        [row for name in values for row in _rows(policies, name, values[name], higher[name], good_enough, need)]
    )
    worlds_frame = pandas.DataFrame([drawn[world] for world in kept]).astype(float)
    left_out = len(drawn) - len(kept)
    return Robustness(base, table, worlds_frame, values, tuple(policies), left_out, rows, higher)


def robust_plan(
    scenario: Scenario,
    vary: Mapping[str, tuple[float, float] | None] | None,
    worlds: int,
    options: Options,
    policies: Sequence[str] | Mapping[str, Levers] = POLICIES,
) -> Plan:
    """What `robust` will run."""
    drawn = _drawn(vary, worlds, options.seed)
    return points_plan(
        scenario.without_reforms(), _points(drawn, policies_by_name(policies)), options.seeds, keep_refused=True
    )


def _drawn(vary: Mapping[str, tuple[float, float] | None] | None, worlds: int, seed: int) -> list[dict[str, Value]]:
    checked_count("--worlds", worlds, 1)
    return latin_hypercube(plausible_ranges(vary), worlds, seed)


def _points(worlds: Sequence[Levers], policies: Mapping[str, Levers]) -> list[Levers]:
    """Every policy in every world, the worlds one after the other."""
    return [{**world, **levers} for world in worlds for levers in policies.values()]


def _higher(names: Sequence[str], defined: Mapping[str, OutcomeDefinition]) -> dict[str, bool]:
    """Whether more is better, for every outcome; `PlanError` for one that has no better side."""
    for name in names:
        if defined[name].better is None:
            good = ", ".join(each for each, d in defined.items() if d.better)
            raise PlanError(f"--outcome: '{name}' has no better direction, so nobody can regret it; allowed: {good}")
    return {name: defined[name].better == "higher" for name in names}


def _cube(rows: pandas.DataFrame, name: str, worlds: int, policies: int) -> Floats:
    """An outcome by world, seed and policy."""
    wide = rows.pivot(index="seed", columns="point", values=name).reindex(columns=range(worlds * policies))
    cube: Floats = wide.to_numpy(dtype=float).reshape(len(wide), worlds, policies).transpose(1, 0, 2)
    return cube


def _sound_worlds(rows: pandas.DataFrame, worlds: int, policies: int, names: Sequence[str]) -> list[int]:
    """The worlds in which every policy has every outcome: regret needs all of them."""
    sound = [
        world for world in range(worlds)
        if all(np.isfinite(_cube(rows, name, worlds, policies)[world]).all() for name in names)
    ]  # fmt: skip
    if not sound:
        why = next((message for message in rows["error"] if message), "an outcome is undefined everywhere")
        raise PlanError(f"in none of the {worlds} worlds do all policies run ({why})")
    return sound


def regret(samples: Floats, higher: bool) -> Floats:
    """How much worse than the best policy of the same world and seed; shape as `samples`, policies last."""
    sign = 1.0 if higher else -1.0
    lost: Floats = (sign * samples).max(axis=-1, keepdims=True) - sign * samples
    return lost


def _winner(policies: Sequence[str], samples: Floats, higher: bool) -> tuple[str, float, bool]:
    """The best policy of a world, its lead over the second, and whether that lead is clear; (seeds, policies)."""
    lost = regret(samples, higher)
    order = np.argsort(lost.mean(axis=0), kind="stable")
    lead = interval(lost[:, order[1]] - lost[:, order[0]])
    return policies[int(order[0])], lead.mean, bool(lead.low > 0.0)


def _rows(
    policies: Sequence[str],
    name: str,
    samples: Floats,
    higher: bool,
    good_enough: float,
    need: Mapping[str, float] | None,
) -> Iterator[dict[str, Any]]:
    lost, means = regret(samples, higher).mean(axis=1), samples.mean(axis=1)
    best = means.max(axis=1, keepdims=True) if higher else means.min(axis=1, keepdims=True)
    enough = np.abs(means - best) <= good_enough * np.abs(best)
    if need and name in need:
        enough = means >= need[name] if higher else means <= need[name]
    winners = [_winner(policies, world, higher) for world in samples]
    for at, policy in enumerate(policies):
        over_seeds = interval(samples[:, :, at].mean(axis=0))
        yield {
            "policy": policy, "outcome": name, "mean": over_seeds.mean, "low": over_seeds.low, "high": over_seeds.high,
            "bad_tenth": float(np.quantile(means[:, at], 0.1 if higher else 0.9)),
            "regret_mean": float(lost[:, at].mean()), "regret_90": float(np.quantile(lost[:, at], 0.9)),
            "regret_max": float(lost[:, at].max()), "satisficing": float(enough[:, at].mean()),
            "wins": sum(w[0] == policy for w in winners) / len(winners),
            "wins_clearly": sum(w[0] == policy and w[2] for w in winners) / len(winners) if samples.shape[1] > 1 else np.nan,
            "worlds": len(samples), "replications": samples.shape[1],
        }  # fmt: skip
