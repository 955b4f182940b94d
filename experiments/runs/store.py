"""Where runs are kept: immutable, checked Parquet parts, each run recorded once.

Core objects: `Store` (what is there, and how more is written), `open_store`, `query` (read-only SQL).

A part's name holds the SHA-256 of its bytes, and each row's key is made of what the row says of
itself; so a torn, swapped or foreign part is named and set aside, and never gives a wrong number.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.runs.claims import Claims, locked, write_durably
from experiments.runs.manifest import MANIFEST, Manifest, environment_key, now, this_process
from experiments.runs.plan import declaration, run_key
from model.scenario import LEVERS, PARAMETERS
from model.scenario.triggers import TRIGGERS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

PART_NAME = re.compile(r"part-(?P<time>[0-9a-f]{16})-(?P<owner>[0-9a-f]{12})-(?P<sum>[0-9a-f]{64})\.parquet")
OK, FAILED, REFUSED = "ok", "failed", "refused"
# What a row says of its run, before levers and outcomes.
WORDS = ("run_key", "scenario_key", "model_version", "scenario", "label", "status", "error", "traceback", "replay",
         "environment", "finished")  # fmt: skip


class StoreError(ValueError):
    """A store that cannot be used; its text says where and why."""


@dataclass(frozen=True)
class Damage:
    """A part that was set aside: its name, and what is wrong with it."""

    part: str
    reason: str


@dataclass
class Store:
    """A folder of runs. `refresh` reads what others have written since; `write` adds a part."""

    folder: Path
    is_passing: bool = False  # it goes with the call that made it
    damaged: list[Damage] = field(default_factory=list)
    _outcomes_of: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _status_of: dict[str, str] = field(default_factory=dict, repr=False)
    _parts: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _newest: int = 0

    def refresh(self) -> None:
        """Take in the parts that are new to this process; damaged ones are set aside."""
        names = sorted(path.name for path in self.parts_folder.iterdir() if path.suffix == ".parquet")
        for name in names:
            if name not in self._parts:
                self._take_in(name)
        for gone in set(self._parts) - set(names):
            self._forget(gone)

    @property
    def parts_folder(self) -> Path:
        """Where the parts lie."""
        return self.folder / "parts"

    def __len__(self) -> int:
        return len(self._status_of)

    def status(self, key: str, outcomes: Iterable[str] = ()) -> str | None:
        """How a run ended: 'ok', 'failed', 'refused'; None if it or one of the outcomes is not here."""
        status = self._status_of.get(key)
        return None if status == OK and not self._outcomes_of[key].issuperset(outcomes) else status

    def write(self, rows: Sequence[Mapping[str, Any]], owner: str) -> None:
        """Record rows as one immutable part: written aside, fsynced, renamed."""
        if not rows:
            return
        content = _as_parquet(rows)
        self._newest = max(time.time_ns(), self._newest + 1)
        name = f"part-{self._newest:016x}-{owner}-{hashlib.sha256(content).hexdigest()}.parquet"
        write_durably(self.parts_folder / name, content)
        outcomes = frozenset(path for row in rows for path in row if path not in _FIXED and not _is_declared(path))
        self._remember(name, [(row["run_key"], row["status"]) for row in rows], outcomes)

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Every recorded run once, as Arrow; `columns` (default: all) beside `run_key` and `status`."""
        import pyarrow as pa

        self.refresh()
        tables = []
        for name in sorted(name for name, keys in self._parts.items() if keys):
            part = self._read(name, columns)
            if part is not None:
                keep = part.names if columns is None else [c for c in part.names if c in columns]
                tables.append(part.rows.select(list(dict.fromkeys(["run_key", "status", *keep]))))
        if not tables:
            return pa.table({"run_key": pa.array([], "string"), "status": pa.array([], "string")})
        return _each_once(pa.concat_tables(tables, promote_options="default"))

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """As `table`, as a pandas frame."""
        frame: pd.DataFrame = self.table(columns).to_pandas()
        return frame

    def connect(self) -> duckdb.DuckDBPyConnection:
        """DuckDB over the view `runs`, in memory, without access to files or the network."""
        import duckdb

        connection = duckdb.connect(":memory:")
        connection.register("runs", self.table())
        for setting in ("enable_external_access", "python_enable_replacements"):
            connection.execute(f"SET {setting} = false")
        connection.execute("SET lock_configuration = true")
        return connection

    @contextmanager
    def session(self, command: str) -> Iterator[Session]:
        """One driver's stay: its claims, and its entry in the manifest."""
        with ExitStack() as stack:
            with _writing(self.folder):
                claims = stack.enter_context(Claims(self.folder))
                _sweep_out(self.folder, claims)
            session = Session(self, claims, command)
            session.note()
            try:
                yield session
            finally:
                session.finished = now()
                session.note()

    def _take_in(self, name: str) -> None:
        part = self._read(name, ())
        if part is None:
            return
        pairs = list(zip(part.rows["run_key"].to_pylist(), part.rows["status"].to_pylist(), strict=True))
        self._remember(name, pairs, frozenset(c for c in part.names if c not in _FIXED and not _is_declared(c)))

    def _remember(self, name: str, pairs: list[tuple[str, str]], outcomes: frozenset[str]) -> None:
        self._parts[name] = [key for key, _ in pairs]
        # A clock may be set back between two drivers; what is written later is named later all the same.
        self._newest = max(self._newest, int(name.split("-")[1], 16))
        for key, status in pairs:
            if self._status_of.get(key) != OK or (status == OK and not self._outcomes_of[key] >= outcomes):
                self._status_of[key], self._outcomes_of[key] = status, outcomes

    def _forget(self, name: str) -> None:
        for key in self._parts.pop(name):
            self._status_of.pop(key, None)

    def _read(self, name: str, columns: Iterable[str] | None = None) -> _Part | None:
        """A part, checked; None when it has gone or was damaged and now lies aside."""
        try:
            return _checked_part(name, (self.parts_folder / name).read_bytes(), columns)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self.parts_folder / name}: cannot be read ({error.strerror})") from None
        except _DamagedPartError as error:
            self._set_aside(name, str(error))
            return None

    def _set_aside(self, name: str, reason: str) -> None:
        aside = self.folder / "set_aside"
        self.damaged.append(Damage(name, reason))
        if name in self._parts:
            self._forget(name)
        try:
            aside.mkdir(exist_ok=True)
            (self.parts_folder / name).replace(aside / name)
        except FileNotFoundError:
            pass  # another process was quicker
        except OSError:
            self._parts[name] = []  # in a folder that can only be read it stays, and is not believed


@dataclass
class Session:
    """A driver at work on a store: claims runs, records them, keeps its entry in the manifest."""

    store: Store
    claims: Claims
    command: str
    started: str = field(default_factory=now)
    finished: str | None = None
    computed: int = 0

    def claim(self, keys: Sequence[str], is_done: Callable[[str], bool]) -> set[str]:
        """Those of the keys that are neither recorded nor in another driver's hands; now in ours.

        Looking and claiming happen under one lock: no other driver can record or claim in between.
        """
        with _writing(self.store.folder), locked(self.store.folder):
            # In this order: whoever gave a claim back before this lock had recorded its run before that.
            others = self.claims.of_others()
            self.store.refresh()
            free = [key for key in keys if key not in others and not is_done(key)]
            self.claims.take(free)
        return set(free)

    def record(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Record rows, ours by claim."""
        with _writing(self.store.folder):
            self.store.write(rows, self.claims.owner)
        self.computed += len(rows)

    def note(self) -> None:
        """Write this session into the manifest."""
        entry = {
            "owner": self.claims.owner,
            "command": self.command,
            **this_process(),
            "environment": environment_key(),
            "started": self.started,
            "finished": self.finished,
            "computed": self.computed,
        }
        with _writing(self.store.folder):
            Manifest(self.store.folder).note(entry)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """What the disk refuses (it is full, or can only be read) as a message for the user."""
    try:
        yield
    except OSError as error:
        told = "what is recorded stays, and the same command goes on from there"
        raise StoreError(f"{folder}: cannot be written ({error.strerror}); {told}") from error


_FIXED = frozenset({*WORDS, "seed", "runtime_seconds"})


class _DamagedPartError(Exception):
    """What is wrong with a part."""


def _is_declared(path: str) -> bool:
    return path in LEVERS or path in PARAMETERS or path == TRIGGERS


def _as_parquet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as the bytes of one Parquet file; a NaN is written as null, for SQL to leave it out."""
    import pyarrow as pa
    from pyarrow import parquet

    names = list(dict.fromkeys([*WORDS, "seed", "runtime_seconds", *LEVERS, *(name for row in rows for name in row)]))
    arrays = [pa.array([_storable(row.get(name)) for row in rows], _type(name), from_pandas=True) for name in names]
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(arrays, names=names), sink, compression="zstd")
    return bytes(sink.getvalue())


def _storable(value: Any) -> Any:
    """Text as Unicode can hold it: what a file name has beyond it is escaped."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _type(name: str) -> str:
    if name in WORDS or name == TRIGGERS:
        return "string"
    if name == "seed":
        return "int64"
    if _is_declared(name):
        return {"float": "float64", "int": "int64", "bool": "bool", "choice": "string"}[declaration(name).kind]
    return "float64"


class _Part(NamedTuple):
    """The names of all its columns, and its rows in those that were asked for and those that tell what a row is."""

    names: list[str]
    rows: pa.Table


def _checked_part(name: str, content: bytes, columns: Iterable[str] | None) -> _Part:
    """A part, if its bytes are those that were written and its rows are what they say; `columns` None: all of them."""
    import pyarrow as pa
    from pyarrow import parquet

    match = PART_NAME.fullmatch(name)
    if match is None:
        raise _DamagedPartError("not the name of a part")
    if hashlib.sha256(content).hexdigest() != match["sum"]:
        raise _DamagedPartError("its bytes are not those that were written")
    try:
        with parquet.ParquetFile(pa.BufferReader(content)) as file:
            names = file.schema_arrow.names
            wanted = None if columns is None else {*columns, *WORDS, "seed", "runtime_seconds"}
            table = file.read(names if wanted is None else [each for each in names if each in wanted])
    except pa.ArrowException as error:
        raise _DamagedPartError(f"not readable as Parquet: {error}") from None
    _check_rows(table)
    return _Part(names, table)


def _check_rows(table: pa.Table) -> None:
    for column in (*WORDS, "seed", "runtime_seconds"):
        if column not in table.column_names or str(table.schema.field(column).type) != _arrow_name(column):
            raise _DamagedPartError(f"column {column} is missing or of another type")
    names = ("run_key", "scenario_key", "model_version", "seed", "status")
    for key, scenario_key, version, seed, status in zip(*(table[name].to_pylist() for name in names), strict=True):
        if seed is None or status not in (OK, FAILED, REFUSED) or key != run_key(scenario_key, seed, version):
            raise _DamagedPartError(f"the row of run {key} is not what its key says")


def _arrow_name(column: str) -> str:
    return {"float64": "double"}.get(_type(column), _type(column))


def _each_once(table: pa.Table) -> pa.Table:
    """One row a run: one that went well before one that failed, then the one written last."""
    best: dict[str, int] = {}
    statuses = table["status"].to_pylist()
    for row, key in enumerate(table["run_key"].to_pylist()):
        if key not in best or statuses[row] == OK or statuses[best[key]] != OK:
            best[key] = row
    return table.take(list(best.values()))


def open_store(folder: str | Path, create: bool = False) -> Store:
    """The store in a folder, or in its subfolder `store`; with `create`, a new one if there is none.

    Raises `StoreError` where there is none, or where something else lies.
    """
    if not isinstance(folder, str | PathLike):
        raise StoreError(f"store: found {folder!r}; allowed: a folder")
    folder = Path(folder)
    if not create and not (folder / "parts").is_dir() and (folder / "store" / "parts").is_dir():
        folder = folder / "store"
    try:
        if create:
            (folder / "parts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot hold a store ({error.strerror})") from None
    if not (folder / "parts").is_dir():
        raise StoreError(f"{folder}: no store here; 'compare' and 'sweep' make one, in the folder of --out or --store")
    written = Manifest(folder).read()["format"]
    if written != 1:
        raise StoreError(f"{folder}: found a store of format {written}; this Huajie reads format 1")
    store = Store(folder)
    store.refresh()
    return store


# The name that reads best where the module is named too: `experiments.runs.store.open(folder)`.
open = open_store  # noqa: A001


def _sweep_out(folder: Path, claims: Claims) -> None:
    """Remove what killed drivers were writing aside: by whether they live, for clocks jump."""
    with locked(folder):
        living = claims.living()
        for path in (folder / "parts").glob(".part-*.tmp"):
            if not living.intersection(path.name.split("-")[2:3]):
                path.unlink(missing_ok=True)
        for path in folder.glob(f".{MANIFEST}.*.tmp"):  # written under this lock only
            path.unlink(missing_ok=True)


READING = ("SELECT", "EXPLAIN")


def query(folder: str | Path, sql: str) -> pa.Table:
    """The answer of one reading SQL statement over the view `runs`, one row a run.

    Raises `StoreError` for SQL that is wrong, that is not one statement, or that does more than read.
    Levers are columns by their full name, in double quotes: "triage.screening_share".
    """
    import duckdb

    connection = open_store(folder).connect()
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type.name not in READING:
            raise StoreError("query: allowed is one statement that reads, such as: select count(*) from runs")
        return connection.sql(sql).to_arrow_table()
    except duckdb.Error as error:
        hint = '; names of levers stand in double quotes: "triage.screening_share"' if "." in sql else ""
        raise StoreError(f"query: {str(error).splitlines()[0]}{hint}") from None
    finally:
        connection.close()
