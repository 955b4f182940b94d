"""How residents make contradictions known: reports day by day, the household survey once a year."""

from __future__ import annotations

from model.clock import NEVER, NOBODY, day_of_year, enter
from model.contradictions import Channel, Stage, next_report
from model.draws import Purpose, rule, uniform
from model.grid_workers import append
from model.residents import clipped, initial_trust, resident_trust
from model.series import Series
from model.triage import put_on_record, recordable


@rule
def report(seed, today, calendar, cases, workers, society, detection, work, standard, series, propensity_table):
    """Candidate reports due today are made with the resident's present trust (exact thinning).

    A report below the recording standard is refused: it stays latent, its reporter loses trust
    and reports less from then on.
    """
    residents, neighbourhoods = society.residents, society.neighbourhoods
    community_of_grid, trust_table = society.community_of_grid, society.trust_table
    numbers, place = society.numbers, society.place
    each = place.residents_per_building * place.buildings_per_grid
    windows, changes = neighbourhoods.common_loss, residents.trust_change
    row = calendar.report[today]
    while row != NOBODY:
        following = cases.next_report[row]
        while cases.stage[row] == Stage.LATENT and cases.report_time[row] < today + 1:
            centre = cases.resident[row]
            trust = resident_trust(seed, centre, residents, windows, community_of_grid, place, trust_table)
            chance = trust * (detection.refused_factor if cases.refused[row] else 1.0)
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
                initial = initial_trust(seed, centre, trust_table)
                kept = clipped(initial + changes[centre] - detection.refused_trust_loss) - initial
                neighbourhoods.trust_change[community_of_grid[centre // each]] += kept - changes[centre]
                changes[centre] = kept
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
            enter(calendar.report, cases.next_report, int(cases.report_time[row]), row)
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
