"""Where contexts do not differ there is nothing to be aware of: the same bits for everybody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.plan.oversight.combined import NEVER
from sim.plan.primitives import Primitives
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

BAR = {"name": "belief-dismissal", "bar": -7.0}
EVEN = [
    [],
    ["no-dismissal"],
    [{"name": "random-audits", "rate": 0.13}],
    [{"name": "random-audits", "rate": 0.07}, {"name": "board-monitoring", "intensity": 0.11}],
    [BAR],
    [BAR, "whistleblowers", {"name": "random-audits", "rate": 0.3}],
    [
        {"name": "auditor-rotation", "rate": 0.2, "capture": 0.0},
        {"name": "seasonal-audits", "rate": 0},
    ],
]
UNEVEN = [
    ["probation"],
    ["seasonal-audits"],
    [{"name": "belief-dismissal", "grace": 2}],
    [{"name": "auditor-rotation", "capture": 0.5}],
]


def enforcement(parts, **more):
    model = scenario(package__oversight=parts, **more)
    return Primitives(model, model.package, 0.05, 0).enforcement


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(EVEN), st.floats(0, 1))
def test_perceived_and_true_are_the_same_bits_where_nothing_differs(parts, awareness):
    known = enforcement(parts)
    found = known.perceived(awareness)
    assert np.array_equal(found.audit, known.audit) and np.array_equal(found.bar, known.bar)
    assert np.array_equal(found.fine, known.fine)
    assert known.audit_pooled == known.audit_watched == known.audit_unwatched
    if all(part == "no-dismissal" for part in parts):
        assert known.bar_pooled == NEVER


@pytest.mark.parametrize("parts", UNEVEN)
def test_the_unaware_are_wrong_where_something_does(parts):
    """The control."""
    known = enforcement(parts)
    true, believed = known.most_watched(), known.most_watched(0.0)
    assert (believed.audit < true.audit).all() or believed.bar < true.bar


def test_a_bar_now_and_then_is_mixed_with_the_floor():
    known = enforcement([{"name": "belief-dismissal", "bar": -0.3, "grace": 2}])
    bars = known.perceived(0.5).bar
    assert bars[0] == pytest.approx(0.5 * -0.3 + 0.5 * known.bar_pooled)
    assert bars[1] == pytest.approx(0.5 * known.bar_floor + 0.5 * known.bar_pooled)


@settings(max_examples=6, deadline=None)
@given(
    parts=st.sampled_from(EVEN),
    awareness=st.sampled_from([0.0, 0.3, 0.77]),
    filters=st.sampled_from([["lottery"], ["track-record"], ["background-check"]]),
    scheme=st.sampled_from(["options", "deferred-bonus", {"name": "true-value", "slope": 3.7}]),
)
def test_awareness_moves_no_bit_of_a_world(parts, awareness, filters, scheme):
    """Nobody interviews, and oversight is even: steep pay and all."""
    terms = {
        "package__oversight": parts,
        "package__filters": filters,
        "package__schemes": [scheme],
        "worlds": 2,
        "quarters": 8,
    }
    aware, other = (
        simulate(scenario(executives__awareness=level, **terms), record=("ledger",), threads=1)
        for level in (1.0, awareness)
    )
    for name, column in aware["ledger"].items():
        assert np.array_equal(column, other["ledger"][name]), name
