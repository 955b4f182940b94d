"""Who computes which run: drivers on one store divide the work, and a dead driver's share falls free.

Core objects: `locked` (the store's lock, held for moments) and `Claims` (one driver's claims, held
as long as it lives: the kernel drops the lock on its file when the process ends, however it ends).
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from model.compilation.cache import alone

KEY_LENGTH = 65  # 64 hex digits and the end of the line


def locked(folder: Path) -> AbstractContextManager[None]:
    """Hold the lock of a store; other drivers wait for the few milliseconds it takes."""
    return alone(folder / "lock")


class Claims:
    """The runs that one driver has taken on; a context manager that gives them back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "claims"
        self.owner = uuid.uuid4().hex[:12]
        self._store = folder
        self._file: BinaryIO | None = None
        self._read: dict[str, tuple[int, set[str]]] = {}

    def __enter__(self) -> Claims:
        with locked(self._store):
            self.folder.mkdir(exist_ok=True)
            self._file = (self.folder / self.owner).open("ab")
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        # On a full or broken disk the claims fall free all the same, and the next driver sweeps them away.
        with suppress(OSError), locked(self._store):
            (self.folder / self.owner).unlink(missing_ok=True)
        with suppress(OSError):
            if self._file is not None:
                self._file.close()

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
        return {path.name for path in self.folder.iterdir()}

    def of_others(self) -> set[str]:
        """The keys that other living drivers hold; what dead ones left is swept away."""
        held: set[str] = set()
        for path in self.folder.iterdir():
            if path.name != self.owner:
                held |= self._keys_in(path)
        return held

    def _keys_in(self, path: Path) -> set[str]:
        try:
            with path.open("r+b") as file:
                if _is_free(file):
                    path.unlink(missing_ok=True)
                    self._read.pop(path.name, None)
                    return set()
                at, keys = self._read.get(path.name, (0, set()))
                file.seek(at)
                fresh = file.read()
        except FileNotFoundError:
            return set()
        whole = len(fresh) // KEY_LENGTH * KEY_LENGTH
        keys.update(fresh[:whole].decode().split())
        self._read[path.name] = (at + whole, keys)
        return keys


def _is_free(file: BinaryIO) -> bool:
    """Whether nobody holds the lock of this file any more."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
