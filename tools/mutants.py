"""Faults put into the code on purpose, one at a time: do the tests that reach the line notice? `make mutants` runs this.

A seeded sample of mutants is made with mutmut's operators (numbers, comparisons, arithmetic, conditions), coverage.py
says which tests reach each line, and only these are run, in a process of its own whose import of that one file finds the
mutant: nothing is written. mutmut's own runner is not used: see docs/background/decisions.md, "Mutation testing".

    python -m tools.mutants                    six mutants a room; report in build/mutants/report.md
    python -m tools.mutants --each 20 --seed 2 --room experiments/studies
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "mutants"
EQUIVALENT = ROOT / "tools" / "mutants_equivalent.toml"
# What turns declarations into runs, and runs into answers. Tables of declared numbers and of words are data, not code.
ROOMS = ("model/scenario", "model/outcomes.py", "experiments/statistics.py", "experiments/runs", "experiments/studies",
         "experiments/findings", "experiments/plots", "experiments/reports", "experiments/registers", "experiments/labels",
         "experiments/command_line")  # fmt: skip
DATA = ("levers.py", "parameters.py", "place_parameters.py", "practice_parameters.py")
# Tests that say what is right and take no long time. Left out: those that notice any change (golden bits, notebooks, the house's
# order), damage at random, browsers, whole commands and runs of the model: a mutant that only they notice counts as unnoticed.
COUNTED = (
    "tests/experiments",
    "tests/model/scenario",
    "tests/model/test_outcomes.py",
    "tests/model/test_no_silent_figures.py",
)
UNCOUNTED = ("web", "benchmarks", "dashboard", "command_line/test_main.py", "registers/test_learn.py", "runs/test_dask.py",
             "runs/test_ensembles.py", "runs/test_engine.py", "runs/test_faults.py", "studies/test_sweep_live.py",
             "studies/test_contest.py", "test_coverage.py")  # fmt: skip
OPERATORS = tuple(
    (kind, operator)
    for kind, operator in mutators.mutation_operators
    if operator.__name__ in {"operator_number", "operator_name", "operator_keywords", "operator_swap_op",
                             "operator_remove_unary_ops", "operator_if_exp", "operator_symmetric_string_methods_swap"}
)  # fmt: skip
NO_ANSWERS = {"strict", "repr", "compare", "frozen", "exist_ok", "parents", "stacklevel"}
MAX_TESTS = 40  # functions a mutant, those of its own room first
SECONDS = 240
QUIETLY = ("-p", "no:cacheprovider", "-p", "no:xdist")
HEAVY = (
    "numpy",
    "pandas",
    "scipy.stats",
    "numba",
    "pydantic",
    "pytest",
    "pyarrow.parquet",
    "duckdb",
    "matplotlib.figure",
    "rich.console",
)


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the line, what stands there and what would."""

    path: str
    line: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> tuple[str, str, str]:
        """What it is called wherever its line moves."""
        return self.path, self.before, self.after


def main(words: Sequence[str]) -> int:
    """Sample, run, report; 1 where fewer than the share asked for are noticed."""
    asked = read(words)
    reached = coverage_by_line(anew=asked.map)
    known = {tuple(entry[key] for key in ("file", "before", "after")) for entry in equivalents()}
    chosen = [
        mutant
        for room in asked.room or ROOMS
        for mutant in sample(room, asked.each, asked.seed)
        if mutant.name not in known
    ]
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    results = []
    for mutant in chosen:
        begun = time.monotonic()
        fate = tried(mutant, tests_of(mutant, reached))
        results.append((mutant, fate))
        print(
            f"{fate:9} {mutant.path}:{mutant.line}  {mutant.before}  →  {mutant.after}  ({time.monotonic() - begun:.0f} s)",
            flush=True,
        )
    FOLDER.mkdir(parents=True, exist_ok=True)
    report = reported(results, asked)
    (FOLDER / "report.md").write_text(report, encoding="utf-8")
    print(report)
    killed = sum(fate == "killed" for _, fate in results)
    return int(killed < asked.least * len(results))


def read(words: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--each", type=int, default=6, help="mutants a room (6)")
    parser.add_argument("--seed", type=int, default=1, help="which sample (1)")
    parser.add_argument("--room", action="append", help=f"one of {', '.join(ROOMS)}, or any file; all by default")
    parser.add_argument("--least", type=float, default=0.9, help="share to be noticed, or the exit code is 1 (0.9)")
    parser.add_argument("--map", action="store_true", help="find anew which tests reach which line")
    return parser.parse_args(words)


def equivalents() -> list[dict[str, str]]:
    """Mutants that change nothing anybody could see, each with its reason."""
    found: list[dict[str, str]] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    return found


def coverage_by_line(anew: bool = False) -> dict[str, dict[int, list[str]]]:
    """File → line → test functions that reach it; measured once, and again when asked."""
    kept = FOLDER / "reached.json"
    if anew or not kept.exists():
        measure(kept)
    found = json.loads(kept.read_text(encoding="utf-8"))
    return {path: {int(line): tests for line, tests in lines.items()} for path, lines in found.items()}


def measure(kept: Path) -> None:
    """Run the tests that count under coverage.py, and keep who reached what."""
    import coverage

    FOLDER.mkdir(parents=True, exist_ok=True)
    settings, data = FOLDER / "coverage.ini", FOLDER / "coverage.db"
    settings.write_text(f"[run]\ndynamic_context = test_function\nsource = model,experiments\ndata_file = {data}\n")
    ignored = [f"--ignore=tests/experiments/{path}" for path in UNCOUNTED]
    command = ["-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest", "-q", *QUIETLY, *ignored, *COUNTED]
    # No code is traced that is compiled; the outcomes are counted by their plain function.
    subprocess.run([sys.executable, *command], cwd=ROOT, check=False)
    found = coverage.CoverageData(basename=str(data))
    found.read()
    reached = {
        Path(path).relative_to(ROOT).as_posix(): {
            str(line): sorted({node for name in names if (node := node_of(name))})
            for line, names in found.contexts_by_lineno(path).items()
        }
        for path in found.measured_files()
    }
    kept.write_text(json.dumps(reached), encoding="utf-8")


def node_of(context: str) -> str:
    """pytest's name of the function that coverage.py calls `tests.room.test_file.test_name`."""
    module, _, name = context.rpartition(".")
    path = f"{module.replace('.', '/')}.py"
    return f"{path}::{name}" if name.startswith("test_") and (ROOT / path).is_file() else ""


def sample(room: str, each: int, seed: int) -> list[Mutant]:
    """So many mutants of a room, the same ones for the same seed and code."""
    faults = [(path, at) for path in files_of(room) for at in range(len(faults_of(path).found))]
    chosen = random.Random(f"{room} {seed}").sample(faults, min(each, len(faults)))
    return [made(path, at) for path, at in sorted(chosen)]


def files_of(room: str) -> list[Path]:
    """The files of a room that hold code."""
    place = ROOT / room
    return [place] if place.is_file() else [path for path in sorted(place.rglob("*.py")) if path.name not in DATA]


@cache
def faults_of(path: Path) -> Finder:
    """Every fault that a file can have."""
    finder = Finder(MetadataWrapper(libcst.parse_module(path.read_text(encoding="utf-8")), unsafe_skip_copy=True))
    finder.module.visit(finder)
    return finder


def made(path: Path, at: int) -> Mutant:
    """The file with one of its faults."""
    finder = faults_of(path)
    node, other = finder.found[at]
    changed = finder.module.deep_replace(node, other)
    assert isinstance(changed, libcst.Module)
    old, new = finder.module.code.splitlines(), changed.code.splitlines()
    line = next(at for at, (one, two) in enumerate(zip(old, new, strict=False)) if one != two)
    name = path.relative_to(ROOT).as_posix()
    return Mutant(name, finder.places[node].start.line, old[line].strip(), new[line].strip(), changed.code)


class Finder(libcst.CSTVisitor):
    """Every node of a file that an operator can change, outside types, words and decorators."""

    def __init__(self, whole: MetadataWrapper) -> None:
        self.module, self.places = whole.module, whole.resolve(PositionProvider)
        self.found: list[tuple[libcst.CSTNode, libcst.CSTNode]] = []

    def on_visit(self, node: libcst.CSTNode) -> bool:
        """Note what each operator makes of a node; types, decorators, imports and `strict=True` are no answers."""
        if isinstance(node, libcst.Annotation | libcst.Decorator | libcst.Import | libcst.ImportFrom):
            return False
        if isinstance(node, libcst.Arg) and node.keyword is not None and node.keyword.value in NO_ANSWERS:
            return False
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                self.found += [(node, other) for other in operator(node)]
        return True


def tests_of(mutant: Mutant, reached: dict[str, dict[int, list[str]]]) -> list[str]:
    """The test functions that reach its line, those of its own room first."""
    lines = reached.get(mutant.path, {})
    found = next((lines[at] for at in range(mutant.line, 0, -1) if at in lines), [])
    if not found:  # what is read once, when the file is imported, is everybody's
        found = sorted({test for tests in lines.values() for test in tests})
    stem, room = Path(mutant.path).stem, Path(mutant.path).parent.as_posix()

    def nearness(node: str) -> tuple[bool, bool, str]:
        return stem not in Path(node.partition("::")[0]).stem, not node.startswith(f"tests/{room}/"), node

    return sorted(found, key=nearness)[:MAX_TESTS]


def tried(mutant: Mutant, tests: Sequence[str]) -> str:
    """killed, survived, or unreached."""
    if not tests:
        return "unreached"
    child = os.fork()
    if child == 0:
        code = 3
        try:
            os.setpgid(0, 0)
            code = run_tests(mutant, tests)
        finally:
            os._exit(code)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "killed"


def run_tests(mutant: Mutant, tests: Sequence[str]) -> int:
    """pytest's exit code in this process, in which the mutant is imported for its file."""
    import numba
    import pytest

    log = os.open(FOLDER / "last.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.meta_path.insert(0, Importer(mutant))
    if mutant.path == "model/outcomes.py":  # what is compiled is found by its file, and would be found as it was
        numba.config.DISABLE_JIT = True
    return int(pytest.main(["-x", "-q", *QUIETLY, *tests]))


class Importer(importlib.abc.MetaPathFinder):
    """Finds the mutant where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        """The module's place, with a loader that reads the mutant."""
        if name != self.name:
            return None
        file = str(ROOT / self.mutant.path)
        return importlib.util.spec_from_file_location(name, file, loader=Loader(name, file, self.mutant.source))


class Loader(importlib.machinery.SourceFileLoader):
    """Loads other source than stands in the file."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        """The mutant's code; none is kept."""
        return compile(self.source, self.path, "exec", dont_inherit=True)


def reported(results: Sequence[tuple[Mutant, str]], asked: argparse.Namespace) -> str:
    """The rate of every room, and each mutant that nobody noticed."""
    lines = [
        f"# Mutants: {asked.each} a room, seed {asked.seed}",
        "",
        "| room | tried | noticed | share |",
        "|---|---|---|---|",
    ]
    for room in (*(asked.room or ROOMS), ""):
        fates = [fate for mutant, fate in results if mutant.path.startswith(room)]
        noticed = fates.count("killed")
        if fates:
            lines.append(f"| {room or 'all'} | {len(fates)} | {noticed} | {100 * noticed / len(fates):.0f} % |")
    lines += ["", "## Not noticed", ""]
    lines += [f"- {mutant.path}:{mutant.line} ({fate}): `{mutant.before}` → `{mutant.after}`"
              for mutant, fate in results if fate != "killed"]  # fmt: skip
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
