"""docs/ODD.md says what the declarations say."""

from __future__ import annotations

import pytest

from experiments.odd_table import DOCUMENT, tables, with_tables
from model.draws import Purpose
from model.parameters import PARAMETERS
from model.policy import LEVERS


def test_the_document_holds_the_present_tables() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert with_tables(document) == document, "run: python -m experiments.odd_table"


def test_every_lever_and_parameter_stands_in_the_tables() -> None:
    written = tables()
    paths = [*LEVERS, *(path for path in PARAMETERS if not path.startswith("domain."))]
    assert not [path for path in paths if f"`{path}`" not in written]


def test_every_purpose_of_a_draw_is_described() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert not [p.name for p in Purpose if f"{p.name} {p.value}" not in document and p.name != "REQUEST_COUNT"]


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        with_tables("no marks here")
