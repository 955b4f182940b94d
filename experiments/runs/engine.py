"""Where runs happen: threads here, processes where isolation is asked for, Dask on many machines.

Core objects: `execute` (compute what a plan lacks in a store) and `collect` (its rows as a frame).
The driver alone writes. A run's bits depend on its scenario and seed only, never on who computes it.
"""

from __future__ import annotations

import math
import os
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

import model
from experiments.runs.faults import MachineError, check_importable_main, is_of_the_machine
from experiments.runs.manifest import command_line, environment_key, now
from experiments.runs.patience import Patience
from experiments.runs.plan import Plan, PlanError, Run
from experiments.runs.replay import replay_command
from experiments.runs.store import FAILED, OK, REFUSED, Session, Store, StoreError
from model.scenario import LEVERS, Scenario

if TYPE_CHECKING:
    import pandas as pd

EngineName = Literal["threads", "processes", "dask"]
FLUSH_SECONDS = 5.0  # what a kill may cost; every part costs each later reader some time
FLUSH_ROWS = 1_000
BLOCK_SECONDS = 0.5
LARGEST_BLOCK = 64
CLAIM_AHEAD = 4  # blocks per worker
POLL_SECONDS = 0.2
LAST_WORDS = 4_000  # of a traceback
MAX_GIVEN_UP = 3  # runs that the machine could not compute twice: then it is no single run's matter


class Figures(Protocol):
    """What a simulation gives back."""

    def scalars(self) -> dict[str, float]:
        """All outcomes by name; NaN where undefined."""


Simulate = Callable[[Scenario, int], Figures]


@dataclass(frozen=True)
class Task:
    """One run to compute, wherever that may be."""

    key: str
    scenario: Scenario
    seed: int


@dataclass(frozen=True)
class Result:
    """What came of a task: figures, or an error with its traceback; `of_the_machine` says that it is no result at all."""

    key: str
    seconds: float
    figures: dict[str, float] | None = None
    error: str = ""
    traceback: str = ""
    of_the_machine: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a plan is: runs in all, stored before, computed now, failed; seconds so far; who is waited for."""

    total: int
    reused: int
    computed: int
    failed: int
    seconds: float
    fresh: Set[str] = field(default=frozenset(), repr=False, compare=False)  # keys of the runs computed now
    waiting_for: str = ""  # other drivers that hold all that is left

    @property
    def done(self) -> int:
        """Runs that are recorded."""
        return self.reused + self.computed

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before the first run came in."""
        return (self.total - self.done) * self.seconds / self.computed if self.computed else None


def run_block(tasks: Sequence[Task], simulate: Simulate | None = None) -> list[Result]:
    """Compute some runs one after the other; what a run raises becomes its result."""
    return [_run(task, simulate) for task in tasks]


def _run(task: Task, simulate: Simulate | None) -> Result:
    begun = time.perf_counter()
    try:
        figures = (simulate or shared_simulate())(task.scenario, task.seed).scalars()
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        told = traceback.format_exc()[-LAST_WORDS:]
        return Result(task.key, time.perf_counter() - begun, None, words, told, is_of_the_machine(error))
    return Result(task.key, time.perf_counter() - begun, figures)


@cache
def shared_simulate() -> Simulate:
    """The model's own run; a process lives the burn-in that policies share once for a seed."""
    from model.common_start import CommonStarts

    return CommonStarts().simulate


def execute(
    plan: Plan,
    store: Store,
    *,
    workers: int | None = None,
    engine: EngineName = "threads",
    scheduler: str | None = None,
    simulate: Simulate | None = None,
    outcomes: Sequence[str] = (),
    command: str | None = None,
    retry_failed: bool = False,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Compute and record every run of a plan that the store lacks.

    `workers` defaults to the processors at hand. Runs that fail by their own numbers are recorded and the
    others go on; what the machine could not compute is tried again, and raises `MachineError` in the end.
    After Ctrl-C what is finished is recorded, and the same call goes on from there. A store that has
    everything is only read. With a `simulate` of one's own, the plan's `computed_by` should say so.
    """
    count = workers_of(workers)
    if engine == "processes":
        check_importable_main()
    drive = _Drive(plan, store, frozenset(outcomes), retry_failed, on_progress)
    if not drive.find_missing():
        return drive.progress()
    with ExitStack() as stack:
        drive.session = stack.enter_context(store.session(command or command_line()))
        if drive.find_missing():
            pool = Pool(engine, count, scheduler, simulate)
            stack.callback(pool.close)
            drive.run(pool)
        return drive.progress()


def workers_of(workers: int | None) -> int:
    """The number of workers: as asked, or the processors that this process may use."""
    if workers is None:
        from model.compile_ahead import processors

        return processors()
    if workers < 1:
        raise PlanError(f"--workers: found {workers}; allowed: a whole number from 1")
    return workers


@dataclass
class _Drive:
    """The driver of one plan: what is missing, what is claimed, what came back."""

    plan: Plan
    store: Store
    outcomes: frozenset[str]
    retry_failed: bool
    on_progress: Callable[[Progress], None]
    session: Session = field(init=False)  # from the moment on when something is missing
    missing: deque[Run] = field(default_factory=deque)
    rows: list[dict[str, Any]] = field(default_factory=list)
    mine: dict[str, Run] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    given_up: list[tuple[Run, str]] = field(default_factory=list)
    waiting_for: str = ""
    total: int = 0
    failed: int = 0
    begun: float = field(default_factory=time.perf_counter)
    flushed: float = field(default_factory=time.perf_counter)
    seconds_per_run: float = 0.0

    def is_done(self, key: str) -> bool:
        """Whether the run is recorded, with all that is asked for."""
        status = self.store.status(key, self.outcomes)
        return status is not None and not (status == FAILED and self.retry_failed and key not in self.mine)

    def find_missing(self) -> bool:
        """List what the store lacks, each run once however many points share it."""
        self.store.refresh()
        runs = {run.key: run for run in self.plan.runs()}
        self.total = len(runs)
        self.missing = deque(run for run in runs.values() if not self.is_done(run.key))
        return bool(self.missing)

    def progress(self) -> Progress:
        """How far it is."""
        computed = len(self.fresh)
        waiting = len(self.missing) + len(self.mine) - computed
        return Progress(
            self.total, self.total - waiting - computed, computed, self.failed,
            time.perf_counter() - self.begun, self.fresh, self.waiting_for,
        )  # fmt: skip

    def run(self, pool: Pool) -> None:
        """Keep the pool's window full until nothing is missing; record as results come in."""
        flying: dict[Future[list[Result]], list[Run]] = {}
        try:
            for blocks in self._blocks(pool, flying):
                for block in blocks:
                    flying[pool.submit(self._tasks(block))] = block
                self._land(pool, flying)
            if self.given_up:
                raise self._given_up()
        except KeyboardInterrupt:
            self._bring_home(pool, flying)
            self._drop_written()
            raise
        finally:
            self._flush(force=True)

    def _drop_written(self) -> None:
        """Forget rows that are in the store: Ctrl-C may have come right after they were written."""
        self.store.refresh()
        self.rows = [row for row in self.rows if self.store.status(row["run_key"], self.outcomes) != row["status"]]

    def _blocks(self, pool: Pool, flying: Mapping[Any, Any]) -> Iterator[list[list[Run]]]:
        """What to submit next, as long as there is something to do."""
        claimed: deque[Run] = deque()
        patience = Patience(self.session)
        while self.missing or claimed or flying:
            room = pool.window(warm=bool(self.fresh) or pool.has_rules()) - len(flying)
            size = pool.block_size(self.seconds_per_run)
            if self.missing and len(claimed) < room * size:
                claimed.extend(self._claim(room * size * CLAIM_AHEAD))
            blocks: list[list[Run]] = []
            while claimed and len(blocks) < room:
                blocks.append([claimed.popleft() for _ in range(min(size, len(claimed)))])
            if not blocks and not flying and self.missing:
                # All that is left is in another driver's hands: wait for it to record, or to die. It may
                # be waiting for ours, so nothing is held back meanwhile.
                self.waiting_for = patience.words(len(self.missing))
                self._flush(force=True)
                time.sleep(POLL_SECONDS)
                continue
            self.waiting_for = ""
            yield blocks

    def _claim(self, count: int) -> list[Run]:
        """Take on the next runs; those another driver holds go to the end of the line."""
        batch = [self.missing.popleft() for _ in range(min(count, len(self.missing)))]
        keys = self.session.claim([run.key for run in batch], self.is_done)
        taken = [run for run in batch if run.key in keys]
        self.missing.extend(run for run in batch if run.key not in keys and not self.is_done(run.key))
        self.mine.update((run.key, run) for run in taken)
        refused = {run.key: why for run in taken if (why := self.plan.refusal(run.point, run.seed))}
        for key, why in refused.items():
            self._keep(Result(key, 0.0, None, why))
        return [run for run in taken if run.key not in refused]

    def _tasks(self, block: Sequence[Run]) -> list[Task]:
        return [Task(run.key, self.plan.scenario_at(run.point, run.seed), run.seed) for run in block]

    def _land(self, pool: Pool, flying: dict[Future[list[Result]], list[Run]]) -> None:
        """Wait for a block or more and keep what they bring; what the machine could not compute is tried alone."""
        done, _ = wait(flying, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        broken, again = False, list[Run]()
        for future in done:
            block = flying.pop(future)
            if _lost(future) is None:
                again.extend(self._sorted_out(future.result()))
            else:
                broken = True
                again.extend(block)
        if broken:
            for block in flying.values():
                again.extend(block)
            flying.clear()
        if again:
            wait(flying)
            if broken:
                pool.restart()
            self._try_alone(pool, again)
        self._flush()

    def _sorted_out(self, results: Sequence[Result]) -> list[Run]:
        """Keep what is a result; gives the runs that the machine could not compute."""
        for result in results:
            if not result.of_the_machine:
                self._keep(result)
        return [self.mine[result.key] for result in results if result.of_the_machine]

    def _try_alone(self, pool: Pool, runs: Sequence[Run]) -> None:
        """Runs that the machine could not compute, each alone; what fails so again is given up, and never recorded."""
        for run in runs:
            future = pool.submit(self._tasks([run]))
            wait([future])
            cause = _lost(future)
            if cause is not None:
                pool.restart()
            elif self._sorted_out(future.result()):
                cause = future.result()[0].error
            if cause is not None:
                self.given_up.append((run, cause))
            if len(self.given_up) >= MAX_GIVEN_UP:
                raise self._given_up()
            self._flush()

    def _given_up(self) -> MachineError:
        (run, cause), total_count = self.given_up[0], self.total
        return MachineError(
            f"{self.store.folder}: this machine could not compute {len(self.given_up)} of {total_count} runs, and nothing is "
            f"recorded of them: {cause}; what is recorded stays, and the same command goes on from there; the first alone: "
            f"{replay_command(self.plan, run, self.store)}"
        )

    def _bring_home(self, pool: Pool, flying: Mapping[Future[list[Result]], Any]) -> None:
        """After Ctrl-C: start nothing more, keep what is finished or nearly so."""
        for future in flying:
            future.cancel()
        done, _ = wait([future for future in flying if not future.cancelled()], timeout=10.0)
        for future in done:
            if _lost(future) is None:
                self._sorted_out(future.result())

    def _keep(self, result: Result) -> None:
        run = self.mine[result.key]
        self.rows.append(_row(self.plan, run, result, self.store))
        self.fresh.add(result.key)
        self.failed += result.figures is None
        weight = 1.0 / min(len(self.fresh), 50)
        self.seconds_per_run += weight * (result.seconds - self.seconds_per_run)

    def _flush(self, force: bool = False) -> None:
        late = time.perf_counter() - self.flushed > FLUSH_SECONDS
        if self.rows and (force or late or len(self.rows) >= FLUSH_ROWS):
            self.session.record(self.rows)
            self.rows = []
            self.flushed = time.perf_counter()
        self.on_progress(self.progress())


def _lost(future: Future[list[Result]]) -> str | None:
    """Why a block brought no results at all; None when it brought them."""
    if future.cancelled():
        return "cancelled"
    error = future.exception()
    return None if error is None else f"{type(error).__name__}: {error}".strip()


def _row(plan: Plan, run: Run, result: Result, store: Store) -> dict[str, Any]:
    """A result as a row of the store."""
    point, refused = plan.points[run.point], plan.refusal(run.point, run.seed) is not None
    scenario = plan.scenario if refused else plan.scenario_at(run.point, run.seed)
    levers = {path: scenario.value(path) for path in dict.fromkeys([*LEVERS, *plan.settings(run.point, run.seed)])}
    return {
        "run_key": run.key,
        "scenario_key": plan.scenario_key(run.point, run.seed),
        "model_version": plan.version,
        "scenario": plan.scenario.name,
        "label": point.label,
        "status": OK if result.figures is not None else REFUSED if refused else FAILED,
        "error": result.error or None,
        "traceback": result.traceback or None,
        "replay": None if result.figures is not None else replay_command(plan, run, store),
        "environment": environment_key(),
        "finished": now(),
        "seed": run.seed,
        "runtime_seconds": result.seconds,
        **levers,
        **(dict(plan.settings(run.point, run.seed)) if refused else {}),
        **(result.figures or {}),
    }


class Pool:
    """Workers of one kind, with a bounded number of blocks in flight."""

    def __init__(self, engine: EngineName, workers: int, scheduler: str | None, simulate: Simulate | None) -> None:
        self.engine: EngineName = "dask" if scheduler else engine
        self.workers, self.scheduler, self.simulate = workers, scheduler, simulate
        self.reason = ""
        self._closing = ExitStack()
        self._executor = self._closing.enter_context(_executor(self.engine, workers, scheduler))

    def submit(self, tasks: Sequence[Task]) -> Future[list[Result]]:
        """Hand a block to a worker; where the workers broke down since the last look, it comes back lost."""
        try:
            return self._executor.submit(run_block, tasks, self.simulate)
        except BrokenExecutor as error:
            lost: Future[list[Result]] = Future()
            lost.set_exception(error)
            return lost

    def has_rules(self) -> bool:
        """Whether the workers have met the rules before: threads share what this process has compiled or read."""
        day = sys.modules.get(f"{model.__name__}.day")
        return self.engine == "threads" and bool(getattr(getattr(day, "days", None), "signatures", ()))

    def window(self, warm: bool) -> int:
        """Blocks in flight at most; one until the first came back, for it may be compiling for all."""
        return 2 * self.workers if warm else 1

    def block_size(self, seconds_per_run: float) -> int:
        """Runs in a block: one in threads; elsewhere enough to make sending them worth while."""
        if self.engine == "threads" or not seconds_per_run:
            return 1
        return max(1, min(LARGEST_BLOCK, math.ceil(BLOCK_SECONDS / seconds_per_run)))

    def restart(self) -> None:
        """New workers for broken ones."""
        self.close()
        self._executor = self._closing.enter_context(_executor(self.engine, self.workers, self.scheduler))

    def close(self) -> None:
        """Let the workers go."""
        self._closing.close()


@contextmanager
def _executor(engine: EngineName, workers: int, scheduler: str | None) -> Iterator[Executor]:
    if engine == "dask":
        with _safe_path(), _dask_executor(workers, scheduler) as executor:
            yield executor
        return
    with _safe_path() if engine == "processes" else nullcontext():
        executor = _processes(workers) if engine == "processes" else _threads(workers)
        try:
            yield executor
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _safe_path() -> Iterator[None]:
    """Let processes that are started meanwhile take no module from the working folder; they get this one's path later."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        os.environ.pop("PYTHONSAFEPATH")
        if before is not None:
            os.environ["PYTHONSAFEPATH"] = before


def _threads(workers: int) -> Executor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(workers, thread_name_prefix="huajie")


def _processes(workers: int) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Spawned, not forked: a forked child inherits locks that other threads of the parent hold.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


@contextmanager
def _dask_executor(workers: int, scheduler: str | None) -> Iterator[Executor]:
    """Dask behind the interface of concurrent.futures; a local cluster unless one is named."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise PlanError("--engine dask needs Dask: pip install 'huajie[cluster]', or 'make setup'") from None
    with ExitStack() as stack:
        if scheduler is None:
            cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
            address: Any = stack.enter_context(cluster)
        else:
            address = scheduler
        try:
            client = stack.enter_context(Client(address, timeout="20s"))
        except (OSError, ValueError) as error:
            raise PlanError(f"--scheduler: no Dask scheduler answers at {scheduler} ({error})") from None
        # A task whose worker dies is sent to another by Dask itself, three times over.
        yield client.get_executor()


def collect(plan: Plan, store: Store, outcomes: Sequence[str], allow_missing: bool = False) -> pd.DataFrame:
    """A plan's rows in replication-major order: point, label, seed, status, error, then the outcomes.

    A run that failed or was refused has NaN for outcomes. A run that is not recorded raises
    `StoreError`, unless `allow_missing`: then it has no status. Where points have triggers, their days follow.
    """
    import pandas as pd

    outcomes = [*outcomes, *plan.trigger_columns]
    wanted = pd.DataFrame([(run.key, run.point, run.seed) for run in plan.runs()], columns=["run_key", "point", "seed"])
    wanted.insert(2, "label", wanted["point"].map(lambda point: plan.points[point].label))
    stored = store.frame(["error", "replay", *outcomes]).reindex(
        columns=["run_key", "status", "error", "replay", *outcomes]
    )
    rows = wanted.merge(stored, on="run_key", how="left")
    missing = int(rows["status"].isna().sum())
    if missing and not allow_missing:
        raise StoreError(
            f"{store.folder}: {missing} of {len(rows)} runs are not recorded; the same command computes them"
        )
    return rows.astype(dict.fromkeys(outcomes, "float64"))
