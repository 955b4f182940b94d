"""Runs of pairs of policies on the same seeds, for the patterns that must come out.

Every pattern is tried twice: on a sample of seeds in `make test`, on other and more of them in `make verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.statistics import Difference, Floats, paired
from model.scenario import Scenario, scenario_folder
from model.simulate import simulate
from tests.patterns.measures import LONG, MEASURES, SAMPLE


@cache
def runs(preset: str, changes: tuple[tuple[str, Any], ...], seeds: range) -> dict[str, Floats]:
    """Every figure and measure of Zhaoshang under a preset with changes, one value a seed."""
    scenario = Scenario.load(scenario_folder() / "zhaoshang.toml").preset(preset).vary(dict(changes))
    with ThreadPoolExecutor(2) as pool:
        lives = list(pool.map(lambda seed: _measured(scenario, seed), seeds))
    return {name: np.array([life[name] for life in lives]) for name in lives[0]}


def _measured(scenario: Scenario, seed: int) -> dict[str, float]:
    """Figures and measures of one run; its tables are let go."""
    outcome = simulate(scenario, seed)
    return {**outcome.scalars(), **{name: measure(outcome) for name, measure in MEASURES.items()}}


@pytest.fixture(
    params=[pytest.param(SAMPLE, id="sample"), pytest.param(LONG, id="long", marks=pytest.mark.verify)],
)
def seeds(request: pytest.FixtureRequest) -> range:
    """The paired seeds of a trial."""
    found: range = request.param
    return found


@pytest.fixture
def figures(seeds: range) -> Callable[..., Floats]:
    """figures(what, preset, changes): an outcome or a measure of every seed."""

    def of(what: str, preset: str, changes: Mapping[str, Any] | None = None) -> Floats:
        return runs(preset, tuple(sorted((changes or {}).items())), seeds)[what]

    return of


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str, Floats, Floats | float], Difference]:
    """say(words, ours, theirs): the paired difference, printed with its interval."""

    def of(words: str, ours: Floats, theirs: Floats | float) -> Difference:
        found = paired(ours, np.broadcast_to(theirs, ours.shape).astype(float))
        print(f"{request.node.name}: {words}: {found.mean:+.4g} [{found.low:+.4g}, {found.high:+.4g}]")
        return found

    return of
