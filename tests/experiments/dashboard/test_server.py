"""The server's functions: the same run as Python's, links and settings, and what it refuses."""

from __future__ import annotations

import asyncio
import json
import math
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

starlette = pytest.importorskip("starlette", reason="the pages need the extra `viz`")

from starlette.requests import Request  # noqa: E402

from experiments.command_line.main import main  # noqa: E402
from experiments.dashboard.catalogue import FIRST_LEVERS, catalogue  # noqa: E402
from experiments.dashboard.house import IDLE_SECONDS, FullError, House, Kept, NotKeptError  # noqa: E402
from experiments.dashboard.jobs import Job, Memory  # noqa: E402
from experiments.dashboard.lessons import LESSONS  # noqa: E402
from experiments.dashboard.server import FOLDER, MAX_BODY_BYTES, application, own_callers, reveal  # noqa: E402
from experiments.dashboard.settings import Setting, adjustable, read_seed, read_setting, scenario_of  # noqa: E402
from experiments.dashboard.watching import Watching  # noqa: E402
from experiments.statistics import paired  # noqa: E402
from model.outcome_definitions import NAMES  # noqa: E402
from model.scenario import LEVERS, Scenario, ScenarioError, scenario_folder  # noqa: E402
from model.simulate import simulate  # noqa: E402

SHORT = {"place.days": 40}
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=8,
)


def in_its_own_thread(answering):
    """What comes of an answer on a loop of its own: Playwright's may run in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, answering).result()


def call(method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, Any, dict[str, str]]:
    """One request to the app, without a socket: status, JSON or bytes, headers."""
    sent: list[Any] = []

    asked: list[bool] = []

    async def receive() -> dict[str, Any]:
        if asked:  # nobody hangs up before the answer
            await asyncio.Event().wait()
        asked.append(True)
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    given_headers = {"host": "127.0.0.1:8010", "content-type": "application/json"}
    given_headers |= {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in given_headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": raw, "scheme": "http", "root_path": "",
        "server": ("127.0.0.1", 8010), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    app = application()
    in_its_own_thread(app(scope, receive, send))
    app.state.house.close()
    content = b"".join(message.get("body", b"") for message in sent[1:])
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    is_json = found.get("content-type", "").startswith("application/json")
    return sent[0]["status"], json.loads(content) if is_json else content, found


def post(path: str, data: Any) -> tuple[int, Any]:
    status, answer, _ = call("POST", path, json.dumps(data).encode())
    return status, answer


def test_watching_ends_in_the_figures_of_python() -> None:
    changes = {"place.days": 370}
    plain = simulate(Scenario.load(scenario_folder() / "zhaoshang.toml").vary(changes), 7)
    watching = Watching(scenario_of(Setting(changes=changes, seed=7)), 7)
    watching.advance(100)
    watching.advance(1)
    while watching.lived < 370:
        watching.advance(97)
    watched = watching.outcome().scalars()
    assert all(
        watched[n] == plain.scalars()[n] or (math.isnan(watched[n]) and math.isnan(plain.scalars()[n])) for n in NAMES
    )
    assert plain.cases.equals(watching.outcome().cases)


def test_a_planted_case_bears_its_name_in_its_grid() -> None:
    watching = Watching(scenario_of(Setting("lamp_post", preset="reactive-staffed")), 1)
    planted = watching.start()["planted"][0]
    while watching.lived < planted["day"]:
        watching.advance(planted["day"] - watching.lived)
    assert not [each for rows in rows_of(watching, planted["grid"]) for each in rows if each["planted"]]
    watching.advance(1)
    named = [each for rows in rows_of(watching, planted["grid"]) for each in rows if each["planted"]]
    assert [each["planted"] for each in named] == ["lamp_post"]
    assert named[0]["arisen"] == planted["day"] and named[0]["severity"] == 0.95


def rows_of(watching: Watching, grid: int) -> list[list[dict[str, Any]]]:
    """The cases that a grid shows: open, hidden, ended."""
    found = watching.grid(grid)
    return [found[name]["cases"] for name in ("open", "hidden", "ended")]


def test_a_case_is_told_from_its_grid() -> None:
    watching = Watching(scenario_of(Setting()), 1)
    watching.advance(90)
    ended = next(rows for grid in range(130) if (rows := watching.grid(grid)["ended"]["cases"]))
    told = watching.life(int(ended[0]["key"]))["events"]
    assert told[0]["kind"] == "arisen"
    assert told[0]["told"]["en"][0] != told[0]["told"]["zh"][0]
    with pytest.raises(ScenarioError, match="grid: found 130"):
        watching.grid(130)


def test_jobs_give_the_paired_difference_of_python() -> None:
    arms = {
        "a": scenario_of(Setting(preset="reactive-staffed", changes=SHORT)),
        "b": scenario_of(Setting(changes=SHORT)),
    }
    job, memory = Job(arms, 3, 4), Memory()
    assert job.snapshot()["differences"]["b"]["arisen"]["verdict"] == "none"
    for arm, index in job.tasks():
        job.live(arm, index, memory)
    ours, theirs = (job.table[index, :, NAMES.index("incidents_per_10k")] for index in (1, 0))
    estimate, shown = paired(ours, theirs), job.snapshot()["differences"]["b"]["incidents_per_10k"]
    assert (shown["mean"], shown["low"], shown["high"]) == (estimate.mean, estimate.low, estimate.high)
    assert ours[0] == simulate(arms["b"], 3).incidents_per_10k


def test_every_lesson_has_sound_arms_and_words() -> None:
    words = catalogue()["words"]
    for lesson in LESSONS.values():
        assert len({s.place.days for s in lesson.scenarios().values()}) == 1
        keys = [
            "title",
            "question",
            "set",
            "notice",
            "explain",
            "attempt",
            *(f"predict.{name}" for name in lesson.predictions),
        ]
        assert all(f"lesson.{lesson.name}.{key}" in words[language] for key in keys for language in ("en", "zh"))
    assert len(LESSONS) == 6


def test_every_word_the_pages_say_is_there() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js"))
    said = set(re.findall(r'\bsay\("(\w+)"', scripts))
    assert len(said) > 50
    assert not said - {name.removeprefix("dashboard.") for name in catalogue()["words"]["en"]}


def test_every_lever_has_a_control_and_six_come_first() -> None:
    found = catalogue()
    assert {lever["path"] for lever in found["levers"]} >= set(LEVERS)
    assert len(FIRST_LEVERS) <= 6
    assert all(lever["words"]["zh"]["help"] != lever["words"]["en"]["help"] for lever in found["levers"])


def explained(data: Any) -> str | None:
    """What is told of a setting's mistake; None when there is none. Any other error fails the test."""
    try:
        scenario_of(read_setting(data))
    except ScenarioError as error:
        return str(error)
    return None


@given(JSON_VALUES)
def test_whatever_comes_in_is_read_or_explained(data: Any) -> None:
    for given_data in (data, {"changes": data}, {"seed": data}, {"preset": data, "scenario": data}):
        assert explained(given_data) != ""


@given(st.sampled_from(sorted(adjustable())), JSON_VALUES)
def test_any_value_of_a_lever_is_taken_or_explained_without_a_path(path: str, value: Any) -> None:
    assert ".toml" not in (explained({"changes": {path: value}}) or "")


@pytest.mark.parametrize("seed", [True, -1, 1.5, "x", "", "１", None, 2**63])
def test_seeds_are_whole_numbers(seed: object) -> None:
    with pytest.raises(ScenarioError, match="seed: found"):
        read_seed(seed)


def test_seeds_beyond_a_browsers_numbers_are_kept() -> None:
    assert read_seed(str(2**63 - 1)) == 2**63 - 1


def test_a_bundle_brings_its_levers_whatever_the_preset_set() -> None:
    preventive = scenario_of(Setting(preset="reactive-staffed", changes={"triage.mode": "preventive"}))
    wanted = scenario_of(Setting(preset="preventive-staffed"))
    assert preventive.value("triage.screening_share") == wanted.value("triage.screening_share")
    own = scenario_of(Setting(changes={"triage.mode": "reactive", "triage.screening_share": 0.4}))
    assert own.value("triage.screening_share") == 0.4


def test_mistakes_are_told_with_the_nearest_name() -> None:
    status, answer = post("/api/check", {"changes": {"triage.screening_shar": 0.2}})
    assert status == 422
    assert "triage.screening_share" in answer["error"]["en"]
    status, answer = post(
        "/api/check", {"changes": {"delivery.incubation_yuan": 20_000_000.0, "partners.programmes_yuan": 20_000_000.0}}
    )
    assert status == 422
    assert "yuan short" in answer["error"]["en"]
    assert "不足以支付" in answer["error"]["zh"]
    assert post("/api/compare", {"replications": 101})[0] == 422
    assert post("/api/watch/none/advance", {"days": 1})[0] == 404


def test_a_lesson_is_judged_by_its_own_runs_only() -> None:
    assert post("/api/learn/pools", {"seed": "many"})[0] == 422
    state = House()
    state.start(job := Job({"a": scenario_of(Setting(changes=SHORT))}, 1, 1))
    with pytest.raises(ScenarioError, match="not one of this lesson"):
        reveal(state, Request({"type": "http", "path_params": {"lesson": "pools", "job": job.name}}), {})
    state.close()


def test_an_address_that_cannot_be_had_is_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as ended:
        main(["dashboard", "--port", str(taken.getsockname()[1]), "--lang", "zh"])
    assert ended.value.code == 2
    assert "地址已被占用" in capsys.readouterr().err


def test_foreign_hosts_forms_and_floods_are_refused() -> None:
    assert call("GET", "/", host="evil.example")[0] == 400
    assert call("POST", "/api/check", b"a=1", content_type="application/x-www-form-urlencoded")[0] == 415
    assert call("POST", "/api/check", b" " * (MAX_BODY_BYTES + 1))[0] == 422
    assert call("POST", "/api/check", b"[" * 60_000)[0] == 422
    assert call("POST", "/api/check", b'{"seed": NaN}')[0] == 422


def test_pages_of_other_sites_are_refused() -> None:
    """Of http and of https, whatever they ask for; the own pages send the Host they were asked under."""
    assert call("GET", "/api/start", origin="http://evil.example")[0] == 403
    assert call("GET", "/", origin="null")[0] == 403
    assert call("POST", "/api/check", b"{}", origin="http://127.0.0.1:8010")[0] == 200


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


def test_nobodys_run_goes_because_another_came() -> None:
    now = 0.0
    gone: list[str] = []
    kept: Kept[str] = Kept("run", 3, len, gone.append, lambda: now)
    names = [kept.keep(thing) for thing in ("a", "b", "c")]
    with pytest.raises(FullError, match="run: no room for another just now"):
        kept.keep("d")
    assert [kept.find(name) for name in names] == ["a", "b", "c"] and not gone
    kept.drop(names[2])
    names[2] = kept.keep("e")
    now = IDLE_SECONDS
    kept.find(names[2])
    now = IDLE_SECONDS + 1.0
    kept.keep("f")
    assert gone == ["c", "a", "b"], "what nobody has asked for lately, and nothing else"
    assert kept.find(names[2]) == "e"
    with pytest.raises(NotKeptError):
        kept.find(names[0])


def test_a_page_that_starts_anew_gives_its_run_back() -> None:
    state = House()
    setting = {"changes": SHORT}
    from experiments.dashboard.server import watch

    first = watch(state, Request({"type": "http"}), dict(setting))["run"]
    assert state.watchings.find(first).bytes > 100_000
    second = watch(state, Request({"type": "http"}), {**setting, "instead": first})["run"]
    assert state.watchings.find(second)
    with pytest.raises(NotKeptError):
        state.watchings.find(first)
    state.close()


def test_a_full_house_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise FullError("job: no room for another just now; try again in some minutes")

    monkeypatch.setattr(House, "start", full)
    status, answer = post("/api/compare", {"replications": 2})
    assert status == 503
    assert "几分钟" in answer["error"]["zh"]


@pytest.mark.parametrize("path", ["/api/watch/x/grids/", "/api/watch/x/cases/"])
def test_a_number_of_thousands_of_digits_in_an_address_is_no_error_of_the_server(path: str) -> None:
    assert call("GET", path + "9" * 5_000)[0] == 404
    assert call("GET", path + "１")[0] == 404


@pytest.mark.parametrize("digits", [400, 4_000, 5_000])
def test_a_number_of_thousands_of_digits_in_a_setting_is_explained(digits: int) -> None:
    number = "9" * digits
    for body in (
        f'{{"changes": {{"place.days": {number}}}}}', f'{{"changes": {{"triage.screening_share": {number}}}}}',
        f'{{"seed": {number}}}', f'{{"seed": "{number}"}}', f'{{"scenario": {number}}}', f'{{"story": {number}}}',
    ):  # fmt: skip
        assert call("POST", "/api/check", body.encode())[0] == 422


def test_what_takes_long_has_threads_of_its_own() -> None:
    """With Starlette's, which answer files, a page waited for the runs of others."""
    from anyio.to_thread import current_default_thread_limiter

    from experiments.dashboard import server

    async def look() -> tuple[bool, bool, float]:
        own = server._limiter()
        return own is server._limiter(), own is current_default_thread_limiter(), own.total_tokens

    assert in_its_own_thread(look()) == (True, False, server.MAX_CALLS)


@pytest.mark.parametrize(
    "path", ["/static/../server.py", "/static/%2e%2e/server.py", "/fonts/../labels/face.py", "/etc/passwd"]
)
def test_no_file_outside_its_folders_is_served(path: str) -> None:
    assert call("GET", path)[0] == 404


def test_pages_allow_no_foreign_and_no_inline_code() -> None:
    status, content, headers = call("GET", "/compare")
    assert status == 200
    assert b"http://" not in content
    assert b"https://" not in content
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
