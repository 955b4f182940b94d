"""What worlds decide, and what it would be worth to know which one is ours.

Core objects: `best_shares` (in which share of worlds a policy is best), `spread` (median and middle 90 % of a paired
difference), `perfect_information` (EVPI) and `partial_information` (EVPPI by regression).

All take one row a world: figures of shape (worlds, policies), numbers of shape (worlds, parameters). Worlds with an undefined
figure are left out. Sources: Strong, Oakley and Brennan 2014 (EVPPI by regression on the same runs); Raiffa and Schlaifer 1961.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.statistics import Floats, share_interval, t_quantile

MIDDLE = (0.05, 0.95)
DEGREE = 3  # of the regression on one number: straight lines miss thresholds, more bends follow noise
PERMUTATIONS, BOOTSTRAPS = 40, 60
MIN_WORLDS = 20


@dataclass(frozen=True)
class Share:
    """A share of worlds: how often a policy is best, how often within `delta` of the best, and the worlds counted."""

    best: float
    near: float
    worlds: int

    @property
    def margin(self) -> float:
        """Half the 95 % interval of `best`; NaN without worlds."""
        low, high = self.interval
        return (high - low) / 2.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of `best` that so many worlds leave; NaN without worlds."""
        return share_interval(self.best, self.worlds)


@dataclass(frozen=True)
class Spread:
    """A paired difference over worlds: median, middle 90 %, share of worlds in which it is above 0 (ties half), worlds."""

    median: float
    low90: float
    high90: float
    positive: float
    worlds: int


def defined(samples: Floats) -> np.ndarray:
    """Which worlds have every figure, shape (worlds,)."""
    return np.asarray(np.isfinite(samples).all(axis=1))


def best_shares(samples: Floats, higher: bool, delta: float = 0.0) -> list[Share]:
    """For every policy in which share of worlds it is best, shape (worlds, policies); equals share the win."""
    signed = samples[defined(samples)] * (1.0 if higher else -1.0)
    if not len(signed):
        return [Share(math.nan, math.nan, 0)] * samples.shape[1]
    best = signed.max(axis=1, keepdims=True)
    wins = signed >= best
    shares = (wins / wins.sum(axis=1, keepdims=True)).mean(axis=0)
    near = (signed >= best - delta).mean(axis=0)
    return [Share(float(one), float(other), len(signed)) for one, other in zip(shares, near, strict=True)]


def best_together(criteria: Sequence[tuple[Floats, bool]]) -> list[Share]:
    """For every policy in which share of worlds it is best on all criteria at once; each a pair (samples, higher)."""
    whole = np.logical_and.reduce([defined(samples) for samples, _ in criteria])
    signed = [samples[whole] * (1.0 if higher else -1.0) for samples, higher in criteria]
    count = int(whole.sum())
    if not count:
        return [Share(math.nan, math.nan, 0)] * criteria[0][0].shape[1]
    wins = np.logical_and.reduce([each >= each.max(axis=1, keepdims=True) for each in signed])
    return [Share(float(share), float(share), count) for share in wins.mean(axis=0)]


def spread(differences: Floats) -> Spread:
    """Median and middle 90 % of differences, shape (worlds,); NaN are left out."""
    known = differences[np.isfinite(differences)]
    if not known.size:
        return Spread(math.nan, math.nan, math.nan, math.nan, 0)
    low, median, high = np.quantile(known, [MIDDLE[0], 0.5, MIDDLE[1]]).tolist()
    positive = float((known > 0.0).mean() + 0.5 * (known == 0.0).mean())
    return Spread(median, low, high, positive, int(known.size))


def perfect_information(samples: Floats, higher: bool = True) -> float:
    """EVPI in the outcome's unit: the mean of each world's best less the best mean; chance of single runs is in it."""
    signed = samples[defined(samples)] * (1.0 if higher else -1.0)
    if not len(signed):
        return math.nan
    return float(signed.max(axis=1).mean() - signed.mean(axis=0).max())


@dataclass(frozen=True)
class Worth:
    """What it is worth to know one number before the choice: EVPPI, its 90 % bootstrap interval, and what noise gives.

    `noise` is the value that the largest of as many irrelevant numbers stays below in 95 % of permutations.
    """

    column: int
    value: float
    low90: float
    high90: float
    noise: float

    @property
    def clear(self) -> bool:
        """Whether it stands above what noise gives."""
        return self.value > self.noise


def partial_information(samples: Floats, numbers: Floats, higher: bool = True, seed: int = 1) -> list[Worth]:
    """EVPPI of every number, the most valuable first.

    The differences of all policies from the best on average are regressed on each number (a cubic); knowing the number, one
    takes the best by the regression. Differences, not levels: their noise is a third. Empty with fewer than 20 worlds.
    """
    whole = defined(samples) & np.isfinite(numbers).all(axis=1)
    signed, known = samples[whole] * (1.0 if higher else -1.0), numbers[whole]
    if len(signed) < MIN_WORLDS or signed.shape[1] < 2:
        return []
    generator = np.random.default_rng(seed)
    gaps = signed - signed[:, [int(signed.mean(axis=0).argmax())]]
    bases = _bases(known)
    found = _values(bases, gaps)
    largest = [float(_values(bases, gaps[generator.permutation(len(gaps))]).max()) for _ in range(PERMUTATIONS)]
    noise = float(np.quantile(largest, 0.95))
    drawn = generator.integers(0, len(gaps), (BOOTSTRAPS, len(gaps)))
    worth = []
    for column in np.argsort(-found, kind="stable").tolist():
        low = high = math.nan
        if found[column] > noise:  # intervals only for what is shown
            again = [float(_values(_bases(known[rows][:, [column]]), gaps[rows])[0]) for rows in drawn]
            low, high = np.quantile(again, MIDDLE).tolist()
        worth.append(Worth(int(column), float(found[column]), low, high, noise))
    return worth


def _bases(numbers: Floats) -> Floats:
    """For every number an orthonormal basis of its polynomials over the worlds, shape (numbers, worlds, terms)."""
    width = numbers.std(axis=0)
    scaled = (numbers - numbers.mean(axis=0)) / np.where(width > 0.0, width, 1.0)
    powers = np.stack([scaled**power for power in range(DEGREE + 1)], axis=-1).transpose(1, 0, 2)
    # A number of few values has no third power of its own: what its lower powers say is left.
    left, sizes, _ = np.linalg.svd(powers, full_matrices=False)
    kept: Floats = left * (sizes > 1e-8 * sizes[:, :1])[:, None, :]
    return kept


def _values(bases: Floats, gaps: Floats) -> Floats:
    """For every number the mean of the best fitted gap less the best mean gap, shape (numbers,)."""
    fitted = bases @ (bases.transpose(0, 2, 1) @ gaps)
    return np.asarray(np.maximum(0.0, fitted.max(axis=2).mean(axis=1) - gaps.mean(axis=0).max()))


def mean_interval(samples: Floats) -> tuple[float, float, float]:
    """Mean with its 95 % interval over worlds, shape (worlds,)."""
    known = samples[np.isfinite(samples)]
    mean = float(known.mean()) if known.size else math.nan
    if known.size < 2:
        return mean, math.nan, math.nan
    half = t_quantile(0.95, known.size - 1) * float(known.std(ddof=1)) / math.sqrt(known.size)
    return mean, mean - half, mean + half
