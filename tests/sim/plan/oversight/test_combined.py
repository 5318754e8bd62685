"""An audit costs once, whoever asked for it."""

from __future__ import annotations

import pytest

from sim.plan.oversight.combined import price_of_audit
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

DEAR = {"name": "random-audits", "rate": 0.4, "cost": 0.5}
CHEAP = {"name": "risk-based-audits", "cost": 0.2}


def governance(*oversight):
    model = scenario(
        package__oversight=list(oversight), shareholders__monitoring_levels=[0.0], quarters=4
    )
    tables = simulate(model, record=("events", "ledger"))
    audits = int((tables["events"]["event"] == "audited").sum())
    return audits, model, tables["ledger"]["governance"].sum()


@pytest.mark.parametrize("name", ["seasonal-audits", "probation", "spot-checks"])
def test_no_audit_is_for_nothing(name):
    audits, model, _ = governance(name)
    assert audits > 0 and price_of_audit(model.package) == 0.1


def test_of_two_the_dearer_sets_the_price():
    _, model, _ = governance(DEAR, CHEAP)
    assert price_of_audit(model.package) == 0.5
    assert price_of_audit(governance("belief-dismissal")[1].package) == 0.0


def test_the_price_is_booked_with_every_audit():
    audits, _, dear = governance(DEAR)
    again, _, free = governance({**DEAR, "cost": 0.0})
    assert audits == again > 0
    assert dear > free + 0.5 * audits * 0.1  # base pays of the firms that were audited
