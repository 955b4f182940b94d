"""The commands that hold many policies or points against each other: compare and sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from experiments.command_line.console import (
    print_question,
    print_sentences,
    print_switching_values,
    print_verdict,
    progress_bar,
    standard_error,
    standard_output,
    write_json,
)
from experiments.command_line.main import (
    DEFAULT_LANGUAGE,
    DEFAULT_SCENARIO,
    close,
    estimate,
    load,
    options_of,
    results_folder,
    stored_if_stopped,
    writing,
)
from experiments.command_line.shared_options import (
    Baseline,
    DryRun,
    EngineOption,
    Full,
    JsonFile,
    Lang,
    Out,
    Policies,
    PolicyWord,
    Precision,
    Quiet,
    Replications,
    RetryFailed,
    RulesFile,
    ScenarioName,
    Scheduler,
    Seed,
    StoreFolder,
    Workers,
    WorldChoice,
    lever_names,
)
from experiments.runs.plan import PlanError

if TYPE_CHECKING:
    from experiments.runs.plan import Levers
    from model.scenario import Scenario


def read_contestants(
    words: Sequence[str], baseline: str | None, base: Scenario
) -> tuple[Mapping[str, Levers] | None, str | None]:
    """The policies that `--policy` and `--baseline` name, and which of them the others are held against; None: the usual ones.

    Where the words name no baseline it is the present policy if the scenario states one or if one policy is given alone.
    """
    from experiments.runs.policies import PRESENT, read_policies, read_policy, states_policy
    from experiments.studies.comparison import policies

    if not words and baseline is None:
        return None, None
    given = read_policies(words, base) if words else policies(with_singles=False)
    if baseline is None:
        baseline = PRESENT if states_policy(base) or len(given) == 1 else next(iter(given))
    if baseline in given:
        return given, baseline
    name, levers = read_policy(baseline, base, "--baseline")
    return {name: levers, **given}, name


def read_prices(words: Sequence[str]) -> dict[str, float]:
    """Prices by outcome, as the words of `--price` give them; `PlanError` for what is none."""
    found: dict[str, float] = {}
    for word in words:
        name, _, amount = (part.strip() for part in word.replace("\uff1d", "=").partition("="))
        if name in found:
            raise PlanError(f"--price: found '{name}' twice; allowed: each outcome once")
        try:
            found[name] = float(amount)
        except ValueError:
            raise PlanError(f"--price: found '{word}'; allowed: OUTCOME=YUAN, such as harm_per_10k=200000") from None
    return found


def compare(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications", "-n", help="Worlds, one paired seed in each: default 100; in one world 30 seeds."
        ),
    ] = None,
    workers: Workers = None,
    out: Out = None,
    json_file: JsonFile = None,
    store: StoreFolder = None,
    dry_run: DryRun = False,
    precision: Precision = None,
    engine: EngineOption = "threads",
    scheduler: Scheduler = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
    seed: Seed = 1,
    world: WorldChoice = None,
    credit: Annotated[
        int, typer.Option(min=0, help="Worlds over which the leader's gain is credited to levers; 0: not at all.")
    ] = 16,
    era: Annotated[bool, typer.Option("--era", help="Add the workstation era, committees marginalised.")] = False,
    price: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME=YUAN",
            help="What a unit of an outcome (of a share: a percentage point) is worth in yuan a year, such as "
            "harm_per_10k=200000; may be repeated. What to find out first is then told in yuan.",
        ),
    ] = None,
    curves: Annotated[bool, typer.Option(help="Also draw resolution rates over the screening share.")] = True,
    assumptions: Annotated[
        bool,
        typer.Option(
            "--assumptions",
            help="Also try each assumption at the ends of its range: which of them would change the answer?",
        ),
    ] = False,
    policy: Policies = None,
    baseline: Baseline = None,
    full: Full = False,
    retry_failed: RetryFailed = False,
    rules: RulesFile = None,
) -> None:
    """Compare four policies (and what explains them) on the same seeds, with one verdict."""
    from experiments.runs.ensembles import ensemble_of
    from experiments.studies import comparison as comparing
    from experiments.studies.switching_values import switching_values

    base = load(scenario, rules)
    out = results_folder(out, f"compare-{base.name}", json_file, store)
    ensemble = ensemble_of(base, world)
    chosen, against = read_contestants(policy or [], baseline, base)
    replications = comparing.default_replications(replications, ensemble)
    prices = comparing.checked_prices(read_prices(price or []))
    options = options_of(locals())
    if dry_run:
        from experiments.reports.folders import screening_plan
        from experiments.studies.switching_values import forecast_plan

        plan = comparing.comparison_plan(base, chosen, era, options.seeds, ensemble)
        plans = [plan, *([screening_plan(plan)] if curves else []), *([forecast_plan(plan)] if assumptions else [])]
        estimate(plans, options, lang)
        return
    from experiments.plots.queue import PlotQueue
    from experiments.reports.provenance import picture_source

    with PlotQueue(picture_source(base, lang)) as easel:
        with stored_if_stopped(lang), progress_bar(quiet, lang) as on_progress:
            options = options_of(locals(), on_progress)
            result = comparing.compared(base, chosen, era, options, ensemble, baseline=against, prices=prices)
            from experiments.reports.folders import (
                comparison_plots,
                rerun_plots,
                screening_curves,
                write_comparison,
            )

            easel.submit(comparison_plots(result, lang))  # drawn while the other runs go on
            easel.submit(rerun_plots(result, lang, workers))
            result = comparing.credited(result, options, credit) if credit and ensemble is not None else result
            shape = screening_curves(result, options) if curves else None
            turns = switching_values(result, options) if assumptions else None
        with writing(out, lang):
            notes = write_comparison(result, shape, turns, easel, out, lang)
    write_json(result.to_dict(), json_file)
    sentences = result.verdict.sentences(lang)
    if json_file != "-" and not quiet:
        from experiments.command_line.tables import comparison_tables

        output = standard_output()
        if full:
            print_question("study.comparison.question", lang)
            print_verdict(sentences, lang)
        else:
            print_sentences(sentences[:1], "bold")
        for table in comparison_tables(result, lang, output.width, full):
            output.print(table)
        if turns is not None:
            print_switching_values(turns, lang)
    further = [each.plan_result for each in (result.attribution, shape, turns) if each is not None]
    close([result.plan_result, *further], out, notes, lang, json_file == "-", sentences)


def sweep(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="LEVER=VALUES",
            autocompletion=lever_names,
            help=(
                "start:stop:count, or a,b,c, or one value; may be repeated. With a drawn design: low:high, or the name alone."
            ),
        ),
    ] = None,
    points: Annotated[Path | None, typer.Option(help="A CSV file of points instead: one column per lever.")] = None,
    design: Annotated[Literal["grid", "lhs", "sobol", "morris"], typer.Option(help="How points are chosen.")] = "grid",
    samples: Annotated[
        int | None, typer.Option(min=1, help="Points of a drawn design (Morris: trajectories); default: 64.")
    ] = None,
    replications: Replications = 30,
    workers: Workers = None,
    out: Out = None,
    json_file: JsonFile = None,
    store: StoreFolder = None,
    dry_run: DryRun = False,
    precision: Precision = None,
    engine: EngineOption = "threads",
    scheduler: Scheduler = None,
    lang: Lang = DEFAULT_LANGUAGE,
    quiet: Quiet = False,
    seed: Seed = 1,
    world: WorldChoice = None,
    policy: PolicyWord = None,
    full: Full = False,
    retry_failed: RetryFailed = False,
    rules: RulesFile = None,
) -> None:
    """Run a scenario over ranges of levers or parameters: curves of the rates with bands."""
    from experiments.studies import sweep as sweeping

    base = load(scenario, rules, policy)
    out = results_folder(out, f"sweep-{base.name}", json_file, store)
    options = options_of(locals())
    plan = sweeping.in_worlds(sweeping.plan_of_words(base, vary or [], points, design, samples, options), world)
    if dry_run:
        estimate([plan], options, lang)
        return
    from experiments.reports.folders import live_sweep, write_sweep

    if not quiet:
        from experiments.labels import text

        standard_error().print(text("cli.live", lang, path=out / "report.html"), markup=False, soft_wrap=True)
    with stored_if_stopped(lang), progress_bar(quiet, lang) as on_progress:
        live = replace(options_of(locals(), on_progress), on_balanced=live_sweep(out, lang))
        result = sweeping.swept(plan, live)
    with writing(out, lang):
        notes = write_sweep(result, out, lang)
    write_json(result.to_dict(), json_file)
    from experiments.findings.verdict import sweep_verdict

    sentences = sweep_verdict(result, lang)
    if json_file != "-" and not quiet:
        from experiments.command_line.tables import sweep_table

        output = standard_output()
        if full:
            print_verdict(sentences, lang)
        else:
            print_sentences(sentences[:1], "bold")
        output.print(sweep_table(result, lang, output.width, full))
    close([result.plan_result], out, notes, lang, json_file == "-", sentences)
