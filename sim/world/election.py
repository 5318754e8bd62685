"""Before the first quarter: plans are made, shareholders vote and choose their monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.draws import as_normals, draw_uniforms, stream
from agents.shareholders import Register, make_register, monitor, surplus, vote
from incentives.arrays import Floats, Ints
from sim.learning.lattice import PackageLattice
from sim.plan.pay.menus import refuse_unacceptable
from sim.plan.plan import Plan
from sim.quarter.segment import Rows, Segment
from sim.scenario.firms import FirmData, firms_of, make_firms
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.world.lattices import lattice_of, new_segment, plans_of
from sim.world.plans import in_numbers, plan_for

__all__ = ["Elected", "Job", "elect", "general_meeting", "in_numbers", "plan_for"]


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


class Elected(NamedTuple):
    """A batch after the general meetings.

    Attributes:
        worlds, seeds: (worlds,) numbers of the worlds in their scenarios, and seeds.
        registers: Shareholders, one register per job.
        segments: In the order of the worlds; where boards learn, one for every package that they
            may come to, each with all these worlds.
        plans: Per segment, per regime and known turn of metrics; where boards learn, see
            :class:`sim.learning.lattice.PackageLattice`.
        firms: Of every world.
        lattices: Of worlds whose boards learn.
    """

    worlds: Ints
    seeds: npt.NDArray[np.uint64]
    registers: list[Register]
    segments: list[Segment]
    plans: list[list[Plan]]
    firms: FirmData
    lattices: list[PackageLattice]

    def only(self, worlds: Ints) -> Elected:
        """The same of some worlds; only for batches of one job with its worlds in order."""
        kept = np.isin(self.worlds, worlds)
        register = np.isin(np.sort(self.worlds), worlds)
        segments: list[Segment] = []
        plans: list[list[Plan]] = []
        count = self.firms.size.shape[1]
        numbers: dict[int, int] = {}
        for segment, solved in zip(self.segments, self.plans, strict=True):
            first, last = _kept(kept, segment.worlds)
            if last > first:
                rows, number = slice(first * count, last * count), len(segments)
                numbers[segment.number] = number
                segments.append(
                    segment._replace(worlds=slice(first, last), firms=rows, number=number)
                )
                plans.append(solved)
        lattices = [
            lattice._replace(
                worlds=slice(*_kept(kept, lattice.worlds)), first=numbers[lattice.first]
            )
            for lattice in self.lattices
            if lattice.first in numbers
        ]
        return Elected(
            self.worlds[kept],
            self.seeds[kept],
            [Register(*(column[register] for column in one)) for one in self.registers],
            segments,
            plans,
            FirmData._make(column[kept] for column in self.firms),
            lattices,
        )


def _kept(kept: npt.NDArray[np.bool_], worlds: Rows) -> tuple[int, int]:
    """Where worlds that follow on each other stand, if only some are kept."""
    assert isinstance(worlds, slice)
    first = int(kept[: worlds.start].sum())
    return first, first + int(kept[worlds].sum())


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
    lattices: list[PackageLattice] = []
    for job in jobs:
        scenario = job.scenario
        numbers = np.array(list(job.worlds), dtype=np.int64)
        place = {world: at for at, world in enumerate(numbers.tolist())}
        made = make_firms(firms_of(scenario), scenario.seed, numbers)
        for (label, elected, level), members in general_meeting(job, registers, made):
            mine = [place[world] for world in members]
            data.append(FirmData._make(column[mine] for column in made))
            start = len(worlds)
            worlds.extend(members)
            seeds.extend([scenario.seed] * len(members))
            where = slice(start, len(worlds))
            if scenario.learning is None:
                settled, package = in_numbers(scenario, elected, level)
                segments.append(new_segment(settled, package, label, level, where, len(segments)))
                plans.append(plans_of(segments[-1]))
                continue
            first = len(segments)
            for point in scenario.learning.points(scenario.package):
                regimes = scenario.learning.regimes_at(point.place, scenario.regimes)
                there = scenario.model_copy(update={"regimes": regimes})
                settled, package = in_numbers(there, point.package, level)
                segments.append(
                    new_segment(settled, package, point.label, level, where, len(segments))
                )
            lattice, solved = lattice_of(scenario, segments[first:])
            lattices.append(lattice)
            plans += solved
    return Elected(
        np.array(worlds, dtype=np.int64),
        np.array(seeds, dtype=np.uint64),
        registers,
        segments,
        plans,
        FirmData._make(np.concatenate(column) for column in zip(*data, strict=True)),
        lattices,
    )
