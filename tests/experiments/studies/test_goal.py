"""Searches for a target on functions whose answer is known, and on none where there is none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from experiments.labels import LANGUAGES
from experiments.runs.plan import PlanError
from experiments.studies.goal import Goal, bound_of, goal, range_around, read_target
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

SHARE = "triage.screening_share"


@dataclass
class Figures:
    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


def falling(scenario: Scenario, seed: int, least: float = 0.0) -> Figures:
    """Harm falls along the screening share and with programmes, by the same share under every seed; no lower than `least`."""
    relief = 0.5 * scenario.triage.screening_share + scenario.partners.programmes_yuan / 4e6
    harm = max(least, 1.0 - relief) * (10.0 + seed % 7)
    return Figures({**dict.fromkeys(OUTCOMES, 0.5), "harm_per_10k": harm, "window_wait_hours": relief})


def found_by(
    small: Scenario, *by: str, target: str = "harm_per_10k=-20%", least: float = 0.0, trials: int = 25
) -> Goal:
    return goal(small, target, by, 4, 1, trials=trials, simulate=partial(falling, least=least))


@pytest.fixture(scope="module")
def fifth(small: Scenario) -> Goal:
    """A fifth less: 1 − 0.05 − s/2 = 0.8 × (1 − 0.05 − 0.25) at s = 0.78."""
    return found_by(small, SHARE)


def test_the_root_of_a_known_line_is_found(fifth: Goal) -> None:
    assert fifth.found is not None
    share = float(fifth.found[SHARE])
    assert 0.78 <= share <= 0.79
    assert fifth.confirmed
    assert len(fifth.table) <= 22


def test_the_table_says_which_points_reach_it(fifth: Goal) -> None:
    assert (fifth.table["reached"] == (fifth.table[SHARE] >= 0.78 - 1e-9)).all()
    json.dumps(fifth.to_dict(), allow_nan=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_shown_and_drawn_in_both_languages(fifth: Goal, language: str) -> None:
    assert all(fifth.told(language))
    assert fifth.picture(language).png().startswith(b"\x89PNG")
    assert all(len(frame) for frame in fifth.shown(language).values())


def test_a_target_out_of_reach_is_told_so(small: Scenario) -> None:
    missed = found_by(small, SHARE, target="harm_per_10k=-50%", least=0.5)
    assert missed.found is None
    assert missed.sentences[0].startswith("Not within these ranges")


def test_whole_numbers_are_halved_to_the_least(small: Scenario) -> None:
    reached = goal(small, "harm_per_10k=3.5", ["organisations.tender_days=0:120"], 3, 1, simulate=by_days)
    assert reached.found == {"organisations.tender_days": 34}, "35 / 10 and the seeds' part miss it"


def by_days(scenario: Scenario, seed: int) -> Figures:
    """Harm is the days of a tender over ten, and a little of the seed, less than half a day's worth."""
    return Figures(
        {**dict.fromkeys(OUTCOMES, 0.5), "harm_per_10k": scenario.organisations.tender_days / 10 + seed % 3 / 50}
    )


def test_the_cheapest_mix_takes_the_lever_that_costs_nothing(small: Scenario) -> None:
    mix = found_by(small, f"{SHARE}=0.5:1", "partners.programmes_yuan=200000:1400000")
    assert mix.found is not None
    row = mix.table[mix.table["reached"]].sort_values("yuan").iloc[0]
    assert mix.found["partners.programmes_yuan"] == row["partners.programmes_yuan"]
    assert float(row["yuan"]) <= 300_000.0, "money alone would need 640,000 a year"


def test_a_limit_is_kept(small: Scenario) -> None:
    by = ["partners.programmes_yuan=200000:1400000"]
    kept = goal(small, "harm_per_10k=-20%", by, 4, 1, at_most=["partners.programmes_yuan=500000"], simulate=falling)
    assert kept.found is None


def test_confidence_widens_what_counts_as_missed() -> None:
    misses = np.array([-1.0, 0.5, -0.2, -0.4])
    assert bound_of(misses, 0.6) < bound_of(misses, 0.95)
    assert np.isnan(bound_of(misses[:1], 0.9))


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("harm_per_10k", "--target: found 'harm_per_10k'; allowed: outcome=value"),
        ("harm=-50%", "--target: found 'harm'"),
        ("spent_yuan=-5%", "neither better high nor low"),
        ("harm_per_10k=half", "allowed: outcome=value"),
    ],
)
def test_targets_that_cannot_be_meant_are_refused(word: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        read_target(word)


def test_a_range_is_taken_around_the_present_value(small: Scenario) -> None:
    assert (range_around(SHARE, small).low, range_around(SHARE, small).high) == (0.0, 1.0)
    assert range_around("partners.programmes_yuan", small).high == 600_000.0
    with pytest.raises(PlanError, match=r"--by: found 'triage\.queue', a choice; allowed: numbers"):
        range_around("triage.queue", small)
