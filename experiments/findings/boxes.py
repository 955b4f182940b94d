"""A box of worlds: the part of the space of assumptions in which a policy wins or loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Limits = tuple[float | None, float | None]


@dataclass(frozen=True)
class Box:
    """A part of the space of worlds in which a policy wins, or with `loses` one in which it does not.

    `limits`: by parameter the lowest and highest value, None where the box reaches as far as the worlds do. `density` is the
    share of its worlds that count, `coverage` the share of all that count which it holds.
    """

    policy: str
    loses: bool
    limits: Mapping[str, Limits]
    density: float
    coverage: float
