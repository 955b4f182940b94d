"""JSON and Parquet as tables of text: lines of objects, Open311 and open-data answers, columns of a file.

Core objects: `as_json` and `as_parquet`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.registers.file import (
    MAX_COLUMNS,
    MAX_ROWS,
    RegisterError,
    Rows,
    decoded,
    named_apart,
    too_large,
)
from experiments.registers.sheets import cell_text

JSON_NAMES = (".json", ".geojson", ".jsonl", ".ndjson")
WRAPPERS = ("properties", "attributes", "fields")  # GeoJSON, ArcGIS, Opendatasoft keep a row's values within
MAX_DEPTH = 5
SPACE = re.compile(r"[\s,;\x1e]*")  # between one value and the next
EMPTY = "holds no list of cases; allowed: a list of objects, an object a line, or a list of rows beside their columns"


def as_json(path: Path, content: bytes) -> Rows | None:
    """The rows of a JSON file, or None where it is none and is not called so."""
    named = path.suffix.lower() in JSON_NAMES
    if not named and content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return None
    text, encoding, noted = decoded(content)
    records = _records(text.strip())
    if records is None:
        if named:
            raise RegisterError(f"{path}: is no JSON that can be read; allowed: JSON, or an object a line (JSON lines)")
        return None
    if not records:
        raise RegisterError(f"{path}: {EMPTY}")
    if len(records) > MAX_ROWS:
        raise too_large(path, f"{len(records):,} rows")
    flat = [dict(_flat(record)) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return _table(path, names, [[record.get(name) for name in names] for record in flat], f"JSON, {encoding}", noted)


def _table(path: Path, names: Sequence[str], rows: Sequence[Sequence[Any]], source: str, noted: Any = ()) -> Rows:
    if len(names) > MAX_COLUMNS:
        raise too_large(path, f"{len(names):,} columns")
    cells = tuple(tuple(cell_text(value) for value in row) for row in rows)
    filled = [at for at, row in enumerate(cells) if any(row)]
    if not filled:
        raise RegisterError(f"{path}: no row holds anything")
    head = named_apart([*names, "end"])[:-1]
    return Rows((), head, tuple(at + 1 for at in filled), tuple(cells[at] for at in filled), (), source, noted)


def _records(text: str) -> list[Mapping[str, Any]] | None:
    """The objects of a JSON text; empty where it holds none, None where it is no JSON."""
    decoder, at, trees = json.JSONDecoder(), 0, []
    try:
        while at < len(text):
            tree, at = decoder.raw_decode(text, at)
            trees.append(tree)
            at = SPACE.match(text, at).end()  # type: ignore[union-attr]
    except (ValueError, RecursionError):
        return None
    if len(trees) == 1:
        return _found(trees[0])
    # One value after another: an object a case, or answers a page, each with its list.
    if not all(isinstance(tree, dict | list) for tree in trees):
        return None
    is_case = all(isinstance(tree, dict) and not _listed(tree) for tree in trees)
    return [_unwrapped(tree) for tree in trees] if is_case else [record for tree in trees for record in _found(tree)]


def _found(tree: Any) -> list[Mapping[str, Any]]:
    """The longest list of objects in a tree, or a list of rows beside the list of their columns."""
    columns = _columns_of(tree)
    if columns and isinstance(tree.get("data"), list):
        return [dict(zip(columns, row, strict=False)) for row in tree["data"] if isinstance(row, list)]
    longest = _listed(tree)
    if longest:
        return [_unwrapped(record) for record in longest]
    if isinstance(tree, list) and len(tree) > 1 and all(isinstance(row, list) for row in tree):
        # Rows as lists, their names in the first.
        return [dict(zip(named_apart([*map(str, tree[0]), "end"])[:-1], row, strict=False)) for row in tree[1:]]
    if not isinstance(tree, dict) or not tree:
        return []
    inner = list(tree.values())
    if len(inner) > 1 and all(isinstance(each, dict) for each in inner) and len({*map(tuple, inner)}) == 1:
        return inner  # a case under its number
    if len(inner) > 1 and all(isinstance(each, list) for each in inner) and len({*map(len, inner)}) == 1:
        return [dict(zip(tree, row, strict=True)) for row in zip(*inner, strict=True)]  # a list a column
    return [_unwrapped(tree)]


def _listed(tree: Any) -> list[Any]:
    """The longest list of objects in a tree."""
    lists = [each for each in _lists(tree, 0) if each and all(isinstance(one, dict) for one in each)]
    return max(lists, key=len, default=[])


def _columns_of(tree: Any) -> list[str]:
    """Names of the columns where rows are lists: Socrata's `meta.view.columns`, or `columns`."""
    if not isinstance(tree, dict):
        return []
    view = tree.get("meta", {}).get("view", {}) if isinstance(tree.get("meta"), dict) else {}
    columns = view.get("columns") if isinstance(view, dict) and "columns" in view else tree.get("columns")
    if not isinstance(columns, list):
        return []
    return [str(each.get("name", each.get("fieldName", "")) if isinstance(each, dict) else each) for each in columns]


def _lists(tree: Any, depth: int) -> Iterator[list[Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(tree, list):
        yield tree
    elif isinstance(tree, dict):
        for each in tree.values():
            yield from _lists(each, depth + 1)


def _unwrapped(record: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = [record[name] for name in WRAPPERS if isinstance(record.get(name), dict)]
    return inner[0] if inner else record


def _flat(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Names and values; what lies within an object is named with a dot."""
    for name, value in record.items():
        if isinstance(value, dict) and depth < MAX_DEPTH:
            yield from _flat(value, f"{prefix}{name}.", depth + 1)
        elif isinstance(value, dict | list):
            yield f"{prefix}{name}", json.dumps(value, ensure_ascii=False)[:200]
        else:
            yield f"{prefix}{name}", value


def as_parquet(path: Path, content: bytes) -> Rows:
    """The rows of a Parquet file."""
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows > MAX_ROWS or file.metadata.num_columns > MAX_COLUMNS:
            raise too_large(path, f"{file.metadata.num_rows:,} rows and {file.metadata.num_columns:,} columns")
        table = file.read().flatten()
        columns = [_words(column) for column in table.columns]
    except (pyarrow.ArrowException, OSError):
        raise RegisterError(f"{path}: is no Parquet file that can be read; export it anew, or as CSV") from None
    return _table(path, table.column_names, list(zip(*columns, strict=True)), "Parquet")


def _words(column: Any) -> list[Any]:
    """A column's values as text; times beyond Python's are text as well."""
    import pyarrow

    if pyarrow.types.is_floating(column.type) or pyarrow.types.is_decimal(column.type):
        return list(column.to_pylist())
    try:
        return list(column.cast(pyarrow.string()).to_pylist())
    except pyarrow.ArrowException:
        return [None if value is None else str(value) for value in column.to_pylist()]
