"""What a job takes of a user's time and of the processor's, here or in a process of its own."""

from __future__ import annotations

import functools
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import NamedTuple

SOURCES = Path(__file__).resolve().parents[2]
"""Where the packages lie side by side."""


class Spent(NamedTuple):
    """Seconds that something took; of the processor with all processes that it started."""

    seconds: float
    cpu_seconds: float


class JobTime(NamedTuple):
    """A job: what it took, or a number that it comes to.

    Attributes:
        job: What was done.
        seconds: That a user waits for it; None where only the number counts, or nothing was done.
        cpu_seconds: Of all processors; None where that was not looked at.
        ratio: Times as long, or how much of ``unit``; None where the job has seconds only.
        unit: What ``ratio`` is in, or what the seconds are for.
    """

    job: str
    seconds: float | None
    cpu_seconds: float | None
    ratio: float | None
    unit: str


Clock = Callable[[], Spent]
"""What has been spent so far."""
MakeReady = Callable[[], Callable[[], object]]
"""Gets everything ready that does not count, and returns what is timed."""


def now() -> Spent:
    """Of this process and of its children that have ended."""
    own = os.times()
    return Spent(
        time.perf_counter(),
        time.process_time() + own.children_user + own.children_system,
    )


def forget() -> None:
    """Empty all that the simulation keeps from call to call in this process."""
    for found in gc.get_objects():
        kept = type(found) is functools._lru_cache_wrapper  # asks nothing of the object
        if kept and found.__module__.startswith("sim."):
            found.cache_clear()


def timed(run: Callable[[], object], clock: Clock = now) -> Spent:
    """What one call takes; garbage of others is cleared away before."""
    gc.collect()
    start = clock()
    run()
    end = clock()
    return Spent(end.seconds - start.seconds, end.cpu_seconds - start.cpu_seconds)


def in_turns(
    sides: Mapping[str, MakeReady], rounds: int, clock: Clock = now
) -> dict[str, list[Spent]]:
    """Time all sides one right after the other, ``rounds`` times.

    A first round is not timed: it compiles, loads and fills what is kept from run to run.
    """
    for prepare in sides.values():
        prepare()()
    found: dict[str, list[Spent]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, prepare in sides.items():
            found[name].append(timed(prepare(), clock))
    return found


def typical(times: Sequence[Spent]) -> Spent:
    """Medians."""
    return Spent(median(t.seconds for t in times), median(t.cpu_seconds for t in times))


def times_as_long(
    times: Sequence[Spent],
    base: Sequence[Spent],
    by: Callable[[Spent], float] = attrgetter("seconds"),
) -> float:
    """Median over rounds of how many times as long as ``base`` something takes, by the clock."""
    return median(by(a) / by(b) for a, b in zip(times, base, strict=True))


def python(
    *arguments: str, home: Path = SOURCES, place: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``python ...`` with the packages in ``home``, in the folder ``place``.

    Raises:
        RuntimeError: If it ends with another status than 0: what was not done is not timed.
    """
    paths = [str(home), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    if home != SOURCES:
        environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=place or home,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        last = done.stderr.strip().rpartition("\n")[2]
        raise RuntimeError(f"python {' '.join(arguments)} ended with {done.returncode}: {last}")
    return done


def peak_memory() -> int | None:
    """Bytes that this process has held at its height; None where the system does not say."""
    with suppress(OSError, LookupError):
        # Not getrusage: on Linux a new process begins with the height of the one that started it.
        lines = Path("/proc/self/status").read_text().splitlines()
        known = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(known["VmHWM"].split()[0]) * 1024
    with suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
    return None


class PlayedAlone(NamedTuple):
    """A run in a process of its own: what it took, and bytes of memory at its height.

    ``refused`` is the sentence that says why it was not played.
    """

    spent: Spent
    peak: int | None
    refused: str


_PLAY = """
import json, sys
from sim.bench.stopwatch import now, peak_memory, timed
from sim.scenario.presets import load_scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
try:
    simulate(load_scenario(None, ["quarters=4", "worlds=1"]))
    scenario = load_scenario(None, sys.argv[1:])
    spent = timed(lambda: simulate(scenario, threads=1))
except InputError as error:
    print(json.dumps({"spent": [0.0, 0.0], "peak": None, "refused": str(error)}))
else:
    print(json.dumps({"spent": spent, "peak": peak_memory(), "refused": ""}))
"""


def played_alone(*settings: str) -> PlayedAlone:
    """Play the default scenario with these settings, as in ``--set``, in a process of its own.

    A small run before has loaded the kernels; it does not count.
    """
    found = json.loads(python("-c", _PLAY, *settings).stdout)
    return PlayedAlone(Spent(*found["spent"]), found["peak"], found["refused"])
