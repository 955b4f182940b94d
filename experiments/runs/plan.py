"""Which runs: points in the space of levers and parameters, times seeds, in replication-major order.

Core objects: `read_vary` (one `--vary` word → an axis), the designs (`factorial`, `latin_hypercube`,
`sobol`, `morris`, `read_points`) and `Plan`, which names every run by its key.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.scenario import LEVERS, PARAMETERS, Declaration, Scenario, ScenarioError
from model.scenario.declarations import OWN_LEVERS, nearest
from model.scenario.scenario import plain
from model.scenario.triggers import TRIGGERS, columns_of, read_triggers
from model.version import model_version

if TYPE_CHECKING:
    import numpy as np

Value = bool | int | float | str
Levers = Mapping[str, Value]

KEPT_SCENARIOS = 4_096
MAX_VALUES = 1_000_000
MAX_POINTS = 100_000  # of an axis, a list or a grid: each is a checked scenario before the first run begins
LARGEST_SEED = 2**63 - 1
TRUE_WORDS, FALSE_WORDS = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class PlanError(ValueError):
    """A plan that cannot be carried out; its text says what was found and what is allowed."""


@dataclass(frozen=True)
class Axis:
    """The values that one lever or parameter takes in a grid."""

    path: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Range:
    """The span from which a design draws one lever or parameter; bounds are inclusive."""

    path: str
    low: Value
    high: Value


def declaration(path: str) -> Declaration:
    """The declaration of a lever or parameter; `PlanError` names the nearest right path."""
    declared = LEVERS.get(path) or PARAMETERS.get(path) or OWN_LEVERS.get(path)
    if declared is None:
        path = str(path)
        raise PlanError(f"unknown lever or parameter '{path}'{_nearest(path)}; 'python run.py levers' lists the levers")
    return declared


def _nearest(path: str) -> str:
    every = [*LEVERS, *PARAMETERS, *OWN_LEVERS]
    same_end = [known for known in every if known.rpartition(".")[2] == path.rpartition(".")[2]]
    return f" (did you mean '{same_end[0]}'?)" if same_end else nearest(path, every)


def read_vary(word: str) -> Axis:
    """One `--vary` word as an axis: `path=start:stop:count`, `path=a,b,c` or `path=value`.

    Raises `PlanError` for anything else, with what was found and what is allowed.
    """
    path, text = _split(word)
    return axis(path, text)


def read_range(word: str) -> Range:
    """One `--vary` word of a sampling design: `path=low:high`, or `path` alone for its whole declared span."""
    path, text = _split(word) if "=" in word else (word.strip(), "")
    declared = declaration(path)
    if not text:
        return whole_range(path)
    parts = text.split(":")
    if declared.kind not in {"float", "int"} or len(parts) != 2:
        raise PlanError(
            f"{path}: found '{text}'; allowed: '{path}=low:high' of numbers, or '{path}' for its whole span"
        )
    low, high = (_checked(declared, _number(declared, part)) for part in parts)
    if not low < high:  # type: ignore[operator]
        raise PlanError(f"{path}: found '{text}'; allowed: low below high")
    return Range(path, low, high)


def whole_range(path: str) -> Range:
    """The whole declared span of a lever or parameter; a choice spans its words, a boolean both."""
    declared = declaration(path)
    if declared.kind == "choice":
        return Range(path, declared.choices[0], declared.choices[-1])
    if declared.kind == "bool":
        return Range(path, False, True)
    return Range(path, declared.low, declared.high)  # type: ignore[arg-type]


def _split(word: str) -> tuple[str, str]:
    path, found, text = word.partition("=")
    if not found or not path.strip() or not text.strip():
        raise PlanError(f"--vary: found '{word}'; allowed: 'lever=start:stop:count', 'lever=a,b,c' or 'lever=value'")
    return path.strip(), text.strip()


def axis(path: str, given: object) -> Axis:
    """An axis from a text as in `--vary`, from one value, or from a sequence of values."""
    declared = declaration(path)
    if isinstance(given, str) and declared.kind != "choice" and ":" in given:
        values = _stretch(declared, given)
    elif isinstance(given, str):
        values = tuple(_checked(declared, _word(declared, part.strip())) for part in given.split(","))
    else:
        values = tuple(_checked(declared, value) for value in _sequence(given))
    if not values:
        raise PlanError(f"{path}: found no value; allowed: {declared.allowed}")
    value, count = Counter(values).most_common(1)[0]
    if count > 1:
        raise PlanError(f"{path}: found {value!r} twice; allowed: each value once")
    return Axis(path, values)


def _sequence(given: object) -> list[Any]:
    """Values of an array, a series, a sequence, a set, a generator or a scalar, as plain Python values."""
    given = plain(given)
    return given if isinstance(given, list) else [given]


def _stretch(declared: Declaration, text: str) -> tuple[Value, ...]:
    """`start:stop:count` as evenly spaced values, both ends included."""
    parts = text.split(":")
    if declared.kind not in {"float", "int"} or len(parts) != 3:
        raise PlanError(f"{declared.path}: found '{text}'; allowed: start:stop:count of numbers ({declared.allowed})")
    start, stop = (_number(declared, part, whole=False) for part in parts[:2])
    count = _count(declared, parts[2])
    if count == 1 and start != stop:
        raise PlanError(f"{declared.path}: found count 1 for '{text}'; allowed: at least 2 for a range")
    steps = [start + (stop - start) * step / max(1, count - 1) for step in range(count - 1)]
    # Twelve digits: 0.3, not 0.30000000000000004, in keys, tables and legends alike.
    values = [float(f"{value:.12g}") for value in [*steps, stop]]
    return tuple(_checked(declared, value) for value in values)


def _count(declared: Declaration, text: str) -> int:
    digits = text.strip()
    if (
        not digits.isascii()
        or not digits.isdigit()
        or len(digits) > len(str(MAX_POINTS))
        or not 1 <= int(digits) <= MAX_POINTS
    ):
        raise PlanError(f"{declared.path}: found count '{text}'; allowed: a whole number from 1 to {MAX_POINTS:,}")
    return int(digits)


def _word(declared: Declaration, text: str) -> Value:
    """One value of a list, read as its declaration wants it."""
    if declared.kind == "choice":
        return text
    if declared.kind == "bool":
        if text.lower() in TRUE_WORDS:
            return True
        if text.lower() in FALSE_WORDS:
            return False
        raise PlanError(f"{declared.path}: found '{text}'; allowed: true or false")
    return _number(declared, text)


def _number(declared: Declaration, text: str, whole: bool = True) -> float | int:
    try:
        number = float(text)
    except ValueError:
        raise PlanError(f"{declared.path}: found '{text}'; allowed: {declared.allowed}") from None
    return int(number) if whole and declared.kind == "int" and number.is_integer() else number


def _checked(declared: Declaration, value: Any) -> Value:
    """The value if its declaration allows it; a whole float becomes the int that an int lever wants."""
    if declared.kind == "int" and isinstance(value, float) and value.is_integer():
        value = int(value)
    if declared.kind == "float" and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not _is_allowed(declared, value):
        hint = nearest(value, declared.choices)
        raise PlanError(f"{declared.path}: found {value!r}{hint}; allowed: {declared.allowed} ({declared.unit})")
    checked: Value = value
    return checked


def _is_allowed(declared: Declaration, value: object) -> bool:
    if declared.kind == "choice":
        return value in declared.choices
    if declared.kind == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int if declared.kind == "int" else float):
        return False
    low = -math.inf if declared.low is None else declared.low
    high = math.inf if declared.high is None else declared.high
    return math.isfinite(value) and low <= value <= high


def factorial(axes: Sequence[Axis]) -> list[dict[str, Value]]:
    """Every combination of the axes' values; the last axis runs fastest."""
    paths = [each.path for each in axes]
    for path in paths:
        if paths.count(path) > 1:
            raise PlanError(f"{path}: varied twice; allowed: each lever once")
    if math.prod(len(each.values) for each in axes) > MAX_POINTS:
        raise PlanError(f"the grid has more than {MAX_POINTS:,} points; lower a count")
    return [dict(zip(paths, values, strict=True)) for values in itertools.product(*(each.values for each in axes))]


def latin_hypercube(ranges: Sequence[Range], points: int, seed: int = 1) -> list[dict[str, Value]]:
    """A Latin hypercube sample of `points` points; the same seed gives the same points."""
    from scipy.stats import qmc

    return scaled(ranges, qmc.LatinHypercube(d=len(ranges), rng=seed).random(points))


def sobol(ranges: Sequence[Range], points: int, seed: int = 1, option: str = "--points") -> list[dict[str, Value]]:
    """A scrambled Sobol' sample; a power of two, and the first half of the sample twice as large.

    `option` is what the number of points is called where it was given.
    """
    from scipy.stats import qmc

    if points < 1 or points & (points - 1):
        near = 2 ** max(0, round(math.log2(max(1, points))))
        raise PlanError(f"{option}: found {points}; allowed for a Sobol' design: a power of two, such as {near}")
    return scaled(ranges, qmc.Sobol(d=len(ranges), scramble=True, rng=seed).random(points))


def morris(ranges: Sequence[Range], trajectories: int, seed: int = 1, levels: int = 4) -> list[dict[str, Value]]:
    """Morris' one-at-a-time trajectories: `trajectories` × (number of ranges + 1) points.

    Needs SALib (the extra `sensitivity`); the order of the points is the one SALib analyses.
    """
    try:
        from SALib.sample.morris import sample
    except ImportError:
        raise PlanError("a Morris design needs SALib: pip install 'huajie[sensitivity]', or 'make setup'") from None
    problem = {
        "num_vars": len(ranges),
        "names": [each.path for each in ranges],
        "bounds": [[0.0, 1.0]] * len(ranges),
    }
    return scaled(ranges, sample(problem, trajectories, num_levels=levels, seed=seed))


DESIGNS: dict[str, Callable[[Sequence[Range], int, int], list[dict[str, Value]]]] = {
    "lhs": latin_hypercube,
    "sobol": partial(sobol, option="--samples"),
    "morris": morris,
}


def scaled(ranges: Sequence[Range], unit: np.ndarray) -> list[dict[str, Value]]:
    """Points from a sample of the unit cube, shape (points, ranges); each value as its kind wants it."""
    paths = [each.path for each in ranges]
    return [dict(zip(paths, map(_from_unit, ranges, row), strict=True)) for row in unit.tolist()]


def _from_unit(span: Range, share: float) -> Value:
    declared = declaration(span.path)
    if declared.kind == "float":
        return float(span.low) + share * (float(span.high) - float(span.low))
    if declared.kind == "int":
        return min(int(span.high), int(span.low) + math.floor(share * (int(span.high) - int(span.low) + 1)))
    words: tuple[Value, ...] = declared.choices or (False, True)
    return words[min(len(words) - 1, math.floor(share * len(words)))]


def read_points(path: str | Path) -> list[dict[str, Value]]:
    """An explicit list of points from a CSV file: one column a lever, one row a point; cells end by what the head has most of."""
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            lines = csv.reader(file, delimiter=max(",;\t", key=head.count))
            rows = []
            for row in lines:
                if any(cell.strip() for cell in row):
                    rows.append((lines.line_num, row))
                if len(rows) > MAX_POINTS + 1:
                    raise PlanError(f"{path}: found more than {MAX_POINTS:,} points; allowed: at most {MAX_POINTS:,}")
    except csv.Error as error:
        line = lines.line_num + 1
        raise PlanError(f"{path}: line {line}: cannot be read ({error})") from None
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: not UTF-8 text (byte {error.start}); save the file as UTF-8") from None
    except OSError as error:
        raise PlanError(f"{path}: cannot be read ({error.strerror})") from None
    if len(rows) < 2:
        raise PlanError(f"{path}: found no point; allowed: a row of lever names and one row a point")
    line, heads = rows[0]
    try:
        names = [declaration(name.strip()) for name in heads]
        for each in names:
            if names.count(each) > 1:
                raise PlanError(f"{each.path}: varied twice; allowed: each lever once")
        points = []
        for line, row in rows[1:]:  # noqa: B007 - told where a row is wrong
            if len(row) != len(names):
                raise PlanError(f"found {len(row)} cells; allowed: {len(names)}")
            cells = zip(names, row, strict=True)
            points.append({each.path: _checked(each, _word(each, cell.strip())) for each, cell in cells})
    except PlanError as error:
        raise PlanError(f"{path}: line {line}: {error}") from None
    return points


def checked_count(name: str, given: object, least: int | None = None) -> None:
    """`PlanError` for what is no whole number, or one below the least."""
    if isinstance(given, bool) or not isinstance(given, Integral):
        raise PlanError(f"{name}: found {given!r}; allowed: a whole number")
    if least is not None and int(given) < least:
        raise PlanError(f"{name}: found {given}; allowed: a whole number from {least}")


def by_name(name: str, given: object, what: str) -> Mapping[Any, Any]:
    """A mapping as it was given, or made of a Series, or of a data frame (a row a name); else `PlanError` with `what` to give."""
    if hasattr(given, "to_dict"):
        given = given.to_dict("index") if hasattr(given, "columns") else given.to_dict()
    if not isinstance(given, Mapping):
        raise PlanError(f"{name}: found {given!r}; allowed: {what}")
    return given


def pair(path: str, given: object) -> Sequence[Any]:
    """The two ends of a span; `PlanError` for anything else."""
    given = plain(given)
    if not isinstance(given, list) or len(given) != 2:
        raise PlanError(f"{path}: found {given!r}; allowed: a pair (low, high), or None for the whole span")
    return given


def listed(name: str, given: object) -> list[Any]:
    """One name, or several, as a list; `PlanError` for what is neither."""
    if isinstance(given, str):
        return [given]
    if hasattr(given, "to_dict") and hasattr(given, "columns"):  # a data frame: one row a point
        return list(given.to_dict("records"))
    if not isinstance(given, Iterable):
        raise PlanError(f"{name}: found {given!r}; allowed: one name, or several")
    return list(given)


def paired_seeds(replications: int, first: int = 1) -> tuple[int, ...]:
    """The seeds that every point shares: `first`, `first` + 1, …; so that policies meet in pairs."""
    if not 1 <= replications <= MAX_VALUES:
        raise PlanError(f"--replications: found {replications}; allowed: a whole number from 1 to {MAX_VALUES:,}")
    if not 0 <= first <= LARGEST_SEED - replications:
        raise PlanError(f"--seed: found {first}; allowed: a whole number from 0 to {LARGEST_SEED - replications}")
    return tuple(range(first, first + replications))


@dataclass(frozen=True)
class Point:
    """One policy or parameter setting of a plan: a label, and what it changes in the scenario."""

    label: str
    levers: Levers

    @classmethod
    def of(cls, levers: Levers, written: Callable[[Value], str] | None = None) -> Point:
        """A point that is called by its values, as `written` (default: in twelve digits)."""
        written = written or format_value
        return cls(", ".join(f"{path}={written(value)}" for path, value in levers.items()) or "as it stands", levers)


def format_value(value: Value) -> str:
    """A value as `--vary` and TOML write it, in at most twelve digits."""
    return f"{value:.12g}" if isinstance(value, float) else exact(value)


def exact(value: Value) -> str:
    """A value as `--vary` and TOML write it, in as many digits as give it back to the bit."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _told_apart(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points, those that differ but are called alike by all the digits of their values."""
    called: dict[str, list[Levers]] = {}
    for point in points:
        called.setdefault(point.label, []).append(point.levers)
    alike = {label for label, levers in called.items() if any(each != levers[0] for each in levers)}
    return tuple(Point.of(point.levers, exact) if point.label in alike else point for point in points)


@dataclass(frozen=True)
class Run:
    """One run of a plan: which point, which seed, and its name."""

    point: int
    seed: int
    key: str


def run_key(scenario_key: str, seed: int, version: str | None = None) -> str:
    """A run's name: SHA-256 over model version, scenario with its policy, and seed; 64 hex digits."""
    return hashlib.sha256(f"{version or model_version()}\n{scenario_key}\n{seed}".encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """Points × seeds around one scenario.

    `world_of`, if given, says what a seed's world changes in the scenario before a point's levers
    (a draw from a posterior): all points meet in the same world under the same seed. `only`, if given, names the seeds of
    each point by its index; else every point runs on all.

    `computed_by` names what computes the runs where that is not the model alone; it is part of every run's key.

    A point that the scenario refuses (a budget that cannot pay, say) raises `ScenarioError` here,
    unless `keep_refused` is set: then each of its runs is recorded as refused, with the message. A world in which a point
    is refused has that one run recorded so.
    """

    scenario: Scenario
    points: tuple[Point, ...]
    seeds: tuple[int, ...]
    keep_refused: bool = False
    world_of: Callable[[int], Levers] | None = None
    only: Mapping[int, frozenset[int]] | None = None
    computed_by: str = ""
    scenario_keys: tuple[str, ...] = field(init=False, repr=False)
    refusals: dict[int, str] = field(init=False, repr=False)
    refused_worlds: dict[tuple[int, int], str] = field(init=False, repr=False)
    _built: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", _told_apart(self.points))
        object.__setattr__(self, "_built", lru_cache(KEPT_SCENARIOS)(self._build))
        object.__setattr__(self, "refusals", {})
        object.__setattr__(self, "refused_worlds", {})
        object.__setattr__(self, "scenario_keys", tuple(self._scenario_key(i) for i in range(len(self.points))))

    def __getstate__(self) -> dict[str, Any]:
        """For pickle: without the scenarios that are kept."""
        return {name: value for name, value in self.__dict__.items() if name != "_built"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it was, with room for scenarios anew."""
        for name, value in state.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_built", lru_cache(KEPT_SCENARIOS)(self._build))

    def _build(self, point: int, seed: int | None) -> Scenario:
        return self.scenario.vary(self.points[point].levers if seed is None else self.settings(point, seed))

    def _scenario_key(self, point: int) -> str:
        try:
            text = self.scenario_at(point).canonical()
        except ScenarioError as error:
            if not self.keep_refused:
                raise ScenarioError(f"{error} (at the point {self.points[point].label})") from None
            self.refusals[point] = str(error)
            text = self._refused_text(self.points[point].levers)
        return hashlib.sha256(text.encode()).hexdigest()

    def _refused_text(self, settings: Levers) -> str:
        return "refused " + self.scenario.canonical() + json.dumps(dict(settings), sort_keys=True)

    def refusal(self, point: int, seed: int) -> str | None:
        """Why the scenario refuses a point, or a point in a seed's world; None where it doesn't."""
        return self.refusals.get(point) or self.refused_worlds.get((point, seed))

    def scenario_at(self, point: int, seed: int | None = None) -> Scenario:
        """The scenario of a point, with `seed` in that seed's world; the last few thousand are kept."""
        built: Scenario = self._built(point, None if self.world_of is None else seed)
        return built

    def scenario_key(self, point: int, seed: int) -> str:
        """SHA-256 of the scenario that a run lives in."""
        if self.world_of is None or point in self.refusals:
            return self.scenario_keys[point]
        try:
            text = self.scenario_at(point, seed).canonical()
        except ScenarioError as error:
            self.refused_worlds[point, seed] = str(error)
            text = self._refused_text(self.settings(point, seed))
        return hashlib.sha256(text.encode()).hexdigest()

    def settings(self, point: int, seed: int) -> Levers:
        """What a run changes in the scenario: its seed's world, then its point's levers."""
        return {**(self.world_of(seed) if self.world_of else {}), **self.points[point].levers}

    def setting(self, point: int, path: str) -> Value:
        """The value of a lever at a point; where the point leaves it alone, or is refused, that of the point or scenario."""
        levers = self.points[point].levers
        if path in levers or point in self.refusals:
            return levers.get(path, self.scenario.value(path))
        value: Value = self.scenario_at(point).value(path)
        return value

    def triggers(self, point: int) -> list[dict[str, Any]]:
        """The triggers of a point's policy, as tables of a scenario file."""
        return read_triggers(self.setting(point, TRIGGERS))

    def runs(self) -> Iterator[Run]:
        """Every run, replication-major: all points under the first seed, then under the next."""
        for seed in self.seeds:
            for point in range(len(self.points)):
                if self.only is not None and seed not in self.only[point]:
                    continue
                yield Run(point, seed, run_key(self.scenario_key(point, seed), seed, self.version))

    @property
    def version(self) -> str:
        """What computes the runs: the version of the model's rules, and of what was handed over beside them."""
        return f"{model_version()}+{self.computed_by}" if self.computed_by else model_version()

    def __len__(self) -> int:
        if self.only is not None:
            return sum(len(self.only[point] & set(self.seeds)) for point in range(len(self.points)))
        return len(self.points) * len(self.seeds)

    @property
    def trigger_columns(self) -> tuple[str, ...]:
        """What runs tell of triggers, under the names of columns; nothing where no point has any."""
        most = max(len(self.triggers(point)) for point in range(len(self.points)))
        return tuple(itertools.chain.from_iterable(map(columns_of, range(most))))

    @property
    def paths(self) -> tuple[str, ...]:
        """The levers and parameters that any point changes, in the order they first appear."""
        return tuple(dict.fromkeys(path for point in self.points for path in point.levers))

    def __repr__(self) -> str:
        """Scenario and size, as in `Plan(zhaoshang: 4 points × 30 seeds)`."""
        return f"Plan({self.scenario.name}: {len(self.points)} points × {len(self.seeds)} seeds)"

    def with_seeds(self, seeds: Sequence[int]) -> Plan:
        """The same points on other seeds."""
        return replace(self, seeds=tuple(seeds))
