"""From what a register records to what must arise: a short search of the simulation, under the place's own policy.

Core objects: `Target` (what a register shows), `matched` (the numbers under which the model shows the same,
and what it then shows on seeds not used in the search), `recorded_closings` (the model's own register).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from experiments.registers.estimates import ClosingTimes, closing_times
from experiments.statistics import Floats

if TYPE_CHECKING:
    import pandas

    from model.scenario import Scenario
    from model.simulate import Outcome

SEARCH_SEEDS, LAST_SEEDS, CHECK_SEEDS = range(1, 4), range(11, 19), range(101, 107)
SEARCH_DAYS = 365
CLOSING_DAYS = 90  # the pace of closing is that of cases which close within so many days
STAFF_CHANNELS = ("patrol", "survey")
TOLERANCE = {"recorded_per_day": 0.05, "staff_share": 0.05, "closing_pace": 0.20}
MAX_ROUNDS = 6
# Searched ranges; arising relative to what would be recorded if all were.
ARISING_FACTOR = (0.5, 40.0)
SCREENING = (0.0, 0.9)
FREE_HOURS = (0.005, 1.0)
FLAT = {"delivery.layers": 0}
# Where the search begins, in unit coordinates from 1 to 2: near the defaults.
START = {"recorded_per_day": 1.25, "staff_share": 1.11, "closing_pace": 1.77}
PATHS = {
    "recorded_per_day": "arising.per_grid_day",
    "staff_share": "triage.screening_share",
    "closing_pace": "grid_workers.other_duties_share",
}


@dataclass(frozen=True)
class Target:
    """What the model's register is to show: cases a day, share found by staff, days by which half of what closes in 90 is closed.

    None: the register does not tell, and the scenario's own number stays.
    """

    recorded_per_day: float
    staff_share: float | None = None
    closing_pace: float | None = None

    def told(self) -> dict[str, float]:
        """What the register tells."""
        return {name: value for name in PATHS if (value := getattr(self, name)) is not None}


@dataclass(frozen=True)
class Match:
    """Numbers by path, what the model shows under them on fresh seeds, and which targets it reached."""

    changes: Mapping[str, float]
    shown: Mapping[str, float]
    arisen_per_day: float
    reached: Mapping[str, bool]


def matched(scenario: Scenario, target: Target) -> Match:
    """The numbers under which the model's register shows what the city's does; least squares over the search seeds.

    Where cases close faster than approval layers allow, none are assumed. A pace that is out of reach even so is let
    go: the scenario keeps its own, and `reached` says so.
    """
    match = _searched(scenario, target.told())
    if match.reached.get("closing_pace", True):
        return match
    if match.shown["closing_pace"] > target.told()["closing_pace"]:
        flat = _searched(scenario.vary(FLAT), target.told())
        if flat.reached["closing_pace"]:
            return replace(flat, changes={**flat.changes, **FLAT})
    again = _searched(scenario, {name: value for name, value in target.told().items() if name != "closing_pace"})
    shown = {**again.shown, "closing_pace": match.shown["closing_pace"]}
    return replace(again, shown=shown, reached={**again.reached, "closing_pace": False})


def _searched(scenario: Scenario, told: Mapping[str, float]) -> Match:
    from scipy.optimize import least_squares

    def misses(unit: Floats) -> list[float]:
        return _misses(figures(scenario.vary(_changes(unit, told, scenario)), SEARCH_SEEDS), told)

    unit = least_squares(
        misses,
        np.array([START[name] for name in told]),
        bounds=(1.0, 2.0), diff_step=[0.05], xtol=1e-2, ftol=1e-3, max_nfev=MAX_ROUNDS,
    ).x  # fmt: skip
    changes = _changes(unit, told, scenario)
    # Recording is nearly proportional to arising: a last step in proportion takes out what the search left.
    shown = figures(scenario.vary(changes), LAST_SEEDS)
    changes[PATHS["recorded_per_day"]] *= told["recorded_per_day"] / shown["recorded_per_day"]
    changes = {path: float(f"{value:.4g}") for path, value in changes.items()}
    shown = figures(scenario.vary(changes), CHECK_SEEDS)
    reached = {name: abs(miss) <= TOLERANCE[name] for name, miss in zip(told, _misses(shown, told), strict=True)}
    return Match(changes, {name: shown[name] for name in told}, shown["arisen_per_day"], reached)


def _changes(unit: Floats, told: Mapping[str, float], scenario: Scenario) -> dict[str, float]:
    """Unit coordinates (1 to 2) as numbers of the model."""
    at = dict(zip(told, unit - 1.0, strict=True))
    per_grid = told["recorded_per_day"] / scenario.place.grids
    changes = {PATHS["recorded_per_day"]: min(20.0, per_grid * _between(at["recorded_per_day"], *ARISING_FACTOR))}
    if "staff_share" in at:
        changes[PATHS["staff_share"]] = SCREENING[0] + at["staff_share"] * (SCREENING[1] - SCREENING[0])
    if "closing_pace" in at:
        changes[PATHS["closing_pace"]] = 1.0 - _between(at["closing_pace"], *FREE_HOURS)
    return {path: float(value) for path, value in changes.items()}


def _between(share: float, low: float, high: float) -> float:
    return float(low * (high / low) ** share)


def _misses(shown: Mapping[str, float], told: Mapping[str, float]) -> list[float]:
    """How far the model is from each target: in logarithms, shares in points."""
    misses = {
        "recorded_per_day": np.log(max(shown["recorded_per_day"], 1e-6) / told["recorded_per_day"]),
        "staff_share": shown["staff_share"] - told.get("staff_share", 0.0),
        "closing_pace": np.log((shown["closing_pace"] + 0.5) / (told.get("closing_pace", 0.0) + 0.5)),
    }
    return [float(misses[name]) for name in told]


def figures(scenario: Scenario, seeds: Sequence[int]) -> dict[str, float]:
    """What the model's register shows in a year, mean over seeds; and how many cases arise a day."""
    year = scenario.vary({"place.days": SEARCH_DAYS})
    rows = [_figures_of(outcome) for outcome in simulated(year, seeds)]
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def simulated(scenario: Scenario, seeds: Sequence[int]) -> list[Outcome]:
    """One run a seed, side by side: the rules hold no lock."""
    from model.simulate import simulate

    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda seed: simulate(scenario, seed), seeds))


def _figures_of(outcome: Outcome) -> dict[str, float]:
    days = outcome.scenario.place.days
    recorded = recorded_in_window(outcome.cases)
    found = recorded["channel"].isin(STAFF_CHANNELS)
    return {
        "recorded_per_day": len(recorded) / days,
        "arisen_per_day": outcome.arisen / days,
        "staff_share": float(found.mean()) if len(found) else 0.0,
        "closing_pace": recorded_closings(recorded, days).pace(CLOSING_DAYS) if len(recorded) else 0.0,
    }


def recorded_in_window(cases: pandas.DataFrame) -> pandas.DataFrame:
    """The cases that a run's register would hold."""
    return cases[cases["recorded"].notna() & (cases["recorded"] >= 0)]


def recorded_closings(recorded: pandas.DataFrame, days: int) -> ClosingTimes:
    """From recording to resolution; what is open or failed on the last day is censored there, as in a city's register."""
    is_open = (recorded["stage"] != "resolved").to_numpy()
    end = recorded["closed"].astype("float64").where(~is_open, float(days))
    ages = np.maximum(end - recorded["recorded"].astype("float64"), 0.0)
    return closing_times(ages.to_numpy(float), is_open)
