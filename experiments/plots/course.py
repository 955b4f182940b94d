"""Pictures along time: cumulative resolution by age, and the daily series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.labels import lowered, policy, short_policy, text
from experiments.labels.formats import format_number, format_value, format_with_range
from experiments.plots.axes import band, caption_text, legend_below, present
from experiments.plots.picture import Picture, alt_text, drawn, interval_caption, joined
from experiments.plots.style import marks
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas

ENDINGS = ("resolved", "failed", "lapsed")


@drawn
def cumulative_resolution(
    frame: pandas.DataFrame,
    language: str,
    policies: Sequence[str] | None = None,
    start: str = "recorded",
) -> Picture:
    """Cumulative share of cases that ended in each way, by age; one line a policy, one panel a kind of end.

    `frame`: policy, ending (resolved, failed, lapsed), age_days, mean, low, high, as
    `experiments.studies.ages.cumulative_endings` makes it; `start` names where age begins.
    """
    from matplotlib.figure import Figure

    chosen = present(frame, "policy", policies)
    ends = [each for each in ENDINGS if frame.loc[frame["ending"] == each, "mean"].max() > 0.005]
    figure = Figure(figsize=(1.2 + 2.7 * len(ends), 3.8), layout="constrained")
    panels = figure.subplots(1, len(ends), squeeze=False, sharey=True)[0]
    for axes, ending in zip(panels, ends, strict=True):
        for name, mark in marks(chosen).items():
            rows = frame[(frame["policy"] == name) & (frame["ending"] == ending)].sort_values("age_days")
            band(axes, rows["age_days"], rows, mark, 100.0, policy(name, language), every=max(1, len(rows) // 6))
        axes.set_title(text(f"ending.{ending}", language))
        axes.set_xlabel(text("axis.age_days", language, start=text(f"axis.start.{start}", language)))
        axes.set_xlim(0, frame["age_days"].max())
    panels[0].set_ylim(0, 100)
    panels[0].set_ylabel(text("axis.ended_share", language))
    legend_below(figure, panels[0])
    shown = frame[frame["policy"].isin(chosen)]
    bands, told = interval_caption(shown, language, "bands"), _last(shown, language)
    title = _ends_title(shown, language) or text("title.cumulative", language)
    subtitle = joined(language, text("subtitle.shown", language, what=text("title.cumulative", language)), bands)
    caption = joined(language, caption_text("cumulative", language), bands)
    return Picture(figure, shown, title, caption, alt_text(title, told, language), language, subtitle)


def _ends_title(frame: pandas.DataFrame, language: str) -> str:
    """The most and the least resolved by the last age; empty for one policy."""
    last = frame[(frame["ending"] == "resolved") & (frame["age_days"] == frame["age_days"].max())].sort_values("mean")
    if len(last) < 2:
        return ""
    words = {
        f"{end}{what}": told
        for end, row in (("least", last.iloc[0]), ("most", last.iloc[-1]))
        for what, told in (
            ("", format_value(float(row["mean"]), "share", language)),
            ("_policy", lowered(short_policy(str(row["policy"]), language), language)),
        )
    }
    return text("title.cumulative.found", language, days=int(last["age_days"].iloc[0]), **words)


def _last(frame: pandas.DataFrame, language: str) -> list[tuple[str, str]]:
    rows = frame[(frame["ending"] == "resolved") & (frame["age_days"] == frame["age_days"].max())]
    return [
        (policy(r.policy, language), format_with_range(r.mean, r.low, r.high, "share", language))
        for r in rows.itertuples()
    ]


@drawn
def daily(
    frame: pandas.DataFrame,
    language: str,
    series: Sequence[str] = ("latent", "incidents", "petitions", "mean_trust"),
    policies: Sequence[str] | None = None,
    smooth_days: int = 14,
) -> Picture:
    """Daily series as small multiples, one line a policy.

    `frame`: policy, series, day, mean, low, high, as `experiments.studies.ages.lives` makes it; `smooth_days`
    is the moving mean that was taken within each run.
    """
    from matplotlib.figure import Figure

    chosen, shown = present(frame, "policy", policies), present(frame, "series", series)
    columns = 2 if len(shown) > 1 else 1
    lines = -(-len(shown) // columns)
    figure = Figure(figsize=(3.7 * columns, 0.9 + 2.1 * lines), layout="constrained")
    panels = figure.subplots(lines, columns, squeeze=False, sharex=True).ravel()
    for axes, name in zip(panels, shown, strict=False):
        for each, mark in marks(chosen).items():
            rows = frame[(frame["policy"] == each) & (frame["series"] == name)].sort_values("day")
            band(axes, rows["day"], rows, mark, 1.0, policy(each, language), every=max(1, len(rows) // 6))
        axes.set_title(wrapped(text(f"series.{name}", language), 36))
        axes.set_ylabel(text(f"series.{name}.unit", language))
        axes.set_ylim(bottom=0)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    for axes in panels[-columns:]:
        axes.set_xlabel(text("axis.day", language))
    legend_below(figure, panels[0])
    kept = frame[frame["policy"].isin(chosen) & frame["series"].isin(shown)]
    means = kept.groupby(["series", "policy"], sort=False)["mean"].mean()
    told = [
        (f"{text(f'series.{s}', language)}, {policy(p, language)}", format_number(value))
        for (s, p), value in means.items()
    ]
    first = means[shown[0]].sort_values()
    words = {
        "series": text(f"series.{shown[0]}", language),
        "least": format_number(float(first.iloc[0])),
        "least_policy": lowered(short_policy(str(first.index[0]), language), language),
        "most": format_number(float(first.iloc[-1])),
        "most_policy": lowered(short_policy(str(first.index[-1]), language), language),
    }
    title = text("title.daily.found" if len(first) > 1 else "title.daily", language, **words)
    caption = joined(
        language, caption_text("daily", language, days=smooth_days), interval_caption(kept, language, "bands")
    )
    return Picture(figure, kept, title, caption, alt_text(title, told, language), language, caption)
