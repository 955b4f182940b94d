"""Philox gives the published words, and a draw is a function of its names alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from model.draws import Purpose, block, exponential, normal, philox, uniform, uniforms, uniforms_of

# Random123's kat_vectors for philox4x32-10: counter, key, result.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox_gives_the_published_words(
    counter: tuple[int, ...], key: tuple[int, ...], words: tuple[int, ...]
) -> None:
    given = [np.uint64(word) for word in (*counter, *key)]
    assert tuple(int(word) for word in philox(*given)) == words


def test_a_draw_is_a_function_of_its_names() -> None:
    first = uniform(7, Purpose.STORM, 3, 5)
    others = [uniform(8, Purpose.STORM, 3, 5), uniform(7, Purpose.ARRIVAL, 3, 5),
              uniform(7, Purpose.STORM, 4, 5), uniform(7, Purpose.STORM, 3, 6)]  # fmt: skip
    assert uniform(7, Purpose.STORM, 3, 5) == first
    assert len({first, *others}) == 5


@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
@pytest.mark.parametrize("count", [0, 1, 5, 16])
def test_drawn_together_or_alone_the_numbers_are_the_same(seed: int, count: int) -> None:
    entities = np.array([(7919 * number) << (number % 40) for number in range(count)], np.int64)
    together = np.zeros((4, 20))
    uniforms_of(seed, Purpose.CASE_NATURE, entities, 2**32 - 1, together)
    alone = [uniforms(seed, Purpose.CASE_NATURE, int(entity), 2**32 - 1) for entity in entities]
    assert together[:, :count].T.tolist() == [list(four) for four in alone]
    assert not together[:, count:].any()


def test_seed_and_entity_keep_all_their_bits() -> None:
    high = 1 << 40
    assert tuple(block(1, 1, 1, 0)) != tuple(block(1 + high, 1, 1, 0))
    assert tuple(block(1, 1, 1, 0)) != tuple(block(1, 1, 1 + high, 0))


def test_uniforms_are_uniform_over_entities_and_over_times() -> None:
    over_entities = [uniform(1, Purpose.CLOSURE, entity, 0) for entity in range(4_000)]
    over_times = [uniform(1, Purpose.CLOSURE, 0, time) for time in range(4_000)]
    for numbers in (over_entities, over_times):
        assert min(numbers) > 0 and max(numbers) < 1
        assert stats.kstest(numbers, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(over_entities[:-1], over_entities[1:])[0, 1]) < 0.06


def test_quantiles_are_those_of_the_textbook() -> None:
    chances = np.linspace(1e-6, 1 - 1e-6, 501)
    assert np.allclose([normal(u) for u in chances], stats.norm.ppf(chances), rtol=2e-9, atol=1e-12)
    assert np.allclose([exponential(u) for u in chances], stats.expon.isf(chances))


def test_purposes_never_share_a_number() -> None:
    assert len({purpose.value for purpose in Purpose}) == len(list(Purpose))
