"""A damaged store gives the numbers that were written, or none, and says what it set aside; never another number."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.runs.engine import collect, execute
from experiments.runs.plan import Plan, Point, paired_seeds
from experiments.runs.store import StoreError, open_store, query
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

Damage = Callable[[bytes, random.Random], bytes]
SHARES, SEEDS = (0.1, 0.5), 3


class Figures:
    """What a run gives: a number of its own in every outcome."""

    def __init__(self, value: float) -> None:
        self.value = value

    def scalars(self) -> dict[str, float]:
        return dict.fromkeys(OUTCOMES, self.value)


def figure(scenario: Scenario, seed: int) -> Figures:
    """The figures of a run, told by its lever and seed."""
    return Figures(1_000.0 * scenario.triage.screening_share + seed)


def plan(scenario: Scenario, first: int = 1) -> Plan:
    """Two points, three seeds."""
    points = tuple(Point.of({"triage.screening_share": share}) for share in SHARES)
    return Plan(scenario, points, paired_seeds(SEEDS, first))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, small_file: Path) -> Path:
    """A folder with a store of three parts and a foreign store."""
    folder, scenario = tmp_path_factory.mktemp("stores"), Scenario.load(small_file)
    for name, base in (("store", scenario), ("foreign", scenario.vary({"place.days": 19}))):
        store = open_store(folder / name, create=True)
        for first in (1, 11, 21):
            execute(plan(base, first), store, workers=1, simulate=figure, outcomes=tuple(OUTCOMES))
    return folder


def harmed(folder: Path, foreign: Path, chance: random.Random, damage: Damage) -> None:
    """Do something to the files of a store."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    one, two = chance.choice(files), chance.choice(files)
    match chance.randrange(7):
        case 0 | 1:
            one.write_bytes(damage(one.read_bytes(), chance))
        case 2:  # swapped
            kept = one.read_bytes()
            one.write_bytes(two.read_bytes())
            two.write_bytes(kept)
        case 3:  # foreign, under its own or one of our names
            theirs = chance.choice(sorted((foreign / "parts").iterdir()))
            shutil.copy(theirs, folder / "parts" / chance.choice([theirs.name, one.name]))
        case 4:
            one.unlink()
        case 5:  # cut short and called as if it were whole
            one.write_bytes(one.read_bytes()[: chance.randrange(one.stat().st_size + 1)])
        case _:
            one.rename(
                one.with_name(chance.choice(["x.parquet", ".part.tmp", f"{one.name[:-9]}0.parquet", "manifest.json"]))
            )


@pytest.mark.parametrize("tries", [12, pytest.param(4_000, marks=pytest.mark.verify)])
def test_no_damage_gives_a_wrong_number(
    tmp_path: Path, sound: Path, small_file: Path, damage: Damage, tries: int
) -> None:
    scenario, folder = Scenario.load(small_file), tmp_path / "store"
    for number in range(tries):
        chance = random.Random(f"store {number}")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(sound / "store", folder)
        for _ in range(chance.choice((1, 1, 2, 4))):
            harmed(folder, sound / "foreign", chance, damage)
        said = assert_true_or_missing(folder, scenario, number)
        assert said.startswith(str(folder)) or not said, (number, said)


def assert_true_or_missing(folder: Path, scenario: Scenario, number: int) -> str:
    """Every number that the store still gives is the one computed, each run counts once; what is said if it cannot be used."""
    try:
        store = open_store(folder)
    except StoreError as error:
        return str(error)
    for first in (1, 11, 21):
        rows = collect(plan(scenario, first), store, tuple(OUTCOMES), allow_missing=True)
        expected = [1_000.0 * share + first + step for step in range(SEEDS) for share in SHARES]
        for name in OUTCOMES:
            pairs = zip(rows[name].tolist(), rows["status"].tolist(), expected, strict=True)
            assert all(value == true if status == "ok" else value != value for value, status, true in pairs), number
    if not len(store):
        return ""
    answer = query(folder, 'select "triage.screening_share" * 1000 + seed as told, arisen, run_key from runs')
    assert answer["told"].to_pylist() == answer["arisen"].to_pylist(), number
    assert len(set(answer["run_key"].to_pylist())) == answer.num_rows, number
    return ""


@pytest.mark.parametrize("tries", [3, pytest.param(150, marks=pytest.mark.verify)])
def test_what_was_lost_is_computed_again(
    tmp_path: Path, sound: Path, small_file: Path, damage: Damage, tries: int
) -> None:
    scenario, folder = Scenario.load(small_file), tmp_path / "store"
    for number in range(tries):
        chance = random.Random(f"again {number}")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(sound / "store", folder)
        harmed(folder, sound / "foreign", chance, damage)
        try:
            store = open_store(folder, create=True)
        except StoreError:
            continue
        execute(plan(scenario), store, workers=1, simulate=figure, outcomes=tuple(OUTCOMES))
        rows = collect(plan(scenario), open_store(folder), tuple(OUTCOMES))
        assert rows["arisen"].tolist() == [1_000.0 * share + 1 + step for step in range(SEEDS) for share in SHARES]
