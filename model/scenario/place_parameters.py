"""The numbers of a place, of how contradictions arise and become known, and of the domains, each declared once."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, model_validator

from model.scenario.declarations import Section, declare

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
    burn_in_days: int = declare(730, 0, 1_460, unit="days",
                                help="Days before day 0, in the reactive-staffed start of every arm.", reason=CONVENTION)
    residents: int = declare(130_000, 1, 20_000_000, unit="residents", source=CASE, status="case",
                             help="Residents. Given alone it sets the number of grids, given with grids the buildings "
                                  "of a grid; else it follows from grids and buildings.", reason=OF_THE_PLACE)
    communities: int = declare(13, 1, 500, unit="communities", source="docs/reference/evidence.md, communities and grids",
                               status="evidence", help="Communities of the subdistrict.", reason=OF_THE_PLACE)
    grids: int = declare(130, 1, 20_000, unit="grids", source="docs/reference/evidence.md, communities and grids",
                         status="evidence", help="Grids of the subdistrict, one grid worker each.", reason=OF_THE_PLACE)
    community_log_sd: float = declare(0.6, 0.0, 1.5, unit="log sd", source="docs/reference/evidence.md, closing times",
                                      help="Spread of communities' sizes, in grids: quantiles of a lognormal, the first the "
                                           "smallest; 0: all alike.", plausible=(0.4, 0.8), reason=EVIDENCE)
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
            grids = max(1, round(people / (buildings * each)))
        return {**given, "residents": grids * buildings * each, "grids": grids, "buildings_per_grid": buildings}


class Arising(Section):
    """How contradictions arise."""

    per_grid_day: float = declare(
        0.1021, 0.0, 20.0, unit="contradictions a grid and day",
        source="calibrated to 8,293 recorded", help="Mean rate at which contradictions arise.",
        plausible=(0.05, 0.22), distribution="log-uniform", reason=SOLVED)
    grid_log_sd: float = declare(0.6, 0.0, 2.0, unit="log sd",
                                 help="Spread of vulnerability between grids (lognormal, mean 1).", plausible=(0.3, 1.0), reason=EVIDENCE)
    building_log_sd: float = declare(1.2, 0.0, 2.0, unit="log sd", source="docs/reference/evidence.md, detection",
                                     help="Spread of vulnerability between buildings (lognormal, mean 1).", plausible=(0.6, 1.65), reason=EVIDENCE)
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
    log_sd: float = declare(1.3, 0.0, 3.0, unit="log sd", source="docs/reference/evidence.md, closing times",
                            help="Spread of work hours (lognormal, mean 1) of what is no light matter.",
                            plausible=(1.0, 1.8), reason=EVIDENCE)
    light_hours: float = declare(0.1, 0.0, 10.0, unit="hours",
                                 help="Work of a light matter, which is settled on the spot or answered on the day.",
                                 plausible=(0.05, 0.25), distribution="log-uniform")
    contested_slope: float = declare(3.0, 0.0, 10.0, unit="per severity",
                                     help="P(contested) = min(0.9, slope × severity × domain base).", plausible=(2, 4))
    beyond_slope: float = declare(3.0, 0.0, 10.0, unit="per severity",
                                  help="P(beyond authority) = min(0.9, slope × severity × scale × domain base).", plausible=(2, 4))
    beyond_authority_scale: float = declare(
        0.8345, 0.0, 10.0, unit="factor", source="calibrated to 91.6 % self-resolution",
        help="Scale of the share of cases beyond a community's authority.", plausible=(0.1, 2.0), distribution="log-uniform", reason=SOLVED)
    intake_hours: float = declare(1.0, 0.0, 40.0, unit="hours",
                                  help="Grid-worker hours to take in every known case.",
                                  plausible=(0.5, 2), distribution="log-uniform", reason=TWOFOLD)
    intake_share: float = declare(0.1, 0.0, 10.0, unit="of the case's hours",
                                  help="Most that intake takes as share of the case's own hours.", plausible=(0.05, 0.2),
                                  distribution="log-uniform", reason=TWOFOLD)
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
    unfounded_share: float = declare(0.3, 0.0, 0.95, unit="share of reports", source="docs/reference/evidence.md, detection",
                                     help="Reports behind which there is nothing; each costs as much as a false alarm.",
                                     plausible=(0.1, 0.6), reason=EVIDENCE)
    fatigue_loss: float = declare(0.1, 0.0, 1.0, unit="share", source="docs/reference/evidence.md, detection",
                                  help="Detection lost by a fully fatigued worker.", plausible=(0.05, 0.2), reason=EVIDENCE)
    fatigue_threshold: float = declare(0.85, 0.0, 1.0, unit="utilisation",
                                       help="Settling use at which fatigue begins.", plausible=(0.75, 0.95))
    fatigue_width: float = declare(0.15, 0.01, 1.0, unit="utilisation",
                                   help="Settling use above the threshold at which fatigue is full.", plausible=(0.05, 0.25))
    false_alarm_probability: float = declare(0.03, 0.0, 1.0, unit="a visit",
                                             source="docs/reference/evidence.md, detection", help="1 − specificity of a visit.",
                                             plausible=(0.01, 0.2), distribution="log-uniform", reason=EVIDENCE)
    false_alarm_hours: float = declare(1.0, 0.0, 40.0, unit="hours", help="Settling hours a false alarm costs.",
                                       plausible=(0.5, 2), distribution="log-uniform", reason=TWOFOLD)
    map_prior_finds: float = declare(0.3, 0.001, 1_000.0, unit="finds", help="Prior finds of the risk map.",
                                     plausible=(0.1, 2), distribution="log-uniform")
    map_prior_visits: float = declare(15.0, 0.001, 100_000.0, unit="visits",
                                      help="Prior visits of the risk map.", plausible=(5, 100), distribution="log-uniform")
    campaign_burst_days: int = declare(40, 1, 121, unit="days", help="Shortest burst of a campaign.", plausible=(20, 60))
    campaign_share_limit: float = declare(0.9, 0.1, 1.0, unit="share of hours",
                                          help="Screening share at which a burst lengthens instead.", plausible=(0.7, 0.95))
    report_rate: float = declare(0.02, 0.0, 5.0, unit="a day", help="Base rate at which a resident reports.",
                                 plausible=(0.01, 0.04), distribution="log-uniform", reason=EVIDENCE)
    weekend_share: float = declare(0.6, 0.01, 1.0, unit="of a weekday's", source="docs/reference/evidence.md, closing times",
                                   help="Reports and grid workers' hours of a weekend day; those of the week stay the same.",
                                   plausible=(0.4, 0.7), reason=EVIDENCE)
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
    survey_rounds: int = declare(4, 1, 52, unit="rounds a year", help="Rounds of the household survey in a year.",
                                 plausible=(1, 12), distribution="log-uniform")
    behind_doors_share: float = declare(0.3, 0.0, 1.0, unit="share", plausible=(0.1, 0.5),
                                        help="Share of household matters (all domains but urban services and security) that no patrol can see.")
    survey_day: int = declare(300, 0, 364, unit="day of the year", help="Day of the household survey.", reason=CONVENTION)


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
    light_share: float = declare(0.0, 0.0, 0.9, unit="share", source="docs/reference/evidence.md, closing times",
                                 help="Light matters, settled on the spot or answered on the day.",
                                 plausible=(0.5, 1.35), relative_to="default", reason=EVIDENCE)
    items: int = declare(20, 1, 1_000, unit="items", source=CASE, status="case", help="Service items.")
    projects: int = declare(2, 1, 100, unit="projects", source=CASE, status="case", help="Pooled projects.")
    weather_sensitive: bool = declare(False, unit="yes or no", help="Whether storms multiply its hazard.")
    deadline_days: float = declare(15.0, 0.1, 1_000.0, unit="days", help="Standard time of resolution.", reason=STANDARD)


def _domain(share: float, work: float, contested: float, beyond: float, delay: float, measured: float,
            light: float, items: int, projects: int, deadline: float, weather: bool = False) -> Domain:
    return Domain(share=share, work_hours=work, contested_base=contested, beyond_base=beyond,
                  ignition_days=delay, measurability=measured, light_share=light, items=items, projects=projects,
                  deadline_days=deadline, weather_sensitive=weather)


class Domains(Section):
    """The seven domains, in the order of the design."""

    population: Domain = _domain(0.16, 4.0, 0.10, 0.06, 500.0, 0.9, 0.65, 20, 2, 7.0)
    social_affairs: Domain = _domain(0.20, 14.0, 0.35, 0.11, 160.0, 0.4, 0.08, 30, 3, 15.0)
    urban_services: Domain = _domain(0.22, 8.0, 0.15, 0.13, 200.0, 0.8, 0.65, 34, 3, 7.0, weather=True)
    civil_affairs: Domain = _domain(0.14, 6.0, 0.08, 0.06, 300.0, 0.6, 0.40, 24, 2, 7.0)
    health: Domain = _domain(0.10, 6.0, 0.05, 0.06, 300.0, 0.7, 0.65, 17, 2, 7.0)
    culture: Domain = _domain(0.06, 4.0, 0.10, 0.03, 500.0, 0.4, 0.40, 12, 1, 15.0)
    security: Domain = _domain(0.12, 12.0, 0.30, 0.14, 180.0, 0.5, 0.55, 22, 2, 5.0)

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
