"""What a user did wrong, told in one line of either language; every message that is raised has its Chinese."""

from __future__ import annotations

import ast
import errno
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from experiments.command_line import main as cli
from experiments.errors import environment_language, language_of, user_message
from experiments.labels.errors import MISTAKES, in_chinese
from experiments.runs.plan import PlanError
from experiments.runs.store import StoreError
from huajie import compare, open_store, robust, sensitivity, simulate, sweep
from model.scenario import Scenario, ScenarioError

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
FOR_USERS = {"ScenarioError", "PlanError", "StoreError", "RegisterError", "OutputPathError", "MachineError"}
# Functions that make a message, or a part of one, for another to raise.
MAKERS = {
    "_problems",
    "_explain",
    "_allowed",
    "_why_undated",
    "_nearest",
    "nearest",
    "_known",
    "_english",
    "_of_typing",
}
HOLE = "〔〕"
# What both languages write alike: options, paths, keys, commands, quoted words, names, file formats.
ALIKE = re.compile(
    r"'[^']*'|“[^”]*”|--[\w-]+|[\w*]+(?:[._][\w*]+)+|\w+(?:\[\w+\])?=\S*|python run\.py \S+|select .*|start:stop:count"
    r"|first:last:step|low|high|None|lever|calibrate|pip install|scenarios/mine.toml|CSV|xlsx|Excel|NAME|VALUE|reading|format|\.set|\.day|policies|query|seed|grid|sensitivity|engine dask|processes|threads|simulate"
    r"|value|Sobol|Dask|dask|SALib|Optuna|Morris|TOML|UTF|Unicode|JSON|EMA Workbench|true|false|place|Scenario|Posterior"
    r"|^[a-z]+(?=：)"
)  # fmt: skip
# Pages of the browser speak through their own labels.
ELSEWHERE = ("dashboard", "contest_files")


def raised() -> Iterator[tuple[str, str]]:
    """Every message for users that code raises, with holes for what is filled in."""
    for path in [*(ROOT / "model").rglob("*.py"), *(ROOT / "experiments").rglob("*.py")]:
        if any(part in path.as_posix() for part in ELSEWHERE):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in FOR_USERS and node.args:
                yield f"{path.name}:{node.lineno}", _text(node.args[0])
            if isinstance(node, ast.FunctionDef) and node.name in MAKERS:
                for made in (each for each in ast.walk(node) if isinstance(each, ast.Return | ast.Yield)):
                    for part in (each for each in ast.walk(made) if isinstance(each, ast.JoinedStr)):
                        yield f"{path.name}:{part.lineno}:{part.col_offset}", _text(part)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else _hole(part) for part in node.values)


def _hole(part: ast.expr) -> str:
    assert isinstance(part, ast.FormattedValue)
    name = ast.unparse(part.value)
    number = re.search(r"len|count|replications|number|worlds|seed|days|MOST|LARGEST|missing|holes|size|near$|budget|short"
                       r"|communities|capability|start|first|samples|day|written|registered|value.low|share|max|count|^line$|rows|cases|areas|LEAST|MIN_|MAX_|_DAYS|^most$|^least$|grids|^last$|horizon|previous|SMALLEST", name)  # fmt: skip
    return "7" if number and "allowed" not in name else HOLE


MESSAGES = dict(raised())


def test_messages_are_found() -> None:
    assert len(MESSAGES) > 60


@pytest.mark.parametrize("place", sorted(MESSAGES))
def test_every_message_has_its_chinese(place: str) -> None:
    chinese = in_chinese(MESSAGES[place].replace(f".{HOLE}", ".x"))
    english = re.findall(r"[A-Za-z]{3,}", ALIKE.sub("", chinese))
    assert not english, chinese


HOSTILE = "found 3 rows twice, a list; it needs missing"


@pytest.mark.parametrize("place", sorted(MESSAGES))
def test_the_users_words_are_left_alone(place: str) -> None:
    """A file, a field, or what is quoted may be called as a phrase of ours is."""
    message = re.sub(rf"(?<='){HOLE}(?=')", HOSTILE, MESSAGES[place])
    message = re.sub(rf"^{HOLE}(?=: )", "my found none (allowed).toml", message)
    chinese = in_chinese(message)
    for words in (HOSTILE, "my found none (allowed).toml"):
        assert chinese.count(words) == message.count(words), chinese


def test_an_unknown_key_and_the_names_of_columns_are_left_alone() -> None:
    key = in_chinese("m.toml: found none: unknown key; allowed here: triage")
    assert key == "m.toml：found none：没有此键；此处允许：triage"
    columns = in_chinese(
        "r.csv: no column holds the date a case was opened; its columns are 'found by', 'it's missing'"
    )
    assert columns.endswith("其各列为 'found by', 'it's missing'")


def test_a_front_of_ours_is_put_into_chinese() -> None:
    assert in_chinese("contradictions to expect: found 9; allowed: 0 to 5").startswith("预计的矛盾数：实为9")


def test_what_the_reader_of_toml_says_has_its_chinese() -> None:
    """The messages as this Python's own reader raises them."""
    tree = ast.parse(Path(tomllib._parser.__file__).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    said = {
        _text(node.args[at])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for at in [{"suffixed_err": 2, "TOMLDecodeError": 0}.get(ast.unparse(node.func), 9)]
        if at < len(node.args)
    } - {"", HOLE, f"{HOLE} (at {HOLE})"}
    assert len(said) > 15
    for words in said:
        chinese = in_chinese(f"m.toml: not valid TOML: {words[0].lower()}{words[1:]} (at line 3, column 16)")
        assert not re.findall(r"[A-Za-z]{3,}", ALIKE.sub("", chinese)), chinese


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("[place]\nstart_date = 3", "found 3; allowed: a date, such as 2008-01-01", "允许：日期，例如2008-01-01"),
        ("[place]\ngrids = 2008-01-01", "found 2008-01-01; allowed: a whole number", "实为2008-01-01；允许：1至20000的整数"),
        ("[place]\ntitle_en = true", "found true; allowed: a text", "实为true；允许：文本"),
        ("[[reform]]\nday = 'a'", "a whole number from 0 to 7300 (day)", "0至7300的整数（日）"),
        ("storm_days = 3", "allowed: a list", "允许：列表"),
        ("place = 3", "allowed: a table", "允许：表"),
        ("[[reform]]\nset = { 'triage.mode' = [1] }", "allowed: a number, a text, true or false", "数、文本、true或false"),
        ("[arising]\nweekday_factors = [1.0]", "allowed: 7 numbers", "允许：7个数"),
        ("[budget]\nyearly_yuan = 1000.0", "(grid_workers 5,850,000, street", "（网格员5,850,000, 街道"),
    ],
)  # fmt: skip
def test_a_wrong_value_in_a_file_is_told_in_both_languages(
    tmp_path: Path, written: str, english: str, chinese: str
) -> None:
    path = tmp_path / "m.toml"
    path.write_text(f"format = 1\n{written}", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    assert english in str(caught.value)
    assert str(caught.value).count("\n") == 0
    told_in_chinese = in_chinese(str(caught.value))
    assert chinese in told_in_chinese
    assert not re.search("[a-z]{3,} [a-z]{3,}", told_in_chinese.replace(str(path), ""))


def test_holes_are_the_same_in_both_languages() -> None:
    for english, chinese in MISTAKES:
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", chinese)), english


def test_what_the_user_wrote_stays() -> None:
    message = (
        "x.toml: triage.screening_share: found 2.0; allowed: a number from 0 to 1 (share of free grid-worker hours)"
    )
    chinese = in_chinese(message)
    assert chinese.startswith("x.toml：triage.screening_share：实为2.0；允许：0至1的数（")
    assert not re.search("found|allowed|share of", chinese)


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (["compre"], "Did you mean 'compare'?", "没有命令“compre”"),
        (["zhaoshang"], "is a scenario, not a command; try: python run.py compare zhaoshang", "是情景而非命令"),
        (["scenarios/zhaoshang.toml"], "try: python run.py compare scenarios/zhaoshang.toml", "是情景而非命令"),
        (["compare", "zhaoshang", "-n", "x"], "'--replications'", "应为整数"),
        (["compare", "zhaoshang", "--replicatons", "3"], "--replications", "没有选项"),
        (
            ["sweep", "zhaoshang", "--vary", "triage.screning_share=0:1:3"],
            "did you mean 'triage.screening_share'",
            "是否指",
        ),
        (["check"], "Missing argument 'FILE'", "缺少参数"),
        (["reform", "--at", "soon"], "--at: found 'soon'", "实为'soon'"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_typing_errors_are_one_clear_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], english: str,
    chinese: str, language: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "user_message", lambda error, command, _: user_message(error, command, language))
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert (english if language == "en" else chinese) in printed.err
    assert printed.err.count("\n") == 1
    assert not printed.out


PLACE = "lamp_post"
SHARE = "triage.screening_share"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compare(3), "scenario: found 3; allowed: a Scenario"),  # type: ignore[arg-type]
        (lambda: simulate(None), "scenario: found None; allowed: a Scenario"),  # type: ignore[arg-type]
        (lambda: open_store(3), "store: found 3; allowed: a folder"),  # type: ignore[arg-type]
        (lambda: Scenario([1]), r"scenario: found \[1\]; allowed: tables"),  # type: ignore[arg-type]
        (lambda: Scenario.load(PLACE).vary([SHARE]), "changes: found .*allowed: values by lever"),  # type: ignore[arg-type]
        (lambda: Scenario.load(PLACE).vary({3: 1}), "unknown lever or parameter '3'"),  # type: ignore[dict-item]
        (lambda: Scenario.load(PLACE).vary({SHARE: np.array([0.1, 0.2])}), r"found \[0.1, 0.2\]; allowed: a number"),
        (lambda: Scenario.load(PLACE).preset(["a"]), "unknown preset"),  # type: ignore[arg-type]
        (lambda: compare(PLACE, "3"), "--replications: found '3'; allowed: a whole number"),  # type: ignore[arg-type]
        (lambda: compare(PLACE, 1, 2.5), "--workers: found 2.5; allowed: a whole number"),  # type: ignore[arg-type]
        (lambda: compare(PLACE, 1, seed=True), "--seed: found True; allowed: a whole number"),
        (lambda: compare(PLACE, 1, store=3), "--store: found 3; allowed: a folder"),
        (lambda: compare(PLACE, 1, precision="x"), "--precision: found 'x'; allowed: a half-width"),
        (lambda: compare(PLACE, 1, engine="thread"), "--engine: found 'thread'; allowed: threads"),
        (lambda: compare(PLACE, 1, world=3), "world: found 3; allowed: assumed, drawn, matched, a file"),  # type: ignore[arg-type]
        (lambda: compare(PLACE, 1, replicatons=3), "unknown option 'replicatons' .did you mean 'replications'"),
        (lambda: compare(PLACE, 1, policies=["a"]), "--policy: found 'a'.*allowed: reactive-staffed"),
        (lambda: compare(PLACE, 1, policies={"a": "x"}), "policies: a: found 'x'; allowed: values"),  # type: ignore[dict-item]
        (lambda: sweep(PLACE, SHARE), "vary: found .*allowed: values by lever"),  # type: ignore[arg-type]
        (lambda: sweep(PLACE, points=3), "points: found 3; allowed: one name"),  # type: ignore[arg-type]
        (lambda: robust(PLACE, SHARE), "vary: found .*allowed: pairs"),  # type: ignore[arg-type]
        (lambda: robust(PLACE, worlds="x"), "--worlds: found 'x'"),  # type: ignore[arg-type]
        (lambda: robust(PLACE, policies=3), "policies: found 3"),  # type: ignore[arg-type]
        (lambda: sensitivity(PLACE, vary={"lapse.rate": 3}), "lapse.rate: found 3; allowed: a pair"),  # type: ignore[dict-item]
        (lambda: sensitivity(PLACE, vary={"lapse.rate": ("a", "b")}), "allowed: numbers"),  # type: ignore[dict-item]
        (lambda: sensitivity(PLACE, samples="x"), "--samples: found 'x'"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_wrong_kind_of_argument_is_told_as_a_mistake_in_a_file_is(call: Callable[[], object], message: str) -> None:
    with pytest.raises((ScenarioError, PlanError, StoreError), match=message) as caught:
        call()
    assert not re.findall("[a-z]{3,} [a-z]{3,}", ALIKE.sub("", in_chinese(str(caught.value))))


def test_a_run_takes_the_name_of_a_place() -> None:
    assert simulate(PLACE, 3).scenario.name == PLACE


def test_where_results_cannot_go_is_said_before_anything_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr("experiments.runs.engine.shared_simulate", lambda: pytest.fail("it ran"))
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    for words in (["--out", str(taken)], ["--out", str(taken / "below")], ["--store", str(taken)],
                  ["--json", str(tmp_path)]):  # fmt: skip
        with pytest.raises(SystemExit) as ended:
            cli.main(["compare", str(small_file), "--out", str(tmp_path / "out"), *words])
        assert ended.value.code == 2
        assert re.search("is a file|is a folder", capsys.readouterr().err)
    assert not (tmp_path / "out").exists()


def test_json_makes_the_folder_it_needs(small_file: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(small_file), "--json", str(tmp_path / "new" / "check.json")])
    assert not ended.value.code
    assert '"sound": true' in (tmp_path / "new" / "check.json").read_text(encoding="utf-8")


def test_a_full_disk_is_told_and_a_fault_of_ours_is_not() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "results/x.csv")
    assert user_message(full, "compare", "en") == "Error: results/x.csv: No space left on device"
    assert user_message(full, "compare", "zh") == "错误：results/x.csv：磁盘已满"
    assert user_message(OSError(errno.EBADF, "Bad file descriptor"), "compare", "en") is None
    assert user_message(ValueError("a fault of ours"), "compare", "en") is None
    assert "huajie[robust]" in str(user_message(ImportError("", name="ema_workbench.analysis"), "robust", "en"))


def test_the_language_is_the_users() -> None:
    assert environment_language({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert environment_language({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}) == "en"
    assert environment_language({"HUAJIE_LANG": "zh", "LC_ALL": "C"}) == "zh"
    assert environment_language({}) == "en"
    assert [language_of(words.split()) for words in ("x --lang zh", "x --lang=zh", "x --lang en")] == ["zh", "zh", "en"]
