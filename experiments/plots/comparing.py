"""Pictures of a comparison: the 2×2 with its effects, the hidden iceberg, the ledger, the credit of each lever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.labels import lowered, outcome, policy, short_policy, text
from experiments.labels.formats import (
    difference,
    format_difference,
    format_number,
    format_with_range,
    large_sum,
    unit_of_outcome,
)
from experiments.plots.axes import (
    better_label,
    caption_text,
    interval,
    legend_below,
    present,
    rows_of,
    scale_of,
    with_unit,
    zero_line,
)
from experiments.plots.picture import NothingToDrawError, Picture, alt_text, drawn, interval_caption, joined
from experiments.plots.style import INK, OUTSOURCED, STAFFED, WATER, marks
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

TRIAGE, DELIVERY = ("reactive", "preventive"), ("staffed", "outsourced")
FOUR = tuple(f"{triage}-{delivery}" for delivery in DELIVERY for triage in TRIAGE)
EFFECTS = ("triage", "delivery", "interaction")
ROOM = 0.04  # above and below, as a share of a common scale
HEADLINES = ("official_resolution_rate", "true_resolution_rate", "in_the_bud_rate", "harm_per_10k")


@drawn
def factorial(
    table: pandas.DataFrame,
    effects: pandas.DataFrame,
    language: str,
    outcomes: Sequence[str] = HEADLINES,
) -> Picture:
    """The 2×2: cell means above, main effects and interaction below, one column an outcome.

    `table`: policy, outcome, mean, low, high; `effects`: effect, outcome, mean, low, high.
    """
    import pandas
    from matplotlib.figure import Figure

    chosen = [name for name in outcomes if name in set(table["outcome"])]
    cells = table[table["policy"].isin(FOUR) & table["outcome"].isin(chosen)]
    if cells.empty:
        raise NothingToDrawError("the table holds none of the four policies")
    figure = Figure(figsize=(max(3.6, 2.15 * len(chosen)), 5.0), layout="constrained")
    grid = figure.subplots(2, len(chosen), squeeze=False, height_ratios=(1.3, 1.0))
    for column, name in enumerate(chosen):
        _cells(grid[0, column], rows_of(cells, name), name, language)
        _effects(grid[1, column], effects[effects["outcome"] == name], name, language, labelled=column == 0)
    rates = [column for column, name in enumerate(chosen) if scale_of(name) == 100.0]
    _share_scale([grid[0, column] for column in rates])
    _share_width([grid[1, column] for column in rates])
    legend_below(figure, grid[0, 0])
    frame = pandas.concat([cells, effects[effects["outcome"].isin(chosen)]], ignore_index=True)
    title = _effects_title(effects, language)
    bars = interval_caption(cells, language, "bars")
    caption, subtitle = (
        joined(language, caption_text("factorial", language), bars),
        _subtitle("factorial", bars, language),
    )
    return Picture(
        figure, frame, title, caption, alt_text(title, _values(cells, language), language), language, subtitle
    )


def _subtitle(key: str, bars: str, language: str) -> str:
    """What a picture shows, and over what its intervals are."""
    return joined(language, text("subtitle.shown", language, what=text(f"title.{key}", language)), bars)


def _effects_title(effects: pandas.DataFrame, language: str) -> str:
    """What prevention and what contracting out do in the bud; the picture's plain name where that is not known."""
    found = effects[effects["outcome"] == "in_the_bud_rate"].set_index("effect")
    if not {"triage", "delivery"} <= set(found.index):
        return text("title.factorial", language)
    told = {name: _effect(found.loc[name], language) for name in ("triage", "delivery")}
    return text("title.factorial.found", language, **told)


def _effect(row: Any, language: str) -> str:
    unclear = not (row["low"] > 0.0 or row["high"] < 0.0)
    return text("title.unclear", language) if unclear else difference(float(row["mean"]), "share", language)


def _cells(axes: Axes, rows: pandas.DataFrame, name: str, language: str) -> None:
    found = {row.policy: row for row in rows.itertuples()}
    for delivery in DELIVERY:
        there = [
            (at, found[f"{triage}-{delivery}"]) for at, triage in enumerate(TRIAGE) if f"{triage}-{delivery}" in found
        ]
        mark = marks([delivery])[delivery]
        scale = scale_of(name)
        label = text(f"legend.delivery.{delivery}", language)
        axes.plot(
            [at for at, _ in there],
            [row.mean * scale for _, row in there],
            color=mark.colour,
            linestyle=mark.line,
            marker=mark.marker,
            mfc=mark.face,
            label=label,
        )
        for at, row in there:
            interval(axes, at, row, mark, scale, label="_nolegend_")
    axes.set_xticks([0, 1], [text(f"legend.triage.{triage}", language) for triage in TRIAGE])
    axes.set_xlim(-0.35, 1.35)
    axes.set_title(wrapped(better_label(name, language), 30))


def _effects(axes: Axes, rows: pandas.DataFrame, name: str, language: str, labelled: bool) -> None:
    scale, mark = scale_of(name), marks(["preventive"])["preventive"]
    found = {row.effect: row for row in rows.itertuples()}
    for at, effect in enumerate(EFFECTS):
        if effect in found:
            interval(axes, -at, found[effect], mark, scale, across=True, color=INK, mfc=INK, marker="o")
    zero_line(axes, upright=True)
    names = [text(f"effect.{effect}.short", language) for effect in EFFECTS]
    axes.set_yticks([0, -1, -2], names if labelled else ["", "", ""])
    axes.set_ylim(-2.5, 0.5)
    axes.margins(x=0.15)
    axes.grid(visible=True, axis="x")
    axes.set_xlabel(wrapped(with_unit("effect", name, language), 28))


def _share_scale(panels: list[Axes]) -> None:
    """Rates share one scale, so that nobody compares unlike heights."""
    if panels:
        low, high = min(each.get_ylim()[0] for each in panels), max(each.get_ylim()[1] for each in panels)
        room = ROOM * (high - low)  # a panel's own margin is too narrow on the common scale
        for each in panels:
            each.set_ylim(max(0.0, low - room), min(100.0, high + room))


def _share_width(panels: list[Axes]) -> None:
    """Effects on rates share one scale too."""
    if panels:
        ends = [each.get_xlim() for each in panels]
        for each in panels:
            each.set_xlim(min(low for low, _ in ends), max(high for _, high in ends))


def _values(rows: pandas.DataFrame, language: str) -> list[tuple[str, str]]:
    return [
        (
            f"{outcome(row.outcome, language)}, {policy(row.policy, language)}",
            format_with_range(row.mean, row.low, row.high, unit_of_outcome(row.outcome), language),
        )
        for row in rows.itertuples()
    ]


@drawn
def iceberg(table: pandas.DataFrame, language: str, policies: Sequence[str] | None = None) -> Picture:
    """The hidden iceberg: recorded above the waterline, never recorded below, one column a policy.

    `table`: policy, outcome, mean, low, high with arisen, recorded, resolved, hidden_share.
    """
    import pandas
    from matplotlib.figure import Figure

    wide = table.pivot_table(index="policy", columns="outcome", values="mean", sort=False)
    chosen = present(table, "policy", policies or (*FOUR, "preventive-staffed-pooled", "workstation-era"))
    rows = [(name, *_above_and_below(wide.loc[name])) for name in chosen]
    figure = Figure(figsize=(max(4.0, 1.25 * len(chosen) + 0.6), 4.4), layout="constrained")
    axes = figure.subplots()
    deepest, highest = max(row[3] for row in rows), max(row[1] + row[2] for row in rows)
    axes.axhspan(-1.36 * deepest, 0, color=WATER, zorder=0)
    for at, (_, resolved, open_or_failed, hidden) in enumerate(rows):
        _berg(axes, at, resolved, open_or_failed, hidden, language, at == 0)
    axes.axhline(0, color=INK, linewidth=1.1)
    axes.text(-0.55, -1.33 * deepest, text("legend.waterline", language), va="bottom", fontsize=8, color="#40566b")
    axes.set_ylim(-1.36 * deepest, 1.12 * highest)
    axes.set_xlim(-0.6, len(chosen) - 0.4)
    axes.set_xticks(range(len(chosen)), [policy(name, language, short=True) for name in chosen])
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    axes.set_ylabel(text("axis.contradictions", language))
    legend_below(figure, axes, 3)
    most, least = max(rows, key=lambda row: row[3]), min(rows, key=lambda row: row[3])
    words = {
        "most": format_number(round(most[3])),
        "worst": lowered(short_policy(most[0], language), language),
        "least": format_number(round(least[3])),
        "best": lowered(short_policy(least[0], language), language),
    }
    title = text("title.iceberg.found" if most[0] != least[0] else "title.iceberg", language, **words)
    frame = pandas.DataFrame(rows, columns=["policy", "resolved", "open_or_failed", "never_recorded"])
    told = [(policy(n, language), _told(r, o, h, language)) for n, r, o, h in rows]
    caption = joined(language, caption_text("iceberg", language))
    return Picture(
        figure, frame, title, caption, alt_text(title, told, language), language, text("subtitle.iceberg", language)
    )


def _above_and_below(means: Any) -> tuple[float, float, float]:
    hidden = means["hidden_share"] * means["arisen"]
    return float(means["resolved"]), float(means["recorded"] - means["resolved"]), float(hidden)


def _berg(axes: Axes, at: int, resolved: float, rest: float, hidden: float, language: str, named: bool) -> None:
    looks: dict[str, Any] = {"width": 0.62, "edgecolor": INK, "linewidth": 0.7, "zorder": 2}
    names = [
        text(f"legend.{part}", language) if named else "_nolegend_" for part in ("resolved", "unresolved", "hidden")
    ]
    axes.bar(at, resolved, color="#f7f7f7", label=names[0], **looks)
    axes.bar(at, rest, bottom=resolved, color="#f0c987", hatch="//", label=names[1], **looks)
    axes.bar(at, -hidden, color="#33658a", label=names[2], **looks)
    axes.annotate(
        f"{format_number(round(resolved + rest))}",
        (at, resolved + rest),
        (0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=8,
    )
    axes.annotate(
        f"{format_number(round(hidden))}",
        (at, -hidden),
        (0, -3),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=8,
        zorder=3,
    )


def _told(resolved: float, rest: float, hidden: float, language: str) -> str:
    parts = zip(("resolved", "unresolved", "hidden"), (resolved, rest, hidden), strict=True)
    words = [
        text("alt.row", language, name=text(f"legend.{key}", language), value=format_number(round(size)))
        for key, size in parts
    ]
    return text("join.words", language).join(words)


LEDGER_LOOKS = {
    "grid_workers": ("#c9c9c9", ""), "street": ("#8f8f8f", ""), "committees": ("#9ecae1", ".."),
    "council": ("#deebf7", ""), "programmes": ("#fdd0a2", ""), "survey": ("#74c476", "||"),
    "oversight": ("#b0413e", ""), "incubation": ("#f2b6a0", "++"), "contract_management": ("#5b3a6b", ""),
    "delivery_contract": (OUTSOURCED, "\\\\"), "delivery_staffed": (STAFFED, ""), "delivery": (STAFFED, ""),
}  # fmt: skip


@drawn
def ledger_bars(ledger: pandas.DataFrame, language: str, policies: Sequence[str] | None = None) -> Picture:
    """One budget as stacked bars, one a policy, delivery at the end; `ledger`: policy, line, yuan a year."""
    from matplotlib.figure import Figure

    chosen = present(ledger, "policy", policies)
    lines = [line for line in dict.fromkeys(ledger["line"]) if ledger.loc[ledger["line"] == line, "yuan"].max() > 0]
    wide = ledger.pivot_table(index="policy", columns="line", values="yuan", sort=False).fillna(0.0)
    figure = Figure(figsize=(7.2, 1.7 + 0.42 * len(chosen)), layout="constrained")
    axes = figure.subplots()
    left = dict.fromkeys(chosen, 0.0)
    for line in lines:
        colour, hatch = LEDGER_LOOKS.get(line, ("#444444", "*"))
        widths = [large_sum(float(wide.loc[name, line]), language) for name in chosen]
        axes.barh(
            range(len(chosen)),
            widths,
            left=list(left.values()),
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.6,
            height=0.68,
            label=text(f"ledger.{line}", language),
        )
        left = {name: left[name] + width for name, width in zip(chosen, widths, strict=True)}
    axes.set_yticks(range(len(chosen)), [short_policy(name, language) for name in chosen])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel(text("axis.million_yuan", language))
    legend_below(figure, axes, 4)
    title = text("title.ledger", language)
    told = [
        (f"{policy(row.policy, language)}, {text(f'ledger.{row.line}', language)}", format_number(row.yuan))
        for row in ledger[ledger["policy"].isin(chosen) & ledger["line"].isin(lines)].itertuples()
        if row.yuan > 0
    ]
    shown = ledger[ledger["policy"].isin(chosen)]
    return Picture(figure, shown, title, caption_text("ledger", language), alt_text(title, told, language), language)


@drawn
def credit(
    differences: pandas.DataFrame,
    language: str,
    outcomes: Sequence[str] = ("in_the_bud_rate", "true_resolution_rate", "official_resolution_rate", "harm_per_10k"),
    policies: Sequence[str] | None = None,
) -> Picture:
    """Which lever did it: each policy's difference from the baseline with its interval, one panel an outcome.

    `differences`: policy, baseline, outcome, mean, low, high.
    """
    from matplotlib.figure import Figure

    chosen = present(differences, "policy", policies)
    shown = [name for name in outcomes if name in set(differences["outcome"])]
    rows = differences[differences["policy"].isin(chosen) & differences["outcome"].isin(shown)]
    figure = Figure(figsize=(1.9 * len(shown) + 1.6, 1.3 + 0.36 * len(chosen)), layout="constrained")
    panels = figure.subplots(1, len(shown), squeeze=False)[0]
    for axes, name in zip(panels, shown, strict=True):
        _credits(axes, rows_of(rows, name), chosen, name, language, labelled=axes is panels[0])
    baseline = policy(str(rows["baseline"].iloc[0]), language)
    title = text("title.credit", language)
    told = [
        (
            f"{outcome(r.outcome, language)}, {policy(r.policy, language)}",
            format_difference(r.mean, r.low, r.high, unit_of_outcome(r.outcome), language),
        )
        for r in rows.itertuples()
    ]
    caption = joined(
        language, caption_text("credit", language, baseline=baseline), interval_caption(rows, language, "bars")
    )
    return Picture(figure, rows, title, caption, alt_text(title, told, language), language)


def _credits(axes: Axes, rows: pandas.DataFrame, chosen: list[str], name: str, language: str, labelled: bool) -> None:
    found, looks = {row.policy: row for row in rows.itertuples()}, marks(chosen)
    for at, each in enumerate(chosen):
        if each in found:
            interval(axes, at, found[each], looks[each], scale_of(name), across=True)
    zero_line(axes, upright=True)
    names = [short_policy(each, language) for each in chosen]
    axes.set_yticks(range(len(chosen)), names if labelled else [""] * len(chosen))
    axes.set_ylim(len(chosen) - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.margins(x=0.12)
    axes.set_title(wrapped(outcome(name, language), 28))
    axes.set_xlabel(wrapped(with_unit("difference", name, language), 28))
