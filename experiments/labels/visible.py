"""A user's words where people read them: what cannot be seen, or would act on what shows it, is written out."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 200  # of a title or name; a longer one is cut, and shows it
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(words: str, max_characters: int = MAX_CHARACTERS) -> str:
    """The words with control characters and marks of direction written out (`\\x1b`, `\\u202e`), in one line.

    A byte of a file name that is no Unicode becomes `�`. What is longer than `max_characters` ends in `…`.
    """
    cut = words if len(words) <= max_characters else words[: max_characters - 1] + "…"
    return "".join(map(_visible_character, cut))


def _visible_character(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cs":
        return "�"
    if kind in {"Cc", "Zl", "Zp"} or character in BIDIRECTIONAL:
        return " " if character in "\n\t" else character.encode("unicode_escape").decode()
    return character
