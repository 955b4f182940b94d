"""`python run.py page PLACE…`: the model in one HTML file."""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from model import scenario_folder
from model.compilation.cache import cache_home
from model.version import model_version

DEFAULT_TARGET = Path("results/huajie.html")
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
    from model.scenario import Scenario

    names = places or shipped()
    scenarios = {Path(name).stem: Scenario.of(name) for name in names}
    size = write_page(scenarios, out, kept_rules())
    print(f"{out}: {size / 1e6:.2f} MB, {len(scenarios)} places")


def shipped() -> list[str]:
    """All shipped scenarios, those that the page opens with first."""
    found = sorted(path.stem for path in scenario_folder().glob("*.toml"))
    return [*FIRST, *(name for name in found if name not in FIRST)]


def kept_rules() -> Path:
    """Where the WebAssembly of the present rules is kept between builds."""
    digest = hashlib.sha256(model_version().encode())
    for path in sorted(Path(__file__).resolve().parent.glob("*.py")):
        digest.update(path.read_bytes())
    for package in ("numba", "llvmlite"):
        digest.update(metadata.version(package).encode())
    return cache_home() / "web" / f"{digest.hexdigest()[:16]}.wasm"
