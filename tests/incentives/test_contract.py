"""The contract that every part obeys; a new file in the folder is found and tested by itself."""

from __future__ import annotations

import inspect
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_origin

import numpy as np
import pytest
import yaml

import incentives
from incentives import FAMILIES, Applicants, Seen, catalogue, find
from incentives.metrics import Tasks
from incentives.metrics.base import check_measure
from incentives.oversight.base import Oversight, common_period
from incentives.parts import UnknownPart
from incentives.schemes.base import Scheme
from sim.scenario.package import Package
from tests.sim.worlds import batch, scenario

PARTS = [
    pytest.param(family, part, id=f"{family}/{name}")
    for family in FAMILIES
    for name, part in catalogue(family).items()
]
SCHEMES = list(catalogue("schemes").values())
METRICS = list(catalogue("metrics").values())
FILTERS = list(catalogue("filters").values())
OVERSIGHT = list(catalogue("oversight").values())


def views(n=257, noise=0.6):
    rng = np.random.default_rng(7)
    return Seen(
        quarter=5,
        tenure=rng.integers(0, 40, n),
        metric=np.linspace(-4, 8, n),
        reference=np.full(n, 0.7),
        noise_sd=noise,
    )


def snapshot(view):
    return {k: np.array(v, copy=True) for k, v in vars(view).items()}


def untouched(view, before):
    return all(
        np.array_equal(np.array(getattr(view, k)), v, equal_nan=v.dtype.kind == "f")
        for k, v in before.items()
    )


def test_every_file_is_one_part():
    root = Path(incentives.__file__).parent
    for family in FAMILIES:
        files = {p.stem for p in (root / family).glob("*.py")} - {"__init__", "base"}
        assert files == {name.replace("-", "_") for name in catalogue(family)}


@pytest.mark.parametrize(("family", "part"), PARTS)
def test_a_part_says_what_it_is(family, part):
    assert find(family, part.name) is part
    assert part.summary and part.summary[0].islower() and not part.summary.endswith(".")
    assert any(character.isdigit() for character in part.source), "a source has a year"
    for name, field in part.model_fields.items():
        assert field.description, f"{name} has no description"
        free = field.annotation is bool or get_origin(field.annotation) is Literal
        assert field.metadata or free, f"{name} has no bounds"


@pytest.mark.parametrize(("family", "part"), PARTS)
def test_a_part_is_a_value(family, part):
    own = part()
    assert pickle.loads(pickle.dumps(own)) == own
    package = Package.model_validate({family: [{"name": part.name}]})
    text = yaml.safe_dump(package.model_dump(mode="json"))
    assert Package.model_validate(yaml.safe_load(text)) == package
    assert getattr(package, family)[0] == own


@pytest.mark.parametrize(("family", "part"), PARTS)
def test_a_part_imports_nothing_that_knows_goals(family, part):
    source = Path(inspect.getfile(part)).read_text()
    assert "agents" not in source.split() and "from sim" not in source


@pytest.mark.parametrize("scheme", SCHEMES)
def test_awards_have_the_shape_of_the_metric_and_leave_the_view_alone(scheme):
    view = views()
    before = snapshot(view)
    award = scheme().award(view)
    assert award.shape == view.metric.shape and award.dtype == np.float64
    assert np.isfinite(award).all()
    assert np.array_equal(award, scheme().award(view))
    assert untouched(view, before)
    # While plans are made, one firm's award depends on that firm only;
    part = Seen(view.quarter, view.tenure[::3], view.metric[::3], view.reference[::3], 0.6)
    assert np.array_equal(scheme().award(part), award[::3])
    # and then on its world only, whose firms may be vacant or under one contract of a menu.
    rng = np.random.default_rng(11)
    worlds = replace(
        view,
        metric=rng.permutation(view.metric)[:240],
        tenure=view.tenure[:240],
        reference=view.reference[:240],
        choice=np.arange(240) % max(scheme().contracts(), 1),
        firms=24,
        occupied=rng.random(240) < 0.8,
    )
    before, award = snapshot(worlds), scheme().award(worlds)
    assert award.shape == (240,) and np.isfinite(award).all() and untouched(worlds, before)
    one = slice(48, 72)
    names = ("metric", "tenure", "reference", "choice", "occupied")
    alone = replace(worlds, **{name: getattr(worlds, name)[one] for name in names})
    assert np.array_equal(scheme().award(alone), award[one])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("noise", [0.1, 0.6, 2.0])
def test_expected_awards_are_integrals_and_their_slopes_derivatives(scheme, noise):
    """Against the trapezoidal rule on a fine grid of the noise."""
    part = scheme()
    nodes = np.linspace(-9, 9, 40_001)
    weight = np.exp(-0.5 * nodes**2)
    weight /= weight.sum()
    for mean in (-1.0, 0.3, 1.4, 2.5):
        y = mean + noise * nodes
        seen = Seen(0, np.zeros(y.shape, dtype=int), y, np.zeros(y.shape), noise)
        award = part.award(seen)
        at = Seen(0, np.zeros(1, dtype=int), np.array([mean]), np.zeros(1), noise)
        assert part.expected_award(at)[0] == pytest.approx((award * weight).sum(), abs=2e-3)
        # Stein's identity: the derivative of the mean is the covariance with the noise.
        h = 1e-4
        up, down = (part.expected_award(at.reporting(at.metric + d))[0] for d in (h, -h))
        covariance = (award * nodes * weight).sum() / noise
        assert (up - down) / (2 * h) == pytest.approx(covariance, abs=5e-3)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_default_quadrature_agrees_with_closed_forms(scheme):
    part, view = scheme(), views(n=61)
    smooth = Scheme.expected_award(part, view)
    # A jump may be off by half a point of the quadrature, a kink by a twelfth of its square.
    step, peak = 0.6 / 64, 0.4 * 1.01 / 0.6
    bound = 0.5 * step * peak * getattr(part, "bonus", 0.0) + 1e-9
    kinks = hasattr(part, "strike") + 2 * hasattr(part, "cap")
    bound += kinks * step**2 / 12 * peak * part.slope if kinks else 0.0
    assert np.abs(smooth - part.expected_award(view)).max() <= bound


@pytest.mark.parametrize("scheme", SCHEMES)
def test_vesting_and_clawback_are_possible(scheme):
    vesting, claw = scheme().vesting(), scheme().clawback()
    assert 0 <= vesting.deferred <= 1 and vesting.cliff >= 1
    assert claw.rate >= 0 and claw.window >= 0 and 0 <= claw.recovery <= 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_a_belief_adds_to_pay_is_what_the_scheme_says(scheme):
    """Numerical derivatives in the belief, for boards that learn nothing and boards that do."""
    part, view = scheme(), views()
    before, after = (pay[view.tenure] for pay in part.belief_pay().by_tenure(40))
    step = 1e-3

    def slope(seen, **ahead):
        return (part.award(replace(seen, **ahead)) - part.award(seen)) / step

    belief = np.linspace(-1.0, 1.0, view.metric.size)
    numb = replace(view, belief=belief, reports=view.tenure, last_reference=view.reference - 0.3)
    assert slope(numb, belief=belief + step) == pytest.approx(before + after, abs=1e-9)
    keen = replace(numb, gains=np.linspace(0.5, 0.1, 20))
    assert (keen.gain == keen.gains[np.minimum(view.tenure, 19)]).all()
    more = slope(keen, metric=view.metric + step) - slope(numb, metric=view.metric + step)
    assert more == pytest.approx(after * keen.gain, abs=1e-9)


@pytest.mark.parametrize("part", METRICS)
def test_metrics_say_how_they_move(part):
    """Arrays fit the tasks; what they return is new, and the table is left alone."""
    names = ("build", "operate", "dress")
    rows = {k: np.linspace(0.1, 1.0, 3) + i for i, k in enumerate(
        ("value", "curvature", "visible", "borrowed", "loading")
    )}  # fmt: skip
    tasks = Tasks(names, **rows, matured_weight=0.5)
    before = {k: v.copy() for k, v in rows.items()}
    found = part().measure(tasks)
    check_measure(found, len(names))
    assert all(np.array_equal(rows[k], v) for k, v in before.items())
    assert (found.turn == "none") == (found.turns.size == 0)
    again = part().measure(tasks)
    assert np.array_equal(found.loading, again.loading) and np.array_equal(found.bend, again.bend)
    if found.turns.size:
        assert found.loading == pytest.approx(found.turns.mean(axis=0))


@pytest.mark.parametrize("part", METRICS)
def test_a_scheme_can_be_paid_on_every_metric(part):
    """Awards are its metric times the slope, for every firm with somebody to award."""
    model = scenario(
        package__schemes=[{"name": "linear-bonus", "slope": 0.1, "metric": part.name}],
        package__metrics=[part.name], firms__count=40, quarters=4,
    )  # fmt: skip
    worlds = batch(model)
    for _ in range(4):
        worlds.step()
    sits = worlds.seats.executive >= 0
    assert np.isfinite(worlds.actions.awards).all()
    assert np.ptp(worlds.actions.awards[0][sits]) > 0


@pytest.mark.parametrize("part", FILTERS)
def test_filters_score_every_applicant(part):
    rng = np.random.default_rng(3)
    shape = (50, 6)
    reputation = np.where(rng.random(shape) < 0.5, np.nan, rng.normal(size=shape))
    view = Applicants(rng.normal(size=shape), reputation, rng.random(shape))
    before = snapshot(view)
    score = part().score(view)
    assert score.shape == shape and not np.isnan(score).any() and not (score == np.inf).any()
    assert untouched(view, before)
    assert 0 <= part().correlation() <= 1 and part().gaming_cost() > 0
    assert (part.measures in {"ability", "integrity", "trial"}) == (part().correlation() > 0)
    assert (part.measures == "intent") == (part().separation() != 0)
    assert (part.measures in {"harm", "record"}) == (part().discovery() > 0)
    assert 0 <= part().suspicion() <= 1 and part().discovery() <= 1


@pytest.mark.parametrize("part", OVERSIGHT)
def test_oversight_answers_for_every_firm_and_context(part):
    for view in (views(), Seen(np.arange(4), np.zeros(4, dtype=int), *(np.zeros(4),) * 2, 0.6)):
        before = snapshot(view)
        rate, bar = part().audit_rate(view), part().dismissal_bar(view)
        assert rate.shape == bar.shape == view.tenure.shape
        assert ((rate >= 0) & (rate <= 1)).all() and not np.isnan(bar).any()
        assert untouched(view, before)
    assert part().probation() >= 0 and part().fine() >= 0 and part().audit_cost() >= 0
    assert part().removal_cost() >= 0 and (part().term() or 1) >= 1
    # Of the other firms only those of the same world matter, vacant or not.
    rng = np.random.default_rng(5)
    columns = {
        "tenure": rng.integers(0, 40, 240),
        "metric": rng.normal(size=240),
        "reference": np.repeat(rng.normal(size=10), 24),
        "belief": rng.normal(size=240),
        "reports": rng.integers(0, 9, 240),
        "occupied": rng.random(240) < 0.8,
    }
    worlds = Seen(5, noise_sd=0.6, gains=np.linspace(0.4, 0.1, 9), firms=24, **columns)
    before, bar = snapshot(worlds), part().dismissal_bar(worlds)
    assert bar.shape == (240,) and not np.isnan(bar).any() and untouched(worlds, before)
    alone = replace(worlds, **{name: column[48:72] for name, column in columns.items()})
    assert np.array_equal(part().dismissal_bar(alone), bar[48:72])
    assert 0 <= part().share_on() <= 1 and 0 <= part().tip_off() <= 1
    assert 0 <= part().whistle() <= 1 and 0 <= part().upkeep() < np.inf


@pytest.mark.parametrize("part", OVERSIGHT)
def test_oversight_follows_the_calendar_with_the_period_that_it_says(part):
    period, view = part().period(), views()
    assert isinstance(period, int) and common_period([part()]) % period == 0
    for quarter in (0, 3, 17):
        now, again = (replace(view, quarter=q) for q in (quarter, quarter + period))
        assert np.array_equal(part().audit_rate(now), part().audit_rate(again))
        assert np.array_equal(part().dismissal_bar(now), part().dismissal_bar(again))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"whistle": 1.2}, "whistle returned 1.2"),
        ({"upkeep": -1.0}, "upkeep returned -1.0"),
        ({"upkeep": np.inf}, "upkeep returned inf"),
        ({"period": 0}, "period returned 0"),
        ({"period": 4.0}, "period returned 4.0"),
        ({"period": 401}, "period returned 401"),
        ({"fine": np.nan}, "fine returned nan"),
        ({"audit_cost": -1.0}, "audit_cost returned -1.0"),
        ({"probation": 2.5}, "probation returned 2.5; expected a whole number from 0 to 400"),
        ({"term": 10**9}, "term returned 1000000000"),
    ],
)
def test_impossible_oversight_is_refused(answer, said):
    class Odd(Oversight):
        abstract = True

    for method, value in answer.items():
        setattr(Odd, method, lambda self, value=value: value)
    with pytest.raises(ValueError, match=said):
        Odd().check()


def test_an_unknown_part_gets_the_nearest_name():
    with pytest.raises(UnknownPart, match="linear-bonus"):
        find("schemes", "linear-bonu")


def test_a_part_without_a_source_is_refused():
    with pytest.raises(TypeError, match="source"):

        class Nameless(Scheme):
            name = "nameless"
            summary = "says where it comes from nowhere"


def test_a_second_part_of_the_same_name_is_refused():
    with pytest.raises(TypeError, match="two schemes are called 'linear-bonus'"):

        class Twin(Scheme):
            name = "linear-bonus"
            summary = "another"
            source = "nobody 2026"
