"""From a city's case register to a place: what it tells, and the numbers under which the model shows the same.

Core objects: `learn` (register → `Learned`); `Learned.table` holds every number with its interval, `.scenario` the place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas

from experiments.registers.columns import ROLES
from experiments.registers.coverage import Coverage, coverage_of, daily_counts
from experiments.registers.estimates import Interval, dispersion_of, pooled_areas
from experiments.registers.figures import (
    CLEAR,
    MAX_GRIDS,
    MIN_KNOWN,
    MIN_READ,
    NEARLY_ALL,
    Figures,
    Size,
    figures_of,
    halves_apart,
    log_sd_of,
    size_of,
    target_of,
)
from experiments.registers.file import Noted
from experiments.registers.matching import NEAR, TOLERANCE, Match, matched
from experiments.registers.place import (
    factors_known,
    most_of,
    overdispersion_known,
    spread_known,
    unmatched_scenario,
)
from experiments.registers.reading import Register
from model.scenario import Scenario
from model.scenario.parameters import DOMAIN_NAMES

SHOWN_AGES = (7, 30, 90)
LONG_OPEN, MUCH_OPEN = 365.0, 0.2  # days after which, and share of which open cases deserve a word
MAX_NAMES = 12  # words that were not understood, named in a sentence; the others stand in a file
ENLARGED, MAX_ENLARGED = 1.5, 2  # factor on the grids of a place whose queues grow, and how often
LEARNING_SHARE = 0.7  # of a register's cases, against the rest: how far it differs from itself
COLUMNS = ("quantity", "of", "cases", "counted", "value", "low", "high", "unit", "parameter")


@dataclass(frozen=True)
class Learned:
    """A register, what it covers and tells, the place, the match of the model to it, and what is to be said of all that."""

    register: Register
    coverage: Coverage
    figures: Figures
    size: Size
    match: Match
    log_sd: Interval | None
    noted: tuple[Noted, ...]
    closing_own: float = math.nan

    @property
    def closing_matches(self) -> bool:
        """Whether the model closes as the register does, or closings say nothing of it."""
        return not self.match.closing_off > max(NEAR, 0.0 if math.isnan(self.closing_own) else 2.0 * self.closing_own)

    @cached_property
    def used(self) -> Register:
        """The cases of the window that is learned from."""
        return self.register.within(self.coverage.since, self.coverage.until)

    @cached_property
    def table(self) -> pandas.DataFrame:
        """One row a learned number: quantity, of what, cases, as counted, value, low, high, unit, parameter.

        `parameter` is where the scenario carries the number; empty where it keeps its default.
        """
        return pandas.DataFrame([dict(zip(COLUMNS, row, strict=True)) for row in _rows(self)], columns=list(COLUMNS))

    @cached_property
    def scenario(self) -> Scenario:
        """The place, matched."""
        base = unmatched_scenario(self.used, self.figures, self.size, self.log_sd)
        return base.vary(dict(self.match.changes))

    def carries(self, path: str) -> bool:
        """Whether the scenario holds a number for a path."""
        tree: object = self.scenario.data
        for name in path.split("."):
            tree = tree.get(name) if isinstance(tree, dict) else None
        return tree is not None


def learn(register: Register, grids: int | None = None) -> Learned:
    """What a register tells, and the numbers under which the model records what it shows.

    `grids` is how many the place has; without it, as many as carry the case's load, and more where queues would grow
    without end.
    """
    coverage = coverage_of(register)
    figures = figures_of(register, coverage)
    used = register.within(coverage.since, coverage.until)
    size = least = size_of(figures, grids)
    log_sd, match = _matched(used, figures, size, coverage.cut_age)
    for _ in range(MAX_ENLARGED):
        if match.queues_hold or grids is not None or size.grids >= MAX_GRIDS:
            break
        size = size_of(figures, min(MAX_GRIDS, math.ceil(ENLARGED * size.grids)))
        log_sd, match = _matched(used, figures, size, coverage.cut_age)
    own = halves_apart(register.within(coverage.closing_since, coverage.closing_until), LEARNING_SHARE)
    noted = [*notes_of(used, figures, size, log_sd, match, own)]
    if grids is None:
        key = "grids_chosen" if size == least else "grids_more"
        values = {"grids": size.grids, "communities": size.communities, "least": least.grids}
        noted.insert(0, Noted(key, values))
    return Learned(register, coverage, figures, size, match, log_sd, tuple(noted), own)


def _matched(register: Register, figures: Figures, size: Size, cut_age: float) -> tuple[Interval | None, Match]:
    """The spread between the grids of a place of this size, and the numbers under which it shows what the register does."""
    log_sd = None if figures.areas is None else log_sd_of(figures.areas.variance, size)
    scenario = unmatched_scenario(register, figures, size, log_sd)
    return log_sd, matched(scenario, target_of(figures, size, cut_age))


def notes_of(
    register: Register, figures: Figures, size: Size, log_sd: Interval | None, match: Match, own: float = math.nan
) -> Iterator[Noted]:
    """What a reader of the figures should know: what is missing, left out, or out of the model's reach."""
    missing = [role for role in ROLES if role not in register.columns]
    yield from (Noted(f"no_{role}") for role in missing)
    if missing:
        free = [name for name in register.head if name not in register.columns.values()]
        yield Noted("name_columns", {"roles": missing, "names": free or ["–"]})
    yield from _notes_of_words(register, figures)
    yield from _notes_of_areas(register, figures, size, log_sd)
    yield from _notes_of_days(figures)
    if "closed" in register.columns and not figures.closing:
        yield Noted("all_open")
    elif figures.closing and not figures.closes_slowly:
        yield Noted("same_day")
    if figures.closing and figures.closing[""].ages.max() >= LONG_OPEN:
        still_open = 1.0 - float(figures.closing[""].at(np.array([LONG_OPEN]))[0][0])
        if still_open > MUCH_OPEN:
            yield Noted("long_open", {"percent": 100 * still_open})
    if size.part < 1.0:
        yield Noted("thinned", {"percent": 100 * size.part, "grids": size.grids})
    if "delivery.layers" in match.changes:
        yield Noted("no_layers")
    yield from (Noted(f"not_reached.{name}") for name in TOLERANCE if not match.reached.get(name, True))
    if not match.queues_hold:
        yield Noted("queues_grow", {"percent": 100 * match.piling})
    if not math.isnan(match.closing_off):
        near = match.closing_off <= max(NEAR, 2.0 * (0.0 if math.isnan(own) else own))
        values = {"off": 100 * match.closing_off, "own": 100 * own}
        yield Noted(
            "closing_near" if near else "closing_off", values if not math.isnan(own) else {**values, "own": "–"}
        )


def _notes_of_words(register: Register, figures: Figures) -> Iterator[Noted]:
    """Kinds and channels that were not understood, with their counts, and what rests on the others."""
    for words, meaning, role, key, read in (
        ("kind", "domain", "domain", "unmapped", figures.domain_read),
        ("channel", "found_by", "found_by", "channels_unread", figures.staff_read),
    ):
        unread = register.unread(words, meaning)
        if role in register.columns and len(unread):
            names = [f"{name} {count:,}" for name, count in unread.head(MAX_NAMES).items()]
            yield Noted(key, {"count": int(unread.sum()), "kinds": len(unread), "names": names, "read": 100 * read})
    if figures.domains and not figures.domains_known:
        yield Noted("domains_not_told", {"read": 100 * figures.domain_read})
    elif figures.domains_known and sum(1 for n in figures.domain_cases.values() if n) == 1:
        yield Noted(
            "one_domain" if figures.domain_read >= NEARLY_ALL else "one_domain_read",
            {"read": 100 * figures.domain_read},
        )
    if "found_by" not in register.columns:
        return
    if math.isnan(figures.staff.value):
        yield Noted("found_by_unread", {"count": figures.staff_known})
    elif figures.only_residents:
        yield Noted("only_residents", {"read": 100 * figures.staff_read})
    elif not figures.staff_is_known:
        yield Noted("staff_not_told", {"read": 100 * figures.staff_read, "low": 100 * figures.staff.low,
                                       "high": 100 * figures.staff.high})  # fmt: skip


def _notes_of_areas(register: Register, figures: Figures, size: Size, log_sd: Interval | None) -> Iterator[Noted]:
    if "area" not in register.columns:
        return
    unknown = int((register.cases["area"] == "").sum())
    if unknown:
        yield Noted("area_unknown", {"count": unknown, "read": 100 * figures.area_read})
    if figures.areas is None:
        yield Noted("few_areas" if figures.area_read >= MIN_READ else "areas_unread", {"count": size.areas})
    elif log_sd is not None and not spread_known(log_sd):
        beyond = log_sd.high >= most_of("arising.grid_log_sd")
        yield Noted("spread_beyond" if beyond else "spread_unclear", {"low": log_sd.low, "high": log_sd.high})


def _notes_of_days(figures: Figures) -> Iterator[Noted]:
    rates = figures.rates
    if not rates.month:
        yield Noted("no_season", {"days": rates.days})
    elif rates.month_p < CLEAR and not factors_known(rates.month):
        yield Noted("months_unclear")
    if not rates.weekday:
        yield Noted("no_weekdays")
    elif not factors_known(rates.weekday):
        yield Noted("weekdays_unclear")
    each = rates.overdispersion
    if each.high > most_of("arising.day_overdispersion"):
        yield Noted("overdispersion_beyond", {"low": each.low, "high": each.high})
    elif each.low > 0.0 and not overdispersion_known(each):
        yield Noted("overdispersion_unclear", {"low": each.low, "high": each.high})


def _rows(learned: Learned) -> Iterator[tuple[object, ...]]:
    figures, per_day = learned.figures, learned.figures.rates.per_day
    total, cases = figures.cases, learned.used.cases

    def goes_to(path: str) -> str:
        return path if learned.carries(path) else ""

    yield ("recorded", "", figures.rates.cases, math.nan, *per_day, "cases a day", "arising.per_grid_day")
    yield ("overdispersion", "", total, math.nan, *figures.rates.overdispersion, "variance of the day's factor",
           goes_to("arising.day_overdispersion"))  # fmt: skip
    for name, each in figures.domains.items():
        count = figures.domain_cases[name]
        yield ("domain_share", name, count, math.nan, *each, "share", goes_to(f"domain.{name}.share"))
        if count >= MIN_KNOWN:
            if figures.domains_known:
                yield ("domain_rate", name, count, math.nan, *each.scaled(per_day.value), "cases a day", "")
            yield ("domain_overdispersion", name, count, math.nan, *_domain_dispersion(cases, name),
                   "variance of the day's factor", "")  # fmt: skip
    for place, each in enumerate(figures.rates.weekday):
        yield ("weekday", str(place + 1), total, math.nan, *each, "factor", goes_to("detection.weekend_share"))
    for place, each in enumerate(figures.rates.month):
        yield ("month", str(place + 1), total, math.nan, *each, "factor", goes_to("arising.month_factors"))
    ages = [age for age in SHOWN_AGES if not age >= learned.coverage.cut_age]
    for name, curve in figures.closing.items():
        yield ("closing_median", name, curve.cases, math.nan, *curve.median, "days", "")
        for age, shown in zip(ages, zip(*curve.at(np.array(ages)), strict=True), strict=True):
            yield (f"closed_within_{age}", name, curve.cases, math.nan, *shown, "share", "")
    if figures.staff_known:
        yield (
            "staff_share",
            "",
            figures.staff_known,
            math.nan,
            *figures.staff,
            "share",
            goes_to("triage.screening_share"),
        )
    if figures.areas is not None and learned.log_sd is not None:
        yield ("area_spread", "", total, math.nan, *learned.log_sd, "log sd", goes_to("arising.grid_log_sd"))
        yield from _area_rows("area_rate", cases, figures.area_names)
        for name in DOMAIN_NAMES:
            own = cases[cases["domain"] == name]
            if MIN_KNOWN <= len(own) < total:
                yield from _area_rows(f"area_rate_{name}", own, figures.area_names)


def _area_rows(quantity: str, cases: pandas.DataFrame, names: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    counts = cases["area"].value_counts().reindex(list(names), fill_value=0)
    if not counts.sum():
        return
    pooled = pooled_areas(counts.to_numpy(float))
    for at, (name, count) in enumerate(counts.items()):
        ends = (pooled.pooled[at], pooled.low[at], pooled.high[at])
        yield (quantity, name, int(count), pooled.counted[at], *ends, "of the mean area", "")


def _domain_dispersion(cases: pandas.DataFrame, name: str) -> Interval:
    """Overdispersion of one domain's daily counts about its share of all days' running mean."""
    every = daily_counts(cases["opened"])
    own = cases.loc[cases["domain"] == name, "opened"].dt.normalize().value_counts().reindex(every.index, fill_value=0)
    smooth = every.rolling(29, center=True, min_periods=1).mean().to_numpy(float)
    mean = smooth * own.sum() / smooth.sum()
    return dispersion_of(own.to_numpy(float), mean)
