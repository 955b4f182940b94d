"""The page's ledger and plan are those of the model's budget, to the bit; its exact sum is `math.fsum`."""

from __future__ import annotations

import math
import random
from contextlib import suppress

import numpy as np
import pytest

from experiments.web.plan_rule import BAD_ATTENTION, BAD_WEIGHTS, GOOD, LINES, NOT_PAID, SCALARS, exact_sum, plan_into
from model.scenario import LEVERS, PRESETS, Scenario, ScenarioError
from model.scenario.budget import ledger, named_lines
from model.scenario.numbers import numbers
from model.scenario.parameters import DOMAIN_NAMES
from model.simulate import max_lines_of, plan_of, timeline

RANDOM = random.Random(17)
PLACES = ("zhaoshang", "new_estate", "urban_village")
DRAWN = 12


def changed(scenario: Scenario, count: int) -> Scenario:
    """A scenario under so many levers drawn at random, money within what a budget can bear."""
    changes = {}
    for path in RANDOM.sample(sorted(LEVERS), count):
        declared = LEVERS[path]
        if declared.kind == "choice":
            changes[path] = RANDOM.choice(declared.choices)
        elif declared.kind == "bool":
            changes[path] = RANDOM.random() < 0.5
        else:
            low, high = (
                declared.low or 0.0,
                min(declared.high or 1.0, 300_000.0 if declared.high > 1_000 else declared.high),
            )
            value = RANDOM.uniform(low, high)
            changes[path] = int(value) if declared.kind == "int" else value
    try:
        return scenario.vary(changes)
    except ScenarioError:  # what cannot be paid, or weights that do not sum to one: drawn again
        return changed(scenario, count)


def policies() -> list[Scenario]:
    """Every preset of every place, and policies drawn at random that its budget can pay."""
    found = []
    for name in PLACES:
        scenario = Scenario.load(name).without_reforms()
        drawn = (changed(scenario, RANDOM.randrange(1, 6)) for _ in range(DRAWN))
        found += [scenario, *drawn]
        for preset in PRESETS:
            with suppress(ScenarioError):
                found.append(scenario.preset(preset))
    return found


def domains(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    rows = [getattr(scenario.domain, name) for name in DOMAIN_NAMES]
    return np.array([row.projects for row in rows]), np.array([row.share for row in rows])


@pytest.mark.parametrize("scenario", policies(), ids=lambda scenario: scenario.label)
def test_the_rule_makes_the_plan_that_the_budget_makes(scenario: Scenario) -> None:
    plan, room = plan_of(scenario), np.zeros(1024)
    empty = plan._replace(
        item_outsourced=np.zeros_like(plan.item_outsourced),
        item_hours=np.zeros_like(plan.item_hours),
        item_order=np.zeros_like(plan.item_order),
    )
    assert plan_into(numbers(scenario), empty, *domains(scenario), room) == GOOD
    assert [float(getattr(plan, name)) for name in SCALARS] == room[: len(SCALARS)].tolist()
    for column in ("item_outsourced", "item_hours", "item_order"):
        assert np.array_equal(getattr(plan, column), getattr(empty, column)), column
    first = len(SCALARS)
    assert max(2, int(max(room[first], room[first + 1])) + 1) == max_lines_of(timeline(scenario)[-1:])
    expected = ledger(scenario)
    assert set(LINES) == set(expected)
    assert [expected[name] for name in LINES] == room[first + 2 : first + 2 + len(LINES)].tolist()


def test_what_the_budget_cannot_pay_is_refused_with_what_is_short() -> None:
    scenario = Scenario.load("zhaoshang")
    short = numbers(scenario)._replace(budget=numbers(scenario).budget._replace(yearly_yuan=1_000_000.0))
    room = np.zeros(1024)
    assert plan_into(short, plan_of(scenario), *domains(scenario), room) == NOT_PAID
    assert room[0] == math.fsum(named_lines(scenario).values()) - 1_000_000.0


def test_the_exact_sum_is_that_of_the_standard_library() -> None:
    for _ in range(500):
        values = [
            RANDOM.choice((1, -1)) * RANDOM.random() * 10 ** RANDOM.uniform(-20, 20)
            for _ in range(RANDOM.randrange(40))
        ]
        values += [-value for value in values[:3]]
        RANDOM.shuffle(values)
        assert exact_sum(np.array(values, np.float64), len(values)) == math.fsum(values)


def test_weights_and_attention_out_of_bounds_are_refused() -> None:
    scenario = Scenario.load("zhaoshang")
    sound, room = numbers(scenario), np.zeros(1024)
    heavy = sound._replace(contracts=sound.contracts._replace(records_weight=0.9))
    assert plan_into(heavy, plan_of(scenario), *domains(scenario), room) == BAD_WEIGHTS
    assert room[0] == pytest.approx(1.6)
    busy = sound._replace(partners=sound.partners._replace(hub_attention=0.5, service_attention=0.6))
    assert plan_into(busy, plan_of(scenario), *domains(scenario), room) == BAD_ATTENTION
