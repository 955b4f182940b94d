"""Deliberation committees and the co-governance council of each community; columns and rules."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.agents.residents import Neighbourhoods, mean_trust
from model.agents.street import Street, escalate
from model.clock import DAYS_PER_YEAR, NOBODY, day_of_year, join_queue, leave_queue
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import Handler, Stage, move
from model.contradictions.closing import is_bad, resolve
from model.draws import Purpose, uniform, uniforms
from model.elementary import exp
from model.scenario.parameters import COMMITTEES, DOMAIN_NAMES
from model.views import FOLLOWS, FROM_ZERO, SHARE, Column, View

SOCIAL_MANAGEMENT, ENVIRONMENT, PUBLIC_SERVICES = range(3)
TOPICS = ("social management", "environment", "public services")
URBAN_SERVICES = DOMAIN_NAMES.index("urban_services")
OWN_COMMITTEE = {"population": SOCIAL_MANAGEMENT, "security": SOCIAL_MANAGEMENT, "urban_services": ENVIRONMENT}
COMMITTEE_OF_DOMAIN = np.array([OWN_COMMITTEE.get(name, PUBLIC_SERVICES) for name in DOMAIN_NAMES], np.int64)
SUCCESS_LIMIT = 0.95


class Committees(NamedTuple):
    """Columns of the committees, shape (3 × communities,): agenda and the part of a slot carried over."""

    head: np.ndarray
    tail: np.ndarray
    credit: np.ndarray
    waiting: np.ndarray
    heard: np.ndarray
    agreed: np.ndarray


def new_committees(communities: int) -> Committees:
    """Three committees with empty agendas in every community."""
    count = COMMITTEES * communities
    empty = [np.full(count, NOBODY, np.int32) for _ in range(2)]
    return Committees(empty[0], empty[1], np.zeros(count), *(np.zeros(count, np.int64) for _ in range(3)))


@rule
def put_on_agenda(row, community, committees, cases):
    """Put a contested case at the end of its committee's agenda."""
    committee = COMMITTEES * community + COMMITTEE_OF_DOMAIN[cases.domain[row]]
    move(row, Stage.AGENDA, cases.stage, cases.at_stage)
    cases.hours_left[row] = 0.0
    join_queue(committee, row, committees.head, committees.tail, cases.next_in_queue)
    committees.waiting[committee] += 1


@compiled
def success_chance(trust, organisations, council, numbers):
    """Chance that deliberation ends in agreement."""
    chance = numbers.success_base + numbers.success_trust * trust
    chance += (numbers.success_organisations if organisations else 0.0) + (numbers.success_council if council else 0.0)
    return min(SUCCESS_LIMIT, chance)


@rule
def attention_elsewhere(partners, oversight_share, has_contract):
    """Share of the committees' attention that service, hub and oversight of a contract take from deliberation."""
    spent = partners.hub_attention + partners.service_attention + (oversight_share if has_contract else 0.0)
    return min(1.0, spent)


@rule
def hub_of(partners):
    """Committee attention that goes to registering and nurturing social organisations."""
    return partners.committee_attention * partners.hub_attention


@rule
def served_by_committees(partners, numbers):
    """Share of window work that committees take over when they serve residents themselves."""
    return numbers.service_relief * partners.committee_attention * partners.service_attention


class Meeting(NamedTuple):
    """What committees sit down with: their agendas, whose cases they are, and the street, where failures go.

    closed_compound (grids,); elsewhere: share of their attention that is spent on other functions.
    """

    committees: Committees
    neighbourhoods: Neighbourhoods
    closed_compound: np.ndarray
    street: Street
    elsewhere: float


@rule
def deliberate(seed, today, meeting, endings, numbers, burn_in_days, count):
    """Every committee meets `committee_meetings` times a year and takes cases from the top of its agenda, the more the larger it is.

    Agreement resolves the case, failure sends it to the street. Gives the new count of closures. Where a
    compound has no owners' committee, agreement on urban services is harder.
    """
    meetings, season = numbers.staffing.committee_meetings, day_of_year(today, burn_in_days)
    if (season + 1) * meetings // DAYS_PER_YEAR == season * meetings // DAYS_PER_YEAR:
        return count
    committees, neighbourhoods, street = meeting.committees, meeting.neighbourhoods, meeting.street
    cases, rules, recurrence = endings.cases, numbers.committees, numbers.recurrence
    head, credit = committees.head, committees.credit
    attention = numbers.partners.committee_attention
    members = rules.member_slots * numbers.partners.posted_members if attention > 0.0 else 0.0
    slots = (rules.slots_per_meeting * attention + members) * (1.0 - meeting.elsewhere)
    mean = neighbourhoods.residents.sum() / neighbourhoods.residents.size
    for committee in range(head.size):
        community = committee // COMMITTEES
        trust = mean_trust(
            community, neighbourhoods.trust_change, neighbourhoods.common_loss, neighbourhoods.residents,
            numbers.residents,
        )  # fmt: skip
        chance = success_chance(trust, numbers.partners.agencies_attached, numbers.partners.council, rules)
        credit[committee] += slots * (neighbourhoods.residents[community] / mean)
        while credit[committee] >= 1.0 and head[committee] != NOBODY:
            credit[committee] -= 1.0
            row = leave_queue(committee, head, committees.tail, cases.next_in_queue)
            committees.waiting[committee] -= 1
            committees.heard[committee] += 1
            cases.deliberated[row] = True
            closed = cases.domain[row] == URBAN_SERVICES and meeting.closed_compound[cases.grid[row]]
            likely = chance - (rules.closed_compound_penalty if closed else 0.0)
            if uniforms(seed, Purpose.DELIBERATION, cases.key[row], 0)[0] < likely:
                committees.agreed[committee] += 1
                bad = is_bad(seed, cases.key[row], cases.attempts[row], rules.quality, recurrence.bad_share)
                resolve(
                    seed, today, row, Handler.COMMITTEE, bad, cases, endings.calendar, recurrence, endings.series
                )  # fmt: skip
                endings.closed[count] = row
                count += 1
            else:
                escalate(row, today, numbers.work.failed_deliberation_share, cases, street.head, street.tail)
        credit[committee] -= int(credit[committee])
    return count


@rule
def elect_owners(seed, today, supported, closed_compound, arising, kept, rate, quarters):
    """Each quarter a supported compound without an owners' committee may succeed in electing one.

    `arising` (grids,) is the rate of its grid, of which a share is `kept` once owners look after the compound themselves.
    """
    if not supported:
        return
    chance = 1.0 - exp(-rate / quarters)
    for grid in range(closed_compound.size):
        if closed_compound[grid] and uniform(seed, Purpose.ELECTION, grid, today) < chance:
            closed_compound[grid] = False
            arising[grid] *= kept


class Committee(View):
    """One deliberation committee of a community."""

    waiting = Column("committees", "waiting", FOLLOWS)
    heard = Column("committees", "heard", FOLLOWS)
    agreed = Column("committees", "agreed", FOLLOWS)
    slot_credit = Column("committees", "credit", within=FROM_ZERO)

    @property
    def community(self) -> int:
        """Its community, counted from 0."""
        return self.row // COMMITTEES

    @property
    def topic(self) -> str:
        """What it deliberates on."""
        return TOPICS[self.row % COMMITTEES]


class Council(View):
    """The co-governance council of a community: the row is the community."""

    residents = Column("neighbourhoods", "residents", FOLLOWS)
    window_loss = Column("neighbourhoods", "window_loss", within=SHARE)

    @property
    def community(self) -> int:
        """Its community, counted from 0."""
        return self.row

    @property
    def active(self) -> bool:
        """Whether the policy in force has councils."""
        return bool(self.model.policy.partners.council)
