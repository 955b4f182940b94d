"""No figure is silently wrong: what was collected stays, what cannot be is refused, one name means one thing."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest

from model.community_model import CommunityModel, GridWorker, SocialOrganisation
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario
from model.series import Series
from model.simulate import simulate


@pytest.fixture
def model(small: Scenario) -> CommunityModel:
    """The small place on the morning of day 0, seed 3."""
    return CommunityModel(scenario=small.vary({"place.days": 40}), rng=3)


def test_the_final_outcome_waits_for_the_last_day(model: CommunityModel) -> None:
    with pytest.raises(RuntimeError, match="found day 0 of 40; allowed: after the last day"):
        _ = model.final
    model.run_model()
    assert (model.steps, model.running) == (
        41,
        False,
    )  # one step beyond the last day ends the run, as batch_run reads rows
    assert str(model.final.scalars()) == str(simulate(model.case, 3).scalars())


def test_an_outcome_of_a_day_stays_as_it_is(model: CommunityModel) -> None:
    for _ in range(10):
        model.step()
    early = model.outcome()
    figures = str(early.scalars())
    expected_cases, expected_days = int(model.world.clock.cases[0]), model.today
    model.run_model()
    assert model.world.clock.cases[0] > expected_cases
    assert (len(early.cases), len(early.daily)) == (expected_cases, expected_days)
    assert str(early.scalars()) == figures
    assert early.cases["recorded"].notna().sum() >= early.recorded


def test_collected_arrays_keep_the_value_of_their_day(small: Scenario) -> None:
    year = small.vary({"place.days": 100})
    model = CommunityModel(scenario=year, rng=3)
    model.datacollector = mesa.DataCollector(agenttype_reporters={SocialOrganisation: {"capability": "capability"}})
    truth = []
    for _ in range(100):
        model.step()
        model.datacollector.collect(model)
        truth.append(model.world.organisations.capability[: model.world.organisations.used[0]].copy())
    frame = model.datacollector.get_agenttype_vars_dataframe(SocialOrganisation)
    collected = [np.array(list(rows["capability"])) for _, rows in frame.groupby(level=0)]
    assert any(not np.array_equal(truth[0], later[: len(truth[0])]) for later in truth), "capability never moved"
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(collected, truth, strict=True))


def test_no_element_is_written_past_the_checks(model: CommunityModel) -> None:
    organisation = next(iter(model.agents_by_type[SocialOrganisation]))
    for value in (7.5, float("nan"), 0.5):
        with pytest.raises(ValueError, match="read-only"):
            organisation.effort[0] = value
    halves = np.full(organisation.effort.shape, 0.5)
    organisation.effort = halves
    assert np.array_equal(organisation.effort, halves)


def test_every_agent_has_a_number_of_its_own(model: CommunityModel) -> None:
    class Volunteer(mesa.Agent):
        """A user's own agent."""

    for _ in range(4):
        Volunteer(model)
        model.step()
    numbers = [agent.unique_id for agent in model.agents]
    assert len(set(numbers)) == len(numbers)


def test_a_row_is_registered_once(model: CommunityModel) -> None:
    organisations = model.agents_by_type[SocialOrganisation]
    organisations.discard(list(organisations)[-1])
    model.step()
    rows = [agent.row for agent in model.agents_by_type[SocialOrganisation]]
    assert len(set(rows)) == len(rows)
    for row in (0, 999):
        with pytest.raises(IndexError, match=f"GridWorker: found row {row}"):
            GridWorker(model, row)


def test_a_typo_on_an_agent_is_an_error(model: CommunityModel) -> None:
    worker = next(iter(model.agents_by_type[GridWorker]))
    with pytest.raises(AttributeError, match="no attribute 'skil' \\(did you mean 'skill'\\?\\)"):
        worker.skil = 0.0
    with pytest.raises(AttributeError, match="did you mean 'trust'"):
        model.resident(3).trusts = 0.5
    with pytest.raises(AttributeError, match="no attribute 'skil'"):
        model.agents_by_type[GridWorker].set("skil", 0.0)


def test_the_seed_of_a_run_cannot_be_reset(model: CommunityModel) -> None:
    with pytest.raises(RuntimeError, match="make a new CommunityModel"):
        model.reset_rng(5)


def test_a_scenario_never_changes(small: Scenario) -> None:
    before = small.canonical()
    small.data["place"]["days"] = 10
    with pytest.raises(AttributeError, match="never changes"):
        small.triage = None
    with pytest.raises(AttributeError, match="never changes"):
        small.path = None
    for change in (
        lambda: small.arising.weekday_factors.__setitem__(0, 9.0),
        lambda: small.file.storm_days.append(3),
        lambda: small.file.worlds.plausible.update({"place.days": [1.0, 2.0]}),
    ):
        with pytest.raises(TypeError, match="never changes"):
            change()
    for same in (copy.deepcopy(small), pickle.loads(pickle.dumps(small)), small.vary({})):
        assert same.canonical() == before
    assert repr(small) == repr(small.vary({})) != repr(small.vary({"place.days": 60}))


def test_one_name_means_one_thing() -> None:
    """A daily series and an outcome of the same name are a flow and its sum, or a state and its mean."""
    shared = {series.name.lower() for series in Series} & set(OUTCOMES)
    assert shared == {
        "arisen",
        "recurrences",
        "recorded",
        "resolved",
        "false_alarms",
        "spent_yuan",
        "mean_trust",
        "left_off_record",
    }


def test_shared_names_agree(small: Scenario) -> None:
    outcome = simulate(small, 3)
    window = outcome.daily.loc[0:]
    assert window["false_alarms"].sum() == outcome.false_alarms
    assert window["mean_trust"].mean() == pytest.approx(outcome.mean_trust)
    assert window["satisfaction_total"].sum() / window["closures"].sum() == pytest.approx(outcome.satisfaction)
