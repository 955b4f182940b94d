"""Pictures, page and workbook: every one drawn in both languages, no box, no network, nothing lost on the way."""

from __future__ import annotations

import base64
import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pytest

from experiments import plots
from experiments.command_line.tables import _measure, shown_figure, study_table
from experiments.findings.studies import switching_sentences
from experiments.findings.verdict import Verdict, against, finding, leader, official_sentence
from experiments.labels import LANGUAGES, PHRASES, policy, text
from experiments.labels.formats import (
    difference,
    format_number,
    format_percent,
    format_size,
    format_value,
    format_with_range,
    large_sum,
)
from experiments.labels.settings import lever_label
from experiments.plots.studies import sensitivity_picture
from experiments.plots.style import FontMissingError, font_family, marks
from experiments.plots.words import wrapped
from experiments.reports import html as markup
from experiments.reports.overview import Overview
from experiments.reports.page import Page, render
from experiments.reports.page_tables import changed, first_rows, reported_rows, tidy_rows
from experiments.reports.provenance import origins
from experiments.reports.workbook import write_workbook
from experiments.runs.ensembles import Ensemble
from experiments.runs.execution import RunCounts
from experiments.studies.switching_values import SwitchingValues
from model.outcome_definitions import OUTCOMES
from model.scenario import PARAMETERS, PRESETS, Scenario, scenario_folder
from model.scenario.budget import ledger

if TYPE_CHECKING:
    from experiments.runs.execution import PlanResult
    from experiments.studies.study import Study

POLICIES = [*PRESETS, "screening-alone", "pooling-alone", "queue-alone"]
SCENARIO = Scenario.load(scenario_folder() / "zhaoshang.toml")


def estimates(**keys: object) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for at, (name, each) in enumerate(OUTCOMES.items()):
        mean = 0.5 + at / 100 if each.unit == "share" else 100.0 + at
        rows.append({**keys, "outcome": name, "mean": mean, "low": mean * 0.98, "high": mean * 1.02, "replications": 5,
                     "missing": 0})  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.DataFrame([row for name in POLICIES for row in estimates(policy=name)])


@pytest.fixture(scope="module")
def differences() -> pd.DataFrame:
    rows = [row for name in POLICIES[1:] for row in estimates(policy=name, baseline=POLICIES[0])]
    return pd.DataFrame(rows).assign(p_holm=0.01, pairing_gain=2.0)


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return pd.DataFrame([row for name in ("triage", "delivery", "interaction") for row in estimates(effect=name)])


@pytest.fixture(scope="module")
def sweep() -> pd.DataFrame:
    points = [
        {"triage.screening_share": x, "delivery.mode": mode} for mode in ("staffed", "outsourced") for x in (0.1, 0.5)
    ]
    return pd.DataFrame([row for point in points for row in estimates(**point)])


@pytest.fixture(scope="module")
def money() -> pd.DataFrame:
    rows = [(name, *line) for name in PRESETS for line in ledger(SCENARIO.preset(name)).items()]
    return pd.DataFrame(rows, columns=["policy", "line", "yuan"])


def along_time(column: str, kinds: list[str], steps: list[int]) -> pd.DataFrame:
    rows = [(name, kind, x, 0.3, 0.2, 0.4, 5) for name in POLICIES[:4] for kind in kinds for x in steps]
    kind_column = "ending" if column == "age_days" else "series"
    return pd.DataFrame(rows, columns=["policy", kind_column, column, "mean", "low", "high", "replications"])


@pytest.fixture(scope="module")
def drawings(table, differences, effects, sweep, money):
    tornado = pd.DataFrame(
        {"parameter": ["street.escalated_success", "domain.health.work_hours"], "low_value": [0.3, 2.0], "high_value": [0.9, 9.0],
         "at_low": [0.6, 0.7], "at_high": [0.75, 0.72], "at_base": [0.73, 0.73]})  # fmt: skip
    levers = ("organisations.initial_capability", "grid_workers.other_duties_share")
    cells = [
        (x, y, POLICIES[i % 4], 0.01, i % 2 == 0)
        for i, (x, y) in enumerate((x, y) for x in (0.4, 0.6) for y in (0.5, 0.7))
    ]
    winners = pd.DataFrame(cells, columns=[*levers, "winner", "margin", "decided"])
    timing = pd.DataFrame([(d, o, 0.5 + d / 1e4, 0.4, 0.7, 5) for o in ("in_the_bud_rate", "harm_per_10k") for d in (0, 90)],
                          columns=["start_day", "outcome", "mean", "low", "high", "replications"])  # fmt: skip
    return {
        "factorial": lambda language: plots.factorial(table, effects, language),
        "iceberg": lambda language: plots.iceberg(table, language),
        "ledger": lambda language: plots.ledger_bars(money, language),
        "credit": lambda language: plots.credit(differences, language),
        "curves": lambda language: plots.curves(sweep, language, "triage.screening_share", ["delivery.mode"]),
        "words": lambda language: plots.curves(sweep, language, "delivery.mode", ["triage.screening_share"]),
        "cumulative": lambda language: plots.cumulative_resolution(
            along_time("age_days", ["resolved", "failed"], [0, 5]), language
        ),
        "daily": lambda language: plots.daily(
            along_time("day", ["latent", "incidents", "mean_trust"], [0, 7]), language
        ),
        "tornado": lambda language: plots.tornado(tornado, language, "in_the_bud_rate"),
        "winners": lambda language: plots.winners(winners, language, *levers, "in_the_bud_rate"),
        "timing": lambda language: plots.reform_timing(timing, language),
    }


NAMES = (
    "factorial",
    "iceberg",
    "ledger",
    "credit",
    "curves",
    "words",
    "cumulative",
    "daily",
    "tornado",
    "winners",
    "timing",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_picture_is_drawn_without_boxes(drawings, name: str, language: str) -> None:
    """A missing glyph warns, and warnings are errors here."""
    picture = drawings[name](language)
    assert picture.png().startswith(b"\x89PNG")
    assert "<text" not in picture.svg()
    assert len(picture.frame)
    assert picture.title in picture.alt
    assert picture.caption


def test_a_picture_is_saved_with_what_it_shows(drawings, tmp_path: Path) -> None:
    paths = plots.save(drawings["factorial"]("zh"), tmp_path, "four", {"seeds": [1, 2], "lost": float("nan")})
    assert {path.name for path in tmp_path.iterdir()} == {"four.png", "four.svg", "four.csv", "four.json"}
    about = json.loads(paths["json"].read_text(encoding="utf-8"))
    assert about["seeds"] == [1, 2]
    assert about["lost"] is None
    assert about["versions"]["model_version"]
    shown_rows = pd.read_csv(paths["csv"])
    assert set(shown_rows["policy"].dropna()) == set(POLICIES[:4])


def test_the_same_picture_is_the_same_file(drawings) -> None:
    assert drawings["iceberg"]("en").svg() == drawings["iceberg"]("en").svg()


def test_drawing_leaves_the_readers_settings_alone(drawings) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    drawings["ledger"]("zh")
    assert dict(matplotlib.rcParams) == before


def test_a_missing_font_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(FontMissingError, match=r"subset_font\.py"):
        font_family(tmp_path / "none.otf")


def test_an_empty_table_says_what_is_missing(table: pd.DataFrame, effects: pd.DataFrame) -> None:
    with pytest.raises(plots.NothingToDrawError, match="four policies"):
        plots.factorial(table[table["policy"] == "workstation-era"], effects, "en")


def test_policies_differ_without_colour() -> None:
    looks = [(mark.line, mark.marker, mark.filled) for mark in marks(POLICIES).values()]
    assert len(set(looks)) == len(POLICIES)


def test_words_are_wrapped_whole() -> None:
    assert wrapped("Harm from incidents (severity)", 20) == "Harm from incidents\n(severity)"
    assert wrapped("事件危害严重度", 10) == "事件危害\n严重度"
    assert wrapped("事件危害（严重度／万居民·年）", 30) == "事件危害\n（严重度／万居民·年）"


def test_no_letter_is_cut_off_at_the_edge() -> None:
    """Letters are as wide in the saved picture as in the layout."""
    from io import BytesIO

    from PIL import Image

    rows = [{"outcome": "harm_per_10k", "method": "morris", "parameter": path, "influence": 1.0, "low": 0.5, "high": 1.5, "noise": 0.1}
            for path in ("grid_workers.turnover", "detection.probability")]  # fmt: skip
    picture = sensitivity_picture(pd.DataFrame(rows), "en")
    ink = np.asarray(Image.open(BytesIO(picture.png())).convert("L")) < 128
    assert not ink[:, :4].any()
    assert "severity" in picture.figure.axes[0].get_xlabel()


def test_a_best_day_that_lines_share_is_named_once_and_inwards() -> None:
    rows = [(name, day, "harm_per_10k", 1.0 + day / 90, 0.5, 3.0, 5) for name in ("one", "other") for day in (0, 90)]
    columns = ["policy", "start_day", "outcome", "mean", "low", "high", "replications"]
    said = plots.reform_timing(pd.DataFrame(rows, columns=columns), "en").figure.axes[0].texts
    assert [(each.get_text(), each.get_ha()) for each in said] == [("best day 0", "left")]


def test_numbers_in_words() -> None:
    assert [
        format_number(8293),
        format_number(-44.84),
        format_number(0.5321),
        format_number(2.5, True),
        format_number(-0.0001),
    ] == [
        "8,293",
        "−44.8",
        "0.532",
        "+2.50",
        "0.000",
    ]
    assert [format_percent(0.9364), format_percent(-0.05, True), format_percent(0.00001, True)] == [
        "93.6",
        "−5.0",
        "0.0",
    ]
    assert format_value(float("nan"), "share", "zh") == text("number.undefined", "zh")
    assert format_with_range(0.5, 0.4, 0.6, "share", "en").endswith("(40.0 to 60.0)")
    assert format_with_range(0.945, 0.877, 1.013, "share", "en").endswith("(87.7 to 100.0)"), "no share is above 1"
    assert format_with_range(13.8, -5.1, 32.7, "count", "en").endswith("(0 to 32.7)")
    assert difference(0.229, "share", "zh") == "+22.9个百分点"
    assert [large_sum(24e6, language) for language in LANGUAGES] == [24.0, 2_400.0]
    assert format_size(912.4, "cost_per_lasting_resolution_yuan", "yuan", "zh") == "912元"
    assert format_size(7.21, "harm_per_10k", "severity", "en") == "7.21 points of severity per 10,000 resident-years"


def one(name: str, mean: float, low: float, high: float, policy: str = "preventive-outsourced") -> dict[str, object]:
    return {"policy": policy, "outcome": name, "mean": mean, "low": low, "high": high}


def told_in_a_terminal(table: object) -> str:
    """What a terminal of 100 columns shows."""
    from rich.console import Console

    console = Console(width=100)
    with console.capture() as shown_there:
        console.print(table)
    return shown_there.get()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_column_of_a_terminal_is_lost(language: str) -> None:
    figures = {
        "mean": 0.46,
        "regret_mean": 0.12,
        "regret_max": 0.17,
        "satisficing": 0.5,
        "wins": 0.25,
        "wins_clearly": 0.125,
    }
    frame = pd.DataFrame([{"policy": name, "outcome": "in_the_bud_rate", **figures} for name in POLICIES])
    found = SimpleNamespace(kind="robust", columns=tuple(frame), shown=lambda _: {"robust": frame})
    said = told_in_a_terminal(study_table(cast("Study", found), language)).splitlines()
    assert all("12.5" in line for line in said if "46.0" in line)
    assert sum("46.0" in line for line in said) == len(POLICIES)


def test_every_published_figure_stands_in_the_first_table() -> None:
    rows = [
        ("recorded", "recorded", 8_293.0, 60.0),
        ("official_resolution_rate", "official_resolution_rate", 0.936, 0.002),
    ]
    frame = pd.DataFrame(rows, columns=["figure", "outcome", "target", "sd"])
    shown_there, first = first_rows(frame, ["figure", "outcome", "target", "sd"])
    assert (len(shown_there), first) == (2, "")
    assert tidy_rows(shown_there, "zh", hidden=["outcome"])[1][1][1:] == ["93.6%", "0.2个百分点"]


def test_heads_in_chinese_break_between_words() -> None:
    names = ["hidden_share_needful", "official_resolution_rate"]
    assert [_measure(name, "zh") for name in names] == ["应化解矛盾的\n隐性占比\n（%）", "公布的\n化解率\n（%）"]
    assert "的<wbr>化解率" in markup.table(["公布的化解率"], [["1"]], "x")


def test_what_rounds_to_nothing_bears_no_sign() -> None:
    found = [shown_figure("in_the_bud_rate", value, signed=True) for value in (-0.0001, 0.0001, -0.05, 0.05)]
    assert found == ["0.0", "0.0", "−5.0", "+5.0"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_follows_the_intervals(language: str) -> None:
    def said(*rows: dict[str, object]) -> str:
        return against(pd.DataFrame(rows), language, "preventive-outsourced")

    better, worse = one("in_the_bud_rate", 0.2, 0.1, 0.3), one("harm_per_10k", 3.0, 1.0, 5.0)
    unclear = one("in_the_bud_rate", 0.2, -0.1, 0.3)
    first = {key: text(f"verdict.{key}", language, policy="P", baseline="B", clauses="C", better="X", worse="Y")
             for key in ("better", "mixed", "unclear")}  # fmt: skip
    key = {"en": ("does better", "trade-off", "do not differ clearly"), "zh": ("优于", "有得有失", "无明显差异")}[
        language
    ]
    assert all(word in words for word, words in zip(key, first.values(), strict=True))
    assert key[0] in said(better)
    assert key[1] in said(better, worse)
    assert key[2] in said(unclear)
    assert "10.0" in said(better)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_baseline_that_leads_is_not_held_against_itself(language: str) -> None:
    share = {"low": 0.4, "high": 0.6, "mean": 0.5, "policy": POLICIES[0]}
    shares = pd.DataFrame([{**share, "outcome": name} for name in ("official_resolution_rate", "hidden_share_needful")])
    verdict = Verdict(POLICIES[0], POLICIES[0], (), (), shares, pd.DataFrame(), RunCounts(2, 2, 0, 2, 0))
    assert verdict.hidden(language).count("50.0") == 2


def test_levers_within_a_sentence_begin_small(table: pd.DataFrame, differences: pd.DataFrame) -> None:
    verdict = Verdict(POLICIES[3], POLICIES[0], (), ("pooling-alone",), table, differences, RunCounts(2, 2, 0, 2, 0))
    assert "baseline: pooling alone 100" in verdict.credit("en")


def test_one_replication_gives_no_winner() -> None:
    rows = pd.DataFrame([one("in_the_bud_rate", 0.2, float("nan"), float("nan"))])
    assert "can't be judged" in against(rows, "en", POLICIES[0])
    assert "can't be told" in switching_sentences(turned(1), POLICIES[0], "en")[0]


def test_an_undefined_difference_is_no_verdict() -> None:
    rows = pd.DataFrame([one("in_the_bud_rate", float("nan"), float("nan"), float("nan"))])
    assert finding(rows, "in_the_bud_rate", "preventive-outsourced") is None
    assert "too few runs" in against(rows, "en", "preventive-outsourced")


def test_what_is_clear_is_judged_after_holm_where_several_were_tested() -> None:
    rows = pd.DataFrame([one("in_the_bud_rate", 0.2, 0.1, 0.3) | {"p_holm": 0.2}])
    assert "do not differ clearly" in against(rows, "en", "preventive-outsourced")
    found = finding(rows, "in_the_bud_rate", "preventive-outsourced")
    assert found is not None
    assert (found.clear, found.better) == (False, 0)


def test_the_official_rate_is_set_beside() -> None:
    bud = one("in_the_bud_rate", 0.2, 0.1, 0.3)
    opposite = pd.DataFrame([bud, one("official_resolution_rate", -0.02, -0.03, -0.01)])
    silent = pd.DataFrame([bud, one("official_resolution_rate", 0.02, -0.03, 0.05)])
    assert "other way" in official_sentence(opposite, "en", "preventive-outsourced")
    assert official_sentence(silent, "en", "preventive-outsourced") == text("verdict.official.silent", "en")


def test_the_leader_has_the_best_rate_in_the_bud(table: pd.DataFrame) -> None:
    best = (table["policy"] == "reactive-outsourced") & (table["outcome"] == "in_the_bud_rate")
    assert leader(table.assign(mean=table["mean"].where(~best, 0.99))) == "reactive-outsourced"


class Reader(HTMLParser):
    """What a browser would find: tags, addresses, pictures and what they say."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.alts: list[str] = []
        self.headings: list[str] = []
        self.open: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [given[key] or "" for key in ("src", "href") if key in given]
        self.ids |= {given["id"] or ""} if "id" in given else set()
        if tag == "img":
            self.alts.append(given.get("alt") or "")
        if tag not in {"img", "meta", "br", "link"}:
            self.open.append(tag)
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(drawings, language: str) -> None:
    about = {
        "command": "run.py compare <x>",
        "seeds": [1, 2],
        "environment": {"huajie": "0.1.0", "model_version": "abc"},
    }
    pictures = {name: drawings[name](language) for name in ("factorial", "iceberg")}
    page = Page("comparison", SCENARIO, text("study.comparison.question", language), ["So it is."], about, pictures)
    html = render(page, language)
    reader = Reader()
    reader.feed(html)
    assert not reader.open
    assert all(address.startswith(("data:", "#")) for address in reader.addresses)
    assert {address[1:] for address in reader.addresses if address.startswith("#")} <= reader.ids
    assert not re.findall(r"url\((?!data:)|https?://(?!www\.w3\.org)", html)
    assert len(reader.alts) == 2
    assert all(reader.alts)
    assert reader.headings[0] == "h1"
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in html
    assert "run.py compare &lt;x&gt;" in html
    assert "So it is." in html
    for key in ("survivorship", "stock", "readings"):
        assert escape(PHRASES[f"report.cannot.{key}"][LANGUAGES.index(language)])[:20] in html
    assert ("@font-face" in html) == (language == "zh")


def test_every_figure_stands_with_its_unit(drawings, table: pd.DataFrame) -> None:
    heads = dict.fromkeys(head.partition("\n")[::2] for head in reported_rows(["Policy"], [(["x"], table)], "en")[0])
    assert ("Incidents", "per 10,000 resident-years") in heads
    panels = drawings["daily"]("en").figure.axes
    assert [axes.get_ylabel() for axes in panels if axes.get_visible()] == ["cases", "a day", "0 to 1"]
    dear = SCENARIO.vary({"budget.yearly_yuan": 31_000_000.0})
    assert any("yuan" in what and value == "31,000,000" for what, value, _ in changed(dear, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_bears_the_status_of_whoever_set_it(tmp_path: Path, language: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'format = 1\n[place]\ntitle_en = "A # B"  # no number\ndays = 700  # days (evidence: a survey)\n[lapse]\nrate = 0.01  # a day\n'
        "[work]\nintake_hours = 2.0\n[residents]\ntrust_alpha = 7.0  # 形状（假设）：较低\n[[reform]]\nday = 10  # (case)\n",
        encoding="utf-8",
    )
    scenario = Scenario.load(file)
    drawn = Ensemble("drawn", tuple({"street.escalated_success": value} for value in (0.5, 0.6)))
    of = {each.declared.path: (each.status, each.source) for each in origins(scenario, drawn)}
    assert of["place.days"] == ("evidence", "mine.toml: days (evidence: a survey)")
    assert of["lapse.rate"] == ("scenario", "mine.toml: a day")
    assert of["work.intake_hours"] == ("scenario", "mine.toml")
    assert of["residents.trust_alpha"] == ("assumption", "mine.toml: 形状（假设）：较低")
    assert of["street.escalated_success"] == ("worlds", PARAMETERS["street.escalated_success"].source)
    assert of["place.grids"] == (PARAMETERS["place.grids"].status, PARAMETERS["place.grids"].source)
    moved = {each.declared.path: each for each in origins(scenario.vary({"place.days": 720}))}
    assert (moved["place.days"].status, moved["place.days"].value) == ("scenario", 720), (
        "the comment is of another value"
    )
    page = render(Page("comparison", scenario, "?", ["!"], {}), language)
    count = sum(each.status == "scenario" for each in origins(scenario))
    assert text("report.assumed.scenario", language, count=count) in page
    assert "days (evidence: a survey)" in page


def turned(replications: int = 4) -> SwitchingValues:
    frame = pd.DataFrame({"parameter": ["street.escalated_success", "work.intake_hours", "lapse.rate"],
                          "rival": POLICIES[0], "outcome": "in_the_bud_rate", "low_value": [0.3, 0.5, 0.01], "high_value": [0.9, 2.0, 0.03], "at_base": 0.02,
                          "at_low": [-0.05, 0.01, 0.001], "at_high": [0.04, 0.03, 0.04], "flips_at": [0.41, np.nan, np.nan],
                          "open_at": [np.nan, np.nan, 0.01]})  # fmt: skip
    plan = SimpleNamespace(seeds=tuple(range(replications)))
    return SwitchingValues(POLICIES[3], frame, cast("PlanResult", SimpleNamespace(plan=plan)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_which_assumption_turns_it_round(language: str) -> None:
    page = Page("comparison", SCENARIO, "?", ["!"], {}, flips=turned())
    html = render(page, language)
    said = switching_sentences(turned(), POLICIES[0], language)
    assert len(said) == 2
    assert ("1 of the 3 assumptions tried" if language == "en" else "3个假设中有1个") in said[0]
    assert "0.41" in said[0].replace("0.410", "0.41")
    assert lever_label("lapse.rate", language) in said[1]
    assert all(sentence.split("“")[0] in html for sentence in said)
    untested = render(Page("comparison", SCENARIO, "?", ["!"], {}), language)
    assert text("report.flip.untested", language) in untested


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lead_is_drawn_with_the_side_where_the_other_is_ahead(language: str) -> None:
    frame = turned().against(POLICIES[0])
    picture = plots.tornado(frame, language, "in_the_bud_rate", lead=(POLICIES[3], POLICIES[0]))
    assert picture.figure.axes[0].get_xlim()[0] < 0.0
    assert picture.title == text("title.turning", language, policy=policy(POLICIES[3], language),
                                 rival=policy(POLICIES[0], language))  # fmt: skip


def test_the_page_font_holds_the_characters_of_the_page() -> None:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    css = markup.font_face("ab矛盾纠纷", "X")
    data = re.search(r"base64,([^)]+)\)", css)
    assert data is not None
    letters = TTFont(BytesIO(base64.b64decode(data.group(1)))).getBestCmap()
    assert {ord(letter) for letter in "矛盾纠纷"} <= set(letters)
    assert len(letters) < 20
    assert not markup.font_face("only Latin", "X")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_the_tables(table: pd.DataFrame, money: pd.DataFrame, tmp_path: Path, language: str) -> None:
    from openpyxl import load_workbook

    undefined = table.assign(mean=table["mean"].where(table["outcome"] != "equity_gap"))
    first = Overview("x", "found", ["what", "how much"], [["a", "1"]], [("command", "=1+1")])
    path = write_workbook(tmp_path / "t.xlsx", {"comparison": undefined, "ledger": money}, language, first)
    book = load_workbook(path)
    assert book.sheetnames == [text(f"sheet.{name}", language) for name in ("overview", "comparison", "ledger")]
    sheet = book[text("sheet.comparison", language)]
    assert sheet.freeze_panes == "A2"
    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == [text(f"column.{key}", language) for key in ("policy", "outcome", "unit")]
    assert sheet.max_row == len(table) + 1
    rows = {
        (row[heads.index("policy")], row[heads.index("outcome")]): row for row in sheet.iter_rows(2, values_only=True)
    }
    mean = heads.index(text("column.mean", language))
    assert rows["reactive-staffed", "equity_gap"][mean] is None
    assert rows["reactive-staffed", "arisen"][mean] == 100.0
    assert all(cell.data_type != "f" for each in book for row in each.iter_rows() for cell in row)
