"""A hotline campaign that starts when the hidden share of open matters is above a threshold, and lasts four weeks.

A thought experiment: no official can see the hidden share (replace `hidden_share` by `recorded_in(here, 7)` for one who acts on
what is on record).
"""

from huajie.rules import Channel, case_count, draw, is_hidden, is_known, lever, record, spend

THRESHOLD = lever("threshold", 0.6, 0.0, 1.0, unit="share", help="Hidden share at which a campaign starts.")
CALLERS = lever("callers", 0.01, 0.0, 1.0, unit="chance per day", help="Chance that a hidden matter is called in.")
DAYS, YUAN_PER_DAY, LAST_DAY = 28, 500.0, 0


def before_day(here):
    """Start a campaign when it is due; while one runs, calls bring hidden matters on record."""
    hidden = known = 0
    for row in range(case_count(here)):
        hidden += is_hidden(here, row)
        known += is_known(here, row)
    if here.day >= here.memory[LAST_DAY] and hidden > here.levers[THRESHOLD] * (hidden + known):
        here.memory[LAST_DAY] = here.day + DAYS
    if here.day < here.memory[LAST_DAY]:
        spend(here, YUAN_PER_DAY)
        for row in range(case_count(here)):
            if is_hidden(here, row) and draw(here, 0, here.cases.key[row]) < here.levers[CALLERS]:
                record(here, row, Channel.REPORT)
