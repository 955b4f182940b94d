"""Many runs for one question of a page: they go on in threads while the page asks how far they are.

Core objects: `Job` (arms × seeds, replication by replication, so that every arm meets a seed before
the next seed begins) and `Jobs` (the threads that do them).
"""

from __future__ import annotations

import math
import os
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from experiments.dashboard.settings import in_both
from experiments.dashboard.watching import none_if_nan
from experiments.statistics import Estimate, interval, paired
from model.outcome_definitions import NAMES, OUTCOMES
from model.scenario import Scenario
from model.simulate import simulate

KEPT_RUNS = 4_000
MAX_REPLICATIONS = 100
THREADS = max(1, (os.cpu_count() or 2) - 1)


class Memory:
    """Figures of runs done before, by scenario and seed; the oldest go first."""

    def __init__(self, most: int = KEPT_RUNS) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[tuple[str, int], list[float]] = OrderedDict()

    def figures(self, scenario: Scenario, seed: int) -> list[float]:
        """The outcomes of a run in the order of `NAMES`, from memory or by living it."""
        key = (scenario.canonical(), seed)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        figures = list(simulate(scenario, seed).scalars().values())
        with self._lock:
            self._kept[key] = figures
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return figures


class Job:
    """Arms compared on the same seeds; `snapshot` says what is known so far."""

    def __init__(self, arms: Mapping[str, Scenario], seed: int, replications: int) -> None:
        self.name = uuid.uuid4().hex
        self.arms = dict(arms)
        self.seeds = range(seed, seed + replications)
        self.table = np.full((len(arms), replications, len(NAMES)), np.nan)
        self.done = np.zeros((len(arms), replications), np.bool_)
        self.failure = ""
        self.stopped = threading.Event()
        self._lock = threading.Lock()

    def tasks(self) -> list[tuple[int, int]]:
        """Arm and replication of every run, all arms of a seed together."""
        return [(arm, index) for index in range(len(self.seeds)) for arm in range(len(self.arms))]

    def live(self, arm: int, index: int, memory: Memory) -> None:
        """Do one run; a failure ends the job and is told."""
        if self.stopped.is_set():
            return
        try:
            figures = memory.figures(list(self.arms.values())[arm], self.seeds[index])
        except Exception as error:  # a failed run is told on the page, whatever it was
            self.failure = f"{list(self.arms)[arm]}, seed {self.seeds[index]}: {error}"
            self.stopped.set()
            return
        with self._lock:
            self.table[arm, index] = figures
            self.done[arm, index] = True

    def snapshot(self) -> dict[str, Any]:
        """Means of every arm with intervals, and paired differences from the first arm, of seeds that all arms have."""
        with self._lock:
            whole = self.done.all(axis=0)
            table, runs = self.table[:, whole], int(self.done.sum())
        return {
            "job": self.name,
            "runs": runs,
            "of": int(self.done.size),
            "replications": int(whole.sum()),
            "finished": bool(whole.all()),
            "failure": in_both(self.failure) if self.failure else None,
            "arms": {arm: _means(table[position]) for position, arm in enumerate(self.arms)},
            "differences": {
                arm: _differences(table[position], table[0]) for position, arm in enumerate(self.arms) if position > 0
            },
        }


class Jobs:
    """The threads in which jobs are done, and the figures that they have found."""

    def __init__(self) -> None:
        self.memory = Memory()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="runs")

    def start(self, job: Job) -> list[Future[None]]:
        """Queue a job's runs."""
        return [self._pool.submit(job.live, arm, index, self.memory) for arm, index in job.tasks()]

    def close(self) -> None:
        """Stop everything that has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _means(table: np.ndarray) -> dict[str, Any]:
    return {name: _estimate(interval(table[:, column])) for column, name in enumerate(NAMES)}


def _differences(ours: np.ndarray, theirs: np.ndarray) -> dict[str, Any]:
    found = {}
    for column, name in enumerate(NAMES):
        estimate = paired(ours[:, column], theirs[:, column])
        found[name] = {**_estimate(estimate), "verdict": verdict(name, estimate)}
    return found


def verdict(outcome: str, difference: Estimate) -> str:
    """better, worse, different (no better side), unclear (inside the noise), none (nothing to say yet)."""
    if math.isnan(difference.low):
        return "none"
    if not difference.excludes_zero:
        return "unclear"
    side = OUTCOMES[outcome].better
    if side is None:
        return "different"
    return "better" if (difference.mean > 0) == (side == "higher") else "worse"


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "mean": none_if_nan(estimate.mean),
        "low": none_if_nan(estimate.low),
        "high": none_if_nan(estimate.high),
        "replications": estimate.replications,
        "missing": estimate.missing,
    }
