"""Delivery units: workstation desks and service-centre windows; columns, a unit's day, view.

Unit 2c is the workstation of community c, unit 2c + 1 its contracted service centre. A day is
a stretch of working time: requests arrive uniformly in it, unfinished work stays on the desk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.clock import DAYS_PER_YEAR, NEVER, NOBODY, morning_after
from model.compilation.decorators import allocating_rule, compiled, inlined, rule
from model.contradictions.cases import Stage, move
from model.contradictions.triage import priority
from model.delivery.request_draws import COMMUNITY_BITS
from model.delivery.request_queues import CENTRE, NO_ARRIVAL, STAFFED
from model.draws import Purpose, exponential, uniforms
from model.views import FOLLOWS, FROM_ZERO, SHARE, Column, Day, View

IDLE, REQUEST, CASE = 0, 1, 2
MIN_URGENT = -1e300
ONE = np.uint64(1)


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

    doing: IDLE, REQUEST or CASE; left: hours to its end; row: the case; standard: paid hours; slowness: today's hours
    of a standard hour; slowness_of_case: those with which its case began; hired_day, leaves_day, leavers: its staff member.
    """

    doing: np.ndarray
    left: np.ndarray
    row: np.ndarray
    standard: np.ndarray
    routine: np.ndarray
    slowness: np.ndarray
    slowness_of_case: np.ndarray
    hired_day: np.ndarray
    leaves_day: np.ndarray
    leavers: np.ndarray
    case_head: np.ndarray


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


@inlined
def serve(
    today, unit, max_lines, units, lines, requests, cases, queue, priority_share, numbers, finished, count, measured
):
    """One unit's day: every line takes routine first until it has filled its share, then cases.

    A line that becomes free takes the earliest request that has come to its slices, unless
    routine has filled its share of the day and a case waits; then the most urgent case. With
    nothing to do it sleeps until the next request comes. Lines decide in order of time, the
    first in line at ties. Appends finished cases to `finished` from `count` on and gives the new
    count. `measured` (4,) gets waits in days, requests served, busy hours, and standard hours of
    routine finished.
    """
    line_hours, n, base, groups = units.line_hours[unit], units.lines[unit], unit * max_lines, units.slices[unit]
    measured[:] = 0.0
    if line_hours > 0.0:
        limit = priority_share * line_hours
        open_lines(today, base, n, line_hours, units.slowdown[unit], lines, numbers, measured)
        if groups == 1 and n > 1:
            count = serve_queue(
                base, n, base, today, line_hours, limit, lines, requests, cases, queue, finished, count, measured
            )
        elif units.degree[unit] == 1:
            for line in range(base, base + n):
                count = serve_queue(
                    line, 1, line, today, line_hours, limit, lines, requests, cases, queue, finished, count, measured
                )
        else:
            count = serve_slices(
                base, n, groups, units.degree[unit], today, line_hours, limit, lines, requests, cases, queue, finished,
                count, measured
            )  # fmt: skip
        close_lines(base, n, line_hours, lines)
    return count


@inlined
def open_lines(today, base, n, line_hours, slowdown, lines, numbers, measured):
    """Begin the day with the jobs carried over, at the pace of whoever sits there."""
    for line in range(base, base + n):
        if lines.doing[line] == IDLE:
            lines.left[line], lines.routine[line] = 0.0, 0.0
        else:
            worked = min(lines.left[line], line_hours)
            measured[2] += worked
            lines.routine[line] = worked if lines.doing[line] == REQUEST else 0.0
        tenure = today - lines.hired_day[line]
        lines.slowness[line] = slowdown
        if tenure < numbers.novice_days:
            lines.slowness[line] /= pace(tenure, numbers.novice_days, numbers.novice_speed)


@inlined
def close_lines(base, n, line_hours, lines):
    """What is left of the jobs under way is left for tomorrow."""
    for line in range(base, base + n):
        lines.left[line] = lines.left[line] - line_hours if lines.doing[line] != IDLE else 0.0


@inlined
def serve_queue(
    first, team, queue, today, line_hours, limit, lines, requests, cases, queue_rule, finished, count, measured
):
    """The day of `team` lines from `first` on that share one queue of requests and one of cases.

    While a case waits, the line free next takes it as soon as no request waits or routine has filled the line's share.
    From then on requests in their order are all there is: each goes to the first line idle when it comes, else to the
    one free next.
    """
    begun, waiting, past = requests.first[queue], requests.waiting[queue], np.uint64(requests.past[queue])
    # Places are counted in unsigned numbers here: a negative one would have to be looked for at every step.
    place, served, count = serve_cases(
        first, team, queue, waiting, np.uint64(begun), past, today, line_hours, limit, lines, cases, queue_rule,
        (0.0, 0.0, 0.0), finished, count,
    )  # fmt: skip
    if team == 1:
        place, served, count = serve_alone(
            first, waiting, place, past, today, line_hours, lines, cases, served, finished, count
        )
    else:
        place, served, count = serve_together(
            first, team, waiting, place, past, today, line_hours, lines, cases, served, finished, count
        )
    wait, busy, done = served
    for line in range(first, first + team):
        if lines.left[line] < line_hours:
            if lines.doing[line] == CASE:
                count = finish_case(lines.row[line], cases.hours_left, cases.line, finished, count)
            elif lines.doing[line] == REQUEST:
                done += lines.standard[line]
            lines.doing[line] = IDLE
    requests.first[queue] = place
    measured[0] += wait / line_hours
    measured[1] += requests.first[queue] - begun
    measured[2] += busy
    measured[3] += done
    return count


@inlined
def serve_cases(
    first, team, queue, waiting, place, past, today, line_hours, limit, lines, cases, queue_rule, served, finished, count
):  # fmt: skip
    """Lines choose in order of time until no case waits: the next request, from `place` on, or the most urgent case.

    Gives the next place, `served` (waits and busy hours and standard hours of routine finished, to which this adds),
    and the number of finished cases; so do the two rules that follow.
    """
    wait, busy, done = served
    while lines.case_head[queue] != NOBODY:
        comes = (waiting[place].arrival - today) * line_hours if place < past else NO_ARRIVAL
        line, time = next_free(np.uint64(first), np.uint64(first + team), lines.left, 0.0)
        if time >= line_hours:
            break
        if lines.doing[line] == CASE:
            count = finish_case(lines.row[line], cases.hours_left, cases.line, finished, count)
        elif lines.doing[line] == REQUEST:
            done += lines.standard[line]
        if comes > time or lines.routine[line] >= limit:
            _, case, before = most_urgent(queue_rule, lines.case_head[queue], MIN_URGENT, cases)
            needed = lines.slowness[line] * take_case(case, before, queue, np.int64(line), lines, cases)
        else:
            needed = lines.slowness[line] * waiting[place].hours
            lines.doing[line], lines.standard[line] = REQUEST, waiting[place].hours
            lines.routine[line] += min(needed, line_hours - time)
            wait += time - comes
            place += ONE
        lines.left[line] = time + needed
        busy += min(needed, line_hours - time)
    return place, (wait, busy, done), count


@inlined
def serve_alone(line, waiting, place, past, today, line_hours, lines, cases, served, finished, count):
    """Requests of a queue that one line serves, each when it comes or when the one before is done."""
    wait, busy, done = served
    if lines.doing[line] == CASE and lines.left[line] < line_hours:
        count = finish_case(lines.row[line], cases.hours_left, cases.line, finished, count)
        lines.doing[line] = IDLE
    free, slowness, begun = lines.left[line], lines.slowness[line], place
    under_way = lines.standard[line] if lines.doing[line] == REQUEST else 0.0
    while place < past:
        comes = (waiting[place].arrival - today) * line_hours
        time = max(free, comes)
        if time >= line_hours:
            break
        done += under_way
        under_way = waiting[place].hours
        needed = slowness * under_way
        free = time + needed
        wait += time - comes
        busy += min(needed, line_hours - time)
        place += ONE
    if place > begun:
        lines.doing[line], lines.standard[line], lines.left[line] = REQUEST, under_way, free
    return place, (wait, busy, done), count


@inlined
def serve_together(first, team, waiting, place, past, today, line_hours, lines, cases, served, finished, count):
    """Requests of a queue that several lines serve, each by the first line idle when it comes, else the one free next."""
    wait, busy, done = served
    doing, until, standard, slowness = lines.doing, lines.left, lines.standard, lines.slowness
    begins, ends = np.uint64(first), np.uint64(first + team)
    for line in range(begins, ends):
        if doing[line] != REQUEST:  # then none is done when it ends
            standard[line] = 0.0
    while place < past:
        comes = (waiting[place].arrival - today) * line_hours
        line, time = next_free(begins, ends, until, comes)
        if time >= line_hours:
            break
        if doing[line] == CASE:
            count = finish_case(lines.row[line], cases.hours_left, cases.line, finished, count)
        done += standard[line]
        work = waiting[place].hours
        needed = slowness[line] * work
        doing[line], standard[line], until[line] = REQUEST, work, time + needed
        wait += time - comes
        busy += min(needed, line_hours - time)
        place += ONE
    return place, (wait, busy, done), count


@rule
def serve_slices(
    base, n, groups, degree, today, line_hours, limit, lines, requests, cases, queue_rule, finished, count, measured
):
    """The day of `n` lines from `base` on, each of which serves `degree` of the unit's slices: event by event."""
    doing, until, routine, standard = lines.doing, lines.left, lines.routine, lines.standard
    waiting, first, past = requests.waiting, requests.first, requests.past
    while True:
        line, time = next_free(np.uint64(base), np.uint64(base + n), until, 0.0)
        line = np.int64(line)
        if time >= line_hours:
            break
        if doing[line] == CASE:
            count = finish_case(lines.row[line], cases.hours_left, cases.line, finished, count)
        elif doing[line] == REQUEST:
            measured[3] += standard[line]
        earliest, queue = NO_ARRIVAL, NOBODY
        for step in range(line - base, line - base + degree):
            slot = base + (step if step < groups else step - groups)
            if first[slot] < past[slot] and waiting[slot, first[slot]].arrival < earliest:
                earliest, queue = waiting[slot, first[slot]].arrival, slot
        comes = (earliest - today) * line_hours
        chosen, before, queue_of_case, highest = NOBODY, NOBODY, NOBODY, MIN_URGENT
        if comes > time or routine[line] >= limit:
            for step in range(line - base, line - base + degree):
                slot = base + (step if step < groups else step - groups)
                urgency, row, previous = most_urgent(queue_rule, lines.case_head[slot], highest, cases)
                if row != NOBODY:
                    highest, chosen, before, queue_of_case = urgency, row, previous, slot
        if chosen == NOBODY and comes > time:
            doing[line] = IDLE
            until[line] = comes
            continue
        if chosen != NOBODY:
            needed = lines.slowness[line] * take_case(chosen, before, queue_of_case, line, lines, cases)
        else:
            doing[line], standard[line] = REQUEST, waiting[queue, first[queue]].hours
            needed = lines.slowness[line] * standard[line]
            routine[line] += min(needed, line_hours - time)
            measured[0] += max(0.0, time - comes) / line_hours
            measured[1] += 1.0
            first[queue] += 1
        until[line] = time + needed
        measured[2] += min(needed, line_hours - time)
    return count


@inlined
def next_free(first, past, until, since):
    """The line that is free first from `since` on, and when; from `first` to before `past` (unsigned).

    The first of them at ties: of the lines idle at `since` the first.
    """
    line, least = first, max(until[first], since)
    for other in range(first + ONE, past):
        time = max(until[other], since)
        earlier = time < least
        line = other if earlier else line
        least = time if earlier else least
    return line, least


@rule
def most_urgent(queue_rule, head, highest, cases):
    """Of a queue of waiting cases the most urgent above `highest`: its urgency, row, and the row before it; or NOBODY."""
    chosen, before, row, previous = NOBODY, NOBODY, head, NOBODY
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
            highest, chosen, before = urgency, row, previous
        previous = row
        row = cases.next_in_queue[row]
    return highest, chosen, before


@rule
def take_case(row, before, queue, line, lines, cases):
    """A line takes a waiting case off its queue; gives its hours."""
    if before == NOBODY:
        lines.case_head[queue] = cases.next_in_queue[row]
    else:
        cases.next_in_queue[before] = cases.next_in_queue[row]
    lines.doing[line], lines.row[line], lines.slowness_of_case[line] = CASE, row, lines.slowness[line]
    move(row, Stage.IN_WORK, cases.stage, cases.at_stage)
    cases.line[row] = line
    return cases.hours_left[row]


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
def join_unit(row, unit, max_lines, case_head, slices, cases, clock):
    """Put a case into the queue of its slice; its ticket says who came first."""
    clock.ticket[0] += 1
    cases.ticket[row] = clock.ticket[0]
    cases.unit[row] = unit
    move(row, Stage.UNIT, cases.stage, cases.at_stage)
    slot = unit * max_lines + slices[unit, cases.item[row]]
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
    real = {"left", "standard", "routine", "slowness", "slowness_of_case"}
    columns = {n: np.zeros(count, np.float64 if n in real else np.int64) for n in Lines._fields}
    for name in ("row", "case_head"):
        columns[name][:] = NOBODY
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
