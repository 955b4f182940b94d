"""Bring .venv up to the locks: `python3 tools/environment.py core test …` (make and run.py call this).

Nothing but Python 3.11+ is presupposed; uv is used where it is on the PATH. A lock is
installed when its content differs from what .venv last saw, so a second call is quick, and
an interrupted one is taken up again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
CANDIDATES = ("python3.12", "python3.13", "python3.11")
# Held by the one call that changes .venv; the others wait.
GUARD = ROOT / ".venv.guard"
EVERYTHING = ("core", "test", "docs", "viz", "cluster", "sensitivity", "robust", "calibrate", "web")
SOURCES = ("model", "experiments", "tests", "tools", "run.py", "huajie")
CHECKS = (("ruff", "check", *SOURCES), ("ruff", "format", "--check", *SOURCES), ("mypy",), ("pytest",))
# Each worker takes a stretch of the files in their order, and at the end what the other has left; `-n 0` runs them in one.
WORKERS = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")


def main(names: list[str]) -> int:
    """Install the named locks and the project itself; return the exit code."""
    locks = [ROOT / "locks" / f"{name}.lock" for name in names]
    missing = [lock.name for lock in locks if not lock.is_file()]
    if missing:
        return complain(f"there is no locks/{missing[0]}; there are {', '.join(known_names())}")
    if sys.version_info < OLDEST_PYTHON:
        return hand_over_to_a_newer_python()
    with guarded():
        try:
            make_venv()
            install_locks([lock for lock in locks if is_stale(lock)])
            install_project()
        except subprocess.CalledProcessError as error:
            return complain(f"an installation step failed (exit code {error.returncode}); what it said stands above")
    return 0


def run_checks(words: list[str]) -> int:
    """Install everything, then lint, types and tests, for which `words` are; the exit code of the first that fails."""
    code = main(list(EVERYTHING))
    for check in CHECKS:
        own = test_words(words) if check[0] == "pytest" else []
        code = code or in_venv(["-m", *check, *own], {}, cwd=ROOT)
    return code


def test_words(words: list[str]) -> list[str]:
    """The words for pytest: in as many processes as there are processors, unless the user leaves out the plugin."""
    return words if any("no:xdist" in word for word in words) else [*WORKERS, *words]


def run_installed(words: list[str], variables: dict[str, str]) -> int:
    """Install what the command line needs, then run Python with these words in .venv; its exit code."""
    print(
        "setup: the first start installs what is needed into .venv; this takes some minutes",
        file=sys.stderr,
        flush=True,
    )
    return main(["core"]) or in_venv(words, variables)


def in_venv(words: list[str], variables: dict[str, str], cwd: Path | None = None) -> int:
    """The exit code of .venv's Python with these words; Ctrl-C is its own matter."""
    process = subprocess.Popen([str(venv_python()), *words], env={**os.environ, **variables}, cwd=cwd)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass


def known_names() -> list[str]:
    return sorted(lock.stem for lock in (ROOT / "locks").glob("*.lock"))


def complain(message: str) -> int:
    print(f"setup: {message}", file=sys.stderr)
    return 2


def hand_over_to_a_newer_python() -> int:
    for candidate in CANDIDATES:
        path = shutil.which(candidate)
        # A version manager's shim may exist for a version that is not chosen.
        if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return subprocess.run([path, *sys.argv], check=False).returncode
    found = ".".join(map(str, sys.version_info[:3]))
    return complain(
        f"Python {found} is too old, 3.11 or newer is needed; install one, from python.org or with your system's packages"
    )


def guarded() -> TextIO:
    """A file under a lock that the system drops with this process, by what Python itself has."""
    guard = GUARD.open("w")
    if os.name == "nt":
        lock_on_windows(guard)
    else:
        import fcntl

        fcntl.flock(guard, fcntl.LOCK_EX)
    return guard


def lock_on_windows(guard: TextIO) -> None:
    import msvcrt

    while True:
        try:
            msvcrt.locking(guard.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:  # it gives up after ten seconds
            continue
        return


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Make .venv unless it is there, whole, and of this Python's version."""
    if venv_version() == sys.version_info[:2]:
        return
    if VENV.exists():
        print("setup: .venv is broken or of another Python; making it anew", flush=True)
        shutil.rmtree(VENV)
    if program := uv():
        run([program, "venv", "--quiet", "--seed", "--no-project", "--python", sys.executable, str(VENV)])
        return
    import importlib.util

    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(complain(f"this Python has no ensurepip; on Debian or Ubuntu: apt-get install python{version}-venv"))
    run([sys.executable, "-m", "venv", str(VENV)])


def venv_version() -> tuple[int, ...] | None:
    """(major, minor) of .venv's Python, or None when it cannot run or was half made."""
    probe = "import sys, pathlib; print(*sys.version_info[:2])"
    if not venv_python().exists():
        return None
    told = subprocess.run([str(venv_python()), "-c", probe], capture_output=True, text=True, check=False)
    whole = (VENV / ("Scripts/pip.exe" if os.name == "nt" else "bin/pip")).exists()
    return tuple(map(int, told.stdout.split())) if told.returncode == 0 and whole else None


def uv() -> str | None:
    return shutil.which("uv")


def stamp_of(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def is_stale(lock: Path) -> bool:
    stamp = stamp_of(lock)
    return not stamp.exists() or stamp.read_text() != digest(lock)


def install_locks(locks: list[Path]) -> None:
    """Install all stale locks in one go, then say so in their stamps."""
    if not locks:
        return
    print(f"setup: installing {', '.join(lock.stem for lock in locks)} into .venv ...", flush=True)
    requirements = [word for lock in locks for word in ("-r", str(lock))]
    run([*installer(), "--require-hashes", *requirements])
    for lock in locks:
        stamp_of(lock).write_text(digest(lock))


def install_project() -> None:
    """Install the project in place, without its dependencies: the locks brought those."""
    stamp = VENV / ".installed-project"
    wanted = digest(ROOT / "pyproject.toml") + str(ROOT)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    run([*installer(), "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted)


def installer() -> list[str]:
    if program := uv():
        compiling = ["--compile-bytecode"] if sys.dont_write_bytecode else []
        return [program, "pip", "install", "--quiet", *compiling, "--python", str(venv_python())]
    # Compiling all bytecode doubles the time; Python compiles what it imports, once. But where it is told to keep none
    # (PYTHONDONTWRITEBYTECODE), every start would compile 700 files again, and take twice as long.
    compiling = [] if sys.dont_write_bytecode else ["--no-compile"]
    # Twice quiet: only errors; what a machine's own pip settings warn of is not for our user.
    options = ["--quiet", "--quiet", *compiling, "--disable-pip-version-check", "--no-warn-script-location"]
    return [str(venv_python()), "-m", "pip", "install", *options]


def run(command: list[str]) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
