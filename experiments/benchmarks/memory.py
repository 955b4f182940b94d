"""Memory of a process, and of one full run in a process of its own: `python -m experiments.benchmarks.memory`.

Core objects: `resident_mb`, `peak_mb` and `forget_peak`, which read this process's own account;
what `resource.getrusage` tells of a new process still contains its parent.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ACCOUNT = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")
PEAK_ONLY = "5"


def resident_mb() -> float:
    """Megabytes that this process holds now (its peak, where the system keeps no account)."""
    return _account("VmRSS")


def peak_mb() -> float:
    """The most megabytes that this process has held since it began or since `forget_peak`."""
    return _account("VmHWM")


def forget_peak() -> None:
    """Let the peak begin anew, where the system can."""
    if RESET.exists():
        RESET.write_text(PEAK_ONLY, encoding="ascii")


def _account(name: str) -> float:
    if ACCOUNT.exists():
        for line in ACCOUNT.read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return float(line.split()[1]) / 1024.0
    unit = 1024.0**2 if sys.platform == "darwin" else 1024.0
    import resource  # no such thing on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> int:
    """Print the figures of one full run, after a small one that has loaded every rule."""
    bare = resident_mb()
    from experiments.benchmarks import places
    from model.simulate import simulate

    whole = places.zhaoshang()
    small = {"place.days": 5, "place.burn_in_days": 5, "place.buildings_per_grid": 1}
    simulate(whole.vary(small), seed=1).scalars()
    loaded = resident_mb()
    forget_peak()
    simulate(whole, seed=1).scalars()
    print(json.dumps({"run_mb": peak_mb() - loaded, "program_and_run_mb": peak_mb() - bare}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
