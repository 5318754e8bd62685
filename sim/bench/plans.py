"""How long plans of ordinary scenarios take: ``python -m sim.bench.plans 300``."""

from __future__ import annotations

import argparse
from time import process_time
from typing import NamedTuple

import numpy as np
import yaml

from sim.bench.ordinary import ordinary
from sim.plan.plan import Plan
from sim.plan.solve import PLAN_TOLERANCE, build_plan
from sim.scenario.scenario import Scenario


class PlanTime(NamedTuple):
    """A plan, what it is for, its number and the processor time it took, seconds."""

    number: int
    seconds: float
    scenario: Scenario
    plan: Plan


def draw(number: int) -> Scenario:
    """The ordinary scenario of that number."""
    return Scenario.model_validate(ordinary(np.random.default_rng(number)))


def time_plan(number: int) -> PlanTime:
    """Solve one plan; kernels have to be there."""
    scenario = draw(number)
    start = process_time()
    plan = build_plan(scenario, scenario.package)
    return PlanTime(number, process_time() - start, scenario, plan)


def main() -> None:
    """Draw, solve, and print the slowest with its scenario."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    chosen = parser.parse_args()
    for warm in (0, 1, 2):
        time_plan(chosen.first + warm)
    timed = [time_plan(chosen.first + k) for k in range(chosen.count)]
    timed.sort(key=lambda one: -one.seconds)
    spent = np.array([one.seconds for one in timed])
    rounds = np.array([int(one.plan.fields["rounds"]) for one in timed])
    open_ = [one for one in timed if one.plan.fields["gap"] > PLAN_TOLERANCE]
    print(
        f"{len(timed)} plans, processor time: median {np.median(spent):.3f} s, 95 of 100 below "
        f"{np.quantile(spent, 0.95):.3f} s, slowest {spent.max():.3f} s; rounds: median "
        f"{np.median(rounds):g}, most {rounds.max()}; "
        f"not settled to {PLAN_TOLERANCE:g}: {len(open_)}"
    )
    for one in open_:
        names = ", ".join(part.name for part in one.scenario.package.schemes)
        print(f"  number {one.number}: gap {float(one.plan.fields['gap']):.1e} ({names})")
    for one in timed[:5]:
        took = int(one.plan.fields["rounds"])
        print(f"  number {one.number}: {one.seconds:.3f} s, {took} rounds")
    print("the slowest:")
    print(yaml.safe_dump(timed[0].scenario.model_dump(mode="json", exclude_none=True)))


if __name__ == "__main__":
    main()
