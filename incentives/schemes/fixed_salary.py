"""Fixed salary."""

import numpy as np

from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class FixedSalary(Scheme):
    """Awards nothing: the executive lives on the base pay."""

    name = "fixed-salary"
    summary = "base pay and nothing else: no metric to game, no reason to work on it"
    source = "Holmstrom and Milgrom 1991, Multitask principal-agent analyses, JLEO 7"
    purpose = (
        "It is right where the metric measures little and is easily gamed: nothing is dressed "
        "up, and nothing is done for the metric either."
    )
    neutral = parameters()

    def award(self, seen: Seen) -> Floats:
        return np.zeros_like(seen.metric)
