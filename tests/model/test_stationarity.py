"""A run says whether it has settled; every shipped place does under every policy, and one that cannot cope does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from model.scenario import PRESETS, Scenario, scenario_folder
from model.series import Series
from model.simulate import simulate
from model.stationarity import STAGES, growing

DAYS = 3_650
POLICIES = [name for name in PRESETS if name != "workstation-era"]
# In contest_low_screening too much screening is what is shown: its lists grow wherever half of the hours are for patrols.
SHIPPED = sorted(path.stem for path in scenario_folder().glob("*.toml") if path.stem != "contest_low_screening")


def series(days: int, of: Series, values: np.ndarray) -> np.ndarray:
    table = np.zeros((days, len(Series)))
    table[:, of] = values
    return table


@pytest.mark.parametrize("years", [1, 2, 10])
def test_noise_and_seasons_do_not_grow(years: int) -> None:
    """Of 200 stationary series with a memory of two weeks and a wet season hardly any is taken for one that grows."""
    rng, days = np.random.default_rng(years), 365 * years
    grown = 0
    for _ in range(200):
        level, values = 0.0, np.empty(days)
        for day in range(days):
            level += (rng.normal(0.0, 1.0) - level) / 14.0
            values[day] = max(0.0, 60.0 + 30.0 * level + (20.0 if 90 <= day % 365 < 270 and years > 1 else 0.0))
        grown += bool(growing(series(days, Series.OPEN_STREET, values)))
    assert grown <= 2


@pytest.mark.parametrize("years", [1, 2, 10])
def test_what_grows_is_found_by_its_stage(years: int) -> None:
    rng, days = np.random.default_rng(years), 365 * years
    values = 40.0 + 60.0 * np.arange(days) / days + rng.normal(0.0, 5.0, days)
    for stage, column in (("street", Series.OPEN_STREET), ("unit", Series.OPEN_UNIT), ("takeovers", Series.TAKEOVERS)):
        assert growing(series(days, column, values)) == (stage,)
    assert growing(series(days, Series.OPEN_STREET, values[::-1])) == ()


def test_visits_given_up_grow_as_a_share() -> None:
    table = series(730, Series.REQUESTS_LEFT, 20.0 + 60.0 * np.arange(730) / 730)
    table[:, Series.REQUESTS_SERVED] = 100.0
    assert growing(table) == ("windows",)
    table[:, Series.REQUESTS_SERVED] = 10.0 * table[:, Series.REQUESTS_LEFT]
    assert growing(table) == ()


def test_a_window_too_short_to_tell_says_nothing(small: Scenario) -> None:
    outcome = simulate(small, 1)
    assert outcome.growing is None
    assert np.isnan(outcome.stationary)


def over_ten_years(name: str, policy: str) -> Scenario:
    scenario = Scenario.load(scenario_folder() / f"{name}.toml").without_reforms()
    return scenario.preset(policy).vary({"place.days": DAYS})


def test_a_sample_of_shipped_places_is_stationary() -> None:
    for name, policy in (("zhaoshang", "reactive-staffed"), ("urban_village", "preventive-outsourced")):
        growing_runs = [seed for seed in range(5) if simulate(over_ten_years(name, policy), seed).growing]
        assert len(growing_runs) <= 1, (name, policy, growing_runs)


def test_a_place_that_cannot_cope_is_not() -> None:
    """The negative control: grid workers next to without hours."""
    helpless = over_ten_years("contest_low_screening", "preventive-outsourced").vary({"place.days": 730})
    outcome = simulate(helpless, 1)
    assert outcome.growing is not None
    assert "grid_worker" in outcome.growing
    assert outcome.stationary == 0.0
    assert set(outcome.growing) <= set(STAGES)


@pytest.mark.verify
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_place_is_stationary_under_every_policy(name: str) -> None:
    """Ten years, three seeds a policy: no stage grows in more than one of them."""
    with ThreadPoolExecutor(2) as pool:
        for policy in POLICIES:
            scenario = over_ten_years(name, policy)
            found = list(pool.map(lambda seed, place=scenario: simulate(place, seed).growing, (1, 2, 3)))
            assert sum(bool(stages) for stages in found) <= 1, (name, policy, found)
