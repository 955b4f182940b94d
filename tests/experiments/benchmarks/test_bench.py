"""The bench: what it compares, what it counts, and that its check notices when something gets slower."""

from __future__ import annotations

import json
from mmap import mmap
from typing import Any

import numpy as np
import pandas
import pytest

from experiments.benchmarks import bench, measure, memory, places, queues, sweeps
from experiments.benchmarks.picture import growth_of_time
from model.scenario.budget import ledger
from model.simulate import simulate

FIGURES: dict[str, Any] = {
    "full": {"run_ms": 10.0, "nanoseconds_per_event": 50.0},
    "tenth": {"run_ms": 2.0},
    "rival_tenth": {"run_seconds": 4.0},
    "rival_full": {"run_seconds": 30.0},
    "queue": {"huajie_nanoseconds_per_event": 50.0, "simpy_nanoseconds_per_event": 5_000.0},
    "scaling": [
        {"grown": name, "factor": factor, "run_ms": 10.0 * factor}
        for name in ("residents", "contradictions", "days")
        for factor in (1.0, 10.0)
    ],
    "threads": {"two_threads_speedup": 1.9},
    "sweeping": {
        "two_workers_speedup": 1.9,
        "milliseconds_per_run": 0.2,
        "memory_growth_mb": 1.0,
        "sweep_runs_per_second": 300.0,
        "batch_run_runs_per_second": 1.5,
    },
}


def test_ratios_are_made_of_the_figures() -> None:
    ratios = bench.ratios_of(FIGURES)
    assert ratios["rival_over_huajie_full"] == pytest.approx(3_000.0)
    assert ratios["rival_over_huajie_tenth"] == pytest.approx(2_000.0)
    assert ratios["simpy_over_huajie"] == pytest.approx(100.0)
    assert ratios["ten_times_days"] == pytest.approx(10.0)
    assert ratios["driver_over_run"] == pytest.approx(0.02)
    assert ratios["sweep_over_batch_run"] == pytest.approx(200.0)
    assert "ciw_over_huajie" not in ratios


def test_the_check_notices_what_got_slower_and_nothing_else() -> None:
    record = bench.ratios_of(FIGURES)
    assert bench.worse(record, record) == []
    slower = record | {"simpy_over_huajie": 60.0, "ten_times_residents": 20.0, "two_threads": 1.8}
    found = bench.worse(slower, record)
    assert len(found) == 2
    assert any("SimPy" in line for line in found)
    assert any("residents" in line for line in found)
    assert bench.worse({"simpy_over_huajie": 900.0}, record) == []


def test_the_table_shows_every_ratio_with_its_target() -> None:
    ratios = bench.ratios_of(FIGURES)
    shown = bench.table(FIGURES, ratios)
    assert all(bench.RATIOS[name].what in shown for name in ratios)
    assert all(what in shown for (section, _), (what, _) in bench.TARGETS.items() if section in ("full", "sweeping"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_is_drawn_of_what_was_measured(language: str) -> None:
    frame = pandas.DataFrame(FIGURES["scaling"])
    picture = growth_of_time(frame, language)
    lines = picture.figure.axes[0].get_lines()
    assert [list(line.get_ydata()) for line in lines[:3]] == [[10.0, 100.0]] * 3
    assert picture.figure.axes[0].get_xscale() == "log"


def test_a_tenth_is_a_tenth() -> None:
    whole, part = places.zhaoshang(), places.tenth()
    assert 10 * measure.resident_days(part) == measure.resident_days(whole)
    assert sum(ledger(part).values()) == pytest.approx(sum(ledger(whole).values()) / 10.0)


def test_growing_one_thing_leaves_the_others() -> None:
    """Ten times the residents bring as many contradictions; ten times the contradictions as much work."""
    base = places.arm("village", "reactive-staffed").vary({"place.days": 200})
    few, many = (simulate(places.with_residents(base, factor), seed=1) for factor in (1.0, 4.0))
    assert few.arisen == many.arisen
    more = simulate(places.with_contradictions(base, 4.0), seed=1)
    assert 3.4 < more.arisen / few.arisen < 4.6
    hours = few.cases["hours"].sum() / more.cases["hours"].sum()
    assert 0.8 < hours < 1.25


def test_events_are_counted_from_the_run_itself() -> None:
    scenario = places.arm("village", "preventive-outsourced").vary({"place.days": 60, "place.burn_in_days": 0})
    outcome = simulate(scenario, seed=1)
    events = measure.events_in(outcome, scenario)
    least = 2 * int(outcome.daily["requests_served"].sum()) + len(outcome.cases)
    assert least < events < 3 * least


def test_the_queue_of_the_bench_waits_as_theory_says() -> None:
    """Huajie's own window within 5 % of Erlang C over many days; SimPy's within 15 % over two."""
    queue = queues.Queue(servers=4, load=0.7, days=60_000)
    ours = queues.huajie(queue, 1)
    assert ours.wait_hours == pytest.approx(queue.wait_hours, rel=0.05)
    pytest.importorskip("simpy")
    theirs = queues.simpy_queue(queues.Queue(servers=4, load=0.7, days=730), 1)
    assert theirs.wait_hours == pytest.approx(queue.wait_hours, rel=0.15)


def test_memory_is_that_of_this_process_alone() -> None:
    memory.forget_peak()
    before = memory.resident_mb()
    # Straight from the system: an array may lie in what runs before it have given back and the process has kept.
    block = np.frombuffer(mmap(-1, 64 * 2**20))
    block[:] = 1.0
    assert memory.resident_mb() - before == pytest.approx(64.0, abs=16.0)
    del block
    assert memory.peak_mb() >= before + 48.0


def test_a_stand_in_costs_what_driver_and_store_cost_and_computes_nothing() -> None:
    plan = sweeps.screening_plan(places.zhaoshang(), 3, range(4))
    asked: list[int] = []
    stand_in = sweeps.StandIn({"arisen": 3.0})
    seconds = sweeps.seconds_of_sweep(plan, 1, simulate=stand_in, on_progress=lambda told: asked.append(told.computed))
    assert seconds > 0.0
    assert asked[-1] == len(plan) == 12
    assert stand_in.scalars() == {"arisen": 3.0}


def test_the_record_holds_what_the_check_compares() -> None:
    if not bench.BASELINE.exists():
        pytest.skip("no record yet (make bench ARGUMENTS=--record)")
    recorded = json.loads(bench.BASELINE.read_text(encoding="utf-8"))["ratios"]
    assert set(recorded) == set(bench.RATIOS)
