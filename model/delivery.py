"""Delivery units: workstation desks and service-centre windows; columns, a unit's day, view.

Unit 2c is the workstation of community c, unit 2c + 1 its contracted service centre. A day is
a stretch of working time: requests arrive uniformly in it, unfinished work stays on the desk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.clock import DAYS_PER_YEAR, NEVER, NOBODY, join_queue, morning_after
from model.contradictions import Stage, move
from model.draws import Purpose, allocating_rule, compiled, exponential, rule, uniforms
from model.request_draws import AT_ONCE, CELL_SHIFT, COMMUNITY_BITS, draw_some
from model.triage import priority
from model.views import FOLLOWS, Column, Day, View

IDLE, REQUEST, CASE = 0, 1, 2
STAFFED, CENTRE = 0, 1
NO_ARRIVAL = 1e18


class Units(NamedTuple):
    """Columns of the units, shape (2 × communities,); money and hours run over the contract year.

    lines: desks or windows in use; posts: staff, planned_posts: those a contract's ceiling buys;
    temporary: present share of posts, named_temporary: the one its policy names; slices: queues
    (1 when pooled); degree: slices a line can serve; line_hours: effective hours of a line a day; quality: of staffed
    work; organisation: contractor or NOBODY; tender_ends: day a new contract starts, or NEVER;
    result_yuan: what may be paid for results up to today and is not paid yet.
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
    head of the returned rows, rows ever handed out, rows in the list. drawn_… (AT_ONCE,) are the
    latest draws."""

    arrival: np.ndarray
    hours: np.ndarray
    item: np.ndarray
    following: np.ndarray
    free: np.ndarray
    drawn_gap: np.ndarray
    drawn_hours: np.ndarray
    drawn_item: np.ndarray


class Items(NamedTuple):
    """Columns of the service items: domain, end of its stretch and cells of the item table, contracted or not, and
    the slice in every unit."""

    domain: np.ndarray
    ends: np.ndarray
    cells: np.ndarray
    outsourced: np.ndarray
    slice: np.ndarray


def new_requests(capacity: int) -> Requests:
    """An empty pool: rows are handed out in order, then from the free list."""
    free = np.array([NOBODY, 0, 0], np.int64)
    return Requests(
        np.zeros(capacity), np.zeros(capacity), np.zeros(capacity, np.int32), np.zeros(capacity, np.int32), free,
        np.zeros(AT_ONCE), np.zeros(AT_ONCE), np.zeros(AT_ONCE, np.int64),
    )  # fmt: skip


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
        leaves_day[line] = morning_after(today, exponential(u) * DAYS_PER_YEAR / turnover)


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
def draw_requests(seed, day, community, mean, request_hours, requests, items, most, request_head, request_tail):
    """Today's routine requests of a community, each at the end of the queue of its slice.

    Poisson by exponential gaps, in order of arrival. Gives the number drawn, or -1 when the pool
    is full: the driver keeps room for far more than a day brings and stops with an error if that
    was not enough.
    """
    arrival, hours, item, following = requests.arrival, requests.hours, requests.item, requests.following
    gaps, sizes, words, free = requests.drawn_gap, requests.drawn_hours, requests.drawn_item, requests.free
    ends, cells, outsourced, slices = items.ends, items.cells, items.outsourced, items.slice
    if mean <= 0.0:
        return 0
    time, first = 0.0, 0
    while True:
        draw_some(seed, community, day, first, 1.0 / mean, request_hours, gaps, sizes, words)
        for place in range(AT_ONCE):
            time += gaps[place]
            if time >= 1.0:
                return first + place
            node = free[0]
            if node != NOBODY:
                free[0] = following[node]
                free[2] -= 1
            else:
                node = free[1]
                if node >= arrival.size:
                    return -1
                free[1] += 1
            what = cells[words[place] >> CELL_SHIFT]
            while words[place] >= ends[what]:
                what += 1
            item[node] = what
            arrival[node] = day + time
            hours[node] = sizes[place]
            unit = 2 * community + (CENTRE if outsourced[what] else STAFFED)
            join_queue(unit * most + slices[unit, what], node, request_head, request_tail, following)
        first += AT_ONCE


@rule
def serve(today, unit, most, units, lines, requests, cases, queue, priority_share, numbers, finished, count, measured):
    """One unit's day: every line takes routine first until it has filled its share, then cases.

    A line that becomes free takes the earliest request that has come to its slices, unless
    routine has filled its share of the day and a case waits; then the most urgent case. With
    nothing to do it sleeps until the next request comes. Lines decide in order of time, the
    first in line at ties; where one queue is all they serve and no case waits, `serve_requests`
    does the same request by request. Appends finished cases to `finished` from `count` on and
    gives the new count. `measured` (4,) collects waits in days, requests served, busy hours, and
    standard hours of routine finished.
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
    one_queue = degree == 1 or groups == 1
    for first in range(base, base + n, team):
        queue_of_team = base if groups == 1 else first
        while not one_queue or case_head[queue_of_team] != NOBODY:
            line, time = next_free(first, team, until)
            if time >= line_hours:
                break
            if doing[line] == CASE:
                count = finish_case(at[line], hours_left, cases.line, finished, count)
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
            speed = pace(today - hired_day[line], numbers.novice_days, numbers.novice_speed)
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
        if one_queue:
            count, waited, taken, worked, paid = serve_requests(
                today,
                first,
                team,
                queue_of_team,
                line_hours,
                slowdown,
                lines,
                requests,
                cases,
                numbers,
                finished,
                count,
            )
            wait, served, busy, done = wait + waited, served + taken, busy + worked, done + paid
    for line in range(base, base + n):
        until[line] = until[line] - line_hours if doing[line] != IDLE else 0.0
    measured[0], measured[1], measured[2], measured[3] = wait, float(served), busy, done
    return count


@rule
def serve_requests(today, first, team, queue, line_hours, slowdown, lines, requests, cases, numbers, finished, count):
    """The rest of a team's day when no case waits, and so none will: its requests in their order are all there is.

    A request goes to the first line that is free when it comes, else to the one free next. Gives
    the number of finished cases and, of this rest, waits in days, requests, busy and paid hours.
    """
    doing, until, at, standard, hired_day = lines.doing, lines.left, lines.row, lines.standard, lines.hired_day
    arrival, hours, following, free = requests.arrival, requests.hours, requests.following, requests.free
    hours_left, line_of_case = cases.hours_left, cases.line
    wait, served, busy, done = 0.0, 0, 0.0, 0.0
    node, returned = lines.request_head[queue], free[0]
    while node != NOBODY:
        comes = (arrival[node] - today) * line_hours
        line, time = next_free(first, team, until)
        if time < comes:
            line, time = first, comes
            while until[line] > comes:
                line += 1
        if time >= line_hours:
            break
        if doing[line] == CASE:
            count = finish_case(at[line], hours_left, line_of_case, finished, count)
        elif doing[line] == REQUEST:
            done += standard[line]
        doing[line], standard[line] = REQUEST, hours[node]
        needed = hours[node] * slowdown / pace(today - hired_day[line], numbers.novice_days, numbers.novice_speed)
        until[line] = time + needed
        busy += min(needed, line_hours - time)
        wait += time - comes
        served += 1
        after = following[node]
        following[node], returned = returned, node
        node = after
    lines.request_head[queue], free[0] = node, returned
    free[2] += served
    for line in range(first, first + team):
        if until[line] < line_hours:
            if doing[line] == CASE:
                count = finish_case(at[line], hours_left, line_of_case, finished, count)
            elif doing[line] == REQUEST:
                done += standard[line]
            doing[line] = IDLE
    return count, wait / line_hours, served, busy, done


@compiled
def next_free(first, team, until):
    """The line of a team that is free next, the first of them at ties, and when.

    Times are compared by their bits, which order numbers from 0 up as they are: whole numbers
    are compared and chosen in a third of the time.
    """
    line, least = first, np.float64(until[first]).view(np.int64)
    for other in range(first + 1, first + team):
        bits = np.float64(until[other]).view(np.int64)
        earlier = bits < least
        line = other if earlier else line
        least = bits if earlier else least
    return line, np.int64(least).view(np.float64)


@compiled
def pace(tenure, novice_days, novice_speed):
    """Speed of a line by the days its staff member has been there."""
    return novice_speed + (1.0 - novice_speed) * tenure / novice_days if tenure < novice_days else 1.0


@compiled
def finish_case(row, hours_left, line, finished, count):
    """A case's work at its line is done; give the number finished."""
    hours_left[row] = 0.0
    line[row] = NOBODY
    finished[count] = row
    return count + 1


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
