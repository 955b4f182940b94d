"""Every cell of a page's tables on small frames made by hand, in both languages."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from experiments.labels import outcome, policy, text
from experiments.reports import page_tables
from experiments.reports.provenance import Origin
from model.scenario import LEVERS, PARAMETERS, Scenario

RS, PO = "reactive-staffed", "preventive-outsourced"
NAN = math.nan
UNDEFINED = {"en": "undefined", "zh": "无定义"}
LANGUAGES = ("en", "zh")


def means(*rows: tuple[str, str, float, float, float, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["policy", "outcome", "mean", "low", "high", "replications", "missing"])


TABLE = means(
    (RS, "in_the_bud_rate", 0.4, 0.35, 0.45, 9, 1), (PO, "in_the_bud_rate", 0.62, 0.6, 0.64, 10, 0),
    (RS, "harm_per_10k", 31.4, -2.0, 64.8, 10, 0), (PO, "harm_per_10k", 12.0, NAN, NAN, 1, 0),
    (PO, "satisfaction", NAN, NAN, NAN, 0, 10),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [["40.0\u00a0%\n35.0 to 45.0\nundefined in 1 of 10 runs", "62.0\u00a0%\n60.0 to 64.0"], ["31.4\n0 to 64.8", "12"],
                ["undefined", "undefined"]]),
        ("zh", [["40.0%\n35.0至45.0\n10次运行中有1次无定义", "62.0%\n60.0至64.0"], ["31.4\n0至64.8", "12"],
                ["无定义", "无定义"]]),
    ],
)  # fmt: skip
def test_cells_of_outcomes(language: str, expected: list[list[str]]) -> None:
    rows = page_tables.outcome_rows(TABLE, [RS, PO], language)
    assert [row[1:] for row in rows] == expected
    assert [row[0].split("\n")[0] for row in rows] == [
        outcome(name, language) for name in ("in_the_bud_rate", "harm_per_10k", "satisfaction")
    ]
    swapped = page_tables.outcome_rows(TABLE, [PO, RS], language)
    assert [row[1:] for row in swapped] == [row[::-1] for row in expected]


DIFFERENCES = pd.DataFrame(
    [
        (PO, "in_the_bud_rate", 0.22, 0.18, 0.26, 0.001), (PO, "harm_per_10k", -19.4, -30.0, -8.8, 0.06),
        (PO, "satisfaction", -0.02, -0.05, 0.01, 1.0), (PO, "backlog", 12.0, NAN, NAN, NAN), (PO, "recurrences", NAN, NAN, NAN, NAN),
    ],
    columns=["policy", "outcome", "mean", "low", "high", "p_holm"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["+22.0*\n+18.0 to +26.0", "−19.4\n−30 to −8.80", "−2.0\n−5.0 to +1.0", "+12", "undefined"]),
        ("zh", ["+22.0*\n+18.0至+26.0", "−19.4\n−30至−8.80", "−2.0\n−5.0至+1.0", "+12", "无定义"]),
    ],
)
def test_a_star_stands_where_a_difference_is_clear_after_holm(language: str, expected: list[str]) -> None:
    """Harm's own interval leaves out zero; among all that was tested it is not clear."""
    rows = page_tables.difference_rows(DIFFERENCES, [PO, RS], language)
    assert [row[1] for row in rows] == expected
    assert {row[2] for row in rows} == {UNDEFINED[language]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_published_stands_under_its_own_head(language: str) -> None:
    """Three figures that a city publishes, then those that nobody reports."""
    heads, groups, rows = page_tables.reported_rows(["P"], [(["x"], TABLE[TABLE["policy"] == PO])], language)
    published, any_case = {"en": ("Published", "Whether reported or not"), "zh": ("公布的", "无论是否上报")}[language]
    assert groups == [("", 1), (published, 3), (any_case, 6)]
    spoken = [head.split("\n")[0] for head in heads[1:]]
    assert spoken[:3] == [
        outcome(name, language) for name in ("recorded", "official_resolution_rate", "self_resolved_of_resolved")
    ]
    assert spoken[3:6] == [
        outcome(name, language) for name in ("hidden_share_needful", "true_resolution_rate", "in_the_bud_rate")
    ]
    assert len(rows[0]) == len(heads) == 10
    assert (
        rows[0][0] == "x"
        and rows[0][6].endswith("\n60.0 to 64.0" if language == "en" else "\n60.0至64.0")
        and rows[0][9] == "12"
    )
    assert rows[0][1] == UNDEFINED[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_bears_its_own_status_and_source(language: str) -> None:
    share, rate = LEVERS["triage.screening_share"], PARAMETERS["arising.per_grid_day"]
    found = [
        Origin(share, 0.25, "scenario", "zhaoshang.toml"),
        Origin(rate, 0.1, "assumption", rate.source),
        Origin(rate, 0.1, "worlds", rate.source),
    ]
    rows = page_tables.assumptions(found, language)
    assert [row[5] for row in rows] == [
        text(f"status.{name}", language) for name in ("scenario", "assumption", "worlds")
    ]
    assert [row[1] for row in rows] == ["0.25", "0.1", text("report.assumed.drawn", language)]
    assert [row[0].split("\n")[1] for row in rows] == [share.path, rate.path, rate.path]
    assert [row[2] for row in rows[:2]] == [text("number.range", language, low="0", high=high) for high in ("1", "20")]
    counted = page_tables.counted([*found, found[1]], language)
    assert text("report.assumed.assumption", language, count=2) in counted
    assert text("report.assumed.scenario", language, count=1) in counted


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_scenario_sets_stands_before_what_it_would_be(language: str) -> None:
    scenario = Scenario({"format": 1, "grid_workers": {"wage_yuan": 46000.0}, "delivery": {"layers": 2}})
    assert [row[1:] for row in page_tables.changed(scenario, language)] == [["46,000", "45,000"], ["2", "0"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_of_worlds_are_of_a_hundred_and_near_the_best_in_brackets_with_their_interval(language: str) -> None:
    names = [*page_tables.CRITERIA, *page_tables.BESIDE_CRITERIA, page_tables.ALL]
    rows = [(name, each, best, near, best - 0.08, best + 0.09) for name in names
            for each, best, near in ((RS, 0.25, 0.4), (PO, NAN if name == "satisfaction" else 0.75, 0.9))]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["outcome", "policy", "best_share", "near_share", "low", "high"])
    told = page_tables.share_rows(frame, [RS, PO], language)
    assert [row[0] for row in told] == [
        *(outcome(name, language) for name in names[:-1]),
        text("report.worlds.together", language),
    ]
    ends = [text("number.range", language, low=low, high=high) for low, high in ((17, 34), (67, 84))]
    assert told[0][1:] == [f"25 (40)\n{ends[0]}", f"75 (90)\n{ends[1]}"]
    assert told[names.index("satisfaction")][1:] == [f"25 (40)\n{ends[0]}", "–"]
    assert told[-1][1:] == [f"25\n{ends[0]}", f"75\n{ends[1]}"]


@pytest.mark.parametrize(("language", "unit"), [("en", " percentage points"), ("zh", "个百分点")])
def test_the_median_difference_of_worlds_stands_with_its_middle(language: str, unit: str) -> None:
    frame = pd.DataFrame(
        [("in_the_bud_rate", PO, 0.2, -0.1, 0.31)], columns=["outcome", "policy", "median", "low90", "high90"]
    )
    [[name, cell]] = page_tables.spread_rows(frame, [PO], language)
    assert name == outcome("in_the_bud_rate", language)
    assert cell == text("number.with_range", language, mean=f"+20.0{unit}", low="−10.0", high="+31.0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tidy_frame_is_told_in_words_and_units(language: str) -> None:
    """Levels as they are, differences with their sign, shares as per cent, what is undefined as a dash, words first."""
    frame = pd.DataFrame([
        {"mean": 0.5, "outcome": "in_the_bud_rate", "policy": PO, "difference": -0.02, "regret_max": 0.125, "wins": 0.25, "worlds": 8},
        {"mean": 12.0, "outcome": "harm_per_10k", "policy": RS, "difference": 3.5, "regret_max": NAN, "wins": 0.75, "worlds": 8},
    ])  # fmt: skip
    heads, rows, words = page_tables.tidy_rows(frame, language)
    assert (words, len(heads)) == (2, 7)
    assert [row[:2] for row in rows] == [
        [outcome(name, language), policy(each, language)]
        for name, each in (("in_the_bud_rate", PO), ("harm_per_10k", RS))
    ]
    told = {"en": ["50.0 %", "−2.0 percentage points", "12.5 percentage points", "25.0 %", "8"],
            "zh": ["50.0%", "−2.0个百分点", "12.5个百分点", "25.0%", "8"]}  # fmt: skip
    assert [cell.replace("\u00a0", " ") for cell in rows[0][2:]] == told[language]
    assert [cell.replace("\u00a0", "").replace(" ", "") for cell in rows[1][2:]] == ["12", "+3.50", "–", "75.0%", "8"]
    brief = page_tables.tidy_rows(frame, language, brief=True)[1]
    assert brief[0][2:5] == ["50.0", "−2.0", "12.5"]
    assert brief[1][2:5] == ["12", "+3.50", "–"]
