"""A folder that is used again holds the new command's files and the user's own, and never a mixture of two commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.reports.folders import _in_one_stroke
from experiments.runs.manifest import MANIFEST


def left(folder: Path, files: dict[str, str], told: object | None = None) -> None:
    """What a command leaves: files, and a manifest that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in files.items():
        (folder / name).write_text(words, encoding="utf-8")
    names = sorted([*files, MANIFEST]) if told is None else told
    (folder / MANIFEST).write_text(json.dumps({"files": names}), encoding="utf-8")


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the page of an earlier command, a note of the user's, and a store."""
    out = tmp_path / "out"
    left(out, {"report.html": "old", "iceberg.png": "old", "ledger.csv": "old"})
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "store").mkdir()
    return out


def test_a_new_page_takes_the_place_of_all_that_the_old_one_left(out: Path) -> None:
    with _in_one_stroke(out) as aside:
        left(aside, {"report.html": "new", "curves.csv": "new"})
        assert held(out)["report.html"] == "old", "nothing is seen before all is there"
    assert held(out) == {"report.html": "new", "curves.csv": "new", "notes.txt": "mine", MANIFEST: held(out)[MANIFEST]}
    assert {path.name for path in out.iterdir() if path.is_dir()} == {"store"}
    assert json.loads(held(out)[MANIFEST])["files"] == ["curves.csv", MANIFEST, "report.html"]


def half_a_page(out: Path) -> None:
    """A command that finds no room for its second file."""
    with _in_one_stroke(out) as aside:
        (aside / "report.html").write_text("half", encoding="utf-8")
        aside.write_text("no file can be written here", encoding="utf-8")


def test_a_command_that_breaks_leaves_the_old_page_whole(out: Path) -> None:
    before = held(out)
    with pytest.raises(IsADirectoryError):
        half_a_page(out)
    assert held(out) == before
    assert {path.name for path in out.iterdir() if path.is_dir()} == {"store"}


@pytest.mark.parametrize("told", [["../secret.txt"], ["/etc/passwd", 3, None], "notes.txt", {"a": 1}, [["notes.txt"]]])
def test_a_manifest_can_name_no_file_elsewhere(out: Path, told: object) -> None:
    """Whoever wrote the manifest: only names in this folder are taken away."""
    (out.parent / "secret.txt").write_text("kept", encoding="utf-8")
    left(out, {}, told)
    with _in_one_stroke(out) as aside:
        left(aside, {"report.html": "new"})
    assert (out.parent / "secret.txt").read_text(encoding="utf-8") == "kept"
    assert held(out)["notes.txt"] == "mine" and held(out)["report.html"] == "new"


def test_a_damaged_manifest_takes_nothing_away(out: Path) -> None:
    (out / MANIFEST).write_text("{", encoding="utf-8")
    with _in_one_stroke(out) as aside:
        left(aside, {"report.html": "new"})
    assert held(out)["iceberg.png"] == "old" and held(out)["report.html"] == "new"


def test_pictures_and_tables_of_an_earlier_command_go_too(out: Path) -> None:
    """Files of either layout: those that lay flat, and those in folders; what is the user's own there stays."""
    for name in ("pictures/iceberg.png", "tables/ledger.csv", "pictures/mine.png"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("old", encoding="utf-8")
    left(out, {}, ["iceberg.png", "pictures/iceberg.png", "tables/ledger.csv", "store/part", "pictures/../notes.txt"])
    with _in_one_stroke(out) as aside:
        (aside / "pictures" / "curves.png").write_text("new", encoding="utf-8")
        left(aside, {"report.html": "new"})
    assert {path.name for path in (out / "pictures").iterdir()} == {"curves.png", "mine.png"}
    assert not (out / "tables").exists() and not (out / "iceberg.png").exists()
    assert held(out)["notes.txt"] == "mine"
