"""Compile the Numba kernels once, so that nobody waits for them later: ``python -m sim.warm``."""

from __future__ import annotations

import os
from multiprocessing import get_context

from sim import seats
from sim.meeting import plan_for
from sim.play import simulate
from sim.scenario import Scenario

_TINY = {"worlds": 1, "quarters": 8, "market": {"poaching": 0.3}}


def main() -> None:
    """Compile in two processes side by side, then play to see that nothing is left to compile.

    Half of the time goes into what solves plans.
    """
    if (os.cpu_count() or 1) > 1:
        halves = [get_context("spawn").Process(target=half) for half in (solve, play_unsolved)]
        for half in halves:
            half.start()
        for half in halves:
            half.join()
    play()


def play() -> None:
    """Play a tiny world that goes through every kernel."""
    record = ("runs", "quarters", "tenures")
    decisions = {"effort": lambda _, own: 0.9 * own}
    simulate(Scenario.model_validate(_TINY), range(1), record, decisions)


def solve() -> None:
    """Solve a plan of that world."""
    scenario = Scenario.model_validate(_TINY)
    plan_for(scenario, scenario.package, 0.0)


def play_unsolved() -> None:
    """Play that world with an empty plan: kernels are compiled for types, not for numbers."""
    for name, found in {"continuation": None, "known_end": None, "look_ahead": (0.0,) * 3}.items():
        setattr(seats, name, lambda *_, found=found: found)
    play()


if __name__ == "__main__":
    main()
