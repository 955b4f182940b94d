"""The options that several commands share, each declared once, and what a shell completes in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from model import scenario_folder


def scenario_names(incomplete: str) -> list[str]:
    """Shipped scenarios for tab completion; files are the shell's own business."""
    folder = scenario_folder()
    return sorted(path.stem for path in folder.glob("*.toml") if path.stem.startswith(incomplete))


def lever_names(incomplete: str) -> list[str]:
    """Levers and parameters for tab completion of --vary and its kin."""
    from model.scenario import LEVERS, PARAMETERS

    return [f"{path}=" for path in (*LEVERS, *PARAMETERS) if path.startswith(incomplete)]


def policy_names(incomplete: str) -> list[str]:
    """Presets for tab completion of --policy and its kin."""
    from model.scenario import PRESETS

    return [name for name in ("present", *PRESETS) if name.startswith(incomplete)]


ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="A TOML file, or the name of a shipped scenario.", autocompletion=scenario_names
    ),
]
Replications = Annotated[int, typer.Option("--replications", "-n", help="Paired seeds for every policy or point.")]
Workers = Annotated[int | None, typer.Option(help="Parallel runs; default: the available processors.")]
Out = Annotated[Path | None, typer.Option(help="Folder of the results; default: results/<command>-<scenario>.")]
JsonFile = Annotated[str | None, typer.Option("--json", metavar="FILE|-", help="Write JSON; '-' prints nothing else.")]
StoreFolder = Annotated[Path | None, typer.Option("--store", help="Folder that keeps the runs; default: OUT/store.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell the number of runs, their time and disk space; run nothing.")
]
Precision = Annotated[float | None, typer.Option(help="Add replications until intervals are ± this, such as 0.005.")]
EngineOption = Annotated[Literal["threads", "processes", "dask"], typer.Option("--engine", help="Where runs happen.")]
Scheduler = Annotated[str | None, typer.Option(help="Address of the Dask scheduler to use, such as tcp://host:8786.")]
Lang = Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of tables, verdict and pictures.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no tables; the verdict and files only.")]
Seed = Annotated[int, typer.Option(help="The first of the paired seeds.")]
WorldChoice = Annotated[
    str | None,
    typer.Option(
        "--world",
        metavar="assumed|drawn|matched|FILE",
        help="Which worlds to use: matched to published figures, drawn from the ranges, or assumed (one world).",
    ),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="POLICY",
        autocompletion=policy_names,
        help="A preset, 'present', a file, or 'NAME: LEVER=VALUE, LEVER=VALUE'; may be repeated.",
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        metavar="POLICY",
        autocompletion=policy_names,
        help="The policy that the others are held against; default: the present one where the scenario states it.",
    ),
]
PolicyWord = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="POLICY",
        autocompletion=policy_names,
        help="What takes the place of the present policy: a preset, a file, or 'NAME: LEVER=VALUE'.",
    ),
]
RulesFile = Annotated[
    Path | None,
    typer.Option("--rules", metavar="FILE", help="A Python file with a mechanism of your own; its code is run."),
]
Full = Annotated[bool, typer.Option("--full", help="Print every row of the tables.")]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Compute failed runs again.")]
