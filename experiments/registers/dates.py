"""Dates as registers write them: the order of day, month and short year is decided for a whole column, by what it shows.

Core objects: `read_dates` (words → times), `DateReading` (how a column was read, to be told) and `orders_of` (what
else a column could mean).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas

from experiments.labels.register_words import (
    DATE_WORDS,
    HALF_DAY_WORDS,
    MONTH_BETWEEN,
    MONTH_WORDS,
    NUMERALS,
    SHORT_YEAR,
    TEN,
    WEEKDAY_WORDS,
    YEAR_WORD,
)

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK = (
    r"(?:[t ,]+(?:(?P<before>am|pm) ?)?(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d{1,2})(?:[:.](?P<second>\d{1,2})(?:[.,]\d+)?)?)? ?(?P<after>am|pm)?)?"
)
YEAR_FIRST = rf"^(?P<year>\d{{4}}|1\d\d)[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){CLOCK}$"
YEAR_LAST = rf"^(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<three>\d{{4}}|\d{{1,2}}){CLOCK}$"
COMPACT = r"^(?P<year>(?:19|20)\d{2}|9999)(?P<month>[01]\d)(?P<day>[0-3]\d)(?:[t ]?(?P<hour>[0-2]\d):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d))?)?$"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAME = rf"(?P<name>{'|'.join(MONTHS)})[a-z]*"
DAY_MONTH_NAME = rf"^(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*{MONTH_NAME}[-/., ]*(?P<year>\d{{4}}|\d{{2}}){CLOCK}$"
MONTH_NAME_DAY = rf"^{MONTH_NAME}[-/. ]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/., ]+(?P<year>\d{{4}}){CLOCK}$"
# Java's and C's: a weekday in front, the time and its zone before the year.
TIME_BEFORE_YEAR = re.compile(rf"^((?:{'|'.join(MONTHS)})[a-z]* +\d{{1,2}}) +([\d:]+)(?: +[a-z]+)? +(\d{{4}})$")
WEEKDAY_IN_FRONT = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +")
ZONE = r" ?\(?(?:z|(?:utc|gmt|[ecmp][sd]t)?(?:[+-]\d{1,2}(?::?\d{2})?)?)\)?(?: ?[\[(].*[\])])?$"
OFFSET = rf"((?::\d{{2}}(?:[.,]\d+)?|^\d{{8}}t?\d{{6}})(?: [ap]m)?){ZONE}"
MILLISECONDS = re.compile(r"^/date\((\d+)(?:[+-]\d{4})?\)/$")  # as some programs write JSON
NUMERAL = re.compile(f"[{''.join(NUMERALS)}]+")
# Days since 1899-12-30 from 1954 to 2064, seconds since 1970 from 2001 on.
SERIAL_DAYS, UNIX_SECONDS, UNIX_MILLISECONDS, UNIX_MICROSECONDS = (
    (20_000, 60_000),
    (1e9, 5e9),
    (1e12, 5e12),
    (1e15, 5e15),
)
MONTH_WORD = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(sorted(MONTH_WORDS, key=len, reverse=True))})(?![^\W\d_])")
LATEST_SHORT_YEAR = 68
REPUBLIC = 1911  # Taiwan counts its years from here
PLAIN = r"[0-9/:.\-]*(?<!\.)(?: [0-9:.]+(?: [ap]m)?)?"
# Which of the three numbers is day, month and year.
ORDERS = {
    "day_first": ("one", "two", "three"),
    "month_first": ("two", "one", "three"),
    "short_year_first": ("three", "two", "one"),
}
SPREAD = 2  # times as many values in one place of the date as in another, where one is to be the day and one the year
TIMES = "datetime64[s]"  # reaches beyond every year that anybody writes


@dataclass(frozen=True)
class DateReading:
    """How a column of dates was read: the order's name (as in the labels), an example, whether it was a guess."""

    order: str
    example: str
    guessed: bool


def read_dates(
    words: pandas.Series, like: DateReading | None = None, order: str | None = None
) -> tuple[pandas.Series, DateReading]:
    """Times without a zone, NaT where nothing can be read; and how they were read.

    `words` are texts; `like` is the reading of another column of the same register, followed where this
    column does not show by itself whether the day comes first; `order` (of `ORDERS`) is not questioned. Offsets such
    as +08:00 are dropped: times stay as the clock on the wall showed them. Times are to the second, of any year.
    """
    tidy = words.str.strip().str.lower()
    # Most registers write plainly; only what holds anything else is tidied value by value.
    odd = ~tidy.str.fullmatch(PLAIN)
    tidy = tidy.mask(odd, words[odd].map(_tidied))
    filled = tidy[tidy != ""]
    found = pandas.Series(np.datetime64("NaT", "s"), index=words.index, dtype=TIMES)
    if filled.empty:
        return found, DateReading("none", "", guessed=False)
    parts = filled.str.extract(YEAR_LAST)
    chosen, guessed = (order, False) if order else _order_of(parts, filled, like)
    readers: dict[str, Callable[[pandas.Series], pandas.Series]] = {
        chosen: lambda rest: _ordered(parts.loc[rest.index], chosen),
        "year_first": lambda rest: _assembled(rest.str.extract(YEAR_FIRST)),
        "compact": lambda rest: _assembled(rest.str.extract(COMPACT).assign(before=None, after=None)),
        "number": _numbers, "month_name": _named_months,
    }  # fmt: skip
    read: dict[str, int] = {}
    for name, reader in readers.items():
        times = reader(filled[found[filled.index].isna()]).dropna()
        found[times.index] = times
        read[name] = len(times)
    best = max(read, key=lambda name: read[name])
    first = found.first_valid_index()
    example = "" if first is None else str(words.loc[first]).strip()
    return found, DateReading(best, example, guessed and best == chosen)


def orders_of(words: pandas.Series) -> tuple[str, ...]:
    """The orders in which a column's dates could be meant; none where the year stands first in full."""
    parts = words.str.strip().str.lower().str.extract(YEAR_LAST).dropna(subset=["three"])
    if len(parts) < 0.5 * (words.str.strip() != "").sum():
        return ()
    return tuple(ORDERS) if (parts["three"].str.len() == 2).mean() > 0.5 else ("day_first", "month_first")


def _tidied(value: str) -> str:
    """One spelling: plain digits, separators for Chinese words, am and pm, no zone, no weekday in front."""
    text = unicodedata.normalize("NFKC", value).strip().lower()
    text = re.sub(
        MONTH_BETWEEN, lambda found: f"{found[1]} {MONTHS[int(found[2]) - 1]} ", MILLISECONDS.sub(r"\1", text)
    )
    text = re.sub(WEEKDAY_WORDS, " ", text)
    if YEAR_WORD in text:
        text = re.sub(SHORT_YEAR, r"20\g<0>", NUMERAL.sub(_plain_number, text))
    text = MONTH_WORD.sub(lambda found: MONTH_WORDS[found[0]], text)
    for table in (HALF_DAY_WORDS, DATE_WORDS):
        for word, meaning in table.items():
            text = text.replace(word, meaning)
    text = re.sub(r"(?<=\d)(am|pm)", r" \1", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(r"^(\S+) (?:am|pm)$", r"\1", re.sub(r"(?<=\d)\.(?= |$)|(?<= )de ", "", text))
    text = re.sub(r"(?<=\d) ?h ?(?=\d)", ":", text).removesuffix(" uhr")
    text = TIME_BEFORE_YEAR.sub(r"\1 \3 \2", WEEKDAY_IN_FRONT.sub("", text))
    return re.sub(OFFSET, r"\1", re.sub(r"(?<=\d) (?=:)|(?<=:) (?=\d)|(?<=-) (?=\d)|:(?= |$)|-$", "", text)).strip()


def _plain_number(found: re.Match[str]) -> str:
    """A Chinese number in digits: of a year one by one, of a day with its ten."""
    tens, ten, ones = found[0].partition(TEN)
    if not ten:
        return "".join(NUMERALS[letter] for letter in tens)
    return str(10 * int(NUMERALS.get(tens, "1")) + int(NUMERALS.get(ones, "0")))


def _ordered(parts: pandas.DataFrame, order: str) -> pandas.Series:
    return _assembled(parts.rename(columns=dict(zip(ORDERS[order], ("day", "month", "year"), strict=True))))


def _assembled(parts: pandas.DataFrame) -> pandas.Series:
    """Times of matched parts; NaT for a 13th month, a 31st of April, an hour 25."""
    rows = parts.dropna(subset=["year"])
    numbers = rows[["year", "month", "day", "hour", "minute", "second"]].astype(float).fillna(0.0)
    short, republic = rows["year"].str.len() == 2, rows["year"].str.len() == 3
    numbers.loc[short, "year"] += (numbers.loc[short, "year"] <= LATEST_SHORT_YEAR) * 100 + 1900
    numbers.loc[republic, "year"] += REPUBLIC
    half = rows["before"].fillna(rows["after"])
    numbers.loc[half.notna(), "hour"] %= 12
    numbers.loc[half == "pm", "hour"] += 12
    whole = numbers.astype("int64")
    months = ((whole["year"] - 1970) * 12 + whole["month"] - 1).to_numpy().astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (whole["day"] - 1).to_numpy()
    sound = whole["month"].between(1, 12) & (whole["day"] > 0) & (days.astype("datetime64[M]") == months)
    seconds = (whole["hour"] * 3600 + whole["minute"] * 60 + whole["second"]).to_numpy()
    # 24:00 is the end of the day.
    sound &= (seconds <= 86_400) & (whole["minute"] < 60) & (whole["second"] < 60) & (whole["year"] > 0)
    times = pandas.Series(days.astype("datetime64[s]") + seconds, index=rows.index, dtype=TIMES)
    return times.where(sound)


def _numbers(words: pandas.Series) -> pandas.Series:
    """Excel's days since the end of 1899, or Unix seconds or milliseconds."""
    numbers = pandas.to_numeric(words.where(words.str.fullmatch(r"\d{5,16}(?:\.\d+)?")), errors="coerce").dropna()
    units = (("D", SERIAL_DAYS, "1899-12-30"), ("s", UNIX_SECONDS, "unix"), ("ms", UNIX_MILLISECONDS, "unix"),
             ("us", UNIX_MICROSECONDS, "unix"))  # fmt: skip
    parts = [
        pandas.to_datetime(numbers[numbers.between(*span)], unit=unit, origin=origin).dt.round("s").astype(TIMES)
        for unit, span, origin in units
    ]
    return pandas.concat(parts)


def _named_months(words: pandas.Series) -> pandas.Series:
    found = pandas.Series(np.datetime64("NaT", "s"), index=words.index, dtype=TIMES)
    for pattern in (DAY_MONTH_NAME, MONTH_NAME_DAY):
        parts = words.str.extract(pattern).dropna(subset=["name"])
        month = parts["name"].map({name: str(at) for at, name in enumerate(MONTHS, 1)})
        times = _assembled(parts.assign(month=month)).dropna()
        found[times.index] = times
    return found


def _order_of(parts: pandas.DataFrame, words: pandas.Series, like: DateReading | None) -> tuple[str, bool]:
    """Which number is day, month and year, and whether that is a guess.

    A short year shows by having few values where the day has many; the day by a number above 12. Else am and pm speak
    for the month, dots for the day, then the other column.
    """
    numbers = parts[["one", "two", "three"]].dropna().astype(int)
    if len(numbers) and (numbers["three"] < 100).mean() > 0.5:
        first, last = (numbers[each].nunique() for each in ("one", "three"))
        if numbers["three"].between(1, 31).all() and numbers["two"].between(1, 12).all() and last >= SPREAD * first:
            return "short_year_first", False
        if (numbers["one"] > 31).any() and numbers["three"].between(1, 31).all():
            return "short_year_first", False
        if first < SPREAD * last and like is not None and like.order == "short_year_first":
            return like.order, False
    day_first, month_first = int((numbers["one"] > 12).sum()), int((numbers["two"] > 12).sum())
    if day_first != month_first:
        return ("day_first" if day_first > month_first else "month_first"), False
    if like is not None and like.order in ("day_first", "month_first") and not like.guessed:
        return like.order, False
    if words.str.contains(r"\b(?:am|pm)\b").mean() > 0.5:
        return "month_first", True
    dotted = words.str.match(r"\d{1,2}\.\d{1,2}\.\d").mean() > 0.5
    return ("day_first" if dotted else "month_first"), True
