"""What a page needs once: words in both languages, levers as declared, scenarios, presets, lessons."""

from __future__ import annotations

from functools import cache
from typing import Any

from experiments.dashboard.jobs import MAX_REPLICATIONS
from experiments.dashboard.lessons import LESSONS
from experiments.dashboard.settings import PLACE_PATHS, adjustable, loaded, scenarios
from experiments.labels import LANGUAGES, PHRASES, Language, help_of, label_of, text, unit_of
from model.outcome_definitions import OUTCOMES
from model.scenario import PRESETS, Declaration, Scenario
from model.scenario.budget import ledger
from model.version import model_version

# At most six at first sight: the two questions, and what most changes their answers.
FIRST_LEVERS = (
    "triage.screening_share",
    "triage.recording_standard",
    "delivery.outsourced_share",
    "delivery.skill_degree",
    "delivery.oversight_attention",
    "delivery.incubation_yuan",
)
# Shown first when two policies are compared; the others follow in the model's order.
FIRST_OUTCOMES = (
    "official_resolution_rate",
    "true_resolution_rate",
    "in_the_bud_rate",
    "hidden_share",
    "incidents_per_10k",
    "petitions_per_10k",
    "mean_trust",
    "window_wait_hours",
)
WORDS = (
    "dashboard.", "lesson.", "life.", "outcome.", "policy.", "domain.", "stage.", "channel.", "handler.", "tenure.",
    "choice.", "status.", "series.", "ledger.", "number.",
)  # fmt: skip


@cache
def catalogue() -> dict[str, Any]:
    """Everything fixed that the pages show, in both languages."""
    return {
        "words": {language: words(language) for language in LANGUAGES},
        "levers": [lever(declaration) for declaration in adjustable().values()],
        "first_levers": FIRST_LEVERS,
        "presets": list(PRESETS),
        "scenarios": [titled(name) for name in scenarios()],
        "outcomes": [
            {"name": each.name, "unit": each.unit, "better": each.better, "first": each.name in FIRST_OUTCOMES}
            for each in sorted(OUTCOMES.values(), key=lambda each: _position(each.name))
        ],
        "lessons": [lesson.described() for lesson in LESSONS.values()],
        "most_replications": MAX_REPLICATIONS,
        "model_version": model_version(),
    }


def _position(name: str) -> int:
    return FIRST_OUTCOMES.index(name) if name in FIRST_OUTCOMES else len(FIRST_OUTCOMES)


def words(language: Language) -> dict[str, str]:
    """The phrases that pages show, in one language."""
    return {key: text(key, language) for key in PHRASES if key.startswith(WORDS)}


def lever(declaration: Declaration) -> dict[str, Any]:
    """A lever as a slider, switch or list needs it: its one declaration, with words in both languages."""
    return {
        "path": declaration.path,
        "kind": declaration.kind,
        "low": declaration.low,
        "high": declaration.high,
        "choices": declaration.choices,
        "status": declaration.status,
        "source": declaration.source,
        "of_place": declaration.path in PLACE_PATHS,
        "words": {
            language: {
                "label": label_of(declaration, language),
                "help": help_of(declaration, language),
                "unit": unit_of(declaration, language),
            }
            for language in LANGUAGES
        },
    }


def titled(name: str) -> dict[str, str]:
    """A scenario's name and titles."""
    place = loaded(name).place
    return {"name": name, "en": place.title_en, "zh": place.title_zh}


def values_of(scenario: Scenario) -> dict[str, Any]:
    """The value of every adjustable lever, and the yearly ledger in yuan."""
    return {"values": {path: scenario.value(path) for path in adjustable()}, "ledger": ledger(scenario)}
