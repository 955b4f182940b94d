"""Ignition and lapse: what happens to a contradiction that nobody has resolved in time."""

from __future__ import annotations

from model.clock import NOBODY
from model.compilation.decorators import rule
from model.contradictions.cases import Channel, Stage, move
from model.contradictions.detection import record
from model.series import Series


@rule
def ignite(today, calendar, cases, workers, work, series, incidents):
    """Every contradiction whose ignition is due and that is neither resolved nor lapsed ignites.

    Known or latent, waiting or in work: an incident, once a case, always recorded; all hours
    still to do are multiplied. Fills `incidents` with their rows and gives the count.
    """
    stage, hours_left, count = cases.stage, cases.hours_left, 0
    row = calendar.ignition[today]
    while row != NOBODY:
        now = stage[row]
        if now != Stage.RESOLVED and now != Stage.LAPSED:
            cases.incident[row] = today
            cases.factor[row] = work.incident_multiplier
            incidents[count] = row
            count += 1
            series[today, Series.INCIDENTS] += 1.0
            series[today, Series.HARM] += cases.severity[row]
            grid = cases.grid[row]
            if now == Stage.LATENT:
                record(row, today, Channel.INCIDENT, work, cases, calendar, workers)
            elif now == Stage.INTAKE or now == Stage.SPOT:
                workers.list_hours[grid] += hours_left[row] * (work.incident_multiplier - 1.0)
                hours_left[row] *= work.incident_multiplier
            elif now != Stage.FAILED:
                hours_left[row] *= work.incident_multiplier
        row = cases.next_ignition[row]
    return count


@rule
def lapse(today, calendar, cases, series):
    """A latent contradiction whose lapse is due heals by itself."""
    row = calendar.lapse[today]
    while row != NOBODY:
        if cases.stage[row] == Stage.LATENT:
            move(row, Stage.LAPSED, cases.stage, cases.at_stage)
            cases.closed[row] = today
            series[today, Series.LAPSED] += 1.0
        row = cases.next_lapse[row]
