"""What the statistics say is what a comparison's tables show."""

from __future__ import annotations

import io
import random

import pytest
from rich.console import Console

from experiments.compare import Comparison, compare
from experiments.engine import Figures
from experiments.tables import FIRST, comparison_tables
from model.outcomes import OUTCOMES
from model.scenario import Scenario


class Noisy:
    """Figures with noise of their own at every policy, so that some differences are clear and some are not."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.level = 0.02 * (scenario.triage.mode == "preventive")
        self.noise = random.Random(f"{scenario.canonical()} {seed}")
        self.common = random.Random(seed).gauss(0.0, 0.05)

    def scalars(self) -> dict[str, float]:
        return {name: 0.5 + self.level + self.common + self.noise.gauss(0.0, 0.02) for name in OUTCOMES}


def noisy(scenario: Scenario, seed: int) -> Figures:
    return Noisy(scenario, seed)


@pytest.fixture(scope="module")
def comparison(small: Scenario) -> Comparison:
    return compare(small, 12, 1, simulate=noisy)


@pytest.fixture(scope="module")
def shown(comparison: Comparison) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    for table in comparison_tables(comparison, "en"):
        console.print(table)
    return console.export_text()


def test_no_clear_difference_is_judged_after_holm(comparison: Comparison, shown: str) -> None:
    rows = comparison.differences[comparison.differences["outcome"].isin(FIRST)]
    unclear = int((rows["p_holm"] >= 0.05).sum())
    unadjusted = int(((rows["low"] <= 0.0) & (rows["high"] >= 0.0)).sum())
    assert unclear > unadjusted, "the sample must tell the two apart"
    effects = comparison.effects[comparison.effects["outcome"].isin(FIRST)]
    unclear += int(((effects["low"] <= 0.0) & (effects["high"] >= 0.0)).sum())
    assert shown.count("no clear") == unclear


def test_gain_of_pairing_and_the_chance_of_being_best_are_shown(comparison: Comparison, shown: str) -> None:
    gain = comparison.differences.groupby("outcome")["pairing_gain"].median()["in_the_bud_rate"]
    assert f"×{gain:.1f}" in shown
    ranks = comparison.ranking[comparison.ranking["outcome"] == "in_the_bud_rate"]
    assert ranks["probability_best"].sum() == pytest.approx(1.0)
    best = ranks[ranks["standing"] == "best"].iloc[0]
    assert f"{best['probability_best']:.0%} best" in shown
    assert "within 0.5 percentage points" in shown
