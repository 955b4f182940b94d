"""The brief as a PDF page: fonts embedded, and set as large as one A4 page allows.

Core object: `write_pdf`. What the text leaves of the page is the picture's; where that is too little, the text gets smaller.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.plots.style import FONT_FILE, LAST_FAMILY, NO_LETTER
from experiments.plots.words import wrapped

if TYPE_CHECKING:
    from fpdf import FPDF

    from experiments.reports.brief import Brief

PAGE = (210.0, 297.0)  # millimetres, A4
MARGIN = 17.0
WIDTH, HEIGHT = PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN
TEXT_POINTS = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
LEAST_PICTURE = 62.0  # millimetres
POINT = 25.4 / 72.0
LEADING = 1.32
COLUMNS = (0.36, 0.14, 0.14, 0.22, 0.14)  # of the table, as shares of the width
INK, MUTED, RULE = (34, 34, 34), (95, 95, 95), (205, 205, 205)
FAMILY, FALLBACK = "brief", "fallback"


@dataclass(frozen=True)
class Sizes:
    """How large the page is set: text in points, the picture in millimetres."""

    text: float
    picture: tuple[float, float]

    @property
    def headline(self) -> float:
        """The finding stands out."""
        return self.text * 1.45

    @property
    def small(self) -> float:
        """Table, title and source."""
        return self.text * 0.86


def write_pdf(brief: Brief, path: Path) -> tuple[Sizes, str]:
    """Write the page; gives the sizes that filled it, and the letters that no embedded font holds."""
    from fpdf import FPDF

    pdf = FPDF(format="A4", unit="mm")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(False)
    _fonts(pdf)
    setting = _Setting(pdf)
    sizes = next((each for points in TEXT_POINTS if (each := _sizes(setting, brief, points)) is not None), None)
    sizes = sizes or Sizes(TEXT_POINTS[-1], (0.0, 0.0))
    pdf.set_title(brief.title)
    pdf.set_subject(brief.headline)
    pdf.set_lang("zh-CN" if brief.language == "zh" else "en")
    pdf.set_creation_date(datetime.fromisoformat(brief.written))
    pdf.add_page()
    _page(setting, brief, sizes)
    path.write_bytes(bytes(pdf.output()))
    return sizes, "".join(setting.lacking)


def _fonts(pdf: FPDF) -> None:
    """The shipped Chinese font, and Matplotlib's own for signs it lacks: minus, dash."""
    from matplotlib import font_manager

    pdf.add_font(FAMILY, fname=FONT_FILE)
    pdf.add_font(FALLBACK, fname=font_manager.findfont(LAST_FAMILY))
    pdf.set_fallback_fonts([FALLBACK])
    pdf.set_font(FAMILY, size=TEXT_POINTS[0])


class _Setting:
    """Lines of words on a page, wrapped as both scripts do it; the letters it had to replace are `lacking`."""

    def __init__(self, pdf: FPDF) -> None:
        self.pdf, self.lacking = pdf, dict[str, None]()
        fonts: Any = pdf.fonts
        self._known = {letter for font in fonts.values() for letter in font.cmap}

    def drawable(self, words: str) -> str:
        """Words with a box for every letter that the embedded fonts lack."""
        lacking = {
            each for each in words if each.isprintable() and each not in " \u00a0" and ord(each) not in self._known
        }
        self.lacking |= dict.fromkeys(each for each in words if each in lacking)
        return "".join(NO_LETTER if each in lacking else each for each in words).replace("\u00a0", " ")

    def lines(self, words: str, points: float, width: float = WIDTH) -> list[str]:
        """The words as lines of a width in millimetres."""
        self.pdf.set_font(FAMILY, size=points)
        told = self.drawable(words).split("\n")
        return [line for each in told for line in wrapped(each, width - 0.5, self.pdf.get_string_width).split("\n")]

    def height(self, words: str, points: float, width: float = WIDTH) -> float:
        """How high they stand, in millimetres."""
        return len(self.lines(words, points, width)) * points * POINT * LEADING

    def write(self, words: str, points: float, colour: tuple[int, int, int] = INK, strong: bool = False) -> None:
        """Write them where the page is, and move on below."""
        for line in self.lines(words, points):
            self.line(line, points, WIDTH, colour, strong)
            self.pdf.set_xy(MARGIN, self.pdf.get_y() + points * POINT * LEADING)

    def line(self, line: str, points: float, width: float, colour: tuple[int, int, int] = INK, strong: bool = False,
             align: str = "L") -> None:  # fmt: skip
        """One line of it; a strong one is drawn with its outline, for the font has one weight."""
        self.pdf.set_font(FAMILY, size=points)
        self.pdf.set_text_color(*colour)
        strength = {"text_mode": "FILL_STROKE", "line_width": 0.012 * points} if strong else {}
        with self.pdf.local_context(draw_color=colour, **strength):
            self.pdf.cell(width, points * POINT * LEADING, line, align=align)


def _sizes(setting: _Setting, brief: Brief, points: float) -> Sizes | None:
    """The sizes at so many points; None where the text leaves too little for the picture."""
    sizes = Sizes(points, (0.0, 0.0))
    used = setting.height(brief.title, sizes.small) + setting.height(brief.headline, sizes.headline) + 5.0
    used += sum(map(sum, [_row_heights(setting, brief, sizes)])) + 4.0
    used += sum(setting.height(head, points) + setting.height(words, points) + 2.0 for head, words in brief.parts)
    used += setting.height(brief.source, sizes.small) + 3.0
    left = HEIGHT - used
    if brief.picture is None:
        return sizes if left >= 0.0 else None
    wide, high = brief.picture.figure.get_size_inches()
    height = min(left, WIDTH * high / wide)
    natural = WIDTH * high / wide
    if left < min(LEAST_PICTURE, natural):
        return None
    return Sizes(points, (height * wide / high, height))


def _row_heights(setting: _Setting, brief: Brief, sizes: Sizes) -> list[float]:
    return [
        max(setting.height(cell, sizes.small, share * WIDTH - 2.0) for cell, share in zip(row, COLUMNS, strict=True))
        + 1.2
        for row in (brief.heads, *brief.rows)
    ]


def _page(setting: _Setting, brief: Brief, sizes: Sizes) -> None:
    pdf = setting.pdf
    setting.write(brief.title, sizes.small, MUTED)
    setting.write(brief.headline, sizes.headline, strong=True)
    pdf.set_y(pdf.get_y() + 2.0)
    width, height = sizes.picture
    if brief.picture is not None and height > 0.0:
        pdf.image(
            io.BytesIO(brief.picture.png()), (PAGE[0] - width) / 2.0, pdf.get_y(), width, height,
            alt_text=setting.drawable(brief.picture.title),
        )  # fmt: skip
        pdf.set_xy(MARGIN, pdf.get_y() + height + 2.0)
    _table(setting, brief, sizes)
    for head, words in brief.parts:
        pdf.set_xy(MARGIN, pdf.get_y() + 2.0)
        setting.write(head, sizes.text, strong=True)
        setting.write(words, sizes.text)
    lines = setting.height(brief.source, sizes.small)
    pdf.set_xy(MARGIN, PAGE[1] - MARGIN - lines)
    setting.write(brief.source, sizes.small, MUTED)


def _table(setting: _Setting, brief: Brief, sizes: Sizes) -> None:
    pdf, step = setting.pdf, sizes.small * POINT * LEADING
    rows = zip((brief.heads, *brief.rows), _row_heights(setting, brief, sizes), strict=True)
    for at, (row, height) in enumerate(rows):
        top, left = pdf.get_y(), MARGIN
        for column, (cell, share) in enumerate(zip(row, COLUMNS, strict=True)):
            for number, line in enumerate(setting.lines(cell, sizes.small, share * WIDTH - 2.0)):
                pdf.set_xy(left, top + 0.6 + number * step)
                setting.line(line, sizes.small, share * WIDTH - 2.0, strong=at == 0, align=_align(column))
            left += share * WIDTH
        pdf.set_draw_color(*RULE)
        pdf.line(MARGIN, top + height, PAGE[0] - MARGIN, top + height)
        pdf.set_xy(MARGIN, top + height)


def _align(column: int) -> str:
    return "R" if 0 < column < len(COLUMNS) - 1 else "L"
