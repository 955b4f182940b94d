"""What made the numbers: versions, machine and command, for manifests and rows.

Core objects: `environment` (what bits may depend on) and `Manifest` (a store's diary).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from experiments.runs.claims import locked, write_durably
from model.version import model_version

PACKAGES = ("huajie", "numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow", "duckdb")
MANIFEST = "manifest.json"


@cache
def environment() -> dict[str, str]:
    """Versions and machine: model, Python, packages, libm, system, processor."""
    return {
        "model_version": model_version(),
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "libm": " ".join(platform.libc_ver()).strip() or "unknown",
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "processors": str(os.cpu_count()),
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


@cache
def environment_key() -> str:
    """Eight hex digits for the environment; each row bears it."""
    return hashlib.sha256(json.dumps(environment(), sort_keys=True).encode()).hexdigest()[:8]


def this_process() -> dict[str, Any]:
    """What names this process to people who look for it: its number, and its machine."""
    return {"process": os.getpid(), "host": platform.node()}


def now() -> str:
    """The time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def command_line() -> str:
    """The command as typed, as far as Python knows it."""
    import shlex

    if not sys.argv or not sys.argv[0]:
        return "python"
    program, *words = sys.argv
    installed = Path(program).stem == "huajie" and Path(program).suffix != ".py"
    return shlex.join([*(["huajie"] if installed else ["python", program]), *words])


@dataclass
class Manifest:
    """The diary of a store: every environment and every session that wrote to it."""

    folder: Path

    def read(self) -> dict[str, Any]:
        """The manifest as it stands; an empty one for a new store or a damaged file."""
        try:
            content = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            content = {}
        fresh: dict[str, Any] = {"format": 1, "environments": {}, "sessions": []}
        if not isinstance(content, dict):
            return fresh
        for name in ("environments", "sessions"):  # what is of another shape is no diary of ours
            if not isinstance(content.get(name), type(fresh[name])):
                content.pop(name, None)
        content = {**fresh, **content}
        return {**content, "sessions": [each for each in content["sessions"] if isinstance(each, dict)]}

    def note(self, session: dict[str, Any]) -> None:
        """Add a session, or bring the one of the same `owner` up to date."""
        with locked(self.folder):
            content = self.read()
            content["environments"][environment_key()] = environment()
            others = [each for each in content["sessions"] if each.get("owner") != session["owner"]]
            content["sessions"] = [*others, session]
            write_durably(self.folder / MANIFEST, as_json(content))


def as_json(content: object) -> bytes:
    """JSON for people: indented, UTF-8, no NaN."""
    written = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return written.encode(errors="backslashreplace")  # a file name need not be Unicode
