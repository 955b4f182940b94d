"""What the page shows beside the model: levers as declared, outcomes, presets, lessons, words in both languages."""

from __future__ import annotations

from typing import Any

from experiments.labels import LANGUAGES, PHRASES, Language, help_of, label_of, source_of, text
from model.outcome_definitions import OUTCOMES
from model.scenario import LEVERS, PARAMETERS, PRESETS, Declaration
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
# Numbers of the place that change no table's shape, so that one world serves them all.
OF_PLACE = (
    "budget.yearly_yuan",
    "arising.per_grid_day",
    "detection.report_rate",
    "ignition.storm_multiplier",
    "organisations.initial_capability",
)
FIRST_OUTCOMES = (
    "in_the_bud_rate",
    "true_resolution_rate",
    "official_resolution_rate",
    "hidden_share",
    "harm_per_10k",
    "incidents_per_10k",
    "petitions_per_10k",
    "window_wait_hours",
    "mean_trust",
)
WORDS = (
    "web.", "life.", "outcome.", "policy.", "domain.", "stage.", "tenure.", "choice.", "status.", "ledger.", "lesson.",
    "number.", "dashboard.brand", "dashboard.colon", "worlds.all", "worlds.none", "worlds.share", "worlds.undefined",
    "verdict.join", "verdict.worlds.unsettled", "verdict.worlds.settles", "verdict.list",
)  # fmt: skip
_UNSEEN = {"delivery.oversight_attention": 0.0, "delivery.oversight_yuan_per_community": 0.0}
SHARES = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)


def arm(preset: str, **changes: Any) -> dict[str, Any]:
    """An arm of a lesson; `reforms` may follow: days of the window, each with the arm from then on."""
    return {"preset": preset, "changes": {path.replace("__", "."): value for path, value in changes.items()}}


def _young(preset: str, incubation: bool) -> dict[str, Any]:
    """An arm with inexperienced organisations, incubated or not."""
    money = PRESETS["preventive-outsourced"]["delivery.incubation_yuan"] if incubation else 0.0
    return arm(preset, organisations__initial_capability=0.45, delivery__incubation_yuan=money)


def _staffed(**levers: Any) -> dict[str, Any]:
    return arm("preventive-staffed", **{f"delivery.{name}": value for name, value in levers.items()})


# No answer is written down: the page reads it off the runs of all seeds.
LESSONS: tuple[dict[str, Any], ...] = (
    {
        "name": "lamp-post", "place": "lamp_post", "seeds": 30, "lives": True,
        "arms": {"reactive": arm("reactive-staffed"), "preventive": arm("preventive-staffed")},
        "answers": ["safe", "screening", "neighbour", "late"], "pair": ["reactive", "preventive"],
    },
    {
        "name": "hiding-rate", "place": "zhaoshang", "seeds": 10,
        "arms": {"reactive": arm("reactive-outsourced"), "preventive": arm("preventive-outsourced")},
        "answers": ["little", "some", "much"], "pair": ["reactive", "preventive"],
    },
    {
        "name": "too-much", "place": "zhaoshang", "seeds": 8,
        "arms": {
            f"{share:g}": arm("preventive-staffed", arising__per_grid_day=0.14, triage__screening_share=share)
            for share in SHARES
        },
        "answers": [], "sketch": {"x": "triage.screening_share", "y": "harm_per_10k"}, "pair": ["0.35", "0.9"],
    },
    {
        "name": "pools", "place": "zhaoshang", "seeds": 8,
        "arms": {
            "silos": _staffed(skill_degree=1),
            "relabelled": _staffed(skill_degree=1, relabelled=True),
            "two": _staffed(skill_degree=2),
            "pooled": _staffed(skill_degree=99),
        },
        "answers": ["helps", "nothing", "harms"], "pair": ["relabelled", "two"],
    },
    {
        "name": "oversight", "place": "zhaoshang", "seeds": 10,
        "arms": {
            "overseen": arm("preventive-outsourced"),
            "unseen": {"preset": "preventive-outsourced", "changes": _UNSEEN},
        },
        "answers": ["same", "both", "hidden"], "pair": ["overseen", "unseen"],
    },
    {
        "name": "incubate", "place": "zhaoshang_reform", "seeds": 10,
        "arms": {
            "never": _young("preventive-staffed", False),
            "at_once": _young("preventive-outsourced", False),
            "both": _young("preventive-outsourced", True),
            "later": _young("preventive-staffed", True) | {"reforms": [[730, _young("preventive-outsourced", True)]]},
        },
        "answers": ["never", "at_once", "later", "alike"], "pair": ["at_once", "both"],
    },
)  # fmt: skip


def catalogue(places: list[str]) -> dict[str, Any]:
    """Everything fixed that the page shows, words apart."""
    declared = {**LEVERS, **{path: PARAMETERS[path] for path in OF_PLACE}}
    return {
        "levers": {path: lever(declaration) for path, declaration in declared.items()},
        "first": FIRST_LEVERS,
        "presets": PRESETS,
        "places": places,
        "outcomes": {
            each.name: {"unit": each.unit, "better": each.better, "first": each.name in FIRST_OUTCOMES}
            for each in sorted(OUTCOMES.values(), key=lambda each: _position(each.name))
        },
        "lessons": [lesson for lesson in LESSONS if lesson["place"] in places],
        "version": model_version(),
    }


def _position(name: str) -> int:
    return FIRST_OUTCOMES.index(name) if name in FIRST_OUTCOMES else len(FIRST_OUTCOMES)


def lever(declaration: Declaration) -> dict[str, Any]:
    """A lever as a slider, box or list needs it: its one declaration, with words in both languages."""
    return {
        "path": declaration.path,
        "kind": declaration.kind,
        "low": declaration.low,
        "high": declaration.high,
        "choices": declaration.choices,
        "unit": declaration.unit,
        "status": declaration.status,
        "ofPlace": declaration.path in OF_PLACE,
        "words": {language: lever_words(declaration, language) for language in LANGUAGES},
    }


def lever_words(declaration: Declaration, language: Language) -> dict[str, str]:
    """What a lever is called, what it means, where its number comes from."""
    return {
        "label": label_of(declaration, language),
        "help": help_of(declaration, language),
        "source": source_of(declaration.source, language),
    }


def words() -> dict[str, dict[str, str]]:
    """The phrases that the page shows, by language."""
    keys = [key for key in PHRASES if key.startswith(WORDS)]
    return {language: {key: text(key, language) for key in keys} for language in LANGUAGES}
