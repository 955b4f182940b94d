"""The engine: the same bits whoever computes, each run once, whatever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from experiments.runs import engine
from experiments.runs.claims import Claims
from experiments.runs.engine import FAILED, Progress, Simulate, collect, execute
from experiments.runs.faults import MachineError
from experiments.runs.plan import Plan, PlanError, Point
from experiments.runs.store import REFUSED, Session, StoreError, open_store
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

Plans = Callable[..., Plan]
Driver = Callable[[Path, int], subprocess.Popen[str]]
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())

# A driver of its own: the real simulation, slowed down so that there is time to kill it.
DRIVER = """
import sys, time
from experiments.runs import engine
from experiments.runs.plan import Plan, Point, paired_seeds
from experiments.runs.store import open_store
from model.scenario import Scenario
from model.simulate import simulate

def slow(scenario, seed):
    time.sleep(0.02)
    return simulate(scenario, seed)

engine.FLUSH_SECONDS = 0.2  # often enough to be killed between parts; each part waits for the disk
file, folder, replications = sys.argv[1:]
points = tuple(Point.of({"triage.screening_share": share}) for share in (0.1, 0.3, 0.5))
plan = Plan(Scenario.load(file), points, paired_seeds(int(replications)))
progress = engine.execute(plan, open_store(folder, create=True), workers=2, simulate=slow)
print(progress.computed)
"""


@pytest.fixture
def driver(small: Scenario, small_file: Path) -> Iterator[Driver]:
    """Starts drivers on the small place; the rules are compiled beforehand, and none outlives the test."""
    from model.simulate import simulate

    simulate(small, 1)
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path, replications: int) -> subprocess.Popen[str]:
        words = [sys.executable, "-c", DRIVER, str(small_file), str(folder), str(replications)]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(words, cwd=ROOT, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_for_parts(folder: Path, count: int) -> None:
    """Wait until a driver has written some parts."""
    deadline = time.monotonic() + 120
    while len(list(folder.glob("parts/*.parquet"))) < count:
        assert time.monotonic() < deadline, "the driver writes nothing"
        time.sleep(0.01)


def figures(plan: Plan, folder: Path) -> list[list[float]]:
    """All outcomes of a plan as exact numbers, NaN as −1."""
    rows = collect(plan, open_store(folder), tuple(OUTCOMES))
    return [[float(value) for value in row] for row in rows[list(OUTCOMES)].fillna(-1.0).to_numpy()]


def rows_on_disk(folder: Path) -> Counter[str]:
    """How often each run stands in the parts, duplicates and all."""
    from pyarrow import parquet

    parts = (folder / "parts").glob("*.parquet")
    return Counter(
        key for part in parts for key in parquet.read_table(part, columns=["run_key"])["run_key"].to_pylist()
    )


def test_the_same_bits_for_any_workers_and_engine(tmp_path: Path, plan_of: Plans) -> None:
    plan = plan_of([0.1, 0.5], 3)
    for name, workers, kind in (("one", 1, "threads"), ("two", 2, "threads"), ("processes", 2, "processes")):
        progress = execute(plan, open_store(tmp_path / name, create=True), workers=workers, engine=kind)  # type: ignore[arg-type]
        assert (progress.computed, progress.failed) == (6, 0)
    assert figures(plan, tmp_path / "one") == figures(plan, tmp_path / "two") == figures(plan, tmp_path / "processes")


def test_kill_nine_loses_nothing_that_was_recorded_and_repeats_nothing(
    tmp_path: Path, small: Scenario, driver: Driver
) -> None:
    killed = driver(tmp_path / "killed", 40)
    wait_for_parts(tmp_path / "killed", 3)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    saved = len(rows_on_disk(tmp_path / "killed"))
    assert 0 < saved < 120
    resumed, _ = driver(tmp_path / "killed", 40).communicate(timeout=280)
    assert int(resumed) == 120 - saved
    assert set(rows_on_disk(tmp_path / "killed").values()) == {1}
    plan = Plan(
        small,
        tuple(Point.of({"triage.screening_share": share}) for share in (0.1, 0.3, 0.5)),
        tuple(range(1, 41)),
    )
    execute(plan, open_store(tmp_path / "straight", create=True), workers=1)
    assert figures(plan, tmp_path / "killed") == figures(plan, tmp_path / "straight")


def test_two_processes_share_the_work_and_repeat_nothing(tmp_path: Path, driver: Driver) -> None:
    both = [driver(tmp_path, 30) for _ in range(2)]
    counts = [int(process.communicate(timeout=280)[0]) for process in both]
    assert sum(counts) == 90
    assert len(rows_on_disk(tmp_path)) == 90
    assert set(rows_on_disk(tmp_path).values()) == {1}


def test_what_a_killed_rival_had_claimed_is_computed(tmp_path: Path, driver: Driver) -> None:
    """One driver is stopped, holding claims; the other waits for it, and takes over when it dies."""
    rival = driver(tmp_path, 30)
    wait_for_parts(tmp_path, 1)
    os.kill(rival.pid, signal.SIGSTOP)
    ours = driver(tmp_path, 30)
    with pytest.raises(subprocess.TimeoutExpired):
        ours.communicate(timeout=5)
    rival.kill()
    rival.communicate()
    assert int(ours.communicate(timeout=280)[0]) > 0
    assert len(rows_on_disk(tmp_path)) == 90
    assert set(rows_on_disk(tmp_path).values()) == {1}


def test_failures_are_rows_and_the_others_go_on(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    def brittle(scenario: Scenario, seed: int) -> engine.Figures:
        if seed == 2 and scenario.triage.screening_share == 0.5:
            raise FloatingPointError("no such number")
        return stand_in(scenario, seed)

    plan, store = plan_of([0.1, 0.5], 3), open_store(tmp_path, create=True)
    progress = execute(plan, store, workers=2, simulate=brittle)
    assert (progress.computed, progress.failed) == (6, 1)
    rows = collect(plan, store, ("arisen",)).set_index(["seed", "point"])
    failed = rows.loc[(2, 1)]
    assert failed["status"] == FAILED
    assert failed["error"] == "FloatingPointError: no such number"
    assert failed["replay"].endswith("--seed 2 --set triage.screening_share=0.5")
    assert "brittle" in store.frame(["traceback"]).set_index("run_key")["traceback"].dropna().iloc[0]
    assert rows["arisen"].isna().sum() == 1
    assert execute(plan, store, workers=1, simulate=stand_in).computed == 0
    assert execute(plan, store, workers=1, simulate=stand_in, retry_failed=True).computed == 1
    assert (collect(plan, store, ("arisen",))["status"] == "ok").all()


def test_refused_points_are_rows_too(tmp_path: Path, small: Scenario, stand_in: Simulate) -> None:
    points = (Point.of({"delivery.incubation_yuan": 20_000_000.0}), Point.of({"triage.screening_share": 0.2}))
    plan, store = Plan(small, points, (1, 2), keep_refused=True), open_store(tmp_path, create=True)
    assert execute(plan, store, workers=1, simulate=stand_in).failed == 2
    rows = collect(plan, store, ("arisen",))
    assert rows["status"].tolist() == [REFUSED, "ok", REFUSED, "ok"]
    assert "yuan short" in rows["error"].iloc[0]


def test_a_run_that_kills_its_process_stops_the_command_and_is_not_stored(tmp_path: Path, plan_of: Plans) -> None:
    """The worker of seed 2 ends without a word, twice; the others' runs are computed all the same."""
    plan, store = plan_of([0.1], 4), open_store(tmp_path, create=True)
    with pytest.raises(MachineError, match=r"could not compute 1 of 4 runs.*BrokenProcessPool.*--seed 2") as told:
        execute(plan, store, workers=1, engine="processes", simulate=DeadlyAt(2))
    assert "same command goes on from there" in str(told.value)
    rows = collect(plan, store, ("arisen",), allow_missing=True).set_index("seed")
    assert rows["status"].fillna("none").tolist() == ["ok", "none", "ok", "ok"]
    assert execute(plan, store, workers=1).computed == 1


def test_a_worker_that_dies_while_nothing_runs_is_a_lost_block_and_no_crash() -> None:
    """Found by `make torture`: handing out the next block raised, and the driver ended with a traceback."""
    pool = engine.Pool("processes", 1, None, None)
    try:
        assert pool.submit([]).result() == []
        (worker,) = pool._executor._processes  # type: ignore[attr-defined]
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while engine._lost(pool.submit([])) is None:
            assert time.monotonic() < deadline, "the pool does not notice"
        assert "BrokenProcessPool" in (engine._lost(pool.submit([])) or "")
        pool.restart()
        assert pool.submit([]).result() == []
    finally:
        pool.close()


class DeadlyAt:
    """The real simulation, but the process dies at one seed; sent by value, for tests are no package."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, scenario: Scenario, seed: int) -> engine.Figures:
        raise AssertionError("runs in the worker as what __reduce__ says")

    def __reduce__(self) -> tuple[object, ...]:
        code = (
            "lambda scenario, seed: __import__('os')._exit(9) if seed == SEED"
            " else __import__('model.simulate', fromlist=['simulate']).simulate(scenario, seed)"
        )
        return eval, (code.replace("SEED", str(self.seed)),)


def test_stopping_keeps_what_is_finished(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    calls = []

    def stop_after_ten(progress: Progress) -> None:
        calls.append(progress.computed)
        if progress.computed >= 10:
            raise KeyboardInterrupt

    plan, store = plan_of([0.1, 0.5], 20), open_store(tmp_path, create=True)
    with pytest.raises(KeyboardInterrupt):
        execute(plan, store, workers=2, simulate=stand_in, on_progress=stop_after_ten)
    kept = len(open_store(tmp_path))
    assert 10 <= kept < 40
    again = execute(plan, open_store(tmp_path), workers=2, simulate=stand_in)
    assert (again.reused, again.computed) == (kept, 40 - kept)
    assert set(rows_on_disk(tmp_path).values()) == {1}


def test_ctrl_c_between_writing_and_noting_repeats_no_row(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Session.record

    def interrupted(self: Session, rows: list[dict[str, object]]) -> None:
        real(self, rows)
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "FLUSH_ROWS", 2)
    monkeypatch.setattr(Session, "record", interrupted)
    with pytest.raises(KeyboardInterrupt):
        execute(plan_of([0.1], 8), open_store(tmp_path, create=True), workers=1, simulate=stand_in)
    assert set(rows_on_disk(tmp_path).values()) == {1}


def test_who_waits_for_another_driver_holds_nothing_back(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rival holds one run and dies only when ours is on disk: drivers that waited with rows in hand met for ever."""
    monkeypatch.setattr(engine, "FLUSH_SECONDS", float("inf"))
    monkeypatch.setattr(engine, "POLL_SECONDS", 0.01)
    plan, store = plan_of([0.1, 0.5], 1), open_store(tmp_path, create=True)
    ours, theirs = (run.key for run in plan.runs())
    looks = 0
    with ExitStack() as rival:
        rival.enter_context(Claims(tmp_path)).take([theirs])

        def watch(progress: Progress) -> None:
            nonlocal looks
            looks += 1
            assert looks < 50, "our finished run is not on disk, and the rival may be waiting for it"
            if rows_on_disk(tmp_path)[ours]:
                rival.close()

        assert execute(plan, store, workers=1, simulate=stand_in, on_progress=watch).computed == 2
    assert rows_on_disk(tmp_path) == {ours: 1, theirs: 1}


@pytest.mark.parametrize("has_rules", [False, True])
def test_the_window_is_bounded_and_the_first_run_is_alone_until_there_are_rules(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plan_of: Plans, stand_in: Simulate, has_rules: bool
) -> None:
    monkeypatch.setattr("experiments.runs.engine.Pool.has_rules", lambda _: has_rules)
    lock, flying, most, order = threading.Lock(), 0, 0, list[tuple[int, int]]()
    two_at_once = threading.Event()

    def watched(scenario: Scenario, seed: int) -> engine.Figures:
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
            order.append((seed, flying))
            if flying == 2:
                two_at_once.set()
        if has_rules:
            two_at_once.wait(10.0)
        time.sleep(0.01)
        with lock:
            flying -= 1
        return stand_in(scenario, seed)

    execute(plan_of([0.1, 0.3, 0.5], 6), open_store(tmp_path, create=True), workers=3, simulate=watched)
    assert most <= 3
    assert (order[0][1] == order[1][1] == 1) is not has_rules
    seeds = [seed for seed, _ in order]
    assert all(seed <= later + 1 for place, seed in enumerate(seeds) for later in seeds[place:]), "replication-major"


def test_runs_that_points_share_are_computed_once(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    plan = plan_of([0.1, 0.1], 2)
    assert execute(plan, open_store(tmp_path, create=True), workers=1, simulate=stand_in).computed == 2
    assert collect(plan, open_store(tmp_path), ("arisen",))["point"].tolist() == [0, 1, 0, 1]


def test_workers_are_checked_where_nothing_is_missing_too(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    execute(plan_of([0.1], 1), open_store(tmp_path, create=True), workers=1, simulate=stand_in)
    with pytest.raises(PlanError, match="--workers: found 0"):
        execute(plan_of([0.1], 1), open_store(tmp_path), workers=0, simulate=stand_in)


def test_missing_runs_are_sentences(tmp_path: Path, plan_of: Plans) -> None:
    with pytest.raises(StoreError, match="4 of 4 runs are not recorded"):
        collect(plan_of([0.1], 4), open_store(tmp_path, create=True), ("arisen",))


def test_no_scheduler_is_a_clear_message(tmp_path: Path, plan_of: Plans) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(PlanError, match="allowed: a whole number from 1"):
        execute(plan_of([0.1], 1), open_store(tmp_path, create=True), workers=0)
