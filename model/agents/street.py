"""Street office and district: petitions and escalated cases within the law's terms; columns and rules."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.clock import NOBODY, join_queue, leave_queue, schedule_event
from model.compilation.decorators import rule
from model.contradictions.cases import Handler, Stage, move
from model.contradictions.closing import fail, is_bad, resolve
from model.contradictions.gaming import is_closed_on_paper
from model.draws import Purpose, exponential, uniforms
from model.series import Series


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
def work_street(seed, today, street, cases, calendar, series, numbers, opening):
    """The street's hours of the day, `opening` times those of a mean day: petitions and cases, first in first out.

    While cases wait, petitions get `petition_share` of the hours at most. One post works on a case. A case whose work is
    done is decided when its handling time, exponential and at most the term, is over; attached agencies and posted
    supervisors shorten it, the one-window hall frees hours. What the street cannot reach within its term the district
    takes over.
    """
    head, tail, petition_hours = street.head, street.tail, street.petition_hours
    posts, partners, rules = numbers.staffing.street_posts, numbers.partners, numbers.street
    gain = rules.hall_gain if partners.street_hall else 0.0
    mean = posts * rules.hours_per_day * rules.case_share * (1.0 + gain)
    daily = opening * mean
    pace = rules.attached_factor if partners.agencies_attached else 1.0
    pace *= rules.supervisor_factor if partners.posted_supervisors else 1.0
    series[today, Series.DISTRICT_HOURS] += take_over(seed, today, street, cases, calendar, rules, series)
    beyond = max(0.0, petition_hours[0] - rules.term_days * rules.petition_share * mean)
    if beyond > 0.0 and rules.petition_hours > 0.0:
        petition_hours[0] -= beyond
        series[today, Series.DISTRICT_HOURS] += beyond
        series[today, Series.TAKEOVERS] += beyond / rules.petition_hours
    share = rules.petition_share if head[0] != NOBODY else 1.0
    done = min(daily * share, petition_hours[0])
    petition_hours[0] -= done
    hours = daily - done
    row, previous = head[0], NOBODY
    while row != NOBODY and hours > 0.0:
        following = cases.next_in_queue[row]
        done = min(hours, cases.hours_left[row], opening * rules.hours_per_day)
        hours -= done
        cases.hours_left[row] -= done
        if cases.hours_left[row] > 0.0:
            row, previous = following, row
            continue
        leave_from(previous, row, head, tail, cases.next_in_queue)
        u = uniforms(seed, Purpose.STREET, cases.key[row], 0)[0]
        least = min(exponential(u) * rules.handling_mean_days * pace, float(rules.term_days))
        move(row, Stage.HANDLING, cases.stage, cases.at_stage)
        schedule_event(calendar.due, cases.next_due, max(today, cases.entered[row] + int(least)), row)
        row = following
    petition_hours[0] -= min(hours, petition_hours[0])


@rule
def leave_from(previous, row, head, tail, next_in_queue):
    """Take a row out of the street's queue, wherever it stands; `previous` is the one before it or NOBODY."""
    if previous == NOBODY:
        head[0] = next_in_queue[row]
    else:
        next_in_queue[previous] = next_in_queue[row]
    if tail[0] == row:
        tail[0] = previous


@rule
def take_over(seed, today, street, cases, calendar, numbers, series):
    """Cases that have waited at the street for longer than its term go to the district; gives their hours."""
    hours, head = 0.0, street.head
    while head[0] != NOBODY and today - cases.entered[head[0]] > numbers.term_days:
        row = leave_queue(0, head, street.tail, cases.next_in_queue)
        hours += cases.hours_left[row]
        cases.hours_left[row] = 0.0
        move(row, Stage.DISTRICT, cases.stage, cases.at_stage)
        u = uniforms(seed, Purpose.STREET, cases.key[row], 1)[1]
        schedule_event(calendar.due, cases.next_due, today + district_days(u, numbers), row)
        series[today, Series.TAKEOVERS] += 1.0
    return hours


@rule
def district_days(u, numbers):
    """Days from the day a case comes to the district to its decision: exponential, within the law's extension."""
    return max(1, math.ceil(min(exponential(u) * numbers.district_mean_days, float(numbers.extension_days))))


@rule
def decide(seed, today, endings, numbers, recurrence, paper, closed_count):
    """Escalated cases due today: some go on to the district, the others are resolved or fail; some failures on paper only.

    Gives how many are closed by now, and how many have failed.
    """
    cases, calendar, series = endings.cases, endings.calendar, endings.series
    row, previous, failed_count = calendar.due[today], NOBODY, 0
    while row != NOBODY:
        following = cases.next_due[row]
        at_street, at_district = cases.stage[row] == Stage.HANDLING, cases.stage[row] == Stage.DISTRICT
        if at_street or at_district:
            u = uniforms(seed, Purpose.STREET, cases.key[row], 1)
            if at_street and u[0] < numbers.district_share:
                move(row, Stage.DISTRICT, cases.stage, cases.at_stage)
                # Off today's list before it joins another: approvals due today still walk this one.
                if previous == NOBODY:
                    calendar.due[today] = following
                else:
                    cases.next_due[previous] = following
                schedule_event(calendar.due, cases.next_due, today + district_days(u[1], numbers), row)
                row = following
                continue
            if u[2] < numbers.escalated_success:
                bad = is_bad(seed, cases.key[row], cases.attempts[row], numbers.quality, recurrence.bad_share)
                handler = Handler.DISTRICT if at_district else Handler.STREET
                resolve(seed, today, row, handler, bad, cases, calendar, recurrence, series)
                endings.closed[closed_count] = row
                closed_count += 1
            else:
                handler = Handler.DISTRICT if at_district else Handler.STREET
                if is_closed_on_paper(seed, today, row, cases, paper, series):
                    resolve(seed, today, row, handler, True, cases, calendar, recurrence, series)
                    series[today, Series.HOLLOW] += 1.0
                else:
                    fail(today, row, handler, cases, series)
                endings.aggrieved[failed_count] = row
                failed_count += 1
        row, previous = following, row
    return closed_count, failed_count
