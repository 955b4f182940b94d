"""The day of all delivery units together, and what changes in them at the end of a quarter."""

from __future__ import annotations

import numpy as np

from model.compilation.decorators import rule, rule_reading_once
from model.delivery.contracting import lines_for, pay, set_hours, set_up_lines
from model.delivery.request_queues import CENTRE
from model.delivery.units import serve
from model.series import Series


@rule
def end_quarter(seed, today, delivery, cases, plan, numbers):
    """Hours follow new capability and effort; lines follow posts where their rounded number changed."""
    units, changed = delivery.units, False
    for unit in range(units.lines.size):
        due = lines_for(units.posts[unit], units.in_use[unit], delivery.max_lines, numbers.units.other_duties_share)
        changed = changed or units.lines[unit] != due
    if changed:
        set_up_lines(seed, today, delivery, cases, plan, numbers)
    else:
        set_hours(numbers, units, delivery.organisations)


@rule_reading_once
def work_units(seed, today, windows, scratch, series, plan, numbers):
    """Every unit's day; gives the number of finished cases and the yuan paid for routine."""
    # A plain 0 would have every rule that counts on from it compiled once more.
    units, finished, paid = windows.units, np.int64(0), 0.0
    measured, window_left, window_visits = scratch.measured, scratch.window_left, scratch.window_visits
    for community in range(window_left.size):
        window_left[community], window_visits[community] = 0.0, 0.0
        for kind in range(2):
            unit = 2 * community + kind
            if units.lines[unit] == 0:
                continue
            finished = serve(seed, today, unit, windows, numbers.units, scratch.finished, finished, measured)
            window_left[community] += measured[4]
            window_visits[community] += measured[1] + measured[4]
            series[today, Series.WINDOW_WAIT_DAYS_TOTAL] += measured[0] + measured[6]
            series[today, Series.REQUESTS_SERVED] += measured[1]
            series[today, Series.REQUESTS_LEFT] += measured[4]
            series[today, Series.REQUESTS_UNSERVED] += measured[5]
            series[today, Series.UNIT_BUSY_HOURS] += measured[2]
            series[today, Series.UNIT_HOURS] += windows.opening * units.line_hours[unit] * units.lines[unit]
            if kind == CENTRE:
                paid += pay(unit, measured[3], plan, units)
    return finished, paid
