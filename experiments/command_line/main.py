"""The command line: `python run.py …`. It starts quickly; what is heavy is imported by the command that needs it.

Exit codes: 0 all went well; 2 the user's mistake, told in one message; 3 some runs failed (they are
recorded, the others stand); 130 stopped by Ctrl-C (the same command goes on from there).

Which commands there are, by the question they answer, stands in `catalogue`.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import importlib.util
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.command_line.catalogue import ELSEWHERE, PANELS
from experiments.command_line.console import (
    duration,
    print_screen,
    standard_error,
    standard_output,
    write_json,
)
from experiments.command_line.shared_options import (
    JsonFile,
    Lang,
    RulesFile,
    ScenarioName,
    Seed,
    lever_names,
    scenario_names,
)
from experiments.errors import OutputPathError, check_targets, environment_language, language_of, user_message
from model.compilation.cache import say_with

if TYPE_CHECKING:
    from experiments.runs.engine import Progress
    from experiments.runs.execution import Options, PlanResult
    from experiments.runs.plan import Plan
    from model.scenario import Scenario

USER_MISTAKE, SOME_FAILED, STOPPED = 2, 3, 130
DEFAULT_SCENARIO = "zhaoshang"

# Imports and pictures make a million objects that stay: looking among them for garbage took a twentieth of a command.
RARE_COLLECTIONS = (50_000, 50, 50)
COMPLETING = "_HUAJIE_COMPLETE"
HELP = {"-h", "--help"}
ABOUT_ALL = {*HELP, "--install-completion", "--show-completion"}
DEFAULT_LANGUAGE = environment_language()

app = typer.Typer(
    name="huajie",
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Huajie: who finds a community's contradictions, and who resolves them? "
    "Without a command: compare four policies for Zhaoshang Subdistrict. "
    "Tab completion: huajie --install-completion. Language: --lang, else LANG. "
    "Exit codes: 0 well, 2 your mistake, 3 some runs failed, 130 stopped.",
)


@app.command()
def levers(
    lang: Lang = DEFAULT_LANGUAGE,
    parameters: Annotated[bool, typer.Option("--parameters", help="Also the numbers of place and mechanisms.")] = False,
    json_file: JsonFile = None,
) -> None:
    """List every lever with range, unit, default and source."""
    from dataclasses import asdict

    from experiments.command_line.tables import lever_table
    from model.scenario import LEVERS, PARAMETERS

    shown = {**LEVERS, **(PARAMETERS if parameters else {})}
    write_json([asdict(declared) for declared in shown.values()], json_file)
    if json_file != "-":
        standard_output().print(lever_table(shown, lang))


@app.command()
def scenarios(lang: Lang = DEFAULT_LANGUAGE, json_file: JsonFile = None) -> None:
    """List the scenarios that are shipped, with what each is."""
    from experiments.command_line.tables import place_title, scenario_table

    found = shipped()
    content = [
        {
            "name": each.name,
            "path": str(each.path),
            "title": place_title(each, lang),
            "what": getattr(each.info, lang).what,
        }
        for each in found
    ]
    write_json(content, json_file)
    if json_file != "-":
        standard_output().print(scenario_table(found, lang))


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file.", autocompletion=scenario_names)],
    lang: Lang = DEFAULT_LANGUAGE,
    json_file: JsonFile = None,
) -> None:
    """Check a scenario file: describe the place, or name each error with line, value found and values allowed."""
    from experiments.findings.plausibility import load_sentence, place_sentences, questions, refuse_absurd
    from experiments.labels import text
    from experiments.runs.policies import states_policy
    from model.scenario import Scenario, ScenarioError
    from model.simulate import check_holds, timeline

    try:
        found = Scenario.load(_no_workbook(file))
        check_holds(found, timeline(found))
        refuse_absurd(found)
    except ScenarioError as error:
        write_json({"sound": False, "path": file, "problems": str(error).splitlines()}, json_file)
        raise
    asked = [each.sentence(lang) for each in questions(found)]
    stated = text("check.policy.stated" if states_policy(found) else "check.policy.default", lang)
    told = [*place_sentences(found, lang), stated, load_sentence(found, 1, lang)]
    write_json({"sound": True, "path": str(found.path), "problems": [], "questions": asked, "place": told}, json_file)
    if json_file != "-":
        for sentence in [text("cli.sound", lang, path=found.path), *told]:
            standard_output().print(sentence, markup=False, soft_wrap=sentence.endswith(str(found.path)))
        for sentence in asked:
            standard_output().print(sentence, markup=False, style="bold")


@app.command()
def trace(
    scenario: ScenarioName = "lamp_post",
    seed: Seed = 1,
    case: Annotated[str | None, typer.Option(help="A planted name, or a key from the case table.")] = None,
    lang: Lang = DEFAULT_LANGUAGE,
    json_file: JsonFile = None,
) -> None:
    """Tell what happens to one contradiction under both triage presets, on the same draws."""
    from experiments.findings.case_history import as_data, life_in_words, rerun_policies
    from experiments.labels import policy, text

    found = rerun_policies(load(scenario), seed, case)
    write_json(as_data(found), json_file)
    if json_file != "-":
        output = standard_output()
        output.print(text("cli.trace", lang), style="bold")
        for name, events in found.items():
            output.print(f"\n{policy(name, lang)}", style="bold", markup=False)
            for line in life_in_words(events, lang):
                output.print(line, markup=False, highlight=False)


@app.command()
def query(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store, or the results folder that holds one.")],
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One reading statement over the view 'runs'.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
) -> None:
    """Query the store in SQL: one row per run; levers in double quotes, as "triage.screening_share"."""
    from experiments.command_line.tables import answer_table
    from experiments.runs.store import query as ask
    from experiments.runs.tabular import answer_records, write_answer

    if csv and json_file == "-":
        raise OutputPathError("--csv and --json - were both given; allowed: one of them")
    answer = ask(store, sql)
    if json_file:
        write_json(answer_records(answer), json_file)
    if csv:
        write_answer(answer, sys.stdout)
    elif json_file != "-":
        standard_output().print(answer_table(answer, lang))


@app.command()
def replay(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    seed: Seed = 1,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="LEVER=VALUE", help="May be repeated.", autocompletion=lever_names),
    ] = None,
    rules: RulesFile = None,
    json_file: Annotated[str, typer.Option("--json", metavar="FILE|-", help="Where the JSON goes.")] = "-",
    lang: Lang = DEFAULT_LANGUAGE,
) -> None:
    """Repeat one run and print its outcomes as JSON; show the error of a failed run in full."""
    from experiments.runs.plan import PlanError, factorial, read_vary
    from experiments.studies.comparison import none_if_nan
    from model.simulate import simulate

    base = load(scenario, rules)  # before the words: they may name levers of the rules
    changes = factorial([read_vary(word) for word in set_ or []])
    if len(changes) != 1:
        raise PlanError("--set takes one value for each lever")
    figures = simulate(base.vary(changes[0]), seed).scalars()
    write_json({name: none_if_nan(value) for name, value in figures.items()}, json_file)


def _no_workbook(name: str) -> str:
    from model.scenario import ScenarioError

    if name.lower().endswith(".xlsx"):
        raise ScenarioError(f"{name}: is a workbook; 'python run.py place read' makes a scenario of it")
    return name


def load(name: str, rules: Path | None = None, policy: str | None = None) -> Scenario:
    """A scenario by path, or a shipped one by name, with own rules, under a policy; what can only be slips is refused."""
    from experiments.findings.plausibility import refuse_absurd
    from model.scenario import Scenario

    found = Scenario.load(_no_workbook(name))
    refuse_absurd(found)
    if rules is not None:
        from model.own_rules import Rules

        found = found.with_rules(Rules.load(rules))
    if policy is None:
        return found
    from experiments.runs.policies import read_policy

    return found.vary(read_policy(policy, found)[1])


def results_folder(out: Path | None, name: str, json_file: str | None, store: Path | None) -> Path:
    """The folder of the results; refused now, rather than after the runs, where nothing can be written."""
    folder = out or Path("results") / name
    check_targets(folder, json_file, store)
    return folder


def shipped() -> list[Scenario]:
    """The shipped scenarios, by name."""
    from model.scenario import Scenario, scenario_folder

    return [Scenario.load(path) for path in sorted(scenario_folder().glob("*.toml"))]


def options_of(given: dict[str, Any], on_progress: Callable[[Progress], None] = lambda _: None) -> Options:
    """The options of a command's arguments."""
    from experiments.runs.execution import Options

    names = ("replications", "workers", "seed", "precision", "engine", "scheduler", "retry_failed")
    chosen = {name: given[name] for name in names}
    return Options(store=given["store"] or given["out"] / "store", on_progress=on_progress, **chosen)


@contextmanager
def stored_if_stopped(language: str) -> Iterator[None]:
    """After Ctrl-C: one line, exit code 130."""
    try:
        yield
    except KeyboardInterrupt:
        from experiments.labels import text

        standard_error().print(text("cli.stopped", language), markup=False)
        raise SystemExit(STOPPED) from None


@contextmanager
def writing(folder: Path, language: str) -> Iterator[None]:
    """As `stored_if_stopped`, while results are written; what the disk refuses is told with their folder."""
    with stored_if_stopped(language):
        try:
            yield
        except OSError as error:
            going_on = "what is recorded stays, and the same command goes on from there"
            raise OutputPathError(f"{folder}: cannot be written ({error.strerror}); {going_on}") from error


def estimate(plans: Sequence[Plan], options: Options, language: str) -> None:
    """What some plans together will cost: runs, how many are stored, time, disk."""
    from experiments.labels import text
    from experiments.labels.formats import points_text
    from experiments.runs.forecast import forecast

    cost = forecast(plans[0], options, *plans[1:])
    grids = [
        text("forecast.grid", language, points=f"{len(each.points):,}", seeds=f"{len(each.seeds):,}") for each in plans
    ]
    words = {
        "runs": f"{cost.runs:,}",
        "grids": text("join.and", language).join(grids),
        "stored": f"{cost.stored:,}",
        "missing": f"{cost.missing:,}",
        "time": duration(cost.seconds, language),
        "workers": cost.workers,
        "each": f"{cost.seconds_per_run:.3f}",
        "megabytes": f"{cost.megabytes:.1f}",
    }
    keys = ["runs", "stored", "time", "disk"]
    if options.precision:
        words |= {"width": points_text(options.precision, language), "most": options.most_replications}
        keys.insert(1, "precision")
    for key in keys:
        standard_output().print(text(f"forecast.{key}", language, **words), markup=False)


def close(
    campaigns: Sequence[PlanResult],
    out: Path,
    notes: Sequence[str],
    language: str,
    only_json: bool,
    sentences: Sequence[str],
) -> None:
    """End with a screen: the finding, what fits of all else, what was reused or failed, where things lie; exit 3 if runs failed."""
    from dataclasses import asdict

    from experiments.labels import text
    from experiments.labels.errors import in_chinese
    from experiments.runs.execution import count_runs

    runs = count_runs(campaigns)
    lines = [text("cli.reused", language, **asdict(runs))]
    lines += [text("cli.damaged", language, part=part) for each in campaigns for part in each.damaged]
    lines += [in_chinese(note) if language == "zh" else note for note in notes]
    has_page = (out / "report.html").exists()
    lines.append(
        text("cli.report" if has_page else "cli.written", language, path=out / "report.html" if has_page else out)
    )
    if only_json:
        for line in lines:
            standard_error().print(line, markup=False, soft_wrap=True)
    else:
        print_screen(sentences, lines, language)
    if runs.failed:
        first = next(each.failures.iloc[0] for each in campaigns if len(each.failures))
        count = {"count": runs.failed, "total": runs.total, "path": out / "manifest.json"}
        standard_error().print(text("cli.failed", language, **count), markup=False, soft_wrap=True)
        error = in_chinese(first["error"]) if language == "zh" else first["error"]
        standard_error().print(f"{error}\n{first['replay']}", markup=False, soft_wrap=True)
        raise typer.Exit(SOME_FAILED)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; user mistakes end in one message and exit code 2."""
    words = language_last(sys.argv[1:] if arguments is None else arguments)
    warnings.filterwarnings("ignore", message=r"all \d+ runs failed")  # `close` says so
    gc.set_threshold(*RARE_COLLECTIONS)
    atexit.register(gc.freeze)  # what ends with the process need not be searched for garbage first
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    completing = COMPLETING in os.environ
    language = language_of(words)
    os.environ["MPLBACKEND"] = "agg"  # pictures go to files, whatever this user's windows are drawn with
    say_with(partial(_say, language))
    if not completing and not is_about_all(words):
        words = ["compare", *words]
    words = words[:1] if HELP.issuperset(words[:1]) else words
    register_elsewhere(set(os.environ.get("COMP_WORDS", "").split()) if completing else set(words[:1]))
    try:
        command = typer.main.get_command(app)
        if not HELP.isdisjoint(words):
            from experiments.command_line.help import prepare_help

            prepare_help(command, language)
        code = command(args=words, prog_name=program(words), complete_var=COMPLETING, standalone_mode=False)
    except KeyboardInterrupt:
        code = STOPPED
    except BrokenPipeError:
        sys.stdout = None  # the reader has gone, and so has what is left to flush
        raise SystemExit(1) from None
    except Exception as error:
        message = user_message(error, "".join(words[:1]), language)
        if message is None:
            raise
        sys.stderr.write(f"{message}\n")
        raise SystemExit(USER_MISTAKE) from None
    if code == STOPPED:  # where there was nothing to store; else it has been said
        from experiments.labels import text

        sys.stderr.write(f"{text('cli.interrupted', language)}\n")
    raise SystemExit(code or 0)


def _say(language: str, words: str) -> None:
    """A line on standard error, in the user's language."""
    from experiments.labels.errors import in_chinese

    sys.stderr.write(f"{in_chinese(words) if language == 'zh' else words}\n")


def language_last(words: Sequence[str]) -> list[str]:
    """The words with a `--lang` that stands before a command, or before --help, behind it, where its command reads it."""
    first = words[0] if words else ""
    count = 2 if first == "--lang" else int(first.startswith("--lang="))
    asked, rest = words[:count], words[count:]
    return [*rest, *asked] if count and rest and is_about_all(rest) else list(words)


def is_about_all(words: Sequence[str]) -> bool:
    """Whether the words name a command, or ask something of the whole program."""
    return bool(words) and (not words[0].startswith("-") or words[0] in ABOUT_ALL)


def program(words: Sequence[str]) -> str:
    """The program as it was called; completion belongs to the installed command, for a shell completes no file."""
    installed = Path(sys.argv[0]).stem == "huajie" or COMPLETING in os.environ
    return "huajie" if installed or any("-completion" in word for word in words) else "python run.py"


def register_elsewhere(wanted: set[str]) -> None:
    """Add the commands of other modules that exist: the wanted ones in full, the others by name and help."""
    app.registered_commands = [each for each in app.registered_commands if each.name not in ELSEWHERE]
    for name, (module, function, words) in ELSEWHERE.items():
        if not _exists(module):
            continue
        body = getattr(importlib.import_module(module), function) if name in wanted else _placeholder
        app.command(name, help=words)(body)
    order = [name for names in PANELS.values() for name in names]
    panel_of = {name: panel for panel, names in PANELS.items() for name in names}
    for each in app.registered_commands:
        each.rich_help_panel = panel_of[_name(each)]
    app.registered_commands.sort(key=lambda each: order.index(_name(each)))


def _name(command: Any) -> str:
    """The name under which a command is called."""
    return str(command.name or command.callback.__name__)


def _exists(module: str) -> bool:
    """Whether a module of this package is there, without importing it."""
    return importlib.util.find_spec(module) is not None


def _placeholder() -> None:
    """Stands in the list of commands for a command whose module is not needed now."""
