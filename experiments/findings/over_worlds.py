"""What a comparison found over worlds: shares, differences and what to find out first, as tidy frames.

Core objects: `shares` (in which share of worlds a policy is best), `pairs` (median and middle 90 % of every paired
difference), `information` (what it is worth to know each number before the choice, in the outcome's unit, and in yuan for outcomes with a price).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
YUAN = "yuan"  # all that has a price, in yuan a year
SHARES = ["policy", "outcome", "best_share", "low", "high", "near_share", "margin", "worlds"]
INFORMATION = ["parameter", "outcome", "evppi", "low90", "high90", "noise", "clear", "evpi", "worlds"]
POINT = 0.01  # of a share: what a price of a share is a price of
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
    """policy, outcome, best_share, low, high, near_share, margin, worlds: for every outcome that has a better side, then for
    `ALL` criteria together. `low` and `high` are the 95 % interval that so many worlds leave to `best_share`, `margin` half of it;
    `near_share` counts worlds in which the policy is within a point (or 2 %) of the best.
    """
    import pandas

    rows: list[tuple[str, str, float, float, float, float, float, int]] = []

    def add(outcome: str, found: Sequence[Share]) -> None:
        for policy, each in zip(policies, found, strict=True):
            rows.append((policy, outcome, each.best, *each.interval, each.near, each.margin, each.worlds))

    for outcome, definition in OUTCOMES.items():
        if definition.better:
            values = stacked(samples, policies, outcome)
            known = np.abs(values[np.isfinite(values)])
            size = float(np.median(known)) if known.size else 0.0
            delta = NEAR if definition.unit == "share" else NEAR_OF_OTHERS * size
            add(outcome, best_shares(values, is_higher(outcome), delta))
    add(ALL, best_together([(stacked(samples, policies, each), is_higher(each)) for each in CRITERIA]))
    return pandas.DataFrame(rows, columns=SHARES)


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
    prices: Mapping[str, float] | None = None,
) -> pandas.DataFrame:
    """parameter, outcome, evppi, low90, high90, noise, clear, evpi, worlds: the most valuable first, by outcome.

    In the outcome's unit: how much better the choice among `policies` would come out on average if the number were known. With
    `prices` (yuan a year by outcome) first the rows of `YUAN`: the choice by all that has a price together. Numbers that share
    one factor count as one. Empty with fewer than 20 worlds.
    """
    import pandas

    from experiments.labels import family

    named = {family(path) if path.startswith("domain.") else path: path for path in reversed(ensemble.paths)}
    paths = list(named.values())[::-1]
    rows = []
    if paths:
        numbers = ensemble.numbers(seeds, paths)
        priced = {YUAN: (in_yuan(samples, policies, prices), True)} if prices else {}
        by_outcome = {name: (stacked(samples, policies, name), is_higher(name)) for name in outcomes}
        for outcome, (values, higher) in {**priced, **by_outcome}.items():
            whole = perfect_information(values, higher)
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
                for each in partial_information(values, numbers, higher)
            ]
    return pandas.DataFrame(rows, columns=INFORMATION)


def in_yuan(samples: Samples, policies: Sequence[str], prices: Mapping[str, float]) -> Floats:
    """What the outcomes that have a price come to, in yuan a year, shape (worlds, policies); more is better.

    A price is what the better side of an outcome is worth by unit, of a share by percentage point.
    """
    worth = np.zeros_like(stacked(samples, policies, next(iter(prices))))
    for outcome, price in prices.items():
        unit = POINT if OUTCOMES[outcome].unit == "share" else 1.0
        worth += (price if is_higher(outcome) else -price) / unit * stacked(samples, policies, outcome)
    return worth


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
