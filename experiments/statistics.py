"""What replications say, and when they have said enough.

Core objects: `interval` and `paired` (Student's t over replication means, wider on the side of a tail), `holm`, `against_best`,
`factorial_effects` (2^k within seeds), `probability_best`, `tied`, `enough` (sequential stopping), `cumulative_incidence`.

A replication's figure is one observation; residents are never pooled. NaN means undefined and is
counted, never taken for 0. Sources: Law, Simulation Modeling & Analysis, ch. 9–12; Holm 1979;
Hoad, Robinson & Davies 2010 (look-ahead); Aalen & Johansen 1978.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEVEL = 0.95
MIN_REPLICATIONS = 10
LOOK_AHEAD = 5
NORMAL_95 = 1.959964  # the normal quantile of a 95 % interval
RESAMPLES = 2_000
# How much farther an interval reaches on the side of a tail, per unit of the sample's skewness. Chosen by coverage: at 30
# seeds 93 to 97.5 % for every outcome and difference, where Student's t has 85 to 96 (tests/experiments/test_coverage.py).
REACH_OF_SKEWNESS = 0.5


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval, the replications it rests on, and those in which it is undefined."""

    mean: float
    low: float
    high: float
    replications: int
    missing: int

    @property
    def half_width(self) -> float:
        """Half the interval's width; NaN below two replications."""
        return (self.high - self.low) / 2.0

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval leaves 0 outside; False when it is undefined."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Difference(Estimate):
    """A paired difference: its p value (two-sided t test) and what pairing gained.

    `pairing_gain` is the variance that independent seeds would have had over the variance of the
    paired difference: so many times the replications would be needed without pairing. NaN when it
    has none.
    """

    p_value: float
    pairing_gain: float


def interval(samples: Floats, level: float = LEVEL) -> Estimate:
    """Mean and interval of one figure over replications, shape (replications,); NaN are left out.

    Student's t interval, which on the side of the samples' tail reaches farther by half their skewness: the mean of a skewed
    figure is missed there.
    """
    known = samples[~np.isnan(samples)]
    missing = samples.size - known.size
    if not known.size:
        return Estimate(math.nan, math.nan, math.nan, 0, missing)
    mean = math.fsum(known) / known.size
    half, skewness = t_half_width(known, level), _skewness(known - mean)
    below, above = (half * (1.0 + REACH_OF_SKEWNESS * max(0.0, side * skewness)) for side in (-1.0, 1.0))
    return Estimate(mean, mean - below, mean + above, int(known.size), missing)


def t_half_width(known: Floats, level: float = LEVEL) -> float:
    """Half the width of Student's t interval of a mean; NaN below two values."""
    if known.size < 2:
        return math.nan
    return t_quantile(level, known.size - 1) * float(known.std(ddof=1)) / math.sqrt(known.size)


def share_interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of so many independent cases (Wilson 1927); NaN of nothing."""
    if not count or math.isnan(share):
        return math.nan, math.nan
    z = NORMAL_95
    centre, shrunk = share + z * z / (2.0 * count), 1.0 + z * z / count
    half = z * math.sqrt(share * (1.0 - share) / count + (z / (2.0 * count)) ** 2)
    return max(0.0, (centre - half) / shrunk), min(1.0, (centre + half) / shrunk)


def yes_no_interval(samples: Floats) -> Estimate:
    """As `interval` at 95 %, of a figure that is 0 or 1 in every run: Wilson's, which has a width where all runs agree."""
    found = interval(samples)
    if not _is_yes_no(samples):
        return found
    low, high = share_interval(found.mean, found.replications)
    return replace(found, low=low, high=high)


def _is_yes_no(samples: Floats) -> bool:
    return bool(np.isin(samples[~np.isnan(samples)], (0.0, 1.0)).all())


def yes_no_difference(ours: Floats, theirs: Floats) -> Difference:
    """As `paired` at 95 %, of two figures that are 0 or 1 in every run: the interval of Bonett and Price (2012)."""
    found, both = paired(ours, theirs), ~np.isnan(ours - theirs)
    count = int(both.sum())
    if not count or not (_is_yes_no(ours) and _is_yes_no(theirs)):
        return found
    up, down = ((float((ours[both] - theirs[both] == side).sum()) + 1.0) / (count + 2.0) for side in (1.0, -1.0))
    half = NORMAL_95 * math.sqrt(max(0.0, up + down - (up - down) ** 2) / (count + 2.0))
    return replace(found, low=max(-1.0, up - down - half), high=min(1.0, up - down + half))


def _skewness(deviations: Floats) -> float:
    """The third moment over the cube of the standard deviation; 0 below three values or without spread."""
    spread = float((deviations**2).sum()) / max(1, deviations.size - 1)
    return float((deviations**3).mean()) / spread**1.5 if deviations.size > 2 and spread > 0.0 else 0.0


def t_quantile(level: float, freedom: int) -> float:
    """Half-width of the t interval of a level, in standard errors."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + level / 2.0))


def paired(ours: Floats, theirs: Floats, level: float = LEVEL) -> Difference:
    """The difference ours − theirs on the same seeds, shape (replications,) each."""
    estimate = interval(ours - theirs, level)
    both = ~np.isnan(ours - theirs)
    return Difference(
        estimate.mean,
        estimate.low,
        estimate.high,
        estimate.replications,
        estimate.missing,
        _p_value((ours - theirs)[both]),
        _pairing_gain(ours[both], theirs[both]),
    )


def _p_value(differences: Floats) -> float:
    """Two-sided p of Student's t test for mean 0; for a constant difference that of the sign test: no spread, no t."""
    from scipy.special import stdtr

    if differences.size < 2:
        return math.nan
    error = float(differences.std(ddof=1)) / math.sqrt(differences.size)
    mean = float(differences.mean())
    if error == 0.0:
        return 1.0 if mean == 0.0 else 2.0 ** (1 - differences.size)
    return float(2.0 * stdtr(differences.size - 1, -abs(mean / error)))


def _pairing_gain(ours: Floats, theirs: Floats) -> float:
    if ours.size < 2:
        return math.nan
    together = float((ours - theirs).var(ddof=1))
    apart = float(ours.var(ddof=1) + theirs.var(ddof=1))
    return apart / together if together > 0.0 else math.nan


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment: p values that hold for the whole family; NaN stay NaN and do not count."""
    known = [place for place, p in enumerate(p_values) if not math.isnan(p)]
    adjusted = [math.nan] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(known, key=lambda place: p_values[place])):
        highest = max(highest, min(1.0, (len(known) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def against_best(samples: Floats, higher_is_better: bool = True) -> tuple[int, list[float]]:
    """Which setting has the best mean, and Holm's p value of every setting's paired difference from it.

    `samples` has shape (replications, settings). The same samples chose the best one, so the family is every pair: among
    twenty equal settings the best would else stand clear of another in one sample of five. 1 for the best itself, NaN
    where two settings share fewer than two seeds.
    """
    means = [interval(column if higher_is_better else -column).mean for column in samples.T]
    best = int(np.nan_to_num(means, nan=-np.inf).argmax())
    pairs = list(combinations(range(len(means)), 2))
    differences = (samples[:, one] - samples[:, other] for one, other in pairs)
    adjusted = dict(zip(pairs, holm([_p_value(each[~np.isnan(each)]) for each in differences]), strict=True))
    others = [adjusted[min(best, place), max(best, place)] if place != best else 1.0 for place in range(len(means))]
    return best, others


def is_clear(low: float, high: float, p_holm: float | None = None) -> bool:
    """Whether a difference stands: its interval leaves out 0 and, where several were tested together, so says Holm's p value."""
    return (low > 0 or high < 0) and (p_holm is None or p_holm < 1.0 - LEVEL)


def factorial_effects(corners: Floats, names: Sequence[str], level: float = LEVEL) -> dict[str, Estimate]:
    """Main effects and interactions of a 2^k design, computed within each seed, then t over seeds.

    `corners` has shape (replications, 2, 2, …), one axis of two levels a factor, in the order of `names`.
    An effect is half the sum of the contrast's differences for k = 2 (in general the contrast over
    2^(k−1)), so a main effect is the mean change from the low to the high level; an interaction of
    two factors is half the difference of one factor's change at the other's two levels.
    """
    effects: dict[str, Estimate] = {}
    for subset in range(1, 2 ** len(names)):
        members = [name for place, name in enumerate(names) if subset >> place & 1]
        effects[" × ".join(members)] = interval(_contrast(corners, subset), level)
    return effects


def _contrast(corners: Floats, subset: int) -> Floats:
    """The contrast of each seed: signs −1 and +1 along the factors of the subset, +1 along the others."""
    contrast, factors = corners, corners.ndim - 1
    for place in reversed(range(factors)):
        low, high = contrast[..., 0], contrast[..., 1]
        contrast = high - low if subset >> place & 1 else high + low
    return contrast / 2.0 ** (factors - 1)


def probability_best(samples: Floats, higher_is_better: bool = True, seed: int = 1) -> Floats:
    """For each policy the chance that its mean is the best, shape (policies,).

    `samples` has shape (replications, policies); seeds with an undefined figure are left out. The means are drawn around
    those of the samples with the samples' own covariance over n and the tails of Student's t with n − 1 degrees of
    freedom, so that a chance of 95 % for one of two equal policies comes up in 10 samples of 100, as it should. A bootstrap of whole
    seeds says so in 16 at ten seeds and in 50 at two. Equal means share the win. The same samples give the same chances;
    NaN below MIN_REPLICATIONS seeds.
    """
    whole = samples[~np.isnan(samples).any(axis=1)]
    count = len(whole)
    if count < MIN_REPLICATIONS:
        return np.full(samples.shape[1], np.nan)
    random = np.random.default_rng(seed)
    signed = whole if higher_is_better else -whole
    spread = random.standard_normal((RESAMPLES, count)) @ (signed - signed.mean(axis=0))
    tails = np.sqrt(count * random.chisquare(count - 1, (RESAMPLES, 1)))
    means = signed.mean(axis=0) + spread / tails
    wins = means >= means.max(axis=1, keepdims=True) - 1e-12 * (1.0 + np.abs(means).max())
    return np.asarray((wins / wins.sum(axis=1, keepdims=True)).mean(axis=0))


def tied(samples: Floats, delta: float, higher_is_better: bool = True, level: float = LEVEL) -> list[str]:
    """How each policy stands to the one with the best mean, shape (replications, policies).

    'best'; 'tied': the interval of its paired loss lies within `delta`; 'worse': its loss is clear by Holm's p value over
    all pairs, as in `against_best`; 'open': the replications do not say.
    """
    whole = samples[~np.isnan(samples).any(axis=1)]
    if len(whole) < 2:
        return ["open"] * samples.shape[1]
    signed = whole if higher_is_better else -whole
    best, p_holm = against_best(signed)
    losses = [interval(signed[:, best] - signed[:, place], level) for place in range(signed.shape[1])]
    stands = [_standing(loss, delta, p < 1.0 - level) for loss, p in zip(losses, p_holm, strict=True)]
    return ["best" if place == best else standing for place, standing in enumerate(stands)]


def _standing(loss: Estimate, delta: float, is_worse: bool) -> str:
    if -delta <= loss.low and loss.high <= delta:
        return "tied"
    return "worse" if is_worse else "open"


def half_widths(samples: Floats, level: float = LEVEL) -> Floats:
    """Half-widths after the first 1, 2, …, n replications, shape (n, figures); NaN below two."""
    from scipy.special import stdtrit

    known = ~np.isnan(samples)
    counts = known.cumsum(axis=0)
    # Around the overall mean: sums of squares of small numbers lose no digits.
    overall = np.where(known, samples, 0.0).sum(axis=0) / np.maximum(1, known.sum(axis=0))
    shifted = np.where(known, samples - overall, 0.0)
    sums, squares = shifted.cumsum(axis=0), (shifted * shifted).cumsum(axis=0)
    cubes = (shifted**3).cumsum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = sums / counts
        variances = np.maximum(0.0, squares - sums * means) / (counts - 1)
        thirds = cubes / counts - 3.0 * means * squares / counts + 2.0 * means**3
        skewness = np.where((counts > 2) & (variances > 0.0), thirds / variances**1.5, 0.0)
        reach = 1.0 + REACH_OF_SKEWNESS * np.abs(skewness) / 2.0
        widths = stdtrit(counts - 1, 0.5 + level / 2.0) * np.sqrt(variances / counts) * reach
    return np.where(counts < 2, np.nan, widths)


def enough(samples: Floats, half_width: float, least: int = MIN_REPLICATIONS, look_ahead: int = LOOK_AHEAD) -> bool:
    """Whether every figure's half-width is at most `half_width`, and was for the last `look_ahead` replications.

    `samples` has shape (replications, figures). At least `least` replications; the look-ahead guards
    against stopping at a width that is small by chance. A figure that is never defined asks for nothing.
    """
    widths = half_widths(samples)[:, ~np.isnan(samples).all(axis=0)]
    if len(samples) < least + look_ahead:
        return False
    return bool((widths[-look_ahead - 1 :] <= half_width).all())


def replications_needed(samples: Floats, half_width: float) -> int:
    """A forecast of the replications that bring every figure's half-width down to `half_width`."""
    widest = widest_half_width(samples)
    return max(len(samples) + 1, math.ceil(len(samples) * (widest / half_width) ** 2) + LOOK_AHEAD)


def widest_half_width(samples: Floats) -> float:
    """The widest half-width of any figure after all replications; 0 where none is defined."""
    widths = half_widths(samples)[-1]
    return float(np.nanmax(widths)) if not np.isnan(widths).all() else 0.0


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence of competing ends: `times` (m,), `shares` (kinds, m), `open_share` (m,)."""

    times: Floats
    shares: Floats
    open_share: Floats

    def quantile(self, kind: int, share: float = 0.5) -> float:
        """The first time by which `share` of all have ended this way; NaN if they never do."""
        reached = np.flatnonzero(self.shares[kind - 1] >= share - 1e-12)
        return float(self.times[reached[0]]) if reached.size else math.nan


def cumulative_incidence(times: npt.ArrayLike, ends: npt.ArrayLike, kinds: int) -> Incidence:
    """The Aalen–Johansen estimate of competing ends with censoring.

    `times` (n,) are durations; `ends` (n,) are 0 for censored, 1 … `kinds` for the way it ended.
    Censored at a time at which others end counts as still at risk then. Ours, because SciPy's `ecdf`
    knows no competing ends, lifelines breaks ties by random noise, and days are full of ties.
    """
    duration, end = np.asarray(times, np.float64), np.asarray(ends, np.int64)
    if duration.size and (np.isnan(duration).any() or end.min() < 0 or end.max() > kinds):
        raise ValueError(f"times must not be NaN, and ends lie between 0 and {kinds}")
    moments, place = np.unique(duration, return_inverse=True)
    counts = np.zeros((kinds + 1, moments.size))
    np.add.at(counts, (end, place), 1.0)
    gone = counts.sum(axis=0)
    at_risk = duration.size - np.concatenate([[0.0], gone.cumsum()[:-1]]) if moments.size else gone
    hazards = counts[1:] / at_risk
    staying = np.cumprod(1.0 - hazards.sum(axis=0))
    before = np.concatenate([[1.0], staying[:-1]]) if moments.size else staying
    return Incidence(moments, (hazards * before).cumsum(axis=1), staying)
