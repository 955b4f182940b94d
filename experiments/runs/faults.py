"""Faults of the machine: told apart from what a run itself raises, and never stored as its result.

Core objects: `MachineError` (what stops a command), `is_of_the_machine` (whose fault an exception is) and
`check_importable_main` (scripts that worker processes would run again from the top).
"""

from __future__ import annotations

import ast
import multiprocessing
import pickle
import sys
from pathlib import Path
from types import FrameType

from experiments.runs.plan import PlanError

# What a disk, a memory, an import or a damaged file raises: nothing that a run's own numbers can bring about.
MACHINE = (OSError, MemoryError, ImportError, EOFError, SystemError, pickle.PickleError)
COMPILER = ("numba", "llvmlite", "model.compilation")
GUARD = "put the call under: if __name__ == '__main__':"


class MachineError(RuntimeError):
    """Runs that this machine could not compute; the text says why, and what to do."""


def is_of_the_machine(error: BaseException) -> bool:
    """Whether an exception tells of the machine (disk, memory, compiler), not of the run's own numbers."""
    if isinstance(error.__context__, MemoryError):  # the model says which number of the place asks for the memory
        return True
    if isinstance(error, MACHINE) or _is_of_compiler(type(error).__module__):
        return True
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return frame is not None and _is_of_compiler(str(frame.tb_frame.f_globals.get("__name__")))


def _is_of_compiler(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in COMPILER)


def check_importable_main() -> None:
    """Refuse to start worker processes for a script that each of them would run again from its top.

    Every spawned worker imports the main script. One that starts its runs at the top, outside of
    `if __name__ == "__main__":`, would start them again in every worker.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise PlanError(f"--engine processes: this script is being read by a worker that it started; {GUARD}")
    path = getattr(sys.modules["__main__"], "__file__", None)
    if path is None:  # a notebook, a prompt, python -c
        return
    if not Path(path).is_file():
        raise PlanError(f"--engine processes: workers cannot read the script '{path}'; save it as a file and {GUARD}")
    line = _line_at_top_of_main()
    if line is not None and not _is_guarded(Path(path), line):
        raise PlanError(
            f"--engine processes: {path}, line {line}: every worker would run this script again; {GUARD}, or use threads"
        )


def _line_at_top_of_main() -> int | None:
    """The line of the main script whose top level led here, if any did."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__") == "__main__":
            return frame.f_lineno
        frame = frame.f_back
    return None


def _is_guarded(path: Path, line: int) -> bool:
    """Whether the statement at this line stands under a test of `__name__`; yes where the file is no Python source."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return True
    tests = (each for each in ast.walk(tree) if isinstance(each, ast.If) and "__name__" in ast.dump(each.test))
    return any(each.lineno <= line <= (each.end_lineno or each.lineno) for each in tests)
