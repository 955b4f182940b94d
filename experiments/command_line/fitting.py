"""Tables that fit a terminal of any width without breaking a word or a number.

Core object: `fitted`, which narrows columns between words, and writes rows one below the other where even that is too wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

MAX_LINES = 20
EDGES = 5  # lines around the rows: title, blank, heads, rule, blank
GAP, FRAME = 3, 2  # between columns, and at the two edges
INDENT = 2
LEAST_CHINESE = 8  # columns: four characters


def fitted(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: int, width: int, full: bool = False
) -> tuple[RenderableType, int]:
    """A table of plain texts at most `width` columns wide, and how many rows it leaves out to stay within `MAX_LINES`.

    The first `words` columns hold words, the others figures. If `full`, every row is there.
    """
    columns = list(zip(heads, *rows, strict=True)) if rows else [(head,) for head in heads]
    least = [max(_longest_word(cell) for cell in column) for column in columns]
    room = width - FRAME - GAP * (len(columns) - 1)
    if sum(least) > room:
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
    return _table(title, heads, rows[:count], words, widths), len(rows) - count


def _height(row: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines a row takes."""
    return max(_lines(cell, width) for cell, width in zip(row, widths, strict=True))


def _lines(cell: str, width: int) -> int:
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


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: int, widths: Sequence[int]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
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
