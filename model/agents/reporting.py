"""How residents make contradictions known: reports day by day, the household survey once a year."""

from __future__ import annotations

from model.agents.grid_workers import raise_alarm
from model.agents.neighbours import try_among_neighbours
from model.agents.residents import ensure_trust, held, is_paired, trust_of
from model.clock import DAYS_PER_YEAR, NEVER, NOBODY, day_of_year, schedule_event
from model.compilation.decorators import compiled, rule
from model.contradictions.cases import Channel, Stage, next_report
from model.contradictions.detection import record
from model.contradictions.gaming import is_kept_off_record
from model.contradictions.triage import recordable
from model.draws import Purpose, uniform
from model.series import Series


@rule
def report(seed, today, search, society, mutual, propensity_table, activity, paired_people, pairing_hears):
    """Candidate reports due today are made with the resident's present trust (exact thinning).

    Before that neighbours may settle the matter among themselves; somebody paired may tell the partner. A report below
    the recording standard, or one that the grid worker keeps off the record, is refused: it stays latent, its reporter
    loses trust and reports less from then on. `activity` is today's share of the liveliest day's reports. Unfounded
    reports come beside the others, at `unfounded_share` of all.
    """
    cases, calendar, workers = search.cases, search.calendar, search.workers
    series, detection = search.series, search.detection
    residents, neighbourhoods, circles = society.residents, society.neighbourhoods, society.circles
    own_trust, trust_table = residents.own_trust, society.trust_table
    losses, numbers, place = neighbourhoods.common_loss, society.numbers, society.place
    odds = detection.unfounded_share / (1.0 - detection.unfounded_share)
    row = calendar.report[today]
    while row != NOBODY:
        following = cases.next_report[row]
        while cases.stage[row] == Stage.LATENT and cases.report_time[row] < today + 1:
            centre = cases.resident[row]
            if own_trust[centre] == 0.0:
                ensure_trust(seed, centre, own_trust, trust_table, circles.fours, circles.begin)
            community = cases.community[row]
            trust = trust_of(own_trust[centre], losses[community])
            if try_among_neighbours(seed, today, row, trust, cases, calendar, mutual, series):
                break
            chance = trust * activity * (detection.refused_factor if cases.refused[row] else 1.0)
            heard = pairing_hears * activity
            if heard > chance and is_paired(seed, centre, paired_people, residents.grievance.size):
                chance = heard
            if uniform(seed, Purpose.REPORT, cases.key[row], 2 * cases.reports[row] + 1) < chance:
                series[today, Series.REPORTS] += 1.0
                if uniform(seed, Purpose.UNFOUNDED, cases.key[row], cases.reports[row]) < odds:
                    series[today, Series.UNFOUNDED_REPORTS] += 1.0
                    raise_alarm(
                        cases.grid[row], detection.false_alarm_hours, workers.head, workers.tail, workers.list_hours,
                        workers.alarms, workers.alarm_hours_left, cases.alarms_behind,
                    )  # fmt: skip
                kept_off = is_kept_off_record(seed, row, cases, search.off_record, search.hard_factor)
                series[today, Series.LEFT_OFF_RECORD] += 1.0 if kept_off else 0.0
                if recordable(cases.severity[row], search.standard, Channel.REPORT) and not kept_off:
                    record(row, today, Channel.REPORT, search.work, cases, search.calendar, search.workers)
                    break
                series[today, Series.REFUSED] += 1.0
                cases.refused[row] = True
                own = held(own_trust[centre] - detection.refused_trust_loss)
                neighbourhoods.trust_change[community] += own - own_trust[centre]
                own_trust[centre] = own
            next_report(seed, row, cases, propensity_table, detection, numbers, place)
        if cases.stage[row] == Stage.LATENT and cases.report_time[row] < NEVER / 2:
            schedule_event(calendar.report, cases.next_report, int(cases.report_time[row]), row)
        row = following


@compiled
def is_survey_day(season, first, rounds):
    """Whether a round of the survey is due: the first on its day of the year, the others spread evenly over the year."""
    since = (season - first) % DAYS_PER_YEAR
    return since == 0 or (since * rounds) // DAYS_PER_YEAR != ((since - 1) * rounds) // DAYS_PER_YEAR


@rule
def survey(seed, today, search, burn_in_days, rows):
    """On a survey day building heads find each latent contradiction with the survey's chance, behind doors too."""
    cases, detection = search.cases, search.detection
    if not is_survey_day(day_of_year(today, burn_in_days), detection.survey_day, detection.survey_rounds):
        return
    for row in range(rows):
        if cases.stage[row] != Stage.LATENT:
            continue
        if uniform(seed, Purpose.SURVEY_DETECTION, cases.key[row], today) < detection.survey_probability:
            if recordable(cases.severity[row], search.standard, Channel.SURVEY):
                record(row, today, Channel.SURVEY, search.work, cases, search.calendar, search.workers)
