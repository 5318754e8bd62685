"""What all oversight of a package does together: audits, tips, bars and removals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from incentives import Seen, answers
from incentives.arrays import Floats
from incentives.oversight import Oversight
from sim.scenario.package import Package

NEVER = -1e6
"""Dismissal bar of a board that never dismisses."""
LOWEST_BAR = NEVER / 2
"""Above it a bar is one; below it, nobody is dismissed."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(9)
_DAYS, _DAY_WEIGHTS = 0.5 * (1.0 + _NODES), 0.5 * _WEIGHTS  # exact for 18 events in a quarter


def audit_rate(
    package: Package,
    monitoring: float,
    seen: Seen,
    on: Sequence[float | Floats] | None = None,
    asked: Sequence[Floats] | None = None,
) -> Floats:
    """Probability that any audit takes place: the parts' and the shareholders' are independent.

    Args:
        package, monitoring, seen: Whose, and where.
        on: Per part of the oversight, the probability that it is on; left out: on average.
        asked: What parts have answered there, see :func:`own_rates`; left out: they are asked.
    """
    missed = np.full(seen.tenure.shape, 1.0 - monitoring)
    for _, rate in _audits(package, seen, on, asked):
        missed *= 1.0 - rate
    return 1.0 - missed


def own_rates(package: Package, seen: Seen) -> list[Floats]:
    """What all parts that audit answer, in order, as if they were on; shape of ``seen.tenure``."""
    return [answers.audit_rate(part, seen) for part in _auditors(package)]


def _auditors(package: Package) -> list[Oversight]:
    return [part for part in package.oversight if _has_own(part, "audit_rate")]


def _audits(
    package: Package,
    seen: Seen,
    on: Sequence[float | Floats] | None,
    asked: Sequence[Floats] | None,
) -> list[tuple[Oversight, Floats]]:
    """All parts that audit, and how often; arguments as for :func:`audit_rate`."""
    if on is None:
        on = [part.share_on() for part in package.oversight]
    asked = own_rates(package, seen) if asked is None else asked
    shares = [
        share
        for part, share in zip(package.oversight, on, strict=True)
        if _has_own(part, "audit_rate")
    ]
    return [
        (part, rate * share)
        for part, rate, share in zip(_auditors(package), asked, shares, strict=True)
    ]


def whistle_rate(package: Package) -> float:
    """Probability that somebody tells: the parts' are independent."""
    silent = 1.0
    for part in package.oversight:
        silent *= 1.0 - part.whistle()
    return 1.0 - silent


class Monitoring(NamedTuple):
    """What shareholders add to the oversight of a package.

    Attributes:
        rate: Extra audit rate; ``fine``: on detection by these audits, base pays.
        cost: Base pays per such audit.
    """

    rate: float
    fine: float = 0.0
    cost: float = 0.0


class Sanctions(NamedTuple):
    """What whoever is discovered owes, and what an audit costs, in the mean of whose it is.

    Every audit carries its own fine and its own cost; several in one quarter come on days of their
    own, and the first finds what there is. Shape of ``seen.tenure``; 0 where there is none.

    Attributes:
        fine: Base pays, given discovery; ``restitution``: multiple of private benefits.
        cost: Base pays, given an audit.
    """

    fine: Floats
    restitution: Floats
    cost: Floats


def sanctions(
    package: Package,
    monitoring: Monitoring,
    seen: Seen,
    on: Sequence[float | Floats] | None = None,
    asked: Sequence[Floats] | None = None,
) -> Sanctions:
    """What discovery brings about; arguments as for :func:`audit_rate`."""
    shape = seen.tenure.shape
    rates = [np.full(shape, monitoring.rate)]
    terms = [(monitoring.fine, 0.0, monitoring.cost)]
    for part, rate in _audits(package, seen, on, asked):
        rates.append(rate)
        terms.append((part.fine(), part.restitution(), part.audit_cost()))
    audits = len(rates)
    for part in package.oversight:
        if part.whistle() > 0.0:
            rates.append(np.full(shape, part.whistle()))
            terms.append((part.fine(), part.restitution(), 0.0))
    fine, restitution, cost = np.array(terms).T
    return Sanctions(
        _of_the_first(rates, fine),
        _of_the_first(rates, restitution),
        _of_the_first(rates[:audits], cost[:audits]),
    )


def _of_the_first(rates: Sequence[Floats], carried: Floats) -> Floats:
    """Mean of what is carried by the first of independent events, given that there is one.

    Events fall on days that are uniform over the quarter, so event ``i`` is the first with
    probability ``rate_i * int prod_(k != i) (1 - t*rate_k) dt``, and these add up to the
    probability of any. Taken from what the first possible event carries, so that it is exact if
    all carry the same; events of rate 0 change no bit.
    """
    possible = [rate > 0.0 for rate in rates]
    terms = carried.tolist()
    base = np.zeros(rates[0].shape)
    for can, own in zip(reversed(possible), reversed(terms), strict=True):
        base[can] = own
    alike = len(set(terms)) == 1 or not any(
        bool((can & (base != own)).any()) for can, own in zip(possible, terms, strict=True)
    )
    if alike:
        return base
    found, more = np.zeros(base.shape), np.zeros(base.shape)
    for day, weight in zip(_DAYS, _DAY_WEIGHTS, strict=True):  # 0 < day < 1
        none = np.full(base.shape, weight)
        for rate in rates:
            none *= 1.0 - day * rate
        for rate, own in zip(rates, carried, strict=True):
            first = rate * none / (1.0 - day * rate)
            found += first
            more += first * (own - base)
    return np.asarray(base + np.divide(more, found, np.zeros(base.shape), where=found > 0.0))


def mean_given(found: Floats, carried: Floats) -> float:
    """Mean of ``carried`` given discovery, over cases that find something as often as ``found``.

    Exact where all that find anything carry the same.
    """
    total = float(found.sum())
    if total <= 0.0:
        return 0.0
    base = float(carried.flat[int(found.argmax())])
    return base + float((found * (carried - base)).sum()) / total


def discovery(audit: Floats, whistle: float) -> Floats:
    """Probability of an audit, or that somebody tells; of finding all that can be seen."""
    return audit + whistle * (1.0 - audit)


def tip_offs(package: Package) -> list[tuple[float, list[float]]]:
    """What an executive may know of oversight that comes and goes, before acting.

    Returns:
        Pairs of a probability and, per part of the oversight, how likely it then is to be on.
    """
    cases = []
    for part in package.oversight:
        share, tip = part.share_on(), part.tip_off()
        if share in (0.0, 1.0) or tip == 0.0:
            cases.append([(1.0, share)])
        else:
            cases.append([(tip * share, 1.0), (tip * (1 - share), 0.0), (1 - tip, share)])
    states = []
    for state in product(*cases):
        chance = float(np.prod([probability for probability, _ in state]))
        if chance > 0.0:
            states.append((chance, [on for _, on in state]))
    return states


def dismissal_bar(package: Package, seen: Seen) -> Floats:
    """The hardest bar of all parts; ``NEVER`` where no part dismisses."""
    return hardest_bar(package.oversight, seen)


def hardest_bar(parts: Sequence[Oversight], seen: Seen) -> Floats:
    """The hardest bar of some parts; ``NEVER`` where none dismisses."""
    bar = np.full(seen.tenure.shape, NEVER)
    for part in parts:
        if _has_own(part, "dismissal_bar"):
            bar = np.maximum(bar, answers.dismissal_bar(part, seen))
    return bar


def _has_own(part: Oversight, rule: str) -> bool:
    """Whether a part has a rule of its own; otherwise it changes nothing, so is not asked."""
    return getattr(type(part), rule) is not getattr(Oversight, rule)


def removing(package: Package) -> list[Oversight]:
    """The parts by which somebody else than the board removes executives."""
    return [part for part in package.oversight if part.remover]


def bars_apart(package: Package, seen: Seen) -> list[Floats]:
    """The board's own hardest bar, then that of every part of somebody else."""
    own = [part for part in package.oversight if not part.remover]
    return [
        hardest_bar(own, seen),
        *(hardest_bar([part], seen) for part in removing(package)),
    ]


def cost_of_removal(package: Package, seen: Seen, floor: float) -> float:
    """Base pays that a dismissal is expected to cost, if it is over the board's head.

    Args:
        package: Whose oversight.
        seen: Of one seat, as it is planned.
        floor: A bar that nobody comes to.
    """
    own, *others = (float(bar[0]) for bar in bars_apart(package, seen))
    hardest = max(others, default=NEVER)
    if hardest <= max(own, floor):
        return 0.0
    return removing(package)[others.index(hardest)].removal_cost()


def comes_and_goes(package: Package) -> bool:
    """Whether some part is on in some quarters and off in others."""
    return any(0.0 < part.share_on() < 1.0 for part in package.oversight)


def foreseen_apart(package: Package) -> bool:
    """Whether what executives reckon with may be another number than the audit rate."""
    return comes_and_goes(package) or whistle_rate(package) > 0.0
