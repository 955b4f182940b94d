"""Plans: what `--vary` may say, which points a design gives, how runs are named and ordered."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from experiments.runs.plan import (
    Axis,
    Plan,
    PlanError,
    Point,
    Range,
    axis,
    factorial,
    latin_hypercube,
    morris,
    paired_seeds,
    read_points,
    read_range,
    read_vary,
    run_key,
    sobol,
)
from model.scenario import Scenario, ScenarioError, scenario_folder

SCREENING, LAYERS, MODE, COUNCIL = (
    "triage.screening_share",
    "delivery.layers",
    "delivery.mode",
    "partners.council",
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load(scenario_folder() / "zhaoshang.toml")


@pytest.mark.parametrize(
    ("word", "path", "values"),
    [
        (f"{SCREENING}=0:0.9:10", SCREENING, (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)),
        (f"{SCREENING}=0.3", SCREENING, (0.3,)),
        (f" {SCREENING} = 0.1, 0.5 ", SCREENING, (0.1, 0.5)),
        (f"{LAYERS}=0:6:4", LAYERS, (0, 2, 4, 6)),
        (f"{LAYERS}=3", LAYERS, (3,)),
        (f"{COUNCIL}=true,false", COUNCIL, (True, False)),
        (f"{MODE}=staffed,outsourced", MODE, ("staffed", "outsourced")),
        ("residents.trust_alpha=5,11", "residents.trust_alpha", (5.0, 11.0)),
        (f"{SCREENING}=0.9:0:2", SCREENING, (0.9, 0.0)),
    ],
)
def test_what_vary_says(word: str, path: str, values: tuple[object, ...]) -> None:
    found = read_vary(word)
    assert found == Axis(path, values)
    assert [type(value) for value in found.values] == [type(value) for value in values]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("triage.screning_share=0.1", "did you mean 'triage.screening_share'"),
        ("screening_share=0.1", "did you mean 'triage.screening_share'"),
        (f"{SCREENING}", "allowed: 'lever=start:stop:count'"),
        (f"{SCREENING}=", "allowed: 'lever=start:stop:count'"),
        (f"{SCREENING}=0:1.5:4", "found 1.5; allowed: a number from 0 to 1"),
        (f"{SCREENING}=0:1", "allowed: start:stop:count"),
        (f"{SCREENING}=0:1:x", "found count 'x'"),
        (f"{SCREENING}=0:1:1", "at least 2"),
        (f"{SCREENING}=a", "found 'a'; allowed: a number"),
        (f"{SCREENING}=nan", "allowed: a number from 0 to 1"),
        (f"{SCREENING}=inf", "allowed: a number from 0 to 1"),
        (f"{SCREENING}=0.1,0.10", "found 0.1 twice"),
        (f"{LAYERS}=0:6:5", "found 1.5; allowed: a whole number"),
        (f"{LAYERS}=2.5", "allowed: a whole number"),
        (f"{MODE}=outsorced", "did you mean 'outsourced'"),
        (f"{MODE}=a:b:3", "allowed: one of"),
        (f"{COUNCIL}=maybe", "allowed: true or false"),
    ],
)
def test_mistakes_are_sentences(word: str, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        read_vary(word)
    assert message in str(caught.value)


def test_values_from_python_are_checked_too() -> None:
    assert axis(SCREENING, np.linspace(0.0, 1.0, 3)).values == (0.0, 0.5, 1.0)
    assert axis(LAYERS, 2.0).values == (2,)
    assert axis(COUNCIL, False).values == (False,)
    for path, wrong in ((COUNCIL, 1), (SCREENING, True), (SCREENING, "x"), (LAYERS, 2.5), (SCREENING, [])):
        with pytest.raises(PlanError):
            axis(path, wrong)


def test_factorial_is_every_combination_once() -> None:
    points = factorial([Axis(SCREENING, (0.1, 0.5)), Axis(LAYERS, (0, 1, 2))])
    assert [tuple(point.values()) for point in points] == list(itertools.product((0.1, 0.5), (0, 1, 2)))
    with pytest.raises(PlanError, match="varied twice"):
        factorial([Axis(LAYERS, (0,)), Axis(LAYERS, (1,))])


def test_latin_hypercube_fills_every_row_and_column() -> None:
    spans = [read_range(f"{SCREENING}=0:0.9"), read_range("contracts.result_share=0:1")]
    points = latin_hypercube(spans, 20, seed=3)
    for span in spans:
        cells = sorted(int(float(point[span.path]) / float(span.high) * 20) for point in points)
        assert cells == list(range(20))
    assert points == latin_hypercube(spans, 20, seed=3)
    assert points != latin_hypercube(spans, 20, seed=4)


def test_sobol_doubles_without_losing_a_point() -> None:
    spans = [read_range(SCREENING), read_range(LAYERS), read_range(MODE), read_range(COUNCIL)]
    small, large = sobol(spans, 16), sobol(spans, 32)
    assert large[:16] == small
    assert {point[LAYERS] for point in large} == set(range(7))
    assert sum(point[MODE] == "staffed" for point in large) == 16
    with pytest.raises(PlanError, match="power of two"):
        sobol(spans, 20)


def test_morris_moves_one_thing_at_a_time() -> None:
    pytest.importorskip("SALib")
    spans = [read_range(f"{SCREENING}=0.1:0.5"), read_range("contracts.result_share"), read_range("triage.targeting")]
    points = morris(spans, 5)
    assert len(points) == 5 * 4
    for start in range(0, 20, 4):
        for before, after in itertools.pairwise(points[start : start + 4]):
            assert sum(before[span.path] != after[span.path] for span in spans) == 1


@pytest.mark.parametrize("word", [f"{SCREENING}=0.5:0.1", f"{SCREENING}=0.5", f"{MODE}=staffed:outsourced", "nothing"])
def test_spans_are_checked(word: str) -> None:
    with pytest.raises(PlanError):
        read_range(word)


def test_a_list_of_points(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(f"{SCREENING},{MODE},{COUNCIL}\n0.2,staffed,true\n\n0.4,outsourced,false\n")
    assert read_points(file) == [
        {SCREENING: 0.2, MODE: "staffed", COUNCIL: True},
        {SCREENING: 0.4, MODE: "outsourced", COUNCIL: False},
    ]
    for separator in ";\t":  # as spreadsheets of other countries save it
        file.write_text(f"{SCREENING}{separator}{MODE}\n0.2{separator}staffed\n")
        assert read_points(file) == [{SCREENING: 0.2, MODE: "staffed"}]
    for text, message in (
        ("", "found no point"),
        (f"{SCREENING}\n", "found no point"),
        ("x.y\n1\n", "line 1: unknown lever"),
        (f"{SCREENING},{MODE}\n0.2\n", "line 2: found 1 cells; allowed: 2"),
        (f"{SCREENING},{SCREENING}\n0.2,0.3\n", f"line 1: {SCREENING}: varied twice"),
        (f"{SCREENING}\n0.2\n\n1.5\n", f"line 4: {SCREENING}: found 1.5"),
    ):
        file.write_text(text)
        with pytest.raises(PlanError, match=f"{file}: {message}"):
            read_points(file)
    with pytest.raises(PlanError, match="cannot be read"):
        read_points(tmp_path / "none.csv")


def test_runs_are_replication_major(scenario: Scenario) -> None:
    plan = Plan(scenario, tuple(map(Point.of, factorial([Axis(SCREENING, (0.1, 0.5))]))), paired_seeds(3, 7))
    assert [(run.seed, run.point) for run in plan.runs()] == [(7, 0), (7, 1), (8, 0), (8, 1), (9, 0), (9, 1)]
    assert len({run.key for run in plan.runs()}) == len(plan) == 6


def test_a_key_names_what_decides_and_nothing_else(scenario: Scenario) -> None:
    plan = Plan(scenario, (Point("a", {SCREENING: 0.3}), Point("b", {SCREENING: 0.3, LAYERS: 0})), (1,))
    first, second = plan.runs()
    assert first.key == second.key, "a lever set to what it is already does not make another run"
    scenario_key = plan.scenario_keys[0]
    keys = {run_key(scenario_key, 1), run_key(scenario_key, 2), run_key(scenario_key, 1, "other"), run_key("x", 1)}
    assert len(keys) == 4


def test_a_point_that_cannot_be_paid_is_named_or_kept(scenario: Scenario) -> None:
    points = (Point.of({"delivery.incubation_yuan": 20_000_000.0}), Point.of({SCREENING: 0.2}))
    with pytest.raises(ScenarioError, match=r"yuan short.*incubation_yuan=20000000"):
        Plan(scenario, points, (1,))
    kept = Plan(scenario, points, (1,), keep_refused=True)
    assert list(kept.refusals) == [0]
    assert len({run.key for run in kept.runs()}) == 2


@pytest.mark.parametrize(("count", "first"), [(0, 1), (5, -1), (5, 2**63 - 3)])
def test_seeds_are_checked(count: int, first: int) -> None:
    with pytest.raises(PlanError):
        paired_seeds(count, first)


def test_a_range_is_what_it_says() -> None:
    assert read_range(f"{SCREENING}=0.1:0.5") == Range(SCREENING, 0.1, 0.5)
    assert read_range(LAYERS) == Range(LAYERS, 0, 6)


def test_a_policy_is_the_same_in_every_world_and_the_world_is_all_else(scenario: Scenario) -> None:
    """A world may hold a number that the point sets: the point's stands, in the run and in what is recorded of it."""
    worlds = {1: {SCREENING: 0.9, "residents.trust_alpha": 7.0}, 2: {SCREENING: 0.8, "residents.trust_alpha": 9.0}}
    plan = Plan(scenario, (Point.of({SCREENING: 0.25}), Point.of({LAYERS: 2})), (1, 2), world_of=worlds.__getitem__)
    lived = [plan.scenario_at(point, seed) for point in (0, 1) for seed in (1, 2)]
    assert [each.triage.screening_share for each in lived] == [0.25, 0.25, 0.9, 0.8]
    assert [each.residents.trust_alpha for each in lived] == [7.0, 9.0, 7.0, 9.0]
    assert len({run.key for run in plan.runs()}) == 4
