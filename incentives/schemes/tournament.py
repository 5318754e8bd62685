"""Tournament by rank."""

import numpy as np
from pydantic import Field

from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen

_REACH, _STEPS, _MOST = 12, 8, 8192  # nodes of the cutoff: sds on either side, steps per scale


class Tournament(Scheme):
    """Award ``prize`` to the top ``share`` of the reports of a world.

    A shock to all firms moves no rank. While plans are made the reports are not there yet: a
    report wins if it beats the ``k``-th best of the ``n - 1`` rivals, ``k`` the number of prizes.
    With rivals' reports normal and independent their ``k``-th best is a normal quantile at a
    Beta(n - k, k) variate, so the chance of a prize is exact for any number of firms.
    """

    name = "tournament"
    summary = "a prize for the reports that rank highest: common luck cancels, rivalry remains"
    source = (
        "Lazear and Rosen 1981, Rank-order tournaments as optimum labor contracts, JPE 89; "
        "Nalebuff and Stiglitz 1983, Prizes and incentives, Bell Journal 14"
    )
    purpose = (
        "Makes pay immune to what hits everybody, and every means welcome that lifts one's rank."
    )
    neutral = parameters(prize=0.0)
    relative = True

    prize: float = Field(1.0, ge=0, le=1e6, description="base pays for a place among the top")
    share: float = Field(0.25, ge=0.001, le=1, description="of the firms whose executives win")

    def award(self, seen: Seen) -> Floats:
        if seen.firms > 0:
            return np.where(seen.ahead < self.share, self.prize, 0.0)
        prizes, others = self.prizes(seen.rivals.count)
        if others == 0:
            return np.full(seen.metric.shape, self.prize)
        from scipy.special import betainc, ndtr

        standing = (seen.metric - seen.rivals.mean) / seen.rivals.sd
        return self.prize * np.asarray(betainc(others, prizes, ndtr(standing)))

    def expected_award(self, seen: Seen) -> Floats:
        if seen.firms > 0 or seen.noise_sd == 0.0 or self.prizes(seen.rivals.count)[1] == 0:
            return self.award(seen)
        from scipy.special import ndtr

        rivals = seen.rivals
        total = np.zeros(seen.metric.shape)
        for cutoff, weight in zip(*self.cutoffs(seen), strict=True):
            distance = seen.metric - rivals.mean - rivals.sd * cutoff
            total += weight * np.asarray(ndtr(distance / seen.noise_sd))
        return self.prize * total

    def prizes(self, rivals: int) -> tuple[int, int]:
        """Prizes among ``rivals + 1`` firms, and how many of these get none."""
        firms = rivals + 1
        count = int(np.count_nonzero(np.arange(firms) / firms < self.share))
        return count, firms - count

    def cutoffs(self, seen: Seen) -> tuple[Floats, Floats]:
        """What has to be beaten, in sds of the rivals' reports from their mean; with weights."""
        from scipy.special import log_ndtr, ndtri

        k, others = self.prizes(seen.rivals.count)
        n = k + others
        middle = float(ndtri(others / n))
        density = np.exp(-0.5 * middle**2) / np.sqrt(2 * np.pi)
        scale = float(np.sqrt(others * k / (n**2 * (n + 1.0))) / density)
        step = min(scale, seen.noise_sd / seen.rivals.sd) / _STEPS
        half = min(int(np.ceil(_REACH * scale / step)), _MOST)
        nodes = np.arange(-half, half + 1, dtype=np.float64)
        z = middle + _REACH * scale / half * nodes
        log = (others - 1) * log_ndtr(z) + (k - 1) * log_ndtr(-z) - 0.5 * z**2
        weight: Floats = np.exp(log - log.max())
        return z, weight / weight.sum()
