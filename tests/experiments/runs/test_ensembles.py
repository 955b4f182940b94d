"""Matched worlds show the published figures; files of worlds come back as they were and say when they are stale."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas
import pytest

from experiments.runs.ensembles import Ensemble, place_key, worlds_for
from experiments.runs.execution import Options
from experiments.runs.history_matching import match
from experiments.runs.plan import PlanError
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario
from model.version import model_version

PLACE = {
    "format": 1,
    "published": [
        {"outcome": "recorded", "value": 8_000.0, "tolerance": 240.0},
        {"outcome": "official_resolution_rate", "value": 0.9, "tolerance": 0.01},
        {"outcome": "window_wait_hours", "at_most": 40.0},
    ],
    "worlds": {"free": ["arising.per_grid_day", "street.escalated_success"]},
}


@dataclass
class Figures:
    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


def place_of_known_figures(scenario: Scenario, seed: int) -> Figures:
    """Smooth in the free numbers, shifted by two others, with the chance of a real run."""
    chance = np.random.default_rng(seed).normal(size=3)
    found = 0.6 + 0.5 * scenario.detection.probability
    recorded = 80_000.0 * scenario.arising.per_grid_day * found * (1.0 + 0.014 * chance[0])
    raw = 0.7 + 0.25 * scenario.street.escalated_success + 0.1 * (scenario.grid_workers.quality - 0.7)
    values = dict.fromkeys(OUTCOMES, 0.5)
    values |= {
        "recorded": recorded,
        "official_resolution_rate": min(0.999, raw + 0.003 * chance[1]),
        "window_wait_hours": 80.0 * (scenario.units.request_hours - 0.2),
    }
    return Figures(values)


@pytest.fixture(scope="module")
def place() -> Scenario:
    return Scenario(PLACE)


def test_accepted_worlds_show_the_figures_on_fresh_seeds_and_break_no_limit(place: Scenario) -> None:
    found = match(place, worlds=40, options=Options(workers=1, simulate=place_of_known_figures))
    assert len(found.ensemble) == 40
    within = 0
    for world in found.ensemble.worlds:
        here = place.vary(world)
        runs = [place_of_known_figures(here, 9_000_000 + seed).values for seed in range(16)]
        recorded, official = (np.mean([run[name] for run in runs]) for name in ("recorded", "official_resolution_rate"))
        within += abs(recorded - 8_000.0) <= 240.0 and abs(official - 0.9) <= 0.01
        assert here.units.request_hours <= 0.7
    assert within >= 36
    # The numbers that the figures say nothing of keep their spread; the solved ones are solved, not drawn.
    assert np.std([world["severity.beta"] for world in found.ensemble.worlds]) > 0.3
    rates = np.array([world["arising.per_grid_day"] for world in found.ensemble.worlds])
    finds = np.array([0.6 + 0.5 * float(world["detection.probability"]) for world in found.ensemble.worlds])
    assert np.std(rates * finds) / np.mean(rates * finds) < 0.03
    assert found.drawn >= 40
    assert found.runs > 0


def test_a_file_of_worlds_comes_back_as_it_was(place: Scenario, tmp_path: Path) -> None:
    worlds = ({"severity.beta": 2.1, "petition": 1.0}, {"severity.beta": 2.9, "petition": 2.0})
    known = tuple({"severity.beta": world["severity.beta"]} for world in worlds)
    about = {"model_version": model_version(), "place": place_key(place), "drawn": 7}
    expected = pandas.DataFrame({"recorded": [8_000.0, 8_010.0]})
    path = Ensemble("matched", known, about).save(tmp_path / "worlds.parquet", expected)
    back = Ensemble.load(path, place)
    assert back.worlds == known
    assert back.about["drawn"] == 7
    assert back.stale == ("numbers",)  # a place draws more than one number
    other = Ensemble("matched", known, {**about, "model_version": "0"}).save(tmp_path / "old.parquet", expected)
    assert "rules" in Ensemble.load(other, place).stale
    assert "place" in Ensemble.load(path, place.vary({"place.grids": 20})).stale


def test_worlds_beside_a_scenario_are_taken_and_those_of_another_place_are_not(tmp_path: Path) -> None:
    import tomli_w

    file = tmp_path / "here.toml"
    file.write_text(tomli_w.dumps(PLACE), encoding="utf-8")
    place = Scenario.load(file)
    about = {"model_version": model_version(), "place": place_key(place)}
    worlds = ({"severity.beta": 2.1}, {"severity.beta": 2.9})
    Ensemble("matched", worlds, about).save(
        tmp_path / "worlds" / "here.parquet", pandas.DataFrame({"recorded": [1.0, 2.0]})
    )
    taken = worlds_for(place)
    assert taken is not None
    assert taken.kind == "matched"
    assert taken.worlds == worlds
    varied = worlds_for(place.vary({"place.grids": 20}))
    assert varied is not None
    assert varied.kind == "drawn"


def test_a_place_without_published_figures_has_nothing_to_match() -> None:
    with pytest.raises(PlanError, match="no published figures"):
        match(Scenario({"format": 1}))
