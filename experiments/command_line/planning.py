"""The commands of a planner's questions: what if, how much, which mix."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.command_line.main import DEFAULT_SCENARIO, ScenarioName, lever_names, load
from experiments.command_line.options import Frame, study_command

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


@study_command()
def whatif(
    frame: Frame,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    set_: Setting = None,
    new: NewMoney = False,
) -> None:
    """Change something and see every outcome, money, and who wins or loses."""
    from experiments.runs.policies import new_money, read_settings
    from experiments.studies.whatif import whatif as study
    from experiments.studies.whatif import whatif_plan

    base = load(scenario)
    changed = read_settings(set_ or [], base)
    changed |= new_money(base, changed) if new else {}
    whatif_plan(base, changed, (1,))  # refused before anything runs
    frame.answer(
        base,
        "whatif",
        lambda **how: study(base, changed, **how),
        lambda options: [whatif_plan(base, changed, options.seeds)],
    )
