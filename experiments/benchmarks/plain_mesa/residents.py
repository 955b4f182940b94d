"""Residents of the rival: they report, trust, bear grudges and sign petitions (docs/reference/ODD.md, 7.5, 7.14, 7.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from experiments.benchmarks.plain_mesa.grounds import Building
from experiments.benchmarks.plain_mesa.practices import kept_off_record, settled_among_neighbours

if TYPE_CHECKING:
    from experiments.benchmarks.plain_mesa.cases import Case
    from experiments.benchmarks.plain_mesa.subdistrict import PlainSubdistrict

OWNER, TENANT, MIGRANT = range(3)


class Resident(mesa.Agent):
    """A resident, asked every day; `trust` leaves out what windows cost the whole community."""

    model: PlainSubdistrict
    # What most residents never have is kept by the class.
    worries: tuple[Case, ...] = ()
    grievance: float = 0.0
    grievance_day: int = 0
    expected_days: float | None = None
    _circle: list[Resident] | None = None

    def __init__(
        self,
        model: PlainSubdistrict,
        building: Building,
        trust: float,
        tenure: int,
        propensity: float,
        threshold: float,
    ) -> None:
        super().__init__(model)
        self.building, self.community = building, building.grid.community
        self.trust, self.tenure, self.propensity, self.threshold = trust, tenure, propensity, threshold
        self.pairing = model.rng.random()

    def step(self) -> None:
        """Decide whether to report what troubles one; most days nothing does."""
        if self.worries:
            for case in self.worries:
                self._consider(case)

    def _consider(self, case: Case) -> None:
        """Report at a rate that grows with trust; a refused report may be repeated, rarely on the same day."""
        model = self.model
        rule, today = model.file.detection, model.today
        if case.born >= today or case.stage != "latent":
            return
        rate = rule.report_rate * self.propensity / rule.report_trust_reference
        rate *= rule.report_base + rule.report_severity_slope * case.severity
        rate *= 7.0 / (5.0 + 2.0 * rule.weekend_share)
        present = rule.weekend_share if model.ground.is_weekend(today) else 1.0
        if rate <= 0.0:
            return
        time = 0.0
        while True:
            time += model.rng.exponential() / rate
            if time >= 1.0 or settled_among_neighbours(model, case):
                return
            chance = self.present_trust * (rule.refused_factor if case.refused else 1.0)
            if self.is_paired:
                chance = max(chance, model.file.committees.pairing_hears)
            if model.rng.random() >= chance * present:
                continue
            model.tally.reports += 1
            if model.rng.random() < rule.unfounded_share / (1.0 - rule.unfounded_share):
                model.workers[self.building.grid.index].take_unfounded()
            kept_off = kept_off_record(model, case)
            model.tally.left_off_record += kept_off
            if case.severity >= model.policy.triage.recording_standard and not kept_off:
                model.put_on_record(case, "report")
                return
            model.tally.refused += 1
            case.refused = True
            self.shift_trust(-rule.refused_trust_loss)

    @property
    def is_paired(self) -> bool:
        """Whether pairings such as the love-service card reach this resident."""
        people = self.model.policy.partners.pairing_card_people * self.model.file.committees.pairing_focus
        return bool(self.pairing * len(self.model.residents) < people)

    @property
    def present_trust(self) -> float:
        """Trust in [0, 1] after what windows cost the community."""
        return min(1.0, max(0.0, self.trust - self.community.common_loss))

    def move_trust(self, strength: float) -> None:
        """Gain a share of what is missing, or lose a share of what there is."""
        trust = self.present_trust
        self.shift_trust(strength * (1.0 - trust) if strength > 0.0 else strength * trust)

    def shift_trust(self, by: float) -> None:
        """Add to trust, held within [0, 1]."""
        trust = min(1.0, max(0.0, self.trust + by))
        self.community.trust_changes += trust - self.trust
        self.trust = trust

    @property
    def circle(self) -> list[Resident]:
        """Oneself, the ties in the building, the far ties."""
        if self._circle is None:
            self._circle = [self, *self._neighbours(), *self._far_ties()]
        return self._circle

    def _neighbours(self) -> list[Resident]:
        doors = self.building.residents
        wanted = min(self.model.file.residents.building_ties, len(doors) - 1)
        own = doors.index(self)
        steps = [sign * (1 + tie // 2) for tie in range(wanted) for sign in ((1,) if tie % 2 == 0 else (-1,))]
        return [doors[(own + step) % len(doors)] for step in steps]

    def _far_ties(self) -> list[Resident]:
        everybody = self.model.residents
        picks = self.model.rng.integers(len(everybody), size=self.model.file.residents.far_ties)
        return [everybody[pick] for pick in picks.tolist()]

    def grievance_on(self, day: int) -> float:
        """Grievance left today of what was last felt."""
        if self.grievance == 0.0:
            return 0.0
        return float(self.grievance * 0.5 ** ((day - self.grievance_day) / self.model.grievance_half_life_days))

    def compare(self, case: Case, delay: int) -> float:
        """Compare a closure's delay with what was expected; trust of the circle moves; the surprise in [−1, 1]."""
        rule = self.model.file.residents
        expected = rule.expectation_days if self.expected_days is None else self.expected_days
        surprise = min(1.0, max(-1.0, (expected - delay) / expected)) if expected > 0.0 else -1.0
        if case.channel == "report" or case.deliberated:
            surprise = min(1.0, surprise + rule.heard_bonus)
        self.expected_days = expected + rule.expectation_learning * (delay - expected)
        strength = rule.trust_gain * surprise if surprise > 0.0 else rule.trust_loss * surprise
        self.tell(strength)
        return surprise

    def tell(self, strength: float) -> None:
        """Move one's own trust, and the circle's by a share of it."""
        self.move_trust(strength)
        share = strength * self.model.file.residents.ties_share
        for tie in self.circle[1:]:
            tie.move_trust(share)


def rise(model: PlainSubdistrict, case: Case) -> None:
    """Grievance of a case's circle rises; those above their threshold join a petition."""
    rule, today, circle = model.file.residents, model.today, case.resident.circle
    neighbours = len(circle) - 1 - rule.far_ties
    for position, member in enumerate(circle):
        share = 1.0 if position == 0 else rule.grievance_building if position <= neighbours else rule.grievance_far
        member.grievance = member.grievance_on(today) + case.severity * share
        member.grievance_day = today
    if case.petition is not None and today - case.petition < rule.petition_rest_days:
        return
    if case.petitions >= rule.petition_rounds:
        return
    if _joined(model, circle) >= rule.petition_size:
        for member in circle:
            member.shift_trust(-rule.petition_trust_loss)
        case.petition, case.petitions = today, case.petitions + 1
        model.tally.petitions += 1
        street = model.file.street
        model.petition_hours_today += street.petition_hours * (1.0 if case.petitions == 1 else street.repeat_share)


def _joined(model: PlainSubdistrict, circle: list[Resident]) -> int:
    """How many join, in rounds until nobody more does."""
    weight, today = model.file.residents.petition_tie_weight, model.today
    waiting = [(m.grievance_on(today) * (1.0 - m.present_trust), m.threshold) for m in circle]
    others, joined = max(1, len(circle) - 1), 0
    while True:
        still = [(anger, threshold) for anger, threshold in waiting if anger + weight * joined / others <= threshold]
        if len(still) == len(waiting):
            return joined
        joined, waiting = len(circle) - len(still), still


def populate(model: PlainSubdistrict) -> list[Resident]:
    """Everybody moves in, building by building."""
    file, draw = model.file, model.rng
    place, rule = file.place, file.residents
    buildings = [building for grid in model.ground.grids for building in grid.buildings]
    count = len(buildings) * place.residents_per_building
    shares = np.array([place.owner_share, place.tenant_share, place.migrant_share])
    factors = np.array([1.0, rule.tenant_reporting, rule.migrant_reporting])
    mean = float((shares * factors).sum()) or 1.0
    tenure = draw.choice(3, size=count, p=shares / shares.sum())
    trust = draw.beta(rule.trust_alpha, rule.trust_beta, count).tolist()
    propensity = (draw.gamma(2.0, 0.5, count) * factors[tenure] / mean).tolist()
    normal = draw.normal(rule.petition_threshold_mean, rule.petition_threshold_sd, count)
    threshold = np.maximum(rule.petition_threshold_floor, normal).tolist()
    people = []
    for number, kind in enumerate(tenure.tolist()):
        building = buildings[number // place.residents_per_building]
        resident = Resident(model, building, trust[number], kind, propensity[number], threshold[number])
        building.residents.append(resident)
        people.append(resident)
    return people
