"""How residents make contradictions known: reports day by day, the household survey once a year."""

from __future__ import annotations

from model.agents.residents import ensure_trust, held, trust_of
from model.clock import NEVER, NOBODY, day_of_year, schedule_event
from model.compilation.decorators import rule
from model.contradictions.cases import Channel, Stage, next_report
from model.contradictions.detection import append, put_on_record
from model.contradictions.triage import recordable
from model.draws import Purpose, uniform
from model.series import Series


@rule
def report(seed, today, calendar, cases, workers, society, detection, work, standard, series, propensity_table):
    """Candidate reports due today are made with the resident's present trust (exact thinning).

    A report below the recording standard is refused: it stays latent, its reporter loses trust
    and reports less from then on.
    """
    residents, neighbourhoods, circles = society.residents, society.neighbourhoods, society.circles
    own_trust, trust_table = residents.own_trust, society.trust_table
    losses, numbers, place = neighbourhoods.common_loss, society.numbers, society.place
    row = calendar.report[today]
    while row != NOBODY:
        following = cases.next_report[row]
        while cases.stage[row] == Stage.LATENT and cases.report_time[row] < today + 1:
            centre = cases.resident[row]
            if own_trust[centre] == 0.0:
                ensure_trust(seed, centre, own_trust, trust_table, circles.fours, circles.begin)
            community = cases.community[row]
            chance = trust_of(own_trust[centre], losses[community]) * (
                detection.refused_factor if cases.refused[row] else 1.0
            )
            if uniform(seed, Purpose.REPORT, cases.key[row], 2 * cases.reports[row] + 1) < chance:
                series[today, Series.REPORTS] += 1.0
                if recordable(cases.severity[row], standard, Channel.REPORT):
                    put_on_record(row, today, Channel.REPORT, work, cases, calendar)
                    append(
                        row,
                        cases.grid[row],
                        cases.hours_left[row],
                        workers.head,
                        workers.tail,
                        workers.list_hours,
                        cases.next_in_queue,
                    )
                    break
                series[today, Series.REFUSED] += 1.0
                cases.refused[row] = True
                own = held(own_trust[centre] - detection.refused_trust_loss)
                neighbourhoods.trust_change[community] += own - own_trust[centre]
                own_trust[centre] = own
            next_report(
                seed,
                row,
                cases.key,
                cases.report_time,
                cases.reports,
                cases.resident,
                cases.severity,
                detection,
                numbers,
                place,
                propensity_table,
            )
        if cases.stage[row] == Stage.LATENT and cases.report_time[row] < NEVER / 2:
            schedule_event(calendar.report, cases.next_report, int(cases.report_time[row]), row)
        row = following


@rule
def survey(seed, today, burn_in_days, rows, cases, workers, calendar, detection, work, standard):
    """On the survey day building heads find each latent contradiction with the survey's chance."""
    if day_of_year(today, burn_in_days) != detection.survey_day:
        return
    for row in range(rows):
        if cases.stage[row] != Stage.LATENT:
            continue
        if uniform(seed, Purpose.SURVEY_DETECTION, cases.key[row], today) < detection.survey_probability:
            if recordable(cases.severity[row], standard, Channel.SURVEY):
                put_on_record(row, today, Channel.SURVEY, work, cases, calendar)
                append(
                    row,
                    cases.grid[row],
                    cases.hours_left[row],
                    workers.head,
                    workers.tail,
                    workers.list_hours,
                    cases.next_in_queue,
                )
