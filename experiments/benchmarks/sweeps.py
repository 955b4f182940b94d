"""Sweeps: runs a second on one and two workers and under Mesa's `batch_run`, and what the store and its driver cost.

`python -m experiments.benchmarks.sweeps` prints the figures of the driver alone: ten thousand runs
of a stand-in that computes nothing, in a process of its own, so that its memory can be told.

Core objects: `runs_a_second`, `batch_run` and `driver`.
"""

from __future__ import annotations

import inspect
import json
import sys
import tempfile
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from experiments.benchmarks import places
from experiments.benchmarks.memory import resident_mb

if TYPE_CHECKING:
    from experiments.runs.engine import Progress
    from experiments.runs.plan import Plan
    from model.scenario import Scenario

Figures = dict[str, float]
REPEATS = 5
RUNS_OF_THE_CASE = 96
RUNS_SIDE_BY_SIDE = 3
STAND_IN_RUNS = 10_000
POINTS = 100
# The small place that both batches run: two communities, 2,400 residents, 630 days.
SMALL = "estate", "preventive-outsourced"


@dataclass(frozen=True)
class StandIn:
    """Gives the figures of a run that took place once."""

    figures: Figures

    def __call__(self, scenario: Scenario, seed: int) -> StandIn:
        """The same outcome whatever is asked."""
        return self

    def scalars(self) -> Figures:
        """All outcomes by name."""
        return dict(self.figures)


def screening_plan(scenario: Scenario, points: int, seeds: range) -> Plan:
    """Screening shares from 0 to 0.9 on the same seeds."""
    from experiments.runs.plan import Plan, Point

    shares = [0.9 * index / max(1, points - 1) for index in range(points)]
    return Plan(scenario, tuple(Point.of({"triage.screening_share": share}) for share in shares), tuple(seeds))


def seconds_of_sweep(plan: Plan, workers: int, **options: Any) -> float:
    """Seconds of a sweep into an empty store, planning included."""
    from experiments.runs.engine import execute
    from experiments.runs.store import open_store

    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        execute(plan, open_store(folder, create=True), workers=workers, **options)
        return perf_counter() - began


def runs_a_second() -> Figures:
    """Full runs of the case a second, stored, on one worker and on two, and the gain; medians."""
    whole = places.zhaoshang()
    plan = screening_plan(whole, 2, range(RUNS_OF_THE_CASE // 2))
    seconds_of_sweep(plan, 2)
    rates = [[len(plan) / seconds_of_sweep(plan, workers) for workers in (1, 2)] for _ in range(REPEATS)]
    return {
        "one_worker_runs_per_second": median(one for one, _ in rates),
        "two_workers_runs_per_second": median(two for _, two in rates),
        "two_workers_speedup": median(two / one for one, two in rates),
    }


def batch_run() -> Figures:
    """Runs a second of a small place: Mesa's `batch_run` on the plain-Mesa rival, and a stored sweep; one worker each."""
    import mesa

    from experiments.benchmarks.plain_mesa import PlainSubdistrict

    class Collected(PlainSubdistrict):
        """The rival with the one reporter that `batch_run` cannot do without."""

        def __init__(self, place: Scenario, rng: int | None = None) -> None:
            super().__init__(place, rng)
            self.datacollector = mesa.DataCollector({"cases": lambda model: len(model.cases)})
            self.datacollector.collect(self)

        def step(self) -> None:
            super().step()
            self.datacollector.collect(self)

    place = places.arm(*SMALL)
    days = place.place.burn_in_days + place.place.days
    newer = "rng" in inspect.signature(mesa.batch_run).parameters

    def mesa_seconds(first: int) -> float:
        seeds = list(range(first, first + RUNS_SIDE_BY_SIDE))
        words: dict[str, Any] = {"rng": seeds} if newer else {}
        parameters = {"place": place} if newer else {"place": place, "rng": seeds}
        began = perf_counter()
        told = mesa.batch_run(
            Collected, parameters, number_processes=1, max_steps=days - 1, display_progress=False, **words
        )
        assert len(told) == RUNS_SIDE_BY_SIDE
        return perf_counter() - began

    ours = screening_plan(place, 1, range(20 * RUNS_SIDE_BY_SIDE))
    seconds_of_sweep(ours, 1)
    theirs = median(RUNS_SIDE_BY_SIDE / mesa_seconds(100 * repeat) for repeat in range(REPEATS))
    return {
        "batch_run_runs_per_second": theirs,
        "sweep_runs_per_second": median(len(ours) / seconds_of_sweep(ours, 1) for _ in range(REPEATS)),
    }


def driver() -> Figures:
    """What planning, driving and storing cost a run, in milliseconds, and how memory grows over ten thousand of them."""
    from model.simulate import simulate

    stand_in = StandIn(simulate(places.arm(*SMALL).vary({"place.days": 400}), seed=1).scalars())
    plan = screening_plan(places.zhaoshang(), POINTS, range(STAND_IN_RUNS // POINTS))
    seconds_of_sweep(screening_plan(places.zhaoshang(), 2, range(50)), 1, simulate=stand_in)
    held: dict[int, float] = {}

    def note(progress: Progress) -> None:
        if progress.computed >= STAND_IN_RUNS // 10:
            held.setdefault(progress.computed, resident_mb())

    seconds = seconds_of_sweep(plan, 1, simulate=stand_in, on_progress=note)
    return {
        "milliseconds_per_run": seconds / len(plan) * 1e3,
        "memory_growth_mb": max(held.values()) - held[min(held)],
        "memory_mb": max(held.values()),
    }


if __name__ == "__main__":
    print(json.dumps(driver()))
    sys.exit(0)
