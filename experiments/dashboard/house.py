"""What a server keeps for its visitors between calls, within bounds: nobody's run or job goes because another came.

Core objects: `House` (the runs being watched, and the jobs) and `Kept` (things by name, with room and idle time).
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from experiments.dashboard.jobs import Job, Jobs
from experiments.dashboard.watching import Watching

ROOM_BYTES = 1 << 30  # for the runs being watched: forty of a whole subdistrict
MAX_JOBS = 64
IDLE_SECONDS = 15 * 60.0  # a page that is open asks more often

Thing = TypeVar("Thing")


class NotKeptError(LookupError):
    """A run or job that the server does not have (any more)."""


class FullError(RuntimeError):
    """The server has no room for another run or job now."""


@dataclass
class Kept(Generic[Thing]):
    """Things by unguessable name, within a room; what nobody has asked for lately makes way, and nothing else."""

    what: str
    room: int
    size: Callable[[Thing], int]
    let_go: Callable[[Thing], None] = lambda thing: None
    clock: Callable[[], float] = time.monotonic
    _things: dict[str, tuple[Thing, int]] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, thing: Thing, name: str = "") -> str:
        """Keep a thing under a new name, or the one given; `FullError` where there is no room for it."""
        name, size = name or uuid.uuid4().hex, self.size(thing)
        with self._lock:
            now = self.clock()
            for old in [each for each, asked in self._asked.items() if now - asked > IDLE_SECONDS]:
                self._drop(old)
            if self._things and sum(each for _, each in self._things.values()) + size > self.room:
                raise FullError(f"{self.what}: no room for another just now; try again in some minutes")
            self._things[name], self._asked[name] = (thing, size), now
        return name

    def find(self, name: str) -> Thing:
        """The thing of a name."""
        with self._lock:
            if name not in self._things:
                raise NotKeptError(f"{self.what}: no longer kept; start it again")
            self._asked[name] = self.clock()
            return self._things[name][0]

    def drop(self, name: str) -> None:
        """Let a thing go, if it is here."""
        with self._lock:
            self._drop(name)

    def _drop(self, name: str) -> None:
        if name in self._things:
            self.let_go(self._things.pop(name)[0])
            self._asked.pop(name)


class House:
    """Everything that is kept."""

    def __init__(self) -> None:
        self.watchings: Kept[Watching] = Kept("run", ROOM_BYTES, lambda watching: watching.bytes)
        self.jobs: Kept[Job] = Kept("job", MAX_JOBS, lambda job: 1, lambda job: job.stopped.set())
        self.workers = Jobs()

    def start(self, job: Job) -> None:
        """Keep a job and begin its runs."""
        self.jobs.keep(job, job.name)
        self.workers.start(job)

    def close(self) -> None:
        """Stop everything that has not begun."""
        self.workers.close()
