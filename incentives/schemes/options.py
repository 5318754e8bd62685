"""Options."""

import numpy as np
from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class Options(Scheme):
    """Award ``slope`` times what the metric exceeds ``strike`` by; nothing below it.

    Its expectation over normal noise is Bachelier's formula. Unlike a linear bonus it gains by
    noise, and it can have two best efforts: to work for it, and to give up.
    """

    name = "options"
    summary = "a share of what the metric exceeds a strike by"
    source = (
        "Bachelier 1900, Theorie de la speculation; Hall and Murphy 2002, Stock options, JAE 33"
    )
    purpose = (
        "Upside without downside makes risk worth having and effort worth little when the "
        "strike is far away."
    )
    neutral = parameters(slope=0.0)

    slope: float = Field(0.8, ge=-1e6, le=1e6, description="base pays per unit of the metric")
    strike: float = Field(1.0, ge=-100, le=100, description="in units of the metric")

    def award(self, seen: Seen) -> Floats:
        return self.slope * np.maximum(seen.metric - self.strike, 0.0)

    def expected_award(self, seen: Seen) -> Floats:
        if seen.noise_sd == 0.0:
            return self.award(seen)
        return (seen.metric - self.strike) * self.delta(seen) + seen.noise_sd * self.vega(seen)

    def delta(self, seen: Seen) -> Floats:
        """Derivative of the expected award in the metric's mean."""
        if seen.noise_sd == 0.0:
            return np.where(seen.metric > self.strike, self.slope, 0.0)
        from scipy.special import ndtr

        return self.slope * np.asarray(ndtr((seen.metric - self.strike) / seen.noise_sd))

    def vega(self, seen: Seen) -> Floats:
        """Derivative of the expected award in the noise's standard deviation."""
        if seen.noise_sd == 0.0:
            return np.zeros_like(seen.metric)
        distance = (seen.metric - self.strike) / seen.noise_sd
        density: Floats = np.exp(-0.5 * distance**2) / np.sqrt(2.0 * np.pi)
        return self.slope * density
