"""Field experiments: levers, limits in which the effect is known, and what is reported."""

from __future__ import annotations

import numpy as np
import pytest

from sim.facts.field import heron_lie, lazear, olken
from sim.facts.field.base import Effect, FieldResult, moved, same_order, totals
from sim.facts.field.bobonis import Bobonis
from sim.facts.field.catalogue import FIELD
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.world.worlds import Worlds


@pytest.fixture(scope="module")
def economy() -> Scenario:
    return load_scenario("us-listed", ["worlds=6"])


def found(effect: Effect, *triple: float) -> FieldResult:
    return FieldResult("Somebody 1999", effect, triple, "a lever", "a source")  # type: ignore[arg-type]


def test_the_same_order_is_half_to_twice_the_effect():
    effect = same_order("it", "share", -0.08)
    assert (effect.low, effect.high, effect.sign) == (-0.16, -0.04, -1)
    assert found(effect, -0.1, -0.12, -0.08).sign_agrees
    assert found(effect, -0.1, -0.12, -0.08).inside
    assert not found(effect, -0.01, -0.03, 0.01).sign_agrees  # it might be nothing
    assert not found(effect, -0.2, -0.21, -0.19).inside
    assert not found(effect, 0.1, 0.09, 0.11).sign_agrees


def test_nothing_is_what_is_small_or_not_told_from_nothing():
    effect = Effect("it", "share", 0.0, 0, -0.02, 0.02)
    assert found(effect, 0.01, 0.009, 0.011).sign_agrees
    assert found(effect, 0.1, -0.1, 0.3).sign_agrees
    assert not found(effect, 0.1, 0.09, 0.11).sign_agrees


def test_totals_do_not_depend_on_threads(economy):
    def count(batch: Worlds) -> dict[str, np.ndarray]:
        return {"metric": batch.actions.metric, "seats": (batch.seats.executive >= 0) * 1.0}

    short = economy.model_copy(update={"quarters": 6, "burn_in": 3})
    one, two = totals(short, count, 1), totals(short, count, 2)
    for name in one:
        assert np.array_equal(one[name], two[name])
    assert one["seats"].max() <= 177 * 6


def test_watchers_leave_it_to_each_other(economy):
    """A sole owner watches as much as is worth it, many owners do not."""
    alone = olken.missing(olken.watched(economy, 1)).mean()
    many = olken.missing(olken.watched(economy, 12)).mean()
    unwatched = olken.missing(olken.audited(economy, 0.04)).mean()
    assert alone < 0.8 * many
    assert many == pytest.approx(unwatched, rel=0.2)


def test_audits_without_a_fine_do_nothing(economy):
    """Control of the experiment: nothing else is lost by being found out."""
    parts = [{"name": "random-audits", "rate": 0.01, "penalty": 0.0}, "belief-dismissal"]
    model = moved(economy, {"package.oversight": parts})
    few, all_ = (olken.missing(olken.audited(model, rate)) for rate in (0.04, 1.0))
    assert np.array_equal(few, all_)


def test_piece_rates_raise_the_same_peoples_output_as_planned(economy):
    """With ``theta*(1 + slope*theta)``: by .22 for people drawn as they are in the population."""
    salary, same, later = (part.mean() for part in lazear.switched(lazear.factory(economy)))
    spread = lazear._ABILITY_SD**2  # and least effort 1 makes output ability
    planned = lazear.PIECE_RATE * (salary**2 + spread) / salary
    assert same / salary - 1 == pytest.approx(planned, rel=0.05)
    assert later > same > salary


def test_hindsight_is_worth_the_expected_maximum_of_a_random_walk():
    walks = np.random.default_rng(1).standard_normal((40_000, 20)).cumsum(axis=1)
    for days in (2, 20):
        best = np.maximum(walks[:, :days].max(axis=1), 0.0)
        error = best.std() / best.size**0.5
        assert abs(best.mean() - heron_lie.hindsight(days)) < 4 * error


def test_audits_ahead_work_until_they_are_over(economy):
    ahead, after = Bobonis().run(economy)
    assert ahead.sign_agrees and after.sign_agrees
    assert ahead.simulated[0] < 4 * after.simulated[0] < 0.4


def test_every_effect_has_what_json_promises(economy):
    keys = {"experiment", "published", "low", "high", "simulated", "sign_agrees", "inside"}
    for experiment in FIELD:
        assert experiment.source and experiment.lever
        for effect in experiment.effects:
            document = found(effect, 0.0, 0.0, 0.0).document()
            assert keys <= document.keys()
