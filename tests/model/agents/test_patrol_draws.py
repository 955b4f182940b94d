"""Where patrols go and how often they raise a false alarm: as often as the rule says, whatever way the draws take."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from model.agents.grid_workers import BLOCKS_A_VISIT, LAST_BLOCK, further_candidate
from model.scenario import Scenario
from model.series import Series
from model.simulate import Run

BUILDINGS, DAYS = 6, 400
PLACE = {
    "detection.weekend_share": 1.0,
    "place.communities": 1, "place.grids": 40, "place.buildings_per_grid": BUILDINGS, "place.residents_per_building": 1,
    "place.days": DAYS, "place.burn_in_days": 0, "arising.per_grid_day": 0.0001, "grid_workers.turnover": 0.0,
    "detection.map_prior_visits": 100_000.0, "detection.map_prior_finds": 5.0, "triage.screening_share": 0.9,
    "detection.false_alarm_probability": 0.2,
}  # fmt: skip


def patrolled(targeting: float, finds: np.ndarray, high: float) -> Run:
    """Forty grids with the same map, which visits hardly change, patrolled for a while."""
    run = Run(Scenario({}).vary({**PLACE, "triage.targeting": targeting}), 7)
    run.world.risk_map.finds[:] = np.tile(finds, PLACE["place.grids"])
    run.world.workers.map_high[:] = high
    run.advance(DAYS)
    return run


@pytest.mark.parametrize("targeting", [0.0, 0.6, 1.0])
def test_visits_follow_the_map_as_far_as_targeting_says(targeting: float) -> None:
    # A bound far above most risks, so that many visits need a second block and more.
    finds = np.array([0, 0, 1, 2, 5, 60])
    risk = 5.0 + finds
    run = patrolled(targeting, finds, 1.5 * risk.max() / 100_000.0)
    made = run.world.risk_map.visits.reshape(-1, BUILDINGS).sum(axis=0)
    share = targeting * risk / risk.sum() + (1 - targeting) / BUILDINGS
    assert made.sum() > 20_000
    assert stats.chisquare(made, made.sum() * share).pvalue > 1e-3


@pytest.mark.parametrize("targeting", [0.0, 0.6, 1.0])
def test_false_alarms_come_at_their_rate_whichever_way_was_taken(targeting: float) -> None:
    series = patrolled(targeting, np.zeros(BUILDINGS, np.int64), 5.0 / 100_000.0).world.series
    alarms, visits = series[:, Series.FALSE_ALARMS].sum(), series[:, Series.VISITS].sum()
    assert stats.binomtest(int(alarms), int(visits), 0.2).pvalue > 1e-3


def test_after_all_refusals_the_next_candidate_is_taken() -> None:
    run = Run(Scenario({}).vary(PLACE), 1)
    detection, risk_map = run.stretches[0].numbers.detection, run.world.risk_map
    never = 1e12  # a bound so high that the map accepts nobody
    chosen = [
        further_candidate.py_func(1, 0, visit * BLOCKS_A_VISIT, BUILDINGS, never, *risk_map[:2], detection)
        for visit in range(600)
    ]
    assert stats.chisquare(np.bincount(chosen, minlength=BUILDINGS)).pvalue > 1e-3
    assert LAST_BLOCK < BLOCKS_A_VISIT
