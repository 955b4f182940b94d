"""Policies that share a burn-in come out as if each had lived its own, to the bit."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from model import common_start
from model.common_start import CommonStarts
from model.scenario import PRESETS, Scenario
from model.simulate import Run, simulate
from tools.golden import shrunk

Differences = Callable[[Any, Any], list[str]]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seeds of runs that began with a world of their own."""
    begun: list[int] = []

    class Counted(Run):
        def __init__(self, scenario: Scenario, seed: int = 1, after_burn_in: Any = None) -> None:
            super().__init__(scenario, seed, after_burn_in)
            if after_burn_in is None:
                begun.append(seed)

    monkeypatch.setattr(common_start, "Run", Counted)
    return begun


@pytest.mark.parametrize("place", ["urban_village", "lamp_post", "zhaoshang_reform"])
def test_every_policy_has_the_bits_of_a_run_of_its_own(place: str, differences: Differences) -> None:
    base, starts = shrunk(place, {}), CommonStarts()
    for seed in (3, 4):
        for preset in PRESETS:
            arm = base.preset(preset)
            shared, own = starts.simulate(arm, seed), simulate(arm, seed)
            assert differences(shared.world, own.world) == []
            assert str(shared.scalars()) == str(own.scalars())


def test_the_burn_in_is_lived_twice_and_then_shared(small: Scenario, built: list[int]) -> None:
    starts = CommonStarts()
    for seed in (1, 2):
        for share in (0.0, 0.1, 0.2, 0.3, 0.4):
            starts.simulate(small.vary({"triage.screening_share": share}), seed)
    assert built == [1, 1, 2, 2]


def test_what_a_burn_in_depends_on_is_not_shared(small: Scenario, built: list[int]) -> None:
    starts = CommonStarts()
    for rate in (0.2, 0.3, 0.2, 0.3):
        outcome = starts.simulate(small.vary({"arising.per_grid_day": rate}), 1)
        assert str(outcome.scalars()) == str(simulate(outcome.scenario, 1).scalars())
    assert len(built) == 4


def test_without_a_burn_in_every_run_is_its_own(small: Scenario, differences: Differences) -> None:
    starts, bare = CommonStarts(), small.vary({"place.burn_in_days": 0})
    for preset in PRESETS:
        arm = bare.preset(preset)
        assert differences(starts.simulate(arm, 2).world, simulate(arm, 2).world) == []


def test_threads_share_without_touching_each_others_worlds(small: Scenario, differences: Differences) -> None:
    starts, arms = CommonStarts(), [small.preset(name) for name in PRESETS] * 3
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda arm: starts.simulate(arm, 6), arms))
    for arm, outcome in zip(arms, outcomes, strict=True):
        assert differences(outcome.world, simulate(arm, 6).world) == []
