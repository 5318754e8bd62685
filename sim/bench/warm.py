"""Compile the kernels once, so that nobody waits for them later: ``python -m sim.bench.warm``.

What few scenarios need (gambles, problems of any form, learned rules, callables that decide) is
compiled when somebody asks for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from typing import Any

from agents import responses, seats
from agents.numerics.compiling import listen
from sim.quarter import kernels
from sim.quarter import responses as executives
from sim.scenario.scenario import Scenario
from sim.support.progress import bar
from sim.tables.simulate import simulate

KERNELS = 41
"""How many :func:`play` needs, of our own."""
_TINY = {"worlds": 1, "quarters": 8, "market": {"poaching": 0.3}}


def main() -> None:
    """Compile in two processes side by side, then play to see that nothing is left to compile."""
    done: set[str] = set()
    with bar("compiling kernels") as progress:

        def count(name: str) -> None:
            done.add(name)
            progress(min(len(done), KERNELS), KERNELS)

        progress(0, KERNELS)
        if (os.cpu_count() or 1) > 1:
            _side_by_side([solve_idle, play_unsolved], count)
        listen(finished=count)
        play()


def play() -> None:
    """Play a tiny world that goes through every kernel."""
    record = ("runs", "quarters", "tenures")
    simulate(Scenario.model_validate(_TINY), range(1), record)


def solve_idle() -> None:
    """Play with firms that do not report, settle or hire: what plans and responses need."""
    nothing = lambda *_: None
    vars(kernels).update(mature_and_report=nothing, settle=nothing)
    play()


def play_unsolved() -> None:
    """Play with nobody choosing an effort, and an empty plan: all other kernels.

    They are compiled for types, not for numbers.
    """

    def leave_one(*given: Any) -> None:
        workspace = given[-1]
        workspace.queue[0], workspace.left[0] = 0, 1

    nothing = lambda *_: None
    vars(executives).update(choose_effort=leave_one)
    vars(responses).update(respond_to_usual=nothing)
    vars(seats).update(value_usual=nothing)
    play()


def _side_by_side(parts: list[Callable[[], None]], count: Callable[[str], None]) -> None:
    """Run ``parts`` in a process each, and count the kernels that they compile."""
    context = get_context("spawn")
    compiled: SimpleQueue[str] = context.SimpleQueue()
    processes = [context.Process(target=_tell, args=(part, compiled)) for part in parts]
    for process in processes:
        process.start()
    running = len(processes)
    while running:
        name = compiled.get()
        if name:
            count(name)
        else:
            running -= 1
    for process in processes:
        process.join()


def _tell(part: Callable[[], None], compiled: SimpleQueue[str]) -> None:
    """Run a part; tell the name of every kernel that it compiles, and nothing at the end."""
    try:
        listen(finished=compiled.put)
        part()
    finally:
        compiled.put("")


if __name__ == "__main__":
    main()
