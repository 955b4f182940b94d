"""What happens in one subdistrict, one run: scenario in, outcome out.

    from model.scenario import Scenario
    from model.simulate import simulate

    outcome = simulate(Scenario.load("scenarios/zhaoshang.toml"), seed=1)

The package knows nothing of experiments and imports nothing heavy by itself.
"""

from pathlib import Path

from model.compilation.cache import use_private_cache

# Numba reads the folder when a rule is decorated, hence before any rule is imported.
use_private_cache()


def scenario_folder() -> Path:
    """Return the folder of the shipped scenarios."""
    return Path(__file__).resolve().parent.parent / "scenarios"
