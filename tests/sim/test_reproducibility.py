"""Same seed, same bits; and a lever changes nothing but its consequences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.tables import simulate as play
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

RECORD = ("runs", "quarters", "tenures", "contexts", "events", "ledger", "dossiers")


def same_tables(a, b):
    assert a.keys() == b.keys()
    for name in a:
        for column in a[name]:
            left, right = a[name][column], b[name][column]
            assert left.dtype == right.dtype, (name, column)
            if left.dtype == float:
                assert np.array_equal(left, right, equal_nan=True), (name, column)
            else:
                assert (left == right).all(), (name, column)


def test_equal_runs_are_equal_to_the_bit():
    model = scenario(shareholders__monitoring_levels=[0.0, 0.1])
    same_tables(simulate(model, range(4), RECORD), simulate(model, range(4), RECORD))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.integers(0, 10_000))
def test_a_world_does_not_depend_on_its_batch(sizes, seed):
    model = scenario(seed=seed, quarters=8, market__poaching=0.1, metric__common_noise=0.5)
    whole = simulate(model, range(sum(sizes)), RECORD)
    start, parts = 0, []
    for size in sizes:
        parts.append(simulate(model, range(start, start + size), RECORD))
        start += size
    joined = {
        name: {
            column: np.concatenate([part[name][column] for part in parts]) for column in whole[name]
        }
        for name in whole
    }
    same_tables(whole, joined)


@pytest.mark.parametrize("threads", [2, 3, 9])
def test_threads_change_no_bit(threads):
    model = scenario(worlds=5, metric__common_noise=0.5)
    same_tables(
        simulate(model, range(5), RECORD, threads=1),
        simulate(model, [4, 2, 3, 1, 0], RECORD, threads=threads),
    )


@pytest.mark.parametrize("threads", [1, 2])
def test_batches_small_enough_for_a_cache_change_no_bit(threads, monkeypatch):
    model = scenario(worlds=5, quarters=12, metric__common_noise=0.5)
    whole = simulate(model, range(5), RECORD, threads=1)
    made = []

    def watched(*given, **chosen):
        made.append(Worlds(*given, **chosen))
        return made[-1]

    monkeypatch.setattr(play, "FIRMS_AT_HOME", 2 * model.firms.count)
    monkeypatch.setattr(play, "Worlds", watched)
    same_tables(whole, simulate(model, range(5), RECORD, threads=threads))
    assert len(made) > threads  # control: they were several
    assert sum(len(some.worlds) for some in made) == 5


def test_callables_that_decide_are_asked_quarter_by_quarter_for_all_worlds(monkeypatch):
    monkeypatch.setattr(play, "FIRMS_AT_HOME", 1)
    asked = []

    def effort(moment, own):
        asked.append((moment.quarter, moment.world))
        return own

    simulate(scenario(worlds=3, quarters=2), decisions={"effort": effort})
    assert asked == [(quarter, world) for quarter in range(2) for world in range(3)]


def test_scenarios_ride_in_one_batch_without_touching_each_other():
    one = scenario(package__schemes=["deferred-bonus"], executives__foresight=3)
    two = scenario(
        package__schemes=["linear-bonus", "deferred-bonus"],
        package__filters=["integrity-test"],
        executives__population={"looter": 0.5, "steward": 0.5},
        metric__noise=0.3,
    )
    both = Worlds([Job(one, range(3)), Job(two, range(3))]).run()
    for job, model in enumerate((one, two)):
        alone = batch(model, range(3)).run()
        mine = slice(job * 3, job * 3 + 3)
        rows = slice(job * 3 * both.firms, (job * 3 + 3) * both.firms)
        # Sorting by monitoring may permute worlds inside a job; compare by number.
        assert np.array_equal(both.worlds[mine], alone.worlds)
        assert np.array_equal(both.series[:, mine], alone.series)
        for name in ("metric", "books", "effort"):
            left, right = getattr(both.actions, name), getattr(alone.actions, name)
            assert np.array_equal(left[..., rows], right), name


class OneIdleFirm(Worlds):
    """A lever of firm 0 of every world: its executive does nothing."""

    def choose_effort(self) -> None:
        super().choose_effort()
        idle = slice(0, None, self.firms)
        self.actions.effort[:, idle] = 0.0
        self.actions.metric_index[idle] = 0.0
        self.actions.detection[idle] = 0.0


def test_a_lever_of_one_firm_leaves_the_draws_of_the_others_alone():
    model = scenario(quarters=20, metric__common_noise=0.3)
    plain, changed = batch(model), OneIdleFirm([Job(model, range(4))])
    others = np.arange(plain.seats.belief.size) % plain.firms != 0
    moved = 0
    for _ in range(20):
        plain.step()
        changed.step()
        noise = [
            b.actions.metric
            - b.actions.metric_index
            - model.metric.matured_weight * b.actions.matured
            for b in (plain, changed)
        ]
        assert noise[0] == pytest.approx(noise[1], abs=1e-12)
        for name in ("lot", "audit_lot"):
            assert np.array_equal(getattr(plain.actions, name), getattr(changed.actions, name))
        moved += int((plain.actions.metric != changed.actions.metric)[~others].sum())
    assert moved > 0  # control: the lever did something


def test_without_contact_other_firms_are_untouched_to_the_bit():
    """No belief matters and nobody changes firms: the lever stays where it is."""
    model = scenario(
        quarters=20,
        market__poaching_slope=0.0,
        market__experienced=0,
        package__oversight=[{"name": "random-audits", "rate": 0.3}],
    )
    plain, changed = batch(model).run(), OneIdleFirm([Job(model, range(4))]).run()
    others = np.arange(plain.seats.belief.size) % plain.firms != 0
    assert np.array_equal(plain.actions.books[:, others], changed.actions.books[:, others])
    assert np.array_equal(plain.tenures.accrual[:, others], changed.tenures.accrual[:, others])
    assert not np.array_equal(plain.tenures.accrual, changed.tenures.accrual)


def test_swapping_a_filter_keeps_the_candidates():
    """Common random numbers across cells: the same vacancy meets the same new candidates."""
    drawn = []
    from sim.quarter import labour_market

    original = labour_market.gather

    def gather(*args):
        original(*args)
        out = args[-1]
        fresh = out.executive < 0
        drawn[-1].append((out.firm, np.where(fresh, out.theta, np.nan)))

    labour_market.gather = gather
    try:
        for part in ("lottery", "interview"):
            drawn.append([])
            batch(scenario(quarters=1, market__poaching=0.3, package__filters=[part])).run()
    finally:
        labour_market.gather = original
    for (firm_a, theta_a), (firm_b, theta_b) in zip(*drawn, strict=True):
        assert np.array_equal(firm_a, firm_b)
        assert np.array_equal(theta_a, theta_b, equal_nan=True)


def test_the_shock_to_all_firms_misleads_no_board():
    """Reports are judged against the mean of their quarter, and expected without its shock."""
    settings = {"firms__count": 60, "worlds": 8, "quarters": 24, "market__experienced": 0}
    calm = simulate(scenario(**settings))["runs"]["dismissed"].mean()
    stormy = simulate(scenario(metric__common_noise=1.5, **settings))["runs"]["dismissed"].mean()
    assert stormy == pytest.approx(calm, rel=0.05)


def test_import_from_sim():
    from sim import Scenario
    from sim import simulate as first

    first(Scenario.model_validate({"worlds": 1, "quarters": 1, "firms": {"count": 2}}))
    from sim import simulate as again

    assert first is again is simulate


def test_a_table_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no table is called 'tenure'"):
        simulate(scenario(), range(1), ("tenure",))
    assert set(simulate(scenario(), range(1), "tenures")) == {"runs", "tenures"}
