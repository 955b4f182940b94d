"""The draws of routine requests, written so that the compiler does several at once.

Nine of ten draws of a run are those of requests, so this one kernel is shaped for the machine:
straight loops over short arrays, no branches, two requests to a Philox block. What it computes
is written plainly in tests/model/delivery/test_request_draws.py and must be the same to the bit.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.compilation.decorators import compiled, inlined
from model.draws import MASK, SHIFT, Purpose, philox

# A known small number of rounds would keep the compiler from doing several at once: loops go by the arrays' size.
AT_ONCE = 8
BLOCKS_ROOM = 256
COMMUNITY_BITS = 24
# A request takes 64 bits: its gap and its hours 22 each, its item 20.
REAL_BITS, ITEM_BITS = 22, 20
STEP = 2.0**-REAL_BITS
REAL_MASK, ITEM_MASK = np.uint64((1 << REAL_BITS) - 1), np.uint64((1 << ITEM_BITS) - 1)
GAP_SHIFT, HOURS_SHIFT = np.uint64(64 - REAL_BITS), np.uint64(ITEM_BITS)
CELL_BITS = 10
CELLS = 1 << CELL_BITS
CELL_SHIFT = ITEM_BITS - CELL_BITS

LOG_2, ROOT_HALF = 0.6931471805599453, math.sqrt(0.5)
MANTISSA, EXPONENT_OF_HALF = np.int64((1 << 52) - 1), np.int64(1022 << 52)
MANTISSA_BITS, BIAS = np.int64(52), np.int64(1022)


@inlined
def minus_log(u):
    """−ln u for normal u > 0, by exponent and area hyperbolic tangent; relative error below 1e-10.

    Additions, products and one quotient alone: `log` cannot be done for several numbers at once.
    """
    bits = np.float64(u).view(np.int64)
    exponent = np.float64((bits >> MANTISSA_BITS) - BIAS)
    mantissa = np.int64((bits & MANTISSA) | EXPONENT_OF_HALF).view(np.float64)
    low = mantissa < ROOT_HALF
    mantissa = mantissa + mantissa if low else mantissa
    exponent = exponent - 1.0 if low else exponent
    t = (mantissa - 1.0) / (mantissa + 1.0)
    q = t * t
    series = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0)))))
    return -(exponent * LOG_2 + 2.0 * t * series)


class Drawn(NamedTuple):
    """Room for draws of requests, shape (2 × `BLOCKS_ROOM`,): the gap before each, its hours, the bits that name its item."""

    gap: np.ndarray
    hours: np.ndarray
    word: np.ndarray


@compiled
def draw_some(seed, community, day, first, count, gap_mean, hours_mean, drawn):
    """Draw the blocks `first`, … of a community's day, `count` of them; two requests each.

    Fills `gap` and `hours` (exponentials of these means) and `word` (`ITEM_BITS` bits): from 0 on with the first requests
    of the blocks, from `count` on with the second ones. Eight blocks are 16 requests in a row: the first ones, then the
    second ones.
    """
    gap, hours, word = drawn.gap, drawn.hours, drawn.word
    key = np.uint64(seed)
    low, high = key & MASK, key >> SHIFT
    for place in range(count):
        who = np.uint64((community << COMMUNITY_BITS) + first + place)
        a, b, c, d = philox(np.uint64(day) & MASK, np.uint64(Purpose.REQUEST), who & MASK, who >> SHIFT, low, high)
        one, other = (a << SHIFT) | b, (c << SHIFT) | d
        gap[place] = (np.float64(one >> GAP_SHIFT) + 0.5) * STEP
        gap[count + place] = (np.float64(other >> GAP_SHIFT) + 0.5) * STEP
        hours[place] = (np.float64((one >> HOURS_SHIFT) & REAL_MASK) + 0.5) * STEP
        hours[count + place] = (np.float64((other >> HOURS_SHIFT) & REAL_MASK) + 0.5) * STEP
        word[place] = one & ITEM_MASK
        word[count + place] = other & ITEM_MASK
    for place in range(2 * count):
        gap[place] = minus_log(gap[place]) * gap_mean
    for place in range(2 * count):
        hours[place] = minus_log(hours[place]) * hours_mean


def item_table(share_cumulative: np.ndarray, items: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How 20 bits name an item: the end of every item's stretch, shape (items,), and the first item of every cell.

    `share_cumulative` and `items` (7,) are the domains' shares and numbers of items, of one share within a domain.
    """
    share = np.diff(share_cumulative, prepend=0.0)
    ends = np.cumsum(np.repeat(share / items, items)) * (1 << ITEM_BITS)
    ends = np.rint(ends).astype(np.int64)
    ends[-1] = 1 << ITEM_BITS
    return ends, np.searchsorted(ends, np.arange(CELLS) << CELL_SHIFT, side="right").astype(np.int64)
