"""A cold start on two processors: while this process compiles the day from its front, a helper begins at its end.

Core objects: `Helper` (the process that compiles ahead, as its owner sees it) and `compile_steps` (what it does). The
two meet in the compile cache, where each finds what the other has done. Nothing depends on the helper: without it, or
when it dies, every rule is compiled here.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba import config, typeof, types
from numba.core import compiler
from numba.core.compiler import Flags
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.registry import cpu_target
from numba.core.typed_passes import NopythonTypeInference

import model
from model import day_steps
from model.compilation.cache import is_shared
from model.compilation.read_once import ReadingOnce
from model.day import day, days
from model.outcomes import Yardstick, measure

START = f"import sys; sys.path.insert(0, sys.argv[1]); from {__name__} import serve; serve()"


class Helper:
    """The process that compiles ahead; waits for `begin`, and ends with this process at the latest."""

    def __init__(self) -> None:
        # -P: what lies in the working folder is no module of ours, whatever it is called.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", START, str(Path(model.__path__[0]).parents[__name__.count(".") - 1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(self.end)

    def begin(self, world: Any, numbers: Any, plan: Any) -> None:
        """Let it compile for tables of these types."""
        told = {"world": typeof(world), "numbers": typeof(numbers), "plan": typeof(plan)}
        assert self.process.stdin is not None
        with suppress(OSError), self.process.stdin as words:
            pickle.dump(told, words)

    def end(self) -> None:
        """Stop it, wherever it is: what it has finished stands in the cache."""
        atexit.unregister(self.end)
        self.process.kill()
        self.process.communicate()


def helper() -> Helper | None:
    """A helper where it can help: nothing is compiled yet, and there is a processor for it."""
    if config.DISABLE_JIT or days.signatures or is_compiled() or not is_shared() or processors() < 2:
        return None
    return Helper()


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_compiled() -> bool:
    """Whether the whole day stands in the cache."""
    return any(Path(config.CACHE_DIR).glob("*/day.days-*.nbc"))


def steps_of_the_day() -> list[Any]:
    """The steps in the order in which the day names them."""
    named = (getattr(day_steps, name, None) for name in day.py_func.__code__.co_names)
    return [step for step in named if getattr(step, "py_func", day).__module__ == day_steps.__name__]


def compile_steps(told: dict[str, types.Type]) -> None:
    """Compile the rules of the day from its last step back, until its owner is done with them, then the outcomes.

    To find the types of a step, Numba compiles every rule that the step calls; the step itself is written into `days`.
    """
    told = {**told, "share": types.float64, "activity": types.float64}
    told["society"] = type_of(day_steps.society_of, told)
    for step in reversed(steps_of_the_day()):
        if not is_compiled():
            type_of(step, told)
    world, numbers = members(told["world"]), members(told["numbers"])
    allowed, prices = members(numbers["domain"])["deadline_days"], types.Array(types.float64, 1, "C")
    yardstick = types.NamedTuple((types.float64, allowed, prices, prices), Yardstick)
    measure.compile((*[types.int64] * 5, world["cases"], world["series"], numbers["place"], yardstick))


def members(table: Any) -> dict[str, types.Type]:
    """The types of what a named tuple holds, by name."""
    return dict(zip(table.fields, table.types, strict=True))


def type_of(step: Any, told: dict[str, types.Type]) -> types.Type:
    """What a step gives, by the types of its parameters; whole numbers where nothing else is told."""
    code = step.py_func.__code__
    parameters = tuple(told.get(name, types.int64) for name in code.co_varnames[: code.co_argcount])
    flags = Flags()
    flags.error_model = "numpy"
    typing, target = cpu_target.typing_context, cpu_target.target_context
    return compiler.compile_extra(typing, target, step.py_func, parameters, None, flags, {}, pipeline_class=TypesAlone)


@register_pass(mutates_CFG=False, analysis_only=True)
class EndWithTypes(FunctionPass):
    """End here, with the type of what the function gives."""

    _name = "end_with_types"

    def __init__(self) -> None:
        FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Numba's own way out of a pipeline."""
        raise compiler._EarlyPipelineCompletion(state.return_type)


class TypesAlone(ReadingOnce):
    """The compiler of the day up to the types: no code is made."""

    def define_pipelines(self) -> list[Any]:
        """The one pipeline."""
        [pipeline] = super().define_pipelines()
        pipeline.add_pass_after(EndWithTypes, NopythonTypeInference)
        pipeline.finalize()
        return [pipeline]


def serve() -> None:
    """Compile ahead for the process that started this one, as it says on standard input."""
    compile_steps(pickle.load(sys.stdin.buffer))
