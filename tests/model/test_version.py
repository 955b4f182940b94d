"""The version changes with the rules and with nothing else."""

from __future__ import annotations

import ast
import re

import pytest

from model.version import _tokens, model_version

RULE = '''
"""A room."""

SPEED = declare(0.5, 0.0, 1.0, unit="hours", help="How fast.")

def rule(day, share):
    """Decide."""
    return share * day + 1.0  # a remark
'''


def tokens(source: str) -> list[str]:
    return list(_tokens(ast.parse(source)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  # a remark", ""),
        ('"""Decide."""', '"""Decide otherwise."""'),
        ("How fast.", "How slow."),
        ('unit="hours", ', ""),
        ("share * day", "(share  *  day)"),
    ],
)
def test_words_and_layout_do_not_count(old: str, new: str) -> None:
    assert old in RULE
    assert tokens(RULE.replace(old, new)) == tokens(RULE)


@pytest.mark.parametrize(
    ("old", "new"), [("1.0  #", "1.5  #"), ("share * day", "share - day"), ("day + ", "share + "), ("0.5", "0.6")]
)
def test_a_changed_rule_counts(old: str, new: str) -> None:
    assert old in RULE
    assert tokens(RULE.replace(old, new)) != tokens(RULE)


def test_a_word_handed_to_a_rule_counts() -> None:
    assert tokens("serve(unit=1)") != tokens("serve(unit=2)")


def test_it_reads_as_sixteen_hex_digits() -> None:
    assert re.fullmatch("[0-9a-f]{16}", model_version())
