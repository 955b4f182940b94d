"""The commands of the larger studies: reform, ablate, sensitivity, robust, contest, calibrate.

Each says what is its own; the options they share, and what is done with them, stand in `options`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from experiments.command_line.console import standard_error, standard_output
from experiments.command_line.main import DEFAULT_SCENARIO, load, stored_if_stopped
from experiments.command_line.options import Frame, study_command
from experiments.command_line.shared_options import Policies, ScenarioName, lever_names
from experiments.errors import check_targets
from model.scenario import PRESETS

if TYPE_CHECKING:
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
CLUSTER = ("engine", "scheduler", "retry_failed", "dry_run")


@study_command(without=(*CLUSTER, "policy"), replications=20)
def reform(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    move: Annotated[
        list[str],
        typer.Option(metavar="LEVER=VALUE|POLICY", help="What changes on the day: levers, or a whole policy."),
    ] = ["delivery.mode=outsourced"],  # noqa: B006
    at: Annotated[
        str,
        typer.Option(metavar="FIRST:LAST:STEP", help="When it may change: months, as 2010-01:2011-07:3, or days."),
    ] = "0:540:90",
    start: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="LEVER=VALUE|POLICY", help="What holds before: levers, or a policy."),
    ] = None,
    days: Annotated[int | None, typer.Option(help="Days simulated; default and least: the last date plus 540.")] = None,
    capability: Annotated[
        float, typer.Option(help="Organisations' capability on day 0; default: where nobody incubated before.")
    ] = 0.6,
) -> None:
    """What the date of a change does, with and without incubation first."""
    from experiments.studies.reform_timing import read_dates, read_moves, reform as study  # noqa: I001

    base = load(scenario, frame.rules)
    moves, before = read_moves(move, start or [], base)
    dates = read_dates(at, base.place.start_date)
    frame.answer(
        base,
        "reform",
        lambda **how: study(base, moves, dates, start=before or None, days=days, capability=capability, **how),
    )


@study_command(without=CLUSTER, replications=20)
def ablate(frame: Frame, scenario: ScenarioName = DEFAULT_SCENARIO) -> None:
    """What each practice is worth: paired differences when it alone is taken away."""
    from experiments.studies.ablation import ablate as study

    base = load(scenario, frame.rules, frame.policy)
    frame.answer(base, "ablate", lambda **how: study(base, **how))


@study_command(without=("policy", "world"), replications=4)
def sensitivity(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    method: Annotated[Literal["morris", "sobol", "pawn"], typer.Option(help="Which index.")] = "morris",
    vary: VaryRange = None,
    samples: Annotated[int | None, typer.Option(help="Trajectories, base of Sobol' (a power of two), points.")] = None,
) -> None:
    """Which assumption moves the outcomes, told apart from replication noise."""
    from experiments.studies.sensitivity import sensitivity as study
    from experiments.studies.sensitivity import sensitivity_plan

    base, ranges = load(scenario, frame.rules), _ranges(vary)
    frame.answer(
        base,
        "sensitivity",
        lambda **how: study(base, method, ranges, samples=samples, **how),
        lambda options: [sensitivity_plan(base, method, ranges, samples, options)],
        f"sensitivity-{method}",
    )


@study_command(without=("policy", "world"), replications=3)
def robust(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    vary: VaryRange = None,
    worlds: Annotated[int, typer.Option(help="Worlds drawn from the ranges.")] = 64,
    policy: Policies = None,
) -> None:
    """Which policy to choose when nobody knows which world it is."""
    from experiments.runs.policies import read_policies
    from experiments.studies.robustness import POLICIES, robust_plan
    from experiments.studies.robustness import robust as study

    base, ranges = load(scenario, frame.rules), _ranges(vary)
    chosen = read_policies(policy, base) if policy else POLICIES
    frame.answer(
        base,
        "robust",
        lambda **how: study(base, ranges, worlds=worlds, policies=chosen, **how),
        lambda options: [robust_plan(base, ranges, worlds, options, chosen)],
    )


@study_command(without=(*CLUSTER, "rules", "seed", "replications", "policy", "world"))
def contest(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    vary: VaryRange = None,
    places: Annotated[int, typer.Option(help="Places that open the search, a power of two.")] = 64,
    rounds: Annotated[int, typer.Option(help="Rounds that go on for those who win nowhere yet.")] = 4,
    contestant: Annotated[list[str] | None, typer.Option(help="Who is to win; may be repeated; default: all.")] = None,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Fresh seeds that confirm.")] = 20,
    to: Annotated[Path | None, typer.Option(help="Folder for a scenario file of every winner that was found.")] = None,
    findings: Annotated[Path | None, typer.Option(help="Markdown file whose marked tables are to be renewed.")] = None,
) -> None:
    """Find conditions under which each policy wins, and what decides it there."""
    from experiments.reports.contest_files import check_document, renew_tables, write_scenarios
    from experiments.studies.contest import CONTESTANTS, Contest
    from experiments.studies.contest import contest as study

    base, ranges = load(scenario), _ranges(vary)
    check_targets(to, None)
    if findings is not None:
        check_document(findings)

    def found(**how: object) -> Contest:
        result = study(base, ranges, replications, places=places, rounds=rounds,
                       contestants=contestant or tuple(CONTESTANTS), **how)  # type: ignore[arg-type]  # fmt: skip
        if to is not None:
            write_scenarios(result, to)
        if findings is not None:
            renew_tables(result, findings)
        return result

    frame.answer(base, "contest", found)


@study_command(without=(*CLUSTER, "rules", "seed", "replications", "policy", "world"))
def calibrate(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    reading: Annotated[
        list[str] | None, typer.Option(help="Reading of the 91.6 %: main or second; default: both.")
    ] = None,
    points: Annotated[int, typer.Option(help="Points per stage, a power of two.")] = 16,
    seeds: Annotated[int, typer.Option(help="Seeds of every point.")] = 4,
    check_seeds: Annotated[int, typer.Option(help="Fresh seeds on which the best point is checked.")] = 20,
    seed: Annotated[int, typer.Option(help="Another number exchanges every seed of the fit.")] = 1,
    worlds: Annotated[
        int,
        typer.Option(min=0, help="Instead make so many worlds that show the published figures, for all other studies."),
    ] = 0,
    equifinality: Annotated[
        int,
        typer.Option(
            min=0,
            help="Instead refit every policy to the published figures in so many places: which show them as well?",
        ),
    ] = 0,
    under: Annotated[
        str | None,
        typer.Option(metavar="PRESET", help="Policy under which the record was made; default: the scenario's own."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            help="File of the worlds, or of the refits; default: in the folder worlds beside the scenario's file."
        ),
    ] = None,
) -> None:
    """Fit the free parameters to the published figures; say what these cannot identify."""
    from experiments.studies.calibration import READINGS
    from experiments.studies.calibration import calibrate as study

    base = load(scenario)
    out = frame.folder(base, "calibrate")
    if worlds:
        _make_worlds(frame, base, worlds, under, to, seed)
        return
    if equifinality:
        _refit_policies(frame, base, equifinality, to, seed)
        return
    frame.answer(
        base,
        "calibrate",
        lambda **how: study(base, readings=reading or tuple(READINGS), points=points, seeds=seeds, seed=seed,
                            check_seeds=check_seeds, folder=out, **how),
    )  # fmt: skip


def _make_worlds(frame: Frame, base: Scenario, worlds: int, under: str | None, to: Path | None, seed: int) -> None:
    """Match worlds to the published figures and write their file, saying how far it is."""
    from experiments.labels import text
    from experiments.runs.ensembles import worlds_path
    from experiments.runs.execution import Options
    from experiments.runs.history_matching import match

    target, lang = to or worlds_path(base, under), frame.lang
    check_targets(target.parent, None)
    if under is not None:
        base.preset(under)  # refused if there is none of the name

    def show(accepted: int, tried: int, runs: int) -> None:
        words = {"accepted": accepted, "wanted": worlds, "tried": tried, "runs": runs}
        standard_error().print(text("worlds.progress", lang, **words), markup=False)

    options = Options(workers=frame.workers, store=frame.store or frame.folder(base, "calibrate") / "store")
    with stored_if_stopped(lang):
        found = match(base, PRESETS[under] if under else None, worlds=worlds, seed=seed, options=options, on_batch=show)
        found.ensemble.save(target, found.expected)
    words = {"accepted": len(found.ensemble), "drawn": found.drawn, "runs": found.runs, "path": target}
    standard_output().print(text("worlds.made", lang, **words), markup=False, soft_wrap=True)


def _refit_policies(frame: Frame, base: Scenario, places: int, to: Path | None, seed: int) -> None:
    """Refit the contest's policies to the published figures, write their file and print what each implies."""
    from experiments.command_line.tables import equifinality_table
    from experiments.findings.equifinality import equifinality_sentences
    from experiments.labels import short_policy, text
    from experiments.runs.equifinality import equifinality, equifinality_path
    from experiments.runs.execution import Options
    from experiments.studies.contest import BUNDLES

    target, lang = to or equifinality_path(base), frame.lang
    check_targets(target.parent, None)

    def show(policy: str, fitted: int, runs: int) -> None:
        words = {"policy": short_policy(policy, lang), "fitted": fitted, "places": places, "runs": runs}
        standard_error().print(text("equifinality.progress", lang, **words), markup=False)

    options = Options(workers=frame.workers, store=frame.store or frame.folder(base, "calibrate") / "store")
    with stored_if_stopped(lang):
        policies = {name: PRESETS[name] for name in BUNDLES}
        found = equifinality(base, policies, places=places, seed=seed, options=options, on_policy=show)
        found.save(target)
    output = standard_output()
    output.print(equifinality_table(found, lang, output.width))
    for sentence in (*equifinality_sentences(found, lang), text("equifinality.made", lang, path=target)):
        output.print(sentence, markup=False, soft_wrap=True)


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
