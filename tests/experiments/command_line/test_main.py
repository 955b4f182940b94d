"""The command line: what it prints where, what it writes, and how it ends."""

from __future__ import annotations

import errno
import html
import itertools
import json
import math
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import tomli_w
from rich.cells import cell_len

from experiments.command_line import main as cli
from experiments.command_line.fitting import SCREEN_LINES
from experiments.command_line.tables import RATES
from experiments.findings.verdict import sweep_verdict
from experiments.labels import outcome, text
from experiments.reports.next_commands import assumptions_command, robust_command
from experiments.runs.manifest import command_line
from experiments.runs.store import open_store
from experiments.studies.comparison import CORNERS, DECIDING, FLAT, POOLED, SINGLE_LEVERS, compare, none_if_nan
from experiments.studies.sweep import sweep
from model.outcome_definitions import OUTCOMES
from model.scenario import LEVERS, Scenario
from model.simulate import simulate

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())


def run(*words: str, expect: int = 0) -> None:
    """Run a command in this process; it must end with the expected code."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert (ended.value.code or 0) == expect


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom experiments.command_line.main import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('numba', 'pandas', 'matplotlib', 'duckdb', 'mesa', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
    assert all(name in done.stdout for name in ("compare", "sweep", "levers", "scenarios", "check", "trace", "query"))
    assert "\x1b" not in done.stdout


def test_check_refuses_a_place_whose_common_start_cannot_be_paid(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its own policy names less than the burn-in of every arm does."""
    from model.scenario.budget import named_lines

    poor = Scenario.load(ROOT / "scenarios" / "zhaoshang.toml").vary(
        {"triage.mode": "reactive", "delivery.mode": "staffed", "partners.committee_attention": 0.0}
    )
    poor = poor.vary({"budget.yearly_yuan": sum(named_lines(poor).values())})
    file = tmp_path / "poor.toml"
    file.write_text(tomli_w.dumps(poor.data), encoding="utf-8")
    run("check", str(file), expect=2)
    assert "yuan short" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        (["compare", "zhaoshang", "--replications", "2", "--no-curves"], "12 runs: 6 points × 2 seeds"),
        (["compare", "zhaoshang", "--replications", "2"], "6 points × 2 seeds and 20 points × 2 seeds"),
        (["compare", "zhaoshang", "--no-curves"], "600 runs: 6 points × 100 seeds"),
        (
            ["compare", "zhaoshang", "--no-curves", "--assumptions", "--world", "assumed"],
            "9 points × 30 seeds and 324 points × 4 seeds",
        ),
        (["sweep", "zhaoshang", "--vary", "lapse.rate", "--design", "sobol", "--samples", "8"], "240 runs"),
    ],
)
def test_a_dry_run_says_what_it_costs_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], runs: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.runs.forecast._timed", lambda *_: 0.5)
    run(*words, "--dry-run")
    told = capsys.readouterr().out
    assert runs in told
    assert "0 are in the store already" in told
    assert " on disk" in told
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_of_an_inquiry_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.runs.forecast._timed", lambda *_: 0.5)
    run("sensitivity", "zhaoshang", "--vary", "lapse.rate", "--samples", "4", "--dry-run")
    run("robust", "zhaoshang", "--vary", "lapse.rate", "--worlds", "4", "--dry-run")
    told = capsys.readouterr().out
    assert "16 runs: 8 points × 4 seeds" in told, "trajectories that meet share their runs"
    assert "60 runs: 20 points × 3 seeds" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["compare", "none.toml"], "no such file"),
        (["sweep", "zhaoshang", "--vary", "triage.screning_share=0:1:3"], "did you mean 'triage.screening_share'"),
        (["sweep", "zhaoshang"], "nothing to sweep"),
        (["sweep", "zhaoshang", "--vary", "triage.screening_share=0:2:3"], "allowed: a number from 0 to 1"),
        (["compare", "zhaoshang", "--replications", "0"], "--replications: found 0"),
        (["compare", "zhaoshang", "--seed", "-1"], "--seed: found -1"),
        (["query", "nowhere", "select 1"], "no store here"),
        (["query", "nowhere", "select 1", "--csv", "--json", "-"], "--csv and --json - were both given"),
        (["sweep", "lamp_post", "--vary", "lapse.rate", "--design", "sobol", "--samples", "7"], "--samples: found 7"),
        (["sweep", "lamp_post", "--vary", "lapse.rate=0.1,0.2", "--samples", "7"], "beside a --design that draws"),
        (["sweep", "lamp_post", "--points", "p.csv", "--design", "lhs"], "--points and --design were both given"),
        (["contest", "lamp_post", "--places", "7"], "--places: found 7"),
        (["contest", "lamp_post", "--findings", "none.md"], "none.md: No such file"),
        (["robust", "lamp_post", "--worlds", "0"], "--worlds: found 0"),
        (["calibrate", "lamp_post", "--seeds", "0"], "--seeds: found 0"),
        (["trace", "zhaoshang", "--case", "lamp"], "no contradiction is planted as 'lamp'"),
        (["check", "none.toml"], "no such file"),
    ],
)
def test_mistakes_end_in_one_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run(*words, expect=2)
    printed = capsys.readouterr()
    assert message in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_compare_writes_pure_json_of_the_promised_shape(
    capsys: pytest.CaptureFixture[str], small_file: Path, small: Scenario, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["compare", str(small_file), "-n", "3", "--json", "-", "--out", str(out), "--workers", "1", "--no-curves"]
    run(*words, "--world", "assumed")
    content = json.loads(capsys.readouterr().out)
    assert (content["scenario"], content["replications"]) == ("small", 3)
    assert list(content["policies"]) == list(CORNERS)
    assert list(content["beside"]) == [POOLED, FLAT, *SINGLE_LEVERS]
    for outcomes in content["policies"].values():
        assert list(outcomes) == list(OUTCOMES)
    for effects in content["effects"].values():
        assert list(effects) == ["triage", "delivery", "interaction"]
    values = [simulate(small.preset("preventive-staffed"), seed).recorded for seed in (1, 2, 3)]
    recorded = content["policies"]["preventive-staffed"]["recorded"]
    assert recorded["mean"] == pytest.approx(sum(values) / 3)
    assert set(recorded) == {"mean", "low", "high"}
    # So few needful roots that the true rate is undefined: null, and in how many runs.
    cell = content["policies"]["reactive-staffed"]["true_resolution_rate"]
    assert cell == {"mean": None, "low": None, "high": None, "missing": 3}
    assert (out / "manifest.json").is_file()
    assert {"comparison.csv", "ledger.csv", "differences.csv", "effects.csv"} <= {
        path.name for path in (out / "tables").iterdir()
    }
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["seeds"] == [1, 2, 3]


def test_sweep_goes_on_from_its_store_and_answers_queries(
    capsys: pytest.CaptureFixture[str], small_file: Path, tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    vary = ["--vary", "triage.screening_share=0:0.8:3", "--vary", "delivery.mode=staffed,outsourced"]
    words = ["sweep", str(small_file), *vary, "-n", "2", "--out", out, "--workers", "1"]
    run(*words, "--dry-run")
    assert "12 runs: 6 points × 2 seeds" in capsys.readouterr().out
    assert not Path(out).exists()
    run(*words, "--json", str(tmp_path / "sweep.json"), "--quiet")
    capsys.readouterr()
    content = json.loads((tmp_path / "sweep.json").read_text())
    assert content["replications"] == 2
    assert [point["levers"] for point in content["points"]][:2] == [
        {"triage.screening_share": 0.0, "delivery.mode": "staffed"},
        {"triage.screening_share": 0.0, "delivery.mode": "outsourced"},
    ]
    assert set(content["points"][0]["outcomes"]) == set(OUTCOMES)
    frame = pd.read_csv(Path(out) / "tables" / "curves.csv")
    assert list(frame.columns[:3]) == ["triage.screening_share", "delivery.mode", "outcome"]
    assert len(frame) == 6 * len(OUTCOMES)
    run(*words, "--dry-run")
    assert "12 are in the store already, 0 are to be computed" in capsys.readouterr().out
    run("query", out, 'select "delivery.mode" as mode, count(*) as n from runs group by 1 order by 1', "--csv")
    assert capsys.readouterr().out == "mode,n\noutsourced,6\nstaffed,6\n"
    run("query", out, "select * from runs order by run_key")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    figures = next(line for line in lines if line.startswith(" official_resolution_rate "))
    assert len(figures.split()) == 1 + 3
    assert "9 more rows; --csv prints all" in "\n".join(lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_comparison_ends_with_a_screen_and_breaks_no_word_at_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = [
        "compare",
        str(small_file),
        "-n",
        "2",
        "--no-curves",
        "--workers",
        "1",
        "--credit",
        "0",
        "--lang",
        language,
    ]
    words += ["--policy", "present", "--policy", "workstation-era", "--policy", "careful: triage.screening_share=30%"]
    words += ["--baseline", "workstation-era", "--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    for more in ([], ["--full"], ["--quiet"]):
        run(*words, *more)
        printed = capsys.readouterr().out
        assert "\x1b" not in printed
        lines = [line for line in printed.splitlines() if str(tmp_path) not in line]
        assert max(map(cell_len, lines)) <= 80
        shown = " ".join(printed.split())
        assert "careful" in shown or "--quiet" in more
        for name in RATES if "--full" in more else ():  # whole words of the heads, wherever they are broken
            assert set(outcome(name, language).split()) <= set(shown.split()) or language == "zh"
    assert len(printed.splitlines()) <= SCREEN_LINES
    assert "report.html" in printed.splitlines()[-1]


def test_levers_lists_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    run("levers")
    printed = capsys.readouterr().out
    assert all(path in printed for path in LEVERS)


def test_check_refuses_what_no_run_could_serve(
    capsys: pytest.CaptureFixture[str], small: Scenario, tmp_path: Path
) -> None:
    rich = Scenario({"format": 1, "budget": {"yearly_yuan": 3e9}}).preset("preventive-staffed")
    crowded = rich.vary({
        "place.grids": 20_000, "place.buildings_per_grid": 1, "place.days": 3_000, "arising.per_grid_day": 20.0,
        "staff.permanent.wage_yuan": 1e6, "staff.temporary.wage_yuan": 1e6,
    })  # fmt: skip
    cheap = small.preset("preventive-outsourced").vary({"organisations.post_yuan": 1.0})
    unservable = {"posts in one unit": cheap, "needs a table of": crowded}
    for told, place in unservable.items():
        file = tmp_path / "unservable.toml"
        file.write_text(tomli_w.dumps(place.data), encoding="utf-8")
        run("check", str(file), expect=2)
        assert told in capsys.readouterr().err


@pytest.mark.parametrize(("language", "told"), [("en", "Stopped."), ("zh", "已停止。")])
def test_ctrl_c_where_nothing_is_stored_is_told_in_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.command_line.tables.lever_table", stop)
    run("levers", "--lang", language, expect=130)
    assert capsys.readouterr().err.strip() == told


def test_check_and_trace_and_scenarios(capsys: pytest.CaptureFixture[str], small_file: Path) -> None:
    run("check", str(small_file))
    assert "is sound" in capsys.readouterr().out
    run("scenarios")
    assert "zhaoshang" in capsys.readouterr().out
    run("trace", str(small_file), "--json", "-")
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["reactive-staffed", "preventive-staffed"]
    assert told["reactive-staffed"][0]["kind"] == "arisen"


def test_replay_is_the_run(capsys: pytest.CaptureFixture[str], small_file: Path, small: Scenario) -> None:
    run("replay", str(small_file), "--seed", "4", "--set", "triage.screening_share=0.2")
    expected = simulate(small.vary({"triage.screening_share": 0.2}), 4).scalars()
    assert json.loads(capsys.readouterr().out) == {name: none_if_nan(value) for name, value in expected.items()}


def test_failed_runs_end_in_three(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path
) -> None:
    def brittle(scenario: Scenario, seed: int) -> object:
        if seed == 2:
            raise FloatingPointError("no such number")
        return simulate(scenario, seed)

    monkeypatch.setattr("experiments.runs.engine.shared_simulate", lambda: brittle)
    run("sweep", str(small_file), "--vary", "delivery.mode=staffed,outsourced", "-n", "2", "--quiet",
        "--out", str(tmp_path), "--workers", "1", expect=3)  # fmt: skip
    assert "replay" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stop", "code", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 2, "cannot be written (No space left on device); what is"),
        (KeyboardInterrupt(), 130, "Stopped."),
    ],
)
def test_what_stops_while_results_are_written_is_told_and_leaves_the_folder_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path,
    stop: BaseException, code: int, told: str,
) -> None:  # fmt: skip
    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}

    def refuse(*_: object) -> None:
        raise stop

    out = tmp_path / "out"
    words = ["sweep", str(small_file), "--vary", "delivery.mode=staffed,outsourced", "--workers", "1", "--quiet",
             "--out", str(out)]  # fmt: skip
    run(*words, "-n", "2")
    whole = files()
    monkeypatch.setattr("experiments.reports.page.write_report", refuse)
    run(*words, "-n", "3", expect=code)
    assert told in capsys.readouterr().err
    assert files() == whole
    assert {path.name for path in out.iterdir() if path.is_dir()} == {"store", "pictures", "tables"}


def test_runs_that_plans_share_are_counted_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path
) -> None:
    """A policy of the comparison is a point of the curves too: neither stored before nor computed twice."""
    monkeypatch.setattr(
        "experiments.reports.folders.CURVE_AXES", ("triage.screening_share=0.3,0.5", "delivery.mode=staffed")
    )
    words = ["compare", str(small_file), "-n", "2", "--workers", "1", "--quiet", "--out", str(tmp_path)]
    for stored in (False, True):
        run(*words)
        found = re.search(r"(\d+) runs: (\d+) in the store already, (\d+) computed", capsys.readouterr().out)
        assert found is not None
        total, reused, computed = map(int, found.groups())
        counts = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["runs"]
        assert (counts["total"], counts["reused"], counts["computed"]) == (total, reused, computed)
        assert total == len(open_store(tmp_path / "store")) < 10 * 2
        assert (reused, computed) == ((total, 0) if stored else (0, total))
    # Whenever they were drawn, the curves stand before the pictures along time.
    shown = re.findall(r'id="picture-([a-z0-9-]+)"', (tmp_path / "report.html").read_text(encoding="utf-8"))
    before_levers = ["effects-2x2", "iceberg", "budget", "resolution-rates", "resolution-by-age", "days"]
    assert shown == before_levers


def test_the_commands_on_a_page_can_be_run_as_they_stand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path
) -> None:
    file, out = tmp_path / "my place.toml", tmp_path / "my results"
    file.write_bytes(small_file.read_bytes())
    words = ["compare", str(file), "-n", "2", "--seed=7", "--workers", "1", "--no-curves", "--quiet", "--out", str(out)]
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    run(*words)
    page = html.unescape((out / "report.html").read_text(encoding="utf-8"))
    same, robust, command = (
        line for line in re.findall(r"<code>(.*?)</code>", page, re.DOTALL) for line in line.split("\n")
    )
    assert shlex.split(command) == ["python", "run.py", *words]
    assert shlex.split(same) == ["python", "run.py", *words, "--assumptions"]
    assert shlex.split(robust) == [
        "python",
        "run.py",
        "robust",
        str(file),
        "--seed",
        "7",
        "--workers",
        "1",
        "--out",
        f"{out}-robust",
    ]
    monkeypatch.setattr("experiments.runs.forecast._timed", lambda *_: 0.5)
    for each in (same, robust):
        capsys.readouterr()
        run(*shlex.split(each)[2:], "--dry-run")
        assert " runs: " in capsys.readouterr().out


def test_a_page_names_its_command_as_the_program_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Scenario.load("old_compound")
    monkeypatch.setattr(sys, "argv", ["/usr/bin/huajie", "compare", "old_compound", "--store", "a b"])
    assert command_line() == "huajie compare old_compound --store 'a b'"
    assert robust_command(command_line(), shipped) == "huajie robust old_compound --store 'a b'"
    assert (
        assumptions_command("python -m ipykernel -f x", shipped) == "python run.py compare old_compound --assumptions"
    )


def test_effects_and_differences_are_within_seeds(small: Scenario) -> None:
    found = compare(small, replications=4, workers=1, world="assumed")
    means = {name: found.samples(name, "recorded") for name in CORNERS}
    rs, ps, ro, po = (means[name] for name in CORNERS)
    rows = found.effects.set_index(["effect", "outcome"])["mean"]
    assert rows["triage", "recorded"] == pytest.approx((((ps - rs) + (po - ro)) / 2).mean())
    assert rows["delivery", "recorded"] == pytest.approx((((ro - rs) + (po - ps)) / 2).mean())
    assert rows["interaction", "recorded"] == pytest.approx((((po - ro) - (ps - rs)) / 2).mean())
    differences = found.differences.set_index(["policy", "outcome"])["mean"]
    assert differences["preventive-outsourced", "recorded"] == pytest.approx((po - rs).mean())
    sums = found.ledger.groupby("policy")["yuan"].sum()
    assert sums.to_numpy() == pytest.approx([small.budget.yearly_yuan] * len(sums))


def test_identical_policies_show_no_clear_difference(small: Scenario) -> None:
    same = {"reactive-staffed": {"triage.screening_share": 0.2}, "other": {"triage.screening_share": 0.2}}
    found = compare(small, replications=3, workers=1, policies=same, world="assumed")
    assert (found.differences["mean"].dropna() == 0.0).all()
    assert "better" not in found.verdict.text("en")


def test_a_precision_that_is_not_reached_is_sentences(
    capsys: pytest.CaptureFixture[str], small: Scenario, small_file: Path, tmp_path: Path
) -> None:
    short = sweep(small, {"triage.screening_share": [0.1, 0.5]}, 2, 1, precision=1e-4, most_replications=16)
    widest = max((row.high - row.low) / 2 for row in short.table.itertuples() if row.outcome in DECIDING)
    told = sweep_verdict(short, "en")
    assert short.replications == 16
    assert any(f"was not reached with the most replications that are run: the widest interval that decides is ± "
               f"{100 * widest:.2g} percentage points" in each for each in told)  # fmt: skip
    reached = sweep(small, {"triage.screening_share": [0.1, 0.5]}, 2, 1, precision=0.5, most_replications=16)
    assert not any("not reached" in each for each in sweep_verdict(reached, "en"))
    run("sweep", str(small_file), "--vary", "triage.screening_share=0.1,0.5", "--precision", "0.0001", "--dry-run",
        "--out", str(tmp_path / "none"))  # fmt: skip
    assert "at least: replications are added until" in capsys.readouterr().out


def test_precision_adds_replications_until_it_is_reached(small: Scenario) -> None:
    found = sweep(small, {"triage.screening_share": [0.1]}, workers=1, replications=10, precision=0.006)
    row = found.table.set_index("outcome").loc["official_resolution_rate"]
    assert (row["high"] - row["low"]) / 2 <= 0.006
    assert found.replications > 15
    assert math.isfinite(row["mean"])
    assert found.to_dict()["points"][0]["levers"] == {"triage.screening_share": 0.1}


def test_a_stop_keeps_what_is_finished_and_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_file: Path, tmp_path: Path
) -> None:
    begun = itertools.count(1)
    # A shell that runs the tests in the background has them ignore Ctrl-C.
    asked = signal.signal(signal.SIGINT, signal.default_int_handler)

    def stopping(scenario: Scenario, seed: int) -> object:
        if next(begun) == 3:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.5)
        return simulate(scenario, seed)

    words = ["sweep", str(small_file), "--vary", "delivery.mode=staffed,outsourced", "-n", "3", "--out", str(tmp_path),
             "--workers", "1", "--quiet"]  # fmt: skip
    monkeypatch.setattr("experiments.runs.engine.shared_simulate", lambda: stopping)
    run(*words, expect=130)
    signal.signal(signal.SIGINT, asked)
    printed = capsys.readouterr()
    assert "the same command goes on from there" in printed.err
    assert not printed.out
    run(*words)
    found = re.search(r"6 runs: (\d) in the store already, (\d) computed, 0 failed", capsys.readouterr().out)
    assert found is not None
    assert int(found[1]) >= 2
    assert int(found[1]) + int(found[2]) == 6


def test_short_commands_speak_json_and_chinese(capsys: pytest.CaptureFixture[str], small_file: Path) -> None:
    run("scenarios", "--json", "-")
    assert "zhaoshang" in [each["name"] for each in json.loads(capsys.readouterr().out)]
    run("check", str(small_file), "--json", "-")
    assert json.loads(capsys.readouterr().out)["sound"] is True
    run("levers", "--json", "-", "--parameters")
    assert len(json.loads(capsys.readouterr().out)) > len(LEVERS)
    run("check", str(small_file), "--lang", "zh")
    assert "没有问题" in capsys.readouterr().out
    run("sweep", str(small_file), "--vary", "delivery.mode=staffed", "--dry-run", "-n", "1", "--lang", "zh")
    assert "1次运行：1个点×1个种子" in capsys.readouterr().out


def test_tab_completes_commands_scenarios_and_levers() -> None:
    def completed(*words: str) -> list[str]:
        given = {"_HUAJIE_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
        code = "from experiments.command_line.main import main; main([])"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **given}, capture_output=True,
                              text=True, check=False)  # fmt: skip
        return done.stdout.split()

    assert completed("huajie", "comp") == ["compare"]
    assert "lamp_post" in completed("huajie", "trace", "lamp")
    assert completed("huajie", "reform", "--mo") == ["--move"]
    assert completed("huajie", "sweep", "zhaoshang", "--vary", "triage.scr") == ["triage.screening_share="]


def test_every_command_leaves_the_same_folder(
    capsys: pytest.CaptureFixture[str], small_file: Path, tmp_path: Path
) -> None:
    words = ["ablate", str(small_file), "-n", "2", "--workers", "1", "--lang", "zh", "--quiet", "--out", str(tmp_path)]
    run(*words)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert {
        "report.html",
        "tables.xlsx",
        "manifest.json",
        "README.txt",
        "tables/ablate-table.csv",
        "tables/ablate.parquet",
    } <= names
    assert {f"pictures/ablate.{kind}" for kind in ("png", "svg", "csv", "json")} <= names
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seeds"] == [1, 2]
    assert manifest["runs"]["total"] == len(manifest["points"]) * 2
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'lang="zh-CN"' in page
    for key in ("question", "verdict", "pictures", "tables", "assumed", "flip", "cannot", "reproduce"):
        assert f'id="{key}"' in page
    first = page[page.index('id="tables"') : page.index("</table>", page.index('id="tables"'))]
    assert text("column.outcome", "zh") not in re.sub("<caption>.*?</caption>", "", first), "the caption says it"
    printed = capsys.readouterr().out
    assert str(tmp_path / "report.html") in printed


def test_a_sweep_over_two_numbers_says_who_wins_where(small: Scenario) -> None:
    vary = {
        "triage.screening_share": [0.0, 0.5, 0.8],
        "lapse.rate": [0.01, 0.02],
        "delivery.mode": ["staffed", "outsourced"],
    }
    found = sweep(small, vary, replications=2, workers=1)
    assert found.plane == ("triage.screening_share", "lapse.rate")
    cells = found.winners("recorded")
    assert len(cells) == 6
    rows = found.runs.groupby("point")["recorded"].mean().to_numpy().reshape(3, 2, 2)
    sign = 1.0 if OUTCOMES["recorded"].better == "higher" else -1.0
    best = (sign * rows).argmax(axis=2).ravel()
    assert cells["winner"].tolist() == [("staffed", "outsourced")[at] for at in best]
    assert (cells["margin"] >= 0.0).all()
    assert sweep(small, {"lapse.rate": [0.01, 0.02]}, replications=1, workers=1).plane is None
