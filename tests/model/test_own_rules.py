"""Rules of one's own: the same bits whoever drives, the books straight, keys that tell, and clear refusals."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.agents.residents import trust_changes
from model.community_model import CommunityModel
from model.contradictions.cases import Stage
from model.own_rules import Rules, case_count
from model.scenario import Scenario, ScenarioError
from model.series import Series
from model.simulate import Run, simulate

Differences = Callable[[Any, Any], list[str]]
ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
EXAMPLES = ROOT / "docs" / "examples"
# Every tool: plants, eases, resolves, records, moves trust both ways, adds visits, spends, remembers.
EVERY_TOOL = '''
from huajie.rules import (Channel, add_visits, case_count, draw, ease, is_hidden, is_known, lever, move_trust, plant,
                          record, recorded_in, resolve, spend)

OFTEN = lever("often", 0.05, 0.0, 1.0, unit="chance", help="How often it acts.")
HARDLY = lever("hardly", 0.5, 0.1, 3.0, unit="factor", help="On hours still to do.")

def before_day(here):
    """Do a little of everything."""
    often = here.levers[OFTEN]
    here.memory[0] += recorded_in(here, 7)
    if here.day % 3 == 0:
        plant(here, 0, here.day % here.buildings.latent.size, here.day % 7, 0.5, 20.0)
    spend(here, 1.5)
    add_visits(here, 1, 0.25)
    move_trust(here, here.day % 40, 0.2)
    move_trust(here, 700, -0.1)
    for row in range(case_count(here)):
        u = draw(here, 0, here.cases.key[row])
        if is_hidden(here, row):
            if u < often:
                record(here, row, Channel.REPORT)
            elif u > 1.0 - often:
                resolve(here, row, Channel.PATROL)
        elif is_known(here, row) and u < often:
            ease(here, row, here.levers[HARDLY])
'''


@pytest.fixture(scope="module")
def place(small: Scenario) -> Scenario:
    """The small place for 60 days."""
    return small.vary({"place.days": 60, "place.burn_in_days": 20})


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rules]:
    """The examples, and a rule that uses every tool."""
    file = tmp_path_factory.mktemp("rules") / "every_tool.py"
    file.write_text(EVERY_TOOL)
    return {path.stem: Rules.load(path) for path in (*sorted(EXAMPLES.glob("*.py")), file)}


@pytest.mark.verify
def test_both_drives_give_the_same_bits(place: Scenario, rules: dict[str, Rules], differences: Differences) -> None:
    plain = simulate(place, 3).world
    for name, each in rules.items():
        scenario = place.with_rules(each)
        model = CommunityModel(scenario=scenario, rng=3)
        model.run_model()
        whole = simulate(scenario, 3).world
        assert differences(model.world, whole) == [], name
        assert differences(whole, plain), f"{name} does nothing"


@pytest.mark.verify
def test_compiled_and_plain_rules_agree(
    place: Scenario, rules: dict[str, Rules], fingerprint: Callable[[Any], str]
) -> None:
    tell = (
        "import sys; sys.path.insert(0, 'tests/model'); from conftest import all_columns, SMALL; import hashlib\n"
        "from model.own_rules import Rules; from model.scenario import Scenario; from model.simulate import simulate\n"
        "place = Scenario.load('zhaoshang').vary(SMALL).vary({'place.days': 60, 'place.burn_in_days': 20})\n"
        "for path in sys.argv[1:]:\n"
        "    digest = hashlib.sha256()\n"
        "    for name, column in all_columns(simulate(place.with_rules(Rules.load(path)), 3).world):\n"
        "        digest.update(name.encode() + column.tobytes())\n"
        "    print(digest.hexdigest())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", tell, *(str(each.path) for each in rules.values())],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == [fingerprint(simulate(place.with_rules(each), 3).world) for each in rules.values()]


@pytest.mark.verify
def test_the_books_stay_straight(place: Scenario, rules: dict[str, Rules]) -> None:
    for name, each in rules.items():
        run = Run(place.with_rules(each), 5)
        for day in range(run.days):
            run.advance(day + 1)
            cases, used, series = run.world.cases, int(run.world.clock.cases[0]), run.world.series[: day + 1]
            assert series[:, Series.ARISEN].sum() + series[:, Series.RECURRENCES].sum() == used == cases.at_stage.sum()
            assert np.array_equal(np.bincount(cases.stage[:used], minlength=len(Stage)), cases.at_stage), name
            assert series[:, Series.RECORDED].sum() == (cases.recorded[:used] >= 0).sum(), name
            assert series[:, Series.RESOLVED].sum() == cases.at_stage[Stage.RESOLVED], name
            assert (run.world.workers.list_hours > -1e-9).all()
        assert len(set(cases.key[:used].tolist())) == used, name
        residents, hoods = run.world.residents, run.world.neighbourhoods
        moved = trust_changes(5, residents.own_trust, residents.own_trust.size, run.world.tables.trust)
        community = np.repeat(run.world.buildings.community, moved.size // run.world.buildings.community.size)
        assert np.allclose(np.bincount(community, moved), hoods.trust_change), name


@pytest.mark.verify
def test_a_rule_that_does_nothing_changes_no_bit(place: Scenario, tmp_path: Path, differences: Differences) -> None:
    file = tmp_path / "nothing.py"
    file.write_text("def before_day(here):\n    here.memory[0] += 1.0\n")
    assert differences(simulate(place.with_rules(Rules.load(file)), 3).world, simulate(place, 3).world) == []


def test_the_books_stay_straight_without_the_compiler() -> None:
    """The quick sample: compiling rules takes a minute, running them as plain Python some seconds."""
    words = ["-q", "-m", "verify", "-k", "books_stay_straight and not without", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", __file__, *words], cwd=ROOT, env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.verify
def test_what_a_rule_spends_is_booked(place: Scenario, rules: dict[str, Rules]) -> None:
    spent = simulate(place.with_rules(rules["every_tool"]), 3).daily["spent_yuan"]
    plain = simulate(place, 3).daily["spent_yuan"]
    assert (spent - plain).loc[0] == pytest.approx(1.5) and (spent - plain).loc[-1] == 0.0


def test_an_observer_sees_every_evening_and_writes_nothing(place: Scenario) -> None:
    short, seen = place.vary({"place.days": 12, "place.burn_in_days": 4}), []

    def look(here: Any) -> None:
        seen.append((here.day, here.series[here.today, Series.ARISEN], case_count(here)))
        with pytest.raises(ValueError, match="read-only"):
            here.cases.severity[0] = 1.0

    outcome = simulate(short, 3, each_day=look)
    assert [day for day, _, _ in seen] == list(range(12)) and seen[-1][2] == len(outcome.cases)
    assert [arisen for _, arisen, _ in seen] == outcome.daily["arisen"].loc[0:].tolist()
    assert outcome.scalars() == pytest.approx(simulate(short, 3).scalars(), nan_ok=True, rel=0.0, abs=0.0)
    whole, seen[:] = list(seen), []
    CommunityModel(scenario=short, rng=3, each_day=look).run_model()
    assert seen == whole


def test_keys_tell_source_and_levers_but_no_remark(place: Scenario, rules: dict[str, Rules], tmp_path: Path) -> None:
    hotline, file = rules["hotline"], tmp_path / "hotline.py"
    source = hotline.path.read_text()
    plain = place.with_rules(hotline).canonical()
    assert plain != place.canonical() and place.with_rules(hotline).with_rules(None).canonical() == place.canonical()
    file.write_text(source.replace('"""Start a campaign', '"""Begin a campaign') + "\n# a remark\n")
    assert place.with_rules(Rules.load(file)).canonical() == plain
    file.write_text(source.replace("DAYS, YUAN_PER_DAY, LAST_DAY = 28,", "DAYS, YUAN_PER_DAY, LAST_DAY = 14,"))
    assert place.with_rules(Rules.load(file)).canonical() != plain
    lower = place.with_rules(hotline).vary({"rules.threshold": 0.2, "place.days": 61})
    assert lower.value("rules.threshold") == 0.2 and lower.canonical() != plain
    assert pickle.loads(pickle.dumps(lower)).canonical() == lower.canonical()
    assert lower.without_reforms().preset("reactive-staffed").value("rules.threshold") == 0.2


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import os\n\ndef before_day(here):\n    pass\n", "imports 'os' in line 1; allowed"),
        (
            "def before_day(here):\n    here.cases.stage[0] = 10\n",
            r"writes 'here\.cases\.stage\[0\]' in line 2; allowed",
        ),
        ("def before_day(here):\n    here.series[0, 0] += 10\n", "the tools, which keep the books"),
        ("def morning(here):\n    pass\n", "found no function 'before_day'"),
        ("def before_day(here)\n", "no Python in line 1"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, source: str, told: str) -> None:
    file = tmp_path / "wrong.py"
    file.write_text(source)
    with pytest.raises(ScenarioError, match=told):
        Rules.load(file)


def test_wrong_levers_are_explained(place: Scenario, rules: dict[str, Rules]) -> None:
    with pytest.raises(ScenarioError, match=r"did you mean 'rules\.threshold'"):
        place.with_rules(rules["hotline"]).vary({"rules.threshhold": 0.2})
    with pytest.raises(ScenarioError, match=r"rules\.threshold: found 2; allowed: a number from 0 to 1 \(share\)"):
        Rules.load(rules["hotline"].path, threshold=2)
    with pytest.raises(ScenarioError, match=r"unknown lever or parameter 'rules\.threshold'"):
        place.vary({"rules.threshold": 0.2})
