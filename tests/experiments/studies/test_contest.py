"""The contest finds what wins and says what doesn't; the shipped places have the winners that their cards claim."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.findings.verdict import CRITERIA
from experiments.reports.contest_files import MADE_BY, file_name, renew_tables, write_scenarios
from experiments.runs.plan import PlanError
from experiments.studies.contest import CONTESTANTS, HIGH, LOW, SCREENING, Contest, _least_low, contest, leads
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario, scenario_folder
from model.simulate import simulate

DUTIES, LAPSE = "grid_workers.other_duties_share", "lapse.rate"
RANGES = {DUTIES: (0.5, 0.9), LAPSE: (0.01, 0.02)}
SHIPPED = [name for name in CONTESTANTS if (scenario_folder() / file_name(name)).exists()]


class Figures(dict[str, float]):
    def scalars(self) -> dict[str, float]:
        return self


def stand_in(scenario: Scenario, seed: int) -> Figures:
    """Little screening is best where other duties take more than four fifths; the lapse rate decides nothing."""
    screened = float(scenario.triage.screening_share)
    good = (0.8 - float(scenario.value(DUTIES))) * screened + 0.001 * seed % 0.01 + 0.5
    signs = {name: good if OUTCOMES[name].better == "higher" else -good for name in CRITERIA}
    chance = np.random.default_rng([seed, int(100 * screened)]).normal(0.0, 0.001)
    return Figures({**dict.fromkeys(OUTCOMES, 0.5), **{name: value + chance for name, value in signs.items()}})


@pytest.fixture(scope="module")
def found() -> Contest:
    return contest("scenarios/zhaoshang.toml", RANGES, 6, 1, places=8, rounds=1, contestants=(HIGH, LOW),
                   simulate=stand_in)  # fmt: skip


def test_each_winner_has_its_place_and_no_number_is_moved_without_need(found: Contest) -> None:
    assert found.found == (HIGH, LOW)
    assert list(found.settings[LOW]) == [DUTIES]
    assert float(found.settings[LOW][DUTIES]) > 0.8
    assert found.table["wins"].all()
    shares = found.shares.set_index(["contestant", "outcome"])["share"]
    assert shares[HIGH, "all"] + shares[LOW, "all"] == pytest.approx(1.0)


def test_who_wins_nowhere_is_said_to_after_a_further_search() -> None:
    nobody = contest("scenarios/zhaoshang.toml", {LAPSE: (0.01, 0.02)}, 6, 1, places=4, rounds=1,
                     contestants=(LOW,), simulate=stand_in)  # fmt: skip
    assert nobody.found == ()
    assert nobody.sentences[0].startswith("In none of ")
    assert nobody.searched["places"] > nobody.searched["design"] == 4


def test_overrun_units_make_no_place() -> None:
    def overrun(scenario: Scenario, seed: int) -> Figures:
        return Figures({**stand_in(scenario, seed), "unit_utilisation": 0.99})

    lost = contest("scenarios/zhaoshang.toml", RANGES, 3, 1, places=4, rounds=1, contestants=(HIGH,), simulate=overrun)
    assert lost.found == ()


def test_files_keep_the_words_that_people_wrote(found: Contest, tmp_path: Path) -> None:
    path = tmp_path / file_name(LOW)
    path.write_text('format = 1\n[place]\ntitle_en = "Mine"\n[info.en]\nwhat = "A place."\n', encoding="utf-8")
    uneven = {
        **found.settings,
        LOW: {**found.settings[LOW], "place.community_log_sd": 0.5},
    }  # beside the titles of [place]
    assert path in write_scenarios(replace(found, settings=uneven), tmp_path)
    written = Scenario.load(path)
    assert written.place.community_log_sd == 0.5
    assert (written.place.title_en, written.file.info.en.what) == ("Mine", "A place.")
    assert written.value(DUTIES) == found.settings[LOW][DUTIES]
    assert written.organisations.initial_capability == found.scenario.organisations.initial_capability


def test_tables_go_between_the_marks_or_nowhere(found: Contest, tmp_path: Path) -> None:
    path = tmp_path / "findings.md"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(PlanError, match="lacks the marks"):
        renew_tables(found, path)
    path.write_text(f"a\n<!-- begin: written by {MADE_BY} -->\n<!-- end: written by {MADE_BY} -->\nb", encoding="utf-8")
    renew_tables(found, path)
    assert f"`{DUTIES}`" in path.read_text(encoding="utf-8")


def figures(name: str, seeds: range) -> np.ndarray:
    """A shipped place under its contestant and the rivals, shape (1, policies, criteria, seeds)."""
    place = Scenario.load(scenario_folder() / file_name(name))
    policies = [place.vary(CONTESTANTS[each].levers) for each in (name, *CONTESTANTS[name].rivals)]
    runs = [[simulate(policy, seed) for seed in seeds] for policy in policies]
    return np.array([[[[getattr(run, each) for run in row] for each in CRITERIA] for row in runs]])


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_places_have_their_winner_on_a_few_seeds(name: str) -> None:
    """On average over three seeds ahead of every rival on every criterion; intervals are the long test's."""
    ahead = leads(figures(name, range(31, 34)), (name, *CONTESTANTS[name].rivals), name)
    assert (ahead.mean(axis=3) > 0.0).all(), ahead.mean(axis=3)


@pytest.mark.verify
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_places_have_their_winner_on_many_seeds(name: str) -> None:
    ahead = leads(figures(name, range(31, 61)), (name, *CONTESTANTS[name].rivals), name)
    print(name, ahead.mean(axis=3))
    assert _least_low(ahead[0]) > 0.0


def test_screening_alone_is_the_only_difference_of_the_duel() -> None:
    high, low = CONTESTANTS[HIGH].levers, CONTESTANTS[LOW].levers
    assert [path for path in high if high[path] != low[path]] == [SCREENING]


def test_the_winners_of_the_findings_are_shipped() -> None:
    """docs/background/findings.md says who was found where; what it does not name is shipped nowhere."""
    written = (scenario_folder().parent / "docs" / "background" / "findings.md").read_text(encoding="utf-8")
    assert LOW in SHIPPED
    assert [name for name in CONTESTANTS if f"`scenarios/{file_name(name)}`" in written] == SHIPPED
