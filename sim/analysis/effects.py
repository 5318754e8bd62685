"""Effects of levers and of pairs of them on a measure, for any design.

A lever is a factor: its levels, or bins with equally many points where it was sampled finely.
Least squares fit a sum of effects, coded so that those of a lever sum to zero; what is told of a
level is the mean that the fit expects there, all levels of the others weighing the same (Searle,
Speed and Milliken 1980, Population marginal means in the linear model, American Statistician 34).
Of a whole grid that is the mean over its cells. A lever that plays no part in a cell adds nothing.

Intervals hold for what is random. In a grid these are worlds: worlds of equal number have common
luck in all cells, so every estimate is made world by world and has a t interval over worlds. A
design that samples draws its points, too: the variance of residuals, as they are at every point
(HC3; MacKinnon and White 1985, Journal of Econometrics 29), is added, with the degrees of freedom
of Satterthwaite (1946, Biometrics Bulletin 2). Points that are drawn together, as the blocks of
designs for indices, are summed before they are squared (Liang and Zeger 1986, Biometrika 73).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints
from sim.analysis.axes import Axis, CellMeans
from sim.analysis.means import CONFIDENCE, are_shares, bounds
from sim.support.inputs import InputError

FEW_LEVELS = 10
"""Numbers of a lever up to which each is a level; of a design that samples, more are binned."""
MOST_BINS = 8
_POINTS_PER_COLUMN = 4


class Factor(NamedTuple):
    """A lever as levels.

    Attributes:
        code: (cells,) which level; -1 where the lever plays no part.
        names: Of the levels: numbers, labels, or ``0.1 to 0.2`` for bins.
        places: (levels,) numbers, or the means of bins; NaN for labels.
    """

    code: Ints
    names: list[Any]
    places: Floats


def main_effects(
    axes: Sequence[Axis], found: CellMeans, block: Ints | None, share: bool = False
) -> list[dict[str, Any]]:
    """A row per lever and level.

    ``lever``, ``level`` and its number ``at`` (NaN for labels); ``mean`` with ``low`` and ``high``
    of its 95% interval; ``points`` at this level and ``worlds``. Then of the lever: ``size``, the
    mean of the level ``highest`` less that of ``lowest``, with ``size_low`` and ``size_high``.
    These two were picked after the fact: the interval holds for all pairs of levels at once, by
    Bonferroni. What cannot be told is NaN.

    Args:
        axes: The levers.
        found: The measure, in its own unit.
        block: (cells,) which points were drawn together; None where cells are all there is, as in
            a grid, and none is drawn.
        share: Whether the measure is a share.

    Raises:
        InputError: If there is no lever, or no cell has a value.
    """
    axes, found, block = _usable(axes, found, block)
    bins = _bins(block, len(axes))
    factors = [factor_of(axis, bins) for axis in axes]
    codings = [_coding(len(factor.names)) for factor in factors]
    blocks = [_coded(f.code, coding) for f, coding in zip(factors, codings, strict=True)]
    fit = _Fit([np.ones((len(found.mean), 1)), *blocks], found, block)
    bounded = share and are_shares(found.mean)
    rows = []
    for place, (axis, factor, coding) in enumerate(zip(axes, factors, codings, strict=True)):
        contrasts = fit.contrast(place + 1, coding)
        contrasts[:, 0] = 1.0
        mean, half = fit.estimate(contrasts)
        low, high = bounds(mean, half, bounded)
        whole = _size(fit, contrasts, mean, factor)
        points = np.bincount(factor.code[factor.code >= 0], minlength=len(factor.names))
        for level, name in enumerate(factor.names):
            rows.append(
                {
                    "lever": axis.name,
                    "level": name,
                    "at": float(factor.places[level]),
                    "mean": float(mean[level]),
                    "low": float(low[level]) if half[level] == half[level] else np.nan,
                    "high": float(high[level]) if half[level] == half[level] else np.nan,
                    "points": int(points[level]),
                    "worlds": len(found.by_world),
                    **whole,
                }
            )
    return rows


def pair_effects(
    axes: Sequence[Axis], found: CellMeans, block: Ints | None
) -> list[dict[str, Any]]:
    """A row per pair of levers, the largest interaction first.

    ``size`` says by how much more the measure changes as ``b`` goes from ``b_from`` to ``b_to``
    where ``a`` is at ``a_to`` than where it is at ``a_from``; ``low`` and ``high`` bound its 95%
    interval. Of numbers these are the ends of the range, and the product of both as a straight
    line is what is fitted (the interaction of a response surface: Box and Draper 1987, Empirical
    model-building and response surfaces). Of labels they are those between which the change is
    largest, and the interval holds for all of them at once, by Bonferroni.

    Args:
        axes: The levers.
        found: The measure, in its own unit.
        block: As of ``main_effects``.

    Raises:
        InputError: If there are fewer than two levers, or no two vary together.
    """
    axes, found, block = _usable(axes, found, block)
    if len(axes) < 2:
        raise InputError("there is one lever; expected two, for interactions are between levers")
    bins = _bins(block, len(axes))
    terms = [_Term.of(axis, bins) for axis in axes]
    mains = [np.ones((len(found.mean), 1)), *(term.main for term in terms)]
    pairs = list(combinations(range(len(axes)), 2))
    products = [_product(terms[a].basis, terms[b].basis) for a, b in pairs]
    columns = sum(block.shape[1] for block in [*mains, *products])
    together = None
    if 2 * columns <= len(found.mean):
        together = _Fit([*mains, *products], found, block)
    rows = []
    for place, (a, b) in enumerate(pairs):
        fit = together or _Fit([*mains, products[place]], found, block)
        which = len(mains) + (place if together else 0)
        rows.append(
            {"a": axes[a].name, "b": axes[b].name, **_interaction(fit, which, terms[a], terms[b])}
        )
    if all(np.isnan(row["size"]) for row in rows):
        raise InputError(
            "no two levers vary together here; expected a grid, or a design that samples"
        )
    rows.sort(key=lambda row: -abs(row["size"]) if row["size"] == row["size"] else 0.0)
    return rows


def factor_of(axis: Axis, bins: int) -> Factor:
    """A lever as levels; numbers of which there are many as bins, if these are more than 0."""
    active = ~np.isnan(axis.values)
    code = np.full(len(axis.values), -1, dtype=np.int64)
    distinct, code[active] = np.unique(axis.values[active], return_inverse=True)
    if not axis.numeric:
        return Factor(code, [axis.levels[int(x)] for x in distinct], np.full(len(distinct), np.nan))
    if not bins or len(distinct) <= FEW_LEVELS:
        whole = bool(np.all(distinct % 1 == 0))
        return Factor(code, [int(x) if whole else float(x) for x in distinct], distinct)
    values = axis.values[active]
    cuts = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1], method="higher"))
    _, code[active] = np.unique(np.searchsorted(cuts, values, side="right"), return_inverse=True)
    parts = [values[code[active] == bin] for bin in range(code.max() + 1)]
    names = [f"{part.min():.4g} to {part.max():.4g}" for part in parts]
    return Factor(code, names, np.array([part.mean() for part in parts]))


class _Fit:
    """Least squares on blocks of columns: linear estimates and their half widths."""

    def __init__(self, blocks: Sequence[Floats], found: CellMeans, block: Ints | None) -> None:
        design = np.concatenate(blocks, axis=1)
        self._starts = np.cumsum([0, *(part.shape[1] for part in blocks)])
        self._gram = design.T @ design
        self._inverse = np.linalg.pinv(self._gram, hermitian=True)
        solve = self._inverse @ design.T  # (columns, cells)
        self._value = solve @ found.mean
        self._by_world = found.by_world @ solve.T  # (worlds, columns)
        self._fixed = block is None
        self._free = 0
        self._spread = np.full((1, len(solve)), np.nan)  # its squares are a variance
        if block is not None:
            rank = int(np.linalg.matrix_rank(self._gram, hermitian=True))
            _, place = np.unique(block, return_inverse=True)
            drawn = int(place.max()) + 1
            self._free = min(len(design) - rank, drawn - 1)
            leverage = np.einsum("ij,ji->i", design, solve)
            if self._free > 0 and leverage.max() < 1 - 1e-9:
                left = (found.mean - design @ self._value) / (1 - leverage)
                summed = np.zeros((drawn, len(solve)))
                np.add.at(summed, place, (solve * left).T)
                self._spread = np.linalg.qr(summed).R

    def contrast(self, block: int, rows: Floats) -> Floats:
        """Rows over all columns that are ``rows`` over those of one block, and 0 elsewhere."""
        found = np.zeros((len(rows), self._gram.shape[0]))
        found[:, self._starts[block] : self._starts[block + 1]] = rows
        return found

    def estimate(self, contrasts: Floats, many: int = 1) -> tuple[Floats, Floats]:
        """Estimates and half of their 95% intervals, which hold for ``many`` at once.

        NaN where the design cannot tell.
        """
        from scipy.special import stdtrit

        told = contrasts @ self._inverse @ self._gram
        told = np.abs(told - contrasts).max(axis=1) < 1e-6 * np.abs(contrasts).max(axis=1)
        variance, free = self._variance(contrasts)
        with np.errstate(invalid="ignore"):
            half = stdtrit(free, 1 - (1 - CONFIDENCE) / 2 / many) * np.sqrt(variance)
        return np.where(told, contrasts @ self._value, np.nan), np.where(told, half, np.nan)

    def _variance(self, contrasts: Floats) -> tuple[Floats, Floats]:
        """Of estimates, and their degrees of freedom."""
        worlds = len(self._by_world)
        luck, free = np.full(len(contrasts), np.nan), np.full(len(contrasts), worlds - 1.0)
        if worlds > 1:
            luck = (self._by_world @ contrasts.T).var(axis=0, ddof=1) / worlds
        if self._fixed:
            return luck, free
        drawn = ((self._spread @ contrasts.T) ** 2).sum(axis=0)
        if worlds < 2:
            return drawn, np.full(len(contrasts), float(self._free))
        both = luck + drawn
        with np.errstate(invalid="ignore", divide="ignore"):
            free = both**2 / (luck**2 / (worlds - 1) + drawn**2 / self._free)
        return both, np.where(both > 0, free, self._free)


class _Term(NamedTuple):
    """A lever in a fit with products.

    Attributes:
        main: (cells, columns) that stand for what it does alone.
        basis: (cells, columns) of which products are made.
        steps: (steps, columns) changes of the basis that are told, with both ends of each.
        ends: Of every step.
    """

    main: Floats
    basis: Floats
    steps: Floats
    ends: list[tuple[Any, Any]]

    @classmethod
    def of(cls, axis: Axis, bins: int) -> _Term:
        active = ~np.isnan(axis.values)
        if axis.numeric:
            low, high = axis.values[active].min(), axis.values[active].max()
            scale = np.log if axis.log else np.positive
            if low == high:
                line = np.zeros((len(active), 1))
                return cls(line, line, np.array([[2.0]]), [(float(low), float(high))])
            span = scale(high) - scale(low)
            raw = 2 * (scale(np.where(active, axis.values, low)) - scale(low)) / span - 1
            line = np.where(active, raw, 0.0)[:, None]
            bent = np.where(active, raw**2 - (raw[active] ** 2).mean(), 0.0)[:, None]
            more = [bent] if len(np.unique(axis.values[active])) > 2 else []
            if bins:  # what is not straight would else be taken for chance
                factor = factor_of(axis, bins)
                more.append(_coded(factor.code, _coding(len(factor.names))))
            ends = (float(low), float(high))
            return cls(np.concatenate([line, *more], axis=1), line, np.array([[2.0]]), [ends])
        factor = factor_of(axis, 0)
        coding = _coding(len(factor.names))
        coded = _coded(factor.code, coding)
        pairs = list(combinations(range(len(factor.names)), 2))
        steps = np.array([coding[j] - coding[i] for i, j in pairs]).reshape(-1, coding.shape[1])
        return cls(coded, coded, steps, [(factor.names[i], factor.names[j]) for i, j in pairs])


def _interaction(fit: _Fit, block: int, a: _Term, b: _Term) -> dict[str, Any]:
    ends = list(_crossed(a.ends, b.ends))
    nothing = dict.fromkeys(("a_from", "a_to", "b_from", "b_to"))
    if not ends:
        return {"size": np.nan, "low": np.nan, "high": np.nan, **nothing}
    steps: Floats = np.kron(a.steps, b.steps).astype(np.float64)
    size, half = fit.estimate(fit.contrast(block, steps), len(steps))
    if np.isnan(size).all():
        return {"size": np.nan, "low": np.nan, "high": np.nan, **nothing}
    best = int(np.nanargmax(np.abs(size)))
    return {
        "size": float(size[best]),
        "low": float(size[best] - half[best]),
        "high": float(size[best] + half[best]),
        **dict(zip(nothing, ends[best], strict=True)),
    }


def _crossed(
    a: Sequence[tuple[Any, Any]], b: Sequence[tuple[Any, Any]]
) -> Iterator[tuple[Any, Any, Any, Any]]:
    return ((*one, *other) for one in a for other in b)


def _size(fit: _Fit, contrasts: Floats, mean: Floats, factor: Factor) -> dict[str, Any]:
    names = ("size", "size_low", "size_high", "lowest", "highest")
    if np.isnan(mean).all() or len(mean) < 2:
        return dict(zip(names, (np.nan, np.nan, np.nan, None, None), strict=True))
    lowest, highest = int(np.nanargmin(mean)), int(np.nanargmax(mean))
    pairs = len(mean) * (len(mean) - 1) // 2
    between = contrasts[highest] - contrasts[lowest]
    size, half = (float(x[0]) for x in fit.estimate(between[None], pairs))
    if lowest == highest:
        size, half = 0.0, np.nan
    ends = (factor.names[lowest], factor.names[highest])
    return dict(zip(names, (size, size - half, size + half, *ends), strict=True))


def _usable(
    axes: Sequence[Axis], found: CellMeans, block: Ints | None
) -> tuple[list[Axis], CellMeans, Ints | None]:
    """Cells that have a value, and levers that play a part there."""
    if not axes:
        raise InputError("there is no lever; expected a study with some")
    known = ~np.isnan(found.mean)
    if not known.any():
        raise InputError("no cell has a value of this measure; expected another measure")
    kept = [axis.take(known) for axis in axes]
    kept = [axis for axis in kept if not np.isnan(axis.values).all()]
    if not kept:
        raise InputError("no lever plays a part in cells that have a value; expected some")
    return kept, found.take(known), None if block is None else block[known]


def _bins(block: Ints | None, levers: int) -> int:
    """As many as leave enough points for every column; none where no points are drawn."""
    if block is None:
        return 0
    return int(np.clip(1 + (len(block) // _POINTS_PER_COLUMN - 1) // levers, 2, MOST_BINS))


def _coding(levels: int) -> Floats:
    """Rows of a factor's levels whose columns sum to zero, (levels, levels - 1)."""
    found: Floats = np.concatenate([np.eye(levels - 1), -np.ones((1, levels - 1))])
    return found


def _coded(code: Ints, coding: Floats) -> Floats:
    """Rows of cells; 0 where the lever plays no part."""
    found: Floats = np.where(code[:, None] >= 0, coding[code], 0.0)
    return found


def _product(a: Floats, b: Floats) -> Floats:
    """All products of columns, the second varying fastest."""
    found: Floats = (a[:, :, None] * b[:, None, :]).reshape(len(a), -1)
    return found
