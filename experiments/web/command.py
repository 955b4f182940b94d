"""`python run.py page PLACE…`: the model in one HTML file."""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model import scenario_folder
from model.compilation.cache import cache_home
from model.version import model_version

if TYPE_CHECKING:
    from model.scenario import Scenario

DEFAULT_TARGET = Path("results/huajie.html")
# What makes WebAssembly of rules; the other files of this room make the page around it.
MAKING_RULES = ("capture", "entries", "link", "plan_rule", "template")
# The first is the one that opens; the planted lamp post is what a lesson needs.
FIRST = ("zhaoshang", "lamp_post")


def command(
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PLACE]...", help="TOML files or shipped names; default: all shipped scenarios."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The HTML file to write.")] = DEFAULT_TARGET,
) -> None:
    """Write the model, its pages and some places into one HTML file that needs no installation, server or network."""
    from experiments.web.build import write_page

    scenarios = scenarios_of(places)
    size = write_page(scenarios, out, kept_rules())
    print(f"{out}: {size / 1e6:.2f} MB, {len(scenarios)} places")


def scenarios_of(places: list[str] | None) -> dict[str, Scenario]:
    """Scenarios by name; all that are shipped where none is named."""
    from model.scenario import Scenario

    return {Path(name).stem: Scenario.of(name) for name in places or shipped()}


def shipped() -> list[str]:
    """All shipped scenarios, those that the page opens with first."""
    found = sorted(path.stem for path in scenario_folder().glob("*.toml"))
    return [*FIRST, *(name for name in found if name not in FIRST)]


def kept_rules() -> Path:
    """Where the WebAssembly of the present rules is kept between builds."""
    digest = hashlib.sha256(model_version().encode())
    for name in MAKING_RULES:
        digest.update((Path(__file__).resolve().parent / f"{name}.py").read_bytes())
    for package in ("numba", "llvmlite"):
        digest.update(metadata.version(package).encode())
    return cache_home() / "web" / f"{digest.hexdigest()[:16]}.wasm"
