"""What a register tells of a place: rates, shares, spread and closing times, and the size of the place to model.

Core objects: `figures_of` gives `Figures`, `size_of` a `Size`, `target_of` what the model's register is to show.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas

from experiments.registers.coverage import Coverage
from experiments.registers.estimates import (
    MIN_DISPERSION,
    ArrivalRates,
    ClosingTimes,
    Interval,
    PooledAreas,
    arrival_rates,
    closing_times,
    pooled_areas,
    share,
)
from experiments.registers.file import RegisterError
from experiments.registers.matching import LONGEST_AGE, WITHIN, Target
from experiments.registers.meanings import STAFF
from experiments.registers.reading import Register
from experiments.statistics import Floats
from model.scenario.parameters import DOMAIN_NAMES, PARAMETERS

# What a grid of the case records a day: 8,293 in 730 days and 130 grids. It sizes a place whose grids nobody told.
RECORDED_PER_GRID_DAY = 8_293 / (730 * 130)
MAX_PER_GRID_DAY = 1.0  # beyond, workers drown and no rate of arising gives the recorded one
MAX_GRIDS, MAX_COMMUNITIES, GRIDS_PER_COMMUNITY = 400, 200, 10
CLEAR = 0.05  # p value below which weekdays or months are taken to differ
MIN_KNOWN = 30  # rows below which a domain, the channels or the areas are not estimated
MIN_AREAS = 3
MIN_READ, NEARLY_ALL = 0.5, 0.95  # share of the cases whose words were read, for what rests on them
SLIPS = 0.005  # share of staff's finds below which a register holds residents' reports only
AREAS_DRAWN = 4_000


@dataclass(frozen=True)
class Figures:
    """What a register tells of its window. `areas` is None and `staff` unknown where it does not; `closing` maps "" (all)
    and domains to curves and is empty without closings.

    Shares rest on what was read: `domain_read`, `area_read`, `staff_read` are its share of the cases. The interval of
    `staff` holds what it would be if all that was not read were staff's, or none.
    """

    rates: ArrivalRates
    cases: int
    domains: Mapping[str, Interval]
    domain_cases: Mapping[str, int]
    domain_read: float
    area_names: tuple[str, ...]
    areas: PooledAreas | None
    area_read: float
    closing: Mapping[str, ClosingTimes]
    staff: Interval
    staff_known: int
    staff_read: float

    @property
    def only_residents(self) -> bool:
        """Whether nearly all channels are read and, but for slips, none is the staff's own."""
        return self.staff.value < SLIPS and self.staff_read >= NEARLY_ALL

    @property
    def staff_is_known(self) -> bool:
        """Whether the share found by staff is known well enough to be aimed at."""
        return self.staff.is_narrow and self.staff_read >= MIN_READ and not self.only_residents

    @property
    def domains_known(self) -> bool:
        """Whether enough kinds were placed for their shares to be those of the place."""
        return bool(self.domains) and self.domain_read >= MIN_READ

    @property
    def closes_slowly(self) -> bool:
        """Whether closings say anything of pace: they are there, and not all on the day of opening."""
        return "" in self.closing and self.closing[""].ages.max() >= 1.0 and self.closing[""].closed.max() > 0.0


@dataclass(frozen=True)
class Size:
    """The place that is modelled; `part` is the share of the register's cases that it carries."""

    communities: int
    grids: int
    areas: int
    part: float


def figures_of(register: Register, coverage: Coverage) -> Figures:
    """The estimates of a register; `RegisterError` where its rate cannot be told within a factor of three."""
    used = register.within(coverage.since, coverage.until)
    cases = used.cases
    rates = arrival_rates(coverage.daily(register))
    if not rates.per_day.is_narrow:
        each = rates.per_day
        raise RegisterError(
            f"{register.path}: {rates.cases:,} cases in {rates.days} days come too unevenly to tell a rate: "
            f"{each.value:.3g} a day, 95 % interval {each.low:.3g} to {each.high:.3g}, more than a factor of three; "
            "export a longer period, or all kinds and areas together"
        )
    known = cases[cases["domain"] != ""]
    counts = known["domain"].value_counts().reindex(list(DOMAIN_NAMES), fill_value=0)
    areas = cases.loc[cases["area"] != "", "area"].value_counts()
    area_read = float(areas.sum() / len(cases))
    told = int((cases["found_by"] != "").sum())
    return Figures(
        rates=rates,
        cases=len(cases),
        domains={name: share(int(n), len(known)) for name, n in counts.items()} if len(known) else {},
        domain_cases={str(name): int(n) for name, n in counts.items()},
        domain_read=len(known) / len(cases),
        area_names=tuple(areas.index),
        areas=pooled_areas(areas.to_numpy(float)) if len(areas) >= MIN_AREAS and area_read >= MIN_READ else None,
        area_read=area_read,
        closing=_closings(register.within(coverage.closing_since, coverage.closing_until)),
        staff=_staff_share(int((cases["found_by"] == STAFF).sum()), told, len(cases)),
        staff_known=told,
        staff_read=told / len(cases),
    )


def _staff_share(staff: int, told: int, cases: int) -> Interval:
    """Share of staff's finds of what was read; the interval lets all or none of the rest be staff's."""
    if told < MIN_KNOWN:
        return Interval(math.nan, math.nan, math.nan)
    return Interval(staff / told, share(staff, cases).low, share(staff + cases - told, cases).high)


def ages_of(register: Register) -> tuple[np.ndarray, np.ndarray]:
    """Days from opening to closing, or to the register's end where open; and which are open."""
    cases = register.cases
    is_open = cases["closed"].isna().to_numpy()
    ages = (cases["closed"].fillna(register.end) - cases["opened"]) / pandas.Timedelta(days=1)
    return np.maximum(ages.to_numpy(float), 0.0), is_open


def _closings(register: Register) -> dict[str, ClosingTimes]:
    """Curves of all cases ("") and of each domain."""
    ages, is_open = ages_of(register)
    if not len(ages) or is_open.all():
        return {}
    found = {"": closing_times(ages, is_open)}
    for name in DOMAIN_NAMES:
        chosen = (register.cases["domain"] == name).to_numpy()
        if chosen.sum() >= MIN_KNOWN and not is_open[chosen].all():
            found[name] = closing_times(ages[chosen], is_open[chosen])
    return found


def size_of(figures: Figures, grids: int | None) -> Size:
    """How many communities and grids are modelled, and which part of the register's cases.

    Areas are communities. Grids: as told, else as many as carry the case's load, at least one an area; a
    register too large for that is thinned, which leaves shares, spread and pace as they are.
    """
    rate, areas = figures.rates.per_day.value, len(figures.area_names)
    part = 1.0
    if grids is None:
        part = min(1.0, MAX_GRIDS * RECORDED_PER_GRID_DAY / rate, MAX_GRIDS / max(areas, 1))
        needed = math.ceil(rate * part / RECORDED_PER_GRID_DAY)
        grids = min(MAX_GRIDS, max(areas, needed, 1))
    elif rate / grids > MAX_PER_GRID_DAY:
        raise RegisterError(
            f"--grids: found {grids}, each of which would record {rate / grids:.3g} cases a day; allowed: at least "
            f"{math.ceil(rate / MAX_PER_GRID_DAY)}, for one grid worker and 1,000 people record at most {MAX_PER_GRID_DAY:g}"
        )
    as_communities = MIN_AREAS <= areas <= min(MAX_COMMUNITIES, grids)
    communities = areas if as_communities else max(1, round(grids / GRIDS_PER_COMMUNITY))
    return Size(communities, grids, areas, part)


def log_sd_of(variance: Interval, size: Size) -> Interval:
    """The log sd of grids whose means over an area spread as the areas' Gamma law of this variance does.

    Laws are matched by the mean of the logarithm, to which maximum likelihood holds: the variances of a Gamma and a
    lognormal law that are alike in their middle differ by their tails.
    """
    grids = max(1, round(size.grids / size.areas))
    normal = np.random.default_rng(0).standard_normal((AREAS_DRAWN, grids))
    most = PARAMETERS["arising.grid_log_sd"].high or math.inf
    return Interval(*(_log_sd(each, normal, most) for each in variance))


def _log_sd(variance: float, normal: Floats, most: float) -> float:
    from scipy.optimize import brentq
    from scipy.special import digamma

    if variance <= MIN_DISPERSION:
        return 0.0
    gap = digamma(1.0 / variance) + math.log(variance)

    def beyond(log_sd: float) -> float:
        return float(np.log(np.exp(log_sd * normal - log_sd**2 / 2.0).mean(axis=1)).mean() - gap)

    return most if beyond(most) > 0 else float(brentq(beyond, 0.0, most))


def target_of(figures: Figures, size: Size, longest: float = math.inf) -> Target:
    """What the model's register is to show; `longest` is the age from which closings are cut."""
    closing = figures.closing.get("") if figures.closes_slowly else None
    return Target(
        recorded_per_day=figures.rates.per_day.value * size.part,
        staff_share=figures.staff.value if figures.staff_is_known else None,
        closing=closing,
        longest=int(min(LONGEST_AGE, longest, closing.ages.max() if closing is not None else math.inf)),
        same_day={name: float(curve.at(np.full(1, WITHIN))[0][0]) for name, curve in figures.closing.items()},
    )


def halves_apart(register: Register, share: float) -> float:
    """Mean distance between the closing curves of a register's first part and of the rest; NaN where either is too small."""
    cases = register.cases
    if len(cases) < 2 * MIN_KNOWN:
        return math.nan
    day = cases["opened"].iloc[int(share * len(cases))].normalize()
    parts = [register.part(cases["opened"].min(), day), register.within(day, register.end + pandas.Timedelta(days=1))]
    if any(len(part.cases) < MIN_KNOWN or not part.cases["closed"].notna().any() for part in parts):
        return math.nan
    ages = np.arange(min(LONGEST_AGE, *(part.days for part in parts)) + 1.0)
    first, last = (closing_times(ages_of(part)[0] // 1.0, ages_of(part)[1]).at(ages)[0] for part in parts)
    return float(np.abs(first - last).mean())
