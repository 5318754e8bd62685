"""Means over ability where what people do jumps from one ability to the next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.special import ndtr

from sim.hiring.applicants import LEAST_ABILITY
from sim.plan.pay.spread import mean_over_ability
from sim.plan.primitives import Primitives
from sim.plan.solve import _PlanSearch, _rivals, solve
from tests.sim.plan.pay.test_contests import contest

FIVE, FIVE_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)


@pytest.fixture(scope="module")
def seats():
    model = contest()
    return solve(Primitives(model, model.package, 0.0, 0))


def at_five(act, mean, sd):
    """What was done before: five abilities, wherever responses jump."""
    weights = FIVE_WEIGHTS / FIVE_WEIGHTS.sum()
    return float(weights @ [act(mean + sd * z)[0] for z in FIVE])


def leap(at, low=0.3, high=1.1):
    return lambda theta: (low * theta if theta < at else high * theta, 1.0 if theta < at else 2.0)


def exact(at, mean, sd, low=0.3, high=1.1):
    """Means of a leap, for a normal ability that is cut at five standard deviations."""
    z = np.clip([-5.0, (at - mean) / sd, 5.0], -5.0, 5.0)
    phi = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    mass, first = np.diff(ndtr(z)), -np.diff(phi)
    second = mass - np.diff(z * phi)
    moment = mean * mass + sd * first
    square = mean**2 * mass + 2 * mean * sd * first + sd**2 * second
    total = mass.sum()
    return (
        np.array([low, high]) @ moment / total,
        np.array([low**2, high**2]) @ square / total,
        np.array([1.0, 2.0]) @ mass / total,
    )


@pytest.mark.parametrize("at", [0.2, 0.613, 0.95, 1.0, 1.0001, 1.25, 1.6180339, 3.0])
def test_a_leap_weighs_what_it_should(at):
    found = mean_over_ability(leap(at), 1.0, 0.15)
    assert found == pytest.approx(exact(at, 1.0, 0.15), abs=1e-7)


def test_means_move_little_where_a_leap_does():
    """Control: at five abilities the mean stays, and then jumps."""
    ats = 1.0 + np.linspace(-3e-3, 3e-3, 601)
    means = np.array([mean_over_ability(leap(at), 1.0, 0.15)[0] for at in ats])
    bound = 0.8 * ats.max() / (0.15 * np.sqrt(2 * np.pi)) * (ats[1] - ats[0])
    assert np.abs(np.diff(means)).max() < 1.1 * bound
    before = np.array([at_five(leap(at), 1.0, 0.15) for at in ats])
    assert np.abs(np.diff(before)).max() > 0.3


def test_the_least_able_are_together():
    seen = []

    def act(theta):
        seen.append(theta)
        return theta, 0.0

    index, _, _ = mean_over_ability(act, 0.1, 0.1)
    assert min(seen) == LEAST_ABILITY
    z = (LEAST_ABILITY - 0.1) / 0.1
    density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    want = LEAST_ABILITY * ndtr(z) + 0.1 * (1 - ndtr(z)) + 0.1 * density
    assert index == pytest.approx(want, abs=1e-6)
    assert mean_over_ability(act, 0.01, 0.0) == (LEAST_ABILITY, LEAST_ABILITY**2, 0.0)
    assert mean_over_ability(act, 0.7, 0.0) == (0.7, 0.7**2, 0.0)


def test_responses_in_a_contest_are_as_by_brute_force(seats):
    """20,001 abilities, on both sides of where the response jumps, which is looked for anew."""
    primitives, jumped = seats.primitives, 0
    for kind in range(len(primitives.names)):
        watch = primitives.enforcement.perceived(primitives.awareness[kind]).at(0)
        mean, sd, asked = float(primitives.ability[kind]), 0.25, []

        def act(theta, kind=kind, watch=watch, asked=asked):
            asked.append(theta)
            return seats.respond(kind, theta, watch)[1], 0.0

        found = mean_over_ability(act, mean, sd)
        assert len(asked) < 600
        z = np.linspace((LEAST_ABILITY - mean) / sd, 5.0, 20001)
        index = np.array([act(mean + sd * x)[0] for x in z])
        below = ndtr(z[0]) - ndtr(-5.0)
        weight = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
        for power, got in ((1, found[0]), (2, found[1])):
            y = weight * index**power
            area = 0.5 * (y[1:] + y[:-1]) * np.diff(z)
            for k in np.flatnonzero(np.abs(np.diff(index)) > 0.05):
                low, high = z[k], z[k + 1]
                for _ in range(60):
                    middle = 0.5 * (low + high)
                    left = abs(act(mean + sd * middle)[0] - index[k]) < 0.05
                    low, high = (middle, high) if left else (low, middle)
                area[k] = y[k] * (low - z[k]) + y[k + 1] * (z[k + 1] - low)
                jumped += 1
            total = (area.sum() + below * index[0] ** power) / (ndtr(5.0) - ndtr(-5.0))
            assert got == pytest.approx(total, abs=1e-6)
    assert jumped > 0  # else this says little


@pytest.mark.study
def test_what_is_expected_of_rivals_moves_little_when_they_do(seats):
    """The map that has a fixed point; control: at five abilities it jumps on the way."""
    model = seats.primitives.scenario
    search = _PlanSearch(Primitives(model, model.package, 0.0, 0))
    search.settle()
    profile, step = search._profile, 4e-4
    here, found, before = profile.rivals, [], []
    for mean in here.mean + step * np.arange(-250, 251):
        profile.rivals = replace(here, mean=float(mean))
        at = search._seats(everybody=True)
        answer = _rivals(at)
        found.append((answer.mean, answer.sd))
        watch = at.primitives.enforcement.perceived(at.primitives.awareness[0]).at(0)
        respond = partial(at.respond, 0, watch=watch)
        before.append(at_five(lambda x, respond=respond: respond(x)[1:2], 1.0, 0.25))
    assert np.abs(np.diff(np.array(found), axis=0)).max() < 4 * step
    assert np.abs(np.diff(before)).max() > 500 * step
