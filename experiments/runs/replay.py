"""The command that computes one run again, to the bit, whatever made its scenario.

Core object: `replay_command`.
"""

from __future__ import annotations

import hashlib
import shlex
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.runs.claims import write_durably
from experiments.runs.plan import Plan, Run, exact
from model.own_rules import Rules
from model.scenario import LEVERS, PARAMETERS, Scenario, ScenarioError

if TYPE_CHECKING:
    from experiments.runs.store import Store

WITHOUT_FILE = "SCENARIO"


def replay_command(plan: Plan, run: Run, store: Store) -> str:
    """The command that computes one run again and shows what it raises.

    It names the scenario's own file with every difference of the run from it, in all digits; where that would not give
    the run's scenario back, a copy of the scenario that is kept in the store's folder `scenarios`.
    """
    base, changes = _base_and_changes(plan, run, store)
    words = ["python", "run.py", "replay", base, "--seed", str(run.seed)]
    rules = plan.scenario.rules
    if rules is not None:
        words += ["--rules", str(rules.path)]
    for path, value in changes.items():
        words += ["--set", f"{path}={exact(value)}"]
    return shlex.join(words)


def _base_and_changes(plan: Plan, run: Run, store: Store) -> tuple[str, dict[str, Any]]:
    settings = dict(plan.settings(run.point, run.seed))
    if plan.refusal(run.point, run.seed) is not None:
        differences = differences_from_file(plan.scenario)
        if differences is not None:
            return str(plan.scenario.path), {**differences, **settings}
        return _kept(plan.scenario, store), settings
    scenario = plan.scenario_at(run.point, run.seed)
    differences = differences_from_file(scenario)
    if differences is not None:
        return str(scenario.path), {**differences, **settings}
    return _kept(scenario, store), _own_levers(scenario)


def _own_levers(scenario: Scenario) -> dict[str, float]:
    """The levers of a scenario's own rules with their values; a scenario file holds none."""
    return {} if scenario.rules is None else {each.path: scenario.value(each.path) for each in scenario.rules.levers}


def differences_from_file(scenario: Scenario) -> dict[str, Any] | None:
    """What to set in the scenario's own file to have the scenario; None where it has none, or no setting will do."""
    try:
        if scenario.path is None:
            return None
        of_file = _loaded(scenario.path)
        if scenario.rules is not None:
            of_file = of_file.with_rules(Rules.load(scenario.rules.path))
        paths = (*LEVERS, *PARAMETERS, *_own_levers(scenario))
        changes = {path: scenario.value(path) for path in paths if scenario.value(path) != of_file.value(path)}
        return changes if of_file.vary(changes).canonical() == scenario.canonical() else None
    except ScenarioError:
        return None


@lru_cache(8)
def _loaded(path: Path) -> Scenario:
    return Scenario.load(path)


def _kept(scenario: Scenario, store: Store) -> str:
    """The file that holds a copy of the scenario, beside the runs; a store that passes with the call keeps none."""
    if store.is_passing:
        return WITHOUT_FILE
    return str(keep_scenario(scenario, store.folder / "scenarios"))


def keep_scenario(scenario: Scenario, folder: Path) -> Path:
    """Write a scenario into a folder under a name of its content; gives the file."""
    import tomli_w

    content = tomli_w.dumps(scenario.data).encode()
    path = folder / f"{scenario.name}-{hashlib.sha256(content).hexdigest()[:8]}.toml"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, content)
    return path
