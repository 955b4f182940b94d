"""The numbers of the institutions, each declared once, and all numbers together; place_parameters.py has those of the place."""

from __future__ import annotations

from model.scenario.declarations import Declaration, Section, declarations, declare
from model.scenario.place_parameters import (
    CONVENTION,
    EVIDENCE,
    LAW,
    OF_THE_PLACE,
    SOLVED,
    STANDARD,
    TWOFOLD,
    Arising,
    Detection,
    Domains,
    Ignition,
    Lapse,
    Place,
    Severity,
    Work,
)
from model.scenario.practice_parameters import Gaming, Neighbours


class GridWorkers(Section):
    """Grid workers: those of a grid work as one."""

    wage_yuan: float = declare(45_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               help="Yearly cost of a grid worker.",
                               plausible=(0.55, 0.9), relative_to="organisations.post_yuan", reason=EVIDENCE)
    hours_per_day: float = declare(5.0, 0.0, 24.0, unit="hours a day", help="Working hours, year round.", plausible=(4.5, 5.5))
    other_duties_share: float = declare(0.70, 0.0, 1.0, unit="share of a worker's hours",
                                        help="Hours a day that a grid's other duties take, as share of one worker's.",
                                        plausible=(0.55, 0.85))
    skill_sd: float = declare(0.10, 0.0, 0.5, unit="sd", help="Spread of skill between workers (mean 1).", plausible=(0.05, 0.2))
    colocated_hours: float = declare(2.0, 0.0, 24.0, unit="hours a day",
                                     help="Settling hours a co-located social worker adds to the community's grids.", plausible=(1, 3))
    novice_skill: float = declare(0.8, 0.0, 1.0, unit="factor", help="Skill of a worker on the first day.", plausible=(0.6, 0.95))
    novice_days: int = declare(180, 1, 3_650, unit="days", help="Days until a new worker has full skill.",
                               plausible=(90, 360), distribution="log-uniform", reason=TWOFOLD)
    turnover: float = declare(0.15, 0.0, 5.0, unit="a year", source="docs/reference/evidence.md, turnover",
                              help="Rate at which grid workers leave; the risk map leaves with them.", plausible=(0.08, 0.25), reason=EVIDENCE)
    quality: float = declare(0.58, 0.0, 1.0, unit="quality", help="Quality of work on the spot.", plausible=(0.45, 0.75))


class Units(Section):
    """Delivery units: the posts of a community, and the desks or windows they keep open."""

    requests_per_resident_year: float = declare(0.6, 0.0, 1_000.0, unit="requests", source="docs/reference/evidence.md, windows",
                                                status="evidence", help="Routine window requests of a resident.",
                                                plausible=(0.4, 1.2), distribution="log-uniform", reason=EVIDENCE)
    request_hours: float = declare(0.25, 0.001, 20.0, unit="hours", source="docs/reference/evidence.md, windows",
                                   help="Mean work of a routine request.", plausible=(0.15, 0.5), distribution="log-uniform",
                                   reason=EVIDENCE)
    patience_minutes: float = declare(50.0, 0.1, 1e9, unit="minutes", source="docs/reference/evidence.md, windows",
                                      help="Mean time for which a resident waits at a window before leaving.",
                                      plausible=(20, 120), distribution="log-uniform")
    return_share: float = declare(0.7, 0.0, 0.99, unit="share", source="docs/reference/evidence.md, windows",
                                  help="Residents who come back when the windows open next; the others do without.",
                                  plausible=(0.4, 0.9))
    claim_case_days: float = declare(10.0, 0.001, 1e9, unit="days since its record",
                                     help="Age of a waiting case that claims a free line as strongly as a request that "
                                          "has waited for claim_wait_hours.", plausible=(5, 20), distribution="log-uniform",
                                     reason=TWOFOLD)
    claim_wait_hours: float = declare(0.5, 0.001, 1e9, unit="opening hours",
                                      help="Wait of a request that claims a free line as strongly as a case of "
                                           "claim_case_days.", plausible=(0.25, 1), distribution="log-uniform", reason=TWOFOLD)
    stint_hours: float = declare(0.5, 0.01, 24.0, unit="hours",
                                 help="Longest work on a case before a line looks up for requests and other cases.",
                                 plausible=(0.25, 1), distribution="log-uniform", reason=TWOFOLD)
    other_duties_share: float = declare(0.75, 0.0, 0.99, unit="share of posts", source="docs/reference/evidence.md, windows",
                                        help="Posts of a unit that are at other work than requests and cases.",
                                        plausible=(0.6, 0.85))
    cross_training_share: float = declare(0.03, 0.0, 1.0, unit="share of a post's cost",
                                          help="Cost of training a post for every project.", plausible=(0.01, 0.06),
                                          distribution="log-uniform", reason=TWOFOLD)
    hours_per_post: float = declare(5.0, 0.1, 24.0, unit="hours a day", help="Working hours of a post, year round.", plausible=(4.5, 5.5))
    weekend_share: float = declare(0.0, 0.0, 1.0, unit="of a weekday's", source="docs/reference/evidence.md, closing times",
                                   help="Requests and hours of windows, desks and street office on a weekend day; those of "
                                        "the week stay the same; 0: closed.", reason="a convention of offices")
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

    wage_yuan: float = declare(68_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               help="Yearly cost of a post.", plausible=(0.7, 1.4), relative_to="organisations.post_yuan", reason=EVIDENCE)
    speed: float = declare(1.0, 0.1, 3.0, unit="factor", help="Working speed.", reason=CONVENTION)
    capability: float = declare(0.85, 0.0, 1.0, unit="quality at full effort", help="Capability.", plausible=(0.75, 0.9))
    turnover: float = declare(0.08, 0.0, 5.0, unit="a year", help="Rate of leaving.", plausible=(0.04, 0.15))
    motivation: float = declare(0.35, 0.0, 1.0, unit="marginal benefit", help="Intrinsic reward of quality effort.", plausible=(0.1, 0.6))
    layer_incentive: float = declare(0.1, 0.0, 1.0, unit="per layer", help="Reward of quality effort per layer.", plausible=(0.0, 0.2))


class TemporaryKind(StaffKind):
    """Temporary staff: paid less, trained less, gone sooner."""

    wage_yuan: float = declare(38_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
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
    official_rate_reward: float = declare(
        0.3, 0.0, 5.0, unit="marginal benefit", source="Holmström and Milgrom 1991",
        help="Reward of pace at full weight of the official rate in evaluation.", plausible=(0.1, 0.6), distribution="log-uniform")
    call_back_reward: float = declare(
        0.5, 0.0, 5.0, unit="marginal benefit", source="Holmström and Milgrom 1991",
        help="Reward of quality at full weight of the call-back rate, when every closure is called back.",
        plausible=(0.2, 1), distribution="log-uniform")
    adjustment: float = declare(0.5, 0.0, 1.0, unit="a quarter", help="Share of the way to the best response per quarter.", plausible=(0.25, 0.75))


class Organisations(Section):
    """Social organisations: capability, motivation, registration, contracts."""

    initial_registered: int = declare(60, 0, 2_000, unit="organisations",
                                      help="Organisations registered at the start.",
                                      plausible=(0.5, 2), distribution="log-uniform", relative_to="default", reason=TWOFOLD)
    initial_capability: float = declare(0.60, 0.0, 1.0, unit="quality at full effort",
                                        help="Mean capability at the start (0.85 after incubation since 2009).",
                                        plausible=(0.5, 0.89), reason=EVIDENCE)
    capability_sd: float = declare(0.06, 0.0, 0.3, unit="sd", source="docs/reference/evidence.md, contracts",
                                   help="Spread of capability between organisations.",
                                   plausible=(0.03, 0.09), distribution="log-uniform", reason=EVIDENCE)
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
    turnover: float = declare(0.17, 0.0, 5.0, unit="a year", source="docs/reference/evidence.md, turnover", status="evidence",
                              help="Rate at which social workers leave.", plausible=(0.12, 0.25), reason=EVIDENCE)
    post_yuan: float = declare(66_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               status="evidence", help="Yearly cost of a purchased post.",
                               plausible=(60_000, 83_000), reason=EVIDENCE)
    departure_loss: float = declare(0.05, 0.0, 1.0, unit="share of the leaver's part",
                                    help="Capability an organisation loses with a social worker who leaves.",
                                    plausible=(0.02, 0.1), distribution="log-uniform", reason=TWOFOLD)
    director_gain: float = declare(0.03, 0.0, 0.3, unit="quality at full effort",
                                   help="Capability former temporary staff bring as centre directors.",
                                   plausible=(0.01, 0.06), distribution="log-uniform", reason=TWOFOLD)
    renewal_reward: float = declare(
        1.5, 0.0, 20.0, unit="marginal benefit", source="docs/reference/evidence.md, organisations",
        help="Reward of effort when renewal is decided tomorrow, at full weight and against many rivals.",
        plausible=(0.5, 3), distribution="log-uniform", reason=EVIDENCE)
    bonus_reward: float = declare(
        10.0, 0.0, 50.0, unit="marginal benefit per share of the ceiling",
        help="Reward of effort when the bonus is decided tomorrow, at full weight.", plausible=(5, 20), distribution="log-uniform")
    foresight_days: float = declare(
        120.0, 1.0, 3_650.0, unit="days", source="docs/reference/evidence.md, organisations",
        help="How far ahead a review is felt: its reward fades exponentially with the days left.",
        plausible=(60, 240), distribution="log-uniform", reason=TWOFOLD)
    newcomer_share: float = declare(
        0.5, 0.0, 1.0, unit="share of lines", help="Lines that begin with new people when the contractor changes.", plausible=(0.2, 1))
    self_service_share: float = declare(
        0.2, 0.0, 1.0, unit="share of requests", plausible=(0.1, 0.4),
        help="Most of the window work that social organisations' members take over among themselves.")
    self_service_half: float = declare(
        8.0, 0.01, 1_000.0, unit="organisations per 10,000 residents",
        help="Active organisations at which half of that is taken over.", plausible=(4, 16), distribution="log-uniform", reason=TWOFOLD)
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
    renewal_slope: float = declare(20.0, 0.0, 100.0, unit="logit slope", source="docs/reference/evidence.md, contracts",
                                   help="How sharply renewal follows the evaluation.",
                                   plausible=(10, 40), distribution="log-uniform", reason=EVIDENCE)
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

    yuan_per_meeting: float = declare(800.0, 0.0, 1_000_000.0, unit="yuan at full attention",
                                      source="docs/reference/evidence.md, deliberation",
                                      help="Cost of a committee's meeting, what is done for its cases included.",
                                      plausible=(300, 1_300), distribution="log-uniform", reason=EVIDENCE)
    slots_per_meeting: float = declare(5.0, 0.0, 100.0, unit="cases", source="docs/reference/evidence.md, deliberation",
                                       help="Cases on a full agenda.", plausible=(3, 6), reason=EVIDENCE)
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
    pairing_focus: float = declare(
        4.0, 0.0, 100.0, unit="factor", help="How much more often matters arise around paired people than around others.",
        plausible=(1, 8), distribution="log-uniform")
    pairing_hears: float = declare(
        0.9, 0.0, 1.0, unit="probability", help="Chance at least that a paired person tells the partner when about to report.",
        plausible=(0.6, 1))
    owners_relief: float = declare(
        0.2, 0.0, 1.0, unit="share", help="Share of a compound's matters that its elected owners' committee keeps from arising.",
        plausible=(0.1, 0.4))
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

    wage_yuan: float = declare(120_000.0, 1.0, 1_000_000.0, unit="yuan a year", source="docs/reference/evidence.md, wages",
                               status="evidence", help="Yearly cost of a street post.",
                               plausible=(1.1, 2), relative_to="organisations.post_yuan", reason=EVIDENCE)
    hours_per_day: float = declare(5.0, 0.0, 24.0, unit="hours a day", help="Working hours of a post.", plausible=(4.5, 5.5))
    case_share: float = declare(0.6, 0.0, 1.0, unit="share of hours", help="Hours available for cases.", plausible=(0.4, 0.8))
    petition_hours: float = declare(20.0, 0.0, 1_000.0, unit="hours", help="Street hours a petition takes.",
                                    plausible=(10, 40), distribution="log-uniform", reason=TWOFOLD)
    repeat_share: float = declare(0.25, 0.0, 1.0, unit="share of those hours",
                                  help="Hours of a repeated petition, which is bundled with the one before.",
                                  plausible=(0.1, 0.5))
    petition_share: float = declare(0.5, 0.0, 1.0, unit="share of hours",
                                    help="Most of the street's case hours that petitions get while cases wait.",
                                    plausible=(0.3, 0.7))
    term_days: int = declare(60, 1, 10_000, unit="days", source="docs/reference/evidence.md, statutory terms", status="evidence",
                             help="Term of a petition or an escalated case at the street; then the district takes it over.",
                             reason=LAW)
    extension_days: int = declare(30, 1, 10_000, unit="days", source="docs/reference/evidence.md, statutory terms",
                                  status="evidence", help="Term of the district.", reason=LAW)
    handling_mean_days: float = declare(30.0, 0.0, 365.0, unit="days", help="Mean least time of handling.",
                                        plausible=(15, 60), distribution="log-uniform", reason=EVIDENCE)
    attached_factor: float = declare(0.7, 0.0, 1.0, unit="factor",
                                     help="Handling time when agencies are attached.", plausible=(0.5, 0.9))
    district_share: float = declare(0.15, 0.0, 1.0, unit="probability", help="Cases the district decides.", plausible=(0.08, 0.25))
    district_mean_days: float = declare(30.0, 0.0, 1_000.0, unit="days",
                                        help="Mean further time at the district, within its term.",
                                        plausible=(15, 60), distribution="log-uniform", reason=TWOFOLD)
    supervisor_factor: float = declare(0.85, 0.0, 1.0, unit="factor",
                                       help="Handling time where supervisors are posted.", plausible=(0.7, 1))
    hall_gain: float = declare(0.10, 0.0, 1.0, unit="share of hours", help="Case hours gained by the one-window hall.", plausible=(0, 0.2))
    hall_share: float = declare(
        0.1, 0.0, 1.0, unit="share of requests", help="Window work that the street's one-window hall takes over.", plausible=(0.05, 0.2))
    escalated_success: float = declare(0.593, 0.0, 1.0, unit="probability",
                                       source="calibrated; docs/reference/evidence.md, published figures",
                                       help="Chance that an escalated case is resolved.", plausible=(0.2, 0.9), reason=SOLVED)
    standard_days: float = declare(75.0, 0.1, 1_000.0, unit="days", source="docs/reference/evidence.md, closing times",
                                   help="Standard time of an escalated case.", reason=STANDARD)
    district_standard_days: float = declare(120.0, 0.1, 1_000.0, unit="days", source="docs/reference/evidence.md, closing times",
                                            help="Standard time of a case that the district decides.", reason=STANDARD)
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
    window_memory_days: float = declare(180.0, 1.0, 3_650.0, unit="days",
                                        help="Mean memory of how many gave up at the windows.",
                                        plausible=(90, 360), distribution="log-uniform", reason=TWOFOLD)
    window_trust_limit: float = declare(0.05, 0.0, 1.0, unit="trust", source="docs/reference/evidence.md, windows",
                                        help="Trust lost to windows where every visit is given up.", plausible=(0.0, 0.1))
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
    petition_rest_days: int = declare(90, 0, 3_650, unit="days", source="docs/reference/evidence.md, statutory terms",
                                      status="evidence", help="Days for which a petition is handled and no other accepted.",
                                      plausible=(60, 120), reason=EVIDENCE)
    petition_rounds: int = declare(3, 1, 100, unit="petitions", source="docs/reference/evidence.md, statutory terms",
                                   status="evidence", help="Petitions accepted on one case: the first and two reviews.",
                                   reason=LAW)
    petition_trust_loss: float = declare(0.03, 0.0, 1.0, unit="trust", help="Trust a petition costs those tied to it.",
                                         plausible=(0.015, 0.06), distribution="log-uniform", reason=TWOFOLD)


class Recurrence(Section):
    """Bad closures and their return."""

    bad_share: float = declare(0.7, 0.0, 1.0, unit="share", help="P(bad closure) = share × (1 − quality).", plausible=(0.45, 0.9), reason=EVIDENCE)
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
    severance_share: float = declare(0.03, 0.0, 1.0, unit="share of the ceiling",
                                     help="Severance of the staff that contracting replaces: two months' pay over five years.",
                                     plausible=(0.015, 0.06), distribution="log-uniform", reason=TWOFOLD)
    tender_yuan: float = declare(20_000.0, 0.0, 1e9, unit="yuan a term and community",
                                 help="Cost of a tender or of a renewal.",
                                 plausible=(10_000, 40_000), distribution="log-uniform", reason=TWOFOLD)
    midterm_review_yuan: float = declare(5_000.0, 0.0, 1e9, unit="yuan a term and community",
                                         help="Cost of a mid-term review.",
                                         plausible=(2_500, 10_000), distribution="log-uniform", reason=TWOFOLD)
    retraining_yuan: float = declare(3_000.0, 0.0, 1e9, unit="yuan a person",
                                     help="Cost of preparing a temporary worker for the examination.",
                                     plausible=(1_500, 6_000), distribution="log-uniform", reason=TWOFOLD)
    agencies_yuan: float = declare(15_000.0, 0.0, 1e9, unit="yuan a year and community",
                                   help="Cost of the agencies attached to street departments: three purchased posts in all.",
                                   plausible=(7_500, 30_000), distribution="log-uniform", reason=TWOFOLD)
    posted_member_yuan: float = declare(6_000.0, 0.0, 1e9, unit="yuan a year and person",
                                        help="Cost of a posted party member: a tenth of a post.",
                                        plausible=(3_000, 12_000), distribution="log-uniform", reason=TWOFOLD)
    supervisor_yuan: float = declare(12_000.0, 0.0, 1e9, unit="yuan a year and community",
                                     help="Cost of a posted supervisor: a tenth of a street post.",
                                     plausible=(6_000, 24_000), distribution="log-uniform", reason=TWOFOLD)
    street_hall_yuan: float = declare(300_000.0, 0.0, 1e9, unit="yuan a year", help="Cost of running the street's hall.",
                                      plausible=(150_000, 600_000), distribution="log-uniform", reason=TWOFOLD)
    pairing_yuan: float = declare(200.0, 0.0, 1e9, unit="yuan a year and person", help="Cost of a pairing.",
                                  plausible=(100, 400), distribution="log-uniform", reason=TWOFOLD)
    owners_support_yuan: float = declare(20_000.0, 0.0, 1e9, unit="yuan a year and community",
                                         help="Cost of supporting owners' committees.",
                                         plausible=(10_000, 40_000), distribution="log-uniform", reason=TWOFOLD)
    unserved_request_yuan: float = declare(120.0, 0.0, 1e6, unit="yuan",
                                           help="What a request given up is worth: its work and the resident's time.",
                                           plausible=(60, 240), distribution="log-uniform", reason=TWOFOLD)








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
    gaming: Gaming = Gaming()
    neighbours: Neighbours = Neighbours()
    budget: Budget = Budget()
    domain: Domains = Domains()


PARAMETERS: dict[str, Declaration] = {d.path: d for d in declarations(Parameters)}
