"""A solved plan as the fields of :class:`sim.plan.plan.PlanTables`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.response import TaskTable
from incentives.arrays import Floats
from sim.plan.forecast import expected_by_tenure
from sim.plan.hires import chances
from sim.plan.oversight.combined import price_of_audit, whistle_rate
from sim.plan.plan import LEAVERS
from sim.plan.primitives import Setting
from sim.plan.seat_value import Seats
from sim.plan.trials import bait, trial


def fields(
    seats: Seats, trained: Mapping[str, npt.NDArray[Any]] | None = None
) -> dict[str, np.ndarray]:
    """Everything but the rule, as fields of ``PlanTables``, and what only hiring asks for.

    Args:
        seats: The solved plan.
        trained: Fields of the plan before the first shift; left out: this is it.
    """
    setting, pay, motives = seats.setting, seats.pay, seats.tasks.motives
    scrutiny = setting.scrutiny
    scenario, market, package = setting.scenario, setting.scenario.market, setting.package
    vesting = [scheme.vesting() for scheme in package.schemes]
    claws = [scheme.clawback() for scheme in package.schemes]
    conjecture, conjectured_hidden = expected_by_tenure(seats)
    executives, board = scenario.executives, scenario.board
    talented = (setting.talent, executives.talent_sd, executives.talent_drift) != (0, 0, 0)
    mean, sd = _standards(setting)
    scalars = {
        "curve_start": pay.start,
        "curve_step": pay.step,
        "ability_start": setting.theta[0],
        "ability_step": setting.theta_step,
        "ability_mean": mean,
        "ability_sd": sd,
        "reference": seats.conduct.reference,
        "audit_pooled": scrutiny.audit_pooled,
        "bar_pooled": scrutiny.bar_pooled,
        "bar_floor": scrutiny.bar_floor,
        "curve_last": motives.last,
        "retirement_row": seats.value.shape[1],
        "tenure_row": motives.worth.shape[1] - setting.tenures if setting.tenures else 0,
        "prior_mean": board.prior_mean,
        "by_expectation": int(board.compares_with == "expectation"),
        "talented": int(talented),
        "talent_mean": setting.talent,
        "talent_sd": executives.talent_sd,
        "talent_drift": executives.talent_drift,
        "borrows": int(setting.table["borrowed"].any()),
        "audit_watched": scrutiny.audit_watched,
        "audit_unwatched": scrutiny.audit_unwatched,
        "probation": scrutiny.probation,
        "fine": scrutiny.fine,
        "restitution": scrutiny.restitution,
        "exponential": seats.form.exponential,
        "solver": seats.solver,
        "audit_cost": price_of_audit(package),
        "whistle": whistle_rate(package),
        "upkeep": float(sum(part.upkeep() for part in package.oversight)),
        "monitoring": setting.monitoring,
        "monitoring_cost": scenario.shareholders.monitoring_cost,
        "base_pay": package.base_pay,
        "outside": market.outside,
        "noise": setting.noise,
        "gambles": int(setting.levels.size > 0),
        "gamble_worth": setting.risk.value,
        "gamble_cost": setting.risk.cost,
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
        "cushioned": int(scrutiny.severance > 0.0),
        "has_once": int(setting.has_once),
        "has_open": int(any(v.leaver == "continue" or v.settlement > 0 for v in vesting)),
        "tenure_limit": setting.limit or 0,
        "gaming_cap": market.gaming_cap,
        "reputation_weight": scenario.board.reputation_weight,
        "deceptive": scenario.thresholds.deceptive,
        "experienced": market.experienced,
        "contracts": setting.contracts,
    }
    found = {
        **{name: np.array(value) for name, value in scalars.items()},
        **{name: getattr(setting.at_first, name) for name in TaskTable._fields},
        "later_cap": setting.technology.cap,
        "later_intrinsic": setting.technology.intrinsic,
        "borrowed": setting.table["borrowed"],
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
        "vest_worth": setting.accounts.worth,
        "pay_weight": setting.pay_weight,
        "patience": setting.patience,
        "foresight": setting.foresight,
        "awareness": setting.awareness,
        "lying_cost": setting.trait("lying_cost"),
        "follows_rule": (setting.trait("cognition") == "rule").astype(np.int64),
        "misaligned": np.array([int(goal.is_misaligned()) for goal in setting.goals]),
        "kind_mean": setting.ability,
        "kind_sd": setting.ability_sd,
        "faking": setting.trait("faking"),
        "signal_noise": setting.trait("signal_noise").astype(np.float64),  # None becomes NaN
        "integrity": _integrity(setting),
        "trial": trial(seats) if trained is None else trained["trial"],
        "bait": bait(seats, trained),
        "share_cumulated": np.cumsum(setting.drawn),
        "gain": setting.gain,
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


def _integrity(setting: Setting) -> Floats:
    """How little harm each kind's goal invites, standardised over the population."""
    temptation = np.array([goal.temptation() for goal in setting.goals])
    kinds = temptation[:: setting.contracts]
    centre = float(setting.drawn @ kinds)
    spread = float(np.sqrt(setting.drawn @ (kinds - centre) ** 2))
    return (centre - temptation) / (spread if spread > 0 else 1.0)


def _standards(setting: Setting) -> tuple[float, float]:
    """Mean and standard deviation of ability over the population.

    Sums of differences, so that they are exact if all kinds are alike.
    """
    shares, usual = setting.drawn, int(setting.drawn.argmax())
    mean = setting.ability[:: setting.contracts]
    variance = setting.ability_sd[:: setting.contracts] ** 2
    within = variance[usual] + shares @ (variance - variance[usual])
    between = 0.5 * shares @ (mean[:, None] - mean) ** 2 @ shares
    return float(mean[usual] + shares @ (mean - mean[usual])), float(np.sqrt(within + between))
