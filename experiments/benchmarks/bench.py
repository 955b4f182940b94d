"""`make bench`: speed of Huajie beside its rivals in one run, as ratios; `make bench-check` holds them to the record.

Times depend on the machine and its neighbours, ratios much less: both are written to
bench.json, the check compares ratios alone with experiments/benchmarks/records/baseline.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.benchmarks import measure, places

BASELINE = Path(__file__).resolve().parent / "records" / "baseline.json"
# How much worse a ratio may be than the record before the check fails: shared machines breathe.
TOLERANCE = 1.4


@dataclass(frozen=True)
class Ratio:
    """One ratio of the bench: what it says, which way is better, its target, and how it is made of the figures."""

    what: str
    higher_is_better: bool
    target: float
    of: Callable[[dict[str, Any]], float | None]


def quotient(
    above: tuple[str, str], below: tuple[str, str], factor: float = 1.0
) -> Callable[[dict[str, Any]], float | None]:
    """Figure over figure, each named by its section; None where one is missing."""

    def of(figures: dict[str, Any]) -> float | None:
        over = figures.get(above[0], {}).get(above[1])
        under = figures.get(below[0], {}).get(below[1])
        return over / under * factor if over and under else None

    return of


def growth(name: str, factor: float = 10.0) -> Callable[[dict[str, Any]], float | None]:
    """Time at `factor` times the residents, contradictions or days, over the time at once."""

    def of(figures: dict[str, Any]) -> float | None:
        times = {row["factor"]: row["run_ms"] for row in figures.get("scaling", []) if row["grown"] == name}
        return times[factor] / times[1.0] if factor in times else None

    return of


def figure(section: str, name: str) -> Callable[[dict[str, Any]], float | None]:
    """A figure that is a ratio already."""
    return lambda figures: figures.get(section, {}).get(name)


RATIOS: dict[str, Ratio] = {
    "rival_over_huajie_full": Ratio(
        "plain Mesa over Huajie, full scale", True, 2_500.0, quotient(("rival_full", "run_seconds"), ("full", "run_ms"), 1e3)
    ),
    "rival_over_huajie_tenth": Ratio(
        "plain Mesa over Huajie, a tenth of full scale", True, 1_000.0,
        quotient(("rival_tenth", "run_seconds"), ("tenth", "run_ms"), 1e3),
    ),
    "simpy_over_huajie": Ratio(
        "SimPy over Huajie, the same M/M/10 queue, per event", True, 50.0,
        quotient(("queue", "simpy_nanoseconds_per_event"), ("queue", "huajie_nanoseconds_per_event")),
    ),
    "ciw_over_huajie": Ratio(
        "Ciw over Huajie, the same M/M/10 queue, per event", True, 100.0,
        quotient(("queue", "ciw_nanoseconds_per_event"), ("queue", "huajie_nanoseconds_per_event")),
    ),
    "ten_times_residents": Ratio("ten times the residents, as many contradictions: time", False, 1.5, growth("residents")),
    "ten_times_contradictions": Ratio(
        "ten times the contradictions, each with a tenth of the work: time", False, 11.0, growth("contradictions")
    ),
    "ten_times_days": Ratio("ten times the days: time", False, 11.0, growth("days")),
    "two_threads": Ratio("two threads over one", True, 1.9, figure("threads", "two_threads_speedup")),
    "two_workers": Ratio("a stored sweep on two workers over one", True, 1.9, figure("sweeping", "two_workers_speedup")),
    "driver_over_run": Ratio(
        "planning, driving and storing a run, over the run", False, 0.03,
        quotient(("sweeping", "milliseconds_per_run"), ("full", "run_ms")),
    ),
    "sweep_over_batch_run": Ratio(
        "a stored sweep over Mesa's batch_run, a small place, runs a second", True, 100.0,
        quotient(("sweeping", "sweep_runs_per_second"), ("sweeping", "batch_run_runs_per_second")),
    ),
}  # fmt: skip

# Times and sizes that have a target, for information: they are no ratios and are not checked.
TARGETS: dict[tuple[str, str], tuple[str, float]] = {
    ("full", "run_ms"): ("a full run, milliseconds", 10.0),
    ("full", "nanoseconds_per_event"): ("an event of it, nanoseconds", 60.0),
    ("rival_full", "nanoseconds_per_resident_day"): ("the rival's polled resident-day, nanoseconds", 1_000.0),
    ("sweeping", "memory_growth_mb"): ("growth of memory from run 1,000 to run 10,000 of a sweep, MB", 20.0),
    ("memory", "run_mb"): ("memory of a run over the loaded program, MB", 60.0),
    ("command_line", "help_seconds"): ("run.py --help, seconds", 0.5),
    ("command_line", "compare_seconds"): ("run.py warm, seconds", 10.0),
    ("starts", "cold_start_seconds"): ("cold start, everything compiled, seconds", 30.0),
    ("starts", "cached_start_seconds"): ("cached start, seconds", 1.5),
}


def measured(quick: bool) -> dict[str, Any]:
    """All figures, section by section; `quick` leaves out what only informs and the rival at full scale."""
    sections: dict[str, Callable[[], Any]] = {
        "full": measure.full_run,
        "tenth": measure.tenth_run,
        "rival_tenth": lambda: measure.rival(places.tenth(), 3 if quick else 5),
        "queue": measure.queues_side_by_side,
        "scaling": measure.scaling,
        "threads": measure.threads,
        "sweeping": measure.sweeping,
    }
    if not quick:
        sections |= {
            "rival_full": lambda: measure.rival(places.zhaoshang(), 5),
            "memory": measure.memory,
            "starts": measure.starts,
            "command_line": measure.command_line,
        }
    figures: dict[str, Any] = {}
    for name, section in sections.items():
        print(f"bench: {name.replace('_', ' ')} …", flush=True)
        figures[name] = section()
    return figures


def ratios_of(figures: dict[str, Any]) -> dict[str, float]:
    """Every ratio that the figures allow."""
    found = {name: ratio.of(figures) for name, ratio in RATIOS.items()}
    return {name: value for name, value in found.items() if value is not None}


def machine() -> dict[str, Any]:
    """What ran the bench, and how busy it was."""
    from importlib.metadata import version

    from model.version import model_version

    names = ("numpy", "numba", "mesa", "simpy", "ciw")
    return {
        "python": platform.python_version(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "versions": {name: version(name) for name in names if _is_installed(name)},
        "model_version": model_version() if callable(model_version) else model_version,
    }


def _is_installed(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


def table(figures: dict[str, Any], ratios: dict[str, float]) -> str:
    """Ratios and figures with their targets, in lines."""
    lines = [f"{'':68}{'measured':>12}{'target':>10}"]
    for name, value in ratios.items():
        ratio = RATIOS[name]
        lines.append(f"{ratio.what:68}{value:12,.2f}{'≥' if ratio.higher_is_better else '≤':>3}{ratio.target:7,.5g}")
    for (section, name), (what, target) in TARGETS.items():
        if (value := figures.get(section, {}).get(name)) is not None:
            lines.append(f"{what:68}{value:12,.2f}{'≤':>3}{target:7,.5g}")
    return "\n".join(lines)


def worse(ratios: dict[str, float], baseline: dict[str, float]) -> list[str]:
    """What is worse than the record by more than the tolerance, in words."""
    found = []
    for name, recorded in baseline.items():
        if name not in ratios or name not in RATIOS:
            continue
        now, better_high = ratios[name], RATIOS[name].higher_is_better
        if (recorded / now if better_high else now / recorded) > TOLERANCE:
            found.append(f"{RATIOS[name].what}: {now:,.2f}, on record {recorded:,.2f}")
    return found


def check(ratios: dict[str, float]) -> int:
    """Compare with the record; exit code 1 when something got slower."""
    if not BASELINE.exists():
        print(f"no record to compare with: {BASELINE.name} is missing; `make bench ARGUMENTS=--record` makes it")
        return 2
    slower = worse(ratios, json.loads(BASELINE.read_text(encoding="utf-8"))["ratios"])
    for line in slower:
        print(f"slower than on record: {line}")
    return int(bool(slower))


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write; with --check also compare with the record."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmarks", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a ratio is worse than on record")
    parser.add_argument("--record", action="store_true", help="write the ratios as the new record")
    parser.add_argument("--quick", action="store_true", help="leave out the slow parts (implied by --check)")
    parser.add_argument("--out", type=Path, default=Path("results/bench"), help="folder for bench.json and the picture")
    chosen = parser.parse_args(arguments)
    figures = measured(quick=chosen.quick or chosen.check)
    ratios = ratios_of(figures)
    content = {"ratios": ratios, "figures": figures, "machine": machine()}
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "bench.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    _draw(figures, chosen.out)
    print(table(figures, ratios))
    if chosen.record:
        BASELINE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return check(ratios) if chosen.check else 0


def _draw(figures: dict[str, Any], folder: Path) -> None:
    import pandas

    from experiments.benchmarks.picture import growth_of_time
    from experiments.plots.picture import save

    for language in ("en", "zh"):
        picture = growth_of_time(pandas.DataFrame(figures["scaling"]), language)
        save(picture, folder, f"growth_of_time_{language}", {"what": "median run times", "machine": machine()})


if __name__ == "__main__":
    sys.exit(main())
