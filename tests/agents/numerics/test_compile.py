"""How kernels are called; Numba keeps its linear algebra."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np

from agents.numerics.compile import Repeated, kernel


def test_numba_and_scipy_keep_their_linear_algebra():
    """In a process of its own: the stand-in for scipy.linalg leaves nothing behind."""
    code = """
import sys, numpy as np, agents.numerics.compile
assert "scipy.linalg" not in sys.modules
import numba
assert numba.njit(lambda a: np.dot(a, a))(2 * np.eye(2))[0, 0] == 4.0
import scipy.linalg, scipy.optimize, scipy.stats
assert scipy.linalg.__file__ and abs(scipy.linalg.det(2 * np.eye(3)) - 8.0) < 1e-12
assert numba.njit(lambda a: np.linalg.inv(a))(2 * np.eye(2))[0, 0] == 0.5
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@kernel
def _first(x):
    return x[0]


def test_a_repeated_kernel_is_the_kernel():
    first = Repeated(_first)
    whole = Repeated(_first)
    for number in range(3):
        assert first(np.array([number + 0.5])) == number + 0.5
        assert whole(np.array([number, 8])) == number  # compiled twice by now
    assert len(_first.overloads) == 2
    twin = pickle.loads(pickle.dumps(whole))
    assert [twin(np.array([2])), twin(np.array([3]))] == [2, 3]


def test_what_is_no_kernel_is_called_as_it_is():
    called = []
    plain = Repeated(called.append)
    plain(1)
    plain("two")
    assert called == [1, "two"]
