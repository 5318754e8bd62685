"""The incentive scheme: an award for what is reported, and when it vests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, get_args

import numpy as np
from pydantic import Field

from incentives.arrays import Floats
from incentives.metrics.base import EARNINGS, Metric
from incentives.parts import Part, expect, expect_answer
from incentives.views import Seen

_POINTS = 64  # per standard deviation of the noise
_REACH = 8  # standard deviations on either side


_REPORTS = np.linspace(-8.0, 24.0, 33)  # of the trial

NO_CLIFF = 10**9
"""The cliff of an account that does not vest as long as the executive has the seat."""

Leaver = Literal["forfeit", "continue", "accelerate"]
"""What becomes of the account of somebody who goes elsewhere: it is lost, it vests as it would
have, or it vests early."""


@dataclass(frozen=True)
class Vesting:
    """When an award becomes the executive's own.

    Attributes:
        deferred: Share of every award that goes into the account.
        cliff: The account vests whole each time that many quarters of tenure are complete;
            ``NO_CLIFF``: not before the exit.
        leaver: What poaching does to the account. Retirement, and the sale of the firm, let it
            vest early, dismissal and detection forfeit it.
        settlement: Quarters from an exit until an account that is lost, or vests early, is
            settled, but no later than it would have vested; malus reaches it until then. Without
            a cliff, ``continue`` is the same as ``accelerate``.
        rate: Share of the account that vests in every quarter, also between an exit and the
            settlement. Needs ``NO_CLIFF``.
    """

    deferred: float = 0.0
    cliff: int = 1
    leaver: Leaver = "forfeit"
    settlement: int = 0
    rate: float = 0.0

    @property
    def cycle(self) -> int:
        """Quarters of tenure after which the account is as it was."""
        return 1 if self.cliff == NO_CLIFF else self.cliff


@dataclass(frozen=True)
class Clawback:
    """What an executive pays back for own harm that surfaces.

    Attributes:
        rate: Base pays per unit of surfaced harm, up to what the scheme has awarded.
        window: Quarters after exit in which harm can still be charged.
        recovery: Share that is recovered from an executive who has left.
        malus: Share of the unvested pay earned through a harm that is taken when that harm
            surfaces.
        all_pay: Whether ``rate`` reaches what all schemes of the package have paid, and not only
            what those have that claw back.
    """

    rate: float = 0.0
    window: int = 0
    recovery: float = 1.0
    malus: float = 0.0
    all_pay: bool = False


@dataclass(frozen=True)
class BeliefPay:
    """What an award owes to the board's belief, in base pays per unit of belief.

    Numbers, or one for every quarter of a cycle that begins anew when it is over: then the entry
    is that of the quarter of tenure modulo their number.

    Attributes:
        before: Per unit of the belief held before the quarter's report.
        after: Per unit of the belief after it.
        lasting: Whether the executive counts what today's report does to awards of later quarters.
    """

    before: float | tuple[float, ...] = 0.0
    after: float | tuple[float, ...] = 0.0
    lasting: bool = True

    @property
    def pays(self) -> bool:
        """Whether any quarter's award owes anything to the belief."""
        return bool(np.any(self.before) or np.any(self.after))

    def by_tenure(self, tenures: int) -> tuple[Floats, Floats]:
        """``before`` and ``after`` in each of the first ``tenures`` quarters."""
        before, after = (np.atleast_1d(pay).astype(float) for pay in (self.before, self.after))
        quarter = np.arange(tenures)
        return before[quarter % before.size], after[quarter % after.size]


def noisy_mean(function: Callable[[Seen], Floats], seen: Seen) -> Floats:
    """Mean of ``function`` over normal noise around ``seen.metric``.

    The trapezoidal rule at points 1/64 standard deviation apart that are the same for every firm:
    exact to rounding for smooth functions, and smooth in the metric even where the function
    jumps; a jump is off by at most half a step.
    """
    sd = seen.noise_sd
    if sd == 0.0:
        return function(seen)
    step = sd / _POINTS
    first = np.round(seen.metric / step) - _REACH * _POINTS
    total = np.zeros_like(seen.metric)
    for point in range(2 * _REACH * _POINTS + 1):
        at = (first + point) * step
        density = np.exp(-0.5 * ((at - seen.metric) / sd) ** 2) / (_POINTS * np.sqrt(2 * np.pi))
        total += density * function(seen.reporting(at))
    return total


class Scheme(Part):
    """A scheme awards an amount, in base pays of the firm, for a quarter's report.

    A subclass defines :meth:`award`. :meth:`expected_award` follows from it by quadrature;
    override it where a closed form is known. Awards depend on nothing but ``Seen``: firm by firm,
    or on the reports of the same world. While plans are made there are none yet, and
    ``seen.firms`` is 0. A scheme that pays on the belief says so in :meth:`belief_pay`; other uses
    of the belief are met with surprise. ``Seen.metric`` is the report, or what the field ``metric``
    names if a subclass has one, or else what :meth:`paid_on` says.
    """

    family: ClassVar[str] = "schemes"
    said = ("paid_on", "vesting", "clawback", "contracts", "belief_pay", "severance")
    relative: ClassVar[bool] = False
    """Whether a shock to all firms drops out of the award: plans then leave it out of
    ``noise_sd``."""

    def paid_on(self) -> tuple[tuple[float, Metric | str], ...]:
        """The metrics, or their names, whose weighted sum is ``Seen.metric``, with weights."""
        return ((1.0, getattr(self, "metric", EARNINGS)),)

    def award(self, seen: Seen) -> Floats:
        """Award per firm for the reported ``seen.metric``, in base pays; shape of ``metric``."""
        raise NotImplementedError

    def expected_award(self, seen: Seen) -> Floats:
        """Mean award when ``seen.metric`` is the metric's mean and its noise is normal."""
        return noisy_mean(self.award, seen)

    def tried(self) -> Mapping[str, Seen]:
        tenure, belief = np.arange(33), np.linspace(-1, 1, 33)
        gains, choice = np.array([0.5, 0.25]), np.arange(33) % max(self.contracts(), 1)
        known = tenure % 3, gains, choice, 11  # firms of a world
        return {"award": Seen(5, tenure, _REPORTS, np.full(33, 0.7), 0.6, belief, *known).sealed()}

    def check(self) -> None:
        super().check()
        seen, some = self.tried()["award"], slice(0, 11)
        planned = replace(seen, firms=0)
        with np.errstate(all="ignore"):
            for view in (planned, seen):  # while plans are made, and when reports are there
                expect_answer("award", self.award, view, _REPORTS.shape, some)
            expect("expected_award", self.expected_award(planned), _REPORTS.shape)
        vesting, claw = self.vesting(), self.clawback()
        if not (0 <= vesting.deferred <= 1 and vesting.cliff >= 1 and vesting.settlement >= 0):
            raise ValueError(
                f"vesting returned {vesting}; expected a share and a cliff of 1 or more"
            )
        if not 0 <= vesting.rate <= 1 or (vesting.rate > 0 and vesting.cliff != NO_CLIFF):
            raise ValueError(
                f"vesting returned {vesting}; expected a rate that is a share, and no cliff beside "
                "it"
            )
        if vesting.leaver not in get_args(Leaver):
            raise ValueError(
                f"vesting returned {vesting}; expected a leaver of {', '.join(get_args(Leaver))}"
            )
        shares = claw.recovery, claw.malus
        if not (claw.rate >= 0 and claw.window >= 0 and all(0 <= x <= 1 for x in shares)):
            raise ValueError(f"clawback returned {claw}; expected no negative number")
        pay = self.belief_pay().by_tenure(1)
        if not np.isfinite(pay).all():
            raise ValueError(f"belief_pay returned {pay}; expected numbers")
        if not 0 <= self.severance() < np.inf:
            raise ValueError(f"severance returned {self.severance()}; expected no negative number")

    def vesting(self) -> Vesting:
        """When awards vest; at once by default."""
        return Vesting()

    def clawback(self) -> Clawback:
        """What surfaced harm costs; nothing by default."""
        return Clawback()

    def contracts(self) -> int:
        """Among how many contracts executives choose when they are hired; 0: there is no choice.

        Then awards may depend on ``seen.choice``.
        """
        return 0

    def belief_pay(self) -> BeliefPay:
        """What a unit of the board's belief adds to the award; nothing by default."""
        return BeliefPay()

    def severance(self) -> float:
        """Base pays for being dismissed; nothing by default. The detected get none."""
        return 0.0


class Sloped(Scheme):
    """A scheme that awards ``slope * metric``, whenever that vests."""

    abstract = True

    slope: float = Field(0.4, ge=-1e6, le=1e6, description="base pays per unit of the metric")

    def award(self, seen: Seen) -> Floats:
        return self.slope * seen.metric

    def expected_award(self, seen: Seen) -> Floats:
        return self.slope * seen.metric
