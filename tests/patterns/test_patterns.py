"""The twelve patterns of the design: each comes out, and is gone when its mechanism is off."""

from __future__ import annotations

import numpy as np

PREVENTIVE, REACTIVE = "preventive-staffed", "reactive-staffed"
CASE, POOLED = "preventive-outsourced", "preventive-staffed-pooled"
BUD, TRUE, OFFICIAL = "in_the_bud_rate", "true_resolution_rate", "official_resolution_rate"
BLIND = {"detection.probability": 0.0}


def share(value, **more):
    """A screening share, with further changes."""
    return {"triage.screening_share": value, **more}


def in_days(column, first, last):
    """Sum of a daily series over days first to last."""
    return lambda outcome: outcome.daily.loc[first:last, column].sum()


def test_1_screening_pays_less_and_less_while_the_official_rate_hardly_moves(figures, say):
    bud = [figures(BUD, CASE, share(value)) for value in (0.0, 0.2, 0.4)]
    official = [figures(OFFICIAL, CASE, share(value)) for value in (0.0, 0.4, 0.9)]
    first = say("in the bud, 0 to 0.2", bud[1], bud[0])
    second = say("in the bud, 0.2 to 0.4", bud[2], bud[1])
    bend = say("second step less first", bud[2] - bud[1], bud[1] - bud[0])
    flat = say("official, 0 to 0.4", official[1], official[0])
    assert first.low > 0 and second.low > 0 and bend.high < 0
    assert abs(flat.mean) < 0.25 * (first.mean + second.mean)
    assert say("official, 0.4 to 0.9", official[2], official[1]).high < 0


def test_1_control_a_patrol_that_finds_nothing_gains_nothing(figures, say):
    gain = say(
        "in the bud, 0 to 0.4, blind", figures(BUD, CASE, share(0.4, **BLIND)), figures(BUD, CASE, share(0.0, **BLIND))
    )
    assert gain.high < 0.01


def test_2_screening_first_raises_records_and_later_lowers_incidents(figures, say):
    more, less = share(0.5), share(0.1)
    first_year, second_year = (0, 364), (365, 729)
    records = in_days("recorded", *first_year)
    incidents, petitions = in_days("incidents", *second_year), in_days("petitions", *second_year)
    assert say("records, first year", figures(records, CASE, more), figures(records, CASE, less)).low > 0
    assert say("incidents, second year", figures(incidents, CASE, more), figures(incidents, CASE, less)).high < 0
    assert say("petitions, second year", figures(petitions, CASE, more), figures(petitions, CASE, less)).high < 0


def test_2_control_blind_patrols_raise_no_records(figures, say):
    records = in_days("recorded", 0, 364)
    difference = say(
        "records, blind", figures(records, CASE, share(0.5, **BLIND)), figures(records, CASE, share(0.1, **BLIND))
    )
    assert difference.high < 0.03 * figures(records, CASE, share(0.1, **BLIND)).mean()


def test_3_pooling_cuts_waits_most_at_high_load(figures, say):
    wait, quiet = "window_wait_hours", {"units.requests_per_resident_year": 1.6}
    busy_gain = figures(wait, PREVENTIVE) - figures(wait, POOLED)
    quiet_gain = figures(wait, PREVENTIVE, quiet) - figures(wait, POOLED, quiet)
    assert say("hours saved, quiet", quiet_gain, np.zeros_like(quiet_gain)).low > 0
    assert say("hours saved, busy less quiet", busy_gain, quiet_gain).low > 0


def test_3_and_8_control_relabelling_without_training_changes_no_bit(figures):
    for outcome in ("window_wait_hours", BUD, "harm_per_10k", "mean_trust"):
        relabelled = figures(outcome, PREVENTIVE, {"delivery.relabelled": True})
        assert np.array_equal(relabelled, figures(outcome, PREVENTIVE))


UNSEEN = {"delivery.oversight_attention": 0.0, "delivery.oversight_yuan_per_community": 0.0}


def test_4_without_oversight_quality_is_shaded_and_the_official_rate_hides_it(figures, say):
    def returns(outcome):
        closed = outcome.cases[outcome.cases.handler == "centre"]
        return closed.recurrence_day.notna().mean()

    shaded = say("centre's closures that recur", figures(returns, CASE, UNSEEN), figures(returns, CASE))
    official = say("official rate", figures(OFFICIAL, CASE, UNSEEN), figures(OFFICIAL, CASE))
    assert shaded.low > 0.03
    assert official.mean > -0.25 * shaded.mean


def test_4_control_where_oversight_moves_nobody_and_checks_nothing(figures, say):
    def bad(outcome):
        closed = outcome.cases[outcome.cases.handler == "centre"]
        return closed.recurrence_day.notna().mean()

    off = {"organisations.oversight_effect": 0.0, "organisations.inspection_share": 0.0}
    difference = say("recurring, mechanism off", figures(bad, CASE, {**UNSEEN, **off}), figures(bad, CASE, off))
    assert difference.low < 0 < difference.high or abs(difference.mean) < 0.01


def test_5_low_capability_loses_to_staff_and_high_capability_wins(figures, say):
    staffed = figures(BUD, PREVENTIVE)
    weak = figures(BUD, CASE, {"organisations.initial_capability": 0.45, "delivery.incubation_yuan": 0.0})
    able = figures(BUD, CASE, {"organisations.initial_capability": 0.88})
    assert say("capability 0.45 less staffed", weak, staffed).high < 0
    assert say("capability 0.88 less staffed", able, staffed).low > 0


def test_5_control_where_capability_changes_neither_speed_nor_lasting_quality(figures, say):
    idle = {"organisations.speed_base": 1.0, "organisations.speed_slope": 0.0, "recurrence.bad_share": 0.0}
    weak = figures(BUD, CASE, {"organisations.initial_capability": 0.45, **idle})
    able = figures(BUD, CASE, {"organisations.initial_capability": 0.88, **idle})
    assert abs(say("capability 0.45 less 0.88, idle", weak, able).mean) < 0.01


def test_6_campaigns_lose_to_routine_at_the_same_hours(figures, say):
    campaign = {"triage.schedule": "campaign"}
    assert say("in the bud, campaign less routine", figures(BUD, CASE, campaign), figures(BUD, CASE)).high < 0


def test_6_control_without_screening_the_schedule_changes_no_bit(figures):
    none = share(0.0)
    campaign = figures("harm_per_10k", CASE, {**none, "triage.schedule": "campaign"})
    assert np.array_equal(campaign, figures("harm_per_10k", CASE, none))


STORMY = {"ignition.storm_probability_wet": 0.3, "ignition.storm_probability_dry": 0.1}
CALM = {"ignition.storm_probability_wet": 0.0, "ignition.storm_probability_dry": 0.0}
SHELTERED = {"domain.urban_services.weather_sensitive": False}


def gap(figures, changes):
    """Incidents per 10,000 that prevention saves against reaction, other things as in the case."""
    what = "incidents_per_10k"
    return figures(what, "reactive-outsourced", changes) - figures(what, CASE, changes)


def test_7_rainstorms_widen_the_gap(figures, say):
    assert say("gap, stormy less calm", gap(figures, STORMY), gap(figures, CALM)).low > 0


def test_7_control_sheltered_domains_do_not_feel_the_weather(figures):
    assert np.array_equal(gap(figures, {**STORMY, **SHELTERED}), gap(figures, {**CALM, **SHELTERED}))


SCARCE = {"grid_workers.other_duties_share": 0.92}


def test_8_too_much_screening_crowds_out_settling(figures, say):
    harm = "harm_per_10k"
    middle = figures(harm, CASE, share(0.5))
    assert say("harm, 0 less 0.5", figures(harm, CASE, share(0.0)), middle).low > 0
    assert say("harm, 0.9 less 0.5", figures(harm, CASE, share(0.9)), middle).low > 0
    scarce = [figures(harm, CASE, share(value, **SCARCE)) for value in (0.1, 0.5)]
    assert say("harm where hours are scarce, 0.5 less 0.1", scarce[1], scarce[0]).low > 0


def test_8_control_where_intake_and_the_spot_cost_no_hours(figures, say):
    free = {"work.intake_hours": 0.0, "work.spot_limit_hours": 0.0, "detection.false_alarm_hours": 0.0}
    harm = "harm_per_10k"
    screened, unscreened = figures(harm, CASE, share(0.9, **free)), figures(harm, CASE, share(0.0, **free))
    assert say("harm, 0.9 less 0, intake free", screened, unscreened).high < 0


DISTRUST = {"residents.trust_alpha": 4.0, "residents.trust_beta": 16.0}


def surfacing(outcome):
    """Share of recorded contradictions that became known by an incident."""
    recorded = outcome.cases[outcome.cases.recorded >= 0]
    return (recorded.channel == "incident").mean()


def test_9_low_trust_silences_reports_and_more_surfaces_as_incidents(figures, say):
    reports = in_days("reports", 0, 729)
    assert say("reports", figures(reports, CASE, DISTRUST), figures(reports, CASE)).high < 0
    assert say("surfacing as incidents", figures(surfacing, CASE, DISTRUST), figures(surfacing, CASE)).low > 0


def test_9_control_where_nobody_reports_trust_changes_no_surfacing(figures, say):
    mute = {"detection.report_rate": 0.0, "committees.success_trust": 0.0}
    difference = say("surfacing, mute", figures(surfacing, CASE, {**DISTRUST, **mute}), figures(surfacing, CASE, mute))
    assert abs(difference.mean) < 0.003


def resolved_of(contested):
    """Share resolved within 20 days of cases recorded in time, contested or not, within authority."""

    def of(outcome):
        cases = outcome.cases
        known = cases[(cases.recorded >= 0) & (cases.recorded < 700) & (cases.contested == contested) & ~cases.beyond]
        return ((known.stage == "resolved") & (known.closed - known.recorded <= 180)).mean()

    return of


def test_10_committees_help_contested_cases_and_hardly_any_other(figures, say):
    silent = {"partners.committee_attention": 0.0}
    contested = say("contested", figures(resolved_of(True), CASE), figures(resolved_of(True), CASE, silent))
    others = say("others", figures(resolved_of(False), CASE), figures(resolved_of(False), CASE, silent))
    assert contested.low > 0
    assert abs(others.mean) < 0.25 * contested.mean


def test_10_control_where_nothing_is_contested(figures, say):
    calm = {"work.contested_slope": 0.0}
    silent = {**calm, "partners.committee_attention": 0.0, "budget.yearly_yuan": 24_000_000.0 - 546_000.0}
    silent["delivery.oversight_attention"] = 0.4
    unseen = {"organisations.oversight_effect": 0.0, "organisations.inspection_share": 0.0}
    difference = say("true rate", figures(TRUE, CASE, {**calm, **unseen}), figures(TRUE, CASE, {**silent, **unseen}))
    assert abs(difference.mean) < 0.005


def returning(outcome):
    """Share of the workstation's closures that recur."""
    closed = outcome.cases[outcome.cases.handler == "workstation"]
    return closed.recurrence_day.notna().mean()


def test_11_temporary_staff_work_cheaper_hours_that_last_less(figures, say):
    many, none = {"delivery.temporary_share": 0.8}, {"delivery.temporary_share": 0.0}
    hours = in_days("unit_hours", 0, 729)
    assert say("hours bought", figures(hours, PREVENTIVE, many), figures(hours, PREVENTIVE, none)).low > 0
    assert (
        say("closures that recur", figures(returning, PREVENTIVE, many), figures(returning, PREVENTIVE, none)).low > 0
    )


def test_11_control_temporary_staff_who_are_like_the_others(figures, say):
    alike = {
        "staff.temporary.capability": 0.85,
        "staff.temporary.motivation": 0.35,
        "staff.temporary.speed": 1.0,
        "staff.temporary.turnover": 0.08,
        "staff.temporary.wage_yuan": 115_000.0,
    }
    many = figures(returning, PREVENTIVE, {**alike, "delivery.temporary_share": 0.8})
    none = figures(returning, PREVENTIVE, {**alike, "delivery.temporary_share": 0.0})
    difference = say("closures that recur, alike", many, none)
    assert abs(difference.mean) < 0.01


def test_12_a_lower_recording_standard_flatters_only_the_official_rate(figures, say):
    low, high = {"triage.recording_standard": 0.0}, {"triage.recording_standard": 0.1}
    official = say("official, standard 0 less 0.1", figures(OFFICIAL, CASE, low), figures(OFFICIAL, CASE, high))
    true = say("needful true rate", figures(TRUE, CASE, low), figures(TRUE, CASE, high))
    assert official.low > 0
    assert true.high < 0.5 * official.mean


def test_12_above_the_severity_that_does_harm_a_higher_standard_costs_lasting_resolutions(figures, say):
    low, high = {"triage.recording_standard": 0.1}, {"triage.recording_standard": 0.3}
    assert say("needful true rate, 0.3 less 0.1", figures(TRUE, CASE, high), figures(TRUE, CASE, low)).high < 0


def test_12_control_where_no_matter_is_mild_the_standard_moves_nothing(figures, say):
    grave = {"severity.alpha": 20.0, "severity.beta": 2.0}
    low = figures(OFFICIAL, CASE, {**grave, "triage.recording_standard": 0.0})
    high = figures(OFFICIAL, CASE, {**grave, "triage.recording_standard": 0.1})
    assert abs(say("official, grave matters only", low, high).mean) < 0.001
