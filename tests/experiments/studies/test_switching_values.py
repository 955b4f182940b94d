"""Where an assumption turns a comparison round: leads that are straight lines known in advance."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from experiments.runs.plan import Range
from experiments.studies.comparison import Comparison
from experiments.studies.switching_values import COLUMNS, SwitchingValues, _rows, ends_plan
from model.scenario import Scenario

NOISE = np.array([-0.01, 0.01, -0.005, 0.005])
ASSUMED = {"flips.high": 2.0, "flips.low": 2.0, "narrows": 2.0, "stays": 2.0, "reverses": 2.0}
# The leader's mean lead at the low and the high end of each range, which reach from 1 to 5; as assumed it is 0.2.
LEADS = {
    "flips.high": (0.3, -0.1),
    "flips.low": (-0.4, 0.5),
    "narrows": (0.2, 0.002),
    "stays": (0.1, 0.9),
    "reverses": (-0.2, -0.6),
}


def rows(base: float = 0.2) -> dict[str, dict[str, Any]]:
    """What is found for each parameter when the leader leads by `base` as assumed."""
    ranges = tuple(Range(path, 1.0, 5.0) for path in LEADS)
    samples = {f"rival {path} {end}": 0.3 - NOISE for path in LEADS for end in ("low", "high")}
    for path, leads in LEADS.items():
        samples |= {
            f"leader {path} {end}": 0.3 + NOISE + lead for end, lead in zip(("low", "high"), leads, strict=True)
        }
    measured = {"leader": 0.5 + base + NOISE, "rival": np.full(4, 0.5)}
    comparison = SimpleNamespace(
        samples=lambda policy, outcome: measured[policy], scenario=SimpleNamespace(value=ASSUMED.__getitem__)
    )
    found = _rows(cast("Comparison", comparison), samples, "leader", "rival", ranges)
    return {row["parameter"]: row for row in found}


def test_leads_stand_at_their_own_end() -> None:
    for path, row in rows().items():
        assert (row["at_low"], row["at_high"]) == pytest.approx(LEADS[path])
        assert (row["at_base"], row["low_value"], row["high_value"]) == (pytest.approx(0.2), 1.0, 5.0)
        assert set(row) == set(COLUMNS) and row["rival"] == "rival"


def test_a_lead_crosses_zero_where_a_straight_line_does() -> None:
    """From 0.2 at 2 to −0.1 at 5: at 4. From 0.2 at 2 to −0.4 at 1: at 5/3. Of two ends that flip, the low one is told."""
    found = {path: row["flips_at"] for path, row in rows().items()}
    assert found["flips.high"] == pytest.approx(4.0)
    assert found["flips.low"] == pytest.approx(2.0 - 1.0 / 3.0)
    assert found["reverses"] == pytest.approx(1.5)
    assert math.isnan(found["narrows"]) and math.isnan(found["stays"])


def test_a_lead_that_is_none_as_assumed_flips_there() -> None:
    assert rows(base=-0.05)["flips.high"]["flips_at"] == 2.0


def test_it_is_open_where_no_interval_tells_who_leads() -> None:
    """A lead of 0.002 with a spread of seeds of ±0.02 is none; one that the rival has clearly is no open question."""
    found = {path: row["open_at"] for path, row in rows().items()}
    assert found.pop("narrows") == 5.0
    assert all(math.isnan(each) for each in found.values())


def test_an_end_whose_lead_is_lost_but_not_clearly_is_open_and_flips_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LEADS, "narrows", (0.2, -0.002))
    found = rows()["narrows"]
    assert found["at_high"] < 0.0 and found["open_at"] == 5.0 and math.isnan(found["flips_at"])


def test_the_largest_swing_comes_first() -> None:
    import pandas

    found = SwitchingValues("leader", pandas.DataFrame(rows().values(), columns=COLUMNS), cast("Any", None))
    assert found.rivals() == ["rival"]
    assert list(found.against("rival")["parameter"]) == ["flips.low", "stays", "flips.high", "reverses", "narrows"]


def test_every_policy_is_run_at_both_ends_on_the_first_seeds(small: Scenario) -> None:
    levers = {"a": {"triage.mode": "reactive"}, "b": {"triage.mode": "preventive"}}
    points = [SimpleNamespace(label=name, levers=given) for name, given in levers.items()]
    compared = SimpleNamespace(points=points, seeds=tuple(range(1, 11)), scenario=small, world_of=None)
    plan = ends_plan(cast("Any", compared), ("a", "b"), (Range("residents.trust_alpha", 4.0, 9.0),))
    assert plan.seeds == (1, 2, 3, 4) and plan.keep_refused
    assert [(point.label, point.levers["residents.trust_alpha"], point.levers["triage.mode"]) for point in plan.points] == [
        ("a residents.trust_alpha low", 4.0, "reactive"), ("b residents.trust_alpha low", 4.0, "preventive"),
        ("a residents.trust_alpha high", 9.0, "reactive"), ("b residents.trust_alpha high", 9.0, "preventive"),
    ]  # fmt: skip
