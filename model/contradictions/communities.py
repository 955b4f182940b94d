"""Which grids a community has."""

from __future__ import annotations

import math

import numpy as np

from model.compilation.decorators import allocating
from model.draws import normal
from model.elementary import exp

# A share times grids that misses a whole number by rounding alone is that number.
ROUNDING = 1e-12


@allocating
def ends_of_communities(grids, communities, log_sd):
    """The grid after the last one of every community, shape (communities,): the first is the smallest, none has none.

    Sizes are quantiles of a lognormal with log standard deviation `log_sd`, at the middle of every rank.
    """
    share, ends = np.empty(communities), np.empty(communities, np.int64)
    total = 0.0
    for community in range(communities):
        total += exp(log_sd * normal((community + 0.5) / communities))
        share[community] = total
    for community in range(communities):
        end = math.ceil(grids * (share[community] / total) - ROUNDING * grids)
        after = ends[community - 1] if community > 0 else 0
        ends[community] = min(max(end, after + 1), grids - (communities - 1 - community))
    return ends


@allocating
def largest_community(grids, communities, log_sd):
    """Grids of the largest community over the mean of communities."""
    ends = ends_of_communities(grids, communities, log_sd)
    largest = ends[0]
    for community in range(1, communities):
        largest = max(largest, ends[community] - ends[community - 1])
    return largest * communities / grids
