"""The benchmark's rules as a plain Mesa model: one world, agents as ordinary objects.

Every rule of a quarter is written anew here; only what is solved before the first quarter (plans,
votes, the firms) comes from the core. Draws are its own, so both agree in distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from sim.bench.executive import PlainExecutive
from sim.bench.firm import PlainFirm
from sim.bench.market import PlainMarket
from sim.bench.terms import Terms
from sim.quarter.ledger import SERIES
from sim.scenario.firms import firms_of, make_firms
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.world.election import Job, general_meeting, plan_for

BENCHMARK = Path(__file__).with_name("benchmark.yaml")


def benchmark(overrides: Sequence[str] = ()) -> Scenario:
    """The frozen scenario, with ``path=value`` assignments on top."""
    return load_scenario(str(BENCHMARK), overrides)


class ObjectEconomy(mesa.Model):  # type: ignore[misc]
    """One world of plain objects, for ``mesa.batch_run`` like any Mesa model.

    Args:
        scenario: The benchmark, if left out, or one with the same parts. To ``mesa.batch_run``
            give it in a list, as Mesa takes anything iterable for several values.
        world: Which world's firms and owners.
        seed: As for any Mesa model; ``rng`` likewise.

    Attributes:
        quarter: The next quarter to be played, from 0; those of the burn-in are not collected.
        firms: The firms of the world; ``market`` holds the executives between two seats.
        totals: Sums over firms in the quarter just played, in the order of ``SERIES``.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        world: int = 0,
        *,
        seed: int | None = None,
        rng: Any = None,
    ) -> None:
        super().__init__(seed=seed, rng=rng)
        self.scenario = scenario = benchmark() if scenario is None else scenario
        [((_, package, monitoring), _)] = general_meeting(Job(scenario, [world]), [])
        self.regimes = [
            Terms(scenario, package, monitoring, plan_for(scenario, package, monitoring, regime))
            for regime in range(len(scenario.regimes) + 1)
        ]
        self.starts = scenario.starts()
        self.quarter = 0
        self.market = PlainMarket(self)
        data = make_firms(firms_of(scenario), scenario.seed, np.array([world]))
        terms = self.regimes[0]
        self.reference = self.expected = terms.reference
        self.firms = []
        columns = (column[0].tolist() for column in data)
        for size, base_pay, impact, age in zip(*columns, strict=True):
            firm = PlainFirm(self, self.market.release, size, base_pay, impact)
            executive = PlainExecutive(self, *self.market.newcomer(terms))
            if terms.retires_at < inf:
                entry = self.market.entry_age(terms)
                executive.born = -entry - self.random.random() * (terms.retires_at - entry)
            if terms.tenure_limit:
                age %= terms.tenure_limit
            firm.seat(executive, 0.0, 0, age, 0.0)
            self.firms.append(firm)
        self.by_size = sorted(self.firms, key=lambda firm: -firm.size)
        self.totals = [0.0] * len(SERIES)
        reporters = {name: partial(_total, column) for column, name in enumerate(SERIES)}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Play one quarter; the last one ends the run."""
        terms = self.regimes[sum(start <= self.quarter for start in self.starts)]
        self.act(terms)
        self.settle(terms)
        self.hire(terms)
        if self.quarter >= self.scenario.burn_in_quarters():
            self.datacollector.collect(self)
        self.quarter += 1
        self.running = self.quarter < self.scenario.quarters_played()

    def act(self, terms: Terms) -> None:
        """Steps 1 to 4: luck, decisions, consequences and reports."""
        count, season, expected = len(self.firms), self.quarter % 4, self.expected
        noise, luck = self.rng.standard_normal((2, count)).tolist()
        shock = self.random.gauss(0.0, 1.0)
        for firm, own_noise, own_luck in zip(self.firms, noise, luck, strict=True):
            if firm.vacant:
                firm.stand_vacant(terms, own_luck)
                continue
            firm.decide(terms, season, expected)
            firm.report(terms, own_noise, own_luck, shock)
        reports = [firm.metric for firm in self.firms if not firm.vacant]
        if reports:
            self.reference = sum(reports) / len(reports)
            self.expected = self.reference - terms.common_noise * shock

    def settle(self, terms: Terms) -> None:
        """Steps 5 to 9: pay, beliefs, audits, exits and books."""
        lots, audits = self.rng.random((2, len(self.firms))).tolist()
        quarter, reference = self.quarter, self.reference
        books = [
            firm.settle_vacant(terms, quarter)
            if firm.vacant
            else firm.settle(terms, quarter, reference, lot, audit_lot)
            for firm, lot, audit_lot in zip(self.firms, lots, audits, strict=True)
        ]
        self.totals = [sum(column) for column in zip(*books, strict=True)]

    def hire(self, terms: Terms) -> None:
        """Step 10: vacancies are filled, larger firms first."""
        vacant = [firm for firm in self.by_size if firm.vacant]
        self.market.hire(terms, [firm for firm in vacant if firm.waits == 0], self.quarter)
        for firm in vacant:
            firm.waits = max(firm.waits - 1, 0)


def _total(column: int, model: ObjectEconomy) -> float:
    return model.totals[column]
