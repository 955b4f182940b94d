"""Where a command's pictures are drawn: one after the other, in a thread of their own, while its runs go on.

Core object: `PlotQueue`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.plots import Picture

Drawings = Mapping[str, Callable[[], "Picture"]]


class PlotQueue:
    """Draws pictures in the order in which they are put up; left by an error, it drops those not yet begun."""

    def __init__(self, source: str = "") -> None:
        """`source` is the line under every picture."""
        from experiments.plots.picture import SOURCE

        # One thread, for Matplotlib's style is one for the whole process; a context variable is a thread's own.
        self._thread = ThreadPoolExecutor(1, "easel", initializer=SOURCE.set, initargs=(source,))
        self._pictures: dict[str, Future[Picture]] = {}

    def __enter__(self) -> PlotQueue:
        """Ready to draw."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wait for the picture that is being drawn."""
        self._thread.shutdown(cancel_futures=True)

    def submit(self, drawings: Drawings) -> None:
        """Draw these pictures next, each under its name."""
        self._pictures |= {name: self._thread.submit(_drawn, draw) for name, draw in drawings.items()}

    def save(self, folder: Path, about: dict[str, Any]) -> tuple[dict[str, Picture], list[str]]:
        """Save every picture; one that cannot be drawn becomes a note, the others go on."""
        from experiments import plots

        saved: dict[str, Picture] = {}
        notes = []
        for name, picture in self._pictures.items():
            try:
                plots.save(picture.result(), folder, name, about)
                saved[name] = picture.result()
            except (plots.NothingToDrawError, plots.FontMissingError) as error:
                notes.append(f"{name}: {error}")
            except Exception as error:  # whatever it is: the tables and the page stand without this picture
                for kind in ("png", "svg", "csv", "json"):
                    (folder / f"{name}.{kind}").unlink(missing_ok=True)
                notes.append(f"{name}: could not be drawn ({type(error).__name__}: {error})")
        return saved, notes


def _drawn(draw: Callable[[], Picture]) -> Picture:
    """The picture with both its files ready, so that nothing is left to draw when it is saved."""
    picture = draw()
    picture.png(), picture.svg()
    return picture
