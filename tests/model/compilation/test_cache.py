"""Compiled rules lie in a private folder of these sources, or in a passing one, never in a shared one."""

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
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    chosen = compile_cache.use_private_cache()
    assert chosen is not None
    assert chosen != folder
    assert stat.S_IMODE(chosen.stat().st_mode) == 0o700


def test_a_symbolic_link_is_not_trusted(home: Path, tmp_path: Path) -> None:
    (home / "numba").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    link = home / "numba" / compile_cache.cache_key()
    link.symlink_to(tmp_path / "elsewhere")
    assert compile_cache.use_private_cache() not in {link, tmp_path / "elsewhere"}


def test_a_home_that_cannot_be_made_gives_a_passing_folder(home: Path) -> None:
    home.write_text("a file in the way")
    folder = compile_cache.use_private_cache()
    assert folder is not None
    assert folder.is_dir()
    assert home not in folder.parents


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
