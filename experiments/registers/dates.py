"""Dates as registers write them: the order of day and month is decided for a whole column, by what it shows.

Core objects: `read_dates` (words → times) and `DateReading` (how a column was read, to be told).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas

from experiments.labels.register_words import DATE_WORDS, HALF_DAY_WORDS, WEEKDAY_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK = (
    r"(?:[t ,]+(?:(?P<before>am|pm) ?)?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?)? ?(?P<after>am|pm)?)?"
)
YEAR_FIRST = rf"^(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){CLOCK}$"
YEAR_LAST = rf"^(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}}){CLOCK}$"
COMPACT = r"^(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?:[t ]?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?$"
MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
OFFSET = r"(:\d{2}(?:[.,]\d+)?) ?(?:z|[+-]\d{2}:?\d{2}|utc|gmt|[ecmp][sd]t)$"
# Days since 1899-12-30 from 1954 to 2064, seconds since 1970 from 2001 on.
SERIAL_DAYS, UNIX_SECONDS, UNIX_MILLISECONDS = (20_000, 60_000), (1e9, 5e9), (1e12, 5e12)
LATEST_SHORT_YEAR = 68
PLAIN = r"[0-9/:.\-]*(?: [0-9:.]+(?: [ap]m)?)?"


@dataclass(frozen=True)
class DateReading:
    """How a column of dates was read: the order's name (as in the labels), an example, whether it was a guess."""

    order: str
    example: str
    guessed: bool


def read_dates(words: pandas.Series, like: DateReading | None = None) -> tuple[pandas.Series, DateReading]:
    """Times without a zone, NaT where nothing can be read; and how they were read.

    `words` are texts; `like` is the reading of another column of the same register, followed where this
    column does not show by itself whether the day comes first. Offsets such as +08:00 are dropped: times
    stay as the clock on the wall showed them.
    """
    tidy = words.str.strip().str.lower()
    # Most registers write plainly; only what holds anything else is tidied value by value.
    odd = ~tidy.str.fullmatch(PLAIN)
    tidy = tidy.mask(odd, words[odd].map(_tidied))
    filled = tidy[tidy != ""]
    if filled.empty:
        return pandas.to_datetime(tidy.where(tidy != ""), errors="coerce"), DateReading("none", "", guessed=False)
    found = pandas.Series(pandas.NaT, index=words.index, dtype="datetime64[ns]")
    parts = filled.str.extract(YEAR_LAST)
    order, guessed = _order_of(parts, filled, like)
    readers: dict[str, Callable[[pandas.Series], pandas.Series]] = {
        order: lambda rest: _year_last(parts.loc[rest.index], order == "day_first"),
        "year_first": _year_first, "compact": _compact, "number": _numbers, "month_name": _named_months,
    }  # fmt: skip
    read: dict[str, int] = {}
    for name, reader in readers.items():
        times = reader(filled[found[filled.index].isna()]).dropna()
        found[times.index] = times
        read[name] = len(times)
    best = max(read, key=lambda name: read[name])
    first = found.first_valid_index()
    return found, DateReading(best, "" if first is None else str(words.loc[first]).strip(), guessed and best == order)


def _tidied(value: str) -> str:
    """One spelling: plain digits, separators for Chinese words, am and pm, no zone, no weekday in front."""
    text = unicodedata.normalize("NFKC", value).strip().lower()
    text = re.sub(WEEKDAY_WORDS, " ", text)
    for table in (HALF_DAY_WORDS, DATE_WORDS):
        for word, meaning in table.items():
            text = text.replace(word, meaning)
    text = re.sub(r"(?<=\d)(am|pm)", r" \1", re.sub(r"\s+", " ", text)).strip()
    return re.sub(OFFSET, r"\1", re.sub(r"(?<=\d) (?=:)|(?<=:) (?=\d)|(?<=-) (?=\d)|:(?= |$)|-$", "", text)).strip()


def _year_first(words: pandas.Series) -> pandas.Series:
    return _assembled(words.str.extract(YEAR_FIRST))


def _compact(words: pandas.Series) -> pandas.Series:
    return _assembled(words.str.extract(COMPACT).assign(before=None, after=None))


def _year_last(parts: pandas.DataFrame, day_first: bool) -> pandas.Series:
    names = {"one": "day", "two": "month"} if day_first else {"one": "month", "two": "day"}
    return _assembled(parts.rename(columns=names))


def _assembled(parts: pandas.DataFrame) -> pandas.Series:
    """Times of matched parts; NaT for a 13th month, a 31st of April, an hour 25."""
    rows = parts.dropna(subset=["year"])
    numbers = rows[["year", "month", "day", "hour", "minute", "second"]].astype(float).fillna(0.0)
    short = numbers["year"] < 100
    numbers.loc[short, "year"] += (numbers.loc[short, "year"] <= LATEST_SHORT_YEAR) * 100 + 1900
    half = rows["before"].fillna(rows["after"])
    numbers.loc[half.notna(), "hour"] %= 12
    numbers.loc[half == "pm", "hour"] += 12
    numbers["hour"] = numbers["hour"].where(numbers["hour"] < 24)
    return pandas.to_datetime(numbers, errors="coerce").astype("datetime64[ns]")


def _numbers(words: pandas.Series) -> pandas.Series:
    """Excel's days since the end of 1899, or Unix seconds or milliseconds."""
    numbers = pandas.to_numeric(words.where(words.str.fullmatch(r"\d{5,13}(?:\.\d+)?")), errors="coerce").dropna()
    units = (("D", SERIAL_DAYS, "1899-12-30"), ("s", UNIX_SECONDS, "unix"), ("ms", UNIX_MILLISECONDS, "unix"))
    parts = [
        pandas.to_datetime(numbers[numbers.between(*span)], unit=unit, origin=origin).dt.round("s")
        for unit, span, origin in units
    ]
    return pandas.concat(parts).astype("datetime64[ns]")


def _named_months(words: pandas.Series) -> pandas.Series:
    chosen = words[words.str.contains(MONTH_NAME) & words.str.contains(r"\d{4}")]
    return pandas.to_datetime(chosen, format="mixed", errors="coerce").astype("datetime64[ns]")


def _order_of(parts: pandas.DataFrame, words: pandas.Series, like: DateReading | None) -> tuple[str, bool]:
    """Whether the day or the month comes first, and whether that is a guess.

    A number above 12 shows it; else am and pm speak for the month, dots for the day, then the other column.
    """
    numbers = parts[["one", "two"]].dropna().astype(int)
    day_first, month_first = int((numbers["one"] > 12).sum()), int((numbers["two"] > 12).sum())
    if day_first != month_first:
        return ("day_first" if day_first > month_first else "month_first"), False
    if like is not None and like.order in {"day_first", "month_first"} and not like.guessed:
        return like.order, False
    if words.str.contains(r"\b(?:am|pm)\b").mean() > 0.5:
        return "month_first", True
    dotted = words.str.match(r"\d{1,2}\.\d{1,2}\.\d").mean() > 0.5
    return ("day_first" if dotted else "month_first"), True
