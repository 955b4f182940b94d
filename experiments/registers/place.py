"""The place a register is of, as a scenario: what is learned directly, money and people in proportion to its size."""

from __future__ import annotations

import copy
import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.registers.estimates import Interval
from experiments.registers.figures import CLEAR
from model.scenario import PRESETS, Scenario
from model.scenario.budget import named_lines
from model.scenario.parameters import PARAMETERS

if TYPE_CHECKING:
    from experiments.registers.figures import Figures, Size
    from experiments.registers.reading import Register

# Screening in bursts would count twice the months that a register already shows.
OWN_POLICY: dict[str, dict[str, Any]] = {
    "triage": {"mode": "reactive", "schedule": "routine"},
    "delivery": {"mode": "staffed"},
}
DAYS = 730
DIGITS = 4
BY_COMMUNITY, FIXED = ("committees", "council", "oversight"), ("incubation",)
# Money and people that grow with the place; the rest of the budget is a sum a grid, a community, and incubation.
BY_GRID = ("budget.survey_yuan", "partners.programmes_yuan")
MIN_ORGANISATIONS = 10
POSTS_PER_COMMUNITY = 2.0
AMPLE = 1e12  # yuan that pay for anything, while what is needed is asked for
LEAST_WEEKEND = 0.01
SMALL_FACTOR = 0.1  # a weekday on which next to nothing is opened has no lower end to speak of


def unmatched_scenario(register: Register, figures: Figures, size: Size, log_sd: Interval | None) -> Scenario:
    """The register's place with all that is learned directly, under the policy it is taken to have had.

    A number that the register doesn't tell well, or that lies outside what the model takes, is left at its default.
    """
    data: dict[str, Any] = {
        "format": 1,
        "place": {
            "start_date": _start(register),
            "days": DAYS,
            "communities": size.communities,
            "grids": size.grids,
            "community_log_sd": 0.0,
        },
        "arising": {"per_grid_day": figures.rates.per_day.value * size.part / size.grids, **_arising(figures, log_sd)},
        **{section: dict(levers) for section, levers in OWN_POLICY.items()},
    }
    weekday = figures.rates.weekday
    if weekday and factors_known(weekday):
        data["detection"] = {"weekend_share": _rounded(max(LEAST_WEEKEND, weekend_share(weekday).value))}
    if figures.only_residents:
        data["triage"]["screening_share"] = 0.0
    if figures.domains_known:
        data["domain"] = {name: {"share": value} for name, value in _shares(figures).items()}
    return _funded(data, size)


def _start(register: Register) -> date:
    """So that the simulated days are the register's last ones, or its first where it is shorter."""
    last = register.cases["opened"].max().date()
    first: date = register.cases["opened"].min().date()
    return max(first, last - timedelta(days=DAYS - 1))


def _arising(figures: Figures, log_sd: Interval | None) -> dict[str, Any]:
    rates = figures.rates
    data: dict[str, Any] = {}
    if overdispersion_known(rates.overdispersion):
        data["day_overdispersion"] = _rounded(rates.overdispersion.value)
    if log_sd is not None and spread_known(log_sd):
        data["grid_log_sd"] = _rounded(log_sd.value)
    if rates.month and rates.month_p < CLEAR and factors_known(rates.month):
        data["month_factors"] = [_rounded(each.value) for each in rates.month]
    return data


def weekend_share(weekday: tuple[Interval, ...]) -> Interval:
    """A weekend day's records as a share of a weekday's, of the factors of Monday to Sunday; at most 1."""
    ends = [np.array(each) for each in zip(*weekday, strict=True)]
    value, low, high = (float(each[5:].mean() / each[:5].mean()) for each in ends)
    return Interval(min(value, 1.0), min(low, 1.0), min(high, 1.0))


def most_of(path: str) -> float:
    """The largest number that the model takes for a parameter."""
    return float(PARAMETERS[path].high or math.inf)


def overdispersion_known(each: Interval) -> bool:
    """Whether the day-to-day variation is known well enough, and within what the model takes."""
    return each.is_narrow and each.high <= most_of("arising.day_overdispersion")


def spread_known(each: Interval) -> bool:
    """Whether the spread between grids is known well enough, and within what the model takes."""
    return each.is_narrow and each.high < most_of("arising.grid_log_sd")


def factors_known(factors: tuple[Interval, ...]) -> bool:
    """Whether every factor is known within a factor of three, or is next to nothing."""
    return all(each.is_narrow or each.high <= SMALL_FACTOR for each in factors)


def _rounded(value: float) -> float:
    return round(float(value), DIGITS)


def _shares(figures: Figures) -> dict[str, float]:
    """Rounded shares that still sum to 1: the largest takes the rest."""
    shares = {name: _rounded(each.value) for name, each in figures.domains.items()}
    largest = max(shares, key=lambda name: shares[name])
    shares[largest] = _rounded(shares[largest] + 1.0 - sum(shares.values()))
    return shares


def _funded(data: dict[str, Any], size: Size) -> Scenario:
    return Scenario(grown(data, by_size(data, size.grids, size.communities)))


def by_size(data: dict[str, Any], grids: int, communities: int) -> dict[str, Any]:
    """Money and people a grid and a community as in the defaults, so that capacity is that of the case, by path.

    `data` is the place; its money pays for every preset.
    """
    base = Scenario({"format": 1}).preset("preventive-outsourced")
    times = grids / base.place.grids
    lines = named_lines(base)
    shared, fixed = sum(lines[name] for name in BY_COMMUNITY), sum(lines[name] for name in FIXED)
    yearly = (base.budget.yearly_yuan - shared - fixed) * times + shared * communities / base.place.communities
    organisations = max(MIN_ORGANISATIONS, round(base.organisations.initial_registered * times),
                        math.ceil(communities / base.organisations.contracts_limit))  # fmt: skip
    changes: dict[str, Any] = {path: float(round(base.value(path) * times)) for path in BY_GRID}
    changes |= {
        "budget.yearly_yuan": float(round(yearly + fixed, -3)),
        "staffing.street_posts": max(1, round(base.staffing.street_posts * times)),
        "organisations.initial_registered": organisations,
    }
    needed = _least_budget(Scenario(grown(data, {**changes, "budget.yearly_yuan": AMPLE})))
    changes["budget.yearly_yuan"] = max(changes["budget.yearly_yuan"], needed)
    return changes


def grown(data: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The tables of a scenario with values set by dotted path; `data` stays as it is."""
    tree = copy.deepcopy(data)
    for path, value in changes.items():
        *tables, name = path.split(".")
        here = tree
        for table in tables:
            here = here.setdefault(table, {})
        here[name] = value
    return tree


def _least_budget(place: Scenario) -> float:
    """What pays the named lines of every policy, and a post in each community, in whole thousands."""
    posts = place.place.communities * place.organisations.post_yuan * POSTS_PER_COMMUNITY
    named = max(sum(named_lines(place.preset(name)).values()) for name in PRESETS)
    return math.ceil((named + posts) / 1_000) * 1_000.0
