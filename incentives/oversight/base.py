"""Oversight: how often books are audited, what detection costs, and when the board lets go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm
from typing import ClassVar

import numpy as np

from incentives.arrays import Floats
from incentives.parts import Part, expect_answer, expect_number
from incentives.views import Seen

MOST_CONTEXTS = 400
"""Quarters after which calendars must come round together, at the latest."""


class Oversight(Part):
    """Oversight parts are combined: audits are independent, each with a fine of its own.

    Of several bars the hardest counts, whoever's it is: most are the board's, some those of a
    ``remover`` who acts over its head.

    Methods that take ``seen`` answer per firm, or per foreseen context when plans are made.
    """

    family: ClassVar[str] = "oversight"
    said = (
        *("period", "whistle", "share_on", "tip_off", "removal_cost", "spares", "term"),
        "announced_share",
        *("probation", "fine", "restitution", "audit_cost", "upkeep"),
    )
    remover: ClassVar[str] = ""
    """Who else than the board removes the executive by this part's bar, as a name of the event."""

    def tried(self) -> Mapping[str, Seen]:
        zero = np.zeros(8)
        seen = Seen(np.arange(8), np.arange(8), zero, zero, 0.6).sealed()
        return {"audit_rate": seen, "dismissal_bar": seen}

    def check(self) -> None:
        super().check()
        seen, some = self.tried()["audit_rate"], slice(3, 6)
        zero = seen.metric
        expect_answer("audit_rate", self.audit_rate, seen, zero.shape, some)
        expect_answer("dismissal_bar", self.dismissal_bar, seen, zero.shape, some, infinite=True)
        rate = self.audit_rate(seen)
        if ((rate < 0) | (rate > 1)).any():
            raise ValueError(f"audit_rate returned {rate}; expected probabilities")
        for name in ("share_on", "tip_off", "whistle", "announced_share"):
            expect_number(name, getattr(self, name)(), 0, 1)
        for name in ("fine", "restitution", "audit_cost", "upkeep", "removal_cost"):
            expect_number(name, getattr(self, name)(), 0, 1e9)
        expect_number("period", self.period(), 1, MOST_CONTEXTS, whole=True)
        expect_number("probation", self.probation(), 0, MOST_CONTEXTS, whole=True)
        if self.term() is not None:
            expect_number("term", self.term(), 1, MOST_CONTEXTS, whole=True)

    def audit_rate(self, seen: Seen) -> Floats:
        """Probability of an audit by this part in this quarter; shape of ``seen.tenure``.

        If the part is not always on, in a quarter in which it is. A rule that looks at reports
        sees those of the quarter before; plans take its mean over them.
        """
        return np.zeros(seen.tenure.shape)

    def period(self) -> int:
        """Quarters after which rates and bars repeat, as far as they follow the calendar."""
        return 4

    def whistle(self) -> float:
        """Probability per quarter that somebody inside tells what an audit would find."""
        return 0.0

    def share_on(self) -> float:
        """Share of firms and quarters in which this part audits at all, drawn independently."""
        return 1.0

    def tip_off(self) -> float:
        """Probability that the executive learns before acting whether this part is on."""
        return 0.0

    def dismissal_bar(self, seen: Seen) -> Floats:
        """Belief below which the board dismisses; ``-inf`` for never."""
        return np.full(seen.tenure.shape, -np.inf)

    def removal_cost(self) -> float:
        """Base pays that it costs the firm when ``remover`` removes its executive.

        Due in the next quarter, if the board's own bars would have kept the executive.
        """
        return 0.0

    def announced_share(self) -> float:
        """Share of those dismissed by this part's bar of whom the firm says that they retire."""
        return 0.0

    def spares(self) -> bool:
        """Whether the board is bound to dismiss nobody, whatever it believes."""
        return False

    def term(self) -> int | None:
        """Quarters after which everybody has to go, known from the first; None: no such term."""
        return None

    def probation(self) -> int:
        """Quarters of tenure that count as probation."""
        return 0

    def fine(self) -> float:
        """Base pays owed by whom this part finds, by audit or tip; due in the next quarter."""
        return 0.0

    def restitution(self) -> float:
        """Multiple of the quarter's private benefit that these pay back, with the fine."""
        return 0.0

    def audit_cost(self) -> float:
        """Base pays that one audit by this part costs the firm."""
        return 0.0

    def upkeep(self) -> float:
        """Base pays that this part costs the firm in every quarter, whatever is found."""
        return 0.0


def common_period(parts: Sequence[Oversight]) -> int:
    """Quarters after which the calendars of all parts come round together, by years.

    Raises:
        ValueError: If these are more than ``MOST_CONTEXTS``.
    """
    period = lcm(4, *(part.period() for part in parts))
    if period > MOST_CONTEXTS:
        each = ", ".join(f"{part.name} {part.period()}" for part in parts if part.period() != 4)
        raise ValueError(
            f"oversight: its calendars ({each}) and the year come round together after {period} "
            f"quarters; expected at most {MOST_CONTEXTS}"
        )
    return period
