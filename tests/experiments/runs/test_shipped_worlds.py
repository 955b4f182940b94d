"""The worlds that are shipped are of the present rules, and show the published figures on seeds that accepted nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.runs.ensembles import Ensemble
from experiments.runs.equifinality import Equifinality
from experiments.runs.execution import Options, run_plan
from experiments.runs.plan import Plan, Point, paired_seeds
from model.scenario import Scenario, scenario_folder

FOLDER = scenario_folder() / "worlds"
REFITS = sorted(FOLDER.glob("*.equifinality.parquet"))
SHIPPED = sorted(set(FOLDER.glob("*.parquet")) - set(REFITS))
MAX_BYTES = 1_000_000
FRESH_FROM, FRESH, MIN_SHARE = 7_000_001, 16, 0.9


def missing(ensemble: Ensemble, scenario: Scenario, picked: range, seeds: int) -> float:
    """Share of the picked worlds whose means over fresh seeds miss a tolerance or break a limit."""
    points = tuple(Point(f"world {at}", dict(ensemble.worlds[at])) for at in picked)
    plan = Plan(scenario.without_reforms(), points, tuple(paired_seeds(seeds, FRESH_FROM)), keep_refused=True)
    means = run_plan(plan, Options()).rows.groupby("point")[[each.outcome for each in scenario.published]].mean()
    misses = np.zeros(len(picked), dtype=bool)
    for each in scenario.published:
        found = means[each.outcome].to_numpy()
        if each.value is not None:
            misses |= ~(np.abs(found - each.value) <= each.tolerance)
        misses |= found < (-np.inf if each.at_least is None else each.at_least)
        misses |= found > (np.inf if each.at_most is None else each.at_most)
    return float(misses.mean())


def test_worlds_are_shipped() -> None:
    assert "zhaoshang" in {path.stem for path in SHIPPED}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_they_are_small_and_of_the_present_rules(path: Path) -> None:
    scenario = Scenario.load(path.stem.partition("@")[0])
    found = Ensemble.load(path, scenario)
    assert path.stat().st_size < MAX_BYTES
    assert found.stale == (), "python run.py calibrate SCENARIO --worlds 240 makes them anew"
    assert len(found) >= 100


@pytest.mark.parametrize("path", REFITS, ids=lambda path: path.stem)
def test_refits_are_of_the_present_rules(path: Path) -> None:
    found = Equifinality.load(path, Scenario.load(path.stem.partition(".")[0]))
    assert path.stat().st_size < MAX_BYTES
    assert found.stale == (), found.command


@pytest.mark.verify
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nine_in_ten_show_the_figures_on_fresh_seeds(path: Path) -> None:
    scenario = Scenario.load(path.stem.partition("@")[0])
    found = Ensemble.load(path, scenario)
    share = missing(found, scenario, range(len(found)), FRESH)
    print(f"{share:.1%} of {len(found)} worlds miss a figure on {FRESH} fresh seeds")
    assert share <= 1.0 - MIN_SHARE
