"""The levers of a policy, their bundles and the presets; declared here and nowhere else.

A bundle (`triage.mode`, `delivery.mode`) names a set of levers; a lever set explicitly wins
over its bundle. A preset is a pair of bundles with what goes beside them.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import model_validator

from model.scenario.declarations import Declaration, Section, declarations, declare

CASE = "docs/reference/evidence.md, published figures"
DESIGN = "first assumption; defines the presets"

TRIAGE_BUNDLES: dict[str, dict[str, Any]] = {
    "reactive": {
        "screening_share": 0.1,
        "targeting": 0.0,
        "schedule": "campaign",
        "queue": "pressure",
        "recording_standard": 0.25,
        "household_survey": False,
    },
    "preventive": {
        "screening_share": 0.5,
        "targeting": 0.7,
        "schedule": "routine",
        "queue": "expected_harm",
        "recording_standard": 0.10,
        "household_survey": True,
    },
}

DELIVERY_BUNDLES: dict[str, dict[str, Any]] = {
    "staffed": {
        "outsourced_share": 0.0,
        "layers": 3,
        "temporary_share": 0.4,
        "skill_degree": 1,
        "oversight_attention": 0.0,
        "oversight_yuan_per_community": 0.0,
        "incubation_yuan": 0.0,
    },
    "outsourced": {
        "outsourced_share": 1.0,
        "layers": 0,
        "temporary_share": 0.0,
        "skill_degree": 99,
        "oversight_attention": 0.4,
        "oversight_yuan_per_community": 40_000.0,
        "incubation_yuan": 800_000.0,
    },
}
# The bundles by the section whose `mode` names them.
BUNDLES = {"triage": TRIAGE_BUNDLES, "delivery": DELIVERY_BUNDLES}


class Bundled(Section):
    """A section whose `mode` fills every lever that isn't set explicitly."""

    bundles: ClassVar[dict[str, dict[str, Any]]] = {}

    @model_validator(mode="before")
    @classmethod
    def fill_from_bundle(cls, given: Any) -> Any:
        """Put the bundle's levers under the explicit ones; a wrong mode is refused later."""
        if not isinstance(given, dict):
            return given
        mode = given.get("mode", cls.model_fields["mode"].default)
        bundle = cls.bundles.get(mode, {}) if isinstance(mode, str) else {}
        return {**bundle, **given}


class Triage(Bundled):
    """Who looks for contradictions, and which one is served next."""

    bundles: ClassVar[dict[str, dict[str, Any]]] = TRIAGE_BUNDLES
    mode: Literal["reactive", "preventive"] = declare(
        "preventive",
        unit="bundle",
        source=DESIGN,
        help="Named bundle of the triage levers: wait for complaints, or screen for them.",
    )
    screening_share: float = declare(
        0.5,
        0.0,
        1.0,
        unit="share of free grid-worker hours",
        source=DESIGN,
        help="Share of grid workers' free hours spent on screening patrols; the rest settles cases.",
    )
    targeting: float = declare(
        0.7,
        0.0,
        1.0,
        unit="share of visits",
        source=DESIGN,
        help="How far patrols follow the worker's learned risk map (0 uniform, 1 only the map).",
    )
    schedule: Literal["campaign", "routine"] = declare(
        "routine",
        unit="choice",
        source=DESIGN,
        help="Screening in three yearly bursts or every day, at the same yearly hours.",
    )
    queue: Literal["pressure", "first_come", "expected_harm"] = declare(
        "expected_harm",
        unit="choice",
        source=DESIGN,
        help="Which waiting case a delivery unit serves next.",
    )
    recording_standard: float = declare(
        0.10,
        0.0,
        0.95,
        unit="severity",
        source=DESIGN,
        help="Least severity that is put on record; milder matters stay hidden.",
    )
    household_survey: bool = declare(
        True,
        unit="yes or no",
        source=DESIGN,
        help="Building heads' yearly household survey as a further screening channel.",
    )


class Delivery(Bundled):
    """Who does the work of a community: desks of a workstation or a contracted centre."""

    bundles: ClassVar[dict[str, dict[str, Any]]] = DELIVERY_BUNDLES
    mode: Literal["staffed", "outsourced"] = declare(
        "outsourced",
        unit="bundle",
        source=DESIGN,
        help="Named bundle of the delivery levers: staffed workstation or contracted centre.",
    )
    outsourced_share: float = declare(
        1.0,
        0.0,
        1.0,
        unit="share of the projects",
        source=CASE,
        status="case",
        help="Share of the 15 service projects that are contracted to social organisations.",
    )
    layers: int = declare(
        0,
        0,
        6,
        unit="layers",
        source=DESIGN,
        help="Approval layers above the workstation's desks: delay, paperwork, some checking.",
    )
    temporary_share: float = declare(
        0.0,
        0.0,
        1.0,
        unit="share of posts",
        source=CASE,
        status="case",
        help="Share of workstation posts held by temporary staff (zero in the case).",
    )
    skill_degree: int = declare(
        99,
        1,
        99,
        unit="slices a line can serve",
        source=DESIGN,
        help="How many slices of the work one line can do; at the number of lines all is pooled.",
    )
    relabelled: bool = declare(
        False,
        unit="yes or no",
        source="docs/reference/evidence.md, pooling",
        help="Call the 159 items 15 projects without training anyone: a label, nothing else.",
    )
    oversight_attention: float = declare(
        0.4,
        0.0,
        1.0,
        unit="share of committee attention",
        source=DESIGN,
        help="Share of the committees' attention that goes to overseeing the contract.",
    )
    oversight_yuan_per_community: float = declare(
        40_000.0,
        0.0,
        1_000_000.0,
        unit="yuan a year and community",
        source=DESIGN,
        help="Money for inspecting contracted work, per community and year.",
    )
    incubation_yuan: float = declare(
        800_000.0,
        0.0,
        20_000_000.0,
        unit="yuan a year",
        source=DESIGN,
        help="Money for incubating social organisations: registrations and capability.",
    )


class Contracts(Section):
    """Terms of the contracts with social organisations."""

    result_share: float = declare(
        0.06,
        0.0,
        1.0,
        unit="share of the ceiling",
        source="docs/reference/evidence.md, contracts",
        status="evidence",
        help="Share of the contract ceiling paid per accepted standard hour; the rest is fixed.",
        plausible=(0.0, 0.15),
        reason="evidence from elsewhere",
    )
    bonus_share: float = declare(
        0.0,
        0.0,
        0.5,
        unit="share of the ceiling",
        source="docs/reference/evidence.md, organisations",
        help="Share of the contract ceiling held back and paid at the yearly review in proportion to the evaluation.",
    )
    quality_weight: float = declare(
        0.6,
        0.0,
        1.0,
        unit="weight",
        help="How much renewal listens to quality when an organisation chooses its effort.",
        plausible=(0.3, 0.9),
    )
    records_weight: float = declare(
        0.3,
        0.0,
        1.0,
        unit="weight",
        help="Weight of the recorded figures in the yearly evaluation.",
    )
    inspection_weight: float = declare(
        0.4,
        0.0,
        1.0,
        unit="weight",
        help="Weight of inspection findings in the yearly evaluation.",
    )
    survey_weight: float = declare(
        0.3,
        0.0,
        1.0,
        unit="weight",
        help="Weight of residents' satisfaction in the yearly evaluation.",
    )
    term_years: int = declare(
        1,
        1,
        5,
        unit="years",
        source="docs/reference/evidence.md, contracts",
        help="Years between decisions on renewal; posts follow the money every year.",
    )
    midterm_review: bool = declare(
        False,
        unit="yes or no",
        help="Evaluate contracts midway through their term: who falls short puts the work right for a while.",
    )
    directors_from_staff: bool = declare(
        False,
        unit="yes or no",
        source=CASE,
        status="case",
        help="Former temporary staff become centre directors and bring local knowledge to the contractor.",
    )


class Partners(Section):
    """One core, many partners: committees, council, agencies, programmes."""

    committee_attention: float = declare(
        0.7,
        0.0,
        1.0,
        unit="share of full attention",
        help="Attention of the three deliberation committees; 0 is the marginalised state.",
    )
    hub_attention: float = declare(
        0.0,
        0.0,
        1.0,
        unit="share of committee attention",
        help="Share of the committees' attention spent as hub of social organisations: registering, nurturing them.",
    )
    service_attention: float = declare(
        0.0,
        0.0,
        1.0,
        unit="share of committee attention",
        help="Share of the committees' attention spent on serving residents: it takes over window work.",
    )
    council: bool = declare(
        True,
        unit="yes or no",
        source=CASE,
        status="case",
        help="The co-governance council pools resources of enterprises and organisations.",
    )
    agencies_attached: bool = declare(
        True,
        unit="yes or no",
        source=CASE,
        status="case",
        help="Social-work agencies attached to street departments shorten escalations.",
    )
    programmes_yuan: float = declare(
        200_000.0,
        0.0,
        20_000_000.0,
        unit="yuan a year",
        help="Money for community programmes (foundation events, elderly university).",
    )
    posted_members: int = declare(
        0,
        0,
        20,
        unit="people a community",
        source=CASE,
        status="case",
        help="Party members posted to a community's committees; they widen the agenda.",
    )
    posted_supervisors: bool = declare(
        False,
        unit="yes or no",
        source=CASE,
        status="case",
        help="Supervisors posted from the street unblock escalated cases.",
    )
    pairing_card_people: int = declare(
        0,
        0,
        200_000,
        unit="people",
        source=CASE,
        status="case",
        help="People reached by pairings such as the love-service card; pooled help takes over part of their cases.",
    )
    owners_committee_support: bool = declare(
        False,
        unit="yes or no",
        source=CASE,
        status="case",
        help="Support for electing owners' committees in compounds where none had been possible.",
    )
    colocated_workers: int = declare(
        0,
        0,
        10,
        unit="people a community",
        source=CASE,
        status="case",
        help="Social workers who sit with the grid workers and settle cases with them; paid as purchased posts.",
    )
    volunteers_per_1000: float = declare(
        0.0,
        0.0,
        500.0,
        unit="volunteers per 1,000 residents",
        help="Registered volunteers: the active ones look around, settle small matters and tell of others.",
    )
    street_hall: bool = declare(
        False,
        unit="yes or no",
        source=CASE,
        status="case",
        help="The street's own one-window hall frees department hours for cases.",
    )


class Evaluation(Section):
    """By what officials are judged, and how it is checked."""

    official_rate_weight: float = declare(
        0.0,
        0.0,
        1.0,
        unit="weight",
        help="Weight of the official resolution rate in the evaluation of grid workers and units; they answer to it.",
    )
    call_back_weight: float = declare(
        0.0,
        0.0,
        1.0,
        unit="weight",
        help="Weight of what residents say when called back in the evaluation of grid workers and units.",
    )
    call_back_share: float = declare(
        0.0,
        0.0,
        1.0,
        unit="share of closures",
        help="Closures whose residents are called back and asked whether anything was done.",
    )


class Staffing(Section):
    """The hands that are bought by number; what remains of the budget buys the posts of the delivery units."""

    grid_workers_per_grid: float = declare(
        1.0,
        0.0,
        20.0,
        unit="workers a grid",
        source="docs/reference/evidence.md, communities and grids",
        help="Grid workers of a grid, each paid; its other duties stay the same however many they are.",
    )
    street_posts: int = declare(
        22,
        0,
        1_000,
        unit="posts",
        help="Posts of the street departments, which decide escalated cases and petitions.",
    )
    committee_meetings: int = declare(
        24,
        0,
        365,
        unit="meetings a year",
        source="docs/reference/evidence.md, deliberation",
        help="Meetings of each deliberation committee, each paid.",
    )


class TemporaryStaff(Section):
    """The way to zero temporary staff."""

    hiring_freeze: bool = declare(
        False,
        unit="yes or no",
        source=CASE,
        status="case",
        help="Temporary staff who leave are not replaced by temporary staff; their money buys permanent posts.",
    )
    conversion_share: float = declare(
        0.0,
        0.0,
        1.0,
        unit="share a year",
        source=CASE,
        status="case",
        help="Share of temporary staff who pass the examination each year and become permanent social workers.",
    )


class Policy(Section):
    """All levers of one policy."""

    triage: Triage = Triage()
    delivery: Delivery = Delivery()
    contracts: Contracts = Contracts()
    partners: Partners = Partners()
    evaluation: Evaluation = Evaluation()
    staffing: Staffing = Staffing()
    temporary_staff: TemporaryStaff = TemporaryStaff()


LEVERS: dict[str, Declaration] = {d.path: d for d in declarations(Policy)}


# What a contract brings, and so comes into force when its tender ends.
WAITS_FOR_TENDER = (
    "delivery.mode",
    "delivery.outsourced_share",
    "delivery.layers",
    "delivery.temporary_share",
    "delivery.skill_degree",
    "delivery.oversight_attention",
    "delivery.oversight_yuan_per_community",
)

# The case's practices beyond the four presets, none of them in use: the workstation era, and every burn-in.
NO_FURTHER_PRACTICES: dict[str, Any] = {
    "contracts.midterm_review": False,
    "contracts.directors_from_staff": False,
    "partners.hub_attention": 0.0,
    "partners.service_attention": 0.0,
    "partners.posted_members": 0,
    "partners.posted_supervisors": False,
    "partners.pairing_card_people": 0,
    "partners.owners_committee_support": False,
    "partners.colocated_workers": 0,
    "partners.street_hall": False,
    "partners.volunteers_per_1000": 0.0,
    "contracts.bonus_share": 0.0,
    "evaluation.official_rate_weight": 0.0,
    "evaluation.call_back_weight": 0.0,
    "evaluation.call_back_share": 0.0,
    "temporary_staff.hiring_freeze": False,
    "temporary_staff.conversion_share": 0.0,
}


def _preset(triage: str, delivery: str, **more: Any) -> dict[str, Any]:
    return {
        "triage.mode": triage,
        "delivery.mode": delivery,
        **{f"triage.{name}": value for name, value in TRIAGE_BUNDLES[triage].items()},
        **{f"delivery.{name}": value for name, value in DELIVERY_BUNDLES[delivery].items()},
        "delivery.relabelled": False,
        "partners.committee_attention": 0.7,
        "partners.council": True,
        "partners.agencies_attached": True,
        **{name.replace("__", "."): value for name, value in more.items()},
    }


PRESETS: dict[str, dict[str, Any]] = {
    "reactive-staffed": _preset("reactive", "staffed"),
    "preventive-staffed": _preset("preventive", "staffed"),
    "reactive-outsourced": _preset("reactive", "outsourced"),
    "preventive-outsourced": _preset("preventive", "outsourced"),
    "preventive-staffed-pooled": _preset("preventive", "staffed", delivery__skill_degree=99),
    # All else as in the outsourced bundle but the contract: pooled, without layers, without temporary staff.
    "preventive-staffed-flat": _preset(
        "preventive", "staffed", delivery__skill_degree=99, delivery__layers=0, delivery__temporary_share=0.0
    ),
    "workstation-era": {
        **_preset(
            "reactive",
            "staffed",
            partners__committee_attention=0.0,
            partners__council=False,
            partners__agencies_attached=False,
        ),
        **NO_FURTHER_PRACTICES,
    },
}

# What every burn-in is lived under, whatever the policy that follows: reactive-staffed, no further practice and no
# programmes, terms of contracts that nobody is under. The number of hands alone is the policy's own: it is the place's.
COMMON_START: dict[str, Any] = {
    **{path: lever.default for path, lever in LEVERS.items() if path.startswith("contracts.")},
    **PRESETS["reactive-staffed"],
    **NO_FURTHER_PRACTICES,
    "partners.programmes_yuan": 0.0,
}
