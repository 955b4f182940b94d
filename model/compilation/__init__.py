"""How rules become machine code, and where it is kept. No rule of the model is in here.

Begin with `decorators`: `@rule` and `@compiled`. `cache` and `cache_files` keep compiled rules
between runs, `read_once` is a pass of the
compiler, `memory` keeps freed memory. Imports nothing of the model.
"""
