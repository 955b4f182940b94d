"""A small place and a quick stand-in for the simulation, shared by the tests of experiments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from experiments.runs.engine import Simulate
from experiments.runs.plan import Plan, Point, paired_seeds
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

SCREENING = "triage.screening_share"

SMALL_PLACE = """
format = 1
[place]
days = 400
burn_in_days = 30
communities = 2
grids = 6
buildings_per_grid = 10
residents_per_building = 10
[budget]
yearly_yuan = 6000000.0
[triage]
mode = "preventive"
[delivery]
mode = "outsourced"
[organisations]
initial_capability = 0.85
"""


@dataclass
class StandIn:
    """Figures that depend on scenario and seed only, as a run's do."""

    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


def _stand_in(scenario: Scenario, seed: int) -> StandIn:
    """A pure function in place of the simulation; the last outcome is undefined for even seeds."""
    share = float(scenario.triage.screening_share)
    values = {name: share + seed / 7.0 + place for place, name in enumerate(OUTCOMES)}
    values["spent_yuan"] = float("nan") if seed % 2 == 0 else 1.0
    return StandIn(values)


def _plan_of(scenario: Scenario, shares: list[float], replications: int, first: int = 1) -> Plan:
    """A plan over screening shares."""
    points = tuple(Point.of({SCREENING: share}) for share in shares)
    return Plan(scenario, points, paired_seeds(replications, first))


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a subdistrict of 600 people."""
    path = tmp_path_factory.mktemp("place") / "small.toml"
    path.write_text(SMALL_PLACE, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def small(small_file: Path) -> Scenario:
    """A subdistrict of 600 people."""
    return Scenario.load(small_file)


@pytest.fixture(scope="session")
def stand_in() -> Simulate:
    """A pure function in place of the simulation."""
    return _stand_in


@pytest.fixture
def plan_of(small: Scenario) -> Callable[..., Plan]:
    """Makes plans over screening shares: plan_of([0.1, 0.5], replications, first seed)."""
    return partial(_plan_of, small)
