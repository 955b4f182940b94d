"""Kill sweeps at random moments and compare what is left with a sweep that nothing disturbed; damage the compile cache: `make torture`.

    python -m experiments.benchmarks.torture [--faults 200] [--damages 200] [--seed 1] [--folder FOLDER]

A campaign is one store: drivers work on it, one or two at a time, and every one of them meets a fault,
until the sweep is whole. Then its rows must be those of the undisturbed store, none lost, none twice.
A fault counts when it struck a driver at work. Needs Linux (`/proc`, `prlimit`).

Core objects: `FAULTS` (what is done, and how a driver may end after it), `torture` → `Findings`.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.benchmarks.torture_cache import torture_cache
from experiments.runs import engine
from experiments.runs.plan import Plan, Point, paired_seeds
from experiments.runs.store import StoreError, open_store
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

PLACE = {
    "format": 1,
    "place": {"days": 60, "burn_in_days": 0, "communities": 2, "grids": 6, "buildings_per_grid": 10,
              "residents_per_building": 10},
    "budget": {"yearly_yuan": 6_000_000.0},
}  # fmt: skip
SHARES = (0.1, 0.3, 0.5, 0.7)
SEEDS = 60
RUN_SECONDS = 0.006  # added to every run, so that there is something to strike at
FLUSH_SECONDS = 0.05
PRELOADED = ["experiments.runs.store", "experiments.runs.engine", "model.simulate", "pandas", "pyarrow.parquet"]
MAX_ROUNDS = 30  # of a campaign; then it is left to finish
PATIENCE_SECONDS = 300.0
KILLED, WELL, REFUSED, INTERRUPTED = -signal.SIGKILL, 0, 2, 130
YEARS_NS = 10 * 365 * 86_400 * 10**9
# What a row says of its making, not of its run.
OF_THE_MAKING = ("runtime_seconds", "finished", "environment")


def slow_run(scenario: Scenario, seed: int) -> engine.Figures:
    """The real simulation, long enough to be struck."""
    from model.simulate import simulate

    time.sleep(RUN_SECONDS)
    return simulate(scenario, seed)


@dataclass(frozen=True)
class StandIn:
    """Figures that depend on scenario and seed alone, one of them undefined at times: for a quick torture."""

    scenario: Scenario
    seed: int

    def scalars(self) -> dict[str, float]:
        """All outcomes."""
        share = self.scenario.triage.screening_share
        values = {name: share + self.seed / (place + 7.0) for place, name in enumerate(OUTCOMES)}
        return values | ({"spent_yuan": math.nan} if self.seed % 2 else {})


def slow_stand_in(scenario: Scenario, seed: int) -> engine.Figures:
    """In place of the simulation where its rules need not be loaded by every driver."""
    time.sleep(RUN_SECONDS)
    return StandIn(scenario, seed)


@dataclass(frozen=True)
class Driver:
    """A driver at work in a process of its own."""

    process: ForkServerProcess
    told: Connection

    def wait_until_at_work(self) -> None:
        """Return when its first run came in, or when it is dead."""
        if not self.told.poll(PATIENCE_SECONDS):
            raise TimeoutError("a driver neither works nor ends")

    def ended(self) -> int:
        """How it ended; one that hangs raises TimeoutError."""
        self.process.join(PATIENCE_SECONDS)
        if self.process.exitcode is None:
            self.process.kill()
            raise TimeoutError("a driver hangs")
        return self.process.exitcode

    @property
    def pid(self) -> int:
        """Its process."""
        assert self.process.pid is not None
        return self.process.pid


def drive(store: Path, kind: engine.EngineName, clock: int | None, simulate: engine.Simulate, told: Connection) -> None:
    """One driver on a store, as `sweep` is one; ends with the command line's exit codes."""
    engine.FLUSH_SECONDS = FLUSH_SECONDS
    if clock is not None:
        time.time_ns = jumping(random.Random(clock))
    try:
        engine.execute(
            sweep_plan(), open_store(store, create=True), workers=2, engine=kind, simulate=simulate,
            on_progress=lambda progress: told.send_bytes(b"at work") if progress.computed else None,
        )  # fmt: skip
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except StoreError as error:
        with suppress(OSError):  # a file to which the words go is under the same limit
            print(f"Error: {error}", file=sys.stderr, flush=True)
        sys.exit(REFUSED)


def jumping(chance: random.Random) -> Callable[[], int]:
    """A clock that is set anew, by years, whenever it is read."""
    true = time.time_ns
    return lambda: true() + chance.randrange(-YEARS_NS, YEARS_NS)


def sweep_plan() -> Plan:
    """What every driver of the torture sweeps."""
    points = tuple(Point.of({"triage.screening_share": share}) for share in SHARES)
    return Plan(Scenario(PLACE), points, paired_seeds(SEEDS))


def _kill(driver: Driver, store: Path, chance: random.Random) -> bool:
    os.kill(driver.pid, signal.SIGKILL)
    return driver.ended() == KILLED


def _interrupt(driver: Driver, store: Path, chance: random.Random) -> bool:
    os.kill(driver.pid, signal.SIGINT)
    return driver.ended() == INTERRUPTED


def _fill_disk(driver: Driver, store: Path, chance: random.Random) -> bool:
    """No file grows beyond some bytes any more: what is written next is torn and refused."""
    room = chance.randrange(20_000)
    resource.prlimit(driver.pid, resource.RLIMIT_FSIZE, (room, room))
    return driver.ended() == REFUSED


def _read_only(driver: Driver, store: Path, chance: random.Random) -> bool:
    with frozen(store / "parts"):
        return driver.ended() == REFUSED


@contextmanager
def frozen(folder: Path) -> Iterator[None]:
    """A folder in which nothing can be made; root, whom permissions do not stop, needs more than them."""
    root = os.geteuid() == 0
    freeze, thaw = (["chattr", "+i"], ["chattr", "-i"]) if root else (["chmod", "a-w"], ["chmod", "u+w"])
    subprocess.run([*freeze, str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run([*thaw, str(folder)], check=True)


def _lose_worker(driver: Driver, store: Path, chance: random.Random) -> bool:
    workers = [child for child in children(driver.pid) if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    if not workers:
        return driver.ended() != WELL
    os.kill(chance.choice(workers), signal.SIGKILL)
    return driver.ended() == WELL


def children(pid: int) -> list[int]:
    """The processes that a process has started; none when it has gone."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _damage(driver: Driver, store: Path, chance: random.Random) -> bool:
    """One byte of one part is turned; the driver goes on."""
    parts = sorted((store / "parts").glob("*.parquet"))
    if not parts:
        return driver.ended() != WELL
    part = chance.choice(parts)
    content = bytearray(part.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    part.write_bytes(content)
    return driver.ended() == WELL


@dataclass(frozen=True)
class Fault:
    """What is done to a driver, how often among the others, and how the driver may end after it."""

    strike: Callable[[Driver, Path, random.Random], bool]
    weight: int
    endings: Sequence[int]
    engine: engine.EngineName = "threads"
    clock_jumps: bool = False


FAULTS = {
    "SIGKILL": Fault(_kill, 6, (KILLED, WELL)),
    "clock jump and SIGKILL": Fault(_kill, 3, (KILLED, WELL), clock_jumps=True),
    "full disk": Fault(_fill_disk, 4, (REFUSED, WELL)),
    "read-only folder": Fault(_read_only, 3, (REFUSED, WELL)),
    "Ctrl-C": Fault(_interrupt, 2, (INTERRUPTED, WELL)),
    "worker lost": Fault(_lose_worker, 1, (WELL,), engine="processes"),
    "damaged part": Fault(_damage, 1, (WELL,)),
}


@dataclass
class Findings:
    """What came of it: faults that struck, by kind; campaigns, rows compared, and what went wrong."""

    struck: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    campaigns: int = 0
    rows: int = 0
    wrong: list[str] = field(default_factory=list)

    def report(self) -> str:
        """For people."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.struck.items()))
        lines = [
            f"{self.struck.total()} faults struck ({kinds}); {self.missed} came too late and do not count",
            f"{self.campaigns} stores, {self.rows:,} rows compared with the undisturbed store",
            *(self.wrong or ["identical rows, none lost, none twice, nothing half-written"]),
        ]
        return "\n".join(lines)


def torture(faults: int, folder: Path, seed: int = 1, simulate: engine.Simulate = slow_run) -> Findings:
    """Strike until `faults` have struck; every campaign ends whole and is compared."""
    nursery = Nursery(simulate)
    straight = folder / "undisturbed"
    nursery.start(straight, FAULTS["SIGKILL"], None).ended()
    expected, findings, chance = rows_of(straight), Findings(), random.Random(seed)
    if len(expected) != len(sweep_plan()):
        raise RuntimeError(f"the undisturbed sweep has {len(expected)} rows")
    while findings.struck.total() < faults:
        store = folder / f"campaign-{findings.campaigns}"
        _plan_result(nursery, store, faults, findings, chance)
        findings.wrong += [f"campaign {findings.campaigns}: {each}" for each in differences(store, expected)]
        findings.campaigns += 1
        findings.rows += len(expected)
        shutil.rmtree(store)
    return findings


class Nursery:
    """Where drivers come from: forked from a server that has imported everything, so that they start at once."""

    def __init__(self, simulate: engine.Simulate) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self._simulate = simulate

    def start(self, store: Path, fault: Fault, clock: int | None) -> Driver:
        """A driver on a store."""
        here, there = self._context.Pipe(duplex=False)
        words = (store, fault.engine, clock if fault.clock_jumps else None, self._simulate, there)
        process = self._context.Process(target=drive, args=words)
        process.start()
        there.close()
        return Driver(process, here)


def _plan_result(nursery: Nursery, store: Path, faults: int, findings: Findings, chance: random.Random) -> None:
    """Faults on one store until it is whole, enough have struck, or it has had its share; then it may finish."""
    names, weights = list(FAULTS), [fault.weight for fault in FAULTS.values()]
    for _ in range(MAX_ROUNDS):
        name = chance.choices(names, weights)[0]
        struck = _round(nursery, store, name, findings, chance)
        findings.struck[name] += struck
        findings.missed += not struck
        if not struck or findings.struck.total() >= faults:
            break
    if (ending := nursery.start(store, FAULTS["SIGKILL"], None).ended()) != WELL:
        findings.wrong.append(f"a driver that nothing disturbed ended with {ending}")


def _round(nursery: Nursery, store: Path, name: str, findings: Findings, chance: random.Random) -> bool:
    """One or two drivers, one fault at a random moment; says whether it struck."""
    fault = FAULTS[name]
    drivers = [nursery.start(store, fault, chance.randrange(2**32)) for _ in range(chance.choice((1, 1, 2)))]
    drivers[0].wait_until_at_work()
    time.sleep(chance.uniform(0.0, 2.0 * FLUSH_SECONDS))
    struck = drivers[0].process.is_alive() and fault.strike(drivers[0], store, chance)
    for driver, allowed in zip(drivers, (fault.endings, (WELL, REFUSED)), strict=False):
        if (ending := driver.ended()) not in allowed:
            findings.wrong.append(f"campaign {findings.campaigns}: after '{name}' a driver ended with {ending}")
    return struck


def rows_of(store: Path) -> pa.Table:
    """Every row that the parts hold, twice if it is there twice, by run key; less what tells of its making."""
    import pyarrow as pa
    from pyarrow import parquet

    parts = [parquet.read_table(path) for path in (store / "parts").glob("*.parquet")]
    table = pa.concat_tables(parts, promote_options="default").sort_by("run_key")
    return table.drop_columns(list(OF_THE_MAKING)).select(sorted(set(table.column_names) - set(OF_THE_MAKING)))


def differences(store: Path, expected: pa.Table) -> list[str]:
    """What a finished store has that it should not, or lacks."""
    found = rows_of(store)
    keys, wanted = Counter(found["run_key"].to_pylist()), Counter(expected["run_key"].to_pylist())
    twice, lost = sum((keys - wanted).values()), sum((wanted - keys).values())
    said = [f"{twice} rows too many"] * bool(twice) + [f"{lost} rows lost"] * bool(lost)
    if not said and not found.equals(expected):
        said.append("rows differ in " + ", ".join(n for n in expected.column_names if found[n] != expected[n]))
    left = [path.name for path in store.rglob("*") if path.suffix == ".tmp" or path.parent.name == "claims"]
    return said + [f"left behind: {name}" for name in left]


def main(arguments: list[str] | None = None) -> int:
    """Torture and report; exit code 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmarks.torture", description=__doc__)
    parser.add_argument("--faults", type=int, default=200, help="faults that must strike")
    parser.add_argument("--damages", type=int, default=200, help="files of the compile cache to damage")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of faults; their moments are the machine's")
    parser.add_argument("--folder", type=Path, help="where the stores lie; default: a passing folder")
    chosen: Any = parser.parse_args(arguments)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="huajie-torture-", dir=chosen.folder) as folder:
        findings = torture(chosen.faults, Path(folder), chosen.seed)
        cache = torture_cache(chosen.damages, Path(folder) / "cache", chosen.seed)
    print(f"{findings.report()}\n{cache.report()}\n{time.perf_counter() - begun:.0f} seconds")
    return int(bool(findings.wrong or cache.wrong))


if __name__ == "__main__":
    sys.exit(main())
