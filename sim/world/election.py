"""Before the first quarter: plans are made, shareholders vote and choose their monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.draws import as_normals, draw_uniforms, stream
from agents.shareholders import Register, make_register, monitor, surplus, vote
from incentives.arrays import Floats, Ints
from sim.hiring.pipeline import Pipeline
from sim.hiring.traits import INQUIRIES, tests_of
from sim.plan.oversight.combined import comes_and_goes
from sim.plan.pay.menus import refuse_unacceptable
from sim.plan.plan import Plan
from sim.plan.primitives import Primitives
from sim.plan.solve import PLAN_TOLERANCE, build_plan
from sim.quarter.segment import Segment
from sim.scenario.firms import FirmData, firms_of, make_firms
from sim.scenario.package import Package
from sim.scenario.pay_basis import pay_bases, seasons
from sim.scenario.scenario import Scenario
from sim.support.cautions import caution


@dataclass(frozen=True)
class Job:
    """Some worlds of one scenario.

    Attributes:
        scenario, worlds: Which.
        settled: Label, package and level of monitoring, if there is nothing to vote on.
    """

    scenario: Scenario
    worlds: Sequence[int]
    settled: tuple[str, Package, float] | None = None


_VISIBLE = 1e-3
"""Gap of a plan from which on it is warned of; in the plan it is recorded however small."""


@lru_cache(maxsize=256)
def _plan(
    scenario: str,
    classes: tuple[type, ...],
    monitoring: float,
    regime: int,
    season: int | None,
) -> Plan:
    """Plans are pure functions of their inputs, so batches in one process share them."""
    model = _as_written(scenario, classes)
    trained = _plan(scenario, classes, monitoring, 0, None) if regime else None
    known = _primitives(scenario, classes, regime)
    return build_plan(model, model.package, monitoring, regime, trained, season, known)


@lru_cache(maxsize=4)
def _primitives(scenario: str, classes: tuple[type, ...], regime: int) -> Primitives:
    """What the plans of all levels of monitoring have in common."""
    model = _as_written(scenario, classes)
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
) -> Plan:
    """The plan of a package; equal arguments give the same object."""
    # Plans do not depend on these, so sweeps over them share plans.
    blank = {"seed": 0, "worlds": 1, "quarters": 1, "description": ""}
    blank |= {"burn_in": 0, "pending": "ignored"}
    key = scenario.model_copy(update={**blank, "package": package})
    return _plan(key.model_dump_json(), package.classes(), monitoring, regime, season)


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


def refuse_unacceptable_menus(scenario: Scenario) -> None:
    """Refuse packages with a menu of which nobody would take anything.

    Raises:
        InputError: With the reason.
    """
    for name, package in scenario.packages().items():
        if any(scheme.contracts() for scheme in package.schemes):
            level = min(scenario.shareholders.monitoring_levels)
            refuse_unacceptable(name, scenario, plan_for(scenario, package, level))


def general_meeting(
    job: Job, registers: list[Register], firms: FirmData | None = None
) -> list[tuple[tuple[str, Package, float], list[int]]]:
    """Which worlds of a job end up with which package and level of monitoring, in order.

    Args:
        job: Which worlds.
        registers: Of the jobs before; that of this job is added.
        firms: Of these worlds, if they have been made.
    """
    scenario = job.scenario
    owners = scenario.shareholders
    worlds = np.array(list(job.worlds), dtype=np.int64)
    lots = draw_uniforms(np.uint64(scenario.seed), worlds, stream("holder"), 0, owners.holders)
    register = make_register(
        owners.concentration,
        owners.stake_spread,
        owners.patience,
        owners.patience_spread,
        as_normals(lots[..., :2].copy()),
    )
    registers.append(register)
    if job.settled is not None:
        return [(job.settled, worlds.tolist())]
    firms = firms or make_firms(firms_of(scenario), scenario.seed, worlds)
    impact, pay = firms.impact.mean(axis=1), firms.base_pay.mean(axis=1)
    packages = scenario.packages()
    refuse_unacceptable_menus(scenario)

    def forecasts(plans: list[Plan]) -> Floats:
        view = [plan.forecast for plan in plans]
        return surplus(
            register,
            scenario.technology.maturing,
            np.outer(impact, [f.value_now for f in view]),
            np.outer(impact, [f.value_later for f in view]),
            np.outer(pay, [f.cost for f in view]),
        )

    names = list(packages)
    elected = np.zeros(len(worlds), dtype=np.int64)
    if len(names) > 1:
        elected = vote(register, forecasts([plan_for(scenario, packages[n], 0.0) for n in names]))
    levels = np.array(owners.monitoring_levels)
    groups: dict[tuple[int, int], list[int]] = {}
    for number, name in enumerate(names):
        mine = elected == number
        if not mine.any():
            continue
        plans = [plan_for(scenario, packages[name], float(level)) for level in levels]
        cost = np.outer(pay, owners.monitoring_cost * levels)
        chosen = monitor(register, forecasts(plans), cost)
        for w in np.flatnonzero(mine):
            groups.setdefault((number, int(chosen[w])), []).append(int(worlds[w]))
    found = []
    for (number, level), members in sorted(groups.items()):
        package, monitoring = packages[names[number]], float(levels[level])
        _, package = in_numbers(scenario, package, monitoring)
        found.append(((names[number], package, monitoring), members))
    return found


def _caution_if_unsettled(package: str, plan: Plan) -> None:
    """Say so if a plan is no fixed point, and by more than anybody could see in results."""
    gap, rounds = float(plan.fields["gap"]), int(plan.fields["rounds"])
    if gap > _VISIBLE:
        caution(
            f"the plan of {package!r} has no fixed point that was found in {rounds} rounds: one "
            f"more round would still change it by {gap:.1g} (expected at most "
            f"{PLAN_TOLERANCE:g}); what executives expect of each other is an approximation"
        )


class Elected(NamedTuple):
    """A batch after the general meetings.

    Attributes:
        worlds, seeds: (worlds,) numbers of the worlds in their scenarios, and seeds.
        registers: Shareholders, one register per job.
        segments: In the order of the worlds.
        plans: Per segment, per regime and known turn of metrics.
        firms: Of every world.
    """

    worlds: Ints
    seeds: npt.NDArray[np.uint64]
    registers: list[Register]
    segments: list[Segment]
    plans: list[list[Plan]]
    firms: FirmData

    def only(self, worlds: Ints) -> Elected:
        """The same of some worlds; only for batches of one job with its worlds in order."""
        kept = np.isin(self.worlds, worlds)
        register = np.isin(np.sort(self.worlds), worlds)
        segments: list[Segment] = []
        plans: list[list[Plan]] = []
        count, last = self.firms.size.shape[1], 0
        for segment, solved in zip(self.segments, self.plans, strict=True):
            first, last = last, last + int(kept[segment.worlds].sum())
            if last > first:
                rows = slice(first * count, last * count)
                segments.append(
                    segment._replace(worlds=slice(first, last), firms=rows, number=len(segments))
                )
                plans.append(solved)
        return Elected(
            self.worlds[kept],
            self.seeds[kept],
            [Register(*(column[register] for column in one)) for one in self.registers],
            segments,
            plans,
            FirmData._make(column[kept] for column in self.firms),
        )


def elect(jobs: Sequence[Job]) -> Elected:
    """Shareholders vote and choose their monitoring; worlds are sorted into segments.

    Args:
        jobs: Scenarios with equal ``firms.count``, and the numbers of their worlds.
    """
    worlds: list[int] = []
    seeds: list[int] = []
    registers: list[Register] = []
    segments: list[Segment] = []
    plans: list[list[Plan]] = []
    data: list[FirmData] = []
    for job in jobs:
        scenario = job.scenario
        firms = scenario.firms.count
        numbers = np.array(list(job.worlds), dtype=np.int64)
        place = {world: at for at, world in enumerate(numbers.tolist())}
        made = make_firms(firms_of(scenario), scenario.seed, numbers)
        for (label, elected, level), members in general_meeting(job, registers, made):
            settled, package = in_numbers(scenario, elected, level)
            mine = [place[world] for world in members]
            data.append(FirmData._make(column[mine] for column in made))
            start = len(worlds)
            worlds.extend(members)
            seeds.extend([scenario.seed] * len(members))
            turns = _turns(scenario, package)
            tests = tests_of(package, scenario.market.candidates)
            segments.append(
                Segment(
                    settled,
                    package,
                    label,
                    level,
                    slice(start, len(worlds)),
                    slice(start * firms, len(worlds) * firms),
                    len(segments),
                    tests,
                    Pipeline(package),
                    bool((tests.trait >= INQUIRIES).any()),
                    comes_and_goes(package),
                    tuple(scheme.clawback().malus > 0.0 for scheme in package.schemes),
                    turns,
                )
            )
            known = range(turns) if turns > 1 else (None,)
            solved = [
                plan_for(settled, package, level, regime, season)
                for regime in range(len(scenario.regimes) + 1)
                for season in known
            ]
            for plan in solved:
                _caution_if_unsettled(label, plan)
            plans.append(solved)
    return Elected(
        np.array(worlds, dtype=np.int64),
        np.array(seeds, dtype=np.uint64),
        registers,
        segments,
        plans,
        FirmData._make(np.concatenate(column) for column in zip(*data, strict=True)),
    )


def _turns(scenario: Scenario, package: Package) -> int:
    """After how many quarters known turns of a package's metrics come round again."""
    technology, weight = scenario.technology, scenario.metric.matured_weight
    return seasons(pay_bases(package, technology, scenario.regimes, 0, weight))
