"""A bonus around a target that small misses and small wins leave alone."""

import numpy as np
from pydantic import Field

from incentives.schemes import Scheme


class DeadZone(Scheme):
    """Award ``slope`` times what the metric is off ``target`` by, beyond ``width`` either way."""

    name = "dead-zone"
    summary = "a linear bonus around a target, with a zone in which nothing changes"
    source = "Murphy 2000, Performance standards in incentive contracts, JAE 30"

    slope: float = Field(0.5, ge=0, le=10, description="base pays per unit of the metric")
    target: float = Field(0.8, ge=-100, le=100, description="in units of the metric")
    width: float = Field(0.2, ge=0, le=100, description="half the zone, in units of the metric")

    def award(self, seen):
        off = seen.metric - self.target
        return self.slope * np.sign(off) * np.maximum(np.abs(off) - self.width, 0.0)
