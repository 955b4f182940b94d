"""What the patterns look at beyond the model's own outcomes: figures by period, by kind of case, by handler."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.outcomes import LASTING_DAYS
from model.scenario.parameters import DOMAIN_NAMES
from model.simulate import Outcome

YEAR, QUARTER = 365, 90
# The paired seeds: a sample for every day, others and more of them for `make verify`.
SAMPLE, LONG = range(501, 511), range(1_501, 1_621)


def total(column: str, first: int, last: int) -> Callable[[Outcome], float]:
    """Sum of a daily series over days first to last."""
    return lambda outcome: float(outcome.daily.loc[first:last, column].sum())


def a_day(column: str, first: int, last: int) -> Callable[[Outcome], float]:
    """Mean of a daily series over days first to last."""
    return lambda outcome: float(outcome.daily.loc[first:last, column].mean())


def returning(handler: str) -> Callable[[Outcome], float]:
    """Share of a handler's closures that recur."""

    def of(outcome: Outcome) -> float:
        closed = outcome.cases[outcome.cases.handler == handler]
        return float(closed.recurrence_day.notna().mean()) if len(closed) else 0.0

    return of


def resolved(contested: bool) -> Callable[[Outcome], float]:
    """Share resolved within 180 days, of cases recorded in time, within authority, contested or not."""

    def of(outcome: Outcome) -> float:
        cases = outcome.cases
        last = outcome.scenario.place.days - LASTING_DAYS
        known = cases[cases.recorded.between(0, last - 1) & (cases.contested == contested) & ~cases.beyond]
        if known.empty:
            return 1.0
        return float(((known.stage == "resolved") & (known.closed - known.recorded <= LASTING_DAYS)).mean())

    return of


def surfacing(outcome: Outcome) -> float:
    """Share of recorded contradictions that became known by an incident."""
    recorded = outcome.cases[outcome.cases.recorded >= 0]
    return float((recorded.channel == "incident").mean())


def official(last: int) -> Callable[[Outcome], float]:
    """The official rate as a city would have published it on a day: S / R up to then."""

    def of(outcome: Outcome) -> float:
        known = outcome.cases[outcome.cases.recorded.between(0, last)]
        return float(((known.stage == "resolved") & (known.closed <= last)).mean())

    return of


def in_the_bud(first: int, last: int) -> Callable[[Outcome], float]:
    """The in-the-bud rate of needful roots that arose on days first to last."""

    def of(outcome: Outcome) -> float:
        cases = outcome.cases
        roots = cases[(cases.generation == 0) & cases.needful & cases.arisen.between(first, last)]
        if roots.empty or last + 2 * LASTING_DAYS > outcome.scenario.place.days:
            return float("nan")
        settled = (roots.stage == "resolved") & (roots.closed - roots.arisen <= LASTING_DAYS)
        lasting = ~(roots.recurrence_day - roots.closed <= LASTING_DAYS).fillna(False)
        return float((settled & lasting & roots.incident.isna()).mean())

    return of


def leavers(outcome: Outcome) -> float:
    """Departures of staff from the units, burn-in included."""
    return float(outcome.world.lines.leavers.sum())


def spans(outcome: Outcome) -> np.ndarray:
    """Days from record to closing, or to the end of the window, of all that was recorded in it; half a day is added."""
    cases = outcome.cases
    known = cases[cases.recorded >= 0]
    last = known.closed.astype("Float64").fillna(outcome.scenario.place.days)
    return (last - known.recorded).to_numpy(float) + 0.5


def within(days: int) -> Callable[[Outcome], float]:
    """Share of cases closed within so many days of their record."""
    return lambda outcome: float((spans(outcome) <= days + 0.5).mean())


def tail(outcome: Outcome) -> float:
    """The 90th percentile of closing times over their median."""
    return float(np.quantile(spans(outcome), 0.9) / np.median(spans(outcome)))


def mean_over_median(outcome: Outcome) -> float:
    """The mean of closing times over their median."""
    return float(spans(outcome).mean() / np.median(spans(outcome)))


def slowest_tenth(outcome: Outcome) -> float:
    """Share of all open-days that the slowest tenth of cases holds."""
    days = np.sort(spans(outcome))[::-1]
    return float(days[: len(days) // 10].sum() / days.sum())


def weekend(outcome: Outcome) -> float:
    """Records of a weekend day over those of a weekday."""
    recorded = outcome.daily.loc[0:, "recorded"].to_numpy()
    day = (outcome.scenario.place.start_date.weekday() + np.arange(len(recorded))) % 7
    return float(recorded[day >= 5].mean() / recorded[day < 5].mean())


def on_time(escalated: bool) -> Callable[[Outcome], float]:
    """Share closed within its standard time, of cases that went up or stayed in the community."""

    def of(outcome: Outcome) -> float:
        cases, scenario = outcome.cases, outcome.scenario
        known = cases[(cases.recorded >= 0) & (cases.escalated == escalated)]
        standards = {name: getattr(scenario.domain, name).deadline_days for name in DOMAIN_NAMES}
        limit = known.domain.astype(str).map(standards).to_numpy(float)
        if escalated:
            limit = np.where(
                known.handler == "district", scenario.street.district_standard_days, scenario.street.standard_days
            )
        begun = known.recorded.to_numpy(float)
        ended = known.closed.astype("Float64").fillna(np.inf).to_numpy(float)
        ripe = begun + limit < scenario.place.days
        return float((ended - begun <= limit)[ripe].mean())

    return of


MEASURES: dict[str, Callable[[Outcome], float]] = {
    "records_first_quarter": a_day("recorded", 0, QUARTER - 1),
    "records_second_year": a_day("recorded", YEAR, 2 * YEAR - 1),
    "incidents_first_quarter": a_day("incidents", 0, QUARTER - 1),
    "incidents_second_year": a_day("incidents", YEAR, 2 * YEAR - 1),
    "petitions_second_year": a_day("petitions", YEAR, 2 * YEAR - 1),
    "visits": total("visits", 0, 2 * YEAR - 1),
    "reports": total("reports", 0, 2 * YEAR - 1),
    "unit_hours": total("unit_hours", 0, 2 * YEAR - 1),
    "surfacing": surfacing,
    "official_first_year": official(YEAR - 1),
    "bud_first_year": in_the_bud(0, YEAR - 1),
    "bud_third_year": in_the_bud(2 * YEAR, 3 * YEAR - 1),
    "centre_returns": returning("centre"),
    "workstation_returns": returning("workstation"),
    "contested_resolved": resolved(True),
    "others_resolved": resolved(False),
    "leavers": leavers,
    "closed_within_a_day": within(1),
    "closed_within_a_week": within(7),
    "closed_within_a_quarter": within(90),
    "tail": tail,
    "mean_over_median": mean_over_median,
    "slowest_tenth": slowest_tenth,
    "weekend": weekend,
    "on_time_community": on_time(False),
    "on_time_escalated": on_time(True),
}
