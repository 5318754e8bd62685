"""Dials recompute what the checks say: the point lies on the line, at the start and elsewhere."""

from __future__ import annotations

import math

import pytest

from sim.checks.base import Estimate, agrees
from sim.checks.catalogue import catalogue
from sim.checks.dials import DIALLED_CHECKS

QUICK = [name for name in DIALLED_CHECKS if name not in ("goodhart-tail", "winners-curse")]


def start(one):
    return {name: dial.start for name, dial in one.fields.items()}


@pytest.mark.parametrize("name", DIALLED_CHECKS)
def test_the_line_is_the_checks_theory(name):
    one = DIALLED_CHECKS[name]
    assert catalogue()[name] is type(one.check)
    values = start(one)
    rows = one.line(values)
    dial = one.fields[one.across]
    last = one.at({**values, one.across: dial.high}).theory()
    for output, text in one.shown.items():
        mine = [row for row in rows if row["output"] == text]
        assert mine[-1]["x"] == dial.high and mine[-1]["y"] == pytest.approx(last[output])
        assert all(math.isfinite(row["y"]) for row in mine)


@pytest.mark.parametrize("name", QUICK)
def test_the_point_lies_on_the_line(name):
    one = DIALLED_CHECKS[name]
    dial = one.fields[one.across]
    other = {**start(one), one.across: dial.start + 2 * dial.step}
    for row in one.point(other):
        assert agrees(row["theory"], Estimate(row["y"], row["error"])), row
        assert row["x"] == other[one.across]


@pytest.mark.parametrize("name", DIALLED_CHECKS)
def test_dials_stay_within_the_bounds_of_their_checks(name):
    one = DIALLED_CHECKS[name]
    for end in ("low", "high", "start"):
        one.at({key: getattr(dial, end) for key, dial in one.fields.items()})
