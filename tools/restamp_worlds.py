"""Name the present rules in the shipped worlds, if a sample of them still gives every stored digit.

`python -m tools.restamp_worlds [--every 8]`, after a change of rules that keeps the bits (`python tools/golden.py` says so).
Every eighth world is lived again on the seeds of its making; where a digit differs nothing is written, and
`python run.py calibrate PLACE --worlds 240` makes the worlds anew.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from experiments.runs.ensembles import COMMAND, EXPECTED, Ensemble
from experiments.runs.execution import Options, run_plan
from experiments.runs.history_matching import CONFIRMING_FROM, CONFIRMING_SEEDS, FIRST_SEED, SOLVING_SEEDS
from experiments.runs.kept_tables import read_table, write_table
from experiments.runs.plan import Plan, Point, paired_seeds
from model.scenario import Scenario, scenario_folder
from model.version import model_version

PARTS = ((FIRST_SEED, SOLVING_SEEDS), (CONFIRMING_FROM, CONFIRMING_SEEDS))


def main() -> int:
    """Look at every file of worlds; 1 where one of them is of other rules than today's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=8, help="one world in so many is lived again")
    every = parser.parse_args().every
    return max(
        _renamed(path, every)
        for path in sorted((scenario_folder() / "worlds").glob("*.parquet"))
        if "." not in path.stem
    )


def _renamed(path: Path, every: int) -> int:
    scenario = Scenario.load(path.stem)
    ensemble, (table, _) = Ensemble.load(path, scenario), read_table(path, COMMAND)
    if ensemble.about.get("model_version") == model_version():
        print(f"{path.name}: of the present rules")
        return 0
    chosen = list(range(0, len(ensemble), every))
    names = [name for name in table.column_names if name.startswith(EXPECTED) and not name.endswith("weight")]
    points = tuple(Point(str(at), dict(ensemble.worlds[at])) for at in chosen)
    total = sum(count * _means(scenario, points, first, count, names) for first, count in PARTS)
    found = np.vectorize(lambda value: float(f"{value:.5g}"))(total / sum(count for _, count in PARTS))
    stored = table.select(names).to_pandas().to_numpy()[chosen]
    if not np.array_equal(found, stored):
        print(f"{path.name}: {(found != stored).any(axis=1).sum()} of {len(chosen)} worlds differ; make them anew")
        return 1
    write_table(path, table, {**ensemble.about, "model_version": model_version()})
    refits = path.with_suffix(".equifinality.parquet")
    if refits.exists():  # of the same rules, whose bits are today's
        old, about = read_table(refits, "python run.py calibrate PLACE --equifinality 16")
        write_table(refits, old, {**about, "model_version": model_version()})
    print(
        f"{path.name}: {len(chosen)} of {len(ensemble)} worlds gave every stored digit again; named {model_version()}"
    )
    return 0


def _means(scenario: Scenario, points: tuple[Point, ...], first: int, count: int, names: list[str]) -> np.ndarray:
    plan = Plan(scenario.without_reforms(), points, tuple(paired_seeds(count, first)), keep_refused=True)
    rows = run_plan(plan, Options()).rows
    means: np.ndarray = rows.groupby("point")[[name.removeprefix(EXPECTED) for name in names]].mean().to_numpy()
    return means


if __name__ == "__main__":
    sys.exit(main())
