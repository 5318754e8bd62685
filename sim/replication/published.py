"""What was published, and how far from it a simulation is."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

FAR_OFF = 3.5
"""Standard errors beyond which a difference is not chance, unless it is the only one of many."""
MOST_FAR = 1
LARGEST_MEAN_SQUARE = 2.0
"""Of all differences in standard errors; 1 is expected where the models are the same."""

_TARGETS = Path(__file__).with_name("targets")

MeanSE = tuple[float, float]
"""A mean over runs, and its standard error."""
Series = Mapping[str, Mapping[int, MeanSE]]
"""By measure and period."""


class Agreement(NamedTuple):
    """How well simulated means agree with published ones.

    Attributes:
        compared: How many were compared; ``far``: of which differ by more than :data:`FAR_OFF`.
        largest: Difference, in standard errors, whatever its sign.
        mean_square: Of differences in standard errors.
    """

    compared: int
    far: int
    largest: float
    mean_square: float

    @property
    def holds(self) -> bool:
        """Whether the study is replicated."""
        return self.far <= MOST_FAR and self.mean_square < LARGEST_MEAN_SQUARE

    def document(self) -> dict[str, object]:
        """As JSON shows it."""
        return {**self._asdict(), "holds": self.holds}


@cache
def hidden_action() -> dict[tuple[int, str, str], dict[str, dict[int, MeanSE]]]:
    """Means of Reinwald, Leitner and Wall 2024 by turbulence and memories of principal and agent.

    Source and columns: ``targets/README.md``.
    """
    found: dict[tuple[int, str, str], dict[str, dict[int, MeanSE]]] = {}
    with (_TARGETS / "hidden_action_turbulence_25.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            scenario = int(row["turbulence"]), row["memory_principal"], row["memory_agent"]
            series: dict[str, dict[int, MeanSE]] = {}
            for column, mean in row.items():
                measure, mark, period = column.partition("_mean_t")
                if mark:
                    error = float(row[f"{measure}_se_t{period}"])
                    series.setdefault(measure, {})[int(period)] = float(mean), error
            found[scenario] = series
    return found


def differences(simulated: Series, published: Series) -> dict[str, dict[int, float]]:
    """Simulated less published, in standard errors of the difference."""
    return {
        measure: {
            period: _z(simulated[measure][period], there) for period, there in periods.items()
        }
        for measure, periods in published.items()
    }


def agreement(z: Iterable[float]) -> Agreement:
    """Of all that was compared."""
    sizes = [abs(one) for one in z]
    return Agreement(
        len(sizes),
        sum(size > FAR_OFF for size in sizes),
        max(sizes, default=0.0),
        sum(size**2 for size in sizes) / max(len(sizes), 1),
    )


def _z(here: MeanSE, there: MeanSE) -> float:
    error = (here[1] ** 2 + there[1] ** 2) ** 0.5
    gap = here[0] - there[0]
    return gap / error if error > 0.0 else 0.0
