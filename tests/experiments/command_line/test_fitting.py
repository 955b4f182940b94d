"""Tables fit the terminal: no word and no number is broken, at any width."""

from __future__ import annotations

import pytest
from rich.console import Console

from experiments.command_line.fitting import MAX_LINES, fitted

HEADS = ["Outcome", "Before", "After", "Difference"]
ROWS = [["Collective petitions (per 10,000 resident-years)", "7.17", "19,762", "+8 (+5.88 to +10.1)"]] * 12


def printed(width: int, full: bool = False) -> tuple[list[str], int]:
    found, left = fitted("Outcomes", HEADS, ROWS, 1, width, full)
    console = Console(width=width)
    with console.capture() as told:
        console.print(found)
    return told.get().splitlines(), left


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 160])
def test_nothing_is_broken_at_any_width(width: int) -> None:
    lines, _ = printed(width, full=True)
    assert max(map(len, lines)) <= width
    words = set(" ".join(lines).split())
    assert set(" ".join(" ".join(row) for row in ROWS).split()) <= {word.strip(";") for word in words}


def test_a_long_table_says_how_many_rows_it_leaves_out() -> None:
    lines, left = printed(80)
    assert len(lines) <= MAX_LINES
    assert left > 0
    assert printed(80, full=True)[1] == 0
