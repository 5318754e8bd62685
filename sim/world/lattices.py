"""Segments and their plans: of one package, or of all packages of a lattice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from incentives.arrays import Floats
from sim.hiring.pipeline import Pipeline
from sim.hiring.traits import INQUIRIES, tests_of
from sim.learning.lattice import PackageLattice
from sim.plan.oversight.combined import comes_and_goes
from sim.plan.plan import Plan
from sim.plan.solve import PLAN_TOLERANCE
from sim.quarter.segment import Rows, Segment
from sim.scenario.package import Package
from sim.scenario.pay_basis import pay_bases, seasons
from sim.scenario.regimes import package_in
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.world.plans import caution_if_unsettled, plan_for


def new_segment(
    scenario: Scenario, package: Package, label: str, level: float, worlds: slice, number: int
) -> Segment:
    """All firms of some worlds under a package, and under what regimes make of it."""
    own = label, level, worlds, number
    first, regimes = _segment(scenario, package, *own), scenario.regimes
    if not any(shift.package for shift in regimes):
        return first
    eras = [first]
    for regime, shift in enumerate(regimes, 1):
        later = eras[-1]
        if shift.package:
            changed = package_in(package, regimes, regime)
            later = _segment(scenario, changed, *own)._replace(era=regime)
        eras.append(later)
    return first._replace(eras=tuple(eras))


def _segment(
    scenario: Scenario, package: Package, label: str, level: float, worlds: slice, number: int
) -> Segment:
    """All firms of some worlds under a package."""
    firms, tests = scenario.firms.count, tests_of(package, scenario.market.candidates)
    return Segment(
        scenario,
        package,
        label,
        level,
        worlds,
        slice(worlds.start * firms, worlds.stop * firms),
        number,
        tests,
        Pipeline(package),
        bool((tests.trait >= INQUIRIES).any()),
        comes_and_goes(package),
        tuple(scheme.clawback().malus > 0.0 for scheme in package.schemes),
        _turns(scenario, package),
    )


def plans_of(segment: Segment, references: Sequence[Sequence[float | None]] = ()) -> list[Plan]:
    """Plans of a segment: per regime, per reference there, per known turn of metrics."""
    regimes = len(segment.scenario.regimes) + 1
    known = range(segment.turns) if segment.turns > 1 else (None,)
    solved = [
        plan_for(segment.scenario, segment.package, segment.monitoring, regime, season, reference)
        for regime, nodes in enumerate(references or [(None,)] * regimes)
        for reference in nodes
        for season in known
    ]
    for plan in solved:
        caution_if_unsettled(segment.label, plan)
    return solved


def lattice_of(
    scenario: Scenario, segments: list[Segment]
) -> tuple[PackageLattice, list[list[Plan]]]:
    """A lattice of packages, of which ``segments`` are the points, and their plans.

    References are as far apart from each other, from the least that all firms of a world report
    with a package of the lattice to the most.
    """
    learning, turns = scenario.learning, segments[0].turns
    assert learning is not None
    if any(segment.turns != turns for segment in segments):
        raise InputError(
            "learning.lattice: metrics take turns in another time under some packages; expected "
            "the same turns under all"
        )
    regimes = len(scenario.regimes) + 1
    alone = [plans_of(segment) for segment in segments]
    own = np.array([[float(p.fields["reference"]) for p in plans[::turns]] for plans in alone])
    nodes = [_nodes(own[:, regime], learning.references) for regime in range(regimes)]
    count = max(map(len, nodes))
    nodes = [np.pad(some, (0, count - len(some)), mode="edge") for some in nodes]
    if count == 1:
        solved = alone
    else:
        solved = [plans_of(segment, [some.tolist() for some in nodes]) for segment in segments]
    reported = np.array([[float(p.fields["reported"]) for p in some[::turns]] for some in solved])
    points = learning.points(scenario.package)
    lattice = PackageLattice(
        learning,
        _as_slice(segments[0].worlds),
        segments[0].number,
        tuple(point.label for point in points),
        np.array([point.place for point in points]),
        learning.home(scenario.package) if learning.start == "package" else -1,
        np.array(nodes),
        reported.reshape(len(segments), regimes, count).swapaxes(0, 1),
        turns,
    )
    return lattice, solved


def _nodes(own: Floats, count: int) -> Floats:
    """References that are planned for, given what firms report with each package alone."""
    low, high = float(own.min()), float(own.max())
    if high - low <= PLAN_TOLERANCE:
        return np.array([low])
    return np.linspace(low, high, count) if count > 1 else np.array([0.5 * (low + high)])


def _as_slice(rows: Rows) -> slice:
    assert isinstance(rows, slice)
    return rows


def _turns(scenario: Scenario, package: Package) -> int:
    """After how many quarters known turns of a package's metrics come round again."""
    technology, weight = scenario.technology, scenario.metric.matured_weight
    return seasons(pay_bases(package, technology, scenario.regimes, 0, weight))
