"""The picture of a change: every outcome relative to what it was, better, worse and unclear apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import GROUPS, MAIN, of_group, relative_size
from experiments.labels import outcome, text
from experiments.labels.formats import format_value, unit_of_outcome
from experiments.plots.axes import caption_text, zero_line
from experiments.plots.picture import NothingToDrawError, Picture, alt_text, drawn, interval_caption, joined
from experiments.plots.style import INK, MUTED, OUTSOURCED, STAFFED

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

LOOKS = {"better": (STAFFED, "o"), "worse": (OUTSOURCED, "s"), "unclear": (MUTED, "D"), "neither": (INK, "^")}
BESIDE_MAIN = 4  # the largest further changes, beside the outcomes that every change is seen by
FARTHEST = 100.0  # per cent: farther changes are drawn at the edge, with an arrow
ROW_INCHES, FRAME_INCHES = 0.29, 1.5


def main_rows(table: pandas.DataFrame) -> pandas.DataFrame:
    """The outcomes that every change is seen by, and the largest of the others that clearly change."""
    others = [row for group in ("worse", "better") for row in of_group(table, group) if row.outcome not in MAIN]
    others = sorted(others, key=relative_size, reverse=True)[:BESIDE_MAIN]
    return table[table["outcome"].isin([*MAIN, *(row.outcome for row in others)])]


@drawn
def changes_picture(table: pandas.DataFrame, language: str, change: str = "") -> Picture:
    """Each outcome's change in per cent of what it was, with its interval; figures before and after at the right.

    `table`: outcome, group, before, after, change, low, high, replications; `change` says what was changed.
    """
    from matplotlib.figure import Figure

    rows = [(group, row) for group in GROUPS for row in of_group(table, group)
            if math.isfinite(row.change) and row.before]  # fmt: skip
    if not rows:
        raise NothingToDrawError("no outcome is defined before and after")
    figure = Figure(figsize=(7.6, FRAME_INCHES + ROW_INCHES * len(rows)), layout="constrained")
    axes = figure.subplots()
    for at, (group, row) in enumerate(rows):
        _dot(axes, at, group, row)
        axes.text(1.02, at, _levels(row, language), transform=axes.get_yaxis_transform(), va="center", fontsize=7.5)
    zero_line(axes, upright=True)
    axes.set_yticks(range(len(rows)), [outcome(row.outcome, language) for _, row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    widest = max(min(FARTHEST, abs(_percent(row, end))) for _, row in rows for end in (row.low, row.high, row.change))
    axes.set_xlim(-1.15 * max(widest, 1.0), 1.15 * max(widest, 1.0))
    axes.grid(visible=True, axis="x")
    axes.set_xlabel(text("axis.change_percent", language))
    for group in dict.fromkeys(group for group, _ in rows):
        colour, marker = LOOKS[group]
        axes.plot([], [], color=colour, marker=marker, linestyle="none", label=text(f"change.group.{group}", language))
    figure.legend(loc="outside lower center", ncols=4)
    title = _finding(table, language)
    told = [(outcome(row.outcome, language), _levels(row, language)) for _, row in rows]
    caption = joined(language, caption_text("whatif", language), interval_caption(table, language, "bars"))
    subtitle = text("subtitle.whatif", language, change=change) if change else text("title.whatif", language)
    alt = alt_text(title, told, language)
    return Picture(
        figure,
        table,
        title,
        caption,
        alt,
        language,
        joined(language, subtitle, interval_caption(table, language, "bars")),
    )


def _finding(table: pandas.DataFrame, language: str) -> str:
    """How many of the outcomes shown get worse, better, or stay."""
    counts = {group: len(of_group(table, group)) for group in GROUPS}
    return text("title.whatif.found", language, shown=len(table), **counts)


def _percent(row: Any, value: float) -> float:
    return 100.0 * value / abs(row.before) if math.isfinite(value) else 0.0


def _dot(axes: Axes, at: int, group: str, row: Any) -> None:
    colour, marker = LOOKS[group]
    centre = _percent(row, row.change)
    if abs(centre) > FARTHEST:
        axes.plot(math.copysign(FARTHEST, centre), at, marker=">" if centre > 0 else "<", color=colour, markersize=8)
        return
    low, high = (max(-FARTHEST, min(FARTHEST, _percent(row, end))) for end in (row.low, row.high))
    axes.plot([low, high], [at, at], color=colour, linewidth=1.4)
    axes.plot(centre, at, marker=marker, color=colour, markersize=5)


def _levels(row: Any, language: str) -> str:
    before, after = (format_value(value, unit_of_outcome(row.outcome), language) for value in (row.before, row.after))
    return f"{before} → {after}"
