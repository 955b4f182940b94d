"""Write the locks: hashed requirement files that hold for Python 3.11 to 3.13 alike.

`make lock` runs this. It needs uv on the PATH (`python3 -m pip install uv` into any
environment), and keeps what is pinned already; `make lock UPGRADE=1` takes newer versions.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("viz", "cluster", "sensitivity", "robust", "calibrate", "web")
GROUPS = ("test", "docs")

# One version of each package for all Pythons (`fewest`), so that the bits of a run do not
# depend on which NumPy a Python was given. Mesa alone splits, by its pins in pyproject.toml.
# No index addresses and no header: a lock says what is installed, not where it came from.
OPTIONS = (
    "--universal",
    "--generate-hashes",
    "--fork-strategy=fewest",
    "--python-version=3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
)


def main(arguments: list[str]) -> int:
    """Compile core.lock, then every other lock with core.lock as its constraint."""
    if shutil.which("uv") is None:
        print("make lock needs uv on the PATH: python3 -m pip install uv", file=sys.stderr)
        return 2
    upgrade = ["--upgrade"] if "--upgrade" in arguments else []
    write_lock("core", ["--group", "build", *upgrade])
    for extra in EXTRAS:
        write_lock(extra, ["--extra", extra, "-c", "locks/core.lock", *upgrade])
    for group in GROUPS:
        write_lock(group, ["--group", group, "-c", "locks/core.lock", *upgrade])
    return 0


def write_lock(name: str, options: list[str]) -> None:
    """Compile one lock from pyproject.toml."""
    target = f"locks/{name}.lock"
    subprocess.run(["uv", "pip", "compile", *OPTIONS, *options, "-o", target, "pyproject.toml"], cwd=ROOT, check=True)
    print(target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
