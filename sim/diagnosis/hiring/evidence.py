"""What filters and pipelines let through: every round of hiring of a scenario, observed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Bools, Floats, Ints
from sim.analysis.detection import auc, roc
from sim.analysis.means import interval
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket
from sim.hiring.pipeline import Passage, winners
from sim.quarter.segment import Segment
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.support.progress import Advance
from sim.support.showing import html
from sim.support.tally import Tally
from sim.tables.memory import refuse_hiring
from sim.tables.simulate import count_quarters
from sim.world.election import Job
from sim.world.worlds import Worlds

PIPELINE = "pipeline"
"""What the whole sequence of filters is called beside them."""


class ObservedApplicants(NamedTuple):
    """Everybody who applied for a seat during a run: (n,) unless said otherwise."""

    world: Ints
    kind: Ints
    misaligned: Bools
    ability: Floats
    experienced: Bools
    gaming: Floats  # lift over all tests, standard deviations of the signal
    spent: Floats  # on it, base pays of the firm
    own: Floats  # (filters, n) score of each filter
    took: Bools  # (filters, n) who came that far
    came: Ints  # filters passed
    total: Floats  # weighted sum of the scores of those that were taken, rejections left out
    hired: Bools

    def of(self, rows: Bools) -> ObservedApplicants:
        """Some of them."""
        return ObservedApplicants._make([column[..., rows] for column in self])


class ObservedApplicant(NamedTuple):
    """One of them: what a drawing needs.

    Attributes:
        vacancy: Counted from 0 among those that are drawn.
        kind: Name.
        misaligned: Whether its goal is.
        came: Filters passed.
        hired: Whether it got the seat.
    """

    vacancy: int
    kind: str
    misaligned: bool
    came: int
    hired: bool


CROWD = 100
"""Applicants who can be drawn."""


class Evidence(NamedTuple):
    """What a scenario's filters let through; all numbers with intervals over worlds.

    Attributes:
        filters: A row per filter and one of the pipeline: who took it, who went on, how well it
            tells the misaligned, and what it cost.
        kinds: A row per kind of executive: its shares among applicants and hired.
        curves: Per row of ``filters``, shares of the aligned and of the misaligned turned down.
        vacancies: Rounds of hiring that were observed.
        operating: Shares of the aligned and of the misaligned applicants who are not hired; NaN of
            a group that is empty.
        crowd: See :func:`crowd`.
    """

    filters: list[dict[str, Any]]
    kinds: list[dict[str, Any]]
    curves: dict[str, tuple[Floats, Floats]]
    vacancies: int
    operating: tuple[float, float] = (float("nan"), float("nan"))
    crowd: tuple[ObservedApplicant, ...] = ()

    def __repr__(self) -> str:
        filters = ", ".join(str(row["name"]) for row in self.filters)
        return f"<Evidence on {filters}: {self.vacancies} vacancies>"

    def _repr_html_(self) -> str:
        return html(f"{self.vacancies} vacancies", self.filters, self.kinds)

    def document(self) -> dict[str, Any]:
        """All of it as plain data."""
        curves = {
            name: {"aligned_turned_down": x.tolist(), "misaligned_turned_down": y.tolist()}
            for name, (x, y) in self.curves.items()
        }
        return {
            "vacancies": self.vacancies,
            "filters": self.filters,
            "kinds": self.kinds,
            "roc": curves,
        }


def observe(scenario: Scenario, progress: Advance | None = None) -> Evidence:
    """Play all worlds and look at every round of hiring.

    A filter is judged by its own score of those who took it, whichever vacancy they applied for:
    so would a bar on that score. The pipeline is judged likewise, by the order in which it puts
    applicants: first how far they came, then the weighted sum of scores there.

    Args:
        scenario: What to play.
        progress: As of :func:`sim.tables.simulate.simulate`.

    Raises:
        InputError: If shareholders vote on packages with different filters, or nobody is hired;
            if there is too little memory.
    """
    refuse_hiring(scenario)
    packages = list(scenario.packages().values())
    if any(package.filters != packages[0].filters for package in packages):
        raise InputError(
            "shareholders.ballot: its packages have different filters; expected the same, or one "
            "package without a vote"
        )
    batch = Worlds([Job(scenario, range(scenario.worlds))], books=False)
    rounds: list[tuple[ObservedApplicants, Floats]] = []

    def watch(
        segment: Segment, market: LabourMarket, seen: Applications, passage: Passage, score: Floats
    ) -> None:
        if batch.counted < 0:
            return
        world = batch.worlds[seen.firm // batch.firms]
        rounds.append(
            (
                _flat(segment.package, market, world, seen, passage, score),
                _costs(segment.package, world, passage),
            )
        )

    batch.watch_hiring = watch
    count_quarters(batch, Tally(progress, scenario.worlds, scenario.quarters_played()))
    batch.run()
    if not rounds:
        raise InputError(
            "nobody was hired, as no seat became vacant; expected more worlds or quarters"
        )
    everybody = ObservedApplicants(
        *(np.concatenate(column, axis=-1) for column in zip(*(r for r, _ in rounds), strict=True))
    )
    costs = np.concatenate([cost for _, cost in rounds], axis=1)
    return _evidence(scenario, packages[0], everybody, costs)


def _flat(
    package: Package,
    market: LabourMarket,
    world: Ints,
    seen: Applications,
    passage: Passage,
    score: Floats,
) -> ObservedApplicants:
    """The applicants of a round, those of a vacancy side by side."""
    hired = winners(score, seen.lot)
    took = np.stack([passage.takers(place) for place in range(len(package.filters))])
    own = np.stack(passage.own)
    return ObservedApplicants(
        np.repeat(world, score.shape[1]),
        (seen.kind // market.contracts).ravel(),
        (market.misaligned[seen.kind] == 1.0).ravel(),
        seen.theta.ravel(),
        (seen.executive >= 0).ravel(),
        seen.lift.ravel(),
        seen.spent.ravel(),
        own.reshape(len(took), -1),
        took.reshape(len(took), -1),
        (took.sum(axis=0) - 1 + np.isfinite(score)).ravel(),
        _totals(package, own, took).ravel(),
        hired.ravel(),
    )


def _totals(package: Package, own: Floats, took: Bools) -> Floats:
    """(vacancies, applicants) weighted sums of the scores of the filters that were taken."""
    weights = np.array([part.weight for part in package.filters])
    counted = took & ~np.isneginf(own)
    total: Floats = (np.where(counted, own, 0.0) * weights[:, None, None]).sum(axis=0)
    return total


def _order(one: ObservedApplicants) -> Floats:
    """(n,) the pipeline's order, as a score."""
    values, place = np.unique(one.total, return_inverse=True)
    order: Floats = one.came.astype(np.float64) * values.size + place
    return order


def _costs(package: Package, world: Ints, passage: Passage) -> Floats:
    """(1 + filters, vacancies) the world, then what each filter cost, base pays of the firm."""
    costs = [
        part.cost * took.any(axis=1) + part.cost_each * took.sum(axis=1)
        for part, took in zip(
            package.filters, map(passage.takers, range(len(package.filters))), strict=True
        )
    ]
    return np.array([world.astype(np.float64), *costs])


def _evidence(
    scenario: Scenario, package: Package, everybody: ObservedApplicants, costs: Floats
) -> Evidence:
    worlds = [everybody.of(everybody.world == world) for world in range(scenario.worlds)]
    spent = [costs[1:, costs[0] == world] for world in range(scenario.worlds)]
    names = labels([part.name for part in package.filters])
    filters, curves = [], {}
    for row, name in enumerate([*names, PIPELINE]):
        last = row == len(names)
        judged = everybody if last else everybody.of(everybody.took[row])
        score = _order(judged) if last else judged.own[row]
        curves[name] = roc(score, judged.misaligned)
        numbers = [
            _of_filter(one, cost, None if last else row)
            for one, cost in zip(worlds, spent, strict=True)
        ]
        filters.append({"name": name, **_over_worlds(numbers)})
    kinds = []
    for number, (name, member) in enumerate(scenario.executives.population.items()):
        mine = everybody.kind == number
        if member.share > 0.0 or mine.any():
            shares = _over_worlds([_of_kind(one, number) for one in worlds])
            bad = scenario.executives.goal_of(name).is_misaligned()
            kinds.append({"name": name, "misaligned": bad, **shares})
    other, out = everybody.misaligned, ~everybody.hired
    operating = _mean(out[~other]), _mean(out[other])
    some = crowd(everybody, list(scenario.executives.population), costs.shape[1])
    return Evidence(filters, kinds, curves, costs.shape[1], operating, some)


def crowd(
    everybody: ObservedApplicants, kinds: list[str], vacancies: int, most: int = CROWD
) -> tuple[ObservedApplicant, ...]:
    """Real applicants: all of some vacancies, which are as far apart in the run as can be.

    Args:
        everybody: Of all vacancies, those of one side by side and equally many of each.
        kinds: Names.
        vacancies: How many there were.
        most: Applicants to return at most; whole vacancies, and one at least.
    """
    each = everybody.kind.size // vacancies
    chosen = np.linspace(0, vacancies - 1, max(1, min(vacancies, most // each))).astype(np.int64)
    return tuple(
        ObservedApplicant(
            place,
            kinds[int(everybody.kind[row])],
            bool(everybody.misaligned[row]),
            int(everybody.came[row]),
            bool(everybody.hired[row]),
        )
        for place, vacancy in enumerate(chosen.tolist())
        for row in range(vacancy * each, (vacancy + 1) * each)
    )


def _of_filter(one: ObservedApplicants, cost: Floats, row: int | None) -> dict[str, float]:
    """Numbers of a filter in a world; of the pipeline if ``row`` is None."""
    vacancies, hires = max(cost.shape[1], 1), float(one.hired.sum())
    if row is None:
        took, went_on, score = np.ones(one.hired.size, dtype=np.bool_), one.hired, _order(one)
        board, applicants = cost.sum(), one.spent.sum()
    else:
        took, score, board, applicants = one.took[row], one.own[row], cost[row].sum(), np.nan
        went_on = one.took[row + 1] if row + 1 < len(one.took) else one.hired
    return {
        "taken": took.sum() / vacancies,
        "let_through": went_on.sum() / vacancies,
        "auc": auc(score[took], one.misaligned[took]),
        "aligned_before": _mean(~one.misaligned[took]),
        "aligned_after": _mean(~one.misaligned[went_on]),
        "ability_before": _mean(one.ability[took]),
        "ability_after": _mean(one.ability[went_on]),
        "cost_per_hire": board / hires if hires else np.nan,
        "gaming_per_hire": applicants / hires if hires else np.nan,
    }


def _of_kind(one: ObservedApplicants, number: int) -> dict[str, float]:
    """Numbers of a kind in a world."""
    mine = one.kind == number
    among, hired = _mean(mine), _mean(mine[one.hired])
    return {
        "among_applicants": among,
        "among_hired": hired,
        "chance": _mean(one.hired[mine]),
        "lift": hired / among if among > 0.0 else float("nan"),
        "gaming": _mean(one.gaming[mine]),
    }


def _over_worlds(numbers: list[dict[str, float]]) -> dict[str, dict[str, Any]]:
    """Mean and interval of every number; worlds that have none are left out."""
    return {
        name: interval(np.array([of_world[name] for of_world in numbers], dtype=np.float64))
        for name in numbers[0]
    }


def _mean(values: npt.NDArray[Any]) -> float:
    return float(values.mean()) if values.size else float("nan")


def labels(names: list[str]) -> list[str]:
    """Names of filters, numbered where one occurs again."""
    return [
        name if name not in names[:place] else f"{name} {names[:place].count(name) + 1}"
        for place, name in enumerate(names)
    ]
