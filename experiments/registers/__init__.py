"""A city's own case register: read, estimated, turned into a scenario, held against the model.

Begin with `reading`. `file`, `dates` and `figures` read what cities export, `estimates` and `matching` learn rates and pace,
`learn` and `backtest` are the two studies. Imports `plots`, `studies.study` and what lies below.
"""
