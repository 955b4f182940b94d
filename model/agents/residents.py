"""Residents: who they are, what they feel, what they do together; columns, rules and view.

People and ties are functions of (seed, resident), computed when touched: trust is drawn when a
resident or a neighbour is met for the first time. All other state is the deviation from how a
resident began, in lazily zeroed memory.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from model.clock import DAYS_PER_YEAR, NOBODY
from model.compilation.decorators import allocating, compiled, rule
from model.contradictions.cases import Channel, is_open, tenure_of
from model.draws import Purpose, block, normal, quantile, uniforms, uniforms_of, unit
from model.elementary import power
from model.scenario.numbers import grievance_half_life
from model.views import Column, View

TENURES = ("owner", "tenant", "migrant")
MAX_TIES = 64
LARGEST_CIRCLE = 1 + 2 * MAX_TIES
CIRCLES_AT_ONCE = 64
# A group of neighbours is met together: four to a block, four blocks at once.
GROUP_BITS = 4
GROUP = 1 << GROUP_BITS
# Below all that can be told from nothing, but not nothing: whose trust is 0 has not been met.
MIN_TRUST = 2.0**-1000


class Residents(NamedTuple):
    """Columns of the residents, shape (residents,), all 0 at the start.

    own_trust: without what the community feels together, 0 until it is drawn and never again; grievance
    at `grievance_day`; expectation_change: expected delay less the initial one, in days.
    `own_trust` is filled up to whole groups of neighbours, who are met together.
    """

    own_trust: np.ndarray
    grievance: np.ndarray
    grievance_day: np.ndarray
    expectation_change: np.ndarray


class Neighbourhoods(NamedTuple):
    """Columns of the communities, shape (communities,): what their residents feel together.

    trust_change: sum over residents; window_loss: trust all have lost to window waits;
    event_gain: trust all have gained by events; common_loss: the one less the other;
    residents: their number.
    """

    trust_change: np.ndarray
    window_loss: np.ndarray
    event_gain: np.ndarray
    common_loss: np.ndarray
    residents: np.ndarray


class Circles(NamedTuple):
    """Room for the circles of one event of a day.

    centres, steps (CIRCLES_AT_ONCE,): around whom, and how far trust moves; far (blocks, 4, CIRCLES_AT_ONCE):
    draws of far ties; people: the circles, one after the other; pull, joined (LARGEST_CIRCLE,), thresholds
    (4, LARGEST_CIRCLE): of one circle; fours (4,), begin (4, 4): one group as it is met.
    """

    centres: np.ndarray
    steps: np.ndarray
    far: np.ndarray
    people: np.ndarray
    pull: np.ndarray
    joined: np.ndarray
    thresholds: np.ndarray
    fours: np.ndarray
    begin: np.ndarray


class Society(NamedTuple):
    """What the rules of feeling need: people and communities, how they began, their numbers, room for circles.

    community_of_grid (grids,); trust_table: quantiles of initial trust; numbers and place:
    sections of the scenario; grievance_kept: share of grievance left after so many days.
    """

    residents: Residents
    neighbourhoods: Neighbourhoods
    community_of_grid: np.ndarray
    trust_table: np.ndarray
    numbers: Any
    place: Any
    grievance_kept: np.ndarray
    circles: Circles


def new_residents(count: int) -> Residents:
    """`count` residents as they begin."""
    groups = -(-count // GROUP)
    return Residents(
        np.zeros(groups * GROUP),
        np.zeros(count),
        np.zeros(count, np.int32),
        np.zeros(count),
    )


def new_circles() -> Circles:
    """Room for circles of the most ties."""
    return Circles(
        centres=np.zeros(CIRCLES_AT_ONCE, np.int64),
        steps=np.zeros(CIRCLES_AT_ONCE),
        far=np.empty((MAX_TIES // 4, 4, CIRCLES_AT_ONCE)),
        people=np.empty(CIRCLES_AT_ONCE * LARGEST_CIRCLE, np.int64),
        pull=np.zeros(LARGEST_CIRCLE),
        joined=np.zeros(LARGEST_CIRCLE, np.bool_),
        thresholds=np.zeros((4, LARGEST_CIRCLE)),
        fours=np.zeros(4, np.int64),
        begin=np.zeros((4, 4)),
    )


@compiled
def initial_trust(seed, resident, trust_table):
    """Trust with which a resident begins; four residents share a block."""
    words = block(seed, Purpose.TRUST, resident // 4, 0)
    place = resident % 4
    word = words[0] if place == 0 else words[1] if place == 1 else words[2] if place == 2 else words[3]
    return quantile(trust_table, unit(word))


@compiled
def ensure_trust(seed, resident, own_trust, trust_table, fours, begin):
    """Draw the trust with which a resident and the group's neighbours begin, as `initial_trust` gives it one by one."""
    group = resident >> GROUP_BITS
    for four in range(fours.size):
        fours[four] = group * fours.size + four
    uniforms_of(seed, Purpose.TRUST, fours, 0, begin)
    for place in range(GROUP):
        drawn = quantile(trust_table, begin[place & 3, place >> 2])
        own_trust[(group << GROUP_BITS) + place] = max(MIN_TRUST, drawn)


@compiled
def clipped(value):
    """The value, held within 0 and 1."""
    return min(1.0, max(0.0, value))


@compiled
def trust_of(own, common_loss):
    """Present trust of a resident: the own, less what the community has lost together."""
    return clipped(own - common_loss)


@compiled
def moved_trust(own, common_loss, step):
    """Own trust after a step of present trust T: up by step · (1 − T), down by step · T."""
    trust = trust_of(own, common_loss)
    return held(own + step * (1.0 - trust if step > 0.0 else trust))


@compiled
def held(own):
    """Own trust within its bounds."""
    return min(1.0, max(MIN_TRUST, own))


@compiled
def mean_trust(community, trust_change, common_loss, residents, numbers):
    """Mean trust of a community: expected initial trust plus the mean change."""
    initial = numbers.trust_alpha / (numbers.trust_alpha + numbers.trust_beta)
    if residents[community] == 0:
        return initial
    return clipped(initial + trust_change[community] / residents[community] - common_loss[community])


@rule
def load_circles(seed, count, society):
    """Fill `people` with the circles around the first `count` centres and see to it that all in them have been met.

    Gives the building ties of a circle and its size: the resident among the nearest doors on both sides, place near // 2,
    then the far ties, drawn from everybody. To meet all of a day's circles first also has their trust at hand.
    """
    residents, place, room, numbers = society.residents, society.place, society.circles, society.numbers
    own_trust, trust_table, fours, begin = residents.own_trust, society.trust_table, room.fours, room.begin
    people, far, each, everybody = room.people, room.far, place.residents_per_building, residents.grievance.size
    near, far_ties = min(numbers.building_ties, each - 1), numbers.far_ties
    size = 1 + near + far_ties
    for four in range((far_ties + 3) // 4):
        uniforms_of(seed, Purpose.FAR_TIES, room.centres[:count], four, far[four])
    for index in range(count):
        first = room.centres[index] // each * each
        lowest, start = room.centres[index] - first - near // 2, index * size
        for step in range(1 + near):
            door = lowest + step
            people[start + step] = first + (door + each if door < 0 else door - each if door >= each else door)
        for tie in range(far_ties):
            people[start + 1 + near + tie] = int(far[tie >> 2, tie & 3, index] * everybody)
    for member in range(count * size):
        if own_trust[people[member]] == 0.0:
            ensure_trust(seed, people[member], own_trust, trust_table, fours, begin)
    return near, size


@rule
def move_trust(seed, count, society, first_share, ties_share):
    """Move the trust of the circles around the first `count` centres in turn, by `steps`; ties by their share of it."""
    neighbourhoods, room, place = society.neighbourhoods, society.circles, society.place
    people, steps, own_trust = room.people, room.steps, society.residents.own_trust
    sums, losses, community_of_grid = neighbourhoods.trust_change, neighbourhoods.common_loss, society.community_of_grid
    each_grid = place.residents_per_building * place.buildings_per_grid
    near, size = load_circles(seed, count, society)
    for index in range(count):
        start, step = index * size, steps[index]
        middle, end_near = start + near // 2, start + 1 + near
        community, total = community_of_grid[people[start] // each_grid], 0.0
        loss = losses[community]
        for member in range(start, end_near):
            person, share = people[member], first_share if member == middle else ties_share
            own = moved_trust(own_trust[person], loss, step * share)
            total += own - own_trust[person]
            own_trust[person] = own
        sums[community] += total
        for member in range(end_near, start + size):
            person = people[member]
            community = community_of_grid[person // each_grid]
            own = moved_trust(own_trust[person], losses[community], step * ties_share)
            sums[community] += own - own_trust[person]
            own_trust[person] = own


@rule
def update_trust_after_closures(seed, today, closed, count, cases, society, evaluated):
    """Residents compare delay with expectation at closure; trust follows, ties feel a share.

    `evaluated` (communities, 2) collects the number of closures and the sum of satisfaction.
    """
    changes, centres, steps = society.residents.expectation_change, society.circles.centres, society.circles.steps
    numbers, total = society.numbers, 0.0
    resident, community_of, recorded = cases.resident, cases.community, cases.recorded
    channel, deliberated = cases.channel, cases.deliberated
    for first in range(0, count, CIRCLES_AT_ONCE):
        some = min(CIRCLES_AT_ONCE, count - first)
        for index in range(some):
            row = closed[first + index]
            centre, community = resident[row], community_of[row]
            expected, delay = numbers.expectation_days + changes[centre], float(today - recorded[row])
            surprise = min(1.0, max(-1.0, (expected - delay) / max(expected, 1e-9)))
            if channel[row] == Channel.REPORT or deliberated[row]:
                surprise = min(1.0, surprise + numbers.heard_bonus)
            changes[centre] += numbers.expectation_learning * (delay - expected)
            centres[index] = centre
            steps[index] = surprise * (numbers.trust_gain if surprise > 0.0 else numbers.trust_loss)
            satisfaction = 0.5 + 0.5 * surprise
            evaluated[community, 0] += 1.0
            evaluated[community, 1] += satisfaction
            total += satisfaction
        move_trust(seed, some, society, 1.0, numbers.ties_share)
    return total


@rule
def update_trust_after_recurrences(seed, recurring, count, cases, society):
    """A recurrence is the worst surprise for its resident and, in part, for the ties."""
    centres, steps = society.circles.centres, society.circles.steps
    for first in range(0, count, CIRCLES_AT_ONCE):
        some = min(CIRCLES_AT_ONCE, count - first)
        for index in range(some):
            centres[index], steps[index] = cases.resident[recurring[first + index]], -society.numbers.trust_loss
        move_trust(seed, some, society, 1.0, society.numbers.ties_share)


@rule
def update_trust_after_incidents(seed, incidents, count, cases, society):
    """An incident costs everybody tied to it trust, by its severity."""
    centres, steps = society.circles.centres, society.circles.steps
    for first in range(0, count, CIRCLES_AT_ONCE):
        some = min(CIRCLES_AT_ONCE, count - first)
        for index in range(some):
            row = incidents[first + index]
            centres[index], steps[index] = (
                cases.resident[row],
                -society.numbers.incident_trust_loss * cases.severity[row],
            )
        move_trust(seed, some, society, 1.0, 1.0)


@rule
def raise_grievance(seed, today, aggrieved, count, cases, society):
    """Grievance of the cases on `aggrieved` rises; give the number of petitions that form, and of repeats among them."""
    centres, petitions, repeats = society.circles.centres, 0, 0
    for first in range(0, count, CIRCLES_AT_ONCE):
        some = min(CIRCLES_AT_ONCE, count - first)
        for index in range(some):
            centres[index] = cases.resident[aggrieved[first + index]]
        formed, repeated = raise_grievance_of_circles(seed, today, aggrieved[first : first + some], cases, society)
        petitions += formed
        repeats += repeated
    return petitions, repeats


@rule
def raise_grievance_of_circles(seed, today, aggrieved, cases, society):
    """`raise_grievance` for the cases around whose residents there is room for circles at once."""
    residents, neighbourhoods, room = society.residents, society.neighbourhoods, society.circles
    numbers, place, kept = society.numbers, society.place, society.grievance_kept
    grievance, since, own_trust = residents.grievance, residents.grievance_day, residents.own_trust
    sums, losses, community_of_grid = neighbourhoods.trust_change, neighbourhoods.common_loss, society.community_of_grid
    each_grid, petitions, repeats = place.residents_per_building * place.buildings_per_grid, 0, 0
    near, size = load_circles(seed, aggrieved.size, society)
    for index in range(aggrieved.size):
        row, people = aggrieved[index], room.people[index * size : (index + 1) * size]
        severity, strongest = cases.severity[row], 0.0
        for member in range(size):
            person = people[member]
            share = numbers.grievance_building if member <= near else numbers.grievance_far
            left = grievance[person] * kept[today - since[person]]
            grievance[person] = left + severity * (1.0 if member == near // 2 else share)
            since[person] = today
            strongest = max(strongest, grievance[person])
        # Nobody joins first whose grievance is not above the lowest threshold.
        if strongest <= numbers.petition_threshold_floor:
            continue
        # While a matter is being handled it is not accepted anew, and after the last round never again.
        if cases.petition[row] >= 0 and today - cases.petition[row] < numbers.petition_rest_days:
            continue
        if cases.petitions[row] >= numbers.petition_rounds:
            continue
        for member in range(size):
            person = people[member]
            trust = trust_of(own_trust[person], losses[community_of_grid[person // each_grid]])
            room.pull[member] = grievance[person] * (1.0 - trust)
        if gathered(seed, people, numbers, room.pull, room.joined, room.thresholds) >= numbers.petition_size:
            petitions += 1
            repeats += cases.petitions[row] > 0
            cases.petitions[row] += 1
            cases.petition[row] = today
            for member in range(size):
                person = people[member]
                own = held(own_trust[person] - numbers.petition_trust_loss)
                sums[community_of_grid[person // each_grid]] += own - own_trust[person]
                own_trust[person] = own
    return petitions, repeats


@rule
def gathered(seed, people, numbers, pull, joined, thresholds):
    """How many of a circle join when all can see who has: each whose pull and that of the joined exceed the threshold.

    `pull` is grievance × (1 − trust); what it lacks to the threshold, the reluctance, must come from the share of
    ties that have joined.
    """
    uniforms_of(seed, Purpose.RESIDENT, people, 0, thresholds)
    size, reluctance, least, strongest = people.size, thresholds[0], 1.0, 0.0
    for member in range(size):
        least, strongest = min(least, thresholds[2, member]), max(strongest, pull[member])
    # The lowest threshold belongs to the least draw: where no pull exceeds it, nobody joins first.
    if joining_threshold(least, numbers) >= strongest:
        return 0
    for member in range(size):
        reluctance[member] = joining_threshold(thresholds[2, member], numbers) - pull[member]
        joined[member] = False
    willing, spreading = 0, True
    while spreading:
        spreading = False
        for member in range(size):
            if joined[member]:
                continue
            if numbers.petition_tie_weight * willing / max(1, size - 1) > reluctance[member]:
                joined[member] = True
                willing += 1
                spreading = True
    return willing


@rule
def add_long_waiting(today, calendar, cases, numbers, aggrieved, count):
    """Put on `aggrieved`, from `count` on, who has waited exactly so long as to resent it; give the new count."""
    recorded = today - numbers.waiting_grievance_days
    if recorded < 0:
        return count
    row = calendar.recorded[recorded]
    while row != NOBODY:
        if is_open(cases.stage[row]):
            aggrieved[count] = row
            count += 1
        row = cases.next_recorded[row]
    return count


@rule
def joining_threshold(u, numbers):
    """Threshold at which a resident joins a petition, by the third draw: normal, with a floor."""
    return max(
        numbers.petition_threshold_floor, numbers.petition_threshold_mean + numbers.petition_threshold_sd * normal(u)
    )


@rule
def update_common_trust(window_left, window_visits, programmes_yuan, neighbourhoods, numbers):
    """What a community feels together: windows where people give up cost trust, foundation events give some.

    Trust lost to windows moves to `window_trust_limit` × the share of today's visits that were given up, with a mean
    memory of `window_memory_days`; days without visits leave it. Events bring trust that fades with its half-life.
    """
    window_loss, event_gain = neighbourhoods.window_loss, neighbourhoods.event_gain
    communities = window_loss.size
    events_a_day = numbers.event_share * programmes_yuan / numbers.event_yuan / communities / DAYS_PER_YEAR
    kept = power(0.5, 1.0 / numbers.event_half_life_days)
    for community in range(communities):
        if window_visits[community] > 0.0:
            due = numbers.window_trust_limit * window_left[community] / window_visits[community]
            window_loss[community] += (due - window_loss[community]) / numbers.window_memory_days
        gain = event_gain[community] * kept + events_a_day * numbers.event_trust
        event_gain[community] = min(numbers.event_trust_limit, gain)
        neighbourhoods.common_loss[community] = window_loss[community] - event_gain[community]


def write_grievance(today: int, kept: np.ndarray, residents: Residents) -> None:
    """Write down what is left of everybody's grievance, before its half-life changes."""
    residents.grievance[:] *= kept[today - residents.grievance_day]
    residents.grievance_day[:] = today


@compiled
def is_paired(seed, resident, people, residents):
    """Whether a resident is among the people that pairings reach."""
    return people > 0 and uniforms(seed, Purpose.RESIDENT, resident, 0)[3] * residents < people


@allocating
def trust_changes(seed, own_trust, residents, trust_table):
    """How far the own trust of each of the `residents` has moved from how it began."""
    changes = np.zeros(residents)
    for resident in range(residents):
        if own_trust[resident] != 0.0:
            changes[resident] = own_trust[resident] - initial_trust(seed, resident, trust_table)
    return changes


@compiled
def resident_tenure(seed, resident, place):
    """0 owner, 1 tenant, 2 migrant."""
    return tenure_of(uniforms(seed, Purpose.RESIDENT, resident, 0)[1], place)


@allocating
def tenures(seed, residents, place):
    """As `resident_tenure`, of many."""
    found = np.empty(residents.size, np.int64)
    for row in range(residents.size):
        found[row] = resident_tenure(seed, residents[row], place)
    return found


class Resident(View):
    """One resident, made when asked for; trust and grievance read as they are today."""

    expectation_change = Column("residents", "expectation_change")

    @property
    def building(self) -> int:
        """The building, counted over all grids."""
        return self.row // self.model.numbers.place.residents_per_building

    @property
    def grid(self) -> int:
        """The grid, counted from 0."""
        return self.building // self.model.numbers.place.buildings_per_grid

    @property
    def community(self) -> int:
        """The community, counted from 0."""
        return int(self.model.world.buildings.community[self.grid])

    @property
    def tenure(self) -> str:
        """Owner, tenant or migrant."""
        return TENURES[resident_tenure(self.model.seed_used, self.row, self.model.numbers.place)]

    @property
    def own_trust(self) -> float:
        """Trust now, without what window waits and events have done to the whole community."""
        world = self.model.world
        drawn = world.residents.own_trust[self.row]
        return (
            float(drawn) if drawn != 0.0 else float(initial_trust(self.model.seed_used, self.row, world.tables.trust))
        )

    @property
    def trust(self) -> float:
        """Trust now, window waits and events included; writing it leaves the neighbours as they are."""
        return float(trust_of(self.own_trust, self.model.world.neighbourhoods.common_loss[self.community]))

    @trust.setter
    def trust(self, value: float) -> None:
        world, before = self.model.world, self.own_trust
        own_trust, hoods, room = world.residents.own_trust, world.neighbourhoods, world.scratch.circles
        loss = float(hoods.common_loss[self.community])
        low, high = trust_of(0.0, loss), trust_of(1.0, loss)
        if not low <= value <= high:
            raise ValueError(
                f"Resident.trust: found {value!r}; allowed: {low:.9g} to {high:.9g} (window waits and events move the whole community)"
            )
        if own_trust[self.row] == 0.0:
            ensure_trust(self.model.seed_used, self.row, own_trust, world.tables.trust, room.fours, room.begin)
        own_trust[self.row] = held(float(value) + loss)
        hoods.trust_change[self.community] += self.own_trust - before

    @property
    def grievance(self) -> float:
        """Grievance left today of what has been stored."""
        stored, age = self.model.world.residents, self.model.today - self._grievance_day()
        return float(stored.grievance[self.row] * power(0.5, age / self._half_life_days()))

    @grievance.setter
    def grievance(self, value: float) -> None:
        if not 0.0 <= value < math.inf:
            raise ValueError(f"Resident.grievance: found {value!r}; allowed: 0 or more")
        stored = self.model.world.residents
        stored.grievance[self.row], stored.grievance_day[self.row] = value, self.model.today

    def _grievance_day(self) -> int:
        return int(self.model.world.residents.grievance_day[self.row])

    def _half_life_days(self) -> float:
        programmes_yuan = self.model.policy.partners.programmes_yuan
        return float(grievance_half_life(programmes_yuan, self.model.numbers.residents))
