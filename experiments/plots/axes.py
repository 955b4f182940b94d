"""Small things that several pictures do to an axis: rates as per cent, intervals, legends below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.labels import outcome, outcome_unit, text
from experiments.labels.formats import is_share, unit_of_outcome
from experiments.plots.picture import NothingToDrawError
from experiments.plots.style import INK, Mark

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def scale_of(name: str) -> float:
    """100 for shares, which are drawn as per cent; else 1."""
    return 100.0 if is_share(unit_of_outcome(name)) else 1.0


def rows_of(frame: pandas.DataFrame, name: str) -> pandas.DataFrame:
    """The rows of one outcome; `NothingToDrawError` where there are none."""
    rows = frame[frame["outcome"] == name]
    if rows.empty:
        raise NothingToDrawError(f"the table holds no outcome {name!r}")
    return rows


def present(frame: pandas.DataFrame, column: str, wanted: Sequence[str] | None) -> list[str]:
    """The values of a column, in the wanted order or as they stand; `NothingToDrawError` where there are none."""
    there = list(dict.fromkeys(frame[column]))
    chosen = there if wanted is None else [each for each in wanted if each in there]
    if not chosen:
        raise NothingToDrawError(f"the table holds none of {', '.join(wanted or [column])}")
    return chosen


def interval(axes: Axes, at: float, row: Any, mark: Mark, scale: float, across: bool = False, **more: Any) -> None:
    """A point with its interval, upright or across; the ends come from `low` and `high` of the row."""
    import numpy as np

    ends = np.nan_to_num(np.abs([[row.mean - row.low], [row.high - row.mean]]) * scale)
    where = {"x": row.mean * scale, "y": at, "xerr": ends} if across else {"x": at, "y": row.mean * scale, "yerr": ends}
    looks = {"color": mark.colour, "marker": mark.marker, "mfc": mark.face, "mew": 1.2, "linestyle": "none"}
    axes.errorbar(**where, **{**looks, **more})


def band(axes: Axes, x: Any, rows: pandas.DataFrame, mark: Mark, scale: float, label: str, every: int = 1) -> None:
    """A line with its 95 % band."""
    axes.plot(
        x,
        rows["mean"] * scale,
        color=mark.colour,
        linestyle=mark.line,
        marker=mark.marker,
        markevery=every,
        markerfacecolor=mark.face,
        label=label,
    )
    axes.fill_between(x, rows["low"] * scale, rows["high"] * scale, color=mark.colour, alpha=0.18, linewidth=0)


def legend_below(figure: Figure, axes: Axes, columns: int = 2) -> None:
    """One legend for the whole figure, under it, where it covers nothing."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(columns, len(labels)), columnspacing=1.4)


def axis_label(name: str, language: str) -> str:
    """An outcome as the label of an axis, with its unit."""
    return outcome(name, language, with_unit=True)


def better_label(name: str, language: str) -> str:
    """An outcome with its unit and, where one side is better, which."""
    from model.outcome_definitions import OUTCOMES

    better = OUTCOMES[name].better if name in OUTCOMES else None
    label = axis_label(name, language)
    return (
        text("axis.and_better", language, label=label, better=text(f"axis.better.{better}", language))
        if better
        else label
    )


def with_unit(key: str, name: str, language: str) -> str:
    """What an axis measures in the unit of an outcome: `axis.{key}_points` for shares, else `axis.{key}_unit`."""
    if scale_of(name) == 100.0:
        return text(f"axis.{key}_points", language)
    return text(f"axis.{key}_unit", language, unit=outcome_unit(name, language))


def zero_line(axes: Axes, upright: bool = False) -> None:
    """The line of no difference."""
    line = axes.axvline if upright else axes.axhline
    line(0, color=INK, linewidth=0.8, zorder=1)


def caption_text(key: str, language: str, **values: Any) -> str:
    """The caption's own sentence."""
    return text(f"caption.{key}", language, **values)
