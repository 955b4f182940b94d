"""The steps of a day: what each takes from the world and gives to the rules. Their order stands in model/day.py.

A step is written into the day instead of called, so that handing it the whole world costs nothing.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from model.agents.committees import attention_elsewhere, deliberate, elect_owners, hub_of, served_by_committees
from model.agents.grid_workers import patrol, replace_leavers_of_grids, settle
from model.agents.organisations import QUARTERS, learn, oversight, register, registrations
from model.agents.reporting import report, survey
from model.agents.residents import (
    Society,
    add_long_waiting,
    raise_grievance,
    update_trust_after_closures,
    update_trust_after_incidents,
    update_trust_after_recurrences,
)
from model.agents.street import decide, work_street
from model.clock import DAYS_PER_YEAR, NEVER, day_of_year
from model.compilation.decorators import rule, rule_reading_once
from model.contradictions.cases import create_cases, create_recurrences, create_roots
from model.contradictions.closing import close_on_the_spot
from model.contradictions.incidents import ignite
from model.delivery.contracting import (
    accept,
    change_staff,
    end_tenders,
    is_midway,
    lines_for,
    pay,
    review,
    review_midway,
    route_finished,
    send_to_unit,
    set_hours,
    set_up_lines,
)
from model.delivery.request_queues import CENTRE, requests_come
from model.delivery.units import replace_leavers, serve
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series

# Written into `days` instead of compiled by itself: compiling it twice would take as long again.
daily = njit(error_model="numpy", inline="always")

CIVIL_AFFAIRS = DOMAIN_NAMES.index("civil_affairs")


@daily
def society_of(world, numbers):
    """People and communities as the rules of feeling take them."""
    return Society(
        world.residents,
        world.neighbourhoods,
        world.buildings.community,
        world.tables.trust,
        numbers.residents,
        numbers.place,
        numbers.grievance_kept,
        world.scratch.circles,
    )


@daily
def oversight_of(numbers):
    """How much of contracted work is seen under the policy in force."""
    return oversight(
        attention=numbers.partners.committee_attention,
        share=numbers.delivery.oversight_attention,
        yuan=numbers.delivery.oversight_yuan_per_community,
        organisations=numbers.organisations,
    )


@daily
def morning(world, numbers, plan, seed, max_lines):
    """People leave and join, organisations register; quarters and years begin; tenders end."""
    today, burn_in, units = world.clock.day[0], world.clock.burn_in_days[0], world.units
    organisations, season = world.organisations, day_of_year(today, burn_in)
    replace_leavers_of_grids(
        seed=seed,
        today=today,
        workers=world.workers,
        risk_map=world.risk_map,
        numbers=numbers.grid_workers,
        detection=numbers.detection,
        each=numbers.place.buildings_per_grid,
    )
    replace_leavers(
        seed=seed,
        today=today,
        units=units,
        lines=world.lines,
        max_lines=max_lines,
        staff=numbers.staff,
        numbers=numbers.organisations,
        organisations=organisations,
    )
    count = registrations(
        seed=seed,
        day=today,
        incubation_yuan=numbers.delivery.incubation_yuan,
        hub=hub_of(numbers.partners),
        numbers=numbers.organisations,
    )
    register(seed, today, count, organisations, numbers.organisations)
    if QUARTERS * season // DAYS_PER_YEAR != QUARTERS * (season - 1) // DAYS_PER_YEAR and today > 0:
        quarter(world, numbers, plan, seed, max_lines)
    end_tenders(
        today=today,
        oversight_level=oversight_of(numbers),
        units=units,
        organisations=organisations,
        numbers=numbers,
        evaluated=world.scratch.evaluated,
    )


@daily
def quarter(world, numbers, plan, seed, max_lines):
    """Capability and effort move; contracts are reviewed, staff change, compounds elect; hours follow."""
    today, burn_in, case_rows = world.clock.day[0], world.clock.burn_in_days[0], world.clock.cases[0]
    units, organisations, evaluated = world.units, world.organisations, world.scratch.evaluated
    learn(
        seed=seed,
        quarter=today,
        oversight_level=oversight_of(numbers),
        incubation_yuan=numbers.delivery.incubation_yuan,
        hub=hub_of(numbers.partners),
        organisations=organisations,
        domain=numbers.domain,
        contracts=numbers.contracts,
        numbers=numbers.organisations,
        effort=numbers.effort,
    )
    if day_of_year(today, burn_in) == 0 and today > burn_in:
        review(
            seed=seed,
            today=today,
            plan=plan,
            numbers=numbers,
            units=units,
            organisations=organisations,
            cases=world.cases,
            case_rows=case_rows,
            evaluated=evaluated,
            year=(today - burn_in) // DAYS_PER_YEAR,
        )
        change_staff(plan, numbers, units)
    if numbers.contracts.midterm_review and is_midway(today - burn_in, numbers.contracts.term_years):
        review_midway(
            today=today,
            numbers=numbers,
            units=units,
            organisations=organisations,
            cases=world.cases,
            case_rows=case_rows,
            evaluated=evaluated,
        )
    elect_owners(
        seed=seed,
        today=today,
        supported=numbers.partners.owners_committee_support,
        closed_compound=world.buildings.closed_compound,
        rate=numbers.committees.election_rate,
        quarters=QUARTERS,
    )
    end_quarter(
        seed=seed,
        today=today,
        plan=plan,
        numbers=numbers,
        max_lines=max_lines,
        units=units,
        lines=world.lines,
        requests=world.requests,
        items=world.items,
        organisations=organisations,
        cases=world.cases,
        clock=world.clock,
    )


@daily
def arising(world, numbers, society, seed):
    """Recurrences due cost trust, then new roots arise; both become latent."""
    clock, calendar, cases, scratch = world.clock, world.calendar, world.cases, world.scratch
    today, born, drawn = clock.day[0], clock.cases[0], scratch.arising_draws
    recurring = create_recurrences(today, clock, calendar, cases, scratch.ready)
    update_trust_after_recurrences(seed, scratch.ready, recurring, cases, society)
    create_roots(
        seed=seed,
        day=today,
        homes=scratch.root_homes[: scratch.roots[0]],
        clock=clock,
        cases=cases,
        buildings=world.buildings,
        numbers=numbers,
        severity_table=world.tables.severity,
        drawn=drawn,
    )
    create_cases(
        seed=seed,
        day=today,
        first=born,
        clock=clock,
        calendar=calendar,
        cases=cases,
        latent=world.buildings.latent,
        numbers=numbers,
        propensity_table=world.tables.propensity,
        drawn=drawn,
        planted_delay=float(NEVER),
    )
    world.series[today, Series.RECURRENCES] += recurring
    world.series[today, Series.ARISEN] += clock.cases[0] - born - recurring


@daily
def ignitions(world, numbers, society, seed):
    """Incidents of the day, what they do to trust and grievance; gives the petitions they bring."""
    today, cases, incidents = world.clock.day[0], world.cases, world.scratch.incidents
    count = ignite(
        today=today,
        calendar=world.calendar,
        cases=cases,
        workers=world.workers,
        lines=world.lines,
        work=numbers.work,
        series=world.series,
        incidents=incidents,
    )
    update_trust_after_incidents(seed, incidents, count, cases, society)
    return raise_grievance(seed, today, incidents, count, cases, society)


@daily
def search(world, numbers, society, seed, share):
    """Patrol, reports, survey: the first to reach a latent case owns it."""
    today, calendar, cases, workers = world.clock.day[0], world.calendar, world.cases, world.workers
    detection, work, triage = numbers.detection, numbers.work, numbers.triage
    patrol(
        seed=seed,
        today=today,
        share=share,
        workers=workers,
        risk_map=world.risk_map,
        cases=cases,
        buildings=world.buildings,
        calendar=calendar,
        series=world.series,
        grid_workers=numbers.grid_workers,
        detection=detection,
        work=work,
        targeting=triage.targeting,
        standard=triage.recording_standard,
        each=numbers.place.buildings_per_grid,
    )
    report(
        seed=seed,
        today=today,
        calendar=calendar,
        cases=cases,
        workers=workers,
        society=society,
        detection=detection,
        work=work,
        standard=triage.recording_standard,
        series=world.series,
        propensity_table=world.tables.propensity,
    )
    if triage.household_survey:
        survey(
            seed=seed,
            today=today,
            burn_in_days=world.clock.burn_in_days[0],
            rows=world.clock.cases[0],
            cases=cases,
            workers=workers,
            calendar=calendar,
            detection=detection,
            work=work,
            standard=triage.recording_standard,
        )


@daily
def settling(world, numbers, seed, max_lines, share):
    """Grid workers take in and settle on the spot, and send the rest to units; gives how many they closed."""
    today, cases, scratch, work = world.clock.day[0], world.cases, world.scratch, numbers.work
    partners, place = numbers.partners, numbers.place
    ready, finished = settle(
        today=today,
        share=share,
        helped_hours=partners.colocated_workers
        * numbers.grid_workers.colocated_hours
        * place.communities
        / place.grids,
        workers=world.workers,
        cases=cases,
        series=world.series,
        grid_workers=numbers.grid_workers,
        detection=numbers.detection,
        work=work,
        ready=scratch.ready,
        finished=scratch.finished,
        busy=scratch.busy_workers,
        spent=scratch.spent_share,
    )
    scratch.relief[CIVIL_AFFAIRS] = numbers.committees.council_relief if partners.council else 0.0
    for index in range(ready):
        send_to_unit(
            seed=seed,
            row=scratch.ready[index],
            committees_active=partners.committee_attention > 0.0,
            max_lines=max_lines,
            lines=world.lines,
            items=world.items,
            cases=cases,
            clock=world.clock,
            work=work,
            relief=scratch.relief,
            paired_people=partners.pairing_card_people,
            residents=world.residents.grievance.size,
            pairing_relief=numbers.committees.pairing_relief,
        )
    return close_on_the_spot(
        seed=seed,
        today=today,
        finished=scratch.finished,
        count=finished,
        cases=cases,
        calendar=world.calendar,
        quality=numbers.grid_workers.quality,
        recurrence=numbers.recurrence,
        series=world.series,
        closed=scratch.closed,
    )


@daily
def units_day(world, numbers, plan, seed, max_lines):
    """Requests come, every unit works, what is finished moves on; gives whether requests found room, and yuan paid."""
    today, cases, scratch, rules = world.clock.day[0], world.cases, world.scratch, numbers.units
    if not requests_come(
        seed=seed,
        today=today,
        yearly=rules.requests_per_resident_year,
        request_hours=rules.request_hours * (1.0 - served_by_committees(numbers.partners, numbers.committees)),
        residents=world.neighbourhoods.residents,
        max_lines=max_lines,
        units=world.units,
        requests=world.requests,
        items=world.items,
    ):
        return False, 0.0
    finished, paid = work_units(
        today=today,
        plan=plan,
        numbers=numbers,
        max_lines=max_lines,
        units=world.units,
        lines=world.lines,
        requests=world.requests,
        cases=cases,
        scratch=scratch,
        series=world.series,
    )
    paid += route_finished(
        seed=seed,
        today=today,
        finished=scratch.finished,
        count=finished,
        plan=plan,
        numbers=numbers,
        units=world.units,
        organisations=world.organisations,
        committees=world.committees,
        street=world.street,
        cases=cases,
        calendar=world.calendar,
    )
    return True, paid


@daily
def meetings(world, numbers, plan, seed, closed):
    """Committees deliberate on their day; gives the number of closures so far."""
    partners, clock = numbers.partners, world.clock
    return deliberate(
        seed=seed,
        today=clock.day[0],
        burn_in_days=clock.burn_in_days[0],
        partners=partners,
        elsewhere=attention_elsewhere(partners, numbers.delivery.oversight_attention, plan.has_contract),
        closed_compound=world.buildings.closed_compound,
        committees=world.committees,
        cases=world.cases,
        street=world.street,
        calendar=world.calendar,
        neighbourhoods=world.neighbourhoods,
        residents=numbers.residents,
        numbers=numbers.committees,
        failed_share=numbers.work.failed_deliberation_share,
        recurrence=numbers.recurrence,
        series=world.series,
        closings=world.scratch.closed,
        count=closed,
    )


@daily
def street_day(world, numbers, seed, closed):
    """The street works, street and district decide; gives closures so far and failures."""
    today, partners, scratch = world.clock.day[0], numbers.partners, world.scratch
    work_street(
        seed=seed,
        today=today,
        attached=partners.agencies_attached,
        supervised=partners.posted_supervisors,
        hall=partners.street_hall,
        street=world.street,
        cases=world.cases,
        calendar=world.calendar,
        numbers=numbers.street,
    )
    return decide(
        seed=seed,
        today=today,
        street_calendar=world.calendar,
        cases=world.cases,
        numbers=numbers.street,
        recurrence=numbers.recurrence,
        series=world.series,
        closed=scratch.closed,
        closed_count=closed,
        failed=scratch.aggrieved,
        failed_count=0,
    )


@daily
def closures(world, numbers, plan, society, seed, max_lines, closed, failed):
    """Approvals due, then what closures, failures and long waits are felt like; gives yuan paid and petitions."""
    today, cases, scratch, series = world.clock.day[0], world.cases, world.scratch, world.series
    closed, accepted = accept(
        seed=seed,
        today=today,
        oversight_level=oversight_of(numbers),
        plan=plan,
        numbers=numbers,
        max_lines=max_lines,
        units=world.units,
        lines=world.lines,
        items=world.items,
        cases=cases,
        calendar=world.calendar,
        clock=world.clock,
        series=series,
        closed=scratch.closed,
        count=closed,
    )
    series[today, Series.CLOSURES] += closed
    series[today, Series.SATISFACTION] += update_trust_after_closures(
        seed=seed,
        today=today,
        closed=scratch.closed,
        count=closed,
        cases=cases,
        society=society,
        evaluated=scratch.evaluated,
    )
    aggrieved = add_long_waiting(
        today=today,
        calendar=world.calendar,
        cases=cases,
        numbers=numbers.residents,
        aggrieved=scratch.aggrieved,
        count=failed,
    )
    return accepted, raise_grievance(seed, today, scratch.aggrieved, aggrieved, cases, society)


@rule
def end_quarter(seed, today, plan, numbers, max_lines, units, lines, requests, items, organisations, cases, clock):
    """Hours follow new capability and effort; lines follow posts where their rounded number changed."""
    changed = False
    for unit in range(units.lines.size):
        changed = changed or units.lines[unit] != lines_for(units.posts[unit], units.in_use[unit], max_lines)
    if changed:
        set_up_lines(
            seed,
            today,
            plan,
            numbers,
            max_lines,
            units,
            lines,
            requests,
            items,
            organisations,
            cases,
            clock.cases[0],
            clock,
        )
    else:
        set_hours(numbers, units, organisations)


@rule_reading_once
def work_units(today, plan, numbers, max_lines, units, lines, requests, cases, scratch, series):
    """Every unit's day; gives the number of finished cases and the yuan paid for routine."""
    # A plain 0 would have every rule that counts on from it compiled once more.
    finished, paid = np.int64(0), 0.0
    measured, window_wait, window_requests = scratch.measured, scratch.window_wait, scratch.window_requests
    for community in range(window_wait.size):
        window_wait[community], window_requests[community] = 0.0, 0.0
        for kind in range(2):
            unit = 2 * community + kind
            if units.lines[unit] == 0:
                continue
            finished = serve(
                today=today,
                unit=unit,
                max_lines=max_lines,
                units=units,
                lines=lines,
                requests=requests,
                cases=cases,
                queue=numbers.triage.queue,
                priority_share=numbers.units.routine_priority_share,
                numbers=numbers.units,
                finished=scratch.finished,
                count=finished,
                measured=measured,
            )
            window_wait[community] += measured[0]
            window_requests[community] += measured[1]
            series[today, Series.UNIT_BUSY_HOURS] += measured[2]
            series[today, Series.UNIT_HOURS] += units.line_hours[unit] * units.lines[unit]
            if kind == CENTRE:
                paid += pay(unit, measured[3], plan, units)
        series[today, Series.WINDOW_WAIT_DAYS] += window_wait[community]
        series[today, Series.REQUESTS_SERVED] += window_requests[community]
    return finished, paid
