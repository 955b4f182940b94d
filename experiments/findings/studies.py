"""What an inquiry found, in sentences of either language, the main one first; decided by intervals.

Core objects: `timing_sentences`, `ablation_sentences`, `influence_sentences`, `regret_sentences`, `fit_sentences`: a table → sentences.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import AGREEING
from experiments.labels import choice, lowered, outcome, policy, text
from experiments.labels.formats import format_difference, format_number, format_size, format_value, unit_of_outcome
from experiments.labels.settings import lever_label
from experiments.statistics import LEVEL, is_clear

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import FittedReading, SwitchingResult

MAX_NAMED = 4


def timing_sentences(
    table: pandas.DataFrame,
    move: Mapping[str, Any],
    name: str,
    language: str,
    start: date | None = None,
    over_worlds: bool = False,
) -> list[str]:
    """For either arm: the best day against the worst, each as its paired difference from never changing.

    `start` is the date of day 0: days then carry their month. Over worlds a day is worse where the best one beats it in nine of
    ten, and a change is clear where the middle 90 % of worlds agree on its sign.
    """
    rows = table[table["outcome"] == name].dropna(subset=["change"])
    if rows.empty:
        return [text("finding.timing.undefined", language, outcome=lowered(outcome(name, language), language))]
    moved = _list([setting_text(path, value, language) for path, value in move.items()], language)
    arms = rows.groupby("incubated_first")
    return [_arm_sentences(group, bool(first), moved, language, start, over_worlds) for first, group in arms]


def dated(day: float, start: date | None, language: str) -> str:
    """A day of the run, with its month where the date of day 0 is known."""
    number = format_number(round(day))
    if start is None:
        return number
    return text("finding.day", language, day=number, month=f"{start + timedelta(days=round(day)):%Y-%m}")


def setting_text(path: str, value: Any, language: str) -> str:
    """One lever and its value in words."""
    return text("alt.row", language, name=lever_label(path, language), value=choice(value, language))


def _arm_sentences(
    group: pandas.DataFrame, incubated: bool, moved: str, language: str, start: date | None, over_worlds: bool
) -> str:
    best, worst = group.loc[group["change"].idxmax()], group.loc[group["change"].idxmin()]
    unit = unit_of_outcome(str(best["outcome"]))
    words = {
        "arm": text("inquiry.incubated" if incubated else "inquiry.not_incubated", language),
        "move": moved,
        "outcome": lowered(outcome(str(best["outcome"]), language), language),
        "day": dated(best["start_day"], start, language),
        "worst_day": dated(worst["start_day"], start, language),
        "change": format_difference(best["change"], best["change_low"], best["change_high"], unit, language),
        "worst": format_difference(worst["change"], worst["change_low"], worst["change_high"], unit, language),
    }
    if len(group) == 1:
        key = "" if is_clear(best["change_low"], best["change_high"]) else ".unclear"
        return text(f"finding.timing.one{key}", language, **words)
    clear = worst["beaten"] >= AGREEING if over_worlds else worst["p_holm"] < 1.0 - LEVEL
    found = text("finding.timing" if clear else "finding.timing.unclear", language, **words)
    return text("verdict.join", language).join([found, _crossing_sentences(group, language, start)])


def _crossing_sentences(group: pandas.DataFrame, language: str, start: date | None) -> str:
    """Where the change passes from worse than never to better or back, and on how many dates it is clearly either."""
    day = crossing(group)
    higher, lower = int((group["change_low"] > 0).sum()), int((group["change_high"] < 0).sum())
    if not higher and not lower:
        return text("finding.timing.open", language, count=len(group))
    words = {
        "count": len(group),
        "higher": higher,
        "lower": lower,
        "day": "" if day is None else dated(day, start, language),
    }
    return text("finding.timing.never" if day is None else "finding.timing.crossing", language, **words)


def crossing(rows: pandas.DataFrame) -> float | None:
    """The day at which the change against never first passes zero, between two dates by a straight line; None: nowhere.

    `rows`: start_day and change of one outcome and arm, in any order.
    """
    dated = list(rows.sort_values("start_day")[["start_day", "change"]].itertuples(index=False, name=None))
    for (before, first), (after, second) in pairwise(dated):
        if (first < 0.0) != (second < 0.0):
            return float(before + (after - before) * first / (first - second))
    return None


def ablation_sentences(table: pandas.DataFrame, language: str) -> list[str]:
    """What is worth most, what can't be told from nothing, and what the official rate would have shown of the first."""
    name = str(table["outcome"].iloc[0])
    single = table[(table["outcome"] == name) & ~table["practice"].str.startswith("all_of")]
    clear = single[(single["low"] > 0) | (single["high"] < 0)].sort_values("worth", key=abs, ascending=False)
    named = lowered(outcome(name, language), language)
    if clear.empty:
        key = "finding.ablation.undefined" if single["worth"].isna().all() else "finding.ablation.nothing"
        return [text(key, language, outcome=named)]
    worth = [_worth_sentences(row, language) for _, row in clear.head(MAX_NAMED).iterrows()]
    found = [text("finding.ablation", language, outcome=named, practices=_list(worth, language))]
    if len(clear) > MAX_NAMED:
        further = [_worth_sentences(row, language) for _, row in clear.iloc[MAX_NAMED:].iterrows()]
        found.append(text("finding.ablation.further", language, practices=_list(further, language)))
    unclear = [practice_sentences(row, language) for _, row in single.drop(clear.index).iterrows()]
    if unclear:
        found.append(text("finding.ablation.unclear", language, outcome=named, practices=_list(unclear, language)))
    return found + _official_of(table, clear.iloc[0], language)


def practice_sentences(row: Any, language: str) -> str:
    """A practice by what is put back in its place."""
    if str(row["practice"]).startswith("all_of_"):
        return text(f"inquiry.{row['practice']}", language)
    path, _, value = str(row["requeue"]).partition("=")
    return f"{lever_label(path, language)} → {choice(as_read(value), language)}"


def as_read(value: str) -> Any:
    """A value of `requeue` as labels want it."""
    try:
        return literal_eval(value)
    except (SyntaxError, ValueError):
        return value


def _worth_sentences(row: Any, language: str) -> str:
    unit = unit_of_outcome(str(row["outcome"]))
    worth = format_difference(row["worth"], row["low"], row["high"], unit, language)
    return text("alt.row", language, name=practice_sentences(row, language), value=worth)


def _official_of(table: pandas.DataFrame, first: Any, language: str) -> list[str]:
    """What the published figure shows of the practice that is worth most."""
    rows = table[(table["practice"] == first["practice"]) & (table["outcome"] == "official_resolution_rate")]
    if rows.empty:
        return []
    row = rows.iloc[0]
    worth = format_difference(row["worth"], row["low"], row["high"], "share", language)
    return [text("finding.ablation.official", language, practice=practice_sentences(first, language), worth=worth)]


def influence_sentences(table: pandas.DataFrame, language: str) -> list[str]:
    """One sentence an outcome: what moves it most, and how many parameters stand clear of replication noise."""
    return [_influence(str(name), rows, language) for name, rows in table.groupby("outcome", sort=False)]


def _influence(name: str, rows: pandas.DataFrame, language: str) -> str:
    clear = rows[rows["clear"]]
    noise = format_value(rows["noise_share"].iloc[0], "share", language)
    words = {"outcome": outcome(name, language), "clear": len(clear), "count": len(rows), "noise": noise}
    if clear.empty:
        return text(
            "finding.influence.nothing", language, **words | {"outcome": lowered(outcome(name, language), language)}
        )
    top = [influence_of(row, language) for _, row in clear.head(MAX_NAMED - 1).iterrows()]
    return text("finding.influence", language, parameters=_list(top, language), **words)


def influence_of(row: Any, language: str) -> str:
    """A parameter with the size and the direction of its influence."""
    in_units = row["method"] == "morris"
    name = str(row["outcome"])
    size = format_size(row["influence"], name, unit_of_outcome(name), language) if in_units else ""
    key = "finding.raises" if row["direction"] > 0 else "finding.lowers"
    words = {"parameter": lever_label(str(row["parameter"]), language), "size": size or f"{row['influence']:.2f}"}
    return text(key, language, **words)


def regret_sentences(table: pandas.DataFrame, left_out: int, language: str) -> list[str]:
    """Which policy regrets least and which is good enough most often, by outcome; then how many worlds were left out."""
    found = [
        _regret(str(name), rows.set_index("policy"), language) for name, rows in table.groupby("outcome", sort=False)
    ]
    return [*found, *([text("finding.left_out", language, count=left_out)] if left_out else [])]


def _regret(name: str, rows: pandas.DataFrame, language: str) -> str:
    least, most, wins = rows["regret_max"].idxmin(), rows["satisficing"].idxmax(), rows["wins"].idxmax()
    words = {
        "outcome": outcome(name, language),
        "least": policy(str(least), language),
        "regret": format_size(rows["regret_max"][least], name, unit_of_outcome(name), language),
        "most": policy(str(most), language),
        "enough": format_value(rows["satisficing"][most], "share", language),
        "winner": policy(str(wins), language),
        "wins": format_value(rows["wins"][wins], "share", language),
        "clearly": format_value(rows["wins_clearly"][wins], "share", language),
    }
    return text("finding.regret", language, **words)


def contest_sentences(
    table: pandas.DataFrame, settings: Mapping[str, Any], searched: Mapping[str, Any], first: str, language: str
) -> list[str]:
    """For every contestant its place and its nearest rival there, or on what it does not win at its best."""
    return [
        _contestant(name, table[table["contestant"] == name], place, searched, first, language)
        for name, place in settings.items()
    ]


def _contestant(
    name: str, rows: pandas.DataFrame, place: Mapping[str, Any], searched: Mapping[str, Any], first: str, language: str
) -> str:
    words = {
        "policy": policy(name, language),
        "place": _list([setting_text(path, float(f"{value:.4g}"), language) for path, value in place.items()], language)
        or text("finding.contest.as_it_is", language),
        "outcome": lowered(outcome(first, language), language),
    }
    if not bool(rows["found"].all()):
        lost = [
            text("finding.contest.lost_to", language, rival=policy(str(rival), language),
                 outcomes=text("join.words", language).join(
                     lowered(outcome(str(name), language), language) for name in missed["outcome"]))
            for rival, missed in rows[~rows["wins"].astype(bool)].groupby("rival", sort=False)
        ]  # fmt: skip
        lost = lost or [text("finding.contest.overrun", language)]
        return text("finding.contest.nowhere", language, count=searched["places"], lost=_list(lost, language), **words)
    nearest = rows[rows["outcome"] == first].sort_values("difference").iloc[0]
    ahead = format_difference(nearest["difference"], nearest["low"], nearest["high"], unit_of_outcome(first), language)
    return text("finding.contest.wins", language, ahead=ahead, rival=policy(str(nearest["rival"]), language), **words)


def switching_sentences(turning: SwitchingResult, rival: str, language: str) -> list[str]:
    """Which assumptions turn the leader and a rival round within their ranges, and which leave the order open."""
    if turning.replications < 2:
        return [text("report.flip.too_few", language)]
    rows = turning.against(rival)
    turned, left = rows.dropna(subset=["flips_at"]), rows[rows["flips_at"].isna()].dropna(subset=["open_at"])
    words = {"count": len(rows), "replications": turning.replications}
    if turned.empty:
        told = [text("report.flip.none", language, **words)]
    else:
        named = [
            text("report.flip.at", language, parameter=lever_label(row.parameter, language), value=format_number(row.flips_at),
                 low=format_number(row.low_value), high=format_number(row.high_value))
            for row in turned.itertuples()
        ]  # fmt: skip
        told = [text("report.flip.some", language, turned=len(turned), parameters=_list(named, language), **words)]
    if len(left):
        labels = [lever_label(path, language) for path in left["parameter"]]
        told.append(text("report.flip.open", language, parameters=_list(labels, language)))
    return told


def fit_sentences(readings: Sequence[FittedReading], language: str) -> list[str]:
    """For every reading whether the best point meets the figures and what they leave open, then its checks."""
    return [words for each in readings for words in (_fit(each, language), _checked(each, language))]


def _checked(reading: FittedReading, language: str) -> str:
    """What prior and posterior give when run anew, and which published figures lie outside."""
    laws = [_law(rows, str(law), language) for law, rows in reading.checks.groupby("law", sort=False)]
    named = text(f"inquiry.reading.{reading.name}", language)
    return text("finding.checks", language, reading=named, laws=_list(laws, language))


def _law(rows: pandas.DataFrame, law: str, language: str) -> str:
    outside = [
        text(f"inquiry.figure.{figure}", language) for figure in rows.loc[~rows["inside"].astype(bool), "figure"]
    ]
    named = text(f"inquiry.{law}", language)
    if not outside:
        return text("finding.checks.inside", language, law=named)
    return text("finding.checks.outside", language, law=named, figures=_list(outside, language))


def _fit(reading: FittedReading, language: str) -> str:
    weak = reading.identification.query("identified != 'identified'")["parameter"].tolist()
    best = [setting_text(path, float(f"{value:.4g}"), language) for path, value in reading.best.items()]
    words = {
        "reading": text(f"inquiry.reading.{reading.name}", language),
        "met": text("finding.fit.met" if bool(reading.fit["within"].all()) else "finding.fit.missed", language),
        "figures": len(reading.directions),
        "rank": reading.rank,
        "parameters": len(reading.best),
        "best": _list(best, language),
        "open": _list([lever_label(path, language) for path in weak], language) or text("finding.fit.none", language),
    }
    return text("finding.fit", language, **words)


def _list(words: Sequence[str], language: str) -> str:
    return text("join.list", language).join(words)
