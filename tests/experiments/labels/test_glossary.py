"""One word for one thing, in both languages: what the glossary says is what pages, help and documents say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.labels import PHRASES
from experiments.labels.help_texts import HELPS_ZH

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
TABLE = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.split("|")[1:5]] for line in TABLE.splitlines() if re.match(r"\| [a-z]", line)]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorials").glob("*.md"))]
# Words so common that a phrase may use them otherwise: every case, to record a run, a desk of the workstation.
COMMON = {"contradiction", "case", "recorded", "resolve", "lever", "case study", "temporary staff"}
# A name of a key, not a word of a sentence.
CODE = re.compile(r"`[^`]*`|\{[^}]*\}|https?://\S+")


def said() -> list[tuple[str, str, str]]:
    """Every phrase of pages and help: where it stands, English, Chinese."""
    helps = [("--help", english, chinese) for english, chinese in HELPS_ZH.items()]
    return [*((key, *pair) for key, pair in PHRASES.items()), *helps]


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] not in COMMON], ids=lambda row: row[0])
def test_an_english_word_has_its_chinese_word(row: list[str]) -> None:
    words = [re.escape(word.strip()) for word in row[0].split(",")]
    chinese = row[1].split("，")
    told = [each for each in said() if re.search(rf"\b(?:{'|'.join(words)})s?\b", CODE.sub("", each[1]), re.IGNORECASE)]
    assert not [each for each in told if not any(word in each[2] for word in chinese)]


def test_words_that_the_glossary_gives_up_are_gone() -> None:
    given_up = [word.strip() for row in ROWS for word in row[3].split(";") if word.strip() != "–"]
    assert len(given_up) >= 10
    texts = [(key, CODE.sub("", f"{english} {chinese}")) for key, english, chinese in said()]
    texts += [(path.name, CODE.sub("", path.read_text(encoding="utf-8"))) for path in DOCUMENTS]
    for word in given_up:
        # A longer word that the glossary keeps, and 街道办理 (handled by the street), hold it as a part.
        kept = (
            rf"{word}(?![事理])"
            if not word.isascii()
            else rf"\b{word.replace('blow', '(?:blow|blew|blown)')}(?:s|ed)?\b"
        )
        assert not [key for key, text in texts if re.search(kept, text, re.IGNORECASE)], word
