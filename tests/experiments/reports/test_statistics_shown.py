"""What the statistics say is what a comparison's tables and a sweep's verdict say."""

from __future__ import annotations

import io
import math
import random
import re
from dataclasses import dataclass

import numpy as np
import pytest
from rich.console import Console

from experiments.command_line.tables import FIRST, comparison_tables
from experiments.findings.verdict import sweep_verdict
from experiments.labels import LANGUAGES, PHRASES
from experiments.runs.engine import Figures
from experiments.statistics import against_best
from experiments.studies.comparison import Comparison, compare
from experiments.studies.sweep import Sweep, sweep
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

SCREENING = "triage.screening_share"


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
    return compare(small, 12, 1, simulate=noisy, world="assumed")


@pytest.fixture(scope="module")
def format_value(comparison: Comparison) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    for table in comparison_tables(comparison, "en", 200, full=True):
        console.print(table)
    return console.export_text()


def test_no_clear_difference_is_judged_after_holm(comparison: Comparison, format_value: str) -> None:
    rows = comparison.differences[comparison.differences["outcome"].isin(FIRST)]
    unclear = int((rows["p_holm"] >= 0.05).sum())
    unadjusted = int(((rows["low"] <= 0.0) & (rows["high"] >= 0.0)).sum())
    assert unclear > unadjusted, "the sample must tell the two apart"
    effects = comparison.effects[comparison.effects["outcome"].isin(FIRST)]
    unclear += int(((effects["low"] <= 0.0) & (effects["high"] >= 0.0)).sum())
    assert format_value.count("no clear") == unclear


def test_gain_of_pairing_and_the_chance_of_being_best_are_shown(comparison: Comparison, format_value: str) -> None:
    gain = comparison.differences.groupby("outcome")["pairing_gain"].median()["in_the_bud_rate"]
    assert f"×{gain:.1f}" in format_value
    ranks = comparison.ranking[comparison.ranking["outcome"] == "in_the_bud_rate"]
    assert ranks["probability_best"].sum() == pytest.approx(1.0)
    best = ranks[ranks["standing"] == "best"].iloc[0]
    assert f"{best['probability_best']:.0%} best" in format_value
    assert "within 0.5 percentage points" in format_value


@dataclass
class Peaked:
    """Seeds that differ far more than points do: the rate in the bud peaks at a share of 0.4 and again, as high, at 0.6."""

    scenario: Scenario
    seed: int

    def scalars(self) -> dict[str, float]:
        share = self.scenario.triage.screening_share
        height = {0.4: 0.2, 0.6: 0.2}.get(share, 0.4 * share) if share < 0.9 else math.nan
        common = random.Random(self.seed).gauss(0.4, 0.1)
        own = random.Random(f"{share} {self.seed}").gauss(0.0, 0.002)
        found = dict.fromkeys(OUTCOMES, common + own + height * (self.scenario.delivery.mode == "outsourced"))
        return {**found, "stationary": 1.0}


def swept(small: Scenario, shares: list[float], replications: int = 3, **vary: list[str]) -> Sweep:
    by = {path.replace("__", "."): values for path, values in vary.items()}
    return sweep(small, {SCREENING: shares, **by}, replications, 1, simulate=Peaked)


def test_a_sweep_is_judged_on_pairs_and_calls_a_tie_a_tie(small: Scenario) -> None:
    found = swept(small, [0.0, 0.2, 0.4, 0.6], delivery__mode=["staffed", "outsourced"])
    rates = found.table[found.table["outcome"] == "in_the_bud_rate"]
    best, worst = rates.loc[rates["mean"].idxmax()], rates.loc[rates["mean"].idxmin()]
    assert best["low"] < worst["high"], "intervals overlap: only pairs tell them apart"
    flat, tied, *_, together = [each for each in sweep_verdict(found, "en") if "all outcomes:" not in each]
    assert "no clear difference" in flat and "clearly worse than another on 3 paired seeds" in flat
    assert re.search(
        "highest at screening share of free hours (0.4|0.6) .* no clear difference from (0.4|0.6), the other", tied
    )
    assert re.search(
        "^Of all 8 points, .* is highest at “Screening .*: 0.(4|6), outsourced”.*; [56] of the others are", together
    )
    assert "is best at screening share of free hours 0.4" in sweep_verdict(swept(small, [0.0, 0.2, 0.4]), "en")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sweep_says_why_it_has_no_verdict(small: Scenario, language: str) -> None:
    said = {
        # What changes from the first point to the last is told beside it: of all outcomes, not of the undefined one.
        "undefined": sweep_verdict(swept(small, [0.9, 0.95]), language)[:1],
        "sweep.untested": sweep_verdict(swept(small, [0.0, 0.4], 1), language),
        "sweep.scattered": sweep_verdict(swept(small, [0.4]), language),
    }
    points = [{SCREENING: 0.1, "lapse.rate": 0.01}, {SCREENING: 0.4, "lapse.rate": 0.02}]
    scattered = sweep(small, replications=2, workers=1, points=points, simulate=Peaked)
    assert sweep_verdict(scattered, language) == said["sweep.scattered"]
    for key, sentences in said.items():
        last = PHRASES[f"verdict.{key}"][LANGUAGES.index(language)].rpartition("}")[2]
        assert len(sentences) == 1 and sentences[0].endswith(last), sentences


def test_equal_settings_seldom_stand_clear_of_the_best_of_them() -> None:
    """The best was picked by looking: only with every pair in the family does 5 % stay 5 %."""
    generator = np.random.default_rng(1)
    clear = [min(against_best(generator.normal(size=(10, 8)))[1]) < 0.05 for _ in range(300)]
    assert sum(clear) / len(clear) < 0.07
    best, p_holm = against_best(generator.normal(size=(10, 3)) / 100 + [0.1, 0.2, np.nan])
    assert best == 1 and p_holm[0] < 0.001 and p_holm[1] == 1.0 and math.isnan(p_holm[2])
