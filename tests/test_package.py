"""What is installed works from any folder: commands, scripts, types; nothing of the user's own hides it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest

from experiments.command_line.catalogue import PANELS
from experiments.runs.execution import Options, OptionValues
from model.outcome_definitions import NAMES, OutcomeFigures

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
LEFT_OUT = (".*", "results", "build", "dist", "_build", "__pycache__", "*.egg-info")
BUILD = "import sys, setuptools.build_meta as b; print(getattr(b, 'build_' + sys.argv[1])(sys.argv[2]))"
SCRIPT = """
from huajie import Scenario, simulate
small = {"place.communities": 1, "place.grids": 2, "place.buildings_per_grid": 4, "place.residents_per_building": 10,
         "place.days": 30, "place.burn_in_days": 5, "staffing.street_posts": 1, "budget.yearly_yuan": 3_000_000.0}
scenario = Scenario.load("zhaoshang").vary(small)
print(scenario.name, simulate(scenario, 2).arisen)
"""
TYPED = """
from huajie import Scenario, compare, sensitivity, simulate
scenario = Scenario.load("zhaoshang")
outcome = simulate(scenario)
rate: float = outcome.in_the_bud_rate
share: float = scenario.triage.screening_share
found = compare(scenario, 10, seed=3)
print(found.table, rate, share, sensitivity(scenario, "morris"))
"""
WRONG = {
    "outcome.in_the_bud_rate": "outcome.in_the_budd_rate",
    "seed=3": "sed=3",
    '"morris"': '"moris"',
    "scenario.triage.": "scenario.triag.",
}


def run(command: list[str], folder: Path, **environment: str) -> str:
    """What a command prints, in a folder; the test fails where the command does."""
    plain = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(
        command, cwd=folder, env={**plain, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(kind: str, source: Path, target: Path) -> Path:
    """A wheel or an sdist of a source folder."""
    target.mkdir(exist_ok=True)
    name = run([sys.executable, "-c", BUILD, kind, str(target)], source).splitlines()[-1]
    return target / name


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, as someone would download it."""
    folder = tmp_path_factory.mktemp("download") / "huajie-main"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    """Its wheel."""
    return build("wheel", source, source.parent / "dist")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A user's folder, with a model.py and experiments/ of their own."""
    (tmp_path / "model.py").write_text("agents = 10\n")
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "__init__.py").write_text("runs = 3\n")
    return tmp_path


def test_the_wheel_is_one_package_with_scenarios_and_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
        texts = {name: content.read(name).decode() for name in names if name.endswith(".py")}
    top = {name.partition("/")[0] for name in names}
    assert {each for each in top if not each.endswith(".dist-info")} == {"huajie"}
    shipped = {
        path.relative_to(ROOT / "scenarios").as_posix() for path in (ROOT / "scenarios").rglob("*") if path.is_file()
    }
    assert {name.removeprefix("huajie/scenarios/") for name in names if name.startswith("huajie/scenarios/")} == shipped
    assert {"huajie/py.typed", "huajie/model/py.typed", "huajie/experiments/fonts/OFL.txt"} <= set(names)
    for name, text in texts.items():
        lines = [line.split() for line in text.splitlines()]
        stray = [
            line
            for line in lines
            if line[:1] in (["from"], ["import"]) and line[1].split(".")[0] in ("model", "experiments")
        ]
        assert not stray, f"{name} still imports from a room of the repository: {stray[0]}"


def test_an_unpacked_wheel_answers_from_another_folder(
    wheel: Path, elsewhere: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as content:
        content.extractall(place)
    told = run([sys.executable, "-m", "huajie", "levers"], elsewhere, PYTHONPATH=str(place))
    assert "screening_share" in told
    helped = run([sys.executable, "-m", "huajie", "--help"], elsewhere, PYTHONPATH=str(place))
    assert "calibrate" in helped and "run.py" not in helped
    script = (
        "import model, experiments, huajie; from huajie import Scenario; "
        "print(model.agents, experiments.runs, huajie.__file__, Scenario.load('zhaoshang'))"
    )
    told = run([sys.executable, "-c", script], elsewhere, PYTHONPATH=str(place))
    assert told.startswith("10 3 ") and str(place) in told and "Scenario(zhaoshang" in told


def test_the_names_a_type_checker_knows_are_those_of_the_code() -> None:
    assert tuple(OutcomeFigures.__annotations__) == NAMES, "model/outcome_definitions.py: OutcomeFigures"
    known = {each.name for each in fields(Options)} - {"replications", "workers", "outcomes"}
    assert set(get_type_hints(OptionValues)) == known


@pytest.mark.verify
def test_sdist_and_wheel_install_and_work(
    source: Path, elsewhere: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An empty environment; what Huajie needs comes from this one, without its own Huajie."""
    place = tmp_path_factory.mktemp("installed")
    sdist = build("sdist", source, place)
    shutil.unpack_archive(sdist, place / "unpacked")
    wheel = build("wheel", next((place / "unpacked").iterdir()), place)
    run([sys.executable, "-m", "venv", str(place / "venv")], place)
    python = place / "venv" / "bin" / "python"
    own = run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], place).strip()
    (Path(own) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], elsewhere)
    program = str(python.with_name("huajie"))
    assert "zhaoshang" in run([program, "scenarios"], elsewhere)
    assert "screening_share" in run([program, "levers"], elsewhere)
    for command in (name for names in PANELS.values() for name in names):
        assert command in run([program, command, "--help"], elsewhere)
    (elsewhere / "study.py").write_text(SCRIPT)
    assert run([str(python), "study.py"], elsewhere).startswith("zhaoshang ")
    (elsewhere / "typed.py").write_text(TYPED)
    check = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "--ignore-missing-imports"]
    run([*check, "typed.py"], elsewhere)
    for right, wrong in WRONG.items():
        (elsewhere / "typed.py").write_text(TYPED.replace(right, wrong))
        found = subprocess.run([*check, "typed.py"], cwd=elsewhere, capture_output=True, text=True, check=False)
        assert (
            found.returncode == 1
            and wrong.split("=")[0].split(".")[1 if "." in wrong else 0].strip('"') in found.stdout
        )
