"""The rival, a second implementation from docs/reference/ODD.md: it stands alone, keeps to theory, and agrees with the first."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest

from experiments.benchmarks import agreement, queues
from experiments.benchmarks.places import ARMS, SMALL_PLACES, arm
from experiments.benchmarks.plain_mesa import PlainSubdistrict, run
from experiments.benchmarks.plain_mesa.organisations import best_response
from experiments.benchmarks.plain_mesa.subdistrict import release
from experiments.benchmarks.plain_mesa.units import deal
from model.outcome_definitions import OUTCOMES

RIVAL = Path(agreement.__file__).parent / "plain_mesa"
# What both sides share: reading a scenario and its money, no rule of what happens.
SHARED = {
    "model.scenario",
    "model.scenario.parameters",
    "model.scenario.levers",
    "model.scenario.budget",
    "model.scenario.declarations",
}
QUICK_PLACE, QUICK_POLICY, QUICK_SEEDS = "village", "preventive-outsourced", 10


def test_the_rival_imports_no_rule_of_the_compiled_model() -> None:
    found = {
        node.module
        for path in RIVAL.glob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "model"
    }
    assert found
    assert found <= SHARED


def test_the_rival_has_the_same_outcomes() -> None:
    scenario = arm("village", "reactive-staffed").vary({"place.days": 30, "place.burn_in_days": 10})
    assert set(run(scenario, 1)) == set(OUTCOMES)


def test_the_same_seed_gives_the_same_run() -> None:
    scenario = arm("village", "preventive-outsourced").vary({"place.days": 60, "place.burn_in_days": 10})
    first, second, other = (run(scenario, seed) for seed in (1, 1, 2))
    assert str(first) == str(second)
    assert first["arisen"] != other["arisen"]


@pytest.mark.parametrize("place", SMALL_PLACES)
def test_nothing_is_lost(place: str) -> None:
    """Every case is somewhere, and in exactly one place that will touch it again."""
    model = PlainSubdistrict(arm(place, "reactive-outsourced").vary({"place.days": 250}), rng=3)
    while model.today <= 250:
        model.step()
    waiting = [case for unit in model.units for queue in unit.cases for case in queue]
    held = {
        "intake": {task for worker in model.workers for task in worker.list},
        "spot": {task for worker in model.workers for task in worker.list},
        "unit": set(waiting),
        "in work": set(waiting),  # begun and laid down for the night
        "approval": {case for cases in model.approvals.values() for case in cases},
        "agenda": {case for three in model.committees.values() for each in three for case in each.agenda},
        "street": set(model.street.queue),
        "handling": set(model.street.deciding),
        "district": set(model.street.deciding),
        "latent": {case for grid in model.ground.grids for building in grid.buildings for case in building.latent},
    }
    for case in model.cases:
        if case.stage in held:
            assert case in held[case.stage]
        else:
            assert case.stage in ("resolved", "lapsed", "failed")
            assert case.closed is not None
    release(model)


def test_best_responses_are_those_of_the_closed_form() -> None:
    assert best_response(0.83, 0.5, 0.5) == pytest.approx((0.773, 0.113), abs=5e-4)
    assert best_response(0.35, 0.5, 0.5) == pytest.approx((0.133, 0.433), abs=5e-4)
    assert best_response(0.65, 0.0, 0.5) == pytest.approx((0.65, 0.0))


def test_items_are_dealt_evenly() -> None:
    slices = deal([5.0, 4.0, 3.0, 3.0, 2.0, 1.0], 3)
    assert slices == [0, 1, 2, 2, 1, 0]


def test_the_window_of_the_rival_is_the_queue_of_erlang() -> None:
    """Mean wait over seeds lies within its 99.9 % interval around Erlang C."""
    queue = queues.Queue(servers=3, load=0.8, days=600)
    runs = [run(queues.scenario_of(queue), seed)["window_wait_hours"] for seed in range(1, 9)]
    waits = queues.FASTER * np.array(runs)
    error = waits.std(ddof=1) / math.sqrt(len(waits))
    # The queue starts empty, which shortens the first days' waits a little; 7 degrees of freedom.
    assert abs(waits.mean() - queue.wait_hours) < 5.41 * error + 0.01 * queue.wait_hours
    assert error < 0.15 * queue.wait_hours


def test_the_comparison_finds_a_difference() -> None:
    """A shift of half a standard deviation in 50 runs does not pass for agreement, none does."""
    generator = np.random.default_rng(1)
    ours, theirs = generator.normal(0.0, 1.0, 400), generator.normal(0.0, 1.0, 100)
    same = agreement.bounded("place", "policy", "outcome", ours, theirs, 27)
    shifted = agreement.bounded("place", "policy", "outcome", ours, theirs + 0.6, 27)
    assert same is not None
    assert same.agrees
    assert shifted is not None
    assert not shifted.agrees


def test_an_outcome_that_one_side_never_defines_is_a_difference() -> None:
    row = agreement.bounded("place", "policy", "outcome", np.arange(40.0), np.full(40, np.nan), 1)
    assert row is not None
    assert not row.agrees


def test_both_implementations_agree_on_a_small_sample() -> None:
    rows = agreement.compare([QUICK_PLACE], [QUICK_POLICY], QUICK_SEEDS)
    assert len(rows) >= 24
    assert not [row for row in rows if not row.agrees], agreement.report(rows, every=False)


@pytest.mark.verify
@pytest.mark.parametrize("place", SMALL_PLACES)
def test_both_implementations_agree_everywhere(place: str) -> None:
    """Each place at a confidence of its own, Bonferroni over the four, so that a failure names the place."""
    rows = agreement.compare([place], ARMS, 50, workers=2, families=len(SMALL_PLACES))
    assert not [row for row in rows if not row.agrees], agreement.report(rows, every=False)
