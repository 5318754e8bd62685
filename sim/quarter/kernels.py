"""The kernels that every quarter calls, but for those of :mod:`sim.quarter.responses`."""

from __future__ import annotations

from agents.numerics.compile import Repeated
from sim.quarter import labour_market
from sim.quarter.audits import look_up
from sim.quarter.luck import draw, draw_common
from sim.quarter.production import mature_and_report
from sim.quarter.room import largest
from sim.quarter.settle import settle


class StepKernels:
    """For one batch, which passes arguments of the same types every time."""

    def __init__(self) -> None:
        self.largest = Repeated(largest)
        self.draw = Repeated(draw)
        self.draw_common = Repeated(draw_common)
        self.look_up = Repeated(look_up)
        self.mature_and_report = Repeated(mature_and_report)
        self.settle = Repeated(settle)
        self.shrink_pools = Repeated(labour_market.shrink_pools)
        self.list_vacancies = Repeated(labour_market.list_vacancies)
        self.fill_vacancies = Repeated(labour_market.fill_vacancies)
        self.gather = Repeated(labour_market.gather)
        self.appoint = Repeated(labour_market.appoint)
