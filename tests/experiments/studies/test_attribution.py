"""Shapley values against games whose values are known, and credits of the model that sum to the difference."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from experiments.studies.attribution import attribute, coalitions, contributions, groups_between, orders
from model.scenario import Scenario


def mean_credits(game: Callable[[frozenset[str]], float], players: str, worlds: int) -> dict[str, float]:
    """The mean credits of a game over sampled orders."""
    found = [
        contributions(pair, {each: game(each) for each in coalitions(pair)}) for pair in orders(tuple(players), worlds)
    ]
    return {player: float(np.mean([each[player] for each in found])) for player in players}


def glove(players: frozenset[str]) -> float:
    """One left glove (a), two right ones (b, c): a pair is worth 1. Shapley values 2/3, 1/6, 1/6."""
    return float("a" in players and bool(players & {"b", "c"}))


def test_the_glove_game_has_its_known_values() -> None:
    assert mean_credits(glove, "abc", 3_000) == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6}, abs=0.02)


def test_pairs_that_only_work_together_share_their_gain_exactly() -> None:
    # Interactions of two are split in half by every order with its reverse: no sampling error at all.
    weights = {frozenset(pair): at + 1.0 for at, pair in enumerate(combinations("abcd", 2))}

    def game(players: frozenset[str]) -> float:
        return sum(weight for pair, weight in weights.items() if pair <= players)

    exact = {player: sum(w for pair, w in weights.items() if player in pair) / 2.0 for player in "abcd"}
    assert mean_credits(game, "abcd", 1) == pytest.approx(exact)


def test_credits_sum_to_the_whole_in_every_world() -> None:
    generator = np.random.default_rng(2)
    values: dict[frozenset[str], float] = {}
    for pair in orders(tuple("abcdef"), 20):
        here = {each: values.setdefault(each, float(generator.normal())) for each in coalitions(pair)}
        whole = here[frozenset("abcdef")] - here[frozenset()]
        assert sum(contributions(pair, here).values()) == pytest.approx(whole, abs=1e-12)


def test_an_order_and_its_reverse_pass_each_set_once() -> None:
    (pair,) = orders(("a", "b", "c", "d"), 1)
    assert pair[1] == pair[0][::-1]
    found = coalitions(pair)
    assert len(found) == len(set(found)) == 2 * 4  # 2 (n − 1) between, and both ends
    assert orders(("a", "b", "c"), 5)[:2] == orders(("a", "b", "c"), 2)


def test_groups_hold_what_differs_and_nothing_else() -> None:
    place = Scenario.load("zhaoshang")
    reactive, preventive = place.preset("reactive-staffed"), place.preset("preventive-staffed")
    groups = groups_between(reactive, preventive)
    assert set(groups) == {"screening", "schedule", "recording", "targeting"}
    assert groups["screening"] == {"triage.screening_share": 0.5}
    assert groups_between(reactive, reactive) == {}


def test_the_credits_of_two_policies_sum_to_their_difference(small: Scenario) -> None:
    outcomes = ("recorded", "official_resolution_rate", "harm_per_10k")
    found = attribute("reactive-staffed", "preventive-outsourced", small, worlds=3, world="assumed", outcomes=outcomes)
    for name, difference in found.differences.items():
        rows = found.credits(name)
        assert rows["credit"].sum() == pytest.approx(difference, rel=0.01, abs=1e-9)
        assert set(rows["group"]) == {
            "screening", "schedule", "recording", "targeting", "contract", "pooling", "layers", "temporary",
        }  # fmt: skip
    assert found.differences["recorded"] != 0.0
