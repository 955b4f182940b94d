"""Who wins, by how much, and whether that is clear: robustness, maps of winners and influence on samples known in advance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.statistics import Floats
from experiments.studies.ages import mean_and_interval
from experiments.studies.robustness import _rows, _winner
from experiments.studies.sensitivity import analysed
from experiments.studies.sweep import _winner as winner_of_a_cell

BUD, HARM = "in_the_bud_rate", "harm_per_10k"
POLICIES = ("a", "b")


def worlds(*means: tuple[float, float]) -> Floats:
    """(worlds, seeds, policies): three seeds around each world's means of the two policies, apart by what seeds share."""
    common = np.array([-0.1, 0.0, 0.1])
    return np.array([[[a + each, b + each] for each in common] for a, b in means])


ELEVEN = worlds(*((0.5 + 0.01 * at, 0.6 - 0.02 * at) for at in range(11)))  # b leads by .10, .07, .04, .01, then a


def test_robustness_of_a_rate_by_hand() -> None:
    """b leads in the first four worlds, a in the other seven; the worst that a loses is ten points."""
    a, b = _rows(POLICIES, BUD, ELEVEN, True, 0.05, None)
    assert a["mean"] == pytest.approx(0.55) and b["mean"] == pytest.approx(0.5)
    assert (a["wins"], b["wins"]) == (7 / 11, 4 / 11)
    assert (a["wins_clearly"], b["wins_clearly"]) == (7 / 11, 4 / 11)
    assert a["regret_max"] == pytest.approx(0.10) and b["regret_max"] == pytest.approx(0.20)
    assert a["regret_mean"] == pytest.approx((0.10 + 0.07 + 0.04 + 0.01) / 11)
    assert a["regret_90"] == pytest.approx(0.07)
    # A tenth of eleven worlds lies at the second worst: a from 0.50 up, b from 0.40 up.
    assert a["bad_tenth"] == pytest.approx(0.51) and b["bad_tenth"] == pytest.approx(0.42)
    # Within 5 % of the best: a is off by .10 of .60, .07 of .58 and .04 of .56, and near from .01 of .54 on.
    assert a["satisficing"] == pytest.approx(8 / 11)
    assert b["satisficing"] == pytest.approx(5 / 11)  # .02 of .54 is near, .05 of .55 is not
    assert (a["worlds"], a["replications"]) == (11, 3)


def test_robustness_of_what_is_better_low_by_hand() -> None:
    """The same numbers as harm: who lost now wins, and the bad tenth lies at the upper end."""
    a, b = _rows(POLICIES, HARM, ELEVEN, False, 0.05, None)
    assert (a["wins"], b["wins"]) == (4 / 11, 7 / 11)
    assert a["bad_tenth"] == pytest.approx(0.59) and b["bad_tenth"] == pytest.approx(0.58)
    assert a["regret_max"] == pytest.approx(0.20)


@pytest.mark.parametrize(("name", "need", "shares"), [(BUD, 0.515, (9 / 11, 5 / 11)), (HARM, 0.515, (2 / 11, 6 / 11))])
def test_a_need_is_met_from_its_own_side(name: str, need: float, shares: tuple[float, float]) -> None:
    found = _rows(POLICIES, name, ELEVEN, name == BUD, 0.05, {name: need})
    assert tuple(row["satisficing"] for row in found) == shares


def test_a_win_is_clear_where_the_seeds_agree() -> None:
    apart = np.array([[0.5, 0.6], [0.5, 0.7], [0.5, 0.65]])
    crossing = np.array([[0.5, 0.6], [0.7, 0.5], [0.5, 0.75]])
    assert _winner(POLICIES, apart, True) == ("b", pytest.approx(0.15), True)
    assert _winner(POLICIES, crossing, True) == ("b", pytest.approx(0.05), False)
    assert _winner(POLICIES, apart, False)[0] == "a"
    assert math.isnan(next(iter(_rows(POLICIES, BUD, ELEVEN[:, :1], True, 0.05, None)))["wins_clearly"])


SEEDS = np.array([0.01, -0.01, 0.02, -0.02])
CELL = {"staffed": 0.5 + SEEDS, "outsourced": 0.6 - SEEDS, "mixed": 0.55 + 0 * SEEDS}


def test_a_cells_winner_leads_over_the_second_and_not_over_the_last() -> None:
    assert winner_of_a_cell(CELL, 1.0) == {"winner": "outsourced", "margin": pytest.approx(0.05), "decided": True}
    assert winner_of_a_cell(CELL, -1.0) == {"winner": "staffed", "margin": pytest.approx(0.05), "decided": True}


def test_a_cell_is_decided_after_holm_only() -> None:
    """A lead of 1.2 sd over six seeds: p = .03. Alone it decides, as one of three pairs it does not."""
    lead = 0.012 + 0.01 * np.sqrt(5 / 6) * np.array([-1, 1, -1, 1, -1, 1])
    two = {"one": np.full(6, 0.5), "other": 0.5 + lead}
    assert winner_of_a_cell(two, 1.0) == {"winner": "other", "margin": pytest.approx(0.012), "decided": True}
    three = {**two, "third": 0.499 + 0.01 * np.array([1, 1, -1, -1, 1, -1])}
    assert winner_of_a_cell(three, 1.0) == {"winner": "other", "margin": pytest.approx(0.012), "decided": False}
    assert winner_of_a_cell({"alone": lead}, 1.0) == {"winner": "alone", "margin": 0.0, "decided": False}


def test_total_influence_takes_in_what_parameters_do_together() -> None:
    """y = x₁ + x₂ x₃ centred: x₂ has no first-order share beside its means, and a total one."""
    from SALib.sample import sobol

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-1.0, 1.0]] * 3}
    unit = sobol.sample(problem, 1024, calc_second_order=False, seed=1)
    total, first, _ = analysed("sobol", problem, unit, unit[:, 0] + 2.0 * unit[:, 1] * unit[:, 2])
    # Variances: 1/3 of x₁, 4/9 of the product; shares 3/7 and 4/7.
    assert total == pytest.approx([3 / 7, 4 / 7, 4 / 7], abs=0.03)
    assert first == pytest.approx([3 / 7, 0.0, 0.0], abs=0.03)


def test_a_band_of_days_is_students_interval_of_the_mean() -> None:
    """Values 1 to 5: mean 3, sd √2.5, t₄ = 2.776: ± 1.963."""
    mean, low, high = mean_and_interval(np.arange(1.0, 6.0)[:, None])
    assert (mean[0], low[0], high[0]) == pytest.approx((3.0, 3.0 - 1.9632, 3.0 + 1.9632), abs=1e-4)
