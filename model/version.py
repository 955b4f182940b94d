"""The version of the rules: a hash that changes when a run could come out differently.

Core objects: `model_version`, part of every run's key, and `rule_versions`, the same file by
file. Sources are read as Python reads them, so that comments, docstrings, layout and the words of
a declaration do not throw finished runs away, while any change of a rule, a draw or the world does.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import model

__all__ = ["model_version", "rule_versions"]

# The package itself, its compiler, caches and hash, and what drives, shows or tells a run and has no rule.
WITHOUT_RULES = frozenset(
    {
        "case_history.py",
        "community_model.py",
        "compilation/cache.py",
        "compilation/cache_files.py",
        "compilation/read_once.py",
        "outcome_definitions.py",
        "version.py",
        "views.py",
    }
)
# What a declaration says of a number; the number itself stands in the scenario's canonical text.
DECLARING = frozenset({"declare", "Field"})
WORDS = frozenset(
    {"help", "source", "status", "unit", "description", "plausible", "distribution", "relative_to", "reason"}
)


@cache
def model_version() -> str:
    """The 16 hex digits that name the rules, the same on every machine and Python version."""
    digest = hashlib.sha256()
    for path in rule_sources():
        digest.update(path.name.encode())
        for token in _tokens(ast.parse(path.read_bytes())):
            digest.update(token.encode())
            digest.update(b"\0")
    return digest.hexdigest()[:16]


def rule_versions() -> dict[str, str]:
    """The eight hex digits that name the rules of each file, by the file's name."""
    return {
        path.name: hashlib.sha256("\0".join(_tokens(ast.parse(path.read_bytes()))).encode()).hexdigest()[:8]
        for path in rule_sources()
    }


def rule_sources() -> list[Path]:
    """The files of the package that hold rules, by name: to move a file to another room changes no version."""
    package = Path(model.__path__[0]).resolve()
    sources = (path for path in package.rglob("*.py") if path.name != "__init__.py")
    return sorted(
        (path for path in sources if path.relative_to(package).as_posix() not in WITHOUT_RULES),
        key=lambda path: path.name,
    )


def _tokens(node: ast.AST) -> Iterator[str]:
    """The syntax tree as words: what is empty is left out, as Python versions differ in that."""
    yield type(node).__name__
    declares = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARING
    for name, value in ast.iter_fields(node):
        parts = [part for part in (value if isinstance(value, list) else [value]) if _counts(part, declares)]
        if parts:
            yield name
        for part in parts:
            if isinstance(part, ast.AST):
                yield from _tokens(part)
            else:
                yield repr(part)
    yield "."


def _counts(part: object, declares: bool) -> bool:
    """Whether a part of the tree can change a run: no import, no docstring, no word of a declaration."""
    if isinstance(part, ast.Import | ast.ImportFrom):
        return False
    if isinstance(part, ast.keyword):
        return not (declares and part.arg in WORDS)
    if isinstance(part, ast.Expr):
        return not (isinstance(part.value, ast.Constant) and isinstance(part.value.value, str))
    return part is not None
