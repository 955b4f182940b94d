"""From money to units: who holds which work, with how many lines, hours, quality; contracts over the years."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.agents.committees import put_on_agenda
from model.agents.organisations import (
    ALL_SEEN,
    Organisations,
    approach,
    award,
    best_response,
    enter_contract,
    mean_capability,
    mean_pace,
    quality_of,
)
from model.agents.renewal import bring_newcomers, judged, pay_bonus, stake
from model.agents.residents import is_paired
from model.agents.street import escalate
from model.clock import DAYS_PER_YEAR, NEVER, NOBODY, Clock, schedule_event
from model.compilation.decorators import allocating_rule, compiled, rule
from model.contradictions.cases import Handler, Stage, Task, move
from model.contradictions.closing import is_bad, resolve
from model.delivery.request_queues import CENTRE, STAFFED, Items, Requests, regroup
from model.delivery.units import Lines, Units, deal, join_unit, new_staff
from model.draws import Purpose, exponential, uniform, uniforms
from model.elementary import exp
from model.scenario.parameters import DOMAIN_NAMES

# The needs that pairings answer.
PAIRED_DOMAINS = np.array([name in ("social_affairs", "civil_affairs", "health") for name in DOMAIN_NAMES])


class Plan(NamedTuple):
    """What one stretch of days is governed by, derived from its ledger.

    Posts, staff money and ceiling are for a community of mean size, yuan a year; daily_yuan is what the
    whole subdistrict spends a day before results; item columns have shape (items,).
    """

    staffed_yuan: float
    staffed_posts: float
    centre_posts: float
    ceiling_yuan: float
    price_yuan: float
    centre_post_yuan: float
    training_factor: float
    retraining_yuan: float
    daily_yuan: float
    has_contract: bool
    has_staff: bool
    item_outsourced: np.ndarray
    item_hours: np.ndarray
    item_order: np.ndarray


class Delivery(NamedTuple):
    """What delivers services: units, their lines and queues, the items they hold, and who holds the contracts.

    max_lines: rows of `lines` for every unit.
    """

    max_lines: int
    clock: Clock
    units: Units
    lines: Lines
    requests: Requests
    items: Items
    organisations: Organisations


@compiled
def apply_plan(seed, today, delivery, cases, evaluated, plan, numbers, oversight_level):
    """Put a plan into force: hand the work to the units it names, sign contracts, set up the lines."""
    units, items, organisations = delivery.units, delivery.items, delivery.organisations
    day_of_window = max(0, today - delivery.clock.burn_in_days[0])
    at_stake = stake(day_of_window, organisations, numbers.contracts, numbers.organisations)
    for item in range(items.outsourced.size):
        items.outsourced[item] = plan.item_outsourced[item]
    for community in range(units.lines.size // 2):
        arrange_contract(
            2 * community + CENTRE, plan, numbers, oversight_level, at_stake, units, organisations, evaluated
        )
        arrange_staff(2 * community + STAFFED, plan, numbers, units)
    set_up_lines(seed, today, delivery, cases, plan, numbers)


@rule
def arrange_contract(unit, plan, numbers, oversight_level, at_stake, units, organisations, evaluated):
    """End a contract that the plan has no use for, sign the one it needs, or let the standing one follow its ceiling."""
    units.in_use[unit], bought = plan.has_contract, plan.centre_posts * units.size[unit]
    standing = units.organisation[unit] != NOBODY
    if not plan.has_contract:
        if standing:
            organisations.contracts[units.organisation[unit]] -= 1
        units.organisation[unit], units.tender_ends[unit], units.posts[unit] = NOBODY, NEVER, 0.0
    elif standing:
        # What the contractor earned so far decides its posts; money of other lines does not touch them.
        units.posts[unit] = min(bought, units.posts[unit] * (bought / units.planned_posts[unit]))
    else:
        sign(unit, NOBODY, oversight_level, at_stake, units, organisations, numbers, evaluated)
        units.received_yuan[unit], units.result_yuan[unit], units.served_days[unit] = 0.0, 0.0, 0
        units.posts[unit] = bought
        if numbers.contracts.directors_from_staff and units.temporary[unit - CENTRE] > 0.0:
            welcome_directors(units.organisation[unit], organisations, numbers.organisations)
    units.planned_posts[unit] = bought


@rule
def arrange_staff(unit, plan, numbers, units):
    """Give a workstation the posts its payroll buys; its mix of staff is set anew only if the plan names another."""
    named = numbers.delivery.temporary_share
    if plan.has_staff and (not units.in_use[unit] or units.named_temporary[unit] != named):
        units.temporary[unit], units.named_temporary[unit] = named, named
    units.in_use[unit] = plan.has_staff
    wage = wage_of(units.temporary[unit], plan, numbers.staff)
    units.posts[unit] = plan.staffed_yuan * units.size[unit] / wage if plan.has_staff else 0.0


@rule
def set_up_lines(seed, today, delivery, cases, plan, numbers):
    """Give every unit the lines its posts fill and deal its items to them.

    Waiting cases, begun or not, and requests that come back today follow their item.
    """
    clock, units, lines, items = delivery.clock, delivery.units, delivery.lines, delivery.items
    max_lines = delivery.max_lines
    lines.case_head[:] = NOBODY
    for unit in range(units.lines.size):
        configure_lines(seed, today, unit, plan, numbers, max_lines, units, lines, items)
    for row in range(clock.cases[0]):
        if cases.stage[row] == Stage.UNIT or cases.stage[row] == Stage.IN_WORK:
            assign_to_unit(row, max_lines, lines, items, cases, clock, True)
    for community in range(units.lines.size // 2):
        regroup(community, max_lines, delivery.requests, items)
    set_hours(numbers, units, delivery.organisations)


@compiled
def lines_for(posts, in_use, max_lines, other_duties_share):
    """Desks or windows that so many posts keep open beside their other duties."""
    return min(max_lines, max(1, int(posts * (1.0 - other_duties_share) + 0.5))) if in_use else 0


@allocating_rule
def configure_lines(seed, today, unit, plan, numbers, max_lines, units, lines, items):
    """Set a unit's lines from its posts, deal the items it holds, and note who sits there."""
    before, in_use = units.lines[unit], units.in_use[unit]
    count = lines_for(units.posts[unit], in_use, max_lines, numbers.units.other_duties_share)
    units.lines[unit] = count
    degree = min(numbers.delivery.skill_degree, max(1, count))
    pooled = degree >= count
    units.degree[unit] = 1 if pooled else degree
    units.slices[unit] = 1 if pooled else count
    units.slowdown[unit] = 1.0
    if count > 1:
        units.slowdown[unit] = 1.0 + numbers.units.switching_cost * (degree - 1) / (count - 1)
    for item in range(items.domain.size):
        items.slice[unit, item] = 0
    if in_use and not pooled:
        held = np.zeros(plan.item_hours.size)
        for item in range(held.size):
            if items.outsourced[item] == (unit % 2 == CENTRE):
                held[item] = plan.item_hours[item]
        deal(held, plan.item_order, count, unit, items.slice)
    temporary = int(units.temporary[unit] * count + 0.5)
    for index in range(before, count):
        line = unit * max_lines + index
        lines.hired_day[line] = -NEVER // 2
        turnover = numbers.organisations.turnover
        if unit % 2 == STAFFED:
            turnover = numbers.staff.temporary_turnover if index < temporary else numbers.staff.permanent_turnover
        new_staff(seed, unit, line, max_lines, today, turnover, lines.leaves_day, lines.leavers)


@rule
def sign(unit, incumbent, oversight_level, at_stake, units, organisations, numbers, evaluated):
    """Award the contract of a unit; the winner begins with a clean record, without a capable bidder nobody does."""
    community = unit // 2
    winner = award(community, incumbent, organisations, numbers.organisations)
    units.organisation[unit] = winner
    units.tender_ends[unit] = NEVER
    if winner != NOBODY:
        enter_contract(winner, organisations, numbers, oversight_level, at_stake)
        units.inspected[unit], units.inspected_bad[unit] = 0, 0
        evaluated[community, 0], evaluated[community, 1] = 0.0, 0.0


@rule
def welcome_directors(organisation, organisations, numbers):
    """Former temporary staff direct the new centre: the contractor gains their local knowledge."""
    if organisation == NOBODY:
        return
    for kind in range(organisations.capability.shape[1]):
        gained = organisations.capability[organisation, kind] + numbers.director_gain
        organisations.capability[organisation, kind] = min(numbers.capability_ceiling, gained)


@compiled
def staff_of(temporary, layers, evaluation, staff, effort):
    """Speed, turnover and hour-weighted quality of workstation staff with this share of temporaries."""
    by_residents, by_rate = judged(evaluation, effort)
    benefit = staff.permanent_motivation + staff.permanent_layer_incentive * layers + by_residents
    e_permanent, x_permanent = best_response(benefit, by_rate, effort.substitution)
    benefit = staff.temporary_motivation + staff.temporary_layer_incentive * layers + by_residents
    e_temporary, x_temporary = best_response(benefit, by_rate, effort.substitution)
    permanent = (1.0 - temporary) * staff.permanent_speed * (1.0 + effort.pace_speed * x_permanent)
    passing = temporary * staff.temporary_speed * (1.0 + effort.pace_speed * x_temporary)
    turnover = (1.0 - temporary) * staff.permanent_turnover + temporary * staff.temporary_turnover
    quality = permanent * quality_of(staff.permanent_capability, e_permanent, effort.quality_floor)
    quality += passing * quality_of(staff.temporary_capability, e_temporary, effort.quality_floor)
    return permanent + passing, turnover, quality / (permanent + passing)


@rule
def set_hours(numbers, units, organisations):
    """Effective hours of a line a day and quality of staffed work, in every unit."""
    for unit in range(units.lines.size):
        set_hours_of(unit, numbers, units, organisations)


@rule
def set_hours_of(unit, numbers, units, organisations):
    """A unit's hours and quality, from posts, speed, absence, administration."""
    if units.lines[unit] == 0:
        return
    rules, effort, layers = numbers.units, numbers.effort, numbers.delivery.layers
    if unit % 2 == STAFFED:
        speed, turnover, quality = staff_of(units.temporary[unit], layers, numbers.evaluation, numbers.staff, effort)
        admin = min(rules.admin_limit, rules.admin_per_layer * layers * math.sqrt(units.posts[unit] / units.size[unit]))
        units.quality[unit] = quality
    else:
        speed = contractor_speed(units.organisation[unit], organisations, numbers.organisations, effort)
        turnover, admin = numbers.organisations.turnover, rules.contract_admin
    absence = min(1.0, turnover * rules.vacancy_days / DAYS_PER_YEAR)
    hours = (
        units.posts[unit]
        * (1.0 - rules.other_duties_share)
        * rules.hours_per_post
        * speed
        * (1.0 - absence)
        * (1.0 - admin)
    )
    units.line_hours[unit] = hours / units.lines[unit]


@rule
def contractor_speed(organisation, organisations, numbers, effort):
    """Speed of a contractor's people by capability and pace; 0 where there is none."""
    if organisation == NOBODY:
        return 0.0
    speed = numbers.speed_base
    speed += numbers.speed_slope * mean_capability(organisation, organisations) / numbers.reference_capability
    return speed * (1.0 + effort.pace_speed * mean_pace(organisation, organisations))


@compiled
def wage_of(temporary, plan, staff):
    """Mean yearly cost of a workstation post at a share of temporaries, in yuan, with training and retraining."""
    wage = temporary * staff.temporary_wage_yuan + (1.0 - temporary) * staff.permanent_wage_yuan
    return wage * plan.training_factor + temporary * plan.retraining_yuan


@rule
def change_staff(plan, numbers, units):
    """Yearly: a hiring freeze and the examination lower the share of temporary staff; posts follow the wages."""
    rules, staff = numbers.temporary_staff, numbers.staff
    for unit in range(STAFFED, units.lines.size, 2):
        if not units.in_use[unit] or not (rules.hiring_freeze or rules.conversion_share > 0.0):
            continue
        kept = 1.0 - rules.conversion_share
        kept *= exp(-staff.temporary_turnover) if rules.hiring_freeze else 1.0
        share = units.temporary[unit] * kept
        units.temporary[unit] = share
        units.posts[unit] = plan.staffed_yuan * units.size[unit] / wage_of(share, plan, staff)


@rule
def work_quality(row, unit, units, organisations, cases, floor):
    """Quality of a unit's work on a case: the staff's mean, or the contractor's in that domain."""
    if unit % 2 == STAFFED:
        return units.quality[unit]
    organisation, kind = units.organisation[unit], cases.domain[row]
    if organisation == NOBODY:
        return 0.0
    return quality_of(organisations.capability[organisation, kind], organisations.effort[organisation, kind], floor)


@rule
def assign_to_unit(row, max_lines, lines, items, cases, clock, keep_ticket):
    """Put a case into the queue of the unit that holds its item; its hours and task are set before."""
    unit = 2 * cases.community[row] + (CENTRE if items.outsourced[cases.item[row]] else STAFFED)
    ticket = cases.ticket[row]
    join_unit(row, unit, max_lines, lines.case_head, items.slice, cases, clock)
    if keep_ticket:
        cases.ticket[row] = ticket


@rule
def send_to_units(seed, ready, count, delivery, cases, numbers, relief, residents):
    """Decide what a unit has to do with each case that its grid worker took in, and queue it.

    Beyond authority: a dossier for the street; contested: preparation for the committee, or
    mediation where committees are marginalised; else the whole work. `relief` (7,) is the share
    of a domain's whole work that pooled resources take over; pairings relieve paired people's needs.
    """
    clock, lines, items, work, partners = delivery.clock, delivery.lines, delivery.items, numbers.work, numbers.partners
    committees_active = partners.committee_attention > 0.0
    paired_people = partners.pairing_card_people * numbers.committees.pairing_focus
    pairing_relief = numbers.committees.pairing_relief
    for index in range(count):
        row = ready[index]
        hours = cases.hours[row] * cases.factor[row]
        if cases.beyond[row]:
            cases.task[row] = Task.DOSSIER
            hours *= work.dossier_share
        elif cases.contested[row]:
            cases.task[row] = Task.PREPARE if committees_active else Task.MEDIATE
            hours *= work.contested_unit_share if committees_active else 1.0
        else:
            cases.task[row] = Task.WHOLE
            hours *= 1.0 - relief[cases.domain[row]]
            if PAIRED_DOMAINS[cases.domain[row]] and is_paired(seed, cases.resident[row], paired_people, residents):
                hours *= 1.0 - pairing_relief
        cases.hours_left[row] = hours
        assign_to_unit(row, delivery.max_lines, lines, items, cases, clock, False)


@rule
def pay(unit, hours, plan, units):
    """Pay accepted standard hours as far as the days of the contract year allow; give the yuan paid."""
    # A price without bound, where next to no hours are expected, times none would be no number.
    yuan = min(plan.price_yuan * hours, units.result_yuan[unit]) if hours > 0.0 else 0.0
    units.result_yuan[unit] -= yuan
    units.received_yuan[unit] += yuan
    return yuan


@rule
def route_finished(seed, today, endings, delivery, committees, street, plan, numbers, count):
    """Route what units finished today: to approval, agenda or street; give the yuan paid for it."""
    cases, units, organisations, work, paid = endings.cases, delivery.units, delivery.organisations, numbers.work, 0.0
    for index in range(count):
        row = endings.finished[index]
        unit, task = cases.unit[row], cases.task[row]
        quality = work_quality(row, unit, units, organisations, cases, numbers.effort.quality_floor)
        whole = cases.hours[row] * cases.factor[row]
        if task == Task.PREPARE:
            put_on_agenda(row, unit // 2, committees, cases)
            paid += pay(unit, work.contested_unit_share * whole, plan, units) if unit % 2 == CENTRE else 0.0
            continue
        if task == Task.DOSSIER:
            escalate(row, today, work.street_share, cases, street.head, street.tail)
            paid += pay(unit, work.dossier_share * whole, plan, units) if unit % 2 == CENTRE else 0.0
            continue
        if task == Task.MEDIATE:
            chance = numbers.committees.mediation_base + numbers.committees.mediation_quality * quality
            if uniform(seed, Purpose.MEDIATION, cases.key[row], cases.attempts[row]) >= chance:
                escalate(row, today, work.failed_deliberation_share, cases, street.head, street.tail)
                continue
        bad_share = numbers.recurrence.bad_share
        cases.bad[row] = is_bad(seed, cases.key[row], cases.attempts[row], quality, bad_share)
        move(row, Stage.APPROVAL, cases.stage, cases.at_stage)
        delay = approval_days(seed, cases.key[row], cases.attempts[row], unit, numbers)
        schedule_event(endings.calendar.due, cases.next_due, today + delay, row)
    return paid


@rule
def approval_days(seed, key, attempt, unit, numbers):
    """Days a closure travels through the layers of a workstation; none at a service centre."""
    if unit % 2 == CENTRE:
        return 0
    delay = 0
    for layer in range(numbers.delivery.layers):
        u = uniforms(seed, Purpose.CHECK, key, attempt * 8 + layer)[0]
        delay += numbers.units.layer_fixed_days + int(exponential(u) * numbers.units.layer_mean_days)
    return delay


@rule
def accept(seed, today, endings, delivery, plan, numbers, oversight_level, count):
    """Closures due today are accepted, or returned to the same unit when a check catches bad work.

    Each layer catches a bad closure by itself; of contracted closures a sample grows with
    oversight. Accepted contracted hours are paid, redone work is not. Gives count and yuan.
    """
    cases, calendar, series, units = endings.cases, endings.calendar, endings.series, delivery.units
    max_lines, lines, items, clock = delivery.max_lines, delivery.lines, delivery.items, delivery.clock
    work, rules, paid = numbers.work, numbers.organisations, 0.0
    sampled = min(1.0, rules.inspection_share * oversight_level / rules.inspection_reference)
    missed = 1.0
    for _ in range(numbers.delivery.layers):
        missed *= 1.0 - numbers.units.layer_catch
    row = calendar.due[today]
    while row != NOBODY:
        following = cases.next_due[row]
        if cases.stage[row] == Stage.APPROVAL:
            unit = cases.unit[row]
            u = uniforms(seed, Purpose.INSPECTION, cases.key[row], cases.attempts[row])
            if unit % 2 == CENTRE:
                inspected = u[0] < sampled
                caught = cases.bad[row] and inspected and u[1] < rules.inspection_catch
                units.inspected[unit] += 1 if inspected else 0
                units.inspected_bad[unit] += 1 if caught else 0
            else:
                caught = cases.bad[row] and u[0] >= missed
            cases.attempts[row] += 1
            if caught:
                cases.task[row] = Task.WHOLE
                cases.hours_left[row] = work.returned_share * cases.hours[row] * cases.factor[row]
                assign_to_unit(row, max_lines, lines, items, cases, clock, False)
            else:
                handler = Handler.CENTRE if unit % 2 == CENTRE else Handler.WORKSTATION
                resolve(seed, today, row, handler, cases.bad[row], cases, calendar, numbers.recurrence, series)
                if unit % 2 == CENTRE:
                    paid += pay(unit, cases.hours[row] * cases.factor[row], plan, units)
                endings.closed[count] = row
                count += 1
        row = following
    return count, paid


@rule
def pay_fixed(plan, contracts, units):
    """A day of every contract: its fixed part is paid, its result part may be from now on; give the yuan paid.

    Results never run ahead of the days, or a reform within a year would spend the year's results twice.
    """
    total = 0.0
    for unit in range(CENTRE, units.lines.size, 2):
        if units.organisation[unit] != NOBODY:
            ceiling = plan.ceiling_yuan * units.size[unit] / DAYS_PER_YEAR
            daily = (1.0 - contracts.result_share - contracts.bonus_share) * ceiling
            units.received_yuan[unit] += daily
            units.result_yuan[unit] += contracts.result_share * ceiling
            units.served_days[unit] += 1
            total += daily
    return total


@rule
def end_tenders(today, day_of_window, oversight_level, max_lines, units, lines, organisations, numbers, evaluated):
    """Where a tender ends today the new contractor takes over; without another bidder the old one stays."""
    for unit in range(CENTRE, units.lines.size, 2):
        if units.tender_ends[unit] != today:
            continue
        old = units.organisation[unit]
        at_stake = stake(max(0, day_of_window), organisations, numbers.contracts, numbers.organisations)
        sign(unit, old, oversight_level, at_stake, units, organisations, numbers, evaluated)
        if units.organisation[unit] == NOBODY:
            units.organisation[unit] = old
        else:
            organisations.contracts[old] -= 1
            bring_newcomers(unit, today, max_lines, numbers.organisations.newcomer_share, units, lines)
        set_hours_of(unit, numbers, units, organisations)


@allocating_rule
def review(seed, today, delivery, cases, evaluated, plan, numbers, year):
    """Yearly: evaluate every contract, renew or tender those whose term ends, set next year's posts.

    Renewed with chance logistic(slope × (evaluation − target)). Posts follow money received, up to
    what the ceiling buys. Gives the yuan of the year's bonuses.
    """
    units, organisations, paid = delivery.units, delivery.organisations, 0.0
    rules, contracts = numbers.organisations, numbers.contracts
    recorded, resolved = year_of_records(today, cases, delivery.clock.cases[0], units.lines.size // 2)
    for unit in range(CENTRE, units.lines.size, 2):
        organisation, community = units.organisation[unit], unit // 2
        if organisation == NOBODY:
            continue
        value = evaluation(unit, recorded, resolved, numbers, units, evaluated)
        organisations.reputation[organisation] = value
        paid += pay_bonus(unit, value, contracts, plan.ceiling_yuan * units.size[unit], units)
        chance = 1.0 / (1.0 + exp(-rules.renewal_slope * (value - rules.renewal_target)))
        decided = year % contracts.term_years == 0 and units.tender_ends[unit] == NEVER
        if decided and uniform(seed, Purpose.RENEWAL, community, today) >= chance:
            units.tender_ends[unit] = today + rules.tender_days
        if units.served_days[unit] > 0:
            yearly = units.received_yuan[unit] * DAYS_PER_YEAR / units.served_days[unit]
            earned = yearly * (1.0 - rules.overhead_share) / plan.centre_post_yuan
            units.posts[unit] = min(plan.centre_posts * units.size[unit], earned)
        units.received_yuan[unit], units.result_yuan[unit], units.served_days[unit] = 0.0, 0.0, 0
        units.inspected[unit], units.inspected_bad[unit] = 0, 0
    evaluated[:, :] = 0.0
    return paid


@allocating_rule
def review_midway(today, delivery, cases, evaluated, numbers, day_of_window):
    """Midway through a term: a contractor evaluated below the target works for a while as if all were seen."""
    units, organisations = delivery.units, delivery.organisations
    at_stake = stake(max(0, day_of_window), organisations, numbers.contracts, numbers.organisations)
    recorded, resolved = year_of_records(today, cases, delivery.clock.cases[0], units.lines.size // 2)
    for unit in range(CENTRE, units.lines.size, 2):
        organisation = units.organisation[unit]
        if organisation == NOBODY:
            continue
        value = evaluation(unit, recorded, resolved, numbers, units, evaluated)
        if value < numbers.organisations.renewal_target:
            approach(organisation, organisations, numbers, ALL_SEEN, at_stake, 1.0)


@rule
def is_midway(day_of_window, term_years):
    """Whether this is the middle day of a contract term; terms are counted from day 0 of the window."""
    half = 2 * day_of_window // DAYS_PER_YEAR
    begins = half != 2 * (day_of_window - 1) // DAYS_PER_YEAR
    return day_of_window > 0 and begins and half % (2 * term_years) == term_years


@rule
def evaluation(unit, recorded, resolved, numbers, units, evaluated):
    """A contract's evaluation: records × resolved share + inspection × clean share + survey × satisfaction."""
    target, contracts, community = numbers.organisations.renewal_target, numbers.contracts, unit // 2
    records = resolved[community] / recorded[community] if recorded[community] > 0 else target
    clean = 1.0 - units.inspected_bad[unit] / units.inspected[unit] if units.inspected[unit] > 0 else records
    asked = evaluated[community, 0]
    satisfied = evaluated[community, 1] / asked if asked > 0 else target
    return (
        contracts.records_weight * records + contracts.inspection_weight * clean + contracts.survey_weight * satisfied
    )


@allocating_rule
def year_of_records(today, cases, case_rows, communities):
    """Cases recorded and resolved in the past year, by community."""
    recorded, resolved = np.zeros(communities), np.zeros(communities)
    for row in range(case_rows):
        if cases.recorded[row] >= today - DAYS_PER_YEAR:
            community = cases.community[row]
            recorded[community] += 1.0
            resolved[community] += 1.0 if cases.stage[row] == Stage.RESOLVED else 0.0
    return recorded, resolved
