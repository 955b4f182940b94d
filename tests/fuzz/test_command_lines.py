"""Damaged command lines end well or in one message with exit code 2, at once, and write nowhere but where they may."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.runs.plan import PlanError, read_range, read_vary
from model.outcome_definitions import OUTCOMES
from model.scenario import LEVERS, PARAMETERS

Ended = Callable[..., tuple[int, str]]
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
ENDS_WELL, SOME_FAILED, MISTAKE = 0, 3, 2
# Sound command lines; {place} is the small file, {store} a store. Counts stay small when damaged words are drawn.
SOUND = (
    "compare {place} -n 2 --out out --workers 1 --no-curves --quiet",
    "compare {place} -n 2 --out out --dry-run --seed 3 --precision 0.5 --lang zh",
    "sweep {place} --vary triage.screening_share=0:0.8:3 --vary delivery.mode=staffed,outsourced -n 1 --out out --quiet --workers 1",
    "sweep {place} --points points.csv --out out --dry-run -n 2 --store kept",
    "sweep {place} --design lhs --samples 4 --vary triage.targeting --vary units.request_hours=0.1:2 --out out --dry-run",
    "sweep {place} --design sobol --samples 4 --vary triage.targeting=0:0.5 -n 1 --out out --json out/x.json --quiet",
    "levers --lang zh --parameters --json out/levers.json",
    "check {place} --lang zh",
    "scenarios --lang en",
    "trace {place} --case lamp --seed 4 --json -",
    "replay {place} --seed 2 --set triage.screening_share=0.3 --set partners.council=false",
    "query {store} 'select count(*) as n from runs' --csv",
    "query {store} 'select \"triage.screening_share\", avg(arisen) from runs group by 1'",
)
OPTIONS = (
    "--vary",
    "--seed",
    "-n",
    "--out",
    "--store",
    "--json",
    "--lang",
    "--design",
    "--precision",
    "--engine",
    "--workers",
)
SMALL_COUNTS = ("1", "2", "-1", "0", "x", "", "1.5", "2e0", "１", "nan", "9" * 30)
PATHS = ("/dev/null/x", "../up", "", ".", "out/../out", "x" * 300, "~", "{place}", "{place}/under")
SQL = (
    "select", "select * from runs; drop view runs", "copy runs to 'stolen.csv'", "attach 'other.db'", "select * from 'points.csv'",
    "pragma database_list", "select 1/0", "select * from read_text('points.csv')", "'", "explain select 1", "install httpfs",
    "select * from generate_series(1, 3)", "with a as (select 1) select * from a", "set threads = 1", "values (1)", "describe runs",
    "summarize runs", "select getenv('HOME')", "call pragma_version()", "export database 'stolen'", "select * from glob('*')",
)  # fmt: skip


def damaged_words(words: list[str], chance: random.Random, odd: tuple[str, ...]) -> list[str]:
    """The words with one to three random damages."""
    words = list(words)
    for _ in range(chance.choice((1, 1, 2, 3))):
        place = chance.randrange(len(words))
        change = chance.randrange(7)
        if change == 0:
            words[place] = chance.choice(odd)
        elif change == 1 and len(words) > 1:
            words.pop(place)
        elif change == 2:
            words.insert(place, words[chance.randrange(len(words))])
        elif change == 3:
            words[place] = "".join(chance.choice((letter, letter, letter, "", letter * 2)) for letter in words[place])
        elif change == 4:
            words[place:place] = [chance.choice(OPTIONS), chance.choice((*SMALL_COUNTS, *PATHS, *odd))]
        elif change == 5:
            words[place] = chance.choice(PATHS)
        else:
            words.insert(place, damaged_axis(chance, odd))
            words.insert(place, chance.choice(("--vary", "--set")))
    return words


def damaged_axis(chance: random.Random, odd: tuple[str, ...]) -> str:
    """A word as --vary and --set take it, or nearly so."""
    path = chance.choice([*LEVERS, *PARAMETERS, "triage.screning_share", "", "info.en.what", "place"])
    value = chance.choice(odd) if chance.random() < 0.7 else f"{chance.uniform(-1, 2)}:{chance.uniform(0, 2)}:3"
    return f"{path}={value}" if chance.random() < 0.9 else path


def takes_no_time(words: list[str]) -> bool:
    """Whether no count was damaged into a large one, no engine of other processes or machines chosen."""
    counts = [word for word in words if word.isdigit() and len(word) <= 18 and int(word) > 9]
    return not counts and not {"processes", "dask", "--scheduler", "morris"} & set(words)


class Figures:
    """What a run gives, at once."""

    def scalars(self) -> dict[str, float]:
        return dict.fromkeys(OUTCOMES, 0.5)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs take no time: what is tried here is all that stands around them."""

    def simulate(scenario: Any, seed: int) -> Figures:
        return Figures()

    monkeypatch.setattr("experiments.runs.engine.shared_simulate", lambda: simulate)
    monkeypatch.setattr("experiments.reports.folders.rerun_plots", lambda *_: {})
    monkeypatch.setattr("experiments.plots.queue.PlotQueue.submit", lambda *_: None)


@pytest.mark.parametrize("tries", [40, pytest.param(5_000, marks=pytest.mark.verify)])
@pytest.mark.usefixtures("at_once")
def test_a_damaged_command_line_is_explained(
    untouched: Callable[[], set[str]], ended: Ended, small_file: Path, odd_words: tuple[str, ...], tries: int
) -> None:
    Path("points.csv").write_text("triage.screening_share,delivery.layers\n0.1,2\n0.4,3\n", encoding="utf-8")
    ended(
        "sweep",
        str(small_file),
        "--vary",
        "triage.targeting=0.1",
        "-n",
        "1",
        "--out",
        "made",
        "--quiet",
        "--workers",
        "1",
    )
    codes = {ENDS_WELL: 0, MISTAKE: 0, SOME_FAILED: 0}
    for number in range(tries):
        words = words_of(number, small_file, odd_words)
        if not takes_no_time(words):
            continue
        code, said = ended(*words)
        assert code in codes, (number, words, said)
        assert "Traceback" not in said, (number, words, said)
        assert (code == MISTAKE) <= bool(said.strip()), (number, words, said)
        codes[code] += 1
    stray = {path for path in untouched() if not path.startswith(("here/out", "here/made/", "here/kept/"))} - {
        "here/points.csv"
    }
    assert not {path for path in stray if "stolen" in path or not path.startswith(("here/", "up/"))}
    assert codes[ENDS_WELL] > 0 and codes[MISTAKE] > tries // 3


def words_of(number: int, small_file: Path, odd_words: tuple[str, ...]) -> list[str]:
    """The damaged command line of a number."""
    import shlex

    chance = random.Random(f"words {number}")
    words = damaged_words(shlex.split(chance.choice(SOUND)), chance, odd_words)
    if words and words[0] == "query" and chance.random() < 0.5:
        words[2:3] = [chance.choice(SQL)]
    return [word.replace("{place}", str(small_file)).replace("{store}", "made") for word in words]


@pytest.mark.parametrize("tries", [1_000, pytest.param(20_000, marks=pytest.mark.verify)])
def test_a_damaged_axis_is_read_or_explained(odd_words: tuple[str, ...], tries: int) -> None:
    told = [
        explained(reader, damaged_axis(random.Random(f"axis {number}"), odd_words))
        for number in range(tries)
        for reader in (read_vary, read_range)
    ]
    assert None in told and all(words != "" for words in told)


def explained(reader: Callable[[str], Any], word: str) -> str | None:
    """What is said of a word that cannot be read; any other error fails the test."""
    try:
        reader(word)
    except PlanError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "words", [["compare", "no.toml"], ["sweep"], ["--nonsense"], ["query", ".", "select 1"], ["nonsense"]]
)
@pytest.mark.verify
def test_a_process_ends_as_the_function_does(tmp_path: Path, words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "Traceback" not in done.stderr and done.stderr
    assert not list(tmp_path.iterdir())
