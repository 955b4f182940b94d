"""A scenario as data for the page: every parameter of the entries by path, and the world before its seed.

Core objects: `Layout` (paths, kinds and slots, the same for all scenarios) and `place_of` (shapes, values, contents).
An array takes 5 + 2 · ndim slots of eight bytes: 0, 0, size, itemsize, address, shape, strides; a scalar takes one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from model.clock import STORM_DAYS_AFTER_END
from model.draws import gamma_table
from model.scenario import PRESETS, Scenario, ScenarioError
from model.scenario.changes import reformed_policies
from model.scenario.levers import COMMON_START, LEVERS
from model.scenario.parameters import DOMAIN_NAMES
from model.simulate import TABLES, max_lines_of, timeline
from model.world import build, grown

ROOM = 1024
# What the entries `sow` and `derive` fill at the beginning of every run.
FILLED = ("world.buildings.cumulative", "numbers.age_power", "numbers.grievance_kept")
SPARE_LINES = 2.0  # room for lines, as a multiple of what the presets need
SPARE_OF_WORLDS = 1.25  # and of what the one that needs most needs in any world


class Blobs:
    """Contents of arrays, each kept once, as one run of bytes."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._places: dict[bytes, int] = {}

    def place(self, content: bytes) -> int:
        """Where these bytes begin."""
        key = hashlib.sha256(content).digest()
        if key not in self._places:
            self.data += b"\0" * (-len(self.data) % 8)
            self._places[key] = len(self.data)
            self.data += content
        return self._places[key]


def leaves(parameters: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every scalar and array of some nested tuples by path, in the order of a rule's parameters."""

    def walk(path: str, part: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(part, tuple):
            for name, member in zip(part._fields, part, strict=True):  # type: ignore[attr-defined]
                yield from walk(f"{path}.{name}", member)
        else:
            yield path, part

    for name, part in parameters.items():
        yield from walk(name, part)


def kind_of(value: Any) -> str:
    """How a page reads a value: an array's NumPy kind and item size, or a scalar's kind."""
    if isinstance(value, np.ndarray):
        assert value.flags.c_contiguous, "the entries take contiguous arrays"
        return f"{value.ndim}{value.dtype.kind}{value.dtype.itemsize}"
    return "b" if isinstance(value, bool | np.bool_) else "i" if isinstance(value, int | np.integer) else "f"


def layout_of(parameters: dict[str, Any]) -> list[list[str]]:
    """Path and kind of every leaf: the same for all scenarios."""
    return [[path, kind_of(value)] for path, value in leaves(parameters)]


def parameters_of(scenario: Scenario, worlds: Sequence[Scenario] = ()) -> tuple[dict[str, Any], int]:
    """The parameters of every entry for a scenario with its seed left out, and the room for lines there and in its worlds."""
    calm = scenario.vary({"arising.day_overdispersion": 0.0})
    policies: dict[str, Mapping[str, Any]] = {"": {}, **PRESETS}
    lines = {name: lines_of(calm.vary(levers)) for name, levers in policies.items()}
    most = PRESETS.get(max(lines, key=lambda name: lines[name]), {})
    of_worlds = [lines_of(world.vary(most)) for world in worlds]
    room = int(max(SPARE_LINES * max(lines.values()), SPARE_OF_WORLDS * max(of_worlds, default=0))) + 1
    period = timeline(calm)[0]
    world = build(period.scenario, period.numbers, 0, room)
    days = world.series.shape[0]
    world.series[:] = 0.0
    world.organisations.used[0] = 0
    storms = np.zeros(days + STORM_DAYS_AFTER_END + 1, np.int64)
    world = world._replace(clock=world.clock._replace(storm_days=storms))
    burn_in = scenario.place.burn_in_days
    planted = np.array(sorted({burn_in + day for day in scenario.file.storm_days}), np.int64)
    over = scenario.arising.day_overdispersion
    table = gamma_table(1.0 / over).copy() if over > 0 else np.zeros(1)
    return {
        "world": world,
        "numbers": timeline(calm)[-1].numbers,
        "plan": period.plan,
        "planted_storms": planted,
        "day_table": table,
        "projects": np.array([getattr(scenario.domain, name).projects for name in DOMAIN_NAMES]),
        "share": np.array([getattr(scenario.domain, name).share for name in DOMAIN_NAMES]),
        "room": np.zeros(ROOM),
    }, room


def lines_of(scenario: Scenario) -> int:
    """The most lines of a unit under a policy; 0 for one whose named lines cannot be paid."""
    try:
        return max_lines_of(timeline(scenario))
    except ValueError:
        return 0


def place_of(scenario: Scenario, blobs: Blobs, worlds: Sequence[Scenario] = ()) -> dict[str, Any]:
    """What the page needs to run a scenario: shapes, contents, numbers, policies, growth, planted cases, reforms."""
    if scenario.file.triggers:
        raise ScenarioError(f"{scenario.label}: the page dates no triggers; allowed: a scenario without [[triggers]]")
    parameters, lines = parameters_of(scenario, worlds)
    registered = parameters["world"].organisations.active.size
    assert all(world.organisations.initial_registered <= registered for world in worlds), "the register has room"
    values: list[Any] = [shown(value, blobs, path) for path, value in leaves(parameters)]
    place = scenario.place
    burn_in = place.burn_in_days
    return {
        "values": values,
        "lines": lines,
        "growth": {str(code): growth_of(parameters["world"], table) for code, table in TABLES.items()},
        "burnIn": burn_in,
        "days": place.days,
        "start": COMMON_START,
        "policy": levers_of(scenario),
        "reforms": [[day, levers_of(reformed)] for day, reformed in reformed_policies(scenario)],
        "planted": [
            [each.day, each.grid, DOMAIN_NAMES.index(each.domain), each.severity, each.delay_days]
            for each in scenario.file.planted
        ],
    }


def levers_of(scenario: Scenario) -> dict[str, Any]:
    """Every lever's value under a scenario's policy."""
    found = {}
    for path in LEVERS:
        value: Any = scenario.file
        for part in path.split("."):
            value = getattr(value, part)
        found[path] = value
    return found


def shown(value: Any, blobs: Blobs, path: str) -> Any:
    """A scalar as it is; of an array its shape and content: nothing for zeros, [fill], or the place of its bytes."""
    if not isinstance(value, np.ndarray):
        return bool(value) if isinstance(value, bool | np.bool_) else value
    shape = list(value.shape)
    room = path.startswith("world.scratch") and value.size > ROOM * 4
    if value.dtype.kind == "V" or room or path in FILLED:
        return {"s": shape}  # written before it is read
    flat = np.ascontiguousarray(value).reshape(-1)
    if not flat.size or not flat.view(np.uint8).any():
        return {"s": shape}
    if (flat == flat[0]).all():
        return {"s": shape, "f": flat[0].item()}
    return {"s": shape, "d": blobs.place(flat.tobytes())}


def growth_of(world: Any, table: str) -> list[list[Any]]:
    """What happens to a full table: the columns that get longer, along which axis, and what their new part holds."""
    found: list[list[Any]] = []
    pairs = zip(leaves({"world": world}), leaves({"world": grown(world, table)}), strict=True)
    for (path, old), (_, new) in pairs:
        if isinstance(old, np.ndarray) and old.shape != new.shape:
            [axis] = [k for k in range(old.ndim) if old.shape[k] != new.shape[k]]
            assert new.shape[axis] == 2 * old.shape[axis], path
            fresh = np.moveaxis(new, axis, 0)[old.shape[axis] :].reshape(-1)
            plain = new.dtype.kind == "V" or path.startswith("world.scratch")
            assert plain or (fresh == fresh[0]).all(), path
            found.append([path, axis, 0 if plain else fresh[0].item()])
    return found
