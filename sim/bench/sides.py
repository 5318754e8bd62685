"""Jobs that are done in this process: plans, runs, studies, and how they compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.bench.measure import measure
from sim.bench.objects import benchmark
from sim.bench.stopwatch import (
    Clock,
    JobTime,
    MakeReady,
    Spent,
    forget,
    in_turns,
    now,
    timed,
    times_as_long,
    typical,
)
from sim.economy.model import Economy
from sim.plan.solve import build_plan
from sim.scenario.presets import load_scenario
from sim.study import Experiment, record_run, run_study
from sim.tables.simulate import batches, side_by_side, simulate
from sim.world.election import Job
from sim.world.worlds import Worlds

_PLANS = {
    "a default plan": (),
    "a plan with risk aversion": ("executives.risk_aversion=0.2",),
    "a plan with gambles": ("technology.risk.levels=[0.6, 1.2]",),
}
_RECORDS = ("ledger", "events", "dossiers")
_SIDE = 16  # levels of each of two levers; also worlds per cell
_POINTS = 10_000


def plans(clock: Clock = now, rounds: int = 9) -> Iterator[JobTime]:
    """Solving one plan, with nothing kept of the one before."""
    given = {name: partial(_plan, settings) for name, settings in _PLANS.items()}
    for name, times in in_turns(given, rounds, clock).items():
        yield JobTime(name, *typical(times), None, "per plan, solved anew")


def _plan(settings: tuple[str, ...]) -> Any:
    forget()
    scenario = load_scenario(None, settings)
    return lambda: build_plan(scenario, scenario.package)


def core(clock: Clock = now, rounds: int = 5) -> Iterator[JobTime]:
    """The frozen benchmark: draws, core and plain objects, as ``proxyfight bench`` times them."""
    found = measure(benchmark(), rounds).measurements
    runs = {
        row.threads: row.ns_per_firm_quarter * row.worlds * row.firms * row.quarters * 1e-9
        for row in found
    }
    for row in found:
        side = f"the benchmark on {row.threads} thread{'s' * (row.threads > 1)}"
        took = runs[row.threads]
        yield JobTime(side, took, None, row.ns_per_firm_quarter, "ns per firm-quarter")
        yield JobTime(f"{side}, over its draws", took, None, row.ratio_to_floor, "times the draws")
        yield JobTime(f"plain objects over {side}", None, None, row.ratio_to_mesa, "times the core")
    yield JobTime("two threads over one", runs[2], None, runs[2] / runs[1], "times one thread")


def many_worlds(clock: Clock = now, rounds: int = 5, worlds: int = 1000) -> Iterator[JobTime]:
    """Many worlds of 50 firms, one row each, over the quarters of the same batches alone."""
    scenario = load_scenario(None, [f"worlds={worlds}", "firms.count=50"])
    yield from _over(
        f"{worlds} worlds of 50 firms, a row each",
        lambda: partial(simulate, scenario, threads=1),
        lambda: partial(side_by_side, [batch.run for batch in batches(scenario, 1)], 1),
        rounds,
        clock,
    )


def economy(clock: Clock = now, rounds: int = 9) -> Iterator[JobTime]:
    """A world as a Mesa model with its usual reporters, over the quarters of the core alone."""
    scenario = load_scenario(None)
    yield from _over(
        "Economy.run, default reporters",
        lambda: Economy(scenario, world=0).run,
        lambda: Worlds([Job(scenario, [0])], books=False).run,
        rounds,
        clock,
    )


def recording(clock: Clock = now, rounds: int = 5, worlds: int = 16) -> Iterator[JobTime]:
    """Tables that are large, over a run that keeps a row per world."""
    scenario = load_scenario(None, [f"worlds={worlds}"])
    given: dict[str, MakeReady] = {
        name: partial(_recorded, scenario, name) for name in ("runs", *_RECORDS)
    }
    found = in_turns(given, rounds, clock)
    for name in _RECORDS:
        ratio = times_as_long(found[name], found["runs"])
        job = f"recording {name}, {worlds} worlds"
        yield JobTime(job, *typical(found[name]), ratio, "times runs only")


def _recorded(scenario: Any, name: str) -> Any:
    return lambda: simulate(scenario, record=[name], threads=1)


def exporting(clock: Clock = now, rounds: int = 5, worlds: int = 16) -> Iterator[JobTime]:
    """The table ``tenures`` of a study, as JSON and as CSV."""
    scenario = load_scenario(None, [f"worlds={worlds}"])
    with TemporaryDirectory() as place:
        study = record_run(scenario, "bench", Path(place) / "study", ["tenures"], workers=1)
        rows = study.table("tenures").num_rows
        given: dict[str, MakeReady] = {
            kind: partial(_exported, study, kind, Path(place) / f"tenures.{kind}")
            for kind in ("json", "csv")
        }
        found = in_turns(given, rounds, clock)
    ratio = times_as_long(found["json"], found["csv"])
    yield JobTime(
        f"export of {rows:,} tenures as JSON", *typical(found["json"]), ratio, "times CSV"
    )


def _exported(study: Any, kind: str, path: Path) -> Any:
    return lambda: study.export("tenures", kind, path)


def cells(clock: Clock = now, side: int = _SIDE) -> Iterator[JobTime]:
    """Small cells of a large study: a grid in this process, and a design in two.

    ``side`` is how many levels each of the two levers of the grid has.
    """
    count = side * side
    spread = [k / side for k in range(side)]
    grid: dict[str, Any] = {
        "pay": {"path": "package.base_pay", "values": [1.0 + 0.5 * x for x in spread]},
        "calm": {"path": "metric.noise", "values": [0.8 + 0.5 * x for x in spread]},
    }
    spent = _swept(grid, 1, clock)
    yield JobTime(
        f"a cell of {_SIDE} worlds x 50 firms x 40 quarters",
        spent.seconds / count,
        spent.cpu_seconds / count,
        None,
        f"per cell of {count}, one worker",
    )
    spent = _swept(_sobol(count), 2, clock)
    yield JobTime(
        f"{_POINTS:,} points of a Sobol design, two workers",
        spent.seconds / count * _POINTS,
        spent.cpu_seconds / count * _POINTS,
        None,
        f"extrapolated from {count} points",
    )


def _sobol(count: int) -> dict[str, Any]:
    """One lever: points that fill the square of base pay and the metric's noise evenly."""
    from scipy.stats.qmc import Sobol

    points = Sobol(2, seed=0).random(count)
    return {
        "point": {
            f"p{number}": {"package.base_pay": 1.0 + 0.5 * x, "metric.noise": 0.8 + 0.5 * y}
            for number, (x, y) in enumerate(points.tolist())
        }
    }


def _swept(levers: Mapping[str, Any], workers: int, clock: Clock) -> Spent:
    settings = {"worlds": _SIDE, "firms.count": 50, "quarters": 40}
    design = Experiment(name="bench", question="How long?", settings=settings, levers=dict(levers))
    with TemporaryDirectory() as place:
        forget()
        return timed(partial(run_study, design, Path(place) / "study", workers=workers), clock)


def _over(
    job: str, whole: MakeReady, bare: MakeReady, rounds: int, clock: Clock
) -> Iterator[JobTime]:
    """How many times as long as the quarters alone a job takes."""
    found = in_turns({"whole": whole, "bare": bare}, rounds, clock)
    ratio = times_as_long(found["whole"], found["bare"])
    yield JobTime(job, *typical(found["whole"]), ratio, "times the bare core")
