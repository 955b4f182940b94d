"""What a run gives back is kept for the next one: the C library is asked not to return it to the system.

A world is some ten megabytes, one with ten times the residents some sixty. Fetched page by page from the system for every
run, they cost a tenth of its time and more when two threads do so at once. Only glibc is asked, only once, and not where its
environment variables say otherwise.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # names of glibc's malloc.h
KEPT_BYTES, LARGEST_BLOCK_BYTES = 128 << 20, 32 << 20  # some worlds; blocks that may lie among what is kept


@cache
def keep_freed_memory() -> bool:
    """Ask for it; gives whether the C library agreed."""
    if sys.platform != "linux" or any(name.startswith("MALLOC_") for name in os.environ):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return all(mallopt(*rule) == 1 for rule in ((MMAP_THRESHOLD, LARGEST_BLOCK_BYTES), (TRIM_THRESHOLD, KEPT_BYTES)))
