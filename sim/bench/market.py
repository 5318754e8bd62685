"""The labour market of plain objects: who applies, who games the filters, who is hired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import mesa

from sim.bench.decide import interpolate
from sim.bench.executive import PlainExecutive
from sim.bench.firm import PlainFirm
from sim.bench.terms import Terms
from sim.hiring.applicants import ABILITY_SDS, LEAST_ABILITY


@dataclass(slots=True)
class Applicant:
    """Somebody who applies for one vacancy; ``executive`` is ``None`` for a newcomer."""

    kind: int
    ability: float
    executive: PlainExecutive | None
    lift: float = 0.0  # by gaming, over all filters
    spent: float = 0.0  # what that cost, base pays


class PlainMarket:
    """Free executives, and the hiring of a quarter."""

    def __init__(self, model: mesa.Model) -> None:
        self.model = model
        self.free: list[PlainExecutive] = []

    def newcomer(self, terms: Terms) -> tuple[int, float]:
        """Kind and ability of somebody who enters the market."""
        standing = min(max(self.model.random.gauss(0.0, 1.0), -ABILITY_SDS), ABILITY_SDS)
        lot = self.model.random.random()
        kind = 0
        while kind < len(terms.shares) - 1 and lot >= terms.shares[kind]:
            kind += 1
        traits = terms.kinds[kind]
        ability = traits.ability_mean + traits.ability_sd * standing
        return kind, max(ability, LEAST_ABILITY)

    def entry_age(self, terms: Terms) -> float:
        """Quarters of age of somebody who enters the market."""
        age: float = self.model.random.gauss(terms.entry_age, terms.entry_age_sd)
        return min(max(age, 0.0), terms.retires_at - 1.0)

    def release(self, executive: PlainExecutive, stays: bool) -> None:
        """Somebody has left a seat, for the pool or for good."""
        if stays:
            self.free.append(executive)
        else:
            executive.remove()

    def hire(self, terms: Terms, vacant: list[PlainFirm], quarter: int) -> None:
        """Some leave the pool; then vacancies are filled in the order given."""
        draw = self.model.random.random
        kept = []
        for executive in self.free:
            old = quarter + 1 - executive.born >= terms.retires_at
            if draw() < terms.pool_exit or old:
                executive.remove()
            else:
                kept.append(executive)
        self.free = kept
        if not vacant:
            return
        available = list(kept)
        tests = len(terms.filters)
        normals = iter(
            self.model.rng.standard_normal(len(vacant) * terms.candidates * tests).tolist()
        )
        # All applications are made before anybody is hired: nobody applies twice in a quarter.
        rounds = [(firm, self.applicants(terms, firm, available)) for firm in vacant]
        for firm, applicants in rounds:
            best = -float("inf")
            for applicant in applicants:
                score = self.score(terms, applicant, normals)
                if score > best:
                    best, winner = score, applicant
            firm.filter_due = terms.filter_cost
            firm.gaming_due = sum(applicant.spent for applicant in applicants)
            self.appoint(terms, firm, winner, quarter)

    def applicants(
        self, terms: Terms, firm: PlainFirm, available: list[PlainExecutive]
    ) -> list[Applicant]:
        """Who applies: a few from the pool at random, the others new."""
        draw = self.model.random.random
        found = []
        for place in range(terms.candidates):
            if place < terms.experienced and available:
                pick = int(draw() * len(available))
                executive = available[pick]
                if executive.employer is not firm:  # nobody applies where they have just left
                    available[pick] = available[-1]
                    available.pop()
                    found.append(Applicant(executive.kind, executive.ability, executive))
                    continue
            found.append(Applicant(*self.newcomer(terms), None))
        return found

    def score(self, terms: Terms, applicant: Applicant, normals: Iterator[float]) -> float:
        """Sum of all filters' scores, gaming included."""
        kind = terms.kinds[applicant.kind]
        stake = 0.0
        if kind.rule is None:
            value = interpolate(
                kind.entry, terms.ability_start, terms.ability_step, applicant.ability
            )
            stake = kind.awareness * max(value, 0.0) * terms.chance - kind.lying_cost
        total = 0.0
        for test, noise in zip(terms.filters, kind.noise, strict=True):
            trait = kind.integrity
            if not test.integrity:
                sd = terms.ability_sd
                trait = (applicant.ability - terms.ability_mean) / sd if sd > 0.0 else 0.0
            total += test.validity * trait + noise * next(normals) + kind.faking
            if stake > 0.0:
                lift = min(stake / test.kappa, terms.gaming_cap)
                applicant.lift += lift
                applicant.spent += (0.5 * test.kappa * lift + kind.lying_cost) * lift
                total += lift
        executive = applicant.executive
        record = terms.newcomer if executive is None else executive.reputation
        score: float = total + record + terms.tie_break * self.model.random.random()
        return score

    def appoint(self, terms: Terms, firm: PlainFirm, winner: Applicant, quarter: int) -> None:
        """The winner takes the seat in the next quarter."""
        executive, belief = winner.executive, 0.0
        if executive is None:
            executive = PlainExecutive(self.model, winner.kind, winner.ability)
            if terms.retires_at < inf:
                executive.born = quarter + 1 - self.entry_age(terms)
        else:
            belief = terms.reputation_weight * executive.reputation
            self.free.remove(executive)
        firm.seat(executive, belief, quarter + 1, 0, winner.lift)
