"""Which firm has which package, quarter by quarter: boards meet, some try something, some fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.numerics.draws import draw_uniforms, stream
from incentives.arrays import Floats, Ints
from sim.learning.history import History
from sim.learning.imitation import failing, imitate, mutate, others
from sim.learning.lattice import PackageLattice
from sim.learning.ratifying import Owners
from sim.learning.results import BY_SURPLUS, Window, results_of
from sim.learning.searching import Bandits, Evolution
from sim.quarter.batch import Batch
from sim.quarter.segment import Segment, rows_at
from sim.quarter.state import SOLD

_STREAMS = {
    name: stream(f"learning:{name}")
    for name in ("imitation", "mutation", "failure", "start", "search")
}


class Learners:
    """The boards of a batch that learn, and the firms of its other worlds, which stay as they are.

    Args:
        batch: Before its first quarter, with books by firm.
        elected: Its segments, in the order of their numbers; those of a lattice are one per point,
            each with all worlds in which it may come up.
        lattices: Of the worlds that learn.
    """

    def __init__(
        self, batch: Batch, elected: Sequence[Segment], lattices: Sequence[PackageLattice]
    ):
        self._elected, self._firms = elected, batch.firms
        self.worlds = [LearningWorlds(batch, lattice) for lattice in lattices]
        self._learning = {number for one in self.worlds for number in one.segments}

    def place(self, batch: Batch, first_plan: Ints) -> tuple[Ints, list[Segment]]:
        """(firms,) plan of every firm of the batch in this quarter, and the segments.

        Args:
            batch: Whose quarter has not begun.
            first_plan: (segments,) rows of the first plans of the elected segments.
        """
        plans = np.empty(batch.seats.number.size, dtype=np.int64)
        segments = []
        for segment in self._elected:
            if segment.number not in self._learning:
                passed = segment.scenario.shifts_by(batch.quarter)
                turn = passed * segment.turns + batch.quarter % segment.turns
                plans[segment.firms] = first_plan[segment.number] + turn
                segments.append(segment.in_regime(passed))
        for one in self.worlds:
            passed = self._elected[one.lattice.first].scenario.shifts_by(batch.quarter)
            mine, node = one.plans(passed, batch.quarter, first_plan)
            plans[one.rows] = mine
            key = one.point * one.lattice.references.shape[1] + node
            order = np.argsort(key, kind="stable")
            cuts = np.flatnonzero(np.diff(key[order])) + 1
            for some in np.split(order, cuts):
                whole = self._elected[one.lattice.first + int(one.point[some[0]])]
                whole = whole.in_regime(passed)
                rows = rows_at(one.rows.start + some)
                segments.append(whole._replace(firms=rows, inner=some))
        return plans, segments

    def observe(self, batch: Batch) -> None:
        """After a quarter is settled, and before anybody is hired: what has come of packages."""
        for one in self.worlds:
            one.observe(batch)

    def meet(self, batch: Batch) -> Ints:
        """Between two quarters: boards meet, firms fail.

        Args:
            batch: Whose next quarter has not begun.

        Returns:
            Rows of the firms that have another package now.
        """
        moved = [one.meet(batch) for one in self.worlds]
        return np.concatenate(moved)

    def labels(self, batch: Batch) -> npt.NDArray[Any]:
        """(worlds,) label of the package that most firms have."""
        found = np.empty(len(batch.worlds), dtype=object)
        for segment in self._elected:
            found[segment.worlds] = segment.label
        for one in self.worlds:
            lattice = one.lattice
            usual = np.array(lattice.labels, dtype=object)[
                lattice.shares(one.by_world).argmax(axis=1)
            ]
            found[lattice.worlds] = usual
        return found

    def take_over(self, batch: Batch) -> None:
        """When the lots of a quarter are drawn: executives of firms that have failed will go."""
        for one in self.worlds:
            batch.actions.lot[one.rows.start + one.failed] = SOLD
            one.failed = one.failed[:0]


class LearningWorlds:
    """All worlds of a batch with the same lattice.

    Attributes:
        rows: Of their firms in the batch.
        point: (firms,) of the lattice; ``failed``: places of those that have failed since the last
            quarter began.
        segments: Numbers of the segments of the lattice.
        history: What has come of packages so far.
        path: Quarters in which plans were looked up, and (worlds,) the reference of that mix.
        foreseen: (quarters, firms) references that executives plan on instead, as a rehearsal has
            shown them; -1: on today's. None but where a rehearsal is played.
        owners: Who ratify what boards propose; none if nobody asks them.
    """

    def __init__(self, batch: Batch, lattice: PackageLattice) -> None:
        self.lattice = lattice
        self._firms = batch.firms
        worlds = lattice.worlds
        self.rows = slice(worlds.start * batch.firms, worlds.stop * batch.firms)
        self.point = lattice.begin(batch.firms).ravel()
        self.failed = np.zeros(0, dtype=np.int64)
        self.path: list[tuple[int, Ints]] = []
        self.owners: Owners | None = None
        self._regime = 0
        self.foreseen: Ints | None = None
        self.segments = range(lattice.first, lattice.first + lattice.points)
        learning, n = lattice.learning, self.point.size
        self._search: Bandits | Evolution | None = None
        if learning.imitate is not None:
            self._yardstick: str = learning.imitate.imitates
        elif learning.bandit is not None:
            self._yardstick = learning.bandit.maximises
            begins = self._draw(batch, "start")[..., 0].ravel()
            self._search = Bandits(learning.bandit, lattice.points, begins)
        elif learning.evolution is not None:
            self._yardstick = learning.evolution.maximises
            self._search = Evolution(lattice.places, n)
        yardsticks = {self._yardstick}
        if learning.exit.hazard > 0.0:
            yardsticks.add(BY_SURPLUS)
        self._windows = {name: Window(learning.window, n) for name in sorted(yardsticks)}
        self.history = History(worlds.stop - worlds.start, batch.firms, lattice.points)

    @property
    def by_world(self) -> Ints:
        """(worlds, firms) points."""
        return self.point.reshape(-1, self._firms)

    def plans(self, regime: int, quarter: int, first_plan: Ints) -> tuple[Ints, Ints]:
        """(firms,) row of every firm's plan, and number of the reference that it is under."""
        lattice = self.lattice
        self._regime = regime
        mix = lattice.mix(self.by_world, regime)
        self.path.append((quarter, mix))
        node = mix.repeat(self._firms)
        if self.foreseen is not None:
            known = self.foreseen[min(quarter, len(self.foreseen) - 1)]
            node = np.where(known < 0, node, known)
        nodes, turns = lattice.references.shape[1], lattice.turns
        place = (regime * nodes + node) * turns + quarter % turns
        return first_plan[lattice.first + self.point] + place, node

    def observe(self, batch: Batch) -> None:
        """Keep what has come of the quarter."""
        if batch.counted < 0:
            return
        found = results_of(batch, self.rows)
        for name, window in self._windows.items():
            window.keep(found[name])
        self.history.add(batch.counted, self.point, found)

    def meet(self, batch: Batch) -> Ints:
        """Rows of the batch whose firms have another package now; nobody learns in a burn-in."""
        quarter = batch.counted  # that has not begun
        if quarter <= 0:
            return np.zeros(0, dtype=np.int64)
        learning = self.lattice.learning
        shape = (-1, self._firms)
        point = before = self.by_world
        if quarter % learning.every == 0:
            result, rule = self._windows[self._yardstick].mean(), learning.imitate
            if rule is not None:
                lots = self._draw(batch, "imitation")
                point = imitate(before, result.reshape(shape), lots, rule.rate, rule.strength)
            elif self._search is not None:
                lots = self._draw(batch, "search").reshape(-1, 4)
                point = self._search.choose(before.ravel(), result, lots).reshape(shape)
            if learning.mutation > 0.0:
                lots = self._draw(batch, "mutation")
                point = mutate(point, self.lattice.places, lots, learning.mutation)
            if self.owners is not None:
                mix = self.lattice.mix(before, self._regime)
                point = self.owners.ratify(before, point, self._regime, mix)
        fails = np.zeros(before.shape, dtype=np.bool_)
        if learning.exit.hazard > 0.0:
            lots = self._draw(batch, "failure")
            surplus = self._windows[BY_SURPLUS].mean().reshape(shape)
            fails = failing(surplus, lots[..., 0], learning.exit.hazard, learning.exit.floor)
            copied = np.take_along_axis(before, others(lots[..., 1]), axis=1)
            point = np.where(fails, copied, point)
        self.failed = np.flatnonzero(fails.ravel())
        if self._search is not None:
            self._search.forget(self.failed)
        moved = np.flatnonzero((point != before).ravel())
        self.point = point.ravel()
        restarted = np.union1d(moved, self.failed)
        for window in self._windows.values():
            window.forget(restarted)
        self.history.move(quarter - 1, before.ravel(), self.point, self.failed)
        rows: Ints = self.rows.start + moved
        return rows

    def _draw(self, batch: Batch, what: str) -> Floats:
        """(worlds, firms, 4) uniforms."""
        worlds = self.lattice.worlds
        return draw_uniforms(
            batch.seeds[worlds.start],
            batch.worlds[worlds],
            _STREAMS[what],
            batch.quarter,
            self._firms,
        )
