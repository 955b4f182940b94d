"""Small pieces of Markdown: tables, and text that a program keeps between marks in a document.

Core objects: `table` and `marked`.
"""

from __future__ import annotations

from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table; cells are written as they are."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def marked(document: str, author: str, written: str) -> str:
    """The document with `written` between the marks of its author, a command.

    Raises ValueError where the marks are missing.
    """
    begin, end = (f"<!-- {side}: written by {author} -->" for side in ("begin", "end"))
    before, opened, rest = document.partition(begin)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"the document lacks the marks {begin} and {end}")
    return f"{before}{begin}\n\n{written}\n{end}{after}"
