"""What a register's own words mean to the model: unknown, a domain, staff or residents.

Core objects: `domain_of`, `found_by`, `is_unknown`; `tidy_words` gives one spelling to what is written in several ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas

from experiments.labels.register_words import (
    DOMAIN_WORDS,
    RESIDENT_WORDS,
    STAFF_WORDS,
    UNKNOWN_PARTS,
    UNKNOWN_WORDS,
)

STAFF, RESIDENT = "staff", "resident"
SHORT_WORD = 5  # letters from which on a keyword may begin a longer word


def tidy_words(cell: str) -> str:
    """One spelling: composed letters, plain width, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", cell).split())


def mapped(words: pandas.Series, meaning: Callable[[str], Any]) -> pandas.Series:
    """The meaning of every cell, asked once a word."""
    return words.map({word: meaning(word) for word in words.unique()})


def is_unknown(word: str) -> bool:
    """Whether a cell says that nobody knows."""
    plain = tidy_words(word).lower()
    return plain in UNKNOWN_WORDS or any(part in plain for part in UNKNOWN_PARTS)


def domain_of(word: str) -> str:
    """The domain whose longest word stands in a type of matter; "" if none does."""
    found = [(len(each), domain) for domain, words in DOMAIN_WORDS.items() for each in words if says(word, each)]
    return max(found, key=lambda pair: pair[0])[1] if found else ""


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """Latin words begin a word, short ones are the word or its plural; Chinese ones stand anywhere."""
    if not word.isascii():
        return re.compile(re.escape(word))
    return re.compile(rf"\b{re.escape(word)}" + (r"s?\b" if len(word) < SHORT_WORD else ""))


def says(words: str, word: str) -> bool:
    """Whether a register's words hold a keyword."""
    return _pattern(word).search(words.lower()) is not None


def found_by(word: str) -> str:
    """ "staff", "resident", or "" where a channel does not say who found the matter."""
    said = [(len(each), STAFF) for each in STAFF_WORDS if says(word, each)]
    said += [(len(each), RESIDENT) for each in RESIDENT_WORDS if says(word, each)]
    return max(said)[1] if said else ""
