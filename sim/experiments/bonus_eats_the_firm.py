"""Baker's line for the experiment ``bonus-eats-the-firm``: the slope that a static firm would pick.

One quarter, nobody is risk-averse, pay is base pay plus ``b`` per metric unit, and participation
binds, so the firm keeps all that is made less what it costs. An effort ``a_j`` costs
``c_j a_j**2 / 2`` base pays, lifts the metric by ``mu_j a_j`` and value by
``impact*(nu_j a_j - k_j a_j**2 / 2)``. The executive chooses ``a_j = b mu_j / c_j`` where ``mu_j``
is above 0, and nothing else. Surplus is then quadratic in ``b``, and largest at

    b = impact * sum mu_j nu_j / c_j  /  sum (mu_j**2 / c_j) (1 + impact k_j / c_j)

which without curvature is ``impact * |nu| cos / |mu|`` [Baker 1992, JPE 100; the check `baker`].
What the simulation has besides, talent, audits, boards that dismiss and what ripens later, is not
in it.
"""

from __future__ import annotations

from sim.scenario.scenario import Scenario


def baker_slope(scenario: Scenario) -> float:
    """The slope, base pays per metric unit, at the median firm and mean ability."""
    impact = scenario.firms.impact
    gain = cost = 0.0
    for task in scenario.technology.tasks:
        if task.loading > 0 and task.cost > 0:
            gain += task.loading * task.value / task.cost
            cost += task.loading**2 / task.cost * (1 + impact * task.curvature / task.cost)
    return max(impact * gain / cost, 0.0) if cost else 0.0
