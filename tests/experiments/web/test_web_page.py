"""The page in a real browser, from a file, without a network: the native runs' bits, every room, both languages."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas
import pytest
from filelock import FileLock

from experiments.web.command import kept_rules
from model.scenario import PRESETS, Scenario
from model.simulate import Outcome, simulate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
# A plain place, one with planted cases, storms and dated reforms, one with gamma days and other requests.
PLACES = ("zhaoshang", "lamp_post", "zhaoshang_reform")
MAX_BYTES = 1_000_000
DONE = "document.querySelector('.results')?.getAttribute('aria-busy') === 'false'"
CLASS = 30
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# Lessons with one answer for all seeds; those of the lamp post and of the drawn curve are told by their own tests.
ANSWERED = ("hiding-rate", "pools", "oversight", "incubate")
RUN = """async ({ place, seed, world, preset }) => {
  const engine = new Function("WebAssembly", document.getElementById("source-engine").textContent.replace('"use strict";', "") + "; return Engine;")(WebAssembly);
  const data = await json("data-places"), blobs = await unpacked("data-blobs"), rules = await unpacked("data-rules");
  const run = new engine(await WebAssembly.compile(rules), data.facts, blobs).load(data.places[place]);
  // Another policy first: the one compared begins where the burn-in of that one ended.
  run.run(seed, { ...data.places[place].policy, ...data.catalogue.presets["preventive-outsourced"] });
  if (run.starts.size !== 1) throw new Error("no burn-in was kept");
  const levers = { ...data.places[place].policy, ...data.catalogue.presets[preset] };
  const outcomes = world === null ? run.run(seed, levers) : run.run(seed, leversInWorld(place, levers), [], world);
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const series = run.column("world.series");
  const bytes = new Uint8Array(series.buffer, series.byteOffset, series.byteLength);
  let text = "";
  for (let k = 0; k < bytes.length; k += 8192) text += String.fromCharCode(...bytes.subarray(k, k + 8192));
  return { outcomes: hex(outcomes.buffer), series: btoa(text) };
}"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of some shipped places, built as `run.py page` builds it."""
    from experiments.web.build import write_page

    if importlib.util.find_spec("ziglang") is None and not kept_rules().is_file():
        pytest.skip("the page is built with the extra `web` (pip install ziglang)")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "page"
    folder.mkdir(exist_ok=True)
    target = folder / "huajie.html"
    with FileLock(folder / "lock"):  # the first of the processes builds it for all
        if not target.is_file():
            made = target.with_suffix(".part")
            size = write_page({name: Scenario.load(name) for name in PLACES}, made, kept_rules())
            assert size == made.stat().st_size < MAX_BYTES
            made.rename(target)
    return target


@pytest.fixture
def opened(chromium: Browser, built: Path) -> Iterator[tuple[Page, str]]:
    """A page offline, with its address; any error of its script fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page, built.as_uri()
    context.close()
    assert not problems


@pytest.mark.parametrize("place", PLACES)
def test_a_run_in_the_browser_has_the_bits_of_the_native_run(opened: tuple[Page, str], place: str) -> None:
    page, address = opened
    page.goto(f"{address}#room=learn")
    page.wait_for_selector("#reveal")
    found = page.evaluate(RUN, {"place": place, "seed": 7, "world": None, "preset": None})
    assert_same(found, simulate(place, 7))


@pytest.mark.parametrize(("seed", "preset"), [(2, "preventive-outsourced"), (40, "workstation-era")])
def test_a_run_in_a_world_has_the_bits_of_the_native_run(opened: tuple[Page, str], seed: int, preset: str) -> None:
    from experiments.runs.ensembles import worlds_for
    from experiments.web.worlds import MAX_WORLDS

    page, address = opened
    scenario = Scenario.load("zhaoshang")
    ensemble = worlds_for(scenario)
    assert ensemble is not None and ensemble.kind == "matched" and seed <= MAX_WORLDS < len(ensemble)
    page.goto(f"{address}#room=learn")
    page.wait_for_selector("#reveal")
    found = page.evaluate(RUN, {"place": "zhaoshang", "seed": seed, "world": seed - 1, "preset": preset})
    assert_same(found, simulate(scenario.vary({**ensemble(seed), **PRESETS[preset]}), seed))


def test_worlds_are_summed_up_as_on_the_command_line(opened: tuple[Page, str]) -> None:
    from experiments.findings.information import spread
    from experiments.findings.world_words import in_worlds

    page, address = opened
    page.goto(f"{address}#room=compare&n=5&lang=en")
    page.wait_for_function(DONE, timeout=120_000)
    assert "worlds" in page.locator("#finding").inner_text()
    assert "rests on 5 worlds" in page.locator("#progress").inner_text()
    page.locator("#world").select_option("one")
    page.wait_for_function("document.querySelector('#progress').textContent.includes('One world')", timeout=120_000)
    assert "world=one" in page.url
    drawn = np.random.default_rng(1)
    for count in (1, 2, 5, 40, 101):
        values = np.round(drawn.normal(size=count), 1)
        found, native = page.evaluate("values => spread(values)", values.tolist()), spread(values)
        assert [found["mean"], found["low"], found["high"]] == pytest.approx(
            [native.median, native.low90, native.high90]
        )
        assert found["share"] == native.positive and found["n"] == native.worlds
        told = page.evaluate("([share, worlds]) => inWorlds(share, worlds)", [native.positive, count])
        assert told == in_worlds(native.positive, count, "en")


def assert_same(found: dict[str, str], native: Outcome) -> None:
    """The page's outcomes, the steady state among them, and its daily series are the native run's, to the bit."""
    import base64

    assert found["outcomes"] == np.array(list(native.scalars().values())).tobytes().hex()
    series = base64.b64decode(found["series"])
    assert hashlib.sha256(series).hexdigest() == hashlib.sha256(native.world.series.tobytes()).hexdigest()


def test_compare_runs_by_itself_and_a_slider_runs_it_anew(opened: tuple[Page, str]) -> None:
    page, address = opened
    page.goto(f"{address}#room=compare&n=5&lang=en")
    page.wait_for_function(DONE, timeout=120_000)
    first = page.locator("#finding").inner_text()
    assert "points" in first or "clearly" in first
    page.locator(".lever[data-path='triage.screening_share'] .slide.b input").evaluate(
        "each => { each.value = 0.1; each.dispatchEvent(new Event('input')); each.dispatchEvent(new Event('change')); }"
    )
    assert "stale" in (page.locator(".results").get_attribute("class") or "")
    page.wait_for_function(DONE, timeout=120_000)
    assert page.locator("#finding").inner_text() != first
    assert "bx=triage.screening_share%3A0.1" in page.url


def test_a_link_restores_the_results(opened: tuple[Page, str]) -> None:
    page, address = opened
    told = []
    for _ in range(2):
        page.goto("about:blank")
        page.goto(f"{address}#room=compare&n=5&seed=3&a=workstation-era&b=preventive-outsourced&lang=zh")
        page.wait_for_function(
            "document.querySelector('.results')?.getAttribute('aria-busy') === 'false'", timeout=120_000
        )
        told.append(page.locator("#differences").inner_text())
    assert told[0] == told[1] and "百分点" in told[0]


def test_watch_plays_follows_and_intervenes(opened: tuple[Page, str]) -> None:
    page, address = opened
    page.goto(f"{address}#room=watch&lang=en&speed=30")
    page.wait_for_function("room && room.at > 20", timeout=120_000)
    page.keyboard.press("Space")
    assert page.locator("#play").get_attribute("aria-pressed") == "false"
    page.get_by_role("button", name="A contradiction").click()
    page.wait_for_selector(".life li")
    assert re.search("severity|comes back", page.locator(".life li").first.inner_text())
    page.locator("input[aria-label^='Screening share']").evaluate(
        "each => { each.value = 1; each.dispatchEvent(new Event('change')); }"
    )
    page.wait_for_function("document.querySelector('[role=status]').textContent.includes('town B')")
    numbers = page.evaluate("[room.towns.a.frames.length, room.towns.b.frames.length]")
    page.locator(".scrub").evaluate("each => { each.value = 5; each.dispatchEvent(new Event('input')); }")
    page.wait_for_function("document.querySelector('#day').textContent.startsWith('Day 5 ')")
    assert min(numbers) > 20
    # The link makes the town anew, what was done to it on its day included.
    day = page.evaluate("room.acts[0].day")
    told = []
    for address in (None, page.url):
        if address:
            page.goto("about:blank")
            page.goto(address)
        page.wait_for_function("room?.towns?.b?.frames?.length > 1")
        page.evaluate("day => room.seek(day)", day + 10)
        page.wait_for_function("day => room.lived() >= day", arg=day + 10, timeout=120_000)
        told.append(
            page.evaluate("day => room.towns.b.frames.slice(0, day + 11).map((each) => Array.from(each.series))", day)
        )
    assert len(told[0]) > day + 10 and told[0] == told[1]
    assert page.locator("#play").get_attribute("aria-pressed") == "false" and page.locator(".life li").count() > 0


def test_the_lamp_post_tells_what_the_native_runs_tell(opened: tuple[Page, str]) -> None:
    page, address = opened
    page.goto(f"{address}#room=learn&lang=en&lesson=lamp-post")
    page.locator("input[value='screening']").check()
    page.locator("#reveal").click()
    page.wait_for_function("document.querySelectorAll('.strip button').length === 30", timeout=240_000)
    shown = page.locator(".strip button").evaluate_all("all => all.map((each) => each.getAttribute('aria-label'))")
    verdict = page.locator(".verdict").inner_text()
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_function("document.querySelectorAll('.strip button').length === 30", timeout=240_000)
    assert page.locator(".verdict").inner_text() == verdict and page.locator("input[value='screening']").is_checked()
    for seed in (1, 2, 11):
        told = fate(seed)
        assert json.dumps(shown[seed - 1]).find(told) >= 0, (seed, told, shown[seed - 1])


def fate(seed: int) -> str:
    """The lesson's answer from native runs, by the case table."""
    lives: dict[str, Any] = {}
    for policy in ("reactive-staffed", "preventive-staffed"):
        scenario = Scenario.load("lamp_post").preset(policy)
        planted = scenario.file.planted[0]
        cases = simulate(scenario, seed).cases
        mine = cases[(cases.arisen == planted.day) & (cases.severity == planted.severity) & (cases.generation == 0)]
        lives[policy] = mine.iloc[0]
    waiting, screening = lives["reactive-staffed"], lives["preventive-staffed"]
    ignited = [bool(pandas.notna(each.incident)) for each in (waiting, screening)]
    reported = screening.channel == "report"
    if ignited == [True, True]:
        return "Too late under both"
    if ignited == [False, True]:
        return "Only waiting saves"
    return "A neighbour reports it" if reported else "Only screening saves" if ignited[0] else "Safe either way"


@pytest.mark.parametrize(
    ("size", "language"),
    [
        ((1280, 720), "en"),
        ((390, 844), "zh"),
        *(
            pytest.param(size, language, marks=pytest.mark.verify)
            for size, language in (((1920, 1080), "en"), ((1920, 1080), "zh"), ((390, 844), "en"), ((1280, 720), "zh"))
        ),
    ],
)
def test_no_room_scrolls_sideways_and_every_word_is_there(
    chromium: Browser, built: Path, size: tuple[int, int], language: str
) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    page = context.new_page()
    for room, ready in (("compare", "#differences td:visible"), ("watch", ".counts b"), ("learn", "#reveal")):
        page.goto("about:blank")
        page.goto(f"{built.as_uri()}#room={room}&n=2&lang={language}")
        page.wait_for_selector(ready, timeout=120_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], room
        text = page.locator("body").inner_text()
        assert "undefined" not in text and "[object" not in text and "web." not in text, room
    context.close()


def test_served_the_page_runs_under_its_own_policy(page: Page, built: Path) -> None:
    pytest.importorskip("starlette", reason="the server of the pages needs the extra `viz`")
    from experiments.dashboard.server import serving

    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    with serving(built.read_text("utf-8"), built.parent) as address:
        page.goto(f"{address}/#room=compare&n=2&lang=en")
        page.wait_for_selector("#differences td:visible", timeout=120_000)
        page.get_by_role("link", name="Studies").click()
        page.get_by_text("There is none yet").wait_for()
    assert not said


def test_a_browser_without_webassembly_is_told_so(chromium: Browser, built: Path) -> None:
    context = chromium.new_context(offline=True)
    context.add_init_script("delete window.WebAssembly")
    page = context.new_page()
    page.goto(f"{built.as_uri()}#lang=en")
    page.wait_for_selector("h1")
    assert "cannot run" in page.locator("h1").inner_text()
    context.close()


@pytest.mark.parametrize(("size", "language"), [((1280, 720), "en"), ((390, 844), "zh")])
def test_no_rule_of_wcag_is_broken(
    chromium: Browser, built: Path, size: tuple[int, int], language: str, pytestconfig: pytest.Config
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core comes with the test lock").Axe()
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    page = context.new_page()
    folder = pytestconfig.getoption("--pictures")
    for room, ready in (("compare", "#curve svg"), ("watch", ".life li"), ("learn", ".strip button")):
        page.goto("about:blank")
        page.goto(f"{built.as_uri()}#room={room}&n=5&lang={language}&speed=30")
        if room == "learn":
            page.locator("input[value='screening']").check()
            page.locator("#reveal").click()
        page.wait_for_selector(ready, timeout=120_000)
        found = axe.run(page, options=WCAG).response
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], room
        assert len(found["passes"]) > 10, "axe-core looked at nothing"
        if folder and language == "en":
            page.wait_for_timeout(20_000)  # all that comes in, and a town in motion
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=Path(folder) / ("town.png" if room == "watch" else f"page_{room}.png"))
    context.close()


def test_a_worker_that_ends_is_replaced_and_its_runs_are_made_again(opened: tuple[Page, str]) -> None:
    page, address = opened
    told = []
    for killed in (False, True):
        page.goto("about:blank")
        page.goto(f"{address}#room=compare&n=5&lang=en")
        page.wait_for_selector("#finding")
        if killed:
            page.wait_for_function("shared.pool.workers.every(({ job }) => job?.message)", timeout=60_000)
            page.evaluate(
                "[...shared.pool.workers].forEach(({ worker }) => { worker.terminate(); worker.dispatchEvent(new Event('error')); })"
            )
        page.wait_for_function(DONE, timeout=120_000)
        told.append(page.locator("#differences").inner_text())
    assert told[0] == told[1]


def test_a_link_of_another_version_opens_with_what_is_still_known(opened: tuple[Page, str]) -> None:
    page, address = opened
    page.goto(
        f"{address}#room=compare&place=gone&a=gone&bx=gone.lever:1;triage.screening_share:0.3;delivery.layers:9e9"
        "&lever=gone&n=many&seed=-1&lang=en"
    )
    page.wait_for_function(DONE, timeout=120_000)
    assert "bx=triage.screening_share%3A0.3&" in page.url
    assert "gone" not in page.url and "seed=1" in page.url


@pytest.mark.verify
def test_a_class_of_thirty_works_from_one_file(chromium: Browser, built: Path) -> None:
    contexts = [chromium.new_context(viewport={"width": 1280, "height": 720}, offline=True) for _ in range(CLASS)]
    pages = [context.new_page() for context in contexts]
    for seed, page in enumerate(pages):
        page.goto(f"{built.as_uri()}#room=compare&n=5&lang=en&seed={seed}")
    for page in pages:
        page.wait_for_function(DONE, timeout=600_000)
        assert "B resolves more in the bud" in page.locator("#finding").inner_text()
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with every place that a lesson needs."""
    from experiments.web.build import write_page
    from experiments.web.catalogue import LESSONS

    target = tmp_path_factory.mktemp("whole") / "huajie.html"
    write_page({lesson["place"]: Scenario.load(lesson["place"]) for lesson in LESSONS}, target, kept_rules())
    return target


@pytest.mark.verify
@pytest.mark.parametrize("lesson", [*ANSWERED, "too-much"])
def test_a_lesson_says_the_same_of_thirty_seeds(chromium: Browser, whole: Path, lesson: str) -> None:
    """Three classes that begin with seeds 1, 11 and 21 are told the same; the teacher's guide names that answer."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    said = []
    for seed in (1, 11, 21):
        page.goto("about:blank")
        page.goto(f"{whole.as_uri()}#room=learn&lesson={lesson}&seed={seed}&lang=en")
        page.wait_for_selector("#reveal")
        page.evaluate("room.run()")
        page.wait_for_function(
            "document.querySelector('.verdict')?.textContent.includes('95 % intervals')", timeout=300_000
        )
        found = page.evaluate("room.found")
        said.append(
            (
                found,
                [
                    page.evaluate(
                        "([language, answer]) => { shared.language = language; return room.answer(answer); }",
                        [each, found],
                    )
                    for each in ("en", "zh")
                ]
                if found
                else page.locator(".verdict").inner_text(),
            )
        )
    context.close()
    if lesson == "too-much":
        shares = [
            {int(share) for share in re.findall(r"(\d+) %", text.split("not clearly worse")[1].split(".")[0])}
            for _, text in said
        ]
        assert set.intersection(*shares) and set.union(*shares) <= {35, 50, 65}
        assert all("At 90 % harm is higher" in text for _, text in said)
        return
    assert said[0] == said[1] == said[2]
    guide = (ROOT / "docs" / "guides" / "lessons.md").read_text("utf-8")
    assert all(f"**{answer}**" in guide for answer in said[0][1])
