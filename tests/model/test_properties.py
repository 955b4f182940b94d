"""What holds in every scenario, whatever its numbers: drawn from the declarations, lived day by day.

A place is tiny, so that thousands of them are lived in minutes; everything else ranges as declared.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from model.contradictions.cases import Stage
from model.outcome_definitions import OUTCOMES
from model.scenario import Declaration, Scenario, ScenarioError
from model.scenario.budget import ledger, named_lines
from model.scenario.levers import LEVERS, PRESETS
from model.scenario.parameters import DOMAIN_NAMES, PARAMETERS
from model.series import Series
from model.simulate import Outcome, Run, max_lines_of, timeline

Values = Mapping[str, Any]
DECLARED: dict[str, Declaration] = {**LEVERS, **PARAMETERS}
# What decides how long a run takes; all other ranges are the declared ones.
TINY = {
    "place.days": 40,
    "place.burn_in_days": 15,
    "place.grids": 4,
    "place.communities": 4,
    "place.buildings_per_grid": 3,
    "place.residents_per_building": 6,
    "arising.per_grid_day": 3.0,
    **{f"domain.{name}.items": 30 for name in DOMAIN_NAMES},
}
MAX_POSTS = 6
MANY_LINES = 200
# Long enough for a review of contracts, and a contract year after it.
LONG = 740
# Parts of a whole: drawn as weights and scaled to a sum of 1.
WHOLES = (
    ("place.owner_share", "place.tenant_share", "place.migrant_share"),
    ("contracts.records_weight", "contracts.inspection_weight", "contracts.survey_weight"),
    tuple(f"domain.{name}.share" for name in DOMAIN_NAMES),
)
TOGETHER = {path for whole in WHOLES for path in whole} | {"budget.yearly_yuan"}
NAMES_OF_OPEN = [name.name.lower() for name in Series if name.name.startswith("OPEN_")]
CENTRE_STAGES = range(Stage.INTAKE, Stage.DISTRICT + 1)

few = settings(max_examples=20, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
thousands = settings(max_examples=3_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def value_of(declared: Declaration) -> st.SearchStrategy[Any]:
    """Any allowed value of a lever or parameter; bounds and default come often."""
    if declared.kind == "choice":
        return st.sampled_from(declared.choices)
    if declared.kind == "bool":
        return st.booleans()
    low, high = declared.low, TINY.get(declared.path, declared.high)
    if declared.kind == "int":
        return st.integers(int(low or 0), int(high or 0))
    within = min(declared.default, high)
    return st.sampled_from((within, float(low or 0), float(high or 0))) | st.floats(low, high)


@st.composite
def some_of(draw: Callable[..., Any], paths: list[str], most: int) -> dict[str, Any]:
    """Values for a few of the paths."""
    chosen = draw(st.lists(st.sampled_from(paths), max_size=most, unique=True))
    return {path: draw(value_of(DECLARED[path])) for path in chosen}


@st.composite
def parts_of_wholes(draw: Callable[..., Any]) -> dict[str, float]:
    """Shares that sum to 1; some are nothing."""
    values: dict[str, float] = {}
    for whole in WHOLES:
        weights = draw(st.lists(st.integers(0, 5), min_size=len(whole), max_size=len(whole)))
        weights[0] += not any(weights)
        values |= {path: weight / sum(weights) for path, weight in zip(whole, weights, strict=True)}
    return values


@st.composite
def scenarios(draw: Callable[..., Any]) -> Scenario:
    """A valid scenario: a tiny place, a policy, reforms, planted cases and storms, and money for all of it."""
    place = {path: draw(value_of(DECLARED[path])) for path in TINY if path.startswith("place.")}
    place["place.days"] = draw(st.sampled_from([place["place.days"]] * 9 + [LONG]))
    place["place.communities"] = min(place["place.communities"], place["place.grids"])
    rest = sorted(set(PARAMETERS) - set(place) - TOGETHER)
    policy = draw(st.sampled_from([{}, *PRESETS.values()]))
    changes = {"arising.per_grid_day": 1.0, **policy, **draw(some_of(rest, 12)), **draw(some_of(sorted(LEVERS), 8))}
    data: dict[str, Any] = {"format": 1, "budget": {"yearly_yuan": 1e12}}
    last = place["place.days"] - 1
    data["storm_days"] = draw(st.lists(st.integers(0, last), max_size=3))
    data["planted"] = draw(st.lists(planted(place["place.grids"], last), max_size=2, unique_by=lambda one: one["name"]))
    levers = sorted(set(LEVERS) - TOGETHER)
    days = sorted(draw(st.sets(st.integers(0, last), max_size=2)))
    data["reform"] = [{"day": day, "set": draw(some_of(levers, 4))} for day in days]
    try:
        rich = Scenario(data).vary({**place, **changes, **(draw(parts_of_wholes()))})
        tiny = paid(rich, draw(st.sampled_from((0.0, 1.0)) | st.floats(0, MAX_POSTS)))
    except ScenarioError:
        assume(False)
        raise
    # Posts at a yuan a year come by the million, and each is a line: a run would last hours.
    assume(max_lines_of(timeline(tiny)) <= MANY_LINES)
    return tiny


@st.composite
def planted(draw: Callable[..., Any], grids: int, last: int) -> dict[str, Any]:
    """A planted case."""
    return {
        "name": draw(st.sampled_from("abc")),
        "day": draw(st.integers(0, last)),
        "grid": draw(st.integers(0, grids - 1)),
        "domain": draw(st.sampled_from(DOMAIN_NAMES)),
        "severity": draw(st.floats(0, 1)),
        "delay_days": draw(st.floats(0.1, 10_000)),
    }


def paid(rich: Scenario, posts: float) -> Scenario:
    """The scenario with as much money as its dearest policy names, and so many posts a community beside."""
    policies = [stretch.scenario for stretch in timeline(rich)]
    named = max(sum(named_lines(each).values()) for each in policies)
    wage = max(rich.staff.permanent.wage_yuan, rich.organisations.post_yuan, 1.0)
    return rich.vary({"budget.yearly_yuan": min(1e12, named * (1 + 1e-12) + posts * rich.place.communities * wage)})


SEEDS = st.integers(0, 2**63 - 1)


def lived(scenario: Scenario, seed: int) -> Run:
    """A run lived to its end, looked at every evening."""
    run = Run(scenario, seed)
    for day in range(run.days):
        run.advance(day + 1)
        assert_conserved(run)
        assert_lists_add_up(run)
    return run


def assert_conserved(run: Run) -> None:
    """All that arose is latent, lapsed, open, resolved or failed; flows and states agree."""
    cases, used = run.world.cases, int(run.world.clock.cases[0])
    flows = run.world.series[: run.today].sum(axis=0)
    assert used == flows[Series.ARISEN] + flows[Series.RECURRENCES] == cases.at_stage.sum()
    assert np.array_equal(np.bincount(cases.stage[:used], minlength=len(Stage)), cases.at_stage)
    ends = {Stage.RESOLVED: Series.RESOLVED, Stage.FAILED: Series.FAILED, Stage.LAPSED: Series.LAPSED}
    assert {stage: cases.at_stage[stage] for stage in ends} == {stage: flows[flow] for stage, flow in ends.items()}
    evening = run.world.series[run.today - 1]
    known = sum(evening[Series[name.upper()]] for name in NAMES_OF_OPEN)
    assert known == sum(cases.at_stage[stage] for stage in CENTRE_STAGES)
    by_officials = flows[Series.RESOLVED] - flows[Series.SETTLED_BY_RESIDENTS]
    assert flows[Series.RECORDED] == known + by_officials + flows[Series.FAILED]


def assert_lists_add_up(run: Run) -> None:
    """Hours on the workers' lists are those of the cases on them; nothing is owed below nothing."""
    cases, workers, used = run.world.cases, run.world.workers, int(run.world.clock.cases[0])
    assert (cases.hours_left[:used] >= 0).all()
    alarm = run.scenario.detection.false_alarm_hours
    for grid in range(workers.head.size):
        hours, row = workers.alarm_hours_left[grid] + max(0, workers.alarms[grid] - 1) * alarm, workers.head[grid]
        hours = hours if workers.alarms[grid] else 0.0
        while row >= 0:
            hours += cases.hours_left[row] + cases.alarms_behind[row] * alarm
            row = cases.next_in_queue[row]
        assert workers.list_hours[grid] == pytest.approx(hours, rel=1e-6, abs=1e-6)


def assert_sound(run: Run) -> None:
    """Days in order, feelings and rates within their bounds, undefined where nothing is to be divided."""
    cases, used, series = run.world.cases, int(run.world.clock.cases[0]), run.world.series
    assert np.isfinite(series).all() and (series >= 0).all()
    assert ((series[:, Series.MEAN_TRUST] >= 0) & (series[:, Series.MEAN_TRUST] <= 1)).all()
    assert (series[:, Series.UNIT_BUSY_HOURS] <= series[:, Series.UNIT_HOURS] * (1 + 1e-9) + 1e-6).all()
    assert (series[:, Series.SATISFACTION] <= series[:, Series.CLOSURES] + 1e-9).all()
    known, shut = cases.recorded[:used], cases.closed[:used]
    assert (known[known >= 0] >= cases.arisen[:used][known >= 0]).all()
    assert (shut[shut >= 0] >= np.maximum(cases.arisen[:used], known)[shut >= 0]).all()
    assert (cases.ignition_day[:used] > cases.arisen[:used]).all()
    assert len(set(cases.key[:used].tolist())) == used
    parents = cases.parent[:used][cases.parent[:used] >= 0]
    assert cases.bad[parents].all() and (cases.stage[parents] == Stage.RESOLVED).all()
    organisations = run.world.organisations
    held = np.bincount(
        run.world.units.organisation[run.world.units.organisation >= 0], minlength=organisations.contracts.size
    )
    assert np.array_equal(held, organisations.contracts)
    assert (organisations.capability >= 0).all() and (organisations.capability <= 1).all()
    assert_honest(run)


def assert_honest(run: Run) -> None:
    """Outcomes keep to their declared bounds, and one without a denominator is undefined, never 0."""
    outcome = Outcome(run.scenario, run.seed, run.world)
    figures = outcome.scalars()
    for name, value in figures.items():
        low, high = OUTCOMES[name].low, OUTCOMES[name].high
        assert math.isnan(value) or low is None or value >= low - 1e-12, name
        assert math.isnan(value) or high is None or value <= high + 1e-12, name
        assert not math.isinf(value), name
    window = outcome.daily.loc[0:]
    wholes = {
        "official_resolution_rate": figures["recorded"],
        "self_resolved_of_recorded": figures["recorded"],
        "self_resolved_of_resolved": figures["resolved"],
        "hidden_share": figures["arisen"],
        "satisfaction": window["closures"].sum(),
        "window_wait_hours": window["requests_served"].sum() + window["requests_left"].sum(),
        "unserved_share": window["requests_served"].sum() + window["requests_unserved"].sum(),
        "unit_utilisation": window["unit_hours"].sum(),
    }
    assert {name: math.isnan(figures[name]) for name in wholes} == {
        name: not whole > 0 for name, whole in wholes.items()
    }


def assert_within_budget(run: Run) -> None:
    """Up to no evening has more been spent than the days' share of the budget."""
    spent = np.cumsum(run.world.series[:, Series.SPENT_YUAN])
    granted = run.scenario.budget.yearly_yuan / 365 * np.arange(1, run.days + 1)
    assert (spent <= granted * (1 + 1e-9) + 1e-6).all()


def assert_all(scenario: Scenario, seed: int) -> None:
    """Everything that holds in every scenario."""
    for stretch in timeline(scenario):
        lines = ledger(stretch.scenario)
        assert min(lines.values()) >= 0
        assert sum(lines.values()) == pytest.approx(scenario.budget.yearly_yuan)
    run = lived(scenario, seed)
    assert_sound(run)
    assert_within_budget(run)


@few
@given(scenarios(), SEEDS)
def test_every_scenario_keeps_its_books(scenario: Scenario, seed: int) -> None:
    note(f"seed {seed}: {scenario.data}")
    assert_all(scenario, seed)


@pytest.mark.verify
@thousands
@given(scenarios(), SEEDS)
def test_thousands_of_scenarios_keep_their_books(scenario: Scenario, seed: int) -> None:
    note(f"seed {seed}: {scenario.data}")
    assert_all(scenario, seed)


SMALL_TOWN = {
    "place.communities": 2, "place.grids": 4, "place.buildings_per_grid": 4, "place.residents_per_building": 5,
    "place.days": 400, "place.burn_in_days": 20, "staffing.street_posts": 1, "budget.yearly_yuan": 4_000_000.0,
    "arising.per_grid_day": 0.3, "organisations.initial_capability": 0.85,
}  # fmt: skip


def every_domain(name: str, value: Any) -> dict[str, Any]:
    return {f"domain.{domain}.{name}": value for domain in DOMAIN_NAMES}


EXTREMES: dict[str, dict[str, Any]] = {
    "no hours of grid workers": {"grid_workers.hours_per_day": 0.0},
    "nothing but other duties": {"grid_workers.other_duties_share": 1.0},
    "no contradictions": {"arising.per_grid_day": 0.0},
    "next to no expected work": {
        "units.requests_per_resident_year": sys.float_info.min,
        "units.expected_unit_fraction": 0.0,
    },
    "days that next to never differ": {"arising.day_overdispersion": 2.3e-311},
    "one resident": {f"place.{n}": 1 for n in ("communities", "grids", "buildings_per_grid", "residents_per_building")},
    "one day": {"place.days": 1, "place.burn_in_days": 0},
    "all contested": {"work.contested_slope": 10.0, "severity.alpha": 20.0, **every_domain("contested_base", 1.0)},
    "all beyond authority": {"work.beyond_slope": 10.0, "severity.alpha": 20.0, **every_domain("beyond_base", 1.0)},
    "no street, no agenda": {"staffing.street_posts": 0, "committees.slots_per_meeting": 0.0},
    "all ignites at once": every_domain("ignition_days", 0.1),
    "nothing ignites": every_domain("ignition_days", 1e6),
    "a storm every day": {"ignition.storm_probability_wet": 1.0, "ignition.storm_probability_dry": 1.0},
    "no trust": {"residents.trust_alpha": 0.2, "residents.trust_beta": 500.0},
    "everybody leaves": {"grid_workers.turnover": 5.0, "staff.permanent.turnover": 5.0, "organisations.turnover": 5.0},
    "ten years": {"place.days": 3_650},
}


@pytest.mark.parametrize("policy", ["reactive-staffed", "preventive-outsourced"])
@pytest.mark.parametrize("extreme", EXTREMES)
def test_extremes_neither_crash_nor_lie(extreme: str, policy: str) -> None:
    assert_all(Scenario({"format": 1}).vary(SMALL_TOWN).preset(policy).vary(EXTREMES[extreme]), 1)


def test_more_desks_than_a_run_can_have_are_refused() -> None:
    cheap = Scenario({"format": 1}).preset("preventive-outsourced").vary({"organisations.post_yuan": 1.0})
    with pytest.raises(ScenarioError, match=r"budget\.yearly_yuan: buys .* posts in one unit"):
        Run(cheap, 1)


TOO_MUCH: dict[str, tuple[dict[str, Any], str]] = {
    "contradictions": (
        {"place.grids": 20_000, "place.communities": 1, "place.buildings_per_grid": 1, "arising.per_grid_day": 20.0,
         "staff.permanent.wage_yuan": 1e6, "staff.temporary.wage_yuan": 1e6},
        r"arising\.per_grid_day: needs a table of [\d,]+ GB; allowed: at most 8",
    ),
    "desks": (
        {"place.grids": 500, "place.communities": 500, "staff.permanent.wage_yuan": 200.0,
         "delivery.temporary_share": 0.0},
        r"budget\.yearly_yuan: needs a table of",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_no_machine_holds_is_refused_by_name(what: str) -> None:
    changes, words = TOO_MUCH[what]
    rich = Scenario({"format": 1, "budget": {"yearly_yuan": 3e9}}).preset("preventive-staffed")
    scenario = rich.vary({"place.days": 3_000, **changes})
    with pytest.raises(ScenarioError, match=words):
        Run(scenario, 1)


def test_a_table_that_grows_too_large_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    crowded = Scenario({"format": 1}).vary({
        **SMALL_TOWN, "units.request_hours": 20.0, "units.requests_per_resident_year": 50.0, "place.buildings_per_grid": 40,
        "units.patience_minutes": 0.1, "units.return_share": 0.99,
    })  # fmt: skip
    monkeypatch.setattr("model.limits.GIGABYTE", 10_000)
    monkeypatch.setattr("model.world.check_table", lambda *_: None)
    with pytest.raises(ScenarioError, match=r"units\.requests_per_resident_year: needs a table"):
        lived(crowded, 1)
    monkeypatch.undo()
    monkeypatch.setattr("model.world.new_requests", out_of_memory)
    with pytest.raises(ScenarioError, match="place: this machine has too little memory"):
        Run(crowded, 1)


def out_of_memory(*_: Any) -> Any:
    raise MemoryError


def test_more_births_in_a_grid_and_day_than_keys_can_name_are_refused() -> None:
    one = {**SMALL_TOWN, "place.grids": 2, "place.days": 3, "place.burn_in_days": 0, "arising.per_grid_day": 20.0}
    data = {"format": 1, "arising": {"weekday_factors": [7.0] * 7, "month_factors": [100.0] * 12, "grid_log_sd": 0.0}}
    run = Run(Scenario(data).vary(one), 1)
    run.advance(run.days)
    assert_sound(run)
    data["arising"] |= {"weekday_factors": [9.0] * 7}  # type: ignore[operator]
    with pytest.raises(ScenarioError, match=r"arising\.per_grid_day: brings up to 19,.* at most 16,384"):
        Run(Scenario(data).vary(one), 1)


def test_dear_temporary_staff_who_become_permanent_leave_room_for_all_whom_their_money_buys() -> None:
    run = Run(Scenario({"format": 1}).preset("preventive-staffed").vary({
        **SMALL_TOWN, "delivery.temporary_share": 1.0, "staff.temporary.wage_yuan": 400_000.0,
        "staff.permanent.wage_yuan": 60_000.0, "temporary_staff.conversion_share": 1.0,
    }), 1)  # fmt: skip
    run.advance(run.days)
    units = run.world.units
    assert units.temporary[0] == 0.0 and units.posts[0] > 2 * run.stretches[-1].plan.staffed_posts
    present = 1.0 - run.scenario.units.other_duties_share
    assert units.lines[0] == int(units.posts[0] * present + 0.5)


def test_without_any_capacity_nothing_is_resolved_and_it_shows() -> None:
    idle = Scenario({"format": 1, "budget": {"yearly_yuan": 1e12}}).preset("reactive-staffed").vary({
        **SMALL_TOWN, "budget.yearly_yuan": 1e12, "grid_workers.hours_per_day": 0.0, "staffing.street_posts": 0,
    })  # fmt: skip
    run = lived(idle.vary({"budget.yearly_yuan": sum(named_lines(idle).values())}), 1)
    assert_sound(run)
    figures = Outcome(run.scenario, run.seed, run.world).scalars()
    assert figures["recorded"] > 0 and figures["official_resolution_rate"] == 0.0
    assert math.isnan(figures["median_days_to_resolution"]) and math.isnan(figures["self_resolved_of_resolved"])
    assert math.isnan(figures["satisfaction"]) and figures["unserved_share"] == 1.0


@pytest.mark.parametrize(
    "grids",
    [20, pytest.param(2_000, marks=pytest.mark.verify)],
    ids=["a million residents", "the largest place allowed"],
)
def test_a_very_large_place(grids: int) -> None:
    people = 50_000 if grids == 20 else 10_000
    scenario = Scenario({"format": 1}).vary({
        "place.grids": grids, "place.communities": 20, "place.buildings_per_grid": people // 100,
        "place.residents_per_building": 100, "place.days": 3, "place.burn_in_days": 0, "budget.yearly_yuan": 1e9,
    })  # fmt: skip
    run = Run(scenario, 1)
    run.advance(run.days)
    assert run.world.residents.grievance.size == grids * people
    assert_conserved(run)
    assert_honest(run)
