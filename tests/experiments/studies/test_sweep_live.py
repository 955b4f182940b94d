"""A sweep while it runs: what it shows rests on whole seeds, and stopping early leaves an answer that holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.findings.verdict import sweep_verdict
from experiments.labels import text
from experiments.reports.folders import live_sweep
from experiments.runs import execution as plan_result
from experiments.runs.engine import Figures, Progress, Simulate
from experiments.runs.execution import Options, PlanResult, run_plan
from experiments.runs.plan import Plan
from experiments.studies.sweep import Sweep
from model.scenario import Scenario

Plans = Callable[..., Plan]
SHARES = [0.1, 0.3, 0.5]


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts are written and curves shown after every run."""
    monkeypatch.setattr("experiments.runs.engine.FLUSH_ROWS", 1)
    monkeypatch.setattr(plan_result, "SHOWN_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(plan_result, "SHOWING_SHARE", 1e9)


def test_what_is_shown_has_every_point_at_every_seed(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    shown: list[PlanResult] = []
    options = Options(workers=2, store=tmp_path, simulate=stand_in, on_balanced=shown.append)
    done = run_plan(plan_of(SHARES, 8), options)
    counts = [each.replications for each in shown]
    assert counts == sorted(counts)
    assert 1 <= counts[0] < 8
    for each in shown:
        assert len(each.rows) == each.replications * len(SHARES)
        assert each.rows["status"].notna().all()
    last = shown[-1].rows
    assert last.equals(done.rows[done.rows["seed"].isin(last["seed"])])


def test_stopping_early_leaves_curves_of_balanced_pairs(
    tmp_path: Path, plan_of: Plans, stand_in: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_result, "SHOWN_EVERY_SECONDS", 1e9)

    def stop(progress: Progress) -> None:
        if progress.computed >= 10:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    options = Options(
        workers=1, store=out / "store", simulate=stand_in, on_progress=stop, on_balanced=live_sweep(out, "en")
    )
    with pytest.raises(KeyboardInterrupt):
        run_plan(plan_of(SHARES, 20), options)
    curves = pd.read_csv(out / "tables" / "curves.csv")
    official = curves[curves["outcome"] == "official_resolution_rate"]
    assert official["triage.screening_share"].tolist() == SHARES
    assert official["replications"].nunique() == 1
    assert 3 <= official["replications"].iloc[0] < 20
    assert {"report.html", "pictures", "tables", "store"} <= {path.name for path in out.iterdir()}
    assert (out / "pictures" / "resolution-rates.png").is_file()
    assert not list(out.glob(".*")), "what was written aside is gone"
    rests = official["replications"].iloc[0] * len(SHARES)
    made = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (made["runs"]["total"], made["runs"]["planned"], made["finished"]) == (rests, 20 * len(SHARES), False)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f"rests on {rests} of 60 planned runs; the same command computes the rest" in page
    assert text("report.reproduce.unfinished", "en") in page and text("report.reproduce.intro", "en") not in page
    live_sweep(out, "en")(run_plan(plan_of(SHARES, 20), replace(options, on_balanced=None, on_progress=lambda _: None)))
    whole = (out / "report.html").read_text(encoding="utf-8")
    assert "planned runs" not in whole and text("report.reproduce.intro", "en") in whole
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["finished"]


def test_a_failed_run_is_shown_as_missing(tmp_path: Path, plan_of: Plans, stand_in: Simulate) -> None:
    def brittle(scenario: Scenario, seed: int) -> Figures:
        if seed == 2:
            raise ArithmeticError
        return stand_in(scenario, seed)

    shown: list[PlanResult] = []
    run_plan(plan_of(SHARES, 3), Options(store=tmp_path, simulate=brittle, on_balanced=shown.append))
    assert len(shown[-1].failures) == 3
    told = sweep_verdict(Sweep(shown[-1].plan.scenario, shown[-1]), "en")
    assert any(sentence.startswith("3 of 9 runs failed") for sentence in told)
