"""Huajie from Python: everything a notebook needs, from one place.

`compare`, `sweep`, `sensitivity` and `robust` return results with `.table`, `.plot()` and
`.to_parquet()`; `Scenario` loads and varies a place, `simulate` runs it once, `open_store` reads
what was run before. docs/notebooks/researcher.ipynb shows each of them at work.
"""

from experiments.compare import compare
from experiments.robust import robust
from experiments.sensitivity import sensitivity
from experiments.store import open_store
from experiments.sweep import sweep
from model.scenario import Scenario
from model.simulate import simulate

__all__ = ["Scenario", "compare", "open_store", "robust", "sensitivity", "simulate", "sweep"]
