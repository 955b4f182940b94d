"""One contradiction's life: the lamp post under two kinds of triage, and a life that agrees with the columns."""

from __future__ import annotations

import pytest

from model.case_history import KINDS, Event, life, tellable_key
from model.scenario import Scenario, ScenarioError, scenario_folder
from model.simulate import simulate


@pytest.fixture(scope="module")
def lamp_post() -> Scenario:
    """The scenario that plants it."""
    return Scenario.load(scenario_folder() / "lamp_post.toml")


def days_of(events: list[Event]) -> dict[str, int]:
    """The first day of every kind of event."""
    return {event.kind: event.day for event in reversed(events)}


@pytest.mark.parametrize("delivery", ["staffed", "outsourced"])
def test_waiting_ends_in_the_rainstorm_and_screening_before_it(lamp_post: Scenario, delivery: str) -> None:
    waited = life(lamp_post.preset(f"reactive-{delivery}"), 1, "lamp_post")
    screened = life(lamp_post.preset(f"preventive-{delivery}"), 1, "lamp_post")
    assert waited[0] == screened[0]
    incident = next(event for event in waited if event.kind == "incident")
    assert incident.facts["storm"] and not incident.facts["known"]
    first = days_of(waited)
    assert first["incident"] == first["petition"] == first["recorded"] in lamp_post.file.storm_days
    found = next(event for event in screened if event.kind == "recorded")
    assert found.facts["channel"] == "patrol" and found.day < incident.day
    assert days_of(screened)["resolved"] < incident.day
    assert not {"incident", "petition", "recurred"} & set(days_of(screened))


def test_a_life_agrees_with_the_columns(small: Scenario) -> None:
    cases = simulate(small, 2).cases
    roots = cases[(cases.generation == 0) & cases.recorded.notna()].tail(20)
    for key, case in roots.set_index("key").iterrows():
        events = life(small, 2, int(key))
        first = days_of([event for event in events if event.generation == 0])
        assert first["arisen"] == case.arisen
        assert first["recorded"] == case.recorded
        assert first.get("incident") == (None if case.isna()["incident"] else case.incident)
        assert ("resolved" in first) == (case.stage == "resolved")
        assert {event.kind for event in events} <= set(KINDS)
        assert [event.day for event in events] == sorted(event.day for event in events)


def test_without_a_name_a_telling_one_is_sentences(small: Scenario, lamp_post: Scenario) -> None:
    assert life(small, 2) == life(small, 2, tellable_key(small, 2))
    assert life(lamp_post.vary({"place.days": 230}), 1) == life(lamp_post.vary({"place.days": 230}), 1, "lamp_post")


def test_an_unknown_name_or_key_is_explained(small: Scenario, lamp_post: Scenario) -> None:
    with pytest.raises(ScenarioError, match="did you mean 'lamp_post'"):
        life(lamp_post, 1, "lamppost")
    with pytest.raises(ScenarioError, match="no contradiction with key 12"):
        life(small, 1, 12)
