"""Results as tables for a terminal of 100 columns; every word from the labels.

Core objects: `comparison_tables`, `sweep_table`, `lever_table`, `shown_figure`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.command_line.fitting import fitted
from experiments.findings.over_worlds import ALL, CRITERIA
from experiments.labels import PHRASES, choice, help_of, outcome, plausible_of, policy, source_of, text, unit_of
from experiments.labels.formats import MINUS, is_share, large_sum
from experiments.labels.phrase import PARTICLE
from experiments.labels.settings import lever_label
from experiments.labels.visible import visible
from experiments.runs.tabular import answer_records, names_once
from experiments.statistics import Estimate, interval, is_clear
from experiments.studies.comparison import TIED_WITHIN
from model.outcome_definitions import OUTCOMES

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType
    from rich.table import Table

    from experiments.registers.learn import Learned
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


def comparison_tables(comparison: Comparison, language: str, full: bool = False) -> Iterator[Table]:
    """First outcomes by policy; differences; who is best; effects; the yearly ledger; if `full`, every outcome too."""
    yield _first(comparison, language)
    if comparison.ensemble is not None:
        yield _shares(comparison, language)
    else:
        yield _differences(comparison, language)
        yield _ranking(comparison, language)
    if len(comparison.effects):
        yield _effects(comparison, language)
    if full:
        yield _all_outcomes(comparison, language)
    yield _ledger(comparison, language)


def place_title(scenario: Scenario, language: str) -> str:
    """The place's name in a language."""
    return visible(scenario.place.title_zh if language == "zh" else scenario.place.title_en)


def _first(comparison: Comparison, language: str) -> Table:
    title = text("cli.comparison", language, place=place_title(comparison.scenario, language))
    table = _table(
        title, caption=_with_units(text("cli.replications", language, count=comparison.replications), FIRST, language)
    )
    table.add_column(text("cli.policy", language), max_width=22, overflow="fold")
    for name in FIRST:
        table.add_column(_measure(name, language), justify="right", max_width=13, overflow="fold")
    for name in comparison.policies:
        cells = [_cell(comparison, name, each) for each in FIRST]
        table.add_row(_short(name, language, lines=True), *cells)
    return table


def _differences(comparison: Comparison, language: str) -> Table:
    title = text("cli.differences", language, baseline=_short(comparison.baseline, language))
    table = _table(title, caption=_with_units(text("cli.holm", language), FIRST, language))
    table.add_column(text("cli.policy", language), max_width=22, overflow="fold")
    for name in FIRST:
        table.add_column(_measure(name, language), justify="right", max_width=13, overflow="fold")
    rows = comparison.differences.set_index(["policy", "outcome"])
    for name in comparison.policies:
        if name != comparison.baseline:
            cells = [_difference_cell(rows.loc[(name, each)], each, language) for each in FIRST]
            table.add_row(_short(name, language, lines=True), *cells)
    table.add_section()
    gains = comparison.differences.groupby("outcome")["pairing_gain"].median()
    table.add_row(text("column.pairing_gain", language), *(_times(gains[each]) for each in FIRST))
    return table


def _shares(comparison: Comparison, language: str) -> Table:
    """In how many of 100 worlds each policy is best, and near the best in brackets."""
    table = _table(text("report.worlds.shares", language), caption=text("cli.worlds", language))
    table.add_column(text("cli.policy", language), max_width=22, overflow="fold")
    rows = comparison.shares.set_index(["policy", "outcome"])
    for name in CRITERIA:
        table.add_column(_head(outcome(name, language)), justify="right", max_width=15, overflow="fold")
    table.add_column(text("report.worlds.together", language), justify="right", max_width=15, overflow="fold")
    for name in comparison.policies:
        cells = [_hundredth(rows.loc[(name, each)], each != ALL) for each in (*CRITERIA, ALL)]
        table.add_row(_short(name, language, lines=True), *cells)
    return table


def _hundredth(found: Any, with_near: bool) -> str:
    if math.isnan(found["best_share"]):
        return NONE
    near = f" ({100.0 * found['near_share']:.0f})" if with_near else ""
    return f"{100.0 * found['best_share']:.0f}{near}"


def _times(factor: float) -> str:
    return NONE if math.isnan(factor) else f"×{factor:.1f}"


def _ranking(comparison: Comparison, language: str) -> Table:
    """For each policy the chance that it is the best, and how it stands to the one that seems so."""
    table = _table(text("cli.ranking", language), caption=text("cli.tied", language, points=100.0 * TIED_WITHIN))
    table.add_column(text("cli.policy", language), max_width=22, overflow="fold")
    rows = comparison.ranking.set_index(["policy", "outcome"])
    shown = [name for name in FIRST if OUTCOMES[name].better]
    for name in shown:
        table.add_column(_head(outcome(name, language)), justify="right", max_width=13, overflow="fold")
    for name in comparison.policies:
        cells = [_standing(rows.loc[(name, each)], language) for each in shown]
        table.add_row(_short(name, language, lines=True), *cells)
    return table


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
    return "\n".join([caption, text("verdict.list", language).join(units)]).strip()


def _difference_cell(row: Any, name: str, language: str) -> str:
    estimate = Estimate(row["mean"], row["low"], row["high"], int(row["replications"]), 0)
    if math.isnan(estimate.low):
        return NONE
    shown = f"{shown_figure(name, estimate.mean, signed=True)}\n±{shown_figure(name, estimate.half_width)}"
    return (
        shown
        if is_clear(estimate.low, estimate.high, row.get("p_holm"))
        else f"{shown}\n{text('cli.no_clear', language)}"
    )


def _effects(comparison: Comparison, language: str) -> Table:
    table = _table(text("cli.effects", language), caption=_with_units("", FIRST, language))
    table.add_column("", max_width=22, overflow="fold")
    for name in FIRST:
        table.add_column(_measure(name, language), justify="right", max_width=13, overflow="fold")
    rows = comparison.effects.set_index(["effect", "outcome"])
    for effect in ("triage", "delivery", "interaction"):
        cells = [_difference_cell(rows.loc[(effect, each)], each, language) for each in FIRST]
        table.add_row(text(f"effect.{effect}.short", language), *cells)
    return table


def _all_outcomes(comparison: Comparison, language: str) -> Table:
    shown = comparison.policies[:5]
    table = _table(text("cli.further", language))
    table.add_column(text("cli.outcome", language), max_width=34, overflow="fold")
    for name in shown:
        table.add_column(_short(name, language, lines=True), justify="right", max_width=14, overflow="fold")
    for name in OUTCOMES:
        measure = outcome(name, language, with_unit=True)
        table.add_row(measure, *(_cell(comparison, each, name, apart=" ") for each in shown))
    return table


def _ledger(comparison: Comparison, language: str) -> Table:
    """One column for each different ledger; policies that pay the same share one, and the caption says so."""
    wide = comparison.ledger.pivot(index="line", columns="policy", values="yuan")
    lines, columns = list(comparison.ledger["line"].unique()), dict[tuple[float, ...], list[str]]()
    for name in comparison.policies:
        columns.setdefault(tuple(wide.loc[lines, name]), []).append(name)
    table = _table(text("cli.ledger", language), caption=_shared(columns.values(), language))
    table.add_column(text("cli.line", language), max_width=34, overflow="fold")
    for names in columns.values():
        table.add_column(_short(names[0], language, lines=True), justify="right", max_width=14, overflow="fold")
    for place, line in enumerate(lines):
        table.add_row(_line(line, language), *(_large(paid[place], language) for paid in columns))
    table.add_section()
    table.add_row(text("cli.sum", language), *(_large(sum(paid), language) for paid in columns))
    return table


def _large(yuan: float, language: str) -> str:
    """A sum to a thousand yuan."""
    return f"{large_sum(yuan, language):,.{3 if language == 'en' else 1}f}"


def _shared(groups: Iterable[list[str]], language: str) -> str | None:
    """Which policies have the ledger of another."""
    words = [
        text(
            "cli.same_ledger",
            language,
            policy=_short(names[0], language),
            others=text("verdict.list", language).join(_short(name, language) for name in names[1:]),
        )
        for names in groups
        if len(names) > 1
    ]
    return "\n".join(words) or None


def _line(line: str, language: str) -> str:
    """A ledger line's label; a line that has none yet is shown under its own name."""
    key = f"ledger.{line}"
    return text(key, language) if key in PHRASES else line.replace("_", " ")


def _short(name: str, language: str, lines: bool = False) -> str:
    short = policy(name, language, short=True)
    return short if lines else short.replace("\n", "" if language == "zh" else " ")


def _cell(comparison: Comparison, name: str, figure: str, apart: str = "\n") -> str:
    return estimate_cell(figure, interval(comparison.samples(name, figure)), apart)


def estimate_cell(name: str, estimate: Estimate, apart: str = "\n") -> str:
    """Mean ± half-width; a dash where undefined, a star where it is undefined in some runs."""
    if math.isnan(estimate.mean):
        return NONE
    half = "" if math.isnan(estimate.low) else f"{apart}±{shown_figure(name, estimate.half_width)}"
    return f"{shown_figure(name, estimate.mean)}{'*' if estimate.missing else ''}{half}"


def shown_figure(name: str, value: float, signed: bool = False) -> str:
    """A figure with the digits that its unit deserves; what rounds to nothing bears no sign."""
    unit = OUTCOMES[name].unit
    size = abs(value) * (100 if is_share(unit) else 1)
    fixed = {"share": 1, "trust": 3, "yuan": 0}
    digits = fixed.get(unit, 0 if size >= 1_000 else 1 if size >= 100 else 2)
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign if round(size, digits) else ''}{size:,.{digits}f}"


def sweep_table(sweep: Sweep, language: str, most_rows: int = 60) -> Table:
    """One row a point: its levers, the rates side by side with the hidden share, and harm."""
    names = (*RATES, "harm_per_10k")
    title = text("cli.sweep", language, place=place_title(sweep.scenario, language))
    table = _table(title, caption=_with_units("", names, language))
    for path in sweep.levers:
        table.add_column(_head(lever_label(path, language)), max_width=20, overflow="fold")
    for name in names:
        table.add_column(_measure(name, language), justify="right", max_width=13, overflow="fold")
    for point in sweep.points()[:most_rows]:
        levers = [choice(value, language) for value in point["levers"].values()]
        table.add_row(*levers, *(estimate_cell(name, point["estimates"][name]) for name in names))
    if len(sweep.points()) > most_rows:
        more = text("cli.more_points", language, count=len(sweep.points()) - most_rows)
        table.caption = _with_units(more, names, language)
    return table


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
