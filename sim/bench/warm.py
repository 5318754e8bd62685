"""Compile the kernels once, so that nobody waits for them later: ``python -m sim.bench.warm``."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate

_TINY = {"worlds": 1, "quarters": 8, "market": {"poaching": 0.3}}


def main() -> None:
    """Play"""
    play()


def play() -> None:
    """Play a tiny world that goes through every kernel."""
    record = ("runs", "quarters", "tenures")
    simulate(Scenario.model_validate(_TINY), range(1), record)


if __name__ == "__main__":
    main()
