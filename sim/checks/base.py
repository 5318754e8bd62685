"""What a theory check is: parameters, the theoretical values, the simulated ones, and a verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, Self

from sim.scenario.base import Spec
from sim.support.showing import html
from sim.support.words import short

if TYPE_CHECKING:
    import altair as alt

Exercises = Literal["a part", "the best response", "the step loop", "a lab's generation"]
"""What of the core a simulated value comes from."""

SIGMAS = 4.0
"""Standard errors by which a simulated value may miss the theory."""
TOLERANCE = 1e-5
"""Relative (absolute below one) tolerance where the core's answer is deterministic."""


class Estimate(NamedTuple):
    """A simulated value; its standard error is 0 where the core's answer is deterministic."""

    value: float
    standard_error: float = 0.0


class Check(Spec):
    """A published model with parameters. A concrete check sets all class variables.

    The fields are the model's parameters, with bounds and a description each; their defaults are
    what ``proxyfight validate`` runs.

    Attributes:
        name: As on the command line.
        summary: One line.
        source: Author, year, title, journal.
        assumptions: What the model takes for granted, in one or two sentences.
        exercises: What of the core the simulated values come from.
        outputs: What comes out: a line with its unit per output.
        control_text: What is wrong with :meth:`control`, in a few words.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    source: ClassVar[str]
    assumptions: ClassVar[str]
    exercises: ClassVar[Exercises]
    outputs: ClassVar[dict[str, str]]
    control_text: ClassVar[str]

    def theory(self) -> dict[str, float]:
        """Theoretical values by output, computed without the simulator; NaN where undefined."""
        raise NotImplementedError

    def simulate(self) -> dict[str, Estimate]:
        """Simulated values by output, from the simulator's own core."""
        raise NotImplementedError

    def control(self) -> Self:
        """The check with something wrong: what it simulates must fail the theory of this one."""
        raise NotImplementedError

    def picture(self) -> alt.TopLevelMixin:
        """Theory as a line, simulation as points, over the parameter that tells most."""
        raise NotImplementedError


class Result(NamedTuple):
    """What a check found; objects are keyed by output.

    Attributes:
        z: Miss in standard errors; in tolerances where the standard error is 0.
        passed: Whether every output agrees.
    """

    check: Check
    theory: dict[str, float]
    simulated: dict[str, float]
    standard_error: dict[str, float]
    z: dict[str, float]
    passed: bool

    def __repr__(self) -> str:
        values = ", ".join(
            f"{name} {short(self.simulated[name])} against {short(self.theory[name])}"
            for name in self.theory
        )
        return f"<Result of {self.check.name}: {'passed' if self.passed else 'FAILED'}; {values}>"

    def _repr_html_(self) -> str:
        title = f"{self.check.name}: {'passed' if self.passed else 'FAILED'}"
        return html(title, self._rows(), notes=[self.check.summary, self.check.source])

    def _rows(self) -> list[dict[str, object]]:
        return [
            {
                "output": name,
                "theory": self.theory[name],
                "simulated": self.simulated[name],
                "standard_error": self.standard_error[name] or "exact",
            }
            for name in self.theory
        ]

    def document(self) -> dict[str, object]:
        """As JSON shows it."""
        return {
            "name": self.check.name,
            "source": self.check.source,
            "exercises": self.check.exercises,
            "parameters": self.check.model_dump(mode="json"),
            "theory": self.theory,
            "simulated": self.simulated,
            "standard_error": self.standard_error,
            "z": self.z,
            "passed": self.passed,
        }


def run_check(check: Check, against: Check | None = None) -> Result:
    """Theory of ``against`` (left out: of the check itself) against the simulation of a check."""
    theory = (against or check).theory()
    estimates = check.simulate()
    z = {name: miss(theory[name], estimates[name]) for name in check.outputs}
    return Result(
        check,
        {name: float(theory[name]) for name in check.outputs},
        {name: float(estimates[name].value) for name in check.outputs},
        {name: float(estimates[name].standard_error) for name in check.outputs},
        z,
        all(agrees(theory[name], estimates[name]) for name in check.outputs),
    )


def miss(theory: float, estimate: Estimate) -> float:
    """Difference in standard errors, or in tolerances; 0 where both are undefined."""
    value, error = estimate
    if math.isnan(theory) and math.isnan(value):
        return 0.0
    scale = error if error > 0.0 else TOLERANCE * max(abs(theory), 1.0)
    return float(value - theory) / scale


def agrees(theory: float, estimate: Estimate) -> bool:
    """Whether a simulated value is what theory says, up to chance and rounding."""
    value, error = estimate
    if math.isnan(theory) or math.isnan(value):
        return math.isnan(theory) and math.isnan(value)
    return abs(value - theory) <= SIGMAS * error + TOLERANCE * max(abs(theory), 1.0)
