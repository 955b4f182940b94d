"""The same seed gives the same bits: whoever drives, compiled or not, on one thread or two, however tables grow."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from model import world as worlds
from model.community_model import CommunityModel
from model.scenario import PRESETS, Scenario
from model.simulate import simulate

Differences = Callable[[Any, Any], list[str]]
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())

# Both sides run this, in a process of their own.
TELL = """
import hashlib, sys
sys.path.insert(0, "tests/model")
from conftest import SMALL, all_columns
from model.scenario import Scenario
from model.simulate import simulate
scenario = Scenario.load("scenarios/zhaoshang.toml").vary({**SMALL, "place.days": 60})
for preset in ("preventive-outsourced", "reactive-staffed"):
    digest = hashlib.sha256()
    for name, column in all_columns(simulate(scenario.preset(preset), 5).world):
        digest.update(name.encode() + column.tobytes())
    print(digest.hexdigest())
"""


def test_step_and_simulate_agree_on_every_column_of_the_whole_place(
    zhaoshang: Scenario, differences: Differences
) -> None:
    model = CommunityModel(scenario=zhaoshang, rng=4)
    for _ in range(zhaoshang.place.days):
        model.step()
    outcome = simulate(zhaoshang, 4)
    assert model.steps == 730 and model.finished
    assert differences(model.world, outcome.world) == []
    assert str(model.outcome().scalars()) == str(outcome.scalars())


@pytest.mark.parametrize("preset", list(PRESETS))
def test_the_drives_agree_under_every_preset(small: Scenario, differences: Differences, preset: str) -> None:
    model = CommunityModel(scenario=small.preset(preset), rng=2)
    while not model.finished:
        model.step()
    assert differences(model.world, simulate(small.preset(preset), 2).world) == []


def test_another_seed_gives_another_world(small: Scenario, differences: Differences) -> None:
    assert {"cases.key", "series"} <= set(differences(simulate(small, 1).world, simulate(small, 2).world))


def test_compiled_and_plain_rules_agree() -> None:
    def told(**environment: str) -> str:
        done = subprocess.run([sys.executable, "-W", "error", "-c", TELL], cwd=ROOT, capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    plain = told(NUMBA_DISABLE_JIT="1")
    assert len(plain.split()) == 2
    assert plain == told()


def test_two_threads_give_the_bits_of_one(small: Scenario, fingerprint: Callable[[Any], str]) -> None:
    alone = [fingerprint(simulate(small, seed).world) for seed in range(8)]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda seed: fingerprint(simulate(small, seed).world), range(8)))
    assert together == alone
    assert len(set(alone)) == 8


def test_growth_keeps_the_bits(small: Scenario, differences: Differences, monkeypatch: pytest.MonkeyPatch) -> None:
    roomy = simulate(small, 3).world
    room = worlds._room
    monkeypatch.setattr(worlds, "_room", lambda count: max(16, room(count) // 64 if count > 500 else 64))
    tight = simulate(small, 3).world
    assert tight.cases.key.size < roomy.cases.key.size
    assert differences(tight, roomy) == []
