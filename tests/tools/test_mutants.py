"""Faults that are put in on purpose: each changes one line, and is what its module is imported as."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from tools import mutants

SMALL = """
import os
from functools import cache

LIMIT: int = 3


@cache
def smaller(value: int) -> int:
    return value + 1 if value < LIMIT else 0
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of five lines in a house of its own."""
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    path = tmp_path / "small_house.py"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_each_fault_is_one_changed_line(small: Path) -> None:
    found = [mutants.made(small, at) for at in range(len(mutants.faults_of(small).found))]
    assert {(each.line, each.after) for each in found} == {
        (5, "LIMIT: int = 4"),
        (10, "return value - 1 if value < LIMIT else 0"),
        (10, "return value + 2 if value < LIMIT else 0"),
        (10, "return value + 1 if value <= LIMIT else 0"),
        (10, "return value + 1 if value < LIMIT else 1"),
        (10, "return value + 1 if (value < LIMIT) and False else 0"),
        (10, "return value + 1 if (value < LIMIT) or True else 0"),
    }
    assert len({each.name for each in found}) == len(found)


def test_a_mutant_is_imported_for_its_file_and_nothing_is_written(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_most = next(each for at in range(7) if "<=" in (each := mutants.made(small, at)).after)
    monkeypatch.setattr(sys, "meta_path", [mutants.Importer(at_most), *sys.meta_path])
    module = importlib.import_module("small_house")
    monkeypatch.delitem(sys.modules, "small_house")
    assert [module.smaller(value) for value in (2, 3, 4)] == [3, 4, 0]
    assert small.read_text(encoding="utf-8") == SMALL


def test_a_sample_is_the_same_for_the_same_seed(small: Path) -> None:
    first, again, other = (mutants.sample("small_house.py", 3, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len(mutants.sample("small_house.py", 99, 1)) == 7


def test_the_nearest_tests_come_first() -> None:
    mutant = mutants.Mutant("experiments/studies/sweep.py", 7, "", "", "")
    near, room, far = (
        "tests/experiments/studies/test_sweep.py::test_a",
        "tests/experiments/studies/test_b.py::test_b",
        "tests/test_c.py::c",
    )
    assert mutants.tests_of(mutant, {mutant.path: {7: [far, room, near], 9: ["x"]}}) == [near, room, far]
    assert mutants.tests_of(mutant, {mutant.path: {5: [far], 9: [near]}}) == [far], (
        "a line within a statement is its first line's"
    )
    assert mutants.tests_of(mutant, {mutant.path: {5: [], 9: [far, near]}}) == [near, far], "a constant is everybody's"
    assert mutants.tests_of(mutant, {}) == []


def test_every_equivalent_mutant_still_stands_and_says_why() -> None:
    for entry in mutants.equivalents():
        lines = map(str.strip, (mutants.ROOT / entry["file"]).read_text(encoding="utf-8").splitlines())
        assert entry["before"] in lines and entry["before"] != entry["after"] and len(entry["reason"]) > 20
