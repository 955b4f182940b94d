"""Policies and changes as a planner writes them: presets, the place's own, files, words, and values such as -15%.

Core objects: `read_settings` (`lever=value` words → levers) and `read_policies` (names, files and words → policies by name).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.runs.plan import Levers, PlanError, Value, axis, by_name, declaration, listed
from model.scenario import LEVERS, PRESETS, Scenario, with_bundles
from model.scenario.budget import named_lines
from model.scenario.declarations import nearest
from model.scenario.triggers import TRIGGERS, one_line, read_triggers

if TYPE_CHECKING:
    from model.scenario import Declaration

PRESENT = "present"
POLICY_SECTIONS = tuple(dict.fromkeys(path.partition(".")[0] for path in LEVERS))
RELATIVE = re.compile(r"([+\-−])\s*(\d+(?:\.\d+)?)\s*[%\uff05]")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%\uff05]")
TEN_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)\s*\u4e07")
MANY = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


def read_settings(words: Sequence[str], scenario: Scenario, option: str = "--set") -> dict[str, Value]:
    """`lever=value` words as levers and parameters with their values, checked.

    A value may be relative to the scenario's own (`-15%`, `+10%`), a share in per cent (`30%`), or in ten thousands, as Chinese counts them.
    Raises `PlanError` for what is no setting, and for one that is given twice.
    """
    found: dict[str, Value] = {}
    for word in words:
        path, mark, given = (part.strip() for part in word.partition("="))
        if not mark or not path or not given:
            raise PlanError(f"{option}: found '{word}'; allowed: lever=value, such as budget.yearly_yuan=-15%")
        if path in found:
            raise PlanError(f"{path}: varied twice; allowed: each lever once")
        found[path] = read_value(path, given, scenario)
    return found


def read_value(path: str, given: str, scenario: Scenario) -> Value:
    """One value as it was written, checked; relative ones are taken from the scenario's own. Raises `PlanError`."""
    if path == TRIGGERS:
        return one_line(scenario.vary({TRIGGERS: given}).triggers)
    declared = declaration(path)
    values = axis(path, _as_number(declared, given, scenario)).values
    if len(values) != 1:
        raise PlanError(f"{path}: found {len(values)} values; allowed: one")
    return values[0]


def _as_number(declared: Declaration, given: str, scenario: Scenario) -> float | str:
    """The number that a percentage or ten thousands stand for; anything else as it was written."""
    if declared.kind not in {"float", "int"}:
        return given
    if relative := RELATIVE.fullmatch(given):
        factor = 1.0 + (1.0 if relative[1] == "+" else -1.0) * float(relative[2]) / 100.0
        return _whole(declared, float(scenario.value(declared.path)) * factor)
    if share := PERCENT.fullmatch(given):
        if declared.high != 1.0 or declared.kind != "float":
            raise PlanError(f"{declared.path}: found '{given}'; allowed: {declared.allowed}, or a change such as -15%")
        return _whole(declared, float(share[1]) / 100.0)
    if large := TEN_THOUSANDS.fullmatch(given):
        return _whole(declared, float(large[1]) * 10_000.0)
    return given.replace(",", "") if MANY.fullmatch(given) else given


def _whole(declared: Declaration, value: float) -> float:
    """Without the last digits of a product, and whole where the declaration wants it so."""
    return float(round(value)) if declared.kind == "int" else float(f"{value:.12g}")


def read_policies(words: Sequence[str], scenario: Scenario) -> dict[str, Levers]:
    """Policies by name, as the words of `--policy` give them.

    A word is a preset's name, `present` (the scenario's own policy), a file (its levers), or `name: lever=value, …`: what
    differs from the present policy, or from a preset that is named first. Raises `PlanError`.
    """
    found: dict[str, Levers] = {}
    for word in words:
        name, levers = read_policy(word, scenario)
        if name in found:
            raise PlanError(f"--policy: found '{name}' twice; allowed: each name once")
        found[name] = levers
    return found


def read_policy(word: str, scenario: Scenario, option: str = "--policy") -> tuple[str, Levers]:
    """One policy: its name, and what it changes in the scenario."""
    word = word.strip().replace("\uff1a", ":")
    name, mark, text = (part.strip() for part in word.partition(":"))
    if mark and name and text and not _is_file(word):
        return name, _of_words(name, text, scenario, option)
    if _is_file(word):
        return Path(word).stem, _of_file(Path(word))
    levers = _named(word, option)
    if word == PRESENT and scenario.file.triggers:
        levers = {TRIGGERS: scenario.value(TRIGGERS)}
    return word, levers


def policies_by_name(given: Mapping[str, Levers] | Iterable[str]) -> dict[str, Levers]:
    """Levers by the name of a policy: as they were given (a mapping, or a data frame with a row a policy), or of presets named.

    Raises `PlanError` for a name that no preset has, and for no policy at all.
    """
    if isinstance(given, Mapping) or hasattr(given, "columns"):
        named = by_name("policies", given, "levers by the name of a policy, or names of presets")
        found: dict[str, Levers] = {
            str(name): _in_one_line(dict(by_name(f"policies: {name}", each, "values by lever or parameter")))
            for name, each in named.items()
        }
    else:
        found = {}
        for name in listed("policies", given):
            if name not in PRESETS:
                raise PlanError(f"--policy: found '{name}'{nearest(str(name), PRESETS)}; allowed: {', '.join(PRESETS)}")
            found[name] = dict(PRESETS[name])
    if not found:
        raise PlanError("policies: found none; allowed: at least one name with its levers")
    return found


def _in_one_line(levers: dict[str, Any]) -> Levers:
    """Levers whose triggers, if there are any, are a value as all others are."""
    if TRIGGERS in levers:
        tables = read_triggers(levers[TRIGGERS])
        levers[TRIGGERS] = one_line(Scenario({"format": 1, TRIGGERS: tables}).triggers)
    return levers


def of_policy(word: str, scenario: Scenario, option: str) -> Levers | None:
    """The levers of a word that is a policy where a lever with its value may stand too; None for `lever=value`."""
    if "=" in word and ":" not in word.partition("=")[0]:
        return None
    return read_policy(word, scenario, option)[1]


def _is_file(word: str) -> bool:
    return word.endswith(".toml") or Path(word).is_file()


def _named(word: str, option: str) -> Levers:
    if word == PRESENT:
        return {}
    if word not in PRESETS:
        hint = nearest(word, [PRESENT, *PRESETS])
        raise PlanError(
            f"{option}: found '{word}'{hint}; allowed: {PRESENT}, {', '.join(PRESETS)}, a file, or 'name: lever=value'"
        )
    return PRESETS[word]


def _of_words(name: str, text: str, scenario: Scenario, option: str) -> Levers:
    """What words say after a policy's name: presets to begin with, then settings, and triggers: `when … then …`."""
    levers: dict[str, Value] = {}
    parts = [part.strip() for part in re.split("[,;\uff0c\uff1b]", text) if part.strip()]
    triggers = "; ".join(part for part in parts if part.startswith("when "))
    parts = [part for part in parts if not part.startswith("when ")]
    for part in (each for each in parts if "=" not in each):
        levers |= _named(part, option)
    levers |= with_bundles(read_settings([each for each in parts if "=" in each], scenario, f"{option} '{name}'"))
    return levers | ({TRIGGERS: read_value(TRIGGERS, triggers, scenario.vary(levers))} if triggers else {})


def _of_file(path: Path) -> Levers:
    """The levers that a file sets, bundles opened; its place and mechanisms are left where they are."""
    loaded = Scenario.load(path)
    stated = [each for each in POLICY_SECTIONS if each in loaded.data]
    if not stated and not loaded.file.triggers:
        raise PlanError(f"{path}: found no lever; allowed: a file with at least one of {', '.join(POLICY_SECTIONS)}")
    levers = {each: loaded.value(each) for each in LEVERS if each.partition(".")[0] in stated}
    return levers | ({TRIGGERS: loaded.value(TRIGGERS)} if loaded.file.triggers else {})


def states_policy(scenario: Scenario) -> bool:
    """Whether a scenario's file says what its present policy is."""
    return any(section in scenario.data for section in POLICY_SECTIONS)


def settled(scenario: Scenario, changes: Mapping[str, Value]) -> dict[str, Value]:
    """The changes that are none: paths whose value is the scenario's own already."""
    return {path: value for path, value in changes.items() if scenario.value(path) == value}


def price(before: Scenario, after: Scenario) -> float:
    """Yuan a year that a change needs, new or taken from delivery: what the budget, or what its named lines, rise by."""
    named = fsum(named_lines(after).values()) - fsum(named_lines(before).values())
    return max(after.budget.yearly_yuan - before.budget.yearly_yuan, named)


def new_money(scenario: Scenario, changes: Mapping[str, Value]) -> dict[str, Value]:
    """The budget that pays for changes beside all that was paid before, delivery included; empty where they cost nothing."""
    rich = {"budget.yearly_yuan": declaration("budget.yearly_yuan").high or 0.0}
    if "budget.yearly_yuan" in changes:
        return {}
    more = fsum(named_lines(scenario.vary({**rich, **changes})).values()) - fsum(named_lines(scenario).values())
    return {"budget.yearly_yuan": float(scenario.budget.yearly_yuan + more)} if more else {}
