"""Hiring that is rehearsed before anybody moves, to see what a pipeline makes of a contest."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from agents.numerics.draws import as_normals, draw_uniforms, stream
from incentives import Applicants, answers
from incentives.arrays import Bools, Floats, Ints
from incentives.filters import Filter
from sim.hiring.applicants import Applications, new_applications, new_candidates
from sim.hiring.contracts import choose_contracts, refusals
from sim.hiring.inquiries import inquire
from sim.hiring.lifted import best_of, hired_by_stages
from sim.hiring.market import LabourMarket
from sim.hiring.pipeline import Passage, Pipeline, weighted, winners
from sim.hiring.signals import test_applicants
from sim.hiring.traits import Tests, test_names, tests_of
from sim.scenario.package import Package

_LIFTED = 10_000  # applicants, at least, at most four per vacancy


class Differences(NamedTuple):
    """Between a pipeline and the sum of known scores.

    Attributes:
        gains: (tests, lifts - 1) of being hired from one lift to the next, less ``part`` times
            those of the sum; 0 for tests that nobody takes or can game.
        part: Of those whom the pipeline hires, how many the sum would hire, too.
        error: (tests, lifts - 1) standard errors of the pipeline's gains.
    """

    gains: Floats
    part: float
    error: Floats


class Rehearsal:
    """Vacancies with draws that are the same for every package and market.

    They belong to tests by their names, so that a further filter leaves the others' luck alone.

    Args:
        package: Its filters are put to work.
        candidates: Applicants per vacancy, all newcomers; ``vacancies``: as many.
    """

    def __init__(self, package: Package, candidates: int, vacancies: int) -> None:
        self.pipeline, self.vacancies = Pipeline(package), vacancies
        self.tests: Tests = tests_of(package, candidates)
        self._candidates, self._names = candidates, test_names(package)

    def play(self, market: LabourMarket) -> tuple[Applications, Passage]:
        """Applicants by vacancy, and how they fare."""
        applications = new_applications(
            np.arange(self.vacancies), self._candidates, self.tests.kappa.size
        )
        luck, noise = self._luck
        new_candidates(market, luck, applications)
        applications.signal[:] = noise
        if market.contracts > 1:
            choose_contracts(market, applications)
        test_applicants(market, self.tests, applications)
        inquire(market, self.tests, applications)
        seen = applications.by_vacancy()
        passage = self.pipeline.go_through(seen, _score)
        return seen, passage.refuse(refusals(market, seen))

    def added_up(self, passage: Passage) -> Floats:
        """(vacancies, applicants) sum of known scores; -inf for those who would refuse."""
        total = self.pipeline.added_up(passage.own)
        return total if passage.refused is None else np.where(passage.refused, -np.inf, total)

    def differences(self, market: LabourMarket, lifts: Floats) -> Differences:
        """What the pipeline changes in the chances of whoever takes a test.

        The sum of known scores alone is rehearsed with the same draws, and subtracted as far as it
        hires the same people: exactly nothing is left where the pipeline turns nobody down and adds
        nothing, and little noise is added where it hires others.

        Args:
            market: What others do.
            lifts: Of the signal of a few applicants per vacancy, one after another.
        """
        seen, passage = self.play(market)
        rows = np.arange(self.vacancies)
        shape = (self.tests.kappa.size, lifts.size)
        wins, plain = np.zeros(shape), np.zeros(shape)
        taken, counted = np.zeros((2, shape[0], 1))
        few = min(4, self._candidates, -(-_LIFTED // self.vacancies))
        for test, nth in product(np.flatnonzero(self.tests.kappa < np.inf), range(few)):
            one, place = (rows + nth) % self._candidates, self.pipeline.measuring[test]
            takes = passage.takers(place)[rows, one]
            if passage.refused is not None:  # they have no reason to game
                takes = takes & ~passage.refused[rows, one]
            taken[test] += takes.sum()
            won, lifted = self._lift(seen, passage, int(test), one, lifts)
            wins[test] += (takes[:, None] & won).sum(axis=0)
            if self.pipeline.test_weights[test] > 0.0:
                plainly = self._lift_alone(passage, seen.lot, one, place, lifted)
                if passage.refused is not None:
                    plainly &= ~passage.refused[rows, one, None]
                    counted[test] += (~passage.refused[rows, one]).sum()
                plain[test] += plainly.sum(axis=0)
        gains: Floats = np.diff(wins) / np.maximum(taken, 1.0)
        if passage.refused is None:
            counted[:] = few * self.vacancies
        usual: Floats = np.diff(plain) / np.maximum(counted, 1.0)
        hired = winners(passage.score, seen.lot)
        same = hired & winners(self.added_up(passage), seen.lot)
        part = float(same.sum() / max(hired.sum(), 1))
        heads = np.maximum(taken, 1.0)
        error = np.sqrt(np.maximum(np.abs(gains), 1.0 / heads) / heads)
        return Differences(gains - part * usual, part, error)

    @cached_property
    def _luck(self) -> tuple[Floats, Floats]:
        """(4, applicants) of newcomers, and (tests, applicants) noise."""
        size = self.vacancies * self._candidates
        lots = _uniforms("forecast", size)
        lots[0] = as_normals(lots[0])
        noise = [as_normals(_uniforms(f"forecast/{name}", size)[0]) for name in self._names]
        return lots, np.array(noise).reshape(len(noise), size)

    def _lift(
        self, seen: Applications, passage: Passage, test: int, one: Ints, lifts: Floats
    ) -> tuple[Bools, Floats]:
        """(vacancies, lifts) whether ``one`` is hired, and its score in the test.

        A part may score applicants by comparison; then all is judged anew for every lift.
        """
        rows, place = np.arange(one.size), self.pipeline.measuring[test]
        ungamed = seen.signal[test, rows, one] - seen.game[test, rows, one]
        lifted = ungamed[:, None] + lifts
        if self.pipeline.as_signal[place]:
            stages = (self.pipeline.filters, passage, seen.lot, one, place, lifted)
            return hired_by_stages(*stages), lifted
        signal, usual = seen.signal.copy(), passage.own[place]
        others = np.ones(seen.lot.shape, np.bool_)
        others[rows, one] = False
        score, won, alone = lifted.copy(), np.zeros(lifted.shape, np.bool_), True
        for n in range(lifts.size):
            signal[test, rows, one] = lifted[:, n]
            found, out = self.pipeline.ask(place, seen._replace(signal=signal), _score)
            score[:, n] = found[rows, one]
            kept_out = passage.kept_out if out is None else {**passage.kept_out, place: out}
            alone &= np.array_equal(found[others], usual[others])
            alone &= out is None or np.array_equal(out, passage.kept_out[place])
            if not alone:
                own = [*passage.own[:place], found, *passage.own[place + 1 :]]
                passed = self.pipeline.judge(seen.lot, own, kept_out).refuse(passage.refused)
                won[:, n] = winners(passed.score, seen.lot)[rows, one]
        if alone:
            won = hired_by_stages(self.pipeline.filters, passage, seen.lot, one, place, score)
        return won, score

    def _lift_alone(
        self, passage: Passage, lot: Floats, one: Ints, place: int, lifted: Floats
    ) -> Bools:
        """The same where known scores are added up, and nobody is turned down."""
        rows = np.arange(one.size)
        total, mine = self.added_up(passage), np.zeros(lifted.shape)
        for n, (part, found) in enumerate(zip(self.pipeline.filters, passage.own, strict=True)):
            if self.pipeline.known[n]:
                own = lifted if n == place else found[rows, one, None]
                mine += weighted(own, part.weight)
        total[rows, one] = -np.inf
        return best_of(total, lot).beaten(mine, lot[rows, one, None])


def _score(part: Filter, view: Applicants) -> Floats:
    return answers.score(part, view, None)


def _uniforms(name: str, applicants: int) -> Floats:
    """(4, applicants) of seed 0."""
    worlds = np.zeros(1, dtype=np.int64)
    lots: Floats = draw_uniforms(np.uint64(0), worlds, stream(name), 0, applicants)[0].T
    return np.ascontiguousarray(lots)
