"""Social organisations: how capable, how motivated, how much effort; columns, rules and view."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.agents.renewal import judged, rewarded
from model.agents.residents import clipped
from model.clock import DAYS_PER_YEAR, NOBODY
from model.compilation.decorators import compiled, rule
from model.draws import Purpose, normal, poisson, uniform, uniforms
from model.elementary import exp
from model.views import FOLLOWS, FROM_ZERO, SHARE, Column, Day, View

QUARTERS = 4
INCUBATION_REFERENCE_YUAN = 800_000.0
MILLION = 1e6
ALL_SEEN = 1.0
PEOPLE = 10_000.0


class Organisations(NamedTuple):
    """Columns of the social organisations, shape (capacity,) or (capacity, domains).

    active: still registered; registered: day; motivation: θ; capability, effort, pace: per
    domain; contracts: held now; reputation: last evaluation; used (1,): rows in use.
    """

    active: np.ndarray
    registered: np.ndarray
    motivation: np.ndarray
    capability: np.ndarray
    effort: np.ndarray
    pace: np.ndarray
    contracts: np.ndarray
    reputation: np.ndarray
    used: np.ndarray


def new_organisations(capacity: int, domains: int) -> Organisations:
    """An empty register with room for `capacity` organisations."""
    return Organisations(
        np.zeros(capacity, np.bool_),
        np.zeros(capacity, np.int32),
        np.zeros(capacity),
        np.zeros((capacity, domains)),
        np.zeros((capacity, domains)),
        np.zeros((capacity, domains)),
        np.zeros(capacity, np.int32),
        np.zeros(capacity),
        np.zeros(1, np.int64),
    )


def grown_organisations(old: Organisations, capacity: int) -> Organisations:
    """The same register with more room."""
    grown = new_organisations(capacity, old.capability.shape[1])
    for name in Organisations._fields:
        if name == "used":
            grown.used[0] = old.used[0]
        else:
            getattr(grown, name)[: old.active.size] = getattr(old, name)
    return grown


@compiled
def best_response(benefit_quality, benefit_pace, substitution):
    """Effort on quality and pace that maximise B_e e + B_x x − ½(e² + x²) − γ e x on the unit square.

    Source: Holmström and Milgrom 1991. The gain is strictly concave: where its peak lies outside the square, the
    best point of the four edges is the best of all.
    """
    g = substitution
    quality = (benefit_quality - g * benefit_pace) / (1.0 - g * g)
    pace = (benefit_pace - g * benefit_quality) / (1.0 - g * g)
    if 0.0 <= quality <= 1.0 and 0.0 <= pace <= 1.0:
        return quality, pace
    best, quality, pace = -np.inf, 0.0, 0.0
    for bound in (0.0, 1.0):
        for e, x in ((bound, clipped(benefit_pace - g * bound)), (clipped(benefit_quality - g * bound), bound)):
            gain = benefit_quality * e + benefit_pace * x - 0.5 * (e * e + x * x) - g * e * x
            if gain > best:
                best, quality, pace = gain, e, x
    return quality, pace


@compiled
def oversight(attention, share, yuan, organisations):
    """How much of contracted work is seen: m = 1 − exp(−effect · attention · share − yuan/scale)."""
    seen = organisations.oversight_attention_effect * attention * share + yuan / organisations.oversight_money_scale
    return 1.0 - exp(-seen)


@rule
def quality_of(capability, effort, floor):
    """Quality of work: capability × (floor + (1 − floor) × effort)."""
    return capability * (floor + (1.0 - floor) * effort)


@compiled
def register(seed, today, count, organisations, numbers):
    """Register `count` organisations with drawn capability and motivation."""
    for _ in range(count):
        row = organisations.used[0]
        organisations.used[0] += 1
        u_capability, u_motivation, _, _ = uniforms(seed, Purpose.ORGANISATION, row, 0)
        organisations.active[row] = True
        organisations.registered[row] = today
        organisations.motivation[row] = max(0.0, numbers.motivation_mean + numbers.motivation_sd * normal(u_motivation))
        capability = numbers.initial_capability + numbers.capability_sd * normal(u_capability)
        capability = min(numbers.capability_ceiling, max(0.0, capability))
        for domain in range(organisations.capability.shape[1]):
            organisations.capability[row, domain] = capability
            organisations.effort[row, domain] = clipped(organisations.motivation[row])
            organisations.pace[row, domain] = 0.0
        organisations.reputation[row] = numbers.renewal_target


@compiled
def registrations(seed, day, incubation_yuan, hub, numbers):
    """How many organisations register today, by money and by the committees' attention to being their hub."""
    rate = numbers.registrations_per_year + numbers.registrations_per_million * incubation_yuan / MILLION
    rate += numbers.hub_registrations * hub
    return poisson(rate / DAYS_PER_YEAR, seed, Purpose.REGISTRATION, 0, day)


@rule
def chosen_effort(motivation, oversight_level, at_stake, evaluation, measurability, contracts, organisations, effort):
    """The contractor's best response in a domain at oversight m, with so much at stake in the next review."""
    benefit = motivation + organisations.oversight_effect * oversight_level * contracts.quality_weight * measurability
    for_quality, for_pace = rewarded(at_stake, oversight_level, measurability, contracts, effort)
    by_residents, by_rate = judged(evaluation, effort)
    return best_response(
        benefit + for_quality + by_residents, contracts.result_share + for_pace + by_rate, effort.substitution
    )


@rule
def approach(row, organisations, numbers, oversight_level, at_stake, share):
    """Move an organisation's effort and pace by a share of the way to its best response at oversight m."""
    for kind in range(numbers.domain.measurability.size):
        quality, pace = chosen_effort(
            organisations.motivation[row],
            oversight_level,
            at_stake,
            numbers.evaluation,
            numbers.domain.measurability[kind],
            numbers.contracts,
            numbers.organisations,
            numbers.effort,
        )
        organisations.effort[row, kind] += share * (quality - organisations.effort[row, kind])
        organisations.pace[row, kind] += share * (pace - organisations.pace[row, kind])


@rule
def enter_contract(row, organisations, numbers, oversight_level, at_stake):
    """An organisation that held no contract starts at its best response; others keep the effort they make."""
    if organisations.contracts[row] == 0:
        approach(row, organisations, numbers, oversight_level, at_stake, 1.0)
    organisations.contracts[row] += 1


@rule
def learn(seed, quarter, organisations, numbers, oversight_level, at_stake, hub):
    """Each quarter capability closes part of the gap to the ceiling, effort moves to its best response.

    Rate a year: incubation_rate × yuan/reference, plus hub_rate × the committees' attention to being
    the organisations' hub, plus practice_rate under contract. Idle organisations give up at the exit rate.
    """
    rules = numbers.organisations
    incubation = (
        rules.incubation_rate * numbers.delivery.incubation_yuan / INCUBATION_REFERENCE_YUAN + rules.hub_rate * hub
    )
    exit_chance = 1.0 - exp(-rules.exit_rate / QUARTERS)
    for row in range(organisations.used[0]):
        if not organisations.active[row]:
            continue
        held = organisations.contracts[row] > 0
        if not held and uniform(seed, Purpose.EXIT, row, quarter) < exit_chance:
            organisations.active[row] = False
            continue
        rate = incubation + (rules.practice_rate if held else 0.0)
        kept = exp(-rate / QUARTERS)
        for kind in range(numbers.domain.measurability.size):
            gap = rules.capability_ceiling - organisations.capability[row, kind]
            organisations.capability[row, kind] = rules.capability_ceiling - gap * kept
        if held:
            approach(row, organisations, numbers, oversight_level, at_stake, numbers.effort.adjustment)


@compiled
def self_service(organisations, residents, numbers):
    """Share of window work that the active organisations' members take over among themselves, by their number a resident."""
    if numbers.self_service_share <= 0.0:
        return 0.0
    active = 0
    for row in range(organisations.used[0]):
        active += 1 if organisations.active[row] else 0
    density = active / max(1, residents) * PEOPLE
    return numbers.self_service_share * density / (density + numbers.self_service_half)


@rule
def mean_capability(row, organisations):
    """Mean capability of an organisation over the domains."""
    total = 0.0
    for kind in range(organisations.capability.shape[1]):
        total += organisations.capability[row, kind]
    return total / organisations.capability.shape[1]


@rule
def mean_pace(row, organisations):
    """Mean pace of an organisation over the domains."""
    total = 0.0
    for kind in range(organisations.pace.shape[1]):
        total += organisations.pace[row, kind]
    return total / organisations.pace.shape[1]


@rule
def award(community, incumbent, organisations, numbers):
    """The organisation that wins a tender: capable, room for a contract, best reputation × capability.

    The incumbent whose contract was not renewed does not bid; NOBODY where no one is capable.
    """
    best, value = NOBODY, -1.0
    for step in range(organisations.used[0]):
        row = (step + community) % organisations.used[0]
        if not organisations.active[row] or row == incumbent:
            continue
        if organisations.contracts[row] >= numbers.contracts_limit:
            continue
        capability = mean_capability(row, organisations)
        if capability < numbers.tender_capability:
            continue
        bid = capability * organisations.reputation[row] / (1.0 + organisations.contracts[row])
        if bid > value:
            best, value = row, bid
    return best


class SocialOrganisation(View):
    """One social organisation; capability, effort and pace are arrays over the seven domains."""

    active = Column("organisations", "active", FOLLOWS)
    registered_day = Day("organisations", "registered", NOBODY, FOLLOWS)
    motivation = Column("organisations", "motivation", within=FROM_ZERO)
    capability = Column("organisations", "capability", within=SHARE)
    effort = Column("organisations", "effort", within=SHARE)
    pace = Column("organisations", "pace", within=SHARE)
    reputation = Column("organisations", "reputation", within=FROM_ZERO)
    contracts = Column("organisations", "contracts", FOLLOWS)
