"""Live rows: attributes are the core's columns, to read and, where it makes sense, to write."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Economy
from sim.economy.rows import Executive, Firm, Shareholder
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS

SMALL = {"firms.count": 12, "firms.source": "synthetic", "market.poaching": 0.2, "burn_in": 0}


@pytest.fixture
def economy():
    model = Economy(rng=3, quarters=20, record=["ledger"], **SMALL)
    for _ in range(6):
        model.step()
    return model


def test_the_three_types_and_how_many_of_them(economy):
    counts = {kind: len(agents) for kind, agents in economy.agents_by_type.items()}
    assert counts[Shareholder] == 12
    assert counts[Firm] == 12
    in_market = int((economy.batch.executives.status[0, : economy.batch.pools.hired[0]] < 2).sum())
    assert counts[Executive] == in_market
    assert len(economy.agents) == sum(counts.values())


def test_attributes_are_the_ledger(economy):
    ledger = economy.table("ledger")
    latest = ledger[ledger["quarter"] == 5].sort_values("firm")
    firms = economy.agents_by_type[Firm]
    for name in COLUMNS["ledger"]:
        if name not in ("world", "firm", "quarter"):
            assert np.array_equal(firms.get(name), latest[name].to_numpy()), name


def test_sums_of_rows_are_the_table_of_quarters(economy):
    firms, now = economy.agents_by_type[Firm], economy.measures
    for name in ("pending_harm", "pending_benefit", "shareholder_surplus"):
        assert firms.agg(name, np.mean) == pytest.approx(now[name], rel=1e-12)
    owners = economy.agents_by_type[Shareholder]
    assert owners.agg("stake", sum) == pytest.approx(1.0)
    assert owners.agg("surplus", sum) == pytest.approx(now["shareholder_surplus"])
    assert all(0 < patience < 1 for patience in owners.get("patience"))


def test_verbs(economy):
    firms = economy.agents_by_type[Firm]
    bombs = firms.select(lambda firm: firm.pending_harm > 0.2)
    assert 0 < len(bombs) < len(firms)
    by_kind = firms.select(lambda firm: firm.executive is not None).groupby("kind")
    assert sum(by_kind.count().values()) == len(firms.select(lambda f: f.kind is not None))
    means = by_kind.agg("metric", np.mean)
    for kind, group in by_kind:
        assert means[kind] == pytest.approx(np.mean([firm.metric for firm in group]))
    low, high = (firms.agg("metric", pick) for pick in (min, max))
    assert low < high
    assert firms.sort("metric")[0].metric == high
    seen = []
    firms.do(lambda firm: seen.append(firm.row))
    assert seen == list(range(12))
    firms.shuffle_do(lambda firm: seen.append(firm.row))
    assert sorted(seen[12:]) == seen[:12] != seen[12:]
    assert firms.map(lambda firm: firm.efforts.shape) == [(len(economy.tasks),)] * 12


def test_firms_and_executives_point_at_each_other(economy):
    seated = 0
    for firm in economy.agents_by_type[Firm]:
        if firm.executive is not None:
            seated += 1
            assert firm.executive.firm is firm
            assert firm.executive.kind == firm.kind
            assert economy.batch.seats.theta[firm.row] == firm.executive.ability
    others = economy.agents_by_type[Executive].select(lambda who: who.status == "free")
    assert seated > 0
    assert all(who.firm is None for who in others)


def test_a_row_is_one_object_and_the_gone_leave_the_sets(economy):
    before = {who.row: who for who in economy.agents_by_type[Executive]}
    economy.run()
    here = {who.row: who for who in economy.agents_by_type[Executive]}
    assert all(before[row] is who for row, who in here.items() if row in before)
    left = [who for row, who in before.items() if row not in here]
    assert left
    assert {who.status for who in left} == {"gone"}
    assert {who.status for who in here.values()} == {"seated", "free"}
    assert economy.executive(left[0].row) is left[0]


def test_rows_survive_wider_tables():
    """The core replaces its arrays when they are full; rows are of the model, not of an array."""
    model = Economy(rng=1, quarters=80, **{**SMALL, "firms.count": 3, "market.poaching": 0.5})
    first = model.executive(0)
    ability, width = first.ability, model.batch.executives.kind.shape[1]
    model.run()
    assert model.batch.executives.kind.shape[1] > width
    assert first.ability == ability
    assert len(model.agents_by_type[Executive]) < int(model.batch.pools.hired[0])


def test_what_is_written_is_what_the_core_plays(economy):
    firm = economy.agents_by_type[Firm].select(lambda firm: firm.executive is not None)[0]
    firm.base_pay = 7.0
    firm.old_harm = 3.0
    economy.step()
    if firm.exit == "in office":
        assert firm.paid >= 7.0
    assert firm.old_harm + firm.own_harm > 2.0
    assert economy.batch.seats.base_pay[firm.row] == 7.0


def test_ability_is_written_everywhere_it_is_read():
    plain, changed = (Economy(rng=3, quarters=4, **SMALL) for _ in range(2))
    changed.agents_by_type[Executive].set("ability", 2.0)
    assert set(changed.batch.seats.theta) == {2.0}
    for model in (plain, changed):
        model.step()
    assert changed.measures["value"] > plain.measures["value"]
    assert set(changed.table("tenures").query("start <= 0")["ability"]) == {2.0}


@pytest.mark.parametrize(
    "name", ["metric", "paid", "rent", "size", "executive", "pending_harm", "efforts", "kind"]
)
def test_what_follows_from_the_model_cannot_be_written(economy, name):
    with pytest.raises(AttributeError):
        setattr(economy.firm(0), name, 1.0)


def test_reasons_name_what_can_be_written(economy):
    with pytest.raises(AttributeError, match=r"Firm.metric follows from the model; .*base_pay"):
        economy.firm(0).metric = 1.0
    with pytest.raises(AttributeError, match=r"Executive.seats follows .*ability, reputation"):
        economy.executive(0).seats = 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, "much", None])
def test_wrong_values_are_refused(economy, value):
    before = economy.firm(0).base_pay
    with pytest.raises(InputError, match=r"^base_pay is .*; expected a finite number"):
        economy.firm(0).base_pay = value
    with pytest.raises(InputError, match=r"^ability is"):
        economy.executive(0).ability = value
    assert economy.firm(0).base_pay == before


def test_a_vacant_seat_has_no_executive_to_write_about():
    model = Economy(rng=1, quarters=8, package__filters=["lottery"], **SMALL)
    firm = model.firm(0)
    model.batch.seats.executive[0] = -1
    assert firm.executive is None
    assert firm.kind is None
    with pytest.raises(InputError, match="belief: firm 0 has no executive"):
        firm.belief = 0.0
    firm.old_harm = 1.0


def test_attributes_say_what_they_are():
    assert "base pays" in Firm.paid.__doc__
    assert Firm.belief.__doc__.endswith("can be written.")
