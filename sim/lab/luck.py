"""Luck of generations, inside of kernels: a stream of words that starts at an address.

A stream starts where its address (seed, name, herd, generation) says, and is read on by
SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"), because
how many words a generation takes depends on who lives.
"""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import inlined, kernel
from agents.numerics.draws import normal, philox, uniform
from incentives.arrays import Words

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)
_FEW = 60.0  # a mean, above which a Poisson number is drawn as a rounded normal


@kernel
def start(state: Words, seed: np.uint64, name: int, herd: int, generation: int) -> None:
    """Put a stream, (1,), to an address; names are numbers of ``agents.numerics.draws.stream``."""
    x0, x1, _, _ = philox(0, generation, name, herd, seed)
    state[0] = (x0 << _HALF) | x1


@inlined
def word(state: Words) -> np.uint64:
    """The next 64 bits."""
    state[0] += _GAMMA
    z: np.uint64 = state[0]
    z = (z ^ (z >> _30)) * _MIX_1
    z = (z ^ (z >> _27)) * _MIX_2
    return z ^ (z >> _31)


@kernel
def chance(state: Words) -> float:
    """A uniform between 0 and 1."""
    return uniform(word(state) >> _HALF)


@kernel
def below(state: Words, count: int) -> np.int64:
    """A number from 0 up to ``count``, which it is not."""
    return np.int64(((word(state) >> _HALF) * np.uint64(count)) >> _HALF)


@kernel
def place_and_chance(state: Words, count: int) -> tuple[np.int64, float]:
    """A number below ``count`` and a uniform, of one word."""
    bits = word(state)
    return np.int64(((bits >> _HALF) * np.uint64(count)) >> _HALF), uniform(bits & _LOW)


@kernel
def bell(state: Words) -> float:
    """A standard normal."""
    return normal(uniform(word(state) >> _HALF))


@kernel
def poisson(state: Words, mean: float, most: int) -> int:
    """A Poisson number, or ``most`` if it is larger."""
    if mean > _FEW and most > 2.0 * _FEW:
        drawn = np.floor(mean + np.sqrt(mean) * bell(state) + 0.5)
        return int(min(max(drawn, 0.0), float(most)))
    left = np.exp(-mean)
    count = 0
    product = chance(state)
    while product > left and count < most:
        count += 1
        product *= chance(state)
    return count
