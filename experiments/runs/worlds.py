"""Worlds: what is uncertain of a place, and draws of all of it together.

Core objects: `uncertain` (a place's uncertain numbers with what may be believed of each), `draw` (worlds as settings of a
scenario), and `plausible_ranges` (ranges around the defaults for designs that vary numbers one by one).

What is solved from published figures is not drawn (`[worlds] free`; experiments/runs/ensembles.py solves it in every world).
The ranges stand in the declarations (model/scenario/declarations.py, `Plausible`); what a scenario's file sets itself stays as it is
in every world, unless the file gives it a range in `[worlds.plausible]`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np

from experiments.runs.plan import PlanError, Range, Value, by_name, declaration, pair
from model.scenario import LEVERS, PARAMETERS, Scenario
from model.scenario.declarations import Declaration, Plausible
from model.scenario.place_parameters import EVIDENCE, SOLVED

OWN_VALUE = "default"
DIGITS = 4  # of a drawn number: rounded before anything is solved, so that a file holds what was run


@dataclass(frozen=True)
class Uncertain:
    """One number that a world draws: its name, what may be believed, and the paths that it sets.

    The seven domains share one factor, so that `name` may stand for several paths (`domain.*.work_hours`).
    """

    name: str
    believed: Plausible
    paths: tuple[str, ...]
    own: tuple[float, ...]

    def settings(self, share: float, scenario: Scenario, drawn: Mapping[str, Value]) -> dict[str, Value]:
        """The values at the quantile `share` (0 to 1); `drawn` holds what was drawn before."""
        base = self.believed.relative_to
        value = self.believed.quantile(share, 1.0 if base else self.own[0])
        if base == OWN_VALUE:
            return {path: as_declared(path, value * own) for path, own in zip(self.paths, self.own, strict=True)}
        if base:
            value *= float(drawn[base] if base in drawn else scenario.value(base))
        return {path: as_declared(path, value) for path in self.paths}


def as_declared(path: str, value: float) -> Value:
    """A drawn number in four digits, within its bounds, whole where its declaration says so."""
    declared = declaration(path)
    low = -math.inf if declared.low is None else declared.low
    high = math.inf if declared.high is None else declared.high
    value = min(high, max(low, float(f"{value:.{DIGITS}g}")))
    return round(value) if declared.kind == "int" else value


def uncertain(scenario: Scenario) -> tuple[Uncertain, ...]:
    """What worlds of a scenario draw, those first that others are relative to."""
    found: dict[str, Uncertain] = {}
    for path, declared in (PARAMETERS | LEVERS).items():
        believed = _believed(scenario, path, declared)
        if believed is None:
            continue
        first, _, rest = path.partition(".")
        shared = believed.relative_to == OWN_VALUE and first == "domain"
        name = f"domain.*.{rest.partition('.')[2]}" if shared else path
        before = found.get(name)
        paths, own = (before.paths, before.own) if before else ((), ())
        found[name] = Uncertain(name, believed, (*paths, path), (*own, float(scenario.value(path))))
    depth = {name: _depth(name, found) for name in found}
    return tuple(sorted(found.values(), key=lambda each: depth[each.name]))


def _depth(name: str, found: Mapping[str, Uncertain]) -> int:
    """How many numbers must be drawn before this one."""
    base = found[name].believed.relative_to
    return 1 + _depth(base, found) if base is not None and base in found else 0


def _believed(scenario: Scenario, path: str, declared: Declaration) -> Plausible | None:
    own = scenario.worlds.plausible.get(path)
    if own is not None:
        return Plausible(float(own[0]), float(own[1]))
    if declared.plausible is None or path in scenario.worlds.free:
        return None
    is_own = scenario.value(path) != declared.default and declared.plausible.relative_to != OWN_VALUE
    return None if is_own else declared.plausible


def draw(scenario: Scenario, count: int, seed: int = 1) -> list[dict[str, Value]]:
    """The first `count` worlds as settings by path; more worlds keep those before.

    Independent draws: in some two hundred dimensions the first hundred points of a Sobol' sequence tie numbers to each other
    that have nothing to do with each other.
    """
    numbers = uncertain(scenario)
    shares = np.random.default_rng(seed).random((max(count, 0), len(numbers)))
    return [settings(scenario, numbers, row) for row in shares]


def settings(scenario: Scenario, numbers: Sequence[Uncertain], shares: np.ndarray) -> dict[str, Value]:
    """One world from the quantiles of its numbers, shape (numbers,)."""
    drawn: dict[str, Value] = {}
    for number, share in zip(numbers, shares.tolist(), strict=True):
        drawn |= number.settings(share, scenario, drawn)
    return drawn


def plausible_ranges(vary: Mapping[str, tuple[float, float] | None] | None = None) -> tuple[Range, ...]:
    """The ranges to vary one by one: those given, or those that evidence gives or published figures decide.

    A path mapped to None takes its plausible range around the default, else half to double its default (for shares: odds
    halved to doubled). Raises `PlanError` for what is no number.
    """
    usual = dict.fromkeys(path for path, declared in PARAMETERS.items() if declared.reason in {EVIDENCE, SOLVED})
    chosen = {} if vary is None else by_name("vary", vary, "pairs (low, high) by lever or parameter")
    return tuple(_range(path, given) for path, given in (chosen or usual).items())


def _range(path: str, given: tuple[float, float] | None) -> Range:
    declared = declaration(path)
    if declared.kind not in {"float", "int"}:
        raise PlanError(f"{path}: allowed here: numbers; found a {declared.kind}")
    ends = _around_default(declared) if given is None else pair(path, given)
    if not all(isinstance(each, Real) for each in ends):
        raise PlanError(f"{path}: found {given!r}; allowed: numbers")
    low, high = ends
    low, high = max(low, declared.low or 0.0), min(high, declared.high if declared.high is not None else high)
    if not low < high:
        raise PlanError(f"{path}: found {low:g} to {high:g}; allowed: low below high, {declared.allowed}")
    return Range(path, int(low), int(high)) if declared.kind == "int" else Range(path, low, high)


def _around_default(declared: Declaration) -> tuple[float, float]:
    default, believed = float(declared.default), declared.plausible
    if believed is None:
        return _half_to_double(default, declared.high)
    base = believed.relative_to
    unit = 1.0 if base is None else default if base == OWN_VALUE else float(declaration(base).default)
    return believed.low * unit, believed.high * unit


def _half_to_double(default: float, bound: float | None) -> tuple[float, float]:
    if bound == 1.0 and 0.0 < default < 1.0:
        odds = default / (1.0 - default)
        return odds / (2.0 + odds), 2.0 * odds / (1.0 + 2.0 * odds)
    return (default / 2.0, default * 2.0) if default else (0.0, bound or 1.0)
