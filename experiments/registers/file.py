"""Rows of text with their head, whatever file they come from, and the encoding of a text.

Core objects: `Rows` (head, cells, line numbers), `headed`, `decoded`; `RegisterError`; `Noted`, something to be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from statistics import median_low

from experiments.labels.register_words import DATE_MARKS, DATE_WORDS

HEAD_WITHIN = 30  # lines in which the head is looked for, below a title
USUAL_OF = 100  # lines whose middle one says how many cells are usual
VALUE = re.compile(rf"[\d\s/:.,{''.join(DATE_WORDS)}-]+")  # a date or number, which no head holds
DATE = re.compile(
    rf"(?:19|20)\d\d[-/.{DATE_MARKS}]\d{{1,2}}[-/.{DATE_MARKS}]\d|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:19|20)\d\d"
)
MAX_RAGGED = 0.2  # of the rows wider than the head, beyond which it is no slip
LONGEST_HEAD = 20_000
MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 1_000_000_000, 2_000_000, 1_000
BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip
ENCODING_SAMPLE = 1_000_000


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


def too_large(path: Path, found: str) -> RegisterError:
    """The refusal of a table beyond what is read."""
    return RegisterError(
        f"{path}: {found}; allowed: at most {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns: export fewer years or columns"
    )


def headed(
    path: Path, rows: Sequence[tuple[int | str, tuple[str, ...]]], source: str, noted: tuple[Noted, ...] = ()
) -> Rows:
    """The rows below the head; what stands above it is kept as words."""
    filled = [(line, cells) for line, cells in rows if any(cells)]
    if not filled:
        raise RegisterError(f"{path}: no line holds anything")
    place = _place_of_head([cells for _, cells in filled[:USUAL_OF]])
    if place is None:
        # Values from the first line on: the columns have no names.
        place, noted, filled = 0, (*noted, Noted("headless")), [(0, ()), *filled]
    line, names = filled[place]
    below = filled[place + 1 :]
    if below and _is_second_line_of_head(names, [cells for _, cells in below[:USUAL_OF]]):
        names = _both_lines(names, below[0][1])
        below = below[1:]
    head = named_apart(names)
    # A head whose last names are missing is as wide as its rows usually are.
    usual = median_low(_width(cells) for _, cells in below[:USUAL_OF]) if below else 0
    head = (*head, *(f"column {at}" for at in range(len(head) + 1, usual + 1)))
    if len(head) > MAX_COLUMNS:
        raise too_large(path, f"{len(head):,} columns")
    above = tuple(" ".join(filter(None, cells)) for _, cells in filled[:place])
    width = len(head)
    fitting = [(line, cells) for line, cells in below if not any(cells[width:])]
    ragged = tuple(line for line, cells in below if any(cells[width:]))
    if len(ragged) > MAX_RAGGED * len(below):
        raise RegisterError(
            f"{path}: {len(ragged):,} of {len(below):,} rows have more fields than the head, such as line {ragged[0]}; perhaps "
            "a separator stands within a text without quotation marks: export it anew with them, or as .xlsx"
        )
    if not fitting:
        raise RegisterError(
            f"{path}: no row below the head fits it; the head was read from line {line}: {quoted(head)}"
        )
    cells = tuple((each + ("",) * width)[:width] for _, each in fitting)
    return Rows(above, head, tuple(line for line, _ in fitting), cells, ragged, source, noted)


def _place_of_head(rows: Sequence[tuple[str, ...]]) -> int | None:
    """The head is the first line that fills nearly as many cells as is usual and holds no values; else the first line.

    None where that holds a date: it is a row like the others.
    """
    usual = median_low(_filled(cells) for cells in rows)
    named = (
        at
        for at, cells in enumerate(rows[:HEAD_WITHIN])
        if _filled(cells) >= 0.8 * usual and not any(map(VALUE.fullmatch, cells))
    )
    found = next(named, None)
    if found is None and len(rows) > 1 and any(map(DATE.match, rows[0])):
        return None
    return found or 0


def _is_second_line_of_head(names: Sequence[str], below: Sequence[tuple[str, ...]]) -> bool:
    """Whether names that repeat, as over merged cells, are told apart by the next line, and the lines after hold values."""
    first, rest = below[0], below[1:]
    told = [name for name in names if name]
    return (
        len(set(told)) < len(told)
        and len(rest) > 1
        and len({each for each in zip(names, first, strict=False) if any(each)}) >= len(told)
        and not any(map(VALUE.fullmatch, filter(None, first)))
        and all(any(map(VALUE.fullmatch, filter(None, cells))) for cells in rest)
    )


def _both_lines(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(dict.fromkeys(filter(None, each))) for each in zip_longest(above, below, fillvalue=""))


def _width(cells: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(cells, 1) if cell), default=0)


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
