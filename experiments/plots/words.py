"""Words broken into lines, as Chinese and English do it.

Core object: `wrapped`.
"""

from __future__ import annotations

from collections.abc import Callable

WIDE = 2.3  # columns of a Chinese character beside proportional Latin letters


def wrapped(words: str, width: float, measure: Callable[[str], float] | None = None) -> str:
    """Words broken into lines of at most `width`, as `measure` tells it: columns by default, a Chinese character takes `WIDE`.

    What stands in Chinese brackets stays together where it fits a line.
    """
    measure = measure or _columns
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(words, width, measure):
        size = measure(piece)
        if used + size > width and line.strip() and piece.strip() and piece not in "，。、；：）・·／”":
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + size
    return "\n".join([*lines, line.rstrip()])


def _columns(words: str) -> float:
    import unicodedata

    return sum(WIDE if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def _pieces(words: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """What may not be broken: Latin words with the blank after them, single Chinese characters, short brackets."""
    import re

    single = r"[\u3000-\uffef]|[^\u3000-\uffef\s]*\s+|[^\u3000-\uffef\s]+"
    found = re.findall(rf"（[^（）]*）|{single}", words)
    return [piece for each in found for piece in ([each] if measure(each) <= width else re.findall(single, each))]
