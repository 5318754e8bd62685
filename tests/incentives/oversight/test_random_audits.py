"""Random audits deter what they can find, by the fine and by the seat."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.oversight.watched import UNSEEN, under, watch
from tests.incentives.schemes.paired import t_of

AUDITS = {"name": "random-audits", "rate": 0.1}


def test_audits_deter_and_a_fine_or_a_better_seat_makes_them_deter_more():
    free = watch(under())
    seat, fine, both = (
        watch(under({**AUDITS, "penalty": penalty}, package__base_pay=pay))
        for penalty, pay in ((0.0, 1.0), (2.0, 1.0), (2.0, 1.2))
    )
    for more, less in ((free, seat), (seat, fine), (fine, both)):
        assert t_of(more.mean(more.dress) - less.mean(less.dress)) > 4
    assert both.dress.mean() > 0  # nobody is at a bound
    assert np.array_equal(free.work[0], both.work[0])


def test_the_fine_deters_in_proportion_to_the_chance_of_an_audit():
    """The seat apart, a fine takes rate * fine * detectability from the worth of dressing."""

    def fall(rate):
        without, fined = (
            watch(under({**AUDITS, "rate": rate, "penalty": penalty}, executives__foresight=1))
            for penalty in (0.0, 1.0)
        )
        return (without.dress - fined.dress)[0]

    assert fall(0.2) == pytest.approx(2 * fall(0.1), rel=1e-9)
    assert fall(0.1).min() > 0


@pytest.mark.parametrize("settings", [{"technology__tasks": UNSEEN}, {"executives__foresight": 0}])
def test_what_cannot_be_found_or_is_not_foreseen_is_not_deterred(settings):
    free, audited = (watch(under(*oversight, **settings)) for oversight in ([], [AUDITS]))
    assert np.array_equal(free.dress[0], audited.dress[0])
    assert audited.audited.any()
