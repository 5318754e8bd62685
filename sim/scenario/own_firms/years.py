"""Years of firms: what a firm did in each, and the one firm that its years come to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Bools, Floats

Whole = npt.NDArray[np.int64]


class FirmYears(NamedTuple):
    """Rows of a file by firm, in the order in which firms first appear, and year; (rows,) each.

    Money is in the units of the file; what is not there is NaN.

    Attributes:
        firm: Number of the firm.
        year: Fiscal year; 0 if the file has none.
        line: Where the row stands.
        executive: Number of who leads the firm; -1 where the file does not say it.
        size: Of the firm.
        salary: Fixed pay of the year.
        tenure: Quarters in office.
        market_value: At the end of the year.
        total: Pay as granted.
        paid: Pay as it came out.
        returns: To shareholders within the year, as a share; growth of market value if the file has
            none.
        peer_returns: The same of peers.
        income: Net income.
    """

    firm: Whole
    year: Whole
    line: Whole
    executive: Whole
    size: Floats
    salary: Floats
    tenure: Floats
    market_value: Floats
    total: Floats
    paid: Floats
    returns: Floats
    peer_returns: Floats
    income: Floats

    def consecutive(self) -> Bools:
        """Whether the row before is the same firm's, a year earlier."""
        found = np.zeros(len(self.firm), dtype=np.bool_)
        found[1:] = (self.firm[1:] == self.firm[:-1]) & (self.year[1:] == self.year[:-1] + 1)
        return found

    def last(self) -> Whole:
        """The last row of every firm."""
        return np.flatnonzero(np.append(self.firm[1:] != self.firm[:-1], True))

    def before(self) -> Floats:
        """Market value a year before."""
        last = np.append(np.nan, self.market_value[:-1])
        return np.where(self.consecutive(), last, np.nan)

    def growth(self) -> Floats:
        """Growth of market value, which leaves dividends and new shares aside."""
        return np.asarray(self.market_value / self.before() - 1.0)

    def excess(self) -> Floats:
        """Returns less those of peers, or where the file has none less the mean of their year."""
        if not np.isnan(self.peer_returns).all():
            return self.returns - self.peer_returns
        known = ~np.isnan(self.returns)
        if not known.any():
            return self.returns
        _, when = np.unique(self.year, return_inverse=True)
        sums = np.bincount(when, np.where(known, self.returns, 0.0))
        counts = np.bincount(when, known)
        return np.asarray(self.returns - (sums / np.maximum(counts, 1))[when])


def by_year(values: Floats, panel: FirmYears) -> Floats:
    """Returns of single years from what 100 have become since the first year of a firm's window.

    A firm's first row is its first year; after a gap nothing is known.
    """
    before = np.append(np.nan, values[:-1])
    first = np.append(True, panel.firm[1:] != panel.firm[:-1])
    before = np.where(panel.consecutive(), before, np.where(first, 100.0, np.nan))
    return np.asarray(values / before - 1.0)


def counted_tenure(panel: FirmYears) -> tuple[Whole, Bools]:
    """Quarters in office by how many years in a row an executive is seen, and whether in all.

    Who is seen in k years took office between k - 1 and k years before the end of the last: the
    middle is taken. Where the first year already has the same executive, it is a lower bound.

    Returns:
        Quarters and whether they are a lower bound, (firms,) each.
    """
    same = panel.consecutive()
    same[1:] &= panel.executive[1:] == panel.executive[:-1]
    last = panel.last()
    starts = np.append(0, last[:-1] + 1)
    begun = np.maximum.accumulate(np.where(same, 0, np.arange(len(same))))
    years = last - begun[last] + 1
    return 4 * years - 2, begun[last] == starts


def within(y: Floats, x: Floats, group: Whole) -> tuple[float, Floats, Floats]:
    """Slope of y on x within groups: deviations from the group's own means, by least squares.

    Returns:
        The slope, and residuals and deviations of x, (rows that have both,) each; without two rows
        of a group that differ in x the slope is NaN.
    """
    _, group = np.unique(group, return_inverse=True)
    count = np.bincount(group)
    x, y = (v - (np.bincount(group, v) / count)[group] for v in (x, y))
    size = float(x @ x)
    slope = float(x @ y) / size if size > 0.0 else float("nan")
    return slope, y - slope * x, x


def pay_at_par(panel: FirmYears) -> Floats:
    """What a firm pays in a year in which it does as its peers: base pay where no salary is given.

    log(total) = a firm's own + slope * excess return, within firms; the firm's own is its mean less
    what its returns explain (Murphy 1985, J. Accounting and Economics 7, has pay in logs on
    returns). Without returns it is the geometric mean.

    Returns:
        Money of a year, (firms,); NaN for a firm of which no row has pay.
    """
    excess = np.nan_to_num(panel.excess())
    both = ~np.isnan(panel.total) & ~np.isnan(panel.returns)
    logs = np.log(panel.total)
    slope = within(logs[both], excess[both], panel.firm[both])[0] if both.any() else 0.0
    at_par = logs - (0.0 if np.isnan(slope) else slope) * excess
    return np.asarray(np.exp(mean_by_firm(at_par, panel.firm)))


def mean_by_firm(values: Floats, firm: Whole) -> Floats:
    """Means over the rows of a firm that have a value, (firms,); NaN without one."""
    known = ~np.isnan(values)
    count = np.bincount(firm, known)
    sums = np.bincount(firm, np.where(known, values, 0.0))
    return np.where(count > 0, sums / np.maximum(count, 1), np.nan)
