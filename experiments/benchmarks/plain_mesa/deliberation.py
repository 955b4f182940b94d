"""Committees, street office and district of the rival (docs/reference/ODD.md, 7.13)."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

import mesa

from experiments.benchmarks.plain_mesa.cases import Case
from experiments.benchmarks.plain_mesa.grounds import Neighbourhood
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict

SOCIAL_MANAGEMENT, ENVIRONMENT, PUBLIC_SERVICES = range(3)
COMMITTEE_OF = {"population": SOCIAL_MANAGEMENT, "security": SOCIAL_MANAGEMENT, "urban_services": ENVIRONMENT}
MOST_AGREEMENT = 0.95


def committee_of(domain: int) -> int:
    """The committee that deliberates matters of a domain."""
    return COMMITTEE_OF.get(DOMAIN_NAMES[domain], PUBLIC_SERVICES)


class Committee(mesa.Agent):
    """One of a community's three deliberation committees."""

    model: PlainSubdistrict

    def __init__(self, model: PlainSubdistrict, community: Neighbourhood) -> None:
        super().__init__(model)
        self.community = community
        self.agenda: deque[Case] = deque()
        self.credit = 0.0

    def put_on_agenda(self, case: Case) -> None:
        """Add a prepared case at the end."""
        case.stage = "agenda"
        self.agenda.append(case)

    def meet(self) -> None:
        """Deliberate from the top of the agenda as many cases as attention allows."""
        model = self.model
        policy, rule = model.policy, model.file.committees
        elsewhere = policy.partners.hub_attention + policy.partners.service_attention
        elsewhere += policy.delivery.oversight_attention if model.plan.has_contract else 0.0
        slots = rule.slots_per_meeting * policy.partners.committee_attention
        if policy.partners.committee_attention > 0.0:
            slots += rule.member_slots * policy.partners.posted_members
        self.credit += slots * (1.0 - min(1.0, elsewhere))
        while self.credit >= 1.0 and self.agenda:
            self.credit -= 1.0
            self._deliberate(self.agenda.popleft())
        self.credit -= math.floor(self.credit)

    def _deliberate(self, case: Case) -> None:
        model = self.model
        case.deliberated = True
        if model.rng.random() < self._chance_of_agreement(case):
            case.handler = "committee"
            model.close(case, model.file.committees.quality)
        else:
            model.street.receive(case, model.file.work.failed_deliberation_share * case.work)

    def _chance_of_agreement(self, case: Case) -> float:
        rule, partners = self.model.file.committees, self.model.policy.partners
        chance = rule.success_base + rule.success_trust * self.model.mean_trust_of(self.community)
        chance += rule.success_organisations if partners.agencies_attached else 0.0
        chance += rule.success_council if partners.council else 0.0
        chance = min(MOST_AGREEMENT, chance)
        if case.building.grid.is_closed and DOMAIN_NAMES[case.domain] == "urban_services":
            chance -= rule.closed_compound_penalty
        return float(chance)


class Street(mesa.Agent):
    """The street office, with the district behind it."""

    model: PlainSubdistrict

    def __init__(self, model: PlainSubdistrict) -> None:
        super().__init__(model)
        self.queue: deque[Case] = deque()
        self.came: dict[Case, int] = {}
        self.petition_hours = 0.0
        self.deciding: list[Case] = []

    def receive(self, case: Case, hours: float) -> None:
        """Take an escalated case at the end of the queue."""
        case.stage, case.escalated, case.hours_left = "street", True, hours
        self.came[case] = self.model.today
        self.queue.append(case)

    def step(self) -> None:
        """Petitions first, then cases; then decide what is due today."""
        rule = self.model.file.street
        partners = self.model.policy.partners
        left = rule.posts * rule.hours_per_day * rule.case_share * (1.0 + rule.hall_gain * partners.street_hall)
        on_petitions = min(left, self.petition_hours)
        self.petition_hours -= on_petitions
        left -= on_petitions
        while self.queue and left > 0.0:
            case = self.queue[0]
            worked = min(left, case.hours_left)
            case.hours_left -= worked
            left -= worked
            if case.hours_left <= 1e-12:
                self._handle(self.queue.popleft())
        self._decide()

    def _handle(self, case: Case) -> None:
        """The work is done; the file takes its time."""
        rule = self.model.file.street
        partners = self.model.policy.partners
        factor = rule.attached_factor if partners.agencies_attached else 1.0
        factor *= rule.supervisor_factor if partners.posted_supervisors else 1.0
        delay = math.floor(self.model.rng.exponential(rule.handling_mean_days) * factor)
        case.stage, case.due = "handling", max(self.model.today, self.came.pop(case) + delay)
        self.deciding.append(case)

    def _decide(self) -> None:
        today = self.model.today
        due = [case for case in self.deciding if case.due <= today]
        self.deciding = [case for case in self.deciding if case.due > today]
        for case in due:
            self._decide_one(case)

    def _decide_one(self, case: Case) -> None:
        rule, draw = self.model.file.street, self.model.rng
        if case.stage == "handling" and draw.random() < rule.district_share:
            wait = max(1, math.ceil(draw.exponential(rule.district_mean_days)))
            case.stage, case.due = "district", self.model.today + wait
            self.deciding.append(case)
        elif draw.random() < rule.escalated_success:
            case.handler = "street"
            self.model.close(case, rule.quality)
        else:
            self.model.fail(case)
