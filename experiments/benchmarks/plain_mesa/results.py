"""Outcomes of the rival, from its cases and its diary (docs/reference/ODD.md, 7.17)."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.cases import Case
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict

FOLLOW_UP_DAYS = 360
LASTING_DAYS = 180
LEAST_COHORT = 30
LEAST_CELL = 20


def outcomes(model: PlainSubdistrict) -> dict[str, float]:
    """Every outcome by its name; NaN where it is undefined."""
    return {**_records(model), **_roots(model), **_cohort(model), **_flows(model)}


def _records(model: PlainSubdistrict) -> dict[str, float]:
    """What the street's books say: cases first recorded in the window."""
    end = model.ground.last_day
    booked = [(case, case.recorded) for case in model.cases if case.recorded is not None]
    books = [(case, recorded) for case, recorded in booked if recorded >= model.ground.burn_in]
    resolved = [case for case, _ in books if case.stage == "resolved"]
    alone = sum(not case.escalated for case in resolved)
    limits = [getattr(model.file.domain, name).deadline_days for name in DOMAIN_NAMES]
    due = [(case, recorded) for case, recorded in books if recorded + limits[case.domain] <= end]
    in_time = sum(
        case.stage == "resolved" and days_to_closure(case, recorded) <= limits[case.domain] for case, recorded in due
    )
    return {
        "recorded": len(books),
        "resolved": len(resolved),
        "official_resolution_rate": ratio(len(resolved), len(books)),
        "self_resolved_of_resolved": ratio(alone, len(resolved)),
        "self_resolved_of_recorded": ratio(alone, len(books)),
        "median_days_to_resolution": median_days(books, end),
        "backlog": sum(case.is_open for case in model.cases),
        "on_time_share": ratio(in_time, len(due)),
    }


def days_to_closure(case: Case, start: int) -> float:
    """Days from a start to the day a case was closed; endless while it is not."""
    return math.inf if case.closed is None else case.closed - start


def _roots(model: PlainSubdistrict) -> dict[str, float]:
    """What became of everything that arose in the window."""
    born = [case for case in model.cases if case.born >= model.ground.burn_in]
    roots = [case for case in born if case.parent is None]
    needful = [case for case in roots if case.needful]
    return {
        "arisen": len(roots),
        "recurrences": len(born) - len(roots),
        "hidden_share": ratio(sum(case.recorded is None for case in roots), len(roots)),
        "hidden_share_needful": ratio(sum(case.recorded is None for case in needful), len(needful)),
        "median_days_from_arising": median_days([(case, case.born) for case in roots], model.ground.last_day),
    }


def _cohort(model: PlainSubdistrict) -> dict[str, float]:
    """What lasted, of those that can be followed up for 360 days."""
    first = model.ground.burn_in
    last = first + model.ground.days - FOLLOW_UP_DAYS
    roots = [case for case in model.cases if case.parent is None and first <= case.born < last]
    needful = [case for case in roots if case.needful]
    lasting = sum(lasts(case) for case in needful)
    in_bud = sum(lasts(case) and case.incident is None for case in needful)
    spent = sum(tally.spent_yuan for tally in model.diary[first : max(first, last)])
    enough = len(needful) >= LEAST_COHORT
    return {
        "true_resolution_rate": ratio(lasting, len(needful)) if enough else math.nan,
        "in_the_bud_rate": ratio(in_bud, len(needful)) if enough else math.nan,
        "arisen_resolution_rate": ratio(sum(lasts(case) for case in roots), len(roots)),
        "cost_per_lasting_resolution_yuan": ratio(spent, lasting) if enough else math.nan,
        "equity_gap": _equity_gap(needful),
    }


def lasts(case: Case) -> bool:
    """Resolved within 180 days of arising, and no recurrence in the next 180."""
    if case.stage != "resolved" or case.closed is None or case.closed - case.born > LASTING_DAYS:
        return False
    return case.recurs is None or case.recurs - case.closed > LASTING_DAYS


def _equity_gap(needful: list[Case]) -> float:
    cells: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for case in needful:
        cells[case.building.grid.community.index, case.resident.tenure].append(lasts(case))
    rates = [sum(cell) / len(cell) for cell in cells.values() if len(cell) >= LEAST_CELL]
    return float(np.percentile(rates, 90) - np.percentile(rates, 10)) if len(rates) >= 2 else math.nan


def _flows(model: PlainSubdistrict) -> dict[str, float]:
    """Sums over the days of the window."""
    window = model.diary[model.ground.burn_in :]
    years = len(model.residents) * model.ground.days / 365.0 / 10_000.0
    total = {name: sum(getattr(day, name) for day in window) for name in window[0].__slots__}
    return {
        "incidents_per_10k": total["incidents"] / years,
        "petitions_per_10k": total["petitions"] / years,
        "harm_per_10k": total["harm"] / years,
        "mean_trust": total["mean_trust"] / len(window),
        "satisfaction": ratio(total["satisfaction"], total["closures"]),
        "window_wait_hours": ratio(total["wait_days"], total["requests_begun"]) * model.file.units.hours_per_post,
        "false_alarms": total["false_alarms"],
        "unit_utilisation": ratio(total["busy_hours"], total["unit_hours"]),
        "spent_yuan": total["spent_yuan"],
    }


def median_days(starts: list[tuple[Case, int]], end: int) -> float:
    """First day by which half are resolved (Aalen–Johansen); NaN if that day never comes."""
    resolved: dict[int, int] = defaultdict(int)
    leaving: dict[int, int] = defaultdict(int)
    otherwise: dict[int, int] = defaultdict(int)
    for case, start in starts:
        if case.closed is None:
            leaving[end - start] += 1
        elif case.stage == "resolved":
            resolved[case.closed - start] += 1
        else:
            otherwise[case.closed - start] += 1
    at_risk, waiting, incidence = len(starts), 1.0, 0.0
    for day in sorted({*resolved, *leaving, *otherwise}):
        incidence += waiting * resolved[day] / at_risk
        if incidence >= 0.5:
            return float(day)
        waiting *= 1.0 - (resolved[day] + otherwise[day]) / at_risk
        at_risk -= resolved[day] + otherwise[day] + leaving[day]
    return math.nan


def ratio(part: float, whole: float) -> float:
    """Part over whole; NaN where there is no whole."""
    return part / whole if whole > 0 else math.nan
