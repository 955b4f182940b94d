"""What runs say, in words: verdicts and sentences, each computed from the runs.

Begin with `world_verdict`, the verdict that `compare` prints by default, and `over_worlds`, the figures it is written from; `verdict` is
the one for a single world. Sweeps, what-if, goal and fronts have files of their own, `studies` holds the sentences of the other studies,
`case_history` tells the life of one case.
Imports `statistics`, `labels` and `runs`; draws and writes nothing.
"""
