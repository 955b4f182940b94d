"""Outcomes of the rival, from its cases and its diary (docs/reference/ODD.md, 7.17)."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.cases import Case
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict, Tally

FOLLOW_UP_DAYS = 360
LASTING_DAYS = 180
BLOCK_DAYS, BLOCKS_A_YEAR = 73, 5
STOCKS = ("open_grid_worker", "open_unit", "open_committee", "open_street", "open_district")
NORMAL_DECILE = 1.2816
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
    due = [(case, recorded) for case, recorded in books if recorded + _standard(model, case) <= end]
    in_time = sum(days_to_closure(case, recorded) <= _standard(model, case) for case, recorded in due)
    twice = sum(day.second_records for day in model.diary[model.ground.burn_in :])
    written, ended = len(books) + twice, len(resolved) + twice
    return {
        "recorded": written,
        "resolved": ended,
        "official_resolution_rate": ratio(ended, written),
        "self_resolved_of_resolved": ratio(alone + twice, ended),
        "self_resolved_of_recorded": ratio(alone + twice, written),
        "second_record_share": ratio(twice, written),
        "median_days_to_resolution": median_days(books, end),
        "backlog": sum(case.is_open for case in model.cases),
        "on_time_share": ratio(in_time, len(due)),
    }


def _standard(model: PlainSubdistrict, case: Case) -> float:
    """Days that a case may take, by the highest level it came to."""
    if case.at_district:
        return float(model.file.street.district_standard_days)
    if case.escalated:
        return float(model.file.street.standard_days)
    return float(getattr(model.file.domain, DOMAIN_NAMES[case.domain]).deadline_days)


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
        "hidden_share": ratio(sum(is_hidden(case) for case in roots), len(roots)),
        "hidden_share_needful": ratio(sum(is_hidden(case) for case in needful), len(needful)),
        "settled_by_residents_share": ratio(sum(case.handler == "residents" for case in roots), len(roots)),
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
    days = model.diary[first : max(first, last)]
    street = model.file.street
    hour = street.wage_yuan / (365.0 * street.hours_per_day * street.case_share)
    spent = sum(
        day.spent_yuan + day.unserved * model.file.budget.unserved_request_yuan + day.taken_hours * hour for day in days
    )
    enough = len(needful) >= LEAST_COHORT
    return {
        "true_resolution_rate": ratio(lasting, len(needful)) if enough else math.nan,
        "in_the_bud_rate": ratio(in_bud, len(needful)) if enough else math.nan,
        "arisen_resolution_rate": ratio(sum(lasts(case) for case in roots), len(roots)),
        "cost_per_lasting_resolution_yuan": ratio(spent, lasting) if enough else math.nan,
        "cost_per_needful_yuan": ratio(spent, len(needful)) if enough else math.nan,
        "equity_gap": _equity_gap(needful),
    }


def is_hidden(case: Case) -> bool:
    """On no record, nor settled by residents."""
    return case.recorded is None and case.handler != "residents"


def lasts(case: Case) -> bool:
    """Resolved within 180 days of arising, and no recurrence in the next 180."""
    if case.stage != "resolved" or case.closed is None or case.closed - case.born > LASTING_DAYS:
        return False
    return case.recurs is None or case.recurs - case.closed > LASTING_DAYS


def _equity_gap(needful: list[Case]) -> float:
    cells: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for case in needful:
        cells[case.building.grid.community.index, case.resident.tenure].append(lasts(case))
    large = [(sum(cell) / len(cell), len(cell)) for cell in cells.values() if len(cell) >= LEAST_CELL]
    if len(large) < 2:
        return math.nan
    by_chance = sum(rate * (1.0 - rate) / (count - 1) for rate, count in large) / len(large)
    return 2.0 * NORMAL_DECILE * math.sqrt(max(0.0, float(np.var([rate for rate, _ in large], ddof=1)) - by_chance))


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
        "window_wait_hours": ratio(total["wait_days"], total["requests_served"] + total["visits_left"])
        * model.file.units.hours_per_post,
        "unserved_share": ratio(total["unserved"], total["unserved"] + total["requests_served"]),
        "takeovers_per_10k": total["takeovers"] / years,
        "stationary": _stationary(window),
        "false_alarms": total["false_alarms"],
        "hollow_share": ratio(total["hollow"], total["resolved"]),
        "left_off_record": total["left_off_record"],
        "unit_utilisation": ratio(total["busy_hours"], total["unit_hours"]),
        "spent_yuan": total["spent_yuan"],
    }


def _stationary(window: list[Tally]) -> float:
    """1 where nothing that waits, is given up or is taken over grows over the blocks of 73 days, else 0."""
    count = len(window) // BLOCK_DAYS
    if count < BLOCKS_A_YEAR:
        return math.nan
    days = window[len(window) - count * BLOCK_DAYS :]
    blocks = [days[index * BLOCK_DAYS : (index + 1) * BLOCK_DAYS] for index in range(count)]
    stages = [([sum(getattr(day, name) for day in block) / BLOCK_DAYS for block in blocks], 10.0) for name in STOCKS]
    left = [(sum(day.visits_left for day in block), sum(day.requests_served for day in block)) for block in blocks]
    stages.append(([gone / (gone + served) if gone + served else 0.0 for gone, served in left], 0.05))
    stages.append(([sum(day.takeovers for day in block) for block in blocks], 5.0))
    return 0.0 if any(_grows(np.array(values), least) for values, least in stages) else 1.0


def _grows(values: np.ndarray, least: float) -> bool:
    """Least squares on time and season, beyond chance, beyond 0.4 of the mean and beyond a least growth."""
    count = len(values)
    seasons = BLOCKS_A_YEAR if count >= 2 * BLOCKS_A_YEAR else 1
    season = np.arange(count) % seasons
    design = np.column_stack([np.linspace(0.0, 1.0, count), np.equal.outer(season, np.arange(seasons))]).astype(float)
    solution = np.linalg.lstsq(design, values, rcond=None)[0]
    rest = values - design @ solution
    free, squares = max(1, count - design.shape[1]), float(rest @ rest)
    lag = min(0.9, max(0.0, float(rest[1:] @ rest[:-1]) / squares)) if squares > 0.0 else 0.0
    error = math.sqrt(squares / free * np.linalg.inv(design.T @ design)[0, 0] * (1.0 + lag) / (1.0 - lag))
    chance = float(student.ppf(0.999, free)) * error
    return bool(solution[0] > max(least, 0.4 * values.mean(), chance))


def median_days(starts: list[tuple[Case, int]], end: int) -> float:
    """Days by which half are resolved (Aalen–Johansen), in proportion within the day; NaN if that never comes."""
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
        step = waiting * resolved[day] / at_risk
        if incidence + step >= 0.5:
            edges = (day - 0.5 if day else 0.0, day + 0.5)
            return float(np.interp(0.5, (incidence, incidence + step), edges))
        incidence += step
        waiting *= 1.0 - (resolved[day] + otherwise[day]) / at_risk
        at_risk -= resolved[day] + otherwise[day] + leaving[day]
    return math.nan


def ratio(part: float, whole: float) -> float:
    """Part over whole; NaN where there is no whole."""
    return part / whole if whole > 0 else math.nan
