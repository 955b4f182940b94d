"""The burn-in lived once for all policies of a seed: each of them begins where the common start ends.

Core object: `CommonStarts`, whose `simulate` gives the bits of `model.simulate.simulate`.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from model.scenario import Scenario
from model.simulate import Outcome, Run, checked_seed, max_lines_of, possible, timeline
from model.world import World, copied

# Plans go seed by seed: whoever works on one is on this seed or the next.
KEPT = 2

Start = tuple[str, int, int]


class CommonStarts:
    """Worlds as the burn-in left them, for the policies that follow under the same seed.

    A world is kept from the second time on that it is asked for: runs that share nothing pay nothing. Several threads
    may use one `CommonStarts`.
    """

    def __init__(self) -> None:
        self._worlds: OrderedDict[Start, World | None] = OrderedDict()
        self._alone = Lock()

    def simulate(self, scenario: Scenario, seed: int = 1) -> Outcome:
        """Run a scenario's whole horizon for one seed, as `model.simulate.simulate` does.

        Raises ValueError for a seed that is no whole number from 0 to 2^63 − 1.
        """
        run = self._begun(scenario, checked_seed(seed))
        run.advance(run.days)
        return Outcome(scenario, run.seed, run.world, run.fired)

    def _begun(self, scenario: Scenario, seed: int) -> Run:
        if scenario.place.burn_in_days == 0:
            return Run(scenario, seed)
        start = start_of(scenario, seed)
        asked_before, world = self._asked(start)
        if world is not None:
            return Run(scenario, seed, copied(world))
        run = Run(scenario, seed)
        run.advance(scenario.place.burn_in_days)
        if asked_before:
            self._keep(start, copied(run.world))
        return run

    def _asked(self, start: Start) -> tuple[bool, World | None]:
        """Whether this start was asked for lately, and its world if it is kept."""
        with self._alone:
            asked_before, world = start in self._worlds, self._worlds.pop(start, None)
            self._worlds[start] = world
            while len(self._worlds) > KEPT:
                self._worlds.popitem(last=False)
            return asked_before, world

    def _keep(self, start: Start, world: World) -> None:
        with self._alone:
            if start in self._worlds:
                self._worlds[start] = world


def start_of(scenario: Scenario, seed: int) -> Start:
    """All that decides a burn-in: the scenario under the common start, the seed, and the room for lines."""
    return timeline(scenario)[0].scenario.canonical(), seed, max_lines_of(possible(scenario))
