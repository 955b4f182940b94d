"""A pass of the compiler for the largest rules: what their parameters hold is read once, at the beginning.

Core object: `ReadingOnce`, for Numba's `pipeline_class`. A step written into the day gets copies of the
parameters, and to read `world.cases` Numba loads the whole world, some 1,500 words, which LLVM then takes
apart: the copies and 125 readings of the world alone took a fifth of a cold start (docs/background/performance.md).
A parameter keeps its value and a tuple its members, so one name and one reading of each say the same.
"""

from __future__ import annotations

from typing import Any

from numba.core import ir
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.ir_utils import build_definitions, replace_vars
from numba.core.postproc import PostProcessor
from numba.core.untyped_passes import InlineInlinables


@register_pass(mutates_CFG=False, analysis_only=False)
class ReadParametersOnce(FunctionPass):
    """Call every copy of a parameter by the parameter's name, and read each of its members at the beginning."""

    _name = "read_parameters_once"

    def __init__(self) -> None:
        FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Rewrite the function; True tells Numba that it changed."""
        blocks = state.func_ir.blocks
        name_once(blocks)
        read_once(blocks)
        state.func_ir._definitions = build_definitions(blocks)
        PostProcessor(state.func_ir).run()
        return True


class ReadingOnce(CompilerBase):
    """Numba's compiler, with that pass after the steps are written in."""

    def define_pipelines(self) -> list[Any]:
        """The one pipeline."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(ReadParametersOnce, InlineInlinables)
        pipeline.finalize()
        return [pipeline]


def name_once(blocks: dict[int, Any]) -> None:
    """Replace the variables that are only ever copies of a parameter by the parameter's own."""
    parameters, assigned = _parameters(blocks), _assigned(blocks)
    known = dict(parameters)
    while copies := {
        name: known[values[0].name]
        for name, values in assigned.items()
        if name not in known and len(values) == 1 and isinstance(values[0], ir.Var) and values[0].name in known
    }:
        known |= copies
    for block in blocks.values():
        block.body = [line for line in block.body if not _sets(line, known.keys() - parameters.keys())]
    replace_vars(blocks, known)


def read_once(blocks: dict[int, Any]) -> None:
    """Read each member of a parameter into a variable in the first block, and use that one everywhere."""
    parameters, members = _parameters(blocks), {}
    for line in (line for block in blocks.values() for line in block.body if isinstance(line, ir.Assign)):
        read = line.value
        if isinstance(read, ir.Expr) and read.op == "getattr" and read.value.name in parameters:
            name = f"{read.value.name}.{read.attr}"
            if name not in members:
                members[name] = ir.Assign(read, ir.Var(line.target.scope, name, line.loc), line.loc)
            line.value = members[name].target
    first = blocks[min(blocks)]
    start = sum(map(_is_parameter, first.body))
    first.body[start:start] = members.values()


def _parameters(blocks: dict[int, Any]) -> dict[str, Any]:
    """The variables of the parameters by name: the function begins by setting them; those it sets again are left out."""
    targets, assigned = (line.target for line in blocks[min(blocks)].body if _is_parameter(line)), _assigned(blocks)
    return {target.name: target for target in targets if len(assigned[target.name]) == 1}


def _is_parameter(line: Any) -> bool:
    return isinstance(line, ir.Assign) and isinstance(line.value, ir.Arg)


def _assigned(blocks: dict[int, Any]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for line in (line for block in blocks.values() for line in block.body if isinstance(line, ir.Assign)):
        values.setdefault(line.target.name, []).append(line.value)
    return values


def _sets(line: Any, names: set[str]) -> bool:
    return isinstance(line, ir.Assign) and line.target.name in names
