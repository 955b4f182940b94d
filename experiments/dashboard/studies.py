"""The studies that Python has made on this machine, as one page of links: every folder of results with a report."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

from experiments.labels import Language, text
from experiments.reports.folders import REPORT
from experiments.reports.html import element, paragraph

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
MAX_STUDIES = 200
HEAD_BYTES = 4_096
STYLE = "body{font:17px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#17242b}li{margin:.4rem 0}a{color:#0f4c5c}"


def listing(results: Path, language: Language) -> str:
    """The page of all reports under a folder, the newest first."""
    found = sorted(results.glob(f"*/{REPORT}"), key=lambda report: report.stat().st_mtime, reverse=True)[:MAX_STUDIES]
    links = [element("li", link(report, results)) for report in found]
    title = text("dashboard.studies", language)
    body = [
        element("h1", escape(title)),
        element("ul", *links) if links else paragraph(text("dashboard.no_studies", language)),
        element("p", element("a", escape(text("dashboard.back", language)), href=f"/#lang={language}")),
    ]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head += element("title", escape(title)) + element("style", STYLE)
    return "<!doctype html>" + element("html", element("head", head), element("body", *body), lang=language)


def link(report: Path, results: Path) -> str:
    """A report by its own title, its folder and the minute it was written."""
    with report.open(encoding="utf-8", errors="replace") as opened:
        said = TITLE.search(opened.read(HEAD_BYTES))
    title = unescape(said[1]).strip() if said else report.parent.name
    written = f"{datetime.fromtimestamp(report.stat().st_mtime):%Y-%m-%d %H:%M}"
    address = quote(report.relative_to(results).as_posix())
    return element("a", escape(title), href=address) + escape(f" · {report.parent.name} · {written}")
