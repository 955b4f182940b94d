"""A register's file as rows of text: CSV in UTF-8 or GB18030, any usual separator, or an Excel workbook.

Core objects: `read_rows` gives `Rows` (head, cells, line numbers, what was noticed); `RegisterError`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median_low
from typing import Any

from experiments.labels.register_words import DATE_WORDS

SEPARATORS = ",;\t|"
EXCEL = (".xlsx", ".xlsm")
OTHER_FORMATS = (".xls", ".ods", ".zip", ".gz", ".json", ".xml", ".parquet", ".pdf", ".docx")
HEAD_WITHIN = 10  # lines in which the head is looked for, below a title
USUAL_OF = 100  # lines whose middle one says how many cells are usual
VALUE = re.compile(rf"[\d\s/:.,{''.join(DATE_WORDS)}-]+")  # a date or number, which no head holds
LONGEST_HEAD = 20_000
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class RegisterError(ValueError):
    """A register that cannot be used; its text names file, what was found and what is allowed."""


@dataclass(frozen=True)
class Rows:
    """A table of text: what stands above the head, the head, the rows with the line each begins on, and wider lines.

    `source` says how it was read: the encoding and separator, or the sheet.
    """

    above: tuple[str, ...]
    head: tuple[str, ...]
    lines: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    ragged: tuple[int, ...]
    source: str


def read_rows(path: str | Path) -> Rows:
    """The rows of a CSV or .xlsx file; `RegisterError` says what is wrong with it."""
    path = Path(path)
    content = _content(path)
    if path.suffix.lower() in EXCEL or content.startswith(b"PK\x03\x04"):
        rows, source = _sheet(path, content)
    elif path.suffix.lower() in OTHER_FORMATS or (b"\0" in content[:4096] and content[:2] not in BOMS):
        raise RegisterError(
            f"{path}: not a text table; allowed: a CSV file or an Excel workbook (.xlsx): save it as one"
        )
    else:
        rows, source = _text_rows(path, content)
    return _headed(path, rows, source)


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise RegisterError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise RegisterError(f"{path}: is a folder; a register is a CSV or .xlsx file") from None
    except OSError as error:
        raise RegisterError(f"{path}: cannot be read ({error.strerror})") from None
    if not content.strip():
        raise RegisterError(f"{path}: the file is empty")
    return content


def encoding_of(content: bytes) -> str:
    """The encoding of a text: its mark, UTF-8 if it is that, else GB18030 where high bytes come in pairs, else Latin."""
    for mark, name in BOMS.items():
        if content.startswith(mark):
            return name
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", content[:1_000_000])]
        return "gb18030" if sum(length % 2 == 0 for length in runs) > len(runs) / 2 else "cp1252"
    return "utf-8"


def _text_rows(path: Path, content: bytes) -> tuple[list[tuple[int, tuple[str, ...]]], str]:
    encoding = encoding_of(content)
    text = content.decode(encoding, errors="replace")
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append((line, tuple(cell.strip() for cell in cells)))
            line = reader.line_num + 1
    except csv.Error:
        most = csv.field_size_limit()
        raise RegisterError(
            f"{path}: line {line}: a field of more than {most:,} characters; perhaps a quotation mark is never closed"
        ) from None
    return rows, f"{encoding}, '{separator}'".replace("\t", "tab")


def _separator(text: str) -> str:
    """The separator that usually cuts a line into the most fields."""
    first = [line[:LONGEST_HEAD] for line in text.splitlines()[:USUAL_OF] if line.strip()]
    return max(SEPARATORS, key=lambda each: median_low(map(len, csv.reader(first, delimiter=each))))


def _sheet(path: Path, content: bytes) -> tuple[list[tuple[int, tuple[str, ...]]], str]:
    """The rows of the longest sheet of a workbook."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {sheet.title: list(_sheet_rows(sheet)) for sheet in book.worksheets}
    except Exception:
        raise RegisterError(
            f"{path}: is no Excel workbook that can be read: it is damaged, has a password or is of another kind; "
            "save it anew as .xlsx"
        ) from None
    name = max(sheets, key=lambda each: len(sheets[each]))
    return sheets[name], f"sheet '{name}'" + (f" of {len(sheets)}" if len(sheets) > 1 else "")


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield line, tuple(_cell(value) for value in cells)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _headed(path: Path, rows: Sequence[tuple[int, tuple[str, ...]]], source: str) -> Rows:
    """The rows below the head; what stands above it is kept as words."""
    filled = [(line, cells) for line, cells in rows if any(cells)]
    if not filled:
        raise RegisterError(f"{path}: no line holds anything")
    place = _place_of_head([cells for _, cells in filled[:USUAL_OF]])
    line, names = filled[place]
    head = _named(names)
    above = tuple(" ".join(filter(None, cells)) for _, cells in filled[:place])
    below, width = filled[place + 1 :], len(head)
    fitting = [(line, cells) for line, cells in below if not any(cells[width:])]
    ragged = tuple(line for line, cells in below if any(cells[width:]))
    if not fitting:
        raise RegisterError(
            f"{path}: no row below the head fits it; the head was read from line {line}: {quoted(head)}"
        )
    cells = tuple((each + ("",) * width)[:width] for _, each in fitting)
    return Rows(above, head, tuple(line for line, _ in fitting), cells, ragged, source)


def _place_of_head(rows: Sequence[tuple[str, ...]]) -> int:
    """The head is the first line that fills nearly as many cells as is usual and holds no values; else the first line."""
    usual = median_low(_filled(cells) for cells in rows)
    named = (
        at
        for at, cells in enumerate(rows[:HEAD_WITHIN])
        if _filled(cells) >= 0.8 * usual and not any(map(VALUE.fullmatch, cells))
    )
    return next(named, 0)


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def quoted(names: Iterable[str]) -> str:
    """Names of a file, each told apart from our own words."""
    return ", ".join(f"'{name}'" for name in names)


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """Every column with a name of its own; empty and repeated ones are numbered."""
    names: list[str] = []
    for at, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {at}"
        names.append(f"{name} ({at})" if name in names else name)
    while names and names[-1] == f"column {len(names)}":
        names.pop()
    return tuple(names)
