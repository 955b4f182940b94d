"""What a page asks for, checked: a setting is a scenario, a policy, a story, and changes of levers.

Core objects: `Setting` (what a link or a saved file holds), `read_setting` (from untrusted data)
and `scenario_of` (the checked scenario; mistakes are `ScenarioError`s without any path).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from experiments.dashboard.stories import STORIES
from experiments.labels import Language
from experiments.labels.errors import in_chinese
from model.scenario import (
    LEVERS,
    PARAMETERS,
    PRESETS,
    Declaration,
    Scenario,
    ScenarioError,
    scenario_folder,
    with_bundles,
)
from model.scenario.declarations import nearest
from model.simulate import LARGEST_SEED

DEFAULT_SCENARIO = "zhaoshang"
# Beside the policy's levers, what a page may change about a place; all else is the scenario file's.
PLACE_PATHS = (
    "place.days",
    "arising.per_grid_day",
    "detection.report_rate",
    "ignition.storm_multiplier",
    "organisations.initial_capability",
)
MAX_DAYS = 2_200
MAX_RESIDENTS = 500_000
MAX_ROOTS = 200_000
FIELDS = ("scenario", "preset", "story", "changes", "seed")


@dataclass(frozen=True)
class Setting:
    """Everything that decides what a page shows."""

    scenario: str = DEFAULT_SCENARIO
    preset: str = ""
    story: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1


def adjustable() -> dict[str, Declaration]:
    """What a page may change: all levers, then a few numbers of the place."""
    return {**LEVERS, **{path: PARAMETERS[path] for path in PLACE_PATHS}}


def scenarios() -> dict[str, Path]:
    """The shipped scenarios by name, the default first."""
    found = {path.stem: path for path in sorted(scenario_folder().glob("*.toml"))}
    return dict(sorted(found.items(), key=lambda item: item[0] != DEFAULT_SCENARIO))


def read_setting(data: Any) -> Setting:
    """The setting in untrusted data; raises `ScenarioError` with field, found and allowed."""
    if not isinstance(data, dict):
        raise ScenarioError(f"setting: found {_shown(data)}; allowed: an object with {', '.join(FIELDS)}")
    for name in data:
        if name not in FIELDS:
            raise ScenarioError(f"setting: unknown field {_shown(name)}; allowed: {', '.join(FIELDS)}")
    return Setting(
        scenario=_one_of("scenario", data.get("scenario", DEFAULT_SCENARIO), scenarios()),
        preset=_one_of("preset", data.get("preset", ""), ("", *PRESETS)),
        story=_one_of("story", data.get("story", ""), ("", *STORIES)),
        changes=_read_changes(data.get("changes", {})),
        seed=read_seed(data.get("seed", 1)),
    )


def read_seed(value: Any) -> int:
    """A whole-number seed, given as a number or in digits (a browser's numbers end at 2^53)."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_SEED:
        raise ScenarioError(f"seed: found {_shown(value)}; allowed: a whole number from 0 to {LARGEST_SEED}")
    return value


def read_count(name: str, value: Any, most: int) -> int:
    """A whole number from 1 to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ScenarioError(f"{name}: found {_shown(value)}; allowed: a whole number from 1 to {most}")
    return value


def in_both(message: str) -> dict[Language, str]:
    """A message in both languages; it is made in English."""
    return {"en": message, "zh": in_chinese(message)}


def scenario_of(setting: Setting) -> Scenario:
    """The scenario that a setting means; raises `ScenarioError` when its parts do not fit together."""
    try:
        return _sized(_composed(setting))
    except ScenarioError as error:
        path = scenarios()[setting.scenario]
        raise ScenarioError(str(error).replace(str(path), setting.scenario)) from None


def _composed(setting: Setting) -> Scenario:
    scenario = loaded(setting.scenario)
    if setting.preset:
        scenario = scenario.preset(setting.preset)
    story = STORIES.get(setting.story)
    # A bundle that the page sets brings its levers, as a dated reform does: a preset has set each of them before.
    changes = with_bundles(setting.changes)
    if story is None:
        return scenario.vary(changes)
    # The story's own levers stand under what the page sets.
    scenario = scenario.vary({**story.changes, **changes})
    return Scenario({**scenario.data, **story.extras()}, scenario.path)


@lru_cache(maxsize=32)
def loaded(name: str) -> Scenario:
    """A shipped scenario, read once."""
    return Scenario.load(scenarios()[name])


def _sized(scenario: Scenario) -> Scenario:
    place = scenario.place
    days = place.days + place.burn_in_days
    residents = place.grids * place.buildings_per_grid * place.residents_per_building
    roots = int(scenario.arising.per_grid_day * place.grids * days)
    for name, found, most in (
        ("place.days", place.days, MAX_DAYS),
        ("residents", residents, MAX_RESIDENTS),
        ("contradictions to expect", roots, MAX_ROOTS),
    ):
        if found > most:
            raise ScenarioError(
                f"{scenario.name}: {name}: found {found:,}; allowed on these pages: at most {most:,} "
                "(the command line takes larger ones)"
            )
    return scenario


def _read_changes(changes: Any) -> dict[str, Any]:
    if not isinstance(changes, dict):
        raise ScenarioError(f"changes: found {_shown(changes)}; allowed: an object from lever to value")
    known = adjustable()
    for path, value in changes.items():
        if path not in known:
            raise ScenarioError(f"changes: unknown lever {_shown(path)}{nearest(path, known)}")
        if not isinstance(value, bool | int | float | str):
            raise ScenarioError(f"{path}: found {_shown(value)}; allowed: {known[path].allowed}")
    return dict(changes)


def _one_of(name: str, value: Any, allowed: Any) -> str:
    if isinstance(value, str) and value in allowed:
        return value
    words = [word for word in allowed if word]
    raise ScenarioError(f"{name}: found {_shown(value)}{nearest(str(value)[:60], words)}; allowed: {', '.join(words)}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
