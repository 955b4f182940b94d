"""A register's file as tables of text: CSV, an Excel workbook, JSON, or Parquet, told apart by content.

Core objects: `read_tables` gives `Rows`, a table each.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from statistics import median_low

from experiments.registers.file import (
    LONGEST_HEAD,
    MAX_BYTES,
    MAX_ROWS,
    USUAL_OF,
    RegisterError,
    Rows,
    decoded,
    encoding_of,
    headed,
    too_large,
)
from experiments.registers.records import as_json, as_parquet
from experiments.registers.sheets import sheets_of

SEPARATORS = ",;\t|^~"
TEXT_MARK = re.compile(r'="(.*)"|\'(?![a-zA-Z])(.*)')  # by which spreadsheet programs keep a number a text
INVISIBLE = dict.fromkeys((0x200B, 0x200E, 0x200F, 0xFEFF))
MAX_LINES = 200  # of a cell, beyond which a quotation mark was not closed
SEPARATOR_LINE = re.compile(r"sep=(.)\s*")  # a hint that spreadsheet programs write above the head
# Other kinds of file by how they begin, and what to do with them.
OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook (.xls): save it as .xlsx",
    b"%PDF": "is a PDF: ask for the table itself, as CSV or .xlsx",
    b"\x1f\x8b": "is a compressed file (.gz): unpack it first",
}
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|script)\b", re.I | re.S
)


def read_tables(path: str | Path, sheet: str | None = None) -> list[Rows]:
    """The tables of a register's file, the longest first; `RegisterError` says why there is none.

    A workbook has a table a visible sheet, sheets of one head joined; other files have one. `sheet` names one.
    """
    path = Path(path)
    content = _content(path)
    if content.startswith(b"PK\x03\x04"):
        return sheets_of(path, content, sheet)
    if sheet is not None:
        raise RegisterError(f"--sheet: found '{sheet}'; {path} is no Excel workbook and has no sheets")
    if content.startswith(b"PAR1"):
        return [as_parquet(path, content)]
    _refuse_other_kinds(path, content)
    return [as_json(path, content) or _text_rows(path, content)]


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RegisterError(
                f"{path}: {path.stat().st_size:,} bytes; allowed: at most {MAX_BYTES:,}: export fewer years or columns"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise RegisterError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise RegisterError(f"{path}: is a folder; a register is a file, such as CSV or .xlsx") from None
    except OSError as error:
        raise RegisterError(f"{path}: cannot be read ({error.strerror})") from None
    if not decoded(content[:4096])[0].strip("\0 \t\r\n") and not content[4096:].strip():
        raise RegisterError(f"{path}: the file is empty")
    return content


def _refuse_other_kinds(path: Path, content: bytes) -> None:
    """`RegisterError` for what is no table, whatever its name says."""
    for start, kind in OTHER_KINDS.items():
        if content.startswith(start):
            raise RegisterError(f"{path}: {kind}")
    if HTML.match(content[:5_000]):
        raise RegisterError(
            f"{path}: is an HTML page, not a table, perhaps a log-in or error page saved under this name: download the "
            "table itself, or open the page in a spreadsheet program and save its table as .xlsx"
        )
    if content.lstrip()[:5].lower() == b"<?xml":
        raise RegisterError(f"{path}: is an XML file; open it in a spreadsheet program and save it as .xlsx or CSV")
    # A text under a workbook's name is read as what it is; a mark of UTF-16 or 32 is no binary file.
    if b"\0" in content[:4096] and encoding_of(content)[:6] not in ("utf-16", "utf-32"):
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            raise RegisterError(f"{path}: is no Excel workbook that can be read: save it anew as .xlsx")
        raise RegisterError(f"{path}: not a text table; allowed: CSV, .xlsx, JSON or Parquet")


def _text_rows(path: Path, content: bytes) -> Rows:
    text, encoding, noted = decoded(content)
    told = SEPARATOR_LINE.fullmatch(text.partition("\n")[0])
    separator = told[1] if told else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int | str, tuple[str, ...]]] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, tuple(map(_plain, cells))))
            if reader.line_num - line > MAX_LINES:
                raise RegisterError(
                    f"{path}: line {line}: a field runs over {reader.line_num - line + 1:,} lines; perhaps a quotation mark is "
                    "never closed: mend that line, or export it anew as .xlsx"
                )
            line = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                raise too_large(path, f"more than {MAX_ROWS:,} rows")
    except csv.Error:
        most = csv.field_size_limit()
        raise RegisterError(
            f"{path}: line {line}: a field of more than {most:,} characters; perhaps a quotation mark is never closed"
        ) from None
    source = f"{encoding}, '{separator}'".replace("\t", "tab")
    return headed(path, rows[1:] if told else rows, source, noted)


def _plain(cell: str) -> str:
    """A cell without what only a spreadsheet program needs."""
    cell = cell.translate(INVISIBLE).strip() if not cell.isascii() else cell.strip()
    marked = TEXT_MARK.fullmatch(cell) if cell[:1] in ("=", "'") else None
    return cell if marked is None else (marked[1] or marked[2] or "").strip()


def _separator(text: str) -> str:
    """The separator that usually cuts a line into the most fields."""
    first = [line[:LONGEST_HEAD] for line in text[: LONGEST_HEAD * USUAL_OF].splitlines()[:USUAL_OF] if line.strip()]
    return max(SEPARATORS, key=lambda each: median_low(map(len, csv.reader(first, delimiter=each))))
