"""Whether the compiled model and the plain-Mesa rival agree: means of every outcome, place by place, policy by policy.

    python -m experiments.benchmarks.agreement [--seeds 50] [--places estate,village] [--json FILE]

Seeds of the two sides are independent. A row agrees when the difference of means lies within
its Welch interval at a joint confidence of 99 % over all rows of the table (Bonferroni).

Core objects: `compare` (the table) and `sample` (outcomes of one side over seeds).
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from experiments.benchmarks.places import ARMS, SMALL_PLACES, arm

JOINT_CONFIDENCE = 0.99
MIN_DEFINED = 5
ROUNDING = 1e-9
# Compiled runs cost next to nothing, so the rival's runs alone set the width.
COMPILED_RUNS_PER_RIVAL = 4
RIVAL_SEEDS_FROM = 1_000_000


@dataclass(frozen=True)
class Row:
    """One outcome in one place under one policy: mean of both sides, difference and its joint half-width."""

    place: str
    policy: str
    outcome: str
    compiled: float
    rival: float
    difference: float
    half_width: float
    runs: tuple[int, int]

    @property
    def agrees(self) -> bool:
        """Whether zero lies within the joint interval (rounding of sums apart)."""
        return abs(self.difference) <= self.half_width or self._is_rounding

    @property
    def _is_rounding(self) -> bool:
        return abs(self.difference) <= ROUNDING * max(abs(self.compiled), abs(self.rival))

    @property
    def in_half_widths(self) -> float:
        """The difference as a multiple of its half-width."""
        return (
            0.0 if self._is_rounding else abs(self.difference) / self.half_width if self.half_width > 0.0 else math.inf
        )


def compiled_run(place: str, policy: str, seed: int) -> dict[str, float]:
    """Outcomes of one run of the compiled model."""
    from model.simulate import simulate

    return dict(simulate(arm(place, policy), seed=seed).scalars())


def rival_run(place: str, policy: str, seed: int) -> dict[str, float]:
    """Outcomes of one run of the rival."""
    from experiments.benchmarks.plain_mesa import run

    return run(arm(place, policy), RIVAL_SEEDS_FROM + seed)


def sample(
    one_run: Callable[[str, str, int], dict[str, float]],
    place: str,
    policy: str,
    seeds: Iterable[int],
    workers: int = 1,
) -> dict[str, np.ndarray]:
    """Outcome name → its values over the seeds, NaN where undefined."""
    if workers == 1:
        runs = [one_run(place, policy, seed) for seed in seeds]
    else:
        with ProcessPoolExecutor(workers) as pool:
            runs = list(pool.map(partial(one_run, place, policy), seeds))
    return {name: np.array([run[name] for run in runs], dtype=float) for name in runs[0]}


def compare(
    places: Iterable[str], policies: Iterable[str], seeds: int, workers: int = 1, families: int = 1
) -> list[Row]:
    """The table: all outcomes of all cells, bounded jointly, together with those of `families` − 1 tables of its size."""
    samples = {}
    for place in places:
        for policy in policies:
            compiled = sample(compiled_run, place, policy, range(1, COMPILED_RUNS_PER_RIVAL * seeds + 1))
            samples[place, policy] = compiled, sample(rival_run, place, policy, range(1, seeds + 1), workers)
    pairs = [
        (place, policy, name, compiled[name], rival[name])
        for (place, policy), (compiled, rival) in samples.items()
        for name in compiled
    ]
    return [row for pair in pairs if (row := bounded(*pair, comparisons=len(pairs) * families)) is not None]


def bounded(
    place: str, policy: str, outcome: str, compiled: np.ndarray, rival: np.ndarray, comparisons: int
) -> Row | None:
    """One row with its joint half-width; None where neither side defines the outcome often enough to have a mean."""
    from scipy.stats import t

    ours, theirs = compiled[~np.isnan(compiled)], rival[~np.isnan(rival)]
    if min(len(ours), len(theirs)) < MIN_DEFINED:
        if max(len(ours), len(theirs)) >= max(2 * MIN_DEFINED, len(compiled) // 2):
            # One side nearly always defines what the other never does: that is a difference.
            return Row(place, policy, outcome, _mean(ours), _mean(theirs), math.inf, 0.0, (len(ours), len(theirs)))
        return None
    errors = [values.var(ddof=1) / len(values) for values in (ours, theirs)]
    error = math.sqrt(sum(errors))
    parts = [e * e / (len(v) - 1) for e, v in zip(errors, (ours, theirs), strict=True)]
    freedom = sum(errors) ** 2 / sum(parts) if sum(parts) > 0.0 else 1.0
    width = float(t.isf((1.0 - JOINT_CONFIDENCE) / (2 * comparisons), freedom)) * error
    means = float(ours.mean()), float(theirs.mean())
    return Row(place, policy, outcome, *means, means[1] - means[0], width, (len(ours), len(theirs)))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else math.nan


def report(rows: list[Row], every: bool) -> str:
    """The table in words: rows that disagree, or all of them, and how near the nearest came."""
    shown = rows if every else [row for row in rows if not row.agrees]
    lines = [
        f"{'place':10} {'policy':22} {'outcome':34} {'compiled':>12} {'rival':>12} {'difference':>12} {'joint ±':>12}  runs"
    ]
    lines += [
        f"{row.place:10} {row.policy:22} {row.outcome:34} {row.compiled:12.5g} {row.rival:12.5g} "
        f"{row.difference:12.4g} {row.half_width:12.4g}  {row.runs[0]}/{row.runs[1]}{'' if row.agrees else '  DIFFERS'}"
        for row in shown
    ]
    differing = sum(not row.agrees for row in rows)
    nearest = max(rows, key=lambda row: row.in_half_widths)
    lines.append(
        f"{len(rows)} comparisons at a joint confidence of {JOINT_CONFIDENCE:.0%}: {differing} differ; the largest "
        f"difference is {nearest.in_half_widths:.2f} of its half-width "
        f"({nearest.place}, {nearest.policy}, {nearest.outcome})"
    )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Compare and print; exit code 1 when any row differs."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmarks.agreement", description=__doc__)
    parser.add_argument(
        "--seeds",
        type=int,
        default=50,
        help="runs of the rival in each cell; the compiled model does four times as many",
    )
    parser.add_argument("--places", default=",".join(SMALL_PLACES), help="small places, separated by commas")
    parser.add_argument("--policies", default=",".join(ARMS), help="policies, separated by commas")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--all", action="store_true", help="print every row, not only those that differ")
    parser.add_argument("--json", type=Path, help="write all rows to this file")
    chosen = parser.parse_args(arguments)
    rows = compare(chosen.places.split(","), chosen.policies.split(","), chosen.seeds, chosen.workers)
    print(report(rows, chosen.all))
    if chosen.json:
        import json

        chosen.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return int(any(not row.agrees for row in rows))


if __name__ == "__main__":
    sys.exit(main())
