"""A visit programme for the elderly: carers call on one building in twenty a day, lift trust there, and settle small matters.

A small matter of civil affairs or health that they meet is settled at once; a larger one goes on record.
"""

from huajie.rules import Channel, case_count, draw, is_hidden, lever, move_trust, record, resolve, spend

SHARE = lever("share", 0.05, 0.0, 1.0, unit="share per day", help="Share of the buildings visited on a day.")
TRUST = lever(
    "trust", 0.01, 0.0, 1.0, unit="trust", help="Trust that a visit gives the first resident of the building."
)
CIVIL_AFFAIRS, HEALTH, SMALL, YUAN = 3, 4, 0.3, 40.0


def before_day(here):
    """Visit buildings by chance; deal with what is hidden in them."""
    for building in range(here.buildings.latent.size):
        if draw(here, 0, building) < here.levers[SHARE]:
            spend(here, YUAN)
            move_trust(here, building * here.numbers.place.residents_per_building, here.levers[TRUST])
    for row in range(case_count(here)):
        concerns = here.cases.domain[row] == CIVIL_AFFAIRS or here.cases.domain[row] == HEALTH
        if concerns and is_hidden(here, row) and draw(here, 0, here.cases.building[row]) < here.levers[SHARE]:
            if here.cases.severity[row] < SMALL:
                resolve(here, row, Channel.PATROL)
            else:
                record(here, row, Channel.PATROL)
