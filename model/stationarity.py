"""Whether a run has settled: what waits at each stage, and what is given up or taken over, may not grow over the window.

Core object: `growing`, the names of the stages that do.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from model.clock import DAYS_PER_YEAR
from model.series import Series

# A year has five blocks of 73 days; seasons are told from growth where the window has two whole years of them.
BLOCK_DAYS, BLOCKS_A_YEAR = 73, 5
MIN_BLOCKS = BLOCKS_A_YEAR
# It grows if it grows by more than chance, by a good part of its mean, and by what anybody would notice.
CERTAINTY, PART_OF_MEAN = 0.999, 0.4
MAX_CORRELATED = 0.9
OPEN = {
    "grid_worker": Series.OPEN_GRID_WORKER, "unit": Series.OPEN_UNIT, "committee": Series.OPEN_COMMITTEE,
    "street": Series.OPEN_STREET, "district": Series.OPEN_DISTRICT,
}  # fmt: skip
# What must be gained from the first block to the last: cases at a stage, share of visits given up, takeovers in a block.
MIN_GROWTH = {**dict.fromkeys(OPEN, 10.0), "windows": 0.05, "takeovers": 5.0}
STAGES = tuple(MIN_GROWTH)


def growing(series: np.ndarray) -> tuple[str, ...] | None:
    """The stages that grow over the window whose daily series these are, shape (days, series); None if it is too short.

    A straight line through the means of blocks of 73 days, seasons apart where two years are there; its standard error
    counts how far neighbouring blocks go together.
    """
    blocks = len(series) // BLOCK_DAYS
    if blocks < MIN_BLOCKS:
        return None
    values = block_values(series[len(series) - blocks * BLOCK_DAYS :], blocks)
    gained, error = trends(values)
    mean = values.mean(axis=0)
    least = np.maximum(PART_OF_MEAN * mean, np.array(list(MIN_GROWTH.values())))
    grows = (gained > least) & (gained > error)
    return tuple(name for name, grew in zip(STAGES, grows, strict=True) if grew)


def block_values(series: np.ndarray, blocks: int) -> np.ndarray:
    """What is followed, by block and stage, shape (blocks, stages)."""

    def sums(name: Series) -> np.ndarray:
        total: np.ndarray = series[:, name].reshape(blocks, BLOCK_DAYS).sum(axis=1)
        return total

    left, served = sums(Series.REQUESTS_LEFT), sums(Series.REQUESTS_SERVED)
    share = np.divide(left, left + served, out=np.zeros(blocks), where=left + served > 0)
    return np.column_stack([*(sums(name) / BLOCK_DAYS for name in OPEN.values()), share, sums(Series.TAKEOVERS)])


def trends(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Growth from the first block to the last by least squares, and how much of it chance may make; shape (stages,) each."""
    blocks = len(values)
    seasons = BLOCKS_A_YEAR if blocks * BLOCK_DAYS >= 2 * DAYS_PER_YEAR else 1
    time = np.arange(blocks) / (blocks - 1)
    design = np.column_stack([time, *(np.arange(blocks) % seasons == season for season in range(seasons))]).astype(
        float
    )
    fitted = np.linalg.pinv(design) @ values
    rest = values - design @ fitted
    free = max(1, blocks - design.shape[1])
    own = (rest * rest).sum(axis=0)
    along = np.divide((rest[1:] * rest[:-1]).sum(axis=0), own, out=np.zeros_like(own), where=own > 0)
    along = np.clip(along, 0.0, MAX_CORRELATED)
    precision = np.linalg.inv(design.T @ design)[0, 0]
    return fitted[0], quantile(free) * np.sqrt(own / free * precision * (1.0 + along) / (1.0 - along))


@cache
def quantile(free: int) -> float:
    """Student's t at the certainty asked for."""
    from scipy.special import stdtrit

    return float(stdtrit(free, CERTAINTY))
