"""Compile the kernels once, so that nobody waits for them later: ``python -m sim.bench.warm``."""

from __future__ import annotations

import os
from multiprocessing import get_context

from sim.plan import seat_value
from sim.quarter import kernels
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate

_TINY = {"worlds": 1, "quarters": 8, "market": {"poaching": 0.3}}


def main() -> None:
    """Compile in two processes side by side, then play to see that nothing is left to compile.

    The choice of effort alone takes about as long as all other kernels together.
    """
    if (os.cpu_count() or 1) > 1:
        halves = [get_context("spawn").Process(target=half) for half in (play_idle, play_unsolved)]
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


def play_idle() -> None:
    """Play that world with nobody choosing an effort: all kernels but that one."""
    vars(kernels).update(choose_effort=lambda *_: None)
    play()


def play_unsolved() -> None:
    """Play it with an empty plan: kernels are compiled for types, not for numbers.

    Kernels that come after the choice of effort have then been compiled by the other process.
    """
    nothing = lambda *_: None
    vars(seat_value).update(
        continuation=nothing, known_end=nothing, look_ahead=lambda *_: (0.0, 0.0, 0.0)
    )
    play()


if __name__ == "__main__":
    main()
