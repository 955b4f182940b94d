"""The tutorials' Python runs, and every command that a document or a card names is one that exists."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs" / "tutorials").glob("*.md"))]
CARDS = sorted((ROOT / "scenarios").glob("*.toml"))
FIELDS = {"what", "how", "notice", "attempt", "limits", "sources"}
MADE_BY_THE_READER = {"scenarios/mine.toml"}


def blocks(document: Path) -> list[str]:
    """The Python blocks of a document, in order."""
    return re.findall(r"^```python\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(path: Path) -> list[list[str]]:
    """The words after `python run.py` wherever a document or a card says so."""
    text = re.sub(r"\n(?=--)", " ", path.read_text(encoding="utf-8"))
    found = re.findall(r"python run\.py ([^`;；。\n\"]*(?:\"[^\"\n]*\")?)", text)
    split = [
        shlex.split(words.strip(), comments=True) for words in found if words.strip() and words.strip()[0] not in "…-="
    ]
    return [words for words in split if words and words != ["test"]]  # run.py itself answers `test`


def test_the_researchers_tutorial_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    names: dict[str, object] = {}
    for block in blocks(ROOT / "docs" / "tutorials" / "researcher.md"):
        exec(compile(block, "tutorial_researcher.md", "exec"), names)
    assert "found" in names


@pytest.mark.parametrize("path", [*DOCUMENTS, *CARDS], ids=lambda path: path.name)
def test_named_commands_and_files_exist(path: Path) -> None:
    from typer.main import get_command

    from experiments.command_line.main import ELSEWHERE, app, register_elsewhere

    register_elsewhere(set(ELSEWHERE))
    known = getattr(get_command(app), "commands")  # noqa: B009 - a Typer group, typed as a command
    for words in commands(path):
        if words[0] == "test":  # run.py's own, which sets up and runs the tests; what follows is pytest's
            continue
        assert words[0] in known, f"{path.name}: python run.py {' '.join(words)}"
        options = {option for parameter in known[words[0]].params for option in parameter.opts}
        for word in words[1:]:
            assert not word.startswith("--") or word in options, f"{path.name}: {word}"
            if word.startswith("scenarios/") and word not in MADE_BY_THE_READER:
                assert (ROOT / word.rstrip(",.:")).is_file(), f"{path.name}: {word}"


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_every_scenario_is_sound_and_has_both_cards(path: Path) -> None:
    from model.scenario import PRESETS, Scenario

    scenario = Scenario.load(path)
    for preset in PRESETS:
        scenario.without_reforms().preset(preset)
    cards = tomllib.loads(path.read_text(encoding="utf-8"))["info"]
    assert set(cards) == {"en", "zh"}
    for language, card in cards.items():
        missing = [field for field in sorted(FIELDS - set(card)) if field != "sources"]
        assert not missing, f"{path.name}: info.{language} lacks {missing}"
