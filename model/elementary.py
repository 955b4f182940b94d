"""exp, log and pow as rules: the same bits on every processor, system and in the browser.

A C library chooses its variant by the processor at hand (with or without fused multiply-add), and results then differ
in their last bits. These use IEEE additions, products and quotients alone, which have one result everywhere.
Errors are below one unit in the last place (tests/model/test_elementary.py holds them to 50 digits).
Sources: Cody and Waite 1980 (reduction by ln 2 in two parts), Dekker 1971 (exact products and sums of two doubles),
Muller 2016, Elementary Functions, ch. 11 (log m = 2 artanh((m − 1)/(m + 1))); all series are Taylor's.
"""

from __future__ import annotations

import math

import numpy as np

from model.compilation.decorators import compiled, inlined

# ln 2 in two parts, the first with 32 bits, so that its product with any exponent is exact; and to twice 53 bits.
LN_2_HIGH, LN_2_LOW = float.fromhex("0x1.62e42fee00000p-1"), float.fromhex("0x1.a39ef35793c76p-33")
LN_2_REST = float.fromhex("0x1.cc01f97b57a08p-87")
LOG_2_E = float.fromhex("0x1.71547652b82fep+0")
THIRD, THIRD_REST = 1.0 / 3.0, float.fromhex("0x1.5555555555555p-56")
HIGHEST, LOWEST = 709.782712893384, -745.1332191019412  # beyond them exp overflows, or rounds to 0
ROUNDER = 6755399441055744.0  # 1.5 · 2^52: to add and subtract it rounds to a whole number
SPLITTER = 134217729.0  # 2^27 + 1
LARGEST_PRODUCT = 1e290  # of a logarithm and an exponent; far beyond what exp can hold
MANTISSA, ONE, BIAS, MANTISSA_BITS = np.int64((1 << 52) - 1), np.int64(1023 << 52), np.int64(1023), np.int64(52)
HALF_BITS = np.int64(0x3FE6A09E667F3BCD)  # the bits of √½
MIN_NORMAL, SCALE, SCALE_BITS = 2.0**-1022, 2.0**54, 54.0


@inlined
def exp_of_sum(high, low):
    """e^(high + low), where low is at most a unit in the last place of high; below one unit in the last place off."""
    if not high <= HIGHEST:
        return high + high if high != high else math.inf
    if high < LOWEST:
        return 0.0
    times = (high * LOG_2_E + ROUNDER) - ROUNDER
    first = high - times * LN_2_HIGH
    second = low - times * LN_2_LOW
    r = first + second
    rest = (first - r) + second
    square = r * r
    fourth = square * square
    even = (1.0 / 24.0 + square * (1.0 / 720.0)) + fourth * (
        (1.0 / 40320.0 + square * (1.0 / 3628800.0)) + fourth * (1.0 / 479001600.0)
    )
    odd = (1.0 / 6.0 + square * (1.0 / 120.0)) + fourth * (
        (1.0 / 5040.0 + square * (1.0 / 362880.0)) + fourth * (1.0 / 39916800.0 + square * (1.0 / 6227020800.0))
    )
    # 1 + r + r²/2 + r³/6 + …, the small terms first; what r lost when it was rounded counts e^r times.
    half = 0.5 * square
    sum_of_two = r + half
    lost = (r - sum_of_two) + half
    tail = square * (r * odd + square * even) + (lost + rest * (1.0 + r))
    k = np.int64(times)
    whole = 1.0 + sum_of_two
    missing = (1.0 - whole) + sum_of_two
    value = whole + (missing + tail)
    nearer = k // np.int64(2)
    return value * power_of_two(nearer) * power_of_two(k - nearer)


@inlined
def power_of_two(exponent):
    """2^exponent for whole exponents of normal numbers."""
    return np.int64((exponent + BIAS) << MANTISSA_BITS).view(np.float64)


@compiled
def exp(x):
    """e^x; inf above 709.78, 0 below −745.13, NaN for NaN. Error below one unit in the last place."""
    return exp_of_sum(float(x), 0.0)


@inlined
def taken_apart(x):
    """The exponent k, as a float, and the number m from √½ to √2 with x = 2^k · m, for finite x > 0."""
    extra = 0.0
    if x < MIN_NORMAL:
        x, extra = x * SCALE, SCALE_BITS
    bits = np.float64(x).view(np.int64)
    k = (bits - HALF_BITS) >> MANTISSA_BITS
    return float(k) - extra, np.int64(bits - (k << MANTISSA_BITS)).view(np.float64)


@compiled
def log(x):
    """Natural logarithm; −inf of 0, NaN below 0 and of NaN, inf of inf. Error below one unit in the last place."""
    x = float(x)
    if not 0.0 < x < math.inf:
        return x if x > 0.0 or x != x else -math.inf if x == 0.0 else math.nan
    k, m = taken_apart(x)
    # With f = m − 1 (exact) and s = f / (2 + f): log m = 2s + s·R = f − s·(f − R), as f − 2s = s·f.
    f = m - 1.0
    s = f / (2.0 + f)
    q = s * s
    w = q * q
    v = w * w
    series = (
        (2.0 / 3.0 + q * (2.0 / 5.0))
        + w * (2.0 / 7.0 + q * (2.0 / 9.0))
        + v
        * ((2.0 / 11.0 + q * (2.0 / 13.0)) + w * (2.0 / 15.0 + q * (2.0 / 17.0)) + v * (2.0 / 19.0 + q * (2.0 / 21.0)))
    )
    half = 0.5 * f * f
    return k * LN_2_HIGH - ((half - (s * (half + q * series) + k * LN_2_LOW)) - f)


@inlined
def split(x):
    """Two numbers of 26 bits whose sum is x."""
    big = SPLITTER * x
    high = big - (big - x)
    return high, x - high


@inlined
def product(a, b):
    """a · b exactly, as the rounded product and what it lost."""
    a_high, a_low = split(a)
    b_high, b_low = split(b)
    rounded = a * b
    return rounded, ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low


@inlined
def log_in_two(x):
    """Natural logarithm of finite x > 0 as a sum of two numbers, good to about 2^-65 of itself."""
    k, m = taken_apart(x)
    f = m - 1.0
    # s = f / (2 + f) and s² in two parts; 2 + f may be rounded, by `short`.
    below = 2.0 + f
    short = f - (below - 2.0)
    s = f / below
    times, lost = product(s, below)
    s_low = (((f - times) - lost) - s * short) / below
    q, q_low = product(s, s)
    q_low += 2.0 * s * s_low
    w = q * q
    v = w * w
    tail = q * (
        (1.0 / 5.0 + q * (1.0 / 7.0))
        + w * (1.0 / 9.0 + q * (1.0 / 11.0))
        + v * ((1.0 / 13.0 + q * (1.0 / 15.0)) + w * (1.0 / 17.0 + q * (1.0 / 19.0)) + v * (1.0 / 21.0))
    )
    # artanh s = s + s · q · (1/3 + tail)
    c = THIRD + tail
    c_low = (THIRD - c) + tail + THIRD_REST
    p, p_low = product(q, c)
    p_low += q * c_low + q_low * c
    t, t_low = product(s, p)
    t_low += s * p_low + s_low * p
    high = s + t
    low = (s - high) + t + (s_low + t_low)
    high, low = 2.0 * high, 2.0 * low
    # + k · ln 2
    first = k * LN_2_HIGH
    total = first + high
    shifted = total - first
    error = (first - (total - shifted)) + (high - shifted)
    more, more_lost = product(k, LN_2_LOW)
    rest = error + (low + (more_lost + k * LN_2_REST))
    second = total + more
    shifted = second - total
    error = (total - (second - shifted)) + (more - shifted)
    rest += error
    high = second + rest
    return high, (second - high) + rest


@compiled
def power(base, exponent):
    """base^exponent for base ≥ 0, NaN below 0; 1 for exponent 0 or base 1. Error below one unit in the last place."""
    x, y = float(base), float(exponent)
    if y == 0.0 or x == 1.0:
        return 1.0
    if not 0.0 < x < math.inf or not -math.inf < y < math.inf:
        return power_at_the_edge(x, y)
    if y == 2.0:
        return x * x
    high, low = log_in_two(x)
    estimate = high * y
    if not -LARGEST_PRODUCT < estimate < LARGEST_PRODUCT or not -1e290 < y < 1e290:
        return exp_of_sum(estimate, 0.0)
    rounded, lost = product(high, y)
    lost += low * y
    total = rounded + lost
    return exp_of_sum(total, (rounded - total) + lost)


@compiled
def power_at_the_edge(x, y):
    """Powers of 0 and inf, and to the power of ±inf; NaN for base < 0 or where one of them is NaN."""
    if x != x or y != y or x < 0.0:
        return math.nan
    if math.isinf(y):
        grows = (x > 1.0) == (y > 0.0)
    else:
        grows = (x > 0.0) == (y > 0.0)
    return math.inf if grows else 0.0
