"""What a page asks of the model: rules that its driver calls, all with the same parameters.

Compiled by `capture` alone, never for this machine. `world`, `numbers`, `plan` are those of a native run;
`planted_storms` and `day_table` are what the scenario adds to the weather and to the days' rates, `projects` and `share` (7,) its
domains' projects and shares; `room` (1024,) takes figures in and out; `a`, `b`, `c` are whole numbers, as is what each returns.
"""

from __future__ import annotations

import numpy as np

from experiments.web.plan_rule import plan_into
from model.agents.grid_workers import hire_workers
from model.agents.organisations import oversight, register
from model.agents.residents import initial_trust
from model.clock import DAYS_PER_YEAR, STORM_DAYS_AFTER_END, draw_storms
from model.compilation.decorators import allocating
from model.contradictions.cases import Creation, draw_places, tenure_of
from model.day import days
from model.delivery.contracting import Delivery, apply_plan
from model.draws import Purpose, uniforms
from model.elementary import power
from model.outcomes import Yardstick, measure
from model.scenario.numbers import grievance_half_life
from model.series import Series
from model.world import plant, shake

STORM, ARISEN = int(Series.STORM), int(Series.ARISEN)
RESIDENT = int(Purpose.RESIDENT)


@allocating
def sow(world, numbers, plan, planted_storms, day_table, projects, share, room, seed, b, c):
    """What a seed decides in a new world; returns the length of `clock.storm_days`."""
    places = draw_places(seed, numbers.place, numbers.arising, numbers.committees.closed_compound_share)
    for building in range(places.cumulative.size):
        world.buildings.cumulative[building] = places.cumulative[building]
    residents, of_a_grid = world.neighbourhoods.residents, numbers.place.buildings_per_grid
    of_a_grid *= numbers.place.residents_per_building
    residents[:] = 0
    for grid in range(places.rate.size):
        world.buildings.rate[grid] = places.rate[grid]
        world.buildings.closed_compound[grid] = places.closed_compound[grid]
        world.buildings.community[grid] = places.community[grid]
        residents[places.community[grid]] += of_a_grid
    mean = places.rate.size * of_a_grid / residents.size
    for unit in range(world.units.size.size):
        world.units.size[unit] = residents[unit // 2] / mean
    workers = hire_workers(seed, numbers.place.grids, numbers.grid_workers, numbers.detection)
    for grid in range(workers.skill.size):
        world.workers.skill[grid] = workers.skill[grid]
        world.workers.leaves_day[grid] = workers.leaves_day[grid]
        world.workers.map_high[grid] = workers.map_high[grid]
    register(seed, 0, numbers.organisations.initial_registered, world.organisations, numbers.organisations)
    days_of_run = world.series.shape[0]
    ignition = numbers.ignition
    storms = draw_storms(
        seed,
        days_of_run + STORM_DAYS_AFTER_END,
        world.clock.burn_in_days[0],
        ignition.storm_probability_wet,
        ignition.storm_probability_dry,
        planted_storms,
    )
    for index in range(storms.size):
        world.clock.storm_days[index] = storms[index]
        if storms[index] < days_of_run:
            world.series[storms[index], STORM] = 1.0
    if day_table.size > 1:
        shake(seed, world.tables.day_factor, day_table)
    return storms.size


@allocating
def derive(world, numbers, plan, planted_storms, day_table, projects, share, room, a, b, c):
    """The columns that follow from other numbers: age^shape of ignition, the share of grievance left."""
    for age in range(numbers.age_power.size):
        numbers.age_power[age] = power(age, numbers.ignition.shape)
    half_life = grievance_half_life(numbers.partners.programmes_yuan, numbers.residents)
    for age in range(numbers.grievance_kept.size):
        numbers.grievance_kept[age] = power(0.5, age / half_life)
    return 0


@allocating
def plan(world, numbers, plan, planted_storms, day_table, projects, share, room, a, b, c):
    """The plan of the present levers; see `plan_rule.plan_into`."""
    return plan_into(numbers, plan, projects, share, room)


@allocating
def enter(world, numbers, plan, planted_storms, day_table, projects, share, room, seed, most, c):
    """Put the policy into force."""
    m = oversight(
        numbers.partners.committee_attention,
        numbers.delivery.oversight_attention,
        numbers.delivery.oversight_yuan_per_community,
        numbers.organisations,
    )
    delivery = Delivery(
        most, world.clock, world.units, world.lines, world.requests, world.items, world.organisations
    )  # fmt: skip
    apply_plan(seed, world.clock.day[0], delivery, world.cases, world.scratch.evaluated, plan, numbers, m)
    return 0


@allocating
def regrieve(world, numbers, plan, planted_storms, day_table, projects, share, room, today, b, c):
    """Write down what is left of everybody's grievance under these numbers, before others take over."""
    grievance, since, kept = world.residents.grievance, world.residents.grievance_day, numbers.grievance_kept
    for resident in range(grievance.size):
        grievance[resident] *= kept[today - since[resident]]
        since[resident] = today
    return 0


@allocating
def sow_case(world, numbers, plan, planted_storms, day_table, projects, share, room, seed, today, ordinal):
    """Plant a contradiction: `room` holds its grid, domain, severity and delay in days."""
    creation = Creation(
        world.clock, world.calendar, world.cases, world.buildings, world.tables.propensity, world.scratch.arising_draws
    )  # fmt: skip
    plant(seed, today, creation, numbers, int(room[0]), int(room[1]), room[2], int(room[3]), ordinal)
    world.series[today, ARISEN] += 1.0
    return 0


@allocating
def live(world, numbers, plan, planted_storms, day_table, projects, share, room, seed, until, most):
    """Live the days up to the morning of `until`; returns what `days` does."""
    return days(world, numbers, plan, seed, until, most)


@allocating
def gauge(world, numbers, plan, planted_storms, day_table, projects, share, room, seed, b, c):
    """All outcomes so far into `room`; returns how many."""
    place = numbers.place
    lived = world.clock.day[0] - place.burn_in_days
    standards, prices = np.empty(2), np.empty(2)
    standards[0], standards[1] = numbers.street.standard_days, numbers.street.district_standard_days
    yearly = DAYS_PER_YEAR * numbers.street.hours_per_day * numbers.street.case_share
    prices[0] = numbers.budget.unserved_request_yuan
    prices[1] = numbers.street.wage_yuan / yearly if yearly > 0 else 0.0
    yardstick = Yardstick(numbers.units.hours_per_post, numbers.domain.deadline_days, standards, prices)
    values = measure(
        seed,
        world.clock.cases[0],
        place.burn_in_days,
        max(1, min(lived, place.days)),
        world.residents.grievance.size,
        world.cases,
        world.series,
        place,
        yardstick,
    )
    for index in range(values.size):
        room[index] = values[index]
    return values.size


@allocating
def ask_residents(world, numbers, plan, planted_storms, day_table, projects, share, room, seed, first, today):
    """Tenure, own trust and grievance today of residents from `first` on, three figures each, as many as `room` holds."""
    people = world.residents.grievance.size
    count = min(room.size // 3, people - first)
    for index in range(count):
        resident = first + index
        own = world.residents.own_trust[resident]
        age = today - world.residents.grievance_day[resident]
        room[3 * index] = tenure_of(uniforms(seed, RESIDENT, resident, 0)[1], numbers.place)
        room[3 * index + 1] = own if own != 0.0 else initial_trust(seed, resident, world.tables.trust)
        room[3 * index + 2] = world.residents.grievance[resident] * numbers.grievance_kept[age]
    return count


ENTRIES = (sow, derive, plan, enter, regrieve, sow_case, live, gauge, ask_residents)
