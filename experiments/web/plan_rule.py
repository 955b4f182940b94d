"""Levers to plan and ledger as a rule, for a page that has no Python; held to `model.scenario.budget` to the bit by tests.

`plan_into` refuses what a scenario's checks refuse, with a code instead of a sentence.
Branch `web2` has this rule, the entries and their tests for the budget of branch `modelcore`: `git merge web2` there.
"""

from __future__ import annotations

import numpy as np

from model.clock import DAYS_PER_YEAR
from model.compilation.decorators import allocating
from model.delivery.contracting import Plan
from model.scenario.parameters import DOMAIN_NAMES, OUTSOURCING_ORDER
from model.scenario.scenario import SHARE_TOLERANCE

GOOD, NOT_PAID, NOT_CAPABLE, TOO_FEW_ORGANISATIONS, NO_CONTRACT_MONEY, BAD_WEIGHTS, BAD_ATTENTION = range(7)
BUDGET_ERRORS = (
    "",
    "not_paid",
    "not_capable",
    "too_few_organisations",
    "no_contract_money",
    "bad_weights",
    "bad_attention",
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
    "contract_management",
    "delivery_contract",
    "delivery_staffed",
)
NAMED = len(LINES) - 3
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
def name_lines(numbers, lines):
    """The lines that a policy names, in yuan a year."""
    place, partners, delivery = numbers.place, numbers.partners, numbers.delivery
    communities = place.communities
    lines[0] = place.grids * numbers.grid_workers.wage_yuan
    lines[1] = numbers.street.posts * numbers.street.wage_yuan
    lines[2] = communities * numbers.committees.yuan_per_community * partners.committee_attention
    lines[3] = communities * numbers.committees.council_yuan_per_community if partners.council else 0.0
    lines[4] = partners.programmes_yuan
    lines[5] = communities * partners.colocated_workers * numbers.organisations.post_yuan
    lines[6] = numbers.budget.survey_yuan if numbers.triage.household_survey else 0.0
    lines[7] = communities * delivery.oversight_yuan_per_community
    lines[8] = delivery.incubation_yuan


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
    lines = np.zeros(len(LINES))
    name_lines(numbers, lines)
    named = exact_sum(lines, NAMED)
    if named - prices.yearly_yuan > 0.0:
        room[0] = named - prices.yearly_yuan
        return NOT_PAID
    outsourced = np.zeros(projects.sum(), np.bool_)
    total = deal_projects(numbers, projects, outsourced)
    hours = plan.item_hours
    expect_hours(numbers, share, hours)
    part = share_of_hours(numbers, projects, hours, outsourced, total, plan.item_outsourced)
    order_items(hours, plan.item_order)
    remaining = prices.yearly_yuan - named
    ceiling = remaining / (1.0 + prices.contract_management_share * part) * part
    management = prices.contract_management_share * ceiling
    staffed = max(0.0, remaining - management - ceiling) if part < 1.0 else 0.0
    lines[NAMED], lines[NAMED + 1], lines[NAMED + 2] = management, ceiling, staffed
    has_contract, has_staff = False, False
    for item in range(hours.size):
        if plan.item_outsourced[item]:
            has_contract = True
        else:
            has_staff = True
    centre_posts = ceiling * (1.0 - rules.overhead_share) / rules.post_yuan / place.communities
    any_project = False
    for project in range(total):
        any_project = any_project or outsourced[project]
    if any_project:
        if rules.initial_capability + 3 * rules.capability_sd < rules.tender_capability:
            return NOT_CAPABLE
        if rules.initial_registered * rules.contracts_limit < place.communities:
            return TOO_FEW_ORGANISATIONS
        if centre_posts <= 0.0:
            return NO_CONTRACT_MONEY
    temporary, staff = numbers.delivery.temporary_share, numbers.staff
    wage = temporary * staff.temporary_wage_yuan + (1.0 - temporary) * staff.permanent_wage_yuan
    expected = exact_sum(hours, hours.size) * part
    room[0] = staffed / place.communities
    room[1] = staffed / wage / place.communities
    room[2] = centre_posts
    room[3] = ceiling / place.communities
    room[4] = numbers.contracts.result_share * ceiling / expected if expected > 0.0 else 0.0
    room[5] = (exact_sum(lines, lines.size) - ceiling) / DAYS_PER_YEAR
    room[6], room[7] = 1.0 if has_contract else 0.0, 1.0 if has_staff else 0.0
    change = numbers.temporary_staff.hiring_freeze or numbers.temporary_staff.conversion_share > 0.0
    least = min(wage, staff.permanent_wage_yuan) if change else wage
    room[8] = float(int(room[0] / least + 0.5))
    room[9] = float(int(centre_posts + 0.5))
    for line in range(lines.size):
        room[10 + line] = lines[line]
    return GOOD
