"""Limited liability: what awards come to where losses are borne only as far as there is pay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from incentives.arrays import Floats


def limit_losses(awards: Sequence[Floats], base_pay: float) -> tuple[list[Floats], Floats]:
    """Awards of a quarter which with base pay never come to less than nothing.

    Awards below 0 are cut by the same share, until base pay and the other awards cover them.

    Args:
        awards: Of every scheme, (firms,), base pays.
        base_pay: At least 0, base pays.

    Returns:
        What they come to, and the share, (firms,), that is left of awards below 0.
    """
    losses = -sum(np.minimum(award, 0.0) for award in awards)
    gains = base_pay + sum(np.maximum(award, 0.0) for award in awards)
    short = losses > gains
    left = np.where(short, gains / np.where(short, losses, 1.0), 1.0)
    return [np.where(award < 0.0, award * left, award) for award in awards], left
