"""Grid workers: those of a grid as one; they patrol, take in, and settle on the spot. Columns, rules, view."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.agents.residents import clipped
from model.clock import DAYS_PER_YEAR, NEVER, NOBODY, leave_queue, morning_after
from model.compilation.decorators import allocating, compiled, inlined, rule
from model.contradictions.cases import DAYS_OF_A_WEEK, WORKDAYS, Channel, Stage, move
from model.contradictions.detection import join_list, record
from model.contradictions.gaming import is_kept_off_record
from model.contradictions.triage import recordable
from model.draws import MASK, SHIFT, Purpose, block, exponential, normal, philox, uniform, uniforms, unit
from model.scenario.parameters import DOMAIN_NAMES
from model.series import Series
from model.views import FOLLOWS, FROM_ZERO, SHARE, Column, Day, View

FATIGUE_DAYS = 30.0
VISIT_BITS, BLOCK_BITS = 10, 5
VISITS_A_DAY_LIMIT, BLOCKS_A_VISIT = 1 << VISIT_BITS, 1 << BLOCK_BITS
LAST_BLOCK = 8  # refusals before it: three, then four by each of seven blocks
VISITS_AT_ONCE = 2 * VISITS_A_DAY_LIMIT
LAST_VISIT, VISIT_SHIFT, BLOCK_SHIFT, DAY_SHIFT = (
    np.uint64(number) for number in (VISITS_A_DAY_LIMIT - 1, VISIT_BITS, BLOCK_BITS, VISIT_BITS + BLOCK_BITS)
)
LOW_WORD = (1 << 32) - 1
SKILL_LOW, SKILL_HIGH = 0.5, 1.5
# What happens at home; the others are there for all to see.
HOUSEHOLD_DOMAINS = np.array([name not in ("urban_services", "security") for name in DOMAIN_NAMES])


class Workers(NamedTuple):
    """Columns of the grid workers, shape (grids,).

    skill: personal, about 1; hired_day, leaves_day: days; leavers: how many left before;
    use: 30-day settling utilisation; visit_credit: part of a visit carried over; head, tail:
    the list of cases; list_hours: settling hours on it; alarms: false alarms before the head;
    alarm_hours_left: hours to do on the first of them; map_high: no building's risk is above this;
    visit_names, visit_draws: room for the visits of a day.
    """

    skill: np.ndarray
    hired_day: np.ndarray
    leaves_day: np.ndarray
    leavers: np.ndarray
    use: np.ndarray
    visit_credit: np.ndarray
    head: np.ndarray
    tail: np.ndarray
    list_hours: np.ndarray
    alarms: np.ndarray
    alarm_hours_left: np.ndarray
    map_high: np.ndarray
    visit_names: np.ndarray
    visit_draws: np.ndarray


class RiskMap(NamedTuple):
    """What each grid's worker has learned, shape (buildings,): visits made and finds recorded."""

    finds: np.ndarray
    visits: np.ndarray


@allocating
def hire_workers(seed, grids, numbers, detection):
    """The workers as the burn-in begins: experienced, with an empty map."""
    workers = Workers(
        np.ones(grids),
        np.full(grids, -NEVER // 2),
        np.full(grids, NEVER),
        np.zeros(grids, np.int64),
        np.zeros(grids),
        np.zeros(grids),
        np.full(grids, NOBODY, np.int32),
        np.full(grids, NOBODY, np.int32),
        np.zeros(grids),
        np.zeros(grids, np.int64),
        np.zeros(grids),
        np.full(grids, risk(0, 0, detection)),
        np.zeros(VISITS_AT_ONCE, np.int64),
        np.zeros(4 * VISITS_AT_ONCE, np.uint64),
    )
    for grid in range(grids):
        hire(seed, grid, 0, workers.skill, workers.leaves_day, workers.leavers, numbers)
    return workers


@rule
def hire(seed, grid, today, skill, leaves_day, leavers, numbers):
    """Draw skill and day of leaving of the grid's next worker."""
    u_skill, u_stay, _, _ = uniforms(seed, Purpose.WORKER, grid, leavers[grid])
    skill[grid] = min(SKILL_HIGH, max(SKILL_LOW, 1.0 + numbers.skill_sd * normal(u_skill)))
    leaves_day[grid] = NEVER
    if numbers.turnover > 0.0:
        leaves_day[grid] = morning_after(today, exponential(u_stay) * DAYS_PER_YEAR / numbers.turnover)


@rule
def replace_leavers_of_grids(seed, today, workers, risk_map, numbers, detection, each):
    """Workers whose day has come leave; the new one starts without their map and experience."""
    leaves_day = workers.leaves_day
    for grid in range(leaves_day.size):
        if leaves_day[grid] <= today:
            workers.leavers[grid] += 1
            workers.hired_day[grid] = today
            workers.use[grid] = 0.0
            workers.map_high[grid] = risk(0, 0, detection)
            hire(seed, grid, today, workers.skill, leaves_day, workers.leavers, numbers)
            for building in range(grid * each, (grid + 1) * each):
                risk_map.finds[building] = 0
                risk_map.visits[building] = 0


@rule
def present_skill(skill, hired_day, today, numbers):
    """Skill with what experience is still missing."""
    ramp = min(1.0, (today - hired_day) / numbers.novice_days)
    return skill * (numbers.novice_skill + (1.0 - numbers.novice_skill) * ramp)


@rule
def free_hours(activity, staffing, numbers, detection):
    """Hours of today that a grid's workers have for patrols and settling; its other duties are the same however many they are."""
    daily = max(0.0, (staffing.grid_workers_per_grid - numbers.other_duties_share) * numbers.hours_per_day)
    return daily * activity * DAYS_OF_A_WEEK / (WORKDAYS + (DAYS_OF_A_WEEK - WORKDAYS) * detection.weekend_share)


@rule
def patrol(seed, today, search, risk_map, latent, grid_workers, targeting, hours, each):
    """Every worker visits buildings for the screening hours of the day and records what is found.

    A visit goes to a building by the risk map with probability `targeting`, else anywhere in
    the grid; each latent contradiction there is found with r = probability × skill × (1 − loss
    by fatigue). False alarms cost settling hours and are counted apart.
    """
    cases, workers, series, detection = search.cases, search.workers, search.series, search.detection
    credit, head, tail, list_hours = workers.visit_credit, workers.head, workers.tail, workers.list_hours
    names, drawn = workers.visit_names, workers.visit_draws
    skill, hired_day, use, map_high = workers.skill, workers.hired_day, workers.use, workers.map_high
    finds, visits = risk_map.finds, risk_map.visits
    stage, next_latent, severity = cases.stage, cases.next_latent, cases.severity
    alarms_targeted = targeting * detection.false_alarm_probability
    alarms_elsewhere = targeting + (1.0 - targeting) * detection.false_alarm_probability
    grids_done = 0
    while grids_done < credit.size:
        planned, grids_done = plan_visits(grids_done, hours / detection.check_hours, credit, names)
        draw_visits(seed, today, names, planned, drawn)
        for index in range(planned):
            grid, made = names[index] >> VISIT_BITS, names[index] & (VISITS_A_DAY_LIMIT - 1)
            u_way = unit(drawn[index])
            high = chosen(sign_of(u_way - targeting), map_high[grid])
            # All three candidates are weighed: to do so costs less than to guess wrongly which one it will be.
            building, one = candidate(drawn[VISITS_AT_ONCE + index], grid, each, high, finds, visits, detection)
            second, two = candidate(drawn[2 * VISITS_AT_ONCE + index], grid, each, high, finds, visits, detection)
            third, three = candidate(drawn[3 * VISITS_AT_ONCE + index], grid, each, high, finds, visits, detection)
            building = (building & one) | (~one & ((second & two) | (~two & third)))
            if one | two | three == 0:
                name = (today * VISITS_A_DAY_LIMIT + made) * BLOCKS_A_VISIT
                building = further_candidate(seed, grid, name, each, high, finds, visits, detection)
            visits[building] += 1
            # Either way leaves over a number that is uniform again.
            if u_way < alarms_targeted or targeting <= u_way < alarms_elsewhere:
                raise_alarm(
                    grid,
                    detection.false_alarm_hours,
                    head,
                    tail,
                    list_hours,
                    workers.alarms,
                    workers.alarm_hours_left,
                    cases.alarms_behind,
                )
                series[today, Series.FALSE_ALARMS] += 1.0
            row, previous = latent[building], NOBODY
            while row != NOBODY:
                following = next_latent[row]
                if stage[row] != Stage.LATENT:
                    if previous == NOBODY:
                        latent[building] = following
                    else:
                        next_latent[previous] = following
                    row = following
                    continue
                if is_behind_doors(seed, row, cases, detection.behind_doors_share):
                    previous, row = row, following
                    continue
                ability = present_skill(skill[grid], hired_day[grid], today, grid_workers)
                tired = clipped((use[grid] - detection.fatigue_threshold) / detection.fatigue_width)
                chance = detection.probability * ability * (1.0 - detection.fatigue_loss * tired)
                name_of_look = today * VISITS_A_DAY_LIMIT + made
                if uniform(seed, Purpose.PATROL_DETECTION, cases.key[row], name_of_look) < chance:
                    if recordable(severity[row], search.standard, Channel.PATROL):
                        if is_kept_off_record(seed, row, cases, search.off_record, search.hard_factor):
                            series[today, Series.LEFT_OFF_RECORD] += 1.0
                            previous, row = row, following
                            continue
                        record(row, today, Channel.PATROL, search.work, cases, search.calendar, workers)
                        finds[building] += 1
                        map_high[grid] = max(map_high[grid], risk(finds[building], visits[building], detection))
                previous = row
                row = following
        series[today, Series.VISITS] += planned


@rule
def is_behind_doors(seed, row, cases, behind_doors_share):
    """Whether no patrol can see this matter, which is a household's; who lives there, or is asked, can."""
    if behind_doors_share <= 0.0 or not HOUSEHOLD_DOMAINS[cases.domain[row]]:
        return False
    return uniform(seed, Purpose.BEHIND_DOORS, cases.key[row], 0) < behind_doors_share


@compiled
def plan_visits(first, visits_a_day, credit, names):
    """Who makes how many visits today: whole grids from `first` on, as many as `names` has room for.

    A name is grid · `VISITS_A_DAY_LIMIT` + number of the visit. Gives the number of visits and the next grid.
    """
    planned, grid = 0, first
    while grid < credit.size and planned + VISITS_A_DAY_LIMIT <= VISITS_AT_ONCE:
        credit[grid] += visits_a_day
        made = 0
        while credit[grid] >= 1.0:
            credit[grid] -= 1.0
            if made < VISITS_A_DAY_LIMIT - 1:
                made += 1
                names[planned] = (grid << VISIT_BITS) + made
                planned += 1
        grid += 1
    return planned, grid


@compiled
def draw_visits(seed, today, names, planned, drawn):
    """The first block of every visit in `names`; the loop does several visits at once.

    `drawn` (4 × VISITS_AT_ONCE,) is one column after the other in a single array, which the loop needs to do so.
    """
    key = np.uint64(seed)
    low, high = key & MASK, key >> SHIFT
    first = np.uint64(today) << DAY_SHIFT
    for index in range(planned):
        name = np.uint64(names[index])
        time, grid = (first + ((name & LAST_VISIT) << BLOCK_SHIFT)) & MASK, name >> VISIT_SHIFT
        a, b, c, d = philox(time, np.uint64(Purpose.PATROL_VISIT), grid & MASK, grid >> SHIFT, low, high)
        drawn[index] = a
        drawn[VISITS_AT_ONCE + index] = b
        drawn[2 * VISITS_AT_ONCE + index] = c
        drawn[3 * VISITS_AT_ONCE + index] = d


@inlined
def sign_of(number):
    """−1, all bits set, for a number below zero, else 0: what a choice without a branch needs."""
    return np.float64(number).view(np.int64) >> 63


@inlined
def chosen(mask, number):
    """The number where the mask is set, else 0."""
    return np.int64(np.float64(number).view(np.int64) & mask).view(np.float64)


@inlined
def candidate(word, grid, each, high, finds, visits, detection):
    """A building of the grid that a word names, and whether what the word leaves over accepts it: −1 or 0.

    It does in proportion to the building's risk, if no risk is above `high`, and always if that is 0.
    """
    product = np.int64(word) * each
    building, chance = grid * each + (product >> 32), unit(product & LOW_WORD)
    return building, sign_of(
        chance * high * (detection.map_prior_visits + visits[building]) - detection.map_prior_finds - finds[building]
    )


@rule
def further_candidate(seed, grid, name, each, high, finds, visits, detection):
    """The building of a visit whose first block named none that was accepted; the last candidate is taken unweighed."""
    building = NOBODY
    for later in range(1, LAST_BLOCK + 1):
        for word in block(seed, Purpose.PATROL_VISIT, grid, name + later):
            building, accepted = candidate(word, grid, each, high, finds, visits, detection)
            if accepted or later == LAST_BLOCK:
                return building
    return building


@compiled
def risk(finds, visits, detection):
    """Posterior mean of finds a visit (Gamma–Poisson)."""
    return (detection.map_prior_finds + finds) / (detection.map_prior_visits + visits)


@compiled
def raise_alarm(grid, hours, head, tail, list_hours, alarms, alarm_hours_left, alarms_behind):
    """A false alarm queues behind the last case of the list, or at its front if there is none."""
    list_hours[grid] += hours
    if head[grid] == NOBODY:
        if alarms[grid] == 0:
            alarm_hours_left[grid] = hours
        alarms[grid] += 1
    else:
        alarms_behind[tail[grid]] += 1


@rule
def settle(today, workers, cases, scratch, series, detection, work, settling):
    """Every worker works through the list, light matters first, then first in first out, for the settling hours of the day.

    Fills `ready` with cases whose intake is done and `finished` with those settled on the spot;
    gives both counts. `settling` is a grid's hours of the day. A case ready for the spot joins the list again.
    `busy_workers` and `spent_share` (grids,) take who has anything to settle, and the share of the hours that everybody
    spends on it.
    """
    ready, finished, busy, spent = scratch.ready, scratch.finished, scratch.busy_workers, scratch.spent_share
    head, tail, list_hours = workers.head, workers.tail, workers.list_hours
    alarms, alarm_left, use = workers.alarms, workers.alarm_hours_left, workers.use
    stage, hours_left, following = cases.stage, cases.hours_left, cases.next_in_queue
    at_stage, behind, needed, factor = cases.at_stage, cases.alarms_behind, cases.hours, cases.factor
    contested, beyond, incident = cases.contested, cases.beyond, cases.incident
    spot_limit, spot_list_days = work.spot_limit_hours, work.spot_list_days
    ready_count, finished_count, busy_count, total = 0, 0, 0, 0.0
    for grid in range(head.size):
        spent[grid], busy[busy_count] = 0.0, grid
        busy_count += (head[grid] != NOBODY) | (alarms[grid] > 0)
    for worker in range(busy_count):
        grid, hours = busy[worker], settling
        while hours > 0.0:
            if alarms[grid] > 0:
                done = min(hours, alarm_left[grid])
                hours -= done
                list_hours[grid] -= done
                alarm_left[grid] -= done
                if alarm_left[grid] <= 0.0:
                    alarms[grid] -= 1
                    alarm_left[grid] = detection.false_alarm_hours
                    continue
                break
            row = head[grid]
            if row == NOBODY:
                break
            done = min(hours, hours_left[row])
            hours -= done
            list_hours[grid] -= done
            hours_left[row] -= done
            if hours_left[row] > 0.0:
                break
            hours_left[row] = 0.0
            leave_queue(grid, head, tail, following)
            alarms[grid] = behind[row]
            alarm_left[grid] = detection.false_alarm_hours
            behind[row] = 0
            if stage[row] == Stage.SPOT:
                finished[finished_count] = row
                finished_count += 1
            elif stays_on_the_spot(
                row, contested, beyond, incident, needed, cases.light, list_hours[grid] < spot_list_days * settling,
                spot_limit,
            ):  # fmt: skip
                move(row, Stage.SPOT, stage, at_stage)
                hours_left[row] = needed[row] * factor[row]
                join_list(row, grid, cases.light[row], hours_left[row], head, tail, list_hours, following)
            else:
                ready[ready_count] = row
                ready_count += 1
        if head[grid] == NOBODY and alarms[grid] == 0:
            list_hours[grid] = 0.0
        if settling > 0.0:
            spent[grid] = (settling - hours) / settling
            total += settling - hours
    if settling > 0.0:
        for grid in range(head.size):
            use[grid] += (spent[grid] - use[grid]) / FATIGUE_DAYS
    series[today, Series.SETTLING_HOURS] += total
    return ready_count, finished_count


@rule
def stays_on_the_spot(row, contested, beyond, incident, hours, light, is_list_short, limit_hours):
    """Simple, small, quiet, and the list is short or it is a light matter: the grid worker settles it alone."""
    return (
        not contested[row]
        and not beyond[row]
        and incident[row] < 0
        and hours[row] <= limit_hours
        and (light[row] or is_list_short)
    )


class GridWorker(View):
    """One grid worker: the row is the grid."""

    community = Column("buildings", "community", FOLLOWS)
    skill = Column("workers", "skill", within=FROM_ZERO)
    use = Column("workers", "use", within=SHARE)
    visit_credit = Column("workers", "visit_credit", within=(0.0, VISITS_A_DAY_LIMIT - 1))
    list_hours = Column("workers", "list_hours", FOLLOWS)
    hired_day = Day("workers", "hired_day", -NEVER // 2)
    leaves_day = Day("workers", "leaves_day", NEVER)
    leavers = Column("workers", "leavers", FOLLOWS)

    @property
    def grid(self) -> int:
        """The grid, counted from 0."""
        return self.row

    @property
    def caseload(self) -> int:
        """Cases on the list, false alarms left out."""
        world, count = self.model.world, 0
        case = world.workers.head[self.row]
        while case != NOBODY:
            case, count = world.cases.next_in_queue[case], count + 1
        return count
