"""Every cell of the terminal's tables on figures made by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from experiments.command_line import tables
from experiments.labels import short_policy, text
from experiments.statistics import Estimate
from experiments.studies.comparison import Comparison

NAN = math.nan


@pytest.mark.parametrize(
    ("name", "estimate", "cell"),
    [
        ("in_the_bud_rate", Estimate(0.5, 0.46, 0.54, 10, 0), "50.0 ±4.0"),
        ("in_the_bud_rate", Estimate(0.5, 0.46, 0.54, 8, 2), "50.0* ±4.0"),
        ("in_the_bud_rate", Estimate(0.5, NAN, NAN, 1, 0), "50.0"),
        ("in_the_bud_rate", Estimate(NAN, NAN, NAN, 0, 10), "–"),
        ("harm_per_10k", Estimate(31.5, 30.0, 33.5, 10, 0), "31.50 ±1.75"),
        ("cost_per_lasting_resolution_yuan", Estimate(12_345.6, 12_000.0, 12_700.0, 10, 0), "12,346 ±350"),
        ("mean_trust", Estimate(0.61234, 0.6, 0.62, 10, 0), "0.612 ±0.010"),
        ("recorded", Estimate(8_293.4, 8_200.0, 8_386.8, 10, 0), "8,293 ±93.40"),
    ],
)
def test_a_mean_with_half_its_interval(name: str, estimate: Estimate, cell: str) -> None:
    """A star where some runs give none, a dash where none does."""
    assert tables.estimate_cell(name, estimate) == cell


@pytest.mark.parametrize(
    ("row", "name", "cell", "clear"),
    [
        ((0.22, 0.18, 0.26, 0.001), "in_the_bud_rate", "+22.0 ±4.0", True),
        ((-0.22, -0.26, -0.18, 0.06), "in_the_bud_rate", "−22.0 ±4.0", False),
        ((0.22, -0.02, 0.46, 1.0), "in_the_bud_rate", "+22.0 ±24.0", False),
        ((-19.4, -30.0, -8.8, 0.01), "harm_per_10k", "−19.40 ±10.60", True),
        ((0.22, NAN, NAN, NAN), "in_the_bud_rate", "–", True),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_difference_with_half_its_interval(row: Any, name: str, cell: str, clear: bool, language: str) -> None:
    """What Holm does not let stand is said to be not clear, though its own interval leaves out zero."""
    found = pd.Series([*row, 10], index=["mean", "low", "high", "p_holm", "replications"])
    unclear = "" if clear else f" {text('cli.no_clear', language)}"
    assert tables._difference_cell(found, name, language) == f"{cell}{unclear}"


@pytest.mark.parametrize(
    ("best", "near", "with_near", "cell"),
    [(0.25, 0.4, True, "25 (40)"), (0.25, 0.4, False, "25"), (1.0, 1.0, True, "100 (100)"), (NAN, NAN, True, "–")],
)
def test_shares_are_of_a_hundred_worlds(best: float, near: float, with_near: bool, cell: str) -> None:
    assert tables._hundredth({"best_share": best, "near_share": near}, with_near) == cell


@pytest.mark.parametrize(("chance", "cell"), [(0.975, "98% tied"), (0.025, "2% tied"), (NAN, "tied")])
def test_the_chance_of_being_best(chance: float, cell: str) -> None:
    rank = pd.Series([chance, "tied"], index=["probability_best", "standing"])
    assert tables._standing(rank, "en") == cell


def test_gains_of_pairing() -> None:
    assert (tables._times(2.345), tables._times(NAN)) == ("×2.3", "–")


@pytest.mark.parametrize(
    ("language", "cells"), [("en", ["0.150", "2.250", "2.400"]), ("zh", ["15.0", "225.0", "240.0"])]
)
def test_a_ledger_in_large_sums_with_its_sum_and_each_different_ledger_once(language: str, cells: list[str]) -> None:
    """Million yuan or 万元; two policies that pay the same share a column."""
    paid = {"reactive-staffed": (150_000.0, 2_250_000.0), "preventive-staffed": (150_000.0, 2_250_000.0),
            "preventive-outsourced": (300_000.0, 2_100_000.0)}  # fmt: skip
    rows = [
        (name, line, yuan)
        for name, whole in paid.items()
        for line, yuan in zip(("street", "survey"), whole, strict=True)
    ]
    found = SimpleNamespace(policies=tuple(paid), ledger=pd.DataFrame(rows, columns=["policy", "line", "yuan"]))
    table = tables._ledger(cast("Comparison", found), language)
    shown = [list(column) for column in zip(*table.rows, strict=True)]
    assert shown[0] == [text("ledger.street", language), text("ledger.survey", language), text("cli.sum", language)]
    assert shown[1] == cells
    assert len(shown) == 3 and shown[2][2] == cells[2] and shown[2][0] == ("0.300" if language == "en" else "30.0")
    assert short_policy("preventive-staffed", language) in table.caption
