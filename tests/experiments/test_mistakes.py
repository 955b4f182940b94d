"""What a user did wrong, told in one line of either language; every message that is raised has its Chinese."""

from __future__ import annotations

import ast
import errno
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments import cli
from experiments.labels.mistakes import MISTAKES, in_chinese
from experiments.mistakes import language_of, spoken_language, told

ROOT = Path(__file__).resolve().parents[2]
FOR_USERS = {"ScenarioError", "PlanError", "StoreError", "RegisterError", "FileMistake"}
HOLE = "〔〕"
# What both languages write alike: options, paths, keys, commands, quoted words, names, file formats.
ALIKE = re.compile(
    r"'[^']*'|“[^”]*”|--[\w-]+|[\w*]+(?:[._][\w*]+)+|\w+(?:\[\w+\])?=\S*|python run\.py \S+|select .*|start:stop:count"
    r"|first:last:step|low|high|None|lever|calibrate|pip install|scenarios/mine.toml|CSV|xlsx|Excel|NAME|VALUE|reading|format|\.set|\.day|policies|query|seed|grid|sensitivity|engine dask"
    r"|value|Sobol|Dask|dask|SALib|Optuna|Morris|TOML|UTF|JSON|EMA Workbench|true|false|place"
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
                       r"|communities|capability|start|first|samples|day|written|registered|value.low|share|max|count|^line$|rows|cases|areas|LEAST|split$|horizon|previous|SMALLEST", name)  # fmt: skip
    return "7" if number and "allowed" not in name else HOLE


MESSAGES = dict(raised())


def test_messages_are_found() -> None:
    assert len(MESSAGES) > 60


@pytest.mark.parametrize("place", sorted(MESSAGES))
def test_every_message_has_its_chinese(place: str) -> None:
    chinese = in_chinese(MESSAGES[place])
    english = re.findall(r"[A-Za-z]{3,}", ALIKE.sub("", chinese))
    assert not english, chinese


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
    monkeypatch.setattr(cli, "told", lambda error, command, _: told(error, command, language))
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert (english if language == "en" else chinese) in printed.err
    assert printed.err.count("\n") == 1
    assert not printed.out


def test_where_results_cannot_go_is_said_before_anything_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr("model.simulate.simulate", lambda *_: pytest.fail("it ran"))
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
    assert told(full, "compare", "en") == "Error: results/x.csv: No space left on device"
    assert told(full, "compare", "zh") == "错误：results/x.csv：磁盘已满"
    assert told(OSError(errno.EBADF, "Bad file descriptor"), "compare", "en") is None
    assert told(ValueError("a fault of ours"), "compare", "en") is None
    assert "huajie[robust]" in str(told(ImportError("", name="ema_workbench.analysis"), "robust", "en"))


def test_the_language_is_the_users() -> None:
    assert spoken_language({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert spoken_language({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}) == "en"
    assert spoken_language({"HUAJIE_LANG": "zh", "LC_ALL": "C"}) == "zh"
    assert spoken_language({}) == "en"
    assert [language_of(words.split()) for words in ("x --lang zh", "x --lang=zh", "x --lang en")] == ["zh", "zh", "en"]
