"""Cases by age: the estimator against closed forms and against plain counting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.studies.ages import aalen_johansen, cumulative_endings, endings_of


def test_without_censoring_it_counts() -> None:
    ages, endings = np.array([0, 1, 1, 3]), np.array([1, 1, 2, 1])
    curves = aalen_johansen(ages, endings, 3, 2)
    assert curves[0] == pytest.approx([0.25, 0.5, 0.5, 0.75])
    assert curves[1] == pytest.approx([0.0, 0.25, 0.25, 0.25])


def test_the_censored_are_at_risk_until_they_leave() -> None:
    """Worked by hand: of 4, one ends at age 1; one is censored at 1; of the 2 left, one ends at 2."""
    curves = aalen_johansen(np.array([1, 1, 2, 5]), np.array([1, 0, 1, 0]), 5, 1)
    assert curves[0] == pytest.approx([0.0, 0.25, 0.625, 0.625, 0.625, 0.625])


def test_competing_exponential_clocks() -> None:
    """Geometric ends with hazards .02 and .01 a day, censored at .01: the shares are 2:1 whatever is censored."""
    generator = np.random.default_rng(1)
    ends, censored = generator.geometric(0.03, 200_000), generator.geometric(0.01, 200_000)
    kinds = np.where(ends <= censored, np.where(generator.random(ends.size) < 2 / 3, 1, 2), 0)
    curves = aalen_johansen(np.minimum(ends, censored), kinds, 300, 2)
    assert curves[0, 60] == pytest.approx(2 / 3 * (1 - 0.97**60), abs=0.005)
    assert curves[1, 60] == pytest.approx(1 / 3 * (1 - 0.97**60), abs=0.005)


def test_cases_of_a_run_are_read_as_they_stand() -> None:
    cases = pd.DataFrame({
        "recorded": pd.array([0, 5, -3, pd.NA, 9], "Int64"), "arisen": [0, 1, -9, 2, 9], "generation": [0, 0, 0, 0, 1],
        "closed": pd.array([2, pd.NA, 1, 8, 10], "Int64"), "stage": ["resolved", "street", "resolved", "lapsed", "failed"],
    })  # fmt: skip
    recorded = endings_of(cases, end_day=20, longest=10)
    assert recorded[:, -1] == pytest.approx([1 / 3, 1 / 3, 0])
    arisen = endings_of(cases, end_day=20, longest=10, start="arisen")
    assert arisen[:, -1] == pytest.approx([1 / 3, 0, 1 / 3])


def test_intervals_are_over_runs() -> None:
    runs = {"p": [np.full((3, 11), 0.4), np.full((3, 11), 0.6)]}
    frame = cumulative_endings(runs, step_days=5)
    assert sorted(set(frame["age_days"])) == [0, 5, 10]
    assert frame["mean"].iloc[0] == pytest.approx(0.5)
    assert (frame["low"].iloc[0], frame["high"].iloc[0]) == (0.0, 1.0)
    alone = cumulative_endings({"p": runs["p"][:1]})
    assert alone["low"].isna().all()
