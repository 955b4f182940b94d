"""The pages served from this machine: the file that `run.py page` writes, the studies beside it, or Mesa's own page.

Begin with `server`, which answers every request; the pages themselves are made in `experiments/web`. Core objects here: `command`
(`python run.py dashboard`) and `serve`. Nothing is fetched from or sent to anywhere else.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.errors import environment_language
from experiments.labels import Language, text
from experiments.labels.errors import in_chinese

__all__ = ["PORT", "command", "serve"]

PORT = 8_010
DEFAULT_LANGUAGE = environment_language()
RESULTS = Path("results")
# Solara counts its users unless told not to. Its scripts come from solara-assets, through its own server.
QUIET = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False", "SOLARA_ASSETS_PROXY": "True"}


def command(
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PLACE]...", help="TOML files or shipped names; default: all shipped scenarios."),
    ] = None,
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
        serve(host, port, lang, solara, places)
    except OSError as error:
        why = str(error.strerror or error).partition(" (while")[0]
        said = text("dashboard.not_had", lang, host=host, port=port, why=in_chinese(why) if lang == "zh" else why)
        print(said, file=sys.stderr)
        raise typer.Exit(2) from None


def serve(
    host: str = "127.0.0.1",
    port: int = PORT,
    language: Language = "en",
    solara: bool = False,
    places: list[str] | None = None,
) -> None:
    """Serve the pages of some places until stopped; raises OSError when the address cannot be had."""
    if solara:
        return serve_solara(host, port, language)
    from experiments.dashboard.server import listening, run
    from experiments.web.build import page_of
    from experiments.web.command import kept_rules, scenarios_of

    listening(host, port).close()  # said before the page is built, which may take a minute
    return run(host, port, language, page_of(scenarios_of(places), kept_rules()), RESULTS)


def serve_solara(host: str, port: int, language: Language) -> None:
    """Serve Mesa's own page on this machine until stopped; raises OSError when the address cannot be had.

    Solara asks nobody who calls, so its server stands behind the same guards as the pages (`own_callers`).
    """
    from experiments.dashboard.server import LOOPBACK, listening, own_callers

    if host not in {*LOOPBACK, "::1"}:
        raise OSError(f"{host}: Mesa's own page has no guard against others; allowed: 127.0.0.1")
    listener = listening(host, port)
    os.environ.update(
        QUIET | {"SOLARA_APP": f"{__name__}.solara_page", "SOLARA_MODE": "production", "HUAJIE_LANG": language}
    )
    os.environ.update({"SERVER_NAME": host, "SERVER_PORT": str(port)})
    import uvicorn
    from solara.server.starlette import app

    guarded: Any = app
    for guard in reversed(own_callers(host)):
        guarded = guard.cls(guarded, *guard.args, **guard.kwargs)
    uvicorn.Server(uvicorn.Config(guarded, log_level="warning", access_log=False)).run(sockets=[listener])
