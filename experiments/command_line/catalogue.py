"""Which commands there are: those of other modules, and the questions under which help lists all of them.

A new command of a study is one line in `ELSEWHERE` and its name in `PANELS`.
"""

from __future__ import annotations

# Commands that live in modules of their own, imported when called: name → (module, function, help).
ELSEWHERE: dict[str, tuple[str, str, str]] = {
    "compare": (
        "experiments.command_line.comparing",
        "compare",
        "Compare four policies (and what explains them) on the same seeds, with one verdict.",
    ),
    "sweep": (
        "experiments.command_line.comparing",
        "sweep",
        "Run a scenario over ranges of levers or parameters: curves of the rates with bands.",
    ),
    "whatif": ("experiments.command_line.planning", "whatif", "Change something: what gets better, worse, for whom?"),
    "optimize": (
        "experiments.command_line.planning",
        "optimize",
        "Which mixes of levers are best: what can be had together?",
    ),
    "goal": ("experiments.command_line.planning", "goal", "How much of a lever does it take to reach a target?"),
    "reform": ("experiments.command_line.studies", "reform", "When to change policy: dated reforms, compared."),
    "ablate": ("experiments.command_line.studies", "ablate", "Take away each practice in turn: what is it worth?"),
    "calibrate": ("experiments.command_line.studies", "calibrate", "Fit the free parameters to the case figures."),
    "backtest": (
        "experiments.command_line.registers",
        "backtest",
        "Test the learned model on the later part of a register.",
    ),
    "sensitivity": (
        "experiments.command_line.studies",
        "sensitivity",
        "Rank assumptions by their influence: Morris, Sobol' or PAWN.",
    ),
    "robust": (
        "experiments.command_line.studies",
        "robust",
        "Test policies across possible worlds: regret, and where they fail.",
    ),
    "contest": ("experiments.command_line.studies", "contest", "Find conditions under which each policy wins."),
    "learn": ("experiments.command_line.registers", "learn", "Turn a city's own case register into a scenario."),
    "place": (
        "experiments.command_line.registers",
        "place",
        "A place of your own in Excel: 'new' writes the questions, 'read' makes the scenario.",
    ),
    "page": ("experiments.web.command", "command", "The model and its pages in one HTML file."),
    "dashboard": ("experiments.dashboard", "command", "The pages in your browser, on this machine only."),
}
# The commands by the question that they answer, in the order in which help lists them.
PANELS: dict[str, tuple[str, ...]] = {
    "Decide: what happens if, and which policy": ("whatif", "compare", "optimize", "robust", "contest"),
    "How much, and when": ("goal", "sweep", "reform"),
    "Explain: what did it, and what the answer rests on": ("ablate", "sensitivity", "trace"),
    "Places and registers": ("scenarios", "place", "check", "levers", "learn", "backtest", "calibrate"),
    "Look at it, ask the store, repeat a run": ("dashboard", "page", "query", "replay"),
}
