"""What a lab is: a question, parameters, rows of measured behaviour, and answers with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy.typing as npt

from sim.scenario.base import Spec
from sim.support.progress import Advance

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

__all__ = ["Advance", "Answer", "Gist", "Lab", "LabResult", "Row", "Triple", "means", "shares"]

Triple = tuple[float | None, float | None, float | None]
"""Mean, and the ends of its 95% interval; None where there is none."""


Gist = dict[str, str | float | Triple]
"""A row of the table of all systems."""


class Row(NamedTuple):
    """What one kind of policy, as one base optimizer selected it, does in one environment.

    Attributes:
        policy: As in the lab's table of policies; baselines are policies that nobody selected.
        base_optimizer: ``cma``, ``truncation``, ``best-of-n``; ``none`` where nobody selects.
        objective: Of selection: ``average``, ``worst-tenth``, ``regret``; ``none``.
        distinguishing: Share of training levels that tell the goals apart.
        shift: ``none``, ``goal`` or ``capability``: what is different at deployment.
        environment: ``training`` or ``deployment``.
        training_seeds: How many selections the numbers are over.
        capability, alignment, malign_share, worse_than_nothing_share: With intervals.
        quadrants: Share of selections in each, with intervals, by name.
        more: What only this lab measures, by name, with intervals.
        setting: Parameters that are other than the lab's in this row, by name.
    """

    policy: str
    base_optimizer: str
    objective: str
    distinguishing: float
    shift: str
    environment: str
    training_seeds: int
    capability: Triple
    alignment: Triple
    quadrants: dict[str, Triple]
    malign_share: Triple
    worse_than_nothing_share: Triple
    more: dict[str, Triple]
    setting: tuple[tuple[str, Any], ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON shows it."""
        found = self._asdict()
        more, setting = found.pop("more"), found.pop("setting")
        return {**found, **more, "setting": dict(setting)}


class Answer(NamedTuple):
    """What the lab says to one claim: an estimate with its interval, in a sentence."""

    claim: str
    estimate: float | None
    low: float | None
    high: float | None
    sentence: str


class LabResult(NamedTuple):
    """Everything that a lab found."""

    lab: str
    question: str
    parameters: dict[str, Any]
    rows: list[Row]
    answers: list[Answer]

    def document(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {
            "lab": self.lab,
            "question": self.question,
            "parameters": self.parameters,
            "rows": [row.document() for row in self.rows],
            "answers": [answer._asdict() for answer in self.answers],
        }

    def frame(self) -> pd.DataFrame:
        """Rows as a pandas frame: means, and the ends of their intervals as ``*_low``, ``*_high``.

        Columns say what a row is, then what was measured, quadrants included.
        """
        import pandas as pd

        rows = []
        for one in self.rows:
            said = one.document()
            cells = {**said.pop("quadrants"), **{k: v for k, v in said.items() if _is_triple(v)}}
            rows.append({k: v for k, v in said.items() if not _is_triple(v)})
            for name, (mean, low, high) in cells.items():
                rows[-1] |= {name: mean, f"{name}_low": low, f"{name}_high": high}
        return pd.DataFrame(rows)


def _is_triple(value: Any) -> bool:
    return isinstance(value, tuple)


class Lab(Spec):
    """A lab; its fields are its parameters, with bounds and a description each.

    Attributes:
        name: As on the command line; ``summary``: one line; ``source``: published.
        question: What is asked.
        expected: What was expected beforehand, and is kept whatever came out.
        unlisted: Measures that the command's table leaves out.
        seeds: Selections, of which each draws its own levels, unless the command says otherwise.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    source: ClassVar[str]
    question: ClassVar[str]
    expected: ClassVar[str]
    unlisted: ClassVar[tuple[str, ...]] = ()
    seeds: ClassVar[int] = 100

    def run(
        self,
        seed: int = 0,
        seeds: int | None = None,
        dials: bool = False,
        folder: Path | None = None,
        workers: int | None = None,
        progress: Advance | None = None,
    ) -> LabResult:
        """Select policies, put them to the test, and answer.

        Args:
            seed: Of all draws; equal seeds give equal bits, whatever the workers.
            seeds: Independent selections.
            dials: Whether to play all dials, too, and not only the plain comparison.
            folder: Where selected policies are kept, to be used again; left out: nowhere.
            workers: Processes.
            progress: Called while it goes on.
        """
        raise NotImplementedError

    def picture(self, result: LabResult) -> alt.TopLevelMixin:
        """The answer at a glance."""
        raise NotImplementedError

    def gist(self, result: LabResult) -> Gist:
        """Its row in "the same failure in four systems".

        Keys: base_optimizer, selects_for, proxy, shifted (words); capability_kept,
        objective_kept, malign_share, deception_adds (with intervals); aligned (the least
        alignment that is no failure).
        """
        raise NotImplementedError


def means(values: npt.ArrayLike, bounded: bool = False) -> Triple:
    """Mean and 95% t interval of values, one per selection; what is not known does not count.

    Args:
        values: (selections,) numbers.
        bounded: Whether they lie within 0 and 1 by what they are; then the interval does, too.
    """
    import numpy as np

    from sim.analysis.means import interval

    found = np.asarray(values, dtype=np.float64)
    row = interval(found[np.isfinite(found)], bounded)
    return row["mean"], row["low"], row["high"]


def shares(values: npt.ArrayLike) -> Triple:
    """The mean of shares, or of what holds (1) or does not (0), with its 95% interval.

    Where all of them are 0 or 1 the interval is exact (Clopper and Pearson 1934, The use of
    confidence or fiducial limits, Biometrika 26): none of 100 is no chance of 0, but one of .036 at
    most. That holds for whatever lies between, too, if all values are at one end. Otherwise it is
    that of ``means``.

    Args:
        values: (selections,) within 0 and 1.
    """
    import numpy as np

    found = np.asarray(values, dtype=np.float64)
    known = found[np.isfinite(found)]
    if not known.size or not bool(np.isin(known, (0.0, 1.0)).all()):
        return means(known, bounded=True)
    from scipy.special import betaincinv

    from sim.analysis.means import CONFIDENCE

    hits, count, tail = int(known.sum()), known.size, 0.5 * (1.0 - CONFIDENCE)
    low = float(betaincinv(hits, count - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, count - hits, 1.0 - tail)) if hits < count else 1.0
    return hits / count, low, high
