"""Packages whose parts cannot all be are refused; those that can are not."""

from __future__ import annotations

import numpy as np
import pytest

from incentives.oversight import Oversight
from sim.scenario.term_limit import tenure_limit
from tests.sim.worlds import scenario


class Late(Oversight):
    """Dismisses after forty quarters only."""

    abstract = True

    def dismissal_bar(self, seen):
        return np.where(seen.tenure > 40, 0.0, -np.inf)


class Raid(Late):
    """The same, by somebody else."""

    abstract = True
    remover = "raid"


Late.name = "late"  # afterwards, so that it stays out of the catalogue


@pytest.mark.parametrize(
    "part", ["belief-dismissal", "probation", {"name": "relative-dismissal"}, Late()]
)
def test_a_board_cannot_both_dismiss_and_spare(part):
    scenario(package__oversight=[part])
    with pytest.raises(ValueError, match="package: with no-dismissal the board dismisses nobody"):
        scenario(package__oversight=[part, "no-dismissal"])


@pytest.mark.parametrize(
    "part",
    ["takeover", "proxy-contest", "tenure-limit", "random-audits", Raid(),
     {"name": "relative-dismissal", "share": 0}],
)  # fmt: skip
def test_who_dismisses_nobody_or_is_not_the_board_may_stand_beside_it(part):
    scenario(package__oversight=["no-dismissal", part])


def test_a_package_of_the_ballot_is_named():
    ballot = {"mild": {"oversight": []}, "odd": {"oversight": ["no-dismissal", "probation"]}}
    with pytest.raises(ValueError, match="odd: with no-dismissal"):
        scenario(shareholders__ballot=ballot)


@pytest.mark.parametrize(
    ("market", "parts", "limit"),
    [(None, [], None), (None, [9, 7], 7), (8, [9], 8), (8, [], 8), (20, [9], 9)],
)
def test_the_smallest_term_counts(market, parts, limit):
    oversight = [{"name": "tenure-limit", "quarters": quarters} for quarters in parts]
    model = scenario(market__tenure_limit=market, package__oversight=oversight)
    assert tenure_limit(model.market, model.package) == limit


def test_who_sets_the_term_is_named():
    deferred = {"package__schemes": [{"name": "deferred-bonus", "cliff": 12}]}
    term = [{"name": "tenure-limit", "quarters": 11}]
    with pytest.raises(ValueError, match="but tenure-limit ends a tenure after 11"):
        scenario(**deferred, package__oversight=term, market__tenure_limit=12)
    with pytest.raises(ValueError, match=r"but market\.tenure_limit ends a tenure after 10"):
        scenario(**deferred, package__oversight=term, market__tenure_limit=10)


@pytest.mark.parametrize(
    ("method", "answer", "reason"),
    [("term", 0, "term returned 0; expected a whole number from 1"),
     ("removal_cost", -1.0, "removal_cost returned -1.0; expected a number from 0")],
)  # fmt: skip
def test_what_is_no_term_and_no_cost_is_refused(method, answer, reason):
    odd = type("Odd", (Oversight,), {method: lambda self: answer, "abstract": True})
    with pytest.raises(ValueError, match=reason):
        odd().check()
