"""What a front of policies shows, in sentences and tables of words.

Core objects: `front_sentences`, `shown_front`, `shown_beside` and `shown_credit`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import ALWAYS, beside_sentence, clauses, of_group
from experiments.findings.goal import bound_text
from experiments.findings.whatif import money_text
from experiments.findings.world_verdict import group_name
from experiments.labels import choice, lowered, outcome, text
from experiments.labels.formats import (
    MINUS,
    difference,
    format_difference,
    format_number,
    format_percent,
    format_value,
    format_with_range,
    is_share,
    large_sum,
    unit_of_outcome,
)
from experiments.labels.settings import lever_label
from experiments.statistics import is_clear
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import FrontResult

COST = "cost"
ALIKE = 0.25  # of a lever's range: a front whose values lie closer together has them in common
NAMED = 4
CREDITED = 3  # levers that the sentence names


def front_sentences(found: FrontResult, language: str) -> list[str]:
    """The best mix of the first objective; the other ends; what all share; who earns the gain; what gets worse; how sure."""
    worse, better = of_group(found.changes, "worse"), of_group(found.changes, "better")
    told = [*worse[:NAMED], *better[:NAMED]]
    further = (
        constraint_sentence(found, language),
        *ends_sentences(found, language),
        text("front.worse", language, list=clauses(worse, language, NAMED))
        if worse
        else text("front.worse.none", language),
        beside_sentence(found.changes, told, language),
        credit_sentence(found, language),
        own_sentence(found, language),
        sure_sentence(found, language),
        common_sentence(found, language),
        text(f"front.pays.{found.pays}", language) if COST in found.objectives else "",
        refused_sentence(found, language),
    )
    return [headline(found, language), *filter(None, further)]


def is_lower(name: str) -> bool:
    """Whether less of an objective is better."""
    return name == COST or OUTCOMES[name].better == "lower"


def objective_name(name: str, language: str, with_unit: bool = False) -> str:
    """An objective in words."""
    if name != COST:
        return outcome(name, language, with_unit=with_unit)
    return text("axis.money_against_now" if with_unit else "front.cost", language)


def objective_value(name: str, value: float, language: str) -> str:
    """An objective's figure in words."""
    if name != COST:
        return format_value(value, unit_of_outcome(name), language)
    if not math.isfinite(value):
        return "–"
    if abs(value) < 1.0:
        return text("front.cost.none", language)
    return ("+" if value > 0.0 else MINUS) + money_text(abs(value), language)


def mix_text(row: Any, found: FrontResult, language: str) -> str:
    """A mix by the values of its levers; the present policy by its name."""
    if row["present"]:
        return text("front.present", language)
    return levers_text({each.path: row[each.path] for each in found.levers}, language)


def levers_text(levers: Any, language: str) -> str:
    """Levers with their values."""
    parts = [
        text("alt.row", language, name=lever_label(path, language), value=choice(value, language))
        for path, value in levers.items()
    ]
    return text("join.list", language).join(parts)


def values_text(figures: Any, found: FrontResult, language: str) -> str:
    """All objectives with their figures."""
    parts = [
        text("front.figure", language, name=lowered(objective_name(each, language), language),
             value=objective_value(each, float(figures[each]), language))
        for each in found.objectives
    ]  # fmt: skip
    return text("join.words", language).join(parts)


def figures_of(row: Any, found: FrontResult) -> dict[str, float]:
    """The objectives of a row of the front."""
    return {each: float(row[f"{each}.value"]) for each in found.objectives}


def headline(found: FrontResult, language: str) -> str:
    """Whether a mix beats the present policy in the first objective, and which does best."""
    first, row = found.objectives[0], found.table.iloc[0]
    others = [
        text("front.figure", language, name=lowered(objective_name(each, language), language),
             value=objective_value(each, float(row[f"{each}.value"]), language))
        for each in found.objectives[1:]
    ]  # fmt: skip
    words = {
        "objective": objective_name(first, language),
        "before": objective_value(first, found.present[first], language),
        "after": objective_value(first, float(row[f"{first}.value"]), language),
        "levers": mix_text(row, found, language),
        "others": text("join.words", language).join(others),
        "count": len(found.table),
    }
    if found.judge != "mean":
        words["objective"] = text("front.judged", language, objective=words["objective"])
    if row["present"]:
        return text("front.none.present", language, **words)
    return text("front.best" if found.beats_present else "front.none", language, **words)


def ends_sentences(found: FrontResult, language: str) -> list[str]:
    """The mixes that do best in each further objective."""
    if len(found.table) < 2:
        return [text("front.single", language)]
    told = []
    for each in found.objectives[1:]:
        column = found.table[f"{each}.value"]
        row = found.table.loc[column.idxmin() if is_lower(each) else column.idxmax()]
        words = {
            "objective": lowered(objective_name(each, language), language),
            "levers": mix_text(row, found, language),
            "mix": int(row["mix"]),
            "values": values_text(figures_of(row, found), found, language),
        }
        told.append(text("front.other", language, **words))
    return told


def common_sentence(found: FrontResult, language: str) -> str:
    """The levers whose values lie close together all along the front."""
    if len(found.table) < 2:
        return ""
    parts = []
    for each in found.levers:
        values = list(dict.fromkeys(found.table[each.path]))
        if len(values) == 1:
            shown = choice(values[0], language)
        elif is_narrow(each, values):
            shown = text(
                "number.range", language, low=choice(min(values), language), high=choice(max(values), language)
            )
        else:
            continue
        parts.append(text("alt.row", language, name=lever_label(each.path, language), value=shown))
    if not parts:
        return text("front.common.none", language)
    return text("front.common", language, list=text("join.list", language).join(parts))


def is_narrow(lever: Any, values: list[Any]) -> bool:
    """Whether numbers lie close together for the range that was searched; words never do."""
    low, high = getattr(lever, "low", None), getattr(lever, "high", None)
    if low is None or high is None:
        return False
    return float(max(values)) - float(min(values)) <= ALIKE * (float(high) - float(low))


def credit_sentence(found: FrontResult, language: str) -> str:
    """Which levers earn the gain of the best mix, as credits that sum to it."""
    clear = [row for row in found.credit.itertuples() if is_clear(row.low, row.high)]
    if not clear:
        return "" if found.credit.empty else text("front.credit.none", language)
    name = clear[0].outcome
    parts = [
        text("front.credit.one", language, lever=group_name(str(row.lever_group), language),
             size=difference(row.credit, unit_of_outcome(name), language))
        for row in clear[:CREDITED]
    ]  # fmt: skip
    whole = difference(float(found.credit["credit"].sum()), unit_of_outcome(name), language)
    words = {"outcome": lowered(outcome(name, language), language), "worlds": int(found.credit["worlds"].max())}
    return text("front.credit", language, whole=whole, list=text("join.words", language).join(parts), **words)


def own_sentence(found: FrontResult, language: str) -> str:
    """What the nearest mix without a contract does, where the best one has a contract."""
    if found.own is None:
        return ""
    values = values_text(found.own, found, language)
    if found.own["levers"] is None:
        return text("front.own.same", language, values=values)
    return text("front.own", language, levers=levers_text(found.own["levers"], language), values=values)


def constraint_sentence(found: FrontResult, language: str) -> str:
    """Whether the front keeps the constraints on fresh seeds too."""
    if not found.constraints:
        return ""
    limits = text("join.list", language).join(
        bound_text(each.outcome, each.factor, each.bound, each.is_lower, language) for each in found.constraints
    )
    return text("front.keeps" if found.keeps else "front.keeps.not", language, limits=limits)


def refused_sentence(found: FrontResult, language: str) -> str:
    """How many mixes were set aside in the search."""
    refused = int((~found.tried["allowed"].astype(bool)).sum())
    if not refused:
        return ""
    return text("front.refused.limits" if found.constraints else "front.refused", language, count=refused)


def sure_sentence(found: FrontResult, language: str) -> str:
    """On what the front rests."""
    key = "front.sure.worlds" if found.over_worlds else "front.sure"
    return text(key, language, runs=found.worlds, count=len(found.tried))


def shown_front(found: FrontResult, language: str) -> pandas.DataFrame:
    """The front: objectives, then the levers; intervals stand in `shown_beside` and in the picture."""
    import pandas

    rows = []
    for row in found.table.to_dict("records"):
        cells: dict[str, Any] = {
            "mix": text("front.number.present", language, mix=row["mix"]) if row["present"] else str(row["mix"])
        }
        for name, value in figures_of(row, found).items():
            shown = format_number(large_sum(value, language), True) if name == COST else _level(name, value)
            cells[objective_name(name, language, with_unit=name == COST)] = shown
        rows.append(
            cells | {lever_label(each.path, language): choice(row[each.path], language) for each in found.levers}
        )
    return pandas.DataFrame(rows)


def shown_beside(found: FrontResult, language: str) -> pandas.DataFrame:
    """The objectives with their intervals, and what a planner is always told of: a row an outcome, a column a mix."""
    import pandas

    heads = {int(mix): text("front.mix", language, mix=mix) for mix in found.table["mix"]}
    rows = []
    for name in (each for each in found.objectives if each != COST):
        unit, cells = unit_of_outcome(name), {"now": _level(name, found.present[name])}
        for row in found.table.to_dict("records"):
            value, low, high = (float(row[f"{name}.{end}"]) for end in ("value", "low", "high"))
            cells[heads[row["mix"]]] = format_with_range(value, low, high, unit, language)
        rows.append({"measure": outcome(name, language, with_unit=True), **cells})
    for name in (each for each in ALWAYS if each not in found.objectives):
        of_name = found.beside[found.beside["outcome"] == name]
        cells = {"now": _level(name, float(of_name["before"].iloc[0]))}
        for each in of_name.itertuples():
            shown = text(f"front.cell.{each.group}", language, value=_level(name, each.after))
            cells[heads[each.mix]] = shown
        rows.append({"measure": outcome(name, language, with_unit=True), **cells})
    return pandas.DataFrame(rows)


def _level(name: str, value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return format_percent(value) if is_share(unit_of_outcome(name)) else format_number(value)


def shown_credit(found: FrontResult, language: str) -> pandas.DataFrame:
    """Who earns the gain of the first mix, in words."""
    import pandas

    rows = [
        {
            "item": group_name(str(row.lever_group), language),
            "credit": format_difference(row.credit, row.low, row.high, unit_of_outcome(row.outcome), language),
            "decided": bool(is_clear(row.low, row.high)),
        }
        for row in found.credit.itertuples()
    ]
    return pandas.DataFrame(rows)
