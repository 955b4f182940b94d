"""What calibration left open, carried through a comparison: every seed its draw, the same for every policy."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

from experiments.command_line import main as cli
from experiments.runs.engine import Figures
from experiments.runs.plan import PlanError
from experiments.runs.posterior import Posterior, posterior_draws
from experiments.studies.comparison import compare
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

RATE, SUCCESS = "arising.per_grid_day", "street.escalated_success"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A posterior of fifty draws in the main reading and one in the second."""
    rows = [{"reading": "main", RATE: 0.1 + at / 1e3, SUCCESS: 0.5, "expected_recorded": 8_000.0} for at in range(50)]
    path = tmp_path / "posterior.parquet"
    pd.DataFrame([*rows, {**rows[0], "reading": "second", RATE: 0.2}]).to_parquet(path, index=False)
    return path


class Seen:
    """A stand-in for the simulation that notes the world of every run and finds its rate of arising."""

    def __init__(self) -> None:
        self.worlds: dict[int, set[float]] = {}
        self.lock = threading.Lock()

    def __call__(self, scenario: Scenario, seed: int) -> Figures:
        world = float(scenario.value(RATE))
        with self.lock:
            self.worlds.setdefault(seed, set()).add(world)
        gain = world * float(scenario.triage.screening_share)
        return Found(dict.fromkeys(OUTCOMES, gain))


class Found(dict[str, float]):
    def scalars(self) -> dict[str, float]:
        return self


def test_a_seed_keeps_its_draw(file: Path) -> None:
    posterior = Posterior.load(file)
    assert [posterior(seed) for seed in range(5)] == [Posterior.load(file)(seed) for seed in range(5)]
    assert len({posterior(seed)[RATE] for seed in range(40)}) > 20
    assert Posterior.load(file, "second")(1) == {RATE: 0.2, SUCCESS: 0.5}
    assert len(posterior_draws(file, 60)) == 60


def test_policies_meet_in_the_same_drawn_world(file: Path, small: Scenario) -> None:
    seen, posterior = Seen(), Posterior.load(file)
    found = compare(small, 12, 1, posterior=posterior, simulate=seen)
    assert seen.worlds == {seed: {posterior(seed)[RATE]} for seed in range(1, 13)}
    # Reactive screens 0.1, preventive 0.5: the paired difference is 0.4 of each seed's drawn rate.
    row = found.differences.set_index(["policy", "outcome"]).loc[("preventive-staffed", "in_the_bud_rate")]
    gains = sorted(0.4 * posterior(seed)[RATE] for seed in range(1, 13))
    assert row["mean"] == pytest.approx(sum(gains) / 12)
    assert gains[0] <= row["world_low"] < row["low"] < row["high"] < row["world_high"] <= gains[-1]


def test_a_store_tells_drawn_worlds_from_the_scenarios_own(file: Path, small: Scenario, tmp_path: Path) -> None:
    store, seen = tmp_path / "store", Seen()
    for posterior, computed in ((None, 16), (file, 16), (file, 0)):
        found = compare(small, 2, 1, posterior=posterior, simulate=seen, store=store)
        assert found.plan_result.progress.computed == computed
    assert found.to_dict()["posterior"] == {"file": str(file), "reading": "main", "draws": 50}
    assert "posterior" in found.verdict.text("en")
    assert "后验" in found.verdict.text("zh")


@pytest.mark.parametrize(
    ("reading", "message"), [("third", "allowed here: main, second"), ("main", "no posterior file")]
)
def test_what_is_no_posterior_is_refused(file: Path, tmp_path: Path, reading: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        Posterior.load(file if reading == "third" else tmp_path / "none.parquet", reading)


def test_the_command_says_what_its_intervals_hold(
    file: Path, small_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["compare", str(small_file), "-n", "2", "--no-curves", "-q", "--posterior", str(file)]
    with pytest.raises(SystemExit) as ended:
        cli.main([*words, "--out", str(tmp_path / "out"), "--workers", "1"])
    assert not ended.value.code
    assert "posterior" in capsys.readouterr().out
    assert "world_low" in (tmp_path / "out" / "differences.csv").read_text()
