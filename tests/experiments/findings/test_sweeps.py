"""A sweep says what moves beside its rate, and what else a number of the place carries along."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from experiments.findings.sweeps import along_sentences, lines_of, scaling_sentences, unsettled_sentence
from experiments.findings.verdict import sweep_verdict
from experiments.labels import LANGUAGES, text
from experiments.runs.engine import Simulate
from experiments.runs.ensembles import Ensemble
from experiments.studies.sweep import Sweep, sweep
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

SCREENING = "triage.screening_share"


@dataclass
class Figures:
    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


@pytest.fixture(scope="module")
def swept(small: Scenario, stand_in: Simulate) -> Sweep:
    """Every outcome rises with the screening share, by as much as the share."""
    return sweep(small, {SCREENING: [0.3, 0.1, 0.5]}, 4, 1, simulate=stand_in)


def test_each_point_is_held_against_the_first_of_its_line(swept: Sweep) -> None:
    assert [[swept.levers_at(place)[SCREENING] for place in line] for line in lines_of(swept)] == [[0.1, 0.3, 0.5]]
    harm = swept.changes[swept.changes["outcome"] == "harm_per_10k"].set_index(SCREENING)["change"]
    assert harm.to_dict() == pytest.approx({0.3: 0.2, 0.5: 0.4})
    assert set(swept.changes["outcome"]) == set(OUTCOMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_gets_worse_along_it_is_said(swept: Sweep, language: str) -> None:
    (said,) = along_sentences(swept, language)
    assert "→" in said
    assert text("sweep.along.worse.none", language) not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_points_that_do_not_settle_get_no_verdict(small: Scenario, language: str) -> None:
    def restless(scenario: Scenario, seed: int) -> Figures:
        share = scenario.triage.screening_share
        return Figures({**dict.fromkeys(OUTCOMES, 0.5 + 0.1 * share + seed / 1e4), "stationary": float(share < 0.4)})

    found = sweep(small, {SCREENING: [0.1, 0.3, 0.5]}, 3, 1, simulate=restless)
    first = sweep_verdict(found, language)[0]
    assert first == unsettled_sentence(found, [0, 1, 2], language)
    assert "0.5" in first and "0.3" not in first


def test_over_worlds_the_best_point_is_clear_only_where_nine_of_ten_worlds_agree(small: Scenario) -> None:
    """The third value is worse in all worlds, the second in three of five."""
    worlds = tuple({"severity.beta": 2.0 + at / 10} for at in range(10))

    def known(scenario: Scenario, seed: int) -> Figures:
        share = scenario.triage.screening_share
        lost = {0.1: 0.0, 0.3: 0.1 if seed % 5 < 3 else -0.05, 0.5: 0.2}[share]
        return Figures({**dict.fromkeys(OUTCOMES, 0.5), "in_the_bud_rate": 0.5 - lost, "stationary": 1.0})

    found = sweep(small, {SCREENING: [0.1, 0.3, 0.5]}, 10, 1, world=Ensemble("drawn", worlds, {}), simulate=known)
    rows = found.standings().set_index(SCREENING)
    assert rows["worse"].to_dict() == {0.1: False, 0.3: False, 0.5: True}
    assert rows.loc[0.3, "mean"] == pytest.approx(0.4), "a median"
    first, *_, rests = sweep_verdict(found, "en")
    assert "no clear difference from 0.3" in first
    assert text("verdict.sweep.worlds", "en") in first
    assert rests.startswith("The 10 worlds differ")


def test_more_grids_are_more_residents_and_it_says_so(small: Scenario, stand_in: Simulate) -> None:
    """The review's second blocker: more grid workers looked catastrophic, for grids also multiply residents."""
    found = sweep(small, {"place.grids": [6, 8]}, 2, 1, simulate=stand_in)
    (said,) = scaling_sentences(found, "en")
    assert "residents" in said
    assert said in along_sentences(found, "en")
