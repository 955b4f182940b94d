"""How far the assumptions may honestly lie from where they stand.

Core objects: `ASSUMED` (path → low, high; the numbers that docs/reference/evidence.md gives a range, or
that decide who wins), and `assumed_ranges`, which puts them around a scenario. What the declarations
bound is what the code can take, and far wider than what one may believe.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

from experiments.runs.plan import PlanError, Range, by_name, declaration, pair
from model.scenario import PARAMETERS

ASSUMED: dict[str, tuple[float, float]] = {
    "arising.per_grid_day": (0.07, 0.13),
    "severity.beta": (1.6, 3.6),
    "lapse.rate": (0.0075, 0.03),
    "ignition.shape": (1.0, 2.2),
    "ignition.storm_multiplier": (3.0, 15.0),
    "work.incident_multiplier": (2.0, 6.0),  # service × (1 + κ) once an incident, κ 1–9
    "work.intake_hours": (0.5, 2.0),
    "work.beyond_authority_scale": (0.2, 1.2),
    "detection.probability": (0.3, 0.8),
    "detection.false_alarm_probability": (0.01, 0.2),  # specificity .8–.99
    "detection.report_rate": (0.01, 0.04),
    "grid_workers.other_duties_share": (0.5, 0.9),
    "grid_workers.quality": (0.55, 0.85),
    "units.requests_per_resident_year": (1.7, 2.7),
    "units.switching_cost": (0.0, 0.2),
    "units.layer_mean_days": (1.0, 5.0),  # τ 1–5 days
    "effort.substitution": (0.0, 0.8),
    "organisations.initial_capability": (0.5, 0.89),
    "organisations.motivation_mean": (0.1, 0.6),
    "organisations.oversight_effect": (1.0, 3.0),
    "street.escalated_success": (0.24, 0.8),
    "recurrence.bad_share": (0.25, 0.75),
}


def assumed_ranges(vary: Mapping[str, tuple[float, float] | None] | None = None) -> tuple[Range, ...]:
    """The ranges to inquire into: those given, or all of `ASSUMED`.

    A path mapped to None takes its range from `ASSUMED`, else half to double its default (for
    shares: odds halved to doubled). Raises `PlanError` for what is no number.
    """
    chosen = by_name("vary", vary or dict.fromkeys(ASSUMED), "pairs (low, high) by lever or parameter")
    return tuple(_range(path, given) for path, given in chosen.items())


def _range(path: str, given: tuple[float, float] | None) -> Range:
    declared = declaration(path)
    if declared.kind not in {"float", "int"}:
        raise PlanError(f"{path}: allowed here: numbers; found a {declared.kind}")
    if given is not None and not all(isinstance(each, Real) for each in pair(path, given)):
        raise PlanError(f"{path}: found {given!r}; allowed: numbers")
    low, high = given or ASSUMED.get(path) or _around(float(declared.default), declared.high)
    low, high = max(low, declared.low or 0.0), min(high, declared.high if declared.high is not None else high)
    if not low < high:
        raise PlanError(f"{path}: found {low:g} to {high:g}; allowed: low below high, {declared.allowed}")
    return Range(path, int(low), int(high)) if declared.kind == "int" else Range(path, low, high)


def _around(default: float, bound: float | None) -> tuple[float, float]:
    if bound == 1.0 and 0.0 < default < 1.0:
        odds = default / (1.0 - default)
        return odds / (2.0 + odds), 2.0 * odds / (1.0 + 2.0 * odds)
    return (default / 2.0, default * 2.0) if default else (0.0, bound or 1.0)


def every_assumption() -> tuple[str, ...]:
    """All numeric parameters whose status is assumption: what a screening by Morris may go through."""
    return tuple(p for p, d in PARAMETERS.items() if d.status == "assumption" and d.kind == "float" and d.default)
