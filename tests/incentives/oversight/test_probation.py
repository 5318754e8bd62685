"""Probation catches early who does not know of it; who does waits until it is over."""

from __future__ import annotations

import numpy as np

from tests.incentives.oversight.watched import under, watch
from tests.incentives.schemes.paired import t_of

WATCH = {"name": "probation", "length": 4, "rate": 0.3, "bar": -50.0}
FEW = {"firms__count": 150, "quarters": 8, "market__poaching": 0.05}


def test_the_aware_wait_until_it_is_over():
    played = watch(under(WATCH, **FEW))
    early = played.tenure < 4
    waits = played.mean(played.dress, ~early) - played.mean(played.dress, early)
    assert t_of(waits) > 4


def test_the_unaware_do_not_and_are_caught_early():
    aware, unaware = (
        watch(under(WATCH, **FEW, executives__awareness=awareness)) for awareness in (1.0, 0.0)
    )
    early = unaware.tenure < 4
    assert (
        t_of(
            unaware.mean(unaware.caught * 1.0, early)
            - aware.mean(aware.caught * 1.0, aware.tenure < 4)
        )
        > 4
    )
    assert not unaware.caught[~early].any()
    ends = (unaware.tenure[4] == 4) & (unaware.mine[3] == unaware.mine[4])
    assert ends.any()
    assert np.array_equal(unaware.dress[3, ends], unaware.dress[4, ends])


def test_without_length_there_is_no_turn():
    free, short = (watch(under(*oversight, **FEW)) for oversight in ([], [{**WATCH, "length": 0}]))
    assert np.array_equal(free.dress, short.dress)


def test_the_bar_dismisses_during_probation_only():
    strict = watch(under({**WATCH, "rate": 0.0, "bar": 0.1}, **FEW))
    fixed = watch(under({**WATCH, "rate": 0.0}, **FEW))
    leaves = [np.diff(played.mine, axis=0) > 0 for played in (strict, fixed)]
    early = strict.tenure[:-1] < 4
    assert leaves[0][early].mean() > 2 * leaves[1].mean()
    assert abs(leaves[0][~early].mean() - leaves[1].mean()) < 0.05
