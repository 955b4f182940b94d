"""`--help` speaks both languages, to the last option."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from experiments.command_line import main as cli
from experiments.labels.help_texts import HELPS_ZH

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())


def printed(*words: str, **environment: str) -> str:
    """What a command line prints, in a process of its own: Typer's words are exchanged for good."""
    done = subprocess.run(
        [sys.executable, "run.py", *words], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "COLUMNS": "80", **environment},
    )  # fmt: skip
    return done.stdout


def texts_of(command: Any) -> Iterator[str]:
    """Every help text of a command, its options and its commands."""
    yield command.help
    yield from filter(None, [getattr(command, "rich_help_panel", None)])
    yield from (each.help for each in command.params if each.help)
    with typer.Context(command, help_option_names=["-h", "--help"]) as context:
        yield command.get_help_option(context).help
    for each in getattr(command, "commands", {}).values():
        yield from texts_of(each)


def test_every_help_text_has_its_chinese_and_none_is_left_over() -> None:
    cli.register_elsewhere(set(cli.ELSEWHERE))
    try:
        assert set(texts_of(typer.main.get_command(cli.app))) == set(HELPS_ZH)
    finally:
        cli.register_elsewhere(set())


def test_help_follows_the_environment_and_the_option() -> None:
    whole = printed("--help", "--lang", "zh", LANG="C.UTF-8")
    assert "何时改变政策" in whole and "命令" in whole and "用法：" in whole
    assert not {"Commands", "Options", "Usage"} & set(whole.split())
    assert printed("--help", LC_ALL="", LANG="zh_CN.UTF-8", LC_MESSAGES="") == whole
    assert "When to change policy" in printed("--help", "--lang", "en", LANG="zh_CN.UTF-8")
    assert printed("--lang", "zh", "--help", LANG="C.UTF-8") == whole


def test_no_help_is_cut_short() -> None:
    for language, last in (("en", "results/<command>-<scenario>."), ("zh", "results/<命令>-<情景>。")):
        sweep = printed("sweep", "--help", "--lang", language)
        assert "…" not in sweep
        assert last in "".join(line[52:].strip(" │") for line in sweep.splitlines()).replace(" ", "")
