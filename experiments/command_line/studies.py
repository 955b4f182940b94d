"""The commands of the inquiries: calibrate, reform, ablate, contest, sensitivity, robust.

Core object: `finish`, with which every inquiry leaves its folder and says what it found.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from experiments.command_line.console import (
    print_question,
    print_verdict,
    progress_bar,
    standard_error,
    standard_output,
    write_json,
)
from experiments.command_line.main import (
    DEFAULT_LANGUAGE,
    DEFAULT_SCENARIO,
    DryRun,
    EngineOption,
    JsonFile,
    Lang,
    Out,
    Quiet,
    Replications,
    RetryFailed,
    ScenarioName,
    Scheduler,
    Seed,
    StoreFolder,
    Workers,
    close,
    estimate,
    lever_names,
    load,
    results_folder,
    stored_if_stopped,
    writing,
)
from experiments.errors import check_targets
from model.scenario import PRESETS

if TYPE_CHECKING:
    from experiments.runs.execution import PlanResult
    from experiments.studies.study import Study
    from model.scenario import Scenario

VaryRange = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="PARAMETER[=LOW:HIGH]",
        help="A parameter and its range; default: the assumed ones.",
        autocompletion=lever_names,
    ),
]


def reform(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    move: Annotated[list[str], typer.Option(metavar="LEVER=VALUE", help="What changes on the day.")] = [  # noqa: B006
        "delivery.mode=outsourced"
    ],
    at: Annotated[str, typer.Option(metavar="FIRST:LAST:STEP", help="Days on which it may change.")] = "0:540:90",
    start: Annotated[list[str] | None, typer.Option("--from", metavar="LEVER=VALUE", help="What holds before.")] = None,
    days: Annotated[int | None, typer.Option(help="Horizon; default: the last date plus 540 days.")] = None,
    capability: Annotated[
        float, typer.Option(help="Organisations' capability on day 0; default: where nobody incubated before.")
    ] = 0.6,
    replications: Replications = 10,
    workers: Workers = None,
    seed: Seed = 1,
    out: Out = None,
    store: StoreFolder = None,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """What the date of a change does, with and without incubation first."""
    from experiments.studies.reform_timing import read_dates, read_move, reform as inquire  # noqa: I001

    base, out = _place(scenario, "reform", out, json_file, store)
    moves = {path: value for word in move for path, value in read_move(word).items()}
    before = {path: value for word in start or [] for path, value in read_move(word).items()}
    dates = read_dates(at)
    done: list[PlanResult] = []
    with stored_if_stopped(lang), progress_bar(quiet, lang) as watch:
        found = inquire(base, moves, dates, replications, workers, start=before or None, days=days,
                        capability=capability, seed=seed, store=store or out / "store", on_progress=watch,
                        on_done=done.append)  # fmt: skip
    finish(found, done, out, lang, json_file, quiet)


def ablate(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = 1,
    out: Out = None,
    store: StoreFolder = None,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """What each practice is worth: paired differences when it alone is taken away."""
    from experiments.studies.ablation import ablate as inquire

    base, out = _place(scenario, "ablate", out, json_file, store)
    done: list[PlanResult] = []
    with stored_if_stopped(lang), progress_bar(quiet, lang) as watch:
        found = inquire(
            base, replications, workers, seed=seed, store=store or out / "store", on_progress=watch, on_done=done.append
        )
    finish(found, done, out, lang, json_file, quiet)


def sensitivity(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    method: Annotated[Literal["morris", "sobol", "pawn"], typer.Option(help="Which index.")] = "morris",
    vary: VaryRange = None,
    samples: Annotated[int | None, typer.Option(help="Trajectories, base of Sobol' (a power of two), points.")] = None,
    replications: Replications = 4,
    workers: Workers = None,
    seed: Seed = 1,
    out: Out = None,
    store: StoreFolder = None,
    dry_run: DryRun = False,
    engine: EngineOption = "threads",
    scheduler: Scheduler = None,
    retry_failed: RetryFailed = False,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """Which assumption moves the outcomes, told apart from replication noise."""
    from experiments.runs.execution import Options
    from experiments.studies.sensitivity import sensitivity as inquire
    from experiments.studies.sensitivity import sensitivity_plan

    base, out = _place(scenario, f"sensitivity-{method}", out, json_file, store)
    how: dict[str, Any] = {"seed": seed, "store": store or out / "store", "engine": engine, "scheduler": scheduler}
    if dry_run:
        options = Options(replications, workers, **how)
        estimate([sensitivity_plan(base, method, _ranges(vary), samples, options)], options, lang)
        return
    done: list[PlanResult] = []
    with stored_if_stopped(lang), progress_bar(quiet, lang) as watch:
        found = inquire(base, method, _ranges(vary), replications, workers, samples=samples, retry_failed=retry_failed,
                        on_progress=watch, on_done=done.append, **how)  # fmt: skip
    finish(found, done, out, lang, json_file, quiet)


def robust(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    vary: VaryRange = None,
    worlds: Annotated[int, typer.Option(help="Worlds drawn from the ranges.")] = 64,
    replications: Replications = 3,
    workers: Workers = None,
    seed: Seed = 1,
    out: Out = None,
    store: StoreFolder = None,
    dry_run: DryRun = False,
    engine: EngineOption = "threads",
    scheduler: Scheduler = None,
    retry_failed: RetryFailed = False,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """Which policy to choose when nobody knows which world it is."""
    from experiments.runs.execution import Options
    from experiments.studies.robustness import robust as inquire
    from experiments.studies.robustness import robust_plan

    base, out = _place(scenario, "robust", out, json_file, store)
    how: dict[str, Any] = {"seed": seed, "store": store or out / "store", "engine": engine, "scheduler": scheduler}
    if dry_run:
        options = Options(replications, workers, **how)
        estimate([robust_plan(base, _ranges(vary), worlds, options)], options, lang)
        return
    done: list[PlanResult] = []
    with stored_if_stopped(lang), progress_bar(quiet, lang) as watch:
        found = inquire(base, _ranges(vary), replications, workers, worlds=worlds, retry_failed=retry_failed,
                        on_progress=watch, on_done=done.append, **how)  # fmt: skip
    finish(found, done, out, lang, json_file, quiet)


def contest(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    vary: VaryRange = None,
    places: Annotated[int, typer.Option(help="Places that open the search, a power of two.")] = 64,
    rounds: Annotated[int, typer.Option(help="Rounds that go on for those who win nowhere yet.")] = 4,
    contestant: Annotated[list[str] | None, typer.Option(help="Who is to win; may be repeated; default: all.")] = None,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Fresh seeds that confirm.")] = 20,
    to: Annotated[Path | None, typer.Option(help="Folder for a scenario file of every winner that was found.")] = None,
    findings: Annotated[Path | None, typer.Option(help="Markdown file whose marked tables are to be renewed.")] = None,
    workers: Workers = None,
    out: Out = None,
    store: StoreFolder = None,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """Search an honest place for every policy to win in, and say what decides it there."""
    from experiments.studies.contest import CONTESTANTS, contest as inquire  # noqa: I001
    from experiments.reports.contest_files import check_document, renew_tables, write_scenarios

    base, out = _place(scenario, "contest", out, json_file, store)
    check_targets(to, None)
    if findings is not None:
        check_document(findings)
    done: list[PlanResult] = []
    with stored_if_stopped(lang), progress_bar(quiet, lang) as watch:
        found = inquire(base, _ranges(vary), replications, workers, places=places, rounds=rounds,
                        contestants=contestant or tuple(CONTESTANTS), store=store or out / "store",
                        on_progress=watch, on_done=done.append)  # fmt: skip
    if to is not None:
        write_scenarios(found, to)
    if findings is not None:
        renew_tables(found, findings)
    finish(found, done, out, lang, json_file, quiet)


def calibrate(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    reading: Annotated[
        list[str] | None, typer.Option(help="Reading of the 91.6 %: main or second; default: both.")
    ] = None,
    points: Annotated[int, typer.Option(help="Points a stage, a power of two.")] = 16,
    seeds: Annotated[int, typer.Option(help="Seeds of every point.")] = 4,
    check_seeds: Annotated[int, typer.Option(help="Fresh seeds on which the best point is checked.")] = 20,
    worlds: Annotated[
        int,
        typer.Option(min=0, help="Instead make so many worlds that show the published figures, for all other studies."),
    ] = 0,
    under: Annotated[
        str | None,
        typer.Option(metavar="PRESET", help="Policy under which the record was made; default: the scenario's own."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="File of the worlds; default: worlds/NAME.parquet beside the scenario's file.")
    ] = None,
    workers: Workers = None,
    seed: Annotated[int, typer.Option(help="Another number exchanges every seed of the fit.")] = 1,
    out: Out = None,
    store: StoreFolder = None,
    json_file: JsonFile = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
) -> None:
    """Fit the free parameters to the published figures; say what these cannot identify."""
    from experiments.studies.calibration import READINGS, calibrate as inquire  # noqa: I001

    base, out = _place(scenario, "calibrate", out, json_file, store)
    if worlds:
        _make_worlds(base, worlds, under, to, seed, workers, store or out / "store", lang)
        return
    done: list[PlanResult] = []
    with stored_if_stopped(lang), progress_bar(quiet, lang) as watch:
        found = inquire(base, readings=reading or tuple(READINGS), points=points, seeds=seeds, seed=seed,
                        check_seeds=check_seeds, folder=out, workers=workers, store=store or out / "store",
                        on_progress=watch, on_done=done.append)  # fmt: skip
    finish(found, done, out, lang, json_file, quiet)


def _make_worlds(
    base: Scenario,
    worlds: int,
    under: str | None,
    to: Path | None,
    seed: int,
    workers: int | None,
    store: Path,
    lang: str,
) -> None:
    """Match worlds to the published figures and write their file, saying how far it is."""
    from experiments.labels import text
    from experiments.runs.ensembles import worlds_path
    from experiments.runs.execution import Options
    from experiments.runs.history_matching import match

    target = to or worlds_path(base, under)
    check_targets(target.parent, None)
    if under is not None:
        base.preset(under)  # refused if there is none of the name
    policy = PRESETS[under] if under else None

    def show(accepted: int, tried: int, runs: int) -> None:
        words = {"accepted": accepted, "wanted": worlds, "tried": tried, "runs": runs}
        standard_error().print(text("worlds.progress", lang, **words), markup=False)

    with stored_if_stopped(lang):
        found = match(
            base, policy, worlds=worlds, seed=seed, options=Options(workers=workers, store=store), on_batch=show
        )
        found.ensemble.save(target, found.expected)
    words = {"accepted": len(found.ensemble), "drawn": found.drawn, "runs": found.runs, "path": target}
    standard_output().print(text("worlds.made", lang, **words), markup=False, soft_wrap=True)


def _place(scenario: str, name: str, out: Path | None, json_file: str | None, store: Path | None) -> tuple[Any, Path]:
    base = load(scenario)
    return base, results_folder(out, f"{name}-{base.name}", json_file, store)


def _ranges(words: list[str] | None) -> dict[str, tuple[float, float] | None] | None:
    """`--vary` words as ranges; a path alone takes its assumed range."""
    from experiments.runs.plan import read_range

    if not words:
        return None
    ranges: dict[str, tuple[float, float] | None] = {}
    for word in words:
        span = read_range(word) if "=" in word else None
        ranges[span.path if span else word] = (float(span.low), float(span.high)) if span else None
    return ranges


def finish(
    found: Study,
    campaigns: Sequence[PlanResult],
    out: Path,
    language: str,
    json_file: str | None = None,
    quiet: bool = False,
) -> None:
    """Write the folder of an inquiry and its JSON; say what was found and where it lies; exit 3 if runs failed.

    `campaigns` are the plans that were carried out for it, as `Options.on_done` hears of them.
    """
    from experiments.command_line.tables import study_table
    from experiments.findings.verdict import qualified
    from experiments.reports.folders import write_study
    from experiments.runs.execution import count_runs

    with writing(out, language):
        notes = write_study(found, campaigns, out, language)
    write_json(found.to_dict(), json_file)
    if json_file != "-":
        print_question(f"report.question.{found.kind}", language)
        print_verdict(qualified(found.told(language), count_runs(campaigns), language), language)
        if not quiet:
            standard_output().print(study_table(found, language))
            for sentence in found.turning(language):
                standard_output().print(sentence, markup=False)
    close(campaigns, out, notes, language, json_file == "-")
