"""What a change makes better and what worse: every outcome, held before against after, none left out.

Core objects: `changes` (samples before and after → a tidy frame in four groups), `change_clause` (one outcome in words),
`worse_sentence` (what a policy makes worse, for any verdict) and `overrun` (arms in no steady state).

Over seeds a change counts where it is clear after Holm's adjustment over all outcomes; over worlds where it goes the same
way in at least `AGREEING` of them: chance alone can be computed away, what is not known about a place cannot.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.labels import lowered, outcome, outcome_unit, text
from experiments.labels.formats import format_value, is_share, unit_of_outcome
from experiments.statistics import Floats, holm, interval, is_clear, paired
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pandas

GROUPS = ("worse", "better", "unclear", "neither")
# What a planner is always told of, clear or not; criteria of a verdict stand beside them.
ALWAYS = ("window_wait_hours", "unserved_share", "satisfaction", "petitions_per_10k", "recurrences", "spent_yuan")
# What is shown first of a change: what a verdict rests on above all, and what a planner is always told of.
MAIN = ("in_the_bud_rate", "harm_per_10k", *ALWAYS)
COLUMNS = (
    "outcome",
    "group",
    "before",
    "after",
    "change",
    "low",
    "high",
    "agreeing",
    "p_holm",
    "replications",
    "missing",
)
AGREEING = 0.9
SETTLED = 0.8  # of an arm's runs must be in a steady state
UNITLESS = {"trust"}  # a unit that says no more than the name
MIDDLE = (0.05, 0.5, 0.95)


def changes(before: Mapping[str, Floats], after: Mapping[str, Floats], over_worlds: bool = False) -> pandas.DataFrame:
    """outcome, group, before, after, change, low, high, agreeing, p_holm, replications, missing: one row an outcome.

    `before` and `after` map every outcome to its samples on the same seeds, shape (replications,). `change` is the mean
    paired difference with its 95 % t interval, `before` and `after` are means; over worlds all three are medians, the change
    with the middle 90 %. `agreeing` is the share of seeds or worlds that move as `change` does. Groups: better, worse, unclear,
    and neither (clear, without a better side).
    """
    import pandas

    found = {name: paired(after[name], before[name]) for name in OUTCOMES}
    adjusted = holm([each.p_value for each in found.values()])
    rows = []
    for (name, each), p_holm in zip(found.items(), adjusted, strict=True):
        apart = after[name] - before[name]
        apart = apart[~np.isnan(apart)]
        change, low, high = each.mean, each.low, each.high
        if over_worlds and apart.size:
            low, change, high = (float(each) for each in np.quantile(apart, MIDDLE))
        agreeing = float((np.sign(apart) == np.sign(change)).mean()) if apart.size and change else 0.0
        clear = agreeing >= AGREEING if over_worlds else is_clear(low, high, p_holm) and bool(change)
        group = _group(name, change) if clear else "unclear"
        sides = (_middle(side[name], over_worlds) for side in (before, after))
        rows.append((name, group, *sides, change, low, high, agreeing, p_holm, int(apart.size), each.missing))
    return pandas.DataFrame(rows, columns=list(COLUMNS))


def _middle(samples: Floats, over_worlds: bool) -> float:
    known = samples[~np.isnan(samples)]
    return float(np.median(known)) if over_worlds and known.size else interval(samples).mean


def changes_of(table: pandas.DataFrame, differences: pandas.DataFrame, policy: str, baseline: str) -> pandas.DataFrame:
    """As `changes`, for a policy of a comparison against its baseline, from the comparison's tidy frames."""
    import pandas

    means = {(row.policy, row.outcome): row.mean for row in table.itertuples(index=False)}
    rows = []
    ours = differences[(differences["policy"] == policy) & differences["outcome"].isin(OUTCOMES)]
    for row in ours.itertuples(index=False):
        clear = math.isfinite(row.low) and is_clear(row.low, row.high, row.p_holm) and bool(row.mean)
        group = _group(row.outcome, row.mean) if clear else "unclear"
        sides = (means.get((baseline, row.outcome), math.nan), means.get((policy, row.outcome), math.nan))
        rows.append(
            (
                row.outcome,
                group,
                *sides,
                row.mean,
                row.low,
                row.high,
                math.nan,
                row.p_holm,
                row.replications,
                row.missing,
            )
        )
    return pandas.DataFrame(rows, columns=list(COLUMNS))


def _group(name: str, change: float) -> str:
    direction = {"higher": 1, "lower": -1}.get(OUTCOMES[name].better or "", 0)
    return ("worse", "neither", "better")[direction * (1 if change > 0 else -1) + 1]


def of_group(found: pandas.DataFrame, group: str) -> list[Any]:
    """The rows of a group, those that a planner is always told of first, then the largest changes for their size."""
    rows = [row for row in found.itertuples() if row.group == group]
    return sorted(rows, key=lambda row: (row.outcome not in ALWAYS, -relative_size(row)))


def relative_size(row: Any) -> float:
    """The size of a change: of a share in points of a hundred, else relative to what it was."""
    if is_share(unit_of_outcome(row.outcome)):
        return abs(float(row.change))
    return abs(row.change) / abs(row.before) if row.before else math.inf


def change_clause(row: Any, language: str) -> str:
    """One outcome in words: "window wait 273 → 1,182 hours"; one figure where both are the same."""
    unit = unit_of_outcome(row.outcome)
    before, after = (format_value(each, unit, language) for each in (row.before, row.after))
    words = {
        "name": lowered(outcome(row.outcome, language), language),
        "move": before if before == after else text("change.move", language, before=before, after=after),
        "unit": outcome_unit(row.outcome, language),
    }
    key = "change.clause.plain" if is_share(unit) or unit in UNITLESS else "change.clause"
    return text(key, language, **words)


def clauses(rows: Sequence[Any], language: str, at_most: int | None = None) -> str:
    """Some outcomes in words, the first `at_most` with their figures and how many more there are."""
    shown = rows[:at_most]
    told = text("change.list", language).join(change_clause(row, language) for row in shown)
    if len(rows) > len(shown):
        told = text("change.more", language, list=told, count=len(rows) - len(shown))
    return told


def names(rows: Sequence[Any], language: str) -> str:
    """The names of some outcomes."""
    return text("join.words", language).join(lowered(outcome(row.outcome, language), language) for row in rows)


def worse_sentence(found: pandas.DataFrame, policy: str, baseline: str, language: str) -> str:
    """What a policy makes worse against a baseline, or that nothing of what a planner is always told of gets worse.

    `found` is what `changes` gives for the two; `policy` and `baseline` are their names in words.
    """
    worse = of_group(found, "worse")
    if worse:
        return text("change.worse", language, policy=policy, baseline=baseline, list=clauses(worse, language, 5))
    return text("change.worse.nothing", language, policy=policy, baseline=baseline)


def beside_sentence(found: pandas.DataFrame, told: Sequence[Any], language: str) -> str:
    """Of what a planner is always told of, with figures: what was not told, by whether it gets better, changes or does not."""
    known = {row.outcome for row in told}
    parts = []
    for group in ("better", "worse", "neither", "unclear"):
        rows = [row for row in of_group(found, group) if row.outcome in ALWAYS and row.outcome not in known]
        if rows:
            parts.append(text(f"change.beside.{group}", language, list=clauses(rows, language)))
    return text("verdict.join", language).join(parts)


def settled_share(stationary: Floats) -> float:
    """In which share of runs nothing still grows when the window ends; NaN where none can say."""
    known = stationary[~np.isnan(stationary)]
    return float(known.mean()) if known.size else math.nan


def overrun(samples: Mapping[str, Floats]) -> bool:
    """Whether an arm is in no steady state in too many runs: what still grows when a run ends has no size of its own."""
    return settled_share(samples["stationary"]) < SETTLED
