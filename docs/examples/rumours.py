"""Patrols that follow rumours: where a neighbour's matter became known last week, the worker calls more often.

The worker sees the records of the own grid only, no hidden contradiction.
"""

from huajie.rules import add_visits, case_count, lever

CALLS = lever("calls", 0.5, 0.0, 5.0, unit="visits per record", help="Further visits for a record of the last week.")
DAYS = 7


def before_day(here):
    """Add visits in every grid by its records of the last seven days."""
    for row in range(case_count(here)):
        age = here.today - here.cases.recorded[row]
        if here.cases.recorded[row] >= 0 and age <= DAYS:
            add_visits(here, here.cases.grid[row], here.levers[CALLS] / DAYS)
