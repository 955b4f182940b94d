"""Policies on paired seeds: means, paired differences, the effects of the 2×2, and a verdict.

Core object: `compare`, which gives a `Comparison`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from experiments.findings import over_worlds
from experiments.runs.ensembles import Ensemble, ensemble_of
from experiments.runs.equifinality import Equifinality, equifinality_of
from experiments.runs.execution import Options, OptionValues, PlanResult, run_plan
from experiments.runs.own_outcomes import Given
from experiments.runs.plan import Levers, Plan, PlanError, Point, listed
from experiments.runs.policies import policies_by_name
from experiments.statistics import (
    Estimate,
    Floats,
    factorial_effects,
    holm,
    interval,
    paired,
    probability_best,
    tied,
    yes_no_difference,
    yes_no_interval,
)
from experiments.studies.ages import DAILY_REPLICATIONS, DAILY_SERIES, SMOOTH_DAYS, daily_series
from model.outcome_definitions import OUTCOMES, YES_NO, OutcomeDefinition
from model.scenario import PRESETS, Scenario
from model.scenario.declarations import nearest

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.findings.verdict import Verdict
    from experiments.findings.world_verdict import WorldVerdict
    from experiments.studies.attribution import Attribution

CORNERS = ("reactive-staffed", "preventive-staffed", "reactive-outsourced", "preventive-outsourced")
POOLED = "preventive-staffed-pooled"
FLAT = "preventive-staffed-flat"
ERA = "workstation-era"
BASELINE = CORNERS[0]
# Changed alone in the baseline, each to what the bundles hold: which lever did it?
SINGLE_LEVERS = {
    "screening-alone": (CORNERS[1], "triage.screening_share"),
    "pooling-alone": (POOLED, "delivery.skill_degree"),
    "queue-alone": (CORNERS[1], "triage.queue"),
}
WORLDS, SEEDS = 100, 30  # replications by default: over worlds, and in one
OVER_WORLDS = ("median", "low90", "high90", "better")
MAX_RULE_NUMBERS = 10  # numbers that boxes and trees may speak of: more, and chance finds a rule
TIED_WITHIN = 0.005  # shares that differ by less are as good as each other
DECIDING = ("official_resolution_rate", "true_resolution_rate", "in_the_bud_rate")
# What a reader asks next: is it the contract, or the pooling that comes with it?
FURTHER_PAIRS = ((CORNERS[3], POOLED), (POOLED, CORNERS[1]), (CORNERS[3], CORNERS[1]), (CORNERS[3], CORNERS[2]))


def policies(with_era: bool = False, with_singles: bool = True) -> dict[str, Levers]:
    """The policies of a comparison: the four, the pooled one, the flat one, each single lever, and the era if asked for."""
    names = [*CORNERS, POOLED, FLAT, *([ERA] if with_era else [])]
    if not with_singles:
        return {name: PRESETS[name] for name in names}
    alone = {
        name: {**PRESETS[BASELINE], lever: PRESETS[holder][lever]} for name, (holder, lever) in SINGLE_LEVERS.items()
    }
    return {**{name: PRESETS[name] for name in names}, **alone}


@dataclass(frozen=True)
class Comparison:
    """What a comparison found, as tidy frames; intervals are 95 % t intervals over paired seeds.

    With an `ensemble` every seed lives in a world of its own, the same for all policies; then `shares`, `pairs` and
    `information` say what the worlds decide, and `attribution`, where it was asked for, which levers earn the difference.
    """

    scenario: Scenario
    plan_result: PlanResult
    ensemble: Ensemble | None = None
    attribution: Attribution | None = None
    held_against: str | None = None
    prices: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Scenario, size, and the verdict in a sentence."""
        size = f"{len(self.policies)} policies × {self.replications} {'worlds' if self.ensemble else 'seeds'}"
        return f"Comparison({self.scenario.name}: {size}: {self.verdict.sentences('en')[0]})"

    @property
    def replications(self) -> int:
        """How many paired seeds were run."""
        return self.plan_result.replications

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies compared, in their order."""
        return tuple(point.label for point in self.plan_result.plan.points)

    @property
    def runs(self) -> pd.DataFrame:
        """One row a run: point, label, a column a lever that a policy sets, seed, status, error, replay, every outcome."""
        return self.plan_result.runs

    @property
    def outcomes(self) -> Mapping[str, OutcomeDefinition]:
        """The outcomes by name, one's own included."""
        return self.plan_result.definitions

    def samples(self, policy: str, outcome: str) -> Floats:
        """An outcome over the seeds, shape (replications,); NaN where undefined."""
        found: Floats = self._samples[policy][outcome]
        return found

    @cached_property
    def _samples(self) -> dict[str, dict[str, Floats]]:
        groups = self.plan_result.rows.groupby("label", sort=False)
        return {str(label): {name: rows[name].to_numpy() for name in self.outcomes} for label, rows in groups}

    @cached_property
    def table(self) -> pd.DataFrame:
        """policy, outcome, mean, low, high, replications, missing."""
        return _frame(
            {"policy": policy, "outcome": name, **_cells(estimate(self.samples(policy, name)), counts=True)}
            for policy in self.policies
            for name in self.outcomes
            for estimate in [yes_no_interval if name in YES_NO else interval]
        )

    @cached_property
    def differences(self) -> pd.DataFrame:
        """policy, baseline, outcome, mean, low, high, replications, missing, p_holm, tests, pairing_gain: policy less baseline.

        Holm's adjustment runs over the policies, within each outcome: `tests` is the size of that family. Over all
        outcomes some p_holm below 0.05 is to be expected even where nothing differs. Over worlds also median, low90,
        high90 (the middle 90 % of worlds) and better, the share of worlds in which the policy is better.
        """
        others = [policy for policy in self.policies if policy != self.baseline]
        return _frame(
            row for name in self.outcomes for row in self._differences([(p, self.baseline) for p in others], name)
        )

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """As `differences`, for further pairs: outsourced against pooled, pooled against unpooled, and so on."""
        pairs = [pair for pair in FURTHER_PAIRS if set(pair) <= set(self.policies)]
        return _frame(row for name in self.outcomes for row in self._differences(pairs, name))

    def _differences(self, pairs: Sequence[tuple[str, str]], outcome: str) -> list[dict[str, Any]]:
        difference_of = yes_no_difference if outcome in YES_NO else paired
        found = [difference_of(self.samples(ours, outcome), self.samples(theirs, outcome)) for ours, theirs in pairs]
        adjusted = holm([difference.p_value for difference in found])
        return [
            {
                "policy": ours,
                "baseline": theirs,
                "outcome": outcome,
                **_cells(difference, counts=True),
                "p_holm": p_holm,
                "tests": len(pairs),
                "pairing_gain": difference.pairing_gain,
                **self._over_worlds(ours, theirs, outcome),
            }
            for (ours, theirs), difference, p_holm in zip(pairs, found, adjusted, strict=True)
        ]

    def _over_worlds(self, ours: str, theirs: str, outcome: str) -> dict[str, float]:
        """Median, middle 90 % of worlds, share of worlds in which it is better; nothing in one world."""
        return {} if self.ensemble is None else over_worlds.difference(self.pairs, ours, theirs, outcome)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """policy, outcome, best_share, low, high, near_share, margin, worlds; outcome `all`: best on every criterion at once."""
        return over_worlds.shares(self.samples, self.policies)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """policy, rival, outcome, median, low90, high90, better, worlds: every pair of policies once."""
        return over_worlds.pairs(self.samples, self.policies)

    @cached_property
    def information(self) -> pd.DataFrame:
        """parameter, outcome, evppi, low90, high90, noise, clear, evpi, worlds: what to find out first; over worlds only.

        Where outcomes have a price, the rows of the outcome `yuan` say it of all of them together, in yuan a year.
        """
        if self.ensemble is None:
            return _frame(iter(()), over_worlds.INFORMATION)
        seeds = self.plan_result.plan.seeds
        return over_worlds.information(self.samples, self.policies, self.ensemble, seeds, prices=self.prices)

    @cached_property
    def equifinality(self) -> Equifinality | None:
        """Which policies, refitted to the place's published figures, show them as well; None where it was not made."""
        return equifinality_of(self.scenario)

    def unless(self, language: str = "en") -> tuple[str, ...]:
        """Where which policy is best in the bud: PRIM boxes and a tree over the numbers that matter most, in sentences.

        Needs EMA Workbench (the extra `robust`); raises `PlanError` without it. Empty in one world.
        """
        if self.ensemble is None or self.information.empty:
            return ()
        from experiments.studies.scenario_discovery import rules

        first = self.information[self.information["outcome"] == over_worlds.CRITERIA[0]].head(MAX_RULE_NUMBERS)
        paths = first["parameter"].tolist()
        found = over_worlds.winners(self.samples, self.policies, self.ensemble, self.plan_result.plan.seeds,
                                    over_worlds.CRITERIA[0], paths)  # fmt: skip
        return rules(found, paths, language)

    @property
    def baseline(self) -> str:
        """The policy that differences are taken from: the one asked for, else reactive-staffed, else the first."""
        if self.held_against is not None:
            return self.held_against
        return BASELINE if BASELINE in self.policies else self.policies[0]

    @cached_property
    def effects(self) -> pd.DataFrame:
        """effect (triage, delivery, interaction), outcome, mean, low, high, replications, missing; empty without the 2×2.

        Computed within seeds: a main effect is the mean change from reactive to preventive (staffed
        to outsourced) over both settings of the other; the interaction is half the difference
        between one change at the other's two settings.
        """
        found = {name: self._effects(name) for name in self.outcomes} if set(CORNERS) <= set(self.policies) else {}
        columns = ["effect", "outcome", "mean", "low", "high", "replications", "missing"]
        rows = (
            {"effect": effect, "outcome": name, **_cells(estimate, counts=True)}
            for name, effects in found.items()
            for effect, estimate in effects.items()
        )
        return _frame(rows, columns)

    def _effects(self, outcome: str) -> dict[str, Estimate]:
        corners = np.array([self.samples(policy, outcome) for policy in CORNERS]).T
        # CORNERS run triage fastest, then delivery; the axes here are (triage, delivery).
        effects = factorial_effects(corners.reshape(-1, 2, 2).swapaxes(1, 2), ["triage", "delivery"])
        return dict(zip(("triage", "delivery", "interaction"), effects.values(), strict=True))

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """policy, outcome, probability_best, standing (best, tied, worse, open), where an outcome has a better side.

        The chance is NaN below ten seeds; the standing is judged by Holm over all pairs of policies.
        """
        return _frame(
            row for name, definition in self.outcomes.items() if definition.better for row in self._ranks(name)
        )

    def _ranks(self, outcome: str) -> Iterator[dict[str, Any]]:
        samples = np.array([self.samples(policy, outcome) for policy in self.policies]).T
        higher = self.outcomes[outcome].better == "higher"
        chances = probability_best(samples, higher)
        standings = tied(samples, TIED_WITHIN if self.outcomes[outcome].unit == "share" else 0.0, higher)
        for policy, chance, standing in zip(self.policies, chances.tolist(), standings, strict=True):
            yield {"policy": policy, "outcome": outcome, "probability_best": chance, "standing": standing}

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """policy, line, yuan (a year): what each policy's budget pays; the lines of a policy sum to it."""
        from model.scenario.budget import ledger

        plan = self.plan_result.plan
        return _frame(
            {"policy": point.label, "line": line, "yuan": yuan}
            for place, point in enumerate(plan.points)
            for line, yuan in ledger(plan.scenario_at(place)).items()
        )

    @cached_property
    def verdict(self) -> Verdict | WorldVerdict:
        """What follows: over worlds from their shares, in one world from paired intervals."""
        from experiments.findings.verdict import judge
        from experiments.findings.world_verdict import judge_over_worlds

        return judge(self) if self.ensemble is None else judge_over_worlds(self)

    def plot(self, language: str = "en") -> Figure:
        """The 2×2 as a picture, or what each policy changes when the four are not all there."""
        from experiments.plots import credit, factorial

        if len(self.effects):
            return factorial(self.table, self.effects, language).figure
        return credit(self.differences, language).figure

    def days(
        self,
        series: Sequence[str] = DAILY_SERIES,
        replications: int = DAILY_REPLICATIONS,
        workers: int | None = None,
        **how: int,
    ) -> pd.DataFrame:
        """policy, series, day, mean, low, high, replications: daily series with 95 % bands, as `ages.daily_series` has them.

        Stores keep no days: the first `replications` seeds of every policy are run again. `how`: smooth_days, every.
        """
        return daily_series(self.plan_result.plan, series, replications, workers, **how)

    def plot_days(self, series: Sequence[str] = DAILY_SERIES, language: str = "en", **how: Any) -> Figure:
        """`days` as a picture, one panel a series; `how` as there."""
        from experiments.plots import daily

        names = listed("series", series)
        return daily(self.days(names, **how), language, names, smooth_days=how.get("smooth_days", SMOOTH_DAYS)).figure

    def to_parquet(self, path: str | Path) -> Path:
        """Write `table` to a Parquet file."""
        self.table.to_parquet(path, index=False)
        return Path(path)

    def _worlds_to_dict(self) -> dict[str, Any] | None:
        """What the worlds decide: best shares by policy and outcome, pairs, credits, what to find out; None in one world."""
        if self.ensemble is None:
            return None
        shares: dict[str, dict[str, Any]] = {}
        for (name, outcome), row in _rows(self.shares, "policy", "outcome"):
            cells = {key: none_if_nan(row[key]) for key in ("best_share", "low", "high", "near_share", "margin")}
            shares.setdefault(name, {})[outcome] = cells
        pairs: dict[str, dict[str, dict[str, Any]]] = {}
        for row in self.pairs.to_dict("records"):
            cells = {key: none_if_nan(row[key]) for key in OVER_WORLDS}
            pairs.setdefault(row["policy"], {}).setdefault(row["rival"], {})[row["outcome"]] = cells
        earned = self.attribution
        attribution = None if earned is None else {
            "policy": earned.ours,
            "baseline": earned.theirs,
            "difference": {name: none_if_nan(value) for name, value in earned.differences.items()},
            "credits": json.loads(earned.table.to_json(orient="records")),
        }  # fmt: skip
        refitted = self.equifinality
        return {
            **self.ensemble.as_data(),
            "shares": shares,
            "pairs": pairs,
            "attribution": attribution,
            "evppi": json.loads(self.information[self.information["clear"].astype(bool)].to_json(orient="records")),
            "prices": dict(self.prices),
            "equifinality": refitted.to_dict() if refitted else None,
        }

    def to_dict(self) -> dict[str, Any]:
        """What `--json` writes; an undefined figure is None, with the number of runs it is missing from."""
        cells = {key: _json(row) for key, row in _rows(self.table, "policy", "outcome")}
        inner = [policy for policy in self.policies if policy in CORNERS] or list(self.policies)
        beside = [policy for policy in self.policies if policy not in inner]
        effects: dict[str, dict[str, Any]] = {}
        for (outcome, effect), row in _rows(self.effects, "outcome", "effect"):
            effects.setdefault(outcome, {})[effect] = _json(row)
        differences: dict[str, dict[str, Any]] = {}
        for (policy, outcome), row in _rows(self.differences, "policy", "outcome"):
            more = {name: none_if_nan(row[name]) for name in ("p_holm", *OVER_WORLDS) if name in row}
            differences.setdefault(policy, {})[outcome] = _json(row) | more
        return {
            "scenario": self.scenario.name,
            "replications": self.replications,
            "policies": {policy: {name: cells[policy, name] for name in self.outcomes} for policy in inner},
            "effects": effects,
            "beside": {policy: {name: cells[policy, name] for name in self.outcomes} for policy in beside},
            "baseline": self.baseline,
            "differences": differences,
            "worlds": self._worlds_to_dict(),
            "verdict": self.verdict.text("en"),
            "failed_runs": len(self.plan_result.failures),
        }


def compare(
    scenario: Scenario | str | Path,
    replications: int | None = None,
    workers: int | None = None,
    *,
    policies: Mapping[str, Levers] | Sequence[str] | None = None,
    baseline: str | None = None,
    with_era: bool = False,
    world: str | Path | Ensemble | None = None,
    attribute: int = 0,
    prices: Mapping[str, float] | None = None,
    outcomes: Given | None = None,
    **options: Unpack[OptionValues],
) -> Comparison:
    """Compare policies for a scenario, each replication in a world of its own, the policies paired within it.

    Default: the four presets of the 2×2, the pooled and the flat workstation, in one world the three single levers too;
    `with_era` adds the workstation era. `policies` are names of presets instead, or levers by
    the name of a policy; `baseline` names the one that the others are held against. `world` is `assumed` (one world: the
    scenario's own numbers), `drawn`, `matched`, a file that `calibrate` wrote, or an `Ensemble`; default: matched to the
    published figures where the scenario has such worlds, else drawn. Replications default to 100 worlds, or 30 seeds in one.
    `attribute` is the number of worlds over which the leader's gain is credited to levers. `prices` say by outcome what its better side is
    worth, in yuan a year by unit (of a share by percentage point): what to find out first is then also told in yuan. `outcomes` are one's own beside those
    of the model, by name: a function of a run's `Outcome`, arithmetic such as "recorded / arisen", or an `OwnOutcome`. `options` are those of
    `Options`: seed, store, precision, engine, scheduler and so on. Dated reforms of the scenario are left out: each policy
    stays as it is. Raises `ScenarioError` or `PlanError`.
    """
    base = Scenario.of(scenario)
    ensemble = ensemble_of(base, world)
    how = Options.of(default_replications(replications, ensemble), workers, options, outcomes)
    return compared(base, policies, with_era, how, ensemble, attribute, baseline, prices)


def default_replications(given: int | None, ensemble: Ensemble | None) -> int:
    """As many as asked for, else what worlds or seeds need by default."""
    return given if given is not None else SEEDS if ensemble is None else WORLDS


def compared(
    scenario: Scenario,
    policies: Mapping[str, Levers] | Sequence[str] | None,
    with_era: bool,
    options: Options,
    ensemble: Ensemble | None = None,
    attribute: int = 0,
    baseline: str | None = None,
    prices: Mapping[str, float] | None = None,
) -> Comparison:
    """As `compare`, with the options in one piece."""
    priced = checked_prices(prices or {})
    plan = comparison_plan(scenario, policies, with_era, options.seeds, ensemble)
    names = [point.label for point in plan.points]
    if baseline is not None and baseline not in names:
        raise PlanError(f"baseline: found '{baseline}'{nearest(baseline, names)}; allowed: {', '.join(names)}")
    done = run_plan(plan, options, _deciding if ensemble is None else _best_in_the_bud)
    found = Comparison(plan.scenario, done, ensemble, held_against=baseline, prices=priced)
    return credited(found, options, attribute) if attribute and ensemble is not None else found


def checked_prices(prices: Mapping[str, float]) -> dict[str, float]:
    """Prices by outcome; `PlanError` for an outcome without a better side, and for what is no positive number."""
    allowed = [name for name, definition in OUTCOMES.items() if definition.better]
    for name, price in prices.items():
        if name not in allowed:
            raise PlanError(f"--price: found '{name}'{nearest(name, allowed)}; allowed: {', '.join(allowed)}")
        if isinstance(price, bool) or not isinstance(price, int | float) or not 0.0 < price < math.inf:
            raise PlanError(f"--price {name}: found {price!r}; allowed: yuan above 0")
    return {name: float(price) for name, price in prices.items()}


def credited(comparison: Comparison, options: Options, worlds: int) -> Comparison:
    """The comparison with the leader's gain over the baseline credited to levers, over its first worlds."""
    from experiments.studies.attribution import attributed

    leader, baseline = comparison.verdict.leader, comparison.baseline
    if leader == baseline:
        return comparison
    found = attributed(comparison.plan_result.plan, baseline, leader, worlds, options, over_worlds.CRITERIA)
    return replace(comparison, attribution=found)


def comparison_plan(
    scenario: Scenario,
    policies: Mapping[str, Levers] | Sequence[str] | None,
    with_era: bool,
    seeds: Sequence[int],
    ensemble: Ensemble | None = None,
) -> Plan:
    """The plan of a comparison: one point a policy."""
    chosen = policies_of(policies, with_era, with_singles=ensemble is None)
    points = tuple(Point(name, levers) for name, levers in chosen.items())
    return Plan(scenario.without_reforms(), points, tuple(seeds), world_of=ensemble)


def policies_of(
    given: Mapping[str, Levers] | Sequence[str] | None, with_era: bool, with_singles: bool = True
) -> Mapping[str, Levers]:
    """The policies to compare: those given, or the usual ones."""
    return policies(with_era, with_singles) if given is None else policies_by_name(given)


def _deciding(rows: pd.DataFrame) -> Floats:
    """The figures whose precision is asked for: differences of the rates from the first policy."""
    wide = [rows.pivot(index="seed", columns="point", values=name).to_numpy() for name in DECIDING]
    if wide[0].shape[1] == 1:
        return np.concatenate(wide, axis=1)
    return np.concatenate([figures[:, 1:] - figures[:, :1] for figures in wide], axis=1)


def _best_in_the_bud(rows: pd.DataFrame) -> Floats:
    """The figures whose precision is asked for over worlds: whether each policy is the best in the bud, 1 or 0."""
    rates = rows.pivot(index="seed", columns="point", values=over_worlds.CRITERIA[0]).to_numpy()
    best = np.full(rates.shape, np.nan)
    known = np.isfinite(rates).all(axis=1)
    best[known] = rates[known] >= rates[known].max(axis=1, keepdims=True)
    return best


def _frame(rows: Iterator[dict[str, Any]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=columns)


def _cells(estimate: Estimate, counts: bool = False) -> dict[str, float | int]:
    cells: dict[str, float | int] = {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}
    return cells | ({"replications": estimate.replications, "missing": estimate.missing} if counts else {})


def _rows(frame: pd.DataFrame, first: str, second: str) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for row in frame.to_dict("records"):
        yield (row[first], row[second]), {str(name): value for name, value in row.items()}


def as_json(estimate: Estimate) -> dict[str, Any]:
    """An estimate for JSON: mean, low, high, null where undefined, and the runs it is missing from, if any."""
    cells = {name: none_if_nan(getattr(estimate, name)) for name in ("mean", "low", "high")}
    return cells | ({"missing": estimate.missing} if estimate.missing else {})


def _json(row: Mapping[str, Any]) -> dict[str, Any]:
    cells = {name: none_if_nan(row[name]) for name in ("mean", "low", "high")}
    return cells | ({"missing": int(row["missing"])} if row.get("missing") else {})


def none_if_nan(value: float) -> float | None:
    """The value, or None for JSON's null where it is undefined."""
    return None if math.isnan(value) else float(value)
