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

from experiments.registers.estimates import Interval, dispersion_of, pooled_areas
from experiments.registers.figures import (
    MIN_KNOWN,
    Figures,
    Size,
    daily_counts,
    figures_of,
    log_sd_of,
    size_of,
    target_of,
)
from experiments.registers.matching import Match, matched
from experiments.registers.place import unmatched_scenario
from experiments.registers.reading import ROLES, Noted, Register
from model.scenario import Scenario
from model.scenario.parameters import DOMAIN_NAMES

SHOWN_AGES = (7, 30, 90)
LONG_OPEN, MUCH_OPEN = 365.0, 0.2  # days after which, and share of which open cases deserve a word
COLUMNS = ("quantity", "of", "cases", "counted", "value", "low", "high", "unit", "parameter")


@dataclass(frozen=True)
class Learned:
    """A register, what it tells, the place, the match of the model to it, and what is to be said of all that."""

    register: Register
    figures: Figures
    size: Size
    match: Match
    log_sd: Interval | None
    noted: tuple[Noted, ...]

    @cached_property
    def table(self) -> pandas.DataFrame:
        """One row a learned number: quantity, of what, cases, as counted, value, low, high, unit, parameter."""
        return pandas.DataFrame([dict(zip(COLUMNS, row, strict=True)) for row in _rows(self)], columns=list(COLUMNS))

    @cached_property
    def scenario(self) -> Scenario:
        """The place, matched."""
        base = unmatched_scenario(self.register, self.figures, self.size, self.log_sd)
        return base.vary(dict(self.match.changes))


def learn(register: Register, grids: int | None = None) -> Learned:
    """What a register tells, and the numbers under which the model records what it shows.

    `grids` is how many the place has; without it, as many as carry the case's load.
    """
    figures = figures_of(register)
    size = size_of(figures, grids)
    log_sd = None if figures.areas is None else log_sd_of(figures.areas.variance, size)
    scenario = unmatched_scenario(register, figures, size, log_sd)
    match = matched(scenario, target_of(figures, size))
    return Learned(register, figures, size, match, log_sd, (*register.noted, *notes_of(register, figures, size, match)))


def notes_of(register: Register, figures: Figures, size: Size, match: Match) -> Iterator[Noted]:
    """What a reader of the figures should know: what is missing, left out, or out of the model's reach."""
    cases = register.cases
    missing = [role for role in ROLES if role not in register.columns]
    yield from (Noted(f"no_{role}") for role in missing)
    if missing:
        free = [name for name in register.head if name not in register.columns.values()]
        yield Noted("name_columns", {"roles": missing, "names": free or ["–"]})
    unmapped = cases.loc[(cases["domain"] == "") & (cases["kind"] != ""), "kind"].value_counts()
    if len(unmapped):
        names = list(unmapped.index[:8])
        yield Noted("unmapped", {"count": int(unmapped.sum()), "kinds": len(unmapped), "names": names})
    if "domain" in register.columns and sum(1 for n in figures.domain_cases.values() if n) == 1:
        yield Noted("one_domain")
    if "area" in register.columns:
        unknown = int((cases["area"] == "").sum())
        if unknown:
            yield Noted("area_unknown", {"count": unknown})
        if figures.areas is None:
            yield Noted("few_areas", {"count": size.areas})
    if "found_by" in register.columns and math.isnan(figures.staff.value):
        yield Noted("found_by_unread", {"count": figures.staff_known})
    if figures.only_residents:
        yield Noted("only_residents")
    if "closed" in register.columns and not figures.closing:
        yield Noted("all_open")
    elif figures.closing and not figures.closes_slowly:
        yield Noted("same_day")
    if figures.closing and figures.closing[""].ages.max() >= LONG_OPEN:
        still_open = 1.0 - float(figures.closing[""].at(np.array([LONG_OPEN]))[0][0])
        if still_open > MUCH_OPEN:
            yield Noted("long_open", {"percent": 100 * still_open})
    if not figures.rates.month:
        yield Noted("no_season", {"days": register.days})
    if size.part < 1.0:
        yield Noted("thinned", {"percent": 100 * size.part, "grids": size.grids})
    if "delivery.layers" in match.changes:
        yield Noted("no_layers")
    yield from (Noted(f"not_reached.{name}") for name, reached in match.reached.items() if not reached)


def _rows(learned: Learned) -> Iterator[tuple[object, ...]]:
    figures, per_day = learned.figures, learned.figures.rates.per_day
    total = len(learned.register.cases)
    yield ("recorded", "", total, math.nan, *per_day, "cases a day", "arising.per_grid_day")
    yield ("overdispersion", "", total, math.nan, *figures.rates.overdispersion, "variance of the day's factor",
           "arising.day_overdispersion")  # fmt: skip
    for name, each in figures.domains.items():
        count = figures.domain_cases[name]
        yield ("domain_share", name, count, math.nan, *each, "share", f"domain.{name}.share")
        if count >= MIN_KNOWN:
            yield ("domain_rate", name, count, math.nan, *each.scaled(per_day.value), "cases a day", "")
            yield ("domain_overdispersion", name, count, math.nan, *_domain_dispersion(learned, name),
                   "variance of the day's factor", "")  # fmt: skip
    for place, each in enumerate(figures.rates.weekday):
        yield ("weekday", str(place + 1), total, math.nan, *each, "factor", "arising.weekday_factors")
    for place, each in enumerate(figures.rates.month):
        yield ("month", str(place + 1), total, math.nan, *each, "factor", "arising.month_factors")
    for name, curve in figures.closing.items():
        yield ("closing_median", name, curve.cases, math.nan, *curve.median, "days", "")
        for age, shown in zip(SHOWN_AGES, zip(*curve.at(np.array(SHOWN_AGES)), strict=True), strict=True):
            yield (f"closed_within_{age}", name, curve.cases, math.nan, *shown, "share", "")
    if figures.staff_known:
        yield ("staff_share", "", figures.staff_known, math.nan, *figures.staff, "share", "triage.screening_share")
    if figures.areas is not None and learned.log_sd is not None:
        yield ("area_spread", "", total, math.nan, *learned.log_sd, "log sd", "arising.grid_log_sd")
        yield from _area_rows("area_rate", learned.register.cases, figures.area_names)
        for name in DOMAIN_NAMES:
            own = learned.register.cases[learned.register.cases["domain"] == name]
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


def _domain_dispersion(learned: Learned, name: str) -> Interval:
    """Overdispersion of one domain's daily counts about its share of all days' running mean."""
    cases = learned.register.cases
    every = daily_counts(cases["opened"])
    own = cases.loc[cases["domain"] == name, "opened"].dt.normalize().value_counts().reindex(every.index, fill_value=0)
    smooth = every.rolling(29, center=True, min_periods=1).mean().to_numpy(float)
    mean = smooth * own.sum() / smooth.sum()
    return dispersion_of(own.to_numpy(float), mean)
