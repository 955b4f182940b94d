"""Triage: what is put on record, when screening happens, and which case is served next."""

from __future__ import annotations

import math

from model.clock import DAYS_PER_YEAR, day_of_year
from model.compilation.decorators import compiled
from model.contradictions.cases import Channel
from model.scenario.numbers import EXPECTED_HARM, PRESSURE, ROUTINE

BURSTS_A_YEAR = 3
PETITION_FIRST, INCIDENT_FIRST = 4e15, 2e15


@compiled
def screening_share_on(day, burn_in_days, share, schedule, detection):
    """Share of free hours that goes to patrols on this day; the yearly hours never differ."""
    if schedule == ROUTINE:
        return share
    length = max(
        detection.campaign_burst_days,
        math.ceil(DAYS_PER_YEAR * share / (BURSTS_A_YEAR * detection.campaign_share_limit)),
    )
    if BURSTS_A_YEAR * length >= DAYS_PER_YEAR:
        return share
    third = DAYS_PER_YEAR / BURSTS_A_YEAR
    season = day_of_year(day, burn_in_days)
    for burst in range(BURSTS_A_YEAR):
        start = int(burst * third + 0.5 * (third - length))
        if start <= season < start + length:
            return share * DAYS_PER_YEAR / (BURSTS_A_YEAR * length)
    return 0.0


@compiled
def priority(queue, ticket, severity, scale, hours_left, petition, incident):
    """How urgent a waiting case is under a queue rule; the largest is served next.

    pressure: petition, then incident, then the oldest; first_come: the oldest;
    expected_harm: s·(1 + 2·incident) / (η·hours left), the cμ index.
    """
    if queue == EXPECTED_HARM:
        harm = severity * (3.0 if incident >= 0 else 1.0)
        return harm / (scale * max(hours_left, 1e-9))
    if queue == PRESSURE:
        first = PETITION_FIRST if petition >= 0 else 0.0
        second = INCIDENT_FIRST if incident >= 0 else 0.0
        return first + second - ticket
    return -float(ticket)


@compiled
def recordable(severity, standard, channel):
    """An incident is always recorded, anything else from the recording standard up."""
    return channel == Channel.INCIDENT or severity >= standard
