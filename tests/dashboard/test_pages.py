"""The real pages in a headless Chromium: watch, compare, learn, languages, keyboard, no word on the console."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("starlette", reason="the pages need the extra `viz`")
pytest.importorskip("playwright", reason="driving the pages needs playwright")

from experiments.dashboard.lessons import LESSONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of the pages on a free port, for the tests of this file."""
    import uvicorn

    from experiments.dashboard.server import application, warm_up

    warm_up()
    app, listener = application(), socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    app.state.house.jobs.close()
    listener.close()


@pytest.fixture
def quiet(page: Page) -> Iterator[Page]:
    """A page whose console must stay silent."""
    said: list[str] = []
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert not said


def test_watch_plays_steps_and_tells(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/watch?language=en")
    quiet.click("#step")
    quiet.get_by_text("Day 1 of 730").wait_for()
    quiet.select_option("#speed", "60")
    quiet.click("#play")
    quiet.get_by_text("2010-03").first.wait_for()
    quiet.click("#play")
    quiet.click(".cell[data-grid='24']")
    quiet.get_by_text("Grid 25, community 3", exact=True).wait_for()
    quiet.click("[data-list=ended_cases] .case >> nth=0")
    assert "It arises" in quiet.inner_text("#life li >> nth=0")
    assert float(quiet.inner_text("[data-name=hidden] b").replace(",", "")) > 0


def test_compare_slides_runs_resets_and_restores_from_its_link(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/compare?language=en")
    slider = quiet.locator("[id='b-triage.screening_share']")
    slider.wait_for()
    quiet.locator("#arm-b [data-path='triage.screening_share'] output", has_text="0.5").wait_for()
    slider.fill("0.3")
    quiet.wait_for_url("**b.triage.screening_share=0.3**")
    quiet.select_option("#replications", "2")
    quiet.click("#run")
    quiet.get_by_text("Done: 2 replications").wait_for()
    shown = quiet.inner_text("#differences")
    quiet.goto(quiet.url)
    quiet.locator("#arm-b [data-path='triage.screening_share'] output", has_text="0.3").wait_for()
    quiet.click("#run")
    quiet.get_by_text("Done: 2 replications").wait_for()
    assert quiet.inner_text("#differences") == shown
    quiet.click("#reset")
    quiet.locator("#arm-b [data-path='triage.screening_share'] output", has_text="0.5").wait_for()
    assert quiet.locator("#arm-a .lever:visible").count() <= 6


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


def test_language_switches_in_place(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/compare?language=en")
    quiet.get_by_text("Policy A").first.wait_for()
    quiet.click("#language")
    quiet.get_by_text("方案A").first.wait_for()
    assert quiet.get_attribute("html", "lang") == "zh-CN"
    quiet.click("#language")
    assert quiet.get_attribute("html", "lang") == "en"


def test_the_keyboard_is_enough(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/watch?language=en")
    quiet.focus("#step")
    quiet.keyboard.press("Enter")
    quiet.get_by_text("Day 1 of 730").wait_for()
    quiet.focus(".cell[data-grid='0']")
    quiet.keyboard.press("ArrowRight")
    quiet.keyboard.press("Enter")
    quiet.get_by_text("Grid 2, community 1", exact=True).wait_for()
    quiet.goto(f"{address}/learn?lesson=hiding-rate&language=en")
    quiet.focus("input[type=radio] >> nth=0")
    quiet.keyboard.press("Space")
    quiet.keyboard.press("Tab")
    quiet.keyboard.press("Enter")
    quiet.wait_for_selector("#held")
