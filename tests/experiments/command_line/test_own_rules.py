"""Own rules on the command line: which commands take them, and that a failed run's command brings them back."""

from __future__ import annotations

import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from experiments.command_line.main import app, load, main, register_elsewhere
from experiments.runs.execution import Options, RunsFailedWarning, run_plan
from experiments.runs.plan import Plan, Point, factorial, read_vary
from model.scenario import Scenario

RULE = '''
from huajie.rules import lever, spend

YUAN = lever("yuan", 5.0, 0.0, 100.0, unit="yuan per day", help="What it spends.")

def before_day(here):
    """Spend."""
    spend(here, here.levers[YUAN])
'''


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A file of rules with one lever."""
    path = tmp_path / "spending.py"
    path.write_text(RULE)
    return path


def _fails(scenario: Scenario, seed: int) -> None:
    raise RuntimeError(f"seed {seed} is not for me")


def test_studies_of_a_scenario_take_rules() -> None:
    names = {"compare", "sweep", "whatif", "goal", "optimize", "reform", "ablate", "sensitivity", "robust", "replay"}
    register_elsewhere(names)
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    taking = {name for name, each in commands.items() if any("--rules" in one.opts for one in each.params)}
    assert taking == names


def test_a_failed_run_is_replayed_with_its_rules(rules: Path, small_file: Path, tmp_path: Path) -> None:
    base = load(str(small_file), rules)
    plan = Plan(base.vary({"rules.yuan": 7.0}), (Point("dear", {"rules.yuan": 9.0}), Point("as it is", {})), (3,))
    with pytest.warns(RunsFailedWarning):
        rows = run_plan(plan, Options(1, 1, simulate=_fails, store=tmp_path / "store")).rows  # type: ignore[arg-type]
    for point, command in enumerate(rows["replay"]):
        words = shlex.split(command)
        given = {option: value for option, value in pairwise(words) if option.startswith("--")}
        settings = [value for option, value in pairwise(words) if option == "--set"]
        again = load(words[3], Path(given["--rules"])).vary(factorial([read_vary(word) for word in settings])[0])
        assert again.canonical() == plan.scenario_at(point).canonical()


def test_a_missing_file_of_rules_is_one_message(small_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["replay", str(small_file), "--rules", "nowhere.py", "--lang", "zh"])
    told = capsys.readouterr().err
    assert ended.value.code == 2 and "nowhere.py" in told and "无法读取" in told
