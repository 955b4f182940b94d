"""From what a register records to what must arise: a short search of the simulation, under the place's own policy.

Core objects: `Target` (what a register shows), `matched` (the numbers under which the model shows the same,
and what it then shows on seeds not used in the search), `recorded_closings` (the model's own register).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.registers.estimates import ClosingTimes, closing_times
from experiments.statistics import Floats
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    import pandas

    from model.scenario import Scenario
    from model.simulate import Outcome

SEARCH_SEEDS, LAST_SEEDS, CHECK_SEEDS = range(1, 3), range(11, 15), range(101, 105)
SEARCH_DAYS, SEARCH_BURN_IN = 365, 180  # the checks live the place's own burn-in
LONGEST_AGE = 180  # days of age over which closing curves are compared
WITHIN = 1.0 - 1e-9  # of a day: the model counts whole days, so that an age of 0 is all of the first day
SHAPE_AGES = np.array([0.0, 1.0, 3.0, 7.0, 14.0, 30.0, 60.0, 90.0, 180.0])  # at which the search holds them together
STAFF_CHANNELS = ("patrol", "survey")
TOLERANCE = {"recorded_per_day": 0.05, "staff_share": 0.05}
NEAR = 0.04  # mean distance of closing curves, in shares, that counts as a match
CURVE_WEIGHT = 2.0  # of the curve against the rate
PILING = 0.1  # of the year's later half of records that may be left waiting, over what waited before
MAX_LIGHT = 0.9
MAX_ROUNDS = 12
FLAT = {"delivery.layers": 0}


class Coordinate(NamedTuple):
    """A number that is searched: where it goes, its range (of `light`: a factor on each domain's share), and the start.

    `start` is the place in the range, from 0 to 1, near the defaults.
    """

    path: str
    low: float
    high: float
    logarithmic: bool
    start: float


HANDLING = "street.handling_mean_days"
SLOW_STREET, QUICK_STREET = 0.77, 0.35  # where the search for it starts: 30 days is the default
# Arising relative to what would be recorded if all were.
RATE = Coordinate("arising.per_grid_day", 0.5, 40.0, True, 0.25)
STAFF = Coordinate("triage.screening_share", 0.0, 0.9, False, 0.11)
SHAPE = (
    Coordinate("grid_workers.other_duties_share", 0.0, 0.995, False, 0.75),
    Coordinate("units.other_duties_share", 0.0, 0.98, False, 0.75),
    Coordinate("work.log_sd", 0.3, 2.6, False, 0.45),
    Coordinate("domain.*.light_share", 0.3, 3.0, True, 0.5),
    # What is late, and what is never closed: how much goes up, how long it takes there, how often in vain.
    Coordinate("work.beyond_authority_scale", 0.05, 5.0, True, 0.61),
    Coordinate(HANDLING, 3.0, 60.0, True, SLOW_STREET),
    Coordinate("street.escalated_success", 0.0, 1.0, False, 0.59),
    # Areas are communities: in the busiest ones agendas of the case's length would grow without end.
    Coordinate("committees.slots_per_meeting", 2.5, 40.0, True, 0.25),
)


@dataclass(frozen=True)
class Target:
    """What the model's register is to show: cases a day, share found by staff, share closed by age.

    None: the register does not tell, and the scenario's own number stays. `longest` is the age in days up to which the
    curve is known, `same_day` the share closed on the day of opening, by domain ("" for all).
    """

    recorded_per_day: float
    staff_share: float | None = None
    closing: ClosingTimes | None = None
    longest: int = LONGEST_AGE
    same_day: Mapping[str, float] = field(default_factory=dict)

    def coordinates(self) -> tuple[Coordinate, ...]:
        """What is searched."""
        staff = () if self.staff_share is None else (STAFF,)
        return (RATE, *staff, *(SHAPE if self.closing is not None else ()))

    def curve(self, ages: Floats) -> Floats:
        """Share closed by whole age."""
        return np.zeros(len(ages)) if self.closing is None else self.closing.at(ages + WITHIN)[0]


@dataclass(frozen=True)
class Match:
    """Numbers by path, what the model shows under them on fresh seeds, and which targets it reached.

    `closing_off` is the mean distance of the share closed from the register's; NaN without. `piling` is how many more
    cases wait after half a year, of those recorded in it: of a queue that grows without end.
    """

    changes: Mapping[str, float]
    shown: Mapping[str, float]
    arisen_per_day: float
    reached: Mapping[str, bool]
    closing_off: float = math.nan
    piling: float = 0.0

    @property
    def queues_hold(self) -> bool:
        """Whether no queue grows without end."""
        return self.piling <= PILING


def matched(scenario: Scenario, target: Target) -> Match:
    """The numbers under which the model's register shows what the city's does; least squares over the search seeds.

    Where cases close faster than approval layers allow, none are assumed. What is out of reach is come as near to as can
    be, and `reached` and `closing_off` say how near.
    """
    match = _searched(scenario, target)
    # The search is for a valley: from another side it may find a deeper one.
    for changes, street in ((FLAT, SLOW_STREET), ({}, QUICK_STREET), (FLAT, QUICK_STREET)):
        if target.closing is None or match.closing_off <= NEAR / 2.0:
            break
        other = _searched(scenario.vary(changes), target, street)
        if other.closing_off < match.closing_off - NEAR / 8.0:
            match = replace(other, changes={**other.changes, **changes})
    return match


def _searched(scenario: Scenario, target: Target, street: float = SLOW_STREET) -> Match:
    from scipy.optimize import least_squares

    coordinates = target.coordinates()
    short = scenario.vary({"place.burn_in_days": min(SEARCH_BURN_IN, scenario.place.burn_in_days)})

    def misses(unit: Floats) -> list[float]:
        return _misses(figures(short.vary(_changes(unit, target, scenario)), SEARCH_SEEDS), target)

    unit = least_squares(
        misses,
        np.array([1.0 + (street if each.path == HANDLING else each.start) for each in coordinates]),
        bounds=(1.0, 2.0), diff_step=[0.05], xtol=3e-3, ftol=1e-3, max_nfev=MAX_ROUNDS,
    ).x  # fmt: skip
    changes = _changes(unit, target, scenario)
    # Recording is nearly proportional to arising: a last step in proportion takes out what the search left.
    shown = figures(scenario.vary(changes), LAST_SEEDS).numbers
    changes[RATE.path] *= target.recorded_per_day / max(shown["recorded_per_day"], 1e-9)
    changes = {path: float(f"{value:.4g}") for path, value in changes.items()}
    found = figures(scenario.vary(changes), CHECK_SEEDS)
    shown = {
        name: found.numbers[name] for name in ("recorded_per_day", *(["staff_share"] if STAFF in coordinates else []))
    }
    reached = {name: abs(miss) <= TOLERANCE[name] for name, miss in zip(shown, _misses(found, target), strict=False)}
    off = math.nan
    if target.closing is not None:
        ages = np.arange(target.longest + 1.0)
        off = float(np.abs(found.closed[: len(ages)] - target.curve(ages)).mean())
        reached["closing"] = off <= NEAR
    return Match(changes, shown, found.numbers["arisen_per_day"], reached, off, found.numbers["piling"])


def _changes(unit: Floats, target: Target, scenario: Scenario) -> dict[str, float]:
    """Unit coordinates (1 to 2) as numbers of the model."""
    changes: dict[str, float] = {}
    for each, place in zip(target.coordinates(), unit - 1.0, strict=True):
        low, high = (math.log(each.low), math.log(each.high)) if each.logarithmic else (each.low, each.high)
        value = low + place * (high - low)
        value = math.exp(value) if each.logarithmic else value
        if each is RATE:
            changes[each.path] = min(20.0, value * target.recorded_per_day / scenario.place.grids)
        elif "*" in each.path:
            changes |= _light(value, target)
        else:
            changes[each.path] = value
    return {path: float(value) for path, value in changes.items()}


def _light(factor: float, target: Target) -> dict[str, float]:
    """Shares of light matters: in proportion to what closes on the day in each domain, in odds."""
    found = {}
    for name in DOMAIN_NAMES:
        share = min(max(target.same_day.get(name, target.same_day.get("", 0.0)), 0.005), 0.95)
        odds = factor * share / (1.0 - share)
        found[f"domain.{name}.light_share"] = min(odds / (1.0 + odds), MAX_LIGHT)
    return found


class Shown(NamedTuple):
    """What the model's register shows: numbers by name, and the share closed by whole age, mean over runs."""

    numbers: Mapping[str, float]
    closed: Floats


def _misses(shown: Shown, target: Target) -> list[float]:
    """How far the model is from each target: rates in logarithms, shares in points, the curve as one."""
    numbers = shown.numbers
    misses = [float(np.log(max(numbers["recorded_per_day"], 1e-6) / target.recorded_per_day))]
    if target.staff_share is not None:
        misses.append(numbers["staff_share"] - target.staff_share)
    if target.closing is not None:
        ages = SHAPE_AGES[target.longest >= SHAPE_AGES]
        apart = shown.closed[ages.astype(int)] - target.curve(ages)
        misses += list(apart * CURVE_WEIGHT / math.sqrt(len(ages)))
        misses.append(max(0.0, numbers["piling"] - PILING / 4.0))
    return [float(miss) for miss in misses]


def figures(scenario: Scenario, seeds: Sequence[int]) -> Shown:
    """What the model's register shows in a year, mean over seeds; and how many cases arise a day."""
    year = scenario.vary({"place.days": SEARCH_DAYS})
    rows = [_figures_of(outcome) for outcome in simulated(year, seeds)]
    numbers = {name: float(np.mean([row.numbers[name] for row in rows])) for name in rows[0].numbers}
    return Shown(numbers, np.mean([row.closed for row in rows], axis=0))


def simulated(scenario: Scenario, seeds: Sequence[int]) -> list[Outcome]:
    """One run a seed, side by side: the rules hold no lock."""
    from model.simulate import simulate

    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda seed: simulate(scenario, seed), seeds))


def _figures_of(outcome: Outcome) -> Shown:
    days = outcome.scenario.place.days
    recorded = recorded_in_window(outcome.cases)
    found = recorded["channel"].isin(STAFF_CHANNELS)
    numbers = {
        "recorded_per_day": len(recorded) / days,
        "arisen_per_day": outcome.arisen / days,
        "staff_share": float(found.mean()) if len(found) else 0.0,
        "piling": piling(recorded, days),
    }
    ages = np.arange(LONGEST_AGE + 1.0)
    return Shown(numbers, recorded_closings(recorded, days).at(ages)[0] if len(recorded) else np.zeros(len(ages)))


def recorded_in_window(cases: pandas.DataFrame) -> pandas.DataFrame:
    """The cases that a run's register would hold."""
    return cases[cases["recorded"].notna() & (cases["recorded"] >= 0)]


def piling(recorded: pandas.DataFrame, days: int) -> float:
    """How many more cases wait at the end than in the middle, of those recorded between; a failed one waits for nothing."""
    middle, is_done = days / 2.0, (recorded["stage"] == "resolved").to_numpy()
    at = recorded["recorded"].to_numpy(float)
    closed = np.where(is_done, recorded["closed"].astype("float64"), np.inf)
    alive = (recorded["stage"] != "failed").to_numpy()
    waiting = [int((alive & (at <= day) & (closed > day)).sum()) for day in (middle, days)]
    return (waiting[1] - waiting[0]) / max(int((at > middle).sum()), 1)


def recorded_closings(recorded: pandas.DataFrame, days: int) -> ClosingTimes:
    """From recording to resolution; what is open or failed on the last day is censored there, as in a city's register."""
    is_open = (recorded["stage"] != "resolved").to_numpy()
    end = recorded["closed"].astype("float64").where(~is_open, float(days))
    ages = np.maximum(end - recorded["recorded"].astype("float64"), 0.0)
    return closing_times(ages.to_numpy(float), is_open)
