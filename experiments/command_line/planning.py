"""The commands of a planner's questions: what if, how much, which mix."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from experiments.command_line.main import DEFAULT_SCENARIO, load
from experiments.command_line.options import Frame, study_command
from experiments.command_line.shared_options import ScenarioName, lever_names

Setting = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="LEVER=VALUE",
        autocompletion=lever_names,
        help="What changes: a value, or relative to the present one, as budget.yearly_yuan=-15%; may be repeated.",
    ),
]


NewMoney = Annotated[
    bool,
    typer.Option("--new-money", help="Add what the change costs to the budget; else it is taken from delivery."),
]


@study_command(replications=50)
def whatif(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    set_: Setting = None,
    new: NewMoney = False,
) -> None:
    """Change something and see every outcome, money, and who wins or loses."""
    from experiments.runs.ensembles import ensemble_of
    from experiments.runs.policies import new_money, read_settings
    from experiments.studies.whatif import whatif as study
    from experiments.studies.whatif import whatif_plan

    base = load(scenario, frame.rules, frame.policy)
    changed = read_settings(set_ or [], base)
    changed |= new_money(base, changed) if new else {}
    whatif_plan(base, changed, (1,))  # refused before anything runs
    frame.answer(
        base,
        "whatif",
        lambda **how: study(base, changed, **how),
        lambda options: [whatif_plan(base, changed, options.seeds, ensemble_of(base, frame.world))],
    )


By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="LEVER[=LOW:HIGH]",
        autocompletion=lever_names,
        help="A lever that may move, and its range; may be repeated, or several with commas.",
    ),
]
AtMost = Annotated[
    list[str] | None, typer.Option(metavar="PATH=VALUE", help="A limit, such as budget.yearly_yuan=26e6.")
]


@study_command(without=("dry_run",), replications=30)
def goal(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    target: Annotated[
        str, typer.Option(metavar="OUTCOME=VALUE", help="What is to be reached, such as harm_per_10k=-50%.")
    ] = "harm_per_10k=-20%",
    by: By = None,
    at_most: AtMost = None,
    confidence: Annotated[float, typer.Option(help="How sure it must be that the target is reached.")] = 0.9,
    new: NewMoney = False,
    trials: Annotated[int, typer.Option(help="Points tried where several levers move.")] = 60,
) -> None:
    """Find the least of a lever, or the cheapest mix of several, that reaches a target."""
    from experiments.studies.goal import goal as study
    from experiments.studies.goal import read_target

    base, wanted = load(scenario, frame.rules, frame.policy), read_target(target)
    levers = [part for word in by or [] for part in word.split(",")]
    frame.answer(
        base,
        "goal",
        lambda **how: study(base, wanted, levers, at_most=at_most or [], confidence=confidence, pays_new_money=new,
                            trials=trials, **how),
    )  # fmt: skip


@study_command(without=("dry_run",), replications=10)
def optimize(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    objective: Annotated[
        list[str] | None, typer.Option(help="An outcome, or cost; at least two: the option may be repeated.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="LEVER[=LOW:HIGH]",
            autocompletion=lever_names,
            help="A lever that may move, its range, or its words (LEVER=ONE|OTHER); may be repeated.",
        ),
    ] = None,
    constraint: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME=VALUE", help="What every mix must reach, such as satisfaction=70%."),
    ] = None,
    judge: Annotated[
        Literal["mean", "bad-tenth"], typer.Option(help="What counts over runs: the mean, or the bad tenth.")
    ] = "mean",
    trials: Annotated[int, typer.Option(help="Mixes that the search tries.")] = 56,
    fresh: Annotated[int, typer.Option(help="Seeds that confirm the front; the search sees none of them.")] = 30,
    new: NewMoney = False,
) -> None:
    """Find the mixes of levers of which none is better in one objective without being worse in another."""
    from experiments.studies.optimization import optimize as study

    base = load(scenario, frame.rules, frame.policy)
    levers = [part for word in by or [] for part in word.split(",")]
    objectives = [part for word in objective or [] for part in word.split(",")]
    frame.answer(
        base,
        "optimize",
        lambda **how: study(base, objectives, levers, constraints=constraint or [], judge=judge, trials=trials,
                            fresh=fresh, pays_new_money=new, **how),
    )  # fmt: skip
