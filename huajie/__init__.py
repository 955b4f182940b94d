"""Huajie from Python: everything a script or notebook needs, from one place.

`compare`, `attribute`, `sweep`, `optimize`, `sensitivity` and `robust` return results with `.table` and
`.to_parquet()`, all but `attribute` with `.plot()`; `Scenario` loads and varies a place, `simulate` runs it once, `open_store` reads
what was run before. docs/tutorials/notebooks/researcher.ipynb shows each of them at work.
"""

from experiments.runs.own_outcomes import OwnOutcome
from experiments.runs.store import open_store
from experiments.studies.attribution import attribute
from experiments.studies.comparison import Comparison, compare
from experiments.studies.optimization import Front, optimize
from experiments.studies.robustness import Robustness, robust
from experiments.studies.sensitivity import Sensitivity, sensitivity
from experiments.studies.single_run import Outcome, simulate
from experiments.studies.sweep import Sweep, sweep
from model.scenario import Scenario

__all__ = [
    "Comparison",
    "Front",
    "Outcome",
    "OwnOutcome",
    "Robustness",
    "Scenario",
    "Sensitivity",
    "Sweep",
    "attribute",
    "compare",
    "open_store",
    "optimize",
    "robust",
    "sensitivity",
    "simulate",
    "sweep",
]
