"""Many runs, exactly: planned, executed, stored, resumed.

A run's path: `plan` (which runs, under which keys) → `execution` (`run_plan`) → `engine` (threads, processes, Dask) →
`store` (what was computed is kept; `claims` keeps two drivers apart, `manifest` says who computed what).
Begin with `execution`. Imports the model and `labels`.
"""
