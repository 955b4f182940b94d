"""Who delivers services, the second axis of policy: desks of a workstation or contracted centres.

Begin with `units`: queues, lines and their day. `contracting` tenders, pays and renews; `request_queues` and `request_draws`
bring residents' requests to the windows. Imports `agents`, `contradictions` and `scenario`.
"""
