"""Communities of unequal size share what there is by their residents; offices are closed at weekends."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from model.contradictions.communities import ends_of_communities
from model.delivery.request_queues import CENTRE, STAFFED
from model.scenario import Scenario
from model.series import Series
from model.simulate import Run, simulate


def gini(sizes: np.ndarray) -> float:
    """Half the mean absolute difference over the mean."""
    return float(np.abs(sizes[:, None] - sizes[None, :]).mean() / (2.0 * sizes.mean()))


@pytest.mark.parametrize(("grids", "communities"), [(1, 1), (5, 5), (13, 13), (130, 13), (131, 7), (400, 50)])
def test_without_spread_communities_are_alike_and_none_is_ever_empty(grids: int, communities: int) -> None:
    alike = np.diff(ends_of_communities(grids, communities, 0.0), prepend=0)
    assert alike.max() - alike.min() <= 1
    for spread in (0.0, 0.3, 0.6, 1.5):
        ends = ends_of_communities(grids, communities, spread)
        assert ends[-1] == grids
        assert np.diff(ends, prepend=0).min() >= 1


def test_sizes_are_lognormal_quantiles() -> None:
    """The Gini coefficient of a lognormal is 2Φ(σ/√2) − 1: .329 for σ = 0.6; its quantiles at 200 ranks come near to it."""
    sizes = np.diff(ends_of_communities(20_000, 200, 0.6), prepend=0)
    assert np.all(np.diff(sizes) >= -1)
    assert gini(sizes) == pytest.approx(0.329, abs=0.01)
    assert np.log(sizes).std() == pytest.approx(0.6, abs=0.02)


@pytest.mark.parametrize(("preset", "kind"), [("reactive-staffed", STAFFED), ("preventive-outsourced", CENTRE)])
def test_posts_follow_residents_and_cost_the_same(small: Scenario, preset: str, kind: int) -> None:
    alike = small.preset(preset).vary({"place.grids": 12, "place.burn_in_days": 0})
    unequal = alike.vary({"place.community_log_sd": 1.0})
    runs = [Run(each, 1) for each in (alike, unequal)]
    for run in runs:
        run.advance(1)
    posts = [run.world.units.posts[kind::2] for run in runs]
    assert posts[1].sum() == pytest.approx(posts[0].sum())
    people = runs[1].world.neighbourhoods.residents
    assert posts[1] / posts[1].sum() == pytest.approx(people / people.sum())
    spent = [run.world.series[0, Series.SPENT_YUAN] for run in runs]
    assert spent[1] == pytest.approx(spent[0], rel=0.02)  # results are paid by what was done


def test_offices_are_closed_at_weekends_and_the_week_stays_the_same(small: Scenario) -> None:
    always = small.preset("reactive-staffed").vary(
        {
            "place.days": 364,
            "place.burn_in_days": 0,
            "units.patience_minutes": 1e9,
            "units.requests_per_resident_year": 6.0,
        }
    )
    closed = always.vary({"units.weekend_share": 0.0})
    weekend = np.array([(always.place.start_date + timedelta(days=day)).weekday() >= 5 for day in range(364)])
    open_, shut = (simulate(each, 3).world.series for each in (always, closed))
    done = [Series.REQUESTS_SERVED, Series.UNIT_HOURS, Series.UNIT_BUSY_HOURS]
    assert not shut[weekend][:, done].any()
    assert open_[weekend][:, done].all()
    assert shut[:, Series.UNIT_HOURS].sum() == pytest.approx(open_[:, Series.UNIT_HOURS].sum(), rel=0.01)
    came = [
        float((each[:, Series.REQUESTS_SERVED] + each[:, Series.REQUESTS_UNSERVED]).sum()) for each in (open_, shut)
    ]
    assert abs(came[1] - came[0]) < 5 * np.sqrt(sum(came))


def test_who_comes_back_waits_for_the_next_open_day(small: Scenario) -> None:
    """Of those who leave on a Friday none is lost: they come on Monday."""
    place = small.preset("reactive-staffed").vary({
        "place.burn_in_days": 0, "place.days": 14, "units.weekend_share": 0.0, "units.patience_minutes": 5.0,
        "units.return_share": 0.99, "units.requests_per_resident_year": 60.0,
    })  # fmt: skip
    run = Run(place, 1)
    first_saturday = (5 - place.place.start_date.weekday()) % 7
    run.advance(first_saturday)
    waiting = int((run.world.requests.past - run.world.requests.first).sum())
    assert waiting > 10
    run.advance(first_saturday + 2)
    requests = run.world.requests
    assert int((requests.past - requests.first).sum()) == waiting
    held = [
        requests.waiting[queue, requests.first[queue]].arrival
        for queue in np.flatnonzero(requests.past > requests.first)
    ]
    assert set(held) == {first_saturday + 2.0}
