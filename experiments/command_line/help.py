"""What `--help` prints, in the language that is spoken.

Core object: `prepare_help`. Typer has no catalogue of help texts, and takes its own words from Python's gettext, which
would need a compiled catalogue of every installed language.
"""

from __future__ import annotations

from typing import Any

from experiments.labels.help_texts import FRAME_ZH, HELPS_ZH, USAGE_ZH


def prepare_help(command: Any, language: str) -> None:
    """Let long words and lines without spaces break; for Chinese, exchange every text of a command and its commands."""
    from typer import rich_utils

    class Folding(rich_utils.OptionHighlighter):
        def __call__(self, text: Any) -> Any:
            found = super().__call__(text)
            found.overflow = "fold"
            return found

    rich_utils.highlighter = Folding()
    if language == "zh":
        for name, words in FRAME_ZH.items():
            setattr(rich_utils, name, words)
        _exchange(command)


def _exchange(command: Any) -> None:
    usage, help_option = command.get_usage, command.get_help_option

    def option(context: Any) -> Any:
        found = help_option(context)
        if found is not None:
            found.help = HELPS_ZH.get(found.help, found.help)
        return found

    command.get_usage = lambda context: usage(context).replace(*USAGE_ZH)
    command.get_help_option = option
    command.help = HELPS_ZH.get(command.help, command.help)
    if panel := getattr(command, "rich_help_panel", None):
        command.rich_help_panel = HELPS_ZH.get(panel, panel)
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = HELPS_ZH.get(text, text)
    for each in getattr(command, "commands", {}).values():
        _exchange(each)
