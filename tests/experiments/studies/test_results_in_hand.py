"""Results as a researcher takes them in hand: what may be given, what is kept, what pickles."""

from __future__ import annotations

import pickle

import numpy as np
import pandas
import pytest

from experiments.runs.engine import Simulate
from experiments.runs.plan import PlanError
from experiments.studies.comparison import compare
from experiments.studies.robustness import robust
from experiments.studies.sensitivity import sensitivity
from experiments.studies.sweep import sweep
from model.scenario import Scenario

SCREENING, LAYERS = "triage.screening_share", "delivery.layers"


@pytest.mark.parametrize(
    "values",
    [[np.float64(0.1), np.float32(0.5)], (each for each in (0.1, 0.5)), {0.1, 0.5}, pandas.Series([0.1, 0.5]), np.array([0.1, 0.5])],
    ids=["NumPy scalars", "generator", "set", "Series", "array"],
)  # fmt: skip
def test_a_sweep_takes_what_holds_numbers(small: Scenario, stand_in: Simulate, values: object) -> None:
    found = sweep(small, {SCREENING: values}, 1, 1, simulate=stand_in)
    assert sorted(found.runs[SCREENING]) == pytest.approx([0.1, 0.5])


def test_points_may_be_a_frame_and_runs_have_their_levers(small: Scenario, stand_in: Simulate) -> None:
    points = pandas.DataFrame({SCREENING: [0.1, 0.5], LAYERS: [1, 3]})
    found = sweep(small, replications=2, workers=1, points=points, simulate=stand_in)
    rows = found.runs[found.runs["seed"] == 1]
    assert list(rows[SCREENING]) == [0.1, 0.5] and list(rows[LAYERS]) == [1, 3]
    assert rows.columns.get_loc(LAYERS) < rows.columns.get_loc("status")


def test_results_pickle(small: Scenario, stand_in: Simulate) -> None:
    compared = compare(small, 3, 1, policies={"a": {SCREENING: 0.1}, "b": {SCREENING: 0.4}}, simulate=stand_in)
    again = pickle.loads(pickle.dumps(compared))
    pandas.testing.assert_frame_equal(again.table, compared.table)
    assert again.plan_result.plan.scenario_at(1).triage.screening_share == 0.4


def test_sensitivity_keeps_design_and_runs(small: Scenario, stand_in: Simulate) -> None:
    found = sensitivity(
        small, "morris", {SCREENING: (0.1, 0.5)}, 2, 1, outcomes=["arisen"], samples=4, simulate=stand_in
    )
    assert list(found.design.columns) == [SCREENING] and len(found.runs) == 2 * len(found.design)
    assert np.allclose(found.runs["arisen"], found.runs[SCREENING] + found.runs["seed"] / 7.0)


def test_robust_takes_policies_of_ones_own(small: Scenario, stand_in: Simulate) -> None:
    mine = {"little": {SCREENING: 0.1}, "much": {SCREENING: 0.5}}
    found = robust(
        small,
        {"detection.report_rate": None},
        2,
        1,
        worlds=4,
        policies=mine,
        outcomes=["in_the_bud_rate"],
        simulate=stand_in,
    )
    best = found.table.set_index("policy")["wins"]
    assert best.to_dict() == {"little": 0.0, "much": 1.0}
    with pytest.raises(PlanError, match="allowed: values by lever"):
        robust(small, None, 2, 1, policies={"mine": 3}, simulate=stand_in)  # type: ignore[dict-item]
    with pytest.raises(PlanError, match="found 'mine'; allowed: reactive-staffed"):
        robust(small, None, 2, 1, policies=["mine"], simulate=stand_in)
