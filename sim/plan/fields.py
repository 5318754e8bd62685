"""A solved plan as the fields of :class:`sim.plan.plan.PlanTables`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.problem import TaskTable
from incentives.arrays import Floats
from sim.plan.forecast import expected_by_tenure
from sim.plan.hires import chances
from sim.plan.oversight.combined import price_of_audit, whistle_rate
from sim.plan.plan import LEAVERS
from sim.plan.primitives import Primitives
from sim.plan.seat_value import SeatValues
from sim.plan.trials import bait, trial


def fields(
    seats: SeatValues, trained: Mapping[str, npt.NDArray[Any]] | None = None
) -> dict[str, np.ndarray]:
    """Everything but the rule, as fields of ``PlanTables``, and what only hiring asks for.

    Args:
        seats: The solved plan.
        trained: Fields of the plan before the first shift; left out: this is it.
    """
    primitives, pay, motives = seats.primitives, seats.pay, seats.tasks.motives
    enforcement = primitives.enforcement
    scenario, market, package = primitives.scenario, primitives.scenario.market, primitives.package
    vesting = [scheme.vesting() for scheme in package.schemes]
    claws = [scheme.clawback() for scheme in package.schemes]
    conjecture, conjectured_hidden = expected_by_tenure(seats)
    executives, board = scenario.executives, scenario.board
    talented = (primitives.talent, executives.talent_sd, executives.talent_drift) != (0, 0, 0)
    mean, sd = _standards(primitives)
    scalars = {
        "curve_start": pay.start,
        "curve_step": pay.step,
        "ability_start": primitives.theta[0],
        "ability_step": primitives.theta_step,
        "ability_mean": mean,
        "ability_sd": sd,
        "reference": seats.profile.reference,
        "audit_pooled": enforcement.audit_pooled,
        "bar_pooled": enforcement.bar_pooled,
        "bar_floor": enforcement.bar_floor,
        "curve_last": motives.last,
        "retirement_row": seats.value.shape[1],
        "tenure_row": motives.worth.shape[1] - primitives.tenures if primitives.tenures else 0,
        "prior_mean": board.prior_mean,
        "by_expectation": int(board.compares_with == "expectation"),
        "talented": int(talented),
        "talent_mean": primitives.talent,
        "talent_sd": executives.talent_sd,
        "talent_drift": executives.talent_drift,
        "borrows": int(primitives.table["borrowed"].any()),
        "audit_watched": enforcement.audit_watched,
        "audit_unwatched": enforcement.audit_unwatched,
        "probation": enforcement.probation,
        "fine": enforcement.fine,
        "restitution": enforcement.restitution,
        "exponential": seats.form.exponential,
        "solver": seats.solver,
        "audit_cost": price_of_audit(package),
        "whistle": whistle_rate(package),
        "upkeep": float(sum(part.upkeep() for part in package.oversight)),
        "monitoring": primitives.monitoring,
        "monitoring_cost": scenario.shareholders.monitoring_cost,
        "base_pay": package.base_pay,
        "outside": market.outside,
        "noise": primitives.noise,
        "gambles": int(primitives.levels.size > 0),
        "gamble_worth": primitives.risk.value,
        "gamble_cost": primitives.risk.cost,
        "common_noise": scenario.metric.common_noise,
        "matured_weight": scenario.metric.matured_weight,
        "maturing": scenario.technology.maturing,
        "luck": scenario.firms.luck,
        "poaching": market.poaching,
        "poaching_slope": market.poaching_slope,
        "retirement": market.retirement,
        "pool_exit": market.pool_exit,
        "detected_return": market.detected_return,
        "longest_window": max((c.window for c in claws if c.rate > 0), default=0),
        "cushioned": int(enforcement.severance > 0.0),
        "has_once": int(primitives.has_once),
        "has_open": int(any(v.leaver == "continue" or v.settlement > 0 for v in vesting)),
        "tenure_limit": primitives.limit or 0,
        "gaming_cap": market.gaming_cap,
        "reputation_weight": scenario.board.reputation_weight,
        "deceptive": scenario.thresholds.deceptive,
        "experienced": market.experienced,
        "contracts": primitives.contracts,
    }
    found = {
        **{name: np.array(value) for name, value in scalars.items()},
        **{name: getattr(primitives.at_first, name) for name in TaskTable._fields},
        "later_cap": primitives.technology.cap,
        "later_intrinsic": primitives.technology.intrinsic,
        "borrowed": primitives.table["borrowed"],
        "conjecture": conjecture,
        "conjectured_hidden": conjectured_hidden,
        "cross": seats.form.cross,
        "worth": motives.worth,
        "burden": motives.burden,
        "seat_value": seats.value,
        "seat_end": seats.end,
        "entry_value": seats.entry,
        "choice_value": seats.choice,
        "curve_value": pay.value,
        "curve_slope": pay.slope,
        "curve_low": motives.low,
        "curve_high": motives.high,
        "vest_worth": primitives.accounts.worth,
        "pay_weight": primitives.pay_weight,
        "patience": primitives.patience,
        "foresight": primitives.foresight,
        "awareness": primitives.awareness,
        "lying_cost": primitives.trait("lying_cost"),
        "follows_rule": (primitives.trait("cognition") == "rule").astype(np.int64),
        "misaligned": np.array([int(goal.is_misaligned()) for goal in primitives.goals]),
        "kind_mean": primitives.ability,
        "kind_sd": primitives.ability_sd,
        "faking": primitives.trait("faking"),
        "signal_noise": primitives.trait("signal_noise").astype(np.float64),  # None becomes NaN
        "integrity": _integrity(primitives),
        "trial": trial(seats) if trained is None else trained["trial"],
        "bait": bait(seats, trained),
        "share_cumulated": np.cumsum(primitives.drawn),
        "gain": primitives.gain,
        **{f"gamble_{name}": table for name, table in pay.gambles._asdict().items()},
        "deferred": np.array([v.deferred for v in vesting]),
        "cliff": np.array([v.cliff for v in vesting]),
        "cycle": np.array([v.cycle for v in vesting]),
        "vest_rate": np.array([v.rate for v in vesting]),
        "leaver": np.array([LEAVERS.index(v.leaver) for v in vesting]),
        "settlement": np.array([v.settlement for v in vesting]),
        "malus": np.array([c.malus for c in claws]),
        "claw_rate": np.array([c.rate for c in claws]),
        "claw_window": np.array([c.window for c in claws]),
        "claw_recovery": np.array([c.recovery for c in claws]),
        "reached": np.array(
            [
                int(c.rate > 0 or any(all_.all_pay and all_.rate > 0 for all_ in claws))
                for c in claws
            ]
        ),
        "severance": np.array([scheme.severance() for scheme in package.schemes]),
    }
    return {**found, **chances(found, package, market.candidates, market.chances == "curve")}


def _integrity(primitives: Primitives) -> Floats:
    """How little harm each kind's goal invites, standardised over the population."""
    temptation = np.array([goal.temptation() for goal in primitives.goals])
    kinds = temptation[:: primitives.contracts]
    centre = float(primitives.drawn @ kinds)
    spread = float(np.sqrt(primitives.drawn @ (kinds - centre) ** 2))
    return (centre - temptation) / (spread if spread > 0 else 1.0)


def _standards(primitives: Primitives) -> tuple[float, float]:
    """Mean and standard deviation of ability over the population.

    Sums of differences, so that they are exact if all kinds are alike.
    """
    shares, usual = primitives.drawn, int(primitives.drawn.argmax())
    mean = primitives.ability[:: primitives.contracts]
    variance = primitives.ability_sd[:: primitives.contracts] ** 2
    within = variance[usual] + shares @ (variance - variance[usual])
    between = 0.5 * shares @ (mean[:, None] - mean) ** 2 @ shares
    return float(mean[usual] + shares @ (mean - mean[usual])), float(np.sqrt(within + between))
