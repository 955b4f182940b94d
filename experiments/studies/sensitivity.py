"""Which assumption moves an outcome, told apart from the noise of replication.

Core object: `sensitivity` → `Sensitivity`. Indices by SALib: Morris' mean absolute elementary effect
(Campolongo 2007), Sobol' total index (Saltelli 2010), or PAWN's median Kolmogorov–Smirnov distance
(Pianosi and Wagener 2015). Every seed is a replication of the whole design on common random
numbers. The index is that of E[Y | parameters], estimated by the mean over seeds; its interval joins
what the seeds leave open (Tukey's jackknife over seeds, Student t) with what the finite design does
(bootstrap of the design). Beside it stands the index that replication noise alone would fake, and the
share of the means' variance that is noise; from Sobol' indices the noise is taken out. What a seed adds to all points alike cancels, and is none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

import numpy as np

from experiments.runs.execution import Options, OptionValues
from experiments.runs.own_outcomes import split_outcomes
from experiments.runs.plan import Plan, PlanError, Range, checked_count, scaled
from experiments.runs.worlds import plausible_ranges
from experiments.statistics import Floats, t_half_width
from experiments.studies.study import Study, checked_outcomes, points_frame, points_plan
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture

Method = Literal["morris", "sobol", "pawn"]
OUTCOMES = ("in_the_bud_rate", "harm_per_10k", "official_resolution_rate")
LEVELS = 4
MAX_NOISE_SHARE = 0.99  # beyond it there is nothing to tell; the interval is as wide as can be
SAMPLES = {"morris": 10, "sobol": 32, "pawn": 256}
SMALLEST = {"morris": 4, "sobol": 8, "pawn": 64}
DUMMIES = 20
MIN_SEEDS = 2
SLICES = 8  # a power of two: SALib's own quantiles overshoot 1 with a step that is not exact


@dataclass(frozen=True)
class Sensitivity(Study):
    """`table`: method, outcome, parameter, low_value, high_value, influence, low, high, main, direction, noise,
    noise_share, replications, clear.

    `design` has one row per point, one column per parameter; `runs` one row per run: point (row of the design), a column
    per parameter, seed, every outcome. `influence` is the mean absolute effect of the whole range (Morris, in the outcome's unit), the
    total share of variance (Sobol') or the median KS distance (PAWN); `main` the effect's spread, the
    first-order share or the largest distance. `noise` is what replication noise alone would fake;
    `clear` says that the interval lies above it.
    """

    kind = "sensitivity"
    columns = (
        "method",
        "parameter",
        "low_value",
        "high_value",
        "outcome",
        "influence",
        "low",
        "high",
        "direction",
        "noise",
        "clear",
    )

    design: pandas.DataFrame = field(repr=False, default=None)
    runs: pandas.DataFrame = field(repr=False, default=None)

    def told(self, language: str) -> list[str]:
        """One sentence an outcome: what moves it most, and how many stand clear of noise."""
        from experiments.findings.studies import influence_sentences

        return influence_sentences(self.table, language)

    def picture(self, language: str = "en") -> Picture:
        """Ranked influence with intervals, one panel an outcome, beside the level of noise."""
        from experiments.plots.studies import sensitivity_picture

        return sensitivity_picture(self.table, language)


def sensitivity(
    scenario: Scenario | str | Path,
    method: Method = "morris",
    vary: Mapping[str, tuple[float, float] | None] | None = None,
    replications: int = 4,
    workers: int | None = None,
    *,
    outcomes: Sequence[str] | Mapping[str, Any] = OUTCOMES,
    samples: int | None = None,
    **options: Unpack[OptionValues],
) -> Sensitivity:
    """Indices of the parameters in `vary` (path → low, high; by default the assumed ranges).

    `outcomes` are names, or one's own by name, as in `compare` (None for one of the model's).
    `samples` are Morris trajectories, the base of Sobol' (a power of two), or points of PAWN.
    `options` are those of `Options`. Raises `PlanError` where a request makes no sense, an outcome is
    undefined somewhere, or SALib is missing.
    """
    import pandas

    names, own = split_outcomes(outcomes)
    how = Options.of(replications, workers, options, own)
    ranges, problem, unit = _designed(method, vary, samples, how)
    base = Scenario.of(scenario).without_reforms()
    rows = points_frame(base, scaled(ranges, unit), how)
    frames = [
        _indices(method, problem, unit, ranges, name, _samples_of(rows, name, len(unit)))
        for name in checked_outcomes(names, own=own)
    ]
    table = pandas.concat(frames, ignore_index=True)
    return Sensitivity(base, table, pandas.DataFrame(scaled(ranges, unit)), rows)


def sensitivity_plan(
    scenario: Scenario,
    method: str,
    vary: Mapping[str, tuple[float, float] | None] | None,
    samples: int | None,
    options: Options,
) -> Plan:
    """What `sensitivity` will run."""
    ranges, _, unit = _designed(method, vary, samples, options)
    return points_plan(scenario.without_reforms(), scaled(ranges, unit), options.seeds)


def _designed(
    method: str, vary: Mapping[str, tuple[float, float] | None] | None, samples: int | None, options: Options
) -> tuple[tuple[Range, ...], dict[str, Any], Floats]:
    """The ranges, SALib's problem, and the sample of the unit cube."""
    ranges, count = plausible_ranges(vary), _checked_samples(method, samples)
    if options.replications < MIN_SEEDS:
        raise PlanError(
            f"--replications: found {options.replications}; allowed here: from {MIN_SEEDS}, or noise has no measure"
        )
    problem = {"num_vars": len(ranges), "names": [r.path for r in ranges], "bounds": [[0.0, 1.0]] * len(ranges)}
    return ranges, problem, _design(method, problem, count, options.seed)


def _checked_samples(method: str, samples: int | None) -> int:
    if not isinstance(method, str) or method not in SAMPLES:
        raise PlanError(f"--method: found '{method}'; allowed: {', '.join(SAMPLES)}")
    count = SAMPLES[method] if samples is None else samples
    checked_count("--samples", count)
    if count < SMALLEST[method] or (method == "sobol" and count & (count - 1)):
        kind = "a power of two " if method == "sobol" else ""
        raise PlanError(f"--samples: found {count}; allowed for {method}: {kind}from {SMALLEST[method]}")
    return count


def _design(method: str, problem: dict[str, Any], samples: int, seed: int) -> Floats:
    """The sample of the unit cube, shape (points, parameters), in the order that SALib analyses."""
    try:
        from SALib.sample import latin, morris, sobol
    except ImportError:
        raise PlanError("sensitivity needs SALib: pip install 'huajie[sensitivity]', or 'make setup'") from None
    if method == "morris":
        unit = morris.sample(problem, samples, num_levels=LEVELS, seed=seed)
    elif method == "sobol":
        unit = sobol.sample(problem, samples, calc_second_order=False, seed=seed)
    else:
        unit = latin.sample(problem, samples, seed=seed)
    return np.asarray(unit, dtype=float)


def _samples_of(rows: pandas.DataFrame, name: str, points: int) -> Floats:
    """Outcome by seed and point, shape (seeds, points); SALib cannot do with holes."""
    wide = rows.pivot(index="seed", columns="point", values=name).reindex(columns=range(points))
    found: Floats = wide.to_numpy(dtype=float)
    holes = int(np.isnan(found).sum())
    if holes:
        why = next((message for message in rows["error"] if message), f"'{name}' is undefined there")
        raise PlanError(
            f"{holes} of {found.size} runs give no {name} ({why}); narrow the ranges, no row may be dropped"
        )
    return found


def _indices(
    method: str, problem: dict[str, Any], unit: Floats, ranges: Sequence[Range], name: str, samples: Floats
) -> pandas.DataFrame:
    """The rows of one outcome from `samples`, shape (seeds, points)."""
    import pandas

    influence, main, design = freed_of_noise(method, problem, unit, samples)
    spread = _seed_half_widths(method, problem, unit, samples)
    noise, share = noise_level(method, problem, unit, samples), noise_share(samples)
    most = math.inf if method == "morris" else 1.0  # the others are shares
    direction = [float(np.corrcoef(column, samples.mean(axis=0))[0, 1]) if samples.std() else 0.0 for column in unit.T]
    rows = []
    for at, span in enumerate(ranges):
        half = math.hypot(spread[at], design[at])
        low, high = (min(most, max(0.0, end)) for end in (influence[at] - half, influence[at] + half))
        rows.append({
            "method": method, "outcome": name, "parameter": span.path, "low_value": span.low, "high_value": span.high,
            "influence": min(most, max(0.0, influence[at])), "low": low, "high": high, "main": main[at],
            "direction": direction[at], "noise": noise, "noise_share": share, "replications": len(samples),
            "clear": bool(low > noise),
        })  # fmt: skip
    return pandas.DataFrame(rows).sort_values("influence", ascending=False, kind="stable")


def _seed_half_widths(method: str, problem: dict[str, Any], unit: Floats, samples: Floats) -> list[float]:
    """What the seeds leave open in the index of their mean: t intervals of the jackknife's pseudo-values (Tukey 1958)."""
    seeds = len(samples)
    whole = freed_of_noise(method, problem, unit, samples)[0]
    # With two seeds one is left, whose noise has no measure of its own: that of a single seed from both.
    variance = noise_variance(samples) * seeds / (seeds - 1)
    without = [
        freed_of_noise(method, problem, unit, np.delete(samples, at, axis=0), variance)[0] for at in range(seeds)
    ]
    pseudo = seeds * whole - (seeds - 1) * np.array(without)
    return [t_half_width(values) for values in pseudo.T]


def freed_of_noise(
    method: str, problem: dict[str, Any], unit: Floats, samples: Floats, variance: float | None = None
) -> tuple[Floats, Floats, Floats]:
    """As `analysed`, of the mean over `samples` (seeds, points), less what replication noise adds to Sobol' indices.

    Noise of variance s² in every mean adds s² to the expected variance that a total index is a share of, and to the variance
    of all, V + s²: the index of E[Y | parameters] is (index − share) / (1 − share) with share = s² / (V + s²). A first-order
    index has no such part above, only below. `variance` is s², by default `noise_variance` of the samples.
    """
    mean = samples.mean(axis=0)
    influence, main, design = analysed(method, problem, unit, mean)
    if method != "sobol":
        return influence, main, design
    between = float(mean.var(ddof=1))
    noise = noise_variance(samples) if variance is None else variance
    share = min(MAX_NOISE_SHARE, noise / between) if between > 0.0 else 0.0
    return (influence - share) / (1.0 - share), main / (1.0 - share), design / (1.0 - share)


def analysed(method: str, problem: dict[str, Any], unit: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Influence, its companion, and the half-width that the finite design leaves; shape (parameters,) each."""
    from SALib.analyze import morris, pawn, sobol

    if np.ptp(y) == 0.0:
        nothing = np.zeros(problem["num_vars"])
        return nothing, nothing, nothing
    if method == "morris":
        found = morris.analyze(problem, unit, y, num_levels=LEVELS, seed=1)
        return np.asarray(found["mu_star"]), np.asarray(found["sigma"]), np.asarray(found["mu_star_conf"])
    if method == "sobol":
        found = sobol.analyze(problem, y, calc_second_order=False, seed=1)
        return np.asarray(found["ST"]), np.asarray(found["S1"]), np.asarray(found["ST_conf"])
    found = pawn.analyze(problem, unit, y, S=SLICES, seed=1)
    return np.asarray(found["median"]), np.asarray(found["maximum"]), _pawn_width(problem, unit, y)


def _pawn_width(problem: dict[str, Any], unit: Floats, y: Floats, resamples: int = 20) -> Floats:
    """Half-width of PAWN's medians over bootstrap samples of the points (SALib gives none)."""
    from SALib.analyze import pawn

    generator = np.random.default_rng(1)
    picks = [generator.integers(0, len(y), len(y)) for _ in range(resamples)]
    found = [pawn.analyze(problem, unit[pick], y[pick], S=SLICES, seed=1)["median"] for pick in picks]
    width: Floats = 1.96 * np.std(np.array(found, dtype=float), axis=0)
    return width


def noise_level(method: str, problem: dict[str, Any], unit: Floats, samples: Floats) -> float:
    """The influence that a parameter of no effect would show if its change did no more than reshuffle the draws.

    For Morris the mean absolute difference of two noisy means over the step; for Sobol' none, for its indices are freed
    of noise; for PAWN the 95th percentile over dummy parameters.
    """
    if method == "morris":
        step = LEVELS / (2.0 * (LEVELS - 1))
        return 2.0 * math.sqrt(noise_variance(samples) / math.pi) / step
    if method == "sobol":
        return 0.0
    dummies = np.random.default_rng(1).random((len(unit), DUMMIES))
    stand_in = {"num_vars": DUMMIES, "names": [f"d{n}" for n in range(DUMMIES)], "bounds": [[0.0, 1.0]] * DUMMIES}
    from SALib.analyze import pawn

    found = pawn.analyze(stand_in, dummies, samples.mean(axis=0), S=SLICES, seed=1)["median"]
    return float(np.quantile(np.array(found, dtype=float), 0.95))


def noise_variance(samples: Floats) -> float:
    """The noise in a point's mean over seeds: the interaction of seed and point, for what a seed adds to all cancels."""
    seeds, points = samples.shape
    apart = samples - samples.mean(axis=0) - samples.mean(axis=1, keepdims=True) + samples.mean()
    return float((apart**2).sum()) / ((seeds - 1) * (points - 1)) / seeds


def noise_share(samples: Floats) -> float:
    """The share of the variance between the points' means that is noise; at most 1, 0 where nothing moves."""
    between = float(samples.mean(axis=0).var(ddof=1))
    return min(1.0, noise_variance(samples) / between) if between > 0.0 else 0.0
