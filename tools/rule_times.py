"""Where a run's time goes, rule by rule: `python tools/rule_times.py [SCENARIO] [--policy NAME …] [--runs N]`.

The processor's cycle counter is read after every step of a day, in a copy of the model in a folder of its own, and the
least of all runs taken for each: a shared machine adds to a stretch and never takes away. The copy is compiled anew,
for about a minute. Needs the core alone.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# The order of a day, and the steps it is made of; what they call are the rules.
STATED_IN = ("day.py", "day_steps.py", "delivery/unit_days.py")
# The counter as it was read last, and what passes until the days begin.
UNTOLD = ["last", "before"]
MAX_STEPS, MIN_SHOWN = 256, 0.05
# Reads the counter, gives what has passed to a step, and reads it again, so that the book-keeping is nobody's.
COUNTER = """
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

cycles = np.zeros({most}, np.int64)
ADDRESS = cycles.ctypes.data


@intrinsic
def spent(typing, step):
    def generate(context, builder, signature, arguments):
        word = ir.IntType(64)
        read = builder.module.declare_intrinsic("llvm.readcyclecounter", fnty=ir.FunctionType(word, []))
        last = builder.inttoptr(ir.Constant(word, ADDRESS), word.as_pointer())
        place = builder.gep(last, [arguments[0]])
        passed = builder.sub(builder.call(read, []), builder.load(last))
        builder.store(builder.add(builder.load(place), passed), place)
        builder.store(builder.call(read, []), last)
        return context.get_dummy_value()

    return types.void(types.int64), generate
"""
MEASURE = """
import json
import sys
import time

import numpy as np

from model.counter import cycles
from model.scenario import Scenario
from model.simulate import simulate

name, runs, *policies = sys.argv[1:]
found = {}
for policy in policies:
    place = Scenario.load(name)
    scenario = place.preset(policy) if policy != "its own" else place
    simulate(scenario, 1)
    least, whole = np.full(cycles.size, np.iinfo(np.int64).max), np.inf
    for _ in range(int(runs)):
        cycles[:] = 0
        begun = time.perf_counter()
        simulate(scenario, 1).scalars()
        whole = min(whole, time.perf_counter() - begun)
        least = np.minimum(least, cycles)
    first, begun = cycles[0], time.perf_counter()
    simulate(scenario, 1)
    rate = (cycles[0] - first) / (time.perf_counter() - begun)
    found[policy] = {"whole": whole * 1e3, "steps": (least / rate * 1e3).tolist()}
print(json.dumps(found))
"""


class Instrumenting(ast.NodeTransformer):
    """Puts `spent(step)` behind every statement that calls a step or a rule; `steps` are their names, by number."""

    def __init__(self, steps: list[str], rules: set[str]) -> None:
        self.steps, self.rules = steps, rules

    def visit(self, node: ast.AST) -> ast.AST:
        """Go through all lists of statements."""
        self.generic_visit(node)
        for name in ("body", "orelse"):
            statements = getattr(node, name, None)
            if isinstance(statements, list) and not isinstance(node, ast.Module | ast.ClassDef):
                setattr(node, name, [each for statement in statements for each in self.counted(statement)])
        return node

    def counted(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statement, with the counter behind the rule it calls; what a rule gives back is kept meanwhile."""
        asked = statement.test if isinstance(statement, ast.If) else statement
        if not isinstance(asked, ast.expr | ast.Expr | ast.Assign | ast.AugAssign | ast.Return):
            return [statement]
        called = [node.func for node in ast.walk(asked) if isinstance(node, ast.Call)]
        step = next((each.id for each in called if isinstance(each, ast.Name) and each.id in self.rules), None)
        if step is None:
            return [statement]
        if step not in self.steps:
            self.steps.append(step)
        count = ast.parse(f"spent({self.steps.index(step)})").body
        kept, given = ast.Name("given_back", ast.Store()), ast.Name("given_back", ast.Load())
        if isinstance(statement, ast.If):
            before, statement.test = ast.Assign([kept], statement.test), given
            return [before, *count, statement]
        if isinstance(statement, ast.Return) and statement.value is not None:
            return [ast.Assign([kept], statement.value), *count, ast.Return(given)]
        return [statement, *count]


def instrumented(source: str, steps: list[str]) -> str:
    """A module that states the day, with the counter read behind each of its steps; new ones join `steps`."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and str(node.module).startswith("model.")]
    rules = {alias.name for node in imports for alias in node.names}
    rules |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            Instrumenting(steps, rules).visit(node)
            if node.name == "days":
                node.body[1:1] = ast.parse(f"spent({UNTOLD.index('before')})").body
    place = max(index for index, node in enumerate(tree.body) if isinstance(node, ast.ImportFrom)) + 1
    tree.body[place:place] = ast.parse("from model.counter import spent").body
    return ast.unparse(ast.fix_missing_locations(tree))


def instrument(folder: Path) -> list[str]:
    """Copy the model into `folder` with the counter in it; gives the names of its steps, by number."""
    shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    steps = list(UNTOLD)
    for name in STATED_IN:
        path = folder / "model" / name
        path.write_text(instrumented(path.read_text(encoding="utf-8"), steps), encoding="utf-8")
    (folder / "model" / "counter.py").write_text(COUNTER.format(most=MAX_STEPS), encoding="utf-8")
    draws = folder / "model" / "draws.py"
    # The counter's address is known to this process alone.
    draws.write_text(draws.read_text(encoding="utf-8").replace('"cache": True', '"cache": False'), encoding="utf-8")
    return steps


def measured(scenario: str, policies: Sequence[str], runs: int) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """The steps, and of every policy the milliseconds of each and of the whole run."""
    with tempfile.TemporaryDirectory(prefix="huajie-rule-times-") as name:
        folder = Path(name)
        steps = instrument(folder)
        if hasattr(os, "sched_setaffinity"):  # one processor: no helper, and one counter
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        environment = os.environ | {"PYTHONPATH": str(folder), "HUAJIE_CACHE_DIR": str(folder / "cache")}
        words = [sys.executable, "-c", MEASURE, scenario, str(runs), *policies]
        done = subprocess.run(words, env=environment, cwd=folder, check=True, capture_output=True, text=True)
    return steps, json.loads(done.stdout)


def main() -> None:
    """Print a table: a row a step, a column a policy, in milliseconds of one run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("scenario", nargs="?", default="zhaoshang", help="a shipped place")
    parser.add_argument("--policy", action="append", help="a named policy; may be repeated; default: the place's own")
    parser.add_argument("--runs", type=int, default=30, help="runs of which the least is taken; default: 30")
    chosen = parser.parse_args()
    policies = chosen.policy or ["its own"]
    steps, found = measured(chosen.scenario, policies, chosen.runs)
    spent = {step: [found[each]["steps"][index] for each in policies] for index, step in enumerate(steps)}
    shown = {step: times for step, times in spent.items() if step not in UNTOLD}
    large = {step: times for step, times in shown.items() if max(times) >= MIN_SHOWN}
    small = [times for step, times in shown.items() if step not in large]
    rows = sorted(large.items(), key=lambda row: -max(row[1]))
    rows += [("the other steps", [sum(times) for times in zip(*small, strict=True)])]
    rows += [("whole run", [found[each]["whole"] for each in policies])]
    print(f"{'milliseconds of a run':28}" + "".join(f"{each:>26}" for each in policies))
    for step, times in rows:
        print(f"{step:28}" + "".join(f"{each:26.2f}" for each in times))


if __name__ == "__main__":
    main()
