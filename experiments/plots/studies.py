"""Pictures of inquiries: ranked bars with intervals, a date's effect, a posterior against its prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.findings.studies import practice_sentences
from experiments.labels import lowered, outcome, outcome_unit, policy, short_policy, text
from experiments.labels.formats import (
    format_difference,
    format_number,
    format_size,
    format_value,
    format_with_range,
    unit_of_outcome,
)
from experiments.labels.settings import lever_label
from experiments.plots.axes import legend_below, scale_of, with_unit, zero_line
from experiments.plots.picture import Picture, alt_text, drawn, interval_caption, joined
from experiments.plots.responding import reform_timing
from experiments.plots.style import INK, MUTED, OUTSOURCED, PALE, STAFFED, marks
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from experiments.findings.boxes import Box
    from experiments.runs.plan import Range

MAX_BOXES = 3
ROOM = {"figure": 1.3, "row": 0.34, "panel": 3.4}


def timing_picture(table: pandas.DataFrame, language: str) -> Picture:
    """Outcomes over the day of the change, a line with and one without incubation first."""
    words = {False: text("inquiry.not_incubated", language), True: text("inquiry.incubated", language)}
    return reform_timing(table.assign(policy=table["incubated_first"].map(words)), language)


@drawn
def ablation_picture(
    table: pandas.DataFrame, language: str, outcomes: Sequence[str] = ("in_the_bud_rate", "harm_per_10k")
) -> Picture:
    """What each practice is worth, with 95 % intervals, one panel an outcome, the same order in all."""
    format_value = [name for name in outcomes if name in set(table["outcome"])] or [str(table["outcome"].iloc[0])]
    first = table[table["outcome"] == format_value[0]].sort_values("worth", key=abs)
    names = first["practice"].tolist()
    figure, panels = _panels(len(format_value), len(names))
    for axes, name in zip(panels, format_value, strict=True):
        rows = table[table["outcome"] == name].set_index("practice").loc[names]
        _dots(axes, rows["worth"], rows["low"], rows["high"], scale_of(name))
        zero_line(axes, upright=True)
        axes.set_title(wrapped(outcome(name, language), 30))
        axes.set_xlabel(wrapped(with_unit("worth", name, language), 30))
    _name(panels, [_practice(first[first["practice"] == each].iloc[0], language) for each in names])
    title = text("title.ablation", language)
    unit = unit_of_outcome(format_value[0])
    told = [(_practice(row, language), format_difference(row["worth"], row["low"], row["high"], unit, language))
            for _, row in first.iterrows()]  # fmt: skip
    kept = table[table["outcome"].isin(format_value)]
    caption = joined(language, text("caption.ablation", language), interval_caption(kept, language, "bars"))
    return Picture(figure, kept, title, caption, alt_text(title, told, language), language)


def _practice(row: Any, language: str) -> str:
    return wrapped(practice_sentences(row, language), 40)


@drawn
def sensitivity_picture(table: pandas.DataFrame, language: str, most: int = 12) -> Picture:
    """The most influential parameters of the first outcome with intervals, beside the level of noise."""
    name = str(table["outcome"].iloc[0])
    rows = table[table["outcome"] == name].sort_values("influence", ascending=False).head(most).iloc[::-1]
    scale = scale_of(name) if rows["method"].iloc[0] == "morris" else 1.0
    figure, (axes,) = _panels(1, len(rows), 7.2)
    _dots(axes, rows["influence"], rows["low"], rows["high"], scale)
    axes.axvspan(0.0, float(rows["noise"].iloc[0]) * scale, color=PALE, label=text("inquiry.noise", language))
    _name([axes], [wrapped(lever_label(path, language), 44) for path in rows["parameter"]])
    unit = text("number.point_unit", language) if scale_of(name) == 100.0 else outcome_unit(name, language)
    axes.set_xlabel(text(f"inquiry.influence.{rows['method'].iloc[0]}", language, unit=unit))
    legend_below(figure, axes)
    title = text("title.tornado", language, outcome=lowered(outcome(name, language), language))
    told = [
        (lever_label(r.parameter, language), format_number(r.influence * scale)) for r in rows.iloc[::-1].itertuples()
    ]
    caption = text("caption.sensitivity", language)
    return Picture(figure, rows, title, caption, alt_text(title, told, language), language)


@drawn
def regret_picture(regrets: pandas.DataFrame, language: str) -> Picture:
    """Regret of every policy over the worlds as boxes, one panel an outcome."""
    names, policies = list(dict.fromkeys(regrets["outcome"])), list(dict.fromkeys(regrets["policy"]))
    figure, panels = _panels(len(names), len(policies))
    for axes, name in zip(panels, names, strict=True):
        rows = regrets[regrets["outcome"] == name]
        lost = [rows[rows["policy"] == each]["regret"].to_numpy() * scale_of(name) for each in policies]
        axes.boxplot(lost, orientation="horizontal", positions=range(len(policies)), whis=(0, 90), showfliers=False,
                     medianprops={"color": INK})  # fmt: skip
        axes.set_title(wrapped(outcome(name, language), 26))
        axes.set_xlabel(wrapped(with_unit("regret", name, language), 26))
    _name(panels, [short_policy(each, language) for each in policies])
    title = text("title.regret", language)
    mean = regrets[regrets["outcome"] == names[0]].groupby("policy", sort=False)["regret"].mean()
    told = [(policy(str(each), language), format_size(value, names[0], unit_of_outcome(names[0]), language))
            for each, value in mean.items()]  # fmt: skip
    return Picture(figure, regrets, title, text("caption.regret", language), alt_text(title, told, language), language)


@drawn
def boxes_picture(winners: pandas.DataFrame, parameters: Sequence[str], boxes: Sequence[Box], language: str) -> Picture:
    """Worlds by who wins them, and the boxes that tell where: one panel a box, over the two parameters that matter most."""
    from matplotlib.figure import Figure

    # The box in which one policy loses is often the one in which another wins: it is shown once.
    told = list({tuple(box.limits.items()): box for box in boxes}.values())[:MAX_BOXES]
    figure = Figure(figsize=(0.6 + 3.6 * len(told), 4.2), layout="constrained")
    for axes, box in zip(figure.subplots(1, len(told), squeeze=False)[0], told, strict=True):
        _draw_box(axes, winners, parameters, box, language)
    handles = {name: handle for axes in figure.axes
               for handle, name in zip(*axes.get_legend_handles_labels(), strict=True)}  # fmt: skip
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=2)
    title = text("title.boxes", language)
    rows = [(policy(box.policy, language), _box_sentences(box, language).replace("\n", " ")) for box in told]
    return Picture(figure, winners, title, text("caption.boxes", language), alt_text(title, rows, language), language)


def _draw_box(axes: Axes, winners: pandas.DataFrame, parameters: Sequence[str], box: Box, language: str) -> None:
    from matplotlib.patches import Rectangle

    wins = winners["winner"] == box.policy
    # A box of one limit is shown over the parameter that comes next in telling wins from losses.
    others = [path for path in parameters if path not in box.limits]
    telling = winners[others].rank().corrwith(wins.astype(float)).abs().sort_values(ascending=False).index.tolist()
    x, y = [*box.limits, *telling][:2] if len(parameters) > 1 else (parameters[0], "margin")
    looks = marks(winners["winner"])
    for name, rows in winners.groupby("winner", sort=False):
        mark = looks[str(name)]
        axes.plot(rows[x], rows[y], linestyle="none", marker=mark.marker, color=mark.colour, markersize=4.5,
                  markerfacecolor=mark.face, label=short_policy(str(name), language))  # fmt: skip
    ends = [_ends(winners[path], *box.limits.get(path, (None, None))) for path in (x, y)]
    (left, width), (bottom, height) = [(low, high - low) for low, high in ends]
    axes.add_patch(Rectangle((left, bottom), width, height, facecolor=PALE, edgecolor=INK, linestyle="--", zorder=0,
                             label=text("legend.box", language)))  # fmt: skip
    axes.set_title(_box_sentences(box, language), fontsize="medium")
    axes.set_xlabel(wrapped(lever_label(x, language, with_unit=True), 34))
    axes.set_ylabel(wrapped(lever_label(y, language, with_unit=True), 34))


def _ends(column: pandas.Series[float], low: float | None, high: float | None) -> tuple[float, float]:
    return column.min() if low is None else low, column.max() if high is None else high


def _box_sentences(box: Box, language: str) -> str:
    shares = {
        "density": format_value(box.density, "share", language),
        "coverage": format_value(box.coverage, "share", language),
    }
    return text("boxes.loses" if box.loses else "boxes.wins", language,
                policy=short_policy(box.policy, language), **shares)  # fmt: skip


@drawn
def calibration_picture(
    table: pandas.DataFrame,
    language: str,
    posterior: pandas.DataFrame,
    prior: Sequence[Range],
    tolerance: Mapping[str, float],
) -> Picture:
    """Above how the best points meet the figures within `tolerance`, below every parameter's posterior against its flat prior."""
    from matplotlib.figure import Figure

    columns = max(3, len(prior))
    figure = Figure(figsize=(2.6 * columns, 5.4), layout="constrained")
    grid = figure.subplots(2, columns, squeeze=False)
    readings = list(dict.fromkeys(table["reading"]))
    for axes, (name, rows) in zip(grid[0], table.groupby("figure", sort=False), strict=False):
        scale = scale_of(str(rows["outcome"].iloc[0]))
        _dots(axes, rows["mean"], rows["low"], rows["high"], scale)
        target, room = float(rows["target"].iloc[0]) * scale, tolerance[str(name)] * scale
        axes.axvspan(target - room, target + room, color=PALE, zorder=0)
        axes.axvline(target, color=OUTSOURCED, linestyle="--")
        axes.set_title(wrapped(text(f"inquiry.figure.{name}", language), 26))
        _name([axes], [text(f"inquiry.reading.{each}", language) for each in rows["reading"]])
    for axes, span in zip(grid[1], prior, strict=False):
        axes.axhspan(0.0, 1.0 / (float(span.high) - float(span.low)), color=PALE, label=text("inquiry.prior", language))
        for each, colour in zip(readings, (STAFFED, OUTSOURCED), strict=False):
            draws = posterior[posterior["reading"] == each][span.path].to_numpy()
            axes.hist(draws, bins=30, density=True, histtype="step", color=colour,
                      label=text(f"inquiry.reading.{each}", language))  # fmt: skip
        axes.set_xlim(span.low, span.high)
        axes.set_title(wrapped(lever_label(span.path, language), 24))
    legend_below(figure, grid[1][0], 3)
    for axes in [*grid[0][table["figure"].nunique() :], *grid[1][len(prior) :]]:
        axes.set_axis_off()
    title = text("title.calibration", language)
    told = [(f"{text(f'inquiry.figure.{r.figure}', language)}, {text(f'inquiry.reading.{r.reading}', language)}",
             _told(r.mean, r.low, r.high, r.outcome, language)) for r in table.itertuples()]  # fmt: skip
    return Picture(
        figure, table, title, text("caption.calibration", language), alt_text(title, told, language), language
    )


@drawn
def contest_picture(table: pandas.DataFrame, language: str) -> Picture:
    """Every contestant less each rival in the contestant's own place, with 95 % intervals, one panel a criterion."""
    outcomes = list(dict.fromkeys(table["outcome"]))
    pairs = list(dict.fromkeys(zip(table["contestant"], table["rival"], strict=True)))[::-1]
    figure, panels = _panels(len(outcomes), len(pairs))
    for axes, name in zip(panels, outcomes, strict=True):
        rows = table[table["outcome"] == name].set_index(["contestant", "rival"]).loc[pairs]
        _dots(axes, rows["difference"], rows["low"], rows["high"], scale_of(name))
        zero_line(axes, upright=True)
        axes.set_title(wrapped(outcome(name, language), 26))
        axes.set_xlabel(wrapped(with_unit("difference", name, language), 26))
    names = [text("inquiry.against", language, policy=short_policy(ours, language), rival=short_policy(theirs, language))
             for ours, theirs in pairs]  # fmt: skip
    _name(panels, [wrapped(each, 40) for each in names])
    title, first = text("title.contest", language), table[table["outcome"] == outcomes[0]].iloc[::-1]
    unit = unit_of_outcome(outcomes[0])
    told = [(name, format_difference(row.difference, row.low, row.high, unit, language))
            for name, row in zip(names, first.itertuples(), strict=True)]  # fmt: skip
    return Picture(figure, table, title, text("caption.contest", language), alt_text(title, told, language), language)


def _panels(count: int, rows: int, width: float | None = None) -> tuple[Any, list[Axes]]:
    from matplotlib.figure import Figure

    size = (width or 2.2 + ROOM["panel"] * 0.8 * count, ROOM["figure"] + ROOM["row"] * rows)
    figure = Figure(figsize=size, layout="constrained")
    return figure, list(figure.subplots(1, count, squeeze=False)[0])


def _dots(axes: Axes, middle: Any, low: Any, high: Any, scale: float) -> None:
    import numpy as np

    ends = np.nan_to_num(np.abs([(middle - low) * scale, (high - middle) * scale]))
    axes.errorbar(middle * scale, range(len(middle)), xerr=ends, marker="o", linestyle="none", color=STAFFED)
    axes.grid(visible=True, axis="x", color=MUTED, alpha=0.3)


def _name(panels: Sequence[Axes], names: Sequence[str]) -> None:
    for axes in panels:
        axes.set_yticks(range(len(names)), names if axes is panels[0] else [""] * len(names))
        axes.set_ylim(-0.6, len(names) - 0.4)


def _told(mean: float, low: float, high: float, name: str, language: str) -> str:
    return format_with_range(mean, low, high, unit_of_outcome(name), language)
