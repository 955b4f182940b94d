"""Worlds that show the published figures: the free numbers are solved anew in each, and what cannot show them is left out.

Core objects: `match` → `Match` (the ensemble, its expected figures, and how many places were tried), `refit` (the same places
under one policy after another: which of them show the figures too, and what they imply).

1. At the scenario's own numbers the slope of the figures (logs, logits) by the free numbers is taken, on a few seeds.
2. Places are drawn from the ranges. In each the free numbers are moved by Broyden's steps on means over common seeds, as long
   as there is hope: a place far from the figures after the second step, or far beyond a limit, is left.
3. A place is accepted if its means over these and fresh seeds lie well within the tolerances and break no limit.

Own, for the libraries' history matching lets an emulator judge; here the model itself does, at four to six steps a place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.runs.ensembles import MATCHED, Ensemble, place_key
from experiments.runs.execution import Options, run_plan
from experiments.runs.plan import Levers, Plan, PlanError, Point, Value, paired_seeds
from experiments.runs.worlds import as_declared, settings, uncertain
from experiments.statistics import Floats
from model.outcome_definitions import OUTCOMES
from model.scenario import PARAMETERS, Scenario
from model.version import model_version

if TYPE_CHECKING:
    import pandas

WORLDS, BATCH = 300, 96
STEPS, SOLVING_SEEDS, CONFIRMING_SEEDS = 5, 2, 6
WITHIN_SOLVING, WITHIN = 0.7, 0.85  # of a tolerance: expected figures over other seeds shall lie within it too
LONGEST_STEP, DAMPING = 0.3, 1e-3
HOPELESS = 4.0  # tolerances, or times a limit, after the second step: the place is left
NUDGE, SLOPE_SEEDS = 0.12, 4  # of the unit cube: how far the slope's runs lie from the scenario's own numbers
BETWEEN = (0.25, 4.0)  # times the first slope: how far Broyden's updates may take an entry that counts
FIRST_SEED, CONFIRMING_FROM = 2_000_001, 2_100_001
MAX_PLACES = 4_096


@dataclass(frozen=True)
class Match:
    """Accepted worlds with their expected figures (one row a world), the places drawn for them, and the runs."""

    ensemble: Ensemble
    expected: pandas.DataFrame
    drawn: int
    runs: int


@dataclass
class _Target:
    """The published figures and limits in the terms that are solved: logs of numbers, logits of shares."""

    names: tuple[str, ...]
    values: Floats
    tolerances: Floats
    limits: tuple[tuple[str, float, float], ...]

    @classmethod
    def of(cls, scenario: Scenario) -> _Target:
        figures = [each for each in scenario.published if each.value is not None]
        limits = tuple(
            (each.outcome, -math.inf if each.at_least is None else each.at_least,
             math.inf if each.at_most is None else each.at_most)
            for each in scenario.published if each.value is None
        )  # fmt: skip
        values = np.array([each.value for each in figures], dtype=float)
        return cls(
            tuple(each.outcome for each in figures), values, np.array([each.tolerance for each in figures]), limits
        )

    def scaled(self, figures: Floats) -> Floats:
        """Figures (…, m) as logs and logits."""
        columns = []
        for at, name in enumerate(self.names):
            column = figures[..., at]
            if OUTCOMES[name].unit == "share":
                kept = np.clip(column, 1e-3, 1.0 - 1e-3)
                columns.append(np.log(kept / (1.0 - kept)))
            else:
                columns.append(np.log(np.maximum(column, 1.0)))
        return np.stack(columns, axis=-1)

    def units(self) -> Floats:
        """A tolerance in scaled terms, shape (m,)."""
        return np.abs(self.scaled(self.values + self.tolerances) - self.scaled(self.values - self.tolerances)) / 2.0

    def misses(self, figures: Floats) -> Floats:
        """The largest distance from a published value in tolerances, shape of figures without its last axis."""
        return np.abs((figures - self.values) / self.tolerances).max(axis=-1)

    def breaks(self, means: Mapping[str, float], times: float = 1.0) -> bool:
        """Whether expected figures break a limit, or one so many times as wide."""
        return any(not low / times <= means[name] <= high * times for name, low, high in self.limits)


@dataclass
class _Place:
    """A candidate: its drawn numbers, the free ones in the unit cube, the slope of the scaled figures there."""

    number: int
    drawn: dict[str, Value]
    unit: Floats
    slope: Floats
    first_slope: Floats
    last: tuple[Floats, Floats] | None = None
    closest: float = math.inf  # the least distance from the figures so far, in tolerances

    def moved(self, figures: Floats, target: _Target) -> None:
        """Broyden's update of the slope, then a damped step towards the published figures."""
        scaled = target.scaled(figures)
        if self.last is not None:
            step, change = self.unit - self.last[0], scaled - self.last[1]
            length = float(step @ step)
            if length > 1e-10:
                self.slope = _bounded(
                    self.slope + np.outer(change - self.slope @ step, step) / length, self.first_slope
                )
        self.last = (self.unit.copy(), scaled)
        self.unit = _stepped(self.unit, self.slope, target.scaled(target.values) - scaled, target.units())


def _bounded(slope: Floats, first: Floats) -> Floats:
    """The slope with the entries that counted in the first one kept at its sign and near its size."""
    counts = np.abs(first) > 0.3 * np.abs(first).max(axis=1, keepdims=True)
    ends = np.sort(np.stack([first * BETWEEN[0], first * BETWEEN[1]]), axis=0)
    return np.where(counts, np.clip(slope, ends[0], ends[1]), slope)


def _stepped(unit: Floats, slope: Floats, gap: Floats, units: Floats) -> Floats:
    """One damped least-squares step, gaps in tolerances; a number at its end gives way to the others."""
    weighted, free = slope / units[:, None], np.ones(len(unit), dtype=bool)
    for _ in range(len(unit)):
        part = weighted[:, free]
        step = np.zeros(len(unit))
        damping = DAMPING * np.trace(part.T @ part) * np.eye(part.shape[1])
        step[free] = np.linalg.solve(part.T @ part + damping, part.T @ (gap / units))
        step = np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        beyond = free & ((unit + step < 0.0) & (unit <= 0.0) | (unit + step > 1.0) & (unit >= 1.0))
        if not beyond.any() or beyond.sum() == free.sum():
            break
        free &= ~beyond
    return np.clip(unit + step, 0.0, 1.0)


class _Accepted(NamedTuple):
    """A place that shows the figures: its number, all its settings, its expected outcomes, its weight."""

    number: int
    settings: dict[str, Value]
    expected: dict[str, float]
    weight: float


@dataclass
class _Matching:
    """What is being matched, and the runs so far."""

    scenario: Scenario
    options: Options
    target: _Target
    free: tuple[str, ...]
    runs: int = 0

    @classmethod
    def of(cls, base: Scenario, policy: Levers | None, options: Options) -> _Matching:
        """The matching of a scenario under its own policy, or another."""
        single = replace(options, precision=None)
        return cls(base.vary(policy or {}), single, _Target.of(base), tuple(base.worlds.free))

    def values(self, unit: Floats) -> dict[str, Value]:
        """The free numbers at a point of the unit cube."""
        return {
            path: as_declared(path, PARAMETERS[path].plausible.quantile(share, 0.0))  # type: ignore[union-attr]
            for path, share in zip(self.free, unit.tolist(), strict=True)
        }

    def unit(self) -> Floats:
        """Where the scenario's own free numbers lie in the unit cube."""
        found = []
        for path in self.free:
            believed, own = PARAMETERS[path].plausible, float(self.scenario.value(path))
            assert believed is not None, "a free number has a range: the scenario's check"
            if believed.distribution == "log-uniform":
                found.append(math.log(max(own, believed.low) / believed.low) / math.log(believed.high / believed.low))
            else:
                found.append((own - believed.low) / (believed.high - believed.low))
        return np.clip(np.array(found), 0.05, 0.95)

    def first_slope(self, unit: Floats) -> Floats:
        """Derivative of the scaled figures by the free numbers at the scenario's own numbers, shape (m, free)."""
        nudges = [side * NUDGE * np.eye(len(unit))[at] for at in range(len(unit)) for side in (-1.0, 1.0)]
        none = np.zeros((0, 0))
        places = [_Place(at, {}, np.clip(unit + nudge, 0.0, 1.0), none, none) for at, nudge in enumerate(nudges)]
        means, _ = self.figures(places, paired_seeds(SLOPE_SEEDS, FIRST_SEED))
        scaled = self.target.scaled(means)
        columns = [(scaled[2 * at + 1] - scaled[2 * at]) / (places[2 * at + 1].unit[at] - places[2 * at].unit[at])
                   for at in range(len(unit))]  # fmt: skip
        slope = np.stack(columns, axis=1)
        if not np.isfinite(slope).all():
            raise PlanError(f"{self.scenario.name}: its own numbers give no published figures to start from")
        return slope

    def figures(self, places: Sequence[_Place], seeds: Sequence[int]) -> tuple[Floats, pandas.DataFrame]:
        """Means of the published figures over the seeds (places, m), and of all outcomes; NaN where a run failed."""
        points = tuple(Point(f"place {each.number}", {**each.drawn, **self.values(each.unit)}) for each in places)
        done = run_plan(Plan(self.scenario, points, tuple(seeds), keep_refused=True), self.options)
        self.runs += len(done.rows)
        means = done.rows.groupby("point")[list(OUTCOMES)].agg(lambda column: column.mean(skipna=False))
        return means[list(self.target.names)].to_numpy(dtype=float), means


def match(
    scenario: Scenario,
    policy: Levers | None = None,
    *,
    worlds: int = WORLDS,
    seed: int = 1,
    options: Options = Options(),  # noqa: B008 - immutable
    on_batch: Callable[[int, int, int], None] = lambda accepted, tried, runs: None,
) -> Match:
    """Worlds of a scenario that show its published figures under its own policy, or under `policy`.

    Places are tried in batches until `worlds` are accepted, or `MAX_PLACES` were drawn; `on_batch` hears accepted, tried and
    runs. Raises `PlanError` where the scenario publishes nothing, or no place shows what it published.
    """
    base = _with_figures(scenario)
    work = _Matching.of(base, policy, options)
    places = _places(base, work, seed)
    accepted: list[_Accepted] = []
    tried = 0
    while len(accepted) < worlds and tried < MAX_PLACES:
        batch = places(tried, min(tried + BATCH, MAX_PLACES))
        tried += len(batch)
        accepted += _solved(work, batch)
        on_batch(len(accepted), tried, work.runs)
    if not accepted:
        raise PlanError(f"{scenario.name}: none of {tried} places shows the published figures")
    return _matched(scenario, work.scenario, policy, accepted, worlds, tried, work.runs, seed)


def refit(
    scenario: Scenario,
    policies: Mapping[str, Levers],
    *,
    places: int,
    seed: int = 1,
    options: Options = Options(),  # noqa: B008 - immutable
    on_policy: Callable[[str, int, int], None] = lambda policy, fitted, runs: None,
) -> pandas.DataFrame:
    """The same places, the first that `match` draws, with the free numbers solved anew under every policy.

    policy, place, fits, miss (the least distance from the figures that was found, in tolerances), then where it fits the free
    numbers and every expected outcome, else NaN. `on_policy` hears a policy, its places that fit and its runs. Raises
    `PlanError` where the scenario publishes nothing.
    """
    import pandas

    base = _with_figures(scenario)
    rows: list[dict[str, Any]] = []
    for name, policy in policies.items():
        work = _Matching.of(base, policy, options)
        batch = _places(base, work, seed)(0, min(places, MAX_PLACES))
        found = {each.number: each for each in _solved(work, batch)}
        for place in batch:
            row: dict[str, Any] = {"policy": name, "place": place.number, "fits": place.number in found}
            row["miss"] = place.closest
            if place.number in found:
                row |= {path: found[place.number].settings[path] for path in work.free}
                row |= found[place.number].expected
            rows.append(row)
        on_policy(name, len(found), work.runs)
    return pandas.DataFrame(rows, columns=["policy", "place", "fits", "miss", *base.worlds.free, *OUTCOMES])


def _with_figures(scenario: Scenario) -> Scenario:
    """The scenario without its reforms; `PlanError` where it publishes nothing to match."""
    if not any(each.value is not None for each in scenario.published) or not scenario.worlds.free:
        raise PlanError(f"{scenario.name}: has no published figures and free numbers to match; "
                        "allowed: a scenario with [[published]] and [worlds] free")  # fmt: skip
    return scenario.without_reforms()


def _places(base: Scenario, work: _Matching, seed: int) -> Callable[[int, int], list[_Place]]:
    """Places by number, drawn from the ranges, each with the slope at the scenario's own numbers."""
    numbers, start = uncertain(base), work.unit()
    slope = work.first_slope(start)
    shares = np.random.default_rng(seed).random((MAX_PLACES, len(numbers)))
    return lambda first, end: [
        _Place(at, settings(base, numbers, shares[at]), start.copy(), slope, slope) for at in range(first, end)
    ]


def _solved(work: _Matching, batch: list[_Place]) -> list[_Accepted]:
    """The accepted worlds of a batch."""
    solving, solved = list(batch), []
    for step in range(STEPS):
        if not solving:
            break
        figures, means = work.figures(solving, paired_seeds(SOLVING_SEEDS, FIRST_SEED))
        left = []
        for at, (place, found) in enumerate(zip(solving, figures, strict=True)):
            miss = float(work.target.misses(found)) if np.isfinite(found).all() else math.inf
            place.closest = min(place.closest, miss)
            here = {str(name): float(value) for name, value in means.iloc[at].items()}
            if math.isinf(miss) or work.target.breaks(here, HOPELESS) or (step > 1 and miss > HOPELESS):
                continue
            if miss <= WITHIN_SOLVING:
                solved.append(place)
                continue
            place.moved(found, work.target)
            left.append(place)
        solving = left
    if not solved:
        return []
    _, first = work.figures(solved, paired_seeds(SOLVING_SEEDS, FIRST_SEED))
    _, second = work.figures(solved, paired_seeds(CONFIRMING_SEEDS, CONFIRMING_FROM))
    pooled = (first * SOLVING_SEEDS + second * CONFIRMING_SEEDS) / (SOLVING_SEEDS + CONFIRMING_SEEDS)
    accepted = []
    for at, place in enumerate(solved):
        means = {str(name): float(value) for name, value in pooled.iloc[at].items()}
        found = np.array([means[name] for name in work.target.names])
        if np.isfinite(found).all() and work.target.misses(found) <= WITHIN and not work.target.breaks(means):
            volume = abs(float(np.linalg.det(place.slope))) if place.slope.shape[0] == place.slope.shape[1] else 1.0
            chosen = {**place.drawn, **work.values(place.unit)}
            accepted.append(_Accepted(place.number, chosen, means, 1.0 / max(volume, 1e-6)))
    return accepted


def _matched(
    scenario: Scenario,
    here: Scenario,
    policy: Levers | None,
    accepted: Sequence[_Accepted],
    worlds: int,
    tried: int,
    runs: int,
    seed: int,
) -> Match:
    import pandas

    names, showed = [each.outcome for each in scenario.published], len(accepted)
    accepted = accepted[:worlds]
    weights = np.array([each.weight for each in accepted])
    expected = pandas.DataFrame([{name: float(f"{each.expected[name]:.5g}") for name in names} for each in accepted])
    expected["weight"] = np.round(weights / weights.mean(), 4)
    about = {
        "how": MATCHED,
        "model_version": model_version(),
        "place": place_key(scenario),
        "scenario": scenario.name,
        "policy": dict(policy) if policy else {},
        "triage": here.triage.mode,
        "delivery": here.delivery.mode,
        "drawn": tried,
        "accepted": showed,
        "seeds": SOLVING_SEEDS + CONFIRMING_SEEDS,
        "runs": runs,
        "seed": seed,
    }
    return Match(Ensemble(MATCHED, tuple(each.settings for each in accepted), about), expected, tried, runs)
