"""What parts of one package rule out of each other, refused with the reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from incentives import Seen, answers
from incentives.metrics import EARNINGS
from incentives.oversight import Oversight
from incentives.sentences import shown
from sim.scenario.market import Market
from sim.scenario.package import Package
from sim.scenario.term_limit import set_by, tenure_limit

_TENURES = 401  # quarters of tenure for which a part is asked whether it ever dismisses


def refuse_contradictions(label: str, market: Market, package: Package) -> None:
    """Refuse a package whose parts cannot all be.

    Args:
        label: Of the package, for the message.
        market: Where it is to be; a tenure may have a limit there.
        package: Whose parts.

    Raises:
        ValueError: With the parts and the reason.
    """
    _refuse_two_minds(label, package)
    _refuse_late_vesting(label, market, package)
    _refuse_liability(label, market, package)


def _refuse_two_minds(label: str, package: Package) -> None:
    """A board dismisses nobody, or has a bar; others may act over its head."""
    sparing = [part.name for part in package.oversight if part.spares()]
    if not sparing:
        return
    for part in package.oversight:
        if _dismisses(part):
            raise ValueError(
                f"{label}: with {sparing[0]} the board dismisses nobody, but {part.name} has a bar "
                "below which it does; expected one of them"
            )


def _dismisses(part: Oversight) -> bool:
    """Whether a part ever has the board let somebody go."""
    if part.remover:
        return False
    tenure, zero = np.arange(_TENURES), np.zeros(_TENURES)
    seen = Seen(tenure, tenure, zero, zero, 1.0)
    bar = answers.dismissal_bar(part, seen)
    if part.infers:  # of somebody of whom the worst is known
        sure, none = np.ones((_TENURES, 1)), np.zeros((_TENURES, 1))
        worst = replace(seen, prior=sure, evidence=none, news=none, misaligned=np.ones(1, np.bool_))
        bar = np.maximum(bar, answers.verdict(part, worst))
    return bool((bar > -np.inf).any())


def _refuse_liability(label: str, market: Market, package: Package) -> None:
    """Under limited liability nobody pays for a seat, and losses on other metrics are not cut."""
    if market.limited_liability == "none":
        return
    rule = f"market.limited_liability is {market.limited_liability}"
    if isinstance(package.base_pay, float) and package.base_pay < 0.0:
        raise ValueError(
            f"{label}.base_pay: is {shown(package.base_pay)}, a fee for the seat, but {rule}; "
            "expected at least 0"
        )
    if market.limited_liability == "base-pay":
        return
    for place, scheme in enumerate(package.schemes):
        on = [(weight, metric.called) for weight, metric in package.metrics_of(scheme)]
        if on != [(1.0, EARNINGS)]:
            raise ValueError(
                f"{label}.schemes.{place} ({scheme.name}): is paid on "
                f"{' and '.join(name for _, name in on)}, but {rule}, for which pay has to be on "
                f"{EARNINGS}; expected that, or base-pay"
            )


def _refuse_late_vesting(label: str, market: Market, package: Package) -> None:
    limit = tenure_limit(market, package)
    for scheme in package.schemes:
        vesting = scheme.vesting()
        if limit is not None and vesting.deferred > 0 and vesting.cycle > limit:
            raise ValueError(
                f"{label}: {scheme.name} vests after {vesting.cliff} quarters, but "
                f"{set_by(market, package)} ends a tenure after {limit}; expected a cliff "
                "within the limit"
            )
