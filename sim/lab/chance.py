"""Generators of random numbers, one for every purpose: none changes with what else is drawn."""

from __future__ import annotations

import zlib

import numpy as np


def generator(seed: int, number: int, purpose: str) -> np.random.Generator:
    """Of a selection; equal arguments give equal numbers.

    Args:
        seed: Of the lab.
        number: Of the selection.
        purpose: What is drawn.
    """
    return np.random.default_rng([seed, number, zlib.crc32(purpose.encode())])
