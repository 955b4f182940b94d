"""THE ORDER OF A DAY, the one place that states it; a whole run is this, repeated.

 1. morning    staff and grid workers leave and join; organisations register; each quarter
               effort, capability, elections; each year contract review, staff; tenders end
 2. weather    the storm calendar is fixed by the seed
 3. births     recurrences due, then new roots, become latent; their clocks run from tomorrow
 4. ignition   of every unresolved contradiction that is due → incident, grievance, petition
 5. lapse      of latent contradictions due
 6. patrol     7. reports     8. survey     (first to reach a latent case owns it)
 9. settling   grid workers take in and settle on the spot
10. units      11. committees     12. street, then district
13. closures   approvals and acceptance due today; trust, grievance of waiting and failure
14. series     the states at the end of the day
"""

from __future__ import annotations

from model.agents.committees import hub_of
from model.agents.neighbours import remember_records
from model.agents.organisations import registrations
from model.agents.residents import update_common_trust
from model.clock import NOBODY
from model.compilation.decorators import compiled_reading_once
from model.contradictions.cases import arrivals
from model.contradictions.gaming import second_record_chance, write_second_records
from model.contradictions.incidents import lapse
from model.contradictions.triage import screening_share_on
from model.day_steps import (
    arising,
    closures,
    daily,
    ignitions,
    meetings,
    morning,
    search,
    settling,
    society_of,
    street_day,
    units_day,
)
from model.delivery.contracting import pay_fixed
from model.delivery.request_queues import has_room
from model.records import record_flows, record_states
from model.series import Series

DONE, CASES_FULL, REQUESTS_FULL, ORGANISATIONS_FULL, REQUESTS_LOST = range(5)


@compiled_reading_once
def days(world, numbers, plan, seed, until, max_lines):
    """Live day after day until the morning of `until`; give DONE or the table that must grow first."""
    clock = world.clock
    while clock.day[0] < until:
        full = announce(world, numbers, seed, max_lines)
        if full != DONE:
            return full
        if not day(world, numbers, plan, seed, max_lines):
            return REQUESTS_LOST
        clock.day[0] += 1
    return DONE


@daily
def announce(world, numbers, seed, max_lines):
    """Count today's births and say whether every table has room for them; repeating it is harmless."""
    clock, today = world.clock, world.clock.day[0]
    arising = arrivals(
        seed=seed,
        day=today,
        rate=world.buildings.rate,
        factor=world.tables.day_factor[today],
        fours=world.scratch.arrival_fours,
        chances=world.scratch.arrival_chances,
        likely=world.scratch.arrival_grids,
        homes=world.scratch.root_homes,
    )
    world.scratch.roots[0] = arising
    row = world.calendar.recurrence[today]
    while row != NOBODY:
        arising += 1
        row = world.cases.next_recurrence[row]
    if clock.cases[0] + arising > world.cases.key.size:
        return CASES_FULL
    yearly = numbers.units.requests_per_resident_year
    if not has_room(
        world.tables.opening[today], yearly, world.neighbourhoods.residents, max_lines, world.units, world.requests
    ):
        return REQUESTS_FULL
    new = registrations(seed, today, numbers.delivery.incubation_yuan, hub_of(numbers.partners), numbers.organisations)
    if world.organisations.used[0] + new > world.organisations.active.size:
        return ORGANISATIONS_FULL
    return DONE


@daily
def day(world, numbers, plan, seed, max_lines):
    """One day, in the order stated above; False when its requests found no room."""
    today, series, street = world.clock.day[0], world.series, world.street
    society = society_of(world, numbers)

    bonuses = morning(world, numbers, plan, seed, max_lines)  # 1; the weather, 2, stands in clock.storm_days
    fixed = pay_fixed(plan, numbers.contracts, world.units)
    arising(world, numbers, society, seed)  # 3
    petitions, repeats = ignitions(world, numbers, society, seed)  # 4
    lapse(today, world.calendar, world.cases, series)  # 5
    share = screening_share_on(
        day=today,
        burn_in_days=world.clock.burn_in_days[0],
        share=numbers.triage.screening_share,
        schedule=numbers.triage.schedule,
        detection=numbers.detection,
    )
    activity = world.tables.activity[today]
    search(world, numbers, society, seed, share, activity)  # 6, 7, 8
    closed = settling(world, numbers, seed, max_lines, share, activity)  # 9
    found_room, paid = units_day(world, numbers, plan, seed, max_lines)  # 10
    if not found_room:
        return False
    closed = meetings(world, numbers, plan, seed, closed)  # 11
    closed, failed = street_day(world, numbers, seed, closed)  # 12
    accepted, further, again = closures(world, numbers, plan, society, seed, max_lines, closed, failed)  # 13
    petitions, repeats = petitions + further, repeats + again
    hours = petitions - (1.0 - numbers.street.repeat_share) * repeats
    street.petition_hours[0] += hours * numbers.street.petition_hours
    update_common_trust(
        window_left=world.scratch.window_left,
        window_visits=world.scratch.window_visits,
        programmes_yuan=numbers.partners.programmes_yuan,
        neighbourhoods=world.neighbourhoods,
        numbers=numbers.residents,
    )

    # 14 series
    series[today, Series.PETITIONS] += petitions
    series[today, Series.SPENT_YUAN] = plan.daily_yuan + fixed + paid + accepted + bonuses
    record_flows(today, world.calendar, world.cases, series)
    write_second_records(
        seed=seed,
        today=today,
        calendar=world.calendar,
        cases=world.cases,
        chance=second_record_chance(numbers.evaluation, numbers.partners, numbers.gaming),
        series=series,
    )
    remember_records(today, world.calendar, world.cases, world.neighbours, numbers.neighbours)
    record_states(
        today=today,
        at_stage=world.cases.at_stage,
        series=series,
        neighbourhoods=world.neighbourhoods,
        feelings=numbers.residents,
        organisations=world.organisations,
    )
    return True
