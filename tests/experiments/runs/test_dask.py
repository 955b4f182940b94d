"""More than one machine: scheduler and workers as processes of their own, killed midway; and the queues' profiles."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pyarrow import parquet

from experiments.runs.engine import collect, execute
from experiments.runs.plan import Plan, Point, paired_seeds
from experiments.runs.store import open_store
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

pytest.importorskip("distributed")
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
SHARES, SEEDS = (0.1, 0.5), 30
Start = Callable[..., "subprocess.Popen[bytes]"]

# The command line's driver with the real simulation; parts are written often, to be killed between two of them.
DRIVER = """
import sys
from experiments.runs import engine
from experiments.runs.plan import Plan, Point, paired_seeds
from experiments.runs.store import open_store
from model.scenario import Scenario

engine.FLUSH_SECONDS, engine.LARGEST_BLOCK = 0.01, 2
file, folder, address, shares, seeds = sys.argv[1:]
points = tuple(Point.of({"triage.screening_share": float(share)}) for share in shares.split(","))
plan = Plan(Scenario.load(file), points, paired_seeds(int(seeds)))
engine.execute(plan, open_store(folder, create=True), workers=2, scheduler=address)
"""


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts Python processes in the project's folder; none outlives the test."""
    with ExitStack() as stack:

        def begin(*words: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen([sys.executable, *words], cwd=ROOT, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield begin


def wait_until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 200
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def rows_on_disk(folder: Path) -> Counter[str]:
    parts = folder.glob("parts/*.parquet")
    return Counter(key for part in parts for key in parquet.read_table(part)["run_key"].to_pylist())


def test_worker_and_driver_killed_midway_and_every_run_recorded_once(
    tmp_path: Path, small: Scenario, small_file: Path, start: Start
) -> None:
    # First, for the rules are compiled by it and not by every worker.
    plan = Plan(small, tuple(Point.of({"triage.screening_share": share}) for share in SHARES), paired_seeds(SEEDS))
    execute(plan, open_store(tmp_path / "straight", create=True), workers=1)
    wanted, told = tmp_path / "store", tmp_path / "scheduler.json"
    start("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
          "--no-show", "--scheduler-file", str(told))  # fmt: skip
    wait_until(lambda: told.exists() and told.read_text().endswith("}"), "the scheduler does not start")
    address = json.loads(told.read_text())["address"]
    worker = ("-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
              "--local-directory", str(tmp_path))  # fmt: skip
    workers = [start(*worker) for _ in range(2)]
    words = ("-c", DRIVER, str(small_file), str(wanted), address, ",".join(map(str, SHARES)), str(SEEDS))
    driver = start(*words)
    wait_until(lambda: rows_on_disk(wanted), "nothing is recorded")
    workers[0].send_signal(signal.SIGKILL)
    seen = len(rows_on_disk(wanted))
    wait_until(lambda: len(rows_on_disk(wanted)) > seen, "the other worker does not take over")
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    saved = len(rows_on_disk(wanted))
    assert 0 < saved < len(SHARES) * SEEDS
    start(*worker)
    assert start(*words).wait(timeout=200) == 0
    assert set(rows_on_disk(wanted).values()) == {1}
    assert len(rows_on_disk(wanted)) == len(plan)
    ours, straight = (collect(plan, open_store(folder), list(OUTCOMES)) for folder in (wanted, tmp_path / "straight"))
    assert (ours["status"] == "ok").all()
    assert ours.equals(straight)


@pytest.mark.parametrize(("name", "says"), [("slurm", "#SBATCH -t 04:00:00"), ("pbs", "#PBS -l walltime=04:00:00")])
def test_the_documented_profiles_make_job_scripts(name: str, says: str) -> None:
    """The blocks of docs/guides/cluster.md, as they stand there; nothing is submitted."""
    pytest.importorskip("dask_jobqueue")
    names: dict[str, Callable[[], object]] = {}
    text = (ROOT / "docs" / "guides" / "cluster.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(block, names)
    with names[name]() as cluster:  # type: ignore[attr-defined]
        script = cluster.job_script()
    assert says in script
    assert "cd $HOME/huajie\n" in script
    assert re.search(r"dask_worker tcp://\S+ .*--lifetime 225m", script)
