"""How long a plan will take, so that somebody who waits knows why."""

from __future__ import annotations

import math
from threading import Event
from time import perf_counter

import numpy as np

from agents.numerics.compiling import listen
from agents.problem import FLAT
from agents.solver import GENERAL
from incentives.arrays import Floats
from sim.plan.aversions import aversions
from sim.plan.pay.circumstances import SHOCKS
from sim.plan.pay.contests import is_contest
from sim.plan.pay.lattice import WIDE
from sim.plan.pay.wealth import OverWealth
from sim.plan.pay_curves import PayCurves
from sim.plan.primitives import Primitives
from sim.support.cautions import caution
from sim.support.progress import notice

_LONG = 20.0  # seconds
_LOOK = 4e-8  # seconds that a look at utility takes, about
_AWARD = 1e-5  # seconds that it takes to tabulate an award, about
_SHAKEN = 60  # times as many of them where prizes and a shock to all come together
_WEIGHED = 1.2e-4  # seconds that a certainty equivalent takes where much is at stake
_FAR = 100.0  # standard deviations of noise
_ROUNDS = 8  # that a plan takes to settle, about
_STARTS, _CLIMBS = (
    100,
    8,
)  # of the search for problems of any form: looks, and times it goes over all


def expected_seconds(primitives: Primitives, solver: int, pay: PayCurves) -> float:
    """About how long it takes to solve a plan, on a usual machine: within a factor of ten.

    Args:
        primitives: Of the plan; ``solver``: of responses.
        pay: In the first round of the fixed point.
    """
    slope = pay.slope
    bent = bool((slope.max(axis=2) - slope.min(axis=2)).max() >= FLAT)
    abilities = primitives.theta.size
    everybody = primitives.contracts > 1 or is_contest(primitives.package)
    abilities += _ROUNDS * (abilities if everybody else 1)
    quarters = sum(_quarters(primitives, int(horizon)) for horizon in primitives.foresight)
    states, levels = _states(primitives), primitives.levels.size + 1
    responses = float(quarters) * states * levels * abilities
    awards = slope.shape[2] * len(set(aversions(primitives)))
    if is_contest(primitives.package) and primitives.scenario.metric.common_noise > 0.0:
        awards *= _SHAKEN
    looking = responses * _looks(primitives, solver, bent) * _LOOK
    awarding = float(awards) * _AWARD + _weighed(primitives, pay) * _WEIGHED
    return looking + awarding * levels * _ROUNDS


_announced = Event()


def announce_search() -> None:
    """From now on, say so if what few plans need has to be compiled."""
    if _announced.is_set():
        return
    _announced.set()

    def started(kernel: str) -> None:
        if kernel == "agents.responses:respond_to_any":
            notice("compiling the search for problems of any form; this may take a minute")
        elif kernel == "agents.seats:value_gambles":
            notice("compiling what gambles need; this may take half a minute")

    listen(started)


class PlanClock:
    """Says so, once, if a plan takes long that nobody expected to.

    All rounds count like the shortest: the first may have kernels to compile.
    """

    def __init__(self) -> None:
        announce_search()
        self._last, self._shortest, self._said = perf_counter(), math.inf, False

    def expect(self, primitives: Primitives, solver: int, pay: PayCurves) -> None:
        """Look at what is expected; arguments as of :func:`expected_seconds`."""
        self._said = self._said or caution_if_long(primitives, solver, pay)

    def look(self, rounds: int, most: int) -> None:
        """Before another round, after so many of at most ``most``."""
        now = perf_counter()
        if rounds > 0:
            self._shortest = min(self._shortest, now - self._last)
        self._last = now
        if rounds < 2 or self._said:
            return
        seconds = rounds * self._shortest
        if seconds >= _LONG:
            self._said = True
            caution(
                f"planning takes long: {rounds} rounds have taken {seconds:.0f} seconds, "
                f"and it may be {most} until executives' expectations agree"
            )


def caution_if_long(primitives: Primitives, solver: int, pay: PayCurves) -> bool:
    """Say how long it will take, and why, if that is long; arguments as above.

    Returns:
        Whether it is.
    """
    known = primitives.shared.get("seconds")  # levels of monitoring with the same pay are alike
    if known is None or known[0] is not pay or known[1] != solver:
        known = primitives.shared["seconds"] = (
            pay,
            solver,
            expected_seconds(primitives, solver, pay),
        )
    seconds: float = known[2]
    if seconds < _LONG:
        return False
    length = f"{seconds:.0f} seconds"
    if seconds > 120.0:
        length = f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
    told = [f"executives look up to {int(primitives.foresight.max())} quarters ahead"]
    told += [
        f"{count} {what}"
        for count, what in (
            (primitives.enforcement.probation, "quarters of probation"),
            (_states(primitives), "states of audits that one may know of"),
            (primitives.levels.size + 1, "levels of risk"),
            (primitives.contracts, "contracts"),
        )
        if count > 1
    ]
    reach = float(_reach(primitives).sum())
    if _weighed(primitives, pay):
        told.append("so much pay is at stake for somebody who shuns risk so strongly")
    if reach > _FAR:
        told.append(f"reports may reach {reach:.0f} times as far as their noise")
    caution(f"planning takes long, perhaps {length}: {', '.join(told)}")
    return True


def _weighed(primitives: Primitives, pay: PayCurves) -> float:
    """Certainty equivalents that take long, because pay ranges far for somebody who shuns risk."""
    most = max(float(np.ptp(awards)) for _, awards in pay.expected)
    strong = {
        taste
        for taste in aversions(primitives)
        if (taste.range_of(most) if isinstance(taste, OverWealth) else taste * most) > WIDE
    }
    shocks = SHOCKS if primitives.scenario.metric.common_noise > 0.0 else 1
    return float(len(strong) * shocks * primitives.contracts * pay.slope.shape[2])


def _quarters(primitives: Primitives, horizon: int) -> int:
    """In how many situations a kind looks ahead: quarters, and of probation those left."""
    left = np.arange(1, horizon + 1) + primitives.enforcement.probation - horizon
    found = int((np.maximum(left, 0) + 1).sum())
    return found + (horizon if primitives.limit is not None else 0)


def _states(primitives: Primitives) -> int:
    return int(primitives.enforcement.perceived(1.0).chance.size)


def _reach(primitives: Primitives) -> Floats:
    """(tasks,) how far each may move the report, in standard deviations of its noise."""
    tasks = primitives.at_first
    reach: Floats = np.abs(tasks.loading) * tasks.cap * primitives.theta[-1] / primitives.noise
    return reach


def _looks(primitives: Primitives, solver: int, bent: bool) -> float:
    """Looks at utility that a response takes."""
    trials = 3.0 * np.minimum(_reach(primitives), 20_000.0)
    if solver == GENERAL:
        return float(_STARTS + _CLIMBS * (trials + 5.0).sum())
    return 10.0 + (min(float(trials.sum()), 2048.0) if bent else 0.0)
