"""How compiled rules lie on disk: a file for every rule and its types, believed only where its bytes are those written.

Core objects: `CheckedFiles` (in the place of Numba's index and data files) and `install`. A file is opened first, and
what is checked (owner, mode, sum) is what is loaded. One that is torn, damaged, of others or of another rule is none:
the rule is compiled and the file written anew. Where nothing can be written, rules are compiled in memory, and that is
said once.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import caching
from numba.core.serialize import dumps

from model.compilation import cache

MARK = b"huajie rule 1\n"
SUM_BYTES = 32
# How files are opened: no link is followed, and Windows changes no line ends.
READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
WRITING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class CheckedFiles:
    """The compiled forms of one rule: saved and loaded by key (types, processor, code), as Numba asks for them."""

    def __init__(self, cache_path: str, filename_base: str, source_stamp: Any) -> None:
        self._folder, self._base, self._stamp = Path(cache_path), filename_base, source_stamp

    def flush(self) -> None:
        """Numba's word for forgetting; a stale file is overwritten, so there is nothing to do."""

    def load(self, key: Any) -> Any:
        """What was saved under the key; None where nothing is that can be believed."""
        if not cache.is_trusted():
            return None
        path = self._path(key)
        with suppress(OSError):
            content = read_own(path)
            if content is not None and content[: len(MARK)] == MARK:
                return self._checked(path, key, content[len(MARK) :])
        return None

    def save(self, key: Any, data: Any) -> None:
        """Write under the key, whole or not at all; where the disk refuses, say so once and go on."""
        if not cache.is_trusted():
            cache.say_in_memory()
            return
        path = self._path(key)
        payload = dumps((self._stamp, key, data))
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_own(path, MARK + _sum(path, payload) + payload)
        except OSError as error:
            cache.say_in_memory(error.strerror or str(error))

    def _path(self, key: Any) -> Path:
        name = hashlib.sha256(repr((self._stamp, key)).encode()).hexdigest()[:24]
        return self._folder / f"{self._base}.{name}.nbc"

    def _checked(self, path: Path, key: Any, content: bytes) -> Any:
        total, payload = content[:SUM_BYTES], content[SUM_BYTES:]
        if total != _sum(path, payload):
            return None
        stamp, saved_key, data = pickle.loads(payload)
        return data if (stamp, saved_key) == (self._stamp, key) else None


class PrivateLocator(caching.UserProvidedCacheLocator):
    """Numba's way to the private folder, for the rules of this package alone; it need not be writable."""

    def ensure_cache_path(self) -> None:
        """Nothing: whether it can be written shows when something is written."""

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        """A way for a function of this package; None for any other, which Numba keeps where it likes."""
        is_rule = os.path.realpath(py_file).startswith(str(cache.SOURCES) + os.sep)
        return cls(py_func, py_file) if is_rule else None


def install() -> None:
    """Let Numba keep the rules of this package in checked files; to be called before any rule is decorated."""
    caching.IndexDataCacheFile = CheckedFiles
    ways = caching.CompileResultCacheImpl._locator_classes
    if PrivateLocator not in ways:
        ways.insert(0, PrivateLocator)


def _sum(path: Path, payload: bytes) -> bytes:
    """The sum of a file's content and its own name: a file under another's name is not believed."""
    return hashlib.sha256(path.name.encode() + b"\0" + payload).digest()


def read_own(path: Path) -> bytes | None:
    """The content of a file of this user's own that nobody else may write; None for any other."""
    with os.fdopen(os.open(path, READING), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or not cache.is_own(state):
            return None
        return file.read()


def write_own(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, for this user alone."""
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:16]}.tmp")
    try:
        with os.fdopen(os.open(aside, WRITING, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
