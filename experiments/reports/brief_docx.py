"""The brief as a Word document, to edit: real headings, a real table, the picture with its alternative text.

Core object: `write_docx`. Word sets it in fonts of its own, so the picture is a little smaller than in the PDF.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.reports.brief_pdf import COLUMNS, MARGIN, PAGE, WIDTH, Sizes

if TYPE_CHECKING:
    from docx.document import Document

    from experiments.reports.brief import Brief

LATIN, CHINESE = "Arial", "Microsoft YaHei"
ROOM = 0.82  # of the picture's size in the PDF: fonts differ from machine to machine
SMALLER = 0.94  # of the text
MAX_PROPERTY = 255  # letters; a Word document's property takes no more


def write_docx(brief: Brief, path: Path, sizes: Sizes) -> None:
    """Write the page as a Word document."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = docx.Document()
    _lay_out(document, brief, sizes)
    document.add_paragraph(brief.title, style="Caption")
    document.add_paragraph(brief.headline, style="Title")
    width, height = (each * ROOM for each in sizes.picture)
    if brief.picture is not None and height > 0.0:
        shape: Any = document.add_picture(io.BytesIO(brief.picture.png()), Mm(width), Mm(height))
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape._inline.docPr.set("descr", brief.picture.alt)  # python-docx has no call of its own for it
    _table(document, brief, sizes)
    for head, words in brief.parts:
        document.add_heading(head, level=1)
        document.add_paragraph(words)
    document.add_paragraph(brief.source, style="Caption").paragraph_format.space_before = Pt(4)
    document.save(str(path))


def _lay_out(document: Document, brief: Brief, sizes: Sizes) -> None:
    """A4, the fonts of either script, sizes, and what the file says of itself."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    looks = {
        "Normal": (sizes.text, False, "222222"),
        "Title": (sizes.headline, True, "222222"),
        "Heading 1": (sizes.text, True, "222222"),
        "Caption": (sizes.small, False, "5F5F5F"),
    }
    for name, (points, strong, colour) in looks.items():
        style: Any = document.styles[name]
        style.font.name, style.font.bold, style.font.size = LATIN, strong, Pt(points * SMALLER)
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), CHINESE)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(2)
        style.paragraph_format.line_spacing = 1.0
    document.styles["Heading 1"].paragraph_format.space_before = Pt(4)
    about = document.core_properties
    about.title, about.author, about.comments = brief.title[:MAX_PROPERTY], "Huajie", ""
    about.language = "zh-CN" if brief.language == "zh" else "en"
    about.created = about.modified = datetime.fromisoformat(brief.written).replace(tzinfo=None)


def _table(document: Document, brief: Brief, sizes: Sizes) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    table = document.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, COLUMNS, strict=True):
        column.width = Mm(share * WIDTH)
    for at, row in enumerate((brief.heads, *brief.rows)):
        cells = table.add_row().cells
        for column, (cell, words, share) in enumerate(zip(cells, row, COLUMNS, strict=True)):
            cell.width = Mm(share * WIDTH)
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(words)
            run.font.size, run.font.bold = Pt(sizes.small * SMALLER), at == 0
            paragraph.paragraph_format.space_after = Pt(0)
            if 0 < column < len(COLUMNS) - 1:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
