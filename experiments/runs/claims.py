"""Who computes which run: drivers on one store divide the work, and a dead driver's share falls free.

Core objects: `locked` (the store's lock, held for moments) and `Claims` (one driver's claims, held as long as it lives:
the system drops the lock beside its claims when the process ends, however it ends).
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from filelock import FileLock, Timeout

KEY_LENGTH = 65  # 64 hex digits and the end of the line
LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a store; other drivers wait for the few milliseconds it takes."""
    with _lock_on(folder / "lock"):
        yield


def _lock_on(path: Path) -> FileLock:
    """A lock that the system drops with the process. Where a disk knows no such locks, that is an error, not a guess."""
    return FileLock(path, thread_local=False, poll_interval=0.005, fallback_to_soft=False)


class Claims:
    """The runs that one driver has taken on; a context manager that gives them back.

    A driver's file holds its keys; the lock beside it, with `.lock` added to its name, says that the driver lives.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "claims"
        self.owner = uuid.uuid4().hex[:12]
        self._store = folder
        self._file: BinaryIO | None = None
        self._alive = _lock_on(self.folder / f"{self.owner}{LOCK}")
        self._read: dict[str, tuple[int, set[str]]] = {}

    def __enter__(self) -> Claims:
        with locked(self._store):
            self.folder.mkdir(exist_ok=True)
            self._alive.acquire(blocking=False)
            self._file = (self.folder / self.owner).open("ab")
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        # On a full or broken disk the claims fall free all the same, and the next driver sweeps them away.
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
        with suppress(OSError), locked(self._store):
            self._alive.release()
            self._forget(self.owner)
        with suppress(OSError):
            self._alive.release(force=True)

    def take(self, keys: Sequence[str]) -> set[str]:
        """Claim those of the keys that no living driver holds; to be called under the store's lock."""
        assert self._file is not None
        others = self.of_others()
        free = [key for key in keys if key not in others]
        self._file.write("".join(f"{key}\n" for key in free).encode())
        self._file.flush()
        return set(free)

    def living(self) -> set[str]:
        """The owners of all claims that are held, ours among them; to be called under the store's lock."""
        self.of_others()
        return self.owners()

    def owners(self) -> set[str]:
        """The owners of all claims that lie here."""
        return {path.name.removesuffix(LOCK) for path in self.folder.iterdir()}

    def of_others(self) -> set[str]:
        """The keys that other living drivers hold; what dead ones left is swept away."""
        held: set[str] = set()
        for owner in self.owners() - {self.owner}:
            if self._is_dead(owner):
                self._forget(owner)
            else:
                held |= self._keys_of(owner)
        return held

    def _is_dead(self, owner: str) -> bool:
        """Whether nobody holds the lock of this driver any more."""
        lock = _lock_on(self.folder / f"{owner}{LOCK}")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False
        lock.release()
        return True

    def _forget(self, owner: str) -> None:
        self._read.pop(owner, None)
        for name in (owner, f"{owner}{LOCK}"):
            (self.folder / name).unlink(missing_ok=True)

    def _keys_of(self, owner: str) -> set[str]:
        at, keys = self._read.get(owner, (0, set()))
        try:
            with (self.folder / owner).open("rb") as file:
                file.seek(at)
                fresh = file.read()
        except FileNotFoundError:
            return set()
        whole = len(fresh) // KEY_LENGTH * KEY_LENGTH
        keys.update(fresh[:whole].decode().split())
        self._read[owner] = (at + whole, keys)
        return keys


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens to the machine."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)  # half a file would go on filling a full disk
        raise
    if os.name != "nt":  # Windows opens no folders
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
