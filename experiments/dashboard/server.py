"""The server of the pages: a few JSON addresses and one folder of files, on loopback unless told otherwise.

Core objects: `application` (a Starlette app) and `run`. Endpoints are plain functions, so that
Starlette gives each its thread: a long step of one page holds up no other, as the model's compiled
rules release the GIL. Nothing that comes in is executed or used as a path.
"""

from __future__ import annotations

import json
import math
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

import experiments
from experiments.dashboard.catalogue import catalogue, values_of
from experiments.dashboard.house import FullError, House, NotKeptError
from experiments.dashboard.jobs import MAX_REPLICATIONS, Job
from experiments.dashboard.lessons import LESSONS, judge_lives, lamp_post_lives
from experiments.dashboard.settings import (
    DEFAULT_SCENARIO,
    in_both,
    loaded,
    read_count,
    read_seed,
    read_setting,
    scenario_of,
)
from experiments.dashboard.watching import MAX_DAYS_A_CALL, Watching
from experiments.labels import Language, text
from model.scenario import Scenario, ScenarioError
from model.simulate import LARGEST_SEED, simulate

FOLDER = Path(__file__).resolve().parent / "static"
FONTS = Path(experiments.__path__[0]).resolve() / "fonts"
MAX_BODY_BYTES = 65_536
MAX_CALLS = 8  # at a time, of those that live days or read a run
LIMITER: RunVar[CapacityLimiter] = RunVar("huajie_calls")
MAX_DIGITS = 20
ROOMS = ("watch", "compare", "learn")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANYWHERE = ("0.0.0.0", "::")
HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}
Answer = Callable[[Request], Awaitable[Response]]


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
                    await user_message("origin: allowed: this server's own pages", 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class Guard:
    """Answers carry safe headers; what is posted is JSON and small.

    A form of another site cannot post JSON without asking first, and nobody here answers that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        request = Request(scope)
        is_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        if request.method == "POST" and not is_json:
            await user_message("content-type: allowed: application/json", 415)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)


def user_message(message: str, status: int = 422) -> JSONResponse:
    """A mistake in words of both languages."""
    return JSONResponse({"error": in_both(message)}, status)


async def body_of(request: Request) -> Any:
    """The JSON that was posted; `ScenarioError` when it is none or too large."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MAX_BODY_BYTES:
            raise ScenarioError(f"request: larger than {MAX_BODY_BYTES} bytes")
    try:
        return json.loads(content or b"{}", parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ScenarioError("request: not valid JSON") from None


def _limiter() -> CapacityLimiter:
    """Threads for what takes long; files have Starlette's own, so that a page opens while runs go on."""
    try:
        return LIMITER.get()
    except LookupError:
        LIMITER.set(CapacityLimiter(MAX_CALLS))
        return LIMITER.get()


def _refuse_constant(word: str) -> float:
    raise ValueError(word)


def answering(function: Callable[[House, Request, Any], Any]) -> Answer:
    """An endpoint from a plain function of state, request and posted data, run in a thread."""

    async def endpoint(request: Request) -> Response:
        try:
            data = await body_of(request) if request.method == "POST" else {}
            if not isinstance(data, dict):
                raise ScenarioError("request: allowed: a JSON object")
            return JSONResponse(
                await to_thread.run_sync(function, request.app.state.house, request, data, limiter=_limiter())
            )
        except ScenarioError as error:
            return user_message(str(error))
        except NotKeptError as error:
            return user_message(str(error), 404)
        except FullError as error:
            return user_message(str(error), 503)

    return endpoint


def start(state: House, request: Request, data: Any) -> Any:
    """All that a page needs once."""
    return catalogue()


def check(state: House, request: Request, data: Any) -> Any:
    """What a setting comes to: the value of every lever, and its yearly ledger."""
    return values_of(scenario_of(read_setting(data)))


def watch(state: House, request: Request, data: Any) -> Any:
    """Begin to watch a setting."""
    instead = data.pop("instead", None)  # the run that this page watched before
    setting = read_setting(data)
    if isinstance(instead, str):
        state.watchings.drop(instead)
    watching = Watching(scenario_of(setting), setting.seed)
    return {"run": state.watchings.keep(watching), **watching.start()}


def advance(state: House, request: Request, data: Any) -> Any:
    """Live some days of a run."""
    days = read_count("days", data.get("days", 1), MAX_DAYS_A_CALL)
    return state.watchings.find(request.path_params["run"]).advance(days)


def grid(state: House, request: Request, data: Any) -> Any:
    """One grid of a run."""
    return state.watchings.find(request.path_params["run"]).grid(_number_in(request, "grid"))


def case(state: House, request: Request, data: Any) -> Any:
    """One contradiction of a run."""
    return state.watchings.find(request.path_params["run"]).life(_number_in(request, "key"))


def _number_in(request: Request, name: str) -> int:
    """A whole number in an address; of more digits than any key has it is none."""
    word = str(request.path_params[name])
    if not (word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS):
        raise NotKeptError(f"{name}: found {word[:40]!r}; allowed: a whole number")
    return int(word)


def compare(state: House, request: Request, data: Any) -> Any:
    """Begin a comparison of two settings on the seeds from the first one's on."""
    arms = {name: read_setting(data.get(name, {})) for name in ("a", "b")}
    count = read_count("replications", data.get("replications", 10), MAX_REPLICATIONS)
    scenarios = {}
    for name, setting in arms.items():
        try:
            scenarios[name] = scenario_of(setting)
        except ScenarioError as error:
            raise ScenarioError(f"{name.upper()}: {error}") from None
    return begun(state, scenarios, arms["a"].seed, count)


def begun(state: House, scenarios: dict[str, Scenario], seed: int, replications: int) -> Any:
    """Start a job and tell its name and first state."""
    if seed + replications - 1 > LARGEST_SEED:
        raise ScenarioError(f"seed: found {seed}; allowed: 0 to {LARGEST_SEED - replications + 1}")
    if len({(s.place.days, s.place.burn_in_days) for s in scenarios.values()}) > 1:
        raise ScenarioError("place.days: differs between the arms; allowed: the same days in both")
    job = Job(scenarios, seed, replications)
    state.start(job)
    return job.snapshot()


def progress(state: House, request: Request, data: Any) -> Any:
    """How far a job is, and what it says so far."""
    return state.jobs.find(request.path_params["job"]).snapshot()


def stop(state: House, request: Request, data: Any) -> Any:
    """Stop a job."""
    state.jobs.find(request.path_params["job"]).stopped.set()
    return {}


def learn(state: House, request: Request, data: Any) -> Any:
    """Begin the runs of a lesson, on the seeds from the one given on."""
    lesson = _lesson(request)
    return begun(state, lesson.scenarios(), read_seed(data.get("seed", 1)), lesson.replications)


def reveal(state: House, request: Request, data: Any) -> Any:
    """Which prediction held, read off the finished runs; with the lives of the lamp post in its lesson."""
    lesson, job = _lesson(request), state.jobs.find(request.path_params["job"])
    if [each.canonical() for each in job.arms.values()] != [each.canonical() for each in lesson.scenarios().values()]:
        raise ScenarioError("job: not one of this lesson")
    known = job.snapshot()
    if not known["finished"]:
        raise ScenarioError("job: not finished yet")
    if lesson.lives:
        lives = lamp_post_lives(job.seeds.start)
        return {"held": judge_lives(lives), "lives": lives}
    means = {arm: {name: _number(each["mean"]) for name, each in table.items()} for arm, table in known["arms"].items()}
    return {"held": lesson.judge(means)}


def _number(mean: float | None) -> float:
    return math.nan if mean is None else mean


def _lesson(request: Request) -> Any:
    name = request.path_params["lesson"]
    if name not in LESSONS:
        raise NotKeptError(f"lesson: allowed: {', '.join(LESSONS)}")
    return LESSONS[name]


async def page(request: Request) -> Response:
    """The one page, whichever room its address names."""
    return FileResponse(FOLDER / "index.html")


def own_callers(host: str) -> list[Middleware]:
    """Who may call: by the Host header loopback and `host` (DNS rebinding), by Origin nobody else's pages."""
    hosts = ["*"] if host in ANYWHERE else sorted({*LOOPBACK, bracketed(host)})
    return [Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(SameOrigin)]


def application(host: str = "127.0.0.1") -> Starlette:
    """The app; calls whose Host header is neither loopback nor `host` are refused (DNS rebinding)."""
    posts = {
        "/api/check": check,
        "/api/watch": watch,
        "/api/watch/{run}/advance": advance,
        "/api/compare": compare,
        "/api/jobs/{job}/stop": stop,
        "/api/learn/{lesson}": learn,
    }
    gets = {
        "/api/start": start,
        "/api/watch/{run}/grids/{grid}": grid,
        "/api/watch/{run}/cases/{key}": case,
        "/api/jobs/{job}": progress,
        "/api/learn/{lesson}/{job}": reveal,
    }
    routes: list[Route | Mount] = [Route(path, answering(f), methods=["POST"]) for path, f in posts.items()]
    routes += [Route(path, answering(f), methods=["GET"]) for path, f in gets.items()]
    routes += [Route(path, page) for path in ("/", *(f"/{room}" for room in ROOMS))]
    routes += [Mount("/static", StaticFiles(directory=FOLDER)), Mount("/fonts", StaticFiles(directory=FONTS))]
    app = Starlette(routes=routes, middleware=[Middleware(Guard), *own_callers(host)])
    app.state.house = House()
    return app


def run(host: str, port: int, language: Language) -> None:
    """Compile what is not compiled yet, then serve until stopped; OSError when the address cannot be had."""
    listener = listening(host, port)
    warm_up(language)
    with closing(listener):
        app = application(host)
        print(
            text("dashboard.serving", language, address=address_of(host, port, language)), file=sys.stderr, flush=True
        )
        try:
            uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
        finally:
            app.state.house.close()


@contextmanager
def serving() -> Iterator[str]:
    """The pages on a free port of loopback, from a thread of this process; gives their address, for tests and pictures."""
    app = application()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with closing(listening("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"  # the socket listens already: an early call waits
        server.should_exit = True
        thread.join(20)
        app.state.house.close()


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; raises OSError when the address cannot be had."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def address_of(host: str, port: int, language: Language) -> str:
    """What to type into a browser on this machine."""
    shown = "127.0.0.1" if host in ANYWHERE else bracketed(host)
    return f"http://{shown}:{port}/?language={language}"


def bracketed(host: str) -> str:
    """A host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def warm_up(language: Language = "en") -> None:
    """Live a month in a small place, so that the first page meets compiled rules."""
    print(text("cli.compiling", language), file=sys.stderr, flush=True)
    small = {"place.days": 30, "place.grids": 2, "place.communities": 2, "place.burn_in_days": 1}
    simulate(loaded(DEFAULT_SCENARIO).vary(small))
