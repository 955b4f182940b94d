"""The page a planner can forward: one HTML file with the question, the verdict, pictures, tables and what they rest on.

Core objects: `Page` (what a page says) and `write_report`; `comparison_page`, `sweep_page` and `study_page` fill a
page from results.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from experiments.findings.equifinality import equifinality_sentences
from experiments.findings.studies import switching_sentences
from experiments.labels import PHRASES, choice, lowered, outcome, policy, short_policy, text
from experiments.labels.formats import format_number
from experiments.labels.settings import lever_label
from experiments.labels.visible import visible
from experiments.reports import html as markup
from experiments.reports.next_commands import assumptions_command, is_shipped, robust_command, scenario_word
from experiments.reports.page_tables import (
    alone_rows,
    assumptions,
    changed,
    counted,
    credit_rows,
    difference_rows,
    equifinality_rows,
    first_rows,
    information_rows,
    outcome_rows,
    reported_rows,
    share_rows,
    spread_rows,
    tidy_rows,
)
from experiments.reports.provenance import Origin, origins
from experiments.runs.execution import RunCounts

if TYPE_CHECKING:
    import pandas

    from experiments.plots import Picture
    from experiments.runs.ensembles import Ensemble
    from experiments.studies.comparison import Comparison
    from experiments.studies.study import Study
    from experiments.studies.sweep import Sweep
    from experiments.studies.switching_values import SwitchingValues
    from model.scenario import Scenario

STATIC = Path(__file__).resolve().parent / "static"
CJK_FAMILY = "Huajie CJK"
MAX_ROWS_SHOWN = 60
MAX_ROWS_KEPT = 400
MAIN_POLICIES = 6
SAID_ABOVE = ("outcome", "method")  # columns of a page's first table that its caption or another column says
SINGLE = "-alone"
# What published figures cannot tell: those of a city's own register, and those of the case.
OF_A_REGISTER = ("survivorship", "counterfactual")
OF_THE_CASE = ("survivorship", "stock", "readings", "counterfactual", "calibration")


@dataclass(frozen=True)
class Page:
    """What a report says, whatever command it comes from.

    `verdict` holds sentences, the main one first. `about` is the manifest (command, seeds, environment,
    scenario). `flips` are the assumptions tried at the ends of their ranges, where they were; `turning` says
    what would turn an inquiry's answer round in sentences. `tables` are tidy frames by the key of their sheet, the first one shown with `columns`.
    """

    kind: str
    scenario: Scenario
    question: str
    verdict: Sequence[str]
    about: Mapping[str, Any]
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    comparison: Comparison | None = None
    sweep: Sweep | None = None
    tables: Mapping[str, pandas.DataFrame] = field(default_factory=dict)
    columns: Sequence[str] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    of_a_register: bool = False
    flips: SwitchingValues | None = None
    turning: Sequence[str] = ()
    files: Sequence[str] = ()
    ensemble: Ensemble | None = None

    @cached_property
    def numbers(self) -> list[Origin]:
        """Every number behind the page, with where it comes from."""
        return origins(self.scenario, self.ensemble, self.comments)


def comparison_page(
    comparison: Comparison,
    pictures: Mapping[str, Picture],
    about: Mapping[str, Any],
    language: str,
    flips: SwitchingValues | None = None,
) -> Page:
    """The page of a comparison."""
    return Page(
        kind="comparison",
        scenario=comparison.scenario,
        question=text("study.comparison.question", language),
        verdict=comparison.verdict.sentences(language),
        about=about,
        pictures=pictures,
        comparison=comparison,
        flips=flips,
        turning=_unless(comparison, language),
        ensemble=comparison.ensemble,
    )


def _unless(comparison: Comparison, language: str) -> Sequence[str]:
    """Where which policy is best, from the same runs; empty where EMA Workbench is missing or there is one world."""
    from experiments.runs.plan import PlanError

    try:
        return comparison.unless(language)
    except PlanError:
        return ()


def sweep_page(sweep: Sweep, pictures: Mapping[str, Picture], about: Mapping[str, Any], language: str) -> Page:
    """The page of a sweep."""
    from experiments.findings.sweeps import shown_changes
    from experiments.findings.verdict import sweep_verdict

    moved = shown_changes(sweep, sweep.changes, language)
    levers = text("join.levers", language).join(lowered(lever_label(path, language), language) for path in sweep.levers)
    return Page(
        kind="sweep",
        scenario=sweep.scenario,
        question=text("study.sweep.question", language, levers=levers),
        verdict=sweep_verdict(sweep, language),
        about=about,
        pictures=pictures,
        sweep=sweep,
        tables={"sweep_changes": moved} if len(moved) else {},
        ensemble=sweep.ensemble,
    )


def study_page(found: Study, pictures: Mapping[str, Picture], about: Mapping[str, Any], language: str) -> Page:
    """The page of any other inquiry: reform, ablate, sensitivity, robust, calibrate and their kin."""
    from experiments.findings.verdict import qualified

    return Page(
        kind=found.kind,
        scenario=found.scenario,
        question=text(f"study.{found.kind}.question", language),
        verdict=qualified(found.said(language), RunCounts.of(about["runs"]), language),
        about=about,
        pictures=pictures,
        tables=found.shown(language),
        columns=found.columns,
        comments=found.comments(language),
        of_a_register=found.of_a_register,
        turning=found.turning(language),
        ensemble=found.ensemble,
    )


def write_report(page: Page, path: str | Path, language: str) -> Path:
    """Write the page as one self-contained HTML file and give its path; it needs no network and no other file."""
    target = Path(path)
    target.write_text(render(page, language), encoding="utf-8", errors="backslashreplace")
    return target


def render(page: Page, language: str) -> str:
    """The page as HTML text."""
    place = visible(page.scenario.place.title_zh if language == "zh" else page.scenario.place.title_en)
    title = text(f"study.{page.kind}.title", language, place=place)
    found = [(key, made) for key, made in _sections(page, language) if made]
    sections = "\n".join(_section(key, made, language) for key, made in found)
    links = "".join(f'<li><a href="#{key}">{escape(text(f"report.{key}", language))}</a></li>' for key, _ in found)
    environment = page.about.get("environment", {})
    words = {
        "lang": "zh-CN" if language == "zh" else "en",
        "title": escape(title),
        "style": (STATIC / "report.css").read_text(encoding="utf-8"),
        "skip": escape(text("report.skip", language)),
        "subtitle": escape(text("report.subtitle", language)),
        "contents": escape(text("report.contents", language)),
        "links": links,
        "sections": sections,
        "notice": escape(text("report.notice", language)),
        "generated": escape(
            text(
                "report.generated",
                language,
                version=environment.get("huajie", "?"),
                model=str(environment.get("model_version", "?"))[:12],
            )
        ),
    }
    template = Template((STATIC / "report.html").read_text(encoding="utf-8"))
    # Pictures are data: only letters of the page's own words need a font.
    read = re.sub(r'src="data:[^"]*"', "", "".join(words.values()))
    return template.substitute(words, font=markup.font_face(read, CJK_FAMILY))


def _section(key: str, content: str, language: str) -> str:
    heading = markup.element("h2", escape(text(f"report.{key}", language)))
    return markup.element("section", heading, content, id=key)


def _sections(page: Page, language: str) -> list[tuple[str, str]]:
    return [
        ("question", markup.paragraph(page.question)),
        ("verdict", _verdict(page, language)),
        ("worlds", _worlds(page, language)),
        ("find_out", _find_out(page, language)),
        ("reported_and_not", _reported(page, language)),
        ("pictures", _pictures(page, language)),
        ("table" if page.comparison else "tables", _table(page, language)),
        ("explain", _explain(page, language)),
        ("assumed", _assumed(page, language)),
        ("flip", _flips(page, language)),
        ("equifinality", _equifinality(page, language)),
        ("cannot", _cannot(page, language)),
        ("reproduce", _reproduce(page, language)),
    ]


def _verdict(page: Page, language: str) -> str:
    first, *rest = page.verdict or [text("verdict.untested", language, policy="", baseline="")]
    rest = [*rest, text("verdict.simulated", language)]
    return markup.paragraph(first, class_="main") + "".join(markup.paragraph(each) for each in rest)


def _worlds(page: Page, language: str) -> str:
    """In how many worlds each policy is best, and the differences from the baseline over worlds."""
    comparison = page.comparison
    if comparison is None or comparison.ensemble is None:
        return ""
    names = _main(comparison)
    drawn = _figure("worlds", page.pictures["worlds"], language) if "worlds" in page.pictures else ""
    heads = [text("column.outcome", language), *(short_policy(name, language) for name in names)]
    shares = markup.table(heads, share_rows(comparison.shares, names, language), text("report.worlds.shares", language))
    others = [name for name in names if name != comparison.baseline]
    heads = [text("column.outcome", language), *(short_policy(name, language) for name in others)]
    title = text("report.worlds.pairs", language) + text(
        "join.against", language, policy=policy(comparison.baseline, language)
    )
    body = spread_rows(comparison.differences, others, language)
    pairs = markup.details(title, markup.table(heads, body, title))
    return markup.paragraph(text("report.worlds.intro", language)) + drawn + shares + pairs


def _find_out(page: Page, language: str) -> str:
    """The numbers that would be worth knowing before the choice, and how a city could measure them."""
    comparison = page.comparison
    if comparison is None or comparison.ensemble is None or comparison.information.empty:
        return ""
    found = comparison.information[comparison.information["clear"].astype(bool)].groupby("outcome", sort=False).head(5)
    if found.empty:
        return markup.paragraph(text("verdict.worlds.nothing_to_find_out", language))
    heads = [text(f"column.{key}", language) for key in ("outcome", "parameter", "evppi", "how", "plausible")]
    intro = text("report.find_out.intro", language)
    if comparison.prices:
        prices = [text("report.price", language, outcome=outcome(name, language), yuan=format_number(price))
                  for name, price in comparison.prices.items()]  # fmt: skip
        listed = text("join.list", language).join(prices)
        intro = text("join.sentences", language).join([intro, text("report.find_out.priced", language, prices=listed)])
    return markup.paragraph(intro) + markup.table(
        heads, information_rows(found, language), text("report.find_out", language), numeric_from=99
    )


def _reported(page: Page, language: str) -> str:
    if page.comparison is not None:
        frame, names = page.comparison.table, _main(page.comparison)
        what = [text("column.policy", language)]
        rows = [([short_policy(name, language)], frame[frame["policy"] == name]) for name in names]
    elif page.sweep is not None:
        what, rows = [lever_label(path, language) for path in page.sweep.levers], _points(page.sweep, language)
    else:
        return ""
    heads, groups, body = reported_rows(what, rows, language)
    heading = text("report.reported_and_not", language)
    return markup.paragraph(text("report.reported_and_not.intro", language)) + markup.table(
        heads, body, heading, groups, numeric_from=len(what)
    )


def _points(sweep: Sweep, language: str) -> list[tuple[list[str], pandas.DataFrame]]:
    levers = list(sweep.levers)
    groups = sweep.table.groupby(levers, sort=False)
    return [([choice(rows[path].iloc[0], language) for path in levers], rows) for _, rows in groups][:MAX_ROWS_SHOWN]


def _main(comparison: Comparison) -> list[str]:
    return [name for name in comparison.policies if not name.endswith(SINGLE)][:MAIN_POLICIES]


def _pictures(page: Page, language: str) -> str:
    elsewhere = {"levers-alone", "worlds"}
    return "".join(_figure(name, each, language) for name, each in page.pictures.items() if name not in elsewhere)


def _figure(name: str, shown: Picture, language: str) -> str:
    caption = markup.element(
        "figcaption",
        markup.element("strong", escape(shown.title)),
        ". " if language == "en" else "。",
        escape(shown.caption),
    )
    data = ""
    if len(shown.frame) <= MAX_ROWS_SHOWN:
        body = _tidy(shown.frame, shown.title, language)
        data = markup.details(text("report.picture_data", language), body, class_="long")
    return (
        markup.element("figure", markup.picture(shown.svg(), shown.png(), shown.alt), caption, id=f"picture-{name}")
        + data
    )


def _table(page: Page, language: str) -> str:
    if page.comparison is None:
        return _tidy_tables(page, language)
    frame, names = page.comparison.table, _main(page.comparison)
    heads = [
        text("column.outcome", language),
        *(short_policy(name, language) for name in names),
    ]
    intro = text("report.table.intro", language, replications=page.comparison.replications)
    whole = markup.table(heads, outcome_rows(frame, names, language), text("report.table", language))
    return markup.paragraph(intro) + whole + _meanings(language) + _differences(page.comparison, language)


def _tidy_tables(page: Page, language: str) -> str:
    """The first table's main rows in sight, every table in full on demand; long ones only in the workbook."""
    if not page.tables:
        return ""
    frame, first = first_rows(next(iter(page.tables.values())), page.columns)
    more, named = text("report.table.more", language), outcome(first, language) if first else ""
    whole = [(text(f"sheet.{key}", language), each) for key, each in page.tables.items() if len(each) <= MAX_ROWS_KEPT]
    rest = markup.details(more, *(_tidy(each, name, language) for name, each in whole), class_="long")
    if not first:
        return _tidy(frame, text(f"sheet.{next(iter(page.tables))}", language), language, hidden=SAID_ABOVE) + rest
    found = markup.paragraph(text("report.table.first", language, outcome=lowered(named, language), more=more))
    return found + _tidy(frame, named, language, hidden=SAID_ABOVE) + _meanings(language) + rest


def _tidy(frame: pandas.DataFrame, caption: str, language: str, hidden: Collection[str] = ()) -> str:
    heads, rows, words = tidy_rows(frame, language, hidden=hidden)
    return markup.table(heads, rows, caption, numeric_from=words)


def _meanings(language: str) -> str:
    from model.outcome_definitions import OUTCOMES

    known = [name for name in OUTCOMES if f"outcome.{name}" in PHRASES]
    pairs = "".join(
        markup.element("dt", escape(outcome(name, language, with_unit=True)))
        + markup.element("dd", escape(text(f"outcome.{name}.meaning", language)))
        for name in known
    )
    return markup.details(text("report.table.meaning", language), markup.element("dl", pairs))


def _differences(comparison: Comparison, language: str) -> str:
    baseline = policy(comparison.baseline, language)
    names = [name for name in _main(comparison) if name != comparison.baseline]
    heads = [
        text("column.outcome", language),
        *(short_policy(name, language) for name in names),
    ]
    title = text("report.differences", language, baseline=baseline)
    body = markup.table(heads, difference_rows(comparison.differences, names, language), title)
    return markup.details(title, markup.paragraph(text("report.differences.intro", language, mark="*")), body)


def _explain(page: Page, language: str) -> str:
    if page.comparison is None:
        return ""
    if page.comparison.attribution is not None:
        return _credited(page.comparison, language)
    singles = [name for name in page.comparison.policies if name.endswith(SINGLE)]
    if not singles:
        return markup.paragraph(text("report.explain.untested", language))
    credit = page.comparison.verdict.credit(language)
    baseline = policy(page.comparison.baseline, language)
    intro = markup.paragraph(text("report.explain.intro", language, baseline=baseline))
    heads = [
        text("column.outcome", language),
        *(short_policy(name, language) for name in singles),
    ]
    title = text("report.differences", language, baseline=baseline)
    body = markup.table(heads, difference_rows(page.comparison.differences, singles, language), title)
    drawn = _figure("levers-alone", page.pictures["levers-alone"], language) if "levers-alone" in page.pictures else ""
    return intro + (markup.paragraph(credit) if credit else "") + drawn + markup.details(title, body)


def _credited(comparison: Comparison, language: str) -> str:
    """Shapley credits of the lever groups, an outcome a column, with their intervals; they sum to the difference."""
    earned = comparison.attribution
    if earned is None:
        return ""
    worlds = int(earned.table["worlds"].max()) if len(earned.table) else 0
    names = list(earned.differences)
    heads = [text("column.lever_group", language), *(outcome(name, language, with_unit=True) for name in names)]
    words = {"policy": policy(earned.ours, language), "baseline": lowered(policy(earned.theirs, language), language)}
    title = text("report.credit.title", language, **words)
    body = markup.table(heads, credit_rows(earned.table, earned.differences, language), title)
    title = text("report.alone.title", language, **words)
    singly = markup.table(heads, alone_rows(earned.table, earned.differences, language), title)
    return (
        markup.paragraph(text("report.credit.intro", language, worlds=worlds))
        + body
        + markup.paragraph(text("report.alone.intro", language))
        + singly
    )


def _equifinality(page: Page, language: str) -> str:
    """Which policies, refitted to the published figures, show them as well, and what each implies."""
    found = page.comparison.equifinality if page.comparison else None
    if found is None:
        return ""
    heads, rows = equifinality_rows(found.summary(), language)
    told = [text("report.equifinality.intro", language), *equifinality_sentences(found, language)]
    command = markup.element("pre", markup.element("code", escape(found.command)))
    again = markup.paragraph(text("report.equifinality.again", language, runs=format_number(found.about["runs"])))
    title = text("report.equifinality", language)
    return "".join(markup.paragraph(each) for each in told) + markup.table(heads, rows, title) + again + command


def _assumed(page: Page, language: str) -> str:
    rows = assumptions(page.numbers, language)
    intro = markup.paragraph(counted(page.numbers, language))
    heads = [
        text(f"column.{key}", language)
        for key in ("parameter", "value", "range", "plausible", "unit", "status", "source")
    ]
    set_here = changed(page.scenario, language)
    here = markup.table(heads[:1] + heads[1:2] + [text("column.default", language)], set_here,
                        text("report.assumed.changed", language)) if set_here else ""  # fmt: skip
    title = text("report.assumed.list", language)
    return intro + here + markup.details(title, markup.table(heads, rows, title, numeric_from=99), class_="long")


def _flips(page: Page, language: str) -> str:
    said = markup.element("ul", *(markup.element("li", escape(each)) for each in page.turning)) if page.turning else ""
    if page.turning and page.flips is None:
        return said
    if page.of_a_register:  # nothing was chosen that could turn round
        return ""
    if page.flips is None:
        command = str(page.about.get("command", ""))
        makers = (assumptions_command, robust_command) if page.comparison else (robust_command,)
        shown = "\n".join(make(command, page.scenario) for make in makers)
        return markup.paragraph(text("report.flip.untested", language)) + markup.element(
            "pre", markup.element("code", escape(shown))
        )
    return said + "".join(_turns(page.flips, rival, language) for rival in page.flips.rivals())


def _turns(flips: SwitchingValues, rival: str, language: str) -> str:
    """What turns the leader and one rival round, what leaves them open, and every assumption that was tried."""
    heading = text(
        "report.flip.against", language, policy=policy(flips.leader, language), rival=policy(rival, language)
    )
    told = "".join(markup.paragraph(each) for each in switching_sentences(flips, rival, language))
    title = text("report.flip.all", language)
    frame = flips.against(rival).drop(columns=["rival", "swing"])
    body = _tidy(frame, title, language)
    return markup.element("h3", escape(heading)) + told + markup.details(title, body, class_="long")


def _cannot(page: Page, language: str) -> str:
    keys = OF_A_REGISTER if page.of_a_register else OF_THE_CASE
    items = [markup.element("li", escape(text(f"report.cannot.{key}", language))) for key in keys]
    return markup.element("ul", *items)


def _file(page: Page) -> str:
    """The scenario's file: a shipped one as it lies in the repository, another as it was given."""
    word = scenario_word(page.scenario)
    return f"scenarios/{word}.toml" if is_shipped(page.scenario) else word


def _reproduce(page: Page, language: str) -> str:
    environment = page.about.get("environment", {})
    seeds = [str(seed) for seed in page.about.get("seeds", ())]
    span = f"{seeds[0]}–{seeds[-1]} ({len(seeds)})" if len(seeds) > 1 else ", ".join(seeds)
    pairs = [
        ("scenario", f"{_file(page)} (SHA-256 {page.about.get('scenario_sha256', '?')[:16]}…)"),
        ("seeds", span),
        ("versions", ", ".join(f"{name} {version}" for name, version in environment.items())),
        ("files", ", ".join(page.files)),
    ]
    rows = "".join(
        markup.element("dt", escape(text(f"report.reproduce.{key}", language))) + markup.element("dd", escape(words))
        for key, words in pairs
        if words
    )
    command = markup.element("pre", markup.element("code", escape(str(page.about.get("command", "")))))
    runs = page.about.get("runs")
    key = "unfinished" if runs and runs["total"] < runs["planned"] else "intro"
    return markup.paragraph(text(f"report.reproduce.{key}", language)) + command + markup.element("dl", rows)
