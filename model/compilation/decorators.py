"""How rules are compiled: the decorators that every rule carries."""

from __future__ import annotations

from numba import njit

from model.compilation.cache_files import install
from model.compilation.read_once import ReadingOnce

install()

# Rules get all arrays from their caller and make none, so they need no reference counting: with
# it, handing a table to a helper per case cost more than all the rest (docs/background/performance.md).
# A `rule` is called by rules only; leaving out its Python entry saves a third of compilation.
_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
compiled = njit(**_OPTIONS, _nrt=False)
# For the day, which holds the whole world and has its steps written into it, and the rule with the most columns.
compiled_reading_once = njit(**_OPTIONS, _nrt=False, pipeline_class=ReadingOnce)
rule = njit(**_OPTIONS, _nrt=False, no_cpython_wrapper=True)
rule_reading_once = njit(**_OPTIONS, _nrt=False, no_cpython_wrapper=True, pipeline_class=ReadingOnce)
# Written into its caller, so that a loop over it can be done several rounds at once.
inlined = njit(**_OPTIONS, _nrt=False, inline="always")
# The few that make arrays: building, dealing, measuring.
allocating = njit(**_OPTIONS, _nrt=True)
allocating_rule = njit(**_OPTIONS, _nrt=True, no_cpython_wrapper=True)
