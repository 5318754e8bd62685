"""Hiring: kinds that differ in ability, bluff and noise; tests of intent; crowds of applicants."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.hires import expected_hires
from sim.plan.solve import build_plan
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.test_reproducibility import same_tables
from tests.sim.worlds import scenario

FLUX = {"market__poaching": 0.5, "market__poaching_slope": 0.0, "executives__foresight": 2}
"""Many vacancies, and applicants from the pool."""


def watch(model, worlds=range(3)):
    """What boards see of all applicants, quarter by quarter."""
    seen = []

    def look(vacancies, score):
        seen.append((vacancies, score.copy()))
        return score

    done = Worlds([Job(model, worlds)], {"hiring": look}).run()
    return seen, done


def two(**differences):
    """Careerists, and looters who differ in something."""
    return {"careerist": 0.6, "looter": {"share": 0.4, **differences}}


def of(seen, kind, column):
    return np.concatenate([getattr(v, column)[v.of_kind(kind)].ravel() for v, _ in seen])


def test_a_trait_at_its_default_changes_nothing():
    plain = scenario(quarters=6, executives__population=two())
    same = two(ability_mean=1.0, ability_sd=0.25, faking=0.0)
    other = scenario(quarters=6, executives__population=same)
    tables = [simulate(model, record=["tenures"]) for model in (plain, other)]
    same_tables(*tables)


def test_kinds_have_abilities_of_their_own():
    model = scenario(
        worlds=8,
        firms__count=60,
        quarters=8,
        **FLUX,
        executives__population=two(ability_mean=2.0, ability_sd=0.1),
        package__filters=["lottery"],
    )
    seen, done = watch(model, range(8))
    seats, hired = done.executives, done.pools.hired
    incumbents = [seats.theta[:, :60][seats.kind[:, :60] == y] for y in (0, 1)]
    for values, mean, sd in (
        (of(seen, "careerist", "ability"), 1.0, 0.25),
        (of(seen, "looter", "ability"), 2.0, 0.1),
        (incumbents[0], 1.0, 0.25),
        (incumbents[1], 2.0, 0.1),
    ):
        assert values.mean() == pytest.approx(mean, abs=5 * sd / np.sqrt(values.size) + 1e-3)
        assert values.std() == pytest.approx(sd, rel=0.15)
    assert (hired > 60).all()
    assert any((~np.isnan(v.reputation)).any() for v, _ in seen)


def test_validity_is_the_correlation_over_all_newcomers():
    model = scenario(
        worlds=4,
        firms__count=400,
        quarters=1,
        market__tenure_limit=1,
        market__gaming_cap=0.0,
        executives__population=two(ability_mean=1.5, ability_sd=0.1),
        package__filters=[{"name": "interview", "validity": 0.7}],
    )
    seen, _ = watch(model, range(4))
    ability = np.concatenate([v.ability.ravel() for v, _ in seen])
    signal = np.concatenate([v.signals[0].ravel() for v, _ in seen])
    assert np.corrcoef(ability, signal)[0, 1] == pytest.approx(0.7, abs=0.02)
    assert (signal.mean(), signal.std()) == pytest.approx((0.0, 1.0), abs=0.05)


@pytest.mark.parametrize("gaming_cap", [0.0, 3.0])
def test_faking_comes_on_top_where_a_signal_can_be_faked(gaming_cap):
    """Where applicants know one slope, that is: those who know the curve know who fakes."""
    filters = ["interview", "integrity-test", "track-record", "screening"]
    signals = {}
    for faking in (0.0, 0.8):
        model = scenario(
            quarters=1,
            market__tenure_limit=1,
            market__gaming_cap=gaming_cap,
            market__chances="margin",
            executives__population=two(faking=faking),
            package__filters=filters,
        )
        seen, _ = watch(model)
        signals[faking] = [np.array([v.signals for v, _ in seen]), seen]
    more = signals[0.8][0] - signals[0.0][0]
    looter = np.array([v.of_kind("looter") for v, _ in signals[0.0][1]])
    assert more[:, 0] == pytest.approx(np.where(looter, 0.8, 0.0), abs=1e-12)
    assert more[:, 1] == pytest.approx(np.where(looter, 0.8, 0.0), abs=1e-12)
    assert (more[:, 2] == 0.0).all() and more.shape[1] == 3
    assert (of(signals[0.8][1], "looter", "lift") > 0).any() == (gaming_cap > 0)
    assert np.array_equal(
        of(signals[0.8][1], "looter", "lift"), of(signals[0.0][1], "looter", "lift")
    )


def test_noise_of_ones_own_works_where_validity_is_one():
    model = scenario(
        quarters=1,
        firms__count=300,
        market__tenure_limit=1,
        market__gaming_cap=0.0,
        executives__population=two(signal_noise=0.5),
        package__filters=[{"name": "interview", "validity": 1.0}],
    )
    seen, _ = watch(model)
    for kind, noise in (("careerist", 0.0), ("looter", 0.5)):
        standing = (of(seen, kind, "ability") - 1.0) / 0.25
        signal = np.concatenate([v.signals[0][v.of_kind(kind)].ravel() for v, _ in seen])
        assert (signal - standing).std() == pytest.approx(noise, rel=0.1, abs=1e-9)


def test_screening_sees_goals_and_turns_down():
    model = scenario(
        quarters=2,
        firms__count=400,
        market__tenure_limit=1,
        package__filters=["interview", {"name": "screening", "dprime": 2.0, "gaming": 0.25}],
    )
    seen, _ = watch(model)
    shift = {"steward": 0, "careerist": 0, "empire-builder": 1.5, "looter": 1.5, "saboteur": 1.5}
    for kind, mean in shift.items():
        signal = np.concatenate([v.signals[1][v.of_kind(kind)].ravel() for v, _ in seen])
        error = 1 / np.sqrt(signal.size)
        assert signal.mean() == pytest.approx(mean, abs=4 * error)
        assert signal.std() == pytest.approx(1.0, abs=4 * error)
    for vacancies, score in seen:
        assert np.array_equal(np.isneginf(score), vacancies.signals[1] > 1.0)
        kept = np.isfinite(score)
        assert score[kept] == pytest.approx(vacancies.signals[0][kept], abs=2e-6)


def test_a_seat_stays_vacant_if_all_are_turned_down():
    nobody = {"name": "screening", "cutoff": -50.0}
    model = scenario(quarters=4, market__tenure_limit=1, package__filters=["interview", nobody])
    seen, done = watch(model)
    assert (done.seats.executive == -1).all()
    assert len(seen) == 4 * 3 and all(v.firm.size == 12 for v, _ in seen)
    assert (done.tenures.start <= 0).all()


def test_the_score_of_the_hired_is_kept():
    model = scenario(
        quarters=3, market__tenure_limit=1, package__filters=["interview", "track-record"]
    )
    seen, _ = watch(model, range(2))
    table = simulate(model, range(2), ["tenures"])["tenures"]
    hired = table["start"] > 0
    assert np.isnan(table["score"][~hired]).all()
    best = {}
    for vacancies, score in seen:
        for firm, row in zip(vacancies.firm, score, strict=True):
            best[vacancies.world, firm, vacancies.quarter + 1] = row.max()
    places = zip(*(table[name][hired] for name in ("world", "firm", "start")), strict=True)
    assert table["score"][hired] == pytest.approx([best[place] for place in places])


def test_a_crowd_adds_applicants_and_changes_none():
    """Beyond 64 places come other streams, so that no two applicants share a draw."""
    few, many = (
        watch(
            scenario(
                quarters=1,
                market__tenure_limit=1,
                market__gaming_cap=0.0,
                market__experienced=0,
                market__candidates=n,
                package__filters=["interview", "track-record"],
            )
        )[0]
        for n in (64, 200)
    )
    for (less, low), (more, high) in zip(few, many, strict=True):
        assert np.array_equal(less.ability, more.ability[:, :64])
        assert np.array_equal(less.signals, more.signals[..., :64])
        assert np.array_equal(low, high[:, :64])
        assert np.unique(more.ability).size == more.ability.size
        noise = more.signals[0] - 0.4 * (more.ability - 1.0) / 0.25
        assert np.unique(noise.round(9)).size == noise.size
    ability = np.concatenate([v.ability[:, 64:].ravel() for v, _ in many])
    assert ability.mean() == pytest.approx(1.0, abs=4 * 0.25 / np.sqrt(ability.size))


def test_experienced_applicants_may_sit_in_any_place():
    model = scenario(
        quarters=10, **FLUX, market__candidates=100, market__experienced=100, market__pool_exit=0.0
    )
    seen, _ = watch(model)
    assert any((~np.isnan(v.reputation)).sum(axis=1).max() >= 3 for v, _ in seen)


def test_forecasts_hire_as_boards_do():
    """Newcomers only: nobody is experienced, and all games, bluffs and tests count."""
    model = scenario(
        worlds=4,
        firms__count=500,
        quarters=3,
        market__experienced=0,
        market__tenure_limit=1,
        executives__foresight=0,
        executives__population={
            "careerist": 0.5,
            "steward": {"share": 0.2, "ability_mean": 1.4, "faking": -0.5},
            "looter": {"share": 0.3, "ability_mean": 0.8, "faking": 1.2, "signal_noise": 0.3},
        },
        package__filters=["interview", {"name": "screening", "dprime": 1.0, "cutoff": 0.5}],
    )
    plan = build_plan(model, model.package)
    shares, ability, *_ = expected_hires(plan.fields, model.package, model.market.candidates)
    table = simulate(model, record=["tenures"])["tenures"]
    hired = table["start"] > 0
    for y, kind in enumerate(model.executives.population):
        mine = hired & (table["kind"] == kind)
        share = mine.sum() / hired.sum()
        assert shares[y] == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 1000))
        assert ability[y] == pytest.approx(table["ability"][mine].mean(), abs=0.05)


def test_the_grid_of_abilities_spans_all_kinds():
    """A seat is worth to a kind what it is worth where everybody is like it."""
    differ = {"ability_mean": 2.5, "ability_sd": 0.1}
    population = {"careerist": 0.5, "idealist": {"share": 0.5, "goal": {"value": 0.3}, **differ}}
    both = build_plan(*_with(population)).fields
    assert both["ability_start"] == 0.0
    top = both["ability_start"] + both["ability_step"] * (both["seat_value"].shape[3] - 1)
    assert top == pytest.approx(3.0) and both["ability_step"] <= 0.1 / 4 + 1e-12
    # Pay is all that matters here, so the reports of others do not.
    alone = build_plan(*_with({"careerist": 1.0})).fields
    theta = np.linspace(0.2, 2.0, 7)
    values = [
        np.interp(
            theta,
            plan["ability_start"] + plan["ability_step"] * np.arange(plan["seat_value"].shape[3]),
            plan["seat_value"][0, -1, 0],
        )
        for plan in (both, alone)
    ]
    assert values[0] == pytest.approx(values[1], abs=2e-3)
    mean = both["ability_mean"], both["ability_sd"]
    assert mean == pytest.approx((1.75, np.sqrt(0.5 * (0.25**2 + 0.1**2) + 0.75**2)))


def _with(population):
    model = scenario(
        executives__population=population, executives__foresight=4, package__oversight=[]
    )
    return model, model.package


def test_who_fakes_is_hired_more_often():
    shares = []
    for faking in (0.0, 1.5):
        model = scenario(quarters=8, **FLUX, executives__population=two(faking=faking))
        table = simulate(model, range(12), ["tenures"])["tenures"]
        shares.append((table["kind"] == "looter")[table["start"] > 0].mean())
    assert shares[1] > shares[0] + 0.15


def test_batches_do_not_matter():
    model = scenario(
        quarters=6,
        **FLUX,
        market__candidates=70,
        executives__population=two(ability_mean=0.7, faking=0.5, signal_noise=1.5),
        package__filters=["interview", "screening"],
    )
    whole = simulate(model, range(4), ["tenures"])["tenures"]
    alone = simulate(model, [2], ["tenures"])["tenures"]
    mine = whole["world"] == 2
    for column, values in whole.items():
        if values.dtype == object:
            assert (values[mine] == alone[column]).all()
        else:
            assert np.array_equal(values[mine], alone[column], equal_nan=True)
