"""What a planner writes is read as it was meant, or refused with what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.runs.plan import PlanError
from experiments.runs.policies import new_money, price, read_policies, read_settings, settled, states_policy
from model.scenario import PRESETS, Scenario
from model.scenario.budget import ledger


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("budget.yearly_yuan=-15%", 5_100_000.0),
        ("budget.yearly_yuan=−15 %", 5_100_000.0),
        ("budget.yearly_yuan=+10％", 6_600_000.0),
        ("budget.yearly_yuan=1650万", 16_500_000.0),
        ("budget.yearly_yuan=16,500,000", 16_500_000.0),
        ("budget.yearly_yuan=16_500_000", 16_500_000.0),
        ("triage.screening_share=30%", 0.3),
        ("triage.screening_share=-50%", 0.25),
        ("place.grids=+10%", 7),
        ("triage.queue=pressure", "pressure"),
        ("triage.household_survey=no", False),
    ],
)
def test_settings_are_read(small: Scenario, word: str, expected: object) -> None:
    assert list(read_settings([word], small).values()) == [expected]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["budget.yearly_yuan"], "--set: found 'budget.yearly_yuan'; allowed: lever=value"),
        (["budget.yearly_yuan=15%"], "allowed: a number from .*, or a change such as -15%"),
        (["triage.screening_share=+200%"], "found 1.5; allowed: a number from 0 to 1"),
        (["triage.screning_share=0.3"], "did you mean 'triage.screening_share'"),
        (["triage.screening_share=0.3", "triage.screening_share=0.4"], "varied twice"),
        (["triage.screening_share=0.3,0.4"], "found 2 values; allowed: one"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(small: Scenario, words: list[str], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        read_settings(words, small)


def test_policies_are_presets_files_and_words(small: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "cautious.toml"
    file.write_text("format = 1\n[triage]\nmode = 'reactive'\nscreening_share = 0.3\n[place]\ngrids = 200\n", "utf-8")
    found = read_policies(
        ["present", "reactive-staffed", str(file), "pooled： preventive-staffed, delivery.skill_degree=99"], small
    )
    assert found["present"] == {}
    assert found["reactive-staffed"] == PRESETS["reactive-staffed"]
    assert found["cautious"]["triage.screening_share"] == 0.3
    assert found["cautious"]["triage.queue"] == "pressure", "the bundle is opened"
    assert not any(path.startswith(("place.", "delivery.")) for path in found["cautious"]), "only levers that it states"
    assert found["pooled"] == PRESETS["preventive-staffed-pooled"]


def test_a_setting_wins_over_a_bundle_wherever_it_stands(small: Scenario) -> None:
    found = read_policies(["a: triage.screening_share=0.3, triage.mode=reactive"], small)["a"]
    assert (found["triage.screening_share"], found["triage.queue"]) == (0.3, "pressure")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["preventive"], "--policy: found 'preventive' .did you mean"),
        (["present", "present"], "found 'present' twice"),
        (["a: triage.screening_share=2"], "allowed: a number from 0 to 1"),
    ],
)
def test_policies_that_cannot_be_meant_are_refused(small: Scenario, words: list[str], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        read_policies(words, small)


def test_a_place_without_policy_says_so(small: Scenario) -> None:
    assert states_policy(small)
    assert not states_policy(Scenario({"format": 1}))


def test_settled_names_what_is_no_change(small: Scenario) -> None:
    assert settled(small, {"place.grids": 6, "triage.screening_share": 0.1}) == {"place.grids": 6}


def test_new_money_leaves_delivery_what_it_had(small: Scenario) -> None:
    change = {"partners.programmes_yuan": 500_000.0}
    paid = small.vary({**change, **new_money(small, change)})
    before, after = ledger(small), ledger(paid)
    for line in ("delivery_contract", "delivery_staffed", "contract_management"):
        assert after[line] == pytest.approx(before[line])
    assert price(small, paid) == pytest.approx(300_000.0)
    assert price(small, small.vary(change)) == pytest.approx(300_000.0), "taken from delivery, it is the same money"
