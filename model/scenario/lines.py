"""On which line of a scenario file a key stands, for messages.

Core object: `with_lines`.
"""

from __future__ import annotations

import re

TABLE = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""\s*(["']?)([\w.\-]+)\1\s*=""")


def with_lines(message: str, label: str, text: str) -> str:
    """A message, each of its lines with the line of the file that it is about: "mine.toml: line 12: place.grids: found …".

    A line about no key, or about one that the text doesn't hold (a default), stays as it is.
    """
    lines = lines_of_keys(text)
    return "\n".join(_with_line(each, label, lines) for each in message.split("\n"))


def lines_of_keys(text: str) -> dict[str, int]:
    """Dotted path of every key and table → its line, from 1; tables of an array are counted from 0, as errors do."""
    found: dict[str, int] = {}
    table, counts = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if head := TABLE.fullmatch(line):
            table = head[1].replace('"', "").replace(" ", "")
            if line.lstrip().startswith("[["):
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}.{counts[table]}"
            found.setdefault(table, number)
        elif key := KEY.match(line):
            found.setdefault(f"{table}.{key[2]}" if table else key[2], number)
    return found


def _with_line(message: str, label: str, lines: dict[str, int]) -> str:
    front, mark, rest = message.partition(f"{label}: ")
    if front or not mark:
        return message
    path = rest.partition(":")[0]
    number = next((lines[path[:end]] for end in _ends(path) if path[:end] in lines), None)
    return message if number is None else f"{label}: line {number}: {rest}"


def _ends(path: str) -> list[int]:
    """Where a path may be cut, longest first: the whole, then without its last parts."""
    return [len(path), *(at for at in range(len(path) - 1, 0, -1) if path[at] == ".")]
