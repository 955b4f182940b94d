"""From cases and daily series to outcomes; every definition stands here once.

Core object: `measure`, the compiled pass over the cases; `outcome_definitions` says what each figure means. NaN means undefined.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.agents.residents import resident_tenure
from model.clock import DAYS_PER_YEAR
from model.compilation.decorators import allocating, compiled
from model.contradictions.cases import Handler, Stage, is_open
from model.outcome_definitions import NAMES, Figure
from model.series import Series

FOLLOW_UP_DAYS = 360
LASTING_DAYS = 180
MIN_COHORT = 30
MIN_CELL = 20
NORMAL_90 = 1.2815515655446004  # 90 % quantile of the standard normal law
PEOPLE_YEARS = 10_000.0
MEASURED = len(NAMES) - 1  # all but the last, which needs no cases


class Yardstick(NamedTuple):
    """What a run is measured by: hours a post works a day, days allowed, prices.

    deadline_days (7,) of the domains; standards (2,) of street and district; prices (2,): yuan of an unserved request
    and of an hour of the district.
    """

    hours_per_post: float
    deadline_days: np.ndarray
    standards: np.ndarray
    prices: np.ndarray


@allocating
def measure(seed, rows, burn_in, days, residents, cases, series, place, yardstick):
    """All outcomes but the last, which needs no cases, as an array by `Figure`.

    `rows` cases, a window of `days` days after `burn_in`, `residents` people.
    """
    deadline_days, standards, prices = yardstick.deadline_days, yardstick.standards, yardstick.prices
    end, cohort_end = burn_in + days, burn_in + days - FOLLOW_UP_DAYS
    arisen = hidden = needful_arisen = needful_hidden = recurrences = 0
    recorded = resolved = alone = closed_in_time = deadline_passed = 0
    cohort = lasting = in_bud = roots = roots_lasting = among_residents = 0
    cells = np.zeros((place.communities * 3, 2))
    wait_recorded, gone_recorded = np.zeros(days + 1), np.zeros(days + 1)
    wait_arisen, gone_arisen = np.zeros(days + 1), np.zeros(days + 1)
    left_recorded, left_arisen = np.zeros(days + 1), np.zeros(days + 1)
    for row in range(rows):
        known, shut, born = cases.recorded[row], cases.closed[row], cases.arisen[row]
        done = cases.stage[row] == Stage.RESOLVED
        if known >= burn_in:
            recorded += 1
            if done:
                resolved += 1
                alone += 0 if cases.escalated[row] else 1
            count_duration(known, shut, end, done, wait_recorded, gone_recorded, left_recorded)
            limit = deadline_days[cases.domain[row]]
            if cases.escalated[row]:
                at_district = cases.handler[row] == Handler.DISTRICT or cases.stage[row] == Stage.DISTRICT
                limit = standards[1] if at_district else standards[0]
            if known + limit < end:
                deadline_passed += 1
                closed_in_time += 1 if shut >= 0 and shut - known <= limit else 0
        if born < burn_in:
            continue
        if cases.generation[row] > 0:
            recurrences += 1
            continue
        needful = cases.ignition_day[row] < cases.lapse_day[row]
        arisen += 1
        by_residents = cases.handler[row] == Handler.RESIDENTS
        among_residents += 1 if by_residents else 0
        unknown = known < 0 and not by_residents
        hidden += 1 if unknown else 0
        count_duration(born, shut, end, done, wait_arisen, gone_arisen, left_arisen)
        if needful:
            needful_arisen += 1
            needful_hidden += 1 if unknown else 0
        if born < cohort_end:
            back = cases.recurrence_day[row]
            lasts = done and shut - born <= LASTING_DAYS and (back < 0 or back - shut > LASTING_DAYS)
            roots += 1
            roots_lasting += 1 if lasts else 0
            if needful:
                cohort += 1
                lasting += 1 if lasts else 0
                in_bud += 1 if lasts and cases.incident[row] < 0 else 0
                cell = cases.community[row] * 3 + resident_tenure(seed, cases.resident[row], place)
                cells[cell, 0] += 1.0
                cells[cell, 1] += 1.0 if lasts else 0.0
    totals = np.zeros(series.shape[1])
    spent_cohort = 0.0
    for day in range(burn_in, end):
        for column in range(series.shape[1]):
            totals[column] += series[day, column]
        if day < cohort_end:
            spent_cohort += series[day, Series.SPENT_YUAN] + prices[0] * series[day, Series.REQUESTS_UNSERVED]
            spent_cohort += prices[1] * series[day, Series.DISTRICT_HOURS]
    second = totals[Series.SECOND_RECORDS]
    officially = totals[Series.RESOLVED] - totals[Series.SETTLED_BY_RESIDENTS]
    backlog = 0
    for stage in range(cases.at_stage.size):
        backlog += cases.at_stage[stage] if is_open(stage) else 0
    exposure = residents * days / DAYS_PER_YEAR / PEOPLE_YEARS
    enough = cohort >= MIN_COHORT
    figures = np.empty(MEASURED)
    figures[Figure.ARISEN] = arisen
    figures[Figure.RECORDED] = recorded + second
    figures[Figure.RESOLVED] = resolved + second
    figures[Figure.OFFICIAL_RESOLUTION_RATE] = share(resolved + second, recorded + second)
    figures[Figure.TRUE_RESOLUTION_RATE] = share(lasting, cohort) if enough else np.nan
    figures[Figure.IN_THE_BUD_RATE] = share(in_bud, cohort) if enough else np.nan
    figures[Figure.ARISEN_RESOLUTION_RATE] = share(roots_lasting, roots)
    figures[Figure.HIDDEN_SHARE] = share(hidden, arisen)
    figures[Figure.HIDDEN_SHARE_NEEDFUL] = share(needful_hidden, needful_arisen)
    figures[Figure.SELF_RESOLVED_OF_RESOLVED] = share(alone + second, resolved + second)
    figures[Figure.SELF_RESOLVED_OF_RECORDED] = share(alone + second, recorded + second)
    figures[Figure.MEDIAN_DAYS_TO_RESOLUTION] = median_of(wait_recorded, gone_recorded, left_recorded)
    figures[Figure.INCIDENTS_PER_10K] = totals[Series.INCIDENTS] / exposure
    figures[Figure.PETITIONS_PER_10K] = totals[Series.PETITIONS] / exposure
    figures[Figure.HARM_PER_10K] = totals[Series.HARM] / exposure
    figures[Figure.MEAN_TRUST] = totals[Series.MEAN_TRUST] / days
    figures[Figure.SATISFACTION] = share(totals[Series.SATISFACTION_TOTAL], totals[Series.CLOSURES])
    figures[Figure.WINDOW_WAIT_HOURS] = (
        share(totals[Series.WINDOW_WAIT_DAYS_TOTAL], totals[Series.REQUESTS_SERVED] + totals[Series.REQUESTS_LEFT])
        * yardstick.hours_per_post
    )
    figures[Figure.UNSERVED_SHARE] = share(
        totals[Series.REQUESTS_UNSERVED], totals[Series.REQUESTS_SERVED] + totals[Series.REQUESTS_UNSERVED]
    )
    figures[Figure.BACKLOG] = backlog
    figures[Figure.RECURRENCES] = recurrences
    figures[Figure.HOLLOW_SHARE] = share(totals[Series.HOLLOW], officially)
    figures[Figure.SECOND_RECORD_SHARE] = share(second, recorded + second)
    figures[Figure.LEFT_OFF_RECORD] = totals[Series.LEFT_OFF_RECORD]
    figures[Figure.SETTLED_BY_RESIDENTS_SHARE] = share(among_residents, arisen)
    figures[Figure.COST_PER_LASTING_RESOLUTION_YUAN] = share(spent_cohort, lasting) if enough else np.nan
    figures[Figure.COST_PER_NEEDFUL_YUAN] = share(spent_cohort, cohort) if enough else np.nan
    figures[Figure.TAKEOVERS_PER_10K] = totals[Series.TAKEOVERS] / exposure
    figures[Figure.EQUITY_GAP] = spread(cells)
    figures[Figure.ON_TIME_SHARE] = share(closed_in_time, deadline_passed)
    figures[Figure.MEDIAN_DAYS_FROM_ARISING] = median_of(wait_arisen, gone_arisen, left_arisen)
    figures[Figure.FALSE_ALARMS] = totals[Series.FALSE_ALARMS]
    figures[Figure.UNIT_UTILISATION] = share(totals[Series.UNIT_BUSY_HOURS], totals[Series.UNIT_HOURS])
    figures[Figure.SPENT_YUAN] = totals[Series.SPENT_YUAN]
    return figures


@compiled
def share(part, whole):
    """Part over whole; NaN where there is no whole."""
    return part / whole if whole > 0 else np.nan


@compiled
def count_duration(start, shut, end, resolved, done, gone, left):
    """Count a case by days since `start`: resolved, gone another way, or still open at the end."""
    if shut >= 0:
        if resolved:
            done[shut - start] += 1.0
        else:
            gone[shut - start] += 1.0
    else:
        left[end - 1 - start] += 1.0


@compiled
def median_of(done, gone, left):
    """Days by which half are resolved (Aalen–Johansen cumulative incidence); NaN if never.

    Within the day on which it is half by the day's own share: a day lasts from half a day before it to half a day after it, day 0
    from 0, for records and closings have a day and no hour.
    """
    at_risk = 0.0
    for day in range(done.size):
        at_risk += done[day] + gone[day] + left[day]
    waiting, resolved = 1.0, 0.0
    for day in range(done.size):
        if at_risk <= 0.0:
            break
        before = resolved
        resolved += waiting * done[day] / at_risk
        waiting *= 1.0 - (done[day] + gone[day]) / at_risk
        if resolved >= 0.5:
            begins, ends = max(0.0, day - 0.5), day + 0.5
            return begins + (0.5 - before) / (resolved - before) * (ends - begins)
        at_risk -= done[day] + gone[day] + left[day]
    return np.nan


@compiled
def spread(cells):
    """90th less 10th percentile of the rate over cells with enough cases, were rates normal; NaN below two cells.

    What cells differ by chance alone, p(1 − p)/(n − 1) on average, is taken off the variance between them.
    """
    count, total, squares, chance = 0, 0.0, 0.0, 0.0
    for cell in range(cells.shape[0]):
        if cells[cell, 0] >= MIN_CELL:
            rate = cells[cell, 1] / cells[cell, 0]
            count += 1
            total += rate
            squares += rate * rate
            chance += rate * (1.0 - rate) / (cells[cell, 0] - 1.0)
    if count < 2:
        return np.nan
    variance = (squares - total * total / count) / (count - 1) - chance / count
    return 2.0 * NORMAL_90 * math.sqrt(max(0.0, variance))
