"""What a results folder says first: the finding, the main figures, and which file answers what.

Core objects: `overview` (the workbook's first sheet) and `overview_text` (README.txt).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.labels import text
from experiments.labels.visible import visible
from experiments.reports.page_tables import Rows, first_rows, tidy_rows

if TYPE_CHECKING:
    from experiments.reports.brief import Brief
    from experiments.reports.page import Page

MAX_ROWS = 8
MADE = ("command", "seeds", "runs", "written")
# In this order; a folder stands for all its files.
TOLD = ("report.html", "brief.docx", "brief.pdf", "tables.xlsx", "pictures", "tables", "manifest.json", "store")


@dataclass(frozen=True)
class Overview:
    """The first sheet of a workbook: title, finding, main figures, and how it was made."""

    title: str
    headline: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    made: Sequence[tuple[str, str]] = ()


def overview(page: Page, brief: Brief | None, language: str) -> Overview:
    """The table is the brief's, else the first rows of the page's first table."""
    heads, rows = (brief.heads, brief.rows) if brief is not None else _first(page, language)
    made = [(text(f"workbook.made.{key}", language), _told(page, key, language)) for key in MADE]
    return Overview(_title(page, language), page.verdict[0] if page.verdict else "", heads, rows, made)


def _title(page: Page, language: str) -> str:
    place = visible(page.scenario.place.title_zh if language == "zh" else page.scenario.place.title_en)
    return text(f"study.{page.kind}.title", language, place=place)


def _first(page: Page, language: str) -> tuple[Sequence[str], Rows]:
    if not page.tables:
        return (), []
    frame, _ = first_rows(next(iter(page.tables.values())), page.columns)
    heads, rows, _ = tidy_rows(frame.head(MAX_ROWS), language)
    return heads, rows


def _told(page: Page, key: str, language: str) -> str:
    """How it was made, in words: no Python in a cell."""
    value = page.about[key]
    if key == "seeds":
        return f"{value[0]}–{value[-1]} ({len(value)})" if len(value) > 1 else "".join(map(str, value))
    if key == "runs":
        return text("workbook.made.runs.told", language, total=value["total"], failed=value["failed"])
    return str(value)


def overview_text(page: Page, files: Sequence[str], language: str) -> str:
    """README.txt: the finding, which file answers what, and the command; lines end as Windows has them."""
    there = {name.partition("/")[0] for name in files} | {"store"}
    told = [
        (f"{name}/" if "." not in name else name, text(f"folder.{name}", language)) for name in TOLD if name in there
    ]
    told += [(name, text("folder.scenario", language)) for name in files if name.endswith(".toml")]
    lines = [
        _title(page, language),
        "",
        *page.verdict[:1],
        text("verdict.simulated", language),
        "",
        text("folder.which", language),
        *(text("folder.line", language, name=name, words=words) for name, words in told),
        "",
        text("folder.command", language),
        f"  {visible(str(page.about['command']))}",
        f"  {page.about['written']}",
        "",
    ]
    return "\r\n".join(lines)
