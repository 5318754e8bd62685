"""The views that parts get of a world: what a board can see, and nothing of anybody's goal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from incentives.arrays import Bools as Bools
from incentives.arrays import Floats as Floats
from incentives.arrays import Ints as Ints

AnyArray = TypeVar("AnyArray", bound=npt.NDArray[Any])


@dataclass(frozen=True)
class Rivals:
    """What can be known in advance of the reports of the other firms of a world.

    A shock to all firms is left out, as it moves nobody's rank.

    Attributes:
        count: How many there are.
        mean, sd: Of their reports.
    """

    count: int = 99
    mean: float = 0.0
    sd: float = 1.0


@dataclass(frozen=True)
class Seen:
    """What a board sees of its firms in one quarter; arrays have one entry per firm.

    Oversight decides before the reports of the quarter: it sees those of the quarter before. The
    simulator shows the same view to the parts when it plans: then the entries are the contexts
    that an executive can foresee instead of firms, ``belief`` is the prior mean, ``reference`` what
    firms are expected to report, and reports are as expected.

    Attributes:
        quarter: Calendar quarter, counted from 0; an array only when contexts are planned.
        tenure: Quarters that the executive has been in the seat; 0 in the first.
        metric: Reported performance per unit of firm size.
        reference: What ``metric`` is compared with: its mean over the firms of the same world, or
            what the board expects of a firm like this (``board.compares_with``).
        noise_sd: Standard deviation of the noise in ``metric``, shocks to all firms included.
        own_noise_sd: That of the firm's own noise alone, which is what hides quality.
        belief: Posterior mean of the executive's quality before the report.
        reports: Reports of this tenure that the board has seen before.
        gains: (reports,) the Kalman gain by number of reports seen before; the last holds for good.
            While pay is planned the board learns nothing: what a belief adds to pay is counted
            apart, see ``Scheme.belief_pay``.
        choice: The contract that the executive has chosen, from 0, where there is a menu.
        firms: Firms of a world, which stand side by side; 0 while plans are made.
        occupied: Whether somebody sits there.
        rivals: The competition, while plans are made.
        last_reference: ``reference`` of the quarter before; NaN in the first of a tenure, where
            that of today takes its place.
        prior: (firms, kinds) shares of the kinds of executive among those who get such a seat, for
            oversight that ``infers``; of no size if none of the package does. While plans are made
            (kinds,), of the population.
        evidence: (firms, kinds) logarithm of the likelihood of all reports and audits of this
            tenure, had it been a member of the kind; ``news``: of it, of the last quarter alone.
        misaligned: (kinds,) whether the goal of the kind points away from true value.
    """

    quarter: int | Ints
    tenure: Ints
    metric: Floats
    reference: Floats
    noise_sd: float
    belief: Floats | float = 0.0
    reports: Ints | int = 0
    gains: Floats = field(default_factory=lambda: np.zeros(1))
    choice: Ints | int = 0
    firms: int = 0
    occupied: Bools | bool = True
    rivals: Rivals = Rivals()
    last_reference: Floats | float = np.nan
    own_noise_sd: float = 1.0
    prior: Floats = field(default_factory=lambda: np.zeros(0))
    evidence: Floats = field(default_factory=lambda: np.zeros(0))
    news: Floats = field(default_factory=lambda: np.zeros(0))
    misaligned: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    @property
    def ahead(self) -> Floats:
        """Share of the occupied firms of the same world that are ahead; 0 for the best report.

        Of equal reports the one in the lower row is ahead.
        """
        sits = np.broadcast_to(self.occupied, self.metric.shape).reshape(-1, self.firms)
        report = np.where(sits, self.metric.reshape(-1, self.firms), -np.inf)
        place = np.empty(report.shape)
        order = np.argsort(-report, axis=1, kind="stable")
        np.put_along_axis(place, order, np.arange(float(self.firms))[None], axis=1)
        share: Floats = (place / np.maximum(sits.sum(axis=1, keepdims=True), 1)).ravel()
        return share

    @property
    def gain(self) -> Floats | float:
        """How far the belief follows a surprise in this quarter's report."""
        gain: Floats | float = self.gains[np.minimum(self.reports, self.gains.size - 1)]
        return gain

    @property
    def swing(self) -> Floats | float:
        """Standard deviation of what this quarter's report will do to the belief.

        ``gain * sqrt(v + noise**2)``, where ``gain = v / (v + noise**2)``.
        """
        swing: Floats | float = (
            self.gain * self.own_noise_sd / np.sqrt(np.maximum(1.0 - self.gain, 1e-15))
        )
        return swing

    @property
    def posterior(self) -> Floats:
        """The belief after the report."""
        surprise: Floats = self.metric - self.reference - self.belief
        return self.belief + self.gain * surprise

    @property
    def expected(self) -> Floats:
        """The report of the next quarter, as it is expected after this one."""
        return self.reference + self.posterior

    @property
    def last_expected(self) -> Floats:
        """The same after the report of the quarter before."""
        last = np.where(np.isnan(self.last_reference), self.reference, self.last_reference)
        return last + self.belief

    @property
    def kinds(self) -> Floats:
        """(firms, kinds) chance of the kind, by Bayes' rule; while plans are made the prior."""
        if self.evidence.size == 0:
            return self.prior
        odds = self.prior * np.exp(self.evidence - self.evidence.max(axis=1, keepdims=True))
        chance: Floats = odds / np.maximum(odds.sum(axis=1, keepdims=True), 1e-300)
        return chance

    @property
    def suspicion(self) -> Floats:
        """Chance that the executive's goal is misaligned; 0 where nobody infers any."""
        if self.prior.size == 0:
            return np.zeros(self.tenure.shape)
        bad = np.minimum(np.where(self.misaligned, self.kinds, 0.0).sum(axis=-1), 1.0)
        return np.broadcast_to(bad, self.tenure.shape).copy()

    def reporting(self, metric: Floats) -> Seen:
        """The same view with another reported ``metric`` (broadcast against the rest)."""
        return replace(self, metric=seal(metric))

    def only(self, rows: slice) -> Seen:
        """The same view of some firms."""
        shape = self.tenure.shape
        some: dict[str, Any] = {name: v[rows] for name, v in _arrays(self) if v.shape == shape}
        by_kind = {"prior": self.prior, "evidence": self.evidence, "news": self.news}
        some |= {name: v[rows] for name, v in by_kind.items() if v.ndim > 1}
        return replace(self, **some)

    def sealed(self) -> Seen:
        """The same view, which nobody can write into; itself if that is so."""
        return _sealed_view(self)


@dataclass(frozen=True)
class Applicants:
    """What a board sees of the applicants for its vacancies; arrays are (vacancies, applicants).

    Attributes:
        signal: Standardised result of this filter: its validity times the trait that it
            measures, plus noise, plus what gaming added; or what happened, see
            :class:`~incentives.filters.Filter`. Zero for a filter that measures nothing.
        reputation: The last employer's belief about an experienced applicant, made of what was
            reported there; NaN for the others.
        lot: Uniform on [0, 1), for lotteries and ties.
    """

    signal: Floats
    reputation: Floats
    lot: Floats

    def only(self, rows: slice) -> Applicants:
        """The same view of some vacancies."""
        return replace(self, **{name: array[rows] for name, array in _arrays(self)})

    def sealed(self) -> Applicants:
        """The same view, which nobody can write into; itself if that is so."""
        return _sealed_view(self)


View = TypeVar("View", Seen, Applicants)


def seal(array: AnyArray) -> AnyArray:
    """A view of an array that nobody can write into."""
    sealed = array.view()
    sealed.flags.writeable = False
    return sealed


def _sealed_view(view: View) -> View:
    open_ = [(name, array) for name, array in _arrays(view) if array.flags.writeable]
    if not open_:
        return view
    twin = object.__new__(type(view))  # ``replace`` would take five times as long, each quarter
    twin.__dict__.update(view.__dict__)
    twin.__dict__.update((name, seal(array)) for name, array in open_)
    return twin


def _arrays(view: Seen | Applicants) -> list[tuple[str, npt.NDArray[Any]]]:
    return [(name, value) for name, value in vars(view).items() if isinstance(value, np.ndarray)]
