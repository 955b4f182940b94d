"""What is found is put on record and joins a grid worker's list."""

from __future__ import annotations

from model.clock import join_front, join_queue, schedule_event
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import Stage, move


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
