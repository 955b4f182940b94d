"""What a plan will cost before it runs: runs, time, disk.

Core objects: `forecast` and `Cost`.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from experiments.runs.engine import workers_of
from experiments.runs.execution import Options
from experiments.runs.plan import Plan
from experiments.runs.store import OK, Store, StoreError, open_store
from model.outcome_definitions import OUTCOMES

BYTES_PER_RUN = 600.0  # measured: parts of some twenty rows


@dataclass(frozen=True)
class Cost:
    """Runs in all, stored and missing; seconds a run and in all; megabytes on disk."""

    runs: int
    stored: int
    workers: int
    seconds_per_run: float
    bytes_per_run: float

    @property
    def missing(self) -> int:
        """Runs to be computed."""
        return self.runs - self.stored

    @property
    def seconds(self) -> float:
        """Time to compute what is missing."""
        return self.missing * self.seconds_per_run / self.workers

    @property
    def megabytes(self) -> float:
        """Disk for what is missing."""
        return self.missing * self.bytes_per_run / 1e6


def forecast(plan: Plan, options: Options, *further: Plan) -> Cost:
    """What a plan, and those that go with it, will cost; nothing is written.

    Without a stored run to judge by, one is timed.
    """
    keys = {run.key for each in (plan, *further) for run in each.runs()}
    workers = workers_of(options.workers)
    try:
        store = open_store(options.store or "", create=False)
    except StoreError:
        return Cost(len(keys), 0, workers, _timed(plan, options), BYTES_PER_RUN)
    stored = sum(store.status(key, OUTCOMES) is not None for key in keys)
    return Cost(len(keys), stored, workers, _remembered(store, plan, options), _row_bytes(store))


def _remembered(store: Store, plan: Plan, options: Options) -> float:
    rows = store.frame(["scenario", "runtime_seconds"])
    seconds = rows.loc[(rows["status"] == OK) & (rows["scenario"] == plan.scenario.name), "runtime_seconds"]
    return float(seconds.median()) if len(seconds) else _timed(plan, options)


def _timed(plan: Plan, options: Options) -> float:
    """Seconds of a run: the second of two, for the first may compile."""
    if options.simulate is None:
        from model.simulate import simulate
    else:
        simulate = options.simulate  # type: ignore[assignment]
    point = next((place for place in range(len(plan.points)) if place not in plan.refusals), None)
    if point is None:
        return 0.0
    seconds = []
    for _ in range(2):
        begun = time.perf_counter()
        simulate(plan.scenario_at(point), plan.seeds[0])
        seconds.append(time.perf_counter() - begun)
    return statistics.fmean(seconds[1:])


def _row_bytes(store: Store) -> float:
    size = sum(path.stat().st_size for path in store.parts_folder.glob("*.parquet"))
    return size / len(store) if len(store) else BYTES_PER_RUN
