"""The rows of a report's tables, as plain text: outcomes, differences, reported beside unreported, assumptions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.findings.over_worlds import ALL, CRITERIA, YUAN
from experiments.findings.world_verdict import group_name, how_to_measure, number_name
from experiments.labels import (
    PHRASES,
    choice,
    help_of,
    outcome,
    outcome_unit,
    plausible_of,
    policy,
    short_policy,
    source_of,
    text,
    unit_of,
)
from experiments.labels.formats import (
    difference,
    format_difference,
    format_number,
    format_percent,
    format_size,
    format_value,
    is_share,
    possible,
    unit_of_outcome,
)
from experiments.labels.settings import lever_label
from experiments.reports.provenance import STATUSES, Origin
from experiments.runs.equifinality import IMPLIED
from experiments.statistics import is_clear
from model.scenario import LEVERS, PARAMETERS

if TYPE_CHECKING:
    import pandas

    from model.scenario import Scenario
    from model.scenario.declarations import Declaration

PUBLISHED = ("recorded", "official_resolution_rate", "self_resolved_of_resolved")
UNREPORTED = (
    "hidden_share_needful",
    "true_resolution_rate",
    "in_the_bud_rate",
    "incidents_per_10k",
    "petitions_per_10k",
    "harm_per_10k",
)
# Columns of an attribution: what a group earns in company, and by itself.
CREDIT, ALONE = ("credit", "low", "high"), ("alone", "alone_low", "alone_high")
# What else a choice is seen by, beside the criteria (review: the winner may halve satisfaction).
BESIDE_CRITERIA = ("window_wait_hours", "satisfaction", "petitions_per_10k", "recurrences")
WORDS = {"policy", "baseline", "outcome", "effect", "line", "series", "ending", "parameter", "winner", "practice", "shift",
         "requeue", "method", "figure", "reading", "identified", "incubated_first", "error", "contestant", "rival", "lever", "law",
         "quantity", "curve", "source", "group", "measure", "item", "who", "month"}  # fmt: skip
LEVELS = {"mean", "low", "high", "at_low", "at_high", "at_base", "bad_tenth", "whole", "target"}
DIFFERENCES = {
    "difference",
    "median",
    "low90",
    "high90",
    "credit",
    "margin",
    "change",
    "change_low",
    "change_high",
    "worth",
}
SIZES = {"sd", "regret", "regret_mean", "regret_90", "regret_max"}
INFLUENCE = {"influence", "low", "high", "main", "noise"}
SHARES = {"share", "better", "best_share", "near_share", "satisficing", "wins", "wins_clearly", "shrinkage"}
# Columns whose values are words of their own, and where these stand.
DEFAULT_LANGUAGE = {
    "figure": "inquiry.figure",
    "reading": "inquiry.reading",
    "shift": "inquiry.shift",
    "identified": "identified",
    "law": "inquiry",
}
Rows = list[list[str]]


def reported_rows(
    what: Sequence[str], rows: Sequence[tuple[Sequence[str], pandas.DataFrame]], language: str
) -> tuple[list[str], list[tuple[str, int]], Rows]:
    """What is published beside what happened: heads, head groups, and one row for each (cells under `what`, its outcomes)."""
    names = (*PUBLISHED, *UNREPORTED)
    heads = [*what, *(_named(name, language) for name in names)]
    groups = [
        ("", len(what)),
        (text("report.published", language), len(PUBLISHED)),
        (text("report.unreported", language), len(UNREPORTED)),
    ]
    return heads, groups, [[*cells, *(_cell(frame, each, language) for each in names)] for cells, frame in rows]


def outcome_rows(table: pandas.DataFrame, policies: Sequence[str], language: str) -> Rows:
    """One row an outcome, one column a policy: mean, and the interval under it."""
    names = [name for name in dict.fromkeys(table["outcome"]) if f"outcome.{name}" in PHRASES]
    parts = {each: table[table["policy"] == each] for each in policies}
    return [[_named(name, language), *(_cell(parts[each], name, language) for each in policies)] for name in names]


def _named(name: str, language: str) -> str:
    unit = outcome_unit(name, language)
    return outcome(name, language) if unit == "%" else f"{outcome(name, language)}\n{unit}"


def _cell(frame: pandas.DataFrame, name: str, language: str) -> str:
    rows = frame[frame["outcome"] == name]
    if rows.empty:
        return text("number.undefined", language)
    row, unit = rows.iloc[0], unit_of_outcome(name)
    centre = format_value(float(row["mean"]), unit, language)
    lines = [centre]
    if math.isfinite(row["low"]):
        number = format_percent if is_share(unit) else format_number
        low, high = possible(row["low"], row["high"], unit)
        lines.append(text("number.range", language, low=number(low), high=number(high)))
    if row.get("missing", 0) and math.isfinite(row["mean"]):
        runs = int(row["replications"] + row["missing"])
        lines.append(text("report.missing", language, missing=int(row["missing"]), replications=runs))
    return "\n".join(lines)


def difference_rows(differences: pandas.DataFrame, policies: Sequence[str], language: str) -> Rows:
    """One row an outcome, one column a policy: difference from the baseline, its interval, a star where clear."""
    names = [name for name in dict.fromkeys(differences["outcome"]) if f"outcome.{name}" in PHRASES]
    found = {(row.policy, row.outcome): row for row in differences.itertuples()}
    return [
        [_named(name, language), *(_difference(found.get((each, name)), name, language) for each in policies)]
        for name in names
    ]


def _difference(row: Any, name: str, language: str) -> str:
    if row is None or not math.isfinite(row.mean):
        return text("number.undefined", language)
    unit = unit_of_outcome(name)
    number = format_percent if is_share(unit) else format_number
    star = "*" if is_clear(row.low, row.high, row.p_holm) else ""
    if not math.isfinite(row.low):
        return number(row.mean, True)
    return f"{number(row.mean, True)}{star}\n{text('number.range', language, low=number(row.low, True), high=number(row.high, True))}"


def first_rows(frame: pandas.DataFrame, columns: Sequence[str]) -> tuple[pandas.DataFrame, str]:
    """Some columns of a table, the rows of the outcome that comes first only, and its name (empty where all rows stay).

    All stay without outcomes, and where each row names the published figure that it is about.
    """
    chosen = frame[list(columns)] if columns else frame
    if "outcome" not in chosen or "figure" in chosen:
        return chosen, ""
    first = str(chosen["outcome"].iloc[0])
    return chosen[chosen["outcome"] == first], first


def tidy_rows(
    frame: pandas.DataFrame, language: str, brief: bool = False, hidden: Collection[str] = ()
) -> tuple[list[str], Rows, int]:
    """A tidy frame as a table without the `hidden` columns: heads, rows, and how many columns at the left hold words.

    If `brief`, figures stand without their unit and policies under their short names, for narrow tables.
    """
    columns = [str(column) for column in frame.columns if column not in hidden]
    if "value" in columns:  # each value is shown in its unit
        columns = [column for column in columns if column != "unit"]
    columns.sort(key=lambda column: column not in WORDS)
    heads = [column_head(column, language) for column in columns]
    tell = _brief if brief else _shown
    rows = [[tell(column, row, language) for column in columns] for row in frame.to_dict("records")]
    return heads, rows, sum(column in WORDS for column in columns)


def column_head(column: str, language: str) -> str:
    """The head of a tidy frame's column: a word of its own, or the label of a lever."""
    for key in (f"column.{column}", f"legend.{column}"):
        if key in PHRASES:
            return text(key, language)
    return lever_label(column, language, with_unit=True)


def _brief(column: str, row: dict[Any, Any], language: str) -> str:
    value = row[column]
    if column in {"policy", "winner", "contestant", "rival"} and isinstance(value, str):
        return short_policy(value, language)
    if row.get("method") == "morris" and column in INFLUENCE:
        return (format_percent if is_share(unit_of_outcome(row["outcome"])) else format_number)(float(value))
    if "outcome" not in row or "influence" in row or not isinstance(value, float) or not math.isfinite(value):
        return _shown(column, row, language)
    if column not in LEVELS | DIFFERENCES | SIZES:
        return _shown(column, row, language)
    signed = column in DIFFERENCES or (column in {"low", "high"} and bool({"worth", "difference"} & set(row)))
    return (format_percent if is_share(unit_of_outcome(row["outcome"])) else format_number)(value, signed)


def _shown(column: str, row: dict[Any, Any], language: str) -> str:
    value = row[column]
    if isinstance(value, float) and not math.isfinite(value):
        return "–"
    if isinstance(value, bool):
        return choice(value, language)
    if column == "apart":
        return difference(float(value), "share", language, signed=False)
    if "unit" in row and column in {"value", "low", "high"}:
        return format_value(float(value), row["unit"], language)
    if column in SHARES:
        return format_value(float(value), "share", language)
    if "outcome" in row and not isinstance(value, str):
        unit = unit_of_outcome(row["outcome"])
        if "flips_at" in row and column in {"at_low", "at_high", "at_base"}:
            return difference(float(value), unit, language)
        if column in DIFFERENCES or (column in {"low", "high"} and ("worth" in row or "difference" in row)):
            return difference(float(value), unit, language)
        if column in SIZES:
            return difference(float(value), unit, language, signed=False)
        if column in INFLUENCE and row.get("method") == "morris":
            return difference(float(value), unit, language, signed=False)
        if column in LEVELS and "influence" not in row:
            return format_value(float(value), unit, language)
    if column in {"policy", "baseline", "winner", "contestant", "rival"}:
        return policy(str(value), language) if isinstance(value, str) else "–"
    for prefix in ("outcome", "effect", "line", "series", "ending"):
        if column == prefix:
            key = f"{'ledger' if prefix == 'line' else prefix}.{value}"
            return text(key, language) if key in PHRASES else str(value)
    if column in {"parameter", "lever"}:
        return lever_label(str(value), language)
    if column in DEFAULT_LANGUAGE:
        key = f"{DEFAULT_LANGUAGE[column]}.{value}"
        return text(key, language) if key in PHRASES else str(value)
    if column == "requeue":
        return settings_text(str(value), language)
    return format_number(float(value)) if isinstance(value, float) else choice(value, language)


def settings_text(words: str, language: str) -> str:
    """`path=value` pairs in words."""
    from experiments.findings.studies import as_read, setting_text

    pairs = (each.partition("=") for each in words.split(", "))
    return text("join.list", language).join(setting_text(path, as_read(value), language) for path, _, value in pairs)


def assumptions(found: Sequence[Origin], language: str) -> Rows:
    """Every number behind the results: what it is, value, range, plausible range, unit, status, source."""
    return [
        [
            f"{help_of(each.declared, language).rstrip('.')}\n{each.declared.path}",
            text("report.assumed.drawn", language) if each.status == "worlds" else choice(each.value, language),
            _range(each.declared, language),
            plausible_of(each.declared, language),
            unit_of(each.declared, language),
            text(f"status.{each.status}", language),
            source_of(each.source, language),
        ]
        for each in found
    ]


def counted(found: Sequence[Origin], language: str) -> str:
    """How many of the numbers are of which status, in one sentence."""
    counts = Counter(each.status for each in found)
    parts = [text(f"report.assumed.{name}", language, count=counts[name]) for name in STATUSES if counts[name]]
    return text("report.assumed.intro", language, total=len(found), parts=text("join.list", language).join(parts))


def changed(scenario: Scenario, language: str) -> Rows:
    """The numbers that this scenario sets differently from the defaults: what, value, default."""
    return [
        [
            lever_label(each.path, language, with_unit=True),
            choice(scenario.value(each.path), language),
            choice(each.default, language),
        ]
        for each in (PARAMETERS | LEVERS).values()
        if scenario.value(each.path) != each.default
    ]


def _range(each: Declaration, language: str) -> str:
    if each.kind == "bool":
        return text("join.words", language).join(choice(value, language) for value in (True, False))
    if each.kind == "choice":
        return text("join.words", language).join(choice(value, language) for value in each.choices)
    return text("number.range", language, low=choice(each.low, language), high=choice(each.high, language))


def share_rows(shares: pandas.DataFrame, policies: Sequence[str], language: str) -> Rows:
    """By outcome in how many of 100 worlds each policy is best (and near the best), then the 95 % interval of that share."""
    cells = shares.set_index(["outcome", "policy"])
    rows = []
    for name in (*CRITERIA, *BESIDE_CRITERIA, ALL):
        label = text("report.worlds.together", language) if name == ALL else outcome(name, language)
        row = [label]
        for each in policies:
            found = cells.loc[(name, each)]
            known = math.isfinite(found["best_share"])
            near = "" if name == ALL else f" ({100.0 * found['near_share']:.0f})"
            low, high = (f"{100.0 * found[end]:.0f}" if known else "" for end in ("low", "high"))
            between = text("number.range", language, low=low, high=high)
            row.append(f"{100.0 * found['best_share']:.0f}{near}\n{between}" if known else "–")
        rows.append(row)
    return rows


def spread_rows(differences: pandas.DataFrame, policies: Sequence[str], language: str) -> Rows:
    """By outcome the median difference from the baseline with the middle 90 % of worlds."""
    cells = differences.set_index(["outcome", "policy"])
    rows = []
    for name in dict.fromkeys(differences["outcome"]):
        unit = unit_of_outcome(name)
        found = [cells.loc[(name, each)] for each in policies]
        told = (format_difference(row["median"], row["low90"], row["high90"], unit, language) for row in found)
        rows.append([outcome(name, language), *told])
    return rows


def information_rows(found: pandas.DataFrame, language: str) -> Rows:
    """What to find out first: outcome, number, what knowing it is worth, how to measure it, its plausible range."""
    declared = PARAMETERS | LEVERS
    return [
        [
            outcome(row.outcome, language),
            f"{number_name(row.parameter, language)}\n{row.parameter}",
            size_with_range(row.evppi, row.low90, row.high90, row.outcome, language),
            text(how_to_measure(row.parameter), language),
            f"{plausible_of(declared[row.parameter], language)}\n{unit_of(declared[row.parameter], language)}",
        ]
        for row in found.itertuples()
    ]


def size_with_range(size: float, low: float, high: float, name: str, language: str) -> str:
    """A size in an outcome's unit with the ends of its interval."""
    if name == YUAN:
        unit = outcome_unit(name, language)
        words = {"mean": format_number(size), "low": format_number(low), "high": format_number(high)}
        return text("number.with_unit", language, value=text("number.with_range", language, **words), unit=unit)
    unit = unit_of_outcome(name)
    return text("number.with_range", language, mean=format_size(size, name, unit, language),
                low=(format_percent if is_share(unit) else format_number)(low),
                high=(format_percent if is_share(unit) else format_number)(high))  # fmt: skip


def credit_rows(table: pandas.DataFrame, differences: Mapping[str, float], language: str) -> Rows:
    """By lever group its credit in every outcome with the 95 % interval over worlds; the sums last."""
    sums = (difference(value, unit_of_outcome(name), language) for name, value in differences.items())
    return [*_by_group(table, differences, CREDIT, language), [text("cli.sum", language), *sums]]


def alone_rows(table: pandas.DataFrame, differences: Mapping[str, float], language: str) -> Rows:
    """By lever group what it changes alone, in the order of the credits; what that sums to, and the whole difference."""
    rows = _by_group(table, differences, ALONE, language)
    alone = table.groupby("outcome")["alone"].sum()
    for key, values in (("report.alone.sum", alone), ("report.alone.whole", differences)):
        cells = (difference(float(values[name]), unit_of_outcome(name), language) for name in differences)
        rows.append([text(key, language), *cells])
    return rows


def _by_group(
    table: pandas.DataFrame, differences: Mapping[str, float], columns: tuple[str, str, str], language: str
) -> Rows:
    cells, first = table.set_index(["lever_group", "outcome"]), next(iter(differences))
    mean, low, high = columns
    order = table[table["outcome"] == first].sort_values("credit", key=abs, ascending=False)["lever_group"]
    rows = []
    for group in order:
        found = [(name, cells.loc[(group, name)]) for name in differences]
        told = (
            format_difference(row[mean], row[low], row[high], unit_of_outcome(name), language) for name, row in found
        )
        rows.append([group_name(str(group), language), *told])
    return rows


def _with_ends(middle: float, low: float, high: float, unit: str, language: str) -> str:
    """A value, and below it the lowest and the highest; a dash where there is none."""
    if not math.isfinite(middle):
        return "–"
    number = format_percent if is_share(unit) else format_number
    ends = text("number.range", language, low=number(low), high=number(high))
    return f"{format_value(middle, unit, language)}\n{ends}"


def equifinality_rows(summary: pandas.DataFrame, language: str) -> tuple[list[str], Rows]:
    """Heads and rows: policy, places that fit and their share, the closest place, then what the fitting places imply."""
    names = [name for name in IMPLIED if name in summary]
    heads = [
        text("column.policy", language),
        *(text(f"equifinality.column.{key}", language) for key in ("fits", "closest")),
    ]
    rows = []
    for row in summary.to_dict("records"):
        share = text("number.range", language, low=format_percent(row["low"]), high=format_percent(row["high"]))
        percent = text("number.percent", language, value=share)
        fits = text("equifinality.share", language, fits=row["fits"], places=row["places"])
        implied = (
            _with_ends(row[name], row[f"{name}.low"], row[f"{name}.high"], unit_of_outcome(name), language)
            for name in names
        )
        rows.append(
            [
                short_policy(row["policy"], language),
                f"{fits}\n{percent}",
                f"{row['closest']:.1f}",
                *implied,
            ]
        )
    return [*heads, *(outcome(name, language, with_unit=True) for name in names)], rows
