"""The wheel: one package `huajie` that holds everything under its own name.

In the repository `model` and `experiments` are folders of their own. In a wheel they lie under `huajie`, so that a
user's own model.py or experiments/ hides nothing: their imports are rewritten, and `python run.py`, which an installed
Huajie lacks, is called `huajie`. The scenarios lie beside them. pyproject.toml names this file as the builder; an editable
install keeps the folders of the repository.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

PACKAGE, ROOMS, DATA = "huajie", ("model", "experiments"), "scenarios"
ANY = "|".join(ROOMS)
FROM = re.compile(rf"^(\s*)from ({ANY})\b", re.MULTILINE)
# Modules named in a text, and the words of a command.
TEXT = re.compile(rf'"({ANY})((?:\.[a-z_]+)+)"')
PROGRAM = re.compile(r'"python", "run\.py",?')
IMPORT = re.compile(rf"^(\s*)import ({ANY})$", re.MULTILINE)


class BuildPackage(build_py):
    """Copies the packages as setuptools does, then gathers them under one name."""

    def run(self) -> None:
        """Build into an empty folder; nothing of an earlier build stays."""
        if self.editable_mode:
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        built = Path(self.build_lib)
        for room in ROOMS:
            (built / room).rename(built / PACKAGE / room)
        shutil.copytree(DATA, built / PACKAGE / DATA)
        for source in (built / PACKAGE).rglob("*.py"):
            source.write_text(renamed(source.read_text(encoding="utf-8")), encoding="utf-8")


def renamed(source: str) -> str:
    """The source with every room under the package's name."""
    source = FROM.sub(rf"\1from {PACKAGE}.\2", source)
    source = IMPORT.sub(rf"\1from {PACKAGE} import \2", source)
    source = TEXT.sub(rf'"{PACKAGE}.\1\2"', source)
    return PROGRAM.sub(f'"{PACKAGE}",', source).replace("python run.py", PACKAGE)
