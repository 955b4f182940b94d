"""Compiled rules on disk: believed only where their bytes are those written, by this user; else compiled anew."""

from __future__ import annotations

import errno
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.compilation import cache
from model.compilation.cache_files import MARK, SUM_BYTES, CheckedFiles, install, read_own

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A trusted folder of the test's own; gives what is said of it."""
    words: list[str] = []
    monkeypatch.setattr(cache._State, "folder", tmp_path)
    monkeypatch.setattr(cache._State, "was_said", False)
    monkeypatch.setattr(cache._State, "say", staticmethod(words.append))
    return words


@pytest.fixture
def files(tmp_path: Path, said: list[str]) -> CheckedFiles:
    """The files of one rule, of which one form is saved."""
    files = CheckedFiles(str(tmp_path / "room"), "rule-1.py311", b"stamp")
    files.save(("int64",), {"code": b"\x90" * 5_000})
    assert files.load(("int64",)) == {"code": b"\x90" * 5_000}
    return files


def the_file(folder: Path) -> Path:
    (path,) = (folder / "room").iterdir()
    return path


def test_what_is_saved_is_loaded_by_its_key_alone(tmp_path: Path, files: CheckedFiles) -> None:
    assert files.load(("float64",)) is None
    assert CheckedFiles(str(tmp_path / "room"), "rule-1.py311", b"an edit").load(("int64",)) is None
    assert the_file(tmp_path).stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"
    files.save(("int64",), "anew")
    assert files.load(("int64",)) == "anew"
    the_file(tmp_path)


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "emptied": lambda content, chance: b"",
    "cut": lambda content, chance: content[: chance.randrange(len(content))],
    "zeroed": lambda content, chance: _over(content, chance, bytes(4_000)),
    "flipped": lambda content, chance: _over(content, chance, None),
    "longer": lambda content, chance: content + b"\0",
    "foreign": lambda content, chance: pickle.dumps(("stamp", {})),
}


def _over(content: bytes, chance: random.Random, zeros: bytes | None) -> bytes:
    at = chance.randrange(len(content))
    if zeros is None:
        return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
    return content[:at] + zeros[: len(content) - at] + content[at + len(zeros) :]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_none_and_is_written_anew(tmp_path: Path, files: CheckedFiles, damage: str) -> None:
    path = the_file(tmp_path)
    sound = path.read_bytes()
    for number in range(50):
        changed = DAMAGES[damage](sound, random.Random(number))
        if changed != sound:
            path.write_bytes(changed)
            assert files.load(("int64",)) is None, number
    files.save(("int64",), "anew")
    assert files.load(("int64",)) == "anew"


class Trap:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.write_text, (Path("sprung"), "")


def test_nothing_is_unpickled_before_its_sum_is_right(
    tmp_path: Path, files: CheckedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    the_file(tmp_path).write_bytes(MARK + bytes(SUM_BYTES) + pickle.dumps(Trap()))
    assert files.load(("int64",)) is None
    assert not (tmp_path / "sprung").exists()


def test_a_file_under_anothers_name_is_not_believed(tmp_path: Path, files: CheckedFiles) -> None:
    first = the_file(tmp_path)
    files.save(("float64",), "other")
    (second,) = set((tmp_path / "room").iterdir()) - {first}
    shutil.copy(first, second)
    assert files.load(("float64",)) is None


@POSIX
def test_what_others_can_write_or_a_link_leads_to_is_not_loaded(tmp_path: Path, files: CheckedFiles) -> None:
    path = the_file(tmp_path)
    path.chmod(0o666)
    assert files.load(("int64",)) is None
    path.chmod(0o600)
    assert files.load(("int64",)) is not None
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert files.load(("int64",)) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_not_loaded_however_it_came_there(tmp_path: Path, files: CheckedFiles) -> None:
    os.chown(the_file(tmp_path), 12_345, -1)
    assert files.load(("int64",)) is None
    assert read_own(the_file(tmp_path)) is None


def test_where_the_disk_refuses_rules_stay_in_memory_and_that_is_said_once(
    tmp_path: Path, files: CheckedFiles, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    for key in ("a", "b"):
        files.save((key,), "code")
        assert files.load((key,)) is None
    (words,) = said
    assert words.startswith(f"{tmp_path}: compiled rules cannot be kept here (No space left on device)")
    assert "compiled in memory" in words and "HUAJIE_CACHE_DIR" in words
    assert not list((tmp_path / "room").glob("*.tmp"))


def test_numba_keeps_our_rules_so_and_no_others() -> None:
    from numba.core import caching

    from model.draws import uniform

    install()
    assert isinstance(uniform._cache._cache_file, CheckedFiles)  # type: ignore[attr-defined]
    assert [way.__name__ for way in caching.CompileResultCacheImpl._locator_classes].count("PrivateLocator") == 1
    from model.compilation.cache_files import PrivateLocator

    assert PrivateLocator.from_function(test_numba_keeps_our_rules_so_and_no_others, __file__) is None


# One rule with another inside it; enough for all that Numba does with files, and compiled in a second.
SMALL_RULES = """
import sys
from model.draws import uniform
print(uniform(1, 2, 3, 4).hex(), sum(uniform.stats.cache_hits.values()), sum(uniform.stats.cache_misses.values()))
"""


def small_run(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process that compiles or loads one rule."""
    words = {**os.environ, "HUAJIE_CACHE_DIR": str(home), **environment}
    return subprocess.run(
        [sys.executable, "-c", SMALL_RULES],
        cwd=ROOT,
        env=words,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


def test_a_process_with_a_damaged_cache_compiles_anew_with_the_same_bits(tmp_path: Path) -> None:
    first = small_run(tmp_path)
    bits = first.stdout.split()[0]
    assert first.stdout.split()[1:] == ["0", "1"], first.stderr
    assert small_run(tmp_path).stdout.split() == [bits, "1", "0"]
    for path in tmp_path.rglob("*.nbc"):
        path.write_bytes(path.read_bytes()[:-100])
    assert small_run(tmp_path).stdout.split() == [bits, "0", "1"]
    assert small_run(tmp_path).stdout.split() == [bits, "1", "0"]


def test_a_process_that_may_keep_nothing_says_so_and_computes_the_same(tmp_path: Path) -> None:
    sound = small_run(tmp_path / "home")
    (tmp_path / "file").write_text("in the way")
    refused = small_run(tmp_path / "file")
    assert refused.stdout.split() == [sound.stdout.split()[0], "0", "1"], refused.stderr
    assert refused.stderr.count("compiled rules cannot be kept here") == 1
