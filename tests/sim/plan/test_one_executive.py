"""docs/model/one-executive.md, rebuilt: an executive's chain from the page's formulas alone.

Nothing of ``agents`` or ``sim.plan`` is used but the plan that is to be met.
"""

from __future__ import annotations

from math import erf, exp, pi, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.plan.solve import build_plan
from tests.sim.worlds import scenario

GOALS = {  # pay, value, proxy, private, harm
    "steward": (1, 0.3, 0, 0, 0),
    "careerist": (1, 0, 0, 0, 0),
    "empire-builder": (0.5, 0, 0.9, 0, 0),
    "looter": (1, 0, 0, 1, 0),
    "saboteur": (0.5, 0, 0, 0, 0.5),
}
SHARES = (0.25, 0.45, 0.1, 0.15, 0.05)
#        value visible loading proxy private detectability curvature
TASKS = np.array(
    [
        (1, 0.2, 0.25, 1, 0, 0, 0),
        (0.8, 1, 1, 0.2, 0, 0, 0.5),
        (-0.8, 0, 0.8, 0.2, 0, 0.15, 3),
        (-1, 0.5, -0.1, 0, 0.9, 0.5, 0),
        (-1.5, 0, 0, 0, 0, 0.3, 0),
    ]
).T
NU, VISIBLE, LOADING, PROXY, PRIVATE, DETECTABLE, CURVATURE = TASKS
CAP, SLOPE, NOISE, MATURING, MATURED = 5.0, 0.4, 0.6, 0.08, 0.5
FORESIGHT, PROBATION, PATIENCE, OUTSIDE, BASE_PAY = 6, 2, 0.97, 0.6, 1.0
POACHING, RETIREMENT, ACQUISITION, PRIOR, DRIFT = 0.03, 0.01, 0.02, 0.25, 0.1
AUDIT = (0.05, 1 - 0.95 * 0.55, 1 - 0.95 * 0.55)  # by quarters of probation left
BAR = (-0.35, -0.25, -0.25)
FINE = 1.0


def settled_gain(more: int = 4) -> float:
    """The Kalman gain of the report after so many since probation."""
    variance = PRIOR
    for _ in range(PROBATION + more):
        gain = variance / (variance + NOISE**2)
        variance = variance * (1 - gain) + DRIFT**2
    return variance / (variance + NOISE**2)


def lead(quarters: int) -> float:
    kept = PATIENCE * (1 - POACHING) * (1 - RETIREMENT) * (1 - ACQUISITION)
    return sum(kept**s * MATURING * (1 - MATURING) ** (s - 1) for s in range(1, quarters + 1))


class Chain:
    """One kind, given what boards compare with and what a successor would do."""

    def __init__(self, goal: tuple[float, ...], reference: float, gain: float) -> None:
        self.pay, self.value, proxy, private, harm = goal
        self.image = self.value * NU + proxy * PROXY + private * PRIVATE + harm * np.maximum(-NU, 0)
        self.of_others = self.image - private * PRIVATE
        self.reference, self.gain = reference, gain

    def respond(self, theta, row, seat, fine, audit, bar):
        """Efforts, utility and index of the best response."""
        seat = max(seat, 0.0)
        back = (1 - VISIBLE) * MATURED * self.pay * SLOPE * lead(row)
        worth = self.image + back * NU
        burden = CURVATURE * np.maximum(self.value + back, 0)
        price = audit * (fine + seat)

        def efforts(lam, charged):
            straight = theta * (worth + lam * LOADING - charged * DETECTABLE)
            return np.clip(straight / (1 + burden * theta**2), 0, CAP)

        def short(index):
            return bar / (self.gain * NOISE) - (index - self.reference) / NOISE

        def utility(a):
            z = theta * a
            risk = 0.5 * (1 + erf(short(LOADING @ z) / sqrt(2)))
            return (
                self.pay * SLOPE * (LOADING @ z)
                + (worth * z - burden * z**2 / 2 - a**2 / 2).sum()
                - price * min(1.0, DETECTABLE @ z)
                - seat * risk
            )

        def gap(lam, charged):
            u = short(LOADING @ (theta * efforts(lam, charged)))
            return self.pay * SLOPE + seat / NOISE * exp(-u * u / 2) / sqrt(2 * pi) - lam

        found = []
        steps = np.linspace(0, self.pay * SLOPE + seat / NOISE * 0.4 + 1e-3, 120)
        for charged in (price, 0.0):
            gaps = [gap(lam, charged) for lam in steps]
            for i in range(len(steps) - 1):
                if gaps[i] >= 0 > gaps[i + 1]:
                    lam = brentq(gap, steps[i], steps[i + 1], (charged,), xtol=1e-15, rtol=1e-14)
                    found.append(efforts(lam, charged))
        best = max(found, key=utility)
        return best, utility(best), LOADING @ (theta * best)

    def seat(self, theta, quarters, left, replacement):
        """``V[quarters, left]``."""
        if quarters == 0:
            return 0.0
        later = PATIENCE * (1 - RETIREMENT) * (1 - ACQUISITION)
        later *= self.seat(theta, quarters - 1, max(left - 1, 0), replacement)
        fine = self.pay * FINE if quarters > 1 else 0.0
        now = self.respond(theta, quarters - 1, later, fine, AUDIT[left], BAR[left])[1]
        return now + self.pay * (BASE_PAY - OUTSIDE) - replacement + later

    def settled(self, theta, replacement):
        """Effects and index of a settled executive."""
        kept = PATIENCE * (1 - RETIREMENT) * (1 - ACQUISITION)
        worth = kept * self.seat(theta, FORESIGHT, 0, replacement)
        a, _, index = self.respond(theta, FORESIGHT, worth, self.pay * FINE, AUDIT[0], BAR[0])
        return theta * a, index

    def replacement(self, effects):
        return sum(
            share * (self.of_others * z - max(self.value, 0) * CURVATURE * z * z / 2).sum()
            for share, z in zip(SHARES, effects, strict=True)
        )


@pytest.fixture(scope="module")
def plan():
    model = scenario(
        executives__foresight=FORESIGHT,
        executives__talent_drift=DRIFT,
        market__acquisition=ACQUISITION,
        package__oversight=[
            "random-audits",
            {"name": "probation", "length": PROBATION},
            "belief-dismissal",
        ],
    )
    return build_plan(model, model.package)


@pytest.fixture(scope="module")
def effects(plan):
    """(kinds, tasks) of settled executives of mean ability, and their indices."""
    found = np.zeros((5, 5))
    for _ in range(40):
        before = found
        done = [one.settled(1.0, one.replacement(before)) for one in chains(plan)]
        found = np.array([z for z, _ in done])
        if np.abs(found - before).max() < 1e-12:
            break
    return found, [index for _, index in done]


def chains(plan, more: int = 4):
    reference = float(plan.fields["reference"])
    return [Chain(goal, reference, settled_gain(more)) for goal in GOALS.values()]


def test_the_reference_is_the_mean_report_of_those_who_respond_to_it(plan, effects):
    assert np.dot(SHARES, effects[1]) == pytest.approx(float(plan.fields["reference"]), abs=1e-8)


@pytest.mark.parametrize("kind", range(5), ids=GOALS)
@pytest.mark.parametrize("node", [4, 16, 29])
def test_a_seat_is_worth_what_the_page_says(plan, effects, kind, node):
    step = float(plan.fields["ability_step"])
    theta = float(plan.fields["ability_start"]) + node * step
    one = chains(plan)[kind]
    for left in range(PROBATION + 1):
        worth = one.seat(theta, FORESIGHT, left, one.replacement(effects[0]))
        assert plan.fields["seat_value"][kind, FORESIGHT, left, node] == pytest.approx(
            worth, abs=1e-8
        )


def test_control_the_gain_is_not_that_of_another_quarter(plan, effects):
    one = chains(plan, more=3)[1]
    worth = one.seat(1.0, FORESIGHT, 0, one.replacement(effects[0]))
    start, step = (float(plan.fields[name]) for name in ("ability_start", "ability_step"))
    node = round((1.0 - start) / step)
    assert abs(plan.fields["seat_value"][1, FORESIGHT, 0, node] - worth) > 1e-6
