"""Levers and their values in words, by dotted path; needs the model's declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments.labels import choice, label_of, named, text, unit_of

WORDLESS_UNITS = {"choice", "bundle", "yes or no"}
SPEAKING_FOR_THEMSELVES = {"delivery.mode", "triage.mode"}


def lever_label(path: str, language: str, with_unit: bool = False) -> str:
    """The label of a lever or parameter, by its dotted path; an unknown one stays as it is."""
    from model.scenario import LEVERS, PARAMETERS

    declared = LEVERS.get(path) or PARAMETERS.get(path)
    if declared is None:
        return named(path, language) or path
    name = label_of(declared, language)
    if not with_unit or declared.unit in WORDLESS_UNITS:
        return name
    return text("axis.lever", language, lever=name, unit=unit_of(declared, language))


def setting(row: Any, levers: Sequence[str], language: str) -> str:
    """The values of some levers in words: the name of a line in a legend; `row` maps path → value."""
    values = {path: choice(row[path], language) for path in levers}
    parts = [
        value
        if path in SPEAKING_FOR_THEMSELVES
        else text("alt.row", language, name=lever_label(path, language), value=value)
        for path, value in values.items()
    ]
    return text("join.words", language).join(parts)
