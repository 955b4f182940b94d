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
from experiments.dashboard.jobs import Job, Memory  # noqa: E402
from experiments.dashboard.lessons import LESSONS  # noqa: E402
from experiments.dashboard.server import FOLDER, MAX_BODY_BYTES, State, application, reveal  # noqa: E402
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
    """Let the answer come on a loop of its own: Playwright's may run in this thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, answering).result()


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
    app.state.house.jobs.close()
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
    state = State()
    state.jobs.start(job := Job({"a": scenario_of(Setting(changes=SHORT))}, 1, 1))
    with pytest.raises(ScenarioError, match="not one of this lesson"):
        reveal(state, Request({"type": "http", "path_params": {"lesson": "pools", "job": job.name}}), {})
    state.jobs.close()


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
