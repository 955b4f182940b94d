"""Plans, lines, contracts and money of the rival (docs/reference/ODD.md, 6, 7.9, 7.10, 7.12)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from experiments.benchmarks.plain_mesa.cases import Case
from experiments.benchmarks.plain_mesa.grid_workers import LONG_AGO
from experiments.benchmarks.plain_mesa.grounds import DAYS_PER_YEAR, Neighbourhood
from experiments.benchmarks.plain_mesa.organisations import Organisation, best_response
from experiments.benchmarks.plain_mesa.practices import rewards_of_judgement
from experiments.benchmarks.plain_mesa.units import Inspections, Unit
from model.scenario.budget import capacity, centre_post_yuan, item_hours, item_projects, ledger, training_factor

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict
    from model.scenario import Scenario


class Plan:
    """What a policy's money buys, and who holds which item."""

    def __init__(self, scenario: Scenario) -> None:
        self.capacity = capacity(scenario)
        lines = ledger(scenario)
        self.daily_yuan = (sum(lines.values()) - lines["delivery_contract"]) / DAYS_PER_YEAR
        self.item_hours = item_hours(scenario)
        self.contracted = [self.capacity.outsourced[project] for project in item_projects(scenario)]
        self.has_contract = any(self.contracted)

    def hours_held(self, is_centre: bool) -> list[float]:
        """Expected hours of every item, 0 for those the other unit holds."""
        pairs = zip(self.item_hours, self.contracted, strict=True)
        return [hours if out == is_centre else 0.0 for hours, out in pairs]


def arrange(model: PlainSubdistrict, scenario: Scenario) -> None:
    """Put a policy into force: contracts, posts, hours, lines."""
    named_before = model.policy.delivery.temporary_share if hasattr(model, "plan") else None
    model.policy, model.plan = scenario, Plan(scenario)
    for workstation, centre in zip(model.workstations, model.centres, strict=True):
        had_temporary = workstation.temporary_share > 0.0
        if scenario.delivery.temporary_share != named_before:
            workstation.temporary_share = scenario.delivery.temporary_share
        _buy_posts(model, workstation)
        _contract(model, centre, had_temporary)
    for unit in model.units:
        set_hours(model, unit)
    set_up_lines(model)


def _contract(model: PlainSubdistrict, centre: Unit, had_temporary: bool) -> None:
    """End, begin or keep a contract; kept, its posts change as its ceiling does, and never exceed it."""
    bought = model.plan.capacity.centre_posts * centre.size
    if not model.plan.has_contract:
        _part(centre)
        centre.posts = 0.0
    elif centre.contractor is None:
        centre.posts, centre.record = bought, Inspections(since=model.today)
        award(model, centre)
        _direct(centre, had_temporary)
    else:
        centre.posts = min(bought, centre.posts * bought / centre.posts_of_ceiling)
    centre.posts_of_ceiling = bought


def _direct(centre: Unit, had_temporary: bool) -> None:
    """Former temporary staff of the workstation direct the new centre."""
    model, contractor = centre.model, centre.contractor
    if contractor is not None and had_temporary and model.policy.contracts.directors_from_staff:
        rule = model.file.organisations
        contractor.capability = min(rule.capability_ceiling, contractor.capability + rule.director_gain)


def change_staff(model: PlainSubdistrict, workstation: Unit) -> None:
    """Each year some temporary staff become permanent, or are not replaced; the payroll then buys fewer posts."""
    lever, staff = model.policy.temporary_staff, model.file.staff
    if lever.conversion_share == 0.0 and not lever.hiring_freeze:
        return
    share = workstation.temporary_share * (1.0 - lever.conversion_share)
    share *= math.exp(-staff.temporary.turnover) if lever.hiring_freeze else 1.0
    workstation.temporary_share = share
    _buy_posts(model, workstation)


def _buy_posts(model: PlainSubdistrict, workstation: Unit) -> None:
    """As many posts as the payroll buys at the present mix of staff."""
    share, staff = workstation.temporary_share, model.file.staff
    wage = share * staff.temporary.wage_yuan + (1.0 - share) * staff.permanent.wage_yuan
    retraining = share * model.policy.temporary_staff.conversion_share * model.file.budget.retraining_yuan
    cost = wage * training_factor(model.policy) + retraining
    workstation.posts = model.plan.capacity.staffed_yuan / cost / len(model.workstations) * workstation.size


# ── hours and quality ─────────────────────────────────────────────────────────


def set_hours(model: PlainSubdistrict, unit: Unit) -> None:
    """Hours of a line a day, and a workstation's quality, from posts, speed, vacancies and paperwork."""
    rule, delivery = model.file.units, model.policy.delivery
    if unit.is_centre:
        speed = unit.contractor.speed if unit.contractor is not None else 0.0
        turnover, admin = model.file.organisations.turnover, rule.contract_admin
    else:
        speed, unit.quality, turnover = _staff(model, unit.temporary_share)
        admin = min(rule.admin_limit, rule.admin_per_layer * delivery.layers * math.sqrt(unit.posts / unit.size))
    present = 1.0 - min(1.0, turnover * rule.vacancy_days / DAYS_PER_YEAR)
    at_windows = unit.posts * (1.0 - rule.other_duties_share)
    unit.mean_hours = at_windows * rule.hours_per_post * speed * present * (1.0 - admin) / unit.lines_wanted


def _staff(model: PlainSubdistrict, temporary: float) -> tuple[float, float, float]:
    """Mean speed, quality and turnover of a workstation's staff."""
    file, delivery = model.file, model.policy.delivery
    speed = quality = turnover = 0.0
    for kind, share in (
        (file.staff.permanent, 1.0 - temporary),
        (file.staff.temporary, temporary),
    ):
        by_residents, by_rate = rewards_of_judgement(model)
        reward = kind.motivation + kind.layer_incentive * delivery.layers + by_residents
        effort, pace = best_response(reward, by_rate, file.effort.substitution)
        own_speed = kind.speed * (1.0 + file.effort.pace_speed * pace)
        floor = file.effort.quality_floor
        speed += share * own_speed
        quality += share * own_speed * kind.capability * (floor + (1.0 - floor) * effort)
        turnover += share * kind.turnover
    return speed, quality / speed, turnover


def set_up_lines(model: PlainSubdistrict) -> None:
    """Open all lines anew and move what waits to the unit and slice that now hold it."""
    waiting = [(unit, _reopen(model, unit)) for unit in model.units]
    for unit, cases in waiting:
        for case in cases:
            model.unit_holding(unit.community, case.item).line_up(case)


def _reopen(model: PlainSubdistrict, unit: Unit) -> list[Case]:
    people = [(line.hired, line.leaves) for line in unit.lines]
    cases = unit.empty()
    unit.open_lines(model.plan.hours_held(unit.is_centre), LONG_AGO)
    for line, (hired, leaves) in zip(unit.lines, people, strict=False):
        line.hired, line.leaves = hired, leaves
    return cases


# ── contracts ─────────────────────────────────────────────────────────────────


def award(model: PlainSubdistrict, centre: Unit) -> None:
    """Give a community's contract to the best bidder; without one nothing changes."""
    best = _best_bidder(model, centre.community, centre.contractor)
    if best is None:
        return
    _part(centre)
    if best.contracts == 0:
        best.adjust(1.0)
    best.contracts += 1
    centre.contractor = best
    centre.record.judge_anew()


def _best_bidder(
    model: PlainSubdistrict, community: Neighbourhood, incumbent: Organisation | None
) -> Organisation | None:
    rule, everybody = model.file.organisations, model.organisations
    best, best_score = None, -1.0
    for offset in range(len(everybody)):
        bidder = everybody[(community.index + offset) % len(everybody)]
        barred = not bidder.active or bidder is incumbent or bidder.contracts >= rule.contracts_limit
        if barred or bidder.capability < rule.tender_capability:
            continue
        score = bidder.capability * bidder.reputation / (1.0 + bidder.contracts)
        if score > best_score:
            best, best_score = bidder, score
    return best


def _part(centre: Unit) -> None:
    if centre.contractor is not None:
        centre.contractor.contracts -= 1
    centre.contractor, centre.tender_ends = None, None


def end_tenders(model: PlainSubdistrict) -> None:
    """Award what was tendered until today."""
    for centre in model.centres:
        if centre.tender_ends == model.today:
            centre.tender_ends = None
            old = centre.contractor
            award(model, centre)
            if centre.contractor is not old:
                for line in centre.lines[: int(model.file.organisations.newcomer_share * len(centre.lines) + 0.5)]:
                    line.hired = model.today
            set_hours(model, centre)


def review(model: PlainSubdistrict, centre: Unit) -> None:
    """The yearly evaluation of a contract: renew it or tender it; next year's posts follow the money received."""
    if centre.contractor is None:
        return
    rule, value = model.file.organisations, _evaluation(model, centre)
    centre.contractor.reputation = value
    years = (model.today - model.ground.burn_in) // DAYS_PER_YEAR
    at_term = years % model.policy.contracts.term_years == 0
    if at_term and model.rng.random() >= 1.0 / (1.0 + math.exp(-rule.renewal_slope * (value - rule.renewal_target))):
        centre.tender_ends = model.today + rule.tender_days
    served = max(1, model.today - centre.record.since)
    held_back = model.policy.contracts.bonus_share * model.plan.capacity.ceiling_yuan / len(model.centres) * centre.size
    bonus = held_back * min(1.0, max(0.0, value)) * min(1.0, (model.today - centre.record.since) / DAYS_PER_YEAR)
    centre.record.received_yuan += bonus
    model.tally.spent_yuan += bonus
    yearly = centre.record.received_yuan * DAYS_PER_YEAR / served
    earned = yearly * (1.0 - rule.overhead_share) / centre_post_yuan(model.policy)
    centre.posts = min(model.plan.capacity.centre_posts * centre.size, earned)
    centre.record = Inspections(since=model.today)


def review_midway(model: PlainSubdistrict) -> None:
    """Midway through a term, whoever is evaluated below the target makes the effort of one who is seen in all."""
    if not model.policy.contracts.midterm_review or not _is_midway(model):
        return
    for centre in model.centres:
        if centre.contractor is not None and _evaluation(model, centre) < model.file.organisations.renewal_target:
            centre.contractor.adjust(1.0, seen=1.0)


def _is_midway(model: PlainSubdistrict) -> bool:
    """Half of a term of n years is n half-years; those of a year begin on its days 0 and 183."""
    day, years = model.today - model.ground.burn_in, model.policy.contracts.term_years
    half_years, into_it = divmod(day, DAYS_PER_YEAR)
    half_years = 2 * half_years + (into_it == 183)
    return day > 0 and into_it in (0, 183) and half_years % (2 * years) == years


def _evaluation(model: PlainSubdistrict, centre: Unit) -> float:
    weights, target, record = model.policy.contracts, model.file.organisations.renewal_target, centre.record
    recent = [
        case
        for case in model.cases
        if case.recorded is not None
        and case.building.grid.community is centre.community
        and case.recorded >= model.today - DAYS_PER_YEAR
    ]
    records = sum(case.stage == "resolved" for case in recent) / len(recent) if recent else target
    clean = 1.0 - record.caught / record.inspected if record.inspected else records
    satisfied = record.satisfaction / record.closures if record.closures else target
    return float(
        weights.records_weight * records + weights.inspection_weight * clean + weights.survey_weight * satisfied
    )


# ── money ─────────────────────────────────────────────────────────────────────


def pay_results(model: PlainSubdistrict, centre: Unit, hours: float) -> None:
    """Pay a contractor for standard hours, as far as the days of the contract year allow."""
    if centre.contractor is None:
        return
    plan = model.plan.capacity
    yuan = min(plan.price_yuan * hours, centre.record.results_yuan)
    centre.record.results_yuan -= yuan
    centre.record.received_yuan += yuan
    model.tally.spent_yuan += yuan


def pay_fixed(model: PlainSubdistrict) -> None:
    """Today's share of all fixed money; today's share of what may be paid for results is set aside."""
    model.tally.spent_yuan += model.plan.daily_yuan
    results, today = model.policy.contracts.result_share, model.plan.capacity.ceiling_yuan / DAYS_PER_YEAR
    yuan = (1.0 - results - model.policy.contracts.bonus_share) * today / len(model.centres)
    for centre in model.centres:
        if centre.contractor is not None:
            centre.record.results_yuan += results * today / len(model.centres) * centre.size
            centre.record.received_yuan += yuan * centre.size
            model.tally.spent_yuan += yuan * centre.size
