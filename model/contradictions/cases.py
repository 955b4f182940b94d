"""A contradiction: its columns, its stages, its birth, its ignition.

State is columns, one row a contradiction. A row number is no identity: the key, made of
(grid, day, ordinal) and the generation of a recurrence, is; all draws use it.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from model.clock import NEVER, NOBODY, Calendar, Clock, morning_after, schedule_event
from model.compilation.decorators import allocating, compiled, inlined, rule
from model.contradictions.communities import ends_of_communities
from model.draws import Purpose, exponential, normal, poisson, quantile, uniform, uniforms, uniforms_of
from model.elementary import exp, power
from model.scenario.parameters import DOMAIN_NAMES
from model.views import FOLLOWS, FROM_ZERO, SHARE, Column, Day, View, Word

PROBABILITY_LIMIT = 0.9
DAYS_OF_A_WEEK, WORKDAYS = 7, 5
ORDINAL_BITS, DAY_BITS, GENERATION_BITS = 14, 14, 8
ORDINALS = 1 << ORDINAL_BITS
LAST_GENERATION = (1 << GENERATION_BITS) - 1
# Room for the draws of so many births at once.
BIRTHS_AT_ONCE = 64
# Above what powers there and back lose, so that a planted delay of whole days is not rounded up to another.
ROUNDING = 1e-12
# The n-th candidate report of a case waits by its draw 2n and is made or not by draw 2n + 1.
FIRST_REPORT = 2


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
    RESIDENTS = 7


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
    light: np.ndarray
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
    petitions: np.ndarray
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
    slot: np.ndarray
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
FLAGS = ("contested", "beyond", "light", "escalated", "deliberated", "refused", "bad")
LONGS = ("key", "ticket")
BYTES = ("domain", "stage", "channel", "handler", "task", "petitions")
BEGINS_AT = {
    **dict.fromkeys(("parent", "recorded", "incident", "petition", "closed", "recurrence_day"), NOBODY),
    **dict.fromkeys(("unit", "next_in_queue"), NOBODY),
    "lapse_day": NEVER,
    "factor": 1.0,
}


def _dtype(name: str) -> type:
    if name in FLOATS:
        return np.float64
    if name in FLAGS:
        return np.bool_
    if name in LONGS:
        return np.int64
    return np.int8 if name in BYTES else np.int32


def new_cases(capacity: int) -> Cases:
    """An empty table, every row as a contradiction begins of which nothing is drawn yet."""
    columns = {name: _column(name, capacity) for name in Cases._fields}
    return Cases(**{**columns, "at_stage": np.zeros(len(Stage), np.int64)})


def _column(name: str, capacity: int) -> np.ndarray:
    start = BEGINS_AT.get(name)
    return np.zeros(capacity, _dtype(name)) if start is None else np.full(capacity, start, _dtype(name))


def grown_cases(cases: Cases, capacity: int) -> Cases:
    """The same table with room for `capacity` rows."""
    longer = new_cases(capacity)
    for name in set(Cases._fields) - {"at_stage"}:
        column = getattr(cases, name)
        getattr(longer, name)[: column.size] = column
    return longer._replace(at_stage=cases.at_stage)


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
    total, of, ends = 0.0, 0, ends_of_communities(grids, place.communities, place.community_log_sd)
    for grid in range(grids):
        of += grid == ends[of]
        rate[grid] = exp(arising.grid_log_sd * normal(uniform(seed, Purpose.GRID_VULNERABILITY, grid, 0)))
        total += rate[grid]
        community[grid] = of
        closed[grid] = uniform(seed, Purpose.COMPOUND, grid, 0) < closed_share
    cumulative = np.empty(grids * each)
    for grid in range(grids):
        rate[grid] *= arising.per_grid_day * grids / total
        so_far = 0.0
        for building in range(grid * each, (grid + 1) * each):
            u = uniform(seed, Purpose.BUILDING_VULNERABILITY, building, 0)
            so_far += exp(arising.building_log_sd * normal(u))
            cumulative[building] = so_far
        for building in range(grid * each, (grid + 1) * each):
            cumulative[building] /= so_far
    latent = np.full(grids * each, NOBODY, np.int32)
    return Buildings(cumulative, latent, rate, community, closed)


@compiled
def arrivals(seed, day, rate, factor, fours, chances, likely, homes):
    """Fill `homes` with the grid of every root that arises today, as far as it has room; give their number.

    One Philox block serves four grids: grid 4·i + j has word j of block `fours[i]` = i. A grid-day above mean 10
    counts exponential gaps. `likely` (grids,) takes the grids whose chance
    is beyond 1 − mean, the least chance of none.
    """
    uniforms_of(seed, Purpose.ARRIVAL, fours, day, chances)
    candidates, total = 0, 0
    for grid in range(rate.size):
        likely[candidates] = grid
        candidates += chances[grid & 3, grid >> 2] > 1.0 - rate[grid] * factor
    for candidate in range(candidates):
        grid = likely[candidate]
        mean = rate[grid] * factor
        if mean > 10.0:
            count = poisson(mean, seed, Purpose.ARRIVAL, ORDINALS + grid, day)
        else:
            count = _poisson_by_inversion(mean, chances[grid & 3, grid >> 2])
        for place in range(total, min(total + count, homes.size)):
            homes[place] = grid
        total += count
    return total


@compiled
def _poisson_by_inversion(mean, chance):
    term = exp(-mean)
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


@inlined
def first_at_least(ascending, u):
    """Place of the first of some ascending shares that is at least `u`, the last one at most: so many are less."""
    less = 0
    for place in range(ascending.size - 1):
        less += ascending[place] < u
    return less


@rule
def create_roots(seed, day, homes, clock, cases, buildings, numbers, severity_table, drawn):
    """Write today's roots into the table; `homes` are their grids, those of a grid side by side."""
    first, ordinal = clock.cases[0], 0
    row = first + homes.size
    for index in range(homes.size):
        grid = int(homes[index])
        ordinal = ordinal + 1 if index > 0 and grid == homes[index - 1] else 0
        cases.key[first + index], cases.grid[first + index] = key_of(grid, day, ordinal, 0), grid
    clock.cases[0] = row
    for start in range(first, row, BIRTHS_AT_ONCE):
        place_roots(seed, start, min(start + BIRTHS_AT_ONCE, row), cases, buildings, numbers, severity_table, drawn)


@rule
def place_roots(seed, first, end, cases, buildings, numbers, severity_table, drawn):
    """Draw domain, item, building, resident and severity of the roots in rows `first` to `end`."""
    domain, cumulative, community = numbers.domain, buildings.cumulative, buildings.community
    each, people = numbers.place.buildings_per_grid, numbers.place.residents_per_building
    shares, first_item, items = domain.share_cumulative, domain.first_item, domain.items
    places, severities, keys = drawn[0], drawn[1], cases.key[first:end]
    uniforms_of(seed, Purpose.CASE_PLACE, keys, 0, places)
    uniforms_of(seed, Purpose.CASE_NATURE, keys, 1, severities)
    for index in range(end - first):
        row, grid = first + index, cases.grid[first + index]
        kind = first_at_least(shares, places[0, index])
        building = grid * each + first_at_least(cumulative[grid * each : (grid + 1) * each], places[2, index])
        cases.community[row] = community[grid]
        cases.building[row] = building
        cases.resident[row] = building * people + int(places[3, index] * people)
        cases.domain[row] = kind
        cases.item[row] = first_item[kind] + int(places[1, index] * items[kind])
        cases.severity[row] = quantile(severity_table, severities[0, index])


@rule
def create_recurrences(day, clock, calendar, cases, list_):
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
        list_[count] = row
        count += 1
        parent = cases.next_recurrence[parent]
    return count


class Creation(NamedTuple):
    """What it takes to create cases: the tables they are written into and the room for their draws.

    propensity_table: quantiles of the propensity to report; drawn (2, 4, `BIRTHS_AT_ONCE`).
    """

    clock: Clock
    calendar: Calendar
    cases: Cases
    buildings: Buildings
    propensity_table: np.ndarray
    drawn: np.ndarray


@rule
def create_cases(seed, day, creation, numbers, first, planted_delay):
    """Draw all potentials of the new contradictions from row `first` on and start their clocks from tomorrow.

    `planted_delay` is the ignition delay in days of a planted one, NEVER for all others.
    """
    clock, calendar, cases, drawn = creation.clock, creation.calendar, creation.cases, creation.drawn
    last = clock.cases[0]
    cases.at_stage[Stage.LATENT] += last - first
    for start in range(first, last, BIRTHS_AT_ONCE):
        end = min(start + BIRTHS_AT_ONCE, last)
        begin(day, start, end, cases, creation.buildings.latent)
        uniforms_of(seed, Purpose.CASE_NATURE, cases.key[start:end], 0, drawn[0])
        uniforms_of(seed, Purpose.CASE_CLOCKS, cases.key[start:end], 0, drawn[1])
        draw_needs(start, end, cases, numbers, drawn[0], drawn[1])
        start_ignition(day, start, end, clock, calendar, cases, numbers, drawn[1], planted_delay)
        if planted_delay == NEVER:
            start_lapse(day, start, end, calendar, cases, numbers.lapse, drawn[0])
        uniforms_of(seed, Purpose.RESIDENT, cases.resident[start:end], 0, drawn[0])
        uniforms_of(seed, Purpose.REPORT, cases.key[start:end], FIRST_REPORT, drawn[1])
        start_reports(day, start, end, calendar, cases, numbers, creation.propensity_table, drawn[0], drawn[1])


@rule
def begin(day, first, end, cases, latent):
    """Rows `first` to `end` arise and stand among the latent cases of their buildings."""
    arisen, building, next_latent = cases.arisen, cases.building, cases.next_latent
    for row in range(first, end):
        arisen[row] = day
        next_latent[row] = latent[building[row]]
        latent[building[row]] = row


@rule
def draw_needs(first, end, cases, numbers, drawn, clocks):
    """What it will take: hours, whether it is a light matter, contested or beyond the community's authority.

    A light matter takes next to no work and nobody's leave. The milder, the likelier it is; what it saves the others need more,
    so that a domain's hours and shares at every severity are the same however many are light.
    """
    work, domain = numbers.work, numbers.domain
    mildness = numbers.severity.beta / (numbers.severity.alpha + numbers.severity.beta)
    for index in range(end - first):
        row = first + index
        kind, severity = cases.domain[row], cases.severity[row]
        light = min(PROBABILITY_LIMIT, domain.light_share[kind] * (1.0 - severity) / mildness)
        if clocks[1, index] < light:
            cases.light[row], cases.hours[row] = True, work.light_hours
            cases.contested[row] = cases.beyond[row] = False
            continue
        spread = exp(work.log_sd * normal(drawn[0, index]) - 0.5 * work.log_sd * work.log_sd)
        scale = (work.base_share + work.severity_slope * severity) * spread / (1.0 - light)
        cases.hours[row] = domain.work_hours[kind] * scale
        contested = work.contested_slope * severity * domain.contested_base[kind] / (1.0 - light)
        beyond = work.beyond_slope * severity * work.beyond_authority_scale * domain.beyond_base[kind] / (1.0 - light)
        cases.contested[row] = drawn[1, index] < min(PROBABILITY_LIMIT, contested)
        cases.beyond[row] = drawn[2, index] < min(PROBABILITY_LIMIT, beyond)


@rule
def start_ignition(day, first, end, clock, calendar, cases, numbers, drawn, planted_delay):
    """Draw what the hazard of ignition must reach, and date the day on which it does."""
    domain, ignition, age_power, storm_days = numbers.domain, numbers.ignition, numbers.age_power, clock.storm_days
    first_storm = first_after(storm_days, day)
    for index in range(end - first):
        row = first + index
        kind = cases.domain[row]
        scale = domain.ignition_days[kind] * ignition.reference_severity / max(cases.severity[row], 1e-9)
        threshold = exponential(drawn[0, index])
        if planted_delay != NEVER:
            threshold = power(planted_delay / scale, ignition.shape) * (1.0 - ROUNDING)
        multiplier = ignition.storm_multiplier if domain.weather_sensitive[kind] else 1.0
        due = ignites_on(day, scale, ignition.shape, threshold, multiplier, storm_days, first_storm, age_power)
        cases.ignition_scale[row], cases.ignition_day[row] = scale, due
        schedule_event(calendar.ignition, cases.next_ignition, due, row)


@rule
def start_lapse(day, first, end, calendar, cases, lapse, drawn):
    """Date the days on which they would heal by themselves."""
    for index in range(end - first):
        row = first + index
        rate = lapse.rate * power(1.0 - cases.severity[row], lapse.power)
        if rate > 0.0:
            cases.lapse_day[row] = morning_after(day, exponential(drawn[3, index]) / rate)
            schedule_event(calendar.lapse, cases.next_lapse, cases.lapse_day[row], row)


@rule
def start_reports(day, first, end, calendar, cases, numbers, propensity_table, people, gaps):
    """Date the first candidate reports; `people` are draws of the residents, `gaps` of the waits."""
    detection, residents, place = numbers.detection, numbers.residents, numbers.place
    for index in range(end - first):
        row = first + index
        propensity = propensity_of(people[0, index], people[1, index], residents, place, propensity_table)
        rate = report_rate(cases.severity[row], propensity, detection)
        cases.report_time[row] = NEVER
        if rate > 0.0:
            cases.reports[row] = 1
            cases.report_time[row] = day + 1.0 + exponential(gaps[0, index]) / rate
            if cases.report_time[row] < NEVER / 2:
                schedule_event(calendar.report, cases.next_report, int(cases.report_time[row]), row)


@compiled
def first_after(days, day):
    """Place of the first of some ascending days that comes after `day`."""
    low, high = 0, days.size
    while low < high:
        middle = (low + high) // 2
        if days[middle] <= day:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def ignites_on(day, scale, shape, threshold, multiplier, storm_days, first_storm, age_power):
    """Day on which an untreated contradiction born on `day` ignites.

    Cumulative hazard (age/scale)^shape; on a storm day its increment counts `multiplier`
    times; it ignites on the first day at whose end the hazard reaches `threshold`. `first_storm` is
    the place of the first storm after `day` among `storm_days`, `age_power` tables age^shape for every age that a storm can find.
    """
    if multiplier == 1.0:
        return morning_reached(day, scale * power(threshold, 1.0 / shape))
    due = threshold * power(scale, shape)
    extra = 0.0
    for index in range(first_storm, storm_days.size):
        age = storm_days[index] - day
        if age >= age_power.size or age_power[age - 1] + extra >= due:
            break
        extra += (multiplier - 1.0) * (age_power[age] - age_power[age - 1])
        if age_power[age] + extra >= due:
            return storm_days[index]
    left = due - extra
    return morning_reached(day, power(left, 1.0 / shape) if left > 0.0 else 0.0)


@inlined
def morning_reached(day, age):
    """The first day at whose end something born on `day` is `age` days old: never before tomorrow."""
    return max(day + 1, day + math.ceil(age)) if age < NEVER / 2 else NEVER


@inlined
def next_report(seed, row, cases, propensity_table, detection, residents, place):
    """Skip ahead to the next candidate report, at the rate of full trust (thinned when it comes)."""
    u_propensity, u_tenure, _, _ = uniforms(seed, Purpose.RESIDENT, cases.resident[row], 0)
    propensity = propensity_of(u_propensity, u_tenure, residents, place, propensity_table)
    rate = report_rate(cases.severity[row], propensity, detection)
    if rate <= 0.0:
        cases.report_time[row] = NEVER
    else:
        cases.reports[row] += 1
        u_wait = uniform(seed, Purpose.REPORT, cases.key[row], FIRST_REPORT * cases.reports[row])
        cases.report_time[row] += exponential(u_wait) / rate


@rule
def report_rate(severity, propensity, detection):
    """Candidate reports a day at full trust, on a weekday."""
    salience = detection.report_base + detection.report_severity_slope * severity
    liveliest = DAYS_OF_A_WEEK / (WORKDAYS + (DAYS_OF_A_WEEK - WORKDAYS) * detection.weekend_share)
    return detection.report_rate * propensity * (salience / detection.report_trust_reference) * liveliest


@rule
def tenure_of(u, place):
    """0 owner, 1 tenant, 2 migrant."""
    return 0 if u < place.owner_share else 1 if u < place.owner_share + place.tenant_share else 2


@rule
def propensity_of(u_propensity, u_tenure, residents, place, propensity_table):
    """Reporting propensity of a resident: Gamma(2) with mean 1, times tenure, mean 1 over all."""
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
    severity = Column("cases", "severity", within=SHARE)
    hours = Column("cases", "hours", within=FROM_ZERO)
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
