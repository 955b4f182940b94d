"""The reference names every attribute and column there is, and no other; the guides' examples run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import huajie
from model.community_model import (
    Committee,
    Contradiction,
    Council,
    DeliveryUnit,
    GridWorker,
    Resident,
    SocialOrganisation,
)
from model.frames import cases_frame
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario
from model.series import Series
from model.simulate import simulate
from model.views import Column

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
REFERENCE = (ROOT / "docs" / "reference" / "attributes.md").read_text(encoding="utf-8")


def named(head: str) -> set[str]:
    """What the first column of the table under a heading names."""
    part = re.split(r"^#{2,3} ", REFERENCE.split(f"# {head}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize(
    "kind", [GridWorker, SocialOrganisation, Committee, Council, DeliveryUnit, Resident, Contradiction]
)
def test_every_attribute_is_in_the_reference(kind: type) -> None:
    kinds = [each for each in kind.__mro__ if each.__module__.startswith("model.") and each.__module__ != "model.views"]
    attributes = {
        name
        for each in kinds
        for name, value in vars(each).items()
        if isinstance(value, Column | property) and not name.startswith("_")
    }
    assert named(kind.__name__) == attributes


def test_every_column_is_in_the_reference() -> None:
    small = Scenario.load("zhaoshang").vary({"place.days": 5, "place.burn_in_days": 2})
    outcome = simulate(small, 1)
    assert named("Columns of `outcome.cases`") == set(cases_frame(small, 1, outcome.world).columns)
    assert named("Columns of `outcome.daily`") == {series.name.lower() for series in Series}


@pytest.mark.parametrize("guide", [pytest.param("extend", marks=pytest.mark.verify), "coming_from"])
def test_the_examples_of_the_guides_run(guide: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "guides" / f"{guide}.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, f"{guide}.md", "exec"), names)
    if guide == "coming_from":
        assert callable(names["huajie"])


API = ROOT / "docs" / "reference" / "api" / "huajie.md"


def test_the_examples_of_the_api_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    text = re.sub(r"^```$", "", API.read_text(encoding="utf-8"), flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, "huajie.md", str(API), 0)
    assert doctest.DocTestRunner(optionflags=flags).run(test).failed == 0


def test_every_public_name_has_its_place_and_example_in_the_api() -> None:
    text = API.read_text(encoding="utf-8")
    shown = "\n".join(re.findall(r"^```pycon\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    for name in huajie.__all__:
        assert re.search(rf"auto(class|function):: huajie\.{name}$", text, re.MULTILINE), name
        assert name == "Comparison" or re.search(rf"\b{name}\b", shown), f"{name} has no example"


def test_every_column_of_runs_is_in_the_reference() -> None:
    small = Scenario.load("zhaoshang").vary({"place.days": 5, "place.burn_in_days": 2})
    runs = huajie.sweep(small, {"triage.screening_share": 0.2}, 1, outcomes={"mine": "recorded"}).runs
    assert set(runs) - set(OUTCOMES) - {"triage.screening_share", "mine"} == named("Columns of `runs`")
