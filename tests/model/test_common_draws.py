"""Two policies at one seed meet the same weather, arrivals and people; what should not matter changes no bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.agents.residents import ensure_trust, initial_trust, new_circles, new_residents
from model.clock import schedule_event
from model.contradictions.cases import Stage
from model.scenario import PRESETS, Scenario
from model.simulate import Run, simulate

Differences = Callable[[Any, Any], list[str]]
POTENTIALS = (
    "arisen", "grid", "building", "resident", "domain", "item", "severity", "hours", "contested", "beyond",
    "ignition_scale", "ignition_day", "lapse_day",
)  # fmt: skip


def potentials(world: Any) -> dict[int, tuple[Any, ...]]:
    """What was drawn at birth, by key."""
    used = int(world.clock.cases[0])
    columns = [getattr(world.cases, name)[:used].tolist() for name in POTENTIALS]
    return dict(zip(world.cases.key[:used].tolist(), zip(*columns, strict=True), strict=True))


def roots(world: Any) -> dict[int, tuple[Any, ...]]:
    """Potentials of the roots alone."""
    return {key: value for key, value in potentials(world).items() if key % 256 == 0}


def test_all_policies_meet_the_same_world(small: Scenario) -> None:
    seen = [simulate(small.preset(preset), 6).world for preset in PRESETS]
    first = seen[0]
    for other in seen[1:]:
        assert np.array_equal(other.clock.storm_days, first.clock.storm_days)
        assert roots(other) == roots(first)
        assert np.array_equal(other.buildings.rate, first.buildings.rate)
        assert np.array_equal(other.workers.skill, first.workers.skill)
        assert initial_trust(6, 5, other.tables.trust) == initial_trust(6, 5, first.tables.trust)
    assert len({str(world.cases.stage.tolist()) for world in seen}) == len(seen)


def test_neighbours_met_together_begin_as_each_alone(small: Scenario) -> None:
    table, room = simulate(small, 6).world.tables.trust, new_circles()
    own_trust = new_residents(100).own_trust
    ensure_trust(6, 37, own_trust, table, room.fours, room.begin)
    assert own_trust[32:48].tolist() == [initial_trust(6, resident, table) for resident in range(32, 48)]
    assert not own_trust[:32].any()
    assert not own_trust[48:].any()


@pytest.mark.parametrize(
    ("preset", "changes"),
    [
        ("preventive-staffed", {"delivery.relabelled": True}),
        ("preventive-outsourced", {"delivery.relabelled": True}),
        ("reactive-staffed", {"delivery.oversight_attention": 0.9}),
        ("reactive-staffed", {"contracts.result_share": 0.9, "contracts.quality_weight": 0.1}),
        ("preventive-outsourced", {"delivery.temporary_share": 0.7}),
        ("preventive-outsourced", {"delivery.skill_degree": 50}),
        ("reactive-staffed", {"triage.schedule": "routine", "triage.screening_share": 0.0}),
    ],
)
def test_a_lever_that_should_not_matter_changes_no_bit(
    small: Scenario, differences: Differences, preset: str, changes: dict[str, Any]
) -> None:
    base = small.preset(preset)
    if "triage.screening_share" in changes:
        base = base.vary({"triage.screening_share": 0.0})
    assert differences(simulate(base, 3).world, simulate(base.vary(changes), 3).world) == []


@pytest.mark.parametrize(
    ("preset", "changes"),
    [
        ("preventive-staffed", {"triage.screening_share": 0.4}),
        ("preventive-staffed", {"delivery.layers": 2}),
        ("preventive-outsourced", {"contracts.result_share": 0.9}),
    ],
)
def test_a_lever_that_matters_is_seen(
    small: Scenario, differences: Differences, preset: str, changes: dict[str, Any]
) -> None:
    base = small.preset(preset)
    assert "cases.stage" in differences(simulate(base, 3).world, simulate(base.vary(changes), 3).world)


def test_one_more_recurrence_moves_no_other_draw(small: Scenario) -> None:
    plain, forced = Run(small, 9), Run(small, 9)
    for run in (plain, forced):
        run.advance(100)
    cases, used = forced.world.cases, int(forced.world.clock.cases[0])
    healed = np.flatnonzero((cases.stage[:used] == Stage.RESOLVED) & (cases.recurrence_day[:used] < 0))
    row = int(healed[0])
    cases.recurrence_day[row] = 105
    schedule_event(forced.world.calendar.recurrence, cases.next_recurrence, 105, row)
    for run in (plain, forced):
        run.advance(run.days)
    with_it, without = potentials(forced.world), potentials(plain.world)
    assert int(cases.key[row]) + 1 in set(with_it) - set(without)
    both = set(with_it) & set(without)
    assert len(both) >= len(without) - 5
    assert all(with_it[key][1:] == without[key][1:] for key in both if key % 256 == 0)
    assert roots(forced.world) == roots(plain.world)
    # Its row shifts all later ones: keys, not rows, keep the draws apart.
    assert int(forced.world.clock.cases[0]) > int(plain.world.clock.cases[0])
