"""Facts are functions of tables: by hand, and in limits in which they are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.facts import moments
from sim.facts.playing import MEASURED_QUARTERS, RUN_IN_QUARTERS, LongRun, play, prepared
from sim.scenario.presets import scenario_of
from sim.tables.columns import NONE
from tests.sim.worlds import PLAIN, scenario

FIRST, QUARTERS, FIRMS = 8, 16, 4
"""Two years before those that are looked at, two years that are."""
SHIFT = {"operate": {"loading": -0.1}}
QUIET = {
    "market.poaching": 0.0,
    "market.retirement": 0.0,
    "market.acquisition": 0.0,
    "package.schemes": ["fixed-salary"],
    "package.oversight": [],
    "shareholders.monitoring_levels": [0.0],
    "executives.population": {"careerist": {"share": 1.0}},
    "worlds": 6,
}
"""Nobody leaves for any reason, nobody is misaligned."""


def tenure(firm, seat, executive, start, last, exit_, **more):
    row = {
        "world": 0,
        "firm": firm,
        "seat": seat,
        "executive": executive,
        "start": start,
        "last_quarter": last,
        "exit": exit_,
        "announced": exit_,
        "detections": 0,
        "restated": NONE,
    }
    return row | more


TENURES = [
    tenure(0, 0, 0, -40, 9, "dismissed"),
    tenure(0, 1, 4, 10, NONE, "in office"),
    tenure(1, 0, 1, -4, 11, "dismissed", announced="retired"),
    tenure(1, 1, 0, 12, NONE, "in office"),  # dismissed at firm 0 before
    tenure(2, 0, 2, -80, 13, "acquired"),
    tenure(2, 1, 5, 14, NONE, "in office"),
    tenure(3, 0, 3, -8, 7, "retired"),  # before the quarters that are looked at
    tenure(3, 1, 6, 8, 15, "detected", detections=1),
]


def hand_made(lift=(), gain=()):
    """Tables of one world: ``lift`` by year, firm and seat, ``gain`` by quarter and firm."""
    model = scenario(firms__count=FIRMS, quarters=QUARTERS)
    columns = {name: np.array([row[name] for row in TENURES]) for name in TENURES[0]}
    columns = {k: v.astype(object) if v.dtype.kind == "U" else v for k, v in columns.items()}
    rows = []
    for row in TENURES:
        last = row["last_quarter"] if row["last_quarter"] != NONE else QUARTERS - 1
        for year in range(max(row["start"], 0) // 4, last // 4 + 1):
            key = (year, row["firm"], row["seat"])
            rows.append((0, *key, dict(lift).get(key, 0.0)))
    world, year, firm, seat, over = (np.array(column) for column in zip(*rows, strict=True))
    ones = np.ones(world.size)
    years = {
        "world": world,
        "year": year,
        "firm": firm,
        "seat": seat,
        "misreported": over.astype(float),
        "misconduct_loss": over * 2.0,
        "reported": ones * 4.0 * FIRMS / np.bincount(year)[year],  # 4 per firm and year
        "found_out": np.zeros(world.size, dtype=int),
        "accrued_in_year": ones * 0.12,
        "paid_in_year": ones * 0.0,
    }
    firms = {"world": np.zeros(FIRMS, int), "firm": np.arange(FIRMS)}
    returns = np.zeros((QUARTERS, FIRMS))
    for (quarter, at), amount in gain:
        returns[quarter, at] = amount
    conduct = {"peer_return": returns.ravel()}
    return LongRun(model, np.array([0]), FIRST, columns, years, firms, conduct)


def test_exits_are_counted_in_the_years_that_are_looked_at():
    played = hand_made()
    years = FIRMS * 2
    assert moments.turnover(played) == pytest.approx([4 / years])
    assert moments.succession(played) == pytest.approx([3 / years])  # but for the acquisition
    assert moments.board_dismissals(played) == pytest.approx([2 / years])
    assert moments.dismissals(played) == pytest.approx([1 / 3])  # of the other it said: retired
    assert moments.dismissals_and_detections(played) == pytest.approx([2 / 3])


def test_who_came_from_another_firm():
    """Four were hired, one of whom had sat elsewhere."""
    assert moments.outside(hand_made()) == pytest.approx([1 / 4])


def test_tenures_are_whole_years_at_year_ends():
    """At the ends of quarters 11 and 15: who leaves in a quarter still sits in it."""
    first = [0, 4, 23, 1]  # since quarters 10, -4, -80, 8
    second = [1, 1, 0, 2]
    played = hand_made()
    assert moments.tenure_mean(played) == pytest.approx([(np.mean(first) + np.mean(second)) / 2])
    assert moments.tenure_median(played) == pytest.approx([(2.5 + 1) / 2])
    assert moments.tenure_long(played) == pytest.approx([1 / 8])


def test_performance_is_that_of_the_two_years_up_to_an_exit():
    """Firm 0 is worst until quarter 9, in which it lets somebody go; firm 2 from then on."""
    gain = {(2, 0): -9.0, (10, 2): -5.0, (10, 0): 9.0}
    played = hand_made(gain=gain.items())
    # Of 8 quarters, each with one worst firm; exits of firms 0, 1 and 3 in quarters 9, 11 and 15.
    assert moments.poor(played) == pytest.approx([4 * 1 / 8])
    assert moments.better(played) == pytest.approx([4 * 2 / 24])


def test_frauds_are_large_against_reports():
    """A tenth of the mean firm's 4 is .4, and a twentieth .2."""
    lift = {(2, 3, 1): 0.41, (3, 3, 1): 0.39, (2, 1, 0): 0.4, (3, 2, 0): 0.25}
    played = hand_made(lift=lift.items())
    assert moments.fraud(played) == pytest.approx([2 / 8])
    assert moments.frauds_detected(played) == pytest.approx([1 / 2])
    lost = 2.0 * (0.41 + 0.4) / 2  # a year
    value = played.years["accrued_in_year"][played.years["year"] >= 2].sum() / 8 / 0.03
    assert moments.fraud_cost(played) == pytest.approx([lost / value])


@pytest.fixture(scope="module")
def hazards() -> LongRun:
    """CEOSAL2's firms, in which people only retire, at random."""
    return play(scenario_of(PLAIN, {**QUIET, "market.retirement": 0.04}), threads=1)


def test_a_constant_hazard_makes_geometric_tenures(hazards):
    """Of those who sit there whole years ``n`` with chance ``(1 - s) s**n``, ``s = (1 - h)**4``."""
    stays = 0.96**4
    for found, wanted in (
        (moments.succession(hazards), 0.16),
        (moments.turnover(hazards), 0.16),
        (moments.tenure_mean(hazards), stays / (1 - stays)),
        (moments.tenure_long(hazards), stays**12),
    ):
        error = found.std(ddof=1) / found.size**0.5
        assert abs(found.mean() - wanted) < 4 * error + 1e-9, (found, wanted)
    assert moments.tenure_median(hazards).mean() == pytest.approx(
        math.log(0.5) / math.log(stays), abs=0.8
    )


def test_where_only_hazards_end_tenures_performance_does_not_matter(hazards):
    gap = moments.poor(hazards) - moments.better(hazards)
    assert abs(gap.mean()) < 4 * gap.std(ddof=1) / gap.size**0.5
    for nothing in (moments.dismissals, moments.fraud, moments.board_dismissals, moments.outside):
        assert (nothing(hazards) == 0.0).all()
    assert np.isnan(moments.frauds_detected(hazards)).all()  # there was none


def test_boards_that_dismiss_make_performance_matter():
    """The control of the test before."""
    bars = {"package.oversight": [{"name": "belief-dismissal", "bar": -0.3}]}
    talent = {"executives.talent_sd": 0.5, "market.retirement": 0.02}
    played = play(scenario_of(PLAIN, {**QUIET, **talent, **bars}), 4, threads=1)
    assert (moments.poor(played) > moments.better(played) + 0.03).all()
    assert (moments.dismissals(played) > 0.1).all()


def test_acquisitions_are_no_successions():
    model = scenario_of(PLAIN, {**QUIET, "market.acquisition": 0.02})
    played = play(model, 4, threads=1)
    assert (moments.succession(played) == 0.0).all()
    assert moments.turnover(played).mean() == pytest.approx(0.08, abs=0.01)


def test_a_burn_in_is_part_of_the_run_in():
    model = scenario_of(PLAIN, {"burn_in": 82, "regimes": [{"start": 3, "tasks": SHIFT}]})
    long, first = prepared(model)
    assert (long.burn_in, first, long.quarters) == (0, 84, 84 + MEASURED_QUARTERS)
    assert long.regimes[0].start == 85
    assert prepared(scenario_of(PLAIN, {}))[1] == RUN_IN_QUARTERS


def test_one_firm_has_facts_too():
    """What it has no number for is no number, and nothing is warned of."""
    one = {"firms.source": "synthetic", "firms.count": 1, "market.retirement": 0.02}
    model = scenario_of(PLAIN, {**QUIET, **one})
    played = play(model, 2, threads=1)
    assert np.isnan(moments.better(played)).all() and np.isfinite(moments.poor(played)).all()
    assert np.isnan(moments.pay_on_sales(played)).all()
    assert np.isnan(moments.cost_of_replacing(played)).all()
