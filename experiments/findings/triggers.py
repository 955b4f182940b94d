"""What the triggers of policies did, in sentences: when they fired, and whether they saw what no official sees.

Core object: `trigger_sentences`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.labels import choice, lowered, number, policy, text
from experiments.labels.settings import lever_label
from model.scenario.triggers import FIGURES, condition

if TYPE_CHECKING:
    from experiments.runs.execution import TriggerCount


def trigger_sentences(counts: Sequence[TriggerCount], language: str) -> list[str]:
    """A sentence a trigger, and a warning for each that sees hidden state."""
    return [sentence for each in counts for sentence in _sentences(each, language)]


def _sentences(count: TriggerCount, language: str) -> list[str]:
    setting = text("verdict.list", language).join(
        text("trigger.levers", language, lever=lever_label(path, language), value=choice(value, language))
        for path, value in count.then.items()
    )
    if count.until:
        setting = text("trigger.until", language, levers=setting, until=_in_words(count.until, language))
    when = _in_words(count.when, language)
    words = {"policy": policy(count.label, language), "when": when, "levers": setting, "runs": count.runs}
    if count.day is None:
        told = [text("trigger.never", language, **words)]
    else:
        times = {"day": round(count.day), "times": number(round(count.times, 1))}
        told = [text("trigger.fired", language, **words, **times, fired=count.fired)]
    parts = (*condition(count.when), *(condition(count.until) if count.until else ()))
    hidden = [each.name for each in parts if FIGURES[each.name].hidden]
    if hidden:
        names = text("join.words", language).join(figure_name(each, language) for each in dict.fromkeys(hidden))
        told.append(text("trigger.hidden", language, policy=policy(count.label, language), figures=names))
    return told


def _in_words(text_of: str, language: str) -> str:
    """A condition in words: "cases recorded in a week above 120"."""
    return text("trigger.and", language).join(
        text(f"trigger.sign.{each.sign}", language, figure=figure_name(each.name, language), number=number(each.number))
        for each in condition(text_of)
    )


def figure_name(name: str, language: str) -> str:
    """What officials count, in words: "cases recorded in a week"."""
    for span in ("per_week", "per_28_days"):
        if name.endswith(f"_{span}"):
            words = text(f"trigger.figure.{name.removesuffix(f'_{span}')}", language)
            return text(f"trigger.span.{span}", language, figure=lowered(words, language))
    return text(f"trigger.figure.{name}", language)
