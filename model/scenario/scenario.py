"""Scenario: what a run is made of; read from TOML, checked, varied, and explained when wrong.

Core objects: `Scenario` (one immutable, checked scenario) and `ScenarioError` (one clear
message with file, field, what was found and what is allowed).
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from model import scenario_folder
from model.scenario.changes import Reached, chosen, reformed_policies, with_bundles
from model.scenario.declarations import Declaration, ScenarioError, Section, declarations, declare, nearest
from model.scenario.levers import LEVERS, PRESETS, Policy
from model.scenario.lines import with_lines
from model.scenario.parameters import DOMAIN_NAMES, PARAMETERS, Parameters
from model.scenario.triggers import TRIGGERS, Trigger, check_triggers, one_line, read_triggers

__all__ = ["LEVERS", "PARAMETERS", "PRESETS", "Declaration", "Scenario", "ScenarioError", "scenario_folder"]

SHARE_TOLERANCE = 1e-6
OWN = "rules."  # before the name of a lever of one's own rules
# Sections of a scenario file that change no run.
WITHOUT_RUNS = ("info", "published", "worlds")
MAX_TOLD = 5
# A key of more parts than any scenario has: the reader of TOML takes long over hundreds, and a program breaks at thousands.
DEEP_KEY = re.compile(
    r"""(?<![\w-])(?:[\w-]{1,100}|"[^"\n]{0,100}"|'[^'\n]{0,100}')(?:[ \t]*\.[ \t]*(?:[\w-]{1,100}|"[^"\n]{0,100}"|'[^'\n]{0,100}')){32}"""
)
VALUE_KINDS = {"bool", "int", "float", "str"}
# What a field that declares no range takes, by the kind of pydantic's error.
ALLOWED_OF = {
    "int": "a whole number", "float": "a number", "finite": "a number", "string": "a text", "bool": "true or false", "list": "a list",
    "dict": "a table", "model": "a table", "date": "a date, such as 2008-01-01",
}  # fmt: skip


class Card(Section):
    """What a scenario is, in one language; the one text that every face shows."""

    what: str = ""
    how: str = ""
    notice: str = ""
    attempt: str = ""
    limits: str = ""
    sources: str = ""
    warning: str = ""


class Cards(Section):
    """The card in English and Chinese."""

    en: Card = Card()
    zh: Card = Card()


class Planted(Section):
    """A contradiction that a scenario plants by name."""

    name: str
    day: int = declare(0, 0, 7_300, unit="day", help="Day on which it arises.")
    grid: int = declare(0, 0, 20_000, unit="grid", help="Grid in which it arises, counted from 0.")
    domain: Literal[
        "population", "social_affairs", "urban_services", "civil_affairs", "health", "culture", "security"
    ] = "urban_services"
    severity: float = declare(0.9, 0.0, 1.0, unit="severity", help="Its severity.")
    delay_days: float = declare(60.0, 0.1, 10_000.0, unit="days", help="Ignition delay without storms.")


class Reform(Section):
    """A dated change of levers; `set` maps lever paths to values."""

    day: int = declare(365, 0, 7_300, unit="day", help="Day of the change.")
    set: dict[str, bool | int | float | str] = {}


class Published(Section):
    """A figure that the place published, or a limit beyond which nobody would believe a world.

    A figure has `value` and `tolerance`, a limit `at_least` or `at_most`, all in the unit of `outcome`.
    """

    outcome: str
    value: float | None = None
    tolerance: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    source: str = ""


class Worlds(Section):
    """What is uncertain of this place beyond the declarations.

    `free` are the numbers that are solved anew in every world so that it shows the published figures; `plausible` gives
    a range (low, high) to numbers that this file sets itself, which else stay as they are in all worlds.
    """

    free: list[str] = []
    plausible: dict[str, list[float]] = {}


class ScenarioFile(Parameters, Policy):
    """The whole content of a scenario file."""

    format: Literal[1] = 1
    info: Cards = Cards()
    published: list[Published] = Field(default=[])
    worlds: Worlds = Worlds()
    planted: list[Planted] = Field(default=[])
    storm_days: list[int] = Field(default=[])
    reform: list[Reform] = Field(default=[])
    triggers: list[Trigger] = Field(default=[])


# A scenario's sections are attributes: for a type checker it has those of its file.
if TYPE_CHECKING:
    _Sections = ScenarioFile
else:
    _Sections = object


class Scenario(_Sections):
    """One checked scenario: a place, its mechanisms, a policy, and what happens on which day.

    Sections are attributes (`scenario.place.days`, `scenario.triage.screening_share`). A
    scenario never changes: `vary` and `preset` return checked copies.
    """

    def __init__(self, data: Mapping[str, Any], path: Path | None = None, rules: Any = None) -> None:
        """Check `data`, a tree as TOML gives it; raise `ScenarioError` when it is wrong. `rules` are those of `with_rules`."""
        if not isinstance(data, Mapping):
            raise ScenarioError(f"scenario: found {_shown(data)}; allowed: tables by name, as TOML gives them")
        self.path, self.rules = path, rules
        self.timeline: Any = None  # what simulate derives from this scenario, once
        self.reached = Reached()  # the policies that its triggers can bring
        self._data: dict[str, Any] = plain(data)
        self.file = _validated(self._data, self.label)
        _check_together(self)

    @property
    def data(self) -> dict[str, Any]:
        """The tree that the scenario was made of, as TOML gives it: a copy."""
        return copy.deepcopy(self._data)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse any change once the scenario is checked."""
        if "file" in self.__dict__ and name != "timeline":
            raise AttributeError(
                f"scenario.{name} cannot be set: a scenario never changes; vary() returns a changed copy"
            )
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        """Name and content, as in `Scenario(zhaoshang, 1f0c9a3e)`: equal digits, equal runs."""
        digits = hashlib.sha256(self.canonical().encode()).hexdigest()[:8]
        return f"{type(self).__name__}({self.name}, {digits})"

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Scenario:
        """Read a scenario file, or a shipped one by its name; raise `ScenarioError` for anything wrong with it."""
        if not isinstance(path, str | PathLike):
            raise ScenarioError(f"scenario: found {_shown(path)}; allowed: a Scenario, or the file or name of one")
        path = _found(Path(path))
        data, text = _read_toml(path)
        try:
            return cls(data, path)
        except ScenarioError as error:
            raise ScenarioError(with_lines(str(error), str(path), text)) from None

    @classmethod
    def of(cls, given: Scenario | str | PathLike[str]) -> Scenario:
        """A scenario as it is, or the one of a file or a shipped name."""
        return given if isinstance(given, Scenario) else cls.load(given)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The section of that name; only called for names this object lacks."""
            if name.startswith("_") or name == "file":
                raise AttributeError(name)
            if name not in type(self.file).model_fields:
                raise AttributeError(f"a scenario has no section '{name}'{nearest(name, type(self.file).model_fields)}")
            return getattr(self.file, name)

    @property
    def label(self) -> str:
        """The file's name for messages."""
        return str(self.path) if self.path else "scenario"

    @property
    def name(self) -> str:
        """Short name: the stem of the file."""
        return self.path.stem if self.path else "scenario"

    def vary(self, changes: Mapping[str, Any]) -> Scenario:
        """A checked copy with levers or parameters set by dotted path: a mapping, a pandas row, or a frame of one row.

        With a mode its whole bundle changes; a lever that the scenario sets otherwise than its
        bundle stays as it is. Under `triggers` stand those of the policy, as tables or in one line (`one_line`), in place of
        all that were there. Raises `ScenarioError` for an unknown path or a value out of range.
        """
        changes = row_of(changes)
        if not isinstance(changes, Mapping):
            raise ScenarioError(f"changes: found {_shown(changes)}; allowed: values by lever or parameter")
        own = {path: value for path, value in changes.items() if self.rules is not None and str(path).startswith(OWN)}
        rules = self.rules.vary(own) if own else self.rules
        changes = {path: value for path, value in changes.items() if path not in own}
        data = self.data
        if TRIGGERS in changes:
            data[TRIGGERS] = read_triggers(changes[TRIGGERS])
            changes = {path: value for path, value in changes.items() if path != TRIGGERS}
        for path in changes:
            _known(path)
        for section, name in _following(self, changes):
            data.get(section, {}).pop(name, None)
        for path, value in changes.items():
            _set(data, path, _as_declared(path, value))
        return Scenario(data, self.path, rules)

    def with_rules(self, rules: Any) -> Scenario:
        """The same scenario with a mechanism of one's own (`model.own_rules.Rules`), or without one for None.

        Its levers are varied under `rules.<name>`; its source and their values are part of every run's key.
        """
        return Scenario(self._data, self.path, rules)

    def preset(self, name: str) -> Scenario:
        """A checked copy under one of the named policies of `PRESETS`."""
        if not isinstance(name, str) or name not in PRESETS:
            raise ScenarioError(f"unknown preset '{name}'{nearest(name, PRESETS)}; allowed: {', '.join(PRESETS)}")
        return self.vary(PRESETS[name])

    def without_reforms(self) -> Scenario:
        """A checked copy whose policy stays as it is on day 0: without triggers too."""
        return Scenario({k: v for k, v in self._data.items() if k not in ("reform", TRIGGERS)}, self.path, self.rules)

    def value(self, path: str) -> Any:
        """The value of a lever or parameter by dotted path; of `triggers` their one line."""
        if path == TRIGGERS:
            return one_line(self.file.triggers)
        if self.rules is not None and path.startswith(OWN):
            return self.rules.value(path)
        here: Any = self.file
        for part in _known(path).split("."):
            here = getattr(here, part)
        return here

    def canonical(self) -> str:
        """All that decides a run, except the seed, as canonical JSON; texts are left out."""
        return self._canonical

    @cached_property
    def _canonical(self) -> str:
        tree = self.file.model_dump(mode="json", exclude=set(WITHOUT_RUNS))
        for text in ("title_en", "title_zh"):
            tree["place"].pop(text)
        if not tree[TRIGGERS]:
            del tree[TRIGGERS]
        if self.rules is not None:
            tree["rules"] = self.rules.canonical()
        return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value, or a tree of them, in Python's own kinds: NumPy's and pandas' scalars, arrays and columns, sets, generators, Paths."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, PathLike):
        return str(value)
    return (
        [plain(each) for each in value] if isinstance(value, Iterable) and not isinstance(value, str | bytes) else value
    )


def row_of(given: Any) -> Any:
    """Values by name: of a pandas Series, or of the only row of a data frame; anything else as it is."""
    if hasattr(given, "columns") and hasattr(given, "to_dict"):
        rows = given.to_dict("records")
        return rows[0] if len(rows) == 1 else f"a table of {len(rows)} rows"
    return given.to_dict() if hasattr(given, "to_dict") else given


def _found(path: Path) -> Path:
    """The path, or that of the shipped scenario of this name where nothing of the name lies here."""
    shipped = scenario_folder() / f"{path.name.removesuffix('.toml')}.toml"
    if path.exists() or path.parent != Path() or not shipped.is_file():
        return path
    return shipped.relative_to(Path.cwd()) if shipped.is_relative_to(Path.cwd()) else shipped


def _read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The tables of a file, and its text."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        shipped = [each.stem for each in scenario_folder().glob("*.toml")]
        raise ScenarioError(f"{path}: no such file{nearest(path.stem, shipped)}") from None
    except IsADirectoryError:
        raise ScenarioError(f"{path}: is a folder; a scenario is a TOML file") from None
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: not UTF-8 text (byte {error.start}); save the file as UTF-8") from None
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if DEEP_KEY.search(text):
        raise ScenarioError(f"{path}: not valid TOML: nested too deeply")
    if not text.strip():
        raise ScenarioError(f"{path}: the file is empty; a scenario starts with 'format = 1'")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        said = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ScenarioError(f"{path}: not valid TOML: {said[:1].lower()}{said[1:]}") from None
    if "format" not in data:
        raise ScenarioError(f"{path}: format: missing; allowed: 'format = 1' at the top of the file")
    return data, text


def _validated(data: dict[str, Any], label: str) -> ScenarioFile:
    try:
        return ScenarioFile.model_validate(data)
    except ValidationError as error:
        lines = list(dict.fromkeys(map(_explain, error.errors(include_url=False))))
        if len(lines) > MAX_TOLD:
            lines[MAX_TOLD:] = [f"and {len(lines) - MAX_TOLD} more"]
        raise ScenarioError("\n".join(f"{label}: {line}" for line in lines)) from None


def _explain(error: Any) -> str:
    """One pydantic error in words: field, found, allowed, nearest right name."""
    location = [str(part) for part in error["loc"]]
    if {"set", "then"} & set(location[:-2]) and location[
        -1
    ] in VALUE_KINDS:  # a value of any kind: one error for each kind
        return f"{'.'.join(location[:-1])}: found {_shown(error['input'])}; allowed: a number, a text, true or false"
    field, found = ".".join(location), _shown(error.get("input"))
    if error["type"] == "extra_forbidden":
        siblings = list(getattr(_kind_at(location[:-1]), "model_fields", ()))
        return f"{field}: unknown key{nearest(location[-1], siblings)}; allowed here: {', '.join(siblings)}"
    if error["type"] == "missing":
        return f"{field}: missing"
    if field == "format":
        return f"format: found {found}; allowed: 1 (this Huajie reads format 1)"
    declared = _declared_at(location)
    if declared is not None:
        return f"{field}: found {found}; allowed: {declared.allowed} ({declared.unit})"
    return f"{field}: found {found}; allowed: {_allowed(error)}"


def _allowed(error: Any) -> str:
    """What a field without a declaration takes."""
    if error["type"] == "literal_error":
        return "one of " + error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
    if error["type"] in {"too_short", "too_long"}:
        return f"{error['ctx'].get('min_length', error['ctx'].get('max_length'))} numbers"
    said: str = error["msg"]
    return ALLOWED_OF.get(error["type"].partition("_")[0], said[0].lower() + said[1:])


def _kind_at(location: list[str]) -> Any:
    """The table that stands at this place of a scenario file; None where none does."""
    kind: Any = ScenarioFile
    for part in location:
        if part.isdigit() or kind is None:
            continue
        field = getattr(kind, "model_fields", {}).get(part)
        kind = None if field is None else field.annotation
        arguments = getattr(kind, "__args__", ())
        if arguments and hasattr(arguments[0], "model_fields"):
            kind = arguments[0]
    return kind


def _declared_at(location: list[str]) -> Declaration | None:
    kind = _kind_at(location[:-1])
    known = declarations(kind) if hasattr(kind, "model_fields") else ()
    return next((each for each in known if each.path == location[-1]), None)


def _shown(value: Any) -> str:
    """A value as a scenario file writes it."""
    if isinstance(value, date | time):
        return value.isoformat()
    try:
        text = str(value).lower() if isinstance(value, bool) else repr(value)
    except (ValueError, RecursionError):  # Python writes out no number of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "…"


def _known(path: str) -> str:
    if path in LEVERS or path in PARAMETERS:
        return path
    every = [*LEVERS, *PARAMETERS]
    tails = [each for each in every if each.split(".")[-1] == path]
    hint = f" (did you mean '{tails[0]}'?)" if tails else nearest(path, every)
    raise ScenarioError(f"unknown lever or parameter '{path}'{hint}; 'python run.py levers' lists the levers")


def _as_declared(path: str, value: Any) -> Any:
    """A whole float for an integer lever, an integer for a float one; anything else stays."""
    declared = LEVERS.get(_known(path)) or PARAMETERS[path]
    value = plain(value)
    if declared.kind == "int" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *tables, last = path.split(".")
    here = data
    for table in tables:
        here = here.setdefault(table, {})
    here[last] = value


def _check_together(scenario: Scenario) -> None:
    """Rules that bind several fields; every broken one is explained."""
    from model.scenario.budget import check_budget

    if problems := list(_problems(scenario)):
        raise ScenarioError("\n".join(f"{scenario.label}: {each}" for each in problems))
    check_budget(scenario)
    _check_reforms(scenario)


def _problems(scenario: Scenario) -> Any:
    place, file = scenario.place, scenario.file
    shares = [getattr(file.domain, name).share for name in DOMAIN_NAMES]
    if abs(sum(shares) - 1.0) > SHARE_TOLERANCE:
        yield f"domain.*.share: the shares sum to {sum(shares):.6g}; allowed: a sum of 1"
    tenure = place.owner_share + place.tenant_share + place.migrant_share
    if abs(tenure - 1.0) > SHARE_TOLERANCE:
        yield f"place: owner_share + tenant_share + migrant_share = {tenure:.6g}; allowed: a sum of 1"
    if place.communities > place.grids:
        yield f"place.communities: found {place.communities}; allowed: at most the {place.grids} grids"
    residents = place.grids * place.buildings_per_grid * place.residents_per_building
    if residents > 20_000_000:
        yield f"place: grids × buildings_per_grid × residents_per_building = {residents:,}; allowed: at most 20,000,000"
    weights = (
        scenario.contracts.records_weight + scenario.contracts.inspection_weight + scenario.contracts.survey_weight
    )
    if abs(weights - 1.0) > SHARE_TOLERANCE:
        yield f"contracts: records_weight + inspection_weight + survey_weight = {weights:.6g}; allowed: a sum of 1"
    spent = (
        scenario.delivery.oversight_attention + scenario.partners.hub_attention + scenario.partners.service_attention
    )
    if spent > 1.0 + SHARE_TOLERANCE:
        yield (
            "delivery.oversight_attention + partners.hub_attention + partners.service_attention "
            f"= {spent:.6g}; allowed: a sum of at most 1 (the rest is deliberation)"
        )
    paid_later = scenario.contracts.result_share + scenario.contracts.bonus_share
    if paid_later > 1.0 + SHARE_TOLERANCE:
        yield f"contracts: result_share + bonus_share = {paid_later:.6g}; allowed: a sum of at most 1 (the rest is fixed)"
    for name in DOMAIN_NAMES:
        projects, max_lines = getattr(file.domain, name).projects, getattr(file.domain, name).items
        if projects > max_lines:
            yield f"domain.{name}.projects: found {projects}; allowed: at most its {max_lines} items"
    for name in ("weekday_factors", "month_factors"):
        factors = getattr(file.arising, name)
        if min(factors) < 0 or max(factors) > 100:
            yield f"arising.{name}: found {_shown(factors)}; allowed: numbers from 0 to 100"
    last = place.days - 1
    names = [p.name for p in file.planted]
    for index, planted in enumerate(file.planted):
        if names.count(planted.name) > 1:
            yield f"planted.{index}.name: '{planted.name}' stands twice; allowed: each name once"
        if planted.grid >= place.grids:
            yield f"planted.{index}.grid: found {planted.grid}; allowed: 0 to {place.grids - 1}"
        if planted.day > last:
            yield f"planted.{index}.day: found {planted.day}; allowed: 0 to {last}"
    for index, day in enumerate(file.storm_days):
        if not 0 <= day <= last:
            yield f"storm_days.{index}: found {day}; allowed: 0 to {last}"
    yield from _problems_of_worlds(file)


def _problems_of_worlds(file: ScenarioFile) -> Iterator[str]:
    """What is wrong with published figures and the ranges of a scenario's own numbers."""
    from model.outcome_definitions import OUTCOMES

    for index, each in enumerate(file.published):
        field = f"published.{index}"
        if each.outcome not in OUTCOMES:
            yield f"{field}.outcome: found '{each.outcome}'{nearest(each.outcome, OUTCOMES)}; allowed: an outcome"
        is_figure, is_limit = each.value is not None, each.at_least is not None or each.at_most is not None
        if is_figure == is_limit:
            yield f"{field}: allowed: a value with its tolerance, or a limit (at_least, at_most)"
        elif is_figure and not (each.tolerance or 0.0) > 0.0:
            yield f"{field}.tolerance: found {each.tolerance}; allowed: a number above 0, in the unit of the outcome"
    for path in file.worlds.free:
        if path not in PARAMETERS or PARAMETERS[path].plausible is None:
            yield f"worlds.free: found '{path}'{nearest(path, PARAMETERS)}; allowed: parameters with a plausible range"
    if len(file.worlds.free) > sum(each.value is not None for each in file.published):
        yield f"worlds.free: found {len(file.worlds.free)}; allowed: at most one number for each published value"
    for path, ends in file.worlds.plausible.items():
        declared = PARAMETERS.get(path)
        if declared is None or declared.kind not in {"float", "int"}:
            yield f"worlds.plausible: found '{path}'{nearest(path, PARAMETERS)}; allowed: a number among the parameters"
        elif len(ends) != 2 or not (declared.low or 0.0) <= ends[0] < ends[1] <= (declared.high or 0.0):
            yield f"worlds.plausible.{path}: found {ends}; allowed: [low, high] within {declared.allowed}"


def _check_reforms(scenario: Scenario) -> None:
    """Reforms stand in order, within the horizon, and each leaves a sound scenario, also while it waits for its tender."""
    previous, so_far = -1, scenario
    for index, reform in enumerate(scenario.file.reform):
        field = f"{scenario.label}: reform.{index}"
        if reform.day <= previous:
            raise ScenarioError(f"{field}.day: found {reform.day}; allowed: after day {previous} (dates in order)")
        if reform.day >= scenario.place.days:
            raise ScenarioError(f"{field}.day: found {reform.day}; allowed: 0 to {scenario.place.days - 1}")
        for path in reform.set:
            if path not in LEVERS:
                raise ScenarioError(f"{field}.set: unknown lever '{path}'{nearest(path, LEVERS)}")
        so_far = so_far.without_reforms().vary(with_bundles(reform.set))
        previous = reform.day
    reformed_policies(scenario)
    check_triggers(scenario)


def _following(scenario: Scenario, changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Levers that hold what their present bundle says, and so follow when the changes name another."""
    for section, bundle in chosen({path: scenario.value(path) for path in changes if path.endswith(".mode")}):
        for name, value in bundle.items():
            if getattr(getattr(scenario, section), name) == value:
                yield section, name
