"""The compiler's pass for `days`: every parameter has one name, every member of it is read once, the answer stays."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core import config, typed_passes

from model.compilation.read_once import ReadingOnce


class Place(NamedTuple):
    """A small world."""

    people: np.ndarray
    money: np.ndarray


@njit(inline="always")
def live(place, gain):
    """A step that reads both columns, and changes its own name for a number."""
    for row in range(place.people.size):
        gain += place.people[row]
        place.money[row] += gain
    return place.money[0]


def days(place, gain, until):
    """Steps in a loop, and one by itself."""
    total = 0.0
    while until > 0:
        total += live(place, gain)
        until -= 1
    return total + live(place, 2 * gain) + until


def members_read(monkeypatch: pytest.MonkeyPatch, run: Any) -> tuple[list[str], float]:
    """What is read of `place`, as it stands in the code that is lowered; and the answer."""
    read: list[str] = []
    lowered = typed_passes.BaseNativeLowering.run_pass

    def looked_at(self: Any, state: Any) -> Any:
        for block in state.func_ir.blocks.values():
            read.extend(value.attr for value in block.find_exprs(op="getattr") if value.attr in Place._fields)
        return lowered(self, state)

    monkeypatch.setattr(typed_passes.BaseNativeLowering, "run_pass", looked_at)
    return read, run(Place(np.array([1.0, 2.0, 3.0]), np.zeros(3)), 5.0, 4)


@pytest.mark.skipif(config.DISABLE_JIT, reason="there is no compiler to watch")
def test_each_member_of_a_parameter_is_read_once_and_the_answer_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    plainly, plain = members_read(monkeypatch, njit(days))
    once, answer = members_read(monkeypatch, njit(pipeline_class=ReadingOnce)(days))
    assert len(plainly) > len(once)
    assert sorted(once) == ["money", "people"]
    assert answer == plain == days(Place(np.array([1.0, 2.0, 3.0]), np.zeros(3)), 5.0, 4)
