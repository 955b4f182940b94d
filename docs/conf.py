"""How the documentation becomes pages: Sphinx reads Markdown and docstrings; nothing is fetched."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

project = "Huajie"
author = "Huajie contributors"
copyright = "2026, Huajie contributors"
release = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
exclude_patterns = ["_build"]
# Links into the sources (../model/day.py) are for readers of the repository; the tests check them.
suppress_warnings = ["myst.xref_missing"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = f"Huajie {release}"
html_show_sphinx = False
