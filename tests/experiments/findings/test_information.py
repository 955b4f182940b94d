"""Best shares, spreads and values of information against models whose answer is known."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from experiments.findings.information import (
    best_shares,
    best_together,
    partial_information,
    perfect_information,
    spread,
)
from experiments.findings.over_worlds import YUAN, information


def expected_gain(mean: float, sd: float) -> float:
    """E[max(0, X)] − max(0, E[X]) for X normal: the value of knowing X before the choice between 0 and X."""
    z = mean / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return mean * 0.5 * (1.0 + math.erf(z / math.sqrt(2.0))) + sd * density - max(0.0, mean)


def linear_worlds(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two policies, one worth 0, the other 0.1 + θ₁ + θ₂/2 + chance; θ₃ … θ₆ matter to nobody."""
    generator = np.random.default_rng(7)
    numbers = generator.normal(size=(count, 6))
    second = 0.1 + numbers[:, 0] + 0.5 * numbers[:, 1] + 0.7 * generator.normal(size=count)
    return np.column_stack([np.zeros(count), second]), numbers


def test_partial_information_of_a_linear_gaussian_case_is_its_closed_form() -> None:
    samples, numbers = linear_worlds(20_000)
    worth = {each.column: each.value for each in partial_information(samples, numbers)}
    assert worth[0] == pytest.approx(expected_gain(0.1, 1.0), abs=0.012)
    assert worth[1] == pytest.approx(expected_gain(0.1, 0.5), abs=0.012)
    assert max(worth[column] for column in range(2, 6)) < 0.003
    assert perfect_information(samples) == pytest.approx(expected_gain(0.1, math.sqrt(1.25 + 0.49)), abs=0.015)


class Known:
    """Worlds whose two numbers are those of `linear_worlds`."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.paths = ("lapse.rate", "severity.beta")
        self.drawn = numbers

    def numbers(self, seeds: Sequence[int], paths: Sequence[str]) -> np.ndarray:
        return self.drawn[np.array(seeds)][:, [self.paths.index(path) for path in paths]]


def test_partial_information_in_yuan_is_the_closed_form_of_all_that_has_a_price() -> None:
    """In the bud 300 yuan a point, harm 40 yuan a unit: the second policy is worth 300 (0.1 + θ₁ + chance) − 40 (3 θ₂ − 1)."""
    samples, numbers = linear_worlds(20_000)
    gap = samples[:, 1] - 0.5 * numbers[:, 1]
    figures = {
        ("one", "in_the_bud_rate"): np.full(len(gap), 0.5), ("two", "in_the_bud_rate"): 0.5 + gap / 100.0,
        ("one", "harm_per_10k"): np.full(len(gap), 9.0), ("two", "harm_per_10k"): 8.0 + 3.0 * numbers[:, 1],
    }  # fmt: skip
    found = information(
        lambda policy, outcome: figures[policy, outcome], ("one", "two"), Known(numbers[:, :2]), range(len(gap)),  # type: ignore[arg-type]
        outcomes=(), prices={"in_the_bud_rate": 300.0, "harm_per_10k": 40.0},
    ).set_index("parameter")  # fmt: skip
    assert set(found["outcome"]) == {YUAN}
    mean, sds = 300.0 * 0.1 + 40.0, (300.0, 120.0)
    assert found.loc["lapse.rate", "evppi"] == pytest.approx(expected_gain(mean, sds[0]), rel=0.03)
    assert found.loc["severity.beta", "evppi"] == pytest.approx(expected_gain(mean, sds[1]), rel=0.06)
    whole = math.hypot(*sds, 300.0 * 0.7)
    assert found["evpi"].iloc[0] == pytest.approx(expected_gain(mean, whole), rel=0.03)


def test_the_most_valuable_comes_first_and_noise_is_not_called_clear() -> None:
    samples, numbers = linear_worlds(300)
    worth = partial_information(samples, numbers)
    assert [each.column for each in worth[:2]] == [0, 1]
    assert worth[0].clear
    assert worth[0].low90 < worth[0].value < worth[0].high90
    assert not any(each.clear for each in worth[2:])


def test_lower_is_better_where_it_is() -> None:
    samples, numbers = linear_worlds(400)
    ours, mirrored = partial_information(samples, numbers), partial_information(-samples, numbers, higher=False)
    assert [each.value for each in ours] == [each.value for each in mirrored]
    assert perfect_information(samples) == perfect_information(-samples, higher=False)


def test_too_few_worlds_value_nothing() -> None:
    assert partial_information(*linear_worlds(19)) == []


def test_best_shares_are_the_known_probabilities() -> None:
    # The better of two normal figures one apart: Φ(1/√2); in a fifth of the worlds a third policy beats both.
    generator = np.random.default_rng(3)
    samples = generator.normal(size=(40_000, 3)) + np.array([1.0, 0.0, -50.0])
    samples[:8_000, 2] = 50.0
    shares = [each.best for each in best_shares(samples, higher=True)]
    first = 0.8 * 0.5 * (1.0 + math.erf(0.5))
    assert shares == pytest.approx([first, 0.8 - first, 0.2], abs=0.01)
    assert sum(shares) == pytest.approx(1.0)


def test_best_shares_by_hand() -> None:
    samples = np.array([[3.0, 3.0, 1.0], [1.0, 2.0, 0.0], [4.0, 1.0, 3.5], [math.nan, 9.0, 0.0]])
    higher = best_shares(samples, higher=True, delta=0.5)
    assert [each.best for each in higher] == pytest.approx([0.5, 0.5, 0.0])
    assert [each.near for each in higher] == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    assert {each.worlds for each in higher} == {3}
    assert [each.best for each in best_shares(samples, higher=False)] == pytest.approx([0.0, 1 / 3, 2 / 3])


def test_the_margin_of_a_share_holds_it_in_95_of_100() -> None:
    generator = np.random.default_rng(5)
    held = 0
    for _ in range(2_000):
        wins = generator.random(100) < 0.8
        share = best_shares(np.column_stack([wins, ~wins]).astype(float), higher=True)[0]
        held += abs(share.best - 0.8) <= share.margin + 0.012  # Wilson's interval is not centred on the share
    assert 0.93 <= held / 2_000 <= 0.985


def test_best_together_asks_for_all_criteria_at_once() -> None:
    bud = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    harm = np.array([[1.0, 2.0], [3.0, 2.0], [3.0, 2.0], [0.0, math.nan]])
    shares = best_together([(bud, True), (harm, False)])
    assert [each.best for each in shares] == pytest.approx([1 / 3, 1 / 3])
    assert shares[0].worlds == 3


def test_a_spread_is_median_and_middle_ninety() -> None:
    found = spread(np.array([*range(101), math.nan], dtype=float) - 20.0)
    assert (found.median, found.low90, found.high90, found.worlds) == (30.0, -15.0, 75.0, 101)
    assert found.positive == pytest.approx(80.5 / 101)
    assert math.isnan(spread(np.array([math.nan])).median)
