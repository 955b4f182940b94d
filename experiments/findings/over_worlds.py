"""What a comparison found over worlds: shares, differences and what to find out first, as tidy frames.

Core objects: `shares` (in which share of worlds a policy is best), `pairs` (median and middle 90 % of every paired
difference), `information` (what it is worth to know each number before the choice).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from experiments.findings.information import (
    Share,
    best_shares,
    best_together,
    partial_information,
    perfect_information,
    spread,
)
from experiments.statistics import Floats
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pandas

    from experiments.runs.ensembles import Ensemble

# Of a policy and an outcome over worlds, shape (worlds,).
Samples = Callable[[str, str], Floats]

CRITERIA = ("in_the_bud_rate", "true_resolution_rate", "harm_per_10k", "cost_per_lasting_resolution_yuan")
ALL = "all"  # best on every criterion at once
NEAR = 0.01  # of a share: as good as the best, for all that matters
NEAR_OF_OTHERS = 0.02  # of the best value, where an outcome is no share


def stacked(samples: Samples, policies: Sequence[str], outcome: str) -> Floats:
    """An outcome, shape (worlds, policies)."""
    return np.array([samples(policy, outcome) for policy in policies]).T


def settling(samples: Samples, policies: Sequence[str]) -> np.ndarray:
    """In which worlds all of some policies settle, shape (worlds,): nothing still grows when the window ends."""
    return np.asarray((stacked(samples, policies, "stationary") == 1.0).all(axis=1))


def is_higher(outcome: str) -> bool:
    """Whether more of an outcome is better."""
    return OUTCOMES[outcome].better == "higher"


def shares(samples: Samples, policies: Sequence[str]) -> pandas.DataFrame:
    """policy, outcome, best_share, near_share, margin, worlds: for every outcome that has a better side, then for `ALL`
    criteria together. `near_share` counts worlds in which the policy is within a point (or 2 %) of the best.
    """
    import pandas

    rows: list[tuple[str, str, float, float, float, int]] = []

    def add(outcome: str, found: Sequence[Share]) -> None:
        for policy, each in zip(policies, found, strict=True):
            rows.append((policy, outcome, each.best, each.near, each.margin, each.worlds))

    for outcome, definition in OUTCOMES.items():
        if definition.better:
            values = stacked(samples, policies, outcome)
            known = np.abs(values[np.isfinite(values)])
            size = float(np.median(known)) if known.size else 0.0
            delta = NEAR if definition.unit == "share" else NEAR_OF_OTHERS * size
            add(outcome, best_shares(values, is_higher(outcome), delta))
    add(ALL, best_together([(stacked(samples, policies, each), is_higher(each)) for each in CRITERIA]))
    return pandas.DataFrame(rows, columns=["policy", "outcome", "best_share", "near_share", "margin", "worlds"])


def pairs(samples: Samples, policies: Sequence[str]) -> pandas.DataFrame:
    """policy, rival, outcome, median, low90, high90, better, worlds: policy less rival, in every pair, each way once.

    `better` is the share of worlds in which the policy is better, or has more where an outcome has no better side.
    """
    import pandas

    rows = []
    for ours, theirs in combinations(policies, 2):
        for outcome, definition in OUTCOMES.items():
            found = spread(samples(ours, outcome) - samples(theirs, outcome))
            better = 1.0 - found.positive if definition.better == "lower" else found.positive
            rows.append((ours, theirs, outcome, found.median, found.low90, found.high90, better, found.worlds))
    columns = ["policy", "rival", "outcome", "median", "low90", "high90", "better", "worlds"]
    return pandas.DataFrame(rows, columns=columns)


def difference(found: pandas.DataFrame, ours: str, theirs: str, outcome: str) -> dict[str, float]:
    """median, low90, high90, better of `ours` less `theirs`, whichever way the pair stands in `pairs`."""
    rows = found[found["outcome"] == outcome]
    row = rows[(rows["policy"] == ours) & (rows["rival"] == theirs)]
    if len(row):
        return {name: float(row[name].iloc[0]) for name in ("median", "low90", "high90", "better")}
    row = rows[(rows["policy"] == theirs) & (rows["rival"] == ours)]
    median, low, high, better = (float(row[name].iloc[0]) for name in ("median", "low90", "high90", "better"))
    return {"median": -median, "low90": -high, "high90": -low, "better": 1.0 - better}


def information(
    samples: Samples,
    policies: Sequence[str],
    ensemble: Ensemble,
    seeds: Sequence[int],
    outcomes: Sequence[str] = CRITERIA,
) -> pandas.DataFrame:
    """parameter, outcome, evppi, low90, high90, noise, clear, evpi, worlds: the most valuable first, by outcome.

    In the outcome's unit: how much better the choice among `policies` would come out on average if the number were known.
    Numbers that share one factor count as one. Empty with fewer than 20 worlds.
    """
    import pandas

    from experiments.labels import family

    named = {family(path) if path.startswith("domain.") else path: path for path in reversed(ensemble.paths)}
    paths = list(named.values())[::-1]
    rows = []
    if paths:
        numbers = ensemble.numbers(seeds, paths)
        for outcome in outcomes:
            values = stacked(samples, policies, outcome)
            whole = perfect_information(values, is_higher(outcome))
            rows += [
                (
                    paths[each.column],
                    outcome,
                    each.value,
                    each.low90,
                    each.high90,
                    each.noise,
                    each.clear,
                    whole,
                    len(seeds),
                )
                for each in partial_information(values, numbers, is_higher(outcome))
            ]
    columns = ["parameter", "outcome", "evppi", "low90", "high90", "noise", "clear", "evpi", "worlds"]
    return pandas.DataFrame(rows, columns=columns)


def winners(
    samples: Samples,
    policies: Sequence[str],
    ensemble: Ensemble,
    seeds: Sequence[int],
    outcome: str,
    paths: Sequence[str],
) -> pandas.DataFrame:
    """One row a world: the numbers at `paths`, and `winner` in an outcome; worlds with an undefined figure are left out."""
    import pandas

    values = stacked(samples, policies, outcome) * (1.0 if is_higher(outcome) else -1.0)
    whole = np.isfinite(values).all(axis=1)
    frame = pandas.DataFrame(ensemble.numbers(seeds, paths)[whole], columns=list(paths))
    return frame.assign(winner=[policies[at] for at in values[whole].argmax(axis=1)])
