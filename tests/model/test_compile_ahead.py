"""The helper of a cold start compiles exactly what the run will ask for, and runs nothing from the working folder."""

from __future__ import annotations

import inspect
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from numba import config, njit, typeof
from numba.core.registry import CPUDispatcher

from model import compile_ahead, day, day_steps
from model.outcomes import measure
from model.scenario import Scenario
from model.simulate import Outcome, Run

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the cache is locked on POSIX alone"),
    pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled"),
]

SHORT = {"place.days": 3, "place.burn_in_days": 1}
RULES = [
    rule
    for name, module in sorted(sys.modules.items())
    if name.startswith("model.")
    for rule in vars(module).values()
    if isinstance(rule, CPUDispatcher) and rule.py_func.__module__ == name
]


def test_the_steps_are_those_of_the_day_in_its_order() -> None:
    source = inspect.getsource(day.day.py_func)
    names = [step.py_func.__name__ for step in compile_ahead.steps_of_the_day()]
    assert {"morning", "arising", "search", "units_day", "closures"} < set(names)
    assert [source.index(f"{name}(") for name in names] == sorted(source.index(f"{name}(") for name in names)


def test_what_the_helper_compiles_is_what_a_run_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a run all rules of the day are in the cache: a type the run did not use would have to be compiled."""
    run = Run(Scenario({"format": 1}).vary(SHORT), 1)
    run.advance(run.days)
    Outcome(run.scenario, run.seed, run.world)
    stretch = run.stretches[0]
    told = {"world": typeof(run.world), "numbers": typeof(stretch.numbers), "plan": typeof(stretch.plan)}
    missed_before = {rule: sum(rule.stats.cache_misses.values()) for rule in RULES}
    monkeypatch.setattr(compile_ahead, "is_compiled", lambda: False)
    compile_ahead.compile_steps(pickle.loads(pickle.dumps(told)))
    assert day_steps.patrol.signatures and measure.signatures
    missed = [rule.py_func.__name__ for rule in RULES if sum(rule.stats.cache_misses.values()) > missed_before[rule]]
    assert not missed


def test_no_helper_where_all_is_compiled_or_nothing_can_be_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile_ahead, "days", njit(lambda: 0))
    monkeypatch.setattr(compile_ahead, "is_compiled", lambda: False)
    monkeypatch.setattr(compile_ahead, "is_shared", lambda: True)
    monkeypatch.setattr(compile_ahead, "processors", lambda: 2)
    monkeypatch.setattr(compile_ahead, "Helper", list)
    assert compile_ahead.helper() is not None
    for name, value in {"is_compiled": True, "is_shared": False, "processors": 1}.items():
        with monkeypatch.context() as otherwise:
            otherwise.setattr(compile_ahead, name, lambda value=value: value)
            assert compile_ahead.helper() is None


def test_a_helper_that_is_told_nothing_ends_with_its_owner() -> None:
    helper = compile_ahead.Helper()
    assert helper.process.poll() is None
    helper.end()
    assert helper.process.returncode is not None


def test_nothing_in_the_working_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted module of a common name was, when the helper was started as `python -m`."""
    for name in ("pickle", "model", "numba", "struct"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    helper = compile_ahead.Helper()
    assert helper.process.stdin is not None
    helper.process.stdin.close()  # told nothing, it ends once it has read all its modules
    helper.process.wait(200)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.verify
def test_a_cold_start_with_a_helper_gives_the_bits_of_one_without(tmp_path: Path) -> None:
    code = (
        "from model import day_steps, simulate\n"
        "from model.scenario import Scenario\n"
        "if not {with_helper}: simulate.helper = lambda: None\n"
        "print(simulate.simulate(Scenario({{'format': 1}}).vary({short}), 1).scalars())\n"
        "print(sum(sum(f.stats.cache_hits.values()) for f in vars(day_steps).values()"
        " if hasattr(f, 'stats')))\n"
    )
    told = {}
    for with_helper in (True, False):
        environment = dict(os.environ, HUAJIE_CACHE_DIR=str(tmp_path / str(with_helper)))
        command = [sys.executable, "-c", code.format(with_helper=with_helper, short=SHORT)]
        told[with_helper] = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    assert told[True][0] == told[False][0]
    assert int(told[False][1]) == 0 < int(told[True][1])
