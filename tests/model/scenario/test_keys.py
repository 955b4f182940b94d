"""What decides a run is in its scenario's key, field by field as the file declares them; what does not is left out.

Stored runs and shared burn-ins are found by this key: a field that it forgets would mix worlds.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from model.scenario import LEVERS, PRESETS, Scenario, ScenarioError
from model.scenario.levers import BUNDLES

# Every table a file may have, each filled, so that their fields are found too.
FULL = {
    "format": 1,
    "storm_days": [5, 9],
    "planted": [{"name": "lamp", "day": 2}],
    "reform": [{"day": 10, "set": {"triage.screening_share": 0.2}}],
    "triggers": [{"when": "open_cases > 5", "then": {"triage.mode": "preventive"}}],
    "published": [{"outcome": "arisen", "value": 9.0, "tolerance": 1.0}],
    "worlds": {"free": ["arising.per_grid_day"], "plausible": {"arising.per_grid_day": [0.05, 0.2]}},
    "info": {"en": {"what": "A place."}},
}
CHANGES_NO_RUN = ("info.", "published.", "worlds.", "place.title_en", "place.title_zh")
SCENARIO = Scenario(FULL)


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of a file that holds no table of its own, with a value that differs from what it holds."""
    if isinstance(tree, BaseModel):
        for name in type(tree).model_fields:
            yield from leaves(getattr(tree, name), f"{path}{name}.")
    elif isinstance(tree, list) and tree and isinstance(tree[0], BaseModel):
        for place, each in enumerate(tree):
            yield from leaves(each, f"{path}{place}.")
    else:
        yield path[:-1], other(tree)


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(1)
    if isinstance(value, list | tuple):
        return [*value[:-1], other(value[-1])]
    if isinstance(value, dict):
        return {**value, "triage.targeting": 0.125}
    return 0.5 if value is None else value + ("x" if isinstance(value, str) else 1)


def with_value(path: str, value: Any) -> str:
    """The key of the scenario whose file holds another value there, unchecked: one field alone may not be sound."""
    file = copy.deepcopy(SCENARIO.file)
    *above, last = path.split(".")
    here: Any = file
    for name in above:
        here = here[int(name)] if isinstance(here, list) else getattr(here, name)
    object.__setattr__(here, last, value)
    changed = copy.copy(SCENARIO)
    changed.__dict__["file"] = file
    changed.__dict__.pop("_canonical", None)
    return changed.canonical()


DECIDING = {path: value for path, value in leaves(SCENARIO.file) if not path.startswith(CHANGES_NO_RUN)}
TEXTS = {path: value for path, value in leaves(SCENARIO.file) if path.startswith(CHANGES_NO_RUN)}


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_every_field_that_decides_a_run_is_in_the_key() -> None:
    keys = {path: with_value(path, value) for path, value in DECIDING.items()}
    same = [path for path, key in keys.items() if key == SCENARIO.canonical()]
    assert not same
    assert len(set(keys.values())) == len(keys)


def test_the_fields_that_were_tried_are_all_there_are() -> None:
    """The levers, the parameters, and what stands in tables of its own; a list is one field."""
    assert set(LEVERS) <= set(DECIDING)
    assert {"storm_days", "planted.0.day", "planted.0.grid", "planted.0.delay_days", "reform.0.day", "reform.0.set",
            "arising.weekday_factors", "domain.health.share", "place.days"} <= set(DECIDING)  # fmt: skip
    assert len(DECIDING) > 250


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_texts_and_what_is_published_are_left_out_of_the_key() -> None:
    assert {"place.title_zh", "info.zh.warning", "published.0.tolerance", "worlds.free"} <= set(TEXTS)
    assert [path for path, value in TEXTS.items() if with_value(path, value) != SCENARIO.canonical()] == []


def test_a_named_bundle_is_its_levers_and_what_is_said_besides_wins() -> None:
    """A mode brings its levers; one that is set beside it stands, and so does one that the scenario set before."""
    plain = Scenario({"format": 1})
    for section, bundles in BUNDLES.items():
        for mode, bundle in bundles.items():
            changed = plain.vary({f"{section}.mode": mode})
            assert {name: changed.value(f"{section}.{name}") for name in bundle} == bundle
    besides = plain.vary({"delivery.mode": "staffed", "delivery.layers": 5})
    assert (besides.delivery.layers, besides.delivery.outsourced_share) == (5, 0.0)
    before = Scenario({"format": 1, "delivery": {"mode": "outsourced", "layers": 4}}).vary({"delivery.mode": "staffed"})
    assert (before.delivery.layers, before.delivery.temporary_share) == (4, 0.4)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sets_what_it_names(preset: str) -> None:
    found = Scenario({"format": 1}).preset(preset)
    assert {path: found.value(path) for path in PRESETS[preset]} == PRESETS[preset]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"contracts.records_weight": 0.31}, "records_weight + inspection_weight + survey_weight = 1.01"),
        ({"contracts.result_share": 0.6, "contracts.bonus_share": 0.41}, "result_share + bonus_share = 1.01"),
        ({"delivery.oversight_attention": 0.5, "partners.hub_attention": 0.3, "partners.service_attention": 0.21}, "= 1.01"),
        ({"place.owner_share": 0.99}, "owner_share + tenant_share + migrant_share = "),
        ({"domain.health.share": 0.11}, "the shares sum to 1.01"),
        ({"domain.culture.projects": 13}, "domain.culture.projects: found 13; allowed: at most its 12 items"),
        ({"place.grids": 12}, "place.communities: found 13; allowed: at most the 12 grids"),
    ],
)  # fmt: skip
def test_numbers_that_must_agree_are_held_to_it(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario({"format": 1}).vary(changes)
    assert message in str(caught.value)


def test_numbers_that_just_agree_are_taken() -> None:
    Scenario({"format": 1}).vary({"contracts.result_share": 0.7, "contracts.bonus_share": 0.3})
    Scenario({"format": 1}).vary({"delivery.oversight_attention": 0.5, "partners.hub_attention": 0.5})
    Scenario({"format": 1}).vary({"domain.culture.projects": 12, "place.communities": 10, "place.grids": 10})
