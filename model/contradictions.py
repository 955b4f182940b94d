"""A contradiction: its columns, its stages, its birth, its ignition.

State is columns, one row a contradiction. A row number is no identity: the key, made of
(grid, day, ordinal) and the generation of a recurrence, is; all draws use it.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from model.clock import NEVER, NOBODY, enter, morning_after
from model.draws import Purpose, allocating, compiled, exponential, normal, poisson, quantile, rule, uniform, uniforms
from model.parameters import DOMAIN_NAMES
from model.views import FOLLOWS, Column, Day, View, Word

PROBABILITY_LIMIT = 0.9
ORDINAL_BITS, DAY_BITS, GENERATION_BITS = 14, 14, 8
ORDINALS = 1 << ORDINAL_BITS
LAST_GENERATION = (1 << GENERATION_BITS) - 1


class Stage(IntEnum):
    """Where a contradiction stands in its life."""

    LATENT = 0
    INTAKE = 1
    SPOT = 2
    UNIT = 3
    IN_WORK = 4
    APPROVAL = 5
    AGENDA = 6
    STREET = 7
    HANDLING = 8
    DISTRICT = 9
    RESOLVED = 10
    FAILED = 11
    LAPSED = 12


class Channel(IntEnum):
    """How a contradiction became known."""

    NONE = 0
    PATROL = 1
    REPORT = 2
    SURVEY = 3
    INCIDENT = 4


class Handler(IntEnum):
    """Who closed it."""

    NONE = 0
    GRID_WORKER = 1
    WORKSTATION = 2
    CENTRE = 3
    COMMITTEE = 4
    STREET = 5
    DISTRICT = 6


class Task(IntEnum):
    """What a unit is to do with a case."""

    NONE = 0
    WHOLE = 1
    PREPARE = 2
    DOSSIER = 3
    MEDIATE = 4


class Cases(NamedTuple):
    """Columns of the contradictions, shape (capacity,).

    Days are counted from the start of the burn-in, -1 where it has not happened; hours are
    working hours; at_stage (stages,) counts the rows at each stage; `next_…` are links of the dated lists and of the one queue a case stands in.
    """

    key: np.ndarray
    parent: np.ndarray
    generation: np.ndarray
    grid: np.ndarray
    community: np.ndarray
    building: np.ndarray
    resident: np.ndarray
    domain: np.ndarray
    item: np.ndarray
    arisen: np.ndarray
    severity: np.ndarray
    hours: np.ndarray
    hours_left: np.ndarray
    factor: np.ndarray
    contested: np.ndarray
    beyond: np.ndarray
    ignition_scale: np.ndarray
    ignition_day: np.ndarray
    lapse_day: np.ndarray
    stage: np.ndarray
    at_stage: np.ndarray
    channel: np.ndarray
    handler: np.ndarray
    task: np.ndarray
    recorded: np.ndarray
    incident: np.ndarray
    petition: np.ndarray
    closed: np.ndarray
    recurrence_day: np.ndarray
    escalated: np.ndarray
    deliberated: np.ndarray
    refused: np.ndarray
    bad: np.ndarray
    attempts: np.ndarray
    report_time: np.ndarray
    reports: np.ndarray
    entered: np.ndarray
    ticket: np.ndarray
    unit: np.ndarray
    line: np.ndarray
    alarms_behind: np.ndarray
    next_in_queue: np.ndarray
    next_ignition: np.ndarray
    next_lapse: np.ndarray
    next_report: np.ndarray
    next_recurrence: np.ndarray
    next_recorded: np.ndarray
    next_due: np.ndarray
    next_latent: np.ndarray


FLOATS = ("severity", "hours", "hours_left", "factor", "ignition_scale", "report_time")
FLAGS = ("contested", "beyond", "escalated", "deliberated", "refused", "bad")
LONGS = ("key", "ticket")
BYTES = ("domain", "stage", "channel", "handler", "task", "attempts")
STARTS_AT_NONE = ("parent", "recorded", "incident", "petition", "closed", "recurrence_day", "line", "unit")


def _dtype(name: str) -> type:
    if name in FLOATS:
        return np.float64
    if name in FLAGS:
        return np.bool_
    if name in LONGS:
        return np.int64
    return np.int8 if name in BYTES else np.int32


def new_cases(capacity: int) -> Cases:
    """An empty table; memory is zeroed lazily, so an untouched row costs nothing."""
    columns: dict[str, np.ndarray] = {name: np.zeros(capacity, _dtype(name)) for name in Cases._fields}
    return Cases(**{**columns, "at_stage": np.zeros(len(Stage), np.int64)})


def grown_cases(cases: Cases, capacity: int) -> Cases:
    """The same table with room for `capacity` rows."""

    def longer(column: np.ndarray) -> np.ndarray:
        grown = np.zeros(capacity, column.dtype)
        grown[: column.size] = column
        return grown

    return Cases(*(longer(column) for column in cases))._replace(at_stage=cases.at_stage)


class Buildings(NamedTuple):
    """Columns of the buildings, shape (grids × buildings a grid,), and of their grids.

    cumulative: share of the grid's arrivals up to and with this building; latent: head of
    the list of its latent cases; rate (grids,): arrivals a day; community (grids,);
    closed_compound (grids,): no owners' committee has been possible there.
    """

    cumulative: np.ndarray
    latent: np.ndarray
    rate: np.ndarray
    community: np.ndarray
    closed_compound: np.ndarray


@allocating
def draw_places(seed, place, arising, closed_share):
    """Vulnerability of grids and buildings (lognormal, rescaled to mean 1) as rates and shares."""
    grids, each = place.grids, place.buildings_per_grid
    rate = np.empty(grids)
    community = np.empty(grids, np.int32)
    closed = np.empty(grids, np.bool_)
    total = 0.0
    for grid in range(grids):
        rate[grid] = math.exp(arising.grid_log_sd * normal(uniform(seed, Purpose.GRID_VULNERABILITY, grid, 0)))
        total += rate[grid]
        community[grid] = grid * place.communities // grids
        closed[grid] = uniform(seed, Purpose.COMPOUND, grid, 0) < closed_share
    cumulative = np.empty(grids * each)
    for grid in range(grids):
        rate[grid] *= arising.per_grid_day * grids / total
        so_far = 0.0
        for building in range(grid * each, (grid + 1) * each):
            u = uniform(seed, Purpose.BUILDING_VULNERABILITY, building, 0)
            so_far += math.exp(arising.building_log_sd * normal(u))
            cumulative[building] = so_far
        for building in range(grid * each, (grid + 1) * each):
            cumulative[building] /= so_far
    latent = np.full(grids * each, NOBODY, np.int32)
    return Buildings(cumulative, latent, rate, community, closed)


@compiled
def arrivals(seed, day, rate, factor, counts):
    """Fill `counts` with the number of roots that arise in each grid today; give their sum.

    One Philox block serves four grids; a grid-day above mean 10 counts exponential gaps.
    """
    total = 0
    u = (0.0, 0.0, 0.0, 0.0)
    for grid in range(rate.size):
        if grid % 4 == 0:
            u = uniforms(seed, Purpose.ARRIVAL, grid // 4, day)
        mean = rate[grid] * factor
        counts[grid] = 0
        if mean > 10.0:
            counts[grid] = poisson(mean, seed, Purpose.ARRIVAL, ORDINALS + grid, day)
        else:
            chance = u[0] if grid % 4 == 0 else u[1] if grid % 4 == 1 else u[2] if grid % 4 == 2 else u[3]
            if chance > 1.0 - mean:
                counts[grid] = _poisson_by_inversion(mean, chance)
        total += counts[grid]
    return total


@compiled
def _poisson_by_inversion(mean, chance):
    term = math.exp(-mean)
    below, count = term, 0
    while chance > below and count < 200:
        count += 1
        term *= mean / count
        below += term
    return count


@compiled
def move(row, to, stage, at_stage):
    """Move a contradiction to another stage of its life."""
    at_stage[stage[row]] -= 1
    at_stage[to] += 1
    stage[row] = to


@compiled
def key_of(grid, day, ordinal, generation):
    """Identity of a contradiction: below 2^51 for all allowed places."""
    return (((grid << DAY_BITS) + day) * ORDINALS + ordinal) * (LAST_GENERATION + 1) + generation


@compiled
def next_generation(key):
    """Key of the recurrence of a contradiction."""
    return key + 1


@compiled
def first_at_least(cumulative, first, count, u):
    """Offset of the first of `count` ascending shares from `first` that is at least `u`."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high) // 2
        if cumulative[first + middle] < u:
            low = middle + 1
        else:
            high = middle
    return low


@rule
def bear_roots(seed, day, counts, clock, calendar, cases, buildings, numbers, severity_table, propensity_table):
    """Write today's roots into the table; `counts` says how many arise in each grid."""
    place, domain = numbers.place, numbers.domain
    cumulative = buildings.cumulative
    each, people = place.buildings_per_grid, place.residents_per_building
    for grid in range(counts.size):
        for ordinal in range(counts[grid]):
            row = clock.cases[0]
            clock.cases[0] += 1
            key = key_of(grid, day, ordinal, 0)
            u_domain, u_item, u_building, u_resident = uniforms(seed, Purpose.CASE_PLACE, key, 0)
            kind = first_at_least(domain.share_cumulative, 0, domain.share_cumulative.size, u_domain)
            building = grid * each + first_at_least(cumulative, grid * each, each, u_building)
            cases.key[row] = key
            cases.parent[row] = NOBODY
            cases.grid[row] = grid
            cases.community[row] = buildings.community[grid]
            cases.building[row] = building
            cases.resident[row] = building * people + int(u_resident * people)
            cases.domain[row] = kind
            cases.item[row] = domain.first_item[kind] + int(u_item * domain.items[kind])
            cases.severity[row] = quantile(severity_table, uniform(seed, Purpose.CASE_NATURE, key, 1))
            bear(seed, day, row, clock, calendar, cases, buildings.latent, numbers, propensity_table, float(NEVER))


@rule
def bear_recurrences(seed, day, clock, calendar, cases, buildings, numbers, propensity_table, list_):
    """Write today's recurrences into the table and onto `list_`; give their number.

    A recurrence is the same matter: place, item and severity are its parent's, the rest is drawn.
    """
    count = 0
    parent = calendar.recurrence[day]
    while parent != NOBODY:
        row = clock.cases[0]
        clock.cases[0] += 1
        cases.key[row] = next_generation(cases.key[parent])
        cases.parent[row] = parent
        cases.generation[row] = cases.generation[parent] + 1
        cases.grid[row] = cases.grid[parent]
        cases.community[row] = cases.community[parent]
        cases.building[row] = cases.building[parent]
        cases.resident[row] = cases.resident[parent]
        cases.domain[row] = cases.domain[parent]
        cases.item[row] = cases.item[parent]
        cases.severity[row] = cases.severity[parent]
        bear(seed, day, row, clock, calendar, cases, buildings.latent, numbers, propensity_table, float(NEVER))
        list_[count] = row
        count += 1
        parent = cases.next_recurrence[parent]
    return count


@rule
def bear(seed, day, row, clock, calendar, cases, latent, numbers, propensity_table, planted_delay):
    """Draw all potentials of a new contradiction and start its clocks from tomorrow.

    `planted_delay` is the ignition delay in days of a planted one, NEVER for all others.
    """
    work, domain, ignition = numbers.work, numbers.domain, numbers.ignition
    key, kind, severity = cases.key[row], cases.domain[row], cases.severity[row]
    u_hours, u_contested, u_beyond, u_lapse = uniforms(seed, Purpose.CASE_NATURE, key, 0)
    spread = math.exp(work.log_sd * normal(u_hours) - 0.5 * work.log_sd * work.log_sd)
    cases.hours[row] = domain.work_hours[kind] * (work.base_share + work.severity_slope * severity) * spread
    contested = work.contested_slope * severity * domain.contested_base[kind]
    beyond = work.beyond_slope * severity * work.beyond_authority_scale * domain.beyond_base[kind]
    cases.contested[row] = u_contested < min(PROBABILITY_LIMIT, contested)
    cases.beyond[row] = u_beyond < min(PROBABILITY_LIMIT, beyond)
    scale = domain.ignition_days[kind] * ignition.reference_severity / max(severity, 1e-9)
    cases.ignition_scale[row] = scale
    threshold = exponential(uniform(seed, Purpose.CASE_CLOCKS, key, 0))
    if planted_delay != NEVER:
        threshold = math.pow(planted_delay / scale, ignition.shape)
    multiplier = ignition.storm_multiplier if domain.weather_sensitive[kind] else 1.0
    cases.ignition_day[row] = ignites_on(
        day, scale, ignition.shape, threshold, multiplier, clock.storm_days, numbers.age_power
    )
    rate = numbers.lapse.rate * math.pow(1.0 - severity, numbers.lapse.power)
    cases.lapse_day[row] = NEVER
    if rate > 0.0 and planted_delay == NEVER:
        cases.lapse_day[row] = morning_after(day, exponential(u_lapse) / rate)
    cases.arisen[row] = day
    cases.at_stage[Stage.LATENT] += 1
    cases.factor[row] = 1.0
    cases.recorded[row], cases.incident[row], cases.petition[row] = NOBODY, NOBODY, NOBODY
    cases.closed[row], cases.recurrence_day[row] = NOBODY, NOBODY
    cases.unit[row], cases.line[row], cases.next_in_queue[row] = NOBODY, NOBODY, NOBODY
    enter(calendar.ignition, cases.next_ignition, cases.ignition_day[row], row)
    enter(calendar.lapse, cases.next_lapse, cases.lapse_day[row], row)
    building = cases.building[row]
    cases.next_latent[row] = latent[building]
    latent[building] = row
    cases.report_time[row] = day + 1.0
    next_report(
        seed,
        row,
        cases.key,
        cases.report_time,
        cases.reports,
        cases.resident,
        cases.severity,
        numbers.detection,
        numbers.residents,
        numbers.place,
        propensity_table,
    )
    if cases.report_time[row] < NEVER / 2:
        enter(calendar.report, cases.next_report, int(cases.report_time[row]), row)


@compiled
def ignites_on(day, scale, shape, threshold, multiplier, storm_days, age_power):
    """Day on which an untreated contradiction born on `day` ignites.

    Cumulative hazard (age/scale)^shape; on a storm day its increment counts `multiplier`
    times; it ignites on the first day at whose end the hazard reaches `threshold`. `age_power`
    tables age^shape for every age that a storm can find.
    """
    due = threshold * math.pow(scale, shape)
    extra = 0.0
    if multiplier != 1.0:
        low, high = 0, storm_days.size
        while low < high:
            middle = (low + high) // 2
            if storm_days[middle] <= day:
                low = middle + 1
            else:
                high = middle
        for index in range(low, storm_days.size):
            age = storm_days[index] - day
            if age >= age_power.size or age_power[age - 1] + extra >= due:
                break
            extra += (multiplier - 1.0) * (age_power[age] - age_power[age - 1])
            if age_power[age] + extra >= due:
                return storm_days[index]
    left = due - extra
    calm = math.pow(left, 1.0 / shape) if left > 0.0 else 0.0
    return max(day + 1, day + math.ceil(calm)) if calm < NEVER / 2 else NEVER


@rule
def next_report(
    seed, row, key, report_time, reports, resident, severity, detection, residents, place, propensity_table
):
    """Skip ahead to the next candidate report, at the rate of full trust (thinned when it comes)."""
    salience = detection.report_base + detection.report_severity_slope * severity[row]
    rate = detection.report_rate * propensity(seed, resident[row], residents, place, propensity_table)
    rate *= salience / detection.report_trust_reference
    if rate <= 0.0:
        report_time[row] = NEVER
        return
    reports[row] += 1
    report_time[row] += exponential(uniform(seed, Purpose.REPORT, key[row], 2 * reports[row])) / rate


@rule
def tenure_of(u, place):
    """0 owner, 1 tenant, 2 migrant."""
    return 0 if u < place.owner_share else 1 if u < place.owner_share + place.tenant_share else 2


@rule
def propensity(seed, resident, residents, place, propensity_table):
    """Reporting propensity of a resident: Gamma(2) with mean 1, times tenure, mean 1 over all."""
    u_propensity, u_tenure, _, _ = uniforms(seed, Purpose.RESIDENT, resident, 0)
    tenure = tenure_of(u_tenure, place)
    mean = (
        place.owner_share
        + place.tenant_share * residents.tenant_reporting
        + place.migrant_share * residents.migrant_reporting
    )
    factor = 1.0 if tenure == 0 else residents.tenant_reporting if tenure == 1 else residents.migrant_reporting
    if mean <= 0.0:
        return 0.0
    return quantile(propensity_table, u_propensity) * factor / mean


@compiled
def is_open(stage):
    """Known and neither resolved, failed nor lapsed."""
    return Stage.INTAKE <= stage <= Stage.DISTRICT


class Contradiction(View):
    """One contradiction, made when asked for; the key, not the row, is its identity.

    Severity, hours and what it needs can be written; where it stands follows from the rules.
    """

    key = Column("cases", "key", FOLLOWS)
    generation = Column("cases", "generation", FOLLOWS)
    grid = Column("cases", "grid", FOLLOWS)
    community = Column("cases", "community", FOLLOWS)
    building = Column("cases", "building", FOLLOWS)
    resident = Column("cases", "resident", FOLLOWS)
    item = Column("cases", "item", FOLLOWS)
    domain = Word("cases", "domain", DOMAIN_NAMES)
    stage = Word("cases", "stage", Stage)
    channel = Word("cases", "channel", Channel)
    handler = Word("cases", "handler", Handler)
    severity = Column("cases", "severity")
    hours = Column("cases", "hours")
    contested = Column("cases", "contested")
    beyond = Column("cases", "beyond")
    hours_left = Column("cases", "hours_left", FOLLOWS)
    escalated = Column("cases", "escalated", FOLLOWS)
    deliberated = Column("cases", "deliberated", FOLLOWS)
    arisen_day = Day("cases", "arisen", NOBODY, FOLLOWS)
    ignition_day = Day("cases", "ignition_day", NEVER, FOLLOWS)
    lapse_day = Day("cases", "lapse_day", NEVER, FOLLOWS)
    recorded_day = Day("cases", "recorded", NOBODY, FOLLOWS)
    incident_day = Day("cases", "incident", NOBODY, FOLLOWS)
    petition_day = Day("cases", "petition", NOBODY, FOLLOWS)
    closed_day = Day("cases", "closed", NOBODY, FOLLOWS)
    recurrence_day = Day("cases", "recurrence_day", NOBODY, FOLLOWS)
