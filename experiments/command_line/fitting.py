"""Tables and sentences that fit a terminal of any width without breaking a word or a number.

Core objects: `fitted`, which narrows columns between words, and writes rows one below the other where even that is too wide;
`wrapped`, the lines of a sentence; `chosen`, the sentences that a screen has room for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

MAX_LINES = 20
EDGES = 5  # lines around the rows: title, blank, heads, rule, blank
GAPS, FRAME = (3, 1), 2  # between columns, where there is room and where not; at the two edges
INDENT = 2
LEAST_CHINESE = 8  # columns: four characters
SCREEN_LINES = 23  # of a terminal of 24: the last is the prompt's
NOT_FIRST = "，。；：、！？）”％%"  # what no line may begin with


def fitted(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: int, width: int, full: bool = False
) -> tuple[RenderableType, int]:
    """A table of plain texts at most `width` columns wide, and how many rows it leaves out to stay within `MAX_LINES`.

    The first `words` columns hold words, the others figures. If `full`, every row is there.
    """
    columns = list(zip(heads, *rows, strict=True)) if rows else [(head,) for head in heads]
    least = [max(_longest_word(cell) for cell in column) for column in columns]
    gap = next((each for each in GAPS if sum(least) <= width - FRAME - each * (len(columns) - 1)), 0)
    room = width - FRAME - gap * (len(columns) - 1)
    if not gap:
        shown = rows if full else rows[: MAX_LINES // 2]
        return _stacked(title, heads, shown, width), len(rows) - len(shown)
    wished = [max(_length(line) for cell in column for line in cell.split("\n")) for column in columns]
    widths = _widths(least, wished, room)
    lines, count = EDGES + _height(heads, widths) - 1, 0
    for row in rows:
        lines += _height(row, widths)
        if lines > MAX_LINES and not full:
            break
        count += 1
    return _table(title, heads, rows[:count], words, widths, gap), len(rows) - count


def wrapped(sentence: str, width: int) -> list[str]:
    """A sentence in lines of at most `width` columns, broken between words, or between Chinese characters."""
    lines, used = [""], 0
    for unit in _units(sentence):
        length = _length(unit.rstrip())
        if used and used + length > width:
            lines, used, unit = [*lines, ""], 0, unit.lstrip()
        lines[-1] += unit
        used += _length(unit)
    return [line.rstrip() for line in lines]


def _units(sentence: str) -> list[str]:
    """What no line may break: words with the blank behind them, Chinese characters with the marks behind them."""
    units: list[str] = []
    for part in re.findall(r"\s+|[^\s]", sentence):
        joined = units and (part.isspace() or part in NOT_FIRST or (not _is_wide(part) and not _ends(units[-1])))
        if joined:
            units[-1] += part
        else:
            units.append(part)
    return units


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _ends(unit: str) -> bool:
    """Whether a unit may not go on with a letter or a digit."""
    return unit[-1].isspace() or (_is_wide(unit[-1]) and unit[-1] not in "（")


def chosen(sentences: Sequence[str], width: int, room: int) -> tuple[list[str], int]:
    """The sentences for which `room` lines are enough, the first one always, in their order; and how many are left out."""
    kept, used = [], 0
    for at, sentence in enumerate(sentences):
        lines = len(wrapped(sentence, width))
        if not at or used + lines <= room:
            kept.append(sentence)
            used += lines
    return kept, len(sentences) - len(kept)


def _height(row: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines a row takes."""
    return max(_lines(cell, width) for cell, width in zip(row, widths, strict=True))


def _lines(cell: str, width: int) -> int:
    if "\n" in cell:
        return sum(_lines(line, width) for line in cell.split("\n"))
    count, used = 1, 0
    for word in cell.split():
        if used and used + 1 + _length(word) > width:
            count, used = count + 1, _length(word)
        else:
            used += _length(word) + (1 if used else 0)
    return count


def _length(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _longest_word(cell: str) -> int:
    return max((_unbroken(word) for word in cell.split()), default=1)


def _unbroken(word: str) -> int:
    """The room that a word needs; Chinese without figures may break anywhere."""
    length = _length(word)
    is_chinese = length > len(word) and not any(letter.isdigit() for letter in word)
    return min(length, LEAST_CHINESE) if is_chinese else length


def _widths(least: Sequence[int], wished: Sequence[int], room: int) -> list[int]:
    """Each column as wide as its longest word, and what is left over in turn to those that want more."""
    widths, left = list(least), room - sum(least)
    while left > 0:
        wanting = [at for at in range(len(widths)) if widths[at] < wished[at]]
        if not wanting:
            break
        at = max(wanting, key=lambda at: wished[at] / widths[at])
        widths[at] += 1
        left -= 1
    return widths


def _table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: int, widths: Sequence[int], gap: int
) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, gap // 2))
    for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
        table.add_column(Text(head), justify="left" if at < words else "right", width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _stacked(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Any:
    """Each row as lines of its own: the first cell, then head and cell of the others, as many on a line as fit."""
    from rich.text import Text

    lines = [title]
    for row in rows:
        lines.append(row[0])
        line = ""
        for head, cell in zip(heads[1:], row[1:], strict=True):
            part = f"{head}: {cell}"
            if line and _length(line) + _length(part) + 2 > width - INDENT:
                lines.append(" " * INDENT + line)
                line = ""
            line = f"{line}; {part}" if line else part
        lines.append(" " * INDENT + line)
    return Text("\n".join(lines))
