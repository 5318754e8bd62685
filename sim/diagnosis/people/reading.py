"""Can goals be read off files? A plain regression, fitted on other worlds of the same economy.

It is given what a board could know (:mod:`sim.diagnosis.people.files`) and the kinds of people in
worlds that are not looked at, and says how likely each kind is for somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints
from sim.analysis.logistic import Logistic, fit, log_loss
from sim.diagnosis.people.files import FILE_FEATURES, FILE_TABLES, board_files
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate

if TYPE_CHECKING:
    import pandas as pd

READ_WORLDS = 8
"""Worlds to fit on: some 2,800 executives in the default economy."""


class GoalReading(NamedTuple):
    """A regression of kinds on files.

    Attributes:
        kinds: Names, in the order of the chances.
        model: Fitted to all worlds.
        people: How many executives it was fitted to.
        commonest: The kind that most of them are of.
        right: Share of people in the later half of the worlds whose kind it names, fitted to the
            earlier half; ``commonest_right``: of always naming the commonest kind.
        loss: Mean log loss there, nats; ``shares_loss``: of naming the shares of all kinds.
    """

    kinds: tuple[str, ...]
    model: Logistic
    people: int
    commonest: str
    right: float
    commonest_right: float
    loss: float
    shares_loss: float

    def __repr__(self) -> str:
        return f"<Reading of {self.people} executives: right for {self.right:.0%} of others>"

    def chances(self, files: pd.DataFrame) -> pd.DataFrame:
        """How likely each kind is: a row per row of :func:`board_files`, a column per kind."""
        import pandas as pd

        found = self.model.probabilities(_numbers(files))
        return pd.DataFrame(found, index=files.index, columns=list(self.kinds))


def read_goals(scenario: Scenario, worlds: int | Sequence[int] | None = None) -> GoalReading:
    """Play worlds and fit the regression.

    Args:
        scenario: The economy.
        worlds: Numbers of the worlds, at least two; left out: ``READ_WORLDS`` of them that are none
            of the scenario's own, so that it has seen nobody who is read.
    """
    import pandas as pd

    if worlds is None:
        worlds = range(scenario.worlds, scenario.worlds + READ_WORLDS)
    tables = simulate(scenario, worlds, FILE_TABLES)
    files = board_files(tables)
    kinds = tuple(scenario.executives.population)
    tenures = pd.DataFrame(tables["tenures"]).drop_duplicates(["world", "executive"])
    kind = tenures.set_index(["world", "executive"])["kind"].reindex(files.index)
    group = np.array([kinds.index(str(name)) for name in kind], dtype=np.int64)
    world = files.index.get_level_values("world").to_numpy()
    return reading(_numbers(files), group, world, kinds)


def reading(features: Floats, group: Ints, world: Ints, kinds: Sequence[str]) -> GoalReading:
    """Fit to rows of features, and try on the later half of the worlds what the earlier half says.

    Args:
        features: (rows, features) as of :func:`board_files`.
        group: (rows,) places in ``kinds``.
        world: (rows,) numbers; at least two different ones.
        kinds: Names.
    """
    count = len(kinds)
    later = world > np.median(np.unique(world))
    trial = fit(features[~later], group[~later], count)
    chance = trial.probabilities(features[later])
    first = np.bincount(group[~later], minlength=count)
    shares = np.tile((first + 0.5) / (first + 0.5).sum(), (int(later.sum()), 1))
    return GoalReading(
        tuple(kinds),
        fit(features, group, count),
        group.size,
        kinds[int(np.bincount(group, minlength=count).argmax())],
        float((chance.argmax(axis=1) == group[later]).mean()),
        float((group[later] == first.argmax()).mean()),
        float(log_loss(chance, group[later]).mean()),
        float(log_loss(shares, group[later]).mean()),
    )


def _numbers(files: pd.DataFrame) -> Floats:
    found: Floats = files[list(FILE_FEATURES)].to_numpy(dtype=np.float64)
    return found
