"""Runs of pairs of policies on the same seeds, for the patterns that must come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.statistics import Difference, paired
from model.scenario import Scenario, scenario_folder
from model.simulate import Outcome, simulate

SEEDS = range(501, 521)
Figure = Callable[[Outcome], float]


@cache
def runs(preset: str, changes: tuple[tuple[str, Any], ...]) -> tuple[Outcome, ...]:
    """Outcomes of Zhaoshang under a preset with changes, one a seed."""
    scenario = Scenario.load(scenario_folder() / "zhaoshang.toml").preset(preset).vary(dict(changes))
    with ThreadPoolExecutor(2) as pool:
        return tuple(pool.map(lambda seed: _light(simulate(scenario, seed)), SEEDS))


def _light(outcome: Outcome) -> Outcome:
    """The outcome with its frames made and its tables let go."""
    _ = outcome.cases, outcome.daily
    del outcome.world
    return outcome


@pytest.fixture
def figures() -> Callable[..., np.ndarray]:
    """figures(what, preset, changes): a figure of every seed."""

    def of(what: str | Figure, preset: str, changes: Mapping[str, Any] | None = None) -> np.ndarray:
        outcomes = runs(preset, tuple(sorted((changes or {}).items())))
        return np.array([getattr(o, what) if isinstance(what, str) else what(o) for o in outcomes], float)

    return of


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str, np.ndarray, np.ndarray], Difference]:
    """say(words, ours, theirs): the paired difference, printed with its interval."""

    def of(words: str, ours: np.ndarray, theirs: np.ndarray) -> Difference:
        found = paired(ours, theirs)
        print(f"{request.node.name}: {words}: {found.mean:+.4g} ({found.low:+.4g} to {found.high:+.4g})")
        return found

    return of
