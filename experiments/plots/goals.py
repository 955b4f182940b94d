"""Pictures of searches: the outcome over a lever with its target, and over money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.findings.goal import target_text
from experiments.labels import choice, text
from experiments.labels.formats import format_with_range, large_sum, unit_of_outcome
from experiments.labels.settings import lever_label
from experiments.plots.axes import axis_label, caption_text, scale_of, wrapped
from experiments.plots.picture import NothingToDrawError, Picture, alt_text, drawn, interval_caption, joined
from experiments.plots.style import INK, MUTED, OUTSOURCED, STAFFED

if TYPE_CHECKING:
    from experiments.findings.protocols import GoalResult


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
