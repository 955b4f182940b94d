"""exp, log and power are within one unit in the last place of the truth and of the C library, and no rule uses another."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest

from model.elementary import exp, log, power

MODEL = Path(__file__).resolve().parents[2] / "model"
RNG = np.random.default_rng(17)
EXPONENTS = np.concatenate(
    [RNG.uniform(-745.0, 709.7, 400), RNG.normal(size=400), 10.0 ** RNG.uniform(-300.0, 0.0, 200)]
)
NUMBERS = np.concatenate([
    RNG.uniform(0.0, 2.0, 400), 10.0 ** RNG.uniform(-323.0, 308.0, 400), 1.0 + 1e-6 * RNG.normal(size=200)
])  # fmt: skip
POWERS = np.concatenate([RNG.uniform(-3.0, 3.0, 400), RNG.uniform(-0.99, 0.99, 400), RNG.uniform(-1e7, 1e7, 200)])


def units_off(value: float, truth: Decimal) -> float:
    return float(abs(Decimal(value) - truth) / Decimal(math.ulp(value)))


def steps_apart(values: np.ndarray, others: np.ndarray) -> int:
    return int(np.abs(values.view(np.int64) - others.view(np.int64)).max())


def of_all(function: Callable[..., float], *columns: np.ndarray) -> np.ndarray:
    return np.array([function(*row) for row in zip(*(column.tolist() for column in columns), strict=True)])


def test_errors_are_below_one_unit_in_the_last_place() -> None:
    with localcontext() as context:
        context.prec = 60
        for x in EXPONENTS.tolist():
            assert units_off(exp(x), Decimal(x).exp()) < 0.75
        for x, y in zip(NUMBERS.tolist(), POWERS.tolist(), strict=True):
            logarithm = Decimal(x).ln()
            assert units_off(log(x), logarithm) < 0.8
            assert units_off(power(x, y), (Decimal(y) * logarithm).exp()) < 0.6


def test_the_c_library_is_at_most_one_unit_away() -> None:
    assert steps_apart(of_all(exp, EXPONENTS), of_all(math.exp, EXPONENTS)) <= 1
    assert steps_apart(of_all(log, NUMBERS), of_all(math.log, NUMBERS)) <= 1
    assert steps_apart(of_all(power, NUMBERS, POWERS), of_all(math.pow, NUMBERS, POWERS)) <= 1


def test_at_the_edges_they_are_what_ieee_754_says() -> None:
    edges = np.array([0.0, 5e-324, 0.5, 1.0, 2.0, 709.0, 710.0, 1e308, math.inf, math.nan])
    with np.errstate(all="ignore"):
        for x in [*edges, *-edges]:
            assert np.array_equal(exp(x), np.exp(x), equal_nan=True)
            assert np.array_equal(log(x), np.log(x), equal_nan=True)
            for base in edges:
                expected = np.power(base, x) if base == base or x == 0.0 else math.nan
                found = power(base, x)
                assert np.array_equal(found, expected, equal_nan=True) or abs(found / expected - 1.0) < 3e-16
    assert math.isnan(power(-1.0, 2.0))


@pytest.mark.parametrize("exponent", [1.0, 2.0])
def test_small_whole_powers_are_exact(exponent: float) -> None:
    with np.errstate(over="ignore", under="ignore"):
        assert np.array_equal(of_all(lambda x: power(x, exponent), NUMBERS), NUMBERS**exponent)


def test_no_rule_uses_the_functions_of_the_c_library() -> None:
    # Declarations compute ranges, in Python alone.
    sources = sorted(path for path in MODEL.rglob("*.py") if path.name != "declarations.py")
    assert len(sources) > 30
    foreign = re.compile(r"\b(?:math|np|numpy)\.(?:exp|expm1|exp2|log|log1p|log2|log10|pow|power|sin|cos|tan|tanh)\(")
    found = [
        f"{path.name}:{n}"
        for path in sources
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if foreign.search(line)
    ]
    assert not found
