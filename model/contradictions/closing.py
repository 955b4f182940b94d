"""How a case ends: closure with its quality, recurrence, or failure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.clock import Calendar, schedule_event
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import LAST_GENERATION, Cases, Handler, Stage, move
from model.draws import Purpose, exponential, uniforms
from model.series import Series


class Endings(NamedTuple):
    """Where cases end on a day: the tables that are written, and the day's lists of rows.

    finished: whose work is done; closed: closures, of whatever quality; aggrieved: failures.
    """

    cases: Cases
    calendar: Calendar
    series: np.ndarray
    finished: np.ndarray
    closed: np.ndarray
    aggrieved: np.ndarray


@compiled
def is_bad(seed, key, attempt, quality, bad_share):
    """Whether a closure of this quality is bad: it will recur unless a check catches it."""
    return uniforms(seed, Purpose.CLOSURE, key, attempt)[0] < bad_share * (1.0 - quality)


@rule
def resolve(seed, today, row, handler, bad, cases, calendar, recurrence, series):
    """Close a case for good or, if the closure is bad, until it recurs."""
    move(row, Stage.RESOLVED, cases.stage, cases.at_stage)
    cases.handler[row] = handler
    cases.closed[row] = today
    cases.bad[row] = bad
    series[today, Series.RESOLVED] += 1.0
    if bad and cases.generation[row] < LAST_GENERATION:
        u = uniforms(seed, Purpose.CLOSURE, cases.key[row], cases.attempts[row])[1]
        cases.recurrence_day[row] = today + 1 + int(exponential(u) * recurrence.mean_days)
        schedule_event(calendar.recurrence, cases.next_recurrence, cases.recurrence_day[row], row)


@rule
def fail(today, row, handler, cases, series):
    """Give a case up: final for work, though it can still ignite."""
    move(row, Stage.FAILED, cases.stage, cases.at_stage)
    cases.handler[row] = handler
    cases.closed[row] = today
    series[today, Series.FAILED] += 1.0


@rule
def close_on_the_spot(seed, today, endings, quality, recurrence, count):
    """Close what grid workers settled today, the first closures of the day; nobody checks it. Gives their number."""
    cases, calendar, series = endings.cases, endings.calendar, endings.series
    for index in range(count):
        row = endings.finished[index]
        bad = is_bad(seed, cases.key[row], cases.attempts[row], quality, recurrence.bad_share)
        resolve(seed, today, row, Handler.GRID_WORKER, bad, cases, calendar, recurrence, series)
        endings.closed[index] = row
    return count
