"""Tables as one .xlsx workbook: an overview first, words and units beside the keys, heads that stay in sight.

Core object: `write_workbook`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.labels import PHRASES, choice, outcome, policy, text
from experiments.labels.settings import lever_label
from experiments.labels.visible import visible

if TYPE_CHECKING:
    import pandas
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from experiments.reports.overview import Overview
    from experiments.reports.provenance import Origin
    from experiments.studies.comparison import Comparison
    from experiments.studies.sweep import Sweep

FIGURES = ("mean", "value", "low", "high", "at_low", "at_high", "at_base", "margin")
FORMATS = {"share": "0.0%", "yuan": "#,##0", "contradictions": "#,##0.0", "alarms": "#,##0.0"}
MAX_COLUMN_WIDTH = 60
MAX_LETTERS = 32_000  # a line; a cell holds few more


def write_workbook(
    path: str | Path,
    sheets: Mapping[str, pandas.DataFrame],
    language: str,
    overview: Overview,
) -> Path:
    """Write tidy frames as the sheets of a workbook, after the overview, and give its path.

    `sheets` maps a name of labels ("comparison", "effects", …) to its frame. Undefined figures are empty cells.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book["Sheet"])
    _overview(book, sheets, language, overview)
    for name, frame in sheets.items():
        _sheet(book, name, frame, language)
    book.save(path)
    return Path(path)


def sheets_of(comparison: Comparison | None, sweep: Sweep | None) -> dict[str, pandas.DataFrame]:
    """The sheets of a comparison, a sweep or both."""
    sheets: dict[str, pandas.DataFrame] = {}
    if comparison is not None:
        frames = {
            "comparison": comparison.table,
            "differences": comparison.differences,
            "effects": comparison.effects,
            "ledger": comparison.ledger,
        }
        if comparison.ensemble is not None:
            frames |= {"best_shares": comparison.shares, "pairs": comparison.pairs}
            clear = comparison.information["clear"].astype(bool)
            frames["information"] = comparison.information[clear]
        if comparison.attribution is not None:
            frames["attribution"] = comparison.attribution.table
        sheets |= {name: frame for name, frame in frames.items() if len(frame)}
    if sweep is not None:
        sheets["curves"] = sweep.table
    return sheets


def assumptions_command(
    sheets: Mapping[str, pandas.DataFrame], numbers: Sequence[Origin], language: str
) -> dict[str, pandas.DataFrame]:
    """The sheets, then what the outcomes mean, then what was assumed."""
    return {**sheets, "outcomes": _outcomes(language), "assumptions": _assumptions(numbers, language)}


def _outcomes(language: str) -> pandas.DataFrame:
    import pandas

    from model.outcome_definitions import OUTCOMES

    known = [name for name in OUTCOMES if f"outcome.{name}" in PHRASES]
    return pandas.DataFrame(
        {"outcome": known, "meaning": [text(f"outcome.{name}.meaning", language) for name in known]}
    )


def _assumptions(numbers: Sequence[Origin], language: str) -> pandas.DataFrame:
    import pandas

    from experiments.reports.page_tables import assumptions

    heads = ["help", "value", "range", "plausible", "unit", "status", "source"]
    frame = pandas.DataFrame(assumptions(numbers, language), columns=heads)
    named = frame["help"].str.rsplit("\n", n=1, expand=True)
    return frame.assign(help=named[0], parameter=named[1])[["parameter", *heads]]


def _overview(book: Workbook, sheets: Mapping[str, pandas.DataFrame], language: str, said: Overview) -> None:
    """The finding, the main figures, a link to every sheet, how to read them, and how they were made."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(text("sheet.overview", language))
    links = [(_sheet_name(name, language), len(frame)) for name, frame in sheets.items()]
    groups: list[list[Sequence[Any]]] = [
        [(said.title,), (said.headline,)],
        [said.heads, *said.rows] if said.rows else [],
        [(text("workbook.sheet", language), text("workbook.rows", language)), *links],
        [(text(f"workbook.{key}", language),) for key in ("shares", "intervals")],
        [(text("workbook.made", language),), *said.made],
    ]
    for at, group in enumerate(filter(None, groups)):
        first = sheet.max_row + 2 if at else 1
        for row, cells in enumerate(group, start=first):
            for column, cell in enumerate(cells, start=1):
                sheet.cell(row, column, _safe(cell)).alignment = Alignment(wrap_text=column > 1, vertical="top")
        for cell in sheet[first]:
            cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=4, max_col=1):
        if row[0].value in dict(links) and not row[0].font.bold:
            row[0].hyperlink, row[0].style = f"#'{row[0].value}'!A1", "Hyperlink"
    sheet.merge_cells("A2:E2")
    sheet["A2"].alignment, sheet.row_dimensions[2].height = Alignment(wrap_text=True, vertical="top"), 60
    for letter, width in zip("ABCDE", (46, 30, 30, 30, 22), strict=True):
        sheet.column_dimensions[letter].width = width


def _sheet_name(name: str, language: str) -> str:
    """What a sheet is called; Excel takes 31 letters."""
    return text(f"sheet.{name}", language)[:31]


def _sheet(book: Workbook, name: str, frame: pandas.DataFrame, language: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(_sheet_name(name, language))
    columns = _columns(frame)
    sheet.append([_head(column, language) for column, _ in columns])
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for row in frame.to_dict("records"):
        sheet.append([_safe(_shown(column, row[source], language)) for column, source in columns])
        _format(sheet, columns, row)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _fit(sheet)


def _columns(frame: pandas.DataFrame) -> list[tuple[str, str]]:
    """What is shown, and the column it comes from: an outcome also gets its unit, and what has words its key."""
    shown: list[tuple[str, str]] = []
    for column in map(str, frame.columns):
        shown.append((column, column))
        shown += [("unit", column)] if column == "outcome" and "unit" not in frame.columns else []
    keys = [(f"key.{column}", str(column)) for column in frame.columns if column in {"outcome", "policy", "parameter"}]
    return shown + keys


def _head(column: str, language: str) -> str:
    if column.startswith("key."):
        return column.removeprefix("key.")
    return (
        text(f"column.{column}", language)
        if f"column.{column}" in PHRASES
        else lever_label(column, language, with_unit=True)
    )


def _shown(column: str, value: Any, language: str) -> Any:
    words = {
        "outcome": lambda: outcome(value, language),
        "unit": lambda: _unit(value, language),
        "policy": lambda: policy(value, language),
        "baseline": lambda: policy(value, language),
        "winner": lambda: policy(value, language),
        "effect": lambda: text(f"effect.{value}", language),
        "line": lambda: text(f"ledger.{value}", language),
        "series": lambda: text(f"series.{value}", language),
        "parameter": lambda: lever_label(value, language),
        "status": lambda: text(f"status.{value}", language) if f"status.{value}" in PHRASES else value,
    }
    if column in words:
        return words[column]()
    return (
        choice(value, language)
        if "." in column and not column.startswith("key.") and isinstance(value, str | bool)
        else value
    )


def _unit(name: str, language: str) -> str:
    """The unit of an outcome by its name, or a unit of what a register told, in words."""
    keys = (f"outcome.{name}.unit", f"learn.unit.{name}")
    return next((text(key, language) for key in keys if key in PHRASES), name)


def _safe(value: Any) -> Any:
    """A cell's value: undefined is empty, no text may start a formula, and what no sheet can hold is written out."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if hasattr(value, "item"):
        return _safe(value.item())
    if not isinstance(value, str):
        return value
    words = "\n".join(visible(line, MAX_LETTERS) for line in value.split("\n"))
    return f"'{words}" if words[:1] in ("=", "+", "@") else words


def _format(sheet: Worksheet, columns: Sequence[tuple[str, str]], row: Mapping[Any, Any]) -> None:
    from model.outcome_definitions import OUTCOMES

    unit = OUTCOMES[row["outcome"]].unit if row.get("outcome") in OUTCOMES else str(row.get("unit", ""))
    for at, (column, _) in enumerate(columns, start=1):
        if column in FIGURES:
            sheet.cell(sheet.max_row, at).number_format = FORMATS.get(unit, "0.00")
        elif column == "apart":
            sheet.cell(sheet.max_row, at).number_format = FORMATS["share"]
        elif column == "yuan":
            sheet.cell(sheet.max_row, at).number_format = FORMATS["yuan"]
        elif column in {"p_holm", "pairing_gain"}:
            sheet.cell(sheet.max_row, at).number_format = "0.000"


def _fit(sheet: Worksheet) -> None:
    from openpyxl.utils import get_column_letter

    for at, column in enumerate(sheet.iter_cols(max_row=min(sheet.max_row, 200)), start=1):
        widest = max(sum(2 if ord(letter) > 0x2E80 else 1 for letter in str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(at)].width = min(MAX_COLUMN_WIDTH, max(9, widest + 2))
