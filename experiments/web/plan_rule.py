"""Levers to plan and ledger as a rule, for a page that has no Python; held to `model.scenario.budget` to the bit by tests.

`plan_into` refuses what a scenario's checks refuse, with a code instead of a sentence.
"""

from __future__ import annotations

import numpy as np

from model.clock import DAYS_PER_YEAR
from model.compilation.decorators import allocating
from model.contradictions.communities import largest_community
from model.delivery.contracting import Plan
from model.scenario.parameters import COMMITTEES, DOMAIN_NAMES, OUTSOURCING_ORDER
from model.scenario.scenario import SHARE_TOLERANCE

GOOD, NOT_PAID, NOT_CAPABLE, TOO_FEW_ORGANISATIONS, NO_CONTRACT_MONEY, BAD_WEIGHTS, BAD_ATTENTION, BAD_BONUS = range(8)
BUDGET_ERRORS = (
    "",
    "not_paid",
    "not_capable",
    "too_few_organisations",
    "no_contract_money",
    "bad_weights",
    "bad_attention",
    "bad_bonus",
)
LINES = (
    "grid_workers",
    "street",
    "committees",
    "council",
    "programmes",
    "colocated_workers",
    "survey",
    "oversight",
    "incubation",
    "call_backs",
    "volunteers",
    "agencies",
    "posted_members",
    "supervisors",
    "street_hall",
    "pairings",
    "owners_committees",
    "tenders",
    "midterm_reviews",
    "contract_management",
    "severance",
    "delivery_contract",
    "delivery_staffed",
)
NAMED = len(LINES) - 4
SCALARS = tuple(name for name in Plan._fields if not name.startswith("item_"))
# For every domain its turn to be contracted.
TURN = np.array([OUTSOURCING_ORDER.index(name) for name in DOMAIN_NAMES])
PARTIALS = 64


@allocating
def exact_sum(values, count):
    """The correctly rounded sum of the first `count` numbers (Shewchuk 1997), as `math.fsum` gives it."""
    parts = np.zeros(PARTIALS)
    used = 0
    for index in range(count):
        x, kept = values[index], 0
        for place in range(used):
            y = parts[place]
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low != 0.0:
                parts[kept] = low
                kept += 1
            x = high
        parts[kept] = x
        used = kept + 1
    if used == 0:
        return 0.0
    used -= 1
    high, low = parts[used], 0.0
    while used > 0 and low == 0.0:
        used -= 1
        x, y = high, parts[used]
        high = x + y
        low = y - (high - x)
    # Half of a last bit goes with what is left below it.
    if used > 0 and ((low < 0.0 and parts[used - 1] < 0.0) or (low > 0.0 and parts[used - 1] > 0.0)):
        y = 2.0 * low
        x = high + y
        if y == x - high:
            high = x
    return high


@allocating
def name_lines(numbers, contracted, lines):
    """The lines that a policy names, in yuan a year."""
    place, partners, delivery, staffing = numbers.place, numbers.partners, numbers.delivery, numbers.staffing
    communities, prices = place.communities, numbers.budget
    terms = communities / numbers.contracts.term_years if contracted else 0.0
    meetings = communities * COMMITTEES * staffing.committee_meetings
    lines[0] = place.grids * staffing.grid_workers_per_grid * numbers.grid_workers.wage_yuan
    lines[1] = staffing.street_posts * numbers.street.wage_yuan
    lines[2] = meetings * numbers.committees.yuan_per_meeting * partners.committee_attention
    lines[3] = communities * numbers.committees.council_yuan_per_community if partners.council else 0.0
    lines[4] = partners.programmes_yuan
    lines[5] = communities * partners.colocated_workers * numbers.organisations.post_yuan
    lines[6] = numbers.budget.survey_yuan if numbers.triage.household_survey else 0.0
    lines[7] = communities * delivery.oversight_yuan_per_community
    lines[8] = delivery.incubation_yuan
    arising = numbers.arising.per_grid_day * place.grids * DAYS_PER_YEAR
    lines[9] = numbers.evaluation.call_back_share * arising * numbers.gaming.call_back_yuan
    residents = place.grids * place.buildings_per_grid * place.residents_per_building
    lines[10] = residents * partners.volunteers_per_1000 / 1000.0 * numbers.neighbours.volunteer_yuan
    lines[11] = communities * prices.agencies_yuan if partners.agencies_attached else 0.0
    lines[12] = communities * partners.posted_members * prices.posted_member_yuan
    lines[13] = communities * prices.supervisor_yuan if partners.posted_supervisors else 0.0
    lines[14] = prices.street_hall_yuan if partners.street_hall else 0.0
    lines[15] = partners.pairing_card_people * prices.pairing_yuan
    lines[16] = communities * prices.owners_support_yuan if partners.owners_committee_support else 0.0
    lines[17] = terms * prices.tender_yuan
    lines[18] = terms * prices.midterm_review_yuan if numbers.contracts.midterm_review else 0.0


@allocating
def deal_projects(numbers, projects, outsourced):
    """Mark the ⌊n · share + ½⌋ projects that are contracted, in the stated order; returns how many projects there are."""
    total = 0
    for kind in range(projects.size):
        total += projects[kind]
    wanted, given = int(total * numbers.delivery.outsourced_share + 0.5), 0
    for turn in range(projects.size):
        first = 0
        for kind in range(projects.size):
            for project in range(first, first + projects[kind]):
                if TURN[kind] == turn:
                    outsourced[project] = given < wanted
                    given += 1
            first += projects[kind]
    return total


@allocating
def expect_hours(numbers, share, hours):
    """Expected delivery hours a year of every item: routine requests plus cases."""
    place, units = numbers.place, numbers.units
    residents = place.grids * place.buildings_per_grid * place.residents_per_building
    routine = residents * units.requests_per_resident_year * units.request_hours
    roots = numbers.arising.per_grid_day * place.grids * DAYS_PER_YEAR
    item = 0
    for kind in range(share.size):
        cases = roots * numbers.domain.work_hours[kind] * units.expected_unit_fraction
        for _ in range(numbers.domain.items[kind]):
            hours[item] = share[kind] * (routine + cases) / numbers.domain.items[kind]
            item += 1


@allocating
def share_of_hours(numbers, projects, hours, outsourced, total, item_outsourced):
    """Share of expected hours that contracted projects hold; tells every item whether its project is contracted."""
    by_project, chosen = np.zeros(total), np.zeros(total)
    item, first, contracted = 0, 0, 0
    for kind in range(projects.size):
        for place in range(numbers.domain.items[kind]):
            project = first + place % projects[kind]
            by_project[project] += hours[item]
            item_outsourced[item] = outsourced[project]
            item += 1
        first += projects[kind]
    for project in range(total):
        if outsourced[project]:
            chosen[contracted] = by_project[project]
            contracted += 1
    if contracted == total:
        return 1.0
    everything = exact_sum(by_project, total)
    return exact_sum(chosen, contracted) / everything if everything > 0.0 else 0.0


@allocating
def order_items(hours, order):
    """The items by hours, most first, equals in their order."""
    for item in range(hours.size):
        place = item
        while place > 0 and hours[order[place - 1]] < hours[item]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = item


@allocating
def plan_into(numbers, plan, projects, share, room):
    """The plan of some levers: columns into `plan`, scalars, most lines of both kinds of unit, ledger into `room`.

    Returns GOOD, or the code of what is wrong; the yuan short come first in `room`.
    """
    place, rules, prices = numbers.place, numbers.organisations, numbers.budget
    room[0] = numbers.contracts.records_weight + numbers.contracts.inspection_weight + numbers.contracts.survey_weight
    if abs(room[0] - 1.0) > SHARE_TOLERANCE:
        return BAD_WEIGHTS
    partners = numbers.partners
    room[0] = numbers.delivery.oversight_attention + partners.hub_attention + partners.service_attention
    if room[0] > 1.0 + SHARE_TOLERANCE:
        return BAD_ATTENTION
    room[0] = numbers.contracts.result_share + numbers.contracts.bonus_share
    if room[0] > 1.0 + SHARE_TOLERANCE:
        return BAD_BONUS
    outsourced = np.zeros(projects.sum(), np.bool_)
    total = deal_projects(numbers, projects, outsourced)
    contracted = outsourced.sum() > 0
    lines = np.zeros(len(LINES))
    name_lines(numbers, contracted, lines)
    named = exact_sum(lines, NAMED)
    if named - prices.yearly_yuan > 0.0:
        room[0] = named - prices.yearly_yuan
        return NOT_PAID
    hours = plan.item_hours
    expect_hours(numbers, share, hours)
    part = share_of_hours(numbers, projects, hours, outsourced, total, plan.item_outsourced)
    order_items(hours, plan.item_order)
    remaining = prices.yearly_yuan - named
    ceiling = remaining / (1.0 + (prices.contract_management_share + prices.severance_share) * part) * part
    management, severance = prices.contract_management_share * ceiling, prices.severance_share * ceiling
    staffed = max(0.0, remaining - management - severance - ceiling) if part < 1.0 else 0.0
    lines[NAMED], lines[NAMED + 1], lines[NAMED + 2], lines[NAMED + 3] = management, severance, ceiling, staffed
    training = training_of(numbers, total)
    centre_post = rules.post_yuan * training
    centre_posts = ceiling * (1.0 - rules.overhead_share) / centre_post / place.communities
    if contracted:
        if rules.initial_capability + 3 * rules.capability_sd < rules.tender_capability:
            return NOT_CAPABLE
        if rules.initial_registered * rules.contracts_limit < place.communities:
            return TOO_FEW_ORGANISATIONS
        if centre_posts <= 0.0:
            return NO_CONTRACT_MONEY
    temporary, staff, change = numbers.delivery.temporary_share, numbers.staff, numbers.temporary_staff
    wage = temporary * staff.temporary_wage_yuan + (1.0 - temporary) * staff.permanent_wage_yuan
    wage = wage * training + temporary * change.conversion_share * prices.retraining_yuan
    expected = exact_sum(hours, hours.size) * part
    room[0] = staffed / place.communities
    room[1] = staffed / wage / place.communities
    room[2] = centre_posts
    room[3] = ceiling / place.communities
    room[4] = numbers.contracts.result_share * ceiling / expected if expected > 0.0 else 0.0
    room[5], room[6], room[7] = centre_post, training, change.conversion_share * prices.retraining_yuan
    room[8] = (exact_sum(lines, lines.size) - ceiling) / DAYS_PER_YEAR
    room[9] = 1.0 if plan.item_outsourced.sum() > 0 else 0.0
    room[10] = 1.0 if plan.item_outsourced.sum() < hours.size else 0.0
    least = min(wage, staff.permanent_wage_yuan) if change.hiring_freeze or change.conversion_share > 0.0 else wage
    present = 1.0 - numbers.units.other_duties_share
    largest = largest_community(place.grids, place.communities, place.community_log_sd)
    room[11] = float(int(largest * room[0] / least * present + 0.5))
    room[12] = float(int(largest * centre_posts * present + 0.5))
    for line in range(lines.size):
        room[13 + line] = lines[line]
    return GOOD


@allocating
def training_of(numbers, projects):
    """What cross-training makes of the cost of a post: the full share where a line serves every project."""
    trained = (min(numbers.delivery.skill_degree, projects) - 1) / (projects - 1) if projects > 1 else 0.0
    return 1.0 + numbers.units.cross_training_share * trained
