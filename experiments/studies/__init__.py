"""One file per question asked of many runs: compare, sweep, ablate, calibrate, …

Begin with `comparison`. `study` is the frame that the commands share. Imports `runs`, `findings`, `plots`.
"""
