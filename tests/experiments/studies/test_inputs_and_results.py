"""What studies take (NumPy's and pandas' kinds, generators, paths) and what results are: pickled, told in a line, drawn."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import huajie
from experiments.runs.engine import Simulate
from experiments.runs.plan import PlanError
from experiments.studies.study import Study
from model.scenario import Scenario, ScenarioError

SCREENING, ARISING = "triage.screening_share", "arising.per_grid_day"
TWO = {"little": {SCREENING: 0.1}, "much": {SCREENING: 0.5}}
Call = Callable[[Any, Any], Any]
INPUTS: dict[str, Call] = {
    "NumPy scalars": lambda place, how: huajie.sweep(place, {SCREENING: [np.float32(0.1), np.float64(0.5)]}, np.int64(2), **how),
    "a series": lambda place, how: huajie.sweep(place, pd.Series({SCREENING: pd.Series([0.1, 0.5])}), 2, **how),
    "a generator": lambda place, how: huajie.sweep(place, {SCREENING: (each / 10 for each in (1, 5))}, 2, **how),
    "points of a frame": lambda place, how: huajie.sweep(place, points=pd.DataFrame({SCREENING: [0.1, 0.5]}), replications=2, **how),
    "points of a generator": lambda place, how: huajie.sweep(
        place, points=({SCREENING: np.float64(each)} for each in (0.1, 0.5)), replications=2, **how
    ),
    "a span of an array": lambda place, how: huajie.sweep(
        place, {SCREENING: np.array([0.1, 0.5])}, 2, design="lhs", samples=np.int64(2), **how
    ),
    "policies of a frame": lambda place, how: huajie.compare(
        place, 2, policies=pd.DataFrame({SCREENING: [0.1, 0.5]}, ["little", "much"]), world="assumed", **how
    ),
    "policies of series": lambda place, how: huajie.compare(
        place, 2, policies={name: pd.Series(levers) for name, levers in TWO.items()}, world="assumed", **how
    ),
    "presets by name": lambda place, how: huajie.compare(
        place, 2, policies=["reactive-staffed", "preventive-staffed"], world="assumed", **how
    ),
    "policies of robust": lambda place, how: huajie.robust(
        place, {ARISING: (np.float64(0.01), 0.02)}, 2, worlds=1, policies=TWO, outcomes=(each for each in ["harm_per_10k"]), **how
    ),
}  # fmt: skip


@pytest.mark.parametrize("call", INPUTS.values(), ids=INPUTS)
def test_studies_take_what_researchers_have(call: Call, small: Scenario, stand_in: Simulate) -> None:
    found = call(small, {"simulate": stand_in, "workers": np.int64(1)})
    assert len(found.runs) == 4 and {"seed", "harm_per_10k"} <= set(found.runs)
    assert SCREENING in found.runs or "triage.mode" in found.runs
    again = pickle.loads(pickle.dumps(found))
    assert again.table.equals(found.table) and repr(again) == repr(found)
    assert repr(found).startswith(f"{type(found).__name__}({small.name}: ") and len(repr(found)) < 600


@pytest.mark.parametrize(
    "changes",
    [
        pd.Series({SCREENING: 0.25, "place.days": 90}),
        pd.DataFrame({SCREENING: [0.25, 0.5], "place.days": [90, 80]}).iloc[0],
        pd.DataFrame({SCREENING: [0.25], "place.days": [90]}),
        {SCREENING: np.float32(0.25), "place.days": np.int64(90)},
        {SCREENING: np.array(0.25), "place.days": pd.Series([90])[0]},
    ],
)
def test_a_scenario_is_varied_by_what_researchers_have(changes: Any, small: Scenario) -> None:
    found = small.vary(changes)
    assert found.canonical() == small.vary({SCREENING: 0.25, "place.days": 90}).canonical()
    arising = {**small.data.get("arising", {}), "month_factors": np.linspace(0.5, 1.5, 12)}
    data = {**small.data, "storm_days": (each for each in np.array([3, 4])), "arising": arising}
    assert Scenario(data).storm_days == [3, 4] and Scenario(data).arising.month_factors[-1] == 1.5


def test_a_table_of_several_rows_varies_no_scenario(small: Scenario) -> None:
    with pytest.raises(
        ScenarioError, match=r"changes: found 'a table of 2 rows'; allowed: values by lever or parameter"
    ):
        small.vary(pd.DataFrame({SCREENING: [0.25, 0.5]}))


def test_a_file_is_named_as_a_path(small_file: Path, stand_in: Simulate, tmp_path: Path) -> None:
    found = huajie.sweep(small_file, {SCREENING: 0.2}, 2, 1, simulate=stand_in, store=tmp_path / "kept")
    assert len(huajie.open_store(tmp_path / "kept").frame()) == 2 == len(found.runs)


def test_every_kind_of_study_is_told_in_a_line() -> None:
    kinds = [*Study.__subclasses__()]
    assert kinds and all(each.__repr__ is Study.__repr__ for each in kinds)


def test_days_and_outcomes_of_real_runs(small: Scenario) -> None:
    place = small.vary({"place.days": 60})
    run = huajie.simulate(place, 1)
    again = pickle.loads(pickle.dumps(run))
    assert again.cases.equals(run.cases) and repr(again) == repr(run)
    assert len(run.plot("petitions", "zh", smooth_days=1).axes) == 1
    found = huajie.compare(place, 2, 1, policies=TWO, world="assumed")
    days = found.days("arisen", smooth_days=1, every=1)
    runs = [huajie.simulate(place.vary(TWO["much"]), seed).daily["arisen"].loc[0:] for seed in (1, 2)]
    mine = days[(days["policy"] == "much") & (days["series"] == "arisen")]
    assert mine["mean"].tolist() == np.mean(runs, axis=0).tolist() and set(mine["replications"]) == {2}
    assert len(found.plot_days(["arisen", "petitions"]).axes) == 2
    with pytest.raises(PlanError, match="did you mean 'arisen'"):
        found.days("arison")
