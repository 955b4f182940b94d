"""Where compiled rules are kept between runs: a private folder that belongs to these sources.

Core objects: `use_private_cache`, `is_trusted`. Numba notices an edit of the file a rule stands in, but not of the files
it calls into; so the folder's name is a hash of all sources that rules reach. What lies in it is executed: it must belong
to the user alone, and so must every folder above it, up to those of the system. Else rules are compiled in memory.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
import warnings
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

__all__ = ["cache_home", "cache_key", "is_own", "is_shared", "is_trusted", "say_in_memory", "use_private_cache"]

# The whole package, not this room of it; `model` itself cannot be imported here, for it imports this file.
SOURCES = Path(__file__).resolve().parents[1]
# Rooms that no compiled rule stands in or reaches (a test holds it): to edit them costs no compilation.
NEVER_COMPILED = frozenset(
    {
        "case_history.py",
        "common_start.py",
        "community_model.py",
        "compilation/memory.py",
        "compile_ahead.py",
        "frames.py",
        "scenario/budget.py",
        "scenario/changes.py",
        "scenario/lines.py",
        "scenario/scenario.py",
        "scenario/triggers.py",
        "simulate.py",
        "version.py",
    }
)
KEPT_FOLDERS = 4
# A younger folder may be in use by a run that started before an edit.
KEPT_DAYS = 7


class CompiledInMemoryWarning(RuntimeWarning):
    """Compiled rules cannot be kept, so that every start compiles them anew."""


def _warn(words: str) -> None:
    warnings.warn(words, CompiledInMemoryWarning, stacklevel=3)


class _State:
    """Which folder is used, why it cannot be, and whether that was said."""

    folder: Path | None = None
    reason = ""
    was_said = False
    say: Callable[[str], None] = staticmethod(_warn)


def use_private_cache() -> Path | None:
    """Point Numba to the private folder of these sources, and return it; None where rules are compiled in memory.

    A folder of the user's own that can only be read is used for what it holds.
    """
    _State.folder, _State.reason, _State.was_said = None, "", False
    try:
        folder = (cache_home() / "numba").resolve() / cache_key()
        _make(folder)
        _State.reason = _open_to_others(folder)
    except (OSError, RuntimeError, KeyError, ValueError) as error:  # no such place, or no home folder to expand
        _State.reason = getattr(error, "strerror", None) or str(error)
        return None
    if _State.reason:
        return None
    _State.folder = folder
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


def is_trusted() -> bool:
    """Whether there is a folder that nobody else can change."""
    return _State.folder is not None


def is_shared() -> bool:
    """Whether what another process of this user compiles can be found: there is a folder, and it can be written."""
    return _State.folder is not None and os.access(_State.folder, os.W_OK | os.X_OK)


def say_in_memory(reason: str = "") -> None:
    """Say once that rules are compiled in memory, where the cache would be, and why it is not."""
    if _State.was_said:
        return
    _State.was_said = True
    try:
        where = str(_State.folder or cache_home())
    except (RuntimeError, KeyError):
        where = "~/.cache/huajie"
    _State.say(
        f"{where}: compiled rules cannot be kept here ({reason or _State.reason}); they are compiled in memory, anew at every "
        "start; HUAJIE_CACHE_DIR names another folder"
    )


def say_with(say: Callable[[str], None]) -> None:
    """Let `say_in_memory` speak through a function; without one it warns."""
    _State.say = staticmethod(say)


def is_own(state: os.stat_result) -> bool:
    """Whether a file or folder belongs to this user, and nobody else may write it."""
    if not hasattr(os, "geteuid"):  # Windows, where a user's folders are theirs by the rights they inherit
        return True
    if state.st_uid != os.geteuid() or state.st_mode & stat.S_IWOTH:
        return False
    return not state.st_mode & stat.S_IWGRP or _is_only_ours(state.st_gid)


def _is_only_ours(group: int) -> bool:
    """Whether a group is this user's private one, as many systems give everybody."""
    import grp
    import pwd

    try:
        own, members = pwd.getpwuid(os.geteuid()), grp.getgrgid(group).gr_mem
    except KeyError:
        return False
    return group == own.pw_gid and set(members) <= {own.pw_name} and grp.getgrgid(group).gr_name == own.pw_name


def _open_to_others(folder: Path) -> str:
    """Why this folder is not the user's alone; nothing where it is, and every folder above it cannot be changed."""
    if not hasattr(os, "geteuid"):
        return "" if folder.is_dir() else "no folder"
    if not stat.S_ISDIR(folder.lstat().st_mode) or not is_own(folder.lstat()):
        return f"{folder} belongs to others, or can be written by them"
    for above in folder.parents:
        state = above.lstat()
        # In a sticky folder such as /tmp others cannot take away what is ours.
        may_be_changed = state.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not state.st_mode & stat.S_ISVTX
        if state.st_uid not in {0, os.geteuid()} or (may_be_changed and not is_own(state)):
            return f"{above} belongs to others, or can be written by them"
    return ""


def _make(folder: Path) -> None:
    """Make the folder and what is missing above it, for the user alone; where it stands already, note its use."""
    is_new = not folder.exists()
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)
    try:
        os.utime(folder)
    except OSError:  # it can only be read
        return
    if is_new:
        _prune(folder.parent, keep=folder)


def cache_home() -> Path:
    """The user's cache folder for this project; the variable HUAJIE_CACHE_DIR moves it.

    Raises RuntimeError where no home folder can be found.
    """
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
    """Hash of the sources that rules can read and of the installed compiler: 16 hex digits."""
    digest = hashlib.sha256(f"{_version('numba')} {_version('llvmlite')}".encode())
    for path in watched_sources():
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def watched_sources() -> list[Path]:
    """The files of the package whose edit makes compiled rules stale, in every room."""
    sources = (path for path in SOURCES.rglob("*.py") if path.name != "__init__.py")
    return sorted(path for path in sources if path.relative_to(SOURCES).as_posix() not in NEVER_COMPILED)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def _prune(parent: Path, keep: Path) -> None:
    """Remove folders of sources long gone; never fail over it."""
    import shutil

    aged = sorted((path.stat().st_mtime, path) for path in parent.iterdir() if path != keep)
    oldest_kept = time.time() - KEPT_DAYS * 86_400
    for modified, path in aged[: -(KEPT_FOLDERS - 1)]:
        if modified < oldest_kept:
            shutil.rmtree(path, ignore_errors=True)
