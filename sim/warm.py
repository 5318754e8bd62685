"""Compile the Numba kernels once, so that nobody waits for them later: ``python -m sim.warm``."""

from __future__ import annotations

from sim.play import simulate
from sim.scenario import Scenario


def main() -> None:
    """Play a tiny world that goes through every kernel."""
    tiny = {"worlds": 1, "quarters": 8, "market": {"poaching": 0.3}}
    record = ("runs", "quarters", "tenures")
    simulate(Scenario.model_validate(tiny), range(1), record, {"effort": lambda _, own: 0.9 * own})


if __name__ == "__main__":
    main()
