"""Counter-based random draws: (seed, purpose, entity, time) → number, by Philox 4x32-10.

A draw is a pure function of its names, so two policies at one seed meet the same storms,
hazards and people, and a new mechanism cannot move the draws of another.
Source: Salmon et al. 2011, Random123; checked against its known-answer vectors.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache

import numpy as np

from model.compilation.decorators import compiled, inlined
from model.elementary import log

MASK = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
UNIT_32 = 2.0**-32


class Purpose(IntEnum):
    """What a draw is for; a member's value enters the draw and never changes."""

    STORM = 1
    DAY_FACTOR = 2
    ARRIVAL = 3
    GRID_VULNERABILITY = 4
    BUILDING_VULNERABILITY = 5
    CASE_NATURE = 6
    CASE_CLOCKS = 7
    CASE_PLACE = 8
    REPORT = 9
    PATROL_VISIT = 10
    PATROL_DETECTION = 11
    SURVEY_DETECTION = 12
    WORKER = 13
    REQUEST = 14
    CLOSURE = 15
    CHECK = 16
    MEDIATION = 17
    DELIBERATION = 18
    STREET = 19
    RESIDENT = 20
    TRUST = 21
    FAR_TIES = 22
    STAFF = 23
    ORGANISATION = 24
    REGISTRATION = 25
    RENEWAL = 26
    EXIT = 27
    INSPECTION = 28
    COMPOUND = 29
    ELECTION = 30
    VISIT = 31
    UNFOUNDED = 32
    GAMING = 51
    SECOND_RECORD = 52
    BEHIND_DOORS = 53
    NEIGHBOURS = 54
    VOLUNTEERS = 55
    SETTLEMENT = 56


@inlined
def philox(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox 4x32; takes and gives 32-bit words in uint64."""
    for _ in range(10):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> SHIFT) ^ c1 ^ k0,
            product_1 & MASK,
            (product_0 >> SHIFT) ^ c3 ^ k1,
            product_0 & MASK,
        )
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@compiled
def block(seed, purpose, entity, time):
    """The four 32-bit words of a named draw; seed and entity up to 63 bits, time up to 32."""
    key = np.uint64(seed)
    who = np.uint64(entity)
    return philox(np.uint64(time) & MASK, np.uint64(purpose), who & MASK, who >> SHIFT, key & MASK, key >> SHIFT)


@compiled
def unit(word):
    """A 32-bit word as a number strictly between 0 and 1."""
    return (float(word) + 0.5) * UNIT_32


@compiled
def uniform(seed, purpose, entity, time):
    """One uniform number strictly between 0 and 1."""
    return unit(block(seed, purpose, entity, time)[0])


@compiled
def uniforms(seed, purpose, entity, time):
    """Four independent uniform numbers of one block."""
    a, b, c, d = block(seed, purpose, entity, time)
    return unit(a), unit(b), unit(c), unit(d)


@compiled
def uniforms_of(seed, purpose, entities, time, drawn):
    """Fill the four rows of `drawn` (4, room) with the `uniforms` of all `entities`; the loop does several at once."""
    key = np.uint64(seed)
    low, high = key & MASK, key >> SHIFT
    when, what = np.uint64(time) & MASK, np.uint64(purpose)
    for index in range(entities.size):
        who = np.uint64(entities[index])
        a, b, c, d = philox(when, what, who & MASK, who >> SHIFT, low, high)
        drawn[0, index], drawn[1, index], drawn[2, index], drawn[3, index] = unit(a), unit(b), unit(c), unit(d)


@compiled
def exponential(u):
    """Standard exponential from a uniform."""
    return -log(u)


@compiled
def normal(u):
    """Standard normal quantile (Acklam's rational approximation, relative error below 1.2e-9)."""
    if u < 0.02425:
        q = math.sqrt(-2.0 * log(u))
        return _tail(q)
    if u > 0.97575:
        q = math.sqrt(-2.0 * log(1.0 - u))
        return -_tail(q)
    q = u - 0.5
    r = q * q
    top = (
        (
            (((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02)
            * r
            - 3.066479806614716e01
        )
        * r
        + 2.506628277459239e00
    ) * q
    bottom = (
        (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01) * r
        - 1.328068155288572e01
    ) * r + 1.0
    return top / bottom


@compiled
def _tail(q):
    top = (
        (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q - 2.549732539343734e00)
        * q
        + 4.374664141464968e00
    ) * q + 2.938163982698783e00
    bottom = (
        ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q + 3.754408661907416e00
    ) * q + 1.0
    return top / bottom


@compiled
def quantile(table, u):
    """The quantile at `u` of a distribution tabled at equal steps of probability."""
    position = u * (table.size - 1)
    low = int(position)
    return table[low] + (position - low) * (table[low + 1] - table[low])


@compiled
def poisson(mean, seed, purpose, entity, time):
    """A Poisson number by counting exponential gaps, two to a block of (entity, time)."""
    if mean <= 0.0:
        return 0
    total, count, step = 0.0, 0, 0
    while True:
        a, b, c, d = uniforms(seed, purpose, entity, time + step * 65536)
        for u in (a, b, c, d):
            total += exponential(u)
            if total > mean:
                return count
            count += 1
        step += 1


@lru_cache(maxsize=64)
def beta_table(alpha: float, beta: float, points: int = 4097) -> np.ndarray:
    """Quantiles of a Beta distribution at `points` equal steps of probability.

    Rounded to nine decimals so that the last bit of a SciPy version cannot enter a run.
    """
    from scipy.special import betaincinv

    table = np.round(betaincinv(alpha, beta, np.linspace(0.0, 1.0, points)), 9)
    table.flags.writeable = False
    return table


# Of a Gamma distribution of this shape all nine decimals are those of its mean.
ALWAYS_ITS_MEAN = 1e20


@lru_cache(maxsize=64)
def gamma_table(shape: float, points: int = 4097) -> np.ndarray:
    """Quantiles of a Gamma distribution with mean 1, tabled as in `beta_table`.

    The last point stands for the tail: the quantile half a step below certainty.
    """
    from scipy.special import gammaincinv

    steps = np.minimum(np.linspace(0.0, 1.0, points), 1.0 - 0.5 / points)
    shape = min(shape, ALWAYS_ITS_MEAN)
    table = np.round(gammaincinv(shape, steps) / shape, 9)
    table.flags.writeable = False
    return table
