"""The rival's model: the subdistrict, the order of its day, and what passes between its agents (docs/reference/ODD.md, 3)."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from experiments.benchmarks.plain_mesa import contracts
from experiments.benchmarks.plain_mesa.cases import NEVER, Case, Cradle, Weather
from experiments.benchmarks.plain_mesa.deliberation import Committee, Street, committee_of
from experiments.benchmarks.plain_mesa.grid_workers import GridWorker, screening_share_on
from experiments.benchmarks.plain_mesa.grounds import DAYS_PER_YEAR, Ground, Neighbourhood
from experiments.benchmarks.plain_mesa.organisations import Organisation, hub, oversight
from experiments.benchmarks.plain_mesa.practices import self_service, take_up, volunteer, written_twice
from experiments.benchmarks.plain_mesa.residents import Resident, populate, rise
from experiments.benchmarks.plain_mesa.results import outcomes
from experiments.benchmarks.plain_mesa.units import Request, Unit
from model.scenario import with_bundles
from model.scenario.levers import COMMON_START
from model.scenario.parameters import DOMAIN_NAMES

if TYPE_CHECKING:
    from model.scenario import Scenario

PAIRED_DOMAINS = ("social_affairs", "civil_affairs", "health")
QUARTER_DAYS = (0, 92, 183, 274)
STOCK_OF = {
    "intake": "open_grid_worker",
    "spot": "open_grid_worker",
    "unit": "open_unit",
    "in work": "open_unit",
    "approval": "open_unit",
    "agenda": "open_committee",
    "street": "open_street",
    "handling": "open_street",
    "district": "open_district",
}
WAITS_FOR_TENDER = (
    "delivery.mode",
    "delivery.outsourced_share",
    "delivery.layers",
    "delivery.temporary_share",
    "delivery.skill_degree",
    "delivery.oversight_attention",
    "delivery.oversight_yuan_per_community",
)


@dataclass(slots=True)
class Tally:
    """What happened on one day, all communities together."""

    arisen: int = 0
    recurrences: int = 0
    incidents: int = 0
    harm: float = 0.0
    petitions: int = 0
    visits: int = 0
    false_alarms: int = 0
    reports: int = 0
    refused: int = 0
    requests_served: int = 0
    visits_left: int = 0
    unserved: int = 0
    left_off_record: int = 0
    second_records: int = 0
    hollow: int = 0
    resolved: int = 0
    wait_days: float = 0.0
    takeovers: float = 0.0
    taken_hours: float = 0.0
    open_grid_worker: int = 0
    open_unit: int = 0
    open_committee: int = 0
    open_street: int = 0
    open_district: int = 0
    busy_hours: float = 0.0
    unit_hours: float = 0.0
    closures: int = 0
    satisfaction: float = 0.0
    spent_yuan: float = 0.0
    mean_trust: float = 0.0


class PlainSubdistrict(mesa.Model):
    """One subdistrict under one scenario; a step is a day, from the start of the burn-in on."""

    def __init__(self, place: Scenario, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.file = place.file
        self.today = self.tickets = 0
        self.petition_hours_today = 0.0
        self.ground = Ground(place, self.rng)
        self.weather = Weather.draw(self.ground, self.rng, self.file.storm_days)
        self.residents = populate(self)
        self.cradle = Cradle(self.ground, self.weather, self.rng)
        self.plans = timeline(place)
        self.policy = self.plans[0][1]
        self._staff()
        self.cases: list[Case] = []
        self.diary: list[Tally] = []
        self.tally = Tally()
        self.igniting: dict[int, list[Case]] = defaultdict(list)
        self.lapsing: dict[int, list[Case]] = defaultdict(list)
        self.recurring: dict[int, list[Case]] = defaultdict(list)
        self.recorded_on: dict[int, list[Case]] = defaultdict(list)
        self.approvals: dict[int, list[Case]] = defaultdict(list)
        self.closed_today: list[Case] = []
        self.failed_today: list[Case] = []
        self.known: list[Case] = []
        self.visits = {community: [0, 0] for community in self.ground.communities}
        self.coming_back: dict[Neighbourhood, list[tuple[float, Request]]] = {c: [] for c in self.ground.communities}

    def _staff(self) -> None:
        """Everybody who works here."""
        self.workers = [GridWorker(self, grid) for grid in self.ground.grids]
        communities = self.ground.communities
        self.workstations = [Unit(self, community, is_centre=False) for community in communities]
        self.centres = [Unit(self, community, is_centre=True) for community in communities]
        self.units = [unit for pair in zip(self.workstations, self.centres, strict=True) for unit in pair]
        self.committees = {community: [Committee(self, community) for _ in range(3)] for community in communities}
        self.street = Street(self)
        registered = self.file.organisations.initial_registered
        self.organisations = [Organisation(self) for _ in range(registered)]

    # ── the order of a day ────────────────────────────────────────────────────

    def step(self) -> None:
        """One day, in the order of docs/reference/ODD.md, section 3."""
        self._new_policies()
        self.tally = Tally()
        self.activity = self.ground.activity(self.today)
        self.opening = self.ground.opening(self.today)
        self.screening_share = screening_share_on(self.policy, self.ground.day_of_year(self.today))
        self._plant()
        self._morning()
        self._births()
        self._ignitions()
        self._lapses()
        for worker in self.workers:
            worker.patrol()
        self.agents_by_type[Resident].do("step")
        volunteer(self)
        self._survey()
        for worker in self.workers:
            worker.settle()
        self._deliver()
        self._deliberate()
        self.street.step()
        self._closures()
        self._windows()
        self._write_diary()
        self.today += 1

    def _new_policies(self) -> None:
        for day, policy in self.plans:
            if day == self.today:
                for resident in self.residents:
                    resident.grievance, resident.grievance_day = resident.grievance_on(self.today), self.today
                contracts.arrange(self, policy)
                self.grievance_half_life_days = self._half_life_of_grievance()

    def _plant(self) -> None:
        for planted in self.file.planted:
            if planted.day + self.ground.burn_in == self.today:
                self._bear(
                    self.cradle.planted(self.today, planted.grid, planted.domain, planted.severity, planted.delay_days)
                )

    def _morning(self) -> None:
        for worker in self.workers:
            worker.turn_over()
        for unit in self.units:
            unit.turn_over()
        self._register()
        if self.today > 0 and self.ground.day_of_year(self.today) in QUARTER_DAYS:
            self._quarter()
        contracts.end_tenders(self)
        contracts.pay_fixed(self)

    def _register(self) -> None:
        rule = self.file.organisations
        yearly = rule.registrations_per_year
        yearly += rule.registrations_per_million * self.policy.delivery.incubation_yuan / 1e6
        yearly += rule.hub_registrations * hub(self)
        for _ in range(self.rng.poisson(yearly / DAYS_PER_YEAR)):
            self.organisations.append(Organisation(self))

    def _quarter(self) -> None:
        for organisation in self.organisations:
            organisation.live_a_quarter()
        for organisation in self.organisations:
            if organisation.contracts:
                organisation.adjust(self.file.effort.adjustment)
        if self.ground.day_of_year(self.today) == 0 and self.today > self.ground.burn_in:
            for workstation, centre in zip(self.workstations, self.centres, strict=True):
                contracts.review(self, centre)
                contracts.change_staff(self, workstation)
        contracts.review_midway(self)
        self._elect_owners()
        for unit in self.units:
            contracts.set_hours(self, unit)
        if any(unit.lines_wanted != len(unit.lines) for unit in self.units):
            contracts.set_up_lines(self)

    def _elect_owners(self) -> None:
        """Supported compounds elect their owners' committees."""
        chance = 1.0 - math.exp(-self.file.committees.election_rate / 4.0)
        for grid in self.ground.grids if self.policy.partners.owners_committee_support else []:
            if grid.is_closed and self.rng.random() < chance:
                grid.is_closed = False
                grid.rate *= 1.0 - self.file.committees.owners_relief

    def _births(self) -> None:
        for parent in self.recurring.pop(self.today, []):
            parent.resident.tell(-self.file.residents.trust_loss)
            self.tally.recurrences += 1
            self._bear(self.cradle.recurrence_of(parent, self.today))
        for case in self.cradle.roots_of(self.today):
            self._bear(case)

    def _bear(self, case: Case) -> None:
        self.cases.append(case)
        self.tally.arisen += case.parent is None
        case.building.latent.append(case)
        case.resident.worries = (*case.resident.worries, case)
        self.igniting[case.ignition_day].append(case)
        self.lapsing[case.lapse_day].append(case)

    def _ignitions(self) -> None:
        for case in self.igniting.pop(self.today, []):
            if case.stage not in ("resolved", "lapsed"):
                self._ignite(case)

    def _ignite(self, case: Case) -> None:
        rule = self.file
        case.incident, case.factor = self.today, rule.work.incident_multiplier
        self.tally.incidents += 1
        self.tally.harm += case.severity
        if case.stage == "latent":
            self.put_on_record(case, "incident")
        else:
            case.hours_left *= case.factor
        for member in case.resident.circle:
            member.move_trust(-rule.residents.incident_trust_loss * case.severity)
        rise(self, case)

    def _lapses(self) -> None:
        for case in self.lapsing.pop(self.today, []):
            if case.stage == "latent":
                self.come_to_light(case)
                case.stage, case.closed = "lapsed", self.today

    def _survey(self) -> None:
        rule = self.file.detection
        since = (self.ground.day_of_year(self.today) - rule.survey_day) % DAYS_PER_YEAR
        rounds = (since * rule.survey_rounds // DAYS_PER_YEAR) - ((since - 1) * rule.survey_rounds // DAYS_PER_YEAR)
        if self.policy.triage.household_survey and (since == 0 or rounds):
            for case in [case for case in self.cases if case.stage == "latent"]:
                found = self.rng.random() < rule.survey_probability
                if found and case.severity >= self.policy.triage.recording_standard:
                    self.put_on_record(case, "survey")

    def _deliver(self) -> None:
        for workstation, centre in zip(self.workstations, self.centres, strict=True):
            at_workstation: list[Request] = []
            at_centre: list[Request] = []
            for request in self._requests(workstation.community):
                (at_centre if self.plan.contracted[request.item] else at_workstation).append(request)
            workstation.work(at_workstation)
            centre.work(at_centre)

    def _requests(self, community: Neighbourhood) -> list[Request]:
        """Today's window requests of a community, in order of arrival."""
        rule, draw, cradle = self.file.units, self.rng, self.cradle
        if self.opening == 0.0:
            return []
        count = draw.poisson(self.opening * community.residents * rule.requests_per_resident_year / DAYS_PER_YEAR)
        arrived = np.sort(draw.random(count)).tolist()
        domains = draw.choice(len(DOMAIN_NAMES), size=count, p=cradle.domain_shares).tolist()
        partners = self.policy.partners
        served = self.file.committees.service_relief * partners.committee_attention * partners.service_attention
        hall = self.file.street.hall_share * partners.street_hall
        mean = rule.request_hours * (1.0 - served) * (1.0 - self_service(self)) * (1.0 - hall)
        hours = draw.exponential(mean, count).tolist()
        within = draw.random(count).tolist()
        first, sizes = cradle.first_item, [domain.items for domain in cradle.domains]
        items = [first[d] + int(u * sizes[d]) for d, u in zip(domains, within, strict=True)]
        again = [request for _, request in sorted(self.coming_back[community], key=lambda pair: pair[0])]
        self.coming_back[community] = []
        visits = [*again, *(Request(item, work, at) for item, work, at in zip(items, hours, arrived, strict=True))]
        patience = rule.patience_minutes / 60.0 / (rule.hours_per_post * self.opening)
        waits = draw.exponential(patience, len(visits)).tolist()
        for request, wait in zip(visits, waits, strict=True):
            request.leaves = min(1.0, request.arrived + wait)
        return visits

    def _deliberate(self) -> None:
        meetings = self.policy.staffing.committee_meetings
        season = (self.today - self.ground.burn_in) % DAYS_PER_YEAR
        if (season + 1) * meetings // DAYS_PER_YEAR > season * meetings // DAYS_PER_YEAR:
            for committees in self.committees.values():
                for committee in committees:
                    committee.meet()

    def _closures(self) -> None:
        for case in self.approvals.pop(self.today, []):
            self._accept(case)
        for case in self.closed_today:
            self._compare(case)
        waited = self.recorded_on.pop(self.today - self.file.residents.waiting_grievance_days, [])
        for case in [*self.failed_today, *(case for case in waited if case.is_open)]:
            rise(self, case)
        self.closed_today, self.failed_today = [], []
        self.street.petition_hours += self.petition_hours_today
        self.petition_hours_today = 0.0

    def _compare(self, case: Case) -> None:
        assert case.recorded is not None
        satisfied = 0.5 + 0.5 * case.resident.compare(case, self.today - case.recorded)
        self.tally.closures += 1
        self.tally.satisfaction += satisfied
        record = self.centres[case.building.grid.community.index].record
        record.closures += 1
        record.satisfaction += satisfied

    def _windows(self) -> None:
        """Visits given up cost a community trust, events give it some."""
        rule, programmes = self.file.residents, self.policy.partners.programmes_yuan
        events = rule.event_share * programmes / rule.event_yuan / len(self.visits) / DAYS_PER_YEAR
        gained = events * rule.event_trust
        fading = 0.5 ** (1.0 / rule.event_half_life_days)
        for community, (served, left) in self.visits.items():
            if served + left:
                target = rule.window_trust_limit * left / (served + left)
                community.window_loss += (target - community.window_loss) / rule.window_memory_days
            self.visits[community] = [0, 0]
            community.event_gain = min(rule.event_trust_limit, community.event_gain * fading + gained)

    def _write_diary(self) -> None:
        self.tally.second_records = written_twice(self)
        for case in self.recorded_on.get(self.today, []):
            take_up(self, case.building.grid.community, by_officials=True)
        communities = self.ground.communities
        trust = sum(self.mean_trust_of(community) * community.residents for community in communities)
        self.tally.mean_trust = trust / len(self.residents)
        self.known = [case for case in self.known if case.is_open]
        for case in self.known:
            name = STOCK_OF[case.stage]
            setattr(self.tally, name, getattr(self.tally, name) + 1)
        self.diary.append(self.tally)

    def _half_life_of_grievance(self) -> float:
        """Half-life of grievance, shortened by the elderly university."""
        rule = self.file.residents
        yuan = (1.0 - rule.event_share) * self.policy.partners.programmes_yuan
        relief = rule.university_relief * (1.0 - math.exp(-yuan / rule.university_yuan_scale))
        return float(rule.grievance_half_life_days * (1.0 - relief))

    # ── what passes between agents ────────────────────────────────────────────

    def stay(self, turnover: float) -> int:
        """Days until somebody hired today leaves."""
        return 1 + math.floor(self.rng.exponential(DAYS_PER_YEAR / turnover)) if turnover > 0.0 else NEVER

    def mean_trust_of(self, community: Neighbourhood) -> float:
        """Mean trust of a community; initial trust enters by its expectation."""
        rule = self.file.residents
        mean = rule.trust_alpha / (rule.trust_alpha + rule.trust_beta)
        mean += community.trust_changes / community.residents - community.common_loss
        return float(min(1.0, max(0.0, mean)))

    def serve_visit(self, community: Neighbourhood, waited: float) -> None:
        """Somebody's turn has come after waiting so long, in fractions of the day."""
        self.tally.requests_served += 1
        self.tally.wait_days += waited * self.opening
        self.visits[community][0] += 1

    def leave(self, community: Neighbourhood, request: Request) -> None:
        """Somebody has lost patience, or the windows close: back tomorrow, or never."""
        self.tally.visits_left += 1
        self.tally.wait_days += (request.leaves - request.arrived) * self.opening
        self.visits[community][1] += 1
        if self.rng.random() < self.file.units.return_share:
            self.coming_back[community].append((request.leaves, Request(request.item, request.hours)))
        else:
            self.tally.unserved += 1

    def unit_holding(self, community: Neighbourhood, item: int) -> Unit:
        """The unit of a community that holds an item now."""
        return (self.centres if self.plan.contracted[item] else self.workstations)[community.index]

    def come_to_light(self, case: Case) -> None:
        """A case is latent no more."""
        case.building.latent.remove(case)
        case.resident.worries = tuple(other for other in case.resident.worries if other is not case)

    def put_on_record(self, case: Case, channel: str) -> None:
        """A latent case becomes known and joins its grid worker's list."""
        self.come_to_light(case)
        case.recorded, case.channel = self.today, channel
        self.recorded_on[self.today].append(case)
        self.known.append(case)
        self.workers[case.building.grid.index].take(case)

    def send_to_unit(self, case: Case) -> None:
        """A case taken in joins the queue of the unit that holds its item."""
        rule, work = self.file.work, case.work
        if case.beyond:
            task, hours = "dossier", rule.dossier_share * work
        elif case.contested and self.policy.partners.committee_attention > 0.0:
            task, hours = "prepare", rule.contested_unit_share * work
        elif case.contested:
            task, hours = "mediate", work
        else:
            relieved = DOMAIN_NAMES[case.domain] == "civil_affairs" and self.policy.partners.council
            task, hours = "whole", work * (1.0 - self.file.committees.council_relief * relieved)
            if DOMAIN_NAMES[case.domain] in PAIRED_DOMAINS and case.resident.is_paired:
                hours *= 1.0 - self.file.committees.pairing_relief
        self.unit_holding(case.building.grid.community, case.item).join(case, task, hours)

    def finish_request(self, unit: Unit, request: Request) -> None:
        """A routine request is done."""
        if unit.is_centre:
            contracts.pay_results(self, unit, request.hours)

    def finish_task(self, unit: Unit, case: Case) -> None:
        """A unit has done its part of a case; it goes to the street, to a committee or to approval."""
        rule, work = self.file.work, case.work
        if case.task == "dossier":
            self._pay(unit, rule.dossier_share * work)
            self.street.receive(case, rule.street_share * work)
        elif case.task == "prepare":
            self._pay(unit, rule.contested_unit_share * work)
            self.committees[unit.community][committee_of(case.domain)].put_on_agenda(case)
        elif case.task == "mediate" and not self._mediated(unit, case):
            self.street.receive(case, rule.failed_deliberation_share * work)
        else:
            self._ask_approval(unit, case)

    def _pay(self, unit: Unit, hours: float) -> None:
        if unit.is_centre:
            contracts.pay_results(self, unit, hours)

    def _mediated(self, unit: Unit, case: Case) -> bool:
        rule = self.file.committees
        return bool(self.rng.random() < rule.mediation_base + rule.mediation_quality * unit.quality_in(case.domain))

    def _ask_approval(self, unit: Unit, case: Case) -> None:
        rule, draw = self.file.units, self.rng
        case.bad = draw.random() < self.file.recurrence.bad_share * (1.0 - unit.quality_in(case.domain))
        case.stage, case.handler, case.contracted = "approval", "unit", unit.is_centre
        delay = 0
        if not unit.is_centre:
            for _ in range(self.policy.delivery.layers):
                delay += rule.layer_fixed_days + math.floor(draw.exponential(rule.layer_mean_days))
        self.approvals[self.today + delay].append(case)

    def _accept(self, case: Case) -> None:
        """The checks of a unit's closure: the case is resolved, or returned for more work."""
        community = case.building.grid.community
        if self._is_caught(case):
            self.unit_holding(community, case.item).join(case, "whole", self.file.work.returned_share * case.work)
            return
        if case.contracted:
            contracts.pay_results(self, self.centres[community.index], case.work)
        self._resolve(case)

    def _is_caught(self, case: Case) -> bool:
        if not case.contracted:
            missed = (1.0 - self.file.units.layer_catch) ** self.policy.delivery.layers
            return bool(case.bad and self.rng.random() < 1.0 - missed)
        rule, record = self.file.organisations, self.centres[case.building.grid.community.index].record
        if self.rng.random() >= min(1.0, rule.inspection_share * oversight(self) / rule.inspection_reference):
            return False
        record.inspected += 1
        caught = bool(case.bad and self.rng.random() < rule.inspection_catch)
        record.caught += caught
        return caught

    def close_on_spot(self, case: Case) -> None:
        """A grid worker has settled a case alone."""
        case.handler = "grid worker"
        self.close(case, self.file.grid_workers.quality)

    def close(self, case: Case, quality: float) -> None:
        """Resolve a case with work that nobody checks."""
        case.bad = self.rng.random() < self.file.recurrence.bad_share * (1.0 - quality)
        self._resolve(case)

    def _resolve(self, case: Case) -> None:
        self.closed_today.append(case)
        self.tally.resolved += 1
        self.end(case)

    def end_on_paper(self, case: Case) -> None:
        """A case is closed without work; it comes back."""
        case.bad = True
        self.tally.hollow += 1
        self.tally.resolved += 1
        self.end(case)

    def end(self, case: Case) -> None:
        """A case is resolved, for a time if it was done badly."""
        case.stage, case.closed = "resolved", self.today
        if case.bad:
            case.recurs = self.today + 1 + math.floor(self.rng.exponential(self.file.recurrence.mean_days))
            self.recurring[case.recurs].append(case)

    def fail(self, case: Case) -> None:
        """Street or district give a case up; it can still ignite."""
        case.stage, case.closed = "failed", self.today
        self.failed_today.append(case)


def timeline(scenario: Scenario) -> list[tuple[int, Scenario]]:
    """The policies of a run by the day lived on which they come into force."""
    place = scenario.place
    now = scenario.without_reforms()
    plans = [(place.burn_in_days, now)]
    if place.burn_in_days > 0:
        plans.insert(0, (0, now.vary(COMMON_START)))
    due: dict[int, dict[str, Any]] = {}
    reforms = {reform.day: with_bundles(reform.set) for reform in scenario.file.reform}
    for day in range(place.days):
        levers = reforms.get(day, {})
        for awaited in due.values():
            if awaited is not due.get(day):
                for path in levers:
                    awaited.pop(path, None)
        ended = due.pop(day, {})
        share = ended.get("delivery.outsourced_share", now.delivery.outsourced_share)
        if levers.get("delivery.outsourced_share", 0.0) > share and now.organisations.tender_days > 0:
            due[day + now.organisations.tender_days] = {p: v for p, v in levers.items() if p in WAITS_FOR_TENDER}
            levers = {path: value for path, value in levers.items() if path not in WAITS_FOR_TENDER}
        if ended or levers:
            held = {path: now.value(path) for path in with_bundles(ended)}
            now = now.vary({**held, **ended, **levers})
            plans.append((day + place.burn_in_days, now))
    return plans


def run(scenario: Scenario, seed: int) -> dict[str, float]:
    """One whole run; outcome name → value, NaN where undefined."""
    model = PlainSubdistrict(scenario, rng=seed)
    for _ in range(model.ground.last_day + 1):
        model.step()
    results = outcomes(model)
    release(model)
    return results


def release(model: PlainSubdistrict) -> None:
    """Let Mesa 3.3 forget a model; its agents' counter would keep it for ever."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)
