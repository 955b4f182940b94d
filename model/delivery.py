"""Delivery units: workstation desks and service-centre windows; columns, a unit's day, view.

Unit 2c is the workstation of community c, unit 2c + 1 its contracted service centre. A day is
a stretch of working time: requests arrive uniformly in it, unfinished work stays on the desk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.clock import DAYS_PER_YEAR, NEVER, NOBODY, join_queue
from model.contradictions import Stage, move
from model.draws import Purpose, allocating_rule, compiled, exponential, rule, uniforms
from model.triage import priority
from model.views import FOLLOWS, Column, Day, View

IDLE, REQUEST, CASE = 0, 1, 2
STAFFED, CENTRE = 0, 1
COMMUNITY_BITS = 24
NO_ARRIVAL = 1e18


class Units(NamedTuple):
    """Columns of the units, shape (2 × communities,); money and hours run over the contract year.

    lines: desks or windows in use; posts: staff, planned_posts: those a contract's ceiling buys;
    temporary: present share of posts, named_temporary: the one its policy names; slices: queues
    (1 when pooled); degree: slices a line can serve; line_hours: effective hours of a line a day; quality: of staffed
    work; organisation: contractor or NOBODY; tender_ends: day a new contract starts, or NEVER.
    """

    in_use: np.ndarray
    lines: np.ndarray
    posts: np.ndarray
    planned_posts: np.ndarray
    temporary: np.ndarray
    named_temporary: np.ndarray
    slices: np.ndarray
    degree: np.ndarray
    line_hours: np.ndarray
    slowdown: np.ndarray
    quality: np.ndarray
    organisation: np.ndarray
    tender_ends: np.ndarray
    received_yuan: np.ndarray
    result_yuan: np.ndarray
    served_days: np.ndarray
    inspected: np.ndarray
    inspected_bad: np.ndarray


class Lines(NamedTuple):
    """Columns of the lines, shape (units × most lines,); slice queues have the same shape.

    doing: IDLE, REQUEST or CASE; left: hours to its end; row: the case; standard: paid hours;
    hired_day, leaves_day, leavers: its staff member.
    """

    doing: np.ndarray
    left: np.ndarray
    row: np.ndarray
    standard: np.ndarray
    routine: np.ndarray
    hired_day: np.ndarray
    leaves_day: np.ndarray
    leavers: np.ndarray
    case_head: np.ndarray
    request_head: np.ndarray
    request_tail: np.ndarray


class Requests(NamedTuple):
    """Pool of routine requests, shape (capacity,): arrival in days, hours, item, link; free (3,):
    head of the returned rows, rows ever handed out, rows in the list."""

    arrival: np.ndarray
    hours: np.ndarray
    item: np.ndarray
    following: np.ndarray
    free: np.ndarray


class Items(NamedTuple):
    """Columns of the service items: domain, contracted or not, and the slice in every unit."""

    domain: np.ndarray
    outsourced: np.ndarray
    slice: np.ndarray


def new_requests(capacity: int) -> Requests:
    """An empty pool: rows are handed out in order, then from the free list."""
    free = np.array([NOBODY, 0, 0], np.int64)
    return Requests(
        np.zeros(capacity), np.zeros(capacity), np.zeros(capacity, np.int32), np.zeros(capacity, np.int32), free
    )


def grown_requests(old: Requests, capacity: int) -> Requests:
    """The same pool with more room."""
    grown = new_requests(capacity)
    for name in ("arrival", "hours", "item", "following"):
        getattr(grown, name)[: old.arrival.size] = getattr(old, name)
    grown.free[:] = old.free
    return grown


@allocating_rule
def deal(hours, order, lines, unit, slices):
    """Deal the items to `lines` slices balanced by expected hours: the longest to the least loaded."""
    load = np.zeros(lines)
    for item in order:
        least = 0
        for line in range(1, lines):
            if load[line] < load[least]:
                least = line
        slices[unit, item] = least
        load[least] += hours[item]


@compiled
def new_staff(seed, unit, line, most, today, turnover, leaves_day, leavers):
    """Draw the day on which the present staff member of a line leaves, by unit and place in it."""
    leaves_day[line] = NEVER
    if turnover > 0.0:
        u = uniforms(seed, Purpose.STAFF, (unit << COMMUNITY_BITS) + line - unit * most, leavers[line])[0]
        leaves_day[line] = today + 1 + int(exponential(u) * DAYS_PER_YEAR / turnover)


@rule
def replace_leavers(seed, today, units, lines, most, staff, numbers, organisations):
    """Staff whose day has come leave; a novice takes the line over, and a contractor loses what they knew."""
    for unit in range(units.lines.size):
        temporary = int(units.temporary[unit] * units.lines[unit] + 0.5)
        for line in range(unit * most, unit * most + units.lines[unit]):
            if lines.leaves_day[line] > today:
                continue
            lines.leavers[line] += 1
            lines.hired_day[line] = today
            turnover = numbers.turnover
            if unit % 2 == STAFFED:
                is_temporary = line - unit * most < temporary
                turnover = staff.temporary_turnover if is_temporary else staff.permanent_turnover
            elif units.organisation[unit] != NOBODY:
                kept = 1.0 - numbers.departure_loss / units.lines[unit]
                for kind in range(organisations.capability.shape[1]):
                    organisations.capability[units.organisation[unit], kind] *= kept
            new_staff(seed, unit, line, most, today, turnover, lines.leaves_day, lines.leavers)


@rule
def draw_requests(seed, day, community, mean, request_hours, domain, requests, items, most, request_head, request_tail):
    """Today's routine requests of a community, each at the end of the queue of its slice.

    Poisson by exponential gaps, in order of arrival. Gives the number drawn, or -1 when the pool
    is full: the driver keeps room for far more than a day brings and stops with an error if that
    was not enough.
    """
    arrival, hours, item, following, free = (
        requests.arrival,
        requests.hours,
        requests.item,
        requests.following,
        requests.free,
    )
    share_cumulative, first_item, item_count = domain.share_cumulative, domain.first_item, domain.items
    outsourced, slices = items.outsourced, items.slice
    time, count = 0.0, 0
    if mean <= 0.0:
        return 0
    while True:
        u_gap, u_item, u_hours, _ = uniforms(seed, Purpose.REQUEST, (community << COMMUNITY_BITS) + count, day)
        time += exponential(u_gap) / mean
        if time >= 1.0:
            return count
        count += 1
        if free[0] != NOBODY:
            node = free[0]
            free[0] = following[node]
            free[2] -= 1
        else:
            node = free[1]
            if node >= arrival.size:
                return -1
            free[1] += 1
        below, kind = 0.0, 0
        while u_item > share_cumulative[kind]:
            below = share_cumulative[kind]
            kind += 1
        place = (u_item - below) / (share_cumulative[kind] - below)
        what = first_item[kind] + min(item_count[kind] - 1, int(place * item_count[kind]))
        item[node] = what
        arrival[node] = day + time
        hours[node] = request_hours * exponential(u_hours)
        unit = 2 * community + (CENTRE if outsourced[what] else STAFFED)
        join_queue(unit * most + slices[unit, what], node, request_head, request_tail, following)


@rule
def serve(today, unit, most, units, lines, requests, cases, queue, priority_share, numbers, finished, count, measured):
    """One unit's day: every line takes routine first until it has filled its share, then cases.

    A line that becomes free takes the earliest request that has come to its slices, unless
    routine has filled its share of the day and a case waits; then the most urgent case. With
    nothing to do it sleeps until the next request comes. Lines decide in order of time, the
    first in line at ties. Appends finished cases to `finished` from `count` on and gives the new
    count. `measured` (4,) collects waits in days, requests served, busy hours, and standard
    hours of routine finished.
    """
    line_hours, slowdown = units.line_hours[unit], units.slowdown[unit]
    n, base, groups, degree = units.lines[unit], unit * most, units.slices[unit], units.degree[unit]
    doing, until, at, standard, routine = lines.doing, lines.left, lines.row, lines.standard, lines.routine
    hired_day, case_head, request_head = lines.hired_day, lines.case_head, lines.request_head
    arrival, hours, following, free = requests.arrival, requests.hours, requests.following, requests.free
    next_in_queue, stage, hours_left = cases.next_in_queue, cases.stage, cases.hours_left
    if line_hours <= 0.0:
        measured[0], measured[1], measured[2], measured[3] = 0.0, 0.0, 0.0, 0.0
        return count
    limit = priority_share * line_hours
    wait, served, busy, done = 0.0, 0, 0.0, 0.0
    for line in range(base, base + n):
        worked = min(until[line], line_hours) if doing[line] != IDLE else 0.0
        busy += worked
        routine[line] = worked if doing[line] == REQUEST else 0.0
        if doing[line] == IDLE:
            until[line] = 0.0
    team = 1 if degree == 1 and groups > 1 else n
    for first in range(0, n, team):
        while True:
            line, time = base + first, until[base + first]
            for other in range(base + first + 1, base + first + team):
                if until[other] < time:
                    line, time = other, until[other]
            if time >= line_hours:
                break
            if doing[line] == CASE:
                row = at[line]
                hours_left[row] = 0.0
                cases.line[row] = NOBODY
                finished[count] = row
                count += 1
            elif doing[line] == REQUEST:
                done += standard[line]
            own = 0 if groups == 1 else line - base
            earliest, group_of_earliest = NO_ARRIVAL, 0
            for step in range(own, own + degree):
                group = step if step < groups else step - groups
                head = request_head[base + group]
                if head != NOBODY and arrival[head] < earliest:
                    earliest, group_of_earliest = arrival[head], group
            comes = (earliest - today) * line_hours
            chosen, before, in_slice = NOBODY, NOBODY, 0
            if comes > time or routine[line] >= limit:
                highest = -1e300
                for step in range(own, own + degree):
                    group = step if step < groups else step - groups
                    row, previous = case_head[base + group], NOBODY
                    while row != NOBODY:
                        urgency = priority(
                            queue,
                            cases.ticket[row],
                            cases.severity[row],
                            cases.ignition_scale[row],
                            hours_left[row],
                            cases.petition[row],
                            cases.incident[row],
                        )
                        if urgency > highest:
                            highest, chosen, before, in_slice = urgency, row, previous, group
                        previous = row
                        row = next_in_queue[row]
            if chosen == NOBODY and comes > time:
                doing[line] = IDLE
                until[line] = comes
                continue
            speed = 1.0
            tenure = today - hired_day[line]
            if tenure < numbers.novice_days:
                speed = numbers.novice_speed + (1.0 - numbers.novice_speed) * tenure / numbers.novice_days
            if chosen != NOBODY:
                if before == NOBODY:
                    case_head[base + in_slice] = next_in_queue[chosen]
                else:
                    next_in_queue[before] = next_in_queue[chosen]
                doing[line], at[line] = CASE, chosen
                move(chosen, Stage.IN_WORK, stage, cases.at_stage)
                cases.line[chosen] = line
                needed = hours_left[chosen] * slowdown / speed
                busy += min(needed, line_hours - time)
            else:
                node = request_head[base + group_of_earliest]
                request_head[base + group_of_earliest] = following[node]
                following[node] = free[0]
                free[0] = node
                free[2] += 1
                doing[line], standard[line] = REQUEST, hours[node]
                needed = hours[node] * slowdown / speed
                today_share = min(needed, line_hours - time)
                routine[line] += today_share
                busy += today_share
                wait += max(0.0, today + time / line_hours - earliest)
                served += 1
            until[line] = time + needed
    for line in range(base, base + n):
        until[line] = until[line] - line_hours if doing[line] != IDLE else 0.0
    measured[0], measured[1], measured[2], measured[3] = wait, float(served), busy, done
    return count


@rule
def join_unit(row, unit, most, case_head, slices, cases, clock):
    """Put a case into the queue of its slice; its ticket says who came first."""
    clock.ticket[0] += 1
    cases.ticket[row] = clock.ticket[0]
    cases.unit[row] = unit
    move(row, Stage.UNIT, cases.stage, cases.at_stage)
    slot = unit * most + slices[unit, cases.item[row]]
    cases.next_in_queue[row] = case_head[slot]
    case_head[slot] = row


def new_units(communities: int) -> Units:
    """Two units a community, none in use."""
    count = 2 * communities
    whole = {"lines", "slices", "degree", "organisation", "served_days", "inspected", "inspected_bad", "tender_ends"}
    columns = {n: np.zeros(count, np.int64 if n in whole else np.float64) for n in Units._fields}
    columns["in_use"] = np.zeros(count, np.bool_)
    columns["organisation"][:] = NOBODY
    columns["tender_ends"][:] = NEVER
    columns["slowdown"][:] = 1.0
    return Units(**columns)


def new_lines(count: int) -> Lines:
    """`count` idle lines with empty queues."""
    real = {"left", "standard", "routine"}
    columns = {n: np.zeros(count, np.float64 if n in real else np.int64) for n in Lines._fields}
    for name in ("row", "case_head", "request_head", "request_tail"):
        columns[name][:] = NOBODY
    columns["hired_day"][:] = -NEVER // 2
    columns["leaves_day"][:] = NEVER
    return Lines(**columns)


class DeliveryUnit(View):
    """One delivery unit, in use or not; what posts buy follows at the next quarter's start."""

    in_use = Column("units", "in_use", FOLLOWS)
    posts = Column("units", "posts")
    lines = Column("units", "lines", FOLLOWS)
    line_hours = Column("units", "line_hours")
    staffed_quality = Column("units", "quality")
    organisation = Column("units", "organisation", FOLLOWS)
    tender_ends_day = Day("units", "tender_ends", NEVER, FOLLOWS)
    received_yuan = Column("units", "received_yuan", FOLLOWS)

    @property
    def community(self) -> int:
        """Its community, counted from 0."""
        return self.row // 2

    @property
    def kind(self) -> str:
        """Workstation or service centre."""
        return "service_centre" if self.row % 2 == CENTRE else "workstation"
