"""Who listens hears of our own kernels, and kernels are compiled in one pass."""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.numerics.compile import kernel, lean
from agents.numerics.compiling import listen


def test_listeners_hear_of_our_own_kernels():
    def compiled(module):
        def double(x):
            return 2.0 * x

        double.__module__ = module
        return njit(double)(1.5)

    heard = []
    listen(lambda name: heard.append(("starts", name)), lambda name: heard.append(("ends", name)))
    assert compiled("agents.somewhere") == 3.0
    name = (
        "agents.somewhere:test_listeners_hear_of_our_own_kernels.<locals>.compiled.<locals>.double"
    )
    assert heard == [("starts", name), ("ends", name)]
    assert compiled("elsewhere") == 3.0
    assert len(heard) == 2


def _weigh(x, out):
    total = 0.0
    for i in range(x.shape[0]):
        out[i] = np.exp(-x[i]) / (1.0 + x[i] * x[i])
        total += out[i]
    return total


def test_one_pass_of_optimisation_gives_the_same_bits():
    x = np.random.default_rng(0).normal(size=1001)
    usual, once = np.zeros((2, x.size))
    assert kernel(_weigh)(x, usual) == lean(_weigh)(x, once)
    assert np.array_equal(usual, once)
    assert once.any()
