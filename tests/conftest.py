"""What all tests share: Hypothesis without deadlines, and a browser that cannot leave this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TINY = {"place.days": 30, "place.grids": 2, "place.communities": 2, "place.burn_in_days": 1}
LOOPBACK = ("127.0.0.1", "localhost", "::1", None)

# The first example of a rule compiles it; time says nothing of correctness.
settings.register_profile("huajie", deadline=None)
settings.load_profile("huajie")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures",
        metavar="FOLDER",
        help="draw the pictures of the page's rooms (tests/experiments/web/test_web_page.py) here",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Compile the rules once, before several workers (pytest-xdist) would each begin to."""
    if not hasattr(config, "workerinput") and config.getoption("numprocesses", None) and not config.option.collectonly:
        from model.scenario import Scenario
        from model.simulate import simulate

        simulate(Scenario.load("zhaoshang").vary(TINY), 1)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless; the test is skipped where there is none."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page; asking any address but this machine's fails the test."""
    refused: list[str] = []

    def answer(route: Route) -> None:
        if urlsplit(route.request.url).hostname in LOOPBACK:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    context = chromium.new_context()
    context.route("**/*", answer)
    yield context.new_page()
    context.close()
    assert not refused, f"the page asked the network for {refused}"
