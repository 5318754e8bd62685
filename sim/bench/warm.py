"""Compile the kernels once, so that nobody waits for them later: ``python -m sim.bench.warm``.

What few scenarios need (gambles, problems of any form, learned rules, callables that decide) is
compiled when somebody asks for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.queues import Queue
from queue import Empty
from signal import SIG_IGN, SIGINT, signal
from typing import Any

from agents import responses, seats
from agents.numerics.compiling import listen
from sim.plan import task_worth
from sim.quarter import kernels
from sim.quarter import responses as executives
from sim.scenario.scenario import Scenario
from sim.support.progress import bar, notice
from sim.tables.simulate import simulate

KERNELS = 52
"""How many of our own :func:`play` needs, for the bar: a few more or less do no harm."""
_PAUSE = 0.2  # seconds between two looks at who is still running
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
    """Play with firms that never settle: what plans, responses and reports need."""
    vars(kernels).update(settle=lambda *_: None)
    play()


def play_unsolved() -> None:
    """Play with an empty plan and no reports: all other kernels.

    They are compiled for types, not for numbers.
    """

    def leave_one(*given: Any) -> None:
        workspace = given[-1]
        workspace.queue[0], workspace.left[0] = 0, 1

    def weigh_nothing(*given: Any) -> None:
        for array in (given[-2].worth, given[-2].burden, *given[-1]):
            array[:] = 0.0

    nothing = lambda *_: None
    vars(kernels).update(mature_and_report=nothing)
    vars(executives).update(choose_effort=leave_one, respond_to_usual=nothing)
    vars(responses).update(respond_to_usual=nothing)
    vars(seats).update(value_usual=nothing)
    vars(task_worth).update(weigh_tasks=weigh_nothing)
    play()


def _side_by_side(parts: list[Callable[[], None]], count: Callable[[str], None]) -> None:
    """Run ``parts`` in a process each, and count the kernels that they compile."""
    context = get_context("spawn")
    compiled: Queue[str] = context.Queue()
    processes = [
        context.Process(target=_tell, args=(part, compiled), daemon=True) for part in parts
    ]
    try:
        for process in processes:
            process.start()
        running = True
        while running:
            running = any(process.is_alive() for process in processes)  # then look once more
            with suppress(Empty):
                while True:
                    count(compiled.get(timeout=_PAUSE))
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _tell(part: Callable[[], None], compiled: Queue[str]) -> None:
    """Run a part; tell the name of every kernel that it compiles. The parent ends it."""
    signal(SIGINT, SIG_IGN)
    listen(finished=compiled.put)
    part()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        notice("interrupted; what is compiled is kept")
        sys.exit(130)
