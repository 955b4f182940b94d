"""docs/reference/ODD.md says what the declarations say."""

from __future__ import annotations

import fnmatch
import re

import pytest

from model.draws import Purpose
from model.scenario.levers import LEVERS
from model.scenario.parameters import PARAMETERS
from tools.odd_tables import DOCUMENT, tables, with_tables


def test_the_document_holds_the_present_tables() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert with_tables(document) == document, "run: python -m tools.odd_tables"


def test_every_lever_and_parameter_stands_in_the_tables() -> None:
    written = tables()
    paths = [*LEVERS, *(path for path in PARAMETERS if not path.startswith("domain."))]
    assert not [path for path in paths if f"`{path}`" not in written]


def test_every_lever_is_described_in_words_before_the_tables() -> None:
    words = set(re.findall(r"[a-z_0-9]+", DOCUMENT.read_text(encoding="utf-8").partition("<!-- begin")[0]))
    assert not [path for path in LEVERS if path.rpartition(".")[2] not in words]


def test_every_practice_of_the_case_names_levers_that_exist() -> None:
    section = DOCUMENT.read_text(encoding="utf-8").partition("### 7.18")[2].partition("## 8.")[0]
    named = re.findall(r"`([a-z_]+\.[a-z_.*]+)`", section)
    known = [*LEVERS, *PARAMETERS]
    assert len(named) > 40
    assert not [name for name in named if not fnmatch.filter(known, name)]


def test_every_source_that_names_the_evidence_names_a_section_of_it() -> None:
    sections = re.findall(r"^## (.+)$", (DOCUMENT.parent / "evidence.md").read_text(encoding="utf-8"), re.MULTILINE)
    sources = {declared.source for declared in [*LEVERS.values(), *PARAMETERS.values()]}
    named = [
        source.partition("docs/reference/evidence.md, ")[2]
        for source in sources
        if "docs/reference/evidence.md" in source
    ]
    assert len(named) > 10
    assert not set(named) - set(sections)
    assert not [
        d.path for d in [*LEVERS.values(), *PARAMETERS.values()] if d.status == "evidence" and "assumption" in d.source
    ]


def test_every_purpose_of_a_draw_is_described() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert not [p.name for p in Purpose if f"{p.name} {p.value}" not in document and p.name != "REQUEST_COUNT"]


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        with_tables("no marks here")
