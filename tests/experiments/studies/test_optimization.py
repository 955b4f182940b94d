"""Fronts of functions whose best mixes are known, told apart on pairs, and searches that were stopped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas
import pytest

from experiments.labels import LANGUAGES
from experiments.runs.engine import Progress
from experiments.runs.ensembles import DRAWN, Ensemble
from experiments.runs.execution import Options, PlanResult
from experiments.runs.plan import PlanError
from experiments.studies.goal import fresh_seed
from experiments.studies.optimization import COST, Arena, Front, key_of, optimize, standing
from model.outcome_definitions import OUTCOMES
from model.scenario import Scenario

SHARE, YUAN = "triage.screening_share", "partners.programmes_yuan"
BY = [SHARE, f"{YUAN}=200000:1400000"]
HARM = "harm_per_10k"


class Figures:
    def __init__(self, **values: float) -> None:
        self.values = {**dict.fromkeys(OUTCOMES, 0.5), **values}

    def scalars(self) -> dict[str, float]:
        return self.values


def known(scenario: Scenario, seed: int) -> Figures:
    """Harm falls with programmes, and is least at a share of 0.3, which costs nothing; noise is mostly the seed's own."""
    share, yuan = scenario.triage.screening_share, scenario.partners.programmes_yuan
    noise = np.random.default_rng([seed, round(share * 1000), round(yuan)]).normal(0.0, 0.02)
    harm = 20.0 + seed % 7 - yuan / 200_000 + 40.0 * (share - 0.3) ** 2 + noise
    harm -= (scenario.budget.yearly_yuan - 6_000_000.0) / 1e6  # new money serves besides
    return Figures(harm_per_10k=harm, satisfaction=share, window_wait_hours=yuan / 1e6)


def front_of(small: Scenario, **more: object) -> Front:
    given = {"replications": 4, "workers": 1, "world": "assumed", "fresh": 10, "trials": 40, "simulate": known}
    return optimize(small, [HARM, COST], BY, **{**given, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found(small: Scenario) -> Front:
    return front_of(small)


def test_the_front_is_where_the_function_has_it(found: Front) -> None:
    rows = found.table[~found.table["present"]]
    assert len(rows) >= 3
    assert (rows[SHARE] - 0.3).abs().median() < 0.1, "any other share is worse and costs the same"
    assert rows[f"{HARM}.value"].is_monotonic_increasing and rows[f"{COST}.value"].is_monotonic_decreasing
    assert found.beats_present
    earned = found.credit.set_index("lever_group")["credit"]
    changed = found.changes.set_index("outcome").loc[HARM, "change"]
    assert earned.sum() == pytest.approx(changed), "what levers earn is the whole gain"


def test_a_lever_earns_what_its_new_money_does(small: Scenario) -> None:
    new = front_of(small, pays_new_money=True, trials=16)
    best, row = new.table.iloc[0], new.changes.set_index("outcome").loc[HARM]
    assert best[f"{COST}.value"] == pytest.approx(best[YUAN] - 200_000.0)
    assert new.credit["credit"].sum() == pytest.approx(row["change"])


def test_it_finds_more_than_chance_does(found: Front) -> None:
    tried = found.tried
    assert (tried[SHARE].tail(16) - 0.3).abs().mean() < (tried[SHARE].head(16) - 0.3).abs().mean()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_shown_and_drawn_in_both_languages(found: Front, language: str) -> None:
    assert all(found.told(language))
    assert found.picture(language).png().startswith(b"\x89PNG")
    assert all(len(frame) for frame in found.shown(language).values())
    json.dumps(found.to_dict(), allow_nan=False)


def test_pairs_tell_mixes_apart_that_seeds_alone_do_not(small: Scenario) -> None:
    """Of equals the cheaper stays; what is better on every pair stays; what is dearer and worse goes, however the seeds scatter."""
    arena = Arena(small, Options(12), (SHARE,))
    seeds, random = np.arange(12.0) * 5.0, np.random.default_rng(1)
    shifts = {0.1: (0.0, 1e5), 0.2: (0.0, 2e5), 0.3: (-1.0, 3e5), 0.4: (-0.5, 4e5)}
    mixes = [{SHARE: share} for share in shifts]
    for levers, (shift, yuan) in zip(mixes, shifts.values(), strict=True):
        arena.samples[key_of(levers)] = {HARM: seeds + shift + random.normal(0.0, 0.01, 12)}
        arena.prices[key_of(levers)] = yuan
    assert standing(arena, mixes, [HARM, COST]) == [{SHARE: 0.1}, {SHARE: 0.3}]
    for levers in mixes:  # the same figures, but of seeds of their own: nothing is told apart, and the cheapest stays
        arena.samples[key_of(levers)][HARM] = random.permutation(arena.samples[key_of(levers)][HARM])
    assert standing(arena, mixes, [HARM, COST]) == [{SHARE: 0.1}]


def test_the_bad_tenth_is_not_the_mean(small: Scenario) -> None:
    arena = Arena(small, Options(40), (SHARE,), judge="bad-tenth")
    steady, risky = np.full(40, 10.0), np.r_[np.full(28, 5.0), np.full(12, 20.0)]  # means 10 and 9.5
    for share, harm in ((0.1, steady), (0.2, risky)):
        arena.samples[key_of({SHARE: share})] = {HARM: harm + np.arange(40) / 1e3}
    assert arena.value({SHARE: 0.1}, HARM) < arena.value({SHARE: 0.2}, HARM)
    assert arena.apart({SHARE: 0.1}, {SHARE: 0.2}, HARM, 0.9) == 1


def test_a_constraint_is_kept(small: Scenario) -> None:
    kept = front_of(small, constraints=["window_wait_hours=0.8"])
    assert kept.keeps and (kept.table[YUAN] <= 800_000.0).all()
    assert not kept.tried.loc[kept.tried[YUAN] > 800_000.0, "allowed"].any()
    with pytest.raises(PlanError, match="no mix within these ranges can be paid and keeps the constraints"):
        front_of(small, constraints=["window_wait_hours=0.1"], trials=8)


def test_what_cannot_be_paid_is_no_mix(small: Scenario) -> None:
    dear = optimize(small, [HARM, COST], [SHARE, f"{YUAN}=200000:20000000"], 4, 1, world="assumed", fresh=10, trials=24,
                    simulate=known)  # fmt: skip
    assert (~dear.tried["allowed"]).any() and (dear.table[YUAN] < small.budget.yearly_yuan).all()


def test_a_search_that_was_stopped_goes_on_from_its_store(small: Scenario, found: Front, tmp_path: Path) -> None:
    computed: set[str] = set()

    def kill(progress: Progress) -> None:
        computed.update(progress.fresh)
        if len(computed) >= 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        front_of(small, store=tmp_path, on_progress=kill)
    done: list[PlanResult] = []
    resumed = front_of(small, store=tmp_path, on_done=done.append)
    assert sum(each.progress.reused for each in done) >= 50
    pandas.testing.assert_frame_equal(resumed.table, found.table)
    pandas.testing.assert_frame_equal(resumed.tried, found.tried)
    pandas.testing.assert_frame_equal(resumed.credit, found.credit)


@pytest.mark.parametrize("worlds", [40, 100, 240, 512])
def test_what_confirms_is_fresh_in_seeds_and_worlds(worlds: int) -> None:
    ensemble = Ensemble(DRAWN, tuple({"place.grids": at} for at in range(worlds)))
    how = Options(10, seed=3)
    first = fresh_seed(how, ensemble)
    searched, fresh = how.seeds, range(first, first + 30)
    assert not set(searched) & set(fresh)
    lived = ({ensemble(seed)["place.grids"] for seed in seeds} for seeds in (searched, fresh))
    assert not set.intersection(*lived)


@pytest.mark.parametrize(
    ("objectives", "by", "more", "message"),
    [
        ([HARM], BY, {}, "--objective: found 1; allowed: at least two"),
        (["harm_per_10", COST], BY, {}, r"--objective: found 'harm_per_10' \(did you mean 'harm_per_10k'"),
        (["spent_yuan", COST], BY, {}, "neither better high nor low"),
        ([HARM, COST], ["triage.screening_shar"], {}, r"did you mean 'triage\.screening_share'"),
        ([HARM, COST], ["place.grids"], {}, "a number of the place"),
        ([HARM, COST], [], {}, "--by: missing"),
        ([HARM, COST], BY, {"constraints": ["satisfactio=70%"]}, "--constraint: found 'satisfactio'"),
        ([HARM, COST], BY, {"judge": "bad-tenth", "replications": 5}, "allowed with bad-tenth: at least 10"),
        ([HARM, COST], ["delivery.mode=staffed"], {}, "one value; allowed: two or more"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    small: Scenario, objectives: list[str], by: list[str], more: dict[str, object], message: str
) -> None:
    with pytest.raises(PlanError, match=message):
        optimize(small, objectives, by, **more)  # type: ignore[arg-type]


def test_words_move_as_numbers_do_and_a_contract_is_compared_without_one(small: Scenario) -> None:
    mixed = optimize(small, [HARM, "satisfaction"], ["delivery.mode", SHARE], 4, 1, world="assumed", fresh=10, trials=16,
                     simulate=favours_contracts)  # fmt: skip
    assert set(mixed.tried["delivery.mode"]) == {"staffed", "outsourced"}
    assert mixed.table["delivery.mode"].iloc[0] == "outsourced"
    assert mixed.own is not None and mixed.own["levers"]["delivery.mode"] == "staffed"


def favours_contracts(scenario: Scenario, seed: int) -> Figures:
    """Harm is lower with a contract and a larger share, satisfaction lower with the share."""
    share = scenario.triage.screening_share
    return Figures(harm_per_10k=5.0 + seed % 3 - scenario.delivery.outsourced_share - share, satisfaction=1.0 - share)
