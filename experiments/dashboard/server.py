"""The server of the pages: the one file that `run.py page` writes, and the folders of studies, on loopback unless told otherwise.

Core objects: `application` (a Starlette app) and `run`. The model lives in the reader's browser; nothing is posted here, run
here, or read outside the folder of results.
"""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from experiments.dashboard.studies import listing
from experiments.labels import Language, text

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANYWHERE = ("0.0.0.0", "::")
STUDIES = "/studies/"
HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-cache"}
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class SameOrigin:
    """A call that a page of another site makes is refused, on the web's own protocol and on a WebSocket's.

    Browsers say with `Origin` whose page asks; the Host it must be equal to is checked before.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it."""
        if scope["type"] in {"http", "websocket"}:
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != headers.get("host"):
                if scope["type"] == "websocket":
                    await WebSocketClose(1008)(scope, receive, send)
                else:
                    await PlainTextResponse("origin: allowed: this server's own pages", 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class SafeHeaders:
    """Every answer says what its page may load: nothing but what it brings, unless the answer says so itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = dict(message["headers"])
                policy = {} if b"content-security-policy" in said else {"content-security-policy": NOTHING}
                message["headers"] = list(message["headers"]) + [
                    (name.encode(), value.encode()) for name, value in (HEADERS | policy).items()
                ]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def policy_of(page: str) -> str:
    """What the page may do: its own script by its hash, WebAssembly, workers from its own text; no network at all."""
    found = SCRIPT.findall(page)
    digests = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in found)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"{NOTHING}; script-src {allowed} blob: 'wasm-unsafe-eval'; worker-src blob:"


def own_callers(host: str) -> list[Middleware]:
    """Who may call: by the Host header loopback and `host` (DNS rebinding), by Origin nobody else's pages."""
    hosts = ["*"] if host in ANYWHERE else sorted({*LOOPBACK, bracketed(host)})
    return [Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(SameOrigin)]


def application(page: str, results: Path, host: str = "127.0.0.1") -> Starlette:
    """The app for a page and a folder of results; calls whose Host header is neither loopback nor `host` are refused."""
    served = page.replace("<html ", f'<html data-studies="{STUDIES}" ', 1)
    policy = {"content-security-policy": policy_of(served)}

    async def whole(request: Request) -> Response:
        return HTMLResponse(served, headers=policy)

    async def studies(request: Request) -> Response:
        language: Language = "zh" if request.query_params.get("lang") == "zh" else "en"
        return HTMLResponse(listing(results, language))

    routes = [
        Route("/", whole),
        Route(STUDIES, studies),
        Mount(STUDIES.rstrip("/"), StaticFiles(directory=results, check_dir=False)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(SafeHeaders), *own_callers(host)])


def run(host: str, port: int, language: Language, page: str, results: Path) -> None:
    """Serve until stopped; OSError when the address cannot be had."""
    with closing(listening(host, port)) as listener:
        app = application(page, results, host)
        said = text("dashboard.serving", language, address=address_of(host, port, language))
        print(said, file=sys.stderr, flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])


@contextmanager
def serving(page: str, results: Path) -> Iterator[str]:
    """A page on a free port of loopback, from a thread of this process; gives its address, for tests."""
    server = uvicorn.Server(uvicorn.Config(application(page, results), log_level="warning", access_log=False))
    with closing(listening("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"  # the socket listens already: an early call waits
        server.should_exit = True
        thread.join(20)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; raises OSError when the address cannot be had."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def address_of(host: str, port: int, language: Language) -> str:
    """What to type into a browser on this machine."""
    shown = "127.0.0.1" if host in ANYWHERE else bracketed(host)
    return f"http://{shown}:{port}/#lang={language}"


def bracketed(host: str) -> str:
    """A host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
