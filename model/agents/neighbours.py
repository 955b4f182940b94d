"""What residents settle without officials: neighbours among themselves, and volunteers who look around.

What they settle never comes on record. Trust helps them; where officials take up every matter they leave it to them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.agents.residents import ensure_trust, trust_of
from model.clock import DAYS_PER_YEAR, NOBODY
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import Channel, Handler, Stage
from model.contradictions.closing import is_bad, resolve
from model.contradictions.detection import join_list, put_on_record
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


@rule
def settled_share(row, trust, likely, cases, neighbours, numbers):
    """Chance that residents settle this matter: none beyond a community's authority, less of what is grave or contested."""
    if cases.beyond[row]:
        return 0.0
    left_to_them = 1.0 - numbers.crowding * neighbours.official[cases.community[row]]
    chance = likely * trust * left_to_them * (1.0 - cases.severity[row])
    return 0.5 * chance if cases.contested[row] else chance


@rule
def settle_among_residents(seed, today, row, cases, calendar, neighbours, numbers, recurrence, series):
    """Close a latent matter that residents have settled; it never comes on record, and may come back."""
    bad = is_bad(seed, cases.key[row], cases.attempts[row], numbers.quality, recurrence.bad_share)
    resolve(seed, today, row, Handler.RESIDENTS, bad, cases, calendar, recurrence, series)
    series[today, Series.SETTLED_BY_RESIDENTS] += 1.0
    remember(cases.community[row], False, neighbours, numbers.crowding_memory)


@rule
def try_among_neighbours(seed, today, row, trust, likely, cases, calendar, neighbours, numbers, recurrence, series):
    """Before a resident reports: whether the matter is settled among neighbours instead."""
    if likely <= 0.0:
        return False
    chance = settled_share(row, trust, likely, cases, neighbours, numbers)
    if uniform(seed, Purpose.NEIGHBOURS, cases.key[row], cases.reports[row]) >= chance:
        return False
    settle_among_residents(seed, today, row, cases, calendar, neighbours, numbers, recurrence, series)
    return True


@rule
def volunteers_look_around(
    seed, today, per_1000, cases, workers, buildings, calendar, society, neighbours, numbers, place, detection, work,
    standard, off_record, hard_factor, recurrence, series,
):  # fmt: skip
    """Volunteers look at buildings anywhere in their community; they settle what is small and tell the grid worker of the rest.

    A small matter is uncontested, within authority and of severity 0.5 at most; it is settled with the resident's trust, less
    what is crowded out.
    """
    if per_1000 <= 0.0:
        return
    each, residents = place.buildings_per_grid, society.neighbourhoods.residents
    first = 0
    for community in range(residents.size):
        last = first + 1
        while last < place.grids and buildings.community[last] == community:
            last += 1
        active = residents[community] * per_1000 / 1000.0 * numbers.volunteer_active_share
        neighbours.visit_credit[community] += active * numbers.volunteer_visits / DAYS_PER_YEAR
        visits = int(neighbours.visit_credit[community])
        neighbours.visit_credit[community] -= visits
        for visit in range(visits):
            u = uniform(seed, Purpose.VOLUNTEERS, community, today * 65_536 + visit)
            building = first * each + int(u * (last - first) * each)
            row = buildings.latent[building]
            while row != NOBODY:
                following = cases.next_latent[row]
                if cases.stage[row] == Stage.LATENT:
                    help_with(
                        seed, today, visit, row, cases, workers, calendar, society, neighbours, numbers, detection, work,
                        standard, off_record, hard_factor, recurrence, series,
                    )  # fmt: skip
                row = following
        first = last


@rule
def help_with(
    seed, today, visit, row, cases, workers, calendar, society, neighbours, numbers, detection, work, standard, off_record,
    hard_factor, recurrence, series,
):  # fmt: skip
    """What a volunteer does about a latent matter in the building: nothing if not noticed, settle it, or tell of it."""
    u = uniforms(seed, Purpose.SETTLEMENT, cases.key[row], today * 1024 + visit % 1024)
    if u[0] >= numbers.volunteer_probability:
        return
    own_trust, centre = society.residents.own_trust, cases.resident[row]
    if own_trust[centre] == 0.0:
        ensure_trust(seed, centre, own_trust, society.trust_table, society.circles.fours, society.circles.begin)
    trust = trust_of(own_trust[centre], society.neighbourhoods.common_loss[cases.community[row]])
    if not cases.contested[row] and not cases.beyond[row] and cases.severity[row] <= SMALL_SEVERITY:
        if u[1] < trust * (1.0 - numbers.crowding * neighbours.official[cases.community[row]]):
            settle_among_residents(seed, today, row, cases, calendar, neighbours, numbers, recurrence, series)
        return
    if not recordable(cases.severity[row], standard, Channel.REPORT):
        return
    if is_kept_off_record(seed, row, cases, off_record, hard_factor):
        series[today, Series.LEFT_OFF_RECORD] += 1.0
        return
    put_on_record(row, today, Channel.REPORT, work, cases, calendar)
    join_list(
        row,
        cases.grid[row],
        cases.light[row],
        cases.hours_left[row],
        workers.head,
        workers.tail,
        workers.list_hours,
        cases.next_in_queue,
    )
