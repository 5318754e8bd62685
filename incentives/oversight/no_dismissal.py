"""No dismissal."""

from incentives.oversight.base import Oversight


class NoDismissal(Oversight):
    """The board is entrenched with its executive: it lets nobody go, whatever it believes.

    No other part may dismiss in its name. Shareholders who act over its head still can.
    """

    name = "no-dismissal"
    summary = "an entrenched board that lets nobody go, whatever it believes"
    source = (
        "Bertrand and Mullainathan 2003, Enjoying the quiet life? Corporate governance and "
        "managerial preferences, JPE 111"
    )
    purpose = "Nobody lifts reports for fear of dismissal, and bad matches last."
    neutral = "it takes the board's bars away, so it does nothing only where there are none"

    def spares(self) -> bool:
        return True
