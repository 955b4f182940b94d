"""Street office and district: petitions first, then escalated cases; columns, rules and view."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.clock import NOBODY, join_queue, leave_queue, schedule_event
from model.compilation.decorators import rule
from model.contradictions.cases import Handler, Stage, move
from model.contradictions.closing import fail, is_bad, resolve
from model.draws import Purpose, exponential, uniforms


class Street(NamedTuple):
    """The street office, arrays of one element: its queue and the petition hours to do."""

    head: np.ndarray
    tail: np.ndarray
    petition_hours: np.ndarray


def new_street() -> Street:
    """An idle street office."""
    return Street(np.full(1, NOBODY, np.int32), np.full(1, NOBODY, np.int32), np.zeros(1))


@rule
def escalate(row, today, share, cases, head, tail):
    """Send a case up to the street with `share` of its hours to do there."""
    move(row, Stage.STREET, cases.stage, cases.at_stage)
    cases.escalated[row] = True
    cases.entered[row] = today
    cases.hours_left[row] = share * cases.hours[row] * cases.factor[row]
    join_queue(0, row, head, tail, cases.next_in_queue)


@rule
def work_street(seed, today, attached, supervised, hall, street, cases, calendar, numbers):
    """The street's hours of the day: petitions first, then cases first in first out.

    A case whose work is done is decided when its handling time, at least exponential, is over;
    attached agencies and posted supervisors shorten it, the one-window hall frees hours.
    """
    head, tail, petition_hours = street.head, street.tail, street.petition_hours
    hours = numbers.posts * numbers.hours_per_day * numbers.case_share * (1.0 + (numbers.hall_gain if hall else 0.0))
    pace = (numbers.attached_factor if attached else 1.0) * (numbers.supervisor_factor if supervised else 1.0)
    done = min(hours, petition_hours[0])
    petition_hours[0] -= done
    hours -= done
    while head[0] != NOBODY and hours > 0.0:
        row = head[0]
        done = min(hours, cases.hours_left[row])
        hours -= done
        cases.hours_left[row] -= done
        if cases.hours_left[row] > 0.0:
            break
        cases.hours_left[row] = 0.0
        leave_queue(0, head, tail, cases.next_in_queue)
        u = uniforms(seed, Purpose.STREET, cases.key[row], 0)[0]
        least = exponential(u) * numbers.handling_mean_days * pace
        move(row, Stage.HANDLING, cases.stage, cases.at_stage)
        schedule_event(calendar.due, cases.next_due, max(today, cases.entered[row] + int(least)), row)


@rule
def decide(
    seed, today, street_calendar, cases, numbers, recurrence, series, closed, closed_count, failed, failed_count
):
    """Escalated cases due today: some go on to the district, the others are resolved or fail."""
    row, previous = street_calendar.due[today], NOBODY
    while row != NOBODY:
        following = cases.next_due[row]
        at_street, at_district = cases.stage[row] == Stage.HANDLING, cases.stage[row] == Stage.DISTRICT
        if at_street or at_district:
            u = uniforms(seed, Purpose.STREET, cases.key[row], 1)
            if at_street and u[0] < numbers.district_share:
                move(row, Stage.DISTRICT, cases.stage, cases.at_stage)
                further = max(1, math.ceil(exponential(u[1]) * numbers.district_mean_days))
                # Off today's list before it joins another: approvals due today still walk this one.
                if previous == NOBODY:
                    street_calendar.due[today] = following
                else:
                    cases.next_due[previous] = following
                schedule_event(street_calendar.due, cases.next_due, today + further, row)
                row = following
                continue
            if u[2] < numbers.escalated_success:
                bad = is_bad(seed, cases.key[row], cases.attempts[row], numbers.quality, recurrence.bad_share)
                handler = Handler.DISTRICT if at_district else Handler.STREET
                resolve(seed, today, row, handler, bad, cases, street_calendar, recurrence, series)
                closed[closed_count] = row
                closed_count += 1
            else:
                fail(today, row, Handler.DISTRICT if at_district else Handler.STREET, cases, series)
                failed[failed_count] = row
                failed_count += 1
        row, previous = following, row
    return closed_count, failed_count
