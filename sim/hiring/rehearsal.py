"""Hiring that is rehearsed before anybody moves, to see what a pipeline makes of a contest."""

from __future__ import annotations

from functools import cached_property
from itertools import product

import numpy as np

from agents.numerics.draws import as_normals, draw_uniforms, stream
from incentives import answers
from incentives.arrays import Bools, Floats, Ints
from sim.hiring.applicants import Applications, new_applications, new_candidates
from sim.hiring.contracts import choose_contracts
from sim.hiring.inquiries import inquire
from sim.hiring.market import LabourMarket
from sim.hiring.pipeline import Passage, Pipeline, winners
from sim.hiring.signals import test_applicants
from sim.hiring.traits import Tests, test_names, tests_of
from sim.scenario.package import Package

_LIFTED = 10_000  # applicants, at least, at most four per vacancy


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
        return seen, self._judge(seen)

    def differences(self, market: LabourMarket, lifts: Floats) -> tuple[Floats, Floats]:
        """What the pipeline changes in the chances of whoever takes a test.

        The sum of known scores alone is rehearsed with the same draws, and subtracted: exactly
        nothing is left where the pipeline turns nobody down and adds nothing.

        Args:
            market: What others do.
            lifts: Of the signal of a few applicants per vacancy, one after another.

        Returns:
            (tests, lifts - 1) differences of gains from one lift to the next; and the standard
            error of such a gain. 0 for tests that nobody takes or can game.
        """
        seen, passage = self.play(market)
        rows = np.arange(self.vacancies)
        shape = (self.tests.kappa.size, lifts.size)
        wins, plain = np.zeros(shape), np.zeros(shape)
        taken = np.zeros((shape[0], 1))
        few = min(4, self._candidates, -(-_LIFTED // self.vacancies))
        for test, nth in product(np.flatnonzero(self.tests.kappa < np.inf), range(few)):
            one = (rows + nth) % self._candidates
            takes = passage.takers(self.pipeline.measuring[test])[rows, one]
            taken[test] += takes.sum()
            signal = seen.signal.copy()
            ungamed = signal[test, rows, one] - seen.game[test, rows, one]
            for place, lift in enumerate(lifts):
                signal[test, rows, one] = ungamed + lift
                passed = self._judge(seen._replace(signal=signal))
                wins[test, place] += (takes & _wins(passed.score, seen.lot, rows, one)).sum()
                if self.pipeline.test_weights[test] > 0.0:
                    total = self.pipeline.added_up(passed.own)
                    plain[test, place] += _wins(total, seen.lot, rows, one).sum()
        gains: Floats = np.diff(wins) / np.maximum(taken, 1.0)
        usual: Floats = np.diff(plain) / (few * self.vacancies)
        counted = np.maximum(taken, 1.0)
        return gains - usual, np.sqrt(np.maximum(np.abs(gains), 1.0 / counted) / counted)

    @cached_property
    def _luck(self) -> tuple[Floats, Floats]:
        """(4, applicants) of newcomers, and (tests, applicants) noise."""
        size = self.vacancies * self._candidates
        lots = _uniforms("forecast", size)
        lots[0] = as_normals(lots[0])
        noise = [as_normals(_uniforms(f"forecast/{name}", size)[0]) for name in self._names]
        return lots, np.array(noise).reshape(len(noise), size)

    def _judge(self, seen: Applications) -> Passage:
        return self.pipeline.go_through(seen, lambda part, view: answers.score(part, view, None))


def _wins(score: Floats, lot: Floats, rows: Ints, one: Ints) -> Bools:
    """(vacancies,) whether that applicant is hired, as :func:`sim.hiring.pipeline.winners`."""
    mine, best = score[rows, one], score.max(axis=1)
    won: Bools = (mine == best) & np.isfinite(best)
    tied = np.flatnonzero(won & ((score == best[:, None]).sum(axis=1) > 1))
    won[tied] = winners(score[tied], lot[tied])[np.arange(tied.size), one[tied]]
    return won


def _uniforms(name: str, applicants: int) -> Floats:
    """(4, applicants) of seed 0."""
    worlds = np.zeros(1, dtype=np.int64)
    lots: Floats = draw_uniforms(np.uint64(0), worlds, stream(name), 0, applicants)[0].T
    return np.ascontiguousarray(lots)
