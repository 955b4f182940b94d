"""What the tests of the pages share: a server, and a page whose console must stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 120_000


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server of the pages on a free port of this machine, its rules compiled."""
    from experiments.dashboard.server import serving, warm_up

    warm_up()
    with serving() as found:
        yield found


@pytest.fixture
def quiet(page: Page) -> Iterator[Page]:
    """A page whose console must stay silent, but for the browser's own note of a setting that was refused (422)."""
    said: list[str] = []
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: said.append(message.text) if "422" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert not said
