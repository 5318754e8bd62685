"""Every audit has its own fine and its own cost; the first of several finds."""

from __future__ import annotations

import numpy as np
import pytest

from incentives import Seen
from sim.plan.oversight.combined import Monitoring, _of_the_first, sanctions
from sim.scenario.package import Package
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


NOBODY = Monitoring(0.0)


def owed(*oversight, monitoring=NOBODY, on=None):
    zero = np.zeros(1)
    seen = Seen(np.full(1, 3), np.zeros(1, int), zero, zero, 0.6)
    return sanctions(Package.model_validate({"oversight": oversight}), monitoring, seen, on)


def rate(value, **more):
    return {"name": "random-audits", "rate": value, **more}


@pytest.mark.parametrize("name", ["seasonal-audits", "probation", "spot-checks"])
def test_no_audit_is_for_nothing(name):
    audits, _, _ = governance(name)
    assert audits > 0 and owed(name).cost[0] == 0.1 and owed(name).fine[0] == 1.0


def test_one_audit_charges_its_own():
    """To the bit; so do several with the same fine, and those beside them that never happen."""
    for fine in (0.7, 1.0, 3.3):
        alone = owed(rate(0.3, penalty=fine, repayment=0.2))
        assert alone.fine[0] == fine and alone.restitution[0] == 0.2 and alone.cost[0] == 0.1
        many = owed(rate(0.3, penalty=fine), rate(0.9, penalty=fine), rate(0.0, penalty=50.0))
        assert many.fine[0] == fine
    assert owed(rate(0.0, penalty=5.0)).fine[0] == 0.0


def test_the_first_of_two_finds():
    """Drawn one by one: each comes or not, on a day of its own, and the first charges."""
    rng, n = np.random.default_rng(5), 2_000_000
    rates, fines = np.array([0.5, 0.2, 0.9]), np.array([1.0, 10.0, 3.0])
    day = np.where(rng.uniform(size=(n, 3)) < rates, rng.uniform(size=(n, 3)), 2.0)
    first = day.argmin(axis=1)[day.min(axis=1) < 2.0]
    parts = [rate(float(r), penalty=float(f)) for r, f in zip(rates, fines, strict=True)]
    assert owed(*parts).fine[0] == pytest.approx(fines[first].mean(), rel=3e-3)
    by_hand = 0.5 * (1 - 0.1) * 1.0 + 0.2 * (1 - 0.25) * 10.0  # two of them: half of both come
    assert owed(*parts[:2]).fine[0] == pytest.approx(by_hand / (1 - 0.5 * 0.8))


def test_what_is_owed_averages_over_what_comes_and_goes():
    """Chances of being first are linear in every rate, so a plan may take the mean rate."""
    spot = {"name": "spot-checks", "rate": 0.8, "share": 0.25, "penalty": 5.0}
    parts = [rate(0.4, penalty=1.0), spot]
    on, off = (owed(*parts, on=[1.0, state]).fine[0] for state in (1.0, 0.0))
    found_on, found_off = 1 - 0.6 * 0.2, 0.4
    mean = 0.25 * found_on * on + 0.75 * found_off * off
    assert owed(*parts).fine[0] * (1 - 0.6 * (1 - 0.2)) == pytest.approx(mean, rel=1e-12)


def test_shareholders_audits_and_tips_are_among_them():
    watched = owed(rate(0.2, penalty=2.0), monitoring=Monitoring(0.2, 4.0, 0.3))
    assert watched.fine[0] == pytest.approx(3.0) and watched.cost[0] == pytest.approx(0.2)
    told = owed(rate(0.2, penalty=2.0), {"name": "whistleblowers", "rate": 0.2, "penalty": 4.0})
    assert told.fine[0] == pytest.approx(3.0) and told.cost[0] == 0.1  # a tip is no audit


def test_rates_do_not_matter_to_others_bits():
    """What one firm owes does not depend on which others are asked with it."""
    rates = [np.array([0.3, 0.0, 1.0]), np.array([0.0, 0.2, 0.5])]
    carried = np.array([1.7, 0.3])
    together = _of_the_first(rates, carried)
    alone = [_of_the_first([r[i : i + 1] for r in rates], carried)[0] for i in range(3)]
    assert together.tolist() == alone and together[:2].tolist() == [1.7, 0.3]


def test_the_price_is_booked_with_every_audit():
    audits, _, dear = governance(DEAR)
    again, _, free = governance({**DEAR, "cost": 0.0})
    assert audits == again > 0
    assert dear > free + 0.5 * audits * 0.1  # base pays of the firms that were audited
