"""Mesa's own page in a headless Chromium, in both languages: without a network, a run for each visitor, its seed a number's."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("solara", reason="Mesa's own page needs the extra `viz`")
pytest.importorskip("playwright", reason="driving the pages needs playwright")

from experiments.dashboard import QUIET
from experiments.labels import text
from model.community_model import CommunityModel

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
PATIENCE_MS = 180_000


@pytest.fixture(scope="module")
def solara_address(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """`run.py dashboard --solara` in a language on a free port; `chromium` first, so that nothing starts in vain."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    asked = ["dashboard", "--solara", "--port", str(port), "--lang", request.param]
    said = tmp_path_factory.mktemp("solara") / "said.txt"
    with said.open("w") as output:
        command = [sys.executable, str(ROOT / "run.py"), *asked]
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=ROOT, env=os.environ | QUIET)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(60)
    # It would say so had it tried to fetch what solara-assets does not bring.
    assert "Could not load" not in said.read_text()
    assert "Traceback" not in said.read_text()


def open_patiently(page: Page, address: str) -> None:
    """The page, once its server answers."""
    from playwright.sync_api import Error

    page.set_default_timeout(PATIENCE_MS)
    for _ in range(360):
        try:
            page.goto(address)
            return
        except Error:
            page.wait_for_timeout(500)
    pytest.fail("Solara's server does not answer")


@pytest.mark.parametrize("solara_address", ["en"], indirect=True)
def test_mesas_page_steps_and_its_seed_is_the_numbers(page: Page, solara_address: str) -> None:
    open_patiently(page, solara_address)
    page.get_by_label("Seed (whole number)").fill("7")
    page.get_by_label("Seed (whole number)").press("Enter")
    # The seed travels to the server on its own: a Reset that overtakes it is pressed again.
    for _ in range(20):
        page.get_by_role("button", name="Reset").click()
        page.wait_for_timeout(1_000)
        if page.get_by_text("This run: Seed 7 ").count():
            break
    for day in range(1, 4):
        page.get_by_role("button", name="Step").click()
        page.get_by_text(f"Step: {day}", exact=True).wait_for()
    model = CommunityModel(rng=7)
    for _ in range(3):
        model.step()
    rate = 100 * model.outcome().official_resolution_rate
    page.get_by_text(f"Official resolution rate (%): {rate:.3g}", exact=True).wait_for()
    assert page.locator("img, svg image, .solara-image").count() >= 2


@pytest.mark.parametrize("solara_address", ["zh"], indirect=True)
def test_mesas_page_speaks_chinese_keeps_a_reset_and_explains_a_wrong_seed(page: Page, solara_address: str) -> None:
    open_patiently(page, solara_address)
    settings = page.get_by_text("本次运行：")
    before = settings.inner_text()
    assert "随机种子 1 " in before
    # Beside Mesa's own controls, only the note that explains them names anything in Latin letters.
    own = page.locator(".v-window").inner_text().replace(text("mesa.words", "zh"), "")
    assert set(re.findall("[A-Za-z]{2,}", own)) == {"Reset"}
    page.get_by_role("button", name="Step").click()
    page.get_by_text("Step: 1", exact=True).wait_for()
    page.get_by_role("button", name="Reset").click()
    page.get_by_text("Step: 0", exact=True).wait_for()
    assert settings.inner_text() == before
    page.get_by_label("随机种子").fill("abc")
    page.get_by_label("随机种子").press("Enter")
    page.get_by_role("button", name="Reset").click()
    page.get_by_text("改用随机种子1运行").wait_for()
    page.get_by_role("button", name="Step").click()
    page.get_by_text("Step: 1", exact=True).wait_for()


@pytest.mark.parametrize("solara_address", ["zh"], indirect=True)
def test_every_visitor_of_mesas_page_has_a_run_of_their_own(page: Page, solara_address: str) -> None:
    open_patiently(page, solara_address)
    page.get_by_role("button", name="Step").click()
    page.get_by_text("Step: 1", exact=True).wait_for()
    page.goto(solara_address)
    page.get_by_text("Step: 0", exact=True).wait_for()
    page.get_by_text("2010-01-01", exact=True).wait_for()
