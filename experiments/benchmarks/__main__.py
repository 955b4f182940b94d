"""`python -m experiments.benchmarks` is the bench."""

import sys

from experiments.benchmarks.bench import main

if __name__ == "__main__":
    sys.exit(main())
