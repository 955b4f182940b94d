"""Tables as other programs read them: JSON records and CSV, with every digit and nothing that acts.

Core objects: `records`, `write_csv` (for spreadsheets) and `answer_records` (what a query gave).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import pyarrow

# A spreadsheet takes a cell that begins so for a formula; a quotation mark before it says that it is text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ENCODING = "utf-8-sig"  # with the mark by which Excel knows UTF-8


def records(frame: pandas.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain values for JSON: numbers with all their digits, None where undefined."""
    return [
        dict(zip(map(str, frame.columns), map(plain, row), strict=True))
        for row in frame.itertuples(index=False, name=None)
    ]


def write_csv(frame: pandas.DataFrame, path: str | Path) -> None:
    """Write a frame for spreadsheets: UTF-8 with its mark, and no cell that could be taken for a formula."""
    safe = frame.rename(columns=lambda name: without_formula(str(name)))
    for column, kind in enumerate(safe.dtypes):
        if not hasattr(kind, "kind") or kind.kind not in "fiub":
            safe.isetitem(column, safe.iloc[:, column].map(without_formula))
    with Path(path).open("w", encoding=ENCODING, errors="backslashreplace", newline="") as file:
        safe.to_csv(file, index=False, lineterminator="\r\n")  # as RFC 4180 has it


def without_formula(value: Any) -> Any:
    """A cell's value; a text that a spreadsheet would compute begins with a quotation mark, as one types it there."""
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


def plain(value: Any) -> Any:
    """A value as JSON knows it: undefined is None, a whole decimal an integer, what JSON lacks a text."""
    if hasattr(value, "item") and not isinstance(value, bytes):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat() if value == value else None  # pandas has a day that is none
    if isinstance(value, bytes):
        return "".join(f"\\x{byte:02X}" for byte in value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if type(value).__name__ == "MonthDayNano":  # pyarrow's interval
        return f"{value.months} months {value.days} days {value.nanoseconds / 1e9:g} s"
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, timedelta):
        return f"{value.total_seconds()} s"
    return None if value != value else str(value)


def answer_records(answer: pyarrow.Table) -> list[dict[str, Any]]:
    """The rows of a query's answer as plain values, by names of which each stands once (a second `a` is `a_2`)."""
    names = names_once(answer.column_names)
    columns = [[plain(value) for value in column.to_pylist()] for column in answer.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def write_answer(answer: pyarrow.Table, file: IO[str]) -> None:
    """Write a query's answer as CSV for other programs: as `answer_records`, an empty cell where nothing is."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names_once(answer.column_names))
    for row in answer_records(answer):
        writer.writerow(["" if value is None else value for value in row.values()])


def names_once(names: list[str]) -> list[str]:
    """The names, a repeated one with its number."""
    found: list[str] = []
    for name in names:
        number, own = 1, name
        while own in found:
            number += 1
            own = f"{name}_{number}"
        found.append(own)
    return found
