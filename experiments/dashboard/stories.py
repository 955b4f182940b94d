"""What a lesson adds to a place: numbers of the place and dated reforms; fixed, never from input."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Story:
    """Additions to a scenario; `changes` are levers or numbers of the place."""

    changes: dict[str, Any] = field(default_factory=dict)
    reform: tuple[dict[str, Any], ...] = ()

    def extras(self) -> dict[str, Any]:
        """The tables to lay over a scenario's own."""
        return {"reform": [dict(each) for each in self.reform]}


FOUR_YEARS = 1_460
INEXPERIENCED = {"place.days": FOUR_YEARS, "organisations.initial_capability": 0.45}

STORIES: dict[str, Story] = {
    "young-organisations": Story(changes=INEXPERIENCED),
    "incubate-first": Story(
        changes={**INEXPERIENCED, "delivery.incubation_yuan": 800_000.0},
        reform=({"day": 730, "set": {"delivery.mode": "outsourced"}},),
    ),
}
