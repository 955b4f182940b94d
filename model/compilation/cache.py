"""Where compiled rules are kept between runs: a private folder that belongs to these sources.

Core objects: `use_private_cache`, `one_writer_at_a_time`. Numba notices an edit of the file a rule stands in, but not
of the files it calls into; so the folder's name is a hash of all sources that rules reach. What
lies in it is executed: it must belong to the user alone, and shared temporary space will not do.
"""

from __future__ import annotations

import functools
import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["alone", "cache_home", "cache_key", "is_shared", "one_writer_at_a_time", "use_private_cache"]

# The whole package, not this room of it; `model` itself cannot be imported here, for it imports this file.
SOURCES = Path(__file__).resolve().parents[1]
# Rooms that no compiled rule stands in or reaches (a test holds it): to edit them costs no compilation.
NEVER_COMPILED = frozenset(
    {
        "case_history.py",
        "common_start.py",
        "community_model.py",
        "compilation/cache.py",
        "compilation/memory.py",
        "compile_ahead.py",
        "frames.py",
        "scenario/budget.py",
        "scenario/lines.py",
        "scenario/scenario.py",
        "simulate.py",
        "version.py",
    }
)
KEPT_FOLDERS = 4
# A younger folder may be in use by a run that started before an edit.
KEPT_DAYS = 7


def use_private_cache() -> Path | None:
    """Point Numba to the private folder of these sources, and return it.

    None when nothing at all can be written: Numba then looks for a place of its own.
    """
    folder = _own_folder(cache_home() / "numba" / cache_key()) or _temporary_folder()
    if folder is None:
        return None
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


def is_shared() -> bool:
    """Whether several processes may compile into the cache at once: its folder is everybody's and can be locked."""
    return fcntl is not None and Path(os.environ.get("NUMBA_CACHE_DIR", "")).parent == cache_home() / "numba"


def one_writer_at_a_time() -> None:
    """Let one process at a time add to the cache.

    Numba reads a rule's index, adds a line and writes it: two who do so at once give two types of arguments one file,
    and whoever reads it later gets the rule for the wrong types.
    """
    from numba.core.caching import IndexDataCacheFile

    plain = IndexDataCacheFile.save
    if fcntl is None or hasattr(plain, "__wrapped__"):
        return

    @functools.wraps(plain)
    def save(self: Any, key: Any, data: Any) -> None:
        with alone(Path(self._cache_path) / ".lock"):
            plain(self, key, data)

    IndexDataCacheFile.save = save


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a file's lock; other processes that want it wait."""
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def cache_home() -> Path:
    """The user's cache folder for this project; the variable HUAJIE_CACHE_DIR moves it."""
    if chosen := os.environ.get("HUAJIE_CACHE_DIR"):
        return Path(chosen).expanduser().absolute()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().absolute() / "huajie"


def cache_key() -> str:
    """Hash of the sources that rules can read and of the installed Numba: 16 hex digits."""
    digest = hashlib.sha256(_numba_version().encode())
    for path in watched_sources():
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def watched_sources() -> list[Path]:
    """The files of the package whose edit makes compiled rules stale, in every room."""
    sources = (path for path in SOURCES.rglob("*.py") if path.name != "__init__.py")
    return sorted(path for path in sources if path.relative_to(SOURCES).as_posix() not in NEVER_COMPILED)


def _numba_version() -> str:
    try:
        return metadata.version("numba")
    except metadata.PackageNotFoundError:
        return "none"


def _own_folder(folder: Path) -> Path | None:
    """The folder, made if need be, or None unless it is writable and the user's alone."""
    try:
        is_new = not folder.exists()
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        if not _is_private(folder):
            return None
        os.utime(folder)
        if is_new:
            _prune(folder.parent, keep=folder)
    except (OSError, RuntimeError):  # read-only, or no home folder to expand
        return None
    return folder


def _is_private(folder: Path) -> bool:
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or not os.access(folder, os.W_OK | os.X_OK):
        return False
    if sys.platform == "win32":
        return True
    others_may_write = state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return state.st_uid == os.geteuid() and not others_may_write


def _temporary_folder() -> Path | None:
    """A folder for this process alone, gone when it ends: every process compiles anew."""
    import atexit
    import shutil
    import tempfile

    try:
        folder = tempfile.mkdtemp(prefix="huajie-numba-")
    except OSError:
        return None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _prune(parent: Path, keep: Path) -> None:
    """Remove folders of sources long gone; never fail over it."""
    import shutil

    aged = sorted((path.stat().st_mtime, path) for path in parent.iterdir() if path != keep)
    oldest_kept = time.time() - KEPT_DAYS * 86_400
    for modified, path in aged[: -(KEPT_FOLDERS - 1)]:
        if modified < oldest_kept:
            shutil.rmtree(path, ignore_errors=True)
