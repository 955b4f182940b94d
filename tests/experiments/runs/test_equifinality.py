"""Which policies show the published figures once refitted: on a model whose answer is known; files say when they are stale."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import tomli_w

from experiments.findings.equifinality import equifinality_sentences
from experiments.labels import LANGUAGES, short_policy
from experiments.runs.equifinality import Equifinality, equifinality, equifinality_of, equifinality_path
from experiments.runs.execution import Options
from experiments.runs.plan import PlanError
from model.outcome_definitions import OUTCOMES
from model.scenario import PRESETS, Scenario

PLACE = {
    "format": 1,
    "published": [
        {"outcome": "recorded", "value": 8_000.0, "tolerance": 240.0},
        {"outcome": "official_resolution_rate", "value": 0.9, "tolerance": 0.01},
    ],
    "worlds": {"free": ["arising.per_grid_day", "street.escalated_success"]},
}
REACTIVE, PREVENTIVE, CONTRACTED = "reactive-staffed", "preventive-staffed", "preventive-outsourced"
PLACES = 6


@dataclass
class Figures:
    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


def known(scenario: Scenario, seed: int) -> Figures:
    """Looking early finds twice as much, so that a place fits with half as much arising; no contract reaches 90 %."""
    chance = np.random.default_rng(seed).normal(size=2)
    early = scenario.triage.screening_share >= 0.5
    ceiling = 0.6 if scenario.delivery.outsourced_share else 0.75
    values = dict.fromkeys(OUTCOMES, 0.5) | {
        "recorded": 80_000.0 * scenario.arising.per_grid_day * (1.0 if early else 0.5) * (1.0 + 0.01 * chance[0]),
        "official_resolution_rate": ceiling + 0.25 * scenario.street.escalated_success + 0.002 * chance[1],
        "in_the_bud_rate": 0.8 if early else 0.3,
    }
    return Figures(values)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scenario, Equifinality]:
    file = tmp_path_factory.mktemp("place") / "here.toml"
    file.write_text(tomli_w.dumps(PLACE), encoding="utf-8")
    place = Scenario.load(file)
    policies = {name: PRESETS[name] for name in (REACTIVE, PREVENTIVE, CONTRACTED)}
    return place, equifinality(place, policies, places=PLACES, options=Options(workers=1, simulate=known))


def test_policies_that_can_show_the_figures_fit_and_imply_what_they_imply(found: tuple[Scenario, Equifinality]) -> None:
    summary = found[1].summary().set_index("policy")
    assert summary["fits"].to_dict() == {REACTIVE: PLACES, PREVENTIVE: PLACES, CONTRACTED: 0}
    assert summary.loc[REACTIVE, "in_the_bud_rate"] == pytest.approx(0.3)
    assert summary.loc[PREVENTIVE, "in_the_bud_rate"] == pytest.approx(0.8)
    assert np.isnan(summary.loc[CONTRACTED, "in_the_bud_rate"])
    assert summary.loc[CONTRACTED, "closest"] > 1.0 > summary.loc[REACTIVE, "closest"]
    assert summary.loc[REACTIVE, "low"] == pytest.approx(0.61, abs=0.01)  # Wilson: six of six
    rates = found[1].table.groupby("policy")["arising.per_grid_day"].median()
    assert rates[REACTIVE] == pytest.approx(2.0 * rates[PREVENTIVE], rel=0.05)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_say_who_fits_and_when_the_table_is_old(found: tuple[Scenario, Equifinality], language: str) -> None:
    told = equifinality_sentences(found[1], language)
    assert short_policy(PREVENTIVE, language).lower() in told[0].lower()
    assert short_policy(CONTRACTED, language).lower() not in told[0].lower()
    assert "30.0" in told[1]
    assert "80.0" in told[1]
    assert len(told) == 2
    stale = equifinality_sentences(replace(found[1], stale=("rules",)), language)
    assert "calibrate here --equifinality" in stale[-1]
    alone = found[1].table[found[1].table["policy"] == CONTRACTED]
    assert len(equifinality_sentences(replace(found[1], table=alone), language)) == 1


def test_a_file_comes_back_and_another_place_has_none(found: tuple[Scenario, Equifinality]) -> None:
    place, made = found
    assert equifinality_of(place) is None
    path = made.save(equifinality_path(place))
    back = equifinality_of(place)
    assert back is not None
    assert back.stale == ()
    assert json.dumps(back.to_dict()) == json.dumps(made.to_dict())
    assert equifinality_of(place.vary({"place.grids": 20})) is None
    replace(made, about={**made.about, "model_version": "0"}).save(path)
    assert Equifinality.load(path, place).stale == ("rules",)


def test_what_is_no_such_file_is_said(found: tuple[Scenario, Equifinality], tmp_path: Path) -> None:
    (tmp_path / "not.parquet").write_bytes(b"no")
    with pytest.raises(PlanError, match="calibrate here --equifinality"):
        Equifinality.load(tmp_path / "not.parquet", found[0])
