"""Compiled rules lie in a private folder of these sources, never in one that others can change."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.compilation import cache as compile_cache

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX")


@pytest.fixture(autouse=True)
def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the module sets is put back afterwards; it warns, whoever gave it another voice in this process before."""
    for name in ("folder", "reason", "was_said"):
        monkeypatch.setattr(compile_cache._State, name, getattr(compile_cache._State, name))
    monkeypatch.setattr(compile_cache._State, "say", staticmethod(compile_cache._warn))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache home of the test's own, with what the module sets put back afterwards."""
    monkeypatch.setenv("HUAJIE_CACHE_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", "put back")
    numba = sys.modules.get("numba")
    if numba is not None:
        monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)
    return tmp_path / "home"


def test_the_folder_is_private_and_numba_is_sentences(home: Path) -> None:
    import numba

    folder = compile_cache.use_private_cache()
    assert folder == home / "numba" / compile_cache.cache_key()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert os.environ["NUMBA_CACHE_DIR"] == numba.config.CACHE_DIR == str(folder)


def test_an_edit_of_any_source_changes_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile_cache, "SOURCES", tmp_path)
    (tmp_path / "rule.py").write_text("speed = 1\n")
    before = compile_cache.cache_key()
    (tmp_path / "rule.py").write_text("speed = 2\n")
    assert compile_cache.cache_key() != before


def test_a_folder_others_may_write_is_not_trusted(home: Path) -> None:
    folder = home / "numba" / compile_cache.cache_key()
    folder.mkdir(parents=True, mode=0o700)
    folder.chmod(0o777)
    assert compile_cache.use_private_cache() is None
    assert not compile_cache.is_trusted() and not compile_cache.is_shared()
    folder.chmod(0o700)
    assert compile_cache.use_private_cache() == folder


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_a_folder_above_that_others_may_write_is_not_trusted(
    home: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can rename a folder can put another in its place; in a sticky one nobody can."""
    monkeypatch.setattr(compile_cache, "_is_only_ours", lambda group: False)
    assert compile_cache.use_private_cache() is not None
    home.parent.chmod(mode)
    try:
        assert (compile_cache.use_private_cache() is not None) is (mode == 0o1777)
        if mode != 0o1777:
            assert str(home.parent) in compile_cache._State.reason
    finally:
        home.parent.chmod(0o700)


def test_a_group_of_ones_own_is_nobody_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compile_cache.use_private_cache() is not None
    home.parent.chmod(0o770)
    monkeypatch.setattr(compile_cache, "_is_only_ours", lambda group: True)
    assert compile_cache.use_private_cache() is not None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_above_that_belongs_to_another_is_not_trusted(home: Path) -> None:
    assert compile_cache.use_private_cache() is not None
    os.chown(home.parent, 12_345, -1)
    assert compile_cache.use_private_cache() is None


def test_a_symbolic_link_is_not_trusted(home: Path, tmp_path: Path) -> None:
    (home / "numba").mkdir(parents=True, mode=0o700)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    link = home / "numba" / compile_cache.cache_key()
    link.symlink_to(tmp_path / "elsewhere")
    assert compile_cache.use_private_cache() is None


def test_all_that_is_made_is_the_users_alone(home: Path) -> None:
    before = os.umask(0)
    try:
        assert compile_cache.use_private_cache() is not None
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (home, *home.rglob("*"))} == {0o700}


def test_a_home_that_cannot_be_made_is_said_once_with_its_folder(home: Path) -> None:
    home.write_text("a file in the way")
    assert compile_cache.use_private_cache() is None
    with pytest.warns(compile_cache.CompiledInMemoryWarning, match=f"{home}: compiled rules cannot be kept here"):
        compile_cache.say_in_memory()
    compile_cache.say_in_memory()


@pytest.mark.parametrize("chosen", [None, "~nobodyx/c"])
def test_no_home_and_no_passwd_entry_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch, chosen: str | None) -> None:
    monkeypatch.delenv("HUAJIE_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    if chosen:
        monkeypatch.setenv("HUAJIE_CACHE_DIR", chosen)
    else:
        import pwd

        monkeypatch.setattr(pwd, "getpwuid", lambda uid: (_ for _ in ()).throw(KeyError(uid)))
    assert compile_cache.use_private_cache() is None
    assert not compile_cache.is_shared()
    with pytest.warns(compile_cache.CompiledInMemoryWarning):
        compile_cache.say_in_memory()


def test_old_folders_go_and_young_ones_stay(home: Path) -> None:
    (home / "numba").mkdir(parents=True)
    month_ago = time.time() - 30 * 86_400
    for number in range(6):
        old = home / "numba" / f"old{number}"
        old.mkdir()
        os.utime(old, (month_ago + number, month_ago + number))
    (home / "numba" / "young").mkdir()
    folder = compile_cache.use_private_cache()
    left = {path.name for path in (home / "numba").iterdir()}
    assert folder is not None
    assert left == {folder.name, "young", "old5", "old4"}


def test_the_package_imports_nothing_heavy() -> None:
    code = "import sys, model; print(*sorted({'numba', 'numpy', 'mesa', 'pydantic', 'pandas'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
