"""What a backtest measures, on curves and counts that are known; whether near is near."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.registers.backtest import _distances, _drawn_down, _lorenz, _middle, backtest, is_near
from experiments.registers.estimates import _interval
from experiments.registers.matching import piling
from experiments.registers.reading import read_register
from tools.chinese_register import main


def curves(**sources: list[float]) -> pd.DataFrame:
    """One kind of curve at 0, 1 and 2."""
    rows = [
        ("closing", source, float(x), value) for source, values in sources.items() for x, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["curve", "source", "x", "value"])


def test_distances_are_from_the_later_part_of_the_register() -> None:
    """The model is off by .3 in the mean, the register's own earlier part by .1; from each other they are .4 apart."""
    found = _distances(curves(register=[0.0, 0.5, 1.0], earlier=[0.1, 0.6, 0.9], model=[-0.3, 0.2, 1.3]))
    assert found == {"closing": {"earlier": pytest.approx(0.1), "model": pytest.approx(0.3)}}


@pytest.mark.parametrize(
    ("model", "earlier", "near"),
    [(0.04, 0.0, True), (0.30, 0.16, True), (0.33, 0.16, False), (0.5, 0.0, False)],
)
def test_near_is_twice_as_far_as_the_register_is_from_itself(model: float, earlier: float, near: bool) -> None:
    assert is_near(model, earlier) is near


def test_curves_are_drawn_down_to_equal_cases() -> None:
    """Of 10,000 evenly spread cases a hundred look less even than all do, and no area gives more than it has."""
    counts, generator = np.array([2_500] * 4), np.random.default_rng(1)
    few = [_drawn_down(counts, 100, generator) for _ in range(200)]
    assert {int(each.sum()) for each in few} == {100}
    assert np.mean(few) == pytest.approx(25.0)
    x = np.array([0.5])
    assert _lorenz(counts, x)[0] == pytest.approx(0.5)
    assert 0.38 < np.mean([_lorenz(each, x)[0] for each in few]) < 0.47
    assert _drawn_down(np.array([3, 0, 1]), 4, generator).tolist() == [3, 0, 1]


def test_a_lorenz_curve_by_hand() -> None:
    """Of areas with 1, 3 and 6 cases the quietest third holds a tenth, two thirds hold four tenths."""
    assert _lorenz(np.array([6, 1, 3]), np.array([0.0, 1 / 3, 2 / 3, 1.0])) == pytest.approx([0.0, 0.1, 0.4, 1.0])


def test_intervals_hold_the_middle_95_of_a_hundred() -> None:
    """Of the draws 0 to 1,000 the ends are 25 and 975, below and above; the estimate itself is no draw."""
    draws = np.arange(1_001.0)
    found = _interval(np.concatenate([[777.0], draws]))
    assert (found.value, found.low, found.high) == (777.0, 25.0, 975.0)
    mean, low, high = _middle(draws[:, None])
    assert (mean[0], low[0], high[0]) == (500.0, 25.0, 975.0)


def test_a_queue_that_grows_is_seen_by_what_waits() -> None:
    """Of ten recorded in the later half three more wait than before; what failed waits for nothing."""
    recorded = pd.DataFrame(
        {
            "recorded": [0, 10, 10, *range(51, 61)],
            "closed": [20, 40, -1, *[70] * 6, -1, -1, -1, 80],
            "stage": ["resolved", "resolved", "failed", *["resolved"] * 6, "unit", "street", "agenda", "resolved"],
        }
    )
    assert piling(recorded, 100) == pytest.approx(0.3)
    assert piling(recorded.assign(stage="resolved", closed=recorded["recorded"]), 100) == 0.0


@pytest.mark.verify
@pytest.mark.parametrize("seed", [1, 2])
def test_a_chinese_register_closes_in_the_model_as_in_itself(tmp_path: Path, seed: int) -> None:
    """With the statistics of evidence: at most 4 points off on average, or twice the register's own earlier part."""
    assert main([str(tmp_path / "r.csv"), "--seed", str(seed)]) == 0
    found = backtest(read_register(tmp_path / "r.csv"))
    assert found.matches()["closing"], found.distances
    assert found.learned.match.queues_hold
