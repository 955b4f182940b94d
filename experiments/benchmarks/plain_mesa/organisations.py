"""Social organisations of the rival: capability, effort, registration (docs/reference/ODD.md, 7.11)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from experiments.benchmarks.plain_mesa.practices import rewards_of_judgement, stake
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict

YUAN_PER_INCUBATION_RATE = 800_000.0
QUARTERS = 4.0


class Organisation(mesa.Agent):
    """A registered social organisation; effort and pace are one for each domain."""

    model: PlainSubdistrict

    def __init__(self, model: PlainSubdistrict) -> None:
        super().__init__(model)
        rule, draw = model.file.organisations, model.rng
        capability = rule.initial_capability + rule.capability_sd * draw.standard_normal()
        self.capability = min(rule.capability_ceiling, max(0.0, float(capability)))
        self.motivation = max(0.0, float(draw.normal(rule.motivation_mean, rule.motivation_sd)))
        self.reputation = rule.renewal_target
        self.contracts = 0
        self.active = True
        self.effort = [0.0] * len(DOMAIN_NAMES)
        self.pace = [0.0] * len(DOMAIN_NAMES)

    def quality_in(self, domain: int) -> float:
        """Quality of its work in a domain."""
        floor = self.model.file.effort.quality_floor
        return float(self.capability * (floor + (1.0 - floor) * self.effort[domain]))

    @property
    def speed(self) -> float:
        """Working speed of its people."""
        rule = self.model.file.organisations
        base = rule.speed_base + rule.speed_slope * self.capability / rule.reference_capability
        mean_pace = sum(self.pace) / len(self.pace)
        return float(base * (1.0 + self.model.file.effort.pace_speed * mean_pace))

    def _best(self, domain: int, seen: float) -> tuple[float, float]:
        file, contracts = self.model.file, self.model.policy.contracts
        heard = seen * contracts.quality_weight
        reward = self.motivation
        reward += file.organisations.oversight_effect * heard * getattr(file.domain, DOMAIN_NAMES[domain]).measurability
        worth = stake(self.model)
        measured = getattr(file.domain, DOMAIN_NAMES[domain]).measurability
        by_residents, by_rate = rewards_of_judgement(self.model)
        reward += worth * contracts.inspection_weight * seen * measured + by_residents
        pace = worth * (contracts.records_weight + contracts.survey_weight) * file.effort.pace_speed + by_rate
        return best_response(reward, contracts.result_share + pace, file.effort.substitution)

    def adjust(self, share: float, seen: float | None = None) -> None:
        """Move effort and pace by a share of the way to the best response, to the oversight there is unless told."""
        for domain in range(len(DOMAIN_NAMES)):
            effort, pace = self._best(domain, oversight(self.model) if seen is None else seen)
            self.effort[domain] += share * (effort - self.effort[domain])
            self.pace[domain] += share * (pace - self.pace[domain])

    def lose_a_person(self, lines: int) -> None:
        """Somebody of a unit with so many lines leaves, and takes along what they knew."""
        self.capability *= 1.0 - self.model.file.organisations.departure_loss / lines

    def live_a_quarter(self) -> None:
        """Give up without a contract, or grow by incubation and practice."""
        if not self.active:
            return
        rule = self.model.file.organisations
        if self.contracts == 0 and self.model.rng.random() < 1.0 - math.exp(-rule.exit_rate / QUARTERS):
            self.active = False
            return
        incubated = self.model.policy.delivery.incubation_yuan / YUAN_PER_INCUBATION_RATE
        rate = rule.incubation_rate * incubated + rule.practice_rate * (self.contracts > 0)
        rate += rule.hub_rate * hub(self.model)
        gap = (rule.capability_ceiling - self.capability) * math.exp(-rate / QUARTERS)
        self.capability = rule.capability_ceiling - gap


def oversight(model: PlainSubdistrict) -> float:
    """How much of contracted work is seen, 0 to 1."""
    rule, policy = model.file.organisations, model.policy
    attention = policy.partners.committee_attention * policy.delivery.oversight_attention
    money = policy.delivery.oversight_yuan_per_community / rule.oversight_money_scale
    return 1.0 - math.exp(-rule.oversight_attention_effect * attention - money)


def hub(model: PlainSubdistrict) -> float:
    """Attention of the committees to being the organisations' hub."""
    partners = model.policy.partners
    return float(partners.committee_attention * partners.hub_attention)


def best_response(reward_effort: float, reward_pace: float, substitution: float) -> tuple[float, float]:
    """Effort on quality and on pace that pay best, each within [0, 1]."""
    scale = 1.0 - substitution * substitution
    effort = (reward_effort - substitution * reward_pace) / scale
    pace = (reward_pace - substitution * reward_effort) / scale
    if 0.0 <= effort <= 1.0 and 0.0 <= pace <= 1.0:
        return effort, pace
    edges = (
        (0.0, clip(reward_pace)),
        (clip(reward_effort), 0.0),
        (1.0, clip(reward_pace - substitution)),
        (clip(reward_effort - substitution), 1.0),
    )

    def gain(point: tuple[float, float]) -> float:
        e, x = point
        return reward_effort * e + reward_pace * x - 0.5 * (e * e + x * x) - substitution * e * x

    return max(edges, key=gain)


def clip(value: float) -> float:
    """Hold a number within [0, 1]."""
    return min(1.0, max(0.0, value))
