"""The same bits everywhere: a golden table, and what tells which rule changed them.

The table is written by `python tools/golden.py --write`, and compared on other Pythons by
`python tools/golden.py` in an environment with their locks.
"""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from experiments.runs.engine import collect, execute
from experiments.runs.plan import Plan, Point
from experiments.runs.store import open_store
from model.community_model import CommunityModel
from model.outcome_definitions import OUTCOMES
from model.scenario import PRESETS
from tools import golden

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
TELL = (
    "import json; from tools import golden; s = golden.scenarios(); print(json.dumps([golden.told(s[n]) for n in {}]))"
)
# Interpreters of other Pythons with their locks, separated by colons; the table must hold in each.
OTHERS = [path for path in os.environ.get("HUAJIE_OTHER_PYTHONS", "").split(os.pathsep) if path]


def test_every_bit_is_as_recorded() -> None:
    lines = golden.changes(golden.recorded(), golden.table())
    assert not lines, "\n".join(lines)


def test_a_change_is_told_with_day_column_and_rule() -> None:
    before = golden.recorded()
    assert golden.changes(before, before) == []
    now = copy.deepcopy(before)
    for kind, name in (
        ("evenings", "25"),
        ("columns", "workers.skill"),
        ("series", "visits"),
        ("outcomes", "harm_per_10k"),
    ):
        first, *others = now[kind][name].split()
        now[kind][name] = " ".join([first[::-1] + "x", *others])
    now["rules"]["grid_workers.py"] = "changed"
    run, suspects, how = golden.changes(before, now)
    assert run.startswith(f"{before['runs'][0]}: differs from day 25 to 29 on, in columns of grid_workers.py: ")
    assert all(word in run for word in ("workers.skill", "series visits", "outcomes harm_per_10k"))
    assert suspects == "changed since the table was written: grid_workers.py"
    assert "--write" in how
    now["rules"], now["environment"] = before["rules"], {**before["environment"], "numpy": "9.9"}
    assert "no rule has changed" in golden.changes(before, now)[1] and "→ 9.9" in golden.changes(before, now)[1]


def test_threads_and_the_mesa_drive_give_the_same_hashes() -> None:
    names = golden.recorded()["runs"][:4]
    chosen = [golden.scenarios()[name] for name in names]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(golden.told, chosen))
    model = CommunityModel(scenario=chosen[0], rng=golden.SEED)
    while not model.finished:
        model.step()
    assert golden.hashed(model.outcome()) == together[0]
    assert together == [of_the_table(place) for place in range(4)]


def of_the_table(place: int) -> dict[str, dict[str, str]]:
    """The recorded hashes of one run."""
    return {kind: {name: row.split()[place] for name, row in golden.recorded()[kind].items()} for kind in golden.KINDS}


def answered(program: str, code: str, **environment: str) -> str:
    """What a program of its own prints."""
    done = subprocess.run([program, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT), **environment})  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.verify
def test_without_the_compiler_the_hashes_are_the_same() -> None:
    names = golden.recorded()["runs"]
    plain = answered(sys.executable, TELL.format(names), NUMBA_DISABLE_JIT="1")
    assert plain == answered(sys.executable, TELL.format(names))
    assert f'"{of_the_table(0)["columns"]["cases.hours"]}"' in plain


@pytest.mark.verify
@pytest.mark.skipif(not OTHERS, reason="HUAJIE_OTHER_PYTHONS names no interpreter")
@pytest.mark.parametrize("program", OTHERS)
def test_another_python_gives_the_same_bits(program: str) -> None:
    done = subprocess.run([program, "tools/golden.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.verify
@pytest.mark.parametrize("engine", ["threads", "processes", "dask"])
def test_every_engine_gives_the_same_outcomes(tmp_path: Path, engine: str) -> None:
    if engine == "dask":
        pytest.importorskip("distributed", reason="Dask needs the extra `cluster`")
    base = golden.scenarios()["urban_village, reactive-staffed"]
    points = tuple(Point(name, PRESETS[name]) for name in golden.POLICIES)
    plan, store = Plan(base, points, (golden.SEED,)), open_store(tmp_path, create=True)
    execute(plan, store, workers=2, engine=engine, outcomes=tuple(OUTCOMES))  # type: ignore[arg-type]
    rows = collect(plan, open_store(tmp_path), tuple(OUTCOMES))
    found = {name: " ".join(golden.short(repr(value).encode()) for value in rows[name].tolist()) for name in OUTCOMES}
    places = [golden.recorded()["runs"].index(f"urban_village, {name}") for name in golden.POLICIES]
    assert found == {
        name: " ".join(golden.recorded()["outcomes"][name].split()[p] for p in places) for name in OUTCOMES
    }
