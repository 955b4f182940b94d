"""Windows obey queueing theory: pooled ones are M/M/c, one slice a line is parallel M/M/1; Little's law holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from model.contradictions.cases import new_cases
from model.delivery.request_queues import new_requests
from model.delivery.units import CASE, IDLE, REQUEST, new_lines, serve_alone, serve_together
from model.scenario import Scenario, scenario_folder
from model.series import Series
from model.simulate import Run

COMMUNITIES, WARM_UP_DAYS, DAYS, SEEDS = 10, 200, 900, 12


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
    named = COMMUNITIES * 70_000.0 + 120_000.0
    people = 1_000
    yearly = load * lines * 5.0 / 0.5 * 365 / people
    return Scenario({"format": 1}, scenario_folder() / "zhaoshang.toml").preset("reactive-staffed").vary({
        "place.communities": COMMUNITIES, "place.grids": COMMUNITIES, "place.buildings_per_grid": 10,
        "place.residents_per_building": people // 10, "place.days": DAYS, "place.burn_in_days": 0,
        "arising.per_grid_day": 0.0, "street.posts": 1, "partners.committee_attention": 0.0,
        "partners.council": False, "partners.programmes_yuan": 0.0, "delivery.layers": 0,
        "delivery.temporary_share": 0.0, "delivery.skill_degree": degree, "staff.permanent.turnover": 0.0,
        "units.switching_cost": 0.0, "units.requests_per_resident_year": yearly,
        "budget.yearly_yuan": named + COMMUNITIES * lines * 115_000.0,
    })  # fmt: skip


def mean_wait(run: Run) -> float:
    """Mean wait in service times after the warm-up."""
    run.advance(DAYS)
    series = run.world.series[WARM_UP_DAYS:DAYS]
    return float(series[:, Series.WINDOW_WAIT_DAYS].sum() / series[:, Series.REQUESTS_SERVED].sum() * 5.0 / 0.5)


def assert_mean(values: list[float], expected: float) -> None:
    """The expected value lies in the 99.9 % t interval of the mean, which is narrow."""
    half = stats.t.ppf(0.9995, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    assert abs(np.mean(values) - expected) < half < 0.12 * expected


@pytest.mark.parametrize(("lines", "load"), [(1, 0.8), (2, 0.8), (5, 0.8), (10, 0.9)])
def test_a_pooled_window_is_erlang_c(lines: int, load: float) -> None:
    scenario = windows(lines, load, 99)
    runs = [Run(scenario, seed) for seed in range(SEEDS)]
    waits = [mean_wait(run) for run in runs]
    units = runs[0].world.units
    assert set(units.lines[::2].tolist()) == {lines} and np.allclose(units.line_hours[::2], 5.0)
    assert_mean(waits, erlang_wait(lines, load))


@pytest.mark.parametrize("under_way", [IDLE, REQUEST, CASE])
def test_a_line_alone_is_a_team_of_one(under_way: int) -> None:
    """The short rule for one line gives what the rule for several gives, to the bit."""
    rng = np.random.default_rng(under_way)
    waiting, cases = new_requests(1, 40).waiting[0], new_cases(1)
    waiting["arrival"], waiting["hours"] = np.sort(rng.uniform(6.5, 8.0, 40)), rng.exponential(0.3, 40)
    found = []
    for serve in (
        lambda lines, *rest: serve_alone.py_func(0, *rest[:5], lines, *rest[5:]),
        lambda lines, *rest: serve_together.py_func(0, 1, *rest[:5], lines, *rest[5:]),
    ):
        lines, finished = new_lines(1), np.full(2, -1)
        lines.doing[0], lines.row[0], lines.slowness[0] = under_way, 0, 1.25
        lines.left[0], lines.standard[0] = (0.0, 0.0) if under_way == IDLE else (0.4, 0.3)
        place, served, count = serve(
            lines, waiting, np.uint64(3), np.uint64(40), 7, 5.0, cases, (0.1, 0.2, 0.3), finished, 0
        )
        found.append((place, served, count, finished.tolist(), [column[0].item() for column in lines]))
    assert found[0] == found[1]
    assert 10 < found[0][0] < 40 and found[0][2] == (under_way == CASE)


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


def test_requests_waiting_are_rate_times_wait() -> None:
    """Little's law: the mean queue at closing time is the arrival rate times the mean wait."""
    gaps = []
    for seed in range(SEEDS):
        run = Run(windows(2, 0.8, 99), seed)
        lengths = []
        run.advance(WARM_UP_DAYS)
        for day in range(WARM_UP_DAYS, DAYS):
            run.advance(day + 1)
            lengths.append(waiting(run))
        series = run.world.series[WARM_UP_DAYS:DAYS]
        gaps.append(np.mean(lengths) / (series[:, Series.WINDOW_WAIT_DAYS].sum() / len(series)))
    assert_mean(gaps, 1.0)


def waiting(run: Run) -> int:
    """Requests in all queues now."""
    requests = run.world.requests
    return int((requests.past - requests.first).sum())
