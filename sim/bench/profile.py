"""Where the time of a run goes: nanoseconds per firm and quarter of every step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from time import perf_counter_ns
from typing import Any

from sim.bench.objects import ObjectEconomy
from sim.scenario.scenario import Scenario
from sim.tables.simulate import batches, side_by_side
from sim.world.election import Job
from sim.world.worlds import Worlds

CORE_STEPS = (
    "enter_quarter",
    "choose_effort",
    "report",
    "settle",
    "hire",
)
OBJECT_STEPS = ("act", "settle", "hire")
OTHER = "other"


def profile(scenario: Scenario, rounds: int) -> dict[str, dict[str, float]]:
    """Medians over rounds, per side (``core``, ``objects``) and step; ``other`` is the rest."""
    Worlds([Job(scenario, [0])]).run()  # compiles
    sides = {"core": CORE_STEPS, "objects": OBJECT_STEPS}
    found: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    of_world = scenario.firms.count * scenario.quarters_played()
    for number in range(rounds):
        core = batches(scenario, threads=1)
        run = partial(side_by_side, [batch.run for batch in core], 1)
        found["core"].append(_timed(core, CORE_STEPS, run, of_world * scenario.worlds))
        world = ObjectEconomy(scenario, number % scenario.worlds, seed=number)
        found["objects"].append(_timed([world], OBJECT_STEPS, world.run_model, of_world))
    return {
        side: {step: median(times[step] for times in found[side]) for step in (*steps, OTHER)}
        for side, steps in sides.items()
    }


def _timed(
    models: Sequence[Any], steps: Sequence[str], run: Callable[[], object], firm_quarters: int
) -> dict[str, float]:
    """Run models with a clock around each of their steps."""
    spent = dict.fromkeys(steps, 0)

    def clocked(name: str, step: Callable[..., object]) -> Callable[..., None]:
        def timed(*given: Any) -> None:
            start = perf_counter_ns()
            step(*given)
            spent[name] += perf_counter_ns() - start

        return timed

    for model in models:
        for name in steps:
            setattr(model, name, clocked(name, getattr(model, name)))
    start = perf_counter_ns()
    run()
    total = perf_counter_ns() - start
    times = {name: ns / firm_quarters for name, ns in spent.items()}
    return {**times, OTHER: total / firm_quarters - sum(times.values())}
