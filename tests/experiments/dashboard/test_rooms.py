"""How the rooms look, wide and narrow, in both languages: nothing sticks out, is cut off, pale or nameless.

`pytest tests/experiments/dashboard/test_rooms.py --pictures docs/pictures` draws the three that README shows;
with `--basetemp FOLDER` all that was seen stays there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("starlette", reason="the pages need the extra `viz`")
pytest.importorskip("playwright", reason="driving the pages needs playwright")

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SIZES = {"wide": (1300, 900), "narrow": (390, 844)}
# Elements whose own text is wider than they are, unless they scroll or end in an ellipsis on purpose.
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((each) =>
    each.clientWidth && each.scrollWidth > each.clientWidth + 1 && !["SELECT", "INPUT"].includes(each.tagName)
    && !each.closest(".scroll") && getComputedStyle(each).overflowX !== "auto").map((each) => each.outerHTML.slice(0, 120))"""
# Text below the contrast of WCAG AA (4.5), beside its colour and what it stands on.
PALE = """() => {
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const linear = (part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
    const ground = (each) => { for (; each; each = each.parentElement) {
        const found = parts(getComputedStyle(each).backgroundColor); if (found[3] === undefined || found[3] > 0.99) return found; }
        return [255, 255, 255]; };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), pale = [];
    while (texts.nextNode()) {
        const each = texts.currentNode.parentElement, words = texts.currentNode.textContent.trim();
        if (!words || !each.getClientRects().length || each.closest("option, :disabled")) continue;
        const style = getComputedStyle(each), ink = each.namespaceURI.endsWith("svg") ? style.fill : style.color;
        const [low, high] = [light(parts(ink)), light(ground(each))].sort((a, b) => a - b);
        if (high / low < 4.5) pale.push([words.slice(0, 40), ink, high / low]);
    }
    return pale; }"""
# Words of a drawing that reach beyond it, where they are cut off.
BEYOND = """() => [...document.querySelectorAll("main svg text")].filter((each) => {
    const text = each.getBoundingClientRect(), drawing = each.closest("svg").getBoundingClientRect();
    return text.width && (text.right > drawing.right + 1 || text.left < drawing.left - 1); }).map((each) => each.textContent)"""
NAMELESS = """() => [...document.querySelectorAll("button, select, input:not([hidden]), a, [role=button], [role=img], progress")].filter((each) =>
    !(each.getAttribute("aria-label") || each.textContent.trim() || each.labels?.length)).map((each) => each.outerHTML.slice(0, 120))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def watch(page: Page, address: str, language: str) -> None:
    """The case on a summer day, with a grid opened."""
    page.goto(f"{address}/watch?day=540&language={language}")
    page.locator("#clock", has_text="540").wait_for()
    page.click(".cell[data-grid='24']")
    page.wait_for_selector("[data-list=ended_cases] .case")


def ended(page: Page, address: str, language: str) -> None:
    """The case after its last day, when the curves are widest."""
    page.goto(f"{address}/watch?day=729&language={language}")
    page.locator("#clock", has_text="729").wait_for()
    page.wait_for_selector("#to-end:disabled")


def compare(page: Page, address: str, language: str) -> None:
    """The first comparison a visitor sees, run."""
    page.goto(f"{address}/compare?replications=5&language={language}")
    page.wait_for_selector("#watch-b[href]")
    page.click("#run")
    page.wait_for_selector("#differences")
    page.wait_for_selector("#stop:disabled")


def learn(page: Page, address: str, language: str) -> None:
    """The first lesson, predicted and revealed."""
    page.goto(f"{address}/learn?lesson=lamp-post&language={language}")
    page.check("input[type=radio] >> nth=0")
    page.click("#run")
    page.wait_for_selector("#held")


def lessons(page: Page, address: str, language: str) -> None:
    """The choice of lessons."""
    page.goto(f"{address}/learn?language={language}")
    page.wait_for_selector(".open-lesson")


README = ("watch", "compare", "learn")
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
ROOMS = {each.__name__: each for each in (watch, ended, compare, learn, lessons)}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_sticks_out(
    quiet: Page, address: str, room: str, language: str, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    folder = pytestconfig.getoption("--pictures")
    for size, (width, height) in SIZES.items():
        quiet.set_viewport_size({"width": width, "height": height})
        if size == "wide":
            ROOMS[room](quiet, address, language)
        if folder and room in README and (language, size) == ("en", "wide"):
            quiet.screenshot(path=Path(folder) / f"{room}.png", full_page=room == "learn")
        quiet.screenshot(path=tmp_path / f"{room}-{language}-{size}.png")
        assert quiet.evaluate(SIDEWAYS) <= 0
        assert [quiet.evaluate(script) for script in (CUT_OFF, BEYOND, PALE, NAMELESS)] == [[], [], [], []]


@pytest.mark.parametrize("room", README)
def test_readme_shows_rooms_that_are_there(room: str) -> None:
    assert f"docs/pictures/{room}.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (ROOT / "docs" / "pictures" / f"{room}.png").is_file()
