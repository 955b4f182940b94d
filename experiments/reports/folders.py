"""The folder that a command leaves: page, brief, workbook and manifest on top, pictures and tidy tables in folders of their own.

Core objects: `write_comparison`, `write_sweep` and `write_study` (for every other command); each returns notes on
what could not be made. `live_sweep` shows a sweep while it runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from experiments.labels import text
from experiments.plots.queue import PlotQueue
from experiments.reports.provenance import picture_source
from experiments.runs.execution import Options, PlanResult, count_runs, run_plan
from experiments.runs.manifest import MANIFEST, as_json, command_line, environment, now
from experiments.runs.plan import Plan, Point, factorial, read_vary
from experiments.runs.replay import differences_from_file, keep_scenario
from experiments.runs.tabular import ENCODING, records, write_csv
from experiments.studies.comparison import CORNERS
from experiments.studies.sweep import Sweep
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture
    from experiments.reports.brief import Brief
    from experiments.reports.page import Page
    from experiments.studies.comparison import Comparison
    from experiments.studies.study import Study
    from experiments.studies.switching_values import SwitchingValues

    Pictures = Mapping[str, Picture]

# The curves beside a comparison: few replications, for they only show the shape.
CURVE_AXES = ("triage.screening_share=0:0.9:10", "delivery.mode=staffed,outsourced")
CURVE_REPLICATIONS = 10
# In which order a page shows a comparison's pictures, whenever each was drawn; others follow.
SHOWN_FIRST = (
    "worlds",
    "effects-2x2",
    "levers-alone",
    "iceberg",
    "budget",
    "resolution-rates",
    "resolution-by-age",
    "days",
)
LIVED_REPLICATIONS = 5  # runs lived again for the pictures along time
REPORT, WORKBOOK, OVERVIEW = "report.html", "tables.xlsx", "README.txt"
BRIEF_PDF, BRIEF_DOCX = "brief.pdf", "brief.docx"
PICTURES, TABLES = "pictures", "tables"
POLICY_SECTIONS = ("triage", "delivery", "reform")


def screening_curves(comparison: Comparison, options: Options) -> Sweep:
    """Resolution rates over the screening share, under either delivery: what a comparison shows beside its table."""
    plan = screening_plan(comparison.plan_result.plan)
    return Sweep(plan.scenario, run_plan(plan, options))


def screening_plan(compared: Plan) -> Plan:
    """What `screening_curves` runs beside the plan of a comparison: few of its seeds, in the same worlds."""
    base = compared.scenario
    plain = Scenario({key: value for key, value in base.data.items() if key not in POLICY_SECTIONS}, base.path)
    grid = factorial([read_vary(word) for word in CURVE_AXES])
    points, seeds = tuple(map(Point.of, grid)), compared.seeds[:CURVE_REPLICATIONS]
    return Plan(plain, points, seeds, world_of=compared.world_of)


def comparison_plots(comparison: Comparison, language: str) -> dict[str, Callable[[], Picture]]:
    """The pictures that a comparison's own runs are enough for, by name."""
    from experiments import plots

    drawings = {
        **worlds_plots(comparison, language),
        # Over worlds credit is shared out instead; in one, each lever is changed alone.
        **({} if comparison.ensemble else {"levers-alone": lambda: plots.credit(comparison.differences, language)}),
        "iceberg": lambda: plots.iceberg(comparison.table, language),
        "budget": lambda: plots.ledger_bars(comparison.ledger, language),
    }
    if not len(comparison.effects):
        return drawings
    return {"effects-2x2": lambda: plots.factorial(comparison.table, comparison.effects, language), **drawings}


def worlds_plots(comparison: Comparison, language: str) -> dict[str, Callable[[], Picture]]:
    """The picture of the verdict over worlds, where there are worlds and a rate that decides."""
    from experiments.findings.verdict import is_defined
    from experiments.findings.world_verdict import WorldVerdict
    from experiments.plots.worlds import worlds_picture

    verdict = comparison.verdict
    if not isinstance(verdict, WorldVerdict) or not is_defined(comparison.table):
        return {}
    return {"worlds": lambda: worlds_picture(verdict, comparison.samples, language)}


def rerun_plots(comparison: Comparison, language: str, workers: int | None) -> dict[str, Callable[[], Picture]]:
    """Pictures of cases by age and of days; a few runs are lived again for them, `workers` at a time: stores keep neither."""
    from experiments import plots
    from experiments.studies.ages import rerun_policies

    plan = comparison.plan_result.plan
    chosen = {point.label: plan.scenario_at(place) for place, point in enumerate(plan.points) if point.label in CORNERS}
    if not chosen:
        return {}
    by_age, days = rerun_policies(chosen, plan.seeds[:LIVED_REPLICATIONS], workers)
    return {
        "resolution-by-age": lambda: plots.cumulative_resolution(by_age, language),
        "days": lambda: plots.daily(days, language),
    }


def write_comparison(
    comparison: Comparison,
    curves: Sweep | None,
    turning: SwitchingValues | None,
    easel: PlotQueue,
    out: Path,
    language: str,
) -> list[str]:
    """Write report.html, the brief, tables.xlsx, manifest.json; all tables as CSV and all pictures below.

    `easel` holds `comparison_plots` and `rerun_plots`; what the other runs show is put up here.
    """
    from experiments.reports.brief import comparison_brief
    from experiments.reports.page import comparison_page
    from experiments.reports.workbook import sheets_of

    with _in_one_stroke(out) as aside:
        tables = aside / TABLES
        for name in ("differences", "contrasts", "effects", "ranking", "ledger"):
            write_csv(getattr(comparison, name), tables / f"{name}.csv")
        write_csv(comparison.table, tables / "comparison.csv")
        beside = [each.plan_result for each in (comparison.attribution, curves, turning) if each is not None]
        about = manifest(comparison.scenario, [comparison.plan_result, *beside])
        if comparison.ensemble:
            about["worlds"] = comparison.ensemble.as_data()
            for name in ("shares", "pairs", "information"):
                write_csv(getattr(comparison, name), tables / f"{name}.csv")
        if comparison.equifinality:
            write_csv(comparison.equifinality.summary(), tables / "equifinality.csv")
        if comparison.attribution:
            write_csv(comparison.attribution.table, tables / "attribution.csv")
        if curves is not None:
            write_csv(curves.table, tables / "curves.csv")
            easel.submit({"resolution-rates": lambda: _curves(curves, language)})
        if turning is not None:
            write_csv(turning.table, tables / "turning.csv")
            easel.submit(_switching_values(turning, language))
        saved, notes = easel.save(aside / PICTURES, about)
        pictures = {name: saved[name] for name in dict.fromkeys([*SHOWN_FIRST, *saved]) if name in saved}
        page = comparison_page(comparison, pictures, about, language, turning)
        sheets = {**sheets_of(comparison, curves), **({"turning": turning.table} if turning else {})}
        brief = comparison_brief(comparison, page, language)
        return notes + _leave(page, sheets, aside, language, brief)


def write_sweep(sweep: Sweep, out: Path, language: str) -> list[str]:
    """Write report.html, tables.xlsx, manifest.json; tables as CSV and the pictures below."""
    from experiments.reports.page import sweep_page
    from experiments.reports.workbook import sheets_of

    with _in_one_stroke(out) as aside, PlotQueue(picture_source(sweep.scenario, language)) as easel:
        write_csv(sweep.table, aside / TABLES / "curves.csv")
        about = manifest(sweep.scenario, [sweep.plan_result])
        easel.submit({"resolution-rates": lambda: _curves(sweep, language)})
        if sweep.plane:
            easel.submit({"winners": lambda: _winners(sweep, language)})
        pictures, notes = easel.save(aside / PICTURES, about)
        sheets = sheets_of(None, sweep)
        if len(sweep.changes):
            write_csv(sweep.changes, aside / TABLES / "changes.csv")
            sheets["sweep_changes"] = sweep.changes
        return notes + _leave(sweep_page(sweep, pictures, about, language), sheets, aside, language)


def write_study(
    found: Study, campaigns: Sequence[PlanResult], out: Path, language: str, besides: Mapping[str, Any] | None = None
) -> list[str]:
    """Write report.html, tables.xlsx, manifest.json, of a change the brief; tables as CSV and Parquet and the pictures below.

    `campaigns` are the plans that were carried out for it (`Options.on_done`); they make the manifest, with what is
    to be said `besides`.
    """
    from experiments.reports.brief import change_brief
    from experiments.reports.page import study_page

    with _in_one_stroke(out) as aside, PlotQueue(picture_source(found.scenario, language)) as easel:
        for name, frame in found.tables().items():
            write_csv(frame, aside / TABLES / f"{name}-table.csv")
        found.to_parquet(aside / TABLES / found.parquet)
        about = manifest(found.scenario, campaigns) | dict(besides or {})
        easel.submit(found.drawings(language))
        pictures, notes = easel.save(aside / PICTURES, about)
        page = study_page(found, pictures, about, language)
        brief = change_brief(found, page, language) if found.has_brief else None
        return notes + _leave(page, found.sheets(language), aside, language, brief)


def live_sweep(out: Path, language: str) -> Callable[[PlanResult], None]:
    """What shows a sweep while it runs: all that `write_sweep` writes."""

    def show(plan_result: PlanResult) -> None:
        with suppress(OSError):  # a folder that refuses is told when the sweep is done, and does not stop it
            write_sweep(Sweep(plan_result.plan.scenario, plan_result), out, language)

    return show


@contextmanager
def _in_one_stroke(out: Path) -> Iterator[Path]:
    """A folder to write to, whose files take their place in `out` once all are there; none of them if any fails."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".unfinished-", dir=out, ignore_cleanup_errors=True) as name:
        aside = Path(name)
        for folder in (PICTURES, TABLES):
            (aside / folder).mkdir()
        yield aside
        made = _names(aside)
        for left in _files_of(out) - made:
            (out / left).unlink(missing_ok=True)
        for each in sorted(made):
            (out / each).parent.mkdir(exist_ok=True)
            (aside / each).replace(out / each)
        for folder in (PICTURES, TABLES):
            if (out / folder).is_dir() and not any((out / folder).iterdir()):
                (out / folder).rmdir()


def _names(folder: Path) -> set[str]:
    """The files of a results folder, those of its pictures and tables with their folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _files_of(out: Path) -> set[str]:
    """The files that an earlier command says it left in a folder: another's page is no place for its pictures."""
    try:
        left = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return set()
    names = [name for name in left if isinstance(name, str) and _is_ours(name)] if isinstance(left, list) else []
    return {name for name in names if (out / name).is_file() and not (out / name).parent.is_symlink()}


def _is_ours(name: str) -> bool:
    """Whether a manifest may name a file so: one of the folder itself, of its pictures or of its tables."""
    folder, _, last = name.rpartition("/")
    return folder in ("", PICTURES, TABLES) and Path(last).name == last and last not in ("", "..")


def _curves(sweep: Sweep, language: str) -> Picture:
    from experiments import plots

    return plots.curves(sweep.table, language, sweep.abscissa, sweep.others)


def _winners(sweep: Sweep, language: str) -> Picture:
    """Over two numbers, which setting of the other levers wins in the bud."""
    from experiments import plots

    x, y = sweep.plane or sweep.levers[:2]
    return plots.winners(sweep.winners(), language, x, y, "in_the_bud_rate")


def _switching_values(turning: SwitchingValues, language: str) -> dict[str, Callable[[], Picture]]:
    """A tornado of the leader's lead over each rival."""
    from experiments import plots
    from experiments.studies.switching_values import OUTCOME

    def tornado(rival: str) -> Picture:
        return plots.tornado(turning.against(rival), language, OUTCOME, lead=(turning.leader, rival))

    return {f"turning-{rival}": partial(tornado, rival) for rival in turning.rivals()}


def _leave(
    page: Page, sheets: Mapping[str, pandas.DataFrame], out: Path, language: str, brief: Brief | None = None
) -> list[str]:
    """Write the brief, the manifest, the workbook, the overview and the page, which names the files beside it; gives notes."""
    from dataclasses import replace

    from experiments.reports.overview import overview, overview_text
    from experiments.reports.page import write_report
    from experiments.reports.workbook import assumptions_command, write_workbook

    if page.about["scenario_changes"] is None:  # no file and no settings give it back: it is kept here
        page = replace(page, about={**page.about, "scenario_file": keep_scenario(page.scenario, out).name})
    notes = _write_brief(brief, out) if brief is not None else []
    files = sorted(_names(out) | {MANIFEST, WORKBOOK, REPORT, OVERVIEW})
    (out / MANIFEST).write_bytes(as_json({**page.about, "files": files}))
    whole = assumptions_command(sheets, page.numbers, language)
    write_workbook(out / WORKBOOK, whole, language, overview(page, brief, language))
    (out / OVERVIEW).write_bytes(overview_text(page, files, language).encode(ENCODING, errors="backslashreplace"))
    write_report(replace(page, files=files), out / REPORT, language)
    return notes


def _write_brief(brief: Brief, out: Path) -> list[str]:
    """Write the brief as PDF and as Word document, an A4 page each; gives notes on letters that no font at hand draws."""
    from experiments.reports.brief_docx import write_docx
    from experiments.reports.brief_pdf import write_pdf

    sizes, lacking = write_pdf(brief, out / BRIEF_PDF)
    write_docx(brief, out / BRIEF_DOCX, sizes)
    return [text("brief.lacking", brief.language, file=BRIEF_PDF, letters=lacking)] if lacking else []


def manifest(scenario: Scenario, campaigns: Sequence[PlanResult]) -> dict[str, Any]:
    """What made the numbers: scenario, points, seeds, counts, command, time, versions, machine."""
    runs = count_runs(campaigns)
    points = [point for each in campaigns for point in each.plan.points]
    return {
        "command": command_line(),
        "written": now(),
        "finished": runs.total == runs.planned,
        "scenario": scenario.name,
        "scenario_file": str(scenario.path) if scenario.path else None,
        "scenario_changes": differences_from_file(scenario),
        "scenario_sha256": hashlib.sha256(scenario.canonical().encode()).hexdigest(),
        "points": [{"label": point.label, "levers": dict(point.levers)} for point in points],
        "seeds": sorted({seed for each in campaigns for seed in each.plan.seeds}),
        "runs": asdict(runs),
        "failed": [row for each in campaigns for row in records(each.failures)],
        "set_aside": [part for each in campaigns for part in each.damaged],
        "environment": environment(),
    }
