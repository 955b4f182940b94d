"""What a contractor has at stake in the next review: the contract when its term ends, the bonus every year.

Effort answers what is at stake times its weight in the evaluation, the more the nearer the review, and the more
rivals could take the contract.
"""

from __future__ import annotations

from model.clock import DAYS_PER_YEAR
from model.compilation.decorators import compiled, rule
from model.elementary import exp

HALF_A_QUARTER = 46


@compiled
def nearness(day_of_window, years, foresight_days):
    """How near the review at the end of so many years is felt, at the middle of the quarter that begins today: 0 to 1."""
    length = years * DAYS_PER_YEAR
    left = length - day_of_window % length - HALF_A_QUARTER
    return exp(-max(0.0, float(left)) / foresight_days)


@compiled
def competition(organisations, tender_capability):
    """Rivals who could take a contract, over rivals and holders: 0 where nobody else can, towards 1 where many can."""
    rivals, holders = 0, 0
    for row in range(organisations.used[0]):
        if not organisations.active[row]:
            continue
        if organisations.contracts[row] > 0:
            holders += 1
        else:
            total = 0.0
            for kind in range(organisations.capability.shape[1]):
                total += organisations.capability[row, kind]
            rivals += 1 if total / organisations.capability.shape[1] >= tender_capability else 0
    return rivals / (rivals + holders) if rivals > 0 else 0.0


@rule
def stake(day_of_window, organisations, contracts, numbers):
    """What a full mark in the next evaluation is worth to a contractor now, in marginal benefit of effort."""
    value = 0.0
    if numbers.renewal_reward > 0.0:
        felt = nearness(day_of_window, contracts.term_years, numbers.foresight_days)
        value += numbers.renewal_reward * felt * competition(organisations, numbers.tender_capability)
    if numbers.bonus_reward > 0.0:
        value += numbers.bonus_reward * contracts.bonus_share * nearness(day_of_window, 1, numbers.foresight_days)
    return value


@compiled
def rewarded(at_stake, m, measurability, contracts, effort):
    """Rewards of quality and of pace: quality is seen by inspection only, pace in the records and by residents who wait."""
    quality = at_stake * contracts.inspection_weight * m * measurability
    pace = at_stake * (contracts.records_weight + contracts.survey_weight) * effort.pace_speed
    return quality, pace


@compiled
def judged(evaluation, effort):
    """Rewards of quality and of pace that the evaluation of officials brings to whoever does the work."""
    quality = effort.call_back_reward * evaluation.call_back_weight * evaluation.call_back_share
    return quality, effort.official_rate_reward * evaluation.official_rate_weight


@rule
def pay_bonus(unit, value, contracts, ceiling_yuan, units):
    """Pay the bonus of the year that ends, in proportion to the evaluation and to the days served; give the yuan."""
    days = min(1.0, units.served_days[unit] / DAYS_PER_YEAR)
    yuan = contracts.bonus_share * ceiling_yuan * days * min(1.0, max(0.0, value))
    units.received_yuan[unit] += yuan
    return yuan


@rule
def bring_newcomers(unit, today, max_lines, share, units, lines):
    """A new contractor brings new people to a share of the lines, the first ones; they learn the place from today."""
    for line in range(unit * max_lines, unit * max_lines + int(share * units.lines[unit] + 0.5)):
        lines.hired_day[line] = today
