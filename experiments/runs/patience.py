"""Waiting for another driver of the same store: for whom is said at once, and it has an end.

Core object: `Patience`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from experiments.runs.manifest import Manifest
from experiments.runs.store import Session, StoreError

SAID_AFTER_SECONDS = 2.0
PATIENCE_SECONDS = 600.0  # with drivers that record nothing


@dataclass
class Patience:
    """How long a driver has waited for others that hold all of its runs that are left."""

    session: Session
    clock: Callable[[], float] = time.monotonic
    _count: int = -1
    _since: float = field(default=0.0)

    def words(self, count: int) -> str:
        """What to tell of the waiting, if it has lasted; `StoreError` when nothing was recorded for too long.

        `count` is of the runs that others hold.
        """
        if count != self._count:
            self._count, self._since = count, self.clock()
        waited = self.clock() - self._since
        if waited < SAID_AFTER_SECONDS:
            return ""
        folder = self.session.store.folder
        holders = self._holders()
        if waited >= PATIENCE_SECONDS:
            raise StoreError(
                f"{folder}: {count} runs are held by {holders}, and none was recorded for {waited / 60:.0f} minutes; let it go "
                "on (a stopped process: fg) or end it, and the same command computes them"
            )
        return f"waiting for {count} runs that are held by {holders}; they fall free when it ends"

    def _holders(self) -> str:
        sessions = Manifest(self.session.store.folder).read()["sessions"]
        told = {each.get("owner"): _who(each) for each in sessions if isinstance(each, dict)}
        others = sorted(self.session.claims.owners() - {self.session.claims.owner})
        return ", ".join(told.get(owner, f"driver {owner}") for owner in others) or "another driver"


def _who(session: dict[str, Any]) -> str:
    return f"process {session.get('process')} on {session.get('host')} since {session.get('started')}"
