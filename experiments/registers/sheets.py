"""The visible sheets of an Excel workbook as tables, read row by row within limits of size.

Core objects: `sheets_of`. What a sheet says of its own size is not believed: it is read to where its cells end.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from experiments.registers.file import (
    MAX_COLUMNS,
    RegisterError,
    Rows,
    headed,
    quoted,
    too_large,
)

LAST_LINE = 1_048_576  # of any sheet
MAX_UNPACKED, MAX_STRINGS = 2_000_000_000, 200_000_000  # bytes
MAX_WIDE = 20  # lines that reach beyond the columns that are read, for a coloured line may
MAX_CELLS = 60_000_000
FORMULAS = "its cells hold formulas without stored values: open it in a spreadsheet program and save it once"


def sheets_of(path: Path, content: bytes, name: str | None = None) -> list[Rows]:
    """The tables of a workbook, the longest first; sheets of the same head are one table.

    Hidden sheets are not read; `name` is the title of a sheet or its number, from 1.
    """
    try:
        book = _opened(path, content)
        chosen = _chosen(path, book, name)
        tables, refused = [], []
        for sheet in chosen:
            try:
                tables.append((sheet.title, headed(path, list(_lines(path, sheet)), f"sheet '{sheet.title}'")))
            except RegisterError as error:
                refused.append(error)
    except RegisterError:
        raise
    except Exception:
        raise RegisterError(
            f"{path}: is no Excel workbook that can be read: it is damaged, has a password or is of another kind; "
            "save it anew as .xlsx"
        ) from None
    if not tables:
        raise _why_empty(path, content, refused)
    return _joined(tables, len(book.worksheets))


def _opened(path: Path, content: bytes) -> Any:
    """The workbook, if what it unpacks to can be held."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = {each.filename: each.file_size for each in archive.infolist()}
        if not any(name.startswith("xl/") for name in sizes):
            raise RegisterError(f"{path}: {_other_archive(archive)}")
    size = sum(sizes.values())
    count = sum(each for name, each in sizes.items() if name.lower().endswith("sharedstrings.xml"))
    if size > MAX_UNPACKED or count > MAX_STRINGS:
        raise RegisterError(
            f"{path}: unpacks to {size:,} bytes, {count:,} of them for words; allowed: at most "
            f"{MAX_UNPACKED:,} and {MAX_STRINGS:,}: export fewer years or columns, or CSV"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)


def _other_archive(archive: zipfile.ZipFile) -> str:
    """What a ZIP archive is that is no workbook."""
    names = archive.namelist()
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
        return "is an OpenDocument file (.ods): open it in a spreadsheet program and save it as .xlsx or CSV"
    if "[Content_Types].xml" in names or any(name.startswith("word/") for name in names):
        return "is an Office document but no workbook: save its table as .xlsx or CSV"
    return f"is a ZIP archive with {quoted(names[:3])}: unpack it first"


def _chosen(path: Path, book: Any, name: str | None) -> list[Any]:
    sheets = list(book.worksheets)
    if name is None:
        visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
        return visible or sheets
    titled = [sheet for sheet in sheets if sheet.title.strip() == name.strip()]
    if not titled and name.isdecimal() and 1 <= int(name) <= len(sheets):
        titled = [sheets[int(name) - 1]]
    if not titled:
        raise RegisterError(f"--sheet: {path} has no sheet '{name}'; its sheets are {quoted(s.title for s in sheets)}")
    return titled


def _lines(path: Path, sheet: Any) -> Iterator[tuple[int | str, tuple[str, ...]]]:
    """The lines that hold anything, as text, to where the cells end or the limits are reached."""
    sheet.reset_dimensions()
    wide = cells = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
            width = len(values)
            cells += width
            while width and (values[width - 1] is None or values[width - 1] == ""):
                width -= 1
            wide += len(values) > MAX_COLUMNS
            if width > MAX_COLUMNS or wide > MAX_WIDE:
                raise too_large(path, f"sheet '{sheet.title}' is {len(values):,} columns wide in line {line}")
            if line > LAST_LINE or cells > MAX_CELLS:
                raise too_large(path, f"sheet '{sheet.title}' has more than {line - 1:,} lines or {MAX_CELLS:,} cells")
            if width:
                yield line, tuple(cell_text(value) for value in values[:width])


def cell_text(value: Any) -> str:
    """A cell's value as a CSV file would hold it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _why_empty(path: Path, content: bytes, refused: list[RegisterError]) -> RegisterError:
    """Why no sheet holds a table: formulas nobody stored the values of, or what the first one said."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        formulas = False
        for name in sheets:
            with archive.open(name) as part:
                formulas = formulas or b"<f>" in part.read(1_000_000)
    return RegisterError(f"{path}: {FORMULAS}") if formulas else refused[0]


def _joined(tables: list[tuple[str, Rows]], sheets: int) -> list[Rows]:
    """Tables of the same head as one, in the order of their sheets; lines then carry the sheet's name."""
    by_head: dict[tuple[str, ...], list[tuple[str, Rows]]] = {}
    for title, rows in tables:
        by_head.setdefault(rows.head, []).append((title, rows))
    found = []
    for head, each in by_head.items():
        of = f" of {sheets}" if sheets > 1 else ""
        if len(each) == 1:
            title, rows = each[0]
            found.append(Rows(rows.above, head, rows.lines, rows.cells, rows.ragged, f"sheet '{title}'{of}"))
            continue
        lines = tuple(f"{title}!{line}" for title, rows in each for line in rows.lines)
        ragged = tuple(f"{title}!{line}" for title, rows in each for line in rows.ragged)
        cells = tuple(row for _, rows in each for row in rows.cells)
        above = tuple(words for _, rows in each for words in rows.above)
        found.append(Rows(above, head, lines, cells, ragged, f"sheets {quoted(title for title, _ in each)}{of}"))
    return sorted(found, key=lambda rows: len(rows.cells), reverse=True)
