"""One page for whoever decides: the finding, one picture, one table, what gets worse, how sure, what was assumed.

Core objects: `Brief` (what it says), `comparison_brief` and `change_brief` (fill it); `brief_pdf` and `brief_docx` write it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.findings.changes import MAIN, changes, changes_of, clauses, of_group
from experiments.findings.verdict import leader, qualified
from experiments.findings.whatif import outcome_rows
from experiments.findings.world_words import world_sentences
from experiments.labels import short_policy, text
from experiments.labels.visible import visible
from experiments.reports.page_tables import changed, column_head, counted
from experiments.runs.execution import RunCounts

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture
    from experiments.reports.page import Page
    from experiments.runs.ensembles import Ensemble
    from experiments.studies.comparison import Comparison
    from experiments.studies.study import Study

MAX_WORSE = 5
PICTURES = ("worlds", "effects-2x2", "levers-alone", "whatif")  # the first of these that was drawn


@dataclass(frozen=True)
class Brief:
    """What a page for a decision says; `parts` are headings, each with its text."""

    title: str
    headline: str
    picture: Picture | None
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    parts: Sequence[tuple[str, str]]
    source: str
    written: str
    language: str


def comparison_brief(comparison: Comparison, page: Page, language: str) -> Brief:
    """The brief of a comparison: its leader beside the baseline, or beside the next best where the baseline leads."""
    first = comparison.verdict.leader
    others = [name for name in comparison.policies if name != first and not name.endswith("-alone")]
    other = comparison.baseline if comparison.baseline != first else leader(comparison.table, others)
    if other == first:  # no in-the-bud rate anywhere
        other = next(iter(others), first)
    before, after = ({name: comparison.samples(each, name) for name in comparison.outcomes} for each in (other, first))
    found = (
        changes(before, after, over_worlds=True)
        if comparison.ensemble or first == comparison.baseline
        else changes_of(comparison.table, comparison.differences, first, other)
    )
    sides = short_policy(other, language), short_policy(first, language)
    return _brief(page, found, sides, comparison.ensemble, language)


def change_brief(found: Study, page: Page, language: str) -> Brief:
    """The brief of a change: before beside after."""
    sides = text("column.before", language), text("column.after", language)
    return _brief(page, found.table, sides, found.ensemble, language)


def _brief(
    page: Page, found: pandas.DataFrame, sides: tuple[str, str], ensemble: Ensemble | None, language: str
) -> Brief:
    place = visible(page.scenario.place.title_zh if language == "zh" else page.scenario.place.title_en)
    shown = outcome_rows(found[found["outcome"].isin(MAIN)], language)
    columns = ("measure", "before", "after", "difference", "group")
    measure, _, _, *rest = (column_head(column, language) for column in columns)
    parts = {
        "worse": [_worse(found, language)],
        "sure": _sure(page, found, ensemble, language),
        "assumed": _assumed(page, language),
    }
    return Brief(
        title=text("brief.title", language, place=place),
        headline=page.verdict[0],
        picture=next((page.pictures[name] for name in PICTURES if name in page.pictures), None),
        heads=[measure, *sides, *rest],
        rows=shown[list(columns)].to_numpy(str).tolist(),
        parts=[
            (text(f"brief.{key}", language), text("verdict.join", language).join(each)) for key, each in parts.items()
        ],
        source=source_line(page.about, language),
        written=str(page.about["written"]),
        language=language,
    )


def _worse(found: pandas.DataFrame, language: str) -> str:
    rows = of_group(found, "worse")
    if not rows:
        return text("brief.worse.nothing", language)
    told = text("brief.worse.some", language, list=clauses(rows, language, MAX_WORSE))
    return told[0].upper() + told[1:]


def _sure(page: Page, found: pandas.DataFrame, ensemble: Ensemble | None, language: str) -> list[str]:
    runs = int(found["replications"].max()) if len(found) else 0
    key = "brief.sure.worlds" if ensemble is not None else "brief.sure.seeds"
    rests = world_sentences(ensemble, runs, language) if ensemble is not None else []
    return [*qualified([], RunCounts(**page.about["runs"]), language), text(key, language, runs=runs), *rests]


def _assumed(page: Page, language: str) -> list[str]:
    own = len(changed(page.scenario, language))
    told = [counted(page.numbers, language), text("brief.assumed.set", language, count=own) if own else ""]
    warning = getattr(page.scenario.info, language).warning
    return [each for each in (warning, *told, text("verdict.simulated", language)) if each]


def source_line(about: Mapping[str, Any], language: str) -> str:
    """What a picture or a page owes whoever doubts it: program, rules, seeds, day and command."""
    environment, seeds = about.get("environment", {}), list(about.get("seeds", ()))
    span = f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else "".join(map(str, seeds))
    return text(
        "brief.source",
        language,
        version=environment.get("huajie", "?"),
        rules=str(environment.get("model_version", "?"))[:12],
        seeds=text("brief.seeds", language, count=len(seeds), span=span),
        date=str(about["written"])[:10],
        command=visible(str(about["command"])),
    )
