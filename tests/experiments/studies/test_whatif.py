"""A change held against the present policy: the arithmetic, the groups of people, and one question from end to end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from experiments.command_line.fitting import SCREEN_LINES
from experiments.labels import LANGUAGES, text
from experiments.runs.ensembles import Ensemble
from experiments.runs.plan import PlanError
from experiments.studies.people import COMMUNITY, TENURE, harm_by_group, people_frame, tenure_shares
from experiments.studies.whatif import WhatIf, whatif
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario
from model.simulate import simulate


@dataclass
class Figures:
    values: dict[str, float]

    def scalars(self) -> dict[str, float]:
        return self.values


@pytest.fixture(scope="module")
def cut(small: Scenario) -> WhatIf:
    """A budget of which a quarter is gone, where residents come to the windows often."""
    return whatif(
        small.vary({"units.requests_per_resident_year": 30.0}), {"budget.yearly_yuan": "-25%"}, 6, 1, world="assumed"
    )


def test_a_cut_hurts_and_says_what(cut: WhatIf) -> None:
    """The review's first blocker: "a budget cut changes nothing" while windows wait four times as long."""
    groups = cut.table.set_index("outcome")["group"]
    assert groups["unserved_share"] == "worse"
    assert "worse" in cut.sentences[0].lower()
    assert set(cut.table["outcome"]) == set(OUTCOMES)
    assert cut.money.set_index("line").loc["total", "change"] == pytest.approx(-1_500_000.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_shown_and_drawn_in_both_languages(cut: WhatIf, language: str) -> None:
    assert all(cut.told(language))
    assert cut.picture(language).png().startswith(b"\x89PNG")
    assert {name: len(frame) > 0 for name, frame in cut.shown(language).items()} == dict.fromkeys(cut.tables(), True)
    json.dumps(cut.to_dict(), allow_nan=False)


def test_harm_of_groups_adds_up_to_the_harm_of_all(small: Scenario) -> None:
    found, whole = harm_by_group(small, 3), simulate(small, 3).harm_per_10k
    shares = tenure_shares(small)
    assert sum(found[TENURE][who] * shares[who] for who in found[TENURE]) == pytest.approx(whole)
    assert sum(found[COMMUNITY].values()) / 2 == pytest.approx(whole), "two communities of three grids each"


def test_nobody_wins_or_loses_where_nothing_changes(small: Scenario) -> None:
    found = people_frame([(small, small)] * 3, (1, 2, 3), 1)
    assert set(found["group"]) == {"unclear"}
    assert (found["change"] == 0.0).all()


def test_over_worlds_what_one_decides_is_the_same_in_all_and_what_moves_alike_in_nine_of_ten_counts(
    small: Scenario,
) -> None:
    worlds = tuple({"budget.yearly_yuan": 6e6 + 1e5 * at, "severity.beta": 2.0 + at / 10} for at in range(10))

    def known(scenario: Scenario, seed: int) -> Figures:
        """Harm follows the budget; petitions do so but in every fifth world."""
        yuan, sign = float(scenario.budget.yearly_yuan), -1.0 if seed % 5 == 0 else 1.0
        return Figures({**dict.fromkeys(OUTCOMES, 1.0), "harm_per_10k": -yuan, "petitions_per_10k": sign * yuan})

    change = {"budget.yearly_yuan": "-20%"}
    found = whatif(small, change, 10, 1, world=Ensemble("drawn", worlds, {}), simulate=known)
    rows = found.table.set_index("outcome")
    assert rows.loc["harm_per_10k", "low"] == rows.loc["harm_per_10k", "high"] == pytest.approx(1.2e6)
    assert rows.loc["harm_per_10k", "group"] == "worse"
    assert (rows.loc["petitions_per_10k", "group"], rows.loc["petitions_per_10k", "agreeing"]) == ("unclear", 0.8)
    assert text("verdict.worlds.drawn", "en", worlds=10, numbers=2) in found.said("en")


def test_a_change_that_is_none_is_refused(small: Scenario) -> None:
    with pytest.raises(PlanError, match="allowed: a change, for this is what holds before"):
        whatif(small, {"place.grids": 6}, 2, 1)
    with pytest.raises(PlanError, match="missing; say what changes"):
        whatif(small, {}, 2, 1)


def test_the_command_leaves_a_folder_and_says_the_finding_first_and_last(
    small_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.command_line import main as cli

    monkeypatch.setenv("COLUMNS", "80")
    words = [
        "whatif",
        str(small_file),
        "--set",
        "budget.yearly_yuan=-25%",
        "-n",
        "3",
        "--out",
        str(tmp_path),
        "--workers",
        "1",
    ]
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert not ended.value.code
    printed = capsys.readouterr().out
    assert {"report.html", "brief.pdf", "manifest.json", "pictures/whatif.png", "tables/people-table.csv"} <= {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")
    }
    lines = printed.splitlines()
    assert max(map(len, lines)) <= 80 or any(str(tmp_path) in line for line in lines if len(line) > 80)
    assert printed.count("Yearly budget 6,000,000 → 4,500,000") == 2
    assert "Yearly budget" in "\n".join(lines[-SCREEN_LINES:])
