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
from incentives.arrays import Bools, Floats, Ints
from incentives.schemes.base import Leaver

LEAVERS = get_args(Leaver)
"""What may become of the account of somebody who is poached, by number."""
FORFEIT, CONTINUE = LEAVERS.index("forfeit"), LEAVERS.index("continue")


class Axes(NamedTuple):
    """What is declared of a field of plans, beside the type of its elements.

    Attributes:
        letters: One for each axis, as in :class:`PlanTables`.
        text: What it is.
        pad: What fills up the smaller of two stacked plans. ``edge``, the last entry, is never
            read, because the kernels stay within each plan's own counts; a scheme that is no
            more than padding pays nothing, and offers no risk.
    """

    letters: str
    text: str
    pad: Literal["edge", "zero", "one"] = "edge"


class PlanTables(NamedTuple):
    """Stacked plans, as kernels read them; axes are declared by letter.

    ``p`` plan; ``y`` kind of executive, and contract where there is a menu (see
    :mod:`sim.plan.pay.menus`); ``k`` kind alone; ``j`` task; ``i`` pay curve: 0 is what is paid at
    once, ``s + 1`` the deferred part of scheme ``s``; ``n`` node of a curve; ``g`` level of risk;
    ``b`` belief about the monitor; ``a`` node of ability; ``h`` quarters of foresight; ``q``
    quarters of probation left; ``e`` quarters left before a known retirement; ``m`` reports so far;
    ``t`` quarter of tenure, the last one for all later ones; ``c`` quarter of tenure too, but
    modulo the cycle if there is no limit.
    Rows ``r`` are quarters of foresight, then known retirements, then quarters of tenure (where pay
    depends on beliefs, or malus is at stake).
    """

    loading: Annotated[Floats, Axes("p j", "metric index per unit of effect")]
    detectability: Annotated[Floats, Axes("p j", "detection index per unit of effect")]
    cost: Annotated[Floats, Axes("p j", "marginal cost per unit of effort")]
    cap: Annotated[Floats, Axes("p j", "most effort, in the first quarter of a tenure")]
    intrinsic: Annotated[Floats, Axes("p j", "effort that is made for its own sake then")]
    cross: Annotated[Floats, Axes("p j j", "what efforts on two tasks cost together")]
    exponential: Annotated[Ints, Axes("p", "form of detection, see agents.problem")]
    solver: Annotated[Ints, Axes("p", "which search solves the problem, see agents.solver")]
    value: Annotated[Floats, Axes("p j", "true value per unit of effect")]
    visible: Annotated[Floats, Axes("p j", "share of it that shows at once")]
    curvature: Annotated[Floats, Axes("p j", "marginal loss of true value per unit of effect")]
    private: Annotated[Floats, Axes("p j", "private benefit per unit of effect")]
    later_cap: Annotated[Floats, Axes("p j", "most effort, after the first quarter of a tenure")]
    later_intrinsic: Annotated[Floats, Axes("p j", "effort that is made for its own sake then")]
    worth: Annotated[Floats, Axes("p y r j", "marginal worth of an effect; for r see PlanTables")]
    burden: Annotated[Floats, Axes("p y r j", "quadratic loss per squared effect")]
    retirement_row: Annotated[Ints, Axes("p", "first row r for known retirements")]
    tenure_row: Annotated[Ints, Axes("p", "first row r for quarters of tenure, or 0")]
    seat_value: Annotated[Floats, Axes("p y h q a", "worth of a seat, base pays")]
    seat_end: Annotated[Floats, Axes("p y e a", "the same before a known end")]
    choice_value: Annotated[Floats, Axes("p y a", "what contracts of a menu are compared by")]
    rule: Annotated[Floats, Axes("p y a j", "learned efforts")]
    rule_gamble: Annotated[Floats, Axes("p y a", "learned risk")]
    curve_value: Annotated[Floats, Axes("p y i n", "expected pay in utility", "zero")]
    curve_slope: Annotated[Floats, Axes("p y i n", "its derivative", "zero")]
    curve_low: Annotated[Floats, Axes("p y i", "smallest slope", "zero")]
    curve_high: Annotated[Floats, Axes("p y i", "largest slope", "zero")]
    curve_start: Annotated[Floats, Axes("p", "metric at the first node")]
    curve_step: Annotated[Floats, Axes("p", "distance of nodes")]
    curve_last: Annotated[Ints, Axes("p", "number of the last node")]
    gambles: Annotated[Ints, Axes("p", "whether risk is a choice; levels: see agents.gambling")]
    gamble_sd: Annotated[Floats, Axes("p g", "standard deviation added to the report", "zero")]
    gamble_toll: Annotated[Floats, Axes("p g y", "cost to those who weigh true value", "zero")]
    gamble_value: Annotated[Floats, Axes("p g y i n", "as curve_value", "zero")]
    gamble_slope: Annotated[Floats, Axes("p g y i n", "as curve_slope", "zero")]
    gamble_low: Annotated[Floats, Axes("p g y i", "as curve_low", "zero")]
    gamble_high: Annotated[Floats, Axes("p g y i", "as curve_high", "zero")]
    gamble_step: Annotated[Floats, Axes("p g", "as curve_step", "zero")]
    gamble_last: Annotated[Ints, Axes("p g", "as curve_last", "zero")]
    gamble_worth: Annotated[Floats, Axes("p", "true value per unit of a gamble's outcome")]
    gamble_cost: Annotated[Floats, Axes("p", "true value lost per unit of variance")]
    vest_worth: Annotated[Floats, Axes("p y s c", "of a base pay in the account", "zero")]
    pay_weight: Annotated[Floats, Axes("p y", "weight of the goal on pay")]
    patience: Annotated[Floats, Axes("p y", "discount factor per quarter")]
    foresight: Annotated[Ints, Axes("p y", "quarters that are looked ahead")]
    awareness: Annotated[Floats, Axes("p y", "weight of the truth in perceived audits and bars")]
    follows_rule: Annotated[Ints, Axes("p y", "whether the kind does what it has learned")]
    draws: Annotated[Ints, Axes("p y", "plans that the kind draws, 0: it looks at all", "zero")]
    spread: Annotated[Floats, Axes("p y", "standard deviation of an effort that it draws")]
    steps: Annotated[Ints, Axes("p y", "uphill that the kind takes, see agents.climbing", "zero")]
    rate: Annotated[Floats, Axes("p y", "effort per slope of a step, 0: it takes none", "zero")]
    plan_error: Annotated[Floats, Axes("p", "sd of the error that a drawn plan comes with")]
    heavy: Annotated[Ints, Axes("p", "whether its tail is")]
    learns: Annotated[Ints, Axes("p", "whether any kind learns about its monitor")]
    audit_strong: Annotated[
        Floats, Axes("p y", "discovery if a monitor is effective, times the true")
    ]
    audit_weak: Annotated[Floats, Axes("p y", "the same if it is weak")]
    sure: Annotated[Floats, Axes("p y", "prior probability that the monitor is effective")]
    slack: Annotated[Floats, Axes("p y", "most that the bar may be off, metric units")]
    sure_nodes: Annotated[Ints, Axes("p", "beliefs in it that are told apart; 1: none")]
    ease_nodes: Annotated[Ints, Axes("p", "the same about the bar")]
    believed_value: Annotated[Floats, Axes("p b y h q a", "seat_value by belief")]
    believed_end: Annotated[Floats, Axes("p b y e a", "seat_end by belief")]
    misaligned: Annotated[Ints, Axes("p y", "whether the goal points away from true value")]
    share_cumulated: Annotated[Floats, Axes("p k", "of kinds, whatever they choose from a menu")]
    kind_mean: Annotated[Floats, Axes("p y", "mean ability")]
    kind_sd: Annotated[Floats, Axes("p y", "standard deviation of ability")]
    ability_start: Annotated[Floats, Axes("p", "first node a")]
    ability_step: Annotated[Floats, Axes("p", "distance of nodes a")]
    accepts: Annotated[Floats, Axes("p y", "the least able who take a seat; all: minus infinity")]
    quits: Annotated[Ints, Axes("p", "whether anybody might ever quit")]
    gain: Annotated[Floats, Axes("p m", "Kalman gain of boards")]
    reference: Annotated[Floats, Axes("p", "mean report that is expected")]
    prior_mean: Annotated[Floats, Axes("p", "of boards' beliefs")]
    by_expectation: Annotated[Ints, Axes("p", "whether boards compare with what they expect")]
    conjecture: Annotated[Floats, Axes("p t", "metric index that they expect")]
    conjectured_hidden: Annotated[Floats, Axes("p t", "hidden value they think is added")]
    talented: Annotated[Ints, Axes("p", "whether anybody has talent at all")]
    talent_mean: Annotated[Floats, Axes("p", "of talent")]
    talent_sd: Annotated[Floats, Axes("p", "of talent")]
    talent_drift: Annotated[Floats, Axes("p", "standard deviation of its change per quarter")]
    borrows: Annotated[Ints, Axes("p", "whether any task brings value forward")]
    borrowed: Annotated[Floats, Axes("p j", "value brought forward per unit of effect")]
    deferred: Annotated[Floats, Axes("p s", "share of awards for the account", "zero")]
    cliff: Annotated[Ints, Axes("p s", "quarters after which an account vests whole", "one")]
    cycle: Annotated[Ints, Axes("p s", "quarters after which it is as it was", "one")]
    vest_rate: Annotated[Floats, Axes("p s", "share of an account that vests per quarter", "zero")]
    leaver: Annotated[Ints, Axes("p s", "what poaching does to an account: LEAVERS", "zero")]
    settlement: Annotated[Ints, Axes("p s", "quarters from exit to settlement", "zero")]
    malus: Annotated[Floats, Axes("p s", "share taken of pay earned through harm", "zero")]
    claw_rate: Annotated[Floats, Axes("p s", "base pays back per unit of surfaced harm", "zero")]
    claw_window: Annotated[Ints, Axes("p s", "quarters after an exit in which it works", "zero")]
    claw_recovery: Annotated[Floats, Axes("p s", "share that leavers pay", "zero")]
    reached: Annotated[Ints, Axes("p s", "whether clawback reaches what it paid", "zero")]
    severance: Annotated[Floats, Axes("p s", "base pays on dismissal", "zero")]
    longest_window: Annotated[Ints, Axes("p", "of all schemes that claw back")]
    cushioned: Annotated[Ints, Axes("p", "whether any scheme pays on dismissal")]
    has_once: Annotated[Ints, Axes("p", "whether any task is done once")]
    has_open: Annotated[Ints, Axes("p", "whether any account may outlive its executive's exit")]
    audit_pooled: Annotated[Floats, Axes("p", "chance of discovery, as the unaware see it")]
    bar_pooled: Annotated[Floats, Axes("p", "dismissal bar, as the unaware see it")]
    bar_floor: Annotated[Floats, Axes("p", "stands for no bar, in a mix of beliefs")]
    audit_watched: Annotated[Floats, Axes("p", "highest chance of discovery of any context")]
    audit_unwatched: Annotated[Floats, Axes("p", "lowest chance of discovery of any context")]
    probation: Annotated[Ints, Axes("p", "its quarters")]
    fine_pooled: Annotated[Floats, Axes("p", "paid on detection, as the unaware see it")]
    fine_watched: Annotated[Floats, Axes("p", "the same where audit_watched is, base pays")]
    fine_unwatched: Annotated[Floats, Axes("p", "the same where audit_unwatched is")]
    restitution_pooled: Annotated[Floats, Axes("p", "multiple of private benefits, likewise")]
    restitution_watched: Annotated[Floats, Axes("p", "the same where audit_watched is")]
    restitution_unwatched: Annotated[Floats, Axes("p", "the same where audit_unwatched is")]
    whistle: Annotated[Floats, Axes("p", "rate of tip-offs per unit of detection index")]
    upkeep: Annotated[Floats, Axes("p", "cost of oversight per quarter, base pays")]
    monitoring: Annotated[Floats, Axes("p", "extra audit rate that shareholders pay for")]
    monitoring_cost: Annotated[Floats, Axes("p", "of a unit of it per quarter, base pays")]
    base_pay: Annotated[Floats, Axes("p", "of the package, the firm's base pays")]
    outside: Annotated[Floats, Axes("p", "what an executive would earn elsewhere")]
    vacancy_cost: Annotated[Floats, Axes("p", "of a vacant seat per quarter, base pays")]
    noise: Annotated[Floats, Axes("p", "standard deviation of a firm's own noise in the report")]
    common_noise: Annotated[Floats, Axes("p", "standard deviation of the shock to all reports")]
    matured_weight: Annotated[Floats, Axes("p", "of what matures, in the report")]
    maturing: Annotated[Floats, Axes("p", "share of hidden consequences that matures per quarter")]
    luck: Annotated[Floats, Axes("p", "standard deviation of luck in value")]
    poaching: Annotated[Floats, Axes("p", "hazard per quarter at belief 0")]
    poaching_slope: Annotated[Floats, Axes("p", "of its logarithm in the belief")]
    retirement: Annotated[Floats, Axes("p", "hazard per quarter, as executives foresee it")]
    retirement_drawn: Annotated[Floats, Axes("p", "the same as lots have it, 0 if age decides")]
    acquisition: Annotated[Floats, Axes("p", "hazard per quarter that the firm is bought")]
    pool_exit: Annotated[Floats, Axes("p", "hazard of leaving between two seats")]
    detected_return: Annotated[Floats, Axes("p", "share of detected who stay in the market")]
    detection_dismisses: Annotated[Floats, Axes("p", "chance that detection costs the seat")]
    false_positive: Annotated[Floats, Axes("p", "chance that an audit accuses for nothing")]
    accused_cost: Annotated[Floats, Axes("p", "of that to the executive, base pays")]
    accusation_cost: Annotated[Floats, Axes("p", "of that to the firm, base pays")]
    accused_dismissed: Annotated[Floats, Axes("p", "chance that it costs the seat")]
    errs: Annotated[Ints, Axes("p", "whether verdicts may be false, or cost no seat")]
    tenure_limit: Annotated[Ints, Axes("p", "quarters, 0 for none")]
    deceptive: Annotated[Floats, Axes("p", "value withheld of a deceptive tenure")]
    contracts: Annotated[Ints, Axes("p", "of a menu, 1 if there is none")]


class HiringFields(TypedDict):
    """More of every plan that is not stacked, because only hiring asks for it.

    Axes as in :class:`PlanTables`, and ``f``: test, ``z``: piece of a lift.
    """

    entry_value: Annotated[Floats, Axes("p y a", "worth of a seat at hiring, base pays")]
    lying_cost: Annotated[Floats, Axes("p y", "of gaming")]
    integrity: Annotated[Floats, Axes("p y", "how little harm the goal invites, standardised")]
    faking: Annotated[Floats, Axes("p y", "what is feigned, sd of the signal")]
    signal_noise: Annotated[Floats, Axes("p y", "sd of the signal; NaN: the filter's")]
    ability_mean: Annotated[Floats, Axes("p", "mean ability of all candidates")]
    ability_sd: Annotated[Floats, Axes("p", "its standard deviation")]
    gaming_cap: Annotated[Floats, Axes("p", "most that gaming can lift a signal")]
    reputation_weight: Annotated[Floats, Axes("p", "of a reputation in the board's first belief")]
    experienced: Annotated[Ints, Axes("p", "candidates with a record, per vacancy")]
    chance: Annotated[Floats, Axes("p f z", "of being hired, gained by a unit of lift")]
    rung: Annotated[Floats, Axes("p", "length of a piece, if there are several")]
    chance_gap: Annotated[Floats, Axes("p", "change of chances that another round would bring")]
    trial: Annotated[Floats, Axes("p y a", "report of a trial project, see sim.plan.trials")]
    bait: Annotated[Floats, Axes("p y a", "what a temptation is worth, see sim.plan.trials")]
    reported: Annotated[Floats, Axes("p", "mean report of those who plan by it")]
    rounds: Annotated[Ints, Axes("p", "of the fixed point, see sim.plan.solve")]
    gap: Annotated[Floats, Axes("p", "what one more round would change")]


_STACKED = declared(PlanTables, Axes)
_FIELDS = {
    name: (dtype, len(field.letters.split()) - 1)
    for name, (field, dtype) in (_STACKED | declared(HiringFields, Axes)).items()
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


class Likelihoods(NamedTuple):
    """What boards that infer goals know of kinds under a plan; rows as in :class:`PlanTables`.

    Attributes:
        prior: (2, rows) their shares among incumbents at the start, and among the hired.
        weights: (2, rows, nodes) of nodes of ability, likewise.
        report: (tenures, rows, nodes) mean report less what it is compared with, before anything
            matures; the last tenure stands for all later ones.
        matured: (quarters, rows, nodes) what own hidden consequences add to that, by quarters
            served, likewise.
        sd: (tenures, rows, nodes) of the report.
        found: (tenures, rows, nodes) chance that an audit finds anything.
        whistle: Chance that somebody tells what an audit would find.
        misaligned: (rows,) whether the goal points away from true value.
        contracts: Of a menu, 1 if there is none.
    """

    prior: Floats
    weights: Floats
    report: Floats
    matured: Floats
    sd: Floats
    found: Floats
    whistle: float
    misaligned: Bools
    contracts: int


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan, unstacked: fields of :class:`PlanTables` and :class:`HiringFields` without ``p``.

    Attributes:
        fields, forecast: See above.
        likelihoods: Of what kinds do; None if no oversight infers goals.

    Raises:
        TypeError: If a field is missing, unknown, or not as it is declared.
    """

    fields: dict[str, npt.NDArray[Any]]
    forecast: Forecast
    likelihoods: Likelihoods | None = None

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
        arrays = [plan.fields[name] for plan in plans]
        if len({a.shape for a in arrays}) == 1:  # nothing to fill up
            stacked[name] = np.array(arrays)
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
