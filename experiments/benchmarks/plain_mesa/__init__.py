"""The rival: the whole model of docs/reference/ODD.md once more, in plain Mesa, agents as Python objects polled every day.

Written from docs/reference/ODD.md alone: of `model` it imports the scenario and the budget, never a
rule. Draws come from one NumPy Generator, so runs agree with the compiled model in
distribution and not in bits.

Core objects: `PlainSubdistrict` (the `mesa.Model`) and `run` (one whole run, its outcomes).
"""

from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict, run

__all__ = ["PlainSubdistrict", "run"]
