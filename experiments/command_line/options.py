"""What the commands of studies share: their options, declared once, and the way from a question to its folder.

Core objects: `study_command` (a function that takes a `Frame` → a command with the shared options) and `Frame.answer`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from experiments.command_line.console import (
    print_question,
    print_sentences,
    print_verdict,
    progress_bar,
    standard_output,
    write_json,
)
from experiments.command_line.main import DEFAULT_LANGUAGE, close, estimate, results_folder, stored_if_stopped, writing
from experiments.command_line.shared_options import (
    DryRun,
    EngineOption,
    Full,
    JsonFile,
    Lang,
    Out,
    PolicyWord,
    Quiet,
    Replications,
    RetryFailed,
    RulesFile,
    Scheduler,
    Seed,
    StoreFolder,
    Workers,
    WorldChoice,
)

if TYPE_CHECKING:
    from experiments.runs.execution import Options, PlanResult
    from experiments.runs.plan import Plan
    from experiments.studies.study import Study
    from model.scenario import Scenario

# Every option that a study takes: its declaration for Typer, and its default.
SHARED: dict[str, tuple[Any, Any]] = {
    "rules": (RulesFile, None),
    "policy": (PolicyWord, None),
    "world": (WorldChoice, None),
    "replications": (Replications, 30),
    "workers": (Workers, None),
    "seed": (Seed, 1),
    "out": (Out, None),
    "store": (StoreFolder, None),
    "json_file": (JsonFile, None),
    "dry_run": (DryRun, False),
    "engine": (EngineOption, "threads"),
    "scheduler": (Scheduler, None),
    "retry_failed": (RetryFailed, False),
    "full": (Full, False),
    "quiet": (Quiet, False),
    "lang": (Lang, DEFAULT_LANGUAGE),
}
TO_ENGINE = ("seed", "engine", "scheduler", "retry_failed")

Plans = Callable[["Options"], Sequence["Plan"]]


@dataclass
class Frame:
    """The shared options of one call, and what is done with them; `given` holds each under its name of `SHARED`."""

    given: Mapping[str, Any]
    done: list[PlanResult] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        """An option by its name."""
        try:
            return self.given[name]
        except KeyError:
            raise AttributeError(name) from None

    def folder(self, base: Scenario, kind: str) -> Path:
        """Where the results of a study of a scenario go; refused now where nothing can be written."""
        return results_folder(self.given["out"], f"{kind}-{base.name}", self.given["json_file"], self.given["store"])

    def answer(
        self, base: Scenario, kind: str, study: Callable[..., Study], plans: Plans | None = None, name: str = ""
    ) -> None:
        """Carry a study out and leave its folder; with --dry-run only say what its plans cost.

        `study` takes what `Options` takes, by keyword. `name` is the folder's where it isn't the kind's.
        """
        from experiments.runs.execution import Options

        out, language = self.folder(base, name or kind), self.given["lang"]
        how = {key: self.given[key] for key in TO_ENGINE if key in self.given}
        how |= {"store": self.given["store"] or out / "store"}
        runs = {key: self.given[key] for key in ("replications", "workers") if key in self.given}
        living = {key: self.given[key] for key in ("world",) if key in self.given}
        if self.given.get("dry_run") and plans is not None:
            options = Options(**runs, **how)
            estimate(list(plans(options)), options, language)
            return
        with stored_if_stopped(language), progress_bar(self.given["quiet"], language) as watch:
            found = study(**runs, **living, **how, on_progress=watch, on_done=self.done.append)
        self.finish(found, out)

    def finish(self, found: Study, out: Path) -> None:
        """Write the folder of a study and its JSON; say what was found and where it lies; exit 3 if runs failed."""
        from experiments.command_line.tables import study_table
        from experiments.findings.verdict import qualified
        from experiments.reports.folders import write_study
        from experiments.runs.execution import count_runs

        language, json_file, full = self.given["lang"], self.given["json_file"], self.given["full"]
        with writing(out, language):
            notes = write_study(found, self.done, out, language)
        write_json(found.to_dict(), json_file)
        said = qualified([*found.said(language), *found.turning(language)], count_runs(self.done), language)
        if json_file != "-" and not self.given["quiet"]:
            output = standard_output()
            if full:
                print_question(f"study.{found.kind}.question", language)
                print_verdict(said, language)
            else:
                print_sentences(said[:1], "bold")
            output.print(study_table(found, language, full, output.width))
        close(self.done, out, notes, language, json_file == "-", said)


def study_command(without: Sequence[str] = (), **defaults: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function whose parameter `frame` stands for the shared options.

    `without` names shared options that it lacks, `defaults` exchanges defaults. Its own options come first.
    """

    def declare(command: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(command, include_extras=True)
        own = [each for each in inspect.signature(command).parameters.values() if each.name != "frame"]
        parameters = [each.replace(annotation=hints[each.name]) for each in own]
        shared = {name: pair for name, pair in SHARED.items() if name not in without}
        for name, (declared, default) in shared.items():
            value = defaults.get(name, default)
            parameters.append(
                inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value, annotation=declared)
            )

        def run(**given: Any) -> None:
            command(
                **{each.name: given[each.name] for each in own}, frame=Frame({name: given[name] for name in shared})
            )

        run.__doc__, run.__name__, run.__module__ = command.__doc__, command.__name__, command.__module__
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        return run

    return declare
