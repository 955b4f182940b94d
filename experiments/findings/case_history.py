"""One contradiction's life in sentences, alone or under both triage presets on the same draws.

Core objects: `life_in_words` (events → dated sentences) and `rerun_policies` (the usual pair of policies).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from experiments.labels import PHRASES, text
from model.scenario import PRESETS, Scenario

if TYPE_CHECKING:
    from model.case_history import Event

POLICIES = ("reactive-staffed", "preventive-staffed")


def rerun_policies(scenario: Scenario, seed: int, case: str | None) -> dict[str, list[Event]]:
    """The life of one contradiction under both triage presets, by the name of the preset."""
    from model.case_history import life, tellable_key

    plain = scenario.without_reforms()
    # One key for both, so that the same contradiction is told twice.
    key = tellable_key(plain.preset(POLICIES[0]), seed) if case is None else case
    return {name: life(plain.vary(PRESETS[name]), seed, key) for name in POLICIES}


def life_in_words(events: Iterable[Event], language: str) -> list[str]:
    """Every event as a dated sentence; a recurrence says that it is one."""
    lines = []
    for event in events:
        day = text("life.day", language, day=event.day)
        lines += [f"{day}  {sentence}" for sentence in sentences(event, language)]
    return lines


def sentences(event: Event, language: str) -> list[str]:
    """What one event says: a sentence, or two at birth."""
    facts = {name: _worded(name, value, language) for name, value in event.facts.items()}
    first = text(f"life.{_variant(event)}", language, **facts)
    return [first, *_forecast(event, language)]


def _variant(event: Event) -> str:
    """Which phrase tells this event."""
    facts = event.facts
    if event.kind == "incident":
        return "incident_storm" if facts["storm"] else "incident_known" if facts["known"] else "incident"
    if event.kind == "resolved":
        return "resolved" if facts["lasting"] else "resolved_badly"
    if event.kind == "deliberated":
        return "deliberated_yes" if facts["agreed"] else "deliberated_no"
    if event.kind == "recorded":
        return f"recorded_{facts['channel']}"
    if event.kind == "escalated":
        return f"escalated_{facts['cause']}"
    return "dangling" if event.kind == "still_open" and facts["stage"] == "latent" else event.kind


def _forecast(event: Event, language: str) -> list[str]:
    """At birth: what would become of it if nobody cared."""
    if event.kind not in {"arisen", "recurred"}:
        return []
    ignites, lapses = event.facts.get("ignites_on"), event.facts.get("lapses_on")
    if ignites is not None and (lapses is None or ignites < lapses):
        return [text("life.untreated", language, day=ignites)]
    return [text("life.heals", language, day=lapses)] if lapses is not None else []


def _worded(name: str, value: Any, language: str) -> Any:
    """A fact in words of the language; numbers with few digits."""
    key = f"{name}.{value}"
    if isinstance(value, str):
        return text(key, language) if key in PHRASES else value.replace("_", " ")
    return f"{value:.2f}" if isinstance(value, float) and not isinstance(value, bool) else value


def as_data(told_lives: Mapping[str, list[Event]]) -> dict[str, list[dict[str, Any]]]:
    """The events for JSON."""
    return {
        name: [
            {"day": event.day, "kind": event.kind, "generation": event.generation, **event.facts} for event in events
        ]
        for name, events in told_lives.items()
    }
