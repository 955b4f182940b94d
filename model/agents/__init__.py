"""Who acts: one file per kind of agent, with its state and its day's work.

Begin with `grid_workers`. Imports `contradictions` and `scenario`.
"""
