"""Names of the daily series: one column each, one row a day from the start of the burn-in."""

from __future__ import annotations

from enum import IntEnum


class Series(IntEnum):
    """Flows of a day come first; states at its end follow from LATENT on."""

    ARISEN = 0
    RECURRENCES = 1
    RECORDED = 2
    RESOLVED = 3
    FAILED = 4
    LAPSED = 5
    INCIDENTS = 6
    HARM = 7
    PETITIONS = 8
    VISITS = 9
    FALSE_ALARMS = 10
    SETTLING_HOURS = 11
    REQUESTS_SERVED = 12
    WINDOW_WAIT_DAYS = 13
    UNIT_BUSY_HOURS = 14
    UNIT_HOURS = 15
    CLOSURES = 16
    SATISFACTION = 17
    SPENT_YUAN = 18
    REPORTS = 19
    REFUSED = 20
    LEFT_OFF_RECORD = 21
    SECOND_RECORDS = 22
    HOLLOW = 23
    UNDONE = 24
    SETTLED_BY_RESIDENTS = 25
    LATENT = 26
    OPEN_GRID_WORKER = 27
    OPEN_UNIT = 28
    OPEN_COMMITTEE = 29
    OPEN_STREET = 30
    OPEN_DISTRICT = 31
    MEAN_TRUST = 32
    ORGANISATIONS = 33
    STORM = 34
