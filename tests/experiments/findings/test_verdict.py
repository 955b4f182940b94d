"""The sentences of a verdict on frames made by hand, in which policies differ in sign, size and certainty."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from experiments.findings.protocols import ComparisonResult
from experiments.findings.verdict import Verdict, against, finding, judge, leader, official_sentence
from experiments.labels import lowered, short_policy, text
from experiments.runs.execution import RunCounts

RS, PS, RO, PO = "reactive-staffed", "preventive-staffed", "reactive-outsourced", "preventive-outsourced"
BUD, TRUE, HARM, OFFICIAL = "in_the_bud_rate", "true_resolution_rate", "harm_per_10k", "official_resolution_rate"
COST, HIDDEN = "cost_per_lasting_resolution_yuan", "hidden_share_needful"
RUNS = RunCounts(40, 40, 0, 40, 0)


def differences(*rows: tuple[str, str, float, float, float, float]) -> pd.DataFrame:
    """policy, outcome, mean, low, high, Holm's p."""
    return pd.DataFrame(rows, columns=["policy", "outcome", "mean", "low", "high", "p_holm"])


# Better in the bud, worse in cost, harm off 0 by its interval but not after Holm, nothing known of the true rate.
MIXED = differences(
    (PO, BUD, 0.2, 0.15, 0.25, 0.001), (PO, COST, 900.0, 700.0, 1_100.0, 0.01), (PO, HARM, -3.0, -5.0, -1.0, 0.08),
    (PO, OFFICIAL, 0.02, 0.01, 0.03, 0.001), (PS, BUD, 0.05, 0.03, 0.07, 0.01), (PS, HARM, -2.0, -3.0, -1.0, 0.01),
    (RO, BUD, -0.03, -0.05, -0.01, 0.02), (RO, TRUE, 0.001, -0.02, 0.022, 1.0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "policy", "clear", "better"),
    [(BUD, PO, True, 1), (COST, PO, True, -1), (HARM, PO, False, 0), (OFFICIAL, PO, True, 0), (HARM, PS, True, 1),
     (BUD, RO, True, -1), (TRUE, RO, False, 0)],
)  # fmt: skip
def test_what_is_better_goes_by_the_outcomes_own_direction(name: str, policy: str, clear: bool, better: int) -> None:
    found = finding(MIXED, name, policy)
    assert found is not None and (found.clear, found.better) == (clear, better)


def test_a_difference_without_an_interval_is_no_finding() -> None:
    row = (PO, BUD, 0.2, float("nan"), float("nan"), float("nan"))
    assert finding(differences(row), BUD, PO) is None
    assert finding(MIXED, TRUE, PO) is None


@pytest.mark.parametrize(
    ("language", "policy", "parts"),
    [
        ("en", PO, ["trade-off: better in in-the-bud", " 20.0 percentage points higher (15.0 to 25.0); worse in cost",
                    "900 yuan higher (700 to 1,100)."]),
        ("en", RO, ["does worse than", "3.0 percentage points lower (1.0 to 5.0); no clear difference in true"]),
        ("en", PS, ["does better than", "5.0 percentage points higher (3.0 to 7.0)", " 2 points of severity per ", " lower (1 to 3)"]),
        ("zh", PO, ["有得有失：优于萌芽化解率高20.0个百分点（15.0至25.0）；劣于", "高900元（700至1,100）"]),
        ("zh", RO, ["劣于“", "萌芽化解率低3.0个百分点（1.0至5.0）；真实化解率无明显差异"]),
        ("zh", PS, ["优于“", "萌芽化解率高5.0个百分点（3.0至7.0）", "低2", "（1至3）"]),
    ],
)  # fmt: skip
def test_the_main_sentence_says_which_way_and_how_far(language: str, policy: str, parts: list[str]) -> None:
    said = against(MIXED, language, policy)
    assert [part for part in parts if part not in said] == []


@pytest.mark.parametrize(
    ("official", "key"),
    [
        ((0.01, 0.005, 0.015, 0.01), "verdict.official.smaller"),  # a twentieth of it
        ((0.099, 0.09, 0.108, 0.01), "verdict.official.smaller"),
        ((0.101, 0.09, 0.112, 0.01), "verdict.official.agrees"),
        ((-0.05, -0.08, -0.02, 0.01), "verdict.official.opposite"),
        ((0.01, 0.005, 0.015, 0.2), "verdict.official.silent"),
    ],
)
def test_what_the_official_rate_shows_of_it(official: tuple[float, float, float, float], key: str) -> None:
    frame = differences((PO, BUD, 0.2, 0.15, 0.25, 0.001), (PO, OFFICIAL, *official))
    for language, points in (("en", "{} percentage points"), ("zh", "{}个百分点")):
        values = {
            name: points.format(f"{'−' if mean < 0 else '+'}{100 * abs(mean):.1f}")
            for name, mean in (("official", official[0]), ("bud", 0.2))
        }
        assert official_sentence(frame, language, PO) == text(key, language, **values)


def test_nothing_is_said_of_the_official_rate_where_the_rate_that_decides_did_not_move() -> None:
    frame = differences((PO, BUD, 0.2, 0.15, 0.25, 0.06), (PO, OFFICIAL, 0.02, 0.01, 0.03, 0.001))
    assert official_sentence(frame, "en", PO) == ""


def verdict(whole: tuple[float, float, float, float], *parts: tuple[str, float, float, float, float]) -> Verdict:
    """The leader's gain, and those of single levers."""
    rows = [(PO, BUD, *whole), *((name, BUD, *part) for name, *part in parts)]
    singles = tuple(name for name, *_ in parts)
    return Verdict(PO, RS, (), singles, pd.DataFrame(), differences(*rows), RUNS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_levers_share_is_its_part_of_the_whole_gain(language: str) -> None:
    """A quarter of 20 points, a tenth of them the other way, and one whose interval is off zero but not after Holm."""
    found = verdict(
        (0.2, 0.15, 0.25, 0.001), ("screening-alone", 0.05, 0.03, 0.07, 0.01), ("layers-alone", -0.02, -0.03, -0.01, 0.01),
        ("pooling-alone", 0.01, 0.001, 0.02, 0.3),
    )  # fmt: skip
    names = [lowered(short_policy(name, language), language) for name in found.singles]
    shares = [text("number.percent", language, value=value) for value in ("25", "−10")]
    clauses = [text("verdict.credit.share", language, lever=name, share=share)
               for name, share in zip(names[:2], shares, strict=True)]  # fmt: skip
    clauses.append(text("verdict.credit.none", language, lever=names[2]))
    assert found.credit(language) == text(
        "verdict.credit", language, clauses=text("verdict.list", language).join(clauses)
    )


def test_no_credit_is_shared_out_of_a_gain_that_is_none() -> None:
    assert verdict((0.2, 0.15, 0.25, 0.06), ("screening-alone", 0.05, 0.03, 0.07, 0.01)).credit("en") == ""


def table(**rates: tuple[float, float, float]) -> pd.DataFrame:
    """Means of the in-the-bud rate, official rate and hidden share by policy; an underscore stands for a hyphen."""
    rows = [
        (policy.replace("_", "-"), name, mean)
        for policy, means in rates.items()
        for name, mean in zip((BUD, OFFICIAL, HIDDEN), means, strict=True)
    ]
    return pd.DataFrame(rows, columns=["policy", "outcome", "mean"])


MEANS = table(
    reactive_staffed=(0.3, 0.95, 0.4),
    preventive_staffed=(0.5, 0.91, 0.2),
    preventive_outsourced=(0.45, 0.93, 0.1),
    screening_alone=(0.6, 0.9, 0.3),
)


def test_the_best_mean_leads_and_a_tie_goes_to_the_first() -> None:
    assert leader(MEANS) == "screening-alone"
    assert leader(MEANS, (RS, PO)) == PO
    assert leader(MEANS, name=OFFICIAL) == RS
    assert leader(table(reactive_staffed=(0.5, 0, 0), preventive_staffed=(0.5, 0, 0))) == RS
    assert leader(table(reactive_staffed=(float("nan"), 0, 0), preventive_staffed=(0.1, 0, 0))) == PS


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_hidden_share_stands_beside_the_official_rate_of_each(language: str) -> None:
    """The leader's and the baseline's figures, each in its own place."""
    shown = {"official": 91.0, "official_baseline": 95.0, "hidden": 20.0, "hidden_baseline": 40.0}
    values = {name: text("number.percent", language, value=f"{value:.1f}") for name, value in shown.items()}
    found = Verdict(PS, RS, (), (), MEANS, pd.DataFrame(), RUNS).hidden(language)
    assert found == text("verdict.hidden", language, policy="", **values)


def test_what_a_place_warns_of_stands_beside_the_verdict() -> None:
    frame = differences((PS, BUD, 0.1, 0.08, 0.12, 0.001))
    found = Verdict(
        PS,
        RS,
        (),
        (),
        MEANS,
        frame.assign(replications=40, missing=0),
        RUNS,
        {"en": "Do not rest on it.", "zh": "请勿据此。"},
    )
    assert "Do not rest on it." in found.text("en")
    assert "请勿据此。" in found.text("zh")


def result(rival: list[float]) -> ComparisonResult:
    """What `judge` reads of a comparison on four seeds."""
    silent = SimpleNamespace(warning="")
    plan = SimpleNamespace(scenario=SimpleNamespace(info=SimpleNamespace(en=silent, zh=silent)))
    samples = {PS: [0.5, 0.5, 0.52, 0.48], RS: [0.3, 0.31, 0.29, 0.3], PO: rival, "screening-alone": [0.6] * 4}
    found = SimpleNamespace(
        policies=tuple(samples), baseline=RS, table=MEANS, differences=pd.DataFrame(),
        plan_result=SimpleNamespace(plan=plan), samples=lambda policy, name: np.array(samples[policy]),
    )  # fmt: skip
    return cast("ComparisonResult", found)


@pytest.mark.parametrize(("rival", "rivals"), [([0.45, 0.55, 0.4, 0.5], (PO,)), ([0.4, 0.41, 0.42, 0.38], ())])
def test_single_levers_do_not_lead_and_rivals_are_whom_no_interval_tells_apart(
    rival: list[float], rivals: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.findings.verdict.count_runs", lambda results: RUNS)
    found = judge(result(rival))
    assert (found.leader, found.baseline, found.singles, found.rivals) == (PS, RS, ("screening-alone",), rivals)
