"""A picture: the figure with the tidy frame it shows, and how both are saved beside each other."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from experiments.labels import text
from experiments.plots.style import INK, MUTED, drawable, style
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

Arguments = ParamSpec("Arguments")

# The line under every picture of a command: program, place, rules and day. Empty in a notebook.
SOURCE: ContextVar[str] = ContextVar("source", default="")
TITLE_POINTS, SUBTITLE_POINTS, SOURCE_POINTS = 11.0, 8.0, 6.5
SIDE, LINE_INCHES = 0.12, 1.25 / 72.0  # inches: room at the edges, a line a point of its size
COLUMNS_PER_INCH = 145.0  # at a size of one point
OVER_WORLDS = "over_worlds"  # column of a frame whose intervals are the middle 90 % of worlds, not chance


@dataclass(frozen=True)
class Picture:
    """A Matplotlib figure, the tidy frame it shows, and its words.

    `title` states the finding and `subtitle` what is measured, on how many runs; both stand in the picture itself. `alt`
    says in words what the picture shows, for those who can't see it.
    """

    figure: Figure
    frame: pandas.DataFrame
    title: str
    caption: str
    alt: str
    language: str
    subtitle: str = ""

    def svg(self) -> str:
        """The picture as SVG text; letters are paths, so that no font is needed."""
        return self._svg.decode("utf-8")

    def png(self) -> bytes:
        """The picture as PNG."""
        return self._png

    # Drawn once: the file and the page show the same.
    @cached_property
    def _svg(self) -> bytes:
        return _drawn(self, "svg")

    @cached_property
    def _png(self) -> bytes:
        return _drawn(self, "png")


class NothingToDrawError(ValueError):
    """A frame without the rows that a picture needs; the text says which."""


def drawn(function: Callable[Arguments, Picture]) -> Callable[Arguments, Picture]:
    """Draw in the house style of the `language` argument, and fix the layout there."""

    @wraps(function)
    def draw(*arguments: Arguments.args, **named: Arguments.kwargs) -> Picture:
        import inspect

        bound = inspect.signature(function).bind(*arguments, **named)
        bound.apply_defaults()
        with style(str(bound.arguments["language"])):
            picture = function(*arguments, **named)
            room = _write_around(picture)
            # Ticks are made when first needed, with the fonts of that moment.
            if layout := picture.figure.get_layout_engine():
                layout.execute(picture.figure)
                for (
                    legend
                ) in picture.figure.legends:  # only now: one that was moved before is laid out as if it were inside
                    legend.set_bbox_to_anchor(room, transform=picture.figure.transFigure)
            # No engine at all: "none" would leave one in place for which every saving draws twice.
            picture.figure.set_layout_engine(None)
            return picture

    return draw


def _write_around(picture: Picture) -> tuple[float, float, float, float]:
    """Title and subtitle above the figure, where it comes from below: it grows by what they need; gives the room in between."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.patheffects import withStroke  # the font has one weight

    figure, engine = picture.figure, picture.figure.get_layout_engine()
    if not isinstance(engine, ConstrainedLayoutEngine):
        return 0.0, 0.0, 1.0, 1.0
    wide, high = figure.get_size_inches()
    size = TITLE_POINTS, SUBTITLE_POINTS, SOURCE_POINTS
    lines = [
        wrapped(drawable(words)[0], (wide - 2 * SIDE) * COLUMNS_PER_INCH / points).split("\n") if words else []
        for words, points in zip((picture.title, picture.subtitle, SOURCE.get()), size, strict=True)
    ]
    above = sum(len(each) * points for each, points in zip(lines[:2], size, strict=False)) * LINE_INCHES + SIDE
    below = len(lines[2]) * SOURCE_POINTS * LINE_INCHES + (SIDE if lines[2] else 0.0)
    whole = high + above + below
    figure.set_size_inches(wide, whole)
    room = 0.0, below / whole, 1.0, high / whole
    engine.set(rect=room)
    at = whole - SIDE / 2.0
    outline: dict[str, Any] = {"color": INK, "path_effects": [withStroke(linewidth=0.45, foreground=INK)]}
    looks = (outline, {"color": MUTED}, {"color": MUTED})
    for each, points, look in zip(lines, size, looks, strict=True):
        if look is looks[2]:
            at = below
        figure.text(SIDE / wide, at / whole, "\n".join(each), fontsize=points, va="top", linespacing=1.2, **look)
        at -= len(each) * points * LINE_INCHES
    return room


def save(picture: Picture, folder: str | Path, name: str, metadata: dict[str, Any] | None = None) -> dict[str, Path]:
    """Write `name`.png, .svg, .csv (what is shown) and .json (words, parameters, seeds, versions).

    `metadata` holds what made the numbers: scenario, policies, seeds, command. Returns kind → path.
    """
    from experiments.runs.manifest import as_json, environment
    from experiments.runs.tabular import write_csv

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    paths = {kind: target / f"{name}.{kind}" for kind in ("png", "svg", "csv", "json")}
    paths["png"].write_bytes(picture.png())
    paths["svg"].write_text(picture.svg(), encoding="utf-8")
    write_csv(picture.frame, paths["csv"])
    words = {"title": picture.title, "caption": picture.caption, "alt": picture.alt, "language": picture.language}
    about = {"picture": name, **words, "versions": environment(), **(metadata or {})}
    paths["json"].write_bytes(as_json(json.loads(json.dumps(about, default=str), parse_constant=lambda _: None)))
    return paths


def alt_text(title: str, rows: list[tuple[str, str]], language: str) -> str:
    """The alternative text: the title, then each name with its value."""
    parts = [text("alt.row", language, name=name.replace("\n", " "), value=value) for name, value in rows]
    return text("alt.points", language, title=title, rows=text("join.list", language).join(parts))


def interval_caption(frame: pandas.DataFrame, language: str, kind: str) -> str:
    """What the bands or bars are, and over how many runs or worlds; `kind` is "bands" or "bars"."""
    noun = text(f"caption.{kind}", language)
    if "replications" not in frame or frame["replications"].dropna().empty:
        return text("caption.interval.unknown", language, kind=noun)
    low, high = int(frame["replications"].min()), int(frame["replications"].max())
    runs = str(high) if low == high else f"{low}–{high}"
    if OVER_WORLDS in frame and frame[OVER_WORLDS].all():
        return text("caption.interval.worlds", language, kind=noun, worlds=runs)
    return text("caption.interval", language, kind=noun, replications=runs)


def joined(language: str, *sentences: str) -> str:
    """Sentences one after the other, as the language does it."""
    return text("join.sentences", language).join(sentences)


def _drawn(picture: Picture, kind: str) -> bytes:
    buffer = io.BytesIO()
    # Without a date the same numbers give the same file.
    about = {"Date": None, "Title": picture.title} if kind == "svg" else {"Title": picture.title}
    with style(picture.language):
        picture.figure.savefig(buffer, format=kind, metadata=about)
    return buffer.getvalue()
