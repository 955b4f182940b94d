"""Numba's LLVM of the rules as it is before any optimisation, kept as text: nothing is compiled for this machine.

Runs in a process of its own (`python -m experiments.web.capture`), as it replaces five private points of Numba; where one
has moved, it says so and ends. Reads the types of the parameters from stdin, writes the texts and the entries to stdout.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any

from numba import types
from numba.core import cgutils, codegen, compiler, cpu, dispatcher
from numba.core.compiler import Flags
from numba.core.registry import cpu_target

MOVED = (
    "The web build replaces private points of Numba {numba} that are no longer there: {missing}. It knows Numba 0.68."
)
POINTS = (
    (codegen.CPUCodeLibrary, "add_ir_module"),
    (codegen.CPUCodeLibrary, "add_llvm_module"),
    (codegen.CPUCodeLibrary, "add_linking_library"),
    (codegen.CPUCodeLibrary, "finalize"),
    (codegen.CPUCodeLibrary, "_linking_libraries"),
    (cpu.CPUContext, "get_executable"),
    (cpu.CPUContext, "create_cpython_wrapper"),
    (cpu.CPUContext, "create_cfunc_wrapper"),
    (dispatcher.Dispatcher, "enable_caching"),
)


def keep_texts() -> None:
    """Let every library of code keep its texts and go no further."""
    import numba

    missing = [
        f"{kind.__name__}.{name}" for kind, name in POINTS if name != "_linking_libraries" and not hasattr(kind, name)
    ]
    probe = codegen.CPUCodeLibrary(cpu_target.target_context.codegen(), "probe")
    if not isinstance(getattr(probe, "_linking_libraries", None), list) or not isinstance(
        getattr(probe, "_finalized", None), bool
    ):
        missing.append("CPUCodeLibrary._linking_libraries, _finalized")
    if missing:
        raise SystemExit(MOVED.format(numba=numba.__version__, missing=", ".join(missing)))

    def add_ir_module(self: Any, module: Any) -> None:
        self.__dict__.setdefault("texts", []).append(cgutils.normalize_ir_text(str(module)))

    def add_llvm_module(self: Any, module: Any) -> None:
        self.__dict__.setdefault("texts", []).append(str(module))

    def finalize(self: Any) -> None:
        self._finalized = True

    library: Any = codegen.CPUCodeLibrary
    library.add_ir_module, library.add_llvm_module, library.finalize = add_ir_module, add_llvm_module, finalize
    library.add_linking_library = lambda self, other: self._linking_libraries.append(other)
    context: Any = cpu.CPUContext
    context.get_executable = lambda self, library, fndesc, env: [].append  # one of its own for each; nobody calls it
    context.create_cpython_wrapper = context.create_cfunc_wrapper = lambda self, *_, **__: None
    made: Any = dispatcher.Dispatcher
    made.enable_caching = lambda self: None


def lowered(function: Any, parameters: tuple[types.Type, ...]) -> Any:
    """A rule and all it calls, lowered for these types."""
    flags = Flags()
    flags.error_model = "numpy"
    flags.no_cpython_wrapper = flags.no_cfunc_wrapper = flags.no_compile = True
    flags.nrt = True
    typing, target = cpu_target.typing_context, cpu_target.target_context
    # What the many parameters hold is read once: a third of the text, and of the time.
    from model.compilation.read_once import ReadingOnce

    return compiler.compile_extra(typing, target, function, parameters, None, flags, {}, pipeline_class=ReadingOnce)


def texts_of(libraries: list[Any]) -> list[str]:
    """The texts of some libraries and of all they link, each once."""
    found: dict[int, Any] = {}

    def visit(library: Any) -> None:
        if id(library) not in found:
            found[id(library)] = library
            for other in library._linking_libraries:
                visit(other)

    for library in libraries:
        visit(library)
    return [text for library in found.values() for text in library.__dict__.get("texts", [])]


def main() -> None:
    """Lower every entry for the types on stdin."""
    keep_texts()  # before any rule is read
    told = pickle.load(sys.stdin.buffer)
    from experiments.web.entries import ENTRIES

    results = {entry.__name__: lowered(entry.py_func, told) for entry in ENTRIES}
    names = {name: result.fndesc.llvm_func_name for name, result in results.items()}
    texts = texts_of([result.library for result in results.values()])
    pickle.dump({"names": names, "texts": texts}, sys.stdout.buffer)


if __name__ == "__main__":
    main()
