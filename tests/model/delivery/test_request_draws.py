"""The kernel that draws requests gives the numbers of its plain version, to the bit, and their distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from model.delivery.request_draws import AT_ONCE, CELL_SHIFT, COMMUNITY_BITS, ITEM_BITS, Drawn, draw_some, item_table
from model.draws import Purpose, block

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]


def kernel(seed: int, community: int, day: int, first: int, blocks: int = AT_ONCE) -> Columns:
    """The requests of so many blocks, in their order: eight blocks' first requests, then their second ones."""
    gap, hours, word = np.zeros(2 * blocks), np.zeros(2 * blocks), np.zeros(2 * blocks, np.int64)
    draw_some(seed, community, day, first, blocks, 0.25, 2.0, Drawn(gap, hours, word))
    return tuple(column.reshape(2, -1, AT_ONCE).swapaxes(0, 1).ravel() for column in (gap, hours, word))


def format_number(seed: int, community: int, day: int, first: int, blocks: int = AT_ONCE) -> Columns:
    """Request by request, with words taken apart by division and logarithms by `math.frexp`."""
    gaps, hours, items = [], [], []
    for number in range(2 * first, 2 * (first + blocks)):
        place = 8 * (number // 16) + number % 8
        later = number // 8 % 2
        words = block(seed, Purpose.REQUEST, (community << COMMUNITY_BITS) + place, day)
        rest, item = divmod(int(words[2 * later]) * 2**32 + int(words[2 * later + 1]), 2**20)
        gap, hour = divmod(rest, 2**22)
        gaps.append(0.25 * logarithm((gap + 0.5) / 2**22))
        hours.append(2.0 * logarithm((hour + 0.5) / 2**22))
        items.append(item)
    return np.array(gaps), np.array(hours), np.array(items)


def logarithm(u: float) -> float:
    mantissa, exponent = math.frexp(u)
    if mantissa < math.sqrt(0.5):
        mantissa, exponent = 2.0 * mantissa, exponent - 1
    t = (mantissa - 1.0) / (mantissa + 1.0)
    series = 0.0
    for odd in (11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        series = 1.0 / odd + t * t * series
    return -(exponent * math.log(2.0) + 2.0 * t * series)


@pytest.mark.parametrize(
    "names", [(0, 0, 0, 0), (1, 12, 909, 24, 32), (2**63 - 1, 255, 16_000, 800), (2**40, 3, 7, 8, 40)]
)
def test_the_kernel_gives_the_numbers_of_the_plain_version(names: tuple[int, ...]) -> None:
    for drawn, expected in zip(kernel(*names), format_number(*names), strict=True):
        assert drawn.tolist() == expected.tolist()


def test_its_logarithm_is_that_of_the_textbook() -> None:
    chances = (np.concatenate([np.arange(2_000), 2**22 - 1 - np.arange(2_000)]) + 0.5) / 2**22
    assert np.allclose([logarithm(float(u)) for u in chances], -np.log(chances), rtol=1e-10, atol=0.0)


def test_gaps_and_hours_are_exponential_items_uniform_and_all_independent() -> None:
    drawn = [
        kernel(5, community, day, first) for community in range(5) for day in range(50) for first in range(0, 40, 8)
    ]
    gap, hours, item = (np.concatenate(column) for column in zip(*drawn, strict=True))
    uniform = (item + 0.5) / 2**ITEM_BITS
    assert stats.kstest(gap, stats.expon(scale=0.25).cdf).pvalue > 1e-3
    assert stats.kstest(hours, stats.expon(scale=2.0).cdf).pvalue > 1e-3
    assert stats.kstest(uniform, "uniform").pvalue > 1e-3
    columns = (gap, hours, uniform, np.roll(gap, 1), np.roll(hours, AT_ONCE))
    correlations = np.corrcoef(columns)[np.triu_indices(5, 1)]
    assert np.abs(correlations).max() < 4.0 / math.sqrt(gap.size)


def test_every_item_has_its_share_of_the_names() -> None:
    shares, items = np.array([0.2, 0.07, 0.73]), np.array([3, 1, 40])
    ends, cells = item_table(np.cumsum(shares), items)
    widths = np.diff(ends, prepend=0) / 2**ITEM_BITS
    assert np.abs(widths - np.repeat(shares / items, items)).max() <= 2.0**-ITEM_BITS
    for word in (0, 1, 2**18, 2**20 - 1):
        item = cells[word >> CELL_SHIFT]
        while word >= ends[item]:
            item += 1
        assert item == np.searchsorted(ends, word, side="right")
