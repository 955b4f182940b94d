"""What counts as better, worse or unclear follows from the samples, over seeds and over worlds."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.findings.changes import AGREEING, GROUPS, beside_sentence, changes, of_group, overrun, worse_sentence
from experiments.labels import LANGUAGES, outcome
from model.outcome_definitions import OUTCOMES

RUNS = 20


def samples(**moved: float) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(1)
    return {name: generator.normal(10.0, 1.0, RUNS) + moved.get(name, 0.0) for name in OUTCOMES}


def test_every_outcome_is_told_and_by_its_better_side() -> None:
    found = changes(samples(), samples(harm_per_10k=5.0, satisfaction=5.0, official_resolution_rate=5.0))
    groups = dict(zip(found["outcome"], found["group"], strict=True))
    assert set(groups) == set(OUTCOMES)
    assert set(groups.values()) <= set(GROUPS)
    assert (groups["harm_per_10k"], groups["satisfaction"]) == ("worse", "better")
    assert groups["official_resolution_rate"] == "neither"
    assert groups["petitions_per_10k"] == "unclear"


def test_a_difference_that_one_seed_makes_is_unclear() -> None:
    before, after = samples(), samples()
    after["harm_per_10k"][0] += 100.0
    assert changes(before, after).set_index("outcome").loc["harm_per_10k", "group"] == "unclear"


@pytest.mark.parametrize(("share", "group"), [(1.0, "worse"), (AGREEING, "worse"), (AGREEING - 0.1, "unclear")])
def test_over_worlds_nine_of_ten_must_agree(share: float, group: str) -> None:
    """However many worlds there are: chance shrinks with runs, what is not known does not."""
    apart = np.where(np.arange(RUNS) < round(share * RUNS), 1.0, -1.0)
    after = {**samples(), "harm_per_10k": samples()["harm_per_10k"] + apart}
    row = changes(samples(), after, over_worlds=True).set_index("outcome").loc["harm_per_10k"]
    assert (row["group"], row["agreeing"]) == (group, pytest.approx(share))


def test_an_undefined_outcome_is_unclear_and_undefined() -> None:
    before, after = samples(), samples()
    before["in_the_bud_rate"][:] = np.nan
    row = changes(before, after).set_index("outcome").loc["in_the_bud_rate"]
    assert (row["group"], row["replications"], row["missing"]) == ("unclear", 0, RUNS)
    assert np.isnan(row["change"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_gets_worse_is_said_with_figures_and_what_does_not_by_name(language: str) -> None:
    found = changes(samples(), samples(window_wait_hours=5.0))
    said = worse_sentence(found, "A", "B", language)
    assert outcome("window_wait_hours", language).lower() in said.lower()
    assert "→" in said
    still = beside_sentence(found, of_group(found, "worse"), language)
    assert outcome("satisfaction", language).lower() in still.lower()
    assert outcome("window_wait_hours", language).lower() not in still.lower()
    nothing = worse_sentence(changes(samples(), samples()), "A", "B", language)
    assert "→" not in nothing


def test_an_arm_in_no_steady_state_is_known() -> None:
    assert overrun({"stationary": np.array([1.0, 0.0, 0.0, 1.0])})
    assert not overrun({"stationary": np.array([1.0, 1.0, 1.0, 1.0, 0.0])})
