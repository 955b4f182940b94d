"""Worlds draw every uncertain number within what may be believed of it, and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.labels import plausible_of
from experiments.runs.worlds import draw, uncertain
from model.scenario import LEVERS, PARAMETERS, Scenario, ScenarioError
from model.scenario.declarations import JUDGEMENT, Plausible

NUMBERS = {path: d for path, d in PARAMETERS.items() if d.kind in {"float", "int"}}


def test_every_number_has_a_range_or_says_why_not() -> None:
    for path, declared in NUMBERS.items():
        if declared.status == "case":
            assert declared.plausible is None, path
        else:
            assert declared.plausible is not None or declared.reason != JUDGEMENT, path


def test_every_range_lies_within_the_bounds_and_holds_the_default() -> None:
    for path, declared in NUMBERS.items():
        believed = declared.plausible
        if believed is None:
            continue
        base = believed.relative_to
        unit = declared.default if base == "default" else PARAMETERS[base].default if base else 1.0
        assert believed.low < believed.high, path
        assert believed.low * unit <= declared.default <= believed.high * unit, path
        assert declared.low <= believed.low * unit, path
        assert believed.high * unit <= declared.high, path
        assert believed.distribution != "log-uniform" or believed.low > 0.0, path


def test_every_reason_has_chinese_words() -> None:
    for declared in (PARAMETERS | LEVERS).values():
        shown = plausible_of(declared, "zh")
        assert shown == "–" or any("\u4e00" <= letter <= "\u9fff" for letter in shown), declared.path


@pytest.mark.parametrize(("distribution", "median"), [("uniform", 5.0), ("log-uniform", 3.0), ("triangular", 3.6411)])
def test_quantiles_of_the_distributions(distribution: str, median: float) -> None:
    # Triangular from 1 to 9 with mode 1: P(X < x) = 1 − (9 − x)² / 64.
    believed = Plausible(1.0, 9.0, distribution)  # type: ignore[arg-type]
    expected = 9.0 - math.sqrt(32.0) if distribution == "triangular" else median
    assert believed.quantile(0.5, 1.0) == pytest.approx(expected)
    assert believed.quantile(0.0, 1.0) == pytest.approx(1.0)
    assert believed.quantile(1.0, 1.0) == pytest.approx(9.0)


def test_worlds_lie_within_their_ranges_and_are_sound() -> None:
    place = Scenario.load("zhaoshang")
    worlds = draw(place, 64)
    for each in uncertain(place):
        base = each.believed.relative_to
        for path, own in zip(each.paths, each.own, strict=True):
            units = np.array([own if base == "default" else world.get(base, 1.0) if base else 1.0 for world in worlds])
            values = np.array([world[path] for world in worlds], dtype=float) / units
            slack = 0.51 if PARAMETERS.get(path, LEVERS.get(path)).kind == "int" else 1e-3 * each.believed.high  # type: ignore[union-attr]
            assert values.min() >= each.believed.low - slack, path
            assert values.max() <= each.believed.high + slack, path
            assert len(set(values)) > 1, path
    assert place.vary(worlds[7]).value("severity.beta") == worlds[7]["severity.beta"]


def test_a_world_stays_the_same_when_more_are_drawn() -> None:
    place = Scenario.load("zhaoshang")
    assert draw(place, 40)[:10] == draw(place, 10)
    assert draw(place, 10, seed=2) != draw(place, 10)


def test_domains_share_one_factor_and_wages_hang_together() -> None:
    place = Scenario.load("zhaoshang")
    for world in draw(place, 8):
        factors = {
            round(world[path] / place.value(path), 2) for path in world if path.endswith(".work_hours")
        }  # rounding to four digits leaves two of a factor
        assert max(factors) - min(factors) <= 0.011
        assert 0.699 <= world["staff.permanent.wage_yuan"] / world["organisations.post_yuan"] <= 1.501


def test_what_a_scenario_sets_itself_stays_unless_it_gives_a_range(tmp_path: object) -> None:
    own = Scenario({"format": 1, "severity": {"beta": 2.0}})
    assert "severity.beta" not in draw(own, 1)[0]
    given = Scenario({"format": 1, "severity": {"beta": 2.0}, "worlds": {"plausible": {"severity.beta": [1.9, 2.1]}}})
    assert all(1.9 <= world["severity.beta"] <= 2.1 for world in draw(given, 16))
    assert own.canonical() == given.canonical()


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"published": [{"outcome": "recorded", "value": 8_293}]}, "published.0.tolerance: found None"),
        ({"published": [{"outcome": "recorded"}]}, "published.0: allowed: a value with its tolerance, or a limit"),
        ({"published": [{"outcome": "recordet", "at_most": 1.0}]}, "found 'recordet'.*recorded"),
        ({"worlds": {"free": ["severity.betta"]}}, "worlds.free: found 'severity.betta'.*severity.beta"),
        ({"worlds": {"free": ["severity.beta"]}}, "at most one number for each published value"),
        (
            {"worlds": {"plausible": {"severity.beta": [3.0, 2.0]}}},
            r"worlds.plausible.severity.beta: found \[3.0, 2.0\]",
        ),
    ],
)
def test_wrong_sections_are_explained(section: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        Scenario({"format": 1, **section})
