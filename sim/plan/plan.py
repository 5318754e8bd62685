"""Plans: everything that can be known in advance about one governance package.

A plan belongs to one scenario, package, level of monitoring and regime. It holds the numbers
that the kernels read: the technology, expected pay as curves, the worth of a seat to every kind
of executive, and what shareholders can forecast. Plans of different scenarios are stacked, so
that worlds of different scenarios can ride in one batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, TypedDict, get_args

import numpy as np
import numpy.typing as npt

from agents.numerics.declared import declared
from incentives.arrays import Floats, Ints
from incentives.schemes.base import Leaver

LEAVERS = get_args(Leaver)
"""What may become of the account of somebody who is poached, by number."""
FORFEIT, CONTINUE = LEAVERS.index("forfeit"), LEAVERS.index("continue")


class Field(NamedTuple):
    """What is declared of a field of plans, beside the type of its elements.

    Attributes:
        axes: A letter each, as in :class:`PlanTables`.
        text: What it is.
        pad: What fills up the smaller of two stacked plans. ``edge``, the last entry, is never
            read, because the kernels stay within each plan's own counts; a scheme that is no
            more than padding pays nothing, and offers no risk.
    """

    axes: str
    text: str
    pad: Literal["edge", "zero", "one"] = "edge"


class PlanTables(NamedTuple):
    """Stacked plans, as kernels read them; axes are declared by letter.

    ``p`` plan; ``y`` kind of executive, and contract where there is a menu (see
    :mod:`sim.plan.pay.menus`); ``k`` kind alone; ``j`` task; ``i`` pay curve: 0 is what is paid at
    once, ``s + 1`` the deferred part of scheme ``s``; ``n`` node of a curve; ``g`` level of risk;
    ``a`` node of ability; ``h`` quarters of foresight; ``q`` quarters of probation left; ``e``
    quarters left before a known retirement; ``m`` reports so far; ``t`` quarter of tenure, the last
    one for all later ones; ``c`` quarter of tenure too, but modulo the cycle if there is no limit.
    Rows ``r`` are quarters of foresight, then known retirements, then quarters of tenure (where pay
    depends on beliefs, or malus is at stake).
    """

    loading: Annotated[Floats, Field("p j", "metric index per unit of effect")]
    detectability: Annotated[Floats, Field("p j", "detection index per unit of effect")]
    cost: Annotated[Floats, Field("p j", "marginal cost per unit of effort")]
    cap: Annotated[Floats, Field("p j", "most effort, in the first quarter of a tenure")]
    intrinsic: Annotated[Floats, Field("p j", "effort that is made for its own sake then")]
    cross: Annotated[Floats, Field("p j j", "what efforts on two tasks cost together")]
    exponential: Annotated[Ints, Field("p", "form of detection, see agents.landscape")]
    solver: Annotated[Ints, Field("p", "which search solves the problem, see agents.solver")]
    value: Annotated[Floats, Field("p j", "true value per unit of effect")]
    visible: Annotated[Floats, Field("p j", "share of it that shows at once")]
    curvature: Annotated[Floats, Field("p j", "marginal loss of true value per unit of effect")]
    private: Annotated[Floats, Field("p j", "private benefit per unit of effect")]
    later_cap: Annotated[Floats, Field("p j", "most effort, after the first quarter of a tenure")]
    later_intrinsic: Annotated[Floats, Field("p j", "effort that is made for its own sake then")]
    worth: Annotated[Floats, Field("p y r j", "marginal worth of an effect; for r see PlanTables")]
    burden: Annotated[Floats, Field("p y r j", "quadratic loss per squared effect")]
    retirement_row: Annotated[Ints, Field("p", "first row r for known retirements")]
    tenure_row: Annotated[Ints, Field("p", "first row r for quarters of tenure, or 0")]
    seat_value: Annotated[Floats, Field("p y h q a", "worth of a seat, base pays")]
    seat_end: Annotated[Floats, Field("p y e a", "the same before a known end")]
    choice_value: Annotated[Floats, Field("p y a", "what contracts of a menu are compared by")]
    rule: Annotated[Floats, Field("p y a j", "learned efforts")]
    rule_gamble: Annotated[Floats, Field("p y a", "learned risk")]
    curve_value: Annotated[Floats, Field("p y i n", "expected pay in utility", "zero")]
    curve_slope: Annotated[Floats, Field("p y i n", "its derivative", "zero")]
    curve_low: Annotated[Floats, Field("p y i", "smallest slope", "zero")]
    curve_high: Annotated[Floats, Field("p y i", "largest slope", "zero")]
    curve_start: Annotated[Floats, Field("p", "metric at the first node")]
    curve_step: Annotated[Floats, Field("p", "distance of nodes")]
    curve_last: Annotated[Ints, Field("p", "number of the last node")]
    gambles: Annotated[Ints, Field("p", "whether risk is a choice; levels: see agents.gambling")]
    gamble_sd: Annotated[Floats, Field("p g", "standard deviation added to the report", "zero")]
    gamble_toll: Annotated[Floats, Field("p g y", "cost to those who weigh true value", "zero")]
    gamble_value: Annotated[Floats, Field("p g y i n", "as curve_value", "zero")]
    gamble_slope: Annotated[Floats, Field("p g y i n", "as curve_slope", "zero")]
    gamble_low: Annotated[Floats, Field("p g y i", "as curve_low", "zero")]
    gamble_high: Annotated[Floats, Field("p g y i", "as curve_high", "zero")]
    gamble_step: Annotated[Floats, Field("p g", "as curve_step", "zero")]
    gamble_last: Annotated[Ints, Field("p g", "as curve_last", "zero")]
    gamble_worth: Annotated[Floats, Field("p", "true value per unit of a gamble's outcome")]
    gamble_cost: Annotated[Floats, Field("p", "true value lost per unit of variance")]
    vest_worth: Annotated[Floats, Field("p y s c", "of a base pay in the account", "zero")]
    pay_weight: Annotated[Floats, Field("p y", "weight of the goal on pay")]
    patience: Annotated[Floats, Field("p y", "discount factor per quarter")]
    foresight: Annotated[Ints, Field("p y", "quarters that are looked ahead")]
    awareness: Annotated[Floats, Field("p y", "weight of the truth in perceived audits and bars")]
    follows_rule: Annotated[Ints, Field("p y", "whether the kind does what it has learned")]
    misaligned: Annotated[Ints, Field("p y", "whether the goal points away from true value")]
    share_cumulated: Annotated[Floats, Field("p k", "of kinds, whatever they choose from a menu")]
    kind_mean: Annotated[Floats, Field("p y", "mean ability")]
    kind_sd: Annotated[Floats, Field("p y", "standard deviation of ability")]
    ability_start: Annotated[Floats, Field("p", "first node a")]
    ability_step: Annotated[Floats, Field("p", "distance of nodes a")]
    gain: Annotated[Floats, Field("p m", "Kalman gain of boards")]
    reference: Annotated[Floats, Field("p", "mean report that is expected")]
    prior_mean: Annotated[Floats, Field("p", "of boards' beliefs")]
    by_expectation: Annotated[Ints, Field("p", "whether boards compare with what they expect")]
    conjecture: Annotated[Floats, Field("p t", "metric index that they expect")]
    conjectured_hidden: Annotated[Floats, Field("p t", "hidden value they think is added")]
    talented: Annotated[Ints, Field("p", "whether anybody has talent at all")]
    talent_mean: Annotated[Floats, Field("p", "of talent")]
    talent_sd: Annotated[Floats, Field("p", "of talent")]
    talent_drift: Annotated[Floats, Field("p", "standard deviation of its change per quarter")]
    borrows: Annotated[Ints, Field("p", "whether any task brings value forward")]
    borrowed: Annotated[Floats, Field("p j", "value brought forward per unit of effect")]
    deferred: Annotated[Floats, Field("p s", "share of awards for the account", "zero")]
    cliff: Annotated[Ints, Field("p s", "quarters after which an account vests whole", "one")]
    cycle: Annotated[Ints, Field("p s", "quarters after which it is as it was", "one")]
    vest_rate: Annotated[Floats, Field("p s", "share of an account that vests per quarter", "zero")]
    leaver: Annotated[Ints, Field("p s", "what poaching does to an account: LEAVERS", "zero")]
    settlement: Annotated[Ints, Field("p s", "quarters from exit to settlement", "zero")]
    malus: Annotated[Floats, Field("p s", "share taken of pay earned through harm", "zero")]
    claw_rate: Annotated[Floats, Field("p s", "base pays back per unit of surfaced harm", "zero")]
    claw_window: Annotated[Ints, Field("p s", "quarters after an exit in which it works", "zero")]
    claw_recovery: Annotated[Floats, Field("p s", "share that leavers pay", "zero")]
    reached: Annotated[Ints, Field("p s", "whether clawback reaches what it paid", "zero")]
    severance: Annotated[Floats, Field("p s", "base pays on dismissal", "zero")]
    longest_window: Annotated[Ints, Field("p", "of all schemes that claw back")]
    cushioned: Annotated[Ints, Field("p", "whether any scheme pays on dismissal")]
    has_once: Annotated[Ints, Field("p", "whether any task is done once")]
    has_open: Annotated[Ints, Field("p", "whether any account may outlive its executive's exit")]
    audit_pooled: Annotated[Floats, Field("p", "chance of discovery, as the unaware see it")]
    bar_pooled: Annotated[Floats, Field("p", "dismissal bar, as the unaware see it")]
    bar_floor: Annotated[Floats, Field("p", "stands for no bar, in a mix of beliefs")]
    audit_watched: Annotated[Floats, Field("p", "highest chance of discovery of any context")]
    audit_unwatched: Annotated[Floats, Field("p", "lowest chance of discovery of any context")]
    probation: Annotated[Ints, Field("p", "its quarters")]
    fine: Annotated[Floats, Field("p", "paid on detection, base pays")]
    restitution: Annotated[Floats, Field("p", "share of private benefits, on detection")]
    audit_cost: Annotated[Floats, Field("p", "of an audit, base pays")]
    whistle: Annotated[Floats, Field("p", "rate of tip-offs per unit of detection index")]
    upkeep: Annotated[Floats, Field("p", "cost of oversight per quarter, base pays")]
    monitoring: Annotated[Floats, Field("p", "extra audit rate that shareholders pay for")]
    monitoring_cost: Annotated[Floats, Field("p", "of a unit of it per quarter, base pays")]
    base_pay: Annotated[Floats, Field("p", "of the package, the firm's base pays")]
    outside: Annotated[Floats, Field("p", "what an executive would earn elsewhere")]
    noise: Annotated[Floats, Field("p", "standard deviation of a firm's own noise in the report")]
    common_noise: Annotated[Floats, Field("p", "standard deviation of the shock to all reports")]
    matured_weight: Annotated[Floats, Field("p", "of what matures, in the report")]
    maturing: Annotated[Floats, Field("p", "share of hidden consequences that matures per quarter")]
    luck: Annotated[Floats, Field("p", "standard deviation of luck in value")]
    poaching: Annotated[Floats, Field("p", "hazard per quarter at belief 0")]
    poaching_slope: Annotated[Floats, Field("p", "of its logarithm in the belief")]
    retirement: Annotated[Floats, Field("p", "hazard per quarter")]
    pool_exit: Annotated[Floats, Field("p", "hazard of leaving between two seats")]
    detected_return: Annotated[Floats, Field("p", "share of detected who stay in the market")]
    tenure_limit: Annotated[Ints, Field("p", "quarters, 0 for none")]
    deceptive: Annotated[Floats, Field("p", "value withheld of a deceptive tenure")]
    contracts: Annotated[Ints, Field("p", "of a menu, 1 if there is none")]


class HiringFields(TypedDict):
    """More of every plan that is not stacked, because only hiring asks for it.

    Axes as in :class:`PlanTables`, and ``f``: test, ``z``: piece of a lift.
    """

    entry_value: Annotated[Floats, Field("p y a", "worth of a seat at hiring, base pays")]
    lying_cost: Annotated[Floats, Field("p y", "of gaming")]
    integrity: Annotated[Floats, Field("p y", "how little harm the goal invites, standardised")]
    faking: Annotated[Floats, Field("p y", "what is feigned, sd of the signal")]
    signal_noise: Annotated[Floats, Field("p y", "sd of the signal; NaN: the filter's")]
    ability_mean: Annotated[Floats, Field("p", "mean ability of all candidates")]
    ability_sd: Annotated[Floats, Field("p", "its standard deviation")]
    gaming_cap: Annotated[Floats, Field("p", "most that gaming can lift a signal")]
    reputation_weight: Annotated[Floats, Field("p", "of a reputation in the board's first belief")]
    experienced: Annotated[Ints, Field("p", "candidates with a record, per vacancy")]
    chance: Annotated[Floats, Field("p f z", "of being hired, gained by a unit of lift")]
    rung: Annotated[Floats, Field("p", "length of a piece, if there are several")]
    trial: Annotated[Floats, Field("p y a", "report of a trial project, see sim.plan.trials")]
    bait: Annotated[Floats, Field("p y a", "what a temptation is worth, see sim.plan.trials")]


_STACKED = declared(PlanTables, Field)
_FIELDS = {
    name: (dtype, len(field.axes.split()) - 1)
    for name, (field, dtype) in (_STACKED | declared(HiringFields, Field)).items()
}
"""Of the fields of a plan: dtype, and number of axes without ``p``."""


@dataclass(frozen=True)
class Forecast:
    """What shareholders expect per quarter of the firms under a plan, per unit of impact or pay.

    Attributes:
        value_now: True value realised at once, per unit of impact.
        value_later: True value that matures later, per unit of impact.
        cost: Pay, audits and filters, but no monitoring, in base pays.
        metric: Mean reported metric.
    """

    value_now: float
    value_later: float
    cost: float
    metric: float


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan, unstacked: fields of :class:`PlanTables` and :class:`HiringFields` without ``p``.

    Raises:
        TypeError: If a field is missing, unknown, or not as it is declared.
    """

    fields: dict[str, npt.NDArray[Any]]
    forecast: Forecast

    def __post_init__(self) -> None:
        odd = sorted(self.fields.keys() ^ _FIELDS.keys())
        if odd:
            raise TypeError(f"plan: fields {', '.join(odd)} are missing or unknown")
        for name, (dtype, axes) in _FIELDS.items():
            found = self.fields[name]
            if found.dtype != dtype or found.ndim != axes:
                raise TypeError(
                    f"plan: {name} has {found.ndim} axes of {found.dtype}; "
                    f"expected {axes} of {dtype}"
                )


@lru_cache(maxsize=64)
def stack_plans(plans: tuple[Plan, ...]) -> PlanTables:
    """Plans along a first axis, padded to a common shape as it is declared."""
    stacked = {}
    for name, (field, _) in _STACKED.items():
        arrays = [np.atleast_1d(plan.fields[name]) for plan in plans]
        if plans[0].fields[name].ndim == 0:
            stacked[name] = np.concatenate(arrays)
            continue
        shape = tuple(max(sizes) for sizes in zip(*(a.shape for a in arrays), strict=True))
        padded = []
        for a in arrays:
            room = [(0, n - m) for n, m in zip(shape, a.shape, strict=True)]
            if field.pad == "edge":
                padded.append(np.pad(a, room, mode="edge"))
            else:
                padded.append(np.pad(a, room, constant_values=int(field.pad == "one")))
        stacked[name] = np.stack(padded)
    return PlanTables(**{name: np.ascontiguousarray(a) for name, a in stacked.items()})
