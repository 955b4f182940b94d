"""The world: all columns together, built from a scenario and a seed, grown when a table is full."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from model.agents.committees import Committees, new_committees
from model.agents.grid_workers import RiskMap, Workers, hire_workers
from model.agents.neighbours import Neighbours, new_neighbours
from model.agents.organisations import (
    Organisations,
    grown_organisations,
    new_organisations,
    register,
)
from model.agents.residents import Circles, Neighbourhoods, Residents, new_circles, new_residents
from model.agents.street import Street, new_street
from model.clock import DAYS_PER_YEAR, STORM_DAYS_AFTER_END, Calendar, Clock, draw_storms, new_calendar
from model.compilation.decorators import compiled
from model.contradictions.cases import (
    BIRTHS_AT_ONCE,
    DAYS_OF_A_WEEK,
    WORKDAYS,
    Buildings,
    Cases,
    Creation,
    create_cases,
    draw_places,
    grown_cases,
    key_of,
    new_cases,
)
from model.contradictions.communities import largest_community
from model.delivery.request_draws import item_table
from model.delivery.request_queues import (
    Items,
    Requests,
    bytes_of_requests,
    grown_requests,
    max_in_a_day,
    new_requests,
)
from model.delivery.units import Lines, Units, new_lines, new_units
from model.draws import Purpose, beta_table, gamma_table, quantile, uniform
from model.limits import FILLED_BY, check_table
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series

if TYPE_CHECKING:
    from model.scenario import Scenario

PROPENSITY_SHAPE = 2.0
BYTES_OF_A_CASE = sum(column.itemsize for column in new_cases(1))


class Tables(NamedTuple):
    """Quantile tables and day factors: fixed for a run."""

    severity: np.ndarray
    trust: np.ndarray
    propensity: np.ndarray
    day_factor: np.ndarray
    activity: np.ndarray
    opening: np.ndarray


class Scratch(NamedTuple):
    """Room for the lists of one day; nothing here outlives it, except `evaluated`.

    evaluated (communities, 2): closures and satisfaction since the last yearly review or new contractor.
    """

    roots: np.ndarray
    root_homes: np.ndarray
    arrival_grids: np.ndarray
    arrival_fours: np.ndarray
    arrival_chances: np.ndarray
    arising_draws: np.ndarray
    busy_workers: np.ndarray
    spent_share: np.ndarray
    closed: np.ndarray
    aggrieved: np.ndarray
    incidents: np.ndarray
    ready: np.ndarray
    finished: np.ndarray
    circles: Circles
    measured: np.ndarray
    window_left: np.ndarray
    window_visits: np.ndarray
    evaluated: np.ndarray
    relief: np.ndarray


class World(NamedTuple):
    """Everything that exists, as columns by kind of agent."""

    clock: Clock
    calendar: Calendar
    cases: Cases
    buildings: Buildings
    workers: Workers
    risk_map: RiskMap
    residents: Residents
    neighbourhoods: Neighbourhoods
    units: Units
    lines: Lines
    requests: Requests
    items: Items
    organisations: Organisations
    committees: Committees
    neighbours: Neighbours
    street: Street
    tables: Tables
    scratch: Scratch
    series: np.ndarray


def build(scenario: Scenario, numbers: Any, seed: int, max_lines_of: int) -> World:
    """The world as the burn-in begins.

    `numbers` are the scenario's as compiled rules take them, `max_lines_of` the most lines any
    unit can have under its policies.
    """
    place = scenario.place
    days = place.burn_in_days + place.days
    buildings = draw_places(seed, numbers.place, numbers.arising, numbers.committees.closed_compound_share)
    neighbourhoods = _neighbourhoods(scenario, buildings)
    residents = place.grids * place.buildings_per_grid * place.residents_per_building
    capacity, room = _rooms(scenario)
    lines = 2 * place.communities * max_lines_of
    item_count = int(numbers.domain.items.sum())
    world = World(
        clock=_clock(scenario, seed, days),
        calendar=new_calendar(days),
        cases=new_cases(capacity),
        buildings=buildings,
        workers=hire_workers(seed, place.grids, numbers.grid_workers, numbers.detection),
        risk_map=RiskMap(*(np.zeros(place.grids * place.buildings_per_grid, np.int32) for _ in range(2))),
        residents=new_residents(residents),
        neighbourhoods=neighbourhoods,
        units=new_units(neighbourhoods.residents),
        lines=new_lines(lines),
        requests=new_requests(lines, room),
        items=_items(numbers, place.communities, item_count),
        organisations=new_organisations(_room(2 * scenario.organisations.initial_registered + 64), len(DOMAIN_NAMES)),
        committees=new_committees(place.communities),
        neighbours=new_neighbours(place.communities),
        street=new_street(),
        tables=_tables(scenario, seed, days),
        scratch=_scratch(place.grids, place.communities, capacity),
        series=np.zeros((days, len(Series))),
    )
    register(seed, 0, scenario.organisations.initial_registered, world.organisations, numbers.organisations)
    world.series[:, Series.STORM][world.clock.storm_days[world.clock.storm_days < days]] = 1.0
    return world


def max_size(place: Any) -> float:
    """Residents of the largest community over the mean of communities."""
    return float(largest_community(place.grids, place.communities, float(place.community_log_sd)))


def check_room(scenario: Scenario, queues: int) -> None:
    """Refuse what fills larger tables than a run can hold; `queues` are those in which a community's requests can wait."""
    capacity, room = _rooms(scenario)
    check_table(scenario, FILLED_BY["cases"], capacity * BYTES_OF_A_CASE)
    check_table(scenario, "budget.yearly_yuan", bytes_of_requests(scenario.place.communities, queues, room))


def _rooms(scenario: Scenario) -> tuple[int, int]:
    """Room for cases, and for the requests of a queue, as the tables begin."""
    place, days = scenario.place, scenario.place.burn_in_days + scenario.place.days
    roots = scenario.arising.per_grid_day * place.grids * days
    residents = place.grids * place.buildings_per_grid * place.residents_per_building
    daily = residents * scenario.units.requests_per_resident_year / DAYS_PER_YEAR / place.communities
    daily *= max_size(place) * DAYS_OF_A_WEEK / WORKDAYS
    return _room(int(1.2 * roots) + 1_024), _room(int(2 * max_in_a_day(daily)))


def _room(count: int) -> int:
    return 64 * math.ceil(max(1, count) / 64)


def _clock(scenario: Scenario, seed: int, days: int) -> Clock:
    burn_in, ignition = scenario.place.burn_in_days, scenario.ignition
    planted = np.array(sorted({burn_in + day for day in scenario.file.storm_days}), np.int64)
    storms = draw_storms(
        seed,
        days + STORM_DAYS_AFTER_END,
        burn_in,
        ignition.storm_probability_wet,
        ignition.storm_probability_dry,
        planted,
    )

    def one(value: int) -> np.ndarray:
        return np.full(1, value, np.int64)

    return Clock(one(0), one(0), one(0), one(burn_in), storms)


def _neighbourhoods(scenario: Scenario, buildings: Buildings) -> Neighbourhoods:
    count = scenario.place.communities
    each = scenario.place.buildings_per_grid * scenario.place.residents_per_building
    members = np.bincount(buildings.community, minlength=count) * each
    nothing_yet = {name: np.zeros(count) for name in ("trust_change", "window_loss", "event_gain", "common_loss")}
    return Neighbourhoods(residents=members.astype(np.int64), **nothing_yet)


def _items(numbers: Any, communities: int, count: int) -> Items:
    domain = np.repeat(np.arange(len(numbers.domain.items)), numbers.domain.items)
    ends, cells = item_table(numbers.domain.share_cumulative, numbers.domain.items)
    slices, queues = np.zeros((2 * communities, count), np.int64), np.zeros((communities, count), np.int64)
    return Items(domain, ends, cells, np.zeros(count, np.bool_), slices, queues)


def _tables(scenario: Scenario, seed: int, days: int) -> Tables:
    severity, residents = scenario.severity, scenario.residents
    return Tables(
        severity=beta_table(severity.alpha, severity.beta),
        trust=beta_table(residents.trust_alpha, residents.trust_beta),
        propensity=gamma_table(PROPENSITY_SHAPE),
        day_factor=_day_factors(scenario, seed, days),
        activity=_by_weekday(scenario, days, scenario.detection.weekend_share),
        opening=_opening(scenario, days),
    )


def _by_weekday(scenario: Scenario, days: int, weekend_share: float) -> np.ndarray:
    """1 on weekdays, the share on weekend days."""
    shares, place = np.ones(days), scenario.place
    if weekend_share != 1.0:
        first = (place.start_date - timedelta(days=place.burn_in_days)).weekday()
        shares[(first + np.arange(days)) % DAYS_OF_A_WEEK >= WORKDAYS] = weekend_share
    return shares


def _opening(scenario: Scenario, days: int) -> np.ndarray:
    """Hours of windows, desks and street office on every day, over the mean of a week."""
    share = scenario.units.weekend_share
    mean = (WORKDAYS + (DAYS_OF_A_WEEK - WORKDAYS) * share) / DAYS_OF_A_WEEK
    return _by_weekday(scenario, days, share) / mean


def _day_factors(scenario: Scenario, seed: int, days: int) -> np.ndarray:
    """Factor on the rate of arising of every day: weekday × month × the day's gamma factor."""
    arising, place = scenario.arising, scenario.place
    factors = np.ones(days)
    if len(set(arising.weekday_factors)) > 1 or len(set(arising.month_factors)) > 1 or arising.weekday_factors[0] != 1:
        first = place.start_date - timedelta(days=place.burn_in_days)
        dates = [first + timedelta(days=day) for day in range(days)]
        factors = np.array([arising.weekday_factors[d.weekday()] * arising.month_factors[d.month - 1] for d in dates])
    if arising.day_overdispersion > 0:
        shake(seed, factors, gamma_table(1.0 / arising.day_overdispersion))
    return factors


@compiled
def shake(seed, factors, table):
    """Multiply every day's factor by a gamma draw of mean 1."""
    for day in range(factors.size):
        factors[day] *= quantile(table, uniform(seed, Purpose.DAY_FACTOR, 0, day))


def _scratch(grids: int, communities: int, capacity: int) -> Scratch:
    return Scratch(
        roots=np.zeros(1, np.int64),
        arrival_grids=np.zeros(grids, np.int64),
        arrival_fours=np.arange(-(-grids // 4)),
        arrival_chances=np.zeros((4, -(-grids // 4))),
        arising_draws=np.zeros((2, 4, BIRTHS_AT_ONCE)),
        busy_workers=np.zeros(grids, np.int64),
        spent_share=np.zeros(grids),
        **_lists(capacity),
        circles=new_circles(),
        measured=np.zeros(7),
        window_left=np.zeros(communities),
        window_visits=np.zeros(communities),
        evaluated=np.zeros((communities, 2)),
        relief=np.zeros(len(DOMAIN_NAMES)),
    )


def _lists(capacity: int) -> dict[str, Any]:
    names = ("root_homes", "closed", "aggrieved", "incidents", "ready", "finished")
    return {name: np.empty(capacity, np.int32) for name in names}


def grown(world: World, table: str) -> World:
    """The same world with twice the room in one of its tables: cases, requests or organisations."""
    if table == "requests":
        return world._replace(requests=grown_requests(world.requests, 2 * world.requests.waiting.shape[1]))
    if table == "organisations":
        bigger = grown_organisations(world.organisations, 2 * world.organisations.active.size)
        return world._replace(organisations=bigger)
    capacity = 2 * world.cases.key.size
    return world._replace(cases=grown_cases(world.cases, capacity), scratch=world.scratch._replace(**_lists(capacity)))


def copied(world: World) -> World:
    """The same world in memory of its own; tables that nobody may write are shared."""

    def copy(part: Any) -> Any:
        if isinstance(part, np.ndarray):
            return part.copy() if part.flags.writeable else part
        if isinstance(part, Requests):
            return grown_requests(part, part.waiting.shape[1])
        return type(part)(*map(copy, part))

    return World(*map(copy, world))


def creation_of(world: World) -> Creation:
    """What it takes to create cases in this world."""
    return Creation(
        world.clock,
        world.calendar,
        world.cases,
        world.buildings,
        world.tables.propensity,
        world.scratch.arising_draws,
    )


@compiled
def plant(seed, today, creation, numbers, grid, kind, severity, delay_days, ordinal):
    """Bear a planted contradiction in the first building of its grid; give its row."""
    clock, cases = creation.clock, creation.cases
    row = clock.cases[0]
    clock.cases[0] += 1
    place = numbers.place
    cases.key[row] = key_of(grid, today, ordinal, 0)
    cases.grid[row] = grid
    cases.community[row] = creation.buildings.community[grid]
    cases.building[row] = grid * place.buildings_per_grid
    cases.resident[row] = cases.building[row] * place.residents_per_building
    cases.domain[row] = kind
    cases.item[row] = numbers.domain.first_item[kind]
    cases.severity[row] = severity
    create_cases(seed, today, creation, numbers, row, delay_days)
    return row
