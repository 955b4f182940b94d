"""What officials do to the figures, what residents settle, what is at stake: the rival's way (docs/reference/ODD.md, 7.19 to 7.21)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from experiments.benchmarks.plain_mesa.cases import Case
from experiments.benchmarks.plain_mesa.grounds import DAYS_PER_YEAR, Neighbourhood
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict

OUTDOORS = ("urban_services", "security")
SMALL = 0.5
MIDDLE_OF_QUARTER = 46


# ── gaming ────────────────────────────────────────────────────────────────────


def found_by_calls(model: PlainSubdistrict) -> float:
    """Share of what is hollow that call-backs find."""
    return float(model.policy.evaluation.call_back_share * model.file.gaming.call_back_catch)


def left_by_supervisors(model: PlainSubdistrict) -> float:
    """Share of all gaming that goes on where supervisors are posted."""
    return 1.0 - model.file.gaming.supervisor_catch * model.policy.partners.posted_supervisors


def pressure(model: PlainSubdistrict) -> float:
    """How much hollow work pays."""
    judged = model.policy.evaluation
    threat = judged.call_back_weight * found_by_calls(model) * model.file.gaming.deterrence
    return max(0.0, judged.official_rate_weight - threat) * left_by_supervisors(model)


def hardness(model: PlainSubdistrict, case: Case) -> float:
    """What makes officials avoid a case."""
    return float(model.file.gaming.hard_factor) if case.contested or case.beyond else 1.0


def kept_off_record(model: PlainSubdistrict, case: Case) -> bool:
    """Whether this matter is never written down."""
    chance = model.policy.evaluation.official_rate_weight * model.file.gaming.unrecorded_share
    kept = case.reluctance < chance * left_by_supervisors(model) * hardness(model, case)
    return bool(kept)


def ends_on_paper(model: PlainSubdistrict, case: Case) -> bool:
    """Whether a case is closed without work, and no call-back undoes it."""
    if model.rng.random() >= pressure(model) * model.file.gaming.hollow_share * hardness(model, case):
        return False
    return bool(model.rng.random() >= found_by_calls(model))


def written_twice(model: PlainSubdistrict) -> int:
    """Second records of today's records, incidents' left out."""
    chance = pressure(model) * model.file.gaming.second_record_share * (1.0 - found_by_calls(model))
    records = [case for case in model.recorded_on.get(model.today, []) if case.channel != "incident"]
    return sum(bool(model.rng.random() < chance) for _ in records)


def rewards_of_judgement(model: PlainSubdistrict) -> tuple[float, float]:
    """Rewards of quality and pace by what officials are judged by."""
    judged, rule = model.policy.evaluation, model.file.effort
    quality = rule.call_back_reward * judged.call_back_weight * judged.call_back_share
    return float(quality), float(rule.official_rate_reward * judged.official_rate_weight)


# ── residents ─────────────────────────────────────────────────────────────────


def behind_doors(model: PlainSubdistrict, case: Case) -> bool:
    """Whether patrols cannot see it."""
    return DOMAIN_NAMES[case.domain] not in OUTDOORS and case.seclusion < model.file.detection.behind_doors_share


def take_up(model: PlainSubdistrict, community: Neighbourhood, by_officials: bool) -> None:
    """A community remembers who took a matter up."""
    community.by_officials += (by_officials - community.by_officials) / model.file.neighbours.crowding_memory


def left_to_residents(model: PlainSubdistrict, case: Case) -> float:
    """What officials leave of residents' own settling."""
    return 1.0 - float(model.file.neighbours.crowding) * case.building.grid.community.by_officials


def settled_among_neighbours(model: PlainSubdistrict, case: Case) -> bool:
    """Whether the matter is settled before anybody reports it."""
    rule, yuan = model.file.neighbours, model.policy.partners.programmes_yuan
    brought_together = 1.0 - math.exp(-yuan / len(model.residents) / rule.programme_yuan_scale)
    chance = min(1.0, rule.settle_share * (1.0 + rule.programme_gain * brought_together))
    chance *= case.resident.present_trust * left_to_residents(model, case) * (1.0 - case.severity)
    chance *= 0.0 if case.beyond else 0.5 if case.contested else 1.0
    if model.rng.random() >= chance:
        return False
    settle(model, case)
    return True


def settle(model: PlainSubdistrict, case: Case) -> None:
    """Residents end a matter; nobody writes it down."""
    model.come_to_light(case)
    take_up(model, case.building.grid.community, by_officials=False)
    case.handler = "residents"
    case.bad = model.rng.random() < model.file.recurrence.bad_share * (1.0 - model.file.neighbours.quality)
    model.end(case)


def volunteer(model: PlainSubdistrict) -> None:
    """Volunteers look at buildings of their community."""
    rule = model.file.neighbours
    for community in model.ground.communities:
        active = community.residents * model.policy.partners.volunteers_per_1000 / 1000.0 * rule.volunteer_active_share
        community.visits += active * rule.volunteer_visits / DAYS_PER_YEAR
        buildings = [b for grid in model.ground.grids if grid.community is community for b in grid.buildings]
        for _ in range(int(community.visits)):
            building = buildings[int(model.rng.integers(len(buildings)))]
            for case in list(building.latent):
                if model.rng.random() < rule.volunteer_probability:
                    _help(model, case)
        community.visits -= math.floor(community.visits)


def _help(model: PlainSubdistrict, case: Case) -> None:
    if not case.contested and not case.beyond and case.severity <= SMALL:
        if model.rng.random() < case.resident.present_trust * left_to_residents(model, case):
            settle(model, case)
    elif case.severity >= model.policy.triage.recording_standard:
        if kept_off_record(model, case):
            model.tally.left_off_record += 1
        else:
            model.put_on_record(case, "report")


# ── contracts ─────────────────────────────────────────────────────────────────


def stake(model: PlainSubdistrict) -> float:
    """What the next review is worth to a contractor now."""
    rule, contracts = model.file.organisations, model.policy.contracts
    rivals = holders = 0
    for organisation in model.organisations:
        if organisation.active and organisation.contracts:
            holders += 1
        elif organisation.active and organisation.capability >= rule.tender_capability:
            rivals += 1
    contested = rivals / (rivals + holders) if rivals else 0.0
    worth = rule.renewal_reward * _nearness(model, contracts.term_years) * contested
    return float(worth + rule.bonus_reward * contracts.bonus_share * _nearness(model, 1))


def _nearness(model: PlainSubdistrict, years: int) -> float:
    length = years * DAYS_PER_YEAR
    left = length - max(0, model.today - model.ground.burn_in) % length - MIDDLE_OF_QUARTER
    return math.exp(-max(0, left) / model.file.organisations.foresight_days)


def self_service(model: PlainSubdistrict) -> float:
    """Share of window work that organisations' members take over."""
    rule = model.file.organisations
    density = sum(each.active for each in model.organisations) / len(model.residents) * 10_000.0
    return float(rule.self_service_share * density / (density + rule.self_service_half))
