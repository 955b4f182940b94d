"""What a day leaves behind in the daily series: flows counted at its end, and the states it ends in."""

from __future__ import annotations

from model.agents.residents import mean_trust
from model.clock import NOBODY
from model.compilation.decorators import rule
from model.contradictions.cases import Stage
from model.series import Series


@rule
def record_flows(today, calendar, cases, series):
    """How many cases were recorded today."""
    row = calendar.recorded[today]
    while row != NOBODY:
        series[today, Series.RECORDED] += 1.0
        row = cases.next_recorded[row]


@rule
def record_states(today, at_stage, series, neighbourhoods, feelings, organisations):
    """States at the end of the day."""
    series[today, Series.LATENT] = at_stage[Stage.LATENT]
    series[today, Series.OPEN_GRID_WORKER] = at_stage[Stage.INTAKE] + at_stage[Stage.SPOT]
    series[today, Series.OPEN_UNIT] = at_stage[Stage.UNIT] + at_stage[Stage.IN_WORK] + at_stage[Stage.APPROVAL]
    series[today, Series.OPEN_COMMITTEE] = at_stage[Stage.AGENDA]
    series[today, Series.OPEN_STREET] = at_stage[Stage.STREET] + at_stage[Stage.HANDLING]
    series[today, Series.OPEN_DISTRICT] = at_stage[Stage.DISTRICT]
    total, people = 0.0, 0
    for community in range(neighbourhoods.residents.size):
        trust = mean_trust(
            community, neighbourhoods.trust_change, neighbourhoods.common_loss, neighbourhoods.residents, feelings
        )
        total += trust * neighbourhoods.residents[community]
        people += neighbourhoods.residents[community]
    series[today, Series.MEAN_TRUST] = total / people
    active = 0
    for row in range(organisations.used[0]):
        active += 1 if organisations.active[row] else 0
    series[today, Series.ORGANISATIONS] = active
