"""The plan of a package: a pure function, solved once and shared by all batches of a process."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from sim.plan.plan import Plan
from sim.plan.primitives import Primitives
from sim.plan.solve import PLAN_TOLERANCE, build_plan
from sim.scenario.firms import firms_of
from sim.scenario.package import Package
from sim.scenario.regimes import package_in
from sim.scenario.scenario import Scenario
from sim.support.cautions import caution

_VISIBLE = 1e-3
"""Gap of a plan from which on it is warned of; in the plan it is recorded however small."""


@lru_cache(maxsize=256)
def _plan(
    scenario: str,
    classes: tuple[type, ...],
    monitoring: float,
    regime: int,
    season: int | None,
    reference: float | None = None,
) -> Plan:
    """Plans are pure functions of their inputs, so batches in one process share them."""
    model = _as_written(scenario, classes).in_regime(regime)
    trained = _trained(scenario, classes, monitoring, regime) if regime else None
    known = _primitives(scenario, classes, regime)
    return build_plan(model, model.package, monitoring, regime, trained, season, known, reference)


def _trained(scenario: str, classes: tuple[type, ...], monitoring: float, regime: int) -> Plan:
    """The plan before the first shift, in which rules were learned.

    Trials are those of the package and the people of the regime, in the former technology.
    """
    first = _plan(scenario, classes, monitoring, 0, None)
    model = _as_written(scenario, classes)
    now = model.in_regime(regime)
    if now is model:
        return first
    plain = now.model_copy(update={"regimes": ()})
    trial = _plan(plain.model_dump_json(), now.package.classes(), monitoring, 0, None)
    return replace(first, fields={**first.fields, "trial": trial.fields["trial"]})


_plan_among_others = lru_cache(maxsize=2048)(_plan.__wrapped__)
"""The same for worlds with several packages, apart, so that these do not push others out."""


@lru_cache(maxsize=4)
def _primitives(scenario: str, classes: tuple[type, ...], regime: int) -> Primitives:
    """What the plans of all levels of monitoring have in common."""
    model = _as_written(scenario, classes).in_regime(regime)
    return Primitives(model, model.package, 0.0, regime)


@lru_cache(maxsize=16)
def _as_written(scenario: str, classes: tuple[type, ...]) -> Scenario:
    """A scenario with nothing but what is written in it; its ``classes`` tell parts apart."""
    return Scenario.model_validate_json(scenario)


def plan_for(
    scenario: Scenario,
    package: Package,
    monitoring: float,
    regime: int = 0,
    season: int | None = None,
    reference: float | None = None,
) -> Plan:
    """The plan of a package; equal arguments give the same object.

    Args:
        scenario, package, monitoring, regime, season: Of the plan.
        reference: Mean report of a world in which others have other packages; left out: all have
            this one.
    """
    # Plans do not depend on these, so sweeps over them share plans.
    blank = {"seed": 0, "worlds": 1, "quarters": 1, "description": ""}
    blank |= {"burn_in": 0, "pending": "ignored", "learning": None}
    key = scenario.model_copy(update={**blank, "package": package})
    regimes, classes = scenario.regimes, package.classes()
    for number, shift in enumerate(regimes, 1):
        classes += package_in(package, regimes, number).classes() if shift.package else ()
    of = key.model_dump_json(), classes, monitoring, regime, season
    return _plan(*of) if reference is None else _plan_among_others(*of, reference)


def in_numbers(scenario: Scenario, package: Package, monitoring: float) -> tuple[Scenario, Package]:
    """The same with base pay and outside option as they are found for the package.

    So whoever looks at the package later, or plays it with other people, has the same pay.
    """
    base_pay, outside = package.base_pay, scenario.market.outside
    firms = firms_of(scenario)
    if firms is not scenario.firms:
        scenario = scenario.model_copy(update={"firms": firms})
    if isinstance(base_pay, float) and isinstance(outside, float):
        return scenario, package
    found = plan_for(scenario, package, monitoring).fields
    market = scenario.market.model_copy(update={"outside": float(found["outside"])})
    return (
        scenario.model_copy(update={"market": market}),
        package.model_copy(update={"base_pay": float(found["base_pay"])}),
    )


def caution_if_unsettled(package: str, plan: Plan) -> None:
    """Say so if a plan is no fixed point, and by more than anybody could see in results."""
    gap, rounds = float(plan.fields["gap"]), int(plan.fields["rounds"])
    if gap > _VISIBLE:
        caution(
            f"the plan of {package!r} has no fixed point that was found in {rounds} rounds: one "
            f"more round would still change it by {gap:.1g} (expected at most "
            f"{PLAN_TOLERANCE:g}); what executives expect of each other is an approximation"
        )
