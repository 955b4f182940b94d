"""The core holds what it promises: draws, bits, conservation, money, queueing theory, clear errors."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from experiments.statistics import interval
from model.community_model import CommunityModel
from model.draws import Purpose, philox, uniforms
from model.scenario import PRESETS, Scenario, ScenarioError, scenario_folder
from model.scenario.budget import ledger
from model.simulate import Run, simulate
from tools.golden import all_columns

SMALL = {
    "format": 1,
    "place": {"communities": 2, "grids": 6, "days": 500, "burn_in_days": 60},
    "budget": {"yearly_yuan": 5_200_000.0},
}
ZHAOSHANG = scenario_folder() / "zhaoshang.toml"


def equal(one, other) -> list[str]:
    """The names of the columns that differ."""
    ours, theirs = dict(all_columns(one)), dict(all_columns(other))
    return [name for name in ours if not np.array_equal(ours[name], theirs[name], equal_nan=True)]


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_known_answers_of_random123(counter, key, expected):
    words = philox(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == expected


def test_a_draw_is_a_function_of_its_names():
    assert uniforms(7, Purpose.REPORT, 11, 13) == uniforms(7, Purpose.REPORT, 11, 13)
    others = [
        uniforms(8, Purpose.REPORT, 11, 13),
        uniforms(7, Purpose.STREET, 11, 13),
        uniforms(7, Purpose.REPORT, 12, 13),
    ]
    assert all(other != uniforms(7, Purpose.REPORT, 11, 13) for other in others)


def test_the_two_drives_agree_to_the_bit_on_every_column_after_730_days():
    scenario = Scenario.load(ZHAOSHANG)
    model = CommunityModel(scenario=scenario, rng=3)
    while model.running:
        model.step()
    outcome = simulate(scenario, 3)
    assert model.steps >= 730
    assert equal(model.world, outcome.world) == []
    assert np.array_equal(list(model.outcome().scalars().values()), list(outcome.scalars().values()), equal_nan=True)


def test_writing_an_agents_attribute_changes_what_follows():
    scenario = Scenario(SMALL)
    plain, changed = CommunityModel(scenario=scenario, rng=1), CommunityModel(scenario=scenario, rng=1)
    for kind, agents in changed.agents_by_type.items():
        if kind.__name__ == "GridWorker":
            for agent in agents:
                agent.skill = 0.5
    for _ in range(400):
        plain.step()
        changed.step()
    assert plain.world.series[:400].sum() != changed.world.series[:400].sum()


HASH = """
import hashlib
from model.scenario import Scenario
from model.simulate import simulate
from tools.golden import all_columns
data = {"format": 1, "place": {"communities": 1, "grids": 3, "days": 90, "burn_in_days": 30},
        "budget": {"yearly_yuan": 4_400_000.0}}
digest = hashlib.sha256()
for preset in ("preventive-outsourced", "reactive-staffed"):
    for name, column in all_columns(simulate(Scenario(data).preset(preset), 5).world):
        digest.update(name.encode() + column.tobytes())
print(digest.hexdigest())
"""


def test_compiled_and_plain_python_agree_to_the_bit():
    def run(jit_off: str) -> str:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": jit_off}
        return subprocess.run(
            [sys.executable, "-c", HASH], capture_output=True, text=True, check=True, env=environment, timeout=300
        ).stdout

    assert run("0") == run("1")


def test_two_threads_give_the_bits_of_one():
    scenario = Scenario(SMALL)
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda seed: simulate(scenario, seed), range(6)))
    for seed, outcome in enumerate(together):
        assert equal(outcome.world, simulate(scenario, seed).world) == []


@pytest.mark.parametrize("preset", list(PRESETS))
def test_nothing_is_dropped_on_any_day(preset):
    run = Run(Scenario(SMALL).preset(preset), 2)
    for day in range(0, run.days, 7):
        run.advance(day)
        rows = int(run.world.clock.cases[0])
        counted = np.bincount(run.world.cases.stage[:rows], minlength=13)
        assert np.array_equal(counted, run.world.cases.at_stage)
        assert counted.sum() == run.world.series[:, :2].sum()


def test_tables_that_must_grow_keep_the_bits(monkeypatch):
    expected = simulate(Scenario(SMALL), 4).scalars()
    monkeypatch.setattr("model.world._room", lambda count: 64 if count < 20_000 else 128)
    grown = simulate(Scenario(SMALL), 4).scalars()
    assert np.array_equal(list(expected.values()), list(grown.values()), equal_nan=True)


def test_policies_meet_the_same_storms_people_and_arrivals():
    reactive, preventive = (simulate(Scenario(SMALL).preset(name), 6) for name in ("reactive-staffed", CASE))
    assert np.array_equal(reactive.world.clock.storm_days, preventive.world.clock.storm_days)
    roots = [outcome.cases[outcome.cases.generation == 0].set_index("key") for outcome in (reactive, preventive)]
    for column in ("severity", "hours", "resident", "domain", "contested", "beyond", "ignition_day", "lapse_day"):
        assert roots[0][column].equals(roots[1][column]), column
    assert reactive.recurrences != preventive.recurrences


CASE = "preventive-outsourced"


def test_a_label_changes_no_bit():
    scenario = Scenario(SMALL).preset("reactive-staffed")
    relabelled = simulate(scenario.vary({"delivery.relabelled": True}), 1)
    assert equal(simulate(scenario, 1).world, relabelled.world) == []


@pytest.mark.parametrize("preset", list(PRESETS))
def test_the_ledger_sums_to_the_budget_and_no_more_is_spent(preset):
    scenario = Scenario.load(ZHAOSHANG).preset(preset)
    assert sum(ledger(scenario).values()) == pytest.approx(scenario.budget.yearly_yuan, rel=1e-12)
    assert simulate(scenario, 1).spent_yuan <= 2 * scenario.budget.yearly_yuan * (1 + 1e-9)


def test_caught_share_is_the_race_of_exponential_clocks():
    """Memoryless ignition against a patrol that finds: caught = rρ/(rρ + μ)."""
    place = {"communities": 2, "grids": 40, "days": 730, "burn_in_days": 0}
    data = {
        "format": 1,
        "place": place,
        "arising": {"per_grid_day": 0.2},
        "ignition": {"shape": 1.0, "reference_severity": 0.5},
        "severity": {"alpha": 20.0, "beta": 20.0},
        "lapse": {"rate": 0.0},
        "neighbours": {"settle_share": 0.0},
        "detection": {
            "report_rate": 0.0, "false_alarm_probability": 0.0, "fatigue_loss": 0.0, "check_hours": 0.5,
            "behind_doors_share": 0.0,
        },
        "grid_workers": {"skill_sd": 0.0, "turnover": 0.0},
        "domain": {"urban_services": {"weather_sensitive": False}},
        "triage": {"mode": "preventive", "targeting": 0.0, "household_survey": False, "recording_standard": 0.0},
    }  # fmt: skip
    scenario = Scenario(data)
    cases = [simulate(scenario, seed).cases for seed in range(1, 9)]
    visits = 1.5 / 40  # a building a day
    shares, expected = [], []
    for frame in cases:
        born = frame[(frame.generation == 0) & (frame.arisen < 100)]
        first = born[["recorded", "incident"]].min(axis=1)
        assert first.notna().mean() > 0.9
        ended = born[first.notna()]
        shares.append((ended.channel == "patrol").mean())
        delays = {"population": 500, "social_affairs": 160, "urban_services": 200, "civil_affairs": 300,
                  "health": 300, "culture": 500, "security": 180}  # fmt: skip
        hazard = ended.severity / (0.5 * ended.domain.astype(str).map(delays))
        expected.append((0.6 * visits / (0.6 * visits + hazard)).mean())
    difference = interval(np.array(shares) - np.array(expected), 0.999)
    print(f"caught {np.mean(shares):.3f}, theory {np.mean(expected):.3f}")
    assert difference.low < 0.01 and difference.high > -0.01


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ("empty",)),
        ("format = 1\nthis is not toml", ("TOML",)),
        ("[place]\ndays = 10", ("format",)),
        ("format = 1\n[triage]\nscreening_shar = 0.5", ("screening_shar", "screening_share")),
        ("format = 1\n[triage]\nscreening_share = 1.5", ("triage.screening_share", "1.5", "0 to 1")),
        ("format = 1\n[triage]\nscreening_share = '0.5'", ("triage.screening_share", "'0.5'")),
        ("format = 1\n[triage]\nscreening_share = inf", ("triage.screening_share", "inf")),
        ("format = 1\n[domain.health]\nshare = 0.5", ("share", "sum")),
        ("format = 1\n[place]\nresidents_per_building = 0", ("place.residents_per_building", "0")),
        ("format = 1\n[budget]\nyearly_yuan = 1.0e6", ("budget.yearly_yuan", "short")),
        (
            "format = 1\n[[reform]]\nday = 300\n[[reform]]\nday = 200",
            ("reform.1.day", "200"),
        ),
    ],
)
def test_a_wrong_file_is_one_clear_message(tmp_path, text, words):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        Scenario.load(path)
    assert "mine.toml" in str(error.value)
    for word in words:
        assert word in str(error.value)


def test_a_missing_file_and_a_wrong_seed_are_said(tmp_path):
    with pytest.raises(ScenarioError, match="no such file"):
        Scenario.load(tmp_path / "none.toml")
    with pytest.raises(ValueError, match="seed"):
        simulate(Scenario(SMALL), -1)


def test_another_mode_brings_its_whole_bundle_and_leaves_what_was_set_otherwise():
    """A preset writes its levers out; naming another mode must not silently change nothing."""
    reactive = Scenario(SMALL).preset("reactive-staffed")
    other = reactive.vary({"triage.mode": "preventive", "delivery.mode": "outsourced"})
    assert other.canonical() == reactive.preset("preventive-outsourced").canonical()
    own = reactive.vary({"triage.screening_share": 0.3}).vary({"triage.mode": "preventive"})
    assert own.triage.screening_share == 0.3
    assert own.triage.queue == "expected_harm"
    assert reactive.vary({"triage.mode": "preventive", "triage.targeting": 0.0}).triage.targeting == 0.0
