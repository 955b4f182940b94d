"""Residents: who they are, what they feel, what they do together; columns, rules and view.

People and ties are functions of (seed, resident), computed when touched; stored state is the
deviation from how a resident began, in lazily zeroed memory.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from model.clock import DAYS_PER_YEAR, NOBODY
from model.contradictions import Channel, Stage, tenure_of
from model.draws import MASK, SHIFT, Purpose, block, compiled, normal, philox, quantile, rule, uniforms, unit
from model.views import Column, View

TENURES = ("owner", "tenant", "migrant")
LARGEST_CIRCLE = 129
ZERO, ONE, TWO, LAST_OF_FOUR = (np.uint64(number) for number in range(4))


class Residents(NamedTuple):
    """Columns of the residents, shape (residents,), all 0 at the start.

    trust_change: trust less initial trust, without the window term; grievance at
    `grievance_day`; expectation_change: expected delay less the initial one, in days.
    """

    trust_change: np.ndarray
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


class Society(NamedTuple):
    """What the rules of feeling need: people and communities, how they began, their numbers, room for one circle.

    community_of_grid (grids,); trust_table: quantiles of initial trust; numbers and place:
    sections of the scenario; half_life_days: of grievance; people, initial_trust, joined,
    reluctance: one circle.
    """

    residents: Residents
    neighbourhoods: Neighbourhoods
    community_of_grid: np.ndarray
    trust_table: np.ndarray
    numbers: Any
    place: Any
    half_life_days: float
    people: np.ndarray
    initial_trust: np.ndarray
    joined: np.ndarray
    reluctance: np.ndarray


def new_residents(count: int) -> Residents:
    """`count` residents as they begin."""
    return Residents(np.zeros(count), np.zeros(count), np.zeros(count, np.int32), np.zeros(count))


@compiled
def initial_trust(seed, resident, trust_table):
    """Trust with which a resident begins; four residents share a block."""
    words = block(seed, Purpose.TRUST, resident // 4, 0)
    place = resident % 4
    word = words[0] if place == 0 else words[1] if place == 1 else words[2] if place == 2 else words[3]
    return quantile(trust_table, unit(word))


@compiled
def initial_trusts(seed, people, count, trust_table, trusts):
    """Fill `trusts` with what `initial_trust` gives for the first `count` people; the loop does several at once."""
    key = np.uint64(seed)
    low, high = key & MASK, key >> SHIFT
    for index in range(count):
        who = np.uint64(people[index])
        four, place = who >> TWO, who & LAST_OF_FOUR
        a, b, c, d = philox(ZERO, np.uint64(Purpose.TRUST), four & MASK, four >> SHIFT, low, high)
        # Two steps of choice instead of four words side by side: only so the loop does several people at once.
        first, second = a | (b << SHIFT), c | (d << SHIFT)
        pair = first if place < TWO else second
        trusts[index] = unit((pair >> ((place & ONE) * SHIFT)) & MASK)
    for index in range(count):
        trusts[index] = quantile(trust_table, trusts[index])


@compiled
def clipped(value):
    """The value, held within 0 and 1."""
    return min(1.0, max(0.0, value))


@compiled
def trust_of(initial, change, common_loss):
    """Present trust of a resident."""
    return clipped(initial + change - common_loss)


@compiled
def mean_trust(community, trust_change, common_loss, residents, numbers):
    """Mean trust of a community: expected initial trust plus the mean change."""
    initial = numbers.trust_alpha / (numbers.trust_alpha + numbers.trust_beta)
    if residents[community] == 0:
        return initial
    return clipped(initial + trust_change[community] / residents[community] - common_loss[community])


@compiled
def circle(seed, resident, numbers, place, people):
    """Fill `people` with the resident, the building ties, then the far ties; give both counts.

    Building ties are the nearest doors on both sides, far ties are drawn from everybody.
    """
    each = place.residents_per_building
    total = place.grids * place.buildings_per_grid * each
    first = resident - resident % each
    door = resident - first
    near = min(numbers.building_ties, each - 1)
    people[0] = resident
    for step in range(near):
        offset = step // 2 + 1
        other = door + offset if step % 2 == 0 else door - offset
        people[1 + step] = first + (other + each if other < 0 else other - each if other >= each else other)
    u = (0.0, 0.0, 0.0, 0.0)
    for step in range(numbers.far_ties):
        if step % 4 == 0:
            u = uniforms(seed, Purpose.FAR_TIES, resident, step // 4)
        chance = u[0] if step % 4 == 0 else u[1] if step % 4 == 1 else u[2] if step % 4 == 2 else u[3]
        people[1 + near + step] = int(chance * total)
    return near, numbers.far_ties


@rule
def change_trust(seed, near, far, loss, gain, society, first_share, ties_share):
    """Move the trust of a circle: T −= loss·T or T += gain·(1−T), ties by their share of it."""
    residents, neighbourhoods, place = society.residents, society.neighbourhoods, society.place
    people, initials, community_of_grid = society.people, society.initial_trust, society.community_of_grid
    each = place.residents_per_building * place.buildings_per_grid
    changes, sums, windows = residents.trust_change, neighbourhoods.trust_change, neighbourhoods.common_loss
    initial_trusts(seed, people, 1 + near + far, society.trust_table, initials)
    community = community_of_grid[people[0] // each]
    for index in range(1 + near + far):
        person, initial = people[index], initials[index]
        share = first_share if index == 0 else ties_share
        if index > near:
            community = community_of_grid[person // each]
        trust = trust_of(initial, changes[person], windows[community])
        moved = gain * share * (1.0 - trust) - loss * share * trust
        kept = clipped(initial + changes[person] + moved) - initial
        sums[community] += kept - changes[person]
        changes[person] = kept


@rule
def feel_closures(seed, today, closed, count, cases, society, evaluated):
    """Residents compare delay with expectation at closure; trust follows, ties feel a share.

    `evaluated` (communities, 2) collects the number of closures and the sum of satisfaction.
    """
    residents, people, community_of_grid = society.residents, society.people, society.community_of_grid
    numbers, place, total = society.numbers, society.place, 0.0
    for index in range(count):
        row = closed[index]
        centre = cases.resident[row]
        expected = numbers.expectation_days + residents.expectation_change[centre]
        delay = float(today - cases.recorded[row])
        surprise = min(1.0, max(-1.0, (expected - delay) / max(expected, 1e-9)))
        if cases.channel[row] == Channel.REPORT or cases.deliberated[row]:
            surprise = min(1.0, surprise + numbers.heard_bonus)
        residents.expectation_change[centre] += numbers.expectation_learning * (delay - expected)
        near, far = circle(seed, centre, numbers, place, people)
        gain = numbers.trust_gain * surprise if surprise > 0.0 else 0.0
        loss = -numbers.trust_loss * surprise if surprise < 0.0 else 0.0
        change_trust(
            seed,
            near,
            far,
            loss,
            gain,
            society,
            1.0,
            numbers.ties_share,
        )
        community = community_of_grid[cases.grid[row]]
        satisfaction = 0.5 + 0.5 * surprise
        evaluated[community, 0] += 1.0
        evaluated[community, 1] += satisfaction
        total += satisfaction
    return total


@rule
def feel_recurrences(seed, recurring, count, cases, society):
    """A recurrence is the worst surprise for its resident and, in part, for the ties."""
    numbers, place, people = society.numbers, society.place, society.people
    for index in range(count):
        near, far = circle(seed, cases.resident[recurring[index]], numbers, place, people)
        change_trust(
            seed,
            near,
            far,
            numbers.trust_loss,
            0.0,
            society,
            1.0,
            numbers.ties_share,
        )


@rule
def feel_incidents(seed, incidents, count, cases, society):
    """An incident costs everybody tied to it trust, by its severity."""
    numbers, place, people = society.numbers, society.place, society.people
    for index in range(count):
        row = incidents[index]
        near, far = circle(seed, cases.resident[row], numbers, place, people)
        change_trust(
            seed,
            near,
            far,
            numbers.incident_trust_loss * cases.severity[row],
            0.0,
            society,
            1.0,
            1.0,
        )


@rule
def rise(seed, today, aggrieved, count, cases, society):
    """Grievance of the cases on `aggrieved` rises; give the number of petitions that form.

    A member's reluctance is the threshold less grievance × (1 − trust): the pull of ties that it
    takes to join.
    """
    residents, neighbourhoods, people = society.residents, society.neighbourhoods, society.people
    community_of_grid, trust_table = society.community_of_grid, society.trust_table
    numbers, place, half_life_days = society.numbers, society.place, society.half_life_days
    initials, joined, reluctance = society.initial_trust, society.joined, society.reluctance
    each = place.residents_per_building * place.buildings_per_grid
    grievance, since = residents.grievance, residents.grievance_day
    changes, sums, windows = residents.trust_change, neighbourhoods.trust_change, neighbourhoods.common_loss
    petitions = 0
    for index in range(count):
        row = aggrieved[index]
        near, far = circle(seed, cases.resident[row], numbers, place, people)
        size = 1 + near + far
        for member in range(size):
            person = people[member]
            share = 1.0 if member == 0 else numbers.grievance_building if member <= near else numbers.grievance_far
            if grievance[person] > 0.0:
                grievance[person] *= math.pow(0.5, (today - since[person]) / half_life_days)
            grievance[person] += cases.severity[row] * share
            since[person] = today
        if cases.petition[row] >= 0 and today - cases.petition[row] < numbers.petition_rest_days:
            continue
        initial_trusts(seed, people, size, trust_table, initials)
        willing, community = 0, community_of_grid[people[0] // each]
        for member in range(size):
            person = people[member]
            if member > near:
                community = community_of_grid[person // each]
            trust = trust_of(initials[member], changes[person], windows[community])
            joined[member] = False
            reluctance[member] = joining_threshold(seed, person, numbers) - grievance[person] * (1.0 - trust)
        spreading = True
        while spreading:
            spreading = False
            for member in range(size):
                if joined[member]:
                    continue
                if numbers.petition_tie_weight * willing / max(1, size - 1) > reluctance[member]:
                    joined[member] = True
                    willing += 1
                    spreading = True
        if willing >= numbers.petition_size:
            petitions += 1
            cases.petition[row] = today
            for member in range(size):
                person = people[member]
                community = community_of_grid[person // each]
                initial = initials[member]
                kept = clipped(initial + changes[person] - numbers.petition_trust_loss) - initial
                sums[community] += kept - changes[person]
                changes[person] = kept
    return petitions


@rule
def add_long_waiting(today, calendar, cases, numbers, aggrieved, count):
    """Put on `aggrieved`, from `count` on, who has waited exactly so long as to resent it; give the new count."""
    recorded = today - numbers.waiting_grievance_days
    if recorded < 0:
        return count
    row = calendar.recorded[recorded]
    while row != NOBODY:
        if Stage.INTAKE <= cases.stage[row] <= Stage.DISTRICT:
            aggrieved[count] = row
            count += 1
        row = cases.next_recorded[row]
    return count


@rule
def joining_threshold(seed, resident, numbers):
    """Threshold at which a resident joins a petition: normal, with a floor."""
    u = uniforms(seed, Purpose.RESIDENT, resident, 0)[2]
    return max(
        numbers.petition_threshold_floor, numbers.petition_threshold_mean + numbers.petition_threshold_sd * normal(u)
    )


@rule
def feel_together(window_wait_days, window_requests, programmes_yuan, neighbourhoods, numbers):
    """What a community feels together: long window waits cost trust, foundation events give some.

    A day of long mean waits costs a step, other days give it back; events bring trust that fades
    with its half-life. Both are bounded.
    """
    window_loss, event_gain = neighbourhoods.window_loss, neighbourhoods.event_gain
    communities = window_loss.size
    events_a_day = numbers.event_share * programmes_yuan / numbers.event_yuan / communities / DAYS_PER_YEAR
    kept = math.pow(0.5, 1.0 / numbers.event_half_life_days)
    for community in range(communities):
        served = window_requests[community]
        mean = window_wait_days[community] / served if served > 0.0 else 0.0
        step = numbers.window_trust_step if mean > numbers.window_wait_limit_days else -numbers.window_trust_step
        window_loss[community] = min(numbers.window_trust_limit, max(0.0, window_loss[community] + step))
        gain = event_gain[community] * kept + events_a_day * numbers.event_trust
        event_gain[community] = min(numbers.event_trust_limit, gain)
        neighbourhoods.common_loss[community] = window_loss[community] - event_gain[community]


@compiled
def grievance_half_life(programmes_yuan, numbers):
    """Half-life of grievance in days; the elderly university shortens it, with diminishing effect."""
    yuan = (1.0 - numbers.event_share) * programmes_yuan
    relief = numbers.university_relief * (1.0 - math.exp(-yuan / numbers.university_yuan_scale))
    return numbers.grievance_half_life_days * (1.0 - relief)


@compiled
def is_paired(seed, resident, people, residents):
    """Whether a resident is among the people that pairings reach."""
    return people > 0 and uniforms(seed, Purpose.RESIDENT, resident, 0)[3] * residents < people


@compiled
def resident_trust(seed, resident, residents, common_loss, community_of_grid, place, trust_table):
    """Present trust of one resident."""
    community = community_of_grid[resident // (place.residents_per_building * place.buildings_per_grid)]
    initial = initial_trust(seed, resident, trust_table)
    return trust_of(initial, residents.trust_change[resident], common_loss[community])


@compiled
def resident_tenure(seed, resident, place):
    """0 owner, 1 tenant, 2 migrant."""
    return tenure_of(uniforms(seed, Purpose.RESIDENT, resident, 0)[1], place)


class Resident(View):
    """One resident, made when asked for; trust and grievance read as they are today."""

    trust_change = Column("residents", "trust_change")
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
    def trust(self) -> float:
        """Trust now, window waits and events included; writing it leaves the neighbours as they are."""
        world = self.model.world
        return resident_trust(
            self.model.seed_used,
            self.row,
            world.residents,
            world.neighbourhoods.common_loss,
            world.buildings.community,
            self.model.numbers.place,
            world.tables.trust,
        )

    @trust.setter
    def trust(self, value: float) -> None:
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"Resident.trust: found {value!r}; allowed: 0 to 1")
        hoods, initial = self.model.world.neighbourhoods, self._initial_trust()
        before = self.trust_change
        self.trust_change = float(value) + float(hoods.common_loss[self.community]) - initial
        hoods.trust_change[self.community] += self.trust_change - before

    def _initial_trust(self) -> float:
        return float(initial_trust(self.model.seed_used, self.row, self.model.world.tables.trust))

    @property
    def grievance(self) -> float:
        """Grievance left today of what has been stored."""
        stored, age = self.model.world.residents, self.model.today - self._grievance_day()
        return float(stored.grievance[self.row] * 0.5 ** (age / self._half_life_days()))

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
