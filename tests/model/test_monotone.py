"""More of one thing never gives less of another, where that is a theorem: nobody works, nothing feeds back.

Two worlds of one seed meet the same draws, so that what holds in theory holds case by case and day by day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.clock import NEVER
from model.contradictions.cases import first_after, ignites_on
from model.scenario import Scenario
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series
from model.simulate import Run

DAYS = 90
# Nobody looks, reports or works: a case ignites or lapses. All domains feel the weather, all ignite soon.
NATURE: dict[str, Any] = {
    "place.communities": 1, "place.grids": 3, "place.buildings_per_grid": 4, "place.residents_per_building": 5,
    "place.days": DAYS, "place.burn_in_days": 0, "arising.per_grid_day": 0.5, "detection.report_rate": 0.0,
    "triage.household_survey": False, "grid_workers.hours_per_day": 0.0, "ignition.storm_probability_wet": 0.0,
    "ignition.storm_probability_dry": 0.0, "delivery.mode": "staffed", "budget.yearly_yuan": 9_000_000.0,
    **{f"domain.{name}.weather_sensitive": True for name in DOMAIN_NAMES},
    **{f"domain.{name}.ignition_days": 40.0 for name in DOMAIN_NAMES},
}  # fmt: skip
# All hours go into patrols that go anywhere: they find, and nobody settles.
PATROLS = {**NATURE, "grid_workers.hours_per_day": 5.0, "triage.screening_share": 1.0, "triage.targeting": 0.0}
SEEDS = st.integers(0, 2**63 - 1)
SHARES = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)

few = settings(max_examples=12, derandomize=True, deadline=None, database=None)
thousands = settings(max_examples=1_000, deadline=None, database=None)
SAMPLES = [pytest.param(few, id="few"), pytest.param(thousands, id="thousands", marks=pytest.mark.verify)]


def so_far(base: Mapping[str, Any], changes: Mapping[str, Any], seed: int, flow: Series, **tables: Any) -> np.ndarray:
    """A flow summed up to every evening."""
    run = Run(Scenario({"format": 1, **tables}).vary({**base, **changes}), seed)
    run.advance(run.days)
    return np.cumsum(run.world.series[:, flow])


@pytest.mark.parametrize("sample", SAMPLES)
def test_storms_never_lower_incidents(sample: settings) -> None:
    @sample
    @given(
        st.sets(st.integers(0, DAYS - 1)), st.sets(st.integers(0, DAYS - 1)), st.floats(1, 100), st.floats(1, 3), SEEDS
    )
    def check(storms: set[int], more: set[int], multiplier: float, times: float, seed: int) -> None:
        calm = {"ignition.storm_multiplier": multiplier}
        wild = {"ignition.storm_multiplier": min(100.0, multiplier * times)}
        fewer = so_far(NATURE, calm, seed, Series.INCIDENTS, storm_days=sorted(storms))
        assert (so_far(NATURE, wild, seed, Series.INCIDENTS, storm_days=sorted(storms | more)) >= fewer).all()

    check()


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_heals_sooner_never_ignites_more(sample: settings) -> None:
    @sample
    @given(SHARES, SEEDS)
    def check(rates: list[float], seed: int) -> None:
        slow, quick = (so_far(NATURE, {"lapse.rate": rate}, seed, Series.INCIDENTS) for rate in rates)
        assert (quick <= slow).all()

    check()


@pytest.mark.parametrize("sample", SAMPLES)
def test_more_arising_is_more_of_everything(sample: settings) -> None:
    @sample
    @given(SHARES, SEEDS, st.sampled_from((Series.ARISEN, Series.INCIDENTS, Series.LAPSED)))
    def check(rates: list[float], seed: int, flow: Series) -> None:
        less, more = (so_far(NATURE, {"arising.per_grid_day": rate}, seed, flow) for rate in rates)
        assert (less <= more).all()

    check()


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("path", ["detection.probability", "grid_workers.novice_skill", "triage.recording_standard"])
def test_sharper_eyes_never_record_less(sample: settings, path: str) -> None:
    @sample
    @given(SHARES, SEEDS)
    def check(values: list[float], seed: int) -> None:
        low, high = (so_far(PATROLS, {path: min(0.95, value)}, seed, Series.RECORDED) for value in values)
        # A lower standard is the sharper eye.
        less, more = (high, low) if path == "triage.recording_standard" else (low, high)
        assert (less <= more).all()

    check()


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_ignition_day_comes_no_later_with_more_hazard(sample: settings) -> None:
    @sample
    @given(st.sets(st.integers(0, 400)), st.integers(0, 400), st.floats(0.1, 1e15), st.floats(0.2, 10), st.floats(1e-10, 25),
           st.floats(1, 100))  # fmt: skip
    def check(storms: set[int], one: int, scale: float, shape: float, threshold: float, multiplier: float) -> None:
        age_power = np.array([math.pow(age, shape) for age in range(500)])

        def day(stormy: set[int], scale: float) -> int:
            calendar = np.array([*sorted(stormy), NEVER], np.int64)
            first = first_after(calendar, 5)
            return int(ignites_on(5, scale, shape, threshold, multiplier, calendar, first, age_power))

        found = day(storms, scale)
        assert 5 < found <= NEVER
        assert day(storms | {one}, scale) <= found <= day(storms, min(1e15, 2 * scale))

    check()
