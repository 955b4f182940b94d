"""Calibration: a killed one ends as if it had not been, what figures don't move stays open, and the shipped fit holds."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.labels.settings import lever_label
from experiments.runs.execution import Options
from experiments.runs.plan import Range
from experiments.runs.store import open_store
from experiments.studies.calibration import FIGURES, FREE, READINGS, Calibration, calibrate, check
from model.outcome_definitions import OUTCOMES
from model.scenario import PRESETS, Scenario, scenario_folder

RATE, BEYOND, SUCCESS = (span.path for span in FREE)
TRUTH = {RATE: 0.11, BEYOND: 0.8, SUCCESS: 0.6}
IDLE = Range("lapse.rate", 0.0075, 0.03)
SHORT = {"points": 8, "seeds": 2, "check_seeds": 4}
SHIPPED = {"main": "zhaoshang", "second": "zhaoshang_reading2"}


class Figures(dict[str, float]):
    def scalars(self) -> dict[str, float]:
        return self


def history(rate: float, beyond: float, success: float, seed: int = 0) -> Figures:
    """A stand-in place: figures are plain functions of three parameters, and a little chance."""
    chance = np.random.default_rng(seed).normal(0.0, 1.0, 3) if seed else np.zeros(3)
    escalated = 0.1 * beyond
    official = 1.0 - escalated * (1.0 - success) - 0.02 + 0.002 * chance[1]
    own = (1.0 - escalated) + 0.003 * chance[2]
    known = {"recorded": 78_000.0 * rate * (1.0 + 0.01 * chance[0]), "official_resolution_rate": official}
    shares = {READINGS["main"]: own * 0.99, READINGS["second"]: own * official}
    return Figures(dict.fromkeys(OUTCOMES, 1.0) | known | shares)


def stand_in(scenario: Scenario, seed: int) -> Figures:
    return history(*(float(scenario.value(path)) for path in (RATE, BEYOND, SUCCESS)), seed)


def target() -> dict[str, float]:
    figures = history(**dict(zip(("rate", "beyond", "success"), TRUTH.values(), strict=True)))
    return {"recorded": figures["recorded"], "official_resolution_rate": figures["official_resolution_rate"],
            "self_resolved": figures[READINGS["main"]]}  # fmt: skip


def fitted(folder: Path | None, **more: object) -> Calibration:
    arguments = {
        "readings": ["main"],
        "figures": target(),
        "points": 16,
        "seeds": 3,
        "check_seeds": 8,
        "simulate": stand_in,
    }
    return calibrate(scenario_folder() / "zhaoshang.toml", folder=folder, **(arguments | more))  # type: ignore[arg-type]


class Killer:
    """Presses Ctrl-C once, when so many runs are told of; counts all that it is told of."""

    def __init__(self, after: int) -> None:
        self.after, self.seen = after, 0

    def watch(self, _: object) -> None:
        self.seen += 1
        if self.seen > self.after:
            self.after = 10**9
            raise KeyboardInterrupt


def test_a_killed_calibration_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, killer = fitted(None, **SHORT), Killer(20)
    with pytest.raises(KeyboardInterrupt):
        fitted(tmp_path, on_progress=killer.watch, **SHORT)
    before = killer.seen
    again = fitted(tmp_path, on_progress=killer.watch, **SHORT)
    pd.testing.assert_frame_equal(again.posterior, whole.posterior)
    pd.testing.assert_frame_equal(again.table, whole.table)
    # Eight points in three stages on two seeds, four checks, four draws run anew: stored, and none lost by the kill.
    assert 20 < before < killer.seen
    assert len(open_store(tmp_path / "store")) == 8 * 3 * 2 + 4 + 4


def test_the_posterior_lies_on_the_truth_and_both_checks_agree() -> None:
    found = fitted(None).readings[0]
    for path, true in TRUTH.items():
        span = found.identification.set_index("parameter").loc[path]
        assert span["low"] < true < span["high"]
    assert found.fit["within"].all()
    assert found.checks["inside"].all()
    assert set(found.checks["law"]) == {"prior", "posterior"}


def test_a_parameter_that_moves_no_figure_is_said_to_be_left_open() -> None:
    found = fitted(None, free=(*FREE, IDLE))
    rows = found.readings[0].identification.set_index("parameter")
    assert rows.loc[IDLE.path, "identified"] == "not"
    assert rows.loc[RATE, "identified"] == "identified"
    assert found.readings[0].rank == 3
    assert lever_label(IDLE.path, "en") in found.sentences[0].partition("leave open")[2]


def shipped(name: str) -> Scenario:
    return Scenario.load(scenario_folder() / f"{name}.toml").vary(PRESETS["preventive-outsourced"])


@pytest.mark.parametrize(("reading", "name"), SHIPPED.items())
def test_shipped_scenarios_meet_the_figures_on_a_few_seeds(reading: str, name: str) -> None:
    """Four seeds: the mean may miss by the tolerance and three standard errors of its own histories' scatter."""
    scatter = {"recorded": 150.0, "official_resolution_rate": 0.004, "self_resolved": 0.004}
    allowed = {"recorded": 0.02 * FIGURES["recorded"], "official_resolution_rate": 0.005, "self_resolved": 0.01}
    for row in check(shipped(name), {}, reading, seeds=4).itertuples():
        figure = str(row.figure)
        assert abs(row.mean - row.target) < allowed[figure] + 3.0 * scatter[figure] / math.sqrt(4), figure


@pytest.mark.verify
@pytest.mark.parametrize(("reading", "name"), SHIPPED.items())
def test_shipped_scenarios_meet_the_figures_on_fifty_fresh_seeds(reading: str, name: str) -> None:
    found = check(shipped(name), {}, reading, seeds=50, options=Options())
    print(found.to_string())
    assert found["within"].all(), found.to_string()
