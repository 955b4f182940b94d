"""Delivery units: workstation desks and service-centre windows; columns, a unit's day, view.

Unit 2c is the workstation of community c, unit 2c + 1 its contracted service centre. A day is
a stretch of working time: requests arrive uniformly in it, and in the evening every window is empty.
A request that has been begun is finished, an unfinished case goes back to its queue for the night.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.clock import DAYS_PER_YEAR, NEVER, NOBODY, morning_after
from model.compilation.decorators import allocating_rule, compiled, inlined, rule
from model.contradictions.cases import Cases, Stage, move
from model.contradictions.triage import priority
from model.delivery.request_draws import COMMUNITY_BITS
from model.delivery.request_queues import CENTRE, NO_ARRIVAL, STAFFED, Requests, close_queue, next_in_line, stay_away
from model.draws import Purpose, exponential, uniforms
from model.views import FOLLOWS, FROM_ZERO, SHARE, Column, Day, View

IDLE, REQUEST, CASE = 0, 1, 2
MIN_URGENT = -1e300
MINUTES = 60.0
ONE = np.uint64(1)


class Units(NamedTuple):
    """Columns of the units, shape (2 × communities,); money and hours run over the contract year.

    lines: desks or windows in use; posts: staff, planned_posts: those a contract's ceiling buys;
    temporary: present share of posts, named_temporary: the one its policy names; slices: queues
    (1 when pooled); degree: slices a line can serve; line_hours: effective hours of a line a day; quality: of staffed
    work; organisation: contractor or NOBODY; tender_ends: day a new contract starts, or NEVER;
    size: residents of its community over the mean of communities, by which posts and money are dealt out;
    result_yuan: what may be paid for results up to today and is not paid yet.
    """

    in_use: np.ndarray
    size: np.ndarray
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

    Of the present day alone: doing: IDLE, REQUEST or CASE; until: hours from opening to its end; row: the case; rest: its
    hours after this stint; slowness: hours for a standard hour. Of whoever sits there: hired_day, leaves_day, leavers.
    Of a slice: case_head, its waiting cases; oldest, during the day, when the oldest of them was recorded, or NEVER.
    """

    doing: np.ndarray
    until: np.ndarray
    row: np.ndarray
    rest: np.ndarray
    slowness: np.ndarray
    hired_day: np.ndarray
    leaves_day: np.ndarray
    leavers: np.ndarray
    case_head: np.ndarray
    oldest: np.ndarray


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
def new_staff(seed, unit, line, max_lines, today, turnover, leaves_day, leavers):
    """Draw the day on which the present staff member of a line leaves, by unit and place in it."""
    leaves_day[line] = NEVER
    if turnover > 0.0:
        u = uniforms(seed, Purpose.STAFF, (unit << COMMUNITY_BITS) + line - unit * max_lines, leavers[line])[0]
        leaves_day[line] = morning_after(today, exponential(u) * DAYS_PER_YEAR / turnover)


@rule
def replace_leavers(seed, today, units, lines, max_lines, staff, numbers, organisations):
    """Staff whose day has come leave; a novice takes the line over, and a contractor loses what they knew."""
    for unit in range(units.lines.size):
        temporary = int(units.temporary[unit] * units.lines[unit] + 0.5)
        for line in range(unit * max_lines, unit * max_lines + units.lines[unit]):
            if lines.leaves_day[line] > today:
                continue
            lines.leavers[line] += 1
            lines.hired_day[line] = today
            turnover = numbers.turnover
            if unit % 2 == STAFFED:
                is_temporary = line - unit * max_lines < temporary
                turnover = staff.temporary_turnover if is_temporary else staff.permanent_turnover
            elif units.organisation[unit] != NOBODY:
                kept = 1.0 - numbers.departure_loss / units.lines[unit]
                for kind in range(organisations.capability.shape[1]):
                    organisations.capability[units.organisation[unit], kind] *= kept
            new_staff(seed, unit, line, max_lines, today, turnover, lines.leaves_day, lines.leavers)


class Windows(NamedTuple):
    """What all units have on a day: their tables, the rule of their queues, today's share of a mean day's hours.

    max_lines: rows of `lines` for every unit.
    """

    opening: float
    queue_rule: int
    max_lines: int
    units: Units
    lines: Lines
    requests: Requests
    cases: Cases


@rule
def serve(seed, today, unit, windows, numbers, finished, count, measured):
    """One unit's day, event by event: lines choose in order of time, the first in line at ties.

    A line that becomes free takes the request that has waited longest in its slices, or the most urgent case of them,
    whichever side has the stronger claim: the wait of that request over `claim_wait_hours`, or the age of the oldest
    waiting case over `claim_case_days`. After `stint_hours` of work on a case it lays the case down and chooses anew.
    With nothing to do it sleeps until the next request comes. Appends finished cases to `finished` from `count` on and gives the new count. `measured` (7,) gets the waits of requests begun, their
    number, busy hours, standard hours of requests; then how many gave up, how many of them do without, and their
    waits. Waits are in mean opening days.
    """
    opening, units, lines, requests, cases = (
        windows.opening, windows.units, windows.lines, windows.requests, windows.cases,
    )  # fmt: skip
    n, base, groups = units.lines[unit], unit * windows.max_lines, units.slices[unit]
    line_hours = opening * units.line_hours[unit]
    degree, community, left = units.degree[unit], unit // 2, measured[4:]
    doing, until, waiting, first, past = lines.doing, lines.until, requests.waiting, requests.first, requests.past
    measured[:] = 0.0
    if opening == 0.0:
        for slot in range(base, base + groups):
            stay_away(slot, requests)
        return count
    hours_of_today = opening * numbers.hours_per_post
    scale, claim_wait = numbers.patience_minutes / MINUTES / hours_of_today, numbers.claim_wait_hours / hours_of_today
    begins, ends = np.uint64(base), np.uint64(base + n)
    if line_hours > 0.0:
        open_lines(today, base, n, units.slowdown[unit], lines, numbers)
        for slot in range(base, base + groups):
            lines.oldest[slot] = oldest_of(lines.case_head[slot], cases)
    while line_hours > 0.0:
        free, time = next_free(begins, ends, until)
        line, now = np.int64(free), time / line_hours
        if time >= line_hours:
            break
        if doing[line] == CASE:
            count = lay_down(lines.row[line], lines.rest[line], base, lines, cases, finished, count)
        doing[line] = IDLE
        comes, queue = NO_ARRIVAL, NOBODY
        oldest = NEVER
        for step in range(line - base, line - base + degree):
            slot = base + step % groups
            place, arrives = next_in_line(
                slot, first[slot], past[slot], today, now, scale, community, seed, numbers, waiting, requests.kept, left
            )
            first[slot] = place
            if arrives < comes:
                comes, queue = arrives, slot
            oldest = min(oldest, lines.oldest[slot])
        # In hours, for so a sleeping line has noted when to wake up.
        waits, longest = comes * line_hours <= time, max(0.0, now - comes)
        claim = (today + now - oldest) * claim_wait
        if oldest != NEVER and (not waits or claim > longest * numbers.claim_case_days):
            left_hours = take_most_urgent(windows.queue_rule, line, base, degree, groups, lines, cases)
            stint = min(left_hours, numbers.stint_hours)
            lines.rest[line], needed = left_hours - stint, lines.slowness[line] * stint
        elif waits:
            hours = waiting[queue, first[queue]].hours
            doing[line], needed = REQUEST, lines.slowness[line] * hours
            measured[0] += longest
            measured[1] += 1.0
            measured[3] += hours
            first[queue] += 1
        else:
            until[line] = comes * line_hours
            continue
        until[line] = time + needed
        measured[2] += min(needed, line_hours - time)
    if line_hours > 0.0:
        count = close_lines(base, n, line_hours, lines, cases, finished, count)
    for slot in range(base, base + groups):
        if first[slot] < past[slot]:
            close_queue(slot, today, scale, community, seed, numbers, requests, left)
        else:
            first[slot], past[slot], requests.kept[slot] = 0, requests.kept[slot], 0
    measured[0] *= opening
    left[2] *= opening
    return count


@inlined
def open_lines(today, base, n, slowdown, lines, numbers):
    """Begin the day with nothing in hand, at the pace of whoever sits there."""
    for line in range(base, base + n):
        lines.doing[line], lines.until[line], lines.slowness[line] = IDLE, 0.0, slowdown
        tenure = today - lines.hired_day[line]
        if tenure < numbers.novice_days:
            lines.slowness[line] /= pace(tenure, numbers.novice_days, numbers.novice_speed)


@rule
def close_lines(base, n, line_hours, lines, cases, finished, count):
    """At closing time every case under way is laid down for the night."""
    for line in range(base, base + n):
        if lines.doing[line] == CASE:
            left = lines.rest[line] + (lines.until[line] - line_hours) / lines.slowness[line]
            count = lay_down(lines.row[line], left, base, lines, cases, finished, count)
        lines.doing[line] = IDLE
    return count


@inlined
def lay_down(row, left, base, lines, cases, finished, count):
    """A case is finished, or goes back to its queue with what is left of it, keeping its ticket; give the number finished."""
    cases.hours_left[row] = left
    if left > 0.0:
        slot = base + cases.slot[row]
        cases.next_in_queue[row] = lines.case_head[slot]
        lines.case_head[slot] = row
        lines.oldest[slot] = min(lines.oldest[slot], np.int64(cases.recorded[row]))
        return count
    cases.hours_left[row] = 0.0
    finished[count] = row
    return count + 1


@inlined
def next_free(first, past, until):
    """The line that is free first, and when; from `first` to before `past` (unsigned), the first of them at ties."""
    line, least = first, until[first]
    for other in range(first + ONE, past):
        earlier = until[other] < least
        line = other if earlier else line
        least = until[other] if earlier else least
    return line, least


@inlined
def oldest_of(head, cases):
    """The day on which the oldest of a queue of waiting cases was recorded; NEVER where none waits."""
    row, oldest = head, NEVER
    while row != NOBODY:
        oldest = min(oldest, np.int64(cases.recorded[row]))
        row = cases.next_in_queue[row]
    return oldest


@rule
def take_most_urgent(queue_rule, line, base, degree, groups, lines, cases):
    """A line takes the most urgent case of its slices off its queue, the first found at ties; gives its hours.

    One waits in at least one of them.
    """
    highest, chosen, before, queue = MIN_URGENT, NOBODY, NOBODY, NOBODY
    for step in range(line - base, line - base + degree):
        slot = base + step % groups
        row, previous = lines.case_head[slot], NOBODY
        while row != NOBODY:
            urgency = priority(
                queue_rule,
                cases.ticket[row],
                cases.severity[row],
                cases.ignition_scale[row],
                cases.hours_left[row],
                cases.petition[row],
                cases.incident[row],
            )
            if urgency > highest:
                highest, chosen, before, queue = urgency, row, previous, slot
            previous = row
            row = cases.next_in_queue[row]
    if before == NOBODY:
        lines.case_head[queue] = cases.next_in_queue[chosen]
    else:
        cases.next_in_queue[before] = cases.next_in_queue[chosen]
    lines.oldest[queue] = oldest_of(lines.case_head[queue], cases)
    lines.doing[line], lines.row[line] = CASE, chosen
    move(chosen, Stage.IN_WORK, cases.stage, cases.at_stage)
    return cases.hours_left[chosen]


@compiled
def pace(tenure, novice_days, novice_speed):
    """Speed of a line by the days its staff member has been there."""
    return novice_speed + (1.0 - novice_speed) * tenure / novice_days if tenure < novice_days else 1.0


@rule
def join_unit(row, unit, max_lines, case_head, slices, cases, clock):
    """Put a case into the queue of its slice; its ticket says who came first."""
    clock.ticket[0] += 1
    cases.ticket[row] = clock.ticket[0]
    cases.unit[row] = unit
    move(row, Stage.UNIT, cases.stage, cases.at_stage)
    cases.slot[row] = slices[unit, cases.item[row]]
    slot = unit * max_lines + cases.slot[row]
    cases.next_in_queue[row] = case_head[slot]
    case_head[slot] = row


def new_units(residents: np.ndarray) -> Units:
    """Two units a community of so many residents, none in use."""
    count = 2 * residents.size
    whole = {"lines", "slices", "degree", "organisation", "served_days", "inspected", "inspected_bad", "tender_ends"}
    columns = {n: np.zeros(count, np.int64 if n in whole else np.float64) for n in Units._fields}
    columns["in_use"] = np.zeros(count, np.bool_)
    columns["size"][:] = np.repeat(residents / residents.mean(), 2)
    columns["organisation"][:] = NOBODY
    columns["tender_ends"][:] = NEVER
    columns["slowdown"][:] = 1.0
    return Units(**columns)


def new_lines(count: int) -> Lines:
    """`count` idle lines with empty queues."""
    real = {"until", "rest", "slowness"}
    columns = {n: np.zeros(count, np.float64 if n in real else np.int64) for n in Lines._fields}
    for name in ("row", "case_head"):
        columns[name][:] = NOBODY
    columns["oldest"][:] = NEVER
    columns["hired_day"][:] = -NEVER // 2
    columns["leaves_day"][:] = NEVER
    return Lines(**columns)


class DeliveryUnit(View):
    """One delivery unit, in use or not; what posts buy follows at the next quarter's start."""

    in_use = Column("units", "in_use", FOLLOWS)
    posts = Column("units", "posts", within=FROM_ZERO)
    lines = Column("units", "lines", FOLLOWS)
    line_hours = Column("units", "line_hours", within=FROM_ZERO)
    staffed_quality = Column("units", "quality", within=SHARE)
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
