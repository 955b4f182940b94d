"""The store: what is written comes back, once; what is damaged is named and never believed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from experiments.runs import store as stores
from experiments.runs.claims import Claims, write_durably
from experiments.runs.engine import Figures, Progress, Simulate, collect, execute
from experiments.runs.plan import Plan
from experiments.runs.store import Store, StoreError, _each_once, open_store, query
from model.outcome_definitions import OUTCOMES
from model.scenario import LEVERS, Scenario

Plans = Callable[..., Plan]
SHARES = [0.1, 0.3, 0.5]


@pytest.fixture
def fill(plan_of: Plans, stand_in: Simulate) -> Callable[..., Progress]:
    """Carries out a small plan in a store, with the stand-in."""

    def run_plan(store: Store, shares: list[float] = SHARES, replications: int = 4, first: int = 1) -> Progress:
        return execute(plan_of(shares, replications, first), store, workers=1, simulate=stand_in, outcomes=["arisen"])

    return run_plan


def parts(store: Store) -> list[Path]:
    return sorted(store.parts_folder.glob("*.parquet"))


class Fewer:
    """A simulation that knows one outcome only."""

    def __init__(self, whole: Simulate) -> None:
        self.whole = whole

    def __call__(self, scenario: Scenario, seed: int) -> Figures:
        return StandIn({"arisen": self.whole(scenario, seed).scalars()["arisen"]})


@dataclass
class StandIn:
    """Figures as they are given."""

    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


def test_what_is_written_comes_back(tmp_path: Path, fill: Callable[..., Progress], plan_of: Plans) -> None:
    store = open_store(tmp_path, create=True)
    assert fill(store).computed == 12
    rows = collect(plan_of(SHARES, 4), open_store(tmp_path), tuple(OUTCOMES))
    assert len(rows) == 12
    assert rows["seed"].tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    expected = [share + seed / 7.0 for seed in (1, 2, 3, 4) for share in SHARES]
    assert rows["arisen"].tolist() == expected
    assert rows.loc[rows["seed"] % 2 == 0, "spent_yuan"].isna().all()
    assert (rows.loc[rows["seed"] % 2 == 1, "spent_yuan"] == 1.0).all()


def test_columns_are_typed(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    store = open_store(tmp_path, create=True)
    fill(store)
    schema = store.table().schema
    assert set(LEVERS) | set(OUTCOMES) | {"run_key", "seed", "status", "error", "replay"} <= set(schema.names)
    kinds = {"float": "double", "int": "int64", "bool": "bool", "choice": "string"}
    assert {path: str(schema.field(path).type) for path in LEVERS} == {p: kinds[d.kind] for p, d in LEVERS.items()}
    assert str(schema.field("seed").type) == "int64"


def test_extending_computes_only_what_is_missing(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    store = open_store(tmp_path, create=True)
    fill(store)
    again = fill(store)
    assert (again.computed, again.reused) == (0, 12)
    more = fill(store, shares=[*SHARES, 0.7], replications=5)
    assert (more.computed, more.reused) == (8, 12)
    assert len(open_store(tmp_path)) == 20


def test_a_new_outcome_computes_what_lacks_it(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    store = open_store(tmp_path, create=True)
    plan = plan_of(SHARES, 2)
    execute(plan, store, workers=1, simulate=Fewer(stand_in), outcomes=["arisen"])
    assert execute(plan, store, workers=1, simulate=stand_in, outcomes=["arisen"]).computed == 0
    assert execute(plan, store, workers=1, simulate=stand_in, outcomes=["arisen", "backlog"]).computed == 6
    table = open_store(tmp_path).table()
    assert table.num_rows == 6
    assert table["backlog"].null_count == 0


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a flipped byte": lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "emptied": lambda path: path.write_bytes(b""),
    "renamed": lambda path: path.rename(path.with_name("numbers.parquet")) and None,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_part_is_named_set_aside_and_computed_again(
    tmp_path: Path, fill: Callable[..., Progress], plan_of: Plans, damage: Callable[[Path], None]
) -> None:
    store = open_store(tmp_path, create=True)
    fill(store)
    sound = store.frame().sort_values("run_key")["arisen"].tolist()
    (part,) = parts(store)
    damage(part)
    opened = open_store(tmp_path)
    assert len(opened) == 0
    assert [each.part for each in opened.damaged] == [path.name for path in (tmp_path / "set_aside").iterdir()]
    assert fill(opened).computed == 12
    assert open_store(tmp_path).frame().sort_values("run_key")["arisen"].tolist() == sound


def test_swapped_parts_give_no_wrong_number(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    store = open_store(tmp_path, create=True)
    fill(store, first=1)
    fill(store, first=11)
    one, two = parts(store)
    aside = tmp_path / "aside"
    shutil.move(one, aside)
    shutil.move(two, one)
    shutil.move(aside, two)
    opened = open_store(tmp_path)
    assert len(opened.damaged) == 2
    assert len(opened) == 0


def test_rows_that_contradict_their_key_are_not_believed(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    """A part rewritten with other seeds, its name's sum put right: the key tells."""
    import hashlib

    store = open_store(tmp_path, create=True)
    fill(store)
    (part,) = parts(store)
    table = parquet.read_table(part)
    place = table.schema.get_field_index("seed")
    forged = table.set_column(place, "seed", pa.array(table["seed"].to_numpy() + 1))
    part.unlink()
    other = tmp_path / "forged"
    parquet.write_table(forged, other)
    total = hashlib.sha256(other.read_bytes()).hexdigest()
    other.rename(part.with_name(f"{part.name[:34]}-{total}.parquet"))
    opened = open_store(tmp_path)
    assert len(opened) == 0
    assert "is not what its key says" in opened.damaged[0].reason


def test_a_foreign_part_adds_its_own_runs_and_no_others(
    tmp_path: Path, fill: Callable[..., Progress], plan_of: Plans
) -> None:
    ours, theirs = open_store(tmp_path / "ours", create=True), open_store(tmp_path / "theirs", create=True)
    fill(ours, shares=[0.1])
    fill(theirs, shares=[0.9])
    shutil.copy(parts(theirs)[0], ours.parts_folder)
    rows = collect(plan_of([0.1], 4), open_store(ours.folder), ("arisen",))
    assert rows["arisen"].tolist() == [0.1 + seed / 7.0 for seed in (1, 2, 3, 4)]


def test_a_run_in_two_parts_counts_once(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    first, second = open_store(tmp_path / "a", create=True), open_store(tmp_path / "b", create=True)
    fill(first)
    fill(second)
    shutil.copy(parts(second)[0], first.parts_folder)
    assert open_store(first.folder).table().num_rows == 12
    assert query(first.folder, "select count(*) as n from runs")["n"].to_pylist() == [12]


def test_what_a_killed_process_wrote_aside_is_swept_out_by_its_death_not_by_its_age(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    with Claims(tmp_path) as living:
        dead, alive = (store.parts_folder / f".part-1-{owner}-2.parquet.9.tmp" for owner in ("0" * 12, living.owner))
        for path in (dead, alive):
            path.write_bytes(b"half")
            os.utime(path, (0, 0))
        with store.session("later"):
            assert not dead.exists()
            assert alive.exists()


def test_a_clock_set_back_hides_nothing_that_was_written_later(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second driver's clock is a year behind; its rows have more outcomes and win."""
    plan, short = plan_of(SHARES, 1), Fewer(stand_in)
    execute(plan, open_store(tmp_path, create=True), workers=1, simulate=short, outcomes=["arisen"])
    a_year_ago = time.time_ns() - 365 * 86_400 * 10**9
    monkeypatch.setattr("experiments.runs.store.time.time_ns", lambda: a_year_ago)
    execute(plan, open_store(tmp_path), workers=1, simulate=stand_in, outcomes=["arisen", "backlog"])
    assert open_store(tmp_path).table()["backlog"].null_count == 0


def test_a_disk_that_refuses_is_a_clear_message_and_leaves_nothing_half_written(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, create=True)
    with monkeypatch.context() as full:
        full.setattr("experiments.runs.store.write_durably", refuse)
        with pytest.raises(StoreError, match="cannot be written \\(No space left on device\\)"):
            execute(plan_of(SHARES, 4), store, workers=1, simulate=stand_in)
    assert [path.name for path in (tmp_path / "claims").iterdir()] == []
    assert execute(plan_of(SHARES, 4), open_store(tmp_path), workers=1, simulate=stand_in).computed == 12


def refuse(path: Path, content: bytes) -> None:
    """As a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_half_a_file_does_not_stay(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    (tmp_path / f".part.{os.getpid()}.tmp").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write_durably(tmp_path / "part", b"content")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_part_that_cannot_be_moved_is_named_and_not_believed(
    tmp_path: Path, fill: Callable[..., Progress], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(open_store(tmp_path, create=True))
    (part,) = parts(open_store(tmp_path))
    part.write_bytes(b"")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(PermissionError()))
    opened = open_store(tmp_path)
    assert (opened.table().num_rows, len(opened), len(opened.damaged)) == (0, 0, 1)


def test_the_manifest_says_who_wrote(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    store = open_store(tmp_path, create=True)
    fill(store)
    fill(store, replications=5)
    content = json.loads((tmp_path / "manifest.json").read_text())
    assert [session["computed"] for session in content["sessions"]] == [12, 3]
    (key,) = content["environments"]
    assert {"numpy", "numba", "python", "libm", "machine", "model_version"} <= set(content["environments"][key])
    assert set(store.frame(["environment"])["environment"]) == {key}


def test_claims_fall_free_when_given_back(tmp_path: Path) -> None:
    keys = [f"{place:064x}" for place in range(4)]
    with Claims(tmp_path) as ours, Claims(tmp_path) as theirs:
        assert ours.take(keys[:2]) == set(keys[:2])
        assert theirs.take(keys) == set(keys[2:])
        assert ours.take(keys[2:]) == set()
    with Claims(tmp_path) as later:
        assert later.take(keys) == set(keys)


def test_query_reads(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    fill(open_store(tmp_path / "store", create=True))
    sql = 'select "triage.screening_share" as share, avg(arisen) as mean from runs group by 1 order by 1'
    answer = query(tmp_path, sql)
    assert answer["share"].to_pylist() == SHARES
    assert answer["mean"].to_pylist() == pytest.approx(np.array(SHARES) + 2.5 / 7.0)
    assert query(tmp_path, "select avg(spent_yuan) as m from runs")["m"].to_pylist() == [1.0]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{file}')",
        "select * from '{file}'",
        "select * from read_text('{file}')",
        "select content from glob('{folder}/*')",
        "copy runs to '{folder}/stolen.csv'",
        "copy (select 1) to '{folder}/stolen.csv'",
        "attach '{folder}/other.db'",
        "create table x as select 1",
        "drop view runs",
        "delete from runs",
        "insert into runs select * from runs",
        "export database '{folder}/stolen'",
        "install httpfs",
        "load httpfs",
        "pragma enable_external_access",
        "set enable_external_access = true",
        "select 1; select 2",
        "explain analyze copy runs to '{folder}/stolen.csv'",
        "select * from table_of_python",
        "select nothing from runs",
        "",
        "not sql",
    ],
)
def test_query_does_nothing_but_read(tmp_path: Path, fill: Callable[..., Progress], sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    fill(open_store(tmp_path / "store", create=True))
    before = sorted(tmp_path.rglob("*"))
    table_of_python = pa.table({"a": [1]})
    assert table_of_python.num_rows == 1
    with pytest.raises(StoreError):
        query(tmp_path / "store", sql.format(file=secret, folder=tmp_path))
    assert sorted(tmp_path.rglob("*")) == before


def test_a_store_is_opened_by_the_name_that_reads_best(tmp_path: Path, fill: Callable[..., Progress]) -> None:
    fill(open_store(tmp_path / "store", create=True))
    assert len(stores.open(tmp_path).frame()) == 12


def test_no_store_is_a_clear_message(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        open_store(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot hold a store"):
        open_store(tmp_path / "file", create=True)
    open_store(tmp_path / "new", create=True)
    (tmp_path / "new" / "manifest.json").write_text('{"format": 2}')
    with pytest.raises(StoreError, match="format 2"):
        open_store(tmp_path / "new")


def test_a_run_that_went_well_is_not_undone_by_a_failure_written_after_it() -> None:
    """The row kept: the one that went well whenever it was written, of two that did, or failed, the later one."""
    rows = [("a", "ok", 1), ("a", "failed", 2), ("b", "failed", 3), ("b", "ok", 4), ("c", "failed", 5), ("c", "failed", 6),
            ("d", "ok", 7), ("d", "ok", 8), ("d", "refused", 9)]  # fmt: skip
    table = pa.table(dict(zip(("run_key", "status", "order"), zip(*rows, strict=True), strict=True)))
    kept = {row["run_key"]: row["order"] for row in _each_once(table).to_pylist()}
    assert kept == {"a": 1, "b": 4, "c": 6, "d": 8}
