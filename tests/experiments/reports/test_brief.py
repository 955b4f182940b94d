"""The one-page brief and the folder around it, of a change whose figures are made up: no run is lived for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from experiments.findings.changes import MAIN, changes
from experiments.labels import LANGUAGES, outcome, text
from experiments.reports.folders import write_study
from experiments.studies.whatif import WhatIf, effort_frame, money_frame
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

RUNS = 12


def a_change(title: str = "") -> WhatIf:
    """A cut of the budget under which every outcome moves by a tenth, half of them clearly."""
    import pandas

    base = Scenario.of("zhaoshang")
    base = Scenario({**base.data, "place": {**base.data["place"], "title_en": title}}, base.path) if title else base
    generator = np.random.default_rng(3)
    before = {name: 0.5 + 0.01 * generator.random(RUNS) for name in OUTCOMES}
    noise = {name: 0.001 if at % 2 else 1.0 for at, name in enumerate(OUTCOMES)}
    after = {name: each * 1.1 + noise[name] * generator.normal(size=RUNS) for name, each in before.items()}
    changed = {"budget.yearly_yuan": 0.85 * base.value("budget.yearly_yuan")}
    people = pandas.DataFrame(
        [("tenure", "migrant", "unclear", 1.0, 1.1, 0.1, -0.1, 0.3)],
        columns=["by", "who", "group", "before", "after", "change", "low", "high"],
    )
    cut = base.vary(changed)
    return WhatIf(base, changes(before, after), changed, money_frame(base, cut), people, effort_frame(base, cut))


def packed(words: str) -> str:
    """Words without blanks and line ends, which are the page's matter, and without the upper bytes that pypdf leaves."""
    return "".join(words.replace("\0", "").split())


@pytest.fixture(scope="module", params=LANGUAGES)
def left(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("brief")
    assert write_study(a_change(), [], out, request.param) == []
    return out, request.param


def test_the_pdf_is_one_page_with_its_fonts_and_the_finding(left: tuple[Path, str]) -> None:
    out, language = left
    (page,) = PdfReader(out / "brief.pdf").pages
    assert [round(float(each)) for each in page.mediabox[2:]] == [595, 842], "A4"
    said = packed(page.extract_text())
    assert packed(a_change().told(language)[0]) in said
    for key in ("worse", "sure", "assumed"):
        assert packed(text(f"brief.{key}", language)) in said
    assert all(packed(outcome(name, language)) in said for name in MAIN)
    fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
    files = [each.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for each in fonts.values()]
    assert files and all({"/FontFile2", "/FontFile3"} & set(each.get_object()) for each in files), "embedded"
    assert len(page.images) == 1


def test_the_word_document_says_the_same(left: tuple[Path, str]) -> None:
    out, language = left
    document = docx.Document(str(out / "brief.docx"))
    paragraphs = {paragraph.style.name: paragraph.text for paragraph in document.paragraphs if paragraph.style}
    assert paragraphs["Title"] == a_change().told(language)[0]
    (table,) = document.tables
    assert len(table.rows) == len(MAIN) + 1
    assert len(document.inline_shapes) == 1


def test_the_folder_shows_what_to_open_first(left: tuple[Path, str]) -> None:
    out, language = left
    top = {path.name for path in out.iterdir()}
    assert top == {
        "report.html",
        "brief.docx",
        "brief.pdf",
        "tables.xlsx",
        "README.txt",
        "manifest.json",
        "pictures",
        "tables",
    }
    files = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == set(files)
    told = (out / "README.txt").read_text(encoding="utf-8-sig")
    assert a_change().told(language)[0] in told
    assert all(name in told for name in top - {"README.txt"})


def test_the_workbook_opens_on_the_finding_and_links_to_every_sheet(left: tuple[Path, str]) -> None:
    out, language = left
    book = load_workbook(out / "tables.xlsx")
    first = book.worksheets[0]
    assert first.title == text("sheet.overview", language) and first["A2"].value == a_change().told(language)[0]
    linked = {cell.hyperlink.location or cell.hyperlink.ref for (cell,) in first.iter_rows(max_col=1) if cell.hyperlink}
    assert len(linked) == len(book.worksheets) - 1


def test_a_letter_that_no_font_holds_is_told(tmp_path: Path) -> None:
    notes = write_study(a_change("Zhao\U00020bb7shang"), [], tmp_path, "en")
    assert any("brief.pdf" in note and "\U00020bb7" in note for note in notes)
