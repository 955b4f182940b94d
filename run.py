"""Huajie from the command line: `python run.py` compares four policies for Zhaoshang Subdistrict.

What it needs and is not here yet is installed first, from the locks, into .venv beside this file. `python run.py test` runs
every check. Both are the same on Linux, macOS and Windows, and need Python 3.11 or newer alone.
"""

import importlib.util
import os
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

OLDEST_PYTHON = (3, 11)
# Set for the process that is started after an installation: what is missing then is no matter of installing.
INSTALLED = "HUAJIE_INSTALLED"


def main() -> None:
    """Run the command line, or the checks; install first where something is missing."""
    if sys.argv[1:2] == ["test"]:
        from tools.environment import run_checks

        raise SystemExit(run_checks(sys.argv[2:]))
    command_line = None if sys.version_info < OLDEST_PYTHON else _command_line()
    if command_line is not None:
        command_line()
    from tools.environment import run_installed

    raise SystemExit(run_installed([str(Path(__file__).resolve()), *sys.argv[1:]], {INSTALLED: "1"}))


def _command_line() -> "Callable[[], None] | None":
    """The command line; None where a package that it needs is not installed."""
    try:
        from experiments.command_line.main import main as command_line
    except KeyboardInterrupt:  # nothing has been said or begun yet
        raise SystemExit(130) from None
    except ImportError as error:
        is_ours = (error.name or "model").partition(".")[0] in {"model", "experiments"}
        if is_ours or INSTALLED in os.environ:
            raise
        return None
    # Ours imports what is heavy when a command needs it.
    return command_line if importlib.util.find_spec("numba") or INSTALLED in os.environ else None


if __name__ == "__main__":
    main()
