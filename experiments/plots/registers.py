"""Pictures of a register: what was learned from it, and the model held against its later part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.labels import text
from experiments.labels.formats import format_percent, format_with_range
from experiments.plots.axes import legend_below
from experiments.plots.picture import NothingToDrawError, Picture, alt_text, drawn, joined
from experiments.plots.style import INK, MUTED, OUTSOURCED, PALE, STAFFED, drawable
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from experiments.plots.protocols import BacktestFrames, LearnedFrames

MAX_AREAS = 30
AGES = np.arange(0, 181)
LOOKS: dict[str, dict[str, Any]] = {
    "register": {"color": INK, "linestyle": "-"},
    "earlier": {"color": MUTED, "linestyle": ":"},
    "model": {"color": OUTSOURCED, "linestyle": "--"},
}


@drawn
def learned_picture(learned: LearnedFrames, language: str) -> Picture:
    """Weekdays and months, areas as counted and as believed, share closed by age: what the register holds of each."""
    from matplotlib.figure import Figure

    table = learned.table
    parts = [("factors", _factors), ("areas", _areas), ("closing", _closing)]
    shown = [part for part in parts if _has(learned, part[0])]
    width = max(2, len(shown))
    figure = Figure(figsize=(4.1 * width, 6.4 if shown else 2.4), layout="constrained")
    grid = figure.add_gridspec(2 if shown else 1, max(1, len(shown)), height_ratios=(1.0, 2.2) if shown else (1.0,))
    _coverage(figure.add_subplot(grid[0, :]), learned, language)
    for at, (name, draw) in enumerate(shown):
        axes = figure.add_subplot(grid[1, at])
        draw(axes, learned, language)
        axes.set_title(wrapped(text(f"learn.panel.{name}", language), 40))
    title = text("learn.table", language, name=learned.register.path.name)
    rows = table[~table["quantity"].str.startswith("area_rate_")]
    _, lacking = drawable("".join(map(str, table.loc[table["quantity"] == "area_rate", "of"])))
    caption = text("learn.caption", language)
    if lacking:
        caption = joined(language, caption, text("learn.lacking", language, letters=lacking))
    mean, low, high = learned.figures.rates.per_day
    told = [(text("learn.quantity.recorded", language), format_with_range(mean, low, high, "", language))]
    return Picture(figure, rows, title, caption, alt_text(title, told, language), language)


def _coverage(axes: Axes, learned: LearnedFrames, language: str) -> None:
    """Cases a day over the register's time, the window that is learned from shaded, and the share closed beside it."""
    timeline = learned.coverage.timeline
    middle = timeline["start"] + timeline["days"].map(lambda days: timedelta(days=days / 2.0))
    axes.axvspan(learned.coverage.since, learned.coverage.until, color=PALE, label=text("learn.window", language))
    axes.plot(
        middle, timeline["cases"] / timeline["days"], marker="", color=STAFFED, label=text("learn.per_day", language)
    )
    axes.set_ylim(bottom=0)
    axes.set_ylabel(text("learn.axis.per_day", language))
    axes.set_title(text("learn.panel.coverage", language))
    if timeline["closed"].notna().any():
        share = axes.twinx()
        share.plot(middle, 100 * timeline["closed"], marker=".", linestyle=":", color=OUTSOURCED)
        share.set_ylim(0, 100)
        share.set_ylabel(text("learn.axis.ever_closed", language))
        axes.plot([], [], marker=".", linestyle=":", color=OUTSOURCED, label=text("learn.axis.ever_closed", language))
    axes.legend(loc="upper left", fontsize=7)


def _has(learned: LearnedFrames, part: str) -> bool:
    figures = learned.figures
    return {
        "factors": bool(figures.rates.weekday),
        "areas": figures.areas is not None,
        "closing": bool(figures.closing),
    }[part]


def _factors(axes: Axes, learned: LearnedFrames, language: str) -> None:
    rates, at = learned.figures.rates, 0
    names: list[str] = []
    for kind, each in (("weekday", rates.weekday), ("month", rates.month)):
        for place, one in enumerate(each, 1):
            axes.errorbar(
                one.value, -at, xerr=[[one.value - one.low], [one.high - one.value]], marker="o", color=STAFFED
            )
            names.append(text(f"learn.{kind}.{place}", language))
            at += 1
    axes.set_yticks(-np.arange(at), names)
    axes.axvline(1.0, color=MUTED, linewidth=0.8)
    axes.set_xlabel(text("learn.axis.factor", language))


def _areas(axes: Axes, learned: LearnedFrames, language: str) -> None:
    """Counted and pooled rates of the areas, the busiest and the quietest where there are many."""
    rows = learned.table[learned.table["quantity"] == "area_rate"]
    if len(rows) > MAX_AREAS:
        rows = rows.iloc[[*range(MAX_AREAS // 2), *range(len(rows) - MAX_AREAS // 2, len(rows))]]
    y = -np.arange(len(rows))
    reach = [rows["value"] - rows["low"], rows["high"] - rows["value"]]
    axes.errorbar(rows["value"], y, xerr=reach, marker="o", linestyle="none", color=STAFFED,
                  label=text("learn.pooled", language))  # fmt: skip
    axes.plot(rows["counted"], y, marker="x", linestyle="none", color=OUTSOURCED, label=text("learn.counted", language))
    axes.set_yticks(y, [drawable(str(name)[:22])[0] for name in rows["of"]], fontsize=6 if len(rows) > 15 else None)
    axes.axvline(1.0, color=MUTED, linewidth=0.8)
    axes.set_xlabel(text("learn.axis.area", language))
    axes.legend(loc="lower right")


def _closing(axes: Axes, learned: LearnedFrames, language: str) -> None:
    curve = learned.figures.closing[""]
    value, low, high = curve.at(AGES.astype(float))
    axes.plot(AGES, 100 * value, color=STAFFED)
    axes.fill_between(AGES, 100 * low, 100 * high, color=STAFFED, alpha=0.2, linewidth=0)
    axes.set_ylim(0, 100)
    axes.set_xlabel(text("backtest.axis.age", language))
    axes.set_ylabel(text("backtest.axis.closed", language))


@drawn
def backtest_picture(found: BacktestFrames, language: str) -> Picture:
    """The register's later part, its earlier part and the model: share closed by age, and concentration over areas."""
    from matplotlib.figure import Figure

    kinds = list(found.distances)
    if not kinds:
        raise NothingToDrawError("the backtest holds no curve")
    figure = Figure(figsize=(1.0 + 4.2 * len(kinds), 4.4), layout="constrained")
    panels = figure.subplots(1, len(kinds), squeeze=False)[0]
    for axes, kind in zip(panels, kinds, strict=True):
        for source, look in LOOKS.items():
            _line(axes, found.curve(kind, source), look, text(f"backtest.source.{source}", language))
        axes.set_title(text(f"backtest.panel.{kind}", language))
        axes.set_ylim(0, 100)
        x, y = {"closing": ("age", "closed"), "concentration": ("areas", "cases")}[kind]
        axes.set_xlabel(text(f"backtest.axis.{x}", language))
        axes.set_ylabel(text(f"backtest.axis.{y}", language))
    if "concentration" in kinds:
        panels[-1].plot([0, 100], [0, 100], color=PALE, zorder=0)
    legend_below(figure, panels[0], 3)
    title = text("backtest.title", language, name=found.learned.register.path.name)
    told = [
        (text(f"backtest.panel.{kind}", language), f"{format_percent(each['model'])}")
        for kind, each in found.distances.items()
    ]
    caption = text("backtest.caption", language, split=f"{found.split:%Y-%m-%d}", seeds=len(found.seeds))
    return Picture(figure, found.table, title, caption, alt_text(title, told, language), language)


def _line(axes: Axes, rows: pandas.DataFrame, look: dict[str, Any], label: str) -> None:
    scale = 1.0 if rows["x"].max() > 1.0 else 100.0
    axes.plot(scale * rows["x"], 100 * rows["value"], label=label, marker="", **look)
    axes.fill_between(
        scale * rows["x"], 100 * rows["low"], 100 * rows["high"], color=look["color"], alpha=0.15, linewidth=0
    )
