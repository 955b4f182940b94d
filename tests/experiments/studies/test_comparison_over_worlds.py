"""A comparison over worlds says what its worlds decide, in frames, JSON, sentences, page and picture."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from experiments.command_line.comparing import read_prices
from experiments.findings.changes import ALWAYS
from experiments.findings.over_worlds import YUAN
from experiments.findings.world_verdict import WorldVerdict
from experiments.findings.world_words import in_worlds
from experiments.labels import LANGUAGES, outcome, short_policy, text
from experiments.plots.queue import PlotQueue
from experiments.reports.folders import comparison_plots, write_comparison
from experiments.runs.ensembles import Ensemble, drawn_worlds, worlds_for
from experiments.runs.plan import PlanError
from experiments.studies.comparison import CORNERS, FLAT, POOLED, Comparison, compare
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

WORLDS = 60


@dataclass
class Figures:
    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


def known(scenario: Scenario, seed: int) -> Figures:
    """Screening half of the free hours is worth 20 points; a contract wins where organisations are capable, else it loses."""
    gain = 0.2 * (scenario.triage.screening_share >= 0.5)
    if scenario.delivery.outsourced_share:
        gain += 0.05 if scenario.organisations.initial_capability > 0.7 else -0.05
    elif scenario.delivery.layers == 0:
        gain += 0.02
    chance = 0.001 * float(np.random.default_rng(seed).normal())
    values = {}
    for name, definition in OUTCOMES.items():
        signed = -gain if definition.better == "lower" else gain
        values[name] = 0.5 + signed + chance if definition.unit == "share" else 100.0 * (1.0 + signed + chance)
    reactive = scenario.triage.screening_share < 0.5
    return Figures({**values, "stationary": 0.0 if reactive and seed % 4 == 0 else 1.0})


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    """Organisations are capable in a third of the worlds; a second number says nothing."""
    # Every value of the one meets every value of the other.
    worlds = tuple(
        {"organisations.initial_capability": 0.85 if at % 3 == 0 else 0.6, "severity.beta": 2.0 + (at % 10) / 10}
        for at in range(WORLDS)
    )
    return Ensemble("drawn", worlds, {"how": "drawn"})


@pytest.fixture(scope="module")
def found(ensemble: Ensemble) -> Comparison:
    return compare("zhaoshang", WORLDS, 1, world=ensemble, simulate=known, attribute=6)


def test_every_policy_meets_the_same_world_under_a_seed(found: Comparison, ensemble: Ensemble) -> None:
    assert found.policies == (*CORNERS, POOLED, FLAT)
    plan = found.plan_result.plan
    for seed in (1, 2, WORLDS):
        values = {plan.scenario_at(point, seed).value("severity.beta") for point in range(len(plan.points))}
        assert values == {ensemble(seed)["severity.beta"]}


def test_shares_are_those_of_the_worlds(found: Comparison) -> None:
    rows = found.shares.set_index(["policy", "outcome"])["best_share"]
    assert rows["preventive-outsourced", "in_the_bud_rate"] == pytest.approx(1 / 3)
    assert rows[FLAT, "in_the_bud_rate"] == pytest.approx(2 / 3)
    assert rows[FLAT, "harm_per_10k"] == pytest.approx(2 / 3)
    assert rows["reactive-staffed", "all"] == 0.0
    for name, definition in OUTCOMES.items():
        if definition.better:
            assert found.shares.loc[found.shares["outcome"] == name, "best_share"].sum() == pytest.approx(1.0)


def test_pairs_hold_median_and_middle_ninety(found: Comparison) -> None:
    rows = found.pairs.set_index(["policy", "rival", "outcome"])
    case = rows.loc[("preventive-outsourced", FLAT, "in_the_bud_rate")]
    assert (case["median"], case["low90"], case["high90"]) == pytest.approx((-0.07, -0.07, 0.03))
    assert case["better"] == pytest.approx(1 / 3)
    assert rows.loc[("preventive-outsourced", FLAT, "harm_per_10k")]["better"] == pytest.approx(1 / 3)
    differences = found.differences.set_index(["policy", "outcome"])
    assert differences.loc[(FLAT, "in_the_bud_rate")]["median"] == pytest.approx(0.22)


def test_what_to_find_out_is_the_capability(found: Comparison) -> None:
    rows = found.information[found.information["outcome"] == "in_the_bud_rate"]
    first = rows.iloc[0]
    assert first["parameter"] == "organisations.initial_capability"
    # Knowing it: a contract in a third of the worlds (+0.03 over flat); without knowledge flat everywhere.
    assert first["evppi"] == pytest.approx(0.01, abs=1e-9)
    assert bool(first["clear"])
    assert not rows.iloc[1:]["clear"].any()


def test_credits_sum_to_the_difference(found: Comparison) -> None:
    assert found.attribution is not None
    assert (found.attribution.ours, found.attribution.theirs) == (FLAT, "reactive-staffed")
    for name, difference in found.attribution.differences.items():
        assert found.attribution.credits(name)["credit"].sum() == pytest.approx(difference, rel=0.01)
    credit = found.attribution.credits("in_the_bud_rate").set_index("lever_group")["credit"]
    assert credit["screening"] == pytest.approx(0.2)
    assert credit["layers"] == pytest.approx(0.02)
    assert credit["schedule"] == pytest.approx(0.0, abs=1e-12)
    alone = found.attribution.credits("in_the_bud_rate").set_index("lever_group")["alone"]
    assert alone["screening"] == pytest.approx(0.2)
    assert alone["layers"] == pytest.approx(0.02)


def test_a_price_tells_what_to_find_out_in_yuan(found: Comparison) -> None:
    """A point in the bud 1,000 yuan, a unit of harm 50: knowing the capability is worth 0.01 of a share and 1 % of 100 units."""
    priced = replace(found, prices={"in_the_bud_rate": 1_000.0, "harm_per_10k": 50.0})
    rows = priced.information[priced.information["outcome"] == YUAN]
    assert rows.iloc[0]["parameter"] == "organisations.initial_capability"
    assert rows.iloc[0]["evppi"] == pytest.approx(1_000.0 * 1.0 + 50.0 * 1.0)
    assert rows.iloc[0]["evpi"] == pytest.approx(1_050.0)
    told = json.loads(json.dumps(priced.to_dict(), allow_nan=False))["worlds"]
    assert told["prices"]["harm_per_10k"] == 50.0
    assert (told["evppi"][0]["outcome"], told["evppi"][0]["evppi"]) == (YUAN, pytest.approx(1_050.0))
    verdict = priced.verdict
    assert isinstance(verdict, WorldVerdict)
    assert "1,050 yuan a year" in verdict.find_out("en")
    assert "1,050元／年" in verdict.find_out("zh")


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ({"harm": 1.0}, "found 'harm' (did you mean 'harm_per_10k'?)"),
        ({"recorded": 1.0}, "found 'recorded'"),
        ({"harm_per_10k": -1.0}, "--price harm_per_10k: found -1.0; allowed: yuan above 0"),
        ({"harm_per_10k": math.nan}, "found nan"),
    ],
)
def test_a_price_that_is_none_is_refused(ensemble: Ensemble, prices: dict[str, float], said: str) -> None:
    with pytest.raises(PlanError, match=re.escape(said)):
        compare("zhaoshang", 2, 1, world=ensemble, simulate=known, prices=prices)


def test_prices_in_words() -> None:
    assert read_prices(["harm_per_10k = 2e5", "in_the_bud_rate=100"]) == {"harm_per_10k": 2e5, "in_the_bud_rate": 100.0}
    for words in (["harm_per_10k"], ["harm_per_10k=dear"], ["harm_per_10k=1", "harm_per_10k=2"]):
        with pytest.raises(PlanError, match="--price: found"):
            read_prices(words)


def test_json_carries_shares_pairs_credits_and_what_to_find_out(found: Comparison) -> None:
    content = json.loads(json.dumps(found.to_dict(), allow_nan=False))["worlds"]
    assert content["shares"][FLAT]["in_the_bud_rate"]["best_share"] == pytest.approx(2 / 3)
    pair = content["pairs"]["preventive-outsourced"][FLAT]["in_the_bud_rate"]
    assert {"median", "low90", "high90", "better"} <= set(pair)
    credits_told = [row for row in content["attribution"]["credits"] if row["outcome"] == "in_the_bud_rate"]
    whole = content["attribution"]["difference"]["in_the_bud_rate"]
    assert sum(row["credit"] for row in credits_told) == pytest.approx(whole, rel=0.01)
    assert content["evppi"][0]["parameter"] == "organisations.initial_capability"
    assert len(content["pairs"]["reactive-staffed"]) == len(found.policies) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_says_the_shares_and_no_more(found: Comparison, language: str) -> None:
    verdict = found.verdict
    assert isinstance(verdict, WorldVerdict)
    assert (verdict.leader, verdict.runner_up) == (FLAT, "preventive-outsourced")
    first, main, *_ = verdict.sentences(language)
    assert first == verdict.questions(language)
    assert in_worlds(2 / 3, WORLDS, language, with_interval=True) in main
    assert in_worlds(1 / 3, WORLDS, language) in main
    told = verdict.text(language)
    assert in_worlds(1.0, WORLDS, language) in verdict.questions(language)  # looking early
    assert in_worlds(1 / 3, WORLDS, language) in verdict.questions(language)  # contracting out
    assert text("group.screening", language) in told
    assert text("measure.inspection", language) in told


@pytest.mark.parametrize(
    ("best", "key"), [(0.95, "verdict.worlds.clear"), (0.7, "verdict.worlds.mostly"), (0.5, "verdict.worlds.open")]
)
def test_only_nine_in_ten_is_called_a_lead(found: Comparison, best: float, key: str) -> None:
    verdict = found.verdict
    assert isinstance(verdict, WorldVerdict)
    shares = verdict.shares.copy()
    for name, share in ((FLAT, best), ("preventive-outsourced", 1.0 - best)):
        shares.loc[(shares["policy"] == name) & (shares["outcome"] == "in_the_bud_rate"), "best_share"] = share
    told = WorldVerdict(**{**vars(verdict), "shares": shares}).main("en")
    opening = text(key, "en", policy="\0", share="\0", rival="\0", other="\0").split("\0")
    assert all(part in told for part in opening)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_names_what_gets_worse_the_other_side_and_where_nothing_settles(
    found: Comparison, language: str
) -> None:
    verdict = found.verdict
    assert isinstance(verdict, WorldVerdict)
    told = verdict.text(language).lower()
    for name in ALWAYS:  # clear or not, each is told with its figures
        assert outcome(name, language).lower() in told
    assert (verdict.other, verdict.is_contract) == ("preventive-outsourced", False)
    assert short_policy("preventive-outsourced", language).lower() in verdict.without_contract(language).lower()
    # Reactive triage does not settle in a quarter of the worlds: sizes are those of the others.
    assert verdict.settled["reactive-staffed"] == 0.75
    assert in_worlds(0.75, WORLDS, language) in verdict.unsettled(language)
    assert "45" in verdict.against(language)
    restless = replace(verdict, settled={**verdict.settled, FLAT: 0.5})
    assert restless.sentences(language)[0].startswith(text("verdict.worlds.no_verdict", language).partition("{")[0][:5])
    assert restless.main(language) not in restless.sentences(language)


def test_policies_of_ones_own_are_held_against_the_baseline_asked_for(ensemble: Ensemble) -> None:
    own = {
        "a": {"triage.screening_share": 0.6},
        "b": {"triage.screening_share": 0.1},
        "c": {"triage.queue": "first_come"},
    }
    found = compare("zhaoshang", 4, 1, world=ensemble, simulate=known, policies=own, baseline="b")
    assert found.baseline == "b"
    assert set(found.differences["policy"]) == {"a", "c"}
    assert isinstance(found.verdict, WorldVerdict)
    assert found.verdict.sentences("en")[0] == found.verdict.main("en")  # no question of the case without its policies
    with pytest.raises(PlanError, match="did you mean 'b'"):
        compare("zhaoshang", 4, 1, world=ensemble, simulate=known, policies=own, baseline="bb")


def test_shares_in_words() -> None:
    assert in_worlds(0.999, 100, "en") == "in all 100 worlds"
    assert in_worlds(0.004, 100, "en") == "in none of 100 worlds"
    assert in_worlds(0.37, 200, "en") == "in 37 of 100 worlds"
    assert in_worlds(0.5, 10, "en") == "in 5 of 10 worlds"
    assert in_worlds(0.62, 100, "en", with_interval=True) == "in 62 of 100 worlds (52 to 71 %)"
    assert in_worlds(0.998, 1000, "en") == "in 99 of 100 worlds"
    assert "定义" in in_worlds(math.nan, 100, "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_picture_show_the_worlds(found: Comparison, tmp_path: Path, language: str) -> None:
    with PlotQueue() as queue:
        queue.submit({name: draw for name, draw in comparison_plots(found, language).items() if name == "worlds"})
        assert write_comparison(found, None, None, queue, tmp_path, language) == []
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for key in ("report.worlds", "report.find_out", "report.worlds.shares", "report.alone.sum"):
        assert text(key, language) in page
    assert 'id="picture-worlds"' in page
    assert ">67 (67)" in page
    assert text("number.range", language, low=54, high=77) in page  # Wilson: 40 of 60
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert {f"tables/{name}.csv" for name in ("shares", "pairs", "information", "attribution")} <= left
    assert {"pictures/worlds.png", "brief.pdf", "brief.docx"} <= left


def test_which_worlds_a_study_lives_in(small: Scenario) -> None:
    assert worlds_for(small, "assumed") is None
    drawn = worlds_for(small)
    assert drawn is not None
    assert drawn.kind == "drawn"
    assert drawn(1) == drawn_worlds(small)(1) != drawn(2)
    assert drawn(1 + len(drawn)) == drawn(1)
    with pytest.raises(PlanError, match="has no matched worlds"):
        worlds_for(small, "matched")
    with pytest.raises(PlanError, match="no file that"):
        worlds_for(small, Path("nowhere.parquet"))


def test_one_world_is_the_comparison_of_before(small: Scenario) -> None:
    found = compare(small, 4, 1, world="assumed", simulate=known)
    assert found.ensemble is None
    assert found.replications == 4
    assert "screening-alone" in found.policies
    assert found.to_dict()["worlds"] is None


def test_a_world_that_refuses_a_policy_is_left_out(small: Scenario) -> None:
    budget = small.budget.yearly_yuan
    worlds = tuple({"budget.yearly_yuan": value} for value in (budget, 1_000.0, budget, budget))
    found = compare(small, 4, 1, world=Ensemble("drawn", worlds), simulate=known)
    assert (found.runs["status"] == "refused").sum() == len(found.policies)
    assert len(found.plan_result.failures) == 0
    assert set(found.shares.loc[found.shares["outcome"] == "in_the_bud_rate", "worlds"]) == {3}
