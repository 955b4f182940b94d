"""A damaged scenario file is read as it stands or explained in words; nothing else happens, ever."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from model.scenario import Scenario, ScenarioError, scenario_folder
from model.simulate import Run

Damage = Callable[[bytes, random.Random], bytes]
Ended = Callable[..., tuple[int, str]]
LONGEST_MESSAGE = 4_000


def many(few: int, thousands: int) -> pytest.MarkDecorator:
    """A small sample always, thousands in `make verify`."""
    return pytest.mark.parametrize("tries", [few, pytest.param(thousands, marks=pytest.mark.verify)])


@many(150, 6_000)
def test_a_damaged_file_is_read_or_explained(tmp_path: Path, small_file: Path, damage: Damage, tries: int) -> None:
    originals = [small_file.read_bytes(), *(path.read_bytes() for path in sorted(scenario_folder().glob("*.toml")))]
    path, sound = tmp_path / "mine.toml", 0
    for number in range(tries):
        chance = random.Random(number)
        path.write_bytes(damage(chance.choice(originals), chance))
        read = read_or_explained(path)
        if isinstance(read, str):
            assert read.startswith(str(path)) and len(read) < LONGEST_MESSAGE, (number, read)
            continue
        sound += 1
        assert Scenario(read.data).canonical() == read.canonical()
        live_a_day(read, number)
    assert 0 < sound < tries


def read_or_explained(path: Path) -> Scenario | str:
    """The scenario in a file, or what is said of it; any other error fails the test."""
    try:
        return Scenario.load(path)
    except ScenarioError as error:
        return str(error)


def live_a_day(scenario: Scenario, number: int) -> None:
    """What was read can be lived, unless it is too large for a test."""
    place = scenario.place
    if place.grids * place.buildings_per_grid * place.residents_per_building <= 200_000 and number % 10 == 0:
        Run(scenario, number).advance(2)


@many(30, 1_500)
def test_check_says_what_is_wrong(
    untouched: Callable[[], set[str]], ended: Ended, small_file: Path, damage: Damage, tries: int
) -> None:
    path = Path("mine.toml")
    for number in range(tries):
        chance = random.Random(f"check {number}")
        path.write_bytes(damage(small_file.read_bytes(), chance))
        code, said = ended("check", str(path))
        assert code in (0, 2), (number, said)
        assert (code == 2) == said.startswith("Error: mine.toml"), (number, said)
        assert "Traceback" not in said
    assert untouched() == {"here/mine.toml"}
