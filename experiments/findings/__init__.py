"""What runs say, in words: verdicts and sentences, each computed from the runs.

Begin with `verdict`. `studies` holds the sentences of the other studies, `case_history` tells the life of one case.
Imports `statistics`, `labels` and `runs`; draws and writes nothing.
"""
