"""The kernels that every quarter calls."""

from __future__ import annotations

from types import SimpleNamespace

from agents.numerics.compile import Repeated
from sim.hiring import applicants
from sim.quarter import labour_market
from sim.quarter.effort import choose_effort
from sim.quarter.luck import draw, draw_common
from sim.quarter.oversight import look_up
from sim.quarter.production import mature_and_report
from sim.quarter.settle import settle


def step_kernels() -> SimpleNamespace:
    """For one batch, which passes arguments of the same types every time."""
    return SimpleNamespace(
        draw=Repeated(draw),
        draw_common=Repeated(draw_common),
        look_up=Repeated(look_up),
        choose_effort=Repeated(choose_effort),
        mature_and_report=Repeated(mature_and_report),
        settle=Repeated(settle),
        shrink_pools=Repeated(labour_market.shrink_pools),
        list_vacancies=Repeated(labour_market.list_vacancies),
        gather=Repeated(applicants.gather),
        appoint=Repeated(labour_market.appoint),
    )
