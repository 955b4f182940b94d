"""Committees, street office and district of the rival (docs/reference/ODD.md, 7.13)."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

import mesa

from experiments.benchmarks.plain_mesa.cases import Case
from experiments.benchmarks.plain_mesa.grounds import Neighbourhood
from experiments.benchmarks.plain_mesa.practices import ends_on_paper
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict

SOCIAL_MANAGEMENT, ENVIRONMENT, PUBLIC_SERVICES = range(3)
COMMITTEE_OF = {"population": SOCIAL_MANAGEMENT, "security": SOCIAL_MANAGEMENT, "urban_services": ENVIRONMENT}
MAX_AGREEMENT = 0.95
NEGLIGIBLE_HOURS = 1e-12


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
        self.credit += model.ground.size_of(self.community) * slots * (1.0 - min(1.0, elsewhere))
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
        chance = min(MAX_AGREEMENT, chance)
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
        """Hand over what is past its term, work on petitions and cases, decide what is due today."""
        rule = self.model.file.street
        partners = self.model.policy.partners
        day = self.model.policy.staffing.street_posts * rule.hours_per_day * rule.case_share
        day *= 1.0 + rule.hall_gain * partners.street_hall
        self._hand_over(day)
        day *= self.model.opening
        left = day - self._work_on_petitions(day * (rule.petition_share if self.queue else 1.0))
        waiting = deque(self.queue)
        self.queue.clear()
        for case in waiting:
            worked = min(left, case.hours_left, rule.hours_per_day * self.model.opening)
            case.hours_left -= worked
            left -= worked
            if case.hours_left <= NEGLIGIBLE_HOURS:
                self._handle(case)
            else:
                self.queue.append(case)
        self._work_on_petitions(left)
        self._decide()

    def _hand_over(self, day: float) -> None:
        """The district takes what has waited longer than the law allows."""
        rule, tally = self.model.file.street, self.model.tally
        late = [case for case in self.queue if self.model.today - self.came[case] > rule.term_days]
        for case in late:
            self.queue.remove(case)
            del self.came[case]
            tally.takeovers += 1.0
            tally.taken_hours += case.hours_left
            self._to_district(case)
            self.deciding.append(case)
        beyond = self.petition_hours - rule.term_days * rule.petition_share * day
        if beyond > 0.0:
            self.petition_hours -= beyond
            tally.takeovers += beyond / rule.petition_hours
            tally.taken_hours += beyond

    def _work_on_petitions(self, hours: float) -> float:
        """Hours used."""
        used = min(hours, self.petition_hours)
        self.petition_hours -= used
        return used

    def _to_district(self, case: Case) -> None:
        rule = self.model.file.street
        wait = min(rule.extension_days, self.model.rng.exponential(rule.district_mean_days))
        case.stage, case.at_district = "district", True
        case.due = self.model.today + max(1, math.ceil(wait))

    def _handle(self, case: Case) -> None:
        """The work is done; the file takes its time."""
        rule = self.model.file.street
        partners = self.model.policy.partners
        factor = rule.attached_factor if partners.agencies_attached else 1.0
        factor *= rule.supervisor_factor if partners.posted_supervisors else 1.0
        delay = math.floor(min(rule.term_days, self.model.rng.exponential(rule.handling_mean_days) * factor))
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
            self._to_district(case)
            self.deciding.append(case)
        elif draw.random() < rule.escalated_success:
            case.handler = "street"
            self.model.close(case, rule.quality)
        elif ends_on_paper(self.model, case):
            case.handler = "street"
            self.model.end_on_paper(case)
            self.model.failed_today.append(case)
        else:
            self.model.fail(case)
