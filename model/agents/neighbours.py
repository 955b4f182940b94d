"""What residents settle without officials: neighbours among themselves, and volunteers who look around.

What they settle never comes on record. Trust helps them; where officials take up every matter they leave it to them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.agents.residents import ensure_trust, trust_of
from model.clock import DAYS_PER_YEAR, NOBODY
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import Channel, Handler, Stage
from model.contradictions.closing import is_bad, resolve
from model.contradictions.detection import record
from model.contradictions.gaming import is_kept_off_record
from model.contradictions.triage import recordable
from model.draws import Purpose, uniform, uniforms
from model.elementary import exp
from model.series import Series

# A volunteer settles nothing graver than this; what is graver is told to the grid worker.
SMALL_SEVERITY = 0.5


class Neighbours(NamedTuple):
    """Columns of the communities, shape (communities,).

    official: share of late of the matters of the community that officials took up, of those that anybody did;
    visit_credit: part of a volunteer's visit carried over.
    """

    official: np.ndarray
    visit_credit: np.ndarray


def new_neighbours(communities: int) -> Neighbours:
    """Communities in which officials have taken up every second matter."""
    return Neighbours(np.full(communities, 0.5), np.zeros(communities))


@rule
def remember(community, by_officials, neighbours, memory):
    """One more matter was taken up: by officials, or by the residents."""
    was = neighbours.official[community]
    neighbours.official[community] = was + ((1.0 if by_officials else 0.0) - was) / memory


@rule
def remember_records(today, calendar, cases, neighbours, numbers):
    """Officials took up today's records."""
    row = calendar.recorded[today]
    while row != NOBODY:
        remember(cases.community[row], True, neighbours, numbers.crowding_memory)
        row = cases.next_recorded[row]


@compiled
def readiness(programmes_yuan, residents, numbers):
    """Chance at full trust, of a matter without severity, that neighbours settle it; programmes bring people together."""
    gain = 1.0 - exp(-programmes_yuan / max(1, residents) / numbers.programme_yuan_scale)
    return min(1.0, numbers.settle_share * (1.0 + numbers.programme_gain * gain))


class MutualHelp(NamedTuple):
    """What residents bring to settling matters themselves.

    numbers and recurrence: sections of the scenario; likely: `readiness` under the policy in force.
    """

    neighbours: Neighbours
    numbers: Any
    recurrence: Any
    likely: float


@rule
def settled_share(row, trust, cases, mutual):
    """Chance that residents settle this matter: none beyond a community's authority, less of what is grave or contested."""
    if cases.beyond[row]:
        return 0.0
    left_to_them = 1.0 - mutual.numbers.crowding * mutual.neighbours.official[cases.community[row]]
    chance = mutual.likely * trust * left_to_them * (1.0 - cases.severity[row])
    return 0.5 * chance if cases.contested[row] else chance


@rule
def settle_among_residents(seed, today, row, cases, calendar, mutual, series):
    """Close a latent matter that residents have settled; it never comes on record, and may come back."""
    numbers, recurrence = mutual.numbers, mutual.recurrence
    bad = is_bad(seed, cases.key[row], cases.attempts[row], numbers.quality, recurrence.bad_share)
    resolve(seed, today, row, Handler.RESIDENTS, bad, cases, calendar, recurrence, series)
    series[today, Series.SETTLED_BY_RESIDENTS] += 1.0
    remember(cases.community[row], False, mutual.neighbours, numbers.crowding_memory)


@rule
def try_among_neighbours(seed, today, row, trust, cases, calendar, mutual, series):
    """Before a resident reports: whether the matter is settled among neighbours instead."""
    if mutual.likely <= 0.0:
        return False
    chance = settled_share(row, trust, cases, mutual)
    if uniform(seed, Purpose.NEIGHBOURS, cases.key[row], cases.reports[row]) >= chance:
        return False
    settle_among_residents(seed, today, row, cases, calendar, mutual, series)
    return True


@rule
def volunteers_look_around(seed, today, search, society, mutual, buildings, per_1000):
    """Volunteers look at buildings anywhere in their community; they settle what is small and tell the grid worker of the rest.

    A small matter is uncontested, within authority and of severity 0.5 at most; it is settled with the resident's trust, less
    what is crowded out.
    """
    if per_1000 <= 0.0:
        return
    cases, credit, numbers, place = search.cases, mutual.neighbours.visit_credit, mutual.numbers, society.place
    each, residents = place.buildings_per_grid, society.neighbourhoods.residents
    first = 0
    for community in range(residents.size):
        last = first + 1
        while last < place.grids and buildings.community[last] == community:
            last += 1
        active = residents[community] * per_1000 / 1000.0 * numbers.volunteer_active_share
        credit[community] += active * numbers.volunteer_visits / DAYS_PER_YEAR
        visits = int(credit[community])
        credit[community] -= visits
        for visit in range(visits):
            u = uniform(seed, Purpose.VOLUNTEERS, community, today * 65_536 + visit)
            building = first * each + int(u * (last - first) * each)
            row = buildings.latent[building]
            while row != NOBODY:
                following = cases.next_latent[row]
                if cases.stage[row] == Stage.LATENT:
                    help_with(seed, today, visit, row, search, society, mutual)
                row = following
        first = last


@rule
def help_with(seed, today, visit, row, search, society, mutual):
    """What a volunteer does about a latent matter in the building: nothing if not noticed, settle it, or tell of it."""
    cases, numbers, neighbours = search.cases, mutual.numbers, mutual.neighbours
    u = uniforms(seed, Purpose.SETTLEMENT, cases.key[row], today * 1024 + visit % 1024)
    if u[0] >= numbers.volunteer_probability:
        return
    own_trust, centre = society.residents.own_trust, cases.resident[row]
    if own_trust[centre] == 0.0:
        ensure_trust(seed, centre, own_trust, society.trust_table, society.circles.fours, society.circles.begin)
    trust = trust_of(own_trust[centre], society.neighbourhoods.common_loss[cases.community[row]])
    if not cases.contested[row] and not cases.beyond[row] and cases.severity[row] <= SMALL_SEVERITY:
        if u[1] < trust * (1.0 - numbers.crowding * neighbours.official[cases.community[row]]):
            settle_among_residents(seed, today, row, cases, search.calendar, mutual, search.series)
        return
    if not recordable(cases.severity[row], search.standard, Channel.REPORT):
        return
    if is_kept_off_record(seed, row, cases, search.off_record, search.hard_factor):
        search.series[today, Series.LEFT_OFF_RECORD] += 1.0
        return
    record(row, today, Channel.REPORT, search.work, cases, search.calendar, search.workers)
