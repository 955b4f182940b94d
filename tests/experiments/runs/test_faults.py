"""What the machine does to a run is no result of it; whoever waits says for whom; a run's name holds who computed it."""

from __future__ import annotations

import errno
import functools
import os
import pickle
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.command_line.main import main
from experiments.runs.claims import Claims
from experiments.runs.engine import Figures, Simulate, collect, execute
from experiments.runs.execution import Options, RunsFailedWarning, run_plan
from experiments.runs.faults import MachineError, _is_guarded, check_importable_main
from experiments.runs.identity import identity_of
from experiments.runs.patience import PATIENCE_SECONDS, SAID_AFTER_SECONDS, Patience
from experiments.runs.plan import Plan, PlanError, Point
from experiments.runs.store import Session, Store, StoreError, open_store
from model.limits import memory_for
from model.scenario import Scenario

Plans = Callable[..., Plan]
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())


def no_space(scenario: Scenario, seed: int) -> Figures:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_memory(scenario: Scenario, seed: int) -> Figures:
    with memory_for(scenario, "place"):
        raise MemoryError


def no_cache(scenario: Scenario, seed: int) -> Figures:
    raise pickle.UnpicklingError("pickle data was truncated")


def no_compiler(scenario: Scenario, seed: int) -> Figures:
    from numba import njit

    @njit  # type: ignore[untyped-decorator]
    def wrong() -> Any:
        return undefined_name  # noqa: F821

    result: Figures = wrong()
    return result


@pytest.mark.parametrize("fault", [no_space, no_memory, no_cache, no_compiler])
def test_a_fault_of_the_machine_is_never_a_result(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate, fault: Simulate
) -> None:
    plan, store = plan_of([0.1, 0.5], 3), open_store(tmp_path, create=True)
    with pytest.raises(MachineError, match="nothing is recorded of them"):
        execute(plan, store, workers=2, simulate=fault)
    assert len(open_store(tmp_path)) == 0
    done = execute(plan, open_store(tmp_path), workers=2, simulate=stand_in)
    assert (done.computed, done.failed) == (6, 0)


def test_a_fault_that_passes_is_tried_again_and_leaves_no_trace(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate
) -> None:
    lock, struck = threading.Lock(), list[int]()

    def at_times(scenario: Scenario, seed: int) -> Figures:
        with lock:
            first = seed not in struck
            struck.append(seed)
        return no_space(scenario, seed) if first and seed % 2 else stand_in(scenario, seed)

    done = execute(plan_of([0.1], 6), open_store(tmp_path, create=True), workers=2, simulate=at_times)
    assert (done.computed, done.failed) == (6, 0)
    assert sorted(struck) == [1, 1, 2, 3, 3, 4, 5, 5, 6]


def test_one_run_that_the_machine_cannot_compute_leaves_the_others(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate
) -> None:
    def one(scenario: Scenario, seed: int) -> Figures:
        return no_space(scenario, seed) if seed == 3 else stand_in(scenario, seed)

    plan = plan_of([0.1], 6)
    with pytest.raises(MachineError, match=r"could not compute 1 of 6 runs.*No space left"):
        execute(plan, open_store(tmp_path, create=True), workers=2, simulate=one)
    rows = collect(plan, open_store(tmp_path), ("arisen",), allow_missing=True)
    assert rows.loc[rows["status"].isna(), "seed"].tolist() == [3]


def test_a_result_without_any_figure_warns(plan_of: Plans) -> None:
    def wrong(scenario: Scenario, seed: int) -> Figures:
        raise ZeroDivisionError("no such number")

    with pytest.warns(RunsFailedWarning, match="all 2 runs failed, the first with: ZeroDivisionError: no such number"):
        run_plan(plan_of([0.1], 2), Options(2, simulate=wrong))


def test_old_failures_are_counted_with_the_way_out(
    tmp_path: Path, small_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store of an older version may hold faults of its machine as failures."""

    def wrong(scenario: Scenario, seed: int) -> Figures:
        raise ZeroDivisionError("a cache was damaged, once")

    words = ["sweep", str(small_file), "--vary", "triage.screening_share=0.1", "-n", "2", "--out", str(tmp_path)]
    monkeypatch.setattr("experiments.runs.engine.shared_simulate", lambda: wrong)
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--lang", "en"])
        monkeypatch.undo()
        assert ended.value.code == 3
        told = capsys.readouterr()
        assert "2 of 2 runs failed" in told.err
        assert "--retry-failed computes them again" in told.err
        assert "--retry-failed" in told.out
    with pytest.raises(SystemExit) as ended:
        main([*words, "--retry-failed"])
    assert not ended.value.code


def session_of(folder: Path) -> Session:
    """A session whose claims are at hand."""
    store = open_store(folder, create=True)
    claims = Claims(folder)
    return Session(store, claims, "ours")


def test_who_waits_says_for_whom_and_what_to_do_and_ends(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    with store.session("python run.py sweep theirs.toml"):
        now = 0.0
        ours = session_of(tmp_path)
        with ours.claims:
            patience = Patience(ours, lambda: now)
            assert patience.words(12) == ""
            now = SAID_AFTER_SECONDS
            words = patience.words(12)
            assert words.startswith(f"waiting for 12 runs that are held by process {os.getpid()} on ")
            assert "since 20" in words
            now = PATIENCE_SECONDS - 1.0
            assert patience.words(11) == "", "another run came in: the waiting begins anew"
            now += PATIENCE_SECONDS - 1.0
            assert patience.words(11)
            now += 1.0
            with pytest.raises(StoreError, match=r"11 runs are held by process \d+ .*fg\) or end it"):
                patience.words(11)


def test_a_store_that_is_whole_is_only_read(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of([0.1], 3)
    execute(plan, open_store(tmp_path, create=True), workers=1, simulate=stand_in)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    monkeypatch.setattr(Store, "session", None)
    done = execute(plan, open_store(tmp_path, create=True), workers=1, simulate=stand_in)
    assert (done.reused, done.computed) == (3, 0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_command_reads_a_whole_store_where_it_may_not_write(
    tmp_path: Path, small_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["sweep", str(small_file), "--vary", "triage.screening_share=0.1", "-n", "1", "--quiet"]
    kept, real = tmp_path / "kept", os.access
    for out in ("first", "second"):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--out", str(tmp_path / out), "--store", str(kept)])
        assert not ended.value.code
        monkeypatch.setattr(
            os,
            "access",
            lambda path, mode, **how: not (mode & os.W_OK and kept == Path(path)) and real(path, mode, **how),
        )
        monkeypatch.setattr(Store, "session", None)


UNGUARDED = """
import huajie
scenario = huajie.Scenario.load({file!r})
huajie.sweep(scenario, {{"triage.screening_share": [0.1]}}, 1, engine="processes", workers=2, store={store!r})
"""


def test_an_unguarded_script_is_refused_at_once(tmp_path: Path, small_file: Path) -> None:
    script = tmp_path / "noguard.py"
    script.write_text(UNGUARDED.format(file=str(small_file), store=str(tmp_path / "store")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 1
    assert "noguard.py, line 4: every worker would run this script again" in done.stderr
    assert not list((tmp_path / "store").glob("claims/*"))


def test_a_guard_is_seen(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import sys\nif __name__ == '__main__':\n    run(\n        1)\nrun(2)\n", encoding="utf-8")
    assert [_is_guarded(script, line) for line in (1, 3, 4, 5)] == [False, True, True, False]
    script.write_text("this is no Python\n", encoding="utf-8")
    assert _is_guarded(script, 1)


def test_a_script_from_standard_input_cannot_have_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "<stdin>", raising=False)
    with pytest.raises(PlanError, match="cannot read the script '<stdin>'"):
        check_importable_main()
    monkeypatch.delattr(sys.modules["__main__"], "__file__")
    check_importable_main()


class Scaled:
    """A simulation with a number of its own."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(self, scenario: Scenario, seed: int) -> Any:
        return no_space(scenario, seed)


def scaled(factor: float) -> Callable[[Scenario, int], Figures]:
    def simulate(scenario: Scenario, seed: int) -> Figures:
        raise ValueError(factor)

    return simulate


def test_a_functions_identity_holds_what_it_computes() -> None:
    functions = [
        no_space, no_memory, scaled(1.0), scaled(2.0), Scaled(1.0), Scaled(2.0), Scaled(1.0).__call__,
        functools.partial(no_space, seed=1), functools.partial(no_space, seed=2), functools.partial(no_memory, seed=2),
    ]  # fmt: skip
    names = [identity_of(each) for each in functions]
    assert len(set(names)) == len(functions)
    again = [identity_of(each) for each in (no_space, scaled(1.0), Scaled(2.0), functools.partial(no_space, seed=1))]
    assert again == [names[0], names[2], names[5], names[7]]
    assert all(len(name) == 16 for name in names)


def test_an_edit_of_the_functions_module_changes_its_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    names = []
    for factor in ("1.0", "2.00"):
        (tmp_path / "own_rules.py").write_text(f"FACTOR = {factor}\ndef own(scenario, seed):\n    return FACTOR\n")
        import linecache

        sys.modules.pop("own_rules", None)
        importlib.invalidate_caches()
        linecache.clearcache()
        names.append(identity_of(importlib.import_module("own_rules").own))
    sys.modules.pop("own_rules")
    assert names[0] != names[1]


def test_the_model_needs_no_identity_and_what_cannot_be_read_gets_none() -> None:
    from model.simulate import simulate

    assert identity_of(simulate) == ""
    with pytest.raises(PlanError, match="leave the store out"):
        identity_of(eval("lambda scenario, seed: None"))
    with pytest.raises(PlanError, match="leave the store out"):
        identity_of(Scaled(threading.Lock()))  # type: ignore[arg-type]


def test_runs_of_another_function_are_other_runs_in_a_store(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    """A store that took the one for the other gave wrong numbers without a word."""

    def doubled(scenario: Scenario, seed: int) -> Figures:
        class Doubled:
            def scalars(self) -> dict[str, float]:
                return {name: 2.0 * value for name, value in stand_in(scenario, seed).scalars().items()}

        return Doubled()

    plan = plan_of([0.1], 2)
    one, two = (run_plan(plan, Options(2, store=tmp_path, simulate=each, workers=1)) for each in (stand_in, doubled))
    assert two.progress.computed == 2
    assert (two.rows["arisen"] == 2.0 * one.rows["arisen"]).all()
    assert run_plan(plan, Options(2, store=tmp_path, simulate=stand_in, workers=1)).progress.computed == 0
    assert len(open_store(tmp_path).table()) == 4
    assert run_plan(plan, Options(2, store=tmp_path, workers=1)).progress.computed == 2, "the model's own"


BITS = """
import sys
from model.simulate import simulate
print(*(value.hex() for value in simulate(sys.argv[1], 3).scalars().values()))
"""


def test_bits_do_not_hang_on_what_the_processor_can_do(small_file: Path) -> None:
    """The C library has other code for processors without fused multiplication; a store could not know who was who."""
    told = [
        subprocess.run(
            [sys.executable, "-c", BITS, str(small_file)], cwd=ROOT, env={**os.environ, **tunables},
            capture_output=True, text=True, check=True, timeout=200,
        ).stdout
        for tunables in ({}, {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2"})
    ]  # fmt: skip
    assert told[0] == told[1] != ""


def replayed(command: str, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """What a replay command prints."""
    import json

    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(shlex.split(command)[2:])
    figures: dict[str, float] = json.loads(capsys.readouterr().out)
    return figures


SHARE = 0.12345678901234567


@pytest.mark.parametrize("base", ["file", "varied", "no file", "more than levers"])
def test_a_replay_command_repeats_the_very_run(
    tmp_path: Path, small: Scenario, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from model.simulate import simulate

    scenario = {
        "file": small,
        "varied": small.vary({"arising.per_grid_day": 0.0123456789012345678}),
        "no file": Scenario(small.data),
        "more than levers": Scenario({**small.data, "storm_days": [3, 5]}, small.path),
    }[base]
    plan = Plan(scenario, (Point.of({"triage.screening_share": SHARE}),), (2,))

    def wrong(scenario: Scenario, seed: int) -> Figures:
        raise ZeroDivisionError

    store = open_store(tmp_path, create=True)
    execute(plan, store, workers=1, simulate=wrong)
    (command,) = collect(plan, store, ())["replay"]
    true = simulate(plan.scenario_at(0), 2).scalars()
    assert {name: value for name, value in replayed(command, capsys).items() if value is not None} == {
        name: value for name, value in true.items() if value == value
    }
    kept = list((tmp_path / "scenarios").glob("*.toml"))
    assert len(kept) == (base in {"no file", "more than levers"})


def test_points_that_differ_are_called_differently(small: Scenario) -> None:
    near = [0.1, 0.1 + 1e-15]
    plan = Plan(small, tuple(Point.of({"triage.screening_share": share}) for share in near), (1,))
    assert len({point.label for point in plan.points}) == 2
    same = Plan(small, tuple(Point.of({"triage.screening_share": share}) for share in (0.1, 0.1)), (1,))
    assert {point.label for point in same.points} == {"triage.screening_share=0.1"}
