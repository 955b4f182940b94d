"""What is found is put on record and joins a grid worker's list."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.clock import Calendar, join_front, join_queue, schedule_event
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import Cases, Stage, move


class Search(NamedTuple):
    """What all who search share on a day: the tables they read and write, and what becomes of a find.

    detection and work: sections of the scenario; standard: severity from which a matter is recorded; off_record and
    hard_factor: chance that the grid worker keeps it off the record, and its factor for a hard matter.
    """

    cases: Cases
    calendar: Calendar
    workers: Any
    series: np.ndarray
    detection: Any
    work: Any
    standard: float
    off_record: float
    hard_factor: float


@rule
def record(row, today, channel, work, cases, calendar, workers):
    """Put a latent contradiction on record and on the list of its grid's worker."""
    put_on_record(row, today, channel, work, cases, calendar)
    join_list(
        row, cases.grid[row], cases.light[row], cases.hours_left[row], workers.head, workers.tail, workers.list_hours,
        cases.next_in_queue,
    )  # fmt: skip


@rule
def put_on_record(row, today, channel, work, cases, calendar):
    """Take a latent contradiction into the books; its intake is to be done."""
    move(row, Stage.INTAKE, cases.stage, cases.at_stage)
    cases.channel[row] = channel
    cases.recorded[row] = today
    cases.hours_left[row] = min(work.intake_hours, work.intake_share * cases.hours[row]) * cases.factor[row]
    schedule_event(calendar.recorded, cases.next_recorded, today, row)


@compiled
def join_list(row, grid, light, hours, head, tail, list_hours, next_in_queue):
    """Put a case on a worker's list: at its end, or at its front if it is a light matter."""
    if light:
        join_front(grid, row, head, tail, next_in_queue)
    else:
        join_queue(grid, row, head, tail, next_in_queue)
    list_hours[grid] += hours
