"""The steps of a day: what each takes from the world and gives to the rules. Their order stands in model/day.py.

A step is written into the day instead of called, so that handing it the whole world costs nothing.
"""

from __future__ import annotations

from numba import njit

from model.agents.committees import attention_elsewhere, deliberate, elect_owners, hub_of, served_by_committees
from model.agents.grid_workers import free_hours, patrol, replace_leavers_of_grids, settle
from model.agents.neighbours import readiness, volunteers_look_around
from model.agents.organisations import QUARTERS, learn, oversight, register, registrations, self_service
from model.agents.renewal import stake
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
from model.contradictions.cases import create_cases, create_recurrences, create_roots
from model.contradictions.closing import close_on_the_spot
from model.contradictions.gaming import (
    close_on_paper,
    found_by_call_backs,
    hollow_chance,
    pick_hollow,
    unrecorded_chance,
)
from model.contradictions.incidents import ignite
from model.delivery.contracting import (
    accept,
    change_staff,
    end_tenders,
    is_midway,
    review,
    review_midway,
    route_finished,
    send_to_unit,
)
from model.delivery.request_queues import requests_come
from model.delivery.unit_days import end_quarter, work_units
from model.delivery.units import replace_leavers
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
    """People leave and join, organisations register; quarters and years begin; tenders end. Gives the yuan of bonuses."""
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
    bonuses = 0.0
    if QUARTERS * season // DAYS_PER_YEAR != QUARTERS * (season - 1) // DAYS_PER_YEAR and today > 0:
        bonuses = quarter(world, numbers, plan, seed, max_lines)
    end_tenders(
        today=today,
        day_of_window=today - burn_in,
        oversight_level=oversight_of(numbers),
        max_lines=max_lines,
        units=units,
        lines=world.lines,
        organisations=organisations,
        numbers=numbers,
        evaluated=world.scratch.evaluated,
    )
    return bonuses


@daily
def quarter(world, numbers, plan, seed, max_lines):
    """Capability and effort move; contracts are reviewed, staff change, compounds elect; hours follow. Gives the bonuses."""
    bonuses = 0.0
    today, burn_in, case_rows = world.clock.day[0], world.clock.burn_in_days[0], world.clock.cases[0]
    units, organisations, evaluated = world.units, world.organisations, world.scratch.evaluated
    learn(
        seed=seed,
        quarter=today,
        oversight_level=oversight_of(numbers),
        at_stake=stake(max(0, today - burn_in), organisations, numbers.contracts, numbers.organisations),
        incubation_yuan=numbers.delivery.incubation_yuan,
        hub=hub_of(numbers.partners),
        organisations=organisations,
        domain=numbers.domain,
        evaluation=numbers.evaluation,
        contracts=numbers.contracts,
        numbers=numbers.organisations,
        effort=numbers.effort,
    )
    if day_of_year(today, burn_in) == 0 and today > burn_in:
        bonuses = review(
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
            day_of_window=today - burn_in,
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
        arising=world.buildings.rate,
        kept=1.0 - numbers.committees.owners_relief,
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
    return bonuses


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
    """Incidents of the day, what they do to trust and grievance; gives the petitions they bring, and repeats of them."""
    today, cases, incidents = world.clock.day[0], world.cases, world.scratch.incidents
    count = ignite(
        today=today,
        calendar=world.calendar,
        cases=cases,
        workers=world.workers,
        work=numbers.work,
        series=world.series,
        incidents=incidents,
    )
    update_trust_after_incidents(seed, incidents, count, cases, society)
    return raise_grievance(seed, today, incidents, count, cases, society)


@daily
def search(world, numbers, society, seed, share, activity):
    """Patrol, residents (their reports, what they settle, volunteers), survey: the first to reach a latent case owns it."""
    off_record = unrecorded_chance(numbers.evaluation, numbers.partners, numbers.gaming)
    people = world.residents.grievance.size
    today, calendar, cases, workers = world.clock.day[0], world.calendar, world.cases, world.workers
    detection, work, triage = numbers.detection, numbers.work, numbers.triage
    patrol(
        seed=seed,
        today=today,
        share=share,
        free=free_hours(activity, numbers.staffing, numbers.grid_workers, detection),
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
        off_record=off_record,
        hard_factor=numbers.gaming.hard_factor,
        each=numbers.place.buildings_per_grid,
    )
    report(
        seed=seed,
        today=today,
        activity=activity,
        calendar=calendar,
        cases=cases,
        workers=workers,
        society=society,
        detection=detection,
        work=work,
        standard=triage.recording_standard,
        off_record=off_record,
        hard_factor=numbers.gaming.hard_factor,
        paired_people=numbers.partners.pairing_card_people * numbers.committees.pairing_focus,
        pairing_hears=numbers.committees.pairing_hears,
        among_neighbours=readiness(numbers.partners.programmes_yuan, people, numbers.neighbours),
        neighbours=world.neighbours,
        settling=numbers.neighbours,
        recurrence=numbers.recurrence,
        series=world.series,
        propensity_table=world.tables.propensity,
    )
    volunteers_look_around(
        seed=seed,
        today=today,
        per_1000=numbers.partners.volunteers_per_1000,
        cases=cases,
        workers=workers,
        buildings=world.buildings,
        calendar=calendar,
        society=society,
        neighbours=world.neighbours,
        numbers=numbers.neighbours,
        place=numbers.place,
        detection=detection,
        work=work,
        standard=triage.recording_standard,
        off_record=off_record,
        hard_factor=numbers.gaming.hard_factor,
        recurrence=numbers.recurrence,
        series=world.series,
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
def settling(world, numbers, seed, max_lines, share, activity):
    """Grid workers take in and settle on the spot, and send the rest to units; gives how many they closed."""
    today, cases, scratch, work = world.clock.day[0], world.cases, world.scratch, numbers.work
    partners, place = numbers.partners, numbers.place
    ready, finished = settle(
        today=today,
        share=share,
        free=free_hours(activity, numbers.staffing, numbers.grid_workers, numbers.detection),
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
    ready, hollow = pick_hollow(
        seed=seed,
        today=today,
        ready=scratch.ready,
        count=ready,
        hollow=scratch.aggrieved,
        chance=hollow_chance(numbers.evaluation, partners, numbers.gaming),
        found=found_by_call_backs(numbers.evaluation, numbers.gaming),
        hard_factor=numbers.gaming.hard_factor,
        cases=cases,
        series=world.series,
    )
    close_on_paper(
        seed=seed,
        today=today,
        hollow=scratch.aggrieved,
        count=hollow,
        items=world.items,
        cases=cases,
        calendar=world.calendar,
        recurrence=numbers.recurrence,
        series=world.series,
    )
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
            paired_people=partners.pairing_card_people * numbers.committees.pairing_focus,
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
        opening=world.tables.opening[today],
        yearly=rules.requests_per_resident_year,
        request_hours=rules.request_hours
        * (1.0 - served_by_committees(numbers.partners, numbers.committees))
        * (1.0 - self_service(world.organisations, world.residents.grievance.size, numbers.organisations))
        * (1.0 - (numbers.street.hall_share if numbers.partners.street_hall else 0.0)),
        residents=world.neighbourhoods.residents,
        max_lines=max_lines,
        units=world.units,
        requests=world.requests,
        items=world.items,
    ):
        return False, 0.0
    finished, paid = work_units(
        seed=seed,
        today=today,
        opening=world.tables.opening[today],
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
        meetings=numbers.staffing.committee_meetings,
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
        opening=world.tables.opening[today],
        attached=partners.agencies_attached,
        supervised=partners.posted_supervisors,
        hall=partners.street_hall,
        street=world.street,
        cases=world.cases,
        calendar=world.calendar,
        posts=numbers.staffing.street_posts,
        numbers=numbers.street,
        series=world.series,
    )
    return decide(
        seed=seed,
        today=today,
        street_calendar=world.calendar,
        cases=world.cases,
        numbers=numbers.street,
        on_paper=hollow_chance(numbers.evaluation, partners, numbers.gaming),
        found=found_by_call_backs(numbers.evaluation, numbers.gaming),
        hard_factor=numbers.gaming.hard_factor,
        recurrence=numbers.recurrence,
        series=world.series,
        closed=scratch.closed,
        closed_count=closed,
        failed=scratch.aggrieved,
        failed_count=0,
    )


@daily
def closures(world, numbers, plan, society, seed, max_lines, closed, failed):
    """Approvals due, then what closures, failures and long waits are felt like; gives yuan paid, petitions, repeats."""
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
    series[today, Series.SATISFACTION_TOTAL] += update_trust_after_closures(
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
    petitions, repeats = raise_grievance(seed, today, scratch.aggrieved, aggrieved, cases, society)
    return accepted, petitions, repeats
