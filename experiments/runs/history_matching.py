"""Worlds that show the published figures: the free numbers are solved anew in each, and what cannot show them is left out.

Core object: `match` → `Match`: the ensemble, its expected figures, and how many places were tried.

1. Wave: places drawn from the ranges, one run each; a ridge regression of the figures (logs, logits) on all numbers.
2. A place that the regression rules out is left; in others the free numbers start where it says and are moved by Broyden's
   steps on means over a few common seeds.
3. A place is accepted if its means over these and fresh seeds lie well within the tolerances and break no limit.

Own, for the libraries' history matching wants the emulator to be the judge; here the model itself is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from experiments.runs.ensembles import MATCHED, Ensemble, place_key
from experiments.runs.execution import Options, run_plan
from experiments.runs.plan import Levers, Plan, PlanError, Point, Value, paired_seeds
from experiments.runs.worlds import Uncertain, as_declared, settings, uncertain
from experiments.statistics import Floats
from model.outcome_definitions import OUTCOMES
from model.scenario import PARAMETERS, Scenario
from model.version import model_version

if TYPE_CHECKING:
    import pandas

WORLDS, WAVE, BATCH = 300, 512, 96
STEPS, SOLVING_SEEDS, CONFIRMING_SEEDS = 5, 2, 6
WITHIN_SOLVING, WITHIN = 0.7, 0.85  # of a tolerance: expected figures over other seeds shall lie within it too
LONGEST_STEP, DAMPING = 0.3, 1e-3
HOPELESS = 4.0  # tolerances, or times a limit, after the second step: the place is left
RULED_OUT = 3.0  # predicted distance in tolerances, beyond the regression's own error, at which a place is left
FIRST_SEED, CONFIRMING_FROM = 2_000_001, 2_100_001
MAX_PLACES = 4_096


@dataclass(frozen=True)
class Match:
    """Accepted worlds with their expected figures (one row a world), the places drawn, ruled out and tried, and the runs."""

    ensemble: Ensemble
    expected: pandas.DataFrame
    drawn: int
    ruled_out: int
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
    last: tuple[Floats, Floats] | None = None

    def moved(self, figures: Floats, target: _Target) -> None:
        """Broyden's update of the slope, then a damped step towards the published figures."""
        scaled = target.scaled(figures)
        if self.last is not None:
            step, change = self.unit - self.last[0], scaled - self.last[1]
            length = float(step @ step)
            if length > 1e-10:
                self.slope = self.slope + np.outer(change - self.slope @ step, step) / length
        self.last = (self.unit.copy(), scaled)
        self.unit = _stepped(self.unit, self.slope, target.scaled(target.values) - scaled, target.units())


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


@dataclass
class _Regression:
    """Ridge of the scaled figures on all numbers, with squares and products of the free ones; penalty by generalised
    cross-validation."""

    free: int
    coefficients: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    error: Floats = field(default_factory=lambda: np.zeros(0))

    def terms(self, shares: Floats, unit: Floats) -> Floats:
        """shape (places, terms): 1, free, products of two free, all drawn."""
        pairs = [unit[:, i] * unit[:, j] for i in range(self.free) for j in range(i, self.free)]
        return np.column_stack([np.ones(len(unit)), unit, *pairs, shares - 0.5])

    def fit(self, shares: Floats, unit: Floats, scaled: Floats, weight: Floats) -> None:
        """Weighted ridge; the weight says how near a run lies to the published figures."""
        root = np.sqrt(weight / weight.mean())[:, None]
        basis, wanted = self.terms(shares, unit) * root, scaled * root
        left, values, right = np.linalg.svd(basis, full_matrices=False)
        best = math.inf
        for penalty in np.geomspace(1e-3, 1e3, 25) * values[0] / 100.0:
            kept = values**2 / (values**2 + penalty)
            residual = wanted - left @ (kept[:, None] * (left.T @ wanted))
            score = float((residual**2).mean()) / (1.0 - kept.sum() / len(basis)) ** 2
            if score < best:
                best = score
                self.coefficients = right.T @ ((values / (values**2 + penalty))[:, None] * (left.T @ wanted))
                self.error = np.sqrt((residual**2).mean(axis=0) / max(0.05, 1.0 - kept.sum() / len(basis)))

    def mean(self, shares: Floats, unit: Floats) -> Floats:
        """Expected scaled figures at one place, shape (m,)."""
        return (self.terms(shares[None, :], unit[None, :]) @ self.coefficients)[0]

    def slope(self, unit: Floats) -> Floats:
        """Derivative of the scaled figures by the free numbers, shape (m, free)."""
        rows, at = self.coefficients[1 : 1 + self.free].copy(), 1 + self.free
        for i in range(self.free):
            for j in range(i, self.free):
                rows[i] += self.coefficients[at] * unit[j]
                rows[j] += self.coefficients[at] * unit[i]
                at += 1
        return rows.T


@dataclass
class _Matching:
    """What is being matched, the runs so far, and the places' numbers."""

    scenario: Scenario
    options: Options
    target: _Target
    numbers: tuple[Uncertain, ...]
    free: tuple[str, ...]
    runs: int = 0

    def values(self, unit: Floats) -> dict[str, Value]:
        """The free numbers at a point of the unit cube."""
        return {
            path: as_declared(path, PARAMETERS[path].plausible.quantile(share, 0.0))  # type: ignore[union-attr]
            for path, share in zip(self.free, unit.tolist(), strict=True)
        }

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
    wave: int = WAVE,
    seed: int = 1,
    options: Options = Options(),  # noqa: B008 - immutable
    on_batch: Callable[[int, int, int], None] = lambda accepted, tried, runs: None,
) -> Match:
    """Worlds of a scenario that show its published figures under its own policy, or under `policy`.

    `wave` places open the regression; places are then tried in batches until `worlds` are accepted, or `MAX_PLACES` are
    drawn. Raises `PlanError` where the scenario publishes nothing, or no place shows what it published.
    """
    if not any(each.value is not None for each in scenario.published) or not scenario.worlds.free:
        raise PlanError(f"{scenario.name}: has no published figures and free numbers to match; "
                        "allowed: a scenario with [[published]] and [worlds] free")  # fmt: skip
    base = scenario.without_reforms()
    here = base.vary(policy or {})
    numbers, free = uncertain(base), tuple(base.worlds.free)
    work = _Matching(here, replace(options, precision=None), _Target.of(base), numbers, free)
    shares = np.random.default_rng(seed).random((MAX_PLACES, len(numbers) + len(free)))
    regression = _Regression(len(free))
    places = [_Place(at, settings(base, numbers, row[len(free) :]), row[: len(free)], np.zeros((0, 0)))
              for at, row in enumerate(shares[:wave])]  # fmt: skip
    opening, _ = work.figures(places, paired_seeds(1, FIRST_SEED))
    sound = np.isfinite(opening).all(axis=1)
    scaled = work.target.scaled(opening[sound])
    away = (scaled - work.target.scaled(work.target.values)) ** 2 / np.array([0.5, *[1.0] * (scaled.shape[1] - 1)]) ** 2
    weight = np.exp(-0.25 * away.sum(axis=1)) + 0.02
    regression.fit(shares[:wave][sound][:, len(free) :], shares[:wave][sound][:, : len(free)], scaled, weight)
    accepted: list[tuple[dict[str, Value], dict[str, float], float]] = []
    at, ruled_out = wave, 0
    while len(accepted) < worlds and at < MAX_PLACES:
        batch: list[_Place] = []
        while len(batch) < BATCH and at < MAX_PLACES:
            place, missing = _started(at, shares[at], base, numbers, work.target, regression)
            at += 1
            ruled_out += missing
            batch += [] if missing else [place]
        accepted += _solved(work, batch)
        on_batch(len(accepted), at - wave, work.runs)
    if not accepted:
        raise PlanError(f"{scenario.name}: none of {at - wave} places shows the published figures")
    return _matched(scenario, here, policy, accepted[:worlds], at - wave, ruled_out, work.runs, seed)


def _started(
    number: int, row: Floats, base: Scenario, numbers: tuple[Uncertain, ...], target: _Target, regression: _Regression
) -> tuple[_Place, bool]:
    """A place with its free numbers where the regression says, and whether the regression rules it out."""
    free = regression.free
    unit, shares, wanted = np.full(free, 0.5), row[free:], target.scaled(target.values)
    for _ in range(12):
        unit = _stepped(unit, regression.slope(unit), wanted - regression.mean(shares, unit), target.units())
    gap = np.abs(wanted - regression.mean(shares, unit)) - RULED_OUT * target.units()
    missing = bool((gap > regression.error).any())
    return _Place(number, settings(base, numbers, shares), unit, regression.slope(unit)), missing


def _solved(work: _Matching, batch: list[_Place]) -> list[tuple[dict[str, Value], dict[str, float], float]]:
    """Of a batch the accepted worlds: settings, expected outcomes, weight."""
    solving, solved = list(batch), []
    for step in range(STEPS):
        if not solving:
            break
        figures, means = work.figures(solving, paired_seeds(SOLVING_SEEDS, FIRST_SEED))
        left = []
        for at, (place, found) in enumerate(zip(solving, figures, strict=True)):
            miss = work.target.misses(found) if np.isfinite(found).all() else math.inf
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
            accepted.append(({**place.drawn, **work.values(place.unit)}, means, 1.0 / max(volume, 1e-6)))
    return accepted


def _matched(
    scenario: Scenario,
    here: Scenario,
    policy: Levers | None,
    accepted: Sequence[tuple[dict[str, Value], dict[str, float], float]],
    tried: int,
    ruled_out: int,
    runs: int,
    seed: int,
) -> Match:
    import pandas

    names = [each.outcome for each in scenario.published]
    weights = np.array([weight for _, _, weight in accepted])
    expected = pandas.DataFrame([{name: float(f"{means[name]:.5g}") for name in names} for _, means, _ in accepted])
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
        "ruled_out": ruled_out,
        "accepted": len(accepted),
        "seeds": SOLVING_SEEDS + CONFIRMING_SEEDS,
        "runs": runs,
        "seed": seed,
    }
    return Match(Ensemble(MATCHED, tuple(w for w, _, _ in accepted), about), expected, tried, ruled_out, runs)
