"""Results as tables that fit the terminal; every word from the labels.

Core objects: `comparison_tables`, `sweep_table`, `lever_table`, `shown_figure`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.command_line.fitting import fitted, wrapped
from experiments.findings.over_worlds import ALL, CRITERIA
from experiments.labels import PHRASES, choice, help_of, outcome, plausible_of, short_policy, source_of, text, unit_of
from experiments.labels.formats import MINUS, is_share, large_sum
from experiments.labels.phrase import PARTICLE
from experiments.labels.settings import lever_label
from experiments.labels.visible import visible
from experiments.reports.page_tables import equifinality_rows
from experiments.runs.tabular import answer_records, names_once
from experiments.statistics import Estimate, interval, is_clear
from experiments.studies.comparison import TIED_WITHIN
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType
    from rich.table import Table

    from experiments.registers.learn import Learned
    from experiments.runs.equifinality import Equifinality
    from experiments.studies.comparison import Comparison
    from experiments.studies.study import Study
    from experiments.studies.sweep import Sweep
    from model.scenario import Declaration, Scenario

# What a planner reads first; the hidden share always stands beside the official rate.
FIRST = (
    "official_resolution_rate", "hidden_share_needful", "true_resolution_rate", "in_the_bud_rate", "harm_per_10k",
    "cost_per_lasting_resolution_yuan",
)  # fmt: skip
RATES = FIRST[:4]
WIDTH = 100
MAX_COLUMNS = 11  # of a query's answer side by side: a tenth of the terminal each
MAX_CELL = 10_000  # characters
MAX_UPRIGHT = 3
# Columns of an inquiry that only its page and workbook have room for.
FOR_PAGES = {"outcome", "method", "low_value", "high_value", "noise", "bad_tenth"}
NONE = "–"


def _table(title: str, **options: Any) -> Table:
    from rich import box
    from rich.table import Table

    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), **options)


def comparison_tables(
    comparison: Comparison, language: str, width: int, full: bool = False
) -> Iterator[RenderableType]:
    """Over worlds who is best how often, in one the differences; if `full` every table, every outcome and the ledger."""
    over_worlds = comparison.ensemble is not None
    makers: list[Callable[[Comparison, str], Shown]] = [_shares if over_worlds else _differences]
    if full:
        further = [
            *([] if over_worlds else [_ranking]),
            *([_effects] if len(comparison.effects) else []),
            _all_outcomes,
            _ledger,
        ]
        makers = [_first, *makers, *further]
    for make in makers:
        yield _fitted(make(comparison, language), language, width, full)


class Shown(NamedTuple):
    """A table as plain text: `words` columns of words, then figures; the caption says what the figures are."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    caption: str = ""
    words: int = 1


def _fitted(shown: Shown, language: str, width: int, full: bool) -> RenderableType:
    """The table within the width and, unless `full`, within `MAX_LINES` lines; below it its caption and what is left out."""
    from rich.console import Group

    table, left = fitted(shown.title, shown.heads, shown.rows, shown.words, width, full)
    below = wrapped(shown.caption, width) if shown.caption else []
    if left:
        below.append(text("cli.rows_left", language, count=left))
    return Group(table, *map(_plain, below))


def place_title(scenario: Scenario, language: str) -> str:
    """The place's name in a language."""
    return visible(scenario.place.title_zh if language == "zh" else scenario.place.title_en)


def _first(comparison: Comparison, language: str) -> Shown:
    title = text("cli.comparison", language, place=place_title(comparison.scenario, language))
    heads = [text("cli.policy", language), *(_measure(name, language) for name in FIRST)]
    rows = [
        [short_policy(name, language), *(_cell(comparison, name, each) for each in FIRST)]
        for name in comparison.policies
    ]
    caption = _with_units(text("cli.replications", language, count=comparison.replications), FIRST, language)
    return Shown(title, heads, rows, caption)


def _differences(comparison: Comparison, language: str) -> Shown:
    words = {
        "place": place_title(comparison.scenario, language),
        "baseline": short_policy(comparison.baseline, language),
    }
    title = text("cli.differences", language, **words)
    heads = [text("cli.policy", language), *(_measure(name, language) for name in FIRST)]
    found = comparison.differences.set_index(["policy", "outcome"])
    rows = [
        [short_policy(name, language), *(_difference_cell(found.loc[(name, each)], each, language) for each in FIRST)]
        for name in comparison.policies
        if name != comparison.baseline
    ]
    gains = comparison.differences.groupby("outcome")["pairing_gain"].median()
    rows.append([text("column.pairing_gain", language), *(_times(gains[each]) for each in FIRST)])
    return Shown(title, heads, rows, _with_units(text("cli.holm", language), FIRST, language))


def _shares(comparison: Comparison, language: str) -> Shown:
    """In how many of 100 worlds each policy is best, and near the best in brackets."""
    heads = [text("cli.policy", language), *(_head(outcome(name, language)) for name in CRITERIA)]
    heads.append(text("report.worlds.together", language))
    found = comparison.shares.set_index(["policy", "outcome"])
    rows = [
        [short_policy(name, language), *(_hundredth(found.loc[(name, each)], each != ALL) for each in (*CRITERIA, ALL))]
        for name in comparison.policies
    ]
    title = text("cli.shares", language, place=place_title(comparison.scenario, language))
    return Shown(title, heads, rows, text("cli.worlds", language))


def equifinality_table(found: Equifinality, language: str, width: int) -> RenderableType:
    """Which policies, refitted to the published figures, show them, and what each implies."""
    heads, rows = equifinality_rows(found.summary(), language)
    lines = [[cell.replace("\n", " ") for cell in row] for row in rows]
    table, _ = fitted(text("report.equifinality", language), heads, lines, 1, width, True)
    return table


def _hundredth(found: Any, with_near: bool) -> str:
    if math.isnan(found["best_share"]):
        return NONE
    near = f" ({100.0 * found['near_share']:.0f})" if with_near else ""
    return f"{100.0 * found['best_share']:.0f}{near}"


def _times(factor: float) -> str:
    return NONE if math.isnan(factor) else f"×{factor:.1f}"


def _ranking(comparison: Comparison, language: str) -> Shown:
    """For each policy the chance that it is the best, and how it stands to the one that seems so."""
    found = comparison.ranking.set_index(["policy", "outcome"])
    shown = [name for name in FIRST if OUTCOMES[name].better]
    heads = [text("cli.policy", language), *(_head(outcome(name, language)) for name in shown)]
    rows = [
        [short_policy(name, language), *(_standing(found.loc[(name, each)], language) for each in shown)]
        for name in comparison.policies
    ]
    return Shown(text("cli.ranking", language), heads, rows, text("cli.tied", language, points=100.0 * TIED_WITHIN))


def _standing(rank: Any, language: str) -> str:
    chance = rank["probability_best"]
    standing = text(f"standing.{rank.standing}", language)
    return standing if math.isnan(chance) else f"{chance:.0%} {standing}"


def _measure(name: str, language: str) -> str:
    """An outcome as the head of a column; rates with their per cent, the caption has room for longer units."""
    return _head(outcome(name, language, with_unit=OUTCOMES[name].unit == "share"))


def _head(words: str) -> str:
    """A column's head, in Chinese broken where its words end."""
    return words.replace(PARTICLE, f"{PARTICLE}\n").replace("（", "\n（")


def _with_units(caption: str, names: Iterable[str], language: str) -> str:
    """A caption, and below it the units that the heads leave out."""
    units = [outcome(name, language, with_unit=True) for name in names if OUTCOMES[name].unit != "share"]
    return text("verdict.join", language).join([caption, text("verdict.list", language).join(units)]).strip()


def _difference_cell(row: Any, name: str, language: str) -> str:
    estimate = Estimate(row["mean"], row["low"], row["high"], int(row["replications"]), 0)
    if math.isnan(estimate.low):
        return NONE
    shown = f"{shown_figure(name, estimate.mean, signed=True)} ±{shown_figure(name, estimate.half_width)}"
    return (
        shown
        if is_clear(estimate.low, estimate.high, row.get("p_holm"))
        else f"{shown} {text('cli.no_clear', language)}"
    )


def _effects(comparison: Comparison, language: str) -> Shown:
    heads = ["", *(_measure(name, language) for name in FIRST)]
    found = comparison.effects.set_index(["effect", "outcome"])
    rows = [
        [text(f"effect.{effect}.short", language),
         *(_difference_cell(found.loc[(effect, each)], each, language) for each in FIRST)]
        for effect in ("triage", "delivery", "interaction")
    ]  # fmt: skip
    return Shown(text("cli.effects", language), heads, rows, _with_units("", FIRST, language))


def _all_outcomes(comparison: Comparison, language: str) -> Shown:
    shown = comparison.policies[:5]
    heads = [text("cli.outcome", language), *(short_policy(name, language) for name in shown)]
    rows = [
        [outcome(name, language, with_unit=True), *(_cell(comparison, each, name) for each in shown)]
        for name in OUTCOMES
    ]
    return Shown(text("cli.further", language), heads, rows)


def _ledger(comparison: Comparison, language: str) -> Shown:
    """One column for each different ledger; policies that pay the same share one, and the caption says so."""
    wide = comparison.ledger.pivot(index="line", columns="policy", values="yuan")
    lines, columns = list(comparison.ledger["line"].unique()), dict[tuple[float, ...], list[str]]()
    for name in comparison.policies:
        columns.setdefault(tuple(wide.loc[lines, name]), []).append(name)
    heads = [text("cli.line", language), *(short_policy(names[0], language) for names in columns.values())]
    rows = [
        [_line(line, language), *(_large(paid[place], language) for paid in columns)]
        for place, line in enumerate(lines)
        if any(paid[place] for paid in columns)
    ]
    rows.append([text("cli.sum", language), *(_large(sum(paid), language) for paid in columns)])
    return Shown(text("cli.ledger", language), heads, rows, _shared(columns.values(), language) or "")


def _large(yuan: float, language: str) -> str:
    """A sum to a thousand yuan."""
    return f"{large_sum(yuan, language):,.{3 if language == 'en' else 1}f}"


def _shared(groups: Iterable[list[str]], language: str) -> str | None:
    """Which policies have the ledger of another."""
    words = [
        text(
            "cli.same_ledger",
            language,
            policy=short_policy(names[0], language),
            others=text("verdict.list", language).join(short_policy(name, language) for name in names[1:]),
        )
        for names in groups
        if len(names) > 1
    ]
    return "\n".join(words) or None


def _line(line: str, language: str) -> str:
    """A ledger line's label; a line that has none yet is shown under its own name."""
    key = f"ledger.{line}"
    return text(key, language) if key in PHRASES else line.replace("_", " ")


def _cell(comparison: Comparison, name: str, figure: str) -> str:
    return estimate_cell(figure, interval(comparison.samples(name, figure)))


def estimate_cell(name: str, estimate: Estimate) -> str:
    """Mean ± half-width; a dash where undefined, a star where it is undefined in some runs."""
    if math.isnan(estimate.mean):
        return NONE
    half = "" if math.isnan(estimate.low) else f" ±{shown_figure(name, estimate.half_width)}"
    return f"{shown_figure(name, estimate.mean)}{'*' if estimate.missing else ''}{half}"


def shown_figure(name: str, value: float, signed: bool = False) -> str:
    """A figure with the digits that its unit deserves; what rounds to nothing bears no sign."""
    unit = OUTCOMES[name].unit
    size = abs(value) * (100 if is_share(unit) else 1)
    fixed = {"share": 1, "trust": 3, "yuan": 0}
    digits = fixed.get(unit, 0 if size >= 1_000 else 1 if size >= 100 else 2)
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign if round(size, digits) else ''}{size:,.{digits}f}"


def sweep_table(sweep: Sweep, language: str, width: int, full: bool = False) -> RenderableType:
    """One row a point: its levers, the rates side by side with the hidden share, and harm."""
    names = (*RATES, "harm_per_10k")
    heads = [_head(lever_label(path, language)) for path in sweep.levers] + [_measure(name, language) for name in names]
    rows = [
        [*(choice(value, language) for value in point["levers"].values()),
         *(estimate_cell(name, point["estimates"][name]) for name in names)]
        for point in sweep.points()
    ]  # fmt: skip
    key = "cli.sweep" if sweep.ensemble is None else "cli.sweep.worlds"
    title = text(key, language, place=place_title(sweep.scenario, language))
    shown = Shown(title, heads, rows, _with_units("", names, language), len(sweep.levers))
    return _fitted(shown, language, width, full)


def study_table(found: Study, language: str, full: bool = False, width: int = WIDTH) -> RenderableType:
    """The first table of a study: the rows of the outcome that comes first, at most twenty lines unless `full`."""
    from rich.console import Group

    from experiments.plots.axes import axis_label
    from experiments.reports.page_tables import first_rows, tidy_rows

    frame, first = first_rows(next(iter(found.shown(language).values())), found.columns)
    title = text(f"sheet.{found.kind}", language)
    title = text("alt.row", language, name=title, value=axis_label(first, language)) if first else title
    heads, rows, words = tidy_rows(frame, language, brief=True, hidden=FOR_PAGES)
    table, left = fitted(title, heads, rows, words, width, full)
    return Group(table, text("cli.rows_left", language, count=left)) if left else table


def lever_table(levers: Mapping[str, Declaration], language: str) -> Table:
    """Every lever: path, range and unit, default, source, and what it means."""
    table = _table(text("cli.levers", language), show_lines=False)
    table.add_column("--vary", no_wrap=True, max_width=40)
    table.add_column(text("cli.range", language), max_width=22, overflow="fold")
    table.add_column(text("cli.default", language), max_width=12, overflow="fold")
    table.add_column(text("cli.meaning", language), overflow="fold")
    for declared in levers.values():
        allowed = " | ".join(declared.choices) if declared.choices else _span(declared, language)
        known = (
            unit_of(declared, language),
            text(f"status.{declared.status}", language),
            source_of(declared.source, language),
        )
        believed = text("cli.plausible", language, range=plausible_of(declared, language)) if declared.plausible else ""
        meaning = f"{help_of(declared, language)} [{'; '.join(known)}]{believed}"
        table.add_row(declared.path, allowed, choice(declared.default, language), _plain(meaning))
    return table


def _span(declared: Declaration, language: str) -> str:
    if declared.kind == "bool":
        return "true | false"
    return f"{choice(declared.low, language)} – {choice(declared.high, language)}"


def _plain(words: str) -> Any:
    """Text in which brackets are brackets."""
    from rich.text import Text

    return Text(words)


def scenario_table(scenarios: Sequence[Scenario], language: str) -> Table:
    """Every scenario: name, place, what it is."""
    table = _table(text("cli.scenarios", language))
    table.add_column(text("cli.name", language), no_wrap=True)
    table.add_column(text("cli.what", language), overflow="fold")
    for scenario in scenarios:
        what = getattr(scenario.info, language).what
        table.add_row(
            scenario.name,
            _plain(
                f"{place_title(scenario, language)}{'. ' if language == 'en' else '。'}{what}"
                if what
                else place_title(scenario, language)
            ),
        )
    return table


def answer_table(answer: pa.Table, language: str) -> Table:
    """What a query answered; floats with up to six digits, null as a dash. Of many columns each is a line of the first rows."""
    if answer.num_columns > MAX_COLUMNS:
        return _upright(answer, language)
    table = _table("")
    for name in names_once(answer.column_names):
        table.add_column(visible(name), overflow="fold")
    for row in answer_records(answer):
        table.add_row(*(_plain(_shown(value)) for value in row.values()))
    return table


def _upright(answer: pa.Table, language: str) -> Table:
    shown = answer.slice(0, MAX_UPRIGHT)
    left = answer.num_rows - shown.num_rows
    table = _table("", caption=text("cli.more_rows", language, count=left) if left else None)
    table.add_column(no_wrap=True)
    for number in range(shown.num_rows):
        table.add_column(str(number + 1), overflow="fold")
    rows = answer_records(shown)
    for name in names_once(answer.column_names):
        table.add_row(visible(name), *(_plain(_shown(row[name])) for row in rows))
    return table


def _shown(value: object) -> str:
    if value is None:
        return NONE
    return f"{value:.6g}" if isinstance(value, float) else visible(str(value), MAX_CELL)


def learned_table(learned: Learned, language: str) -> Table:
    """What a register told, areas left out: quantity, value with interval, cases, where it goes."""
    from experiments.labels.formats import format_with_range
    from experiments.registers.results import learned_words

    table = _table(text("learn.table", language, name=learned.register.path.name))
    for key in ("quantity", "value", "cases", "goes_to"):
        table.add_column(text(f"learn.{key}", language), justify="right" if key == "cases" else "left", overflow="fold")
    for row in learned_words(learned, language).itertuples():
        value = format_with_range(row.value, row.low, row.high, row.unit, language)
        table.add_row(row.quantity, value, f"{row.cases:,}", row.parameter)
    return table
