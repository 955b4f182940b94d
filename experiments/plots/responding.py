"""Pictures of how outcomes respond: curves over a lever, the tornado, the map of winners, the timing of a reform."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.labels import choice, lowered, outcome, policy, text
from experiments.labels.formats import difference, format_number, format_value, format_with_range, unit_of_outcome
from experiments.labels.settings import lever_label, setting
from experiments.plots.axes import (
    axis_label,
    band,
    caption_text,
    interval,
    legend_below,
    rows_of,
    scale_of,
    zero_line,
)
from experiments.plots.picture import NothingToDrawError, Picture, alt_text, drawn, interval_caption, joined
from experiments.plots.style import INK, MUTED, PALE, WATER, Mark, marks
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

MAX_TOLD = 2  # lines whose ends a title tells
THREE_RATES = ("official_resolution_rate", "true_resolution_rate", "in_the_bud_rate")


@drawn
def curves(
    table: pandas.DataFrame,
    language: str,
    lever: str,
    by: Sequence[str] = (),
    outcomes: Sequence[str] = THREE_RATES,
) -> Picture:
    """Outcomes over a lever side by side with 95 % bands, one line for each setting of the levers `by`.

    `table`: one column a varied lever, then outcome, mean, low, high. Rates share their scale.
    """
    from matplotlib.figure import Figure

    rates = all(scale_of(name) == 100.0 for name in outcomes)
    figure = Figure(figsize=(0.9 + 2.2 * len(outcomes), 3.6), layout="constrained")
    panels = figure.subplots(1, len(outcomes), squeeze=False, sharey=rates)[0]
    for axes, name in zip(panels, outcomes, strict=True):
        _curve_panel(axes, rows_of(table, name), lever, list(by), scale_of(name), language)
        axes.set_title(wrapped(outcome(name, language) if rates else axis_label(name, language), 27))
    panels[0].set_ylabel(text("axis.rate", language) if rates else "")
    # Not figure.supxlabel: a legend outside below would lie on it.
    panels[len(panels) // 2].set_xlabel(lever_label(lever, language, with_unit=True))
    if by:
        legend_below(figure, panels[0], 3)
    kept = table[table["outcome"].isin(outcomes)]
    name = text("title.curves", language, lever=lowered(lever_label(lever, language), language))
    title = _ends_title(kept, lever, by, language) or name
    bands = interval_caption(kept, language, "bands")
    caption = joined(language, caption_text("curves", language), bands)
    subtitle = joined(language, text("subtitle.curves", language, what=name), bands)
    told = [
        (
            f"{outcome(row['outcome'], language)}, {setting(row, [lever, *by], language)}",
            format_with_range(row["mean"], row["low"], row["high"], unit_of_outcome(row["outcome"]), language),
        )
        for _, row in kept.iterrows()
    ]
    return Picture(figure, kept, title, caption, alt_text(title, told, language), language, subtitle)


def _ends_title(table: pandas.DataFrame, lever: str, by: Sequence[str], language: str) -> str:
    """The in-the-bud rate at either end of the lever, line by line; empty where there is no such rate or no ends."""
    rows = table[table["outcome"] == "in_the_bud_rate"]
    lines = [each for _, each in rows.groupby(list(by), sort=False)] if by else [rows]
    if rows.empty or rows["mean"].isna().any() or len(lines) > MAX_TOLD or min(map(len, lines)) < 2:
        return ""
    first = lines[0].iloc[[0, -1]]
    told = [_line_told(each, lever, by, language) for each in lines]
    ends = {end: choice(first[lever].iloc[at], language) for at, end in enumerate(("begin", "end"))}
    return text(
        "title.curves.found",
        language,
        lever=lever_label(lever, language),
        **ends,
        lines=text("join.list", language).join(told),
    )


def _curve_panel(axes: Axes, rows: pandas.DataFrame, lever: str, by: list[str], scale: float, language: str) -> None:
    groups = [((), rows)] if not by else list(rows.groupby(by, sort=False))
    names = ["-".join(str(value) for value in key) for key, _ in groups]
    for (_, group), mark in zip(groups, marks(names).values(), strict=True):
        ordered = group.sort_values(lever) if _numeric(group[lever]) else group
        x = ordered[lever] if _numeric(ordered[lever]) else [choice(value, language) for value in ordered[lever]]
        label = _capital(setting(ordered.iloc[0], by, language)) if by else "_nolegend_"
        if _numeric(ordered[lever]):
            band(axes, x, ordered, mark, scale, label)
        else:
            _points(axes, ordered, mark, scale, label, list(x))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _numeric(column: pandas.Series[Any]) -> bool:
    import pandas

    return bool(pandas.api.types.is_numeric_dtype(column) and not pandas.api.types.is_bool_dtype(column))


def _points(axes: Axes, rows: pandas.DataFrame, mark: Mark, scale: float, label: str, names: list[str]) -> None:
    for at, row in enumerate(rows.itertuples()):
        interval(axes, at, row, mark, scale, label=label if at == 0 else "_nolegend_")
    axes.set_xticks(range(len(names)), names)
    axes.margins(x=0.2)


def _line_told(rows: pandas.DataFrame, lever: str, by: Sequence[str], language: str) -> str:
    """The rate at both ends of a line, and in between where it goes beyond them."""
    means = rows["mean"].reset_index(drop=True)
    first, last = means.iloc[0], means.iloc[-1]
    at = (means - means.clip(min(first, last), max(first, last))).abs().idxmax()
    shown = [first, last] if min(first, last) <= means[at] <= max(first, last) else [first, means[at], last]
    course = " → ".join(format_value(float(each), "share", language) for each in shown)
    if len(shown) > len((first, last)):
        course = text("title.curves.beyond", language, course=course, value=choice(rows[lever].iloc[at], language))
    line = lowered(setting(rows.iloc[0], list(by), language), language) if by else ""
    return text("title.curves.line", language, line=line, course=course).strip()


@drawn
def tornado(
    frame: pandas.DataFrame, language: str, outcome_name: str, most: int = 12, lead: tuple[str, str] | None = None
) -> Picture:
    """Swing of an outcome when each assumption alone goes to the ends of its range, largest on top.

    `frame`: parameter (dotted path), low_value, high_value, at_low, at_high, at_base. With `lead` they are
    the lead of one policy over another, and left of 0 the other is ahead.
    """
    from matplotlib.figure import Figure

    swing = (frame["at_high"] - frame["at_low"]).abs()
    rows = frame.assign(swing=swing).sort_values("swing", ascending=False).head(most).reset_index(drop=True)
    scale, base = scale_of(outcome_name), float(rows["at_base"].iloc[0]) * scale_of(outcome_name)
    figure = Figure(figsize=(7.2, 1.3 + 0.36 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for at, row in enumerate(rows.itertuples()):
        _swing(axes, at, base, row.at_low * scale, row.at_high * scale, (row.low_value, row.high_value), language)
    axes.axvline(base, color=INK, linewidth=0.9)
    axes.set_yticks(range(len(rows)), [wrapped(lever_label(path, language), 44) for path in rows["parameter"]])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.margins(x=0.14)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.set_xlabel(axis_label(outcome_name, language))
    title, caption = (
        text("title.tornado", language, outcome=lowered(outcome(outcome_name, language), language)),
        "tornado",
    )
    tell, unit = (difference if lead else format_value), unit_of_outcome(outcome_name)
    if lead:
        ours, theirs = (policy(name, language) for name in lead)
        title, caption = text("title.turning", language, policy=ours, rival=theirs), "turning"
        axes.set_xlabel(text("axis.lead", language, outcome=lowered(outcome(outcome_name, language), language)))
        _shade_behind(axes, text("legend.rival_leads", language))
    legend_below(figure, axes, 3)
    told = [
        (
            lever_label(r.parameter, language),
            text("number.range", language, low=tell(r.at_low, unit, language), high=tell(r.at_high, unit, language)),
        )
        for r in rows.itertuples()
    ]
    return Picture(figure, rows, title, caption_text(caption, language), alt_text(title, told, language), language)


def _shade_behind(axes: Axes, label: str) -> None:
    """Shade the side of an axis where a lead is negative, whether or not anything reaches it."""
    left, right = axes.get_xlim()
    left = min(left, -0.08 * right)
    zero_line(axes, upright=True)
    axes.axvspan(left, 0.0, color=WATER, zorder=0, label=label)
    axes.set_xlim(left, right)


def _swing(axes: Axes, at: int, base: float, low: float, high: float, ends: tuple[Any, Any], language: str) -> None:
    looks: dict[str, Any] = {"height": 0.62, "edgecolor": INK, "linewidth": 0.6, "zorder": 2}
    for end, colour, hatch, key, value in (
        (low, PALE, "", "legend.at_low", ends[0]),
        (high, "#4f7ea8", "//", "legend.at_high", ends[1]),
    ):
        axes.barh(
            at,
            end - base,
            left=base,
            color=colour,
            hatch=hatch,
            label=text(key, language) if at == 0 else "_nolegend_",
            **looks,
        )
        where, right = _place_of_number(end, low + high - end, base)
        axes.annotate(
            choice(value, language),
            (where, at),
            (3 if right else -3, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            fontsize=7,
            color=MUTED,
        )


def _place_of_number(end: float, other: float, base: float) -> tuple[float, bool]:
    """Where the number of a bar's end stands, and whether to the right of it.

    Outside the bar; across the base line where the other bar reaches further on the same side.
    """
    if (end - base) * (other - base) > 0 and abs(end - base) < abs(other - base):
        return base, end < base
    return end, end > base or (end == base and other <= base)


@drawn
def winners(frame: pandas.DataFrame, language: str, x: str, y: str, outcome_name: str) -> Picture:
    """Map of where each policy wins over two levers or parameters; hatched where the lead isn't clear.

    `frame`: one column each for `x` and `y`, winner, margin (the lead, in the outcome's unit), decided.
    """
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch, Rectangle

    names = list(dict.fromkeys(frame["winner"]))
    letters, looks = dict(zip(names, string.ascii_uppercase, strict=False)), marks(names)
    columns, lines = sorted(set(frame[x])), sorted(set(frame[y]))
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    axes = figure.subplots()
    for row in frame.to_dict("records"):
        at = (columns.index(row[x]), lines.index(row[y]))
        colour = _paler(looks[row["winner"]])
        axes.add_patch(
            Rectangle(
                (at[0] - 0.5, at[1] - 0.5),
                1,
                1,
                facecolor=colour,
                edgecolor="white",
                linewidth=1.0,
                hatch="" if row["decided"] else "////",
            )
        )
        axes.text(*at, letters[row["winner"]], ha="center", va="center", fontsize=9, color=INK)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.5, len(lines) - 0.5)
    axes.set_xticks(range(len(columns)), [choice(value, language) for value in columns])
    axes.set_yticks(range(len(lines)), [choice(value, language) for value in lines])
    axes.grid(visible=False)
    axes.set_xlabel(lever_label(x, language, with_unit=True))
    axes.set_ylabel(wrapped(lever_label(y, language, with_unit=True), 44))
    keys = [Patch(facecolor=_paler(looks[n]), label=f"{letters[n]}  {_competitor(n, language)}") for n in names]
    if not frame["decided"].all():
        keys.append(Patch(facecolor="white", edgecolor=MUTED, hatch="////", label=text("legend.undecided", language)))
    figure.legend(handles=keys, loc="outside lower center", ncols=1)
    title = text("title.winners", language, outcome=outcome(outcome_name, language))
    unit = unit_of_outcome(outcome_name)
    told = [
        (
            setting(row, [x, y], language),
            f"{_competitor(row['winner'], language)}, {difference(row['margin'], unit, language)}",
        )
        for _, row in frame.iterrows()
    ]
    return Picture(figure, frame, title, caption_text("winners", language), alt_text(title, told, language), language)


def _competitor(name: str, language: str) -> str:
    """A policy by its name, or the value of the one lever that competes in words."""
    return policy(name, language) if policy(name, language) != name else _capital(choice(name, language))


def _paler(mark: Mark) -> tuple[float, float, float]:
    """The colour mixed with white, so that a letter on it stays legible; more of it where the mark is hollow."""
    from matplotlib.colors import to_rgb

    white = 0.45 if mark.filled else 0.75
    red, green, blue = (white + (1 - white) * part for part in to_rgb(mark.colour))
    return red, green, blue


@drawn
def reform_timing(
    frame: pandas.DataFrame,
    language: str,
    outcomes: Sequence[str] = ("in_the_bud_rate", "harm_per_10k"),
) -> Picture:
    """Outcomes by the day on which a reform starts, with 95 % bands; the best day is marked.

    `frame`: start_day, outcome, mean, low, high, and policy where there are several.
    """
    from matplotlib.figure import Figure

    shown_outcomes = [name for name in outcomes if name in set(frame["outcome"])]
    figure = Figure(figsize=(3.7 * len(shown_outcomes), 3.5), layout="constrained")
    panels = figure.subplots(1, len(shown_outcomes), squeeze=False)[0]
    named = "policy" in frame
    if frame["mean"].isna().all():
        raise NothingToDrawError("every outcome is undefined")
    for axes, name in zip(panels, shown_outcomes, strict=True):
        _timing_panel(axes, rows_of(frame, name), name, language, named)
    if named:
        legend_below(figure, panels[0])
    kept = frame[frame["outcome"].isin(shown_outcomes)]
    title = text("title.timing", language)
    told = [
        (
            f"{outcome(r.outcome, language)}, {format_number(r.start_day)}",
            format_with_range(r.mean, r.low, r.high, unit_of_outcome(r.outcome), language),
        )
        for r in kept.itertuples()
    ]
    caption = joined(language, caption_text("timing", language), interval_caption(kept, language, "bands"))
    return Picture(figure, kept, title, caption, alt_text(title, told, language), language)


def _timing_panel(axes: Axes, rows: pandas.DataFrame, name: str, language: str, named: bool) -> None:
    from model.outcome_definitions import OUTCOMES

    groups = list(rows.groupby("policy", sort=False)) if named else [("preventive-outsourced", rows)]
    scale, higher = scale_of(name), OUTCOMES[name].better == "higher"
    bests: dict[float, list[float]] = {}
    for (each, group), mark in zip(groups, marks([key for key, _ in groups]).values(), strict=True):
        ordered = group.sort_values("start_day")
        band(axes, ordered["start_day"], ordered, mark, scale, policy(str(each), language))
        if "change" in ordered:
            never = float((ordered["mean"] - ordered["change"]).mean()) * scale
            axes.axhline(never, color=mark.colour, linestyle=":", linewidth=1.2)
        if ordered["mean"].isna().all():
            continue
        best = ordered.loc[ordered["mean"].idxmax() if higher else ordered["mean"].idxmin()]
        bests.setdefault(float(best["start_day"]), []).append(float(best["mean"]) * scale)
        axes.plot(
            best["start_day"],
            best["mean"] * scale,
            marker="*",
            markersize=12,
            color=mark.colour,
            mec=INK,
            linestyle="none",
            zorder=5,
        )
    axes.margins(x=0.08, y=0.18)
    first, last = rows["start_day"].min(), rows["start_day"].max()
    for day, levels in bests.items():  # inwards from either end, once where lines share their best day
        axes.annotate(
            text("legend.best", language, day=format_number(day)),
            (day, max(levels) if higher else min(levels)),
            (0, 9 if higher else -15),
            textcoords="offset points",
            ha="left" if day == first else "right" if day == last else "center",
            fontsize=8,
        )
    axes.set_title(wrapped(axis_label(name, language), 42))
    axes.set_xlabel(text("axis.reform_day", language))
