"""The calendar: which day it is, which days are stormy, and what is dated ahead.

A dated event of a case stands in a linked list of its day: `head[day]` is the first row,
`next_…[row]` the following. Days count from 0 at the start of the burn-in.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.compilation.decorators import allocating, compiled
from model.draws import Purpose, uniform

DAYS_PER_YEAR = 365
NEVER = 2_000_000_000
NOBODY = -1
STORM_DAYS_AFTER_END = 1_500
WET_FROM, WET_UNTIL = 90, 270


class Clock(NamedTuple):
    """Day, table fill and weather. Arrays of one element hold what changes.

    day (1,): the next day to live; cases (1,): rows in use; ticket (1,): queue tickets given;
    burn_in_days (1,): first counted day; storm_days (n,): all stormy days, ascending, ending with NEVER.
    """

    day: np.ndarray
    cases: np.ndarray
    ticket: np.ndarray
    burn_in_days: np.ndarray
    storm_days: np.ndarray


class Calendar(NamedTuple):
    """Heads of the dated lists, shape (days,), NOBODY where a day has none."""

    ignition: np.ndarray
    lapse: np.ndarray
    report: np.ndarray
    recurrence: np.ndarray
    recorded: np.ndarray
    due: np.ndarray


def new_calendar(days: int) -> Calendar:
    """An empty calendar of `days` days."""
    return Calendar(*(np.full(days + 1, NOBODY, np.int32) for _ in Calendar._fields))


@compiled
def day_of_year(day, burn_in_days):
    """Day of the year, 0 to 364; day 0 of the horizon is the first of a year."""
    return (day - burn_in_days) % DAYS_PER_YEAR


@allocating
def draw_storms(seed, days, burn_in_days, wet, dry, planted):
    """All stormy days below `days`, ascending and closed by NEVER; `planted` days always storm."""
    found = np.empty(days + 1, np.int64)
    count, next_planted = 0, 0
    for day in range(days):
        season = day_of_year(day, burn_in_days)
        probability = wet if WET_FROM <= season < WET_UNTIL else dry
        stormy = uniform(seed, Purpose.STORM, 0, day) < probability
        if next_planted < planted.size and planted[next_planted] == day:
            stormy = True
            next_planted += 1
        if stormy:
            found[count] = day
            count += 1
    found[count] = NEVER
    return found[: count + 1].copy()


@compiled
def morning_after(day, wait):
    """The day that begins a whole number of days after tomorrow morning: ⌊wait⌋ of them, or NEVER if too many to count."""
    return day + 1 + int(wait) if wait < NEVER / 2 else NEVER


@compiled
def join_queue(queue, row, head, tail, following):
    """Put a row at the end of a queue: a linked list through `following`."""
    following[row] = NOBODY
    if head[queue] == NOBODY:
        head[queue] = row
    else:
        following[tail[queue]] = row
    tail[queue] = row


@compiled
def join_front(queue, row, head, tail, following):
    """Put a row before all others of a queue."""
    following[row] = head[queue]
    if head[queue] == NOBODY:
        tail[queue] = row
    head[queue] = row


@compiled
def leave_queue(queue, head, tail, following):
    """Take the first row off a queue and give it."""
    row = head[queue]
    head[queue] = following[row]
    if head[queue] == NOBODY:
        tail[queue] = NOBODY
    return row


@compiled
def schedule_event(head, following, day, row):
    """Put a row on the list of a day; days beyond the calendar are never lived and left out."""
    if 0 <= day < head.size - 1:
        following[row] = head[day]
        head[day] = row
