"""In the same state and with the same luck, plain objects do what the core does."""

import mesa
import numpy as np
import pytest

from sim.bench import decide
from sim.bench.executive import Tenure
from sim.bench.firm import PlainFirm
from sim.bench.objects import ObjectEconomy, benchmark
from sim.bench.terms import Terms
from sim.quarter.ledger import LEDGER, SERIES
from sim.quarter.state import EXITS, REMOVED, TENURE_FIELDS
from tests.sim.bench.twins import SMALL, mirror
from tests.sim.worlds import batch, scenario

pytestmark = pytest.mark.study  # makes worlds of plain objects

KEPT = set(Tenure.__slots__) - {"executive"}
"""What plain objects keep of a tenure, of what the core does."""


def test_what_objects_do_not_keep_of_a_tenure_is_known():
    """Of the author its executive says the rest; nobody gambles in the benchmark."""
    assert set(TENURE_FIELDS) - KEPT == {"executive", "kind", "theta", "risk_taken", "score"}
    assert set(TENURE_FIELDS) > KEPT


def shake():
    """A quarter after the other, of one world whose state is disturbed before every quarter."""
    rng = np.random.default_rng(3)
    core, model = batch(SMALL, [0]), ObjectEconomy(SMALL, 0, seed=1)
    played = []
    for quarter in range(SMALL.quarters):
        seats, n = core.seats, core.firms
        seats.belief[:] += rng.normal(0.0, 0.3, n)
        seats.theta[:] = rng.uniform(0.4, 2.2, n)
        seats.tenure[:] = rng.integers(0, 32, n)
        seats.own_harm[:] += rng.exponential(0.3, n)
        seats.old_benefit[:] += rng.exponential(0.5, n)
        seats.unvested[1] += rng.normal(0.2, 0.5, n)
        seats.reach[:] += rng.normal(0.0, 0.3, n)
        firms, expected = mirror(core, model, 0), float(core.expected[0])
        number = seats.number.copy()
        core.step()
        model.quarter = quarter
        terms = model.regimes[int(quarter >= model.starts[0])]
        for i, firm in enumerate(firms):
            firm.decide(terms, quarter % 4, expected)
            firm.report(terms, core.actions.noise[i], core.actions.luck[i], core.common[0])
        reference = sum(firm.metric for firm in firms) / n
        lots, audits = core.actions.lot.tolist(), core.actions.audit_lot.tolist()
        books = [
            firm.settle(terms, quarter, reference, *luck)
            for firm, *luck in zip(firms, lots, audits, strict=True)
        ]
        played.append((firms, books, number, _kept(core)))
    return played


@pytest.mark.parametrize(
    "setting",
    [
        "executives.risk_aversion={crra: 3, wealth: 25}",
        "market.limited_liability=pay",
    ],
)
def test_objects_say_so_where_pay_bends(setting):
    """They know pay that is worth a straight line; the core says what a bent one is worth."""
    with pytest.raises(ValueError, match="expected pay that is worth a straight line"):
        ObjectEconomy(benchmark([setting, "firms.count=3"]), 0, seed=1)


@pytest.fixture(scope="module")
def shaken():
    return shake()


def _kept(core):
    tenures = {name: column.copy() for name, column in core.tenures._asdict().items()}
    actions = {name: column.copy() for name, column in core.actions._asdict().items()}
    return tenures, actions, core.series[core.quarter - 1, 0].copy()


def test_efforts_are_the_same_best_responses(shaken):
    certain = 0
    for firms, _, _, (_, actions, _) in shaken:
        efforts = np.array([firm.efforts for firm in firms])
        np.testing.assert_allclose(efforts.T, actions["effort"], atol=1e-6)
        for name in ("metric_index", "detection", "risk"):
            mine = [getattr(firm, "index" if name == "metric_index" else name) for firm in firms]
            np.testing.assert_allclose(mine, actions[name], atol=1e-6, err_msg=name)
        certain += int((actions["detection"] >= 1.0).sum())
    assert certain > 10  # the branch in which audits no longer deter is among them


def test_books_of_every_firm_are_the_same(shaken):
    for firms, books, number, (tenures, actions, series) in shaken:
        columns = np.array(books).T
        for row, name in enumerate(LEDGER):
            np.testing.assert_allclose(columns[row], actions["books"][row], atol=2e-5, err_msg=name)
        np.testing.assert_allclose(columns.sum(axis=1), series, atol=2e-4, rtol=1e-6)
        mine = [firm.former[-1].exit if firm.vacant else 0 for firm in firms]
        np.testing.assert_array_equal(mine, actions["exit"])
        now = (number, np.arange(len(firms)))
        for name in KEPT:
            mine = [getattr(firm.tenure, name) for firm in firms]
            np.testing.assert_allclose(mine, tenures[name][now], atol=1e-4, err_msg=name)


def test_one_careless_rule_shows(monkeypatch):
    """Detection that is not conditioned on the board's keeping the executive."""
    decide_ = PlainFirm.decide

    def careless(self, *given):
        decide_(self, *given)
        self.risk = 0.0

    monkeypatch.setattr(PlainFirm, "decide", careless)
    with pytest.raises(AssertionError):
        test_books_of_every_firm_are_the_same(shake())


def test_every_exit_and_every_entry_occurs(shaken):
    exits = {int(e) for _, _, _, (_, actions, _) in shaken for e in actions["exit"]}
    assert exits == set(range(len(EXITS))) - {REMOVED}  # no raiders there
    entries = sum(np.abs(actions["books"]).sum(axis=1) for _, _, _, (_, actions, _) in shaken)
    assert (entries > 0).all()


def test_the_scan_finds_what_a_fine_grid_finds():
    """Where the risk of dismissal bends twice, the optimum is still the global one."""
    rng = np.random.default_rng(8)
    terms = ObjectEconomy(SMALL, 0, seed=1).regimes[0]
    scanned = 0
    for _ in range(60):
        kind = terms.kinds[rng.integers(5)]
        tasks = decide.margins(terms, kind, 8, rng.uniform(0.5, 1.6))
        slope, price, standing = rng.uniform(0.05, 0.6), rng.uniform(0.0, 1.0), rng.uniform(0, 8)
        shift, sd = rng.uniform(-3.0, 6.0), 0.6
        efforts, index, _ = decide.best_response(tasks, slope, price, standing, shift, sd)
        scanned += shift - index / sd > 0

        def worth(efforts, at=(tasks, slope, price, standing, shift, sd)):
            tasks, slope, price, standing, shift, sd = at
            index = sum(a * task.lift for a, task in zip(efforts, tasks, strict=True))
            seen = sum(a * task.trace for a, task in zip(efforts, tasks, strict=True))
            own = sum(
                a * (t.drive - 0.5 * t.brake * a) for a, t in zip(efforts, tasks, strict=True)
            )
            risk = decide.normal_cdf(shift - index / sd)
            return own + slope * index - price * min(1.0, seen) - standing * risk

        best = max(
            worth([min(max(t.base - c * t.caution + lam * t.pull, 0), t.cap) for t in tasks])
            for c in (price, 0.0)
            for lam in np.linspace(slope, slope + standing * 0.4 / sd, 3000)
        )
        assert worth(efforts) >= best - 1e-9
    assert scanned > 5


def test_larger_firms_choose_first_and_nobody_returns():
    model = ObjectEconomy(SMALL, 0, seed=1)
    vacant = [model.by_size[place] for place in (30, 10, 20)]
    star = model.by_size[10].executive
    for firm in vacant:
        firm.vacant = True
    star.reputation = 1e6
    model.market.free = [star]
    model.regimes[0].pool_exit = 0.0
    model.hire(model.regimes[0])
    assert [firm.executive is star for firm in vacant] == [False, False, True]
    assert [firm.filter_due for firm in vacant] == pytest.approx([0.2] * 3)
    assert model.market.free == []
    assert not any(firm.vacant for firm in model.firms)


def test_runs_like_any_mesa_model():
    """Equal seeds, equal runs; the books balance; `batch_run` collects every quarter."""
    tiny = benchmark(["firms.count=12", "quarters=6"])
    runs = mesa.batch_run(
        ObjectEconomy,
        {"scenario": [tiny], "world": [0, 1], "seed": [5]},
        iterations=2,
        data_collection_period=1,
        display_progress=False,
    )
    series = np.array([[row[name] for name in SERIES] for row in runs]).reshape(4, 6, -1)
    np.testing.assert_array_equal(series[:2], series[2:])
    assert (series[0] != series[1]).any()
    sums = dict(zip(SERIES, np.moveaxis(series, 2, 0), strict=True))
    np.testing.assert_allclose(
        sums["accrual"] + sums["luck"], sums["realised"] + sums["d_pending"], atol=1e-9
    )
    np.testing.assert_allclose(
        sums["granted"], sums["vested"] + sums["forfeited"] + sums["d_deferred"], atol=1e-9
    )


def test_other_parts_are_refused():
    other = scenario(package__filters=["lottery"])
    model = ObjectEconomy(SMALL, 0, seed=1)
    with pytest.raises(ValueError, match="parts of the benchmark"):
        Terms(other, other.package, 0.0, None)
    assert model.running
