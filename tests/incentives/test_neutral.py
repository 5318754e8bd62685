"""A part that does nothing is as if it were not there; every part says with which parameters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from incentives import FAMILIES, catalogue
from sim.plan.solve import PLAN_TOLERANCE
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SMALL = {
    "firms__count": 8,
    "quarters": 6,
    "worlds": 2,
    "shareholders__monitoring_levels": [0, 0.05],
}
SCHEMES, OVERSIGHT = ["linear-bonus"], ["random-audits", "probation", "belief-dismissal"]
NOT_TO_THE_BIT = {
    "tournament": "whether reports bear the common shock is asked of all schemes together",
    "tenure-limit": "a known end is reckoned backwards from there",
}
BOUND = {"schemes": PLAN_TOLERANCE, "metrics": PLAN_TOLERANCE, "oversight": 0.0}
"""Oversight is exact; the pay of several schemes is added up on one lattice, and plans are solved
from what comes out."""
PARTS = [
    pytest.param(family, name, id=f"{family}/{name}")
    for family in FAMILIES
    if family != "filters"  # theirs are tried where hiring is tested
    for name in catalogue(family)
]


def played(**settings):
    usual = {"package__schemes": SCHEMES, "package__oversight": OVERSIGHT}
    return simulate(scenario(**{**SMALL, **usual, **settings}), record=("quarters", "tenures"))


def with_part(family, part):
    if family == "schemes":
        return {"package__schemes": [*SCHEMES, part]}
    if family == "oversight":
        return {"package__oversight": [*OVERSIGHT, part]}
    if family == "filters":
        return {"package__filters": ["interview", part]}
    labelled = {**part, "label": "idle"}
    idle = {"name": "linear-bonus", "slope": 0.0, "metric": "idle"}
    return {"package__metrics": [labelled], "package__schemes": [*SCHEMES, idle]}


@pytest.fixture(scope="module")
def without():
    return played()


def differences(one, other):
    """Largest difference of any number of all tables, relative to its size; inf if rows differ."""
    worst = 0.0
    for table in one:
        for column in one[table]:
            a, b = np.asarray(one[table][column]), np.asarray(other[table][column])
            if a.shape != b.shape or (a.dtype.kind != "f" and not np.array_equal(a, b)):
                return np.inf
            if a.dtype.kind == "f":
                gap = np.abs(a - b) / np.maximum(1.0, np.abs(a))
                worst = max(worst, float(np.nanmax(gap, initial=0.0)))
    return worst


@pytest.mark.parametrize(("family", "name"), PARTS)
def test_a_neutral_part_is_as_if_it_were_not_there(family, name, without):
    kind = catalogue(family)[name]
    if not isinstance(kind.neutral, Mapping):
        assert len(kind.neutral) > 20, f"{name} says neither how it does nothing, nor why it cannot"
        return
    part = {"name": name, **kind.neutral}
    found = differences(without, played(**with_part(family, part)))
    bound = 1e3 * PLAN_TOLERANCE if name in NOT_TO_THE_BIT else BOUND[family]
    assert found <= bound, f"{name}: {found}"


@pytest.mark.parametrize(
    "part",
    [
        {"name": "spot-checks", "rate": 0.0, "penalty": 1e6, "cost": 100.0},
        {"name": "spot-checks", "share": 0.0, "start": 3, "penalty": 9.0},
        {"name": "random-audits", "rate": 0.0, "repayment": 5.0, "cost": 9.0},
        {"name": "auditor-rotation", "rate": 0.0, "every": 7},
        {"name": "whistleblowers", "rate": 0.0, "penalty": 50.0, "hotline": 0.0},
        {"name": "probation", "length": 0, "penalty": 50.0},
    ],
)
def test_audits_that_never_happen_fine_nobody(part, without):
    """Whatever they would cost: so a sweep of a rate starts where there is no such part."""
    assert differences(without, played(**with_part("oversight", part))) == 0.0


def test_other_neutral_settings_of_schemes(without):
    """Nothing deferred is paid at once; a prize of which nothing depends on rank."""
    plain = {"name": "deferred-bonus", "slope": 0.4, "deferred": 0.0, "malus": 0.0}
    plain |= {"clawback_rate": 0.0}
    linear = played(package__schemes=[{"name": "linear-bonus", "slope": 0.4}])
    assert differences(linear, played(package__schemes=[plain])) <= 1e3 * PLAN_TOLERANCE


def test_a_part_that_acts_is_no_neutral_one(without):
    """Control."""
    acting = {"name": "spot-checks", "rate": 1e-3}
    assert differences(without, played(**with_part("oversight", acting))) > 0.0
