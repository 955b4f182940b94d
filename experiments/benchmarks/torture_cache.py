"""Damage a compile cache at random and run: no crash, no wrong bit, and what was damaged is written anew.

Core object: `torture_cache`, the second half of `make torture`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

DAMAGES_A_RUN = 10
ZEROED_BYTES = 4_000
# A run of a small place in a process of its own: its bits, one word.
SUBJECT = """
import hashlib, sys
from experiments.benchmarks.torture import PLACE
from model.scenario import Scenario
from model.simulate import simulate
figures = simulate(Scenario(PLACE), 1).scalars()
print(hashlib.sha256(repr(figures).encode()).hexdigest())
"""


def emptied(content: bytes, chance: random.Random) -> bytes:
    """Nothing left."""
    return b""


def cut(content: bytes, chance: random.Random) -> bytes:
    """Cut off somewhere."""
    return content[: chance.randrange(len(content))]


def zeroed(content: bytes, chance: random.Random) -> bytes:
    """Some thousand bytes are zero, as after a crash of the machine."""
    at = chance.randrange(len(content))
    return content[:at] + bytes(min(ZEROED_BYTES, len(content) - at)) + content[at + ZEROED_BYTES :]


def flipped(content: bytes, chance: random.Random) -> bytes:
    """One bit is another."""
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    each.__name__: each for each in (emptied, cut, zeroed, flipped)
}


@dataclass
class CacheFindings:
    """What came of it: damages by kind, runs, and what went wrong."""

    struck: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    wrong: list[str] = field(default_factory=list)

    def report(self) -> str:
        """For people."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.struck.items()))
        verdict = self.wrong or ["the same bits in each, no crash, every damaged file written anew"]
        return "\n".join(
            [f"{self.struck.total()} files of the compile cache damaged ({kinds}), {self.runs} runs", *verdict]
        )


def torture_cache(damages: int, folder: Path, seed: int = 1, subject: str = SUBJECT) -> CacheFindings:
    """Damage files of a cache in `folder`, ten at a time, until `damages` were damaged; a run after each ten."""
    findings, chance = CacheFindings(), random.Random(seed)
    expected = _run(folder, subject)
    if expected.returncode:
        raise RuntimeError(f"the undisturbed run ended with {expected.returncode}: {expected.stderr}")
    while findings.struck.total() < damages:
        files = sorted(folder.rglob("*.nbc"))
        sound = {}
        for path in chance.sample(files, min(DAMAGES_A_RUN, len(files), damages - findings.struck.total())):
            kind = chance.choice(sorted(DAMAGES))
            sound[path] = path.read_bytes()
            path.write_bytes(DAMAGES[kind](sound[path], chance))
            findings.struck[kind] += 1
        damaged = {path: path.read_bytes() for path in sound}
        done = _run(folder, subject)
        findings.runs += 1
        if done.returncode or done.stdout != expected.stdout:
            findings.wrong.append(
                f"run {findings.runs}: ended with {done.returncode}, said {done.stdout[:80]!r}: {done.stderr[-400:]}"
            )
        # A rule inside another, which was loaded whole, is not asked for: its file stays, and will not be believed.
        findings.wrong += [
            f"run {findings.runs}: {path.name} was believed"
            for path in sound
            if _is_wrong(path, damaged[path], sound[path])
        ]
        for path, content in sound.items():
            path.write_bytes(content)
    return findings


def _is_wrong(path: Path, damaged: bytes, sound: bytes) -> bool:
    """Whether a file is neither as it was damaged nor whole: half of something."""
    content = path.read_bytes()
    return content != damaged and len(content) < len(sound) // 2


def _run(folder: Path, subject: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", subject], env={**os.environ, "HUAJIE_CACHE_DIR": str(folder)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
