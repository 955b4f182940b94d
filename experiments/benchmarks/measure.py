"""What the bench measures, each by a function of its own: times as medians, memory and starts in processes of their own.

Core objects: `full_run`, `rival`, `queues_side_by_side`, `scaling`, `memory`, `threads`, `sweeping`,
`starts` and `command_line`; each returns a flat dict of figures whose names carry their units.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from experiments.benchmarks import places, queues
from model.clock import DAYS_PER_YEAR

if TYPE_CHECKING:
    from model.scenario import Scenario
    from model.simulate import Outcome

ROOT = Path(__file__).resolve().parent.parent.parent
REPEATS = 7
SCALING_REPEATS = 5
SCALES = (0.1, 0.3, 1.0, 3.0, 10.0)
MILLISECONDS = 1e3
# Arrays get memory of their own, so that a run cannot hide in what loading the program has left over (glibc).
FRESH_ARRAYS = {"MALLOC_MMAP_THRESHOLD_": "65536"}
Figures = dict[str, float]


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def median_run_seconds(scenario: Scenario, seeds: Iterable[int]) -> float:
    """Median seconds of a run: world building, all days and the scalar outcomes, for a new seed each time."""
    from model.simulate import simulate

    def one_run(seed: int) -> dict[str, float]:
        return simulate(scenario, seed=seed).scalars()

    one_run(0)
    return median(seconds_of(partial(one_run, seed)) for seed in seeds)


def resident_days(scenario: Scenario) -> int:
    """Residents times days lived, burn-in included."""
    place = scenario.place
    residents = place.grids * place.buildings_per_grid * place.residents_per_building
    return int(residents * (place.days + place.burn_in_days))


def events_in(outcome: Outcome, scenario: Scenario) -> int:
    """Events of a run: every birth, clock that rang, visit, recording, intake, window arrival and service, meeting, end.

    A window request counts twice (arrival, service or leaving), a false alarm twice (raised, worked off).
    """
    cases, daily = outcome.cases, outcome.daily
    flows = ("lapsed", "incidents", "petitions", "visits", "reports", "recorded", "resolved", "failed", "closures")
    happened = sum(int(daily[name].sum()) for name in flows)
    happened += int(2 * daily["requests_served"].sum() + 2 * daily["requests_left"].sum()) + 2 * int(
        daily["false_alarms"].sum()
    )
    taken_in = int(cases["recorded"].notna().sum())
    passed_on = int(cases["escalated"].sum() + cases["deliberated"].sum())
    meetings = 3 * scenario.place.communities * (len(daily) * scenario.staffing.committee_meetings // DAYS_PER_YEAR)
    return len(cases) + happened + taken_in + passed_on + meetings


def full_run() -> Figures:
    """The calibrated case at full scale on one core."""
    from model.simulate import simulate

    scenario = places.zhaoshang()
    seconds = median_run_seconds(scenario, range(1, REPEATS + 1))
    events = events_in(simulate(scenario, seed=1), scenario)
    return {
        "run_ms": seconds * MILLISECONDS,
        "events": events,
        "resident_days": resident_days(scenario),
        "events_per_second": events / seconds,
        "resident_days_per_second": resident_days(scenario) / seconds,
        "nanoseconds_per_event": seconds / events * 1e9,
    }


def tenth_run() -> Figures:
    """A tenth of the case, compiled."""
    return {"run_ms": median_run_seconds(places.tenth(), range(1, REPEATS + 1)) * MILLISECONDS}


def rival(scenario: Scenario, repeats: int) -> Figures:
    """The rival on a scenario: median seconds of whole runs, and its cost of a polled resident-day."""
    from experiments.benchmarks.plain_mesa import run

    seconds = median(seconds_of(partial(run, scenario, seed)) for seed in range(1, repeats + 1))
    return {"run_seconds": seconds, "nanoseconds_per_resident_day": seconds / resident_days(scenario) * 1e9}


def queues_side_by_side() -> Figures:
    """The same M/M/10 queue at load 0.9 in Huajie, SimPy and Ciw: ns an event, and the mean wait over theory."""
    ours, theirs = queues.Queue(), queues.Queue(days=365)
    engines: dict[str, tuple[Callable[[queues.Queue, int], queues.QueueRun], queues.Queue, int]] = {
        "huajie": (queues.huajie, ours, REPEATS),
        "simpy": (queues.simpy_queue, theirs, 5),
        "ciw": (queues.ciw_queue, theirs, 5),
    }
    figures: Figures = {}
    for name, (engine, queue, repeats) in engines.items():
        try:
            engine(queues.Queue(days=30), 0)
        except ModuleNotFoundError as missing:
            print(f"  {name}: left out, {missing.name} is not installed (make setup)")
            continue
        runs = [engine(queue, seed) for seed in range(1, repeats + 1)]
        figures[f"{name}_nanoseconds_per_event"] = median(run.nanoseconds_per_event for run in runs)
        figures[f"{name}_wait_over_theory"] = median(run.wait_hours for run in runs) / queue.wait_hours
    return figures


def scaling() -> list[dict[str, float | str]]:
    """Median milliseconds of a run at 0.1 to 10 times the residents, the contradictions, the days."""
    grow: dict[str, Callable[[Scenario, float], Scenario]] = {
        "residents": places.with_residents,
        "contradictions": places.with_contradictions,
        "days": places.with_days,
    }
    whole = places.zhaoshang()
    rows: list[dict[str, float | str]] = []
    for name, larger in grow.items():
        for scale in SCALES:
            seconds = median_run_seconds(larger(whole, scale), range(1, SCALING_REPEATS + 1))
            rows.append({"grown": name, "factor": scale, "run_ms": seconds * MILLISECONDS})
    return rows


def threads(workers: int = 2, runs: int = 24) -> Figures:
    """How much faster two threads are than one, on the same runs of the full case."""
    from model.simulate import simulate

    scenario = places.zhaoshang()
    simulate(scenario, seed=0)

    def all_runs(pool_size: int) -> float:
        with ThreadPoolExecutor(pool_size) as pool:
            return seconds_of(lambda: list(pool.map(lambda seed: simulate(scenario, seed=seed).scalars(), range(runs))))

    gains = [all_runs(1) / all_runs(workers) for _ in range(5)]
    return {"two_threads_speedup": median(gains)}


def memory() -> Figures:
    """Peak memory of one full run, in MB: over the program with its rules loaded, and over the bare interpreter."""
    return _told_by("experiments.benchmarks.memory", FRESH_ARRAYS)


def sweeping() -> Figures:
    """Sweeps of the case on one and two workers, what store and driver cost a run, and Mesa's `batch_run` beside it."""
    from experiments.benchmarks import sweeps

    return {**sweeps.runs_a_second(), **sweeps.batch_run(), **_told_by("experiments.benchmarks.sweeps")}


def _told_by(module: str, environment: dict[str, str] | None = None) -> Figures:
    """The figures that a module prints as JSON in a process of its own."""
    told = _python(["-m", module], environment)
    figures: Figures = {} if told is None else json.loads(told)
    return figures


START_PROGRAM = """
from experiments.benchmarks import places
from model.simulate import simulate
simulate(places.zhaoshang(), seed=1).scalars()
"""


def starts() -> Figures:
    """Seconds from starting Python to the outcomes of one run: with an empty compile cache, then with that cache."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"HUAJIE_CACHE_DIR": folder}
        cold = seconds_of(lambda: _python(["-c", START_PROGRAM], environment))
        cached = median(seconds_of(lambda: _python(["-c", START_PROGRAM], environment)) for _ in range(5))
    return {"cold_start_seconds": cold, "cached_start_seconds": cached}


def command_line() -> Figures:
    """Seconds of `run.py --help` and of `run.py` warm: 4 policies × 30 seeds, pictures and report."""
    if not (ROOT / "run.py").exists() or _python(["run.py", "--help"]) is None:
        print("  run.py: left out, it does not start")
        return {}
    figures = {"help_seconds": median(seconds_of(lambda: _python(["run.py", "--help"])) for _ in range(5))}
    with tempfile.TemporaryDirectory() as folder:
        words = ["run.py", "compare", "scenarios/zhaoshang.toml", "--out"]
        if _python([*words, f"{folder}/first"]) is not None:
            figures["compare_seconds"] = median(
                seconds_of(partial(_python, [*words, f"{folder}/{name}"])) for name in "abcde"
            )
    return figures


def _python(arguments: list[str], environment: dict[str, str] | None = None) -> str | None:
    """What a Python process of its own prints; None, with its last words shown, when it fails."""
    told = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode == 0:
        return told.stdout
    print(f"  failed: {' '.join(arguments)[:60]}: {told.stderr.strip()[-200:]}")
    return None
