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

import math

from numba import njit

from model.clock import DAYS_PER_YEAR, NOBODY, day_of_year
from model.closing import is_bad, resolve
from model.committees import attention_elsewhere, deliberate, elect_owners, hub_of, served_by_committees
from model.contracting import (
    accept,
    change_staff,
    end_tenders,
    is_midway,
    lines_for,
    pass_on,
    pay,
    pay_fixed,
    review,
    review_midway,
    send_to_unit,
    set_hours,
    set_up_lines,
)
from model.contradictions import Handler, Stage, arrivals, bear_recurrences, bear_roots
from model.delivery import CENTRE, draw_requests, replace_leavers, serve
from model.draws import compiled, rule
from model.grid_workers import patrol, settle, turn_over
from model.incidents import ignite, lapse
from model.reporting import report, survey
from model.residents import (
    feel_closures,
    feel_incidents,
    feel_recurrences,
    feel_together,
    grievance_half_life,
    mean_trust,
    rise,
)
from model.series import Series
from model.social_organizations import QUARTERS, learn, oversight, register, registrations
from model.street import decide, work_street
from model.triage import screening_share_on

# Written into `days` instead of compiled by itself: compiling it twice would take as long again.
daily = njit(error_model="numpy", inline="always")

DONE, CASES_FULL, REQUESTS_FULL, ORGANISATIONS_FULL, REQUESTS_LOST = range(5)
CIVIL_AFFAIRS = 3


@compiled
def days(world, numbers, plan, seed, until, most):
    """Live day after day until the morning of `until`; give DONE or the table that must grow first."""
    clock = world.clock
    while clock.day[0] < until:
        full = announce(world, numbers, seed)
        if full != DONE:
            return full
        if not day(world, numbers, plan, seed, most):
            return REQUESTS_LOST
        clock.day[0] += 1
    return DONE


@rule
def announce(world, numbers, seed):
    """Count today's births and say whether every table has room for them; repeating it is harmless."""
    clock, today = world.clock, world.clock.day[0]
    births = arrivals(seed, today, world.buildings.rate, world.tables.day_factor[today], world.scratch.arrivals)
    row = world.calendar.recurrence[today]
    while row != NOBODY:
        births += 1
        row = world.cases.next_recurrence[row]
    if clock.cases[0] + births > world.cases.key.size:
        return CASES_FULL
    free = world.requests.free
    people = world.residents.grievance.size
    mean = people * numbers.units.requests_per_resident_year / DAYS_PER_YEAR
    if free[2] + world.requests.arrival.size - free[1] < mean + 12.0 * math.sqrt(mean) + 64.0:
        return REQUESTS_FULL
    new = registrations(seed, today, numbers.delivery.incubation_yuan, hub_of(numbers.partners), numbers.organisations)
    if world.organisations.used[0] + new > world.organisations.active.size:
        return ORGANISATIONS_FULL
    return DONE


@daily
def day(world, numbers, plan, seed, most):
    """One day, in the order stated above; False when the request pool overflowed."""
    clock, calendar, cases, buildings = world.clock, world.calendar, world.cases, world.buildings
    workers, risk_map, residents, neighbourhoods = world.workers, world.risk_map, world.residents, world.neighbourhoods
    units, lines, requests, items = world.units, world.lines, world.requests, world.items
    organisations, committees, street = world.organisations, world.committees, world.street
    tables, scratch, series = world.tables, world.scratch, world.series
    place, detection, work, feelings = numbers.place, numbers.detection, numbers.work, numbers.residents
    triage, delivery, partners = numbers.triage, numbers.delivery, numbers.partners
    today, burn_in = clock.day[0], clock.burn_in_days[0]
    each, season = place.buildings_per_grid, day_of_year(today, burn_in)
    community_of_grid, people, prior = (
        buildings.community,
        scratch.people,
        (detection.map_prior_finds / detection.map_prior_visits),
    )
    m = oversight(
        partners.committee_attention,
        delivery.oversight_attention,
        delivery.oversight_yuan_per_community,
        numbers.organisations,
    )

    half_life = grievance_half_life(partners.programmes_yuan, feelings)

    # 1 morning
    turn_over(seed, today, workers, risk_map, numbers.grid_workers, prior, each)
    replace_leavers(seed, today, units, lines, most, numbers.staff, numbers.organisations, organisations)
    register(
        seed,
        today,
        registrations(seed, today, delivery.incubation_yuan, hub_of(partners), numbers.organisations),
        organisations,
        numbers.organisations,
    )
    if QUARTERS * season // DAYS_PER_YEAR != QUARTERS * (season - 1) // DAYS_PER_YEAR and today > 0:
        learn(
            today,
            m,
            delivery.incubation_yuan,
            hub_of(partners),
            organisations,
            numbers.domain,
            numbers.contracts,
            numbers.organisations,
            numbers.effort,
            seed,
        )
        if season == 0 and today > burn_in:
            review(
                seed,
                today,
                plan,
                numbers,
                units,
                organisations,
                cases,
                clock.cases[0],
                scratch.evaluated,
                (today - burn_in) // DAYS_PER_YEAR,
            )
            change_staff(plan, numbers, units)
        if numbers.contracts.midterm_review and is_midway(today - burn_in, numbers.contracts.term_years):
            review_midway(today, numbers, units, organisations, cases, clock.cases[0], scratch.evaluated)
        elect_owners(
            seed,
            today,
            partners.owners_committee_support,
            buildings.closed_compound,
            numbers.committees.election_rate,
            QUARTERS,
        )
        end_quarter(seed, today, plan, numbers, most, units, lines, requests, items, organisations, cases, clock)
    end_tenders(today, m, units, organisations, numbers, scratch.evaluated)

    # 3 births (2, the weather, stands in clock.storm_days)
    born = clock.cases[0]
    recurring = bear_recurrences(
        seed, today, clock, calendar, cases, buildings, numbers, tables.propensity, scratch.ready
    )
    feel_recurrences(
        seed,
        scratch.ready,
        recurring,
        cases,
        residents,
        neighbourhoods,
        community_of_grid,
        feelings,
        place,
        tables.trust,
        people,
    )
    bear_roots(
        seed, today, scratch.arrivals, clock, calendar, cases, buildings, numbers, tables.severity, tables.propensity
    )
    series[today, Series.RECURRENCES] += recurring
    series[today, Series.ARISEN] += clock.cases[0] - born - recurring

    # 4 ignition, 5 lapse
    count = ignite(today, calendar, cases, workers, lines, work, series, scratch.incidents)
    feel_incidents(
        seed,
        scratch.incidents,
        count,
        cases,
        residents,
        neighbourhoods,
        community_of_grid,
        feelings,
        place,
        tables.trust,
        people,
    )
    petitions = rise(
        seed,
        today,
        scratch.incidents,
        count,
        cases,
        residents,
        neighbourhoods,
        community_of_grid,
        feelings,
        place,
        tables.trust,
        half_life,
        people,
        scratch.joined,
        scratch.reluctance,
    )
    lapse(today, calendar, cases, series)

    # 6 patrol, 7 reports, 8 survey
    share = screening_share_on(today, burn_in, triage.screening_share, triage.schedule, detection)
    patrol(
        seed,
        today,
        share,
        workers,
        risk_map,
        cases,
        buildings,
        calendar,
        series,
        numbers.grid_workers,
        detection,
        work,
        triage.targeting,
        triage.recording_standard,
        each,
    )
    report(
        seed,
        today,
        calendar,
        cases,
        workers,
        residents,
        neighbourhoods,
        community_of_grid,
        feelings,
        place,
        detection,
        work,
        triage.recording_standard,
        series,
        tables.trust,
        tables.propensity,
    )
    if triage.household_survey:
        survey(
            seed, today, burn_in, clock.cases[0], cases, workers, calendar, detection, work, triage.recording_standard
        )

    # 9 settling
    closed, closed_count = scratch.closed, 0
    helped = partners.colocated_workers * numbers.grid_workers.colocated_hours * place.communities / place.grids
    ready, finished = settle(
        today,
        share,
        helped,
        workers,
        cases,
        series,
        numbers.grid_workers,
        detection,
        work,
        scratch.ready,
        scratch.finished,
    )
    closed_count = close_on_the_spot(
        seed, today, scratch.finished, finished, cases, calendar, numbers, series, closed, closed_count
    )
    scratch.relief[CIVIL_AFFAIRS] = numbers.committees.council_relief if partners.council else 0.0
    for index in range(ready):
        send_to_unit(
            seed,
            scratch.ready[index],
            partners.committee_attention > 0.0,
            most,
            lines,
            items,
            cases,
            clock,
            work,
            scratch.relief,
            partners.pairing_card_people,
            residents.grievance.size,
            numbers.committees.pairing_relief,
        )

    # 10 units
    finished, drawn, paid = work_units(
        seed,
        today,
        plan,
        numbers,
        most,
        units,
        lines,
        requests,
        items,
        cases,
        neighbourhoods.residents,
        scratch,
        series,
    )
    if not drawn:
        return False
    paid += pass_on(
        seed,
        today,
        scratch.finished,
        finished,
        plan,
        numbers,
        units,
        organisations,
        committees,
        street,
        cases,
        calendar,
    )

    # 11 committees, 12 street and district
    closed_count = deliberate(
        seed,
        today,
        burn_in,
        partners,
        attention_elsewhere(partners, delivery.oversight_attention, plan.has_contract),
        buildings.closed_compound,
        committees,
        cases,
        street,
        calendar,
        neighbourhoods,
        feelings,
        numbers.committees,
        work.failed_deliberation_share,
        numbers.recurrence,
        series,
        closed,
        closed_count,
    )
    work_street(
        seed,
        today,
        partners.agencies_attached,
        partners.posted_supervisors,
        partners.street_hall,
        street,
        cases,
        calendar,
        numbers.street,
    )
    closed_count, failed = decide(
        seed,
        today,
        calendar,
        cases,
        numbers.street,
        numbers.recurrence,
        series,
        closed,
        closed_count,
        scratch.aggrieved,
        0,
    )

    # 13 closures
    closed_count, accepted = accept(
        seed, today, m, plan, numbers, most, units, lines, items, cases, calendar, clock, series, closed, closed_count
    )
    satisfied = feel_closures(
        seed,
        today,
        closed,
        closed_count,
        cases,
        residents,
        neighbourhoods,
        community_of_grid,
        feelings,
        place,
        tables.trust,
        people,
        scratch.evaluated,
    )
    series[today, Series.CLOSURES] += closed_count
    series[today, Series.SATISFACTION] += satisfied
    waiting = today - feelings.waiting_grievance_days
    aggrieved = failed
    if waiting >= 0:
        row = calendar.recorded[waiting]
        while row != NOBODY:
            if Stage.INTAKE <= cases.stage[row] <= Stage.DISTRICT:
                scratch.aggrieved[aggrieved] = row
                aggrieved += 1
            row = cases.next_recorded[row]
    petitions += rise(
        seed,
        today,
        scratch.aggrieved,
        aggrieved,
        cases,
        residents,
        neighbourhoods,
        community_of_grid,
        feelings,
        place,
        tables.trust,
        half_life,
        people,
        scratch.joined,
        scratch.reluctance,
    )
    street.petition_hours[0] += petitions * numbers.street.petition_hours
    street.petitions[0] += petitions
    series[today, Series.PETITIONS] += petitions
    feel_together(scratch.window_wait, scratch.window_requests, partners.programmes_yuan, neighbourhoods, feelings)

    # 14 series
    fixed = pay_fixed(plan, numbers.contracts, units)
    series[today, Series.SPENT_YUAN] = plan.daily_yuan + fixed + paid + accepted
    record_flows(today, calendar, cases, series)
    record_states(today, cases.at_stage, series, neighbourhoods, feelings, organisations)
    return True


@rule
def end_quarter(seed, today, plan, numbers, most, units, lines, requests, items, organisations, cases, clock):
    """Hours follow new capability and effort; lines follow posts where their rounded number changed."""
    changed = False
    for unit in range(units.lines.size):
        changed = changed or units.lines[unit] != lines_for(units.posts[unit], units.in_use[unit], most)
    if changed:
        set_up_lines(
            seed, today, plan, numbers, most, units, lines, requests, items, organisations, cases, clock.cases[0], clock
        )
    else:
        set_hours(numbers, units, organisations)


@rule
def close_on_the_spot(seed, today, finished, count, cases, calendar, numbers, series, closed, closed_count):
    """Close what grid workers settled today; nobody checks it."""
    for index in range(count):
        row = finished[index]
        bad = is_bad(
            seed, cases.key[row], cases.attempts[row], numbers.grid_workers.quality, numbers.recurrence.bad_share
        )
        resolve(seed, today, row, Handler.GRID_WORKER, bad, cases, calendar, numbers.recurrence, series)
        closed[closed_count] = row
        closed_count += 1
    return closed_count


@rule
def work_units(seed, today, plan, numbers, most, units, lines, requests, items, cases, people, scratch, series):
    """Every unit's day; gives finished cases, whether all requests found room, and the yuan paid for routine."""
    rules, finished, paid = numbers.units, 0, 0.0
    request_hours = rules.request_hours * (1.0 - served_by_committees(numbers.partners, numbers.committees))
    measured, window_wait, window_requests = scratch.measured, scratch.window_wait, scratch.window_requests
    for community in range(window_wait.size):
        mean = people[community] * rules.requests_per_resident_year / DAYS_PER_YEAR
        if (
            draw_requests(
                seed,
                today,
                community,
                mean,
                request_hours,
                requests,
                items,
                most,
                lines.request_head,
                lines.request_tail,
            )
            < 0
        ):
            return finished, False, paid
        window_wait[community], window_requests[community] = 0.0, 0.0
        for kind in range(2):
            unit = 2 * community + kind
            if units.lines[unit] == 0:
                continue
            finished = serve(
                today,
                unit,
                most,
                units,
                lines,
                requests,
                cases,
                numbers.triage.queue,
                rules.routine_priority_share,
                rules,
                scratch.finished,
                finished,
                measured,
            )
            window_wait[community] += measured[0]
            window_requests[community] += measured[1]
            series[today, Series.UNIT_BUSY_HOURS] += measured[2]
            series[today, Series.UNIT_HOURS] += units.line_hours[unit] * units.lines[unit]
            if kind == CENTRE:
                paid += pay(unit, measured[3], plan, numbers.contracts, units)
        series[today, Series.WINDOW_WAIT_DAYS] += window_wait[community]
        series[today, Series.REQUESTS_SERVED] += window_requests[community]
    return finished, True, paid


@rule
def record_flows(today, calendar, cases, series):
    """How many cases were recorded today."""
    row = calendar.recorded[today]
    while row != NOBODY:
        series[today, Series.RECORDED] += 1.0
        row = cases.next_recorded[row]


@rule
def record_states(today, at_stage, series, neighbourhoods, feelings, organisations):
    """States at the end of the day."""
    series[today, Series.LATENT] = at_stage[Stage.LATENT]
    series[today, Series.OPEN_GRID_WORKER] = at_stage[Stage.INTAKE] + at_stage[Stage.SPOT]
    series[today, Series.OPEN_UNIT] = at_stage[Stage.UNIT] + at_stage[Stage.IN_WORK] + at_stage[Stage.APPROVAL]
    series[today, Series.OPEN_COMMITTEE] = at_stage[Stage.AGENDA]
    series[today, Series.OPEN_STREET] = at_stage[Stage.STREET] + at_stage[Stage.HANDLING]
    series[today, Series.OPEN_DISTRICT] = at_stage[Stage.DISTRICT]
    total, people = 0.0, 0
    for community in range(neighbourhoods.residents.size):
        trust = mean_trust(
            community, neighbourhoods.trust_change, neighbourhoods.common_loss, neighbourhoods.residents, feelings
        )
        total += trust * neighbourhoods.residents[community]
        people += neighbourhoods.residents[community]
    series[today, Series.MEAN_TRUST] = total / people
    active = 0
    for row in range(organisations.used[0]):
        active += 1 if organisations.active[row] else 0
    series[today, Series.ORGANISATIONS] = active
