"""Tables fit the terminal: no word and no number is broken, at any width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console

from experiments.command_line.fitting import MAX_LINES, chosen, fitted, wrapped

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


ENGLISH = "Harm from incidents falls by 12,345 (−27.6 to −3.11) in 9 of 10 worlds; whether to contract out stays open."
CHINESE = (
    "主动排查在全部100种情形中化解更多：复发658→1,010件；误报1,504→7,640次（−27.6至−3.11），真实化解率+9.3个百分点。"
)


@pytest.mark.parametrize("width", [24, 40, 80])
def test_sentences_break_between_words_and_chinese_characters(width: int) -> None:
    lines = wrapped(ENGLISH, width)
    assert max(map(len, lines)) <= width
    assert " ".join(lines) == ENGLISH
    lines = wrapped(CHINESE, width)
    assert "".join(lines) == CHINESE
    assert max(map(cell_len, lines)) <= width + 2  # a mark hangs over rather than begin a line
    for figure in ("1,010", "7,640", "−27.6", "−3.11", "+9.3"):
        assert any(figure in line for line in lines)
    assert not any(line[0] in "，。；：）" for line in lines)


def test_a_screen_takes_the_first_sentence_and_what_fits() -> None:
    sentences = ["a " * 30, "b " * 100, "c"]
    assert chosen(sentences, 40, 4) == ([sentences[0], "c"], 1)
    assert chosen(sentences, 40, 1)[0][0] == sentences[0]
    assert chosen(sentences, 40, 99) == (sentences, 0)
