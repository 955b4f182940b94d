"""Whatever is posted to the pages' server is answered or explained in JSON; nothing breaks, nothing is run or read for it."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the pages need the extra `viz`")

from experiments.dashboard import server
from experiments.dashboard.settings import adjustable
from model.scenario import PRESETS

Damage = Callable[[bytes, random.Random], bytes]
Asked = Callable[..., tuple[int, bytes]]
SHORT = {"place.days": 3, "triage.screening_share": 0.4, "delivery.layers": 2}
BODIES: tuple[tuple[str, Any], ...] = (
    ("/api/check", {"scenario": "zhaoshang", "preset": "preventive-outsourced", "changes": SHORT, "seed": 3}),
    ("/api/check", {"story": "", "changes": {**SHORT, "triage.queue": "pressure", "partners.council": False}}),
    ("/api/watch", {"scenario": "new_estate", "changes": SHORT, "seed": "9223372036854775807"}),
    (
        "/api/compare",
        {"a": {"preset": "reactive-staffed", "changes": SHORT}, "b": {"changes": SHORT}, "replications": 2},
    ),
    ("/api/watch/none/advance", {"days": 3}),
    ("/api/jobs/none/stop", {}),
    ("/api/learn/none", {}),
)
PATHS = ("/", "/watch", "/api/start", "/static/app.js", "/fonts/OFL.txt", "/api/watch/x/grids/1", "/api/watch/x/cases/1",
         "/api/jobs/x", "/api/learn/x/y", "/static/../server.py", "/fonts/..%2f..%2fcli.py", "/static//etc/passwd")  # fmt: skip
ODD_JSON = (None, True, -1, 0, 1.5, 1e308, 10**30, "", "nan", "../../x", "矛盾", [], {}, [[]], {"a": {}}, "9" * 25)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[int, bytes]]]:
    """Asks the server without a socket: status and content. What it raises fails the test; jobs are kept, not lived."""
    monkeypatch.setattr(server.House, "__init__", _without_workers(server.House.__init__))
    app = server.application()
    with ThreadPoolExecutor(1) as pool:  # a loop in a thread of its own: Playwright's may run in this one
        runner = asyncio.Runner()
        yield lambda *asking: pool.submit(runner.run, _answer(app, *asking)).result()
        pool.submit(runner.close).result()
    app.state.house.close()


async def _answer(app: Any, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    sent: list[Any] = []
    coming = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Any:
        if (message := next(coming, None)) is None:
            await asyncio.Event().wait()
        return message

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1:8010"), (b"content-type", b"application/json")]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": b"", "headers": headers, "scheme": "http", "root_path": "",
             "server": ("127.0.0.1", 8010), "client": ("127.0.0.1", 1)}  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def _without_workers(begin: Any) -> Any:
    def idle(state: Any) -> None:
        begin(state)
        state.workers.start = lambda job: []

    return idle


def odd(content: Any, chance: random.Random) -> Any:
    """The content with something in it replaced, renamed or left out."""
    if not isinstance(content, dict) or not content or chance.random() < 0.2:
        return chance.choice(ODD_JSON)
    changed, key = dict(content), chance.choice(sorted(content))
    match chance.randrange(4):
        case 0:
            changed.pop(key)
        case 1:
            changed[chance.choice([*adjustable(), *PRESETS, "seed", "x"])] = chance.choice(ODD_JSON)
        case _:
            changed[key] = odd(changed[key], chance)
    return changed


@pytest.mark.parametrize("tries", [30, pytest.param(4_000, marks=pytest.mark.verify)])
def test_odd_bodies_are_explained(asked: Asked, damage: Damage, tries: int) -> None:
    statuses = set()
    for number in range(tries):
        chance = random.Random(f"body {number}")
        path, content = chance.choice(BODIES)
        body = json.dumps(odd(content, chance)).encode()
        if chance.random() < 0.3:
            body = damage(body, chance)
        status, said = asked("POST", path, body)
        assert status in (200, 404, 422), (number, path, body, said)
        assert (status == 200) == ("error" not in json.loads(said)), (number, body, said)
        assert b".toml" not in said, (number, said)
        statuses.add(status)
    assert statuses == {200, 404, 422}


@pytest.mark.parametrize("tries", [60, pytest.param(3_000, marks=pytest.mark.verify)])
def test_odd_addresses_give_no_foreign_file(asked: Asked, damage: Damage, tries: int) -> None:
    for number in range(tries):
        chance = random.Random(f"path {number}")
        path = "/" + damage(chance.choice(PATHS).encode(), chance).decode("latin-1")
        method = chance.choice(("GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"))
        status, said = asked(method, path)
        assert 200 <= status < 500, (number, method, path)
        assert b"root:" not in said and b"import " not in said, (number, path)
