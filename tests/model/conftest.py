"""Places small enough to live many times, and what two worlds have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from model.scenario import Scenario, scenario_folder
from tools.golden import all_columns

SMALL = {
    "place.communities": 2,
    "place.grids": 6,
    "place.buildings_per_grid": 10,
    "place.residents_per_building": 20,
    "place.days": 120,
    "place.burn_in_days": 40,
    "staffing.street_posts": 1,
    "budget.yearly_yuan": 3_000_000.0,
    "arising.per_grid_day": 0.3,
    # Accounts by hand are simplest where communities are alike and every day is a working day.
    "place.community_log_sd": 0.0,
    "units.weekend_share": 1.0,
}


def differing(one: Any, other: Any) -> list[str]:
    """Names of the columns in which two worlds differ in any bit."""
    columns = dict(all_columns(other))
    return [
        name
        for name, column in all_columns(one)
        if column.shape != columns[name].shape or column.tobytes() != columns[name].tobytes()
    ]


@pytest.fixture(scope="session")
def small() -> Scenario:
    """1,200 people in two communities, 160 days."""
    return Scenario.load(scenario_folder() / "zhaoshang.toml").vary(SMALL)


@pytest.fixture(scope="session")
def zhaoshang() -> Scenario:
    """The whole subdistrict."""
    return Scenario.load(scenario_folder() / "zhaoshang.toml")


@pytest.fixture(scope="session")
def differences() -> Callable[[Any, Any], list[str]]:
    """Names of the columns in which two worlds differ in any bit."""
    return differing


@pytest.fixture(scope="session")
def fingerprint() -> Callable[[Any], str]:
    """A hash of every column of a world."""

    def of(world: Any) -> str:
        digest = hashlib.sha256()
        for name, column in all_columns(world):
            digest.update(name.encode() + column.tobytes())
        return digest.hexdigest()

    return of
