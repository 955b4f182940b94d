"""Which commands there are, under the question that each answers, and the module that each lives in.

A new command of a study is one entry in `PANELS`; its help stands with the study's other words in `labels/studies.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from experiments.labels.studies import STUDIES

HERE = "experiments.command_line"
MAIN, COMPARING, PLANNING, STUDYING, REGISTERS = (
    f"{HERE}.{name}" for name in ("main", "comparing", "planning", "studies", "registers")
)
# The commands by the question that they answer, in the order in which help lists them; each with its module.
PANELS: dict[str, dict[str, str]] = {
    "Decide: what happens if, and which policy": {
        "whatif": PLANNING,
        "compare": COMPARING,
        "optimize": PLANNING,
        "robust": STUDYING,
        "contest": STUDYING,
    },
    "How much, and when": {"goal": PLANNING, "sweep": COMPARING, "reform": STUDYING},
    "Explain: what did it, and what the answer rests on": {"ablate": STUDYING, "sensitivity": STUDYING, "trace": MAIN},
    "Places and registers": {
        "scenarios": MAIN,
        "place": REGISTERS,
        "check": MAIN,
        "levers": MAIN,
        "learn": REGISTERS,
        "backtest": REGISTERS,
        "calibrate": STUDYING,
    },
    "Look at it, ask the store, repeat a run": {
        "dashboard": "experiments.dashboard",
        "page": "experiments.web.command",
        "query": MAIN,
        "replay": MAIN,
    },
}
# Commands that are not called by the name of what they make.
KINDS = {"compare": "comparison", "learn": "learned"}
NO_STUDY = {
    "place": "A place of your own in Excel: 'new' writes the questions, 'read' makes the scenario.",
    "page": "The model and its pages in one HTML file.",
    "dashboard": "The pages in your browser, on this machine only.",
}


class Elsewhere(NamedTuple):
    """A command that lives in a module of its own, imported when it is called."""

    module: str
    function: str
    help: str


def _elsewhere(name: str, module: str) -> Elsewhere:
    words = NO_STUDY.get(name) or STUDIES[f"study.{KINDS.get(name, name)}.help"][0]
    return Elsewhere(module, name if module.startswith(HERE) else "command", words)


ELSEWHERE = {
    name: _elsewhere(name, module) for names in PANELS.values() for name, module in names.items() if module != MAIN
}
