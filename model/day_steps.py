"""The steps of a day: what each takes from the world and gives to the rules. Their order stands in model/day.py.

A step is written into the day instead of called, so that handing it the whole world costs nothing.
"""

from __future__ import annotations

from numba import njit

from model.agents.committees import (
    Meeting,
    attention_elsewhere,
    deliberate,
    elect_owners,
    hub_of,
    served_by_committees,
)
from model.agents.grid_workers import free_hours, patrol, replace_leavers_of_grids, settle
from model.agents.neighbours import MutualHelp, readiness, volunteers_look_around
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
from model.contradictions.cases import Creation, create_cases, create_recurrences, create_roots
from model.contradictions.closing import Endings, close_on_the_spot
from model.contradictions.detection import Search
from model.contradictions.gaming import close_on_paper, on_paper, pick_hollow, unrecorded_chance
from model.contradictions.incidents import ignite
from model.delivery.contracting import (
    Delivery,
    accept,
    change_staff,
    end_tenders,
    is_midway,
    review,
    review_midway,
    route_finished,
    send_to_units,
)
from model.delivery.request_queues import requests_come
from model.delivery.unit_days import end_quarter, work_units
from model.delivery.units import Windows, replace_leavers
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
def delivery_of(world, max_lines):
    """Units and what belongs to them as the rules of delivery take them."""
    return Delivery(
        max_lines, world.clock, world.units, world.lines, world.requests, world.items, world.organisations
    )  # fmt: skip


@daily
def windows_of(world, numbers, max_lines):
    """The day of all units as it begins."""
    opening = world.tables.opening[world.clock.day[0]]
    return Windows(
        opening, numbers.triage.queue, max_lines, world.units, world.lines, world.requests, world.cases
    )  # fmt: skip


@daily
def endings_of(world):
    """Where cases end on a day."""
    scratch = world.scratch
    return Endings(world.cases, world.calendar, world.series, scratch.finished, scratch.closed, scratch.aggrieved)


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
    today, burn_in, delivery = world.clock.day[0], world.clock.burn_in_days[0], delivery_of(world, max_lines)
    units, organisations, evaluated = world.units, world.organisations, world.scratch.evaluated
    learn(
        seed=seed,
        quarter=today,
        organisations=organisations,
        numbers=numbers,
        oversight_level=oversight_of(numbers),
        at_stake=stake(max(0, today - burn_in), organisations, numbers.contracts, numbers.organisations),
        hub=hub_of(numbers.partners),
    )
    if day_of_year(today, burn_in) == 0 and today > burn_in:
        bonuses = review(
            seed=seed,
            today=today,
            delivery=delivery,
            cases=world.cases,
            evaluated=evaluated,
            plan=plan,
            numbers=numbers,
            year=(today - burn_in) // DAYS_PER_YEAR,
        )
        change_staff(plan, numbers, units)
    if numbers.contracts.midterm_review and is_midway(today - burn_in, numbers.contracts.term_years):
        review_midway(today, delivery, world.cases, evaluated, numbers, today - burn_in)
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
    end_quarter(seed, today, delivery, world.cases, plan, numbers)
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
    creation = Creation(clock, calendar, cases, world.buildings, world.tables.propensity, drawn)
    create_cases(seed, today, creation, numbers, born, float(NEVER))
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
    people, partners, committees = world.residents.grievance.size, numbers.partners, numbers.committees
    today, triage, rules = world.clock.day[0], numbers.triage, numbers.grid_workers
    searching = Search(
        cases=world.cases,
        calendar=world.calendar,
        workers=world.workers,
        series=world.series,
        detection=numbers.detection,
        work=numbers.work,
        standard=triage.recording_standard,
        off_record=unrecorded_chance(numbers.evaluation, partners, numbers.gaming),
        hard_factor=numbers.gaming.hard_factor,
    )
    mutual = MutualHelp(
        neighbours=world.neighbours,
        numbers=numbers.neighbours,
        recurrence=numbers.recurrence,
        likely=readiness(partners.programmes_yuan, people, numbers.neighbours),
    )
    patrol(
        seed=seed,
        today=today,
        search=searching,
        risk_map=world.risk_map,
        latent=world.buildings.latent,
        grid_workers=rules,
        targeting=triage.targeting,
        hours=free_hours(activity, numbers.staffing, rules, numbers.detection) * share,
        each=numbers.place.buildings_per_grid,
    )
    report(
        seed=seed,
        today=today,
        search=searching,
        society=society,
        mutual=mutual,
        propensity_table=world.tables.propensity,
        activity=activity,
        paired_people=partners.pairing_card_people * committees.pairing_focus,
        pairing_hears=committees.pairing_hears,
    )
    volunteers_look_around(
        seed, today, searching, society, mutual, world.buildings, partners.volunteers_per_1000
    )  # fmt: skip
    if triage.household_survey:
        survey(seed, today, searching, world.clock.burn_in_days[0], world.clock.cases[0])


@daily
def settling(world, numbers, seed, max_lines, share, activity):
    """Grid workers take in and settle on the spot, and send the rest to units; gives how many they closed."""
    today, cases, scratch, series = world.clock.day[0], world.cases, world.scratch, world.series
    partners, place, rules = numbers.partners, numbers.place, numbers.grid_workers
    free = free_hours(activity, numbers.staffing, rules, numbers.detection)
    helped = partners.colocated_workers * rules.colocated_hours * place.communities / place.grids
    ready, finished = settle(
        today=today,
        workers=world.workers,
        cases=cases,
        scratch=scratch,
        series=series,
        detection=numbers.detection,
        work=numbers.work,
        settling=free * (1.0 - share) + helped,
    )
    scratch.relief[CIVIL_AFFAIRS] = numbers.committees.council_relief if partners.council else 0.0
    paper = on_paper(numbers.evaluation, partners, numbers.gaming)
    ready, hollow = pick_hollow(seed, today, scratch.ready, ready, scratch.aggrieved, cases, paper, series)
    close_on_paper(
        seed=seed,
        today=today,
        hollow=scratch.aggrieved,
        count=hollow,
        items=world.items,
        cases=cases,
        calendar=world.calendar,
        recurrence=numbers.recurrence,
        series=series,
    )
    send_to_units(
        seed=seed,
        ready=scratch.ready,
        count=ready,
        delivery=delivery_of(world, max_lines),
        cases=cases,
        numbers=numbers,
        relief=scratch.relief,
        residents=world.residents.grievance.size,
    )
    return close_on_the_spot(seed, today, endings_of(world), rules.quality, numbers.recurrence, finished)


@daily
def units_day(world, numbers, plan, seed, max_lines):
    """Requests come, every unit works, what is finished moves on; gives whether requests found room, and yuan paid."""
    today, rules, windows = world.clock.day[0], numbers.units, windows_of(world, numbers, max_lines)
    if not requests_come(
        seed=seed,
        today=today,
        windows=windows,
        items=world.items,
        residents=world.neighbourhoods.residents,
        yearly=rules.requests_per_resident_year,
        request_hours=rules.request_hours
        * (1.0 - served_by_committees(numbers.partners, numbers.committees))
        * (1.0 - self_service(world.organisations, world.residents.grievance.size, numbers.organisations))
        * (1.0 - (numbers.street.hall_share if numbers.partners.street_hall else 0.0)),
    ):
        return False, 0.0
    finished, paid = work_units(seed, today, windows, world.scratch, world.series, plan, numbers)
    paid += route_finished(
        seed=seed,
        today=today,
        endings=endings_of(world),
        delivery=delivery_of(world, max_lines),
        committees=world.committees,
        street=world.street,
        plan=plan,
        numbers=numbers,
        count=finished,
    )
    return True, paid


@daily
def meetings(world, numbers, plan, seed, closed):
    """Committees deliberate on their day; gives the number of closures so far."""
    meeting = Meeting(
        committees=world.committees,
        neighbourhoods=world.neighbourhoods,
        closed_compound=world.buildings.closed_compound,
        street=world.street,
        elsewhere=attention_elsewhere(numbers.partners, numbers.delivery.oversight_attention, plan.has_contract),
    )
    clock = world.clock
    return deliberate(seed, clock.day[0], meeting, endings_of(world), numbers, clock.burn_in_days[0], closed)


@daily
def street_day(world, numbers, seed, closed):
    """The street works, street and district decide; gives closures so far and failures."""
    today = world.clock.day[0]
    work_street(
        seed=seed,
        today=today,
        street=world.street,
        cases=world.cases,
        calendar=world.calendar,
        series=world.series,
        numbers=numbers,
        opening=world.tables.opening[today],
    )
    paper = on_paper(numbers.evaluation, numbers.partners, numbers.gaming)
    return decide(seed, today, endings_of(world), numbers.street, numbers.recurrence, paper, closed)


@daily
def closures(world, numbers, plan, society, seed, max_lines, closed, failed):
    """Approvals due, then what closures, failures and long waits are felt like; gives yuan paid, petitions, repeats."""
    today, cases, scratch, series = world.clock.day[0], world.cases, world.scratch, world.series
    closed, accepted = accept(
        seed=seed,
        today=today,
        endings=endings_of(world),
        delivery=delivery_of(world, max_lines),
        plan=plan,
        numbers=numbers,
        oversight_level=oversight_of(numbers),
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
