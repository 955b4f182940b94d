"""Outcomes of one's own: counted from the run, part of its key, refused where they make no sense."""

from __future__ import annotations

import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.runs.execution import Options, RunsFailedWarning
from experiments.runs.own_outcomes import OwnOutcome
from experiments.runs.plan import PlanError
from experiments.studies.comparison import compare
from experiments.studies.robustness import robust
from experiments.studies.sensitivity import sensitivity
from experiments.studies.sweep import sweep
from model.scenario import Scenario

SCREENING = "triage.screening_share"
POLICIES = {"little": {SCREENING: 0.1}, "much": {SCREENING: 0.6}}


class Counted:
    """A run whose figures are the screening share and the seed, with a case table of one column."""

    def __init__(self, share: float, seed: int) -> None:
        self.seed = seed
        self._values = {"arisen": 10.0, "recorded": 10.0 * share, "official_resolution_rate": share}
        self.open_days = [share * 100.0, seed]

    def scalars(self) -> dict[str, float]:
        from model.outcome_definitions import OUTCOMES

        return dict.fromkeys(OUTCOMES, 0.5) | self._values


def stands_in(scenario: Scenario, seed: int) -> Any:
    """In place of the model."""
    return Counted(scenario.triage.screening_share, seed)


def longest(run: Any) -> float:
    """A figure that only the run itself tells."""
    return max(run.open_days)


def with_bug(run: Any) -> float:
    """A figure with a mistake in it."""
    return run.no_such_thing


OWN = {"longest": OwnOutcome(longest, better="lower"), "found": "recorded / arisen", "twice": "found * 2 - found / 0.5"}


def test_compare_and_sweep_show_them_beside_the_models(small: Scenario) -> None:
    found = compare(
        small, 3, 1, policies=POLICIES, world="assumed", outcomes=OWN | {"one": lambda run: 1.0}, simulate=stands_in
    )
    means = found.table.set_index(["policy", "outcome"])["mean"]
    assert [means["little", name] for name in ("longest", "found", "twice")] == [10.0, pytest.approx(0.1), 0.0]
    assert found.differences.set_index("outcome").loc["longest", "mean"] == 50.0
    assert set(found.ranking["outcome"]) >= {"longest"} and "found" not in set(found.ranking["outcome"])
    assert found.runs[SCREENING].tolist() == [0.1, 0.6] * 3 and found.runs["found"].tolist() == [0.1, 0.6] * 3
    assert pickle.loads(pickle.dumps(found)).table.equals(found.table)
    swept = sweep(small, {SCREENING: [0.1, 0.6]}, 2, 1, outcomes=OWN, simulate=stands_in)
    assert swept.table.set_index(["outcome", SCREENING]).loc[("longest", 0.6), "mean"] == 60.0


def test_a_figure_without_a_value_is_missing(small: Scenario) -> None:
    shown = sweep(small, {SCREENING: [0.1]}, 2, 1, outcomes={"none": "recorded / (arisen - 10)"}, simulate=stands_in)
    row = shown.table.set_index("outcome").loc["none"]
    assert math.isnan(row["mean"]) and row["missing"] == 2


def test_the_store_keeps_each_function_apart_and_reuses_expressions(small: Scenario, tmp_path: Path) -> None:
    def computed(own: Any) -> int:
        how: dict[str, Any] = {"outcomes": own, "simulate": stands_in, "store": tmp_path / "store"}
        return sweep(small, {SCREENING: [0.1, 0.6]}, 2, 1, **how).plan_result.progress.computed

    assert computed(None) == 4 and computed({"found": "recorded / arisen"}) == 0
    assert computed({"longest": longest}) == 4 and computed({"longest": longest, "found": "recorded"}) == 0
    with pytest.warns(RunsFailedWarning, match="no_such_thing"):
        assert computed({"longest": with_bug}) == 4  # they fail under a key of their own
    assert computed(None) == 0 and computed({"longest": longest}) == 0


def test_sensitivity_and_robust_are_about_them(small: Scenario) -> None:
    spans = {SCREENING: (0.1, 0.6), "arising.per_grid_day": (0.01, 0.02)}
    found = sensitivity(small, "morris", spans, 2, 1, samples=4, outcomes=OWN | {"arisen": None}, simulate=stands_in)
    assert set(found.table["outcome"]) == {"longest", "found", "twice", "arisen"}
    assert found.table.query("outcome == 'longest'")["parameter"].iloc[0] == SCREENING
    assert np.allclose(found.runs[SCREENING] * 10.0, found.runs["recorded"])
    robustness = robust(small, {"arising.per_grid_day": (0.01, 0.02)}, 2, 1, worlds=2, policies=POLICIES,
                        outcomes={"longest": OWN["longest"], "in_the_bud_rate": None}, simulate=stands_in)  # fmt: skip
    assert robustness.table.set_index(["outcome", "policy"]).loc[("longest", "little"), "wins"] == 1.0
    assert len(robustness.runs) == 8 and {SCREENING, "arising.per_grid_day"} <= set(robustness.runs)
    for language in ("en", "zh"):
        assert "longest" in found.picture(language).alt + robustness.picture(language).alt
    with pytest.raises(PlanError, match="'found' has no better direction"):
        robust(small, {"arising.per_grid_day": (0.01, 0.02)}, 2, 1, worlds=2, outcomes={"found": OWN["found"]})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"harm_per_10k": longest}, "a word that no other figure"),
        ({"two words": longest}, "a word that no other figure"),
        ({"odd": 3}, "a function of a run's Outcome, or an expression"),
        ({"odd": "recorded / arisn"}, r"no figure 'arisn' \(did you mean 'arisen'\?\)"),
        ({"odd": "__import__('os')"}, "allowed: numbers, figures"),
        ({"odd": "recorded /"}, "arithmetic on figures"),
        ({"odd": OwnOutcome(longest, better="more")}, "'higher', 'lower' or None"),
        ([longest], "functions or expressions by name"),
    ],
)
def test_what_is_no_outcome_is_refused(given: Any, told: str) -> None:
    with pytest.raises(PlanError, match=told):
        _ = Options(outcomes=given).own


def test_a_function_that_cannot_travel_is_refused_for_processes() -> None:
    with pytest.raises(PlanError, match="odd: cannot be sent to another process"):
        Options(engine="processes", outcomes={"odd": lambda run: 1.0})
