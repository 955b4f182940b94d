"""The golden table: what a few small runs come to, as hashes, and which rule changed when they differ.

`python tools/golden.py` compares this machine with tests/model/golden_hashes.json and says what
differs from which day on, in whose columns, and which files of rules have changed since the table
was written; `--write` writes the table anew. It needs the locked core alone, so that any Python
with the locks can run it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from model.delivery.request_queues import Requests  # noqa: E402 - found from any folder
from model.scenario import Scenario  # noqa: E402
from model.series import Series  # noqa: E402
from model.simulate import Outcome, Run  # noqa: E402
from model.version import rule_versions  # noqa: E402
from model.world import World  # noqa: E402

TABLE = ROOT / "tests" / "model" / "golden_hashes.json"
HOW = "if the change is meant: python tools/golden.py --write"
SEED = 20_101_231
KINDS = ("outcomes", "series", "columns", "evenings")
STRETCH = 5  # evenings hashed together: the table tells the first day that differs to within so many
PLACE = {
    "place.communities": 2, "place.grids": 4, "place.buildings_per_grid": 5, "place.residents_per_building": 12,
    "place.days": 420, "place.burn_in_days": 30, "staffing.street_posts": 1, "arising.per_grid_day": 0.4,
    "budget.yearly_yuan": 3_000_000.0,
}  # fmt: skip
# Shipped places, shrunk: an estate, an urban village, planted cases in storms, dated reforms.
PLACES: dict[str, dict[str, Any]] = {
    "new_estate": {},
    "urban_village": {"arising.day_overdispersion": 0.5, "units.requests_per_resident_year": 20.0},
    "lamp_post": {},
    "zhaoshang_reform": {},
}
POLICIES = ("reactive-staffed", "preventive-staffed", "reactive-outsourced", "preventive-outsourced")


def scenarios() -> dict[str, Scenario]:
    """The runs by name: every place under every policy; a reform comes on top of its policy."""
    return {
        f"{place}, {policy}": shrunk(place, changes).preset(policy)
        for place, changes in PLACES.items()
        for policy in POLICIES
    }


def shrunk(name: str, changes: dict[str, Any]) -> Scenario:
    """A shipped scenario in a place of 240 people; what it dates in later grids or days comes in the first."""
    data = Scenario.load(ROOT / "scenarios" / f"{name}.toml").data
    dated = {"planted": [dict(each) for each in data.get("planted", [])], "reform": data.get("reform", [])}
    for each in dated["planted"]:
        each["grid"], each["day"] = each["grid"] % PLACE["place.grids"], each["day"] % PLACE["place.days"]
    reforms = [each for each in dated["reform"] if each["day"] < PLACE["place.days"]]
    small = {key: value for key, value in data.items() if key not in ("planted", "reform", "storm_days")}
    return Scenario({**small, "planted": dated["planted"], "storm_days": [5, 6, 100], "reform": reforms}).vary({
        **PLACE, **changes
    })  # fmt: skip


def all_columns(world: Any) -> Iterator[tuple[str, np.ndarray]]:
    """Every column by name, up to the rows in use; the lists of a single day are left out."""
    used = int(world.clock.cases[0])
    for table in world._fields:
        part = getattr(world, table)
        if table == "scratch":
            continue
        if table == "requests":
            yield from waiting_requests(part)
            continue
        if isinstance(part, np.ndarray):
            yield table, part
            continue
        for name in part._fields:
            column = getattr(part, name)
            if table == "cases" and name != "at_stage":
                column = column[:used]
            if table == "organisations":
                column = column[: int(part.used[0])]
            yield f"{table}.{name}", column


def waiting_requests(requests: Requests) -> Iterator[tuple[str, np.ndarray]]:
    """What waits, queue by queue, and how much in each: the rest of a row is nobody's."""
    yield "requests.waiting", requests.past - requests.first
    queues = np.flatnonzero(requests.first < requests.past)
    for name in ("arrival", "hours", "word"):
        rows = requests.waiting[name]
        waiting = [rows[queue, requests.first[queue] : requests.past[queue]] for queue in queues]
        yield f"requests.{name}", np.concatenate([rows[0, :0], *waiting])


def short(content: bytes, digits: int = 6) -> str:
    """The first digits of a hash."""
    return hashlib.sha256(content).hexdigest()[:digits]


def told(scenario: Scenario) -> dict[str, Any]:
    """One run as hashes, by kind and name: its outcomes, series, columns, and stretches of its evenings."""
    run = Run(scenario, SEED)
    run.advance(run.days)
    return hashed(Outcome(scenario, SEED, run.world))


def hashed(outcome: Outcome) -> dict[str, dict[str, str]]:
    """The hashes of a finished run, by kind and name."""
    columns = dict(all_columns(outcome.world))
    series = columns.pop("series")
    stretches = {f"{day}": series[day : day + STRETCH] for day in range(0, len(series), STRETCH)}
    return {
        "outcomes": {name: short(repr(value).encode()) for name, value in outcome.scalars().items()},
        "series": {one.name.lower(): bytes_of(series[:, one]) for one in Series},
        "columns": {name: bytes_of(column) for name, column in columns.items()},
        "evenings": {day: bytes_of(evenings) for day, evenings in stretches.items()},
    }


def bytes_of(column: np.ndarray) -> str:
    """The hash of an array's bytes."""
    return short(np.ascontiguousarray(column).tobytes())


def environment() -> dict[str, str]:
    """What the bits could depend on beside the rules."""
    packages = {name: metadata.version(name) for name in ("numpy", "scipy", "numba", "llvmlite")}
    return {**packages, "machine": platform.machine(), "libm": " ".join(platform.libc_ver())}


def table() -> dict[str, Any]:
    """The whole table as this machine has it: for every name the hashes of all runs, in their order."""
    runs = {name: told(scenario) for name, scenario in scenarios().items()}
    first = next(iter(runs.values()))
    rows = {kind: {name: " ".join(run[kind][name] for run in runs.values()) for name in first[kind]} for kind in KINDS}
    return {"environment": environment(), "rules": rule_versions(), "runs": list(runs), **rows}


def recorded() -> dict[str, Any]:
    """The table as it was written."""
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def owner(column: str) -> str:
    """The file of rules that a column stands in."""
    kind = get_type_hints(World).get(column.partition(".")[0], World)
    return f"{kind.__module__.rpartition('.')[2]}.py"


def changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between two tables, in sentences; empty when every bit is the same."""
    if before["runs"] != now["runs"]:
        return ["the table holds other runs", HOW]
    lines = [line for place, name in enumerate(now["runs"]) for line in differences(name, place, before, now)]
    return [*lines, *suspects(before, now), HOW] if lines else []


def differences(name: str, place: int, before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs in the run at a place of the table: from which day on, in which series, columns and outcomes."""

    def at(table: dict[str, Any], kind: str, key: str) -> str | None:
        row = table[kind].get(key)
        return None if row is None else str(row).split()[place]

    found = {
        kind: [key for key in {**before[kind], **now[kind]} if at(before, kind, key) != at(now, kind, key)]
        for kind in KINDS
    }
    if not any(found.values()):
        return []
    evenings = found.pop("evenings")
    since = f"from day {evenings[0]} to {int(evenings[0]) + STRETCH - 1} on" if evenings else "with the same series"
    rules = sorted({owner(column) for column in found["columns"]})
    words = [f"{kind} {', '.join(keys)}" for kind, keys in found.items() if keys]
    return [f"{name}: differs {since}, in columns of {', '.join(rules) or 'no file'}: {'; '.join(words)}"]


def suspects(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Which files of rules have changed since the table; if none has, what else has."""
    rules = [
        name for name in {**before["rules"], **now["rules"]} if before["rules"].get(name) != now["rules"].get(name)
    ]
    if rules:
        return [f"changed since the table was written: {', '.join(sorted(rules))}"]
    others = {key: (before["environment"].get(key), value) for key, value in now["environment"].items()}
    moved = [f"{key} {was} → {is_}" for key, (was, is_) in others.items() if was != is_]
    return [
        f"no rule has changed since the table was written; {', '.join(moved) or 'nor has NumPy, Numba or the machine'}"
    ]


def main(arguments: list[str]) -> int:
    """Write the table, or compare with it and say what differs; return the exit code."""
    if arguments not in ([], ["--write"]):
        print("golden: found " + " ".join(arguments) + "; allowed: nothing, or --write", file=sys.stderr)
        return 2
    now = table()
    if arguments:
        TABLE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return 0
    lines = changes(recorded(), now)
    print("\n".join(lines) or f"the same bits in {len(now['runs'])} runs")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
