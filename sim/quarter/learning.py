"""What executives make of not having been caught: steps 2 and 8, for those who learn."""

from __future__ import annotations

import numpy as np

from agents.learning import Priors, ease_after, sure_after, sure_if_found
from incentives.arrays import Floats, Ints
from sim.plan.oversight.combined import LOWEST_BAR
from sim.quarter.batch import Batch
from sim.quarter.state import FOUND, RUNNING


def look(batch: Batch) -> None:
    """Before efforts are chosen: newcomers have their prior, and all act on what they believe."""
    seats, actions = batch.seats, batch.actions
    priors = _priors(batch)
    fresh = batch.record.quarters == 0
    seats.sure[:] = np.where(fresh, priors.sure, seats.sure)
    seats.ease[fresh] = 0.0
    actions.trust[:] = priors.trust(seats.sure)
    actions.leniency[:] = priors.leniency(seats.ease)


def learn(batch: Batch) -> None:
    """After the exits of a quarter: those who are still there learn from it.

    An audit that finds nothing is not noticed; what was done in the quarter could have been found,
    older consequences could not.
    """
    seats, actions, plans = batch.seats, batch.actions, batch.plans
    plan = _plan_of_firm(batch)
    priors = _priors(batch)
    stays = (seats.executive >= 0) & (actions.exit == RUNNING)
    seen = np.maximum(actions.detection, 0.0)
    found = np.where(plans.exponential[plan] == 1, -np.expm1(-seen), np.minimum(seen, 1.0))
    aware, pooled = plans.awareness[plan, seats.kind], plans.audit_pooled[plan]
    known = np.where(
        actions.foreseen == pooled, pooled, aware * actions.foreseen + (1.0 - aware) * pooled
    )
    spared = np.maximum(1.0 - actions.risk, 0.0)
    sure = sure_after(seats.sure, priors.strong, priors.weak, known * found, spared)
    told = sure_if_found(seats.sure, priors.strong, priors.weak)
    sure = np.where(actions.verdict == FOUND, told, sure)
    margin = np.where(actions.bar > LOWEST_BAR, seats.belief - actions.bar, np.inf)
    seats.sure[:] = np.where(stays, sure, seats.sure)
    seats.ease[:] = np.where(stays, ease_after(seats.ease, priors.slack, margin), seats.ease)


def _plan_of_firm(batch: Batch) -> Ints:
    return np.repeat(batch.plan_of_world, batch.firms)


def _priors(batch: Batch) -> Priors:
    """Of whoever is in the seats; (firms,) each."""
    plans, plan, kind = batch.plans, _plan_of_firm(batch), batch.seats.kind
    columns: tuple[Floats, ...] = (plans.audit_strong, plans.audit_weak, plans.sure, plans.slack)
    return Priors(*(column[plan, kind] for column in columns))
