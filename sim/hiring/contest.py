"""Who wins where scores are added and nobody is turned down, by quadrature.

Given kind and ability, the score of a newcomer is normal, plus what the lot adds. So the
distribution ``F`` of a rival's score is a mixture of normals, and its characteristic function is
known to rounding at few frequencies, because noise damps the high ones. An applicant whose score
has the density ``f`` wins against ``n - 1`` rivals with probability ``int f(x) F(x)**(n-1) dx``
[David and Nagaraja 2003, Order Statistics, Wiley]; a lift moves ``f`` to the right.
"""

from __future__ import annotations

from functools import cached_property
from math import ceil, pi

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.hiring.market import LabourMarket
from sim.hiring.newcomers import WAVES, Newcomers, add_spectrum, newcomers
from sim.hiring.pipeline import Pipeline
from sim.hiring.traits import Tests

_Spectrum = npt.NDArray[np.complex128]
_TAIL = 8.0  # standard deviations of noise on both sides
_DAMPED = 8.0  # frequency times sd of noise beyond which nothing is left
_MOST = 1024  # frequencies
_SHARE = _DAMPED / (2.0 * pi * _MOST)  # of the range of scores, to which less noise is rounded up
_OVERSAMPLED = 8  # points per frequency, for powers of F


class Contest:
    """The sum of the scores whose distribution among newcomers is known.

    Args:
        market: Who applies; the chances in it may be others later.
        tests, pipeline: What is tested, and what of it counts.
        candidates: Applicants per vacancy.
        reach: The farthest that gaming lifts a signal.

    Attributes:
        tests, pipeline: See above; ``weight``: (tests,) of signals in the sum; ``gamed``: numbers
            of those tests in it that can be gamed.
        decides: Whether scores differ, so that the sum decides who is hired.
    """

    def __init__(
        self,
        market: LabourMarket,
        tests: Tests,
        pipeline: Pipeline,
        candidates: int,
        reach: float,
    ) -> None:
        self.tests, self.pipeline, self._candidates = tests, pipeline, candidates
        self.weight, self._reach = pipeline.test_weights, reach
        self.gamed: list[int] = np.flatnonzero(
            (self.weight > 0.0) & (tests.kappa < np.inf)
        ).tolist()
        self._market = market
        noise = np.where(
            np.isnan(market.signal_noise)[:, None], tests.noise, market.signal_noise[:, None]
        )
        variance = np.zeros(len(noise))
        for test in np.flatnonzero(self.weight):
            variance += (self.weight[test] * noise[:, test]) ** 2
        spread: Floats = np.sqrt(variance)
        plain = market._replace(gaming_cap=np.zeros_like(market.gaming_cap))
        crowd = self._lay_out(plain, np.inf)
        self.decides = crowd.mass.size > 0
        if not self.decides:  # nobody would take the seat
            return
        bare = crowd.bare
        lifted = reach * sum(self.weight[tests.kappa < np.inf].tolist())
        width = float(np.ptp(bare)) + lifted + pipeline.luck
        self.decides = candidates > 1 and width + float(spread.max()) > 0.0
        if not self.decides:
            return
        widest = float(spread.max())
        least = _SHARE * (width + 2.0 * _TAIL * widest)
        if least > widest:  # hardly any noise at all
            least = _SHARE * width / (1.0 - 2.0 * _TAIL * _SHARE)
        spread = np.maximum(spread, least)
        self._start = float(bare.min()) - _TAIL * float(spread.max())
        self._length = width + 2.0 * _TAIL * float(spread.max())
        self._step = 2.0 * pi / self._length
        self._upto = (1.0 + _DAMPED / (self._step * spread)).astype(np.int64)
        count = int(self._upto.max())
        self._omega = self._step * np.arange(count)
        self._points = 1 << ceil(np.log2(_OVERSAMPLED * count))
        self._even = np.arange(self._points) / self._points
        self._turn = 1j * self._omega[1:]
        self._slope = np.zeros(count, dtype=np.complex128)
        self._finest = 0.75 * float(spread.min())
        damped = np.exp(-0.5 * (self._omega * spread[:, None]) ** 2)
        half = 0.5 * self._omega * pipeline.luck
        self._damped = damped * np.exp(-1j * half) * np.sinc(half / pi)
        self._spectrum = np.empty((*damped.shape, 2))
        self._room = np.empty(4 * WAVES), np.empty((count, 2 * WAVES))
        self._moved: dict[int, tuple[Floats, _Spectrum]] = {}

    def is_for(self, candidates: int, reach: float) -> bool:
        """Whether it is for so many applicants, who lift signals as far, but for rounding."""
        near = abs(reach - self._reach) <= 1e-12 * self._reach
        return candidates == self._candidates and near

    def chances(self, market: LabourMarket, lifts: Floats) -> Floats:
        """(tests, lifts) of being hired, of an applicant whose signal is lifted so far.

        It is one who would take the seat. Everybody else games as the market says, and the
        applicant does so in the other tests.
        """
        found = np.full((self.weight.size, lifts.size), 1.0 / self._candidates)
        if not self.decides:
            return found
        nodes = self._lay_out(market, self._finest)
        total = nodes.bare + np.add.reduce(nodes.game)
        spectrum = np.add.reduce(self._transformed(nodes, total))
        beaten = self._beaten(spectrum).conj()
        if market.choosy:
            beaten = beaten / max(float(spectrum[0].real), 1e-300)
        for test in self.gamed:
            own = self._own(nodes, total, test) * beaten
            found[test] = (self._lifted(test, lifts) @ own).real
        return found

    def hires(self, market: LabourMarket) -> tuple[Floats, Floats]:
        """(rows,) chance that a vacancy is filled by each kind, and mean ability.

        They add up to 1, unless all applicants may refuse. Ability is that of the whole kind where
        none is hired.
        """
        nodes = self._lay_out(market, self._finest if self.decides else np.inf)
        rows = market.ability_mean.size
        if self.decides:
            total = nodes.bare + np.add.reduce(nodes.game)
            spectrum = self._transformed(nodes, total)
            beaten = self._beaten(np.add.reduce(spectrum)).conj()
            able = self._transformed(nodes._replace(mass=nodes.mass * nodes.theta), total)
            shares, skill = ((each @ beaten).real * self._candidates for each in (spectrum, able))
        else:
            by_ability = nodes.mass * nodes.theta
            shares = np.bincount(nodes.row, weights=nodes.mass, minlength=rows).astype(np.float64)
            skill = np.bincount(nodes.row, weights=by_ability, minlength=rows).astype(np.float64)
            taken = float(shares.sum())
            if market.choosy and taken > 0.0:  # one of those who would take it, by lot
                filled = (1.0 - (1.0 - taken) ** self._candidates) / taken
                shares, skill = shares * filled, skill * filled
        seen = shares > 1e-12
        means = np.where(seen, skill / np.where(seen, shares, 1.0), market.ability_mean)
        return np.maximum(shares, 0.0), means

    def _lifted(self, test: int, lifts: Floats) -> _Spectrum:
        """(lifts, frequencies) what lifting a signal does to characteristic functions."""
        known = self._moved.get(test)
        if known is None or known[0] is not lifts:
            moved = np.exp(-1j * np.outer(self.weight[test] * lifts, self._omega))
            known = self._moved[test] = lifts, moved
        return known[1]

    def _own(self, nodes: Newcomers, total: Floats, test: int) -> _Spectrum:
        """Characteristic function of an applicant's score without gaming of one test."""
        if len(self.gamed) == 1:
            return self._ungamed
        found: _Spectrum = np.add.reduce(self._transformed(nodes, total - nodes.game[test]))
        return found

    @cached_property
    def _ungamed(self) -> _Spectrum:
        plain = self._market._replace(gaming_cap=np.zeros_like(self._market.gaming_cap))
        nodes = self._lay_out(plain, self._finest)
        found: _Spectrum = np.add.reduce(self._transformed(nodes, nodes.bare))
        return found

    def _lay_out(self, market: LabourMarket, finest: float) -> Newcomers:
        return newcomers(market, self.tests, self.weight, finest)

    def _transformed(self, nodes: Newcomers, at: Floats) -> _Spectrum:
        """(rows, frequencies) characteristic functions of scores, by kind."""
        add_spectrum(
            nodes.row,
            nodes.mass,
            at - self._start,
            self._step,
            self._upto,
            self._room,
            self._spectrum,
        )
        found: _Spectrum = self._spectrum.view(np.complex128)[..., 0] * self._damped
        return found

    def _beaten(self, spectrum: _Spectrum) -> _Spectrum:
        """``F**(n-1)``, by frequency, in weights for integrals with a density.

        A rival who would refuse is beaten by everybody.
        """
        points, slope = self._points, self._slope
        np.divide(spectrum[1:], self._turn, out=slope[1:])
        wave = np.fft.irfft(slope, points) * (points / self._length)
        mass = float(spectrum[0].real)  # of all nodes: 1, but for rounding and refusals
        below = self._even + (wave - wave[0]) / mass
        if self._market.choosy:
            below = 1.0 - mass * (1.0 - below)
        power = np.fft.rfft(below.clip(0.0, 1.0) ** (self._candidates - 1))[: self._omega.size]
        power[1:] *= 2.0
        found: _Spectrum = power / points
        return found
