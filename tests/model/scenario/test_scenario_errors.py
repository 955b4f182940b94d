"""Every mistake in a scenario gets one clear message that names file, field, found and allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.scenario import Scenario, ScenarioError
from model.simulate import simulate

MISTAKES = [
    ("", ["empty", "format = 1"]),
    ("format = ", ["not valid TOML"]),
    ("[place]\ndays = 10", ["format: missing"]),
    ("format = 2", ["format", "2", "allowed: 1"]),
    ("format = 1\n[plaec]", ["plaec: unknown key", "did you mean 'place'"]),
    ("format = 1\n[place]\ngirds = 4", ["place.girds: unknown key", "did you mean 'grids'"]),
    ("format = 1\n[triage]\nscreening_shar = 0.1", ["triage.screening_shar", "did you mean 'screening_share'"]),
    ("format = 1\n[place]\ndays = '10'", ["place.days", "10", "a whole number from 1 to 7300"]),
    ("format = 1\n[place]\ndays = 10.5", ["place.days", "10.5", "a whole number"]),
    ("format = 1\n[triage]\nscreening_share = true", ["triage.screening_share", "a number from 0 to 1"]),
    ("format = 1\n[triage]\nscreening_share = 1.5", ["triage.screening_share", "1.5", "from 0 to 1"]),
    ("format = 1\n[triage]\nscreening_share = nan", ["triage.screening_share", "nan"]),
    ("format = 1\n[budget]\nyearly_yuan = inf", ["budget.yearly_yuan", "inf"]),
    ("format = 1\n[triage]\nmode = 'proactive'", ["triage.mode", "proactive", "reactive, preventive"]),
    ("format = 1\n[place]\nresidents_per_building = 0", ["place.residents_per_building", "0", "from 1"]),
    ("format = 1\n[place]\nowner_share = 0.5", ["owner_share", "sum of 1"]),
    ("format = 1\n[domain.health]\nshare = 0.5", ["share", "sum of 1"]),
    ("format = 1\n[budget]\nyearly_yuan = 1000.0", ["budget.yearly_yuan", "1,000", "short"]),
    ("format = 1\n[place]\ngrids = 4", ["place.communities", "13", "4 grids"]),
    ("format = 1\n[organisations]\ninitial_capability = 0.1\ncapability_sd = 0.0", ["outsourced_share", "capability"]),
    ("format = 1\n[[reform]]\nday = 90\n[[reform]]\nday = 30", ["reform.1.day", "30", "after day 90"]),
    ("format = 1\n[[reform]]\nday = 90\nset = { 'triage.sceen' = 1 }", ["reform.0.set", "triage.sceen"]),
    ("format = 1\n[domain.culture]\nprojects = 13", ["domain.culture.projects", "13", "at most its 12 items"]),
    ("format = 1\nstorm_days = [9999]", ["storm_days.0", "9999"]),
    ("format = 1\n[[planted]]\nname = 'x'\ngrid = 400", ["planted.0.grid", "400", "0 to 129"]),
    ("format = 1\n[[planted]]\nname = 'x'\n[[planted]]\nname = 'x'", ["planted", "twice"]),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES, ids=[str(index) for index in range(len(MISTAKES))])
def test_a_mistake_gets_one_clear_message(tmp_path: Path, text: str, said: list[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    message = str(caught.value)
    assert all(part in message for part in ["mine.toml", *said]), message
    assert len(message.splitlines()) <= 2


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"zhaoshan\.toml: no such file \(did you mean 'zhaoshang'\?\)"):
        Scenario.load(tmp_path / "zhaoshan.toml")
    with pytest.raises(ScenarioError, match=r"zhaoshan: no such file \(did you mean 'zhaoshang'\?\)"):
        Scenario.load("zhaoshan")
    # The ending that all share makes no name like another.
    with pytest.raises(ScenarioError, match=r"none\.toml: no such file$"):
        Scenario.load("none.toml")


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is a folder"):
        Scenario.load(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"format = 1 # \xff\xfe")
    with pytest.raises(ScenarioError, match="not UTF-8"):
        Scenario.load(tmp_path / "mine.toml")


def test_a_file_of_a_windows_editor_loads(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("format = 1", encoding="utf-8-sig")
    assert Scenario.load(tmp_path / "mine.toml").name == "mine"


def test_the_smallest_sound_file_loads(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("format = 1")
    assert Scenario.load(tmp_path / "mine.toml").name == "mine"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("triage.screening_shar", 0.1, "screening_share"),
        ("screening_share", 0.1, "triage.screening_share"),
        ("triage.screening_share", "0.1", "a number from 0 to 1"),
        ("triage.queue", "random", "expected_harm"),
        ("triage.screening_share", float("nan"), "from 0 to 1"),
    ],
)
def test_a_wrong_lever_is_explained(small: Scenario, path: str, value: Any, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        small.vary({path: value})


def test_an_unknown_preset_names_the_nearest(small: Scenario) -> None:
    with pytest.raises(ScenarioError, match="reactive-staffed"):
        small.preset("reactive-stafed")


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, True, "1", None])
def test_a_wrong_seed_is_refused(small: Scenario, seed: Any) -> None:
    with pytest.raises(ValueError, match="seed: found"):
        simulate(small, seed)


def test_a_shipped_place_is_found_by_its_name_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a notebook, which runs in its own folder; a file that lies there comes first."""
    monkeypatch.chdir(tmp_path)
    assert Scenario.load("zhaoshang").place.grids == 130
    (tmp_path / "zhaoshang").write_text("format = 1\n[place]\ngrids = 20\n", encoding="utf-8")
    assert Scenario.load("zhaoshang").place.grids == 20
