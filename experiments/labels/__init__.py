"""Every word that a picture, page, table or verdict shows, once, in English and Chinese.

Core objects: `text(key, language, **values)` returns one phrase; `LANGUAGES` are the two;
`outcome`, `policy`, `lever_label`, `lever_help` and `choice` name what has a name of its own.
Which file holds a key, by what stands before its first dot:

    benchmarks       bench
    briefs           brief folder
    columns          column (heads of tables)
    command_line     cli forecast standing time
    dashboard        dashboard life mesa
    lessons          lesson
    levers           choice lever source status unit
    parameter_names  parameter
    pictures         alt axis caption ending join legend number picture staff subtitle title
    planning         change check effort front goal money sweep whatif
    questionnaires   questionnaire
    registers        backtest learn register
    reports          equifinality group measure plausible report workbook worlds
    studies          boxes finding identified inquiry rules sheet study
    terms            channel domain effect handler ledger outcome policy series stage tenure
    triggers         trigger
    verdicts         verdict
    web              web

Words without a key: the help of commands, English at the command and Chinese in `help_texts`; the help of levers and
parameters, English at the declaration in `model/scenario` and Chinese in `levers` and `parameters`; messages of errors,
English where they are raised and Chinese in `errors`; the words by which registers are read, in `register_words`.
"""

from __future__ import annotations

import difflib
import math
import string
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from experiments.labels.benchmarks import BENCHMARKS
from experiments.labels.briefs import BRIEFS
from experiments.labels.columns import COLUMNS
from experiments.labels.command_line import FACE
from experiments.labels.dashboard import DASHBOARD
from experiments.labels.lessons import LESSON_PHRASES
from experiments.labels.levers import LEVER_HELP_ZH, LEVER_PHRASES
from experiments.labels.parameter_names import PARAMETER_NAMES
from experiments.labels.parameters import PARAMETERS_ZH
from experiments.labels.phrase import LANGUAGES, Language, Phrases
from experiments.labels.pictures import PICTURES
from experiments.labels.planning import PLANNING
from experiments.labels.questionnaires import QUESTIONNAIRES
from experiments.labels.registers import REGISTERS
from experiments.labels.reports import PAGES
from experiments.labels.studies import STUDIES
from experiments.labels.terms import TERMS
from experiments.labels.triggers import TRIGGER_PHRASES
from experiments.labels.verdicts import VERDICTS
from experiments.labels.visible import visible
from experiments.labels.web import WEB
from model.scenario.declarations import JUDGEMENT

if TYPE_CHECKING:
    from model.scenario.declarations import Declaration

__all__ = [
    "LANGUAGES",
    "PHRASES",
    "LabelError",
    "Language",
    "checked_language",
    "choice",
    "help_of",
    "label_of",
    "lowered",
    "named",
    "number",
    "outcome",
    "outcome_unit",
    "plausible_of",
    "policy",
    "short_policy",
    "source_of",
    "text",
    "unit_of",
]

MAX_SOURCE = 2_000  # characters of a comment in a scenario file
PHRASES: Phrases = {
    **TERMS,
    **LEVER_PHRASES,
    **PARAMETER_NAMES,
    **PICTURES,
    **PAGES,
    **FACE,
    **BENCHMARKS,
    **DASHBOARD,
    **LESSON_PHRASES,
    **STUDIES,
    **PLANNING,
    **REGISTERS,
    **QUESTIONNAIRES,
    **BRIEFS,
    **COLUMNS,
    **VERDICTS,
    **TRIGGER_PHRASES,
    **WEB,
}


class LabelError(LookupError):
    """A key or language that the labels don't hold; the text names the nearest."""


def checked_language(language: str) -> Language:
    """`language` if it is one of the two, else LabelError."""
    for known in LANGUAGES:
        if language == known:
            return known
    raise LabelError(f"language: found {language!r}; allowed: {', '.join(LANGUAGES)}")


class _Filling(string.Formatter):
    """Fills the holes of a phrase; `{rows:row|rows}` is the count with the word that it needs: "1 row", "2 rows"."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, counted, many = format_spec.partition("|")
        if counted:
            return f"{value} {one if str(value) == '1' else many}"
        return str(super().format_field(value, format_spec))


FILLING = _Filling()


def text(key: str, language: str, **values: Any) -> str:
    """The phrase under `key`, with `values` filled in; LabelError names the nearest key."""
    position = LANGUAGES.index(checked_language(language))
    if key not in PHRASES:
        near = difflib.get_close_matches(key, PHRASES, 1)
        raise LabelError(f"no label {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    phrase = PHRASES[key][position]
    return FILLING.vformat(phrase, (), values) if values else phrase


def outcome(name: str, language: str, with_unit: bool = False) -> str:
    """An outcome's label; with its unit where asked: "Incidents (per 10,000 resident-years)"."""
    key = f"outcome.{name}"
    if key not in PHRASES:  # one's own
        return name
    label = text(key, language)
    return text("join.unit", language, name=label, unit=outcome_unit(name, language)) if with_unit else label


def outcome_unit(name: str, language: str) -> str:
    """An outcome's unit in words; empty for one's own."""
    key = f"outcome.{name}.unit"
    return text(key, language) if key in PHRASES else ""


def lowered(words: str, language: str) -> str:
    """A label within a sentence."""
    return words[0].lower() + words[1:] if language == "en" and words else words


def policy(name: str, language: str, short: bool = False) -> str:
    """A policy's name; a policy that has none is shown under the name it was given."""
    key = f"policy.{name}.short" if short else f"policy.{name}"
    return text(key, language) if key in PHRASES else name


def short_policy(name: str, language: str) -> str:
    """A policy's short name in one line."""
    return policy(name, language, short=True).replace("\n", "" if language == "zh" else " ")


def choice(value: Any, language: str) -> str:
    """A lever's value in words where it is one: "outsourced", "yes"; numbers as they are, and NumPy's as Python's."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        value = "yes" if value else "no"
    key = f"choice.{value}"
    if key in PHRASES:
        return text(key, language)
    return number(value) if isinstance(value, int | float) else str(value)


def number(value: float) -> str:
    """A number as people write it, never in powers of ten: 9,100,000; 0.5538; 0.00001."""
    if not math.isfinite(value):
        return str(value)
    whole = value == int(value) or abs(value) >= 1_000
    return f"{Decimal(f'{value:.0f}' if whole else f'{value:.4g}'):,f}"


def label_of(declaration: Declaration, language: str) -> str:
    """The short label of a lever or parameter, the help standing in for a parameter without one."""
    return named(declaration.path, language) or help_of(declaration, language).rstrip(".")


def named(path: str, language: str) -> str:
    """The short label of what stands at a dotted path, naming the domain or kind of staff; empty where it has none."""
    if (key := f"lever.{path}") in PHRASES:
        return text(key, language)
    key = f"parameter.{family(path)}"
    return _of_whom(path, text(key, language), language) if key in PHRASES else ""


def help_of(declaration: Declaration, language: str) -> str:
    """What a lever or parameter means, in one sentence; names the domain or kind of staff it is about."""
    if checked_language(language) == "en":
        return _of_whom(declaration.path, declaration.help, language)
    chinese = LEVER_HELP_ZH.get(declaration.path) or PARAMETERS_ZH.get(family(declaration.path))
    return _of_whom(declaration.path, chinese or declaration.help, language)


def unit_of(declaration: Declaration, language: str) -> str:
    """The unit of a lever or parameter."""
    key = f"unit.{declaration.unit}"
    return text(key, language) if key in PHRASES else declaration.unit


def source_of(source: str, language: str) -> str:
    """Where a number comes from; a user's own words stay as they are, what cannot be seen in them written out."""
    key = f"source.{source}"
    return text(key, language) if key in PHRASES else visible(source, MAX_SOURCE)


def plausible_of(declaration: Declaration, language: str) -> str:
    """What may be believed of a number: its range and why; why it has none; a dash for choices and figures of the case."""
    believed, reason = declaration.plausible, source_of(declaration.reason, language)
    if believed is None:
        return "–" if declaration.reason == JUDGEMENT else reason
    ends = text("number.range", language, low=choice(believed.low, language), high=choice(believed.high, language))
    if believed.relative_to:
        key = "plausible.own" if believed.relative_to == "default" else "plausible.times"
        ends += text(key, language, base=believed.relative_to)
    if believed.distribution != "uniform":
        ends += text(f"plausible.{believed.distribution}", language)
    return text("plausible.with_reason", language, range=ends, reason=reason)


def family(path: str) -> str:
    """The path with a domain or kind of staff replaced by `*`: domain.health.share → domain.*.share."""
    first, _, rest = path.partition(".")
    _, _, last = rest.partition(".")
    return f"{first}.*.{last}" if last else path


def _of_whom(path: str, phrase: str, language: str) -> str:
    parts = path.split(".")
    key = f"{parts[0]}.{parts[1]}" if len(parts) == 3 else ""
    return text("join.of", language, whom=text(key, language), what=phrase) if key in PHRASES else phrase
