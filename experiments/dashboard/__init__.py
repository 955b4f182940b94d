"""The pages: watch a subdistrict live, compare two policies, learn in six lessons; on this machine only.

Core objects: `command` (`python run.py dashboard`) and `serve`. Nothing is fetched from or sent to
anywhere else.
"""

from __future__ import annotations

import os
from typing import Annotated

import typer

from experiments.errors import environment_language
from experiments.labels import Language, text
from experiments.labels.errors import in_chinese

__all__ = ["PORT", "command", "serve"]

PORT = 8_010
DEFAULT_LANGUAGE = environment_language()
# Solara counts its users unless told not to. Its scripts come from solara-assets, through its own server.
QUIET = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False", "SOLARA_ASSETS_PROXY": "True"}


def command(
    host: Annotated[str, typer.Option(help="Address to listen on; other than loopback lets others in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = PORT,
    lang: Annotated[Language, typer.Option("--lang", help="Language the pages open in.")] = DEFAULT_LANGUAGE,
    solara: Annotated[
        bool, typer.Option("--solara", help="Mesa's own page (SolaraViz) instead, for Mesa's users.")
    ] = False,
) -> None:
    """The pages in your browser, on this machine only: watch, compare, learn. Ctrl-C stops them."""
    import sys

    try:
        serve(host, port, lang, solara)
    except OSError as error:
        why = str(error.strerror or error).partition(" (while")[0]
        said = text("dashboard.not_had", lang, host=host, port=port, why=in_chinese(why) if lang == "zh" else why)
        print(said, file=sys.stderr)
        raise typer.Exit(2) from None


def serve(host: str = "127.0.0.1", port: int = PORT, language: Language = "en", solara: bool = False) -> None:
    """Serve the pages until stopped; raises OSError when the address cannot be had."""
    from experiments.dashboard.server import run

    return serve_solara(host, port, language) if solara else run(host, port, language)


def serve_solara(host: str, port: int, language: Language) -> None:
    """Become Solara's server of Mesa's own page; raises OSError when the address cannot be had."""
    import sys

    import solara

    from experiments.dashboard.server import listening

    listening(host, port).close()
    command = [sys.executable, "-m", solara.__name__, "run", f"{__name__}.solara_page", "--production", "--no-open"]
    os.execve(
        sys.executable,
        [*command, "--host", host, "--port", str(port)],
        {**os.environ, **QUIET, "HUAJIE_LANG": language},
    )
