"""The Mesa face: agents are rows, writing counts, Mesa's own tools work, nothing is kept alive."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

from model.community_model import (
    Committee,
    CommunityModel,
    Council,
    DeliveryUnit,
    GridWorker,
    SocialOrganisation,
)
from model.scenario import Scenario, ScenarioError
from model.simulate import simulate

Differences = Callable[[Any, Any], list[str]]


@pytest.fixture
def model(small: Scenario) -> CommunityModel:
    """The small place on the morning of day 0, seed 3."""
    return CommunityModel(scenario=small, rng=3)


def test_every_kind_of_agent_is_registered(model: CommunityModel) -> None:
    counts = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert counts[GridWorker] == 6 and counts[Committee] == 6
    assert counts[Council] == 2 and counts[DeliveryUnit] == 4
    assert counts[SocialOrganisation] == model.world.organisations.used[0] >= 60
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)


def test_new_organisations_appear_as_they_register(model: CommunityModel) -> None:
    before = len(model.agents_by_type[SocialOrganisation])
    while not model.finished:
        model.step()
        assert len(model.agents_by_type[SocialOrganisation]) == model.world.organisations.used[0]
    assert len(model.agents_by_type[SocialOrganisation]) > before
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)


def test_an_attribute_is_the_column(model: CommunityModel) -> None:
    worker = next(iter(model.agents_by_type[GridWorker]))
    worker.skill = 0.25
    assert model.world.workers.skill[worker.row] == worker.skill == 0.25
    model.world.workers.skill[worker.row] = 0.75
    assert worker.skill == 0.75


def test_writing_changes_what_follows(small: Scenario, differences: Differences) -> None:
    untouched, blind = CommunityModel(scenario=small, rng=3), CommunityModel(scenario=small, rng=3)
    model_finds = []
    for worker in blind.agents_by_type[GridWorker]:
        worker.skill = 0.0
    for each in (untouched, blind):
        for _ in range(60):
            each.step()
        model_finds.append(sum(case.channel == "patrol" and case.recorded_day >= 0 for case in each.contradictions()))
    assert model_finds[0] > 5 and model_finds[1] == 0
    assert "cases.stage" in differences(untouched.world, blind.world)


def test_writing_what_is_there_changes_nothing(small: Scenario, differences: Differences) -> None:
    model = CommunityModel(scenario=small, rng=3)
    while not model.finished:
        for worker in model.agents_by_type[GridWorker]:
            worker.skill, worker.leaves_day = worker.skill, worker.leaves_day
        model.step()
    assert differences(model.world, simulate(small, 3).world) == []


@pytest.mark.parametrize(
    ("attribute", "value", "error"),
    [
        ("leavers", 3, AttributeError), ("skill", "high", TypeError), ("skill", float("nan"), ValueError),
        ("skill", -0.1, ValueError), ("use", 1.1, ValueError), ("visit_credit", 1e17, ValueError),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(
    model: CommunityModel, attribute: str, value: Any, error: type[Exception]
) -> None:
    worker = next(iter(model.agents_by_type[GridWorker]))
    with pytest.raises(error, match=f"GridWorker.{attribute}"):
        setattr(worker, attribute, value)


def test_a_row_cannot_be_removed(model: CommunityModel) -> None:
    worker = next(iter(model.agents_by_type[GridWorker]))
    with pytest.raises(TypeError, match="row of the model's columns"):
        worker.remove()
    with pytest.raises(TypeError, match="cannot be removed"):
        model.remove_all_agents()
    assert worker in model.agents


def test_residents_are_views_on_demand(model: CommunityModel) -> None:
    assert len(model.residents()) == 1_200
    assert {resident.grid for resident in model.residents(grid=2)} == {2}
    assert {resident.building for resident in model.residents(building=13)} == {13}
    resident = model.resident(700)
    resident.trust, resident.grievance = 0.9, 0.4
    assert (resident.trust, resident.grievance) == (pytest.approx(0.9), 0.4)
    assert resident.community == 1
    with pytest.raises(IndexError, match="1199"):
        model.resident(1_200)


def test_a_residents_view_reads_what_the_rules_feel(small: Scenario) -> None:
    """Events give trust to all, the elderly university shortens grievance: the view shows both."""
    model = CommunityModel(
        scenario=small.vary({"partners.programmes_yuan": 400_000.0, "units.requests_per_resident_year": 0.0}), rng=3
    )
    for _ in range(60):
        model.step()
    hoods, resident = model.world.neighbourhoods, model.resident(7)
    assert hoods.event_gain[resident.community] > 0.003
    common = hoods.event_gain[resident.community] - hoods.window_loss[resident.community]
    assert resident.trust == pytest.approx(resident.own_trust + common)
    lowest = hoods.event_gain[resident.community] - hoods.window_loss[resident.community]
    for impossible in (0.0, -0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match=r"Resident\.trust: found .*; allowed: 0\.00\d+ to 1 "):
            resident.trust = impossible
    for written in (lowest, 0.8, 1.0):
        resident.trust, resident.grievance = written, 1.0
        assert resident.trust == pytest.approx(written)
        assert 0.0 <= resident.own_trust <= 1.0
    for _ in range(30):
        model.world.residents.grievance_day[7] -= 1
    assert resident.grievance < 0.5 ** (30 / small.residents.grievance_half_life_days)


def test_contradictions_are_found_by_key(model: CommunityModel) -> None:
    for _ in range(20):
        model.step()
    latent = model.contradictions("latent")
    assert len(latent) == model.world.cases.at_stage[0] > 0
    assert model.contradiction(latent[-1].key).row == latent[-1].row
    with pytest.raises(AttributeError, match="cannot be written"):
        latent[0].stage = "resolved"
    with pytest.raises(KeyError, match="has arisen"):
        model.contradiction(12)


def test_the_collector_holds_the_day_and_at_last_the_outcomes(model: CommunityModel, small: Scenario) -> None:
    while not model.finished:
        model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    outcome = simulate(small, 3)
    assert len(frame) == small.place.days + 1
    assert np.array_equal(frame["recorded"].to_numpy()[1:], outcome.daily.loc[0:, "recorded"].to_numpy())
    assert frame["final_recorded"].isna().sum() == small.place.days
    assert frame["final_recorded"].iloc[-1] == outcome.recorded
    steps = model.day
    model.step()
    assert (model.running, model.day) == (False, steps)


def test_mesa_batch_run_varies_levers(small: Scenario) -> None:
    levers = {"triage__screening_share": [0.1, 0.5], "scenario": small}
    if hasattr(mesa.Model, "scenario"):  # 3.5 hands seeds over apart
        rows = mesa.batch_run(CommunityModel, levers, rng=[1, 2], display_progress=False)
    else:
        rows = mesa.batch_run(CommunityModel, {**levers, "rng": [1, 2]}, display_progress=False)
    told = {(row["triage__screening_share"], row["rng"]): row["final_recorded"] for row in rows}
    assert told == {
        (share, seed): simulate(small.vary({"triage.screening_share": share}), seed).recorded
        for share in (0.1, 0.5)
        for seed in (1, 2)
    }


def test_a_misspelt_lever_is_explained(small: Scenario) -> None:
    with pytest.raises(ScenarioError, match="screening_share"):
        CommunityModel(scenario=small, rng=1, triage__screening_shar=0.1)
    with pytest.raises(ScenarioError, match="did you mean 'rng'"):
        CommunityModel(scenario=small, seed=1)


def test_the_seed_is_recorded_and_replays(small: Scenario, differences: Differences) -> None:
    drawn = CommunityModel(scenario=small)
    assert drawn.seed_used != CommunityModel(scenario=small).seed_used
    assert differences(drawn.world, CommunityModel(scenario=small, rng=drawn.seed_used).world) == []
    generators = [CommunityModel(scenario=small, rng=np.random.default_rng(5)).seed_used for _ in range(2)]
    assert generators[0] == generators[1]
    for wrong in (-1, True, "one"):
        with pytest.raises(ValueError, match="found"):
            CommunityModel(scenario=small, rng=wrong)


def test_a_dropped_model_is_freed(small: Scenario) -> None:
    model = CommunityModel(scenario=small, rng=1)
    for _ in range(90):
        model.step()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
