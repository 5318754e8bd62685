"""Whom boards hire: the step loop in an economy where every seat is vacant after every quarter.

What the checks of hiring have in common on the side of the simulator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.checks.bare import bare
from sim.checks.base import Check, Estimate
from sim.checks.pictures import Curve, curves
from sim.quarter.decisions import Vacancies
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate

MOST_APPLICANTS = 24_000_000
"""So many are drawn at most."""
_HIRES = 250_000  # so many are wanted
_AT_ONCE = 250_000  # applicants in a quarter of a world
_WORLDS = 2
_CENTRE, _WIDTH = 5.0, 4.5  # the core's abilities lie between 0.5 and 9.5


class Scale(NamedTuple):
    """The core's abilities, which are positive, as a linear function of a model's.

    Attributes:
        unit: Of the core's ability per unit of the model's.
    """

    unit: float

    @classmethod
    def of(cls, sd: float, *means: float) -> Scale:
        """Fits groups of candidates with these means around zero, five sd to either side."""
        width = 5.0 * sd + max(abs(mean) for mean in means)
        return cls(_WIDTH / width if width > 0.0 else 1.0)

    def core(self, ability: float) -> float:
        """The core's value."""
        return _CENTRE + self.unit * ability

    def model(self, theta: Floats) -> Floats:
        """The model's values."""
        return (theta - _CENTRE) / self.unit


class Hires(NamedTuple):
    """Whom boards hired; arrays are (hires,).

    Attributes:
        vacancies: How many there were to fill.
        kind: Name of the kind.
        ability: In the core's units.
        score: What the filters said.
    """

    vacancies: int
    kind: npt.NDArray[np.object_]
    ability: Floats
    score: Floats


def vacant(n: int, **settings: Any) -> Scenario:
    """Everybody retires in every quarter, ``n`` new candidates apply, and no applicant games."""
    firms = max(1, min(_AT_ONCE // n, 20_000))
    return bare(
        worlds=_WORLDS,
        firms__count=firms,
        market__candidates=n,
        market__tenure_limit=1,
        market__gaming_cap=0.0,
        technology__tasks=[{"name": "nothing"}],
        **settings,
    )


def hire(n: int, filled: float = 1.0, **settings: Any) -> Hires:
    """Play as many quarters as it takes.

    Args:
        n: Applicants per vacancy.
        filled: Share of vacancies that will be filled, about.
        settings: Of the scenario, as for :func:`sim.checks.bare.bare`.
    """
    wanted = min(_HIRES / max(filled, 1e-300), MOST_APPLICANTS / n)
    scenario = vacant(n, **settings)
    a_quarter = scenario.worlds * scenario.firms.count
    rounds = math.ceil(wanted / a_quarter)
    played = scenario.model_copy(update={"quarters": rounds + 1})
    table = simulate(played, record=["tenures"])["tenures"]
    hired = table["start"] > 0
    return Hires(
        rounds * a_quarter,
        table["kind"][hired],
        table["ability"][hired],
        table["score"][hired],
    )


class Signals:
    """Keeps what a package's only filter saw of all applicants; decides nothing."""

    def __init__(self) -> None:
        self._kept: list[tuple[npt.NDArray[np.bool_], Floats]] = []

    def of(self, scenario: Scenario, kind: str) -> tuple[Floats, Floats]:
        """Signals of the applicants of a kind, and those of all others."""

        def watch(vacancies: Vacancies, proposed: Floats) -> Floats:
            self._kept.append((vacancies.of_kind(kind), vacancies.signals[0].copy()))
            return proposed

        simulate(scenario, decisions={"hiring": watch})
        mine, signal = (
            np.concatenate([np.ravel(part[column]) for part in self._kept]) for column in (0, 1)
        )
        return signal[mine], signal[~mine]


def share_of(count: int, total: int) -> Estimate:
    """A share, with a standard error that is positive where all or none were seen.

    It is that of the mean of a uniform prior after the sample [Laplace's rule of succession].
    """
    if total == 0:
        return Estimate(math.nan)
    likely = (count + 1.0) / (total + 2.0)
    return Estimate(count / total, math.sqrt(likely * (1.0 - likely) / total))


def area_under_roc(positive: Floats, negative: Floats) -> Estimate:
    """Chance that the first ranks above the second, ties counting half.

    The area is the statistic of Mann and Whitney; its standard error is that of DeLong, DeLong
    and Clarke-Pearson 1988, Biometrics 44.
    """

    def placements(values: Floats, others: Floats) -> Floats:
        values, others = np.sort(values), np.sort(others)
        below = np.searchsorted(others, values, "left") + np.searchsorted(others, values, "right")
        return below / (2.0 * others.size)

    above, below = placements(positive, negative), placements(negative, positive)
    variance = above.var(ddof=1) / above.size + below.var(ddof=1) / below.size
    return Estimate(float(above.mean()), math.sqrt(variance))


def over_candidates(shown: Mapping[str, tuple[Check, str]], title: str, most: int = 64) -> Any:
    """Outputs over the number of candidates up to ``most``: a check and an output per label."""
    at = [2**power for power in range(most.bit_length()) if 2**power <= most]
    line = sorted({*range(1, 17), *range(16, most, max(most // 64, 1)), *at})
    simulated = {
        check: [check.model_copy(update={"n": n}).simulate() for n in at]
        for check in {check for check, _ in shown.values()}
    }
    return curves(
        [
            Curve(
                label,
                line,
                [check.model_copy(update={"n": n}).theory()[output] for n in line],
                at,
                [found[output] for found in simulated[check]],
            )
            for label, (check, output) in shown.items()
        ],
        "candidates per vacancy",
        title,
    )
