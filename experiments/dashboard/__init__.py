"""The pages: watch a subdistrict live, compare two policies, learn in six lessons; on this machine only.

Core objects: `command` (`python run.py dashboard`) and `serve`. Nothing is fetched from or sent to
anywhere else.
"""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["PORT", "command", "serve"]

PORT = 8_010


def command(
    host: Annotated[str, typer.Option(help="Address to listen on; other than loopback lets others in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = PORT,
) -> None:
    """The pages in your browser, on this machine only: watch, compare, learn. Ctrl-C stops them."""
    import sys

    try:
        serve(host, port)
    except OSError as error:
        print(f"--port: found {port}; {error.strerror or error}; choose another", file=sys.stderr)
        raise typer.Exit(2) from None


def serve(host: str = "127.0.0.1", port: int = PORT) -> None:
    """Serve the pages until stopped; raises OSError when the address cannot be had."""
    from experiments.dashboard.server import run

    run(host, port)
