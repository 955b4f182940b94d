"""Where each number of a scenario comes from: its file's own comment, the declaration of its default, or neither.

Core objects: `origins`, with an `Origin` for every lever and parameter, and `picture_source`, the line under a picture.

Scenario files give each number its unit and status in a comment: `share = 0.1  # share of arrivals (assumption): why`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from experiments.labels import PHRASES, text
from experiments.labels.visible import visible
from model.scenario import LEVERS, PARAMETERS
from model.scenario.declarations import Declaration, Status

if TYPE_CHECKING:
    from experiments.runs.ensembles import Ensemble
    from model.scenario import Scenario

DECLARED = get_args(Status)
# Learned from a city's register; drawn in every world; set by the scenario, which says no more.
STATUSES = (*DECLARED, "register", "worlds", "scenario")
TABLE = re.compile(r"\s*\[([^\[\]]+)\]")
COMMENTED = re.compile(r"""\s*(\w+)\s*=(?:"[^"]*"|'[^']*'|[^#"'])*\#\s*(.+)""")
WORDS = {word: status for status in STATUSES for word in (status, *PHRASES[f"status.{status}"])}
STATUS = re.compile(rf"[(（](?:{'|'.join(map(re.escape, sorted(WORDS, key=len, reverse=True)))})\b")


@dataclass(frozen=True)
class Origin:
    """A number as the scenario has it: its declaration, value, status (one of `STATUSES`) and source."""

    declared: Declaration
    value: Any
    status: str
    source: str


def origins(
    scenario: Scenario, ensemble: Ensemble | None = None, comments: Mapping[str, str] | None = None
) -> list[Origin]:
    """The origin of every parameter and lever; what worlds draw has no value of its own.

    `comments` (path → comment) stand in for those of a scenario that has no file.
    """
    told = dict(_comments(scenario)) | dict(comments or {})
    drawn = set(ensemble.paths) if ensemble else set()
    file = f"{scenario.path.name}: " if scenario.path else ""
    found = []
    for path, declared in (PARAMETERS | LEVERS).items():
        value = scenario.value(path)
        if ensemble and path in drawn:
            found.append(Origin(declared, None, "worlds", declared.source))
        elif path in told:
            found.append(Origin(declared, value, _status(told[path]), f"{file}{told[path]}"))
        elif value == declared.default:
            found.append(Origin(declared, value, declared.status, declared.source))
        else:
            found.append(Origin(declared, value, "scenario", scenario.path.name if scenario.path else scenario.name))
    return found


def picture_source(scenario: Scenario, language: str) -> str:
    """The line under a picture: the place, the program, its rules, the day."""
    from experiments.runs.manifest import environment, now

    versions = environment()
    place = visible(scenario.place.title_zh if language == "zh" else scenario.place.title_en)
    rules = versions["model_version"][:12]
    return text("picture.source", language, place=place, version=versions["huajie"], rules=rules, date=now()[:10])


def _status(comment: str) -> str:
    named = STATUS.search(comment)
    return WORDS[named[0][1:]] if named else "scenario"


def _comments(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """The comment beside each number that stands in the scenario's file as the scenario has it."""
    try:
        written = scenario.path.read_text(encoding="utf-8-sig") if scenario.path else ""
        data = tomllib.loads(written)
    except (OSError, ValueError):  # moved or rewritten since it was read
        return
    table = ""
    for line in written.splitlines():
        if line.lstrip().startswith("["):
            head = TABLE.match(line)
            table = head[1].strip() if head else ""
        elif found := COMMENTED.match(line):
            path = f"{table}.{found[1]}"
            if (path in PARAMETERS or path in LEVERS) and scenario.value(path) == _at(data, path):
                yield path, found[2].strip()


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, dict) else None
    return data
