"""What stretch of time a register covers, and how: looked at before anything is estimated.

Core objects: `coverage_of` gives `Coverage`: the window in which cases are listed densely, the day from which closings
are recorded as they are now, what is to be told, and a timeline to draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas

from experiments.registers.columns import is_named
from experiments.registers.file import Noted, RegisterError
from experiments.registers.reading import MIN_DAYS, MIN_ROWS, Register
from experiments.statistics import Floats

DAY = pandas.Timedelta(days=1)
YEAR = 365
ROUND, SHEET_LIMITS = 1_000, (65_535, 65_536, 1_048_575, 1_048_576)
EXPECTED_IN_BIN, MIN_BIN, MAX_BIN = 10, 7, 91  # cases, days
THIN = 0.25  # of the usual rate, below which a stretch counts as a gap
MIN_GAP, GAP_CASES = 21, 15  # days, and cases that would have come in them
BRIDGED, BRIDGE_ENDS = 90, 180  # days of a gap that is left out of the count, and of what must lie on either side
LONGEST_SEASON, SEASON_THIN = 250, 0.35  # a gap that comes back each year is a season
GOOD_SHARE = 0.4  # of the largest stretch's cases that let a later stretch stand for the register
FIRST_CLOSINGS = 0.005  # share of the closings that may lie before closings or the listing began
MIN_MISSING = 8.0  # closings that would have been seen earlier, had all been listed
CHANGED_SHARE = 0.25  # of the openings' span: changes that all lie within it chose the rows
FOLLOWED = 90  # days after which a case counts as closed or not, where regimes of recording are told apart
REGIME_BIN, REGIME_CASES, REGIME_DAYS, REGIME_STEP = 15, 50, 120, 0.2
CUTS = (30, 60, 90, 120, 180, 365)  # days of age at which an export may cut closings
CUT_TAIL = 10  # closings in the half before the cut, with none beyond
CLOSED_ONLY_FROM = 100  # cases
GROWTH = 2.0
AT_ONCE = 0.9  # of closed cases that were closed as they were opened: a log of work


@dataclass(frozen=True)
class Coverage:
    """What a register covers: cases opened in [since, until) are listed densely; closing is learned from those opened in
    [closing_since, closing_until).

    `missing` are gaps within the window, whose days count neither as days nor as cases. `timeline`: start, days, cases, closed (share of cases followed long enough; NaN without), used. `cut_age` is the age
    at which the export cuts closings, NaN where it doesn't; `closed_only` an export without open cases.
    """

    since: pandas.Timestamp
    until: pandas.Timestamp
    closing_since: pandas.Timestamp
    closing_until: pandas.Timestamp
    closed_only: bool
    cut_age: float
    missing: tuple[tuple[pandas.Timestamp, pandas.Timestamp], ...]
    noted: tuple[Noted, ...]
    timeline: pandas.DataFrame

    @property
    def days(self) -> int:
        """Days of the window."""
        return int((self.until - self.since).days)

    def daily(self, register: Register) -> pandas.Series:
        """Cases opened on every day of the window; the days of gaps are not there."""
        counts = daily_counts(register.cases["opened"], self.since, self.until)
        for first, last in self.missing:
            counts = counts[(counts.index < first) | (counts.index > last)]
        return counts


def daily_counts(opened: pandas.Series, since: pandas.Timestamp | None = None, until: pandas.Timestamp | None = None) -> pandas.Series:  # fmt: skip
    """Cases opened on every day of [since, until); without, from the first to the last."""
    days = opened.dt.normalize()
    last = days.max() if until is None else until - DAY
    return days.value_counts().reindex(pandas.date_range(since or days.min(), last, freq="D"), fill_value=0)


def coverage_of(register: Register) -> Coverage:
    """The coverage of a register; `RegisterError` where no stretch is listed densely enough to learn from."""
    counts = daily_counts(register.cases["opened"])
    noted: list[Noted] = [*_export_cap(register), *_work_log(register)]
    since, until, gaps = dense_window(counts)
    inside = tuple(gap for gap in gaps if since <= gap[0] and gap[1] < until)
    listed = _listed_since(register, since)
    if listed is not None:
        since = max(since, listed.since)
        noted.append(listed.noted)
    since, until = _whole_days(register, counts, since, until, noted)
    window = register.within(since, until)
    days = int((until - since).days)
    _check_window(register, window, since, until, noted)
    outside = len(register.cases) - len(window.cases)
    if outside:
        noted.append(Noted("window", {"first": _day(since), "last": _day(until - DAY), "days": days, "used": len(window.cases),
                                      "outside": outside, "all": len(register.cases)}))  # fmt: skip
    late = {each.key for each in noted} & {"began_late", "chosen_by_change"}
    for first, last in [gap for gap in gaps if not late or gap[0] > since][:3]:
        noted.append(Noted("bridged" if (first, last) in inside else "gap", {"first": _day(first), "last": _day(last)}))
    noted += _growth(counts[since : until - DAY])
    closing_since, closing_until, closed_only, cut_age = since, until, False, math.nan
    if window.cases["closed"].notna().any():
        closing_since = _regime(window, noted)
        closed_only, cut_age, closing_until = _closed_only(window, closing_since, until, noted)
    return Coverage(
        since, until, closing_since, closing_until, closed_only, cut_age, inside, tuple(noted),
        _timeline(register, counts, since, until),
    )  # fmt: skip


def _day(time: pandas.Timestamp) -> str:
    return f"{time:%Y-%m-%d}"


def _check_window(
    register: Register, window: Register, since: pandas.Timestamp, until: pandas.Timestamp, noted: list[Noted]
) -> None:
    """`RegisterError` where the densely listed stretch is too short or too small."""
    days, cases = int((until - since).days), len(window.cases)
    if days >= MIN_DAYS and cases >= MIN_ROWS:
        return
    keys = {each.key for each in noted}
    chosen = (
        "; its rows were chosen by when they were last changed or closed"
        if keys & {"chosen_by_change", "began_late"}
        else ""
    )
    capped = f"; {register.rows:,} rows look like the limit of an export" if "round_rows" in keys else ""
    raise RegisterError(
        f"{register.path}: only {days} days are listed densely, {_day(since)} to {_day(until - DAY)} ({cases:,} of "
        f"{len(register.cases):,} cases){chosen}{capped}; allowed: at least {MIN_DAYS} days with {MIN_ROWS} cases: export "
        "all cases opened within a longer period, without a limit of rows"
    )


def _export_cap(register: Register) -> Iterator[Noted]:
    rows = register.rows
    if (rows >= ROUND and rows % ROUND == 0) or rows in SHEET_LIMITS:
        yield Noted("round_rows", {"rows": f"{rows:,}"})


def _whole_days(
    register: Register, counts: pandas.Series, since: pandas.Timestamp, until: pandas.Timestamp, noted: list[Noted]
) -> tuple[pandas.Timestamp, pandas.Timestamp]:
    """The window without a first or last day that a capped export cuts in its middle."""
    opened = register.cases["opened"]
    timed = (opened != opened.dt.normalize()).mean() > 0.5
    if not timed or "round_rows" not in {each.key for each in noted} or (until - since).days <= MIN_DAYS:
        return since, until
    usual = counts.rolling(29, center=True, min_periods=1).median()
    cut = []
    for day, moved in ((counts.index[-1], (since, until - DAY)), (counts.index[0], (since + DAY, until))):
        if since <= day < until and usual[day] >= EXPECTED_IN_BIN and counts[day] < 0.5 * usual[day]:
            since, until = moved
            cut.append(_day(day))
    if cut:
        noted.append(Noted("cut_day", {"days": cut}))
    return since, until


def _work_log(register: Register) -> Iterator[Noted]:
    """A list of work done: opened and closed at once, or a closing word in the name of the only date."""
    cases, column = register.cases, register.columns["opened"]
    closed = cases["closed"].notna()
    at_once = closed.any() and ((cases["closed"] == cases["opened"]) & closed).sum() > AT_ONCE * closed.sum()
    timed = (cases["opened"] != cases["opened"].dt.normalize()).mean() > 0.5
    closing_word = "closed" not in register.columns and is_named("closed", column) and not is_named("opened", column)
    by_content = any(note.key == "opened_by_content" for note in register.noted) and not closed.any()
    if (at_once and timed) or closing_word or by_content:
        yield Noted("work_log", {"column": column})


def dense_window(counts: pandas.Series) -> tuple[pandas.Timestamp, pandas.Timestamp, list[tuple[pandas.Timestamp, pandas.Timestamp]]]:  # fmt: skip
    """First day, day after the last, and gaps, of the stretch in which cases are listed densely.

    `counts` is indexed by consecutive days. The usual rate is the one that half of the cases see exceeded; stretches far
    below it are gaps unless they come back each year. The last good stretch is taken, else the largest.
    """
    y = counts.to_numpy(float)
    first, last = counts.index[0], counts.index[-1]
    if len(y) < 2 * MIN_DAYS or not y.sum():
        return first, last + DAY, []
    rate = y.mean()
    for _ in range(3):
        width = int(np.clip(math.ceil(EXPECTED_IN_BIN / rate), MIN_BIN, min(MAX_BIN, len(y))))
        starts = np.arange(len(y) % width, len(y), width)
        starts = np.unique(np.concatenate([[0], starts]))
        ends = np.append(starts[1:], len(y))
        sums = np.add.reduceat(y, starts)
        rates = sums / (ends - starts)
        rate = _seen_by_half(rates, sums)
    thin = rates < THIN * rate
    gaps = [(a, b) for a, b in _runs(thin, starts, ends) if _is_gap(y, a, b, rate)]
    ends_of = [0, *(edge for gap in gaps for edge in gap), len(y)]
    parting = [gap for at, gap in enumerate(gaps) if gap[1] - gap[0] > BRIDGED or min(
        gap[0] - ends_of[2 * at], ends_of[2 * at + 3] - gap[1]) < BRIDGE_ENDS]  # fmt: skip
    edges = [0, *(edge for gap in parting for edge in gap), len(y)]
    stretches = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    best = max(stretches, key=lambda each: y[slice(*each)].sum())
    good = [each for each in stretches if _is_good(y, each, best)]
    a, b = good[-1] if good else best
    a, b = _sharp(y, a, width, -1) if a else a, _sharp(y, b, width, 1) if b < len(y) else b
    told = [(counts.index[x], counts.index[z - 1]) for x, z in gaps]
    return counts.index[a], counts.index[b - 1] + DAY, sorted(told, key=lambda gap: gap[0] - gap[1])


def _seen_by_half(rates: Floats, sums: Floats) -> float:
    """The rate that half of the cases see exceeded."""
    order = np.argsort(rates)
    return float(rates[order][np.searchsorted(np.cumsum(sums[order]), sums.sum() / 2.0)])


def _runs(thin: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> list[tuple[int, int]]:
    """First day and day after the last of neighbouring thin bins."""
    flips = np.flatnonzero(np.diff(np.concatenate([[False], thin, [False]]).astype(int)))
    return [(int(starts[a]), int(ends[b - 1])) for a, b in flips.reshape(-1, 2)]


def _is_gap(y: Floats, a: int, b: int, rate: float) -> bool:
    if b - a < MIN_GAP or (b - a) * rate < GAP_CASES:
        return False
    if b - a > LONGEST_SEASON:
        return True
    again = [y[max(0, a + shift) : b + shift] for shift in (-YEAR, YEAR) if a + shift >= 0 and b + shift <= len(y)]
    return not again or min(part.mean() for part in again) > SEASON_THIN * rate


def _is_good(y: Floats, stretch: tuple[int, int], best: tuple[int, int]) -> bool:
    a, b = stretch
    cases = y[a:b].sum()
    large = cases >= GOOD_SHARE * y[slice(*best)].sum() or b - a >= YEAR
    return bool(large and b - a >= MIN_DAYS and cases >= MIN_ROWS)


def _sharp(y: Floats, edge: int, width: int, side: int) -> int:
    """The day within a bin of an edge at which the rate jumps most clearly (two Poisson rates)."""
    low, high = max(1, edge - width), min(len(y) - 1, edge + width)

    def likelihood(at: int) -> float:
        parts = (y[low - 1 : at], y[at : high + 1])
        return sum(part.sum() * math.log(max(part.mean(), 1e-9)) for part in parts if len(part))

    def falls_out(at: int) -> bool:
        before, after = y[low - 1 : at].mean(), y[at : high + 1].mean()
        return bool(before < after) if side < 0 else bool(after < before)

    fitting = [at for at in range(low, high + 1) if falls_out(at)]
    return max(fitting, key=likelihood, default=edge)


@dataclass(frozen=True)
class _Listed:
    since: pandas.Timestamp
    noted: Noted


def _listed_since(register: Register, since: pandas.Timestamp) -> _Listed | None:
    """The day from which all cases are listed, where earlier ones are there only if they were closed or changed after it."""
    cases = register.cases
    closed = cases["closed"].dropna()
    if register.changed is not None:
        first, last = register.changed
        span = cases["opened"].max() - cases["opened"].min()
        if last - first < CHANGED_SHARE * span and (not len(closed) or (closed < first.normalize()).mean() < 0.2):
            values = {"first": _day(first), "last": _day(last)}
            return _Listed(first.normalize(), Noted("chosen_by_change", values))
    if len(closed) < MIN_ROWS:
        return None
    start = pandas.Timestamp(closed.quantile(FIRST_CLOSINGS)).normalize()
    first = max(cases["opened"].min().normalize(), start - YEAR * DAY)
    before, after = cases[cases["opened"].between(first, start)], cases[cases["opened"] >= start]
    if start <= since or len(after) < MIN_ROWS:
        return None
    waits = np.sort(((after["closed"] - after["opened"]) / DAY).fillna(np.inf).to_numpy(float))

    def closed_by(ages: Floats) -> Floats:
        return np.searchsorted(waits, ages, side="right") / len(waits)

    expected = float(closed_by(((start - before["opened"]) / DAY).to_numpy(float)).sum())
    if expected < MIN_MISSING or (before["closed"] < start).sum() > 0.1 * expected:
        return None
    # Either closings began to be recorded then, and as many cases were opened before as after; or the list began, and
    # of what was opened before only what was not closed is there.
    rate = len(after) / max((cases["opened"].max() - start) / DAY, 1.0)
    days = np.arange(0.5, (start - first) / DAY)
    all_there, left = rate * len(days), max(rate * float((1.0 - closed_by(days)).sum()), 0.5)
    if abs(math.log(max(len(before), 0.5) / left)) >= abs(math.log(max(len(before), 0.5) / all_there)):
        return None
    return _Listed(start, Noted("began_late", {"day": _day(start), "before": len(before)}))


def _growth(counts: pandas.Series) -> Iterator[Noted]:
    """A rate that at least doubled or halved within the window."""
    if len(counts) < 2 * YEAR:
        return
    first, last = float(counts[:YEAR].mean()), float(counts[-YEAR:].mean())
    if not 1.0 / GROWTH < last / max(first, 1e-9) < GROWTH:
        yield Noted("growth", {"first": first, "last": last})


def _regime(window: Register, noted: list[Noted]) -> pandas.Timestamp:
    """The day from which closings are recorded as they are at the end; earlier regimes are told with their shares."""
    cases = window.cases
    followed = min(FOLLOWED, max(1, window.days // 6))
    known = cases[cases["opened"] <= window.end - followed * DAY]
    closed = ((known["closed"] - known["opened"]) <= followed * DAY).to_numpy()
    first = pandas.Timestamp(cases["opened"].min()).normalize()
    if len(known) < 2 * REGIME_CASES:
        return first
    cuts = sorted(_changes(closed, known["opened"].to_numpy(), 0, len(closed)))
    if not cuts:
        return first
    shares = [f"{100 * closed[a:b].mean():.0f} %" for a, b in pairwise([0, *cuts, len(closed)])]
    since = pandas.Timestamp(known["opened"].iloc[cuts[-1]]).normalize()
    days = [_day(pandas.Timestamp(known["opened"].iloc[at])) for at in cuts]
    noted.append(Noted("regimes", {"shares": shares, "days": days, "followed": followed, "since": _day(since)}))
    return since


def _changes(closed: np.ndarray, opened: np.ndarray, low: int, high: int) -> list[int]:
    """Where the share closed jumps, by repeated division at the likeliest place (binomial, with a penalty)."""
    step = max(REGIME_BIN, (high - low) // 200)
    places = [at for at in range(low + REGIME_CASES, high - REGIME_CASES + 1, step)
              if min(opened[at] - opened[low], opened[high - 1] - opened[at]) >= np.timedelta64(REGIME_DAYS, "D")]  # fmt: skip
    if not places:
        return []
    total = np.concatenate([[0], np.cumsum(closed)])

    def likelihood(a: int, b: int) -> float:
        share, n = (total[b] - total[a]) / (b - a), b - a
        return 0.0 if share in (0.0, 1.0) else n * (share * math.log(share) + (1 - share) * math.log(1 - share))

    best = max(places, key=lambda at: likelihood(low, at) + likelihood(at, high))
    gain = likelihood(low, best) + likelihood(best, high) - likelihood(low, high)
    step_size = abs(closed[low:best].mean() - closed[best:high].mean())
    if gain < 3.0 * math.log(high - low) + 5.0 or step_size < REGIME_STEP:
        return []
    return [*_changes(closed, opened, low, best), best, *_changes(closed, opened, best, high)]


def _closed_only(
    window: Register, since: pandas.Timestamp, until: pandas.Timestamp, noted: list[Noted]
) -> tuple[bool, float, pandas.Timestamp]:
    """Whether only closed cases are listed, the age at which closings are cut, and until when cases tell of closing.

    Where only closed cases are listed, those opened late are there only if they were closed fast.
    """
    cases = window.cases[window.cases["opened"] >= since]
    ages = ((cases["closed"] - cases["opened"]) / DAY).dropna().to_numpy(float)
    if len(cases) < CLOSED_ONLY_FROM or cases["closed"].isna().any():
        return False, math.nan, until
    longest = float(ages.max())
    cuts = [cut for cut in CUTS if 0.97 * cut <= longest <= cut + 1.0 and (ages > cut / 2.0).sum() >= CUT_TAIL]
    slow = min(float(np.percentile(ages, 99)), (until - since) / DAY / 2.0)
    trusted = until - math.ceil(slow) * DAY
    if cuts:
        noted.append(Noted("cut_age", {"days": cuts[0]}))
    noted.append(Noted("closed_only", {"count": len(cases), "last": _day(trusted - DAY)}))
    return True, float(cuts[0]) if cuts else math.nan, trusted


def _timeline(
    register: Register, counts: pandas.Series, since: pandas.Timestamp, until: pandas.Timestamp
) -> pandas.DataFrame:
    """Cases and share closed by month, or by week where a register is short."""
    step = "MS" if len(counts) > 2 * YEAR else "W-MON"
    starts = pandas.date_range(counts.index[0] - pandas.Timedelta(days=31), counts.index[-1], freq=step)
    starts = starts[starts.searchsorted(counts.index[0], side="right") - 1 :]
    ends = [*starts[1:], counts.index[-1] + DAY]
    cases = register.cases
    place = starts.searchsorted(cases["opened"].to_numpy(), side="right") - 1
    followed = (cases["opened"] <= register.end - min(FOLLOWED, max(1, len(counts) // 6)) * DAY).to_numpy()
    closed = cases["closed"].notna().to_numpy()
    rows = []
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        here, known = place == at, (place == at) & followed
        days = int((min(end, counts.index[-1] + DAY) - max(start, counts.index[0])).days)
        share = closed[known].mean() if known.sum() >= 5 and closed.any() else math.nan
        rows.append(
            (start, max(days, 1), int(here.sum()), share, bool(start >= since - 31 * DAY and end <= until + 31 * DAY))
        )
    return pandas.DataFrame(rows, columns=["start", "days", "cases", "closed", "used"])
