"""Checks of responses: they pass wherever parameters are admissible, and their controls fail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives import Seen
from incentives.schemes.options import Options
from sim.checks import find, run_check
from sim.checks.baker import Baker
from sim.checks.base import TOLERANCE, agrees
from sim.checks.becker import Becker
from sim.checks.contracts import one_shot, outcome, play, task
from sim.checks.holmstrom_milgrom import HolmstromMilgrom
from sim.checks.hurdle import Hurdle
from sim.checks.multitask import Multitask
from sim.checks.option import Option
from sim.cli import main
from sim.quarter.ledger import LEDGER
from sim.support.inputs import InputError
from tests.sim.checks.parameters import numbers

pytestmark = pytest.mark.study

CHECKS = [HolmstromMilgrom, Multitask, Baker, Becker, Hurdle, Option]


def assert_passes(check):
    result = run_check(check)
    assert result.passed, result.document()
    return result


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_default_passes_and_the_control_fails(check):
    assert find(check.name) is check
    result = assert_passes(check())
    assert list(result.theory) == list(result.simulated) == list(check.outputs)
    assert not run_check(check().control(), against=check()).passed


@pytest.mark.parametrize(
    "parameters",
    [
        {"r": 0.0, "c": 0.4, "sigma": 2.0},
        {"r": 8.0, "c": 0.05, "sigma": 0.5},
        {"r": 0.3, "c": 20.0, "sigma": 3.0},
        {"r": 90.0, "c": 2.0, "sigma": 10.0},
    ],
)
def test_holmstrom_milgrom_elsewhere(parameters):
    assert_passes(HolmstromMilgrom(**parameters))


@pytest.mark.parametrize(
    ("parameters", "corner"),
    [
        ({"C12": 0.0}, False),
        ({"C12": -0.7, "B2": 0.4, "r": 2.0}, False),
        ({"C12": 0.9, "B2": 2.0}, False),  # pay would only draw effort away
        ({"C12": 0.6, "a02": 0.0}, True),  # nothing is left to be drawn away
        ({"C12": 0.8, "a02": 0.05, "B2": 1.1, "r": 0.3}, True),  # worth going beyond the corner
        ({"C12": 0.5, "B1": 3.0, "C11": 2.0, "C22": 0.5, "a02": 0.3, "s1": 1.5}, None),
        ({"B1": -1.0, "B2": -2.0, "C12": 0.4, "r": 0.0}, None),  # pay to keep off the other task
    ],
)
def test_multitask_elsewhere(parameters, corner):
    result = assert_passes(Multitask(**parameters))
    if corner is not None:
        assert (result.theory["effort_2"] == 0.0) == corner


def test_multitask_with_nothing_to_draw_away_is_a_single_task():
    """At the corner the slope does not fall with what the efforts have to do with each other."""
    slopes = [Multitask(C12=x, a02=0.0).theory()["slope"] for x in (0.1, 0.5, 0.9)]
    assert slopes == pytest.approx(
        [HolmstromMilgrom(r=1.0, c=1.0, sigma=0.5).theory()["slope"]] * 3
    )


entry = st.floats(-3.0, 3.0).filter(lambda x: x == 0.0 or abs(x) > 1e-3)


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: st.tuples(*2 * [st.tuples(*n * [entry])])))
def test_baker_elsewhere(vectors):
    mu, nu = vectors
    assert_passes(Baker(mu=mu, nu=nu))


@pytest.mark.parametrize(
    ("mu", "nu", "slope"),
    [
        ((1.0, 0.5), (1.0, 0.4), 1.2 / 1.25),
        ((1.0, 1.0), (-1.0, -2.0), 0.0),  # all that pay could bring is harm
        ((-1.0, 2.0), (1.0, -0.1), -1.0),  # only the first effort, paid for the metric's fall
        ((1.0, -1.0), (1.0, 1.0), 1.0),  # a tie of two sides
        ((0.0, 0.0), (1.0, 1.0), 0.0),
        ((-2.0,), (3.0,), -1.5),
    ],
)
def test_baker_of_mixed_signs(mu, nu, slope):
    assert assert_passes(Baker(mu=mu, nu=nu)).theory["slope"] == pytest.approx(slope)


@settings(max_examples=40, deadline=None)
@given(
    q=numbers(0.0, 1.0),
    F=numbers(0.0, 4.0),
    lam=numbers(0.0, 5.0),
    kap=numbers(0.05, 3.0),
    m=numbers(0.0, 4.0),
    form=st.sampled_from(["L", "E"]),
)
def test_becker_elsewhere(q, F, lam, kap, m, form):  # noqa: N803
    """All but the share of the caught, which takes many firms."""
    check = Becker(q=q, F=F, lam=lam, kap=kap, m=m, form=form)
    theory, found = check.theory(), outcome(check.scenario())
    # Where two ways are about equally good, either will do; as good as the best it must be.
    assert found.utility == pytest.approx(theory["utility"], rel=TOLERANCE, abs=TOLERANCE)
    mine = check._gain(float(found.effort[0]))
    assert mine == pytest.approx(theory["utility"], rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(
    ("parameters", "diversion"),
    [
        ({"form": "L", "q": 0.5, "F": 4.0, "lam": 1.0, "m": 0.0, "kap": 2.0}, 0.0),  # deterred
        ({"form": "L", "q": 0.5, "F": 1.0, "lam": 2.0, "m": 0.0, "kap": 0.5}, 2.0),  # past caring
        ({"form": "L", "q": 0.1, "F": 0.5, "lam": 4.0, "m": 0.5, "kap": 3.9}, None),
        ({"form": "L", "lam": 0.0, "q": 1.0}, 1.25),  # nothing is ever found
        ({"form": "E", "q": 1.0, "F": 3.0, "lam": 2.0, "m": 0.2, "kap": 0.1}, None),
    ],
)
def test_becker_at_corners(parameters, diversion):
    result = assert_passes(Becker(**parameters))
    if diversion is not None:
        assert result.simulated["diversion"] == pytest.approx(diversion)


def test_becker_jumps_where_two_ways_are_equally_good():
    """From deterred in part to past caring: the fine at which it happens, and not another."""
    at = lambda fine, form: Becker(q=0.6, F=fine, lam=1.5, kap=0.5, m=0.0, form=form)
    for form in ("L", "E"):
        fines = np.linspace(1.2, 2.4, 41)
        theory = [at(fine, form).theory()["diversion"] for fine in fines]
        found = [at(fine, form).diversion().value for fine in fines]
        assert found == pytest.approx(theory, abs=1e-6)
        jumps = np.abs(np.diff(theory))
        assert jumps.max() > 0.5 and np.sort(jumps)[-2] < 0.1


def test_the_caught_pay_the_fine_and_a_multiple_of_what_they_took():
    check = Becker(q=0.8, F=0.7, m=1.5, kap=1.0, lam=0.9)
    worlds = play(check.scenario(worlds=1, firms=400).model_copy(update={"quarters": 2}))
    owed = worlds.actions.books[LEDGER.index("fines")]  # by the caught of the first quarter
    caught = owed > 0
    assert 0.1 < caught.mean() < 0.9
    assert owed[caught] == pytest.approx(0.7 + 1.5 * check.theory()["diversion"], rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    B=numbers(0.0, 4.0),
    K=numbers(-1.0, 4.0),
    s=numbers(0.05, 2.0),
    c=numbers(0.2, 3.0),
    b=numbers(-0.5, 0.5),
)
def test_hurdle_elsewhere(B, K, s, c, b):  # noqa: N803
    check = Hurdle(B=B, K=K, s=s, c=c, b=b)
    theory, found = check.theory(), check.simulate()
    assert agrees(theory["utility"], found["utility"])
    # Brute force: no effort on a grid is better than what the core found.
    axis = np.linspace(0.0, check._largest(), 4001)
    part = {"name": "hurdle-bonus", "hurdle": K, "bonus": B, "slope": b}
    award = one_shot(package__schemes=[part]).package.schemes[0]
    seen = Seen(0, np.zeros(axis.size, dtype=int), axis, np.zeros(axis.size), s)
    worth = award.expected_award(seen) - 0.5 * c * axis**2
    assert found["utility"].value >= worth.max() - 1e-8


@pytest.mark.parametrize("noise", [0.3, 0.02, 0.001])
def test_hurdle_is_found_however_sharp(noise):
    for target in (0.8, 1.4, 1.42):
        assert_passes(Hurdle(B=1.0, K=target, s=noise, c=1.0, b=0.0))


def test_hurdle_and_option_jump_where_two_optima_are_equally_good():
    """Effort rises with the target, then gives up: on both sides the better optimum is found."""
    targets = np.linspace(0.9, 1.5, 41)
    found = [Hurdle(K=x, s=0.15).simulate()["effort"].value for x in targets]
    assert found == pytest.approx([Hurdle(K=x, s=0.15).theory()["effort"] for x in targets])
    assert max(-np.diff(found)) > 0.5
    strikes = np.linspace(0.3, 0.7, 41)
    found = [Option(b=1.0, K=x, s=0.1).simulate()["best_effort"].value for x in strikes]
    theory = [Option(b=1.0, K=x, s=0.1).theory()["best_effort"] for x in strikes]
    assert found == pytest.approx(theory) and max(-np.diff(found)) > 0.5
    # At b = 1, c = 1, K = 1/2 to work and not to work are equally good: the larger effort.
    assert Option(b=1.0, K=0.5, s=0.1).simulate()["best_effort"].value > 0.9


@settings(max_examples=40, deadline=None)
@given(
    b=numbers(-1.0, 3.0),
    K=numbers(-2.0, 3.0),
    s=numbers(0.05, 2.0),
    c=numbers(0.3, 3.0),
    a=numbers(0.0, 3.0),
)
def test_option_elsewhere(b, K, s, c, a):  # noqa: N803
    check = Option(b=b, K=K, s=s, c=c, a=a)
    theory, found = check.theory(), check.simulate()
    assert all(agrees(theory[name], found[name]) for name in ("expected_pay", "delta", "vega"))
    mine = check._utility(found["best_effort"].value)
    assert mine == pytest.approx(check._utility(theory["best_effort"]), abs=1e-7)


@pytest.mark.parametrize("noise", [0.05, 0.4, 2.0])
def test_delta_and_vega_are_derivatives(noise):
    part, h = Options(slope=0.7, strike=0.4), 1e-5
    metric = np.linspace(-2.0, 3.0, 201)
    at = lambda m, sd: part.expected_award(
        Seen(0, np.zeros(m.size, dtype=int), m, np.zeros(m.size), sd)
    )
    seen = Seen(0, np.zeros(metric.size, dtype=int), metric, np.zeros(metric.size), noise)
    delta = (at(metric + h, noise) - at(metric - h, noise)) / (2 * h)
    vega = (at(metric, noise + h) - at(metric, noise - h)) / (2 * h)
    assert part.delta(seen) == pytest.approx(delta, abs=1e-6)
    assert part.vega(seen) == pytest.approx(vega, abs=1e-6)


def test_the_marginal_pay_that_executives_see_is_the_derivative_of_their_pay():
    """The core's curve, at the resolution that the checks use, for a hurdle and for options."""
    for scheme in (
        {"name": "hurdle-bonus", "hurdle": 0.7, "bonus": 1.3, "slope": -0.2},
        {"name": "options", "slope": 0.9, "strike": 0.5},
    ):
        model = one_shot(
            technology__tasks=[task(loading=1.0, cap=2.0)],
            metric__noise=0.2,
            metric__resolution=256,
            package__schemes=[scheme],
        )
        plans, part = play(model).plans, model.package.schemes[0]
        nodes = plans.curve_start[0] + plans.curve_step[0] * np.arange(plans.curve_last[0] + 1)
        none = np.zeros(nodes.size)
        expected = lambda m, part=part, none=none: part.expected_award(
            Seen(0, none.astype(int), m, none, 0.2)
        )
        slope = (expected(nodes + 1e-5) - expected(nodes - 1e-5)) / 2e-5
        assert plans.curve_value[0, 0, 0] == pytest.approx(expected(nodes), abs=1e-12)
        assert plans.curve_slope[0, 0, 0] == pytest.approx(slope, abs=1e-5)


@pytest.mark.parametrize(
    ("check", "parameters", "word"),
    [
        (HolmstromMilgrom, {"c": 0.0}, "c"),
        (HolmstromMilgrom, {"r": 50.0, "c": 0.004}, "r is 50; expected at most 10000 times c"),
        (Multitask, {"C12": 1.0}, "C12 is 1; expected less in size than the root of C11*C22"),
        (Baker, {"mu": (1.0, 1.0)}, "nu has 3 entries; expected as many as mu"),
        (Baker, {"mu": (1.0, 1e-5, 0.0)}, "mu has 1e-05; expected"),
        (Becker, {"form": "Q"}, "form"),
        (Hurdle, {"s": 0.0}, "s"),
        (Hurdle, {"B": 100.0, "c": 0.001, "s": 1e-3}, "s is 0.001; expected at least"),
        (Option, {"a": -1.0}, "a"),
    ],
)
def test_bad_parameters_are_named(check, parameters, word):
    with pytest.raises(InputError) as caught:
        check(**parameters)
    assert word in str(caught.value)


def test_bad_parameters_end_with_status_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["validate", "becker", "--set", "q=1.5"])
    assert caught.value.code == 2
    assert "becker: q: is 1.5; expected a number " in capsys.readouterr().err
