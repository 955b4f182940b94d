"""Pictures of searches: the outcome over a lever with its target, or over money; and the front of two objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.findings.fronts import COST, figures_of, is_lower, mix_text, objective_name, values_text
from experiments.findings.goal import target_text
from experiments.labels import choice, lowered, text
from experiments.labels.formats import format_with_range, large_sum, unit_of_outcome
from experiments.labels.settings import lever_label
from experiments.plots.axes import axis_label, caption_text, scale_of
from experiments.plots.picture import NothingToDrawError, Picture, alt_text, drawn, interval_caption, joined
from experiments.plots.style import INK, MUTED, OUTSOURCED, STAFFED
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas

    from experiments.findings.protocols import FrontResult, GoalResult


@drawn
def goal_picture(found: GoalResult, language: str) -> Picture:
    """The outcome at every point tried: over the lever, or over money where several levers move; the target as a line."""
    from matplotlib.figure import Figure

    rows, name = found.table.dropna(subset=["mean"]), found.target.outcome
    if rows.empty:
        raise NothingToDrawError("no point of the search is defined")
    alone, scale = len(found.levers) == 1, scale_of(name)
    path = found.levers[0].path
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.subplots()
    x = rows[path] if alone else rows["yuan"].map(lambda yuan: large_sum(yuan, language))
    reached = rows["reached"].astype(bool)
    if alone:
        axes.plot(x, rows["mean"] * scale, color=MUTED, linewidth=1.0, zorder=1)
        axes.fill_between(x, rows["low"] * scale, rows["high"] * scale, color=MUTED, alpha=0.18, linewidth=0)
    for chosen, colour, marker, key in ((reached, STAFFED, "o", "reached"), (~reached, OUTSOURCED, "s", "missed")):
        axes.plot(x[chosen], rows["mean"][chosen] * scale, linestyle="none", marker=marker, color=colour,
                  label=text(f"legend.{key}", language))  # fmt: skip
    present = found.changes.set_index("outcome").loc[name, "before"]
    bound = present * found.target.factor if found.target.factor is not None else found.target.bound
    axes.axhline(float(bound or 0.0) * scale, color=INK, linestyle="--", linewidth=1.0)
    axes.annotate(target_text(found, language), (0.99, float(bound or 0.0) * scale), xycoords=axes.get_yaxis_transform(),
                  ha="right", va="bottom", fontsize=8)  # fmt: skip
    axes.set_xlabel(
        wrapped(lever_label(path, language, with_unit=True), 60) if alone else text("axis.new_or_taken", language)
    )
    axes.set_ylabel(wrapped(axis_label(name, language), 40))
    figure.legend(loc="outside lower center", ncols=2)
    title = text("title.goal", language, target=target_text(found, language))
    unit = unit_of_outcome(name)
    told = [
        (", ".join(choice(row[each.path], language) for each in found.levers),
         format_with_range(row["mean"], row["low"], row["high"], unit, language))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    caption = joined(language, caption_text("goal", language), interval_caption(rows, language, "bands"))
    return Picture(figure, rows, title, caption, alt_text(title, told, language), language)


@drawn
def front_picture(found: FrontResult, language: str) -> Picture:
    """The front over its first two objectives with intervals; all mixes tried in grey, the present policy as a cross."""
    from matplotlib.figure import Figure

    up, along = found.objectives[:2]
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    axes = figure.subplots()
    tried = found.tried[found.tried["allowed"].astype(bool)]
    axes.plot(_on_axis(tried[along], along, language), _on_axis(tried[up], up, language), linestyle="none", marker=".",
              color=MUTED, alpha=0.5, label=text("legend.tried", language))  # fmt: skip
    rows = found.table
    ends = {key: _reach(rows, name, language) for key, name in (("xerr", along), ("yerr", up)) if name != COST}
    x, y = (_on_axis(rows[f"{name}.value"], name, language) for name in (along, up))
    axes.errorbar(x, y, **ends, color=STAFFED, marker="o", linestyle="none", label=text("legend.front", language))
    for mix, right, above in zip(rows["mix"], x, y, strict=True):
        axes.annotate(str(mix), (right, above), xytext=(5, 5), textcoords="offset points", fontsize=9, color=STAFFED)
    axes.plot(*(_on_axis(found.present[name], name, language) for name in (along, up)), linestyle="none", marker="X",
              markersize=9, color=OUTSOURCED, markeredgecolor=INK, label=text("legend.present", language))  # fmt: skip
    axes.set_xlabel(_with_direction(along, 60, language))
    axes.set_ylabel(_with_direction(up, 40, language))
    figure.legend(loc="outside lower center", ncols=3)
    names = {"up": objective_name(up, language), "along": objective_name(along, language)}
    title = text("title.optimize", language, **{key: lowered(name, language) for key, name in names.items()})
    told = [
        (text("front.mix", language, mix=row["mix"]) + " " + mix_text(row, found, language),
         values_text(figures_of(row, found), found, language))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    caption = joined(language, caption_text("optimize", language), interval_caption(rows, language, "bars"))
    return Picture(figure, rows, title, caption, alt_text(title, told, language), language)


def _on_axis(values: Any, name: str, language: str) -> Any:
    """Figures of an objective as its axis shows them: money in large sums, shares as per cent."""
    return values * (large_sum(1.0, language) if name == COST else scale_of(name))


def _reach(rows: pandas.DataFrame, name: str, language: str) -> Any:
    """How far the intervals reach down and up."""
    value, low, high = (_on_axis(rows[f"{name}.{end}"], name, language) for end in ("value", "low", "high"))
    return [(value - low).clip(lower=0.0), (high - value).clip(lower=0.0)]


def _with_direction(name: str, width: int, language: str) -> str:
    """An objective as the label of an axis, and in a line below which way is better."""
    side = text(f"axis.better.{'lower' if is_lower(name) else 'higher'}", language)
    return f"{wrapped(objective_name(name, language, with_unit=True), width)}\n{side}"
