"""Whatever lifts the report is done for pay on it, whether it is good or bad."""

from __future__ import annotations

import numpy as np

from sim.tables.simulate import simulate
from tests.incentives.schemes.efforts import difference, efforts, paid_by
from tests.sim.worlds import scenario

LINEAR = {"name": "linear-bonus", "slope": 0.8}


def test_pay_on_the_report_makes_it_worth_dressing_up():
    salary, bonus = efforts(paid_by("fixed-salary")), efforts(paid_by(LINEAR))
    assert difference(salary["dress"], bonus["dress"]).t > 4


def test_a_report_that_cannot_be_dressed_up_is_not():
    """Control."""
    tasks = scenario().model_dump(mode="json")["technology"]["tasks"]
    tasks[2]["loading"] = 0.0
    assert efforts(paid_by(LINEAR, technology__tasks=tasks))["dress"].max() == 0


def test_it_is_the_default_of_schemes_that_name_none():
    unsaid, said, listed = (
        simulate(model)["runs"]
        for model in (
            paid_by(LINEAR),
            paid_by({**LINEAR, "metric": "earnings"}),
            paid_by(LINEAR, package__metrics=["earnings"]),
        )
    )
    for name in unsaid:
        assert np.array_equal(unsaid[name], said[name]) and np.array_equal(said[name], listed[name])
