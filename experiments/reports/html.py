"""Small pieces of HTML: escaped text, tables that can be read aloud and scrolled, pictures and fonts within the file.

Core objects: `element`, `table`, `details`, `picture`, `font_face`.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import experiments
from experiments.labels.phrase import PARTICLE

FONT = Path(experiments.__path__[0]).resolve() / "fonts" / "NotoSansCJKsc-subset.otf"
LARGEST_SVG_BYTES = 300_000


def element(name: str, *content: str, **attributes: str | bool) -> str:
    """An element around ready markup; `class_` stands for class, True for an attribute without value."""
    words = [
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(value)}"')
        for key, value in attributes.items()
        if value is not False and not (isinstance(value, str) and not value)
    ]
    return f"<{name}{''.join(words)}>{''.join(content)}</{name}>"


def paragraph(words: str, **attributes: str | bool) -> str:
    """A paragraph of plain text."""
    return element("p", escape(words), **attributes)


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    caption: str,
    groups: Sequence[tuple[str, int]] = (),
    numeric_from: int = 1,
) -> str:
    """A table of plain texts; the first cell of a row is its head, `groups` are heads over several columns.

    Columns from `numeric_from` on are set to the right. It scrolls by keyboard where it is too wide.
    """
    top = [element("th", escape(words), colspan=str(span), scope="colgroup") for words, span in groups]
    line = [
        element("th", _head(words), scope="col", class_="n" if at >= numeric_from else "")
        for at, words in enumerate(heads)
    ]
    body = [element("tr", *_cells(row, numeric_from)) for row in rows]
    lines = [element("tr", *top)] if top else []
    inner = element(
        "table",
        element("caption", escape(caption)),
        element("thead", *lines, element("tr", *line)),
        element("tbody", *body),
    )
    return element("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _cells(row: Sequence[str], numeric_from: int) -> list[str]:
    first = element("th", _lines(row[0]), scope="row")
    return [
        first,
        *(element("td", _lines(cell), class_="n" if at >= numeric_from else "") for at, cell in enumerate(row[1:], 1)),
    ]


def _head(words: str) -> str:
    """A column's head, which breaks between words only, in Chinese after its particle."""
    return _lines(words).replace(PARTICLE, f"{PARTICLE}<wbr>")


def _lines(words: str) -> str:
    """Text whose second line is small, as intervals are."""
    head, *rest = words.split("\n")
    return escape(head) + "".join(f"<br><small>{escape(line)}</small>" for line in rest)


def details(summary: str, *content: str, class_: str = "") -> str:
    """What opens on demand, by mouse or keyboard."""
    return element("details", element("summary", escape(summary)), *content, class_=class_)


def picture(svg: str, png: bytes, alt: str) -> str:
    """A picture within the page: as SVG, or as PNG where the SVG would be heavy; it scrolls where the page is narrow."""
    drawing = svg.encode("utf-8")
    kind, content = ("svg+xml", drawing) if len(drawing) <= LARGEST_SVG_BYTES else ("png", png)
    data = base64.b64encode(content).decode("ascii")
    image = f'<img src="data:image/{kind};base64,{data}" alt="{escape(alt)}">'
    return element("div", image, class_="scroll", tabindex="0")


def font_face(words: str, family: str) -> str:
    """A CSS font with just the Chinese characters of some text, so that the page never shows boxes.

    Empty where there are none, or where the shipped font is missing: then the reader's own serve.
    """
    wanted = {ord(letter) for letter in words if ord(letter) >= 0x2E80}
    if not wanted or not FONT.is_file():
        return ""
    data = base64.b64encode(_subset(frozenset(wanted))).decode("ascii")
    # First among the families and blocking: letters painted in another font meanwhile may stay boxes.
    return (
        f'@font-face{{font-family:"{family}";font-display:block;unicode-range:U+2E80-FFEF;'
        f'src:url(data:font/woff;base64,{data}) format("woff")}}'
    )


def _subset(wanted: frozenset[int]) -> bytes:
    import logging

    from fontTools import subset, ttLib

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(flavor="woff", hinting=False, desubroutinize=True, notdef_outline=True)
    font = ttLib.TTFont(FONT)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
