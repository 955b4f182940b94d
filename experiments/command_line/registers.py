"""The commands of a place of one's own: from answers in a workbook, or from a city's register."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from experiments.command_line.console import (
    is_compiled,
    standard_error,
    standard_output,
    write_json,
)
from experiments.command_line.main import DEFAULT_LANGUAGE, stored_if_stopped, writing
from experiments.command_line.shared_options import JsonFile, Lang, Out, Quiet
from experiments.runs.tabular import write_csv

if TYPE_CHECKING:
    from experiments.registers.questionnaire import Answers
    from experiments.registers.reading import Register
    from experiments.studies.study import Study

ASIDE_FILE = "rows-set-aside.csv"
# Words that were not understood, to be filled in and handed back: file, column of words, what they should mean, option.
UNREAD_FILES = (("kinds-not-placed.csv", "kind", "domain"), ("channels-not-read.csv", "channel", "found_by"))

RegisterFile = Annotated[
    Path, typer.Argument(metavar="REGISTER", help="A case register: CSV, an Excel workbook, JSON or Parquet.")
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--columns", metavar="ROLE=NAME,…", help="Columns: opened, closed, domain, area, found_by."),
]
Domains = Annotated[
    list[str] | None,
    typer.Option(
        "--domains", metavar="KIND=DOMAIN,…|FILE", help="Domains of kinds of matter; or a file of two columns."
    ),
]
Channels = Annotated[
    list[str] | None,
    typer.Option(
        "--channels",
        metavar="CHANNEL=staff|resident,…|FILE",
        help="Who finds what comes through a channel; or a file of two columns.",
    ),
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="A workbook's sheet, by title or number.")]
Grids = Annotated[
    int | None, typer.Option(min=1, max=20_000, help="Grids of the place; default: as many as carry the case's load.")
]


def place(
    action: Annotated[
        Literal["new", "read"],
        typer.Argument(metavar="new|read", help="Write the workbook of questions, or read it back."),
    ],
    workbook: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.toml", help="With read: the scenario file; default: beside the workbook."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the scenario file if it is there.")] = False,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
) -> None:
    """Ask for a place in Excel, in persons and 10,000 yuan; every number typed is held against what is plausible."""
    from experiments.labels import text
    from experiments.registers.questionnaire import read_questionnaire, write_questionnaire

    if action == "new":
        with writing(workbook, lang):
            write_questionnaire(workbook, lang)
        _say([text("questionnaire.written", lang, path=workbook)], [], lang, json_file)
        write_json({"written": str(workbook)}, json_file)
        return
    answers = read_questionnaire(workbook)
    to = to or workbook.with_suffix(".toml")
    _leave_place(answers, workbook, to, force, lang, json_file)


def _leave_place(answers: Answers, workbook: Path, to: Path, force: bool, language: str, json_file: str | None) -> None:
    """Write the scenario that the answers make, and say what the place is, what is hard to believe, and what comes next."""
    from experiments.findings.plausibility import place_sentences
    from experiments.labels import text
    from experiments.registers.questionnaire import questionnaire_text
    from experiments.registers.scenario_text import refuse_to_overwrite, write_scenario

    refuse_to_overwrite(to, force)
    with writing(to, language):
        write_scenario(questionnaire_text(answers, language), to)
    scenario = answers.scenario
    asked = [each.sentence(language) for each in answers.asked_about]
    told = [text("questionnaire.read", language, count=len(answers.answered), path=workbook, to=to)]
    told += [*place_sentences(scenario, language), *asked]
    commands = [f"check {to}", *([f"calibrate {to} --worlds 100"] if scenario.file.published else []), f"compare {to}"]
    told += [text("questionnaire.next", language, command=f"python run.py {each}") for each in commands]
    _say(told, [], language, json_file)
    write_json({"scenario": str(to), "answered": list(answers.answered), "questions": asked, "place": told}, json_file)


def learn(
    register: RegisterFile,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.toml", help="The scenario file to write.")],
    columns: Columns = None,
    domains: Domains = None,
    channels: Channels = None,
    sheet: Sheet = None,
    grids: Grids = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the scenario file if it is there.")] = False,
    out: Out = None,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """Turn a city's own case register into a scenario, each learned number with its interval."""
    from experiments.registers.learn import learn as inquire
    from experiments.registers.results import LearningResult
    from experiments.registers.scenario_text import (
        note_text,
        refuse_to_overwrite,
        scenario_text,
        to_dict,
        write_scenario,
    )
    from model.scenario import Scenario

    refuse_to_overwrite(to, force)
    out = out or Path("results") / f"learn-{to.stem}"
    with stored_if_stopped(lang):
        found = _read(register, columns, domains, channels, sheet)
        _print_read(found, lang, json_file, quiet)
        learned = inquire(found, grids)
    content = scenario_text(learned, lang)
    out.mkdir(parents=True, exist_ok=True)
    write_scenario(content, to)
    inquiry = LearningResult(Scenario.load(to), learned.table, learned)
    written = _write_findings(inquiry, found, out, lang, ())
    write_json(to_dict(learned, lang), json_file)
    if json_file != "-" and not quiet:
        from experiments.command_line.tables import learned_table

        standard_output().print(learned_table(learned, lang))
    told = [] if quiet else inquiry.told(lang)
    aside = [note_text("aside_list", {"path": out / ASIDE_FILE}, lang)] if len(found.set_aside) else []
    _say([*told, *aside], [to, *written], lang, json_file)


def backtest(
    register: RegisterFile,
    columns: Columns = None,
    domains: Domains = None,
    channels: Channels = None,
    sheet: Sheet = None,
    grids: Grids = None,
    split: Annotated[float, typer.Option(help="Share of the register's time to learn from.")] = 0.7,
    replications: Annotated[int, typer.Option("--replications", "-n", min=2, help="Runs of the model.")] = 10,
    out: Out = None,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """Learn from a register's first part, and hold the model against the rest: how fast, how concentrated."""
    from experiments.registers.backtest import backtest as inquire
    from experiments.registers.backtest import check_split
    from experiments.registers.results import BacktestResult
    from experiments.registers.scenario_text import titled

    check_split(split)
    out = out or Path("results") / f"backtest-{register.stem}"
    with stored_if_stopped(lang):
        found = _read(register, columns, domains, channels, sheet)
        _print_read(found, lang, json_file, quiet)
        result = inquire(found, split, replications, grids)
    inquiry = BacktestResult(titled(result.learned), result.table, result)
    written = _write_findings(inquiry, found, out, lang, result.seeds)
    write_json(result.to_dict(lang), json_file)
    said = inquiry.told(lang)
    _say(said[:1] if quiet else said, written, lang, json_file)


def _read(
    path: Path, columns: list[str] | None, domains: list[str] | None, channels: list[str] | None, sheet: str | None
) -> Register:
    from experiments.registers.columns import read_pairs
    from experiments.registers.meanings import RESIDENT, STAFF
    from experiments.registers.reading import read_register
    from model.scenario.parameters import DOMAIN_NAMES

    return read_register(
        path,
        columns=read_pairs("--columns", columns or []),
        domains=read_pairs("--domains", domains or [], DOMAIN_NAMES),
        channels=read_pairs("--channels", channels or [], (STAFF, RESIDENT)),
        sheet=sheet,
    )


def _print_read(found: Register, language: str, json_file: str | None, quiet: bool) -> None:
    """What was read, before the longer part begins: rows, columns, rows set aside by reason."""
    from experiments.labels import text

    if quiet:
        return
    columns = [f"{text(f'register.role.{role}', language)}={name}" for role, name in found.columns.items()]
    lines = [
        text("register.read", language, path=found.path, used=len(found.cases), rows=found.rows, source=found.source),
        text("register.columns", language, columns=text("join.list", language).join(columns)),
    ]
    counts = found.set_aside.groupby(["reason", "treatment"], sort=False).size()
    lines += [
        text("register.aside", language, count=count, treatment=text(f"register.treatment.{treatment}", language),
             reason=text(f"register.reason.{reason}", language))
        for (reason, treatment), count in counts.items()
    ]  # fmt: skip
    if not is_compiled():
        lines.append(text("cli.compiling", language))
    lines.append(text("learn.searching", language))
    console = standard_error() if json_file == "-" else standard_output()
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def _write_findings(inquiry: Study, found: Register, out: Path, language: str, seeds: tuple[int, ...]) -> list[Path]:
    """The folder of a register's findings, as every inquiry leaves it, and the rows set aside; gives what to name."""
    import pandas

    from experiments.reports.folders import REPORT, write_study

    out.mkdir(parents=True, exist_ok=True)
    if len(found.set_aside):
        write_csv(found.set_aside, out / ASIDE_FILE)
    for name, words, meaning in UNREAD_FILES:
        unread = found.unread(words, meaning)
        if len(unread):
            rows = {words: unread.index, meaning: "", "cases": unread.to_numpy()}
            write_csv(pandas.DataFrame(rows), out / name)
    read = {"file": str(found.path), "sha256": hashlib.sha256(found.path.read_bytes()).hexdigest(), "rows": found.rows}
    with writing(out, language):
        write_study(inquiry, [], out, language, {"register": read, "seeds": list(seeds)})
    return [out, out / REPORT]


def _say(sentences: list[str], written: Sequence[Path], language: str, json_file: str | None) -> None:
    from experiments.labels import text

    console = standard_error() if json_file == "-" else standard_output()
    for line in (*sentences, *(text("cli.written", language, path=path) for path in written)):
        console.print(line, markup=False, soft_wrap=True)
