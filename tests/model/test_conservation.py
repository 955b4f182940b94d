"""Nothing is dropped: every day all that arose stands at one stage, and stays add up to states."""

from __future__ import annotations

import numpy as np
import pytest

from model.contradictions.cases import Stage
from model.scenario import PRESETS, Scenario
from model.scenario.budget import ledger
from model.series import Series
from model.simulate import Run, simulate

ENDS = (Stage.RESOLVED, Stage.FAILED, Stage.LAPSED)


@pytest.mark.parametrize("preset", list(PRESETS))
def test_all_that_arose_stands_somewhere_every_day(small: Scenario, preset: str) -> None:
    run = Run(small.preset(preset), 1)
    for day in range(run.days):
        run.advance(day + 1)
        cases, used = run.world.cases, int(run.world.clock.cases[0])
        series = run.world.series[: day + 1]
        arisen = series[:, Series.ARISEN].sum() + series[:, Series.RECURRENCES].sum()
        assert arisen == used == cases.at_stage.sum()
        assert np.array_equal(np.bincount(cases.stage[:used], minlength=len(Stage)), cases.at_stage)
        ended = {Stage.RESOLVED: Series.RESOLVED, Stage.FAILED: Series.FAILED, Stage.LAPSED: Series.LAPSED}
        assert {stage: cases.at_stage[stage] for stage in ended} == {
            stage: series[:, flow].sum() for stage, flow in ended.items()
        }
    assert used > 200
    assert len(set(cases.key[:used].tolist())) == used


@pytest.mark.parametrize("preset", ["reactive-staffed", "preventive-outsourced"])
def test_stays_add_up_to_states(small: Scenario, preset: str) -> None:
    """Little's law along the path: case-days open, counted by cases and by days, are the same."""
    outcome = simulate(small.preset(preset), 2)
    cases, daily = outcome.cases, outcome.daily
    known = cases[cases.recorded.notna()]
    end = small.place.days
    by_case = (known.closed.fillna(end) - known.recorded).sum()
    by_day = daily[[name for name in daily.columns if name.startswith("open_")]].to_numpy().sum()
    assert by_case == by_day > 1_000


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_policy_costs_the_same(zhaoshang: Scenario, preset: str) -> None:
    policy = zhaoshang.preset(preset)
    assert sum(ledger(policy).values()) == pytest.approx(policy.budget.yearly_yuan, abs=1e-6)
    assert min(ledger(policy).values()) >= 0
