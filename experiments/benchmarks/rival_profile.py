"""Where the rival's time goes: `python -m experiments.benchmarks.rival_profile` writes experiments/benchmarks/records/rival_profile.txt.

The rival is a yardstick only while it is no straw man: its cost of a polled resident-day is
measured without the profiler, its functions with it.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import sys
from pathlib import Path
from time import process_time

from experiments.benchmarks.measure import resident_days
from experiments.benchmarks.places import tenth
from experiments.benchmarks.plain_mesa import run

TARGET = Path(__file__).resolve().parent / "records" / "rival_profile.txt"
FUNCTIONS_SHOWN = 25


def cost_of_a_resident_day(seed: int = 1) -> float:
    """Nanoseconds of processor time for each resident polled on each day, everything else of the run included."""
    scenario = tenth()
    began = process_time()
    run(scenario, seed)
    return (process_time() - began) / resident_days(scenario) * 1e9


def profile(seed: int = 1) -> str:
    """The functions that take most of a run, by their own time, with no path of this machine."""
    profiler = cProfile.Profile()
    profiler.runcall(run, tenth(), seed)
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(FUNCTIONS_SHOWN)
    return re.sub(r"\S*/(?=(?:site-packages|lib/python[\d.]+|experiments|model)/)", "", text.getvalue()).strip()


def main() -> int:
    """Measure, profile, write."""
    costs = sorted(cost_of_a_resident_day(seed) for seed in (1, 2, 3))
    TARGET.write_text(
        "The plain-Mesa rival at a tenth of Zhaoshang (13,000 residents, 910 days), all mechanisms on.\n"
        "Written by python -m experiments.benchmarks.rival_profile.\n\n"
        f"Processor time for each polled resident-day, whole run, without the profiler: {costs[1]:.0f} ns "
        f"(median of three; {costs[0]:.0f} to {costs[2]:.0f}).\n\n"
        f"With cProfile, which slows small calls several times:\n\n{profile()}\n",
        encoding="utf-8",
    )
    print(f"{costs[1]:.0f} ns a polled resident-day; wrote {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
