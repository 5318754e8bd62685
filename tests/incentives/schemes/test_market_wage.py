"""Reputation makes people work, as long as it is not made and pays later; Holmstrom 1999."""

from __future__ import annotations

import numpy as np

from tests.incentives.schemes.efforts import difference, efforts, paid_by
from tests.sim.worlds import batch

WAGE = {"name": "market-wage", "slope": 0.4}


def test_nobody_is_paid_for_a_report_and_yet_they_work_for_it():
    salary, wage = efforts(paid_by("fixed-salary")), efforts(paid_by(WAGE))
    assert difference(salary["operate"], wage["operate"]).t > 4
    assert difference(salary["dress"], wage["dress"]).t > 4  # for the looks as well


def test_the_incentive_fades_as_a_reputation_is_made():
    model = paid_by(WAGE, quarters=16, market__poaching=0.0, market__retirement=0.0)
    worlds = batch(model, range(model.worlds))
    worlds.step()
    early = worlds.actions.effort[1].reshape(model.worlds, -1).mean(axis=1)
    for _ in range(10):
        worlds.step()
    late = worlds.actions.effort[1].reshape(model.worlds, -1).mean(axis=1)
    assert difference(early, late).t < -4


def test_it_needs_foresight_and_somebody_who_learns():
    """Controls: effort is that of a salary, to the bit."""
    for off in ({"executives__foresight": 0}, {"board__prior_variance": 0.0}):
        salary, wage = efforts(paid_by("fixed-salary", **off)), efforts(paid_by(WAGE, **off))
        assert all(np.array_equal(salary[task], wage[task]) for task in salary)


def test_the_wage_itself_is_paid_in_advance():
    """Awards differ with the belief that is held, not with the report: luck is not paid for."""
    certain = {"board__prior_variance": 0.0}
    for part, differ in ((WAGE, False), ({"name": "linear-bonus"}, True)):
        worlds = batch(paid_by(part, **certain))
        worlds.step()
        spread = np.ptp(worlds.actions.awards[0].reshape(4, -1), axis=1)
        assert (spread.min() > 0.1) if differ else (spread.max() < 1e-12)
