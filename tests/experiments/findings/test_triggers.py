"""Triggers in policies: read from words, tables and files, and told in every answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import huajie
from experiments.labels import PHRASES
from experiments.runs.policies import policies_by_name, read_policies, read_policy
from model.scenario import Scenario, ScenarioError
from model.scenario.triggers import FIGURES

LINE = "when recorded_per_week > 2 then triage.screening_share = 0.6"
OPEN = "when open_cases > 9 then triage.mode = preventive"


def test_a_policy_may_hold_triggers(small: Scenario, tmp_path: Path) -> None:
    found = read_policies([f"swamped: reactive-staffed, {LINE}; {OPEN}", "present"], small.vary({"triggers": LINE}))
    assert found["swamped"]["triggers"] == f"{LINE}; {OPEN}" and found["swamped"]["delivery.mode"] == "staffed"
    assert found["present"] == {"triggers": LINE}
    tables = [{"when": "recorded_per_week > 2", "then": {"triage.screening_share": np.float64(0.6)}}]
    assert policies_by_name({"mine": {"triggers": tables}})["mine"] == {"triggers": LINE}
    file = tmp_path / "mine.toml"
    file.write_text('format = 1\n[[triggers]]\nwhen = "open_cases > 9"\nthen = {"triage.mode" = "preventive"}\n')
    assert read_policy(str(file), small) == ("mine", {"triggers": OPEN})
    with pytest.raises(ScenarioError, match=r"triggers\.0\.when: found 'hidden_cases', which no official can see"):
        read_policies(["mine: when hidden_cases > 5 then triage.screening_share = 0.6"], small)


def test_an_answer_tells_what_triggers_did_and_saw(small: Scenario, tmp_path: Path) -> None:
    policies = {
        "plain": {},
        "oracle": {"triggers": "when hidden_cases >= 0 then triage.screening_share = 0.6 until mean_trust < 0 seeing hidden"},
        "never": {"triggers": "when open_cases > 1e9 then triage.mode = preventive"},
    }  # fmt: skip
    place = small.vary({"place.days": 40})
    found = huajie.compare(place, 2, 1, policies=policies, world="assumed", store=tmp_path)
    english, chinese = (" ".join(found.verdict.sentences(language)) for language in ("en", "zh"))
    assert "oracle acts when it counts hidden contradictions at least 0 (" in english
    assert "until it counts residents' trust below 0): in 2 of 2 runs, first on day 7 (median), 1 time a run" in english
    assert "never acts when it counts open cases above 1,000,000,000 (" in english and "in none of 2 runs" in english
    assert "Caution: oracle acts on what no official can see (hidden contradictions, residents' trust)" in english
    assert "注意：“oracle”依据的是官员无从看到的数字（隐患数、居民信任）" in chinese
    runs = found.runs.set_index("label")
    assert set(runs.loc["oracle", "trigger_0_day"]) == {7.0} and runs.loc["plain", "trigger_0_times"].isna().all()
    assert set(runs.loc["never", "triggers"]) == {policies["never"]["triggers"]}
    again = huajie.compare(place, 2, 1, policies=policies, world="assumed", store=tmp_path)
    assert again.plan_result.progress.computed == 0 and again.runs.equals(found.runs)


def test_every_figure_of_a_condition_has_its_words() -> None:
    names = {name.removesuffix("_per_week").removesuffix("_per_28_days") for name in FIGURES}
    assert {f"trigger.figure.{name}" for name in names} == {key for key in PHRASES if key.startswith("trigger.figure.")}
