"""Statistics against SciPy, closed forms and coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from experiments.statistics import (
    cumulative_incidence,
    enough,
    factorial_effects,
    half_widths,
    holm,
    interval,
    paired,
    probability_best,
    replications_needed,
    tied,
)

NAN = math.nan


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(7)


def test_interval_is_students_without_a_tail(random: np.random.Generator) -> None:
    half = random.normal(3.0, 2.0, 6)
    sample = np.concatenate([half, 10.0 - half])
    ours = interval(sample)
    low, high = stats.t.interval(0.95, 11, sample.mean(), stats.sem(sample))
    assert (ours.mean, ours.low, ours.high) == pytest.approx((sample.mean(), low, high), rel=1e-12)
    assert (ours.replications, ours.missing) == (12, 0)


def test_interval_reaches_farther_on_the_side_of_the_tail(random: np.random.Generator) -> None:
    sample = random.exponential(1.0, 30)
    low, high = stats.t.interval(0.95, 29, sample.mean(), stats.sem(sample))
    skewness = ((sample - sample.mean()) ** 3).mean() / sample.std(ddof=1) ** 3
    for values, sign in ((sample, 1.0), (-sample, -1.0)):
        ours = sorted(sign * each for each in (interval(values).low, interval(values).high))
        assert ours == pytest.approx([low, sample.mean() + (high - sample.mean()) * (1.0 + skewness / 2.0)])


def test_interval_covers_a_skewed_mean(random: np.random.Generator) -> None:
    """The mean of an exponential figure over 30 seeds: Student's t covers it in 92 %."""
    samples = random.exponential(1.0, (2_000, 30))
    covered = sum(ours.low <= 1.0 <= ours.high for ours in map(interval, samples))
    assert 0.93 <= covered / 2_000 <= 0.98


def test_undefined_figures_are_counted_and_left_out() -> None:
    ours = interval(np.array([1.0, NAN, 3.0, NAN, 5.0]))
    assert (ours.mean, ours.replications, ours.missing) == (3.0, 3, 2)
    nothing = interval(np.array([NAN, NAN]))
    assert math.isnan(nothing.mean)
    assert (nothing.replications, nothing.missing) == (0, 2)
    alone = interval(np.array([2.0]))
    assert alone.mean == 2.0
    assert math.isnan(alone.low)
    assert not alone.excludes_zero


def test_intervals_cover_as_often_as_they_say(random: np.random.Generator) -> None:
    covered = sum(ours.low <= 1.0 <= ours.high for ours in (interval(random.normal(1.0, 3.0, 8)) for _ in range(2_000)))
    assert 0.94 < covered / 2_000 < 0.975


def test_paired_is_scipys_and_pairing_gains(random: np.random.Generator) -> None:
    common = random.normal(0.0, 5.0, 40)
    ours, theirs = common + random.normal(1.0, 0.5, 40), common + random.normal(0.0, 0.5, 40)
    difference = paired(ours, theirs)
    reference = stats.ttest_rel(ours, theirs)
    bounds = reference.confidence_interval(0.95)
    assert difference.low <= bounds.low and bounds.high <= difference.high
    assert min(bounds.low - difference.low, difference.high - bounds.high) == pytest.approx(0.0, abs=1e-10)
    assert difference.p_value == pytest.approx(reference.pvalue, rel=1e-9)
    # (25.25 + 25.25) / 0.5, give or take.
    assert 40 < difference.pairing_gain < 250


def test_paired_without_spread() -> None:
    same = np.array([1.0, 2.0, 3.0])
    assert paired(same, same).p_value == 1.0
    assert not paired(same, same).excludes_zero
    assert paired(same + 1.0, same).p_value == 0.25, "three equal signs say no more than three tosses of a coin"
    assert paired(np.arange(10.0) + 1.0, np.arange(10.0)).p_value == pytest.approx(2.0**-9)
    assert math.isnan(paired(same + 1.0, same).pairing_gain)


def test_paired_leaves_out_seeds_where_either_is_undefined() -> None:
    difference = paired(np.array([1.0, NAN, 3.0, 4.0]), np.array([0.0, 1.0, NAN, 1.0]))
    assert (difference.mean, difference.replications, difference.missing) == (2.0, 2, 2)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, NAN, 0.9])[0::2] == [1.0, 1.0]
    assert math.isnan(holm([0.5, NAN, 0.9])[1])
    assert holm([]) == []


def test_effects_of_a_known_surface(random: np.random.Generator) -> None:
    """y = 10 + 3a + 2b + 1.5ab in coded units (±1), plus a seed's own level: effects are twice the coefficients."""
    corners = np.empty((6, 2, 2))
    for a, b in np.ndindex(2, 2):
        x, y = 2 * a - 1, 2 * b - 1
        corners[:, a, b] = 10 + 3 * x + 2 * y + 1.5 * x * y
    corners += random.normal(0.0, 100.0, (6, 1, 1))
    effects = factorial_effects(corners, ["triage", "delivery"])
    assert list(effects) == ["triage", "delivery", "triage × delivery"]
    assert [effect.mean for effect in effects.values()] == pytest.approx([6.0, 4.0, 3.0])
    assert all(effect.half_width < 1e-9 for effect in effects.values())


def test_effects_of_three_factors_solve_the_regression(random: np.random.Generator) -> None:
    corners = random.normal(size=(5, 2, 2, 2))
    effects = factorial_effects(corners, ["a", "b", "c"])
    signs = np.array([[1 if bit else -1 for bit in place] for place in np.ndindex(2, 2, 2)])
    columns = {"a": signs[:, 0], "b × c": signs[:, 1] * signs[:, 2], "a × b × c": signs.prod(axis=1)}
    for name, column in columns.items():
        slopes = corners.reshape(5, 8) @ column / 8
        assert effects[name].mean == pytest.approx(2 * slopes.mean())
        assert effects[name].half_width == pytest.approx(2 * interval(slopes).half_width)


def test_probability_best_and_ties(random: np.random.Generator) -> None:
    base = random.normal(0.0, 1.0, (30, 1))
    samples = base + np.array([0.0, 0.5, 0.5]) + random.normal(0.0, 0.01, (30, 3))
    chances = probability_best(samples)
    assert chances.sum() == pytest.approx(1.0)
    assert chances[0] == 0.0
    assert tied(samples, delta=0.05)[0] == "worse"
    assert sorted(tied(samples, delta=0.05)[1:]) == ["best", "tied"]
    assert sorted(tied(samples, delta=0.0)[1:])[0] == "best"
    assert probability_best(samples, higher_is_better=False)[0] == 1.0
    assert probability_best(np.ones((10, 2))).tolist() == [0.5, 0.5]
    assert np.isnan(probability_best(samples[:9])).all(), "below ten seeds no chance is told"


@pytest.mark.parametrize("count", [10, 30])
def test_the_chance_of_being_best_is_calibrated(random: np.random.Generator, count: int) -> None:
    """Of two equal policies one is called best with 95 % or more in one sample of ten, as chance has it."""
    chances = np.array([probability_best(random.normal(size=(count, 2)))[0] for _ in range(1_000)])
    extreme = int(((chances >= 0.95) | (chances <= 0.05)).sum())
    assert stats.binomtest(extreme, 1_000, 0.10).pvalue > 0.001
    assert chances.mean() == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize("policies", [5, 8])
def test_equal_policies_are_seldom_called_worse(random: np.random.Generator, policies: int) -> None:
    """Holm over all pairs: in at most 5 % of samples; the unadjusted interval against the best said so in 26 to 49 %."""
    wrong = sum("worse" in tied(random.normal(size=(10, policies)), 0.0) for _ in range(400))
    assert stats.binomtest(wrong, 400, 0.05, alternative="greater").pvalue > 0.001


def test_half_widths_are_the_intervals_of_every_prefix(random: np.random.Generator) -> None:
    samples = 1e6 + random.normal(0.0, 1.0, (15, 2))
    samples[4, 1] = NAN
    widths = half_widths(samples)
    for count in (2, 5, 15):
        expected = [interval(samples[:count, figure]).half_width for figure in range(2)]
        assert widths[count - 1] == pytest.approx(expected, rel=1e-6)
    assert np.isnan(widths[0]).all()


def test_stopping_waits_for_the_minimum_and_looks_ahead(random: np.random.Generator) -> None:
    quiet = random.normal(0.0, 1e-6, (15, 1))
    assert not enough(quiet[:14], 0.1)
    assert enough(quiet, 0.1)
    late = np.concatenate([quiet, [[5.0]]])
    assert not enough(late, 0.1)


def test_stopping_keeps_its_promise(random: np.random.Generator) -> None:
    """Stopped by the rule, the interval still covers the truth about as often as it says."""
    covered = 0
    for _ in range(300):
        samples = random.normal(0.0, 1.0, (200, 1))
        stop = next(n for n in range(15, 200) if enough(samples[:n], 0.35))
        estimate = interval(samples[:stop, 0])
        assert estimate.half_width <= 0.35
        covered += estimate.low <= 0.0 <= estimate.high
    assert covered / 300 > 0.90


def test_forecast_of_replications(random: np.random.Generator) -> None:
    samples = random.normal(0.0, 0.02, (500, 1))
    # (1.96 × 0.02 / 0.001)² ≈ 1,537
    assert 1_200 < replications_needed(samples, 0.001) < 1_900


def test_incidence_with_one_end_is_kaplan_meier(random: np.random.Generator) -> None:
    times = random.integers(1, 20, 80).astype(float)
    ends = random.integers(0, 2, 80)
    ours = cumulative_incidence(times, ends, 1)
    data = stats.CensoredData.right_censored(times, ends == 0)
    survival = stats.ecdf(data).sf
    assert ours.open_share == pytest.approx(survival.evaluate(ours.times), abs=1e-12)
    assert ours.shares[0] == pytest.approx(1.0 - ours.open_share, abs=1e-12)


def test_incidence_by_hand() -> None:
    """Five cases: day 1 resolved, day 2 failed, day 2 censored, day 3 resolved, day 4 resolved."""
    ours = cumulative_incidence([1, 2, 2, 3, 4], [1, 2, 0, 1, 1], 2)
    assert ours.shares[0] == pytest.approx([0.2, 0.2, 0.5, 0.8])
    assert ours.shares[1] == pytest.approx([0.0, 0.2, 0.2, 0.2])
    assert ours.open_share == pytest.approx([0.8, 0.6, 0.3, 0.0])
    assert ours.quantile(1) == 3.0
    assert math.isnan(ours.quantile(2))


def test_incidence_without_censoring_is_a_count(random: np.random.Generator) -> None:
    times, ends = random.integers(1, 9, 50), random.integers(1, 4, 50)
    ours = cumulative_incidence(times, ends, 3)
    for kind in (1, 2, 3):
        expected = [np.mean((times <= moment) & (ends == kind)) for moment in ours.times]
        assert ours.shares[kind - 1] == pytest.approx(expected)


def test_incidence_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="ends lie between 0 and 1"):
        cumulative_incidence([1.0], [2], 1)
    assert cumulative_incidence([], [], 2).times.size == 0
