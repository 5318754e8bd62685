"""The wave of bonuses, and where exit stops it, in the economy itself: against closed forms.

What firms report is no straight line in the bonus, and moves with the mix; so slopes and noise are
those of the population as it is, quarter by quarter, and the closed form says what follows.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from incentives.arrays import Floats
from sim.learning import learner, limits
from sim.learning.results import BY_REPORT, BY_SURPLUS, results_of
from sim.scenario.scenario import Scenario
from tests.sim.worlds import batch, scenario

SLOPE = "package.schemes.linear-bonus.slope"


class BonusQuarter(NamedTuple):
    """Bonus of every firm, (worlds, firms), and its results."""

    b: Floats
    report: Floats
    surplus: Floats


class BonusCourse(NamedTuple):
    """By meeting: what the mean bonus did, and what imitation and exit do in the closed form."""

    mean: Floats
    moved: Floats
    wave: Floats
    exit: Floats
    error: float


def model(values: list[float], quarters: int, firms: int, rate: float, **fields) -> Scenario:
    imitate = {"rate": rate, "strength": fields.pop("strength", 2.0)}
    how = {"every": 1, "window": 1, "references": 3, "start": "even", "imitate": imitate}
    return scenario(
        package__schemes=[{"name": "linear-bonus", "slope": values[0]}],
        shareholders__monitoring_levels=[0.0],  # else worlds have several lattices, one by level
        quarters=quarters,
        firms__count=firms,
        learning={"lattice": {SLOPE: values}, **how, **fields},
    )


def play(how: Scenario, worlds: int, monkeypatch: pytest.MonkeyPatch) -> BonusCourse:
    """Meetings of boards, and what Price's equation makes of the quarter before each."""
    learning = how.learning
    assert learning is not None and learning.imitate is not None
    values, seen = np.array(learning.lattice[SLOPE]), []
    observe = learner.LearningWorlds.observe

    def keep(self, batch) -> None:
        found = results_of(batch, self.rows)
        seen.append(BonusQuarter(values[self.by_world], found[BY_REPORT], found[BY_SURPLUS]))
        observe(self, batch)

    monkeypatch.setattr(learner.LearningWorlds, "observe", keep)
    batch(how, range(worlds)).run()
    rate, strength = learning.imitate.rate, learning.imitate.strength
    mean, moved, wave, gone, chance = [], [], [], [], 0.0
    for one, after in pairwise(seen):
        variance = float(one.b.var(axis=1).mean())
        slope, noise = _line(one.b.ravel(), one.report)
        mean.append(one.b.mean())
        moved.append(after.b.mean() - one.b.mean())
        wave.append(limits.wave(rate, strength, noise * 2**0.5, variance, slope))
        gone.append(learning.exit.hazard * variance * _line(one.b.ravel(), one.surplus)[0])
        chance += rate * variance / one.b.size  # half of those who look adopt, of 2*variance
    return BonusCourse(*map(np.array, (mean, moved, wave, gone)), chance**0.5)


def _line(b: Floats, result: Floats) -> tuple[float, float]:
    """Slope of a result on the bonus, and the standard deviation around the line."""
    known = ~np.isnan(result)
    x, y = b[known] - b[known].mean(), result[known]
    slope = float(x @ y / (x @ x))
    return slope, float((y - slope * x).std())


def test_bonuses_move_as_a_wave(monkeypatch) -> None:
    """Coarse: within four standard errors of chance, which are half of the way."""
    how = model([0.4, 0.8, 1.2, 1.6, 2.0], 8, 150, 0.5, references=1)
    found = play(how, 6, monkeypatch)
    way = float(found.wave.sum())
    assert float(found.moved.sum()) == pytest.approx(way, abs=4 * found.error)
    assert 4 * found.error < 0.6 * way


NARROW = [round(0.6 + 0.1 * i, 1) for i in range(12)]
WIDE = [round(0.2 + 0.2 * i, 1) for i in range(12)]


@pytest.mark.study
@pytest.mark.parametrize("noise", [0.3, 1.2])
def test_many_firms_show_the_speed_of_the_wave(noise, monkeypatch) -> None:
    """Within three standard errors of chance, on bonuses near enough for a straight line."""
    how = model(NARROW, 30, 400, 0.1)
    how = how.model_copy(update={"metric": how.metric.model_copy(update={"noise": noise})})
    found = play(how, 8, monkeypatch)
    way = float(found.wave.sum())
    assert float(found.moved.sum()) == pytest.approx(way, abs=3 * found.error)
    assert 3 * found.error < 0.35 * way


@pytest.mark.study
def test_exit_stops_the_wave_where_it_outweighs_imitation(monkeypatch) -> None:
    """All are below the floor. Without exit bonuses go on rising; with it both pulls balance.

    Mutation keeps bonuses apart, and drives nowhere but at the ends of the lattice.
    """
    free = play(model(WIDE, 160, 240, 0.05, mutation=0.05), 6, monkeypatch)
    monkeypatch.undo()
    failing = {"hazard": 0.02, "floor": 3.5}
    held = play(model(WIDE, 160, 240, 0.05, mutation=0.05, exit=failing), 6, monkeypatch)
    late = slice(60, None)
    assert free.mean[-1] > free.mean[60] + 0.2 and free.mean[-1] > held.mean[-1] + 0.6
    assert abs(held.mean[-1] - held.mean[60]) < 0.2
    assert -held.exit[late].mean() == pytest.approx(held.wave[late].mean(), rel=0.3)
