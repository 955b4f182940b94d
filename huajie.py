"""Huajie from Python: everything a notebook needs, from one place.

`compare`, `attribute`, `sweep`, `sensitivity` and `robust` return results with `.table` and
`.to_parquet()`, all but `attribute` with `.plot()`; `Scenario` loads and varies a place, `simulate` runs it once, `open_store` reads
what was run before. docs/tutorials/notebooks/researcher.ipynb shows each of them at work.
"""

from experiments.runs.store import open_store
from experiments.studies.attribution import attribute
from experiments.studies.comparison import compare
from experiments.studies.robustness import robust
from experiments.studies.sensitivity import sensitivity
from experiments.studies.sweep import sweep
from model.scenario import Scenario
from model.simulate import simulate

__all__ = ["Scenario", "attribute", "compare", "open_store", "robust", "sensitivity", "simulate", "sweep"]
