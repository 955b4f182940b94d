"""What the command line says and where: tables and verdicts on standard output, progress on standard error, JSON.

Core objects: `standard_output`, `standard_error`, `progress_bar`, `write_json`, and what is said under a heading.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.command_line.fitting import SCREEN_LINES, chosen, wrapped
from model.compilation.cache import is_trusted

if TYPE_CHECKING:
    from rich.console import Console

    from experiments.runs.engine import Progress
    from experiments.studies.switching_values import SwitchingValues

WIDTH = 100


def standard_output() -> Console:
    """Standard output: coloured for people, plain for pipes; at most 100 columns wide, or as wide as COLUMNS says."""
    from rich.console import Console

    console = Console()
    asked = os.environ.get("COLUMNS", "")
    room = console.width if console.is_terminal or asked.isdigit() else WIDTH
    return Console(width=min(WIDTH, room), highlight=False, markup=False, emoji=False)


def standard_error() -> Console:
    """Standard error, for progress and notes."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


@contextmanager
def progress_bar(quiet: bool, language: str) -> Iterator[Callable[[Progress], None]]:
    """A bar on standard error with the time left; says first when the rules must be compiled."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    from experiments.labels import text
    from experiments.labels.errors import in_chinese

    console = standard_error()
    silent = quiet or not console.is_terminal
    if not quiet and not is_compiled():
        console.print(text("cli.compiling", language), markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True, disable=silent) as bar:
        task = bar.add_task(text("cli.progress", language), total=None, left="")

        told = set[str]()

        def show(progress: Progress) -> None:
            if progress.waiting_for and not told:
                told.add(progress.waiting_for)
                console.print(
                    in_chinese(progress.waiting_for) if language == "zh" else progress.waiting_for,
                    markup=False,
                    soft_wrap=True,
                )
            left = progress.seconds_left
            words = "" if left is None else f"{duration(left, language)} {text('cli.time_left', language)}"
            bar.update(task, total=progress.total, completed=progress.done, left=words)

        yield show


def is_compiled() -> bool:
    """Whether the rules lie compiled in the private cache."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    return is_trusted() and folder is not None and next(Path(folder).rglob("*.nbc"), None) is not None


def duration(seconds: float, language: str) -> str:
    """A stretch of time for people: 40 s, 12 min, 3 h 05 min."""
    from experiments.labels import text

    minutes = round(seconds / 60)
    if seconds < 90:
        return text("time.seconds", language, seconds=max(1, round(seconds)))
    if minutes < 60:
        return text("time.minutes", language, minutes=minutes)
    return text("time.hours", language, hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def write_json(content: Any, target: str | None) -> None:
    """Write JSON to a file, or alone to standard output for '-'."""
    if target is None:
        return
    written = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if target == "-":
        sys.stdout.write(written)
    else:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        Path(target).write_text(written, encoding="utf-8", errors="backslashreplace")


def print_question(key: str, language: str, **values: Any) -> None:
    """The question that a command answers, under its heading."""
    from experiments.labels import text

    standard_output().print(text("report.question", language), style="bold")
    print_sentences([text(key, language, **values)])


def print_verdict(sentences: Sequence[str], language: str) -> None:
    """The verdict under its heading, a paragraph a sentence, the main one first."""
    from experiments.labels import text

    standard_output().print(f"\n{text('cli.verdict', language)}", style="bold")
    print_sentences(sentences[:1], "bold")
    print_sentences(sentences[1:])


def print_sentences(sentences: Sequence[str], style: str = "") -> None:
    """Sentences in lines that break no word and no number."""
    output = standard_output()
    for sentence in sentences:
        for line in wrapped(sentence, output.width):
            output.print(line, markup=False, style=style, soft_wrap=True)


def print_screen(sentences: Sequence[str], notes: Sequence[str], language: str) -> None:
    """What a command ends with, in at most `SCREEN_LINES` lines: the finding, as much else as fits, then notes in full."""
    from experiments.labels import text

    output = standard_output()
    below = sum(len(wrapped(note, output.width)) for note in notes)
    room = SCREEN_LINES - below - 3  # blank lines around, and the line that says how much is left out
    kept, left = chosen(sentences, output.width, room)
    output.print()
    print_sentences(kept[:1], "bold")
    print_sentences(kept[1:])
    if left:
        output.print(text("cli.sentences_left", language, count=left), markup=False, style="dim")
    output.print()
    for note in notes:
        output.print(note, markup=False, soft_wrap=True)


def print_switching_values(turns: SwitchingValues, language: str) -> None:
    """What would overturn the verdict, under its heading, for every rival."""
    from experiments.findings.studies import switching_sentences
    from experiments.labels import policy, text

    output = standard_output()
    output.print(f"\n{text('report.flip', language)}", style="bold")
    for rival in turns.rivals():
        names = {"policy": policy(turns.leader, language), "rival": policy(rival, language)}
        output.print(text("report.flip.against", language, **names), markup=False)
        print_sentences(switching_sentences(turns, rival, language))
