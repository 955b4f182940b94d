"""The numbers of a place and of the mechanisms, each declared once; policy levers stand in policy.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, model_validator

from model.scenario.declarations import Declaration, Section, declarations, declare

CASE = "docs/reference/evidence.md, published figures"
# Why a plausible range is what it is, or why a number has none.
EVIDENCE = "evidence from elsewhere"
TWOFOLD = "judgement: half to double"
SOLVED = "free: solved from published figures where there are any"
OF_THE_PLACE = "a number of the place: set your own"
CONVENTION = "a convention of the model"
SUMS_TO_ONE = "shares that sum to 1"
SCALED = "scaled by another number that varies"
STANDARD = "a standard that measures only"
LAW = "law or reporting rule"


class Place(Section):
    """The subdistrict: its size, its people and the days that are simulated."""

    title_en: str = "A subdistrict"
    title_zh: str = "某街道"
    start_date: date = date(2010, 1, 1)
    days: int = declare(730, 1, 7_300, unit="days", source=CASE, status="case",
                        help="Days simulated and counted.")
    burn_in_days: int = declare(180, 0, 1_460, unit="days",
                                help="Days before day 0, in the reactive-staffed start of every arm.", reason=CONVENTION)
    communities: int = declare(13, 1, 500, unit="communities", source="docs/reference/evidence.md, communities and grids",
                               status="evidence", help="Communities of the subdistrict.", reason=OF_THE_PLACE)
    grids: int = declare(130, 1, 20_000, unit="grids", source="docs/reference/evidence.md, communities and grids",
                         status="evidence", help="Grids of the subdistrict, one grid worker each.", reason=OF_THE_PLACE)
    buildings_per_grid: int = declare(40, 1, 1_000, unit="buildings",
                                      help="Buildings in a grid.", reason=OF_THE_PLACE)
    residents_per_building: int = declare(25, 1, 5_000, unit="residents",
                                          help="Residents in a building.", reason=OF_THE_PLACE)
    owner_share: float = declare(0.30, 0.0, 1.0, unit="share of residents",
                                 help="Residents who own their home.", reason=OF_THE_PLACE)
    tenant_share: float = declare(0.40, 0.0, 1.0, unit="share of residents",
                                  help="Residents who rent in ordinary housing.", reason=OF_THE_PLACE)
    migrant_share: float = declare(0.30, 0.0, 1.0, unit="share of residents",
                                   help="Migrants who live in urban villages.", reason=OF_THE_PLACE)


class Arising(Section):
    """How contradictions arise."""

    per_grid_day: float = declare(
        0.1045, 0.0, 20.0, unit="contradictions a grid and day",
        source="calibrated to 8,293 recorded", help="Mean rate at which contradictions arise.",
        plausible=(0.05, 0.22), distribution="log-uniform", reason=SOLVED)
    grid_log_sd: float = declare(0.6, 0.0, 2.0, unit="log sd",
                                 help="Spread of vulnerability between grids (lognormal, mean 1).", plausible=(0.3, 1.0), reason=EVIDENCE)
    building_log_sd: float = declare(0.6, 0.0, 2.0, unit="log sd",
                                     help="Spread of vulnerability between buildings (lognormal, mean 1).", plausible=(0.3, 1.0), reason=EVIDENCE)
    day_overdispersion: float = declare(
        0.0, 0.0, 5.0, unit="variance of the day's gamma factor",
        help="Day-to-day variation of the rate beyond Poisson, common to all grids.", plausible=(0, 0.3), reason=EVIDENCE)
    weekday_factors: list[float] = Field(default=[1.0] * 7, min_length=7, max_length=7)
    month_factors: list[float] = Field(default=[1.0] * 12, min_length=12, max_length=12)


class Severity(Section):
    """Severity of a contradiction: Beta distributed on 0 to 1."""

    alpha: float = declare(1.2, 0.2, 20.0, unit="shape", help="First shape of the Beta distribution.", plausible=(0.9, 1.6))
    beta: float = declare(2.4, 0.2, 20.0, unit="shape", help="Second shape of the Beta distribution.", plausible=(1.6, 3.6))


class Work(Section):
    """Hours of work a case needs, and where its work is done."""

    base_share: float = declare(0.4, 0.0, 5.0, unit="of a domain's hours",
                                help="Work of a case without any severity.", plausible=(0.2, 0.6))
    severity_slope: float = declare(1.8, 0.0, 10.0, unit="of a domain's hours per severity",
                                    help="Further work per unit of severity.", plausible=(1.2, 2.4))
    log_sd: float = declare(0.7, 0.0, 2.0, unit="log sd", help="Spread of work hours (lognormal, mean 1).", plausible=(0.5, 1.6), reason=EVIDENCE)
    contested_slope: float = declare(3.0, 0.0, 10.0, unit="per severity",
                                     help="P(contested) = min(0.9, slope × severity × domain base).", plausible=(2, 4))
    beyond_slope: float = declare(3.0, 0.0, 10.0, unit="per severity",
                                  help="P(beyond authority) = min(0.9, slope × severity × scale × domain base).", plausible=(2, 4))
    beyond_authority_scale: float = declare(
        0.9, 0.0, 10.0, unit="factor", source="calibrated to 91.6 % self-resolution",
        help="Scale of the share of cases beyond a community's authority.", plausible=(0.1, 2.0), distribution="log-uniform", reason=SOLVED)
    intake_hours: float = declare(1.0, 0.0, 40.0, unit="hours",
                                  help="Grid-worker hours to take in every known case.",
                                  plausible=(0.5, 2), distribution="log-uniform", reason=TWOFOLD)
    spot_limit_hours: float = declare(8.0, 0.0, 200.0, unit="hours",
                                      help="Largest case a grid worker settles on the spot.",
                                      plausible=(4, 16), distribution="log-uniform", reason=TWOFOLD)
    spot_list_days: float = declare(10.0, 0.0, 365.0, unit="days of settling",
                                    help="Longest list at which a grid worker still keeps a case.",
                                    plausible=(5, 20), distribution="log-uniform", reason=TWOFOLD)
    contested_unit_share: float = declare(0.4, 0.0, 5.0, unit="of the case's hours",
                                          help="Unit work before a contested case is deliberated.",
                                          plausible=(0.2, 0.8), distribution="log-uniform", reason=TWOFOLD)
    dossier_share: float = declare(0.2, 0.0, 5.0, unit="of the case's hours",
                                   help="Unit work on the dossier of a case beyond authority.",
                                   plausible=(0.1, 0.4), distribution="log-uniform", reason=TWOFOLD)
    street_share: float = declare(1.5, 0.0, 10.0, unit="of the case's hours",
                                  help="Street work on a case beyond authority.", plausible=(0.75, 3), distribution="log-uniform", reason=TWOFOLD)
    failed_deliberation_share: float = declare(0.9, 0.0, 10.0, unit="of the case's hours",
                                               help="Street work after failed deliberation or mediation.",
                                               plausible=(0.45, 1.8), distribution="log-uniform", reason=TWOFOLD)
    returned_share: float = declare(0.5, 0.0, 5.0, unit="of the case's hours",
                                    help="Unit work again after a check returned the case.",
                                    plausible=(0.25, 1), distribution="log-uniform", reason=TWOFOLD)
    incident_multiplier: float = declare(3.0, 1.0, 20.0, unit="factor", source="docs/reference/evidence.md, cost of an incident",
                                         help="All hours still to do are multiplied by this at an incident.",
                                         plausible=(2, 8), distribution="log-uniform", reason=EVIDENCE)


class Ignition(Section):
    """How a latent or waiting contradiction turns into an incident (delay-time model)."""

    shape: float = declare(1.6, 0.2, 10.0, unit="Weibull shape", help="Shape of the delay's Weibull law.", plausible=(1, 2.2))
    reference_severity: float = declare(0.5, 0.01, 1.0, unit="severity",
                                        help="Severity at which a domain's delay scale holds.", plausible=(0.4, 0.6))
    storm_multiplier: float = declare(8.0, 0.0, 100.0, unit="factor",
                                      help="Hazard of weather-sensitive cases on a storm day.", plausible=(3, 15), distribution="log-uniform")
    storm_probability_wet: float = declare(0.10, 0.0, 1.0, unit="a day",
                                           help="Storm probability on days 90 to 269 of a year.",
                                           plausible=(0.05, 0.2), distribution="log-uniform", reason=TWOFOLD)
    storm_probability_dry: float = declare(0.03, 0.0, 1.0, unit="a day",
                                           help="Storm probability on the other days.",
                                           plausible=(0.015, 0.06), distribution="log-uniform", reason=TWOFOLD)


class Lapse(Section):
    """How contradictions heal by themselves while latent."""

    rate: float = declare(0.015, 0.0, 1.0, unit="a day", help="Lapse rate of a matter without severity.",
                          plausible=(0.0075, 0.03), distribution="log-uniform", reason=TWOFOLD)
    power: float = declare(2.0, 0.0, 10.0, unit="exponent", help="Rate = rate × (1 − severity)^power.", plausible=(1, 3))


class Detection(Section):
    """How contradictions become known: patrol, report, survey."""

    check_hours: float = declare(0.5, 0.05, 24.0, unit="hours", help="Hours of one building visit.",
                                 plausible=(0.3, 0.8), distribution="log-uniform")
    probability: float = declare(0.6, 0.0, 1.0, unit="a visit", source="docs/reference/evidence.md, detection",
                                 help="Chance that a visit finds a latent contradiction.", plausible=(0.3, 0.8), reason=EVIDENCE)
    fatigue_loss: float = declare(0.2, 0.0, 1.0, unit="share",
                                  help="Detection lost by a fully fatigued worker.", plausible=(0.05, 0.3), reason=EVIDENCE)
    fatigue_threshold: float = declare(0.85, 0.0, 1.0, unit="utilisation",
                                       help="Settling use at which fatigue begins.", plausible=(0.75, 0.95))
    fatigue_width: float = declare(0.15, 0.01, 1.0, unit="utilisation",
                                   help="Settling use above the threshold at which fatigue is full.", plausible=(0.05, 0.25))
    false_alarm_probability: float = declare(0.03, 0.0, 1.0, unit="a visit",
                                             source="docs/reference/evidence.md, detection", help="1 − specificity of a visit.",
                                             plausible=(0.01, 0.2), distribution="log-uniform", reason=EVIDENCE)
    false_alarm_hours: float = declare(1.0, 0.0, 40.0, unit="hours", help="Settling hours a false alarm costs.",
                                       plausible=(0.5, 2), distribution="log-uniform", reason=TWOFOLD)
    map_prior_finds: float = declare(2.0, 0.001, 1_000.0, unit="finds", help="Prior finds of the risk map.",
                                     plausible=(1, 4), distribution="log-uniform", reason=TWOFOLD)
    map_prior_visits: float = declare(100.0, 0.001, 100_000.0, unit="visits",
                                      help="Prior visits of the risk map.", plausible=(50, 200), distribution="log-uniform", reason=TWOFOLD)
    campaign_burst_days: int = declare(40, 1, 121, unit="days", help="Shortest burst of a campaign.", plausible=(20, 60))
    campaign_share_limit: float = declare(0.9, 0.1, 1.0, unit="share of hours",
                                          help="Screening share at which a burst lengthens instead.", plausible=(0.7, 0.95))
    report_rate: float = declare(0.02, 0.0, 5.0, unit="a day", help="Base rate at which a resident reports.",
                                 plausible=(0.01, 0.04), distribution="log-uniform", reason=EVIDENCE)
    report_trust_reference: float = declare(0.55, 0.01, 1.0, unit="trust",
                                            help="Trust at which the base rate holds.", reason=CONVENTION)
    report_base: float = declare(0.4, 0.0, 10.0, unit="factor", help="Salience without severity.", plausible=(0.2, 0.6))
    report_severity_slope: float = declare(1.2, 0.0, 10.0, unit="factor per severity",
                                           help="Further salience per unit of severity.", plausible=(0.6, 1.8))
    refused_factor: float = declare(0.3, 0.0, 1.0, unit="factor",
                                    help="Report rate left after a report was refused.", plausible=(0.1, 0.6))
    refused_trust_loss: float = declare(0.02, 0.0, 1.0, unit="trust", help="Trust a refusal costs.",
                                        plausible=(0.01, 0.04), distribution="log-uniform", reason=TWOFOLD)
    survey_probability: float = declare(0.25, 0.0, 1.0, unit="a survey",
                                        help="Chance that the household survey finds a latent case.", plausible=(0.1, 0.5))
    survey_day: int = declare(300, 0, 364, unit="day of the year", help="Day of the household survey.", reason=CONVENTION)


class GridWorkers(Section):
    """Grid workers: one a grid."""

    wage_yuan: float = declare(70_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               status="evidence", help="Yearly cost of a grid worker.",
                               plausible=(0.55, 1.0), relative_to="organisations.post_yuan", reason=EVIDENCE)
    hours_per_day: float = declare(5.0, 0.0, 24.0, unit="hours a day", help="Working hours, year round.", plausible=(4.5, 5.5))
    other_duties_share: float = declare(0.70, 0.0, 1.0, unit="share of hours",
                                        help="Hours taken by other duties.", plausible=(0.55, 0.85))
    skill_sd: float = declare(0.10, 0.0, 0.5, unit="sd", help="Spread of skill between workers (mean 1).", plausible=(0.05, 0.2))
    colocated_hours: float = declare(2.0, 0.0, 24.0, unit="hours a day",
                                     help="Settling hours a co-located social worker adds to the community's grids.", plausible=(1, 3))
    novice_skill: float = declare(0.8, 0.0, 1.0, unit="factor", help="Skill of a worker on the first day.", plausible=(0.6, 0.95))
    novice_days: int = declare(180, 1, 3_650, unit="days", help="Days until a new worker has full skill.",
                               plausible=(90, 360), distribution="log-uniform", reason=TWOFOLD)
    turnover: float = declare(0.15, 0.0, 5.0, unit="a year", source="docs/reference/evidence.md, turnover",
                              help="Rate at which grid workers leave; the risk map leaves with them.", plausible=(0.08, 0.25), reason=EVIDENCE)
    quality: float = declare(0.72, 0.0, 1.0, unit="quality", help="Quality of work on the spot.", plausible=(0.55, 0.85))


class Units(Section):
    """Delivery units: the desks or windows of a community."""

    requests_per_resident_year: float = declare(2.3, 0.0, 50.0, unit="requests",
                                                help="Routine window requests of a resident.", plausible=(1.7, 2.7))
    request_hours: float = declare(0.5, 0.01, 20.0, unit="hours", help="Mean work of a routine request.", plausible=(0.35, 0.65))
    routine_priority_share: float = declare(
        0.85, 0.0, 1.0, unit="share of a line's day",
        help="Routine goes first until it has filled this share of the day.", plausible=(0.7, 0.95))
    hours_per_post: float = declare(5.0, 0.1, 24.0, unit="hours a day", help="Working hours of a post, year round.", plausible=(4.5, 5.5))
    switching_cost: float = declare(0.03, 0.0, 1.0, unit="share of work",
                                    help="Extra work when a line serves all slices.", plausible=(0, 0.2), reason=EVIDENCE)
    admin_per_layer: float = declare(0.01, 0.0, 1.0, unit="share per layer and root of posts",
                                     help="Administrative share of a staffed unit's hours.",
                                     plausible=(0.005, 0.02), distribution="log-uniform", reason=TWOFOLD)
    admin_limit: float = declare(0.4, 0.0, 0.9, unit="share", help="Largest administrative share.", plausible=(0.25, 0.5))
    contract_admin: float = declare(0.03, 0.0, 0.9, unit="share", help="Administrative share of a contracted unit.",
                                    plausible=(0.01, 0.08), distribution="log-uniform")
    vacancy_days: float = declare(30.0, 0.0, 365.0, unit="days", help="Days a left post stays empty.",
                                  plausible=(15, 60), distribution="log-uniform", reason=TWOFOLD)
    novice_speed: float = declare(0.8, 0.1, 1.0, unit="factor", help="Speed of a staff member on the first day.", plausible=(0.6, 0.95))
    novice_days: int = declare(180, 1, 3_650, unit="days", help="Days until new staff work at full speed.",
                               plausible=(90, 360), distribution="log-uniform", reason=TWOFOLD)
    layer_fixed_days: int = declare(1, 0, 60, unit="days", help="Least delay of an approval layer.", plausible=(0, 2))
    layer_mean_days: float = declare(2.0, 0.0, 60.0, unit="days",
                                     help="Mean of the exponential part of a layer's delay.",
                                     plausible=(1, 5), distribution="log-uniform", reason=EVIDENCE)
    layer_catch: float = declare(0.15, 0.0, 1.0, unit="probability", help="Chance that a layer catches a bad closure.", plausible=(0.05, 0.4))
    expected_unit_fraction: float = declare(0.5, 0.0, 1.0, unit="share of arising work",
                                            help="Share of arising hours expected at units, for contract prices.", plausible=(0.35, 0.65))


class StaffKind(Section):
    """One kind of workstation staff."""

    wage_yuan: float = declare(115_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               help="Yearly cost of a post.", plausible=(0.7, 1.5), relative_to="organisations.post_yuan", reason=EVIDENCE)
    speed: float = declare(1.0, 0.1, 3.0, unit="factor", help="Working speed.", reason=CONVENTION)
    capability: float = declare(0.85, 0.0, 1.0, unit="quality at full effort", help="Capability.", plausible=(0.75, 0.9))
    turnover: float = declare(0.08, 0.0, 5.0, unit="a year", help="Rate of leaving.", plausible=(0.04, 0.15))
    motivation: float = declare(0.35, 0.0, 1.0, unit="marginal benefit", help="Intrinsic reward of quality effort.", plausible=(0.1, 0.6))
    layer_incentive: float = declare(0.1, 0.0, 1.0, unit="per layer", help="Reward of quality effort per layer.", plausible=(0.0, 0.2))


class TemporaryKind(StaffKind):
    """Temporary staff: paid less, trained less, gone sooner."""

    wage_yuan: float = declare(55_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               help="Yearly cost of a post.", plausible=(0.4, 0.7), relative_to="staff.permanent.wage_yuan")
    speed: float = declare(0.85, 0.1, 3.0, unit="factor", help="Working speed.", plausible=(0.7, 1.0))
    capability: float = declare(0.65, 0.0, 1.0, unit="quality at full effort", help="Capability.", plausible=(0.5, 0.8))
    turnover: float = declare(0.30, 0.0, 5.0, unit="a year", help="Rate of leaving.", plausible=(0.15, 0.45))
    motivation: float = declare(0.20, 0.0, 1.0, unit="marginal benefit", help="Intrinsic reward of quality effort.",
                                plausible=(0.05, 0.4))


class Staff(Section):
    """Workstation staff: permanent and temporary."""

    permanent: StaffKind = StaffKind()
    temporary: TemporaryKind = TemporaryKind()


class Effort(Section):
    """Effort as a best response to rewards (multitask theory), the same for all staff."""

    substitution: float = declare(0.5, 0.0, 0.95, unit="γ", source="Holmström and Milgrom 1991",
                                  help="How much effort on pace crowds out effort on quality.", plausible=(0, 0.8), reason=EVIDENCE)
    pace_speed: float = declare(0.25, 0.0, 2.0, unit="speed per pace", help="Speed gained by full pace.", plausible=(0.1, 0.4))
    quality_floor: float = declare(0.5, 0.0, 1.0, unit="share", help="Quality without effort, as share of capability.", plausible=(0.3, 0.7))
    adjustment: float = declare(0.5, 0.0, 1.0, unit="a quarter", help="Share of the way to the best response per quarter.", plausible=(0.25, 0.75))


class Organisations(Section):
    """Social organisations: capability, motivation, registration, contracts."""

    initial_registered: int = declare(60, 0, 2_000, unit="organisations",
                                      help="Organisations registered at the start.",
                                      plausible=(0.5, 2), distribution="log-uniform", relative_to="default", reason=TWOFOLD)
    initial_capability: float = declare(0.60, 0.0, 1.0, unit="quality at full effort",
                                        help="Mean capability at the start (0.85 after incubation since 2009).",
                                        plausible=(0.5, 0.89), reason=EVIDENCE)
    capability_sd: float = declare(0.03, 0.0, 0.3, unit="sd", help="Spread of capability between organisations.",
                                   plausible=(0.02, 0.08), distribution="log-uniform", reason=EVIDENCE)
    capability_ceiling: float = declare(0.90, 0.1, 1.0, unit="quality at full effort", help="Highest capability.", plausible=(0.89, 0.95))
    incubation_rate: float = declare(0.35, 0.0, 5.0, unit="a year at 800,000 yuan",
                                     help="Rate at which incubation closes the gap to the ceiling.",
                                     plausible=(0.18, 0.7), distribution="log-uniform", reason=TWOFOLD)
    practice_rate: float = declare(0.10, 0.0, 5.0, unit="a year", source="Wright's learning curve",
                                   help="Rate at which contracted practice closes the gap.",
                                   plausible=(0.05, 0.2), distribution="log-uniform", reason=TWOFOLD)
    motivation_mean: float = declare(0.35, 0.0, 2.0, unit="marginal benefit", help="Mean intrinsic motivation.", plausible=(0.1, 0.6))
    motivation_sd: float = declare(0.10, 0.0, 1.0, unit="marginal benefit", help="Spread of intrinsic motivation.", plausible=(0.05, 0.2))
    oversight_effect: float = declare(2.0, 0.0, 10.0, unit="marginal benefit",
                                      help="Reward of quality effort at full oversight, weight and measurability.", plausible=(1, 3))
    speed_base: float = declare(0.6, 0.0, 2.0, unit="factor", help="Speed of an organisation without capability.", plausible=(0.5, 0.7))
    speed_slope: float = declare(0.4, 0.0, 2.0, unit="factor", help="Speed gained at the reference capability.", plausible=(0.3, 0.5))
    reference_capability: float = declare(0.85, 0.1, 1.0, unit="quality at full effort",
                                          help="Capability at which speed is base plus slope.", reason=CONVENTION)
    turnover: float = declare(0.20, 0.0, 5.0, unit="a year", source="docs/reference/evidence.md, turnover", status="evidence",
                              help="Rate at which social workers leave.", plausible=(0.12, 0.25), reason=EVIDENCE)
    post_yuan: float = declare(83_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               status="evidence", help="Yearly cost of a purchased post (500,000 for six).",
                               plausible=(60_000, 95_000), reason=EVIDENCE)
    departure_loss: float = declare(0.05, 0.0, 1.0, unit="share of the leaver's part",
                                    help="Capability an organisation loses with a social worker who leaves.",
                                    plausible=(0.02, 0.1), distribution="log-uniform", reason=TWOFOLD)
    director_gain: float = declare(0.03, 0.0, 0.3, unit="quality at full effort",
                                   help="Capability former temporary staff bring as centre directors.",
                                   plausible=(0.01, 0.06), distribution="log-uniform", reason=TWOFOLD)
    overhead_share: float = declare(0.05, 0.0, 0.9, unit="share of the contract", help="Overhead of an organisation.",
                                    plausible=(0.03, 0.12), distribution="log-uniform")
    registrations_per_year: float = declare(6.0, 0.0, 500.0, unit="organisations a year",
                                            help="Registrations without incubation.", plausible=(3, 12), distribution="log-uniform", reason=TWOFOLD)
    registrations_per_million: float = declare(25.0, 0.0, 1_000.0, unit="organisations a year and million yuan",
                                               help="Further registrations per million yuan of incubation.",
                                               plausible=(10, 50), distribution="log-uniform", reason=EVIDENCE)
    hub_registrations: float = declare(12.0, 0.0, 500.0, unit="organisations a year at full attention",
                                       help="Further registrations where committees act as the organisations' hub.",
                                       plausible=(6, 24), distribution="log-uniform", reason=TWOFOLD)
    hub_rate: float = declare(0.20, 0.0, 5.0, unit="a year at full attention",
                              help="Rate at which committees acting as hub close the gap to the ceiling.",
                              plausible=(0.1, 0.4), distribution="log-uniform", reason=TWOFOLD)
    exit_rate: float = declare(0.10, 0.0, 5.0, unit="a year", source="docs/reference/evidence.md, organisations",
                               help="Rate at which organisations without a contract give up.",
                               plausible=(0.05, 0.2), distribution="log-uniform", reason=TWOFOLD)
    tender_capability: float = declare(0.40, 0.0, 1.0, unit="quality at full effort",
                                       help="Least capability to win a tender.", plausible=(0.3, 0.5))
    contracts_limit: int = declare(4, 1, 500, unit="contracts", help="Most contracts an organisation holds.",
                                   plausible=(2, 8), distribution="log-uniform", reason=TWOFOLD)
    tender_days: int = declare(60, 0, 730, unit="days", help="Days from a decision to outsource to the new unit.",
                               plausible=(30, 120), distribution="log-uniform", reason=TWOFOLD)
    renewal_slope: float = declare(10.0, 0.0, 100.0, unit="logit slope", source="docs/reference/evidence.md, contracts",
                                   help="How sharply renewal follows the evaluation.",
                                   plausible=(5, 20), distribution="log-uniform", reason=EVIDENCE)
    renewal_target: float = declare(0.6, 0.0, 1.0, unit="evaluation", help="Evaluation at which renewal is even.",
                                    plausible=(0.5, 0.65), reason=EVIDENCE)
    inspection_share: float = declare(0.3, 0.0, 1.0, unit="share of closures",
                                      help="Contracted closures inspected at the reference oversight.",
                                      plausible=(0.15, 0.6), distribution="log-uniform", reason=TWOFOLD)
    inspection_reference: float = declare(0.66, 0.01, 1.0, unit="oversight", help="Reference oversight.", reason=CONVENTION)
    inspection_catch: float = declare(0.6, 0.0, 1.0, unit="probability", help="Chance that inspection catches bad work.", plausible=(0.4, 0.8))
    oversight_attention_effect: float = declare(1.5, 0.0, 20.0, unit="per attention",
                                                help="Oversight per committee attention spent on it.",
                                                plausible=(0.75, 3), distribution="log-uniform", reason=TWOFOLD)
    oversight_money_scale: float = declare(60_000.0, 1.0, 10_000_000.0, unit="yuan",
                                           help="Oversight money that counts as one unit.",
                                           plausible=(30_000, 120_000), distribution="log-uniform", reason=TWOFOLD)


class Committees(Section):
    """Three deliberation committees per community."""

    yuan_per_community: float = declare(60_000.0, 0.0, 10_000_000.0, unit="yuan a year at full attention",
                                        help="Cost of a community's committees.", plausible=(0.5, 1.5), relative_to="default", reason=EVIDENCE)
    slots_per_meeting: float = declare(5.0, 0.0, 100.0, unit="cases", source="docs/reference/evidence.md, deliberation",
                                       help="Cases on a full agenda.", plausible=(3, 7), reason=EVIDENCE)
    cycle_days: int = declare(14, 1, 365, unit="days", help="Days between meetings.", plausible=(7, 28), distribution="log-uniform", reason=TWOFOLD)
    success_base: float = declare(0.50, 0.0, 1.0, unit="probability", help="Chance of agreement, nothing helping.", plausible=(0.35, 0.65))
    success_trust: float = declare(0.25, 0.0, 1.0, unit="per trust", help="Gain with the community's mean trust.", plausible=(0.1, 0.4))
    success_organisations: float = declare(0.05, 0.0, 1.0, unit="probability",
                                           help="Gain where organisations are present.", plausible=(0, 0.1))
    success_council: float = declare(0.10, 0.0, 1.0, unit="probability", help="Gain where the council is on.", plausible=(0, 0.2))
    quality: float = declare(0.80, 0.0, 1.0, unit="quality", help="Quality of agreements.", plausible=(0.7, 0.9))
    mediation_base: float = declare(0.45, 0.0, 1.0, unit="probability",
                                    help="A unit's chance with a contested case when committees are marginalised.", plausible=(0.3, 0.6))
    mediation_quality: float = declare(0.2, 0.0, 1.0, unit="per quality", help="Gain with the unit's quality.", plausible=(0.1, 0.3))
    council_yuan_per_community: float = declare(20_000.0, 0.0, 10_000_000.0, unit="yuan a year",
                                                help="Cost of a co-governance council.",
                                                plausible=(0.5, 2), distribution="log-uniform", relative_to="default", reason=TWOFOLD)
    member_slots: float = declare(0.2, 0.0, 5.0, unit="cases a meeting and person",
                                  help="Agenda slots gained per posted member.", plausible=(0.1, 0.4), distribution="log-uniform", reason=TWOFOLD)
    pairing_relief: float = declare(0.3, 0.0, 1.0, unit="share of work",
                                    help="Work on a paired person's case that pooled help takes over.", plausible=(0.15, 0.45))
    closed_compound_share: float = declare(0.15, 0.0, 1.0, unit="share of grids",
                                           help="Grids whose compounds have not been able to elect an owners' committee.", plausible=(0.05, 0.3))
    closed_compound_penalty: float = declare(0.15, 0.0, 1.0, unit="probability",
                                             help="Chance of agreement lost there on urban-services cases.", plausible=(0.05, 0.25))
    election_rate: float = declare(0.7, 0.0, 20.0, unit="a year",
                                   help="Rate at which supported compounds elect an owners' committee.",
                                   plausible=(0.35, 1.4), distribution="log-uniform", reason=TWOFOLD)
    council_relief: float = declare(0.10, 0.0, 1.0, unit="share of work",
                                    help="Civil-affairs work that pooled in-kind resources take over.",
                                    plausible=(0.05, 0.2), distribution="log-uniform", reason=TWOFOLD)
    service_relief: float = declare(0.30, 0.0, 1.0, unit="share of work at full attention",
                                    help="Window work that committees take over when they serve residents.", plausible=(0.15, 0.45))


class Street(Section):
    """Street office and district."""

    posts: int = declare(18, 0, 1_000, unit="posts", help="Posts of the street departments.",
                         plausible=(0.67, 1.67), distribution="log-uniform", relative_to="default", reason=OF_THE_PLACE)
    wage_yuan: float = declare(120_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               status="evidence", help="Yearly cost of a street post.",
                               plausible=(1.1, 2), relative_to="organisations.post_yuan", reason=EVIDENCE)
    hours_per_day: float = declare(5.0, 0.0, 24.0, unit="hours a day", help="Working hours of a post.", plausible=(4.5, 5.5))
    case_share: float = declare(0.6, 0.0, 1.0, unit="share of hours", help="Hours available for cases.", plausible=(0.4, 0.8))
    petition_hours: float = declare(40.0, 0.0, 1_000.0, unit="hours", help="Street hours a petition takes.",
                                    plausible=(15, 80), distribution="log-uniform")
    handling_mean_days: float = declare(20.0, 0.0, 365.0, unit="days", help="Mean least time of handling.",
                                        plausible=(10, 40), distribution="log-uniform", reason=EVIDENCE)
    attached_factor: float = declare(0.7, 0.0, 1.0, unit="factor",
                                     help="Handling time when agencies are attached.", plausible=(0.5, 0.9))
    district_share: float = declare(0.15, 0.0, 1.0, unit="probability", help="Cases the district decides.", plausible=(0.08, 0.25))
    district_mean_days: float = declare(60.0, 0.0, 1_000.0, unit="days", help="Mean further time at the district.",
                                        plausible=(30, 90), distribution="log-uniform", reason=EVIDENCE)
    supervisor_factor: float = declare(0.85, 0.0, 1.0, unit="factor",
                                       help="Handling time where supervisors are posted.", plausible=(0.7, 1))
    hall_gain: float = declare(0.10, 0.0, 1.0, unit="share of hours", help="Case hours gained by the one-window hall.", plausible=(0, 0.2))
    escalated_success: float = declare(0.66, 0.0, 1.0, unit="probability",
                                       source="calibrated; docs/reference/evidence.md, published figures",
                                       help="Chance that an escalated case is resolved.", plausible=(0.2, 0.9), reason=SOLVED)
    quality: float = declare(0.80, 0.0, 1.0, unit="quality", help="Quality of resolutions above the community.", plausible=(0.7, 0.9))


class Residents(Section):
    """Residents: trust, reporting, grievance, petitions."""

    trust_alpha: float = declare(11.0, 0.2, 500.0, unit="shape", help="First shape of initial trust (Beta).", plausible=(9, 13))
    trust_beta: float = declare(9.0, 0.2, 500.0, unit="shape", help="Second shape of initial trust (Beta).", plausible=(7.5, 10.5))
    tenant_reporting: float = declare(0.9, 0.0, 5.0, unit="factor to owners", source="docs/reference/evidence.md, reporting",
                                      help="Reporting propensity of tenants against owners.", plausible=(0.7, 1.1), reason=EVIDENCE)
    migrant_reporting: float = declare(0.6, 0.0, 5.0, unit="factor to owners", source="docs/reference/evidence.md, reporting",
                                       help="Reporting propensity of migrants against owners.", plausible=(0.3, 0.9), reason=EVIDENCE)
    building_ties: int = declare(14, 0, 64, unit="ties", help="Ties to the nearest in the building.", plausible=(10, 18))
    far_ties: int = declare(6, 0, 64, unit="ties", help="Ties elsewhere in the subdistrict.", plausible=(3, 9))
    expectation_days: float = declare(20.0, 0.1, 1_000.0, unit="days", help="Delay a resident expects at first.",
                                      plausible=(10, 40), distribution="log-uniform", reason=TWOFOLD)
    expectation_learning: float = declare(0.2, 0.0, 1.0, unit="share", help="How far expectation moves to each delay.",
                                          plausible=(0.1, 0.4), distribution="log-uniform", reason=TWOFOLD)
    trust_gain: float = declare(0.05, 0.0, 1.0, unit="share", help="Trust gained at a full positive surprise.", plausible=(0.025, 0.08))
    trust_loss: float = declare(0.12, 0.0, 1.0, unit="share", source="docs/reference/evidence.md, trust and grievance",
                                help="Trust lost at a full negative surprise.", plausible=(0.06, 0.2), reason=EVIDENCE)
    ties_share: float = declare(0.3, 0.0, 1.0, unit="share", help="Share of a trust change that ties feel.", plausible=(0.1, 0.5))
    heard_bonus: float = declare(0.2, 0.0, 2.0, unit="surprise", help="What having been heard adds.",
                                 plausible=(0.1, 0.4), distribution="log-uniform", reason=TWOFOLD)
    incident_trust_loss: float = declare(0.06, 0.0, 1.0, unit="share per severity",
                                         help="Trust an incident costs those tied to it.",
                                         plausible=(0.03, 0.12), distribution="log-uniform", reason=TWOFOLD)
    window_wait_limit_days: float = declare(0.5, 0.0, 100.0, unit="days", help="Mean window wait that costs trust.",
                                            plausible=(0.1, 2), distribution="log-uniform")
    window_trust_step: float = declare(0.0005, 0.0, 0.1, unit="trust a day",
                                       help="Trust lost on a day of long waits, regained on others.",
                                       plausible=(0.00025, 0.001), distribution="log-uniform", reason=TWOFOLD)
    window_trust_limit: float = declare(0.2, 0.0, 1.0, unit="trust", help="Most trust lost to windows.", plausible=(0, 0.25))
    grievance_half_life_days: float = declare(90.0, 1.0, 3_650.0, unit="days",
                                              source="docs/reference/evidence.md, trust and grievance",
                                              help="Half-life of grievance.", plausible=(30, 180), distribution="log-uniform", reason=EVIDENCE)
    grievance_building: float = declare(0.5, 0.0, 1.0, unit="share", help="Grievance of building ties.", plausible=(0.3, 0.7))
    grievance_far: float = declare(0.3, 0.0, 1.0, unit="share", help="Grievance of far ties.", plausible=(0.15, 0.45))
    waiting_grievance_days: int = declare(90, 1, 3_650, unit="days", help="Waiting after which grievance rises.",
                                          plausible=(60, 120), reason=EVIDENCE)
    event_yuan: float = declare(10_000.0, 1.0, 1e7, unit="yuan", help="Cost of a foundation event.",
                                plausible=(5000, 20_000), distribution="log-uniform", reason=TWOFOLD)
    event_share: float = declare(0.5, 0.0, 1.0, unit="share of programme money",
                                 help="Programme money spent on foundation events; the rest is the elderly university's.", plausible=(0.3, 0.7))
    event_trust: float = declare(0.003, 0.0, 0.1, unit="trust", help="Trust an event gives its community.",
                                 plausible=(0.0015, 0.006), distribution="log-uniform", reason=TWOFOLD)
    event_half_life_days: float = declare(120.0, 1.0, 3_650.0, unit="days", help="Half-life of that trust.",
                                          plausible=(60, 240), distribution="log-uniform", reason=TWOFOLD)
    event_trust_limit: float = declare(0.05, 0.0, 1.0, unit="trust", help="Most trust that events can give.",
                                       plausible=(0.025, 0.1), distribution="log-uniform", reason=TWOFOLD)
    university_yuan_scale: float = declare(500_000.0, 1.0, 1e9, unit="yuan a year",
                                           help="Elderly-university money that counts as one unit.",
                                           plausible=(250_000, 1_000_000), distribution="log-uniform", reason=TWOFOLD)
    university_relief: float = declare(0.2, 0.0, 0.9, unit="share",
                                       help="Most by which the elderly university shortens grievance's half-life.",
                                       plausible=(0.1, 0.4), distribution="log-uniform", reason=TWOFOLD)
    petition_tie_weight: float = declare(0.5, 0.0, 5.0, unit="weight", source="Granovetter 1978; Epstein 2002",
                                         help="Pull of ties who have joined.", plausible=(0.25, 1), distribution="log-uniform", reason=TWOFOLD)
    petition_threshold_mean: float = declare(0.40, 0.0, 5.0, unit="threshold", help="Mean joining threshold.", plausible=(0.3, 0.5))
    petition_threshold_sd: float = declare(0.10, 0.0, 2.0, unit="threshold", help="Spread of joining thresholds.", plausible=(0.05, 0.15))
    petition_threshold_floor: float = declare(0.05, 0.0, 5.0, unit="threshold", help="Least joining threshold.", plausible=(0.02, 0.1))
    petition_size: int = declare(5, 1, 100, unit="people", source="docs/reference/evidence.md, petitions", status="evidence",
                                 help="People who make a petition collective.", reason=LAW)
    petition_rest_days: int = declare(90, 0, 3_650, unit="days", help="Rest between petitions on one case.", plausible=(60, 120), reason=EVIDENCE)
    petition_trust_loss: float = declare(0.03, 0.0, 1.0, unit="trust", help="Trust a petition costs those tied to it.",
                                         plausible=(0.015, 0.06), distribution="log-uniform", reason=TWOFOLD)


class Recurrence(Section):
    """Bad closures and their return."""

    bad_share: float = declare(0.5, 0.0, 1.0, unit="share", help="P(bad closure) = share × (1 − quality).", plausible=(0.25, 0.75), reason=EVIDENCE)
    mean_days: float = declare(60.0, 0.1, 3_650.0, unit="days", help="Mean time to a recurrence.",
                               plausible=(30, 120), distribution="log-uniform", reason=TWOFOLD)


class Budget(Section):
    """The yearly money every policy has."""

    yearly_yuan: float = declare(24_000_000.0, 0.0, 1e12, unit="yuan a year", help="Yearly budget.",
                                 plausible=(0.88, 1.12), relative_to="default", reason=OF_THE_PLACE)
    survey_yuan: float = declare(300_000.0, 0.0, 1e9, unit="yuan a year", help="Cost of the household survey.",
                                 plausible=(0.5, 2), distribution="log-uniform", relative_to="default", reason=TWOFOLD)
    contract_management_share: float = declare(0.06, 0.0, 1.0, unit="share of the ceiling",
                                               help="Cost of managing contracts.", plausible=(0.03, 0.1), distribution="log-uniform")
    unmodelled_yuan: float = declare(30_000_000.0, 0.0, 1e12, unit="yuan a year",
                                     help="Street spending outside the model, for the 20 % check.", reason=OF_THE_PLACE)


class Domain(Section):
    """One domain of work."""

    share: float = declare(1.0, 0.0, 1.0, unit="share of arrivals", help="Share of arising contradictions.", reason=SUMS_TO_ONE)
    work_hours: float = declare(8.0, 0.01, 1_000.0, unit="hours", help="Mean work of a case.",
                                plausible=(0.7, 1.4), distribution="log-uniform", relative_to="default")
    contested_base: float = declare(0.1, 0.0, 1.0, unit="probability", help="Base of the contested share.",
                                    plausible=(0.7, 1.4), distribution="log-uniform", relative_to="default")
    beyond_base: float = declare(0.1, 0.0, 1.0, unit="probability", help="Base of the share beyond authority.", reason=SCALED)
    ignition_days: float = declare(300.0, 0.1, 1e6, unit="days", help="Scale of the ignition delay.",
                                   plausible=(0.6, 1.6), distribution="log-uniform", relative_to="default")
    measurability: float = declare(0.5, 0.0, 1.0, unit="share", help="How well quality can be measured.",
                                   plausible=(0.8, 1.1), relative_to="default")
    items: int = declare(20, 1, 1_000, unit="items", source=CASE, status="case", help="Service items.")
    projects: int = declare(2, 1, 100, unit="projects", source=CASE, status="case", help="Pooled projects.")
    weather_sensitive: bool = declare(False, unit="yes or no", help="Whether storms multiply its hazard.")
    deadline_days: float = declare(15.0, 0.1, 1_000.0, unit="days", help="Standard time of resolution.", reason=STANDARD)


def _domain(share: float, work: float, contested: float, beyond: float, delay: float, measured: float,
            items: int, projects: int, deadline: float, weather: bool = False) -> Domain:
    return Domain(share=share, work_hours=work, contested_base=contested, beyond_base=beyond,
                  ignition_days=delay, measurability=measured, items=items, projects=projects,
                  deadline_days=deadline, weather_sensitive=weather)


class Domains(Section):
    """The seven domains, in the order of the design."""

    population: Domain = _domain(0.16, 4.0, 0.10, 0.06, 500.0, 0.9, 20, 2, 15.0)
    social_affairs: Domain = _domain(0.20, 14.0, 0.35, 0.11, 160.0, 0.4, 30, 3, 30.0)
    urban_services: Domain = _domain(0.22, 8.0, 0.15, 0.13, 200.0, 0.8, 34, 3, 15.0, weather=True)
    civil_affairs: Domain = _domain(0.14, 6.0, 0.08, 0.06, 300.0, 0.6, 24, 2, 15.0)
    health: Domain = _domain(0.10, 6.0, 0.05, 0.06, 300.0, 0.7, 17, 2, 15.0)
    culture: Domain = _domain(0.06, 4.0, 0.10, 0.03, 500.0, 0.4, 12, 1, 30.0)
    security: Domain = _domain(0.12, 12.0, 0.30, 0.14, 180.0, 0.5, 22, 2, 10.0)

    @model_validator(mode="before")
    @classmethod
    def keep_what_is_not_given(cls, given: Any) -> Any:
        """A domain given in part keeps the defaults of that domain for the rest."""
        if not isinstance(given, dict):
            return given
        return {name: cls._merged(name, value) for name, value in given.items()}

    @classmethod
    def _merged(cls, name: str, value: Any) -> Any:
        if name not in cls.model_fields or not isinstance(value, dict):
            return value
        return {**cls.model_fields[name].default.model_dump(), **value}


DOMAIN_NAMES: tuple[str, ...] = tuple(Domains.model_fields)
OUTSOURCING_ORDER: tuple[str, ...] = (
    "culture", "civil_affairs", "health", "social_affairs", "urban_services", "population", "security",
)


class Parameters(Section):
    """All numbers of a place and of the mechanisms."""

    place: Place = Place()
    arising: Arising = Arising()
    severity: Severity = Severity()
    work: Work = Work()
    ignition: Ignition = Ignition()
    lapse: Lapse = Lapse()
    detection: Detection = Detection()
    grid_workers: GridWorkers = GridWorkers()
    units: Units = Units()
    staff: Staff = Staff()
    effort: Effort = Effort()
    organisations: Organisations = Organisations()
    committees: Committees = Committees()
    street: Street = Street()
    residents: Residents = Residents()
    recurrence: Recurrence = Recurrence()
    budget: Budget = Budget()
    domain: Domains = Domains()


PARAMETERS: dict[str, Declaration] = {d.path: d for d in declarations(Parameters)}
