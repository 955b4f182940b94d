"""A user's mistake as one line in the user's language, whatever raised it.

Core objects: `user_message` (an exception → the line, or None where it is no mistake of the user's) and
`environment_language` (which language the environment asks for).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import typer

from experiments.labels.visible import visible
from model import scenario_folder

Language = Literal["en", "zh"]
MAX_LINE = 1_000  # characters: what was typed or read may be a million long
# What a user can mend even where the system names no file.
FULL = {errno.ENOSPC, errno.EDQUOT}
EXTRA_OF = {
    "SALib": "sensitivity",
    "ema_workbench": "robust",
    "sklearn": "robust",
    "optuna": "calibrate",
    "dask": "cluster",
    "distributed": "cluster",
    "dask_jobqueue": "cluster",
    "solara": "viz",
    "shiny": "viz",
    "starlette": "viz",
    "altair": "viz",
}
# Every exception that Typer raises for what was typed; its class has no public name but this child's.
TYPED_WRONG: type[Exception] = typer.BadParameter.__mro__[2]


class OutputPathError(ValueError):
    """A folder or file that cannot serve for what it was given; the text says why."""


def environment_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Chinese where the environment speaks it (HUAJIE_LANG, else LC_ALL, LC_MESSAGES, LANG), else English."""
    names = ("HUAJIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    said = next((environment[name] for name in names if environment.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def user_message(error: BaseException, command: str, language: str) -> str | None:
    """The line for a user's mistake; None for an error that is none."""
    message = _english(error, command)
    if message is None:
        return None
    message = "\n".join(visible(line, MAX_LINE) for line in message.split("\n"))
    from experiments.labels import text
    from experiments.labels.errors import in_chinese

    return text("cli.mistake", language, message=in_chinese(message) if language == "zh" else message)


def _english(error: BaseException, command: str) -> str | None:
    if isinstance(error, TYPED_WRONG):
        return _of_typing(error, command)
    if isinstance(error, ImportError):
        extra = EXTRA_OF.get((error.name or "").partition(".")[0])
        return extra and f"{command} needs {error.name}: pip install 'huajie[{extra}]', or 'make setup'"
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename is not None else ""
        return f"{place}{error.strerror}" if place or error.errno in FULL else None
    return str(error) if _is_for_users(error) else None


def _of_typing(error: Exception, command: str) -> str:
    """What Typer says, in one line, with where to look; a scenario in the place of a command is told so."""
    message = " ".join(str(getattr(error, "format_message", lambda: error)()).split())
    message = message.replace("Value error, ", "").rstrip(".")
    if not message.startswith("No such command"):
        return f"{message}; 'python run.py {command} --help' lists its options"
    if command.endswith(".toml") or _is_scenario(command):
        return f"'{command}' is a scenario, not a command; try: python run.py compare {command}"
    return f"{message}; 'python run.py --help' lists the commands"


def _is_scenario(word: str) -> bool:
    shipped = scenario_folder() / f"{word}.toml"
    try:
        return Path(word).is_file() or shipped.is_file()
    except OSError:  # longer than any name can be
        return False


def _is_for_users(error: BaseException) -> bool:
    """Errors of scenario, plan, store and their kin, and what this machine could not do."""
    from experiments.registers.file import RegisterError
    from experiments.runs.faults import MachineError
    from experiments.runs.plan import PlanError
    from experiments.runs.store import StoreError
    from model.scenario import ScenarioError

    kinds = ScenarioError | PlanError | StoreError | RegisterError | OutputPathError | MachineError
    return isinstance(error, kinds) or (isinstance(error, ValueError) and str(error).startswith("seed: "))


def check_targets(out: Path | None, json_file: str | None, *others: Path | None) -> None:
    """Refuse, before anything is computed, folders and files that results cannot be written to."""
    for folder in filter(None, (out, *others)):
        if folder.exists() and not folder.is_dir():
            raise OutputPathError(f"{folder}: is a file; the results need a folder")
        if not (folder / "parts").is_dir():  # a store may have all that is asked for; then it is only read
            _check_writable(folder)
    if json_file not in {None, "-"}:
        target = Path(str(json_file))
        if target.is_dir():
            raise OutputPathError(f"{target}: is a folder; JSON needs a file")
        _check_writable(target.parent)


def _check_writable(folder: Path) -> None:
    """The nearest folder above that exists must be one, and let us write."""
    there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), Path())
    if not there.is_dir():
        raise OutputPathError(f"{there}: is a file; the results need a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OutputPathError(f"{there}: cannot be written here (Permission denied)")


def language_of(words: Sequence[str]) -> Language:
    """The language that a command line asks for with --lang, else the environment's."""
    for at, word in enumerate(words):
        given = (
            word.partition("=")[2] if word.startswith("--lang=") else words[at + 1 : at + 2] if word == "--lang" else ""
        )
        if given in ("zh", ["zh"]):
            return "zh"
        if given in ("en", ["en"]):
            return "en"
    return environment_language()
