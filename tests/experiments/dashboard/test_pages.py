"""The real pages in a headless Chromium: watch, compare, learn, languages, keyboard, no word on the console."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("starlette", reason="the pages need the extra `viz`")
pytest.importorskip("playwright", reason="driving the pages needs playwright")

from experiments.command_line.main import main
from experiments.dashboard.lessons import LESSONS
from experiments.statistics import paired
from model.scenario import PRESETS, Scenario, scenario_folder
from model.simulate import simulate

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SHARE = "triage.screening_share"


def await_value(page: Page, selector: str, value: str) -> None:
    """Wait until a field holds a value."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_value(value)


def field(arm: str, path: str = SHARE) -> str:
    return f"[data-path='{path}'] .control.{arm} .exact"


def test_watch_plays_steps_and_tells(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/watch?language=en")
    quiet.click("#step")
    quiet.get_by_text("Day 0 of 0–729").wait_for()
    quiet.select_option("#speed", "60")
    quiet.click("#play")
    quiet.locator("#clock", has_text="2010-03").wait_for()
    quiet.click("#play")
    quiet.click(".cell[data-grid='24']")
    quiet.get_by_text("Grid 25, community 3", exact=True).wait_for()
    quiet.click("[data-list=ended_cases] .case >> nth=0")
    assert "It arises" in quiet.inner_text("#life li >> nth=0")
    assert float(quiet.inner_text("[data-name=hidden] b").replace(",", "")) > 0
    quiet.click("#back")
    quiet.wait_for_selector("[data-list=ended_cases] .case:focus")


@pytest.mark.verify  # fails: the lamp post stands in another grid, and the room does not find it
def test_watch_names_what_was_changed_and_what_was_planted(quiet: Page, address: str) -> None:
    changes = "delivery.mode=staffed&triage.household_survey=false&delivery.incubation_yuan=1600000"
    quiet.goto(f"{address}/watch?scenario=lamp_post&preset=preventive-outsourced&{changes}&day=172&language=zh")
    quiet.locator("#clock", has_text="172").wait_for()
    told = quiet.inner_text("#changes")
    assert "自办" in told and "社会组织孵化经费：1,600,000 元／年" in told
    assert not re.search("[A-Za-z:]", told)
    quiet.click(".follow")
    quiet.locator(".case", has_text="路灯杆：").wait_for()


def test_a_link_leads_to_its_day_and_the_language_leaves_the_run_alone(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/watch?seed=3&day=45&language=en")
    quiet.locator("#clock", has_text="Day 45").wait_for()
    numbers = quiet.locator(".number b").all_inner_texts()
    quiet.click("#language")
    quiet.locator("#clock", has_text="第45天").wait_for()
    assert quiet.get_attribute("html", "lang") == "zh-CN"
    assert quiet.locator(".number b").all_inner_texts() == numbers
    quiet.reload()
    quiet.locator("#clock", has_text="第45天").wait_for()
    assert quiet.locator(".number b").all_inner_texts() == numbers


def test_compare_slides_runs_resets_and_restores_from_link_and_file(quiet: Page, address: str, tmp_path: Path) -> None:
    quiet.goto(f"{address}/compare?language=en")
    await_value(quiet, field("b"), "0.5")
    assert quiet.locator(".lever:visible").count() <= 6
    quiet.fill(f"[id='b-{SHARE}']", "0.3")
    quiet.wait_for_url(f"**b.{SHARE}=0.3**")
    quiet.select_option("#replications", "2")
    quiet.click("#run")
    quiet.get_by_text("Done: 2 replications").wait_for()
    shown = quiet.inner_text("#differences")
    link = quiet.url
    with quiet.expect_download() as saved:
        quiet.click("#save")
    file = tmp_path / "setting.json"
    saved.value.save_as(file)
    quiet.click("#reset")
    await_value(quiet, field("b"), "0.5")
    quiet.set_input_files("#file", file)
    quiet.wait_for_url(link)
    await_value(quiet, field("b"), "0.3")
    quiet.click("#run")
    quiet.get_by_text("Done: 2 replications").wait_for()
    assert quiet.inner_text("#differences") == shown


@pytest.mark.verify  # fails: 48.25 is rounded up by the page and to even by Python
def test_the_page_the_command_line_and_python_show_the_same_run(
    quiet: Page, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet.goto(f"{address}/compare?replications=2&seed=5&language=en")
    quiet.wait_for_selector("#watch-b[href]")
    quiet.click("#run")
    quiet.get_by_text("Done: 2 replications").wait_for()
    place = Scenario.load(scenario_folder() / "zhaoshang.toml")
    policies = ("reactive-staffed", "preventive-outsourced")
    python = np.array([[simulate(place.preset(name), seed).incidents_per_10k for seed in (5, 6)] for name in policies])
    replayed = np.array([[replay(name, seed, capsys)["incidents_per_10k"] for seed in (5, 6)] for name in policies])
    assert np.array_equal(python, replayed)
    expected = [*python.mean(axis=1), paired(python[1], python[0]).mean]
    shown = quiet.locator("[data-outcome=incidents_per_10k] td.figure").all_inner_texts()
    assert [text.split("\n")[0].strip() for text in shown] == [f"{each:#.3g}".replace("-", "−") for each in expected]


def replay(policy: str, seed: int, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """What `run.py replay` prints of a policy's run."""
    levers = [["--set", f"{path}={str(value).lower()}"] for path, value in PRESETS[policy].items()]
    with pytest.raises(SystemExit):
        main(["replay", "zhaoshang", "--seed", str(seed), *chain.from_iterable(levers)])
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_lever_says_its_name_twice(quiet: Page, address: str, language: str) -> None:
    quiet.goto(f"{address}/compare?language={language}")
    quiet.wait_for_selector("#watch-b[href]")
    told = quiet.evaluate("""() => [...document.querySelectorAll(".lever")].map((row) =>
        [row.querySelector("h3").textContent, row.querySelector("p.note")?.textContent ?? ""])""")
    assert len(told) > 40
    assert not [name for name, meaning in told if name == meaning.rstrip(".。")]


def test_a_mistake_is_explained_under_its_lever(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/compare?language=en")
    await_value(quiet, field("b"), "0.5")
    quiet.fill(field("b", "delivery.incubation_yuan"), "19,900,000")
    quiet.keyboard.press("Tab")
    told = quiet.locator("[data-path='delivery.incubation_yuan'] [role=alert]")
    told.wait_for()
    assert "Policy B" in told.inner_text()
    assert quiet.is_disabled("#run")
    quiet.fill(field("b", "delivery.incubation_yuan"), "900000")
    quiet.keyboard.press("Tab")
    quiet.wait_for_selector("#run:enabled")
    assert quiet.locator("[role=alert]:visible").count() == 0


@pytest.mark.parametrize("name", LESSONS)
def test_lessons_ask_first_then_reveal_and_open(quiet: Page, address: str, name: str) -> None:
    quiet.goto(f"{address}/learn?lesson={name}&language=en")
    quiet.get_by_text("Choose a prediction first").wait_for()
    assert quiet.is_disabled("#run")
    quiet.check("input[type=radio] >> nth=0")
    quiet.click("#run")
    quiet.wait_for_selector("#held")
    assert quiet.get_attribute("#held", "data-held")
    quiet.click("#revealed .open-in")
    quiet.wait_for_selector(".cell, .lever")
    assert quiet.locator("[role=alert]:visible").count() == 0


def test_the_keyboard_is_enough(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/watch?language=en")
    quiet.wait_for_selector("#step:enabled")
    quiet.focus("#step")
    quiet.keyboard.press("Enter")
    quiet.get_by_text("Day 0 of 0–729").wait_for()
    quiet.focus(".cell[data-grid='0']")
    quiet.keyboard.press("ArrowRight")
    quiet.keyboard.press("Enter")
    quiet.get_by_text("Grid 2, community 1", exact=True).wait_for()
    quiet.goto(f"{address}/learn?language=en")
    quiet.focus(".open-lesson[data-lesson='hiding-rate']")
    quiet.keyboard.press("Enter")
    quiet.focus("input[type=radio] >> nth=0")
    quiet.keyboard.press("Space")
    quiet.keyboard.press("Tab")
    quiet.keyboard.press("Enter")
    quiet.wait_for_selector("#held")


def test_whatever_has_the_focus_shows_it(quiet: Page, address: str) -> None:
    """Tabbing through a room reaches its controls, and each is outlined or framed."""
    quiet.goto(f"{address}/compare?language=en")
    await_value(quiet, field("b"), "0.5")
    reached = []
    for _ in range(24):
        quiet.keyboard.press("Tab")
        reached.append(
            quiet.evaluate("() => [document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]")
        )
    assert {"scenario", "seed", "run", "reset", "link", f"a-{SHARE}", f"b-{SHARE}"} <= {name for name, _ in reached}
    assert all(style != "none" for _, style in reached), json.dumps(reached)
