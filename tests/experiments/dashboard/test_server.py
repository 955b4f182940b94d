"""The server of the pages: whom it answers, what it hands out, and what a page of it may do."""

from __future__ import annotations

import asyncio
import random
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette", reason="the server of the pages needs the extra `viz`")

from experiments.command_line.main import main
from experiments.dashboard.server import application, own_callers, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = (
    "<!doctype html><html lang='en'><script type='text/plain'>x</script><script>document.title = 'ran'</script></html>"
)
FOREIGN = """document.head.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'foreign'" }))"""
PATHS = ("/", "/studies/", "/studies/zhaoshang/report.html", "/studies/../server.py", "/studies/..%2f..%2frun.py",
         "/studies//etc/passwd", "/api/start")  # fmt: skip


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder of results with one study in it, beside a file that is nobody's."""
    (tmp_path / "secret.txt").write_text("root:secret")
    report = tmp_path / "results" / "compare-<zhaoshang>" / "report.html"
    report.parent.mkdir(parents=True)
    report.write_text("<html><head><title>Who &amp; when</title></head></html>")
    return tmp_path / "results"


def in_its_own_thread(answering: Any) -> Any:
    """What comes of an answer on a loop of its own: Playwright's may run in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, answering).result()


def call(results: Path, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
    """One request to the app, without a socket: status, content, headers."""
    sent: list[Any] = []

    coming = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        if (message := next(coming, None)) is None:  # nobody hangs up before the answer
            await asyncio.Event().wait()
        return message or {}

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in ({"host": "127.0.0.1:8010"} | headers).items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": raw, "scheme": "http", "root_path": "",
        "server": ("127.0.0.1", 8010), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    in_its_own_thread(application(PAGE, results)(scope, receive, send))
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], content.decode(), {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_the_page_is_the_files_and_names_the_studies(results: Path) -> None:
    status, content, headers = call(results, "/")
    assert status == 200
    assert content == PAGE.replace("<html ", '<html data-studies="/studies/" ')
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_studies_are_listed_by_their_own_titles(results: Path) -> None:
    listed = call(results, "/studies/")[1]
    assert '<a href="compare-%3Czhaoshang%3E/report.html">Who &amp; when</a> · compare-&lt;zhaoshang&gt;' in listed
    assert call(results, "/studies/compare-<zhaoshang>/report.html")[0] == 200
    assert "There is none yet" in call(results / "none", "/studies/")[1]


def test_other_hosts_and_pages_of_other_sites_are_refused(results: Path) -> None:
    """Of http and of https, whatever they ask for; the own pages send the Host they were asked under."""
    assert call(results, "/", host="evil.example")[0] == 400
    assert call(results, "/", origin="http://evil.example")[0] == 403
    assert call(results, "/studies/", origin="null")[0] == 403
    assert call(results, "/", origin="http://127.0.0.1:8010")[0] == 200
    assert call(results, "/", method="POST")[0] == 405


def guarded_socket(**headers: str) -> list[dict[str, Any]]:
    """What a WebSocket's handshake comes to behind the guards of Mesa's own page."""
    sent: list[dict[str, Any]] = []

    async def kernel(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    app: Any = kernel
    for guard in reversed(own_callers("127.0.0.1")):
        app = guard.cls(app, *guard.args, **guard.kwargs)
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    in_its_own_thread(
        app({"type": "websocket", "headers": raw, "extensions": {"websocket.http.response": {}}}, receive, send)
    )
    return sent


def test_a_socket_of_another_site_gets_no_kernel() -> None:
    own = {"host": "127.0.0.1:8010", "origin": "http://127.0.0.1:8010"}
    assert guarded_socket(**own)[0]["type"] == "websocket.accept"
    for foreign in ({"origin": "http://evil.example"}, {"host": "evil.example", "origin": "http://evil.example"}):
        assert guarded_socket(**own | foreign)[0]["type"] != "websocket.accept"


def test_mesas_own_page_is_for_this_machine_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dashboard", "--solara", "--host", "0.0.0.0", "--lang", "en"])
    assert ended.value.code == 2
    assert "no guard against others" in capsys.readouterr().err


def test_an_address_that_cannot_be_had_is_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as ended:
        main(["dashboard", "--port", str(taken.getsockname()[1]), "--lang", "zh"])
    assert ended.value.code == 2
    assert "地址已被占用" in capsys.readouterr().err


@pytest.mark.parametrize("tries", [60, pytest.param(3_000, marks=pytest.mark.verify)])
def test_odd_addresses_give_no_foreign_file(results: Path, tries: int) -> None:
    for number in range(tries):
        chance = random.Random(f"path {number}")
        path = list(chance.choice(PATHS))
        for _ in range(chance.randrange(4)):
            path.insert(
                chance.randrange(1, len(path) + 1), chance.choice(("/", "..", "%2e", "%00", "\\", "é", "?", "~"))
            )
        status, content, _ = call(results, "".join(path), chance.choice(("GET", "HEAD", "PUT", "OPTIONS")))
        assert 200 <= status < 500, (number, path)
        assert "root:" not in content and "import " not in content, (number, path)


@pytest.mark.browser
def test_a_browser_runs_the_pages_own_script_and_no_other(page: Page, results: Path) -> None:
    with serving(PAGE, results) as address:
        page.goto(address)
        assert page.title() == "ran"
        page.evaluate(FOREIGN)
        assert page.title() == "ran"
