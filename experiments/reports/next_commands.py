"""The commands that a page names for what was not tried, made from the command that the page comes from.

Core objects: `assumptions_command` (the same comparison, its assumptions tried too) and `robust_command`.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from model.scenario import scenario_folder

if TYPE_CHECKING:
    from model.scenario import Scenario

# Options that mean the same to `robust`; its replications are those of a world, another number.
CARRIED = ("--store", "--seed", "--workers", "--engine", "--scheduler", "--rules", "--lang")
PROGRAM = ("python", "run.py")


def assumptions_command(command: str, scenario: Scenario) -> str:
    """The command of a comparison, trying every assumption too."""
    program, given = _parts(command)
    return shlex.join([*program, *(given or ("compare", scenario_word(scenario))), "--assumptions"])


def robust_command(command: str, scenario: Scenario) -> str:
    """`robust` on the same scenario with the options that it shares, its results beside those of the command."""
    program, given = _parts(command)
    words = [*program, "robust", scenario_word(scenario)]
    for option in CARRIED:
        words += [word for value in _values(given, option) for word in (option, value)]
    for folder in _values(given, "--out")[-1:]:
        words += ["--out", f"{Path(folder)}-robust"]
    return shlex.join(words)


def scenario_word(scenario: Scenario) -> str:
    """The scenario as a command names it: a shipped one by its name, another by its path."""
    return scenario.name if scenario.path is None or is_shipped(scenario) else str(scenario.path)


def is_shipped(scenario: Scenario) -> bool:
    """Whether the scenario's file is one that comes with Huajie."""
    return scenario.path is not None and scenario.path.resolve().parent == scenario_folder()


def _parts(command: str) -> tuple[Sequence[str], Sequence[str]]:
    """How the program was called, and its words; the usual call and no words for what another program started."""
    words = shlex.split(command)
    if words[:1] == ["huajie"]:
        return words[:1], words[1:]
    if len(words) > 1 and words[0] == PROGRAM[0] and Path(words[1]).name == PROGRAM[1]:
        return words[:2], words[2:]
    return PROGRAM, ()


def _values(words: Sequence[str], option: str) -> list[str]:
    """What an option was given, written as `--option value` or `--option=value`."""
    apart = [value for word, value in pairwise(words) if word == option]
    return apart + [word.partition("=")[2] for word in words if word.startswith(f"{option}=")]
