"""Slips of unit are refused, unusual numbers are asked about, and a place is told in a planner's words."""

from __future__ import annotations

import pytest

from experiments.findings.plausibility import place_sentences, questions, refuse_absurd, residents
from experiments.labels import LANGUAGES
from model.scenario import Scenario, ScenarioError, scenario_folder

ZHAOSHANG = Scenario.load("zhaoshang")


def test_a_wage_in_ten_thousands_is_asked_about_not_taken() -> None:
    slip = ZHAOSHANG.vary({"grid_workers.wage_yuan": 7.8})
    asked = next(each for each in questions(slip) if each.path == "grid_workers.wage_yuan")
    assert asked.meant == 78_000.0
    assert "78,000" in asked.sentence("en")
    with pytest.raises(ScenarioError, match=r"grid_workers\.wage_yuan: found 7\.8 .did you mean 78,000"):
        refuse_absurd(slip)


def test_all_slips_are_told_at_once() -> None:
    slips = ZHAOSHANG.vary({"grid_workers.wage_yuan": 7.8, "street.wage_yuan": 12.0})
    with pytest.raises(ScenarioError) as error:
        refuse_absurd(slips)
    assert len(str(error.value).splitlines()) == 2


def test_an_unusual_number_is_asked_about_and_taken() -> None:
    unusual = ZHAOSHANG.vary({"grid_workers.wage_yuan": 20_000.0})
    assert [each.path for each in questions(unusual)] == ["grid_workers.wage_yuan"]
    refuse_absurd(unusual)


def test_who_means_it_says_so_in_the_file() -> None:
    data = {
        **ZHAOSHANG.data,
        "grid_workers": {"wage_yuan": 7.8},
        "worlds": {"plausible": {"grid_workers.wage_yuan": [5.0, 10.0]}},
    }
    refuse_absurd(Scenario(data))


@pytest.mark.parametrize("path", sorted(scenario_folder().glob("*.toml")), ids=lambda path: path.stem)
def test_no_shipped_place_is_refused(path) -> None:
    refuse_absurd(Scenario.load(path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_is_told_with_its_people_and_money(language: str) -> None:
    said = "".join(place_sentences(ZHAOSHANG, language))
    assert f"{residents(ZHAOSHANG):,}" in said
    assert {"en": "24.00 million yuan", "zh": "2,400万元"}[language] in said
