"""The numbers of a place and of the mechanisms, each declared once; policy levers stand in policy.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, model_validator

from model.declarations import Declaration, Section, declarations, declare

CASE = "docs/evidence.md, published figures"


class Place(Section):
    """The subdistrict: its size, its people and the days that are simulated."""

    title_en: str = "A subdistrict"
    title_zh: str = "某街道"
    start_date: date = date(2010, 1, 1)
    days: int = declare(730, 1, 7_300, unit="days", source=CASE, status="case",
                        help="Days simulated and counted.")
    burn_in_days: int = declare(180, 0, 1_460, unit="days",
                                help="Days before day 0, in the reactive-staffed start of every arm.")
    residents: int = declare(130_000, 1, 20_000_000, unit="residents", source=CASE, status="case",
                             help="Residents. Given alone it sets the number of grids, given with grids the buildings "
                                  "of a grid; else it follows from grids and buildings.")
    communities: int = declare(13, 1, 500, unit="communities", source="docs/evidence.md, communities and grids",
                               status="evidence", help="Communities of the subdistrict.")
    grids: int = declare(130, 1, 20_000, unit="grids", source="docs/evidence.md, communities and grids",
                         status="evidence", help="Grids of the subdistrict, one grid worker each.")
    buildings_per_grid: int = declare(40, 1, 1_000, unit="buildings",
                                      help="Buildings in a grid.")
    residents_per_building: int = declare(25, 1, 5_000, unit="residents",
                                          help="Residents in a building.")
    owner_share: float = declare(0.30, 0.0, 1.0, unit="share of residents",
                                 help="Residents who own their home.")
    tenant_share: float = declare(0.40, 0.0, 1.0, unit="share of residents",
                                  help="Residents who rent in ordinary housing.")
    migrant_share: float = declare(0.30, 0.0, 1.0, unit="share of residents",
                                   help="Migrants who live in urban villages.")

    @model_validator(mode="before")
    @classmethod
    def fit_residents(cls, given: Any) -> Any:
        """Residents set the number of grids, or of buildings where grids are given; else they follow from both."""
        if not isinstance(given, dict):
            return given
        sizes = ("residents", "grids", "buildings_per_grid", "residents_per_building")
        now = {name: given.get(name, cls.model_fields[name].default) for name in sizes}
        if not all(type(value) is int and value > 0 for value in now.values()):
            return given  # refused below, with its field
        people, grids, buildings, each = now.values()
        if "residents" in given and "grids" in given:
            buildings = max(1, round(people / (grids * each)))
        elif "residents" in given:
            grids = max(given.get("communities", 1), round(people / (buildings * each)), 1)
        return {**given, "residents": grids * buildings * each, "grids": grids, "buildings_per_grid": buildings}


class Arising(Section):
    """How contradictions arise."""

    per_grid_day: float = declare(
        0.1045, 0.0, 20.0, unit="contradictions a grid and day",
        source="calibrated to 8,293 recorded", help="Mean rate at which contradictions arise.")
    grid_log_sd: float = declare(0.6, 0.0, 2.0, unit="log sd",
                                 help="Spread of vulnerability between grids (lognormal, mean 1).")
    building_log_sd: float = declare(0.6, 0.0, 2.0, unit="log sd",
                                     help="Spread of vulnerability between buildings (lognormal, mean 1).")
    day_overdispersion: float = declare(
        0.0, 0.0, 5.0, unit="variance of the day's gamma factor",
        help="Day-to-day variation of the rate beyond Poisson, common to all grids.")
    weekday_factors: list[float] = Field(default=[1.0] * 7, min_length=7, max_length=7)
    month_factors: list[float] = Field(default=[1.0] * 12, min_length=12, max_length=12)


class Severity(Section):
    """Severity of a contradiction: Beta distributed on 0 to 1."""

    alpha: float = declare(1.2, 0.2, 20.0, unit="shape", help="First shape of the Beta distribution.")
    beta: float = declare(2.4, 0.2, 20.0, unit="shape", help="Second shape of the Beta distribution.")


class Work(Section):
    """Hours of work a case needs, and where its work is done."""

    base_share: float = declare(0.4, 0.0, 5.0, unit="of a domain's hours",
                                help="Work of a case without any severity.")
    severity_slope: float = declare(1.8, 0.0, 10.0, unit="of a domain's hours per severity",
                                    help="Further work per unit of severity.")
    log_sd: float = declare(0.7, 0.0, 2.0, unit="log sd", help="Spread of work hours (lognormal, mean 1).")
    contested_slope: float = declare(3.0, 0.0, 10.0, unit="per severity",
                                     help="P(contested) = min(0.9, slope × severity × domain base).")
    beyond_slope: float = declare(3.0, 0.0, 10.0, unit="per severity",
                                  help="P(beyond authority) = min(0.9, slope × severity × scale × domain base).")
    beyond_authority_scale: float = declare(
        0.9, 0.0, 10.0, unit="factor", source="calibrated to 91.6 % self-resolution",
        help="Scale of the share of cases beyond a community's authority.")
    intake_hours: float = declare(1.0, 0.0, 40.0, unit="hours",
                                  help="Grid-worker hours to take in every known case.")
    spot_limit_hours: float = declare(8.0, 0.0, 200.0, unit="hours",
                                      help="Largest case a grid worker settles on the spot.")
    spot_list_days: float = declare(10.0, 0.0, 365.0, unit="days of settling",
                                    help="Longest list at which a grid worker still keeps a case.")
    contested_unit_share: float = declare(0.4, 0.0, 5.0, unit="of the case's hours",
                                          help="Unit work before a contested case is deliberated.")
    dossier_share: float = declare(0.2, 0.0, 5.0, unit="of the case's hours",
                                   help="Unit work on the dossier of a case beyond authority.")
    street_share: float = declare(1.5, 0.0, 10.0, unit="of the case's hours",
                                  help="Street work on a case beyond authority.")
    failed_deliberation_share: float = declare(0.9, 0.0, 10.0, unit="of the case's hours",
                                               help="Street work after failed deliberation or mediation.")
    returned_share: float = declare(0.5, 0.0, 5.0, unit="of the case's hours",
                                    help="Unit work again after a check returned the case.")
    incident_multiplier: float = declare(3.0, 1.0, 20.0, unit="factor", source="docs/evidence.md, cost of an incident",
                                         help="All hours still to do are multiplied by this at an incident.")


class Ignition(Section):
    """How a latent or waiting contradiction turns into an incident (delay-time model)."""

    shape: float = declare(1.6, 0.2, 10.0, unit="Weibull shape", help="Shape of the delay's Weibull law.")
    reference_severity: float = declare(0.5, 0.01, 1.0, unit="severity",
                                        help="Severity at which a domain's delay scale holds.")
    storm_multiplier: float = declare(8.0, 0.0, 100.0, unit="factor",
                                      help="Hazard of weather-sensitive cases on a storm day.")
    storm_probability_wet: float = declare(0.10, 0.0, 1.0, unit="a day",
                                           help="Storm probability on days 90 to 269 of a year.")
    storm_probability_dry: float = declare(0.03, 0.0, 1.0, unit="a day",
                                           help="Storm probability on the other days.")


class Lapse(Section):
    """How contradictions heal by themselves while latent."""

    rate: float = declare(0.015, 0.0, 1.0, unit="a day", help="Lapse rate of a matter without severity.")
    power: float = declare(2.0, 0.0, 10.0, unit="exponent", help="Rate = rate × (1 − severity)^power.")


class Detection(Section):
    """How contradictions become known: patrol, report, survey."""

    check_hours: float = declare(0.5, 0.05, 24.0, unit="hours", help="Hours of one building visit.")
    probability: float = declare(0.6, 0.0, 1.0, unit="a visit", source="docs/evidence.md, detection",
                                 help="Chance that a visit finds a latent contradiction.")
    unfounded_share: float = declare(0.3, 0.0, 0.95, unit="share of reports", source="docs/evidence.md, detection",
                                     help="Reports behind which there is nothing; each costs as much as a false alarm.")
    fatigue_loss: float = declare(0.1, 0.0, 1.0, unit="share", source="docs/evidence.md, detection",
                                  help="Detection lost by a fully fatigued worker.")
    fatigue_threshold: float = declare(0.85, 0.0, 1.0, unit="utilisation",
                                       help="Settling use at which fatigue begins.")
    fatigue_width: float = declare(0.15, 0.01, 1.0, unit="utilisation",
                                   help="Settling use above the threshold at which fatigue is full.")
    false_alarm_probability: float = declare(0.03, 0.0, 1.0, unit="a visit",
                                             source="docs/evidence.md, detection", help="1 − specificity of a visit.")
    false_alarm_hours: float = declare(1.0, 0.0, 40.0, unit="hours", help="Settling hours a false alarm costs.")
    map_prior_finds: float = declare(2.0, 0.001, 1_000.0, unit="finds", help="Prior finds of the risk map.")
    map_prior_visits: float = declare(100.0, 0.001, 100_000.0, unit="visits",
                                      help="Prior visits of the risk map.")
    campaign_burst_days: int = declare(40, 1, 121, unit="days", help="Shortest burst of a campaign.")
    campaign_share_limit: float = declare(0.9, 0.1, 1.0, unit="share of hours",
                                          help="Screening share at which a burst lengthens instead.")
    report_rate: float = declare(0.02, 0.0, 5.0, unit="a day", help="Base rate at which a resident reports.")
    report_trust_reference: float = declare(0.55, 0.01, 1.0, unit="trust",
                                            help="Trust at which the base rate holds.")
    report_base: float = declare(0.4, 0.0, 10.0, unit="factor", help="Salience without severity.")
    report_severity_slope: float = declare(1.2, 0.0, 10.0, unit="factor per severity",
                                           help="Further salience per unit of severity.")
    refused_factor: float = declare(0.3, 0.0, 1.0, unit="factor",
                                    help="Report rate left after a report was refused.")
    refused_trust_loss: float = declare(0.02, 0.0, 1.0, unit="trust", help="Trust a refusal costs.")
    survey_probability: float = declare(0.25, 0.0, 1.0, unit="a survey",
                                        help="Chance that the household survey finds a latent case.")
    survey_day: int = declare(300, 0, 364, unit="day of the year", help="Day of the household survey.")


class GridWorkers(Section):
    """Grid workers: those of a grid work as one."""

    wage_yuan: float = declare(45_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/evidence.md, wages",
                               status="evidence", help="Yearly cost of a grid worker.")
    hours_per_day: float = declare(5.0, 0.0, 24.0, unit="hours a day", help="Working hours, year round.")
    other_duties_share: float = declare(0.70, 0.0, 1.0, unit="share of a worker's hours",
                                        help="Hours a day that a grid's other duties take, as share of one worker's.")
    skill_sd: float = declare(0.10, 0.0, 0.5, unit="sd", help="Spread of skill between workers (mean 1).")
    colocated_hours: float = declare(2.0, 0.0, 24.0, unit="hours a day",
                                     help="Settling hours a co-located social worker adds to the community's grids.")
    novice_skill: float = declare(0.8, 0.0, 1.0, unit="factor", help="Skill of a worker on the first day.")
    novice_days: int = declare(180, 1, 3_650, unit="days", help="Days until a new worker has full skill.")
    turnover: float = declare(0.15, 0.0, 5.0, unit="a year", source="docs/evidence.md, turnover",
                              help="Rate at which grid workers leave; the risk map leaves with them.")
    quality: float = declare(0.72, 0.0, 1.0, unit="quality", help="Quality of work on the spot.")


class Units(Section):
    """Delivery units: the posts of a community, and the desks or windows they keep open."""

    requests_per_resident_year: float = declare(0.6, 0.0, 1_000.0, unit="requests", source="docs/evidence.md, windows",
                                                status="evidence", help="Routine window requests of a resident.")
    request_hours: float = declare(0.25, 0.001, 20.0, unit="hours", source="docs/evidence.md, windows",
                                   help="Mean work of a routine request.")
    patience_minutes: float = declare(50.0, 0.1, 1e9, unit="minutes", source="docs/evidence.md, windows",
                                      help="Mean time for which a resident waits at a window before leaving.")
    return_share: float = declare(0.7, 0.0, 0.99, unit="share", source="docs/evidence.md, windows",
                                  help="Residents who come back when the windows open next; the others do without.")
    claim_case_days: float = declare(10.0, 0.001, 1e9, unit="days since its record",
                                     help="Age of a waiting case that claims a free line as strongly as a request that "
                                          "has waited for claim_wait_hours.")
    claim_wait_hours: float = declare(0.5, 0.001, 1e9, unit="opening hours",
                                      help="Wait of a request that claims a free line as strongly as a case of "
                                           "claim_case_days.")
    hours_per_post: float = declare(5.0, 0.1, 24.0, unit="hours a day", help="Opening and working hours, year round.")
    other_duties_share: float = declare(0.75, 0.0, 0.99, unit="share of posts", source="docs/evidence.md, windows",
                                        help="Posts of a unit that are at other work than requests and cases.")
    cross_training_share: float = declare(0.03, 0.0, 1.0, unit="share of a post's cost",
                                          help="Cost of training a post for every project.")
    switching_cost: float = declare(0.03, 0.0, 1.0, unit="share of work",
                                    help="Extra work when a line serves all slices.")
    admin_per_layer: float = declare(0.01, 0.0, 1.0, unit="share per layer and root of posts",
                                     help="Administrative share of a staffed unit's hours.")
    admin_limit: float = declare(0.4, 0.0, 0.9, unit="share", help="Largest administrative share.")
    contract_admin: float = declare(0.03, 0.0, 0.9, unit="share", help="Administrative share of a contracted unit.")
    vacancy_days: float = declare(30.0, 0.0, 365.0, unit="days", help="Days a left post stays empty.")
    novice_speed: float = declare(0.8, 0.1, 1.0, unit="factor", help="Speed of a staff member on the first day.")
    novice_days: int = declare(180, 1, 3_650, unit="days", help="Days until new staff work at full speed.")
    layer_fixed_days: int = declare(1, 0, 60, unit="days", help="Least delay of an approval layer.")
    layer_mean_days: float = declare(2.0, 0.0, 60.0, unit="days",
                                     help="Mean of the exponential part of a layer's delay.")
    layer_catch: float = declare(0.15, 0.0, 1.0, unit="probability", help="Chance that a layer catches a bad closure.")
    expected_unit_fraction: float = declare(0.5, 0.0, 1.0, unit="share of arising work",
                                            help="Share of arising hours expected at units, for contract prices.")


class StaffKind(Section):
    """One kind of workstation staff."""

    wage_yuan: float = declare(68_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/evidence.md, wages",
                               status="evidence", help="Yearly cost of a post.")
    speed: float = declare(1.0, 0.1, 3.0, unit="factor", help="Working speed.")
    capability: float = declare(0.85, 0.0, 1.0, unit="quality at full effort", help="Capability.")
    turnover: float = declare(0.08, 0.0, 5.0, unit="a year", help="Rate of leaving.")
    motivation: float = declare(0.35, 0.0, 1.0, unit="marginal benefit", help="Intrinsic reward of quality effort.")
    layer_incentive: float = declare(0.1, 0.0, 1.0, unit="per layer", help="Reward of quality effort per layer.")


class Staff(Section):
    """Workstation staff: permanent and temporary."""

    permanent: StaffKind = StaffKind()
    temporary: StaffKind = StaffKind(wage_yuan=38_000.0, speed=0.85, capability=0.65, turnover=0.30, motivation=0.20)


class Effort(Section):
    """Effort as a best response to rewards (multitask theory), the same for all staff."""

    substitution: float = declare(0.5, 0.0, 0.95, unit="γ", source="Holmström and Milgrom 1991",
                                  help="How much effort on pace crowds out effort on quality.")
    pace_speed: float = declare(0.25, 0.0, 2.0, unit="speed per pace", help="Speed gained by full pace.")
    quality_floor: float = declare(0.5, 0.0, 1.0, unit="share", help="Quality without effort, as share of capability.")
    adjustment: float = declare(0.5, 0.0, 1.0, unit="a quarter", help="Share of the way to the best response per quarter.")


class Organisations(Section):
    """Social organisations: capability, motivation, registration, contracts."""

    initial_registered: int = declare(60, 0, 2_000, unit="organisations",
                                      help="Organisations registered at the start.")
    initial_capability: float = declare(0.60, 0.0, 1.0, unit="quality at full effort",
                                        help="Mean capability at the start (0.85 after incubation since 2009).")
    capability_sd: float = declare(0.06, 0.0, 0.3, unit="sd", source="docs/evidence.md, contracts",
                                  status="evidence", help="Spread of capability between organisations.")
    capability_ceiling: float = declare(0.90, 0.1, 1.0, unit="quality at full effort", help="Highest capability.")
    incubation_rate: float = declare(0.35, 0.0, 5.0, unit="a year at 800,000 yuan",
                                     help="Rate at which incubation closes the gap to the ceiling.")
    practice_rate: float = declare(0.10, 0.0, 5.0, unit="a year", source="Wright's learning curve",
                                   help="Rate at which contracted practice closes the gap.")
    motivation_mean: float = declare(0.35, 0.0, 2.0, unit="marginal benefit", help="Mean intrinsic motivation.")
    motivation_sd: float = declare(0.10, 0.0, 1.0, unit="marginal benefit", help="Spread of intrinsic motivation.")
    oversight_effect: float = declare(2.0, 0.0, 10.0, unit="marginal benefit",
                                      help="Reward of quality effort at full oversight, weight and measurability.")
    speed_base: float = declare(0.6, 0.0, 2.0, unit="factor", help="Speed of an organisation without capability.")
    speed_slope: float = declare(0.4, 0.0, 2.0, unit="factor", help="Speed gained at the reference capability.")
    reference_capability: float = declare(0.85, 0.1, 1.0, unit="quality at full effort",
                                          help="Capability at which speed is base plus slope.")
    turnover: float = declare(0.17, 0.0, 5.0, unit="a year", source="docs/evidence.md, turnover", status="evidence",
                              help="Rate at which social workers leave.")
    post_yuan: float = declare(66_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/evidence.md, wages",
                               status="evidence", help="Yearly cost of a purchased post.")
    departure_loss: float = declare(0.05, 0.0, 1.0, unit="share of the leaver's part",
                                    help="Capability an organisation loses with a social worker who leaves.")
    director_gain: float = declare(0.03, 0.0, 0.3, unit="quality at full effort",
                                   help="Capability former temporary staff bring as centre directors.")
    overhead_share: float = declare(0.05, 0.0, 0.9, unit="share of the contract", help="Overhead of an organisation.")
    registrations_per_year: float = declare(6.0, 0.0, 500.0, unit="organisations a year",
                                            help="Registrations without incubation.")
    registrations_per_million: float = declare(25.0, 0.0, 1_000.0, unit="organisations a year and million yuan",
                                               help="Further registrations per million yuan of incubation.")
    hub_registrations: float = declare(12.0, 0.0, 500.0, unit="organisations a year at full attention",
                                       help="Further registrations where committees act as the organisations' hub.")
    hub_rate: float = declare(0.20, 0.0, 5.0, unit="a year at full attention",
                              help="Rate at which committees acting as hub close the gap to the ceiling.")
    exit_rate: float = declare(0.10, 0.0, 5.0, unit="a year", source="docs/evidence.md, organisations",
                               help="Rate at which organisations without a contract give up.")
    tender_capability: float = declare(0.40, 0.0, 1.0, unit="quality at full effort",
                                       help="Least capability to win a tender.")
    contracts_limit: int = declare(4, 1, 500, unit="contracts", help="Most contracts an organisation holds.")
    tender_days: int = declare(60, 0, 730, unit="days", help="Days from a decision to outsource to the new unit.")
    renewal_slope: float = declare(20.0, 0.0, 100.0, unit="logit slope", source="docs/evidence.md, contracts",
                                   help="How sharply renewal follows the evaluation.")
    renewal_target: float = declare(0.6, 0.0, 1.0, unit="evaluation", help="Evaluation at which renewal is even.")
    inspection_share: float = declare(0.3, 0.0, 1.0, unit="share of closures",
                                      help="Contracted closures inspected at the reference oversight.")
    inspection_reference: float = declare(0.66, 0.01, 1.0, unit="oversight", help="Reference oversight.")
    inspection_catch: float = declare(0.6, 0.0, 1.0, unit="probability", help="Chance that inspection catches bad work.")
    oversight_attention_effect: float = declare(1.5, 0.0, 20.0, unit="per attention",
                                                help="Oversight per committee attention spent on it.")
    oversight_money_scale: float = declare(60_000.0, 1.0, 10_000_000.0, unit="yuan",
                                           help="Oversight money that counts as one unit.")


class Committees(Section):
    """Three deliberation committees per community."""

    yuan_per_meeting: float = declare(800.0, 0.0, 1_000_000.0, unit="yuan at full attention",
                                      source="docs/evidence.md, deliberation",
                                      help="Cost of a committee's meeting, what is done for its cases included.")
    slots_per_meeting: float = declare(3.0, 0.0, 100.0, unit="cases", source="docs/evidence.md, deliberation",
                                       help="Cases on a full agenda.")
    success_base: float = declare(0.50, 0.0, 1.0, unit="probability", help="Chance of agreement, nothing helping.")
    success_trust: float = declare(0.25, 0.0, 1.0, unit="per trust", help="Gain with the community's mean trust.")
    success_organisations: float = declare(0.05, 0.0, 1.0, unit="probability",
                                           help="Gain where organisations are present.")
    success_council: float = declare(0.10, 0.0, 1.0, unit="probability", help="Gain where the council is on.")
    quality: float = declare(0.80, 0.0, 1.0, unit="quality", help="Quality of agreements.")
    mediation_base: float = declare(0.45, 0.0, 1.0, unit="probability",
                                    help="A unit's chance with a contested case when committees are marginalised.")
    mediation_quality: float = declare(0.2, 0.0, 1.0, unit="per quality", help="Gain with the unit's quality.")
    council_yuan_per_community: float = declare(20_000.0, 0.0, 10_000_000.0, unit="yuan a year",
                                                help="Cost of a co-governance council.")
    member_slots: float = declare(0.2, 0.0, 5.0, unit="cases a meeting and person",
                                  help="Agenda slots gained per posted member.")
    pairing_relief: float = declare(0.3, 0.0, 1.0, unit="share of work",
                                    help="Work on a paired person's case that pooled help takes over.")
    closed_compound_share: float = declare(0.15, 0.0, 1.0, unit="share of grids",
                                           help="Grids whose compounds have not been able to elect an owners' committee.")
    closed_compound_penalty: float = declare(0.15, 0.0, 1.0, unit="probability",
                                             help="Chance of agreement lost there on urban-services cases.")
    election_rate: float = declare(0.7, 0.0, 20.0, unit="a year",
                                   help="Rate at which supported compounds elect an owners' committee.")
    council_relief: float = declare(0.10, 0.0, 1.0, unit="share of work",
                                    help="Civil-affairs work that pooled in-kind resources take over.")
    service_relief: float = declare(0.30, 0.0, 1.0, unit="share of work at full attention",
                                    help="Window work that committees take over when they serve residents.")


class Street(Section):
    """Street office and district."""

    wage_yuan: float = declare(120_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/evidence.md, wages",
                               status="evidence", help="Yearly cost of a street post.")
    hours_per_day: float = declare(5.0, 0.0, 24.0, unit="hours a day", help="Working hours of a post.")
    case_share: float = declare(0.6, 0.0, 1.0, unit="share of hours", help="Hours available for cases.")
    petition_hours: float = declare(20.0, 0.0, 1_000.0, unit="hours", help="Street hours a petition takes.")
    repeat_share: float = declare(0.25, 0.0, 1.0, unit="share of those hours",
                                  help="Hours of a repeated petition, which is bundled with the one before.")
    petition_share: float = declare(0.5, 0.0, 1.0, unit="share of hours",
                                    help="Most of the street's case hours that petitions get while cases wait.")
    term_days: int = declare(60, 1, 10_000, unit="days", source="docs/evidence.md, statutory terms", status="evidence",
                             help="Term of a petition or an escalated case at the street; then the district takes it over.")
    extension_days: int = declare(30, 1, 10_000, unit="days", source="docs/evidence.md, statutory terms",
                                  status="evidence", help="Term of the district.")
    handling_mean_days: float = declare(30.0, 0.0, 365.0, unit="days", help="Mean least time of handling.")
    attached_factor: float = declare(0.7, 0.0, 1.0, unit="factor",
                                     help="Handling time when agencies are attached.")
    district_share: float = declare(0.15, 0.0, 1.0, unit="probability", help="Cases the district decides.")
    district_mean_days: float = declare(30.0, 0.0, 1_000.0, unit="days",
                                       help="Mean further time at the district, within its term.")
    supervisor_factor: float = declare(0.85, 0.0, 1.0, unit="factor",
                                       help="Handling time where supervisors are posted.")
    hall_gain: float = declare(0.10, 0.0, 1.0, unit="share of hours", help="Case hours gained by the one-window hall.")
    escalated_success: float = declare(0.66, 0.0, 1.0, unit="probability",
                                       source="calibrated; docs/evidence.md, published figures",
                                       help="Chance that an escalated case is resolved.")
    quality: float = declare(0.80, 0.0, 1.0, unit="quality", help="Quality of resolutions above the community.")


class Residents(Section):
    """Residents: trust, reporting, grievance, petitions."""

    trust_alpha: float = declare(11.0, 0.2, 500.0, unit="shape", help="First shape of initial trust (Beta).")
    trust_beta: float = declare(9.0, 0.2, 500.0, unit="shape", help="Second shape of initial trust (Beta).")
    tenant_reporting: float = declare(0.9, 0.0, 5.0, unit="factor to owners", source="docs/evidence.md, reporting",
                                      help="Reporting propensity of tenants against owners.")
    migrant_reporting: float = declare(0.6, 0.0, 5.0, unit="factor to owners", source="docs/evidence.md, reporting",
                                       help="Reporting propensity of migrants against owners.")
    building_ties: int = declare(14, 0, 64, unit="ties", help="Ties to the nearest in the building.")
    far_ties: int = declare(6, 0, 64, unit="ties", help="Ties elsewhere in the subdistrict.")
    expectation_days: float = declare(20.0, 0.1, 1_000.0, unit="days", help="Delay a resident expects at first.")
    expectation_learning: float = declare(0.2, 0.0, 1.0, unit="share", help="How far expectation moves to each delay.")
    trust_gain: float = declare(0.05, 0.0, 1.0, unit="share", help="Trust gained at a full positive surprise.")
    trust_loss: float = declare(0.12, 0.0, 1.0, unit="share", source="docs/evidence.md, trust and grievance",
                                help="Trust lost at a full negative surprise.")
    ties_share: float = declare(0.3, 0.0, 1.0, unit="share", help="Share of a trust change that ties feel.")
    heard_bonus: float = declare(0.2, 0.0, 2.0, unit="surprise", help="What having been heard adds.")
    incident_trust_loss: float = declare(0.06, 0.0, 1.0, unit="share per severity",
                                         help="Trust an incident costs those tied to it.")
    window_memory_days: float = declare(180.0, 1.0, 3_650.0, unit="days",
                                        help="Mean memory of how many gave up at the windows.")
    window_trust_limit: float = declare(0.05, 0.0, 1.0, unit="trust", source="docs/evidence.md, windows",
                                        help="Trust lost to windows where every visit is given up.")
    grievance_half_life_days: float = declare(90.0, 1.0, 3_650.0, unit="days",
                                              source="docs/evidence.md, trust and grievance",
                                              help="Half-life of grievance.")
    grievance_building: float = declare(0.5, 0.0, 1.0, unit="share", help="Grievance of building ties.")
    grievance_far: float = declare(0.3, 0.0, 1.0, unit="share", help="Grievance of far ties.")
    waiting_grievance_days: int = declare(90, 1, 3_650, unit="days", source="docs/evidence.md, statutory terms",
                                          help="Waiting after which grievance rises.")
    event_yuan: float = declare(10_000.0, 1.0, 1e7, unit="yuan", help="Cost of a foundation event.")
    event_share: float = declare(0.5, 0.0, 1.0, unit="share of programme money",
                                 help="Programme money spent on foundation events; the rest is the elderly university's.")
    event_trust: float = declare(0.003, 0.0, 0.1, unit="trust", help="Trust an event gives its community.")
    event_half_life_days: float = declare(120.0, 1.0, 3_650.0, unit="days", help="Half-life of that trust.")
    event_trust_limit: float = declare(0.05, 0.0, 1.0, unit="trust", help="Most trust that events can give.")
    university_yuan_scale: float = declare(500_000.0, 1.0, 1e9, unit="yuan a year",
                                           help="Elderly-university money that counts as one unit.")
    university_relief: float = declare(0.2, 0.0, 0.9, unit="share",
                                       help="Most by which the elderly university shortens grievance's half-life.")
    petition_tie_weight: float = declare(0.5, 0.0, 5.0, unit="weight", source="Granovetter 1978; Epstein 2002",
                                         help="Pull of ties who have joined.")
    petition_threshold_mean: float = declare(0.40, 0.0, 5.0, unit="threshold", help="Mean joining threshold.")
    petition_threshold_sd: float = declare(0.10, 0.0, 2.0, unit="threshold", help="Spread of joining thresholds.")
    petition_threshold_floor: float = declare(0.05, 0.0, 5.0, unit="threshold", help="Least joining threshold.")
    petition_size: int = declare(5, 1, 100, unit="people", source="docs/evidence.md, petitions", status="evidence",
                                 help="People who make a petition collective.")
    petition_rest_days: int = declare(90, 0, 3_650, unit="days", source="docs/evidence.md, statutory terms",
                                      status="evidence", help="Days for which a petition is handled and no other accepted.")
    petition_rounds: int = declare(3, 1, 100, unit="petitions", source="docs/evidence.md, statutory terms",
                                   status="evidence", help="Petitions accepted on one case: the first and two reviews.")
    petition_trust_loss: float = declare(0.03, 0.0, 1.0, unit="trust", help="Trust a petition costs those tied to it.")


class Recurrence(Section):
    """Bad closures and their return."""

    bad_share: float = declare(0.5, 0.0, 1.0, unit="share", help="P(bad closure) = share × (1 − quality).")
    mean_days: float = declare(60.0, 0.1, 3_650.0, unit="days", help="Mean time to a recurrence.")


class Budget(Section):
    """The yearly money every policy has."""

    yearly_yuan: float = declare(24_000_000.0, 0.0, 1e12, unit="yuan a year", help="Yearly budget.")
    survey_yuan: float = declare(300_000.0, 0.0, 1e9, unit="yuan a year", help="Cost of the household survey.")
    contract_management_share: float = declare(0.06, 0.0, 1.0, unit="share of the ceiling",
                                               help="Cost of managing contracts.")
    severance_share: float = declare(0.03, 0.0, 1.0, unit="share of the ceiling",
                                     help="Severance of the staff that contracting replaces: two months' pay over five years.")
    tender_yuan: float = declare(20_000.0, 0.0, 1e9, unit="yuan a term and community",
                                 help="Cost of a tender or of a renewal.")
    midterm_review_yuan: float = declare(5_000.0, 0.0, 1e9, unit="yuan a term and community",
                                         help="Cost of a mid-term review.")
    retraining_yuan: float = declare(3_000.0, 0.0, 1e9, unit="yuan a person",
                                     help="Cost of preparing a temporary worker for the examination.")
    agencies_yuan: float = declare(200_000.0, 0.0, 1e9, unit="yuan a year",
                                   help="Cost of the agencies attached to street departments: three purchased posts.")
    posted_member_yuan: float = declare(6_000.0, 0.0, 1e9, unit="yuan a year and person",
                                        help="Cost of a posted party member: a tenth of a post.")
    supervisor_yuan: float = declare(12_000.0, 0.0, 1e9, unit="yuan a year and community",
                                     help="Cost of a posted supervisor: a tenth of a street post.")
    street_hall_yuan: float = declare(300_000.0, 0.0, 1e9, unit="yuan a year",
                                      help="Cost of running the street's hall.")
    pairing_yuan: float = declare(200.0, 0.0, 1e9, unit="yuan a year and person", help="Cost of a pairing.")
    owners_support_yuan: float = declare(20_000.0, 0.0, 1e9, unit="yuan a year and community",
                                         help="Cost of supporting owners' committees.")
    unserved_request_yuan: float = declare(120.0, 0.0, 1e6, unit="yuan",
                                           help="What a request given up is worth: its work and the resident's time.")


class Domain(Section):
    """One domain of work."""

    share: float = declare(1.0, 0.0, 1.0, unit="share of arrivals", help="Share of arising contradictions.")
    work_hours: float = declare(8.0, 0.01, 1_000.0, unit="hours", help="Mean work of a case.")
    contested_base: float = declare(0.1, 0.0, 1.0, unit="probability", help="Base of the contested share.")
    beyond_base: float = declare(0.1, 0.0, 1.0, unit="probability", help="Base of the share beyond authority.")
    ignition_days: float = declare(300.0, 0.1, 1e6, unit="days", help="Scale of the ignition delay.")
    measurability: float = declare(0.5, 0.0, 1.0, unit="share", help="How well quality can be measured.")
    items: int = declare(20, 1, 1_000, unit="items", source=CASE, status="case", help="Service items.")
    projects: int = declare(2, 1, 100, unit="projects", source=CASE, status="case", help="Pooled projects.")
    weather_sensitive: bool = declare(False, unit="yes or no", help="Whether storms multiply its hazard.")
    deadline_days: float = declare(15.0, 0.1, 1_000.0, unit="days", help="Standard time of resolution.")


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


DAYS_PER_YEAR = 365
COMMITTEES = 3  # deliberation committees of a community
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
