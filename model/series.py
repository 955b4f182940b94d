"""Names of the daily series: one column each, one row a day from the start of the burn-in."""

from __future__ import annotations

from enum import IntEnum


class Series(IntEnum):
    """Flows of a day come first; states at its end follow from LATENT on to STORM, and then further flows."""

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
    LATENT = 21
    OPEN_GRID_WORKER = 22
    OPEN_UNIT = 23
    OPEN_COMMITTEE = 24
    OPEN_STREET = 25
    OPEN_DISTRICT = 26
    MEAN_TRUST = 27
    ORGANISATIONS = 28
    STORM = 29
    REQUESTS_LEFT = 30
    REQUESTS_UNSERVED = 31
    TAKEOVERS = 32
    DISTRICT_HOURS = 33
    UNFOUNDED_REPORTS = 34
    LEFT_OFF_RECORD = 35
    SECOND_RECORDS = 36
    HOLLOW = 37
    UNDONE = 38
    SETTLED_BY_RESIDENTS = 39
