"""Huajie from Python: everything a notebook needs, from one place.

`compare`, `sweep`, `sensitivity` and `robust` return results with `.table`, `.plot()` and
`.to_parquet()`; `Scenario` loads and varies a place, `simulate` runs it once, `open_store` reads
what was run before. docs/tutorials/notebooks/researcher.ipynb shows each of them at work.
"""

from experiments.runs.store import open_store
from experiments.studies.comparison import compare
from experiments.studies.robustness import robust
from experiments.studies.sensitivity import sensitivity
from experiments.studies.sweep import sweep
from model.scenario import Scenario
from model.simulate import simulate

__all__ = ["Scenario", "compare", "open_store", "robust", "sensitivity", "simulate", "sweep"]
