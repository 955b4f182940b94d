"""A mechanism of one's own beside the rules: a file with `before_day(here)`, compiled with them, called every counted day.

    rules = Rules.load("visits.py", threshold=0.4)
    simulate(Scenario.load("zhaoshang").with_rules(rules))

Core objects: `Rules` (a file that was read, its levers and their values), `Here` (what a rule sees: the columns, today, its
levers and its memory) and the tools that change things and keep the books: `record`, `resolve`, `ease`, `plant`,
`move_trust`, `add_visits`, `spend`; `draw` for chance. A rule acts in the morning, before step 1 of the order of the day
(model/day.py), from day 0 on; the burn-in stays the common start of all policies. The same rule runs in `simulate` and in
`CommunityModel`, compiled or not, to the same bits. Rules are code: a scenario file or a page never brings any.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from model.agents.grid_workers import VISITS_A_DAY_LIMIT
from model.agents.residents import ensure_trust, moved_trust
from model.compilation.decorators import compiled, inlined
from model.compilation.read_once import ReadingOnce
from model.contradictions.cases import ORDINALS, Channel, Creation, Handler, Stage, create_cases, is_open, key_of
from model.contradictions.closing import resolve as close
from model.contradictions.detection import put_on_record
from model.contradictions.detection import record as record_case
from model.draws import uniform
from model.scenario.declarations import OWN_LEVERS, Declaration, ScenarioError, nearest
from model.series import Series

__all__ = ["Channel", "Here", "Rules", "Series", "Stage", "add_visits", "case_count", "compiled", "draw", "ease",
           "is_hidden", "is_known", "lever", "move_trust", "plant", "record", "recorded_in", "resolve", "spend"]  # fmt: skip

PLACE = "before_day"
MEMORY_CELLS = 1_024
# Cases that rules may plant a day, and their ordinals: below those that a scenario plants.
MAX_PLANTED, FIRST_ORDINAL = 64, ORDINALS - 1_024
FIRST_PURPOSE = 65_536  # below are the model's own draws
PREFIX = "rules."


class Here(NamedTuple):
    """What a rule sees on a morning: the columns of all agents by table (docs/guides/extend.md lists them), and its own.

    `today` counts from the start of the burn-in, as the columns do, `day` from the first counted day; `levers` holds its
    levers in the order of their declaration, `memory` (1,024,) numbers that stay from day to day, 0 at first.
    """

    cases: Any
    calendar: Any
    clock: Any
    buildings: Any
    workers: Any
    residents: Any
    neighbourhoods: Any
    units: Any
    organisations: Any
    series: Any
    tables: Any
    circles: Any
    drawn: Any
    numbers: Any
    seed: int
    today: int
    day: int
    levers: np.ndarray
    memory: np.ndarray
    planted: np.ndarray
    spent: np.ndarray


@inlined
def draw(here, number, key):
    """A uniform number between 0 and 1 for a purpose of the rule's own (`number` from 0), an entity's key, and today."""
    return uniform(here.seed, FIRST_PURPOSE + number, key, here.today)


@inlined
def case_count(here):
    """How many contradictions have arisen so far: their rows run from 0."""
    return here.clock.cases[0]


@inlined
def is_hidden(here, row):
    """Whether nobody knows of the contradiction yet. No official can see that."""
    return here.cases.stage[row] == Stage.LATENT


@inlined
def is_known(here, row):
    """Whether it is on record and neither resolved, failed nor healed."""
    return is_open(here.cases.stage[row])


@compiled
def recorded_over(series, today, days):
    """Cases put on record over the last `days` days before today."""
    total = 0.0
    for day in range(max(0, today - days), today):
        total += series[day, Series.RECORDED]
    return total


@inlined
def recorded_in(here, days):
    """Cases put on record over the last `days` days: what officials can count."""
    return recorded_over(here.series, here.today, days)


@inlined
def record(here, row, channel):
    """Put a hidden contradiction on record and on its grid worker's list; False if it is hidden no more.

    It is intake work for the worker from today on, as if a patrol (`Channel.PATROL`), a resident (`Channel.REPORT`) or the
    survey had found it.
    """
    found = here.cases.stage[row] == Stage.LATENT
    if found:
        record_case(row, here.today, channel, here.numbers.work, here.cases, here.calendar, here.workers)
    return found


@inlined
def resolve(here, row, channel):
    """Put a hidden contradiction on record and close it for good at once; False if it is hidden no more.

    It counts as recorded and resolved today by a grid worker, takes none of the worker's hours and gives no satisfaction.
    """
    found = here.cases.stage[row] == Stage.LATENT
    if found:
        put_on_record(row, here.today, channel, here.numbers.work, here.cases, here.calendar)
        close(
            here.seed,
            here.today,
            row,
            Handler.GRID_WORKER,
            False,
            here.cases,
            here.calendar,
            here.numbers.recurrence,
            here.series,
        )
    return found


@compiled
def ease_hours(row, share, stage, grid, hours_left, list_hours):
    """Multiply the hours still to do of an open case, and those of the list that it stands on."""
    if stage == Stage.INTAKE or stage == Stage.SPOT:
        list_hours[grid] += hours_left[row] * (share - 1.0)
    hours_left[row] *= share


@inlined
def ease(here, row, share):
    """Multiply the hours still to do of an open case by `share` (above 0); False if it is not open."""
    open_case = is_open(here.cases.stage[row]) and share > 0.0
    if open_case:
        ease_hours(
            row,
            share,
            here.cases.stage[row],
            here.cases.grid[row],
            here.cases.hours_left,
            here.workers.list_hours,
        )
    return open_case


@inlined
def plant(here, number, building, kind, severity, delay_days):
    """Let a contradiction arise today in a building, under the rule's own `number` (0 to 959); its row, or -1.

    `kind` is the domain from 0, `severity` from 0 to 1, `delay_days` those to its ignition without storms; it is among the
    arisen. The key follows from grid, day and number, so that policies meet the same one. -1 if 64 were planted today.
    """
    row = -1
    if here.planted[0] < MAX_PLANTED:
        here.planted[0] += 1
        row = here.clock.cases[0]
        here.clock.cases[0] += 1
        each, people = here.numbers.place.buildings_per_grid, here.numbers.place.residents_per_building
        here.cases.key[row] = key_of(building // each, here.today, FIRST_ORDINAL + number, 0)
        here.cases.grid[row] = building // each
        here.cases.community[row] = here.buildings.community[building // each]
        here.cases.building[row] = building
        here.cases.resident[row] = building * people
        here.cases.domain[row] = kind
        here.cases.item[row] = here.numbers.domain.first_item[kind]
        here.cases.severity[row] = severity
        creation = Creation(
            here.clock, here.calendar, here.cases, here.buildings, here.tables.propensity, here.drawn
        )  # fmt: skip
        create_cases(here.seed, here.today, creation, here.numbers, row, delay_days)
        here.series[here.today, Series.ARISEN] += 1.0
    return row


@compiled
def shift_trust(seed, resident, community, step, residents, neighbourhoods, trust_table, circles):
    """Move one resident's trust and the community's sum with it."""
    own_trust = residents.own_trust
    if own_trust[resident] == 0.0:
        ensure_trust(seed, resident, own_trust, trust_table, circles.fours, circles.begin)
    own = moved_trust(own_trust[resident], neighbourhoods.common_loss[community], step)
    neighbourhoods.trust_change[community] += own - own_trust[resident]
    own_trust[resident] = own


@inlined
def move_trust(here, resident, step):
    """Move a resident's trust T: by step · (1 − T) upwards, by step · T downwards; `step` from -1 to 1."""
    building = resident // here.numbers.place.residents_per_building
    community = here.buildings.community[building // here.numbers.place.buildings_per_grid]
    shift_trust(
        here.seed,
        resident,
        community,
        step,
        here.residents,
        here.neighbourhoods,
        here.tables.trust,
        here.circles,
    )


@inlined
def add_visits(here, grid, visits):
    """Give a grid's worker so many more patrol visits today, as far as a day holds them."""
    here.workers.visit_credit[grid] = min(here.workers.visit_credit[grid] + visits, VISITS_A_DAY_LIMIT - 1.0)


@inlined
def spend(here, yuan):
    """Spend money beside the policy's budget; it is in `spent_yuan`."""
    here.spent[0] += yuan


class LeverCollector:
    """The levers of the file that is being read."""

    current: list[Declaration] | None = None


def lever(name: str, default: float, low: float, high: float, *, unit: str, help: str) -> int:  # noqa: A002
    """Declare a lever of one's own; gives its place in `here.levers`.

    It is varied as any other under `rules.<name>`. Only at the top of a file that `Rules.load` reads.
    """
    if LeverCollector.current is None:
        raise ScenarioError(f"lever '{name}': declared outside a file of rules; read it by 'Rules.load(path)'")
    declared = Declaration(
        PREFIX + name, "float", float(default), float(low), float(high), (), unit, help, "the rule's own", "assumption",
        None, "declared beside the rule",
    )  # fmt: skip
    if (
        not low <= default <= high
        or not name.isidentifier()
        or any(each.path == declared.path for each in LeverCollector.current)
    ):
        raise ScenarioError(
            f"lever '{name}': found {default}; allowed: a name of its own, and a default from {low} to {high}"
        )
    LeverCollector.current.append(declared)
    return len(LeverCollector.current) - 1


@dataclass(frozen=True)
class Rules:
    """A file of rules as it was read: its path, the hash of its source, its levers and their values.

    `before_day` is the compiled rule. Equal source and values are equal rules: remarks and layout do not count.
    """

    path: Path
    source: str
    levers: tuple[Declaration, ...]
    values: tuple[float, ...]
    before_day: Callable[..., Any] = field(repr=False, compare=False)

    @classmethod
    def load(cls, path: str | PathLike[str], **values: float) -> Rules:
        """Read a file that defines `before_day(here)`; raise `ScenarioError` for one that cannot be used."""
        file = Path(path).resolve()
        try:
            source = file.read_text(encoding="utf-8")
            tree = ast.parse(source)
        except OSError as error:
            raise ScenarioError(f"{path}: cannot be read ({error.strerror})") from None
        except SyntaxError as error:
            raise ScenarioError(f"{path}: no Python in line {error.lineno} ({error.msg})") from None
        except ValueError as error:  # no UTF-8, or zero bytes
            raise ScenarioError(f"{path}: no Python in line 1 ({error})") from None
        check(tree, str(path))
        levers, function = _loaded(file, source)
        rules = cls(file, _hash(tree), levers, tuple(each.default for each in levers), function)
        return rules.vary({PREFIX + name: value for name, value in values.items()})

    def vary(self, changes: Mapping[str, Any]) -> Rules:
        """The same rules with levers set by path (`rules.<name>`); `ScenarioError` for a wrong name or value."""
        values = dict(zip((each.path for each in self.levers), self.values, strict=True))
        for path, value in changes.items():
            declared = next((each for each in self.levers if each.path == path), None)
            if declared is None:
                raise ScenarioError(
                    f"unknown lever '{path}'{nearest(path, values)}; allowed: {', '.join(values) or 'none'}"
                )
            value = value.item() if hasattr(value, "item") else value
            low, high = declared.low, declared.high
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:  # type: ignore[operator]
                raise ScenarioError(f"{path}: found {value!r}; allowed: {declared.allowed} ({declared.unit})")
            values[path] = float(value)
        return replace(self, values=tuple(values.values()))

    def value(self, path: str) -> float:
        """The value of one of its levers."""
        return dict(zip((each.path for each in self.levers), self.values, strict=True))[path]

    def canonical(self) -> dict[str, Any]:
        """What decides a run, for its key."""
        return {"source": self.source, "levers": list(self.values)}

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process reads the file again, and refuses it if it has changed."""
        return _read_again, (self.path, self.source, self.values)


def _read_again(path: Path, source: str, values: tuple[float, ...]) -> Rules:
    rules = Rules.load(path)
    if rules.source != source:
        raise ScenarioError(f"{path}: changed while it is in use; start the study again")
    return replace(rules, values=values)


LOADED: dict[tuple[Path, str], tuple[tuple[Declaration, ...], Callable[..., Any]]] = {}


def _loaded(file: Path, source: str) -> tuple[tuple[Declaration, ...], Callable[..., Any]]:
    """The levers and the compiled rule of a file, read once for each content."""
    known = (file, hashlib.sha256(source.encode()).hexdigest())
    if known not in LOADED:
        name = f"huajie_rules_{known[1][:16]}"
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        LeverCollector.current = []
        try:
            spec.loader.exec_module(module)
            function = getattr(module, PLACE, None)
            if not callable(function):
                raise ScenarioError(f"{file.name}: found no function '{PLACE}'; allowed: 'def {PLACE}(here)'")
            plain = getattr(function, "py_func", function)
            compile_rule = njit(nogil=True, error_model="numpy", _nrt=False, pipeline_class=ReadingOnce)
            LOADED[known] = tuple(LeverCollector.current), compile_rule(plain)
            OWN_LEVERS.update((each.path, each) for each in LeverCollector.current)
        finally:
            LeverCollector.current = None
    return LOADED[known]


IMPORTABLE = frozenset({"__future__", "math", "numpy", "model", "huajie"})


def check(tree: ast.Module, label: str) -> None:
    """Refuse a file that imports what the key of a run would not see, or writes a column past the tools."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else [str(node.module)]
            for name in names:
                if name.partition(".")[0] not in IMPORTABLE:
                    allowed = ", ".join(sorted(IMPORTABLE))
                    raise ScenarioError(f"{label}: imports '{name}' in line {node.lineno}; allowed: {allowed}")
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Subscript) and not _is_memory(target.value):
                raise ScenarioError(
                    f"{label}: writes '{ast.unparse(target)}' in line {target.lineno}; allowed: 'here.memory[…]', or the tools, "
                    "which keep the books"
                )


def _is_memory(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "memory"


def _hash(tree: ast.Module) -> str:
    """A hash of the source as Python reads it: without remarks and docstrings."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _is_docstring(each)] or [ast.Pass()]  # type: ignore[attr-defined]
    return hashlib.sha256(ast.unparse(tree).encode()).hexdigest()[:16]


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def here_of(
    world: Any, numbers: Any, seed: int, today: int, own: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
) -> Here:
    """What there is to see of a world on a day; `own` are the levers, memory, planted and spent of a rule."""
    levers, memory, planted, spent = own
    return Here(
        cases=world.cases,
        calendar=world.calendar,
        clock=world.clock,
        buildings=world.buildings,
        workers=world.workers,
        residents=world.residents,
        neighbourhoods=world.neighbourhoods,
        units=world.units,
        organisations=world.organisations,
        series=world.series,
        tables=world.tables,
        circles=world.scratch.circles,
        drawn=world.scratch.arising_draws,
        numbers=numbers,
        seed=seed,
        today=today,
        day=today - int(world.clock.burn_in_days[0]),
        levers=levers,
        memory=memory,
        planted=planted,
        spent=spent,
    )


def seen_of(world: Any, numbers: Any, seed: int) -> Here:
    """What an observer sees in the evening of the last day: a rule's `Here`, with columns that cannot be written."""
    nothing = np.zeros(0)
    here = here_of(world, numbers, seed, int(world.clock.day[0]) - 1, (nothing, nothing, nothing, nothing))
    return Here(*map(_read_only, here))


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        view = value.view()
        view.flags.writeable = False
        return view
    return type(value)(*map(_read_only, value)) if hasattr(value, "_fields") else value


class Acting:
    """The rules of one run, with their memory; `morning` lets them act, `evening` books what they spent."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.levers = rules, np.array([*rules.values, 0.0])
        self.memory, self.planted, self.spent = np.zeros(MEMORY_CELLS), np.zeros(1, np.int64), np.zeros(1)

    def morning(self, world: Any, numbers: Any, seed: int) -> None:
        """Call the rule at the beginning of the coming day; the table of cases has room for what it may plant."""
        self.planted[0] = 0
        self.rules.before_day(
            here_of(world, numbers, seed, int(world.clock.day[0]), (self.levers, self.memory, self.planted, self.spent))
        )

    def evening(self, world: Any) -> None:
        """Add what the rule spent to the day that has been lived: the day's own accounts are written in its last step."""
        if self.spent[0]:
            world.series[int(world.clock.day[0]) - 1, Series.SPENT_YUAN] += self.spent[0]
            self.spent[0] = 0.0
