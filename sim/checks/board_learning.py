"""A board learns who it has hired, and lets go of those in whom it does not believe."""

from __future__ import annotations

import math
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from incentives.arrays import Floats
from sim.checks.bare import bare
from sim.checks.base import Check, Estimate, Exercises

_REACHED = 1e-12  # a quarter that a smaller share of tenures reaches is never seen
_RARE = 0.02  # quarters that a smaller share reaches are looked at with other executives
_FIRMS = 2000
_BUDGET = 4e6  # quarters of all firms
_AT_ONCE = 2e6
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)


class Course(NamedTuple):
    """Hazard of dismissal in every quarter, and the share that is still there after it."""

    hazard: Floats
    survival: Floats

    def before(self, t: int) -> float:
        """Share that sees quarter ``t``; 0 if it is too small, or there is no such quarter."""
        seen = np.append(1.0, self.survival)
        return float(seen[t - 1]) if t < seen.size and seen[t - 1] >= _REACHED else 0.0


class Sample(NamedTuple):
    """Simulated tenures: how long they lasted, whether they ended in dismissal, their weight."""

    length: npt.NDArray[np.int64]
    fired: npt.NDArray[np.bool_]
    weight: Floats

    def hazard(self, t: int) -> Estimate:
        """Of dismissal in quarter ``t``."""
        return self.share(self.fired & (self.length == t), self.length >= t)

    def share(self, some: npt.NDArray[np.bool_], all_: npt.NDArray[np.bool_]) -> Estimate:
        """Weighted share; its standard error does not vanish where nothing was counted.

        For the error four tenures of either sort are added: then four standard errors are as
        unlikely to be exceeded at small counts as at large ones.
        """
        weight = self.weight * all_
        total = float(weight.sum())
        if total == 0.0:
            return Estimate(math.nan)
        value = float(weight @ some) / total
        n = total**2 / float(weight @ weight)  # as many as would tell as much, unweighted
        p = (value * n + 4.0) / (n + 8.0)
        linear = math.sqrt(float((weight**2) @ (some - value) ** 2)) / total
        return Estimate(value, max(math.sqrt(p * (1.0 - p) / n), linear))


class BoardLearning(Check):
    """Bayesian learning from noisy reports, and a bar for the posterior mean."""

    name: ClassVar[str] = "board-learning"
    summary: ClassVar[str] = "the risk of dismissal rises while the board learns, then falls"
    source: ClassVar[str] = (
        "Jovanovic 1979, Job matching and the theory of turnover, JPE 87; Taylor 2010, Why are "
        "CEOs rarely fired?, JF 65"
    )
    assumptions: ClassVar[str] = (
        "Quality is constant and known to nobody; reports are quality plus noise; the board "
        "dismisses in the first quarter after the grace period in which its posterior mean is "
        "below the bar; nobody leaves for another reason before quarter T."
    )
    exercises: ClassVar[Exercises] = "the step loop"
    outputs: ClassVar[dict[str, str]] = {
        "hazard_1": "chance of dismissal in the first quarter",
        "hazard_4": "in the fourth, of those who are still there; undefined if T is below 4",
        "hazard_8": "in the eighth; undefined if T is below 8",
        "hazard_T": "in the last",
        "survival_T": "share that is never dismissed",
    }
    control_text: ClassVar[str] = "reports with twice the noise"

    T: int = Field(12, ge=1, le=400, description="quarters")
    m0: float = Field(0.0, ge=-100, le=100, description="prior mean of quality")
    v0: float = Field(0.25, ge=0, le=1e4, description="prior variance of quality")
    sig: float = Field(0.6, gt=0, le=100, description="standard deviation of reports' noise")
    tau: float = Field(-0.2, ge=-50, le=50, description="posterior mean below which one has to go")
    grace: int = Field(2, ge=0, le=400, description="first quarters without dismissals")
    theta: float | None = Field(
        None, ge=-100, le=100, description="quality; not set: drawn from the prior"
    )

    # Theory -------------------------------------------------------------------------------------

    def course(self) -> Course:
        """By recursion on the density of the posterior mean above the bar.

        Given the mean ``m`` before it, the mean after report ``t`` is normal around
        ``(1 - k) * m + k * theta`` with standard deviation ``k * sig``, where
        ``k = v0 / (sig**2 + t * v0)``; or around ``m``, with that of the fall in posterior
        variance, if quality is drawn.
        """
        from scipy.special import ndtr

        hazard, survival = np.full(self.T, math.nan), np.zeros(self.T)
        hazard[: self.grace], survival[: self.grace] = 0.0, 1.0
        left, nodes, mass = 1.0, np.zeros(0), np.zeros(0)
        for t in range(self.grace + 1, self.T + 1):
            pull, shift, step = self._move(t)
            mean, sd = self._posterior(t)
            if self.v0 == 0.0:
                kept = 1.0 if self.m0 >= self.tau else 0.0
                hazard[t - 1] = 1.0 - kept
            elif t == self.grace + 1:
                kept = float(ndtr((mean - self.tau) / sd))
                hazard[t - 1] = ndtr((self.tau - mean) / sd)
            else:
                hazard[t - 1] = ndtr((self.tau - pull * nodes - shift) / step) @ mass
                kept = 1.0 - hazard[t - 1]
            left *= kept
            survival[t - 1] = left
            if left < _REACHED:
                break
            if t == self.T or self.v0 == 0.0:
                continue
            # Panels as wide as three standard deviations of the next step, up to where nobody is or
            # where nobody can be in danger any more.
            width = 3.0 * self._move(t + 1)[2]
            height = max(mean - self.tau, 0.0) + 9.0 * sd
            if self.theta is None:
                ahead = math.sqrt(max(self._posterior(self.T)[1] ** 2 - sd**2, 0.0))
                height = min(height, 9.5 * ahead + width)
            panels = int(np.ceil(height / width))
            edges = self.tau + width * np.arange(panels)
            at = (edges[:, None] + 0.5 * width * (1.0 + _NODES)).ravel()
            if t == self.grace + 1:
                density = np.exp(-0.5 * ((at - mean) / sd) ** 2) / sd
            else:
                density = _carry(nodes, mass, (at - shift) / pull, step / pull) / pull
            mass = density * np.tile(0.5 * width * _WEIGHTS, panels)
            mass /= kept * math.sqrt(2.0 * math.pi)
            nodes = at
        return Course(hazard, survival)

    def _posterior(self, t: int) -> tuple[float, float]:
        """Mean and standard deviation of the posterior mean after ``t`` reports, no bar."""
        total = self.sig**2 + t * self.v0
        if self.theta is None:
            return self.m0, math.sqrt(t * self.v0**2 / total)
        mean = (self.sig**2 * self.m0 + t * self.v0 * self.theta) / total
        return mean, math.sqrt(t) * self.v0 * self.sig / total

    def _move(self, t: int) -> tuple[float, float, float]:
        """Report ``t`` takes a mean ``m`` to ``pull * m + shift``, give or take ``step``."""
        k = self.v0 / (self.sig**2 + t * self.v0)
        if self.theta is None:
            known = self.sig**2 + (t - 1) * self.v0
            return 1.0, 0.0, k * math.sqrt(self.sig**2 * (1.0 + self.v0 / known))
        return 1.0 - k, k * self.theta, k * self.sig

    def theory(self) -> dict[str, float]:
        course = self.course()
        found = {
            name: float(course.hazard[t - 1]) if course.before(t) > 0.0 else math.nan
            for name, t in self._quarters().items()
        }
        return {**found, "survival_T": float(course.survival[-1])}

    def _quarters(self) -> dict[str, int]:
        return {"hazard_1": 1, "hazard_4": 4, "hazard_8": 8, "hazard_T": self.T}

    # Simulation ---------------------------------------------------------------------------------

    def played(self, worlds: int, typical: float) -> Sample:
        """Tenures of fresh executives in so many worlds of the step loop.

        Their quality is ``typical`` (if it is drawn: in the mean). Weights are the likelihood of
        their reports under the check's own quality, relative to this one: what few executives live
        to see can be looked at in those who do [Glynn and Iglehart 1989, Management Science 35].
        """
        from sim.tables.simulate import simulate

        span = self._span()
        board = bare(
            quarters=span,
            firms__count=_FIRMS,
            technology__tasks=[{"name": "work", "value": 1.0, "loading": 1.0}],
            metric__noise=self.sig,
            executives__talent_mean=typical,
            executives__talent_sd=self.v0**0.5 if self.theta is None else 0.0,
            market__tenure_limit=self.T,
            board__compares_with="expectation",
            board__prior_mean=self.m0,
            board__prior_variance=self.v0,
            package__oversight=[{"name": "belief-dismissal", "bar": self.tau, "grace": self.grace}],
        )
        at_once = max(int(_AT_ONCE / (_FIRMS * span)), 1)
        parts = []
        for first in range(0, worlds, at_once):
            some = range(first, min(first + at_once, worlds))
            table = simulate(board, some, ("tenures",))["tenures"]
            whole = table["start"] <= span - self.T
            length, exit_ = table["quarters"][whole], table["exit"][whole]
            reports = table["metric"][whole] * length
            parts.append((length, exit_ == "dismissed", self._likelihood(typical, length, reports)))
        return Sample(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _likelihood(self, other: float, n: Floats, reports: Floats) -> Floats:
        """Of ``n`` reports of that sum, relative to a (mean) quality of ``other``."""
        own = self._typical()
        spread = self.sig**2 + (n * self.v0 if self.theta is None else 0.0)
        exponent = (own - other) * (reports - 0.5 * n * (own + other)) / spread
        return np.asarray(np.exp(exponent - exponent.max()))

    def _typical(self) -> float:
        return self.m0 if self.theta is None else self.theta

    def _span(self) -> int:
        """Quarters of a run: tenures that begin in the first half may last T quarters."""
        return 2 * self.T

    def _enough(self, course: Course) -> int:
        """Worlds for standard errors below a hundredth; two in a hundred where that is cheap."""
        need = cheap = 2000.0
        asked = [(course.before(t), t) for t in self._quarters().values()]
        chances = [(seen, course.hazard[t - 1]) for seen, t in asked if seen >= _RARE]
        for seen, chance in [*chances, (1.0, course.survival[-1])]:
            spread = chance * (1.0 - chance) / seen
            need = max(need, spread / max(0.015 * chance, 0.008) ** 2)
            cheap = max(cheap, spread / max(0.015 * chance, 0.0015) ** 2)
        per_world = _FIRMS * self.T / (1.0 + float(course.survival[:-1].sum()))
        return math.ceil(max(need / per_world, min(cheap / per_world, self._affordable()), 2.0))

    def _affordable(self) -> int:
        """Worlds that fit into the budget."""
        return math.ceil(_BUDGET / (_FIRMS * self._span()))

    def simulate(self) -> dict[str, Estimate]:
        course = self.course()
        usual = self.played(self._enough(course), self._typical())
        rare = usual
        if 0.0 < course.before(self.T) < _RARE:
            rare = self.played(self._affordable(), self.tau)
        found = {}
        for name, t in self._quarters().items():
            seen = course.before(t)
            sample = rare if seen < _RARE else usual
            found[name] = sample.hazard(t) if seen > 0.0 else Estimate(math.nan)
        kept = usual.share(~usual.fired, usual.length > 0)
        return {**found, "survival_T": kept}

    def control(self) -> Self:
        return self.model_copy(update={"sig": 2.0 * self.sig})

    def picture(self) -> Any:
        from sim.checks.pictures import Curve, curves

        quarter = list(range(self.T + 1))
        found = []
        for label, theta in (("quality drawn from the prior", None), ("at the bar", self.tau)):
            check = self.model_copy(update={"theta": theta})
            sample = check.played(20, check._typical())
            everybody = sample.length > 0
            dots = [
                sample.share(~(sample.fired & (sample.length <= t)), everybody) for t in quarter
            ]
            line = [1.0, *check.course().survival]
            found.append(Curve(label, quarter, line, quarter, dots))
        return curves(found, "quarters of tenure", "share that the board has kept", zero=True)


def _carry(nodes: Floats, mass: Floats, at: Floats, sd: float) -> Floats:
    """Sum over ``nodes`` of ``mass`` times a normal bell of ``sd`` around them, at ``at``.

    It lacks the factor ``1/sqrt(2 pi)``. Only panels within eight standard deviations count.
    """
    points = _NODES.size
    panels = nodes.size // points
    width = (nodes[points] - nodes[0]) if panels > 1 else np.inf
    reach = int(min(np.ceil(16.0 * sd / width) + 1, panels)) if panels > 1 else 1
    start = nodes[0] - 0.5 * (1.0 + _NODES[0]) * width if panels > 1 else 0.0
    first = np.floor((at - 8.0 * sd - start) / width) if panels > 1 else np.zeros(at.size)
    first = np.clip(first, 0, panels - reach).astype(np.int64)
    rows = points * first[:, None] + np.arange(points * reach)
    bell = np.exp(-0.5 * ((at[:, None] - nodes[rows]) / sd) ** 2)
    total: Floats = (bell * mass[rows]).sum(axis=1) / sd
    return total
