"""The start without make and without a POSIX shell: run.py installs what is missing, on every system."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from tools import environment

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
# Modules that Windows lacks; who imports one does so where it is needed, and where it is.
POSIX_ONLY = {"fcntl", "grp", "pwd", "resource", "termios", "pty", "posix"}
# A benchmark that needs Linux, and says so.
LINUX_ONLY = {"experiments/benchmarks/torture.py"}


@pytest.fixture
def run() -> Any:
    """The module run.py."""
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_first_start_installs_and_starts_again_with_the_same_words(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(run, "_command_line", lambda: None)
    monkeypatch.setattr(environment, "main", lambda names: seen.append(names) or 0)
    monkeypatch.setattr(environment, "in_venv", lambda words, variables: seen.append((words, variables)) or 7)
    monkeypatch.setattr(sys, "argv", ["run.py", "compare", "mine.toml"])
    with pytest.raises(SystemExit) as ended:
        run.main()
    assert ended.value.code == 7
    assert seen == [["core"], ([str(ROOT / "run.py"), "compare", "mine.toml"], {run.INSTALLED: "1"})]


def test_what_is_missing_of_others_is_installed_and_what_is_ours_is_an_error(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = "import sys; sys.modules[{!r}] = None; sys.argv = ['run.py']; import run; print(run._command_line())"
    for missing, ends_well in (("typer", True), ("experiments.errors", False)):
        done = subprocess.run(
            [sys.executable, "-c", code.format(missing)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        assert (done.returncode == 0) is ends_well, done.stderr
        assert done.stdout.strip() == ("None" if ends_well else "")


def test_checks_stop_at_the_first_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def in_venv(words: list[str], variables: dict[str, str], cwd: Path | None = None) -> int:
        seen.append(words[1])
        return int(words[1] == "mypy")

    monkeypatch.setattr(environment, "main", lambda names: 0)
    monkeypatch.setattr(environment, "in_venv", in_venv)
    assert environment.run_checks(["-k", "nothing"]) == 1
    assert seen == ["ruff", "ruff", "mypy"]
    assert set(environment.EVERYTHING) == set(environment.known_names())


def test_tests_share_the_processors_unless_the_words_say_otherwise() -> None:
    """The last `-n` wins; without the plugin nobody knows the word."""
    assert environment.test_words(["-n", "0"]) == [*environment.WORKERS, "-n", "0"]
    assert environment.test_words(["-p", "no:xdist", "-x"]) == ["-p", "no:xdist", "-x"]


def test_where_python_lies_on_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.venv_python() == ROOT / ".venv/bin/python" or os.name == "nt"
    monkeypatch.setattr(environment, "os", SimpleNamespace(name="nt"))
    monkeypatch.setattr(environment, "VENV", PureWindowsPath(r"C:\Users\李\huajie\.venv"))
    assert str(environment.venv_python()) == r"C:\Users\李\huajie\.venv\Scripts\python.exe"


def test_nothing_that_windows_lacks_is_imported_with_a_module() -> None:
    """Within a function it is asked for where the system has it."""
    found = []
    for path in [
        *ROOT.glob("*.py"),
        *(each for room in ("model", "experiments", "tools") for each in (ROOT / room).rglob("*.py")),
    ]:
        name = path.relative_to(ROOT).as_posix()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{name}: {each}" for each in names if each in POSIX_ONLY and name not in LINUX_ONLY]
    assert not found


def test_the_first_words_can_be_said_on_any_console() -> None:
    """Before anything is installed, Python speaks in the console's own letters: cp936, cp437, ASCII."""
    for path in (ROOT / "tools/environment.py", ROOT / "run.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"print", "complain"}:
                ast.unparse(node).encode("ascii")


@pytest.mark.parametrize("encoding", ["cp936", "cp437", "ascii"])
def test_the_command_line_speaks_whatever_the_console_is_set_to(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "run.py", "levers", "--lang", "zh"], cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "措施" in done.stdout.decode("utf-8")


def test_every_system_is_in_the_matrix() -> None:
    matrix = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]["test"][
        "strategy"
    ]["matrix"]
    assert {each.partition("-")[0] for each in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["python"][0] == "3.11"


def test_no_file_is_called_what_windows_or_macos_cannot_call_it() -> None:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if told.returncode:
        pytest.skip("not a checkout")
    names = [name for name in told.stdout.decode().split("\0") if name]
    reserved = {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))}
    for name in names:
        parts = PureWindowsPath(name).parts
        assert not any(set(part) & set('<>:"|?*\\') or part.endswith((" ", ".")) for part in parts), name
        assert not {part.partition(".")[0].lower() for part in parts} & reserved, name
    assert len({name.lower() for name in names}) == len(names)
