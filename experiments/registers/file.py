"""A register's file as tables of text: CSV, an Excel workbook, JSON, or Parquet, told apart by content.

Core objects: `read_tables` gives `Rows` (head, cells, line numbers); `RegisterError`; `Noted`, something to be told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median_low

from experiments.labels.register_words import DATE_WORDS

SEPARATORS = ",;\t|"
SEPARATOR_LINE = re.compile(r"sep=(.)\s*")  # a hint that spreadsheet programs write above the head
HEAD_WITHIN = 10  # lines in which the head is looked for, below a title
USUAL_OF = 100  # lines whose middle one says how many cells are usual
VALUE = re.compile(rf"[\d\s/:.,{''.join(DATE_WORDS)}-]+")  # a date or number, which no head holds
LONGEST_HEAD = 20_000
MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 1_000_000_000, 2_000_000, 1_000
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODING_SAMPLE = 1_000_000
# Other kinds of file by how they begin, and what to do with them.
OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook (.xls): save it as .xlsx",
    b"%PDF": "is a PDF: ask for the table itself, as CSV or .xlsx",
    b"\x1f\x8b": "is a compressed file (.gz): unpack it first",
}
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|script)\b", re.I | re.S
)


class RegisterError(ValueError):
    """A register that cannot be used; its text names file, what was found and what is allowed."""


@dataclass(frozen=True)
class Noted:
    """Something noticed about a register: a key of the labels (`register.KEY`) and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """A table of text: what stands above the head, the head, the rows with the line each begins on, and wider lines.

    `source` says how it was read: the encoding and separator, or the sheet.
    """

    above: tuple[str, ...]
    head: tuple[str, ...]
    lines: tuple[int | str, ...]
    cells: tuple[tuple[str, ...], ...]
    ragged: tuple[int | str, ...]
    source: str
    noted: tuple[Noted, ...] = ()


def read_tables(path: str | Path, sheet: str | None = None) -> list[Rows]:
    """The tables of a register's file, the longest first; `RegisterError` says why there is none.

    A workbook has a table a visible sheet, sheets of one head joined; other files have one. `sheet` names one.
    """
    from experiments.registers.records import as_json, as_parquet
    from experiments.registers.sheets import sheets_of

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
    if not content.strip():
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
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise RegisterError(f"{path}: is no Excel workbook that can be read: save it anew as .xlsx")
    if b"\0" in content[:4096] and encoding_of(content)[:6] != "utf-16":
        raise RegisterError(f"{path}: not a text table; allowed: CSV, .xlsx, JSON or Parquet")


def encoding_of(content: bytes) -> str:
    """The encoding of a text that reads it with the fewest errors, so that one damaged byte does not change it.

    Its mark; else UTF-16 by its zeros; UTF-8; of double-byte encodings Big5 where second bytes are often ASCII letters
    below common lead bytes, GB18030 where high bytes come in pairs; else Western European.
    """
    for mark, name in BOMS.items():
        if content.startswith(mark):
            return name
    sample = content[:ENCODING_SAMPLE]
    zeros = [sample[:4096][start::2].count(0) for start in (0, 1)]
    if max(zeros) > 0.3 * len(sample[:4096]) / 2 > 10 * min(zeros):
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    decoded = sample.decode("utf-8", errors="replace")
    errors = decoded.count("\ufffd")
    beyond_ascii = sum(letter > "\x7f" for letter in decoded) - errors
    if not errors or beyond_ascii >= 5 * errors:
        return "utf-8"
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
    common = sum(0xA4 <= pair[0] <= 0xC6 for pair in pairs)
    split = sum(pair[1] < 0x7F for pair in pairs)
    if 0.7 * len(pairs) < common and 0.15 * len(pairs) < split:
        return "big5hkscs"
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", sample)]
    return "gb18030" if sum(length % 2 == 0 for length in runs) > len(runs) / 2 else "cp1252"


def decoded(content: bytes) -> tuple[str, str, tuple[Noted, ...]]:
    """The text, the name of its encoding, and what it could not say."""
    encoding = encoding_of(content)
    text = content.decode(encoding, errors="replace").lstrip("\ufeff")
    damaged = text.count("\ufffd")
    return text, encoding, (Noted("bad_bytes", {"count": damaged, "encoding": encoding}),) if damaged else ()


def _text_rows(path: Path, content: bytes) -> Rows:
    text, encoding, noted = decoded(content)
    told = SEPARATOR_LINE.fullmatch(text.partition("\n")[0])
    separator = told[1] if told else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int | str, tuple[str, ...]]] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, tuple(cell.strip() for cell in cells)))
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


def too_large(path: Path, found: str) -> RegisterError:
    """The refusal of a table beyond what is read."""
    return RegisterError(
        f"{path}: {found}; allowed: at most {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns: export fewer years or columns"
    )


def _separator(text: str) -> str:
    """The separator that usually cuts a line into the most fields."""
    first = [line[:LONGEST_HEAD] for line in text[: LONGEST_HEAD * USUAL_OF].splitlines()[:USUAL_OF] if line.strip()]
    return max(SEPARATORS, key=lambda each: median_low(map(len, csv.reader(first, delimiter=each))))


def headed(
    path: Path, rows: Sequence[tuple[int | str, tuple[str, ...]]], source: str, noted: tuple[Noted, ...] = ()
) -> Rows:
    """The rows below the head; what stands above it is kept as words."""
    filled = [(line, cells) for line, cells in rows if any(cells)]
    if not filled:
        raise RegisterError(f"{path}: no line holds anything")
    place = _place_of_head([cells for _, cells in filled[:USUAL_OF]])
    line, names = filled[place]
    head = named_apart(names)
    if len(head) > MAX_COLUMNS:
        raise too_large(path, f"{len(head):,} columns")
    above = tuple(" ".join(filter(None, cells)) for _, cells in filled[:place])
    below, width = filled[place + 1 :], len(head)
    fitting = [(line, cells) for line, cells in below if not any(cells[width:])]
    ragged = tuple(line for line, cells in below if any(cells[width:]))
    if not fitting:
        raise RegisterError(
            f"{path}: no row below the head fits it; the head was read from line {line}: {quoted(head)}"
        )
    cells = tuple((each + ("",) * width)[:width] for _, each in fitting)
    return Rows(above, head, tuple(line for line, _ in fitting), cells, ragged, source, noted)


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


def named_apart(cells: Sequence[str]) -> tuple[str, ...]:
    """Every column with a name of its own; empty and repeated ones are numbered."""
    names: dict[str, None] = {}
    for at, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {at}"
        names[f"{name} ({at})" if name in names else name] = None
    told = list(names)
    while told and told[-1] == f"column {len(told)}":
        told.pop()
    return tuple(told)
