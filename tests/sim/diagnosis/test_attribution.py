"""Where the value went: sums, exact zeros, and the limit in which first best has a formula."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.means import interval
from sim.diagnosis.attribution import twins
from sim.diagnosis.attribution.attribution import attribute
from sim.diagnosis.attribution.causes import CAUSES, COALITIONS, NUMBERS, UNIONS
from sim.diagnosis.attribution.contracts import contracts
from sim.diagnosis.attribution.owen import coalitions, owen
from sim.diagnosis.attribution.waterfall import twins_chart, waterfall
from sim.pictures.charts import styled, svg
from sim.tables.simulate import simulate
from sim.world.election import Job
from tests.sim.worlds import scenario

ORDER = list(CAUSES)
GOALS = ("goals_misaligned", "goals_aligned")


def lost(model):
    """By cause, and the goals of all."""
    found = attribute(model).columns()
    return {name: found[name] for name in (*ORDER, "goals")}


@pytest.fixture(scope="module")
def usual():
    return attribute(scenario(worlds=6, quarters=16))


def test_the_steps_sum_for_every_world_and_firm(usual):
    left = usual.first_best - usual.lost.sum(axis=0) - usual.governance
    assert left == pytest.approx(usual.total_surplus, abs=1e-9)
    left = usual.total_surplus - usual.rent - usual.unripe + usual.bombs
    assert left == pytest.approx(usual.shareholder_surplus, abs=1e-9)
    assert usual.bombs.min() >= 0 and usual.bombs.max() > 0


def test_the_worlds_as_they_are_are_the_simulated_ones(usual):
    runs = simulate(scenario(worlds=6, quarters=16))["runs"]
    for name in ("total_surplus", "shareholder_surplus", "rent", "governance"):
        assert getattr(usual, name).mean(axis=1) == pytest.approx(runs[name], abs=1e-9)


def test_every_cause_costs_something_by_default(usual):
    """The control of the zeros below."""
    for name, values in zip(ORDER, usual.lost, strict=True):
        assert np.abs(values).max() > 0.01, name


def test_outer_costs_nothing_where_true_value_is_paid_at_the_first_best_slope():
    model = scenario()
    slope = contracts(model, model.package).slopes["first_best"]
    paid = scenario(package__schemes=[{"name": "true-value", "slope": slope}])
    found = lost(paid)
    assert not found["intensity"].any() and not found["distortion"].any()
    assert all(found[part].any() for part in GOALS)
    half = lost(scenario(package__schemes=[{"name": "true-value", "slope": slope / 2}]))
    assert not half["distortion"].any()
    assert half["intensity"].mean() > 0.1


def test_goals_cost_nothing_among_stewards():
    found = lost(scenario(executives__population={"steward": 1.0}))
    assert not found["goals"].any() and not any(found[part].any() for part in GOALS)
    own = {"mine": {"share": 1.0, "goal": {"pay": 1.0, "value": 0.3}}}  # a steward by another name
    assert not lost(scenario(executives__population=own))["goals"].any()
    assert lost(scenario(executives__population={"saboteur": 1.0}))["goals"].mean() > 1.0


@pytest.mark.parametrize(
    ("kind", "mine"), [("careerist", "goals_aligned"), ("saboteur", "goals_misaligned")]
)
def test_goals_are_those_of_the_misaligned_or_of_the_others(kind, mine):
    """Careerists, whom `misaligned_share` counts as aligned, have a part of their own."""
    model = scenario(executives__population={"steward": 0.5, kind: 0.5})
    found = lost(model)
    assert found[mine].any() and np.array_equal(found[mine], found["goals"])
    (other,) = set(GOALS) - {mine}
    assert not found[other].any()


def test_deception_costs_nothing_without_awareness():
    found = lost(scenario(executives__awareness=0.0))
    assert not found["deception"].any()
    aware = {"looter": {"share": 1.0, "awareness": 1.0}}  # a kind's own
    model = scenario(executives__awareness=0.0, executives__population=aware)
    assert lost(model)["deception"].any()


def test_luck_costs_nothing_where_reports_and_value_have_none():
    quiet = scenario(firms__luck=0.0, metric__noise=1e-9, package__oversight=[])
    assert np.abs(lost(quiet)["luck"]).max() < 1e-6


def test_capability_is_searching_well_too():
    """Where all are equally able, only learned rules leave anything to find."""
    same = {"executives__ability_sd": 0.0, "market__experienced": 0}
    regimes = [{"start": 4, "tasks": {"build": {"value": -1.2}}}]
    rules = lost(scenario(executives__cognition="rule", regimes=regimes, **same))
    assert rules["capability"].mean() > 0.05


def test_first_best_has_a_formula_where_nobody_watches():
    """Equal firms and abilities, two tasks without side effects, nothing but the contract."""
    nu, impact = np.array([1.0, 0.6]), 3.0
    tasks = [
        {"name": f"task-{j}", "value": v, "visible": 1.0, "loading": 0.5} for j, v in enumerate(nu)
    ]
    model = scenario(
        technology__tasks=tasks,
        firms__size_sd=0.0,
        firms__impact=impact,
        executives__ability_sd=0.0,
        package__oversight=[],
        package__filters=["lottery"],
        shareholders__monitoring_levels=[0.0],
    )
    found = attribute(model)
    best = 0.5 * impact**2 * (nu @ nu) - model.market.outside
    assert found.first_best == pytest.approx(np.full((4, 12), best), abs=1e-9)
    still = ["luck" in mended for mended in COALITIONS]
    quiet = found.twins[still].mean(axis=2)  # no luck, good or bad
    assert np.all(quiet <= best + 1e-9)


def test_the_result_does_not_depend_on_the_batch(usual, monkeypatch):
    monkeypatch.setattr(twins, "FIRMS_AT_HOME", 24)
    again = attribute(scenario(worlds=6, quarters=16))
    assert np.array_equal(again.twins, usual.twins)
    assert np.array_equal(again.bombs, usual.bombs)


def test_a_vote_is_not_taken_again():
    """Twins keep the package that won in their world; both win somewhere."""
    ballot = {"bonus": {}, "later": {"schemes": ["deferred-bonus"]}}
    model = scenario(
        worlds=40, quarters=1, shareholders__ballot=ballot, shareholders__patience_spread=3.0
    )
    plan = twins.plan_twins(model)
    labels = [label for label, _, _ in plan.settled]
    assert set(labels) == {"bonus", "later"} == set(simulate(model)["runs"]["package"])
    for piece in plan.pieces:
        for (some, _), *_ in plan.alike:
            jobs = plan.jobs(some, piece)
            assert [job.settled[0] for job in jobs] == [labels[group] for group, _ in piece]
    worlds = sorted(world for piece in plan.pieces for _, part in piece for world in part)
    assert worlds == list(range(40))


def test_what_pays_on_true_value_alone_is_undistorted_whatever_its_name():
    model = scenario()
    slope = contracts(model, model.package).slopes["first_best"]
    for schemes in (
        [{"name": "linear-bonus", "metric": "true-value", "slope": slope}],
        [{"name": "true-value", "slope": slope}, "fixed-salary"],
    ):
        found = lost(scenario(package__schemes=schemes))
        assert not found["intensity"].any() and not found["distortion"].any()


def test_first_best_is_that_of_the_package():
    """What the page says of it: the level of pay stays, and a rich seat is worked for."""
    slope = contracts(scenario(), scenario().package).slopes["first_best"]
    rich = attribute(scenario(package__schemes=[{"name": "true-value", "slope": slope}]))
    assert rich.first_best.mean() < attribute(scenario()).first_best.mean() - 1.0


WORK = {"name": "work", "value": 1.0, "loading": 1.0}
UNSEEN = {"name": "unseen", "value": 1.0}
STEAL = {"name": "steal", "value": -1.0, "private": 0.9}
THIEF = {"thief": {"share": 1.0, "goal": {"pay": 1, "value": 0.3, "private": 6.0}}}


def by_hand(tasks, scheme, slope, population=None):
    """Equal firms of impact 4, nobody watched or chosen: a steward's efforts are 4 at first best.

    Without the 0.3 that a steward weighs value by, pay has to bring 3.7.
    """
    return scenario(
        worlds=2,
        quarters=6,
        firms__size_sd=0.0,
        firms__luck=0.0,
        firms__impact=4.0,
        shareholders__monitoring_levels=[0.0],
        technology__tasks=tasks,
        executives__ability_sd=0.0,
        executives__population=population or {"steward": 1.0},
        market__candidates=1,
        market__experienced=0,
        package__schemes=[{"name": scheme, "slope": slope}],
        package__filters=["lottery"],
        package__oversight=[],
    )


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (by_hand([WORK], "linear-bonus", 0.4), {"intensity": (3.7 - 0.4) ** 2 / 2}),
        (by_hand([{**WORK, "loading": 2.0}], "linear-bonus", 0.2), {"intensity": 5.445}),
        (by_hand([WORK, UNSEEN], "linear-bonus", 3.7), {"distortion": 3.7**2 / 2}),
        (by_hand([WORK], "true-value", 3.7), {}),
        (by_hand([WORK, STEAL], "true-value", 3.7, THIEF), {"goals_misaligned": 5.32}),
    ],
    ids=["weak", "scaled", "distorted", "nothing", "goals"],
)
def test_each_cause_alone_has_lost_what_a_hand_finds(model, expected):
    """Mended first, last, or in any order."""
    found = attribute(model)
    for name, values in zip(ORDER, found.lost, strict=True):
        wanted = expected.get(name, 0.0)
        for cost in (values, found.first[name], found.last[name]):
            assert cost == pytest.approx(np.full((2, 12), wanted), abs=1e-9), name
    if set(expected) == {"distortion"}:  # pay is at its best slope, and compared with itself
        assert not found.lost[ORDER.index("intensity")].any()


@pytest.mark.parametrize("slope", [0.0, 0.4, 4.5])
def test_strength_and_metrics_are_complements(slope):
    """Value less effort is a square of a distance (Baker 2002), so a hand finds both."""
    found = attribute(by_hand([WORK, UNSEEN], "linear-bonus", slope))
    missed = 3.7**2 / 2  # of a value that is half seen
    off = (1 - slope / 3.7) ** 2
    expected = {
        "intensity": (missed * off, missed * off * 1.5, missed * off * 2),
        "distortion": (missed * (1 - off), missed * (1 - off / 2), missed),
    }
    for name, (first, lost, last) in expected.items():
        assert found.first[name] == pytest.approx(np.full((2, 12), first), abs=1e-9)
        assert found.columns()[name] == pytest.approx(np.full((2, 12), lost), abs=1e-9)
        assert found.last[name] == pytest.approx(np.full((2, 12), last), abs=1e-9)


def test_what_mending_brings_first_and_last(usual):
    """From the same twins, for causes and unions."""
    worth = {mended: usual.twins[place] for place, mended in enumerate(COALITIONS)}
    everything = frozenset(CAUSES)
    for name, parts in {**UNIONS, **{cause: (cause,) for cause in CAUSES}}.items():
        first = worth[frozenset(parts)] - worth[frozenset()]
        last = worth[everything] - worth[everything - frozenset(parts)]
        assert np.array_equal(usual.first[name], first)
        assert np.array_equal(usual.last[name], last)
    columns = usual.columns()
    assert columns["outer"] == pytest.approx(columns["intensity"] + columns["distortion"])
    table = usual.table()
    assert np.array_equal(table["goals_first"], usual.first["goals"].ravel())


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("deception", {"executives__awareness": 0.0}),
        ("goals_aligned", {"executives__population__careerist__goal": {"pay": 1, "value": 0.3}}),
    ],
)
def test_a_paired_simulation_finds_the_same_with_the_same_interval(name, settings):
    """Worlds are the replicates; what a user would do by hand for one cause.

    There is nothing to choose for shareholders, who would choose again in another simulation.
    """
    terms = {"worlds": 6, "quarters": 16, "shareholders__monitoring_levels": [0.0]}
    model = scenario(**terms)
    runs = [dict(simulate(one)["runs"]) for one in (model, scenario(**terms, **settings))]
    gross = [table["total_surplus"] + table["governance"] for table in runs]
    gain = interval(gross[1] - gross[0])
    (row,) = (row for row in attribute(model).rows() if row["name"] == name)
    for bound in ("mean", "low", "high"):
        assert row["first"][bound] == pytest.approx(gain[bound], abs=1e-9)


def test_how_finely_outer_is_cut_moves_nobody_else(usual):
    """Outer as one cause, from the twins in which both of its parts are mended or neither."""
    whole = [
        place
        for place, mended in enumerate(COALITIONS)
        if ("intensity" in mended) == ("distortion" in mended)
    ]
    unions = [(0,), (1, 2), (3,), (4,), (5,)]
    assert len(whole) == len(coalitions(unions))
    joined = owen(usual.twins[whole], unions)
    assert joined[1:] == pytest.approx(usual.lost[2:], abs=1e-12)
    assert joined[0] == pytest.approx(usual.lost[:2].sum(axis=0), abs=1e-12)


def test_no_more_twins_are_played_than_owens_value_asks_for():
    model = scenario()
    assert len(COALITIONS) == len(coalitions(NUMBERS)) == 96
    assert sum(map(len, twins.plan_twins(model).alike)) == 96
    alike = scenario(executives__population={"steward": 0.5, "looter": 0.5})
    # No goals but the misaligned's.
    assert sum(map(len, twins.plan_twins(alike).alike)) == 64


@pytest.mark.parametrize(
    "filters", [["interview"], [{"name": "interview", "shortlist": 2}, "track-record"]]
)
def test_the_ablest_are_hired_whether_or_not_somebody_looks_on(filters):
    """Applicants are looked at between two kernels, or are at hand in one only."""
    model = scenario(worlds=3, quarters=12, package__filters=filters)
    one, other = (twins.TwinWorlds([Job(model, range(3))], ablest=True) for _ in range(2))
    ablest = []
    other.watch_hiring = lambda segment, market, seen, passage, score: ablest.append(
        (score == seen.theta).all()
    )
    for batch in (one, other):
        batch.run()
    assert len(ablest) > 10 and all(ablest)
    for name in ("executive", "theta", "belief", "filter_due", "gaming_due"):
        np.testing.assert_array_equal(getattr(one.seats, name), getattr(other.seats, name))
    np.testing.assert_array_equal(one.total, other.total)


@pytest.mark.parametrize(
    "settings",
    [
        {"package__oversight": []},
        {"package__oversight": ["no-dismissal"], "package__schemes": ["options"]},
        {"package__oversight": [{"name": "random-audits", "rate": 0.1}]},
        {"package__oversight": [{"name": "belief-dismissal", "bar": -6.0}, "tenure-limit"]},
    ],
    ids=["none", "no-dismissal", "even-audits", "even-bar"],
)
def test_deception_costs_nothing_where_there_is_nothing_to_be_aware_of(settings):
    """Exactly, in every twin: oversight is the same in every context, and no filter interviews."""
    terms = {"shareholders__monitoring_levels": [0.0], "package__filters": ["lottery"]}
    model = scenario(**terms | settings, executives__awareness=0.7, worlds=2)
    found = attribute(model)
    for name in ("lost", "first", "last"):
        values = getattr(found, name)
        values = values["deception"] if name != "lost" else values[ORDER.index("deception")]
        assert not values.any(), name
    pairs = {mended - {"deception"} for mended in COALITIONS}
    worth = {mended: found.twins[place] for place, mended in enumerate(COALITIONS)}
    for mended in pairs:
        if {mended, mended | {"deception"}} <= worth.keys():
            assert np.array_equal(worth[mended], worth[mended | {"deception"}])


def test_the_twins_of_a_cause_are_those_that_were_played(usual):
    for name in (*CAUSES, *UNIONS):
        as_it_is, alone, others, everything = (row["mean"] for row in usual.twins_of(name))
        parts = set(UNIONS.get(name, (name,)))
        for mean, mended in (
            (as_it_is, set()),
            (alone, parts),
            (others, set(CAUSES) - parts),
            (everything, set(CAUSES)),
        ):
            if mended in COALITIONS:
                assert mean == pytest.approx(usual.twins[COALITIONS.index(mended)].mean())
    assert "all else mended, not this" in svg(styled(twins_chart(usual.twins_of("outer"))))


def test_the_finding_says_what_share_is_lost_to_what(usual):
    mean = {row["name"]: row["mean"] for row in usual.rows()}
    total = usual.first_best.mean() - usual.twins[0].mean()
    paid, hired = mean["outer"] / total, mean["goals"] / total
    assert usual.finding() == (
        f"{paid:.0%} of what is lost is lost to how we pay, {hired:.0%} to whom we hire"
    )
    gained = usual._replace(lost=-usual.lost)  # where nothing is lost there are no shares
    assert gained.finding().startswith("How we pay costs \N{MINUS SIGN}")


def test_a_bar_can_be_picked_by_its_name(usual):
    spec = waterfall(usual.rows(), "", pick=True).to_dict()
    (bar,) = spec["params"]
    assert bar["name"] == "bar" and bar["select"]["fields"] == ["name"]
    rows = next(data for data in spec["datasets"].values() if "label" in data[0])
    assert {"outer", "goals", "luck"} <= {row["name"] for row in rows}
    assert "params" not in waterfall(usual.rows()).to_dict()
