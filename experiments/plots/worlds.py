"""The picture of a verdict over worlds: paired differences as half-eyes with their dots, and who is best how often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.findings.over_worlds import difference
from experiments.findings.world_verdict import CLEAR, WorldVerdict
from experiments.findings.world_words import in_worlds
from experiments.labels import lowered, outcome, policy, short_policy, text
from experiments.labels.formats import format_difference, unit_of_outcome
from experiments.plots.axes import scale_of, with_unit, zero_line
from experiments.plots.picture import Picture, alt_text, drawn
from experiments.plots.style import INK, MUTED, marks
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

Samples = Callable[[str, str], np.ndarray]

MAX_POLICIES = 7
LEAST_FOR_DENSITY = 20


@drawn
def worlds_picture(
    verdict: WorldVerdict,
    samples: Samples,
    language: str,
    name: str = "in_the_bud_rate",
) -> Picture:
    """Paired differences over worlds from the baseline and from the runner-up; beside them the shares best.

    `samples` gives an outcome of a policy over worlds, shape (worlds,).
    """
    from matplotlib.figure import Figure

    policies = _ordered(verdict, name)
    rivals = list(dict.fromkeys([verdict.baseline, verdict.runner_up]))
    figure = Figure(figsize=(4.0 * len(rivals) + 4.4, 1.5 + 0.95 * len(policies)), layout="constrained")
    widths = [*[1.6] * len(rivals), 1.0]
    panels = figure.subplots(1, len(rivals) + 1, width_ratios=widths, squeeze=False)[0]
    for axes, rival in zip(panels[:-1], rivals, strict=True):
        _eyes(axes, policies, rival, samples, verdict, name, language, labelled=axes is panels[0])
    _best(panels[-1], policies, verdict, name, language)
    title = _title(verdict, language)
    unit = unit_of_outcome(name)
    told = []
    for each in policies:
        if each != verdict.baseline:
            found = difference(verdict.pairs, each, verdict.baseline, name)
            told.append(
                (
                    policy(each, language),
                    format_difference(found["median"], found["low90"], found["high90"], unit, language),
                )
            )
    caption = text("caption.worlds", language, worlds=verdict.worlds)
    return Picture(figure, _frame(verdict, name), title, caption, alt_text(title, told, language), language)


def _ordered(verdict: WorldVerdict, name: str) -> list[str]:
    """The policies, those best most often first."""
    rows = verdict.shares[(verdict.shares["outcome"] == name) & ~verdict.shares["policy"].str.endswith("-alone")]
    return [str(each) for each in rows.sort_values("best_share", ascending=False)["policy"]][:MAX_POLICIES]


def _title(verdict: WorldVerdict, language: str) -> str:
    """The finding: who leads, or between whom it stays open."""
    best = verdict.share(verdict.leader)
    begins = best >= CLEAR or verdict.leader == verdict.runner_up
    leader = policy(verdict.leader, language)
    words = {
        "policy": leader if begins else lowered(leader, language),
        "rival": lowered(policy(verdict.runner_up, language), language),
    }
    if begins:
        return text("title.worlds.clear", language, **words, share=in_worlds(best, verdict.worlds, language))
    words["policy"] = lowered(words["policy"], language)
    return text("title.worlds.open", language, **words)


def _frame(verdict: WorldVerdict, name: str) -> pandas.DataFrame:
    """What is shown: every pair of the outcome, with the share best of the first policy."""
    best = verdict.shares[verdict.shares["outcome"] == name].set_index("policy")["best_share"]
    rows = verdict.pairs[verdict.pairs["outcome"] == name]
    return rows.assign(best_share=rows["policy"].map(best))


def _eyes(
    axes: Axes,
    policies: Sequence[str],
    rival: str,
    samples: Samples,
    verdict: WorldVerdict,
    name: str,
    language: str,
    labelled: bool,
) -> None:
    scale, looks = scale_of(name), marks(policies)
    generator = np.random.default_rng(1)
    zero_line(axes, upright=True)
    for at, each in enumerate(policies):
        y = -float(at)
        if each == rival:
            axes.text(0.0, y, text("worlds.picture.compared", language), color=MUTED, fontsize=8, va="center")
            continue
        values = (samples(each, name) - samples(rival, name)) * scale
        values = values[np.isfinite(values)]
        _eye(axes, values, y, looks[each].colour, generator)
        found = difference(verdict.pairs, each, rival, name)
        words = text("worlds.picture.better", language, share=in_worlds(found["better"], verdict.worlds, language))
        axes.annotate(words, (1.0, y + 0.34), xycoords=("axes fraction", "data"), ha="right", fontsize=8)
    axes.set_yticks([-float(at) for at in range(len(policies))],
                    [wrapped(short_policy(each, language), 22) for each in policies] if labelled else [""] * len(policies))  # fmt: skip
    axes.set_ylim(-len(policies) + 0.4, 0.75)
    axes.grid(visible=False, axis="y")
    axes.set_title(
        wrapped(text("worlds.picture.against", language, policy=short_policy(rival, language)), 40), loc="left"
    )
    axes.set_xlabel(wrapped(with_unit("difference", name, language), 40))


def _eye(axes: Axes, values: np.ndarray, y: float, colour: str, generator: np.random.Generator) -> None:
    """Density above, bars on the line, dots below: one policy's paired differences."""
    low, first, middle, third, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist()
    if values.size >= LEAST_FOR_DENSITY and values.std() > 0.0:
        from scipy.stats import gaussian_kde

        grid = np.linspace(values.min(), values.max(), 120)
        density = gaussian_kde(values)(grid)
        axes.fill_between(
            grid, y + 0.06, y + 0.06 + 0.36 * density / density.max(), color=colour, alpha=0.5, linewidth=0
        )
    axes.plot([low, high], [y, y], color=INK, linewidth=1.2)
    axes.plot([first, third], [y, y], color=INK, linewidth=3.5)
    axes.plot(middle, y, marker="o", mfc="white", mec=INK, markersize=5)
    jitter = y - 0.12 - 0.16 * generator.random(values.size)
    axes.scatter(values, jitter, s=3, color=colour, alpha=0.7, linewidths=0)


def _best(axes: Axes, policies: Sequence[str], verdict: WorldVerdict, name: str, language: str) -> None:
    looks = marks(policies)
    for at, each in enumerate(policies):
        best, near = verdict.share(each, name), verdict.share(each, name, "near_share")
        axes.barh(-at, 100.0 * near, height=0.34, color=looks[each].colour, alpha=0.3)
        axes.barh(-at, 100.0 * best, height=0.34, color=looks[each].colour)
        ends = [100.0 * verdict.share(each, name, end) for end in ("low", "high")]
        axes.plot(
            ends, [-at + 0.26] * 2, color=MUTED, linewidth=1.2, solid_capstyle="butt"
        )  # above the bar, so that both are seen
        axes.annotate(f"{100.0 * best:.0f} ({100.0 * near:.0f})", (100.0 * max(near, best), -at), (4, 0),
                      textcoords="offset points", va="center", fontsize=8)  # fmt: skip
    axes.set_xlim(0, 118)
    axes.set_ylim(-len(policies) + 0.4, 0.75)
    axes.set_yticks([])
    axes.set_title(wrapped(text("worlds.picture.best", language), 34), loc="left")
    axes.set_xlabel(wrapped(outcome(name, language), 34))
