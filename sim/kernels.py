"""The kernels that every quarter calls."""

from __future__ import annotations

from types import SimpleNamespace

from agents.numerics.compile import Repeated
from sim import hiring
from sim.effort import choose_effort
from sim.oversight import look_up
from sim.quarter import draw, draw_common, mature_and_report
from sim.settling import settle


def step_kernels() -> SimpleNamespace:
    """For one batch, which passes arguments of the same types every time."""
    return SimpleNamespace(
        draw=Repeated(draw),
        draw_common=Repeated(draw_common),
        look_up=Repeated(look_up),
        choose_effort=Repeated(choose_effort),
        mature_and_report=Repeated(mature_and_report),
        settle=Repeated(settle),
        shrink_pools=Repeated(hiring.shrink_pools),
        list_vacancies=Repeated(hiring.list_vacancies),
        gather=Repeated(hiring.gather),
        appoint=Repeated(hiring.appoint),
    )
