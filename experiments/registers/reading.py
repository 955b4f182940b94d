"""A city's case register: which column means what, and every row either used or told apart with its reason.

Core objects: `read_register` and `Register` (cases, rows set aside, columns, what was noticed on the way).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import pandas

from experiments.labels import text
from experiments.labels.register_words import (
    COLUMN_WORDS,
    DOMAIN_WORDS,
    NEVER_GUESSED,
    RESIDENT_WORDS,
    STAFF_WORDS,
    UNKNOWN_PARTS,
    UNKNOWN_WORDS,
)
from experiments.registers.dates import DateReading, read_dates
from experiments.registers.file import RegisterError, Rows, quoted, read_rows
from model.scenario.parameters import DOMAIN_NAMES

ROLES = tuple(COLUMN_WORDS)
DATES = ("opened", "closed")
MIN_ROWS, MIN_DAYS = 30, 28
EARLIEST = pandas.Timestamp("1970-01-02")
FAR_DAYS, FAR_SHARE = 366, 0.01  # a few rows more than a year away from all others
MAX_EARLIER = 0.02  # of closings before the opening, in a column that no name calls the closing
NUMBERED_SHARE = 0.95  # of values unlike: a column that numbers its rows
SHORT_WORD = 5  # letters from which on a keyword may begin a longer word
STAFF, RESIDENT = "staff", "resident"


@dataclass(frozen=True)
class Noted:
    """Something noticed while reading: a key of the labels (`register.KEY`) and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """A register as it was understood.

    `cases`: one row a case, sorted: opened (time), closed (time or NaT), domain (of the model, or ""), kind
    (the register's own word), area ("" unknown), found_by ("staff", "resident" or ""). `set_aside`: line,
    reason, column, found, treatment. `end` is the last day the register knows of.
    """

    path: Path
    columns: Mapping[str, str]
    cases: pandas.DataFrame
    set_aside: pandas.DataFrame
    noted: tuple[Noted, ...]
    end: pandas.Timestamp
    rows: int
    source: str
    head: tuple[str, ...]

    @property
    def days(self) -> int:
        """Whole days from the first opening to the last, both counted."""
        opened = self.cases["opened"]
        return int((opened.max().normalize() - opened.min().normalize()).days) + 1

    def reasons(self) -> dict[str, int]:
        """How many rows were set aside or read otherwise, by reason."""
        return {str(reason): int(count) for reason, count in self.set_aside["reason"].value_counts().items()}

    def part(self, since: pandas.Timestamp, until: pandas.Timestamp) -> Register:
        """The cases opened in [since, until), as the register would have stood on the day before `until`."""
        chosen = self.cases[(self.cases["opened"] >= since) & (self.cases["opened"] < until)]
        known = chosen["closed"].where(chosen["closed"] < until)
        cases = chosen.assign(closed=known).reset_index(drop=True)
        end = min(self.end, until - pandas.Timedelta(days=1))
        return replace(self, cases=cases, end=end, rows=len(cases))


def read_register(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    domains: Mapping[str, str] | None = None,
    today: pandas.Timestamp | None = None,
) -> Register:
    """Read a case register; `columns` maps roles to column names, `domains` words of the register to domains.

    Raises `RegisterError` where nothing can be learned: no dates, too few rows, a role or column that is not there.
    """
    rows = read_rows(path)
    table = pandas.DataFrame(rows.cells, columns=list(rows.head), dtype=str)
    table.index = pandas.Index(rows.lines, name="line")
    chosen = chosen_columns(Path(path), table, columns or {})
    _check_domains(domains or {}, table, chosen)
    now = today or pandas.Timestamp.today()
    return _Reader(Path(path), rows, table, chosen, columns or {}, dict(domains or {}), now).read()


def _check_domains(domains: Mapping[str, str], table: pandas.DataFrame, chosen: Mapping[str, str]) -> None:
    """Every word given must stand in the register, every domain be one of the model's."""
    kinds = [str(kind) for kind in table[chosen["domain"]].unique()] if "domain" in chosen else []
    for kind, domain in domains.items():
        if domain not in DOMAIN_NAMES:
            raise RegisterError(
                f"--domains: '{kind}={domain}': unknown domain{nearest(domain, DOMAIN_NAMES)}; allowed: {', '.join(DOMAIN_NAMES)}"
            )
        if kind not in kinds:
            raise RegisterError(f"--domains: no case is of kind '{kind}'{nearest(kind, kinds)}")


def read_pairs(option: str, words: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE,NAME=VALUE` words as pairs; a comma within a name stays."""
    pairs: dict[str, str] = {}
    for word in words:
        for part in re.split(r",(?=[^,=]+=)", word):
            name, equals, value = (each.strip() for each in part.partition("="))
            if not (name and equals and value):
                raise RegisterError(
                    f"{option}: found '{part.strip()}'; allowed: NAME=VALUE, several with commas between"
                )
            pairs[name] = value
    return pairs


def plain_name(name: str) -> str:
    """A column's name without what writers differ in: width, capitals, blanks, punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).lower())


def chosen_columns(path: Path, table: pandas.DataFrame, given: Mapping[str, str]) -> dict[str, str]:
    """Role → column: as given, else guessed from names, dates also from what the columns hold."""
    columns = [str(name) for name in table.columns]
    chosen = {_role(role): _column(role, name, columns) for role, name in given.items()}
    for role in ROLES:
        if role not in chosen:
            free = [name for name in columns if name not in chosen.values()]
            found = _guessed(role, free, table)
            if found is not None:
                chosen[role] = found
    if "opened" not in chosen or "closed" not in chosen:
        chosen |= _dated_columns(table, chosen, columns)
    if "opened" not in chosen:
        raise RegisterError(f"{path}: {_why_undated(table, columns)}; name one with --columns opened=NAME")
    return {role: chosen[role] for role in ROLES if role in chosen}


def _why_undated(table: pandas.DataFrame, columns: Sequence[str]) -> str:
    """Why no column can be the opening: the one that is called so holds no date that can be read, or none is called so."""
    its_columns = f"its columns are {quoted(columns)}"
    for name in _named_like("opened", columns):
        words = table[name][table[name] != ""]
        found = f"such as '{words.iloc[0]}'" if len(words) else "all its cells are empty"
        return f"column '{name}' holds no date that can be read, {found}; {its_columns}"
    return f"no column holds the date a case was opened; {its_columns}"


def _role(role: str) -> str:
    if role in ROLES:
        return role
    raise RegisterError(f"--columns: unknown role '{role}'{nearest(role, ROLES)}; allowed: {', '.join(ROLES)}")


def _column(role: str, name: str, columns: Sequence[str]) -> str:
    if name in columns:
        return name
    same = [each for each in columns if plain_name(each) == plain_name(name)]
    if len(same) == 1:
        return same[0]
    raise RegisterError(
        f"--columns: '{role}={name}': no column '{name}'{nearest(name, columns)}; its columns are {quoted(columns)}"
    )


def nearest(name: str, names: Sequence[str]) -> str:
    """The nearest right name, as a hint."""
    close = get_close_matches(name.lower(), [each.lower() for each in names], n=1, cutoff=0.5)
    found = [each for each in names if close and each.lower() == close[0]]
    return f" (did you mean '{found[0]}'?)" if found else ""


def _guessed(role: str, columns: Sequence[str], table: pandas.DataFrame) -> str | None:
    """The column whose name speaks most for a role: the whole word first, then a part; dates must hold dates."""
    named = _named_like(role, columns)
    if role in DATES:
        return next((name for name in named if _holds_dates(table[name])), None)
    words = [name for name in named if (table[name] != "").any() and not _holds_dates(table[name])]
    # A column that says the same in every row tells nothing apart.
    return next((name for name in words if table[name].nunique() > 1), words[0] if words else None)


def _named_like(role: str, columns: Sequence[str]) -> list[str]:
    """The columns whose names speak for a role, the likeliest first."""
    plain = {name: plain_name(name) for name in columns if not _never(name)}
    whole = [name for word in COLUMN_WORDS[role] for name in plain if plain[name] == word]
    parts = [name for word in COLUMN_WORDS[role] for name in plain if len(word) > 1 and word in plain[name]]
    return list(dict.fromkeys([*whole, *parts]))


def _holds_dates(values: pandas.Series) -> bool:
    """Whether most of what a column holds are dates, by its first few hundred filled cells."""
    filled = values[values != ""].head(300)
    return len(filled) > 0 and bool(read_dates(filled)[0].notna().mean() > 0.5)


def _dated_columns(table: pandas.DataFrame, chosen: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """Where no name helps: the fullest, earliest column of dates is the opening; one never before it, with gaps, the closing."""
    free = [name for name in columns if name not in chosen.values() and not _never(name) and _holds_dates(table[name])]
    times = {name: read_dates(table[name])[0] for name in free}
    found: dict[str, str] = {}
    if "opened" not in chosen:
        order = sorted(free, key=lambda name: (-int(times[name].notna().sum()), times[name].median()))
        found = {"opened": order[0]} if order else {}
    opening = chosen.get("opened") or found.get("opened")
    if opening and "closed" not in chosen:
        opened = read_dates(table[opening])[0].dt.normalize()
        later = [name for name in free if name != opening and not (times[name] < opened).mean() > MAX_EARLIER]
        gaps = [name for name in later if times[name].isna().any()]
        found |= dict(zip(["closed"], gaps, strict=False))
    return found


def _never(name: str) -> bool:
    """Whether a column's name says that it is no case's date, kind, place or channel."""
    return any(word in plain_name(name) for word in NEVER_GUESSED)


@dataclass
class _Reader:
    """One reading of a table: collects what is set aside and noted."""

    path: Path
    raw: Rows
    table: pandas.DataFrame
    columns: dict[str, str]
    given: Mapping[str, str]
    domains: dict[str, str]
    today: pandas.Timestamp
    aside: list[pandas.DataFrame] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)

    def read(self) -> Register:
        """The register, or `RegisterError`."""
        if self.raw.above:
            count, words = len(self.raw.above), " / ".join(self.raw.above)
            self.noted.append(Noted("above_head", {"count": count, "words": words}))
        if self.raw.ragged:
            lines = pandas.DataFrame({"line": self.raw.ragged, "found": ""})
            self.aside.append(lines.assign(reason="ragged", column="", treatment="left_out"))
        opened, reading = self._dates("opened", None)
        keep = self._usable(opened)
        closed = self._closings(opened, reading).loc[keep.index]
        cases = pandas.DataFrame({"opened": keep, "closed": closed, **self._words(keep.index)})
        cases = cases.sort_values("opened", kind="stable").reset_index(drop=True)
        rows = len(self.table) + len(self.raw.ragged)
        aside = pandas.concat(self.aside, ignore_index=True) if self.aside else pandas.DataFrame(columns=ASIDE)
        register = Register(
            self.path, self.columns, cases, aside[list(ASIDE)].sort_values("line", kind="stable"),
            tuple(self.noted), _end(cases), rows, self.raw.source, self.raw.head,
        )  # fmt: skip
        check_enough(register)
        return register

    def _dates(self, role: str, like: DateReading | None) -> tuple[pandas.Series, DateReading]:
        if role not in self.given and not any(word in plain_name(self.columns[role]) for word in COLUMN_WORDS[role]):
            self.noted.append(Noted(f"{role}_by_content", {"column": self.columns[role]}))
        times, reading = read_dates(self.table[self.columns[role]], like)
        if reading.order != "none":
            key = "dates_guessed" if reading.guessed else "dates"
            self.noted.append(
                Noted(
                    key, {"column": self.columns[role], "order": f"order.{reading.order}", "example": reading.example}
                )
            )
        return times, reading

    def _set_aside(self, where: pandas.Series, reason: str, role: str, treatment: str) -> None:
        lines = where.index[where]
        if len(lines):
            column = self.columns[role] if role else ""
            found = self.table.loc[lines, column] if column else ""
            rows = pandas.DataFrame({"line": lines, "found": found})
            self.aside.append(rows.assign(reason=reason, column=column, treatment=treatment))

    def _usable(self, opened: pandas.Series) -> pandas.Series:
        """The opening times of rows that count; the others are set aside."""
        words = self.table[self.columns["opened"]]
        wrong = {
            "opened_missing": words == "",
            "opened_unreadable": opened.isna() & (words != ""),
            "opened_placeholder": opened < EARLIEST,
            "opened_future": opened > self.today,
        }
        for reason, where in wrong.items():
            self._set_aside(where, reason, "opened", "left_out")
        keep = opened[~pandas.concat(wrong, axis=1).any(axis=1)]
        far = far_away(keep)
        self._set_aside(far, "opened_far", "opened", "left_out")
        keep = keep[~far]
        repeated = self.table.loc[keep.index].duplicated()
        if repeated.any() and not self._tells_rows_apart(keep):
            self.noted.append(Noted("alike", {"count": int(repeated.sum())}))
            return keep
        self._set_aside(repeated, "duplicate", "", "left_out")
        return keep[~repeated]

    def _tells_rows_apart(self, opened: pandas.Series) -> bool:
        """Whether two equal rows must be one case: rows are numbered, or openings timed to the second or minute."""
        numbered = any(self.table[name].nunique() >= NUMBERED_SHARE * len(self.table) for name in self.table)
        return numbered or bool((opened != opened.dt.normalize()).mean() > 0.5)

    def _closings(self, opened: pandas.Series, like: DateReading) -> pandas.Series:
        """Closing times; those that cannot be are noted and the case counts as open."""
        if "closed" not in self.columns:
            return pandas.Series(pandas.NaT, index=opened.index, dtype="datetime64[ns]")
        closed, _ = self._dates("closed", like)
        words = self.table[self.columns["closed"]]
        wrong = {
            "closed_unreadable": closed.isna() & ~_mapped(words.where(closed.isna(), ""), is_unknown),
            "closed_before_opened": closed.dt.normalize() < opened.dt.normalize(),
            "closed_future": closed > self.today,
        }
        used = self.table.index.isin(opened.dropna().index)
        for reason, where in wrong.items():
            self._set_aside(where & used, reason, "closed", "counted_open")
        closed = closed.mask(pandas.concat(wrong, axis=1).any(axis=1))
        # A closing without a time of day on the day of opening is no closing before it.
        return closed.where(closed.isna() | (closed >= opened), opened)

    def _words(self, lines: pandas.Index) -> dict[str, pandas.Series]:
        kind, area, channel = (self._column(role, lines) for role in ("domain", "area", "found_by"))
        domain = _mapped(kind, lambda word: self._own_domain(word) or domain_of(word))
        return {"kind": kind, "domain": domain, "area": area, "found_by": _mapped(channel, found_by)}

    def _column(self, role: str, lines: pandas.Index) -> pandas.Series:
        if role not in self.columns:
            return pandas.Series("", index=lines)
        words = self.table.loc[lines, self.columns[role]]
        return _mapped(words, lambda word: "" if is_unknown(word) else " ".join(word.split()))

    def _own_domain(self, word: str) -> str:
        return self.domains.get(word, "")


ASIDE = ("line", "reason", "treatment", "column", "found")


def _end(cases: pandas.DataFrame) -> pandas.Timestamp:
    """The last day the register knows of: no case is followed beyond it."""
    last = max(cases["opened"].max(), cases["closed"].max()) if cases["closed"].notna().any() else cases["opened"].max()
    return pandas.Timestamp(last)


def _mapped(words: pandas.Series, meaning: Callable[[str], Any]) -> pandas.Series:
    return words.map({word: meaning(word) for word in words.unique()})


def is_unknown(word: str) -> bool:
    """Whether a cell says that nobody knows."""
    plain = " ".join(word.lower().split())
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


def far_away(opened: pandas.Series) -> pandas.Series:
    """True for the few rows that lie more than a year away from all the others: placeholders and slips."""
    ordered = opened.sort_values()
    group = (ordered.diff() > pandas.Timedelta(days=FAR_DAYS)).cumsum()
    sizes = group.map(group.value_counts())
    lone = (sizes < FAR_SHARE * len(ordered)) & (sizes < sizes.max() if len(sizes) else False)
    return lone.reindex(opened.index)


def check_enough(register: Register) -> None:
    """`RegisterError` where a register is too small or too short to learn anything."""
    count, path = len(register.cases), register.path
    reasons = (f"{number:,} × {text(f'register.reason.{key}', 'en')}" for key, number in register.reasons().items())
    of_these = f"; set aside: {', '.join(reasons)}" if register.reasons() else ""
    if count < MIN_ROWS:
        raise RegisterError(
            f"{path}: {count} of {register.rows} rows can be used; allowed: at least {MIN_ROWS}{of_these}; opening "
            f"dates were read from '{register.columns['opened']}'; name another column with --columns opened=NAME"
        )
    if register.days < MIN_DAYS:
        raise RegisterError(
            f"{path}: days from the first opening to the last: found {register.days}; allowed: at least {MIN_DAYS}{of_these}"
        )
