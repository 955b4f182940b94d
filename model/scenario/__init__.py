"""A place and its policies as numbers: declared, read from a file, checked, budgeted.

Begin with `levers` (what a policy sets) and `parameters` (what a place is); each number is declared once, with unit, range,
source and status. `scenario` reads files, `budget` is the ledger, `numbers` hands all of it to compiled rules.
Imports `clock` and `compilation`, no rule.
"""

from model.scenario.changes import reformed_policies, with_bundles
from model.scenario.scenario import (
    LEVERS,
    PARAMETERS,
    PRESETS,
    Declaration,
    Scenario,
    ScenarioError,
    scenario_folder,
)

__all__ = [
    "LEVERS",
    "PARAMETERS",
    "PRESETS",
    "Declaration",
    "Scenario",
    "ScenarioError",
    "reformed_policies",
    "scenario_folder",
    "with_bundles",
]
