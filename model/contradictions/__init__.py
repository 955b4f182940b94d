"""What becomes of a contradiction (a dispute, complaint or hazard): it arises, is found, closes, or ignites.

Begin with `cases`: the table, its stages, and how contradictions arise. `detection` puts what is found on record, `triage`
decides when to screen and what is served first, `closing` and `incidents` end a case. Imports `scenario`, never an agent.
"""
