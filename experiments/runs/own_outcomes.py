"""Outcomes of one's own: figures that a researcher computes from a run, or from its other figures.

Core objects: `OwnOutcome`, `read_outcomes` (what a study was given → own outcomes by name, checked) and `Measuring` (a simulation
that gives own figures beside the model's).
"""

from __future__ import annotations

import ast
import keyword
import math
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.runs.identity import identity_of
from experiments.runs.plan import PlanError, by_name, listed
from model.outcome_definitions import OUTCOMES, OutcomeDefinition
from model.scenario.declarations import nearest

if TYPE_CHECKING:
    import pandas

    from model.scenario import Scenario

Measure = Callable[[Any], float]
# Columns that a row of runs has beside its outcomes.
TAKEN = ("point", "label", "seed", "status", "error", "replay", "traceback", "environment", "finished", "scenario",
         "run_key", "scenario_key", "model_version", "runtime_seconds")  # fmt: skip
ARITHMETIC = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Name, ast.Load, ast.Constant, ast.Add, ast.Sub, ast.Mult, ast.Div,
              ast.Pow, ast.UAdd, ast.USub)  # fmt: skip


@dataclass(frozen=True)
class OwnOutcome:
    """`measure` is a function of a run's `Outcome` that returns a number (NaN: undefined), or arithmetic on other figures,
    such as "official_resolution_rate - true_resolution_rate". `better` is "higher", "lower" or None; a share has the unit "share".
    """

    measure: Measure | str
    better: str | None = None
    unit: str = ""


Given = Mapping[str, "Measure | str | OwnOutcome"]


def read_outcomes(given: Given | None) -> dict[str, OwnOutcome]:
    """Own outcomes by name; `PlanError` for a name that is taken, and for what is neither function nor arithmetic."""
    found: dict[str, OwnOutcome] = {}
    for name, each in by_name("outcomes", given or {}, "functions or expressions by name").items():
        own = each if isinstance(each, OwnOutcome) else OwnOutcome(each)
        if (
            not isinstance(name, str)
            or not name.isidentifier()
            or keyword.iskeyword(name)
            or name in (*OUTCOMES, *TAKEN)
        ):
            raise PlanError(f"outcomes: found {name!r}; allowed: a word that no other figure or column has")
        if own.better not in (None, "higher", "lower"):
            raise PlanError(f"outcomes: {name}: found {own.better!r}; allowed: 'higher', 'lower' or None")
        if isinstance(own.measure, str):
            _check_expression(name, own.measure, (*OUTCOMES, *found))
        elif not callable(own.measure):
            raise PlanError(
                f"outcomes: {name}: found {own.measure!r}; allowed: a function of a run's Outcome, or an expression"
            )
        found[name] = own
    return found


def split_outcomes(given: Sequence[str] | Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The names a study is about, and those of them that are one's own; in a mapping None stands for a figure of the model."""
    if not isinstance(given, Mapping):
        return listed("outcomes", given), {}
    return list(given), {name: each for name, each in given.items() if each is not None}


def _check_expression(name: str, text: str, known: Sequence[str]) -> None:
    try:
        nodes = list(ast.walk(ast.parse(text, mode="eval")))
    except (SyntaxError, ValueError):
        raise PlanError(f"outcomes: {name}: found '{text}'; allowed: arithmetic on figures") from None
    for node in nodes:
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        if not isinstance(node, ARITHMETIC) or (isinstance(node, ast.Constant) and not number):
            raise PlanError(
                f"outcomes: {name}: found '{ast.unparse(node)}'; allowed: numbers, figures, + - * / ** and brackets"
            )
        if isinstance(node, ast.Name) and node.id not in known:
            raise PlanError(f"outcomes: {name}: no figure '{node.id}'{nearest(node.id, known)}")


def measured(own: Mapping[str, OwnOutcome]) -> dict[str, Measure]:
    """Those that need the run itself."""
    return {name: each.measure for name, each in own.items() if not isinstance(each.measure, str)}


def with_expressions(rows: pandas.DataFrame, own: Mapping[str, OwnOutcome]) -> pandas.DataFrame:
    """The rows with a column for every expression, NaN where it is undefined."""
    for name, each in own.items():
        if isinstance(each.measure, str):
            values = rows.eval(each.measure)
            rows = rows.assign(**{name: values}).replace({name: [math.inf, -math.inf]}, math.nan).astype({name: float})
    return rows


def definitions(own: Mapping[str, OwnOutcome]) -> dict[str, OutcomeDefinition]:
    """The model's outcomes and one's own: name, unit, better side."""
    mine = {name: OutcomeDefinition(name, each.unit, None, None, each.better, "") for name, each in own.items()}
    return {**OUTCOMES, **mine}


def identity(own: Mapping[str, OwnOutcome]) -> str:
    """What the own outcomes of runs add to their keys: nothing where all are expressions."""
    return "".join(f"+{name}={identity_of(each, f'outcomes: {name}')}" for name, each in sorted(measured(own).items()))


def check_sendable(own: Mapping[str, OwnOutcome]) -> None:
    """`PlanError` for a function that no other process can be given."""
    for name, each in measured(own).items():
        try:
            pickle.dumps(each)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise PlanError(
                f"outcomes: {name}: cannot be sent to another process ({error}); allowed: a function that stands in a file of "
                "its own, or the engine 'threads'"
            ) from None


@dataclass(frozen=True)
class _Figures:
    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


@dataclass(frozen=True)
class Measuring:
    """A simulation that measures more: `simulate`, then every function of `measures` on what it gave."""

    simulate: Callable[[Scenario, int], Any]
    measures: Mapping[str, Measure]

    def __call__(self, scenario: Scenario, seed: int) -> _Figures:
        """All figures of one run."""
        run = self.simulate(scenario, seed)
        return _Figures({**run.scalars(), **{name: _number(name, each(run)) for name, each in self.measures.items()}})


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"outcomes: {name}: found {value!r}; allowed: a number") from None
