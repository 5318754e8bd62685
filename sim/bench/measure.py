"""Core, plain Mesa objects and the draw floor, timed in turns in one process."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from functools import partial
from statistics import median
from time import perf_counter_ns
from typing import NamedTuple

import numpy as np

from sim.bench.numbers import DrawCounts, count_numbers
from sim.bench.objects import BENCHMARK, ObjectEconomy
from sim.scenario.scenario import Scenario
from sim.tables.simulate import batches, side_by_side

Timed = Callable[[], object]
"""What is timed. It has been prepared: plans are solved, arrays and objects are there."""

Prepare = Callable[[Scenario], Timed]


class Measurement(NamedTuple):
    """The core's speed; medians over rounds.

    Attributes:
        scenario: Name of the benchmark.
        worlds: Of the batch; ``firms`` per world; ``quarters`` per run.
        threads: That the core used; the others use one.
        ns_per_firm_quarter: Time of the core for one firm in one quarter.
        ratio_to_mesa: How many times as long plain Mesa objects take.
        ratio_to_floor: How many times as long as the draws the core takes.
    """

    scenario: str
    worlds: int
    firms: int
    quarters: int
    threads: int
    ns_per_firm_quarter: float
    ratio_to_mesa: float
    ratio_to_floor: float


class Bench(NamedTuple):
    """All measurements, and what they are relative to, in ns per firm and quarter."""

    measurements: list[Measurement]
    mesa_ns: float
    floor_ns: float
    numbers: DrawCounts


def prepare_core(threads: int, scenario: Scenario) -> Timed:
    """All worlds of the scenario, in batches as ``simulate`` makes them."""
    runs = [batch.run for batch in batches(scenario, threads)]
    return partial(side_by_side, runs, threads)


CORE_BY_THREADS: Mapping[int, Prepare] = {
    threads: partial(prepare_core, threads) for threads in (1, 2)
}
"""Ways to run the core, by the number of threads that they use."""


def measure(
    scenario: Scenario,
    rounds: int,
    cores: Mapping[int, Prepare] = CORE_BY_THREADS,
    after_round: Callable[[int, int], None] = lambda done, total: None,
) -> Bench:
    """Time the draws, the core and one world of plain objects in turns.

    Objects take turns through the worlds; their time is extrapolated by firms and quarters, to
    which it is proportional because worlds do not interact. Ratios are taken within a round.

    Args:
        scenario: The benchmark.
        rounds: At least 1.
        cores: What to time, by number of threads.
        after_round: Called with the number of rounds done and of all rounds.
    """
    numbers = count_numbers(scenario)  # compiles what is to be timed, too
    of_world = scenario.firms.count * scenario.quarters_played()
    of_batch = of_world * scenario.worlds
    core_ns: dict[int, list[float]] = {threads: [] for threads in cores}
    mesa_ns: list[float] = []
    floor_ns: list[float] = []
    after_round(0, rounds)
    for number in range(rounds):
        floor_ns.append(_time(prepare_floor(numbers, number)) / of_batch)
        for threads, prepare in cores.items():
            core_ns[threads].append(_time(prepare(scenario)) / of_batch)
        objects = ObjectEconomy(scenario, number % scenario.worlds, seed=number)
        mesa_ns.append(_time(objects.run_model) / of_world)
        after_round(number + 1, rounds)
    measurements = [
        Measurement(
            BENCHMARK.stem,
            scenario.worlds,
            scenario.firms.count,
            scenario.quarters_played(),
            threads,
            median(times),
            median(mesa / core for mesa, core in zip(mesa_ns, times, strict=True)),
            median(core / floor for core, floor in zip(times, floor_ns, strict=True)),
        )
        for threads, times in core_ns.items()
    ]
    return Bench(measurements, median(mesa_ns), median(floor_ns), numbers)


def prepare_floor(numbers: DrawCounts, seed: int) -> Timed:
    """NumPy draws as many numbers, in one block of each kind per quarter."""
    generator = np.random.Generator(np.random.Philox(seed))
    blocks = list(zip(numbers.normals.tolist(), numbers.uniforms.tolist(), strict=True))

    def draw() -> None:
        for normals, uniforms in blocks:
            generator.standard_normal(normals)
            generator.random(uniforms)

    return draw


def _time(run: Timed) -> int:
    """Nanoseconds that a run takes; what others have left behind is cleared away before."""
    gc.collect()
    start = perf_counter_ns()
    run()
    return perf_counter_ns() - start
