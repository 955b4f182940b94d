"""Windows obey queueing theory: pooled ones are M/M/c, with patience M/M/c + M, one slice a line is parallel M/M/1."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from model.scenario import Scenario, scenario_folder
from model.series import Series
from model.simulate import Run

# Windows empty every evening: days so long that the morning, when they fill, hardly counts.
OPEN_HOURS, SERVICE_HOURS = 24.0, 0.02
COMMUNITIES, WARM_UP_DAYS, DAYS, SEEDS = 10, 1, 30, 12


def erlang_wait(lines: int, load: float) -> float:
    """Mean wait of M/M/c in service times at a load per line (Erlang C)."""
    offered = lines * load
    last = offered**lines / math.factorial(lines) / (1 - load)
    waiting = last / (sum(offered**n / math.factorial(n) for n in range(lines)) + last)
    return waiting / (lines * (1 - load))


@pytest.mark.parametrize(
    ("lines", "load", "wait"),
    [(1, 0.8, 4.0), (2, 0.8, 1.778), (5, 0.8, 0.554), (10, 0.8, 0.205), (1, 0.9, 9.0), (10, 0.9, 0.669)],
)
def test_the_yardstick_itself(lines: int, load: float, wait: float) -> None:
    assert erlang_wait(lines, load) == pytest.approx(wait, abs=5e-4)


def windows(lines: int, load: float, degree: int) -> Scenario:
    """Routine requests alone, staff that never leaves and works at plain speed, whole posts."""
    named = COMMUNITIES * 45_000.0 + 120_000.0
    people = 10_000
    yearly = load * lines * OPEN_HOURS / SERVICE_HOURS * 365 / people
    return Scenario({"format": 1}, scenario_folder() / "zhaoshang.toml").preset("reactive-staffed").vary({
        "place.communities": COMMUNITIES, "place.grids": COMMUNITIES, "place.buildings_per_grid": 10,
        "place.residents_per_building": people // 10, "place.days": DAYS, "place.burn_in_days": 0, "units.weekend_share": 1.0,
        "arising.per_grid_day": 0.0, "staffing.street_posts": 1, "partners.committee_attention": 0.0,
        "partners.council": False, "partners.programmes_yuan": 0.0, "delivery.layers": 0,
        "delivery.temporary_share": 0.0, "delivery.skill_degree": degree, "staff.permanent.turnover": 0.0,
        "units.switching_cost": 0.0, "units.requests_per_resident_year": yearly,
        "units.request_hours": SERVICE_HOURS, "units.hours_per_post": OPEN_HOURS, "units.patience_minutes": 1e9,
        "organisations.self_service_share": 0.0, "units.other_duties_share": 0.0, "units.cross_training_share": 0.0, "partners.agencies_attached": False,
        "budget.yearly_yuan": named + COMMUNITIES * lines * 68_000.0,
    })  # fmt: skip


def mean_wait(run: Run) -> float:
    """Mean wait of a visit in service times after the warm-up."""
    run.advance(DAYS)
    series = run.world.series[WARM_UP_DAYS:DAYS]
    visits = series[:, Series.REQUESTS_SERVED].sum() + series[:, Series.REQUESTS_LEFT].sum()
    return float(series[:, Series.WINDOW_WAIT_DAYS_TOTAL].sum() / visits * OPEN_HOURS / SERVICE_HOURS)


def assert_mean(values: list[float], expected: float) -> None:
    """The expected value lies in the 99.9 % t interval of the mean, which is narrow, or within what mornings blur."""
    half = stats.t.ppf(0.9995, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    assert half < 0.12 * expected
    assert abs(np.mean(values) - expected) < max(half, 0.02 * expected)


@pytest.mark.parametrize(("lines", "load"), [(1, 0.8), (2, 0.8), (5, 0.8), (10, 0.9)])
def test_a_pooled_window_is_erlang_c(lines: int, load: float) -> None:
    scenario = windows(lines, load, 99)
    runs = [Run(scenario, seed) for seed in range(SEEDS)]
    waits = [mean_wait(run) for run in runs]
    units = runs[0].world.units
    assert set(units.lines[::2].tolist()) == {lines} and np.allclose(units.line_hours[::2], OPEN_HOURS)
    assert_mean(waits, erlang_wait(lines, load))


def erlang_a(lines: int, load: float, patience: float) -> tuple[float, float]:
    """Of M/M/c + M: the share of customers who give up, and their mean wait, in service times (Palm 1957)."""
    rate, states = lines * load, 4_000
    weights = [1.0]
    for n in range(1, states):
        weights.append(weights[-1] * rate / (min(n, lines) + max(0, n - lines) / patience))
        if weights[-1] < 1e-15 * max(weights):
            break
    queue = sum(weight * max(0, n - lines) for n, weight in enumerate(weights)) / sum(weights)
    return queue / patience / rate, queue / rate


@pytest.mark.parametrize(("lines", "load", "patience"), [(1, 0.8, 2.0), (3, 0.9, 4.0), (3, 1.5, 1.0)])
def test_who_loses_patience_at_a_window_is_erlang_a(lines: int, load: float, patience: float) -> None:
    """Also beyond what the windows can serve: whoever gives up makes room."""
    minutes = 60.0 * patience * SERVICE_HOURS
    scenario = windows(lines, load, 99).vary({"units.patience_minutes": minutes, "units.return_share": 0.0})
    left, waits = [], []
    for seed in range(SEEDS):
        run = Run(scenario, seed)
        waits.append(mean_wait(run))
        series = run.world.series[WARM_UP_DAYS:DAYS]
        visits = series[:, Series.REQUESTS_SERVED].sum() + series[:, Series.REQUESTS_LEFT].sum()
        left.append(float(series[:, Series.REQUESTS_LEFT].sum() / visits))
        assert np.array_equal(series[:, Series.REQUESTS_LEFT], series[:, Series.REQUESTS_UNSERVED])
    share, wait = erlang_a(lines, load, patience)
    assert_mean(left, share)
    assert_mean(waits, wait)


def test_who_gives_up_comes_back_or_does_without() -> None:
    """Of those who leave the return share comes back when the windows open again; no request is lost or served twice."""
    scenario = windows(1, 1.2, 99).vary({"units.patience_minutes": 30.0, "units.return_share": 0.6, "place.days": 200})
    run = Run(scenario, 1)
    run.advance(200)
    series, requests = run.world.series[:200], run.world.requests
    left, without = series[:, Series.REQUESTS_LEFT].sum(), series[:, Series.REQUESTS_UNSERVED].sum()
    assert left > 1_000
    assert abs(without / left - 0.4) < 4 * math.sqrt(0.24 / left)
    coming = int((requests.past - requests.first).sum())
    returned = left - without
    born = series[:, Series.REQUESTS_SERVED].sum() + left - returned + coming
    drawn = COMMUNITIES * 10_000 * scenario.units.requests_per_resident_year * 200 / 365
    assert abs(born - drawn) < 5 * math.sqrt(drawn)


def test_one_slice_a_line_is_parallel_single_servers() -> None:
    lines, load = 5, 0.8
    scenario = windows(lines, load, 1)
    runs = [Run(scenario, seed) for seed in range(SEEDS)]
    waits = [mean_wait(run) for run in runs]
    share = np.zeros(lines)
    np.add.at(share, runs[0].world.items.slice[0], runs[0].stretches[0].plan.item_hours)
    loads = load * lines * share / share.sum()
    expected = float((share / share.sum() * loads / (1 - loads)).sum())
    assert_mean(waits, expected)
    # Pooling is the gain that theory promises: no confusion of the two is possible.
    assert np.mean(waits) > 4 * erlang_wait(lines, load)
