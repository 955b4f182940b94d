"""A sweep says what moves beside its rate, and what else a number of the place carries along."""

from __future__ import annotations

import pytest

from experiments.findings.sweeps import along_sentences, lines_of, scaling_sentences
from experiments.labels import LANGUAGES, text
from experiments.runs.engine import Simulate
from experiments.studies.sweep import Sweep, sweep
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

SCREENING = "triage.screening_share"


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


def test_more_grids_are_more_residents_and_it_says_so(small: Scenario, stand_in: Simulate) -> None:
    """The review's second blocker: more grid workers looked catastrophic, for grids also multiply residents."""
    found = sweep(small, {"place.grids": [6, 8]}, 2, 1, simulate=stand_in)
    (said,) = scaling_sentences(found, "en")
    assert "residents" in said
    assert said in along_sentences(found, "en")
