"""A city's case register: which column means what, and every row either used or told apart with its reason.

Core objects: `read_register` and `Register` (cases, rows set aside, columns, what was noticed on the way).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas

from experiments.labels import text
from experiments.labels.register_words import CHANGED_WORDS, CLOSED_WORDS, STATUS_COLUMNS
from experiments.registers.columns import chosen_columns, holds_dates, is_named, named_like, nearest, plain_name
from experiments.registers.dates import DateReading, orders_of, read_dates
from experiments.registers.file import Noted, RegisterError, Rows
from experiments.registers.meanings import (
    RESIDENT,
    STAFF,
    domain_of,
    found_by,
    is_unknown,
    mapped,
    tidy_words,
)
from experiments.registers.tables import read_tables
from model.scenario.parameters import DOMAIN_NAMES

MIN_ROWS, MIN_DAYS = 30, 28
EARLIEST, NEVER = pandas.Timestamp("1970-01-02"), pandas.Timestamp("2200-01-01")  # beyond lie placeholders
FAR_DAYS, FAR_SHARE = 366, 0.01  # a few rows more than a year away from all others
NUMBERED_SHARE = 0.95  # of values unlike: a column that numbers its rows
MAX_CONTRADICTED = 0.4  # of rows that a reading may make impossible before it is taken back
FEW_REPEATED, ALL_REPEATED = 0.02, 0.9  # of the rows: slips of an export, or a list written twice


@dataclass(frozen=True)
class Register:
    """A register as it was understood.

    `cases`: one row a case, sorted: opened (time), closed (time or NaT), domain (of the model, or ""), kind
    (the register's own word), area ("" unknown), found_by ("staff", "resident" or ""), channel (the register's own
    word). `set_aside`: line, reason, column, found, treatment. `end` is the last day the register knows of, `changed`
    the first and last change of a row where a column tells them.
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
    changed: tuple[pandas.Timestamp, pandas.Timestamp] | None = None

    @property
    def days(self) -> int:
        """Whole days from the first opening to the last, both counted."""
        opened = self.cases["opened"]
        return int((opened.max().normalize() - opened.min().normalize()).days) + 1

    def reasons(self) -> dict[str, int]:
        """How many rows were set aside or read otherwise, by reason."""
        return {str(reason): int(count) for reason, count in self.set_aside["reason"].value_counts().items()}

    def unread(self, words: str, meaning: str) -> pandas.Series:
        """Cases by word of a column of `cases` ("kind", "channel") whose `meaning` ("domain", "found_by") is not known."""
        cases = self.cases
        return cases.loc[(cases[meaning] == "") & (cases[words] != ""), words].value_counts()

    def within(self, since: pandas.Timestamp, until: pandas.Timestamp) -> Register:
        """The cases opened in [since, until), with all that the register knows of their closing."""
        opened = self.cases["opened"]
        cases = self.cases[(opened >= since) & (opened < until)].reset_index(drop=True)
        return replace(self, cases=cases, rows=len(cases))

    def part(self, since: pandas.Timestamp, until: pandas.Timestamp) -> Register:
        """The cases opened in [since, until), as the register would have stood on the day before `until`."""
        chosen = self.within(since, until)
        known = chosen.cases["closed"].where(chosen.cases["closed"] < until)
        end = min(self.end, until - pandas.Timedelta(days=1))
        return replace(chosen, cases=chosen.cases.assign(closed=known), end=end)


def read_register(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    domains: Mapping[str, str] | None = None,
    today: pandas.Timestamp | None = None,
    channels: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Register:
    """Read a case register; `columns` maps roles to column names, `domains` and `channels` words of the register to
    domains and to who found a matter (staff, resident); `sheet` names a workbook's.

    Raises `RegisterError` where nothing can be learned: no dates, too few rows, a role or column that is not there,
    dates that contradict each other however they are read.
    """
    tables = read_tables(path, sheet)
    rows, table, chosen = _first_dated(Path(path), tables, columns or {})
    _refuse_sums(Path(path), table, chosen)
    rows = replace(rows, noted=(*rows.noted, *_left(rows, tables)))
    by_status = _closing_by_status(table, chosen)
    if by_status is not None:
        chosen["closed"] = by_status.name
        table = table.assign(**{by_status.name: by_status.closed})
        rows = replace(rows, noted=(*rows.noted, by_status.noted))
    given = {"domain": _checked("--domains", "kind", domains or {}, DOMAIN_NAMES, table, chosen),
             "found_by": _checked("--channels", "channel", channels or {}, (STAFF, RESIDENT), table, chosen)}  # fmt: skip
    now = (today or pandas.Timestamp.today()) + pandas.Timedelta(days=1)
    return _Reader(Path(path), rows, table, chosen, columns or {}, given, now).read()


def _first_dated(
    path: Path, tables: list[Rows], columns: Mapping[str, str]
) -> tuple[Rows, pandas.DataFrame, dict[str, str]]:
    """The longest table in which the columns can be found; where none has them, why the longest has not."""
    refused = []
    for rows in tables:
        table = pandas.DataFrame(rows.cells, columns=list(rows.head), dtype=str)
        table.index = pandas.Index(rows.lines, name="line")
        try:
            return rows, table, chosen_columns(path, table, columns)
        except RegisterError as error:
            refused.append(error)
    raise refused[0]


@dataclass(frozen=True)
class _ByStatus:
    """Closing dates from the last change of what is done: a column's name, its cells, and what is to be told."""

    name: str
    closed: pandas.Series
    noted: Noted


def _closing_by_status(table: pandas.DataFrame, chosen: Mapping[str, str]) -> _ByStatus | None:
    """Where no column says when, one how a case stands and one when it was last changed, as Open311 gives it."""
    if "closed" in chosen:
        return None
    status = next((name for name in table if plain_name(str(name)) in STATUS_COLUMNS), None)
    changed = next((name for name in table if is_changed_name(str(name)) and holds_dates(table[name])), None)
    if status is None or changed is None:
        return None
    done = table[status].map(lambda word: tidy_words(word).lower() in CLOSED_WORDS)
    if done.sum() < MIN_ROWS:
        return None
    noted = Noted("closed_by_status", {"status": str(status), "column": str(changed), "count": int(done.sum())})
    return _ByStatus(f"{changed} ({status})", table[changed].where(done, ""), noted)


def _left(read: Rows, tables: list[Rows]) -> list[Noted]:
    """Tables of a workbook that are not read for their head is another."""
    others = [rows for rows in tables if rows is not read]
    return (
        [Noted("sheets_left", {"count": len(others), "rows": sum(len(rows.cells) for rows in others)})]
        if others
        else []
    )


def _refuse_sums(path: Path, table: pandas.DataFrame, chosen: Mapping[str, str]) -> None:
    """`RegisterError` for a list of days, weeks or months with a number each: its rows are no cases."""
    others = [table[name] for name in table if name != chosen["opened"]]
    if set(chosen) != {"opened"} or not others or len(table) < MIN_ROWS:
        return
    days = read_dates(table[chosen["opened"]])[0].dropna().sort_values()
    apart = days.diff().dropna().dt.days
    numbers = all(bool(each.str.fullmatch(r"[-+]?[\d.,]*%?").all()) for each in others)
    if (
        numbers
        and days.is_unique
        and (days == days.dt.normalize()).all()
        and ((apart - apart.median()).abs() <= 0.1 * apart.median()).mean() > 0.9
    ):
        raise RegisterError(
            f"{path}: its rows lie {apart.median():.0f} day(s) apart and hold numbers only, as sums by day, week or month do; "
            "allowed: a row a case, with the date it was opened"
        )


def _checked(
    option: str, what: str, given: Mapping[str, str], allowed: tuple[str, ...], table: pandas.DataFrame,
    chosen: Mapping[str, str],
) -> dict[str, str]:  # fmt: skip
    """Words of the register and their meanings: every word must stand in it, every meaning be one of the model's."""
    role = {"kind": "domain", "channel": "found_by"}[what]
    words = [tidy_words(str(word)) for word in table[chosen[role]].unique()] if role in chosen else []
    tidy = {tidy_words(word): meaning.strip() for word, meaning in given.items()}
    for word, meaning in tidy.items():
        if meaning not in allowed:
            unknown = "unknown domain" if what == "kind" else "unknown finder"
            raise RegisterError(
                f"{option}: '{word}={meaning}': {unknown}{nearest(meaning, allowed)}; allowed: {', '.join(allowed)}"
            )
        if word not in words:
            none = f"no case is of kind '{word}'" if what == "kind" else f"no case is of channel '{word}'"
            raise RegisterError(f"{option}: {none}{nearest(word, words)}")
    return tidy


@dataclass
class _Reader:
    """One reading of a table: collects what is set aside and noted."""

    path: Path
    raw: Rows
    table: pandas.DataFrame
    columns: dict[str, str]
    given: Mapping[str, str]
    meanings: Mapping[str, Mapping[str, str]]
    latest: pandas.Timestamp
    aside: list[pandas.DataFrame] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)

    def read(self) -> Register:
        """The register, or `RegisterError`."""
        self.noted += self.raw.noted
        if self.raw.above:
            count, words = len(self.raw.above), " / ".join(self.raw.above)
            self.noted.append(Noted("above_head", {"count": count, "words": words}))
        if self.raw.ragged:
            lines = pandas.DataFrame({"line": self.raw.ragged, "found": ""})
            self.aside.append(lines.assign(reason="ragged", column="", treatment="left_out"))
        if "closed" not in self.columns:
            self.noted += self._closing_without_dates()
        opened, closed = self._times()
        keep = self._usable(opened)
        closed = self._closings(opened, closed).loc[keep.index]
        changed = self._changed(keep.index)
        cases = pandas.DataFrame({"opened": keep, "closed": closed, **self._words(keep.index)})
        cases = cases.sort_values("opened", kind="stable").reset_index(drop=True)
        cases = cases.astype({"opened": "datetime64[ns]", "closed": "datetime64[ns]"})
        rows = len(self.table) + len(self.raw.ragged)
        aside = pandas.concat(self.aside, ignore_index=True) if self.aside else pandas.DataFrame(columns=ASIDE)
        aside = aside.sort_values("line", kind="stable", key=lambda lines: lines.map(self._place))
        register = Register(
            self.path, self.columns, cases, aside[list(ASIDE)], tuple(self.noted), _end(cases), rows, self.raw.source,
            self.raw.head, changed,
        )  # fmt: skip
        check_enough(register)
        return register

    def _closing_without_dates(self) -> list[Noted]:
        """The column that is called the closing and holds something else, such as 'done'."""
        for name in named_like("closed", [each for each in self.table if each not in self.columns.values()]):
            words = self.table[name][self.table[name] != ""]
            if len(words):
                return [Noted("closed_no_dates", {"column": name, "example": words.iloc[0]})]
        return []

    def _place(self, line: int | str) -> int:
        return line if isinstance(line, int) else int(line.rpartition("!")[2])

    def _times(self) -> tuple[pandas.Series, pandas.Series]:
        """Both columns of dates in the reading that contradicts itself least; `RegisterError` where all do."""
        opening = self._words_of("opened")
        closing = self._words_of("closed")
        found = self._read(opening, closing, None)
        if found.contradicted > 0 or found.readings[0].guessed:
            orders = dict.fromkeys([*orders_of(opening), *orders_of(closing)])
            others = [self._read(opening, closing, order) for order in orders]
            best = min([found, *others], key=lambda each: each.contradicted)
            # A few odd rows are no reason to doubt what a column shows by itself.
            if best.contradicted < found.contradicted / 2 and (found.readings[0].guessed or found.contradicted > 0.1):
                found = best
        if found.contradicted > MAX_CONTRADICTED:
            raise RegisterError(f"{self.path}: {self._why_contradicted(found)}")
        for role, reading in zip(("opened", "closed"), found.readings, strict=False):
            self._note_reading(role, reading)
        return found.opened, found.closed

    def _words_of(self, role: str) -> pandas.Series:
        if role in self.columns:
            return self.table[self.columns[role]]
        return pandas.Series("", index=self.table.index, dtype=str)

    def _read(self, opening: pandas.Series, closing: pandas.Series, order: str | None) -> _Times:
        opened, first = read_dates(opening, order=order if orders_of(opening) else None)
        closed, second = read_dates(closing, first, order=order if orders_of(closing) else None)
        if first.guessed and not second.guessed and order is None:
            opened, first = read_dates(opening, second)
        placeholders = ~closed.between(EARLIEST, NEVER)
        both = opened.notna() & closed.notna() & ~placeholders
        shares = {
            "unreadable": _share(opened.isna(), mapped(opening, is_unknown).eq(False)),
            "future": _share(opened.between(self.latest, NEVER), opened.notna()),
            "earlier": _share(closed.dt.normalize() < opened.dt.normalize(), both),
        }
        return _Times(opened, closed, (first, second), shares)

    def _why_contradicted(self, found: _Times) -> str:
        worst = max(found.shares, key=lambda name: found.shares[name])
        share = f"{100 * found.shares[worst]:.0f}"
        opened, closed = self.columns["opened"], self.columns.get("closed", "")
        if worst == "unreadable":
            why = f"column '{opened}' holds no date that can be read in {share} % of its cells"
        elif worst == "future":
            why = f"the openings ('{opened}') lie in the future in {share} % of the rows"
        else:
            why = (
                f"the closings ('{closed}') lie before the openings ('{opened}') in {share} % of the rows, however read"
            )
        return f"{why}; name the right columns with --columns opened=NAME,closed=NAME, or export dates as YYYY-MM-DD"

    def _note_reading(self, role: str, reading: DateReading) -> None:
        if role not in self.columns:
            return
        column = self.columns[role]
        if role not in self.given and not is_named(role, column) and column in self.raw.head:
            self.noted.append(Noted(f"{role}_by_content", {"column": column}))
        if reading.order != "none":
            values = {"column": column, "order": f"order.{reading.order}", "example": reading.example}
            self.noted.append(Noted("dates_guessed" if reading.guessed else "dates", values))

    def _set_aside(self, where: pandas.Series, reason: str, role: str, treatment: str) -> None:
        lines = where.index[where]
        if len(lines):
            column = self.columns[role] if role else ""
            found = self.table.loc[lines, column] if column else ""
            rows = pandas.DataFrame({"line": lines, "found": found})
            self.aside.append(rows.assign(reason=reason, column=column, treatment=treatment))

    def _usable(self, opened: pandas.Series) -> pandas.Series:
        """The opening times of rows that count; the others are set aside."""
        missing = mapped(self.table[self.columns["opened"]], is_unknown).astype(bool)
        wrong = {
            "opened_missing": missing,
            "opened_unreadable": opened.isna() & ~missing,
            "opened_placeholder": (opened < EARLIEST) | (opened >= NEVER),
            "opened_future": (opened > self.latest) & (opened < NEVER),
        }
        for reason, where in wrong.items():
            self._set_aside(where, reason, "opened", "left_out")
        keep = opened[~pandas.concat(wrong, axis=1).any(axis=1)]
        far = far_away(keep)
        self._set_aside(far, "opened_far", "opened", "left_out")
        keep = keep[~far]
        repeated = self.table.loc[keep.index].duplicated()
        if repeated.any() and not self._tells_rows_apart(keep, repeated):
            self.noted.append(Noted("alike", {"count": int(repeated.sum())}))
            return keep
        self._set_aside(repeated, "duplicate", "", "left_out")
        return keep[~repeated]

    def _tells_rows_apart(self, opened: pandas.Series, repeated: pandas.Series) -> bool:
        """Whether two equal rows must be one case: rows are numbered; or openings are timed, and a few rows are
        repeated to the second or the whole list is."""
        if any(self.table[name].nunique() >= NUMBERED_SHARE * (~repeated).sum() and self._numbers_rows(name)
               for name in self.table):  # fmt: skip
            return True
        to_the_second = bool((opened.dt.second != 0).mean() > 0.5)
        timed = bool((opened != opened.dt.normalize()).mean() > 0.5)
        everything = bool((self.table.loc[opened.index].value_counts() > 1).mean() > ALL_REPEATED)
        return (to_the_second and repeated.mean() < FEW_REPEATED) or (timed and everything)

    def _numbers_rows(self, name: str) -> bool:
        """Whether a column may number its rows: any but one of dates."""
        return name not in (self.columns.get("opened"), self.columns.get("closed")) and bool(
            read_dates(self.table[name].head(100))[0].isna().mean() > 0.5
            or self.table[name].head(100).str.fullmatch(r"\d+").all()
        )

    def _closings(self, opened: pandas.Series, closed: pandas.Series) -> pandas.Series:
        """Closing times; those that cannot be are noted and the case counts as open."""
        words = self._words_of("closed")
        wrong = {
            "closed_unreadable": closed.isna() & ~mapped(words.where(closed.isna(), ""), is_unknown).astype(bool),
            "closed_placeholder": (closed < EARLIEST) | (closed >= NEVER),
            "closed_before_opened": (closed >= EARLIEST) & (closed.dt.normalize() < opened.dt.normalize()),
            "closed_future": (closed > self.latest) & (closed < NEVER),
        }
        used = pandas.Series(self.table.index.isin(opened.dropna().index), index=self.table.index)
        for reason, where in wrong.items():
            self._set_aside(where & used, reason, "closed", "counted_open")
        closed = closed.mask(pandas.concat(wrong, axis=1).any(axis=1))
        # A closing without a time of day on the day of opening is no closing before it.
        return closed.where(closed.isna() | (closed >= opened), opened)

    def _changed(self, lines: pandas.Index) -> tuple[pandas.Timestamp, pandas.Timestamp] | None:
        """First and last change of the rows, where a column says when each was changed."""
        for name in self.table:
            if is_changed_name(str(name)):
                times = read_dates(self.table.loc[lines, name])[0]
                times = times[times.between(EARLIEST, self.latest)]
                if len(times) > 0.5 * len(lines):
                    return pandas.Timestamp(times.min()), pandas.Timestamp(times.max())
        return None

    def _words(self, lines: pandas.Index) -> dict[str, pandas.Series]:
        kind, area, channel = (self._column(role, lines) for role in ("domain", "area", "found_by"))
        domains, channels = self.meanings["domain"], self.meanings["found_by"]
        return {
            "kind": kind, "domain": mapped(kind, lambda word: domains.get(word) or domain_of(word)), "area": area,
            "channel": channel, "found_by": mapped(channel, lambda word: channels.get(word) or found_by(word)),
        }  # fmt: skip

    def _column(self, role: str, lines: pandas.Index) -> pandas.Series:
        words = self._words_of(role).loc[lines]
        return mapped(words, lambda word: "" if is_unknown(word) else tidy_words(word)).astype(str)


@dataclass(frozen=True)
class _Times:
    """Both columns of dates in one reading, and the shares of rows that it makes impossible."""

    opened: pandas.Series
    closed: pandas.Series
    readings: tuple[DateReading, DateReading]
    shares: Mapping[str, float]

    @property
    def contradicted(self) -> float:
        """The largest share."""
        return max(self.shares.values())


def _share(where: pandas.Series, of: pandas.Series) -> float:
    return float((where & of).sum() / max(of.sum(), 1))


def is_changed_name(name: str) -> bool:
    """Whether a column says when a row was last changed."""
    plain = plain_name(name)
    return any(word in plain for word in CHANGED_WORDS)


ASIDE = ("line", "reason", "treatment", "column", "found")


def _end(cases: pandas.DataFrame) -> pandas.Timestamp:
    """The last day the register knows of: no case is followed beyond it."""
    last = max(cases["opened"].max(), cases["closed"].max()) if cases["closed"].notna().any() else cases["opened"].max()
    return pandas.Timestamp(last)


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
