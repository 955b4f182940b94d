"""The picture of the bench: time of a run against residents, contradictions and days, log-log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.labels import text
from experiments.plots.picture import Picture, alt_text, drawn
from experiments.plots.style import MUTED, marks

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

LOOKS = {"residents": "staffed", "contradictions": "outsourced", "days": "preventive"}


@drawn
def growth_of_time(scaling: pandas.DataFrame, language: str) -> Picture:
    """Milliseconds of a run over the size as a multiple of the case; dotted: growth in proportion.

    `scaling`: columns grown (residents, contradictions, days), factor, run_ms.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullFormatter

    figure = Figure(figsize=(5.2, 3.6), layout="constrained")
    axes = figure.subplots()
    for grown, rows in scaling.groupby("grown", sort=False):
        _line(axes, rows, str(grown), language)
    _proportional(axes, scaling)
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):  # 0.1, 1, 10: the font has no sign for an exponent's minus
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(text("bench.axis.factor", language))
    axes.set_ylabel(text("bench.axis.milliseconds", language))
    axes.legend()
    title = text("bench.title", language)
    told = [
        (f"{text(f'bench.grown.{row.grown}', language)} × {row.factor:g}", f"{row.run_ms:.3g} ms")
        for row in scaling.itertuples()
    ]
    return Picture(figure, scaling, title, text("bench.caption", language), alt_text(title, told, language), language)


def _line(axes: Axes, rows: pandas.DataFrame, grown: str, language: str) -> None:
    mark = marks([LOOKS[grown]])[LOOKS[grown]]
    axes.plot(
        rows["factor"],
        rows["run_ms"],
        color=mark.colour,
        linestyle=mark.line,
        marker=mark.marker,
        markerfacecolor=mark.face,
        label=text(f"bench.grown.{grown}", language),
    )


def _proportional(axes: Axes, scaling: pandas.DataFrame) -> None:
    at_once = float(scaling.loc[scaling["factor"] == 1.0, "run_ms"].mean())
    ends = [float(scaling["factor"].min()), float(scaling["factor"].max())]
    axes.plot(ends, [at_once * factor for factor in ends], color=MUTED, linestyle=":", linewidth=1.0)
