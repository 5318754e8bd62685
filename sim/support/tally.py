"""How far work is that many threads do, or that has several parts."""

from __future__ import annotations

from threading import Lock

from sim.support.progress import Advance


class Tally:
    """Counts what threads have done, and reports it.

    Attributes:
        heard: Whether anybody listens.

    Args:
        report: Called with what is done and all of it, by one thread at a time; or None.
        total: All of it.
        pieces: So many make up one of ``total``: quarters of a world, so that a bar moves while
            few worlds are played.
    """

    def __init__(self, report: Advance | None, total: int, pieces: int = 1) -> None:
        self._report, self._total, self._pieces = report, total, pieces
        self._done = 0
        self._lock = Lock()
        self.heard = report is not None
        self.add(0)

    def add(self, pieces: int) -> None:
        """So many pieces more are done."""
        if self._report is None:
            return
        with self._lock:
            self._done += pieces
            self._report(self._done / self._pieces, self._total)


class Parts:
    """One count for several parts of the work, one after another.

    Args:
        report: Called with what is done of all parts and how much all of them are.
        total: All of it.
    """

    def __init__(self, report: Advance, total: int) -> None:
        self._report, self._total = report, total
        self._before = 0
        report(0.0, total)

    def next(self, size: int) -> Advance:
        """What the next part calls with what is done of it and all of it.

        Args:
            size: How much the part is, in the units of ``total``, whatever its own are.
        """
        before = self._before
        self._before += size

        def share(done: float, total: int) -> None:
            self._report(before + size * done / max(total, 1), self._total)

        return share
