"""What `check` calls sound, every command goes through: short, empty and tiny places, words that act, in this process."""

from __future__ import annotations

import base64
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from model.outcome_definitions import OUTCOMES

# Seconds of the processor: one on an idle machine, but hours where nothing refuses.
SOON = 10.0

Ended = Callable[..., tuple[int, str]]

PLACE = """
format = 1
[place]
title_en = {title}
title_zh = {title}
days = {days}
burn_in_days = {burn_in}
grids = {grids}
communities = {communities}
buildings_per_grid = {buildings}
residents_per_building = {residents}
[budget]
yearly_yuan = 6000000.0
[arising]
per_grid_day = {rate}
[detection]
report_rate = {reported}
"""
SOUND = {
    "title": '"Tiny"', "days": 60, "burn_in": 10, "grids": 4, "communities": 2, "buildings": 2, "residents": 20,
    "rate": 0.1, "reported": 0.002,
}  # fmt: skip
# Places in which something that a picture, a table or a verdict shows is nowhere defined.
EMPTY = {
    "three days": {"days": 3, "burn_in": 0},
    "nothing arises": {"rate": 0.0},
    "nothing is reported": {"reported": 0.0, "rate": 0.001},
    "one day, one grid": {"days": 1, "grids": 1, "communities": 1, "buildings": 1, "residents": 1},
}
COMMANDS = (
    "compare {place} -n 2 --out compared --no-curves",
    "compare {place} -n 2 --out turned --lang zh --assumptions",
    "sweep {place} --vary triage.screening_share=0:0.8:2 --vary delivery.mode=staffed,outsourced -n 2 --out swept",
    "sweep {place} --vary triage.screening_share=0:0.8:2 --vary triage.targeting=0:1:2 -n 1 --out plane --lang zh",
    "reform {place} -n 2 --out reformed",
    "ablate {place} -n 2 --out ablated",
    "robust {place} -n 2 --worlds 4 --out robust",
    "sensitivity {place} --samples 4 -n 2 --out sensitive --vary triage.screening_share --vary triage.targeting",
    "trace {place}",
    "replay {place} --json replayed.json",
)
WELL, MISTAKE = 0, 2
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAfbLI3wAAAABJRU5ErkJggg=="
)


class Figures:
    """What a run gives, at once."""

    def scalars(self) -> dict[str, float]:
        return dict.fromkeys(OUTCOMES, 0.5)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs and pictures take no time: what is tried here is all that stands around them."""
    monkeypatch.setattr("experiments.runs.engine.shared_simulate", lambda: lambda scenario, seed: Figures())
    monkeypatch.setattr("experiments.reports.folders.rerun_plots", lambda *_: {})
    monkeypatch.setattr("experiments.plots.picture._drawn", lambda picture, kind: DOT if kind == "png" else b"<svg/>")


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are made, and not rendered: that takes most of a command's time."""
    monkeypatch.setattr("experiments.plots.picture._drawn", lambda picture, kind: DOT if kind == "png" else b"<svg/>")


def written(path: Path, **changes: object) -> Path:
    path.write_text(PLACE.format(**{**SOUND, **changes}), encoding="utf-8")
    return path


def ends_well(ended: Ended, place: Path, commands: tuple[str, ...] = COMMANDS) -> None:
    """Each command ends well, or says in words why the place has no answer to it."""
    assert ended("check", str(place))[0] == WELL
    for command in commands:
        code, said = ended(*command.format(place=place).split())
        assert code in (WELL, MISTAKE), (command, said)
        assert "Traceback" not in said
        assert code == WELL or "undefined" in said or "arises" in said or "give no" in said, (command, said)


@pytest.mark.parametrize("kind", EMPTY)
@pytest.mark.usefixtures("sketched", "untouched")
def test_a_place_without_answers_gets_none_in_words(tmp_path: Path, ended: Ended, kind: str) -> None:
    ends_well(ended, written(tmp_path / "place.toml", **EMPTY[kind]), COMMANDS[:1])


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.verify) for number in range(1, 40))])
@pytest.mark.usefixtures("sketched", "untouched")
def test_what_is_sound_goes_through_every_command(tmp_path: Path, ended: Ended, number: int) -> None:
    chance = random.Random(f"place {number}")
    communities = chance.choice((1, 2, 3))
    changes = {
        "days": chance.choice((1, 2, 7, 60, 400)), "burn_in": chance.choice((0, 1, 30)), "communities": communities,
        "grids": communities * chance.choice((1, 3)), "buildings": chance.choice((1, 4)),
        "residents": chance.choice((1, 30)), "rate": chance.choice((0.0, 1e-6, 0.01, 0.5)),
        "reported": chance.choice((0.0, 0.002, 1.0)),
    }  # fmt: skip
    ends_well(ended, written(tmp_path / "place.toml", **changes))


TITLES = {
    "what acts on what shows it": r"[/bold] [red]x[/green] :smile: $\\frac{$ <script>alert(1)</script>&amp; a\u001b[31mb\u0007c\u0000d"
    r" abc\u202edcba\u2066",
    "formula of Excel": "=cmd|'/C calc'!A0",
    "long": "x" * 5_000_000,
}


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.usefixtures("untouched", "at_once")
def test_a_title_is_shown_as_it_is_everywhere(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    from experiments.command_line.main import main

    place = written(tmp_path / "place.toml", title=f'"{TITLES[kind]}"')
    with pytest.raises(SystemExit) as stopped:
        main(["compare", str(place), "-n", "2", "--out", "made", "--no-curves", "--lang", "en"])
    said = capsys.readouterr()
    assert not stopped.value.code, said.err
    page = Path("made/report.html").read_text(encoding="utf-8")
    if kind == "what acts on what shows it":
        for words in ("[/bold] [red]x[/green] :smile:", r"a\x1b[31mb\x07c\x00d", r"abc\u202edcba\u2066"):
            assert "".join(words.split()) in "".join(said.out.split()) and words in page  # a terminal breaks lines
    assert "\x1b" not in said.out and "\u202e" not in said.out + page
    assert "<script>alert" not in page
    assert len(said.out) < 50_000 and len(page) < 5_000_000
    with ZipFile("made/tables.xlsx") as book:
        assert "<f>" not in "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name)
    assert json.loads(Path("made/manifest.json").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("at_once")
def test_a_picture_that_cannot_be_drawn_costs_that_picture_alone(
    tmp_path: Path, untouched: Callable[[], set[str]], ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments import plots

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no such axis")

    monkeypatch.setattr(plots, "iceberg", fails)
    place = written(tmp_path / "place.toml")
    assert ended("compare", str(place), "-n", "2", "--out", "made", "--no-curves")[0] == WELL
    made = {path.relative_to("made").as_posix() for path in Path("made").rglob("*")}
    assert {
        "pictures/budget.png",
        "tables/comparison.csv",
        "tables.xlsx",
        "report.html",
        "brief.pdf",
        "README.txt",
    } <= made
    assert not [name for name in made if "iceberg" in name]


HOSTILE = {
    "a number of thousands of digits": "days = 0x" + "F" * 5_000,
    "a text where a number of digits": 'days = "' + "9" * 5_000 + '"',
    "keys nested deep": "a" + ".a" * 20_000 + " = 1",
    "a header nested deep": "[a" + ".a" * 20_000 + "]\nx = 1",
    "keys nested some hundred deep": '"a b"' + " . b" * 300 + " = 1",
    "arrays nested deep": "a = " + "[" * 100_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_a_second(tmp_path: Path, ended: Ended, kind: str) -> None:
    (tmp_path / "place.toml").write_text(f"format = 1\n[place]\n{HOSTILE[kind]}\n", encoding="utf-8")
    ended("check", str(tmp_path / "place.toml"))
    for words in (["check"], ["compare", "--lang", "zh"], ["sweep", "--vary", "place.days=1"]):
        begun = time.process_time()
        code, said = ended(words[0], str(tmp_path / "place.toml"), *words[1:])
        assert code == MISTAKE
        assert "Traceback" not in said and 0 < len(said) < 5_000
        assert time.process_time() - begun < SOON


@pytest.mark.parametrize(
    "words",
    [
        ["--vary", "place.days=1:2:" + "9" * 5_000],
        ["--vary", "place.days=" + "9" * 5_000],
        ["--vary", "triage.screening_share=0." + "9" * 5_000 + ":2:x"],
        ["--vary", "triage.screening_share=0:1:1000000"],
        ["--vary", "triage.screening_share=0:1:1000", "--vary", "triage.targeting=0:1:1000"],
        ["--vary", "triage.screening_share=" + ",".join(f"0.{n}" for n in range(1, 20_000)) + ",0.1"],
        ["--points", "long.csv"],
        ["--points", "many.csv"],
        ["--vary", "x" * 100_000],
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_hostile_words_are_refused_in_a_second(
    untouched: Callable[[], set[str]], ended: Ended, small_file: Path, words: list[str]
) -> None:
    Path("long.csv").write_text("triage.screening_share\n" + "9" * 200_000 + "\n", encoding="utf-8")
    Path("many.csv").write_text("triage.screening_share\n" + "0.1\n" * 150_000, encoding="utf-8")
    ended("sweep", str(small_file), "--vary", "triage.screening_share=0:1:-1")
    begun = time.process_time()
    code, said = ended("sweep", str(small_file), "-n", "1", "--out", "out", "--quiet", *words)
    assert code == MISTAKE
    assert "Traceback" not in said and len(said) < 5_000
    assert time.process_time() - begun < SOON


def test_ten_thousand_values_are_read_at_once() -> None:
    from experiments.runs.plan import read_vary

    begun = time.process_time()
    assert len(read_vary("triage.screening_share=0:1:20000").values) == 20_000
    assert time.process_time() - begun < SOON


@pytest.mark.parametrize("rc", ["text.usetex: True", "axes.facecolor: red\nfigure.dpi: 7\nsavefig.format: pdf"])
def test_a_users_own_matplotlibrc_changes_nothing(rc: str) -> None:
    import matplotlib

    from experiments.plots.style import style

    def seen() -> dict[str, object]:
        with style("en"):
            return dict(matplotlib.rcParams)

    plain = seen()
    settings = dict(line.split(": ") for line in rc.splitlines())
    with matplotlib.rc_context(settings):
        assert {name: value for name, value in seen().items() if "backend" not in name} == {
            name: value for name, value in plain.items() if "backend" not in name
        }
        assert all(str(matplotlib.rcParams[name]) == str(matplotlib.rcParams.copy()[name]) for name in settings)


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode there")
@pytest.mark.usefixtures("sketched", "untouched")
def test_a_file_name_that_is_no_unicode_is_shown_as_well_as_it_can_be(tmp_path: Path, ended: Ended) -> None:
    name = os.fsdecode("测试".encode("gbk"))
    place = written(tmp_path / f"{name}.toml")
    for command in (
        "check {place} --json checked.json",
        "sweep {place} --vary triage.screening_share=0.1 -n 1 --out made",
    ):
        code, said = ended(*(word.format(place=place) for word in command.split()))
        assert code == WELL, said
    assert json.loads(Path("checked.json").read_text(encoding="utf-8"))["sound"]
