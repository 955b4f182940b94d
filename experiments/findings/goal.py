"""What a search for a target found, in sentences and a table of words.

Core objects: `goal_sentences` and `shown_points`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import beside_sentence, clauses, of_group
from experiments.findings.whatif import money_text
from experiments.labels import choice, lowered, outcome, text
from experiments.labels.formats import format_number, format_percent, format_value, format_with_range, unit_of_outcome
from experiments.labels.settings import lever_label

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import GoalResult

NAMED = 4


def goal_sentences(found: GoalResult, language: str) -> list[str]:
    """The least that reaches the target or that none does; whether fresh seeds agree; what gets worse; what it costs."""
    worse, better = of_group(found.changes, "worse"), of_group(found.changes, "better")
    told = [*worse[:NAMED], *better[:NAMED]]
    further = (
        sure_sentence(found, language),
        text("goal.worse", language, list=clauses(worse, language, NAMED))
        if worse
        else text("goal.worse.none", language),
        text("goal.better", language, list=clauses(better, language, NAMED)) if better else "",
        beside_sentence(found.changes, told, language),
        cost_sentence(found, language),
    )
    return [headline(found, language), *filter(None, further)]


def headline(found: GoalResult, language: str) -> str:
    """The answer in one sentence."""
    row = point_row(found, found.nearest)
    name = found.target.outcome
    unit = unit_of_outcome(name)
    words = {
        "target": target_text(found, language),
        "levers": levers_text(found, found.nearest, language),
        "value": format_value(float(row["mean"]), unit, language),
        "present": levers_text(found, {each.path: found.scenario.value(each.path) for each in found.levers}, language),
        "ranges": ranges_text(found, language),
    }
    if found.found is None:
        stays = all(found.nearest[each.path] == found.scenario.value(each.path) for each in found.levers)
        return text("goal.nowhere.present" if stays else "goal.nowhere", language, **words)
    key = "goal.found" if len(found.levers) == 1 else "goal.found.mix"
    return text(key, language, **words)


def target_text(found: GoalResult, language: str) -> str:
    """The target in words: "harm from incidents −50 % against today"."""
    target = found.target
    return bound_text(target.outcome, target.factor, target.bound, target.is_lower, language)


def bound_text(name: str, factor: float | None, bound: float | None, is_lower: bool, language: str) -> str:
    """What an outcome is to reach, in words."""
    named = lowered(outcome(name, language), language)
    if factor is not None:
        return text("goal.target.relative", language, outcome=named, change=format_percent(factor - 1.0, True))
    limit = format_value(bound or 0.0, unit_of_outcome(name), language)
    return text("goal.target.low" if is_lower else "goal.target.high", language, outcome=named, bound=limit)


def levers_text(found: GoalResult, levers: Mapping[str, Any], language: str) -> str:
    """Levers with their values."""
    parts = [
        text("alt.row", language, name=lever_label(path, language), value=choice(value, language))
        for path, value in levers.items()
    ]
    return text("join.list", language).join(parts)


def ranges_text(found: GoalResult, language: str) -> str:
    """The ranges that were searched."""
    parts = [
        text("alt.row", language, name=lever_label(each.path, language),
             value=text("number.range", language, low=choice(each.low, language), high=choice(each.high, language)))
        for each in found.levers
    ]  # fmt: skip
    return text("join.list", language).join(parts)


def point_row(found: GoalResult, levers: Mapping[str, Any]) -> Any:
    """The row of a point that was tried."""
    rows = found.table
    for path, value in levers.items():
        rows = rows[rows[path] == value]
    return rows.iloc[0]


def sure_sentence(found: GoalResult, language: str) -> str:
    """With which confidence, and whether seeds that took no part in the search agree."""
    words = {"confidence": format_number(100 * found.confidence), "runs": int(found.changes["replications"].max())}
    row = found.changes.set_index("outcome").loc[found.target.outcome]
    unit = unit_of_outcome(found.target.outcome)
    words["before"], words["after"] = (format_value(float(row[key]), unit, language) for key in ("before", "after"))
    key = "goal.nearest" if found.found is None else "goal.confirmed" if found.confirmed else "goal.unconfirmed"
    key += ".worlds" if found.over_worlds else ""
    return text(key, language, **words)


def cost_sentence(found: GoalResult, language: str) -> str:
    """What it costs a year, and where the money comes from."""
    yuan = float(point_row(found, found.nearest)["yuan"])
    if not math.isfinite(yuan) or abs(yuan) < 1.0:
        return text("goal.cost.none", language)
    if yuan < 0:
        return text("goal.cost.saves", language, money=money_text(-yuan, language))
    is_new = found.new_money or any(each.path == "budget.yearly_yuan" for each in found.levers)
    return text("goal.cost.new" if is_new else "goal.cost.delivery", language, money=money_text(yuan, language))


def shown_points(found: GoalResult, language: str) -> pandas.DataFrame:
    """The points tried: levers, outcome with its interval, money, whether the target is reached."""
    import pandas

    name = found.target.outcome
    unit = unit_of_outcome(name)
    rows = [
        {
            **{each.path: choice(row[each.path], language) for each in found.levers},
            outcome(name, language, with_unit=True): format_with_range(
                row["mean"], row["low"], row["high"], unit, language
            ),
            "yuan": format_number(round(row["yuan"]), True) if math.isfinite(row["yuan"]) else "–",
            "reached": bool(row["reached"]),
        }
        for row in found.table.to_dict("records")
    ]
    return pandas.DataFrame(rows)
