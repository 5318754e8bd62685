"""A solved plan as the fields of :class:`sim.plan.plan.PlanTables`, subject by subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.verdicts import may_err
from incentives.arrays import Floats
from sim.plan.acceptance import least_able, might_quit
from sim.plan.forecast import expected_by_tenure
from sim.plan.hires import Rehearsals, chances, what_filters_measure
from sim.plan.learners import beliefs
from sim.plan.oversight.combined import whistle_rate
from sim.plan.plan import LEAVERS
from sim.plan.primitives import Primitives
from sim.plan.seat_value import SeatValues
from sim.plan.trials import bait, trial


def fields(
    seats: SeatValues,
    trained: Mapping[str, npt.NDArray[Any]] | None = None,
    rehearsals: Rehearsals | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Everything but the rule, as fields of ``PlanTables``, and what only hiring asks for.

    Args:
        seats: The solved plan.
        trained: Fields of the plan before the first shift; left out: this is it.
        rehearsals: Of hiring, that may be used again.
    """
    subjects = (_tasks, _pay, _worth, _board, _beliefs, _oversight, _exits, beliefs)
    found = _as_arrays(seats, *subjects) | _alike(seats, _people) | _alike(seats, _accounts)
    return {**found, **_asked_by_filters(seats, found, trained, rehearsals)}


def of_market(
    seats: SeatValues,
    trained: Mapping[str, npt.NDArray[Any]] | None = None,
    rehearsals: Rehearsals | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Those fields that say who applies and is hired.

    Args:
        seats, trained, rehearsals: As for :func:`fields`.
    """
    found = _as_arrays(seats, _worth, _board, _exits) | _alike(seats, _people)
    return {**found, **_asked_by_filters(seats, found, trained, rehearsals)}


_Subject = Callable[[SeatValues], Mapping[str, Any]]


def _as_arrays(seats: SeatValues, *subjects: _Subject) -> dict[str, npt.NDArray[Any]]:
    return {name: np.asarray(value) for of in subjects for name, value in of(seats).items()}


def _alike(seats: SeatValues, of: _Subject) -> dict[str, npt.NDArray[Any]]:
    """A subject that levels of monitoring have in common."""
    known: dict[_Subject, dict[str, npt.NDArray[Any]]]
    known = seats.primitives.shared.setdefault("fields", {})
    if of not in known:
        known[of] = _as_arrays(seats, of)
    return known[of]


def _asked_by_filters(
    seats: SeatValues,
    found: Mapping[str, npt.NDArray[Any]],
    trained: Mapping[str, npt.NDArray[Any]] | None,
    rehearsals: Rehearsals | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """What filters measure, and what applicants make of it, given the other fields."""
    measured = {
        "trial": trial(seats) if trained is None else trained["trial"],
        "bait": bait(seats, trained),
    }
    market, known = seats.primitives.scenario.market, {**found, **measured}
    shared, package = seats.primitives.shared, seats.primitives.package
    if "filters" not in shared:
        shared["filters"] = what_filters_measure(package, market.candidates)
    terms = (package, market.candidates, market.chances == "curve")
    return {**measured, **chances(known, *terms, rehearsals, shared["filters"])}


def _tasks(seats: SeatValues) -> dict[str, Any]:
    """The technology, and how problems in it are solved."""
    primitives, scenario = seats.primitives, seats.primitives.scenario
    return {
        **primitives.at_first._asdict(),
        "later_cap": primitives.technology.cap,
        "later_intrinsic": primitives.technology.intrinsic,
        "has_once": int(primitives.has_once),
        "borrowed": primitives.table["borrowed"],
        "borrows": int(primitives.table["borrowed"].any()),
        "cross": seats.form.cross,
        "exponential": seats.form.exponential,
        "solver": seats.solver,
        "gambles": int(primitives.levels.size > 0),
        "gamble_worth": primitives.risk.value,
        "gamble_cost": primitives.risk.cost,
        "noise": primitives.noise,
        "common_noise": scenario.metric.common_noise,
        "matured_weight": scenario.metric.matured_weight,
        "maturing": scenario.technology.maturing,
        "luck": scenario.firms.luck,
    }


def _pay(seats: SeatValues) -> dict[str, Any]:
    """Expected pay as curves, and the pay that does not depend on anything."""
    pay, motives, primitives = seats.pay, seats.tasks.motives, seats.primitives
    return {
        "base_pay": primitives.base_pay,
        "outside": primitives.outside,
        "vacancy_cost": primitives.scenario.market.vacancy_cost,
        "curve_value": pay.value,
        "curve_slope": pay.slope,
        "curve_low": motives.low,
        "curve_high": motives.high,
        "curve_start": pay.start,
        "curve_step": pay.step,
        "curve_last": motives.last,
        **{f"gamble_{name}": table for name, table in pay.gambles._asdict().items()},
    }


def _worth(seats: SeatValues) -> dict[str, Any]:
    """What effects and seats are worth to executives."""
    motives, tenures = seats.tasks.motives, seats.primitives.tenures
    return {
        "worth": motives.worth,
        "burden": motives.burden,
        "retirement_row": seats.value.shape[1],
        "tenure_row": motives.worth.shape[1] - tenures if tenures else 0,
        "seat_value": seats.value,
        "seat_end": seats.end,
        "entry_value": seats.entry,
        "choice_value": seats.choice,
        "accepts": least_able(seats)
        if seats.primitives.may_refuse
        else np.full(len(seats.primitives.names), -np.inf),
        "quits": int(might_quit(seats)),
    }


def _people(seats: SeatValues) -> dict[str, Any]:
    """Kinds of executive: goals, traits, abilities and talent."""
    primitives, executives = seats.primitives, seats.primitives.scenario.executives
    mean, sd = _standards(primitives)
    talented = (primitives.talent, executives.talent_sd, executives.talent_drift) != (0, 0, 0)
    return {
        "contracts": primitives.contracts,
        "share_cumulated": np.cumsum(primitives.drawn),
        "pay_weight": primitives.pay_weight,
        "misaligned": np.array([int(goal.is_misaligned()) for goal in primitives.goals]),
        "integrity": _integrity(primitives),
        "patience": primitives.patience,
        "foresight": primitives.foresight,
        "awareness": primitives.awareness,
        "lying_cost": primitives.trait("lying_cost"),
        "follows_rule": primitives.follows_rule.astype(np.int64),
        **primitives.searchers._asdict(),
        "faking": primitives.trait("faking"),
        "signal_noise": primitives.trait("signal_noise").astype(np.float64),  # None becomes NaN
        "kind_mean": primitives.ability,
        "kind_sd": primitives.ability_sd,
        "ability_start": primitives.theta[0],
        "ability_step": primitives.theta_step,
        "ability_mean": mean,
        "ability_sd": sd,
        "talented": int(talented),
        "talent_mean": primitives.talent,
        "talent_sd": executives.talent_sd,
        "talent_drift": executives.talent_drift,
    }


def _board(seats: SeatValues) -> dict[str, Any]:
    """What boards think of those whom they do not know."""
    board = seats.primitives.scenario.board
    return {"prior_mean": board.prior_mean, "reputation_weight": board.reputation_weight}


def _beliefs(seats: SeatValues) -> dict[str, Any]:
    """What boards reckon with."""
    board = seats.primitives.scenario.board
    conjecture, conjectured_hidden = expected_by_tenure(seats)
    return {
        "gain": seats.primitives.gain,
        "reference": seats.profile.reference,
        "reported": seats.profile.reported,
        "by_expectation": int(board.compares_with == "expectation"),
        "conjecture": conjecture,
        "conjectured_hidden": conjectured_hidden,
    }


def _accounts(seats: SeatValues) -> dict[str, Any]:
    """How deferred pay vests, and what is taken back."""
    package = seats.primitives.package
    vesting = [scheme.vesting() for scheme in package.schemes]
    claws = [scheme.clawback() for scheme in package.schemes]
    everywhere = any(claw.all_pay and claw.rate > 0 for claw in claws)
    return {
        "vest_worth": seats.primitives.accounts.worth,
        "deferred": np.array([v.deferred for v in vesting]),
        "cliff": np.array([v.cliff for v in vesting]),
        "cycle": np.array([v.cycle for v in vesting]),
        "vest_rate": np.array([v.rate for v in vesting]),
        "leaver": np.array([LEAVERS.index(v.leaver) for v in vesting]),
        "settlement": np.array([v.settlement for v in vesting]),
        "has_open": int(any(v.leaver == "continue" or v.settlement > 0 for v in vesting)),
        "malus": np.array([c.malus for c in claws]),
        "claw_rate": np.array([c.rate for c in claws]),
        "claw_window": np.array([c.window for c in claws]),
        "claw_recovery": np.array([c.recovery for c in claws]),
        "longest_window": max((c.window for c in claws if c.rate > 0), default=0),
        "reached": np.array([int(c.rate > 0 or everywhere) for c in claws]),
        "severance": np.array([scheme.severance() for scheme in package.schemes]),
    }


def _oversight(seats: SeatValues) -> dict[str, Any]:
    """Audits, bars and punishment, and what they cost."""
    primitives, enforcement = seats.primitives, seats.primitives.enforcement
    package, verdicts = primitives.package, enforcement.verdicts
    return {
        "audit_pooled": enforcement.audit_pooled,
        "bar_pooled": enforcement.bar_pooled,
        "bar_floor": enforcement.bar_floor,
        "audit_watched": enforcement.audit_watched,
        "audit_unwatched": enforcement.audit_unwatched,
        "probation": enforcement.probation,
        **{
            f"{what}_{where}": getattr(enforcement, f"{what}_{where}")
            for what in ("fine", "restitution")
            for where in ("pooled", "watched", "unwatched")
        },
        "cushioned": int(enforcement.severance > 0.0),
        "whistle": whistle_rate(package),
        "detection_dismisses": verdicts.dismisses,
        "false_positive": verdicts.false_positive,
        "accused_cost": verdicts.cost,
        "accusation_cost": primitives.scenario.board.accusation_cost,
        "accused_dismissed": verdicts.accused,
        "errs": int(may_err.py_func(verdicts)),
        "upkeep": float(sum(part.upkeep() for part in package.oversight)),
        "monitoring": primitives.monitoring,
        "monitoring_cost": primitives.scenario.shareholders.monitoring_cost,
        "deceptive": primitives.scenario.thresholds.deceptive,
    }


def _exits(seats: SeatValues) -> dict[str, Any]:
    """Who leaves a seat and the market, and who comes back to it."""
    market = seats.primitives.scenario.market
    return {
        "poaching": market.poaching,
        "poaching_slope": market.poaching_slope,
        "retirement": market.retiring(),
        "retirement_drawn": market.retirement if market.retirement_age is None else 0.0,
        "acquisition": market.acquisition,
        "tenure_limit": seats.primitives.limit or 0,
        "pool_exit": market.pool_exit,
        "detected_return": market.detected_return,
        "gaming_cap": market.gaming_cap,
        "experienced": market.experienced,
    }


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
