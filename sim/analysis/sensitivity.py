"""Indices of global sensitivity, from designs that were drawn for them, by SALib.

SALib (Herman and Usher 2017, Journal of Open Source Software 2(9), 97) comes with the extra
``sensitivity``. Intervals are bootstraps over blocks or trajectories: luck of worlds, which all
points share, is no part of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.analysis.means import CONFIDENCE
from sim.support.inputs import InputError

RESAMPLES = 1000
_SEED = 1
_FEWEST = 2


def sobol_indices(names: Sequence[str], row: Ints, value: Floats) -> list[dict[str, Any]]:
    """First-order and total Sobol indices: a row per lever.

    ``first`` is the share of the variance that is gone on average once this lever is known,
    ``total`` the share that is left on average while only this lever is not; both with ``_low``
    and ``_high`` of 95% intervals, and over so many ``blocks``. Estimators are those of Saltelli
    et al. (2010, Computer Physics Communications 181), on blocks of levers + 2 points: a row of
    one sample, its mixtures with a row of another lever by lever, and that row. Estimates vary
    around what is true and may fall below 0 or above 1.

    Args:
        names: Levers, in the order of the design.
        row: (cells,) number of every point in the sequence of the design.
        value: (cells,) the measure; NaN where there is none. Blocks that are not whole are left
            out, be it for points that constraints exclude, that failed, or are not yet played.

    Raises:
        InputError: If SALib is missing, too few blocks are whole, or nothing varies.
    """
    analyze = _salib("sobol")
    size = len(names) + 2
    kept = whole_blocks(row, value, size)
    _refuse(value[kept], size, "blocks")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is constant among resamples becomes NaN
        found = analyze(
            {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)},
            value[kept],
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=_SEED,
        )
    blocks = len(kept) // size
    return [
        {
            "lever": name,
            **_around("first", found["S1"][place], found["S1_conf"][place]),
            **_around("total", found["ST"][place], found["ST_conf"][place]),
            "blocks": blocks,
        }
        for place, name in enumerate(names)
    ]


def morris_indices(
    names: Sequence[str], row: Ints, value: Floats, shares: Floats, levels: int
) -> list[dict[str, Any]]:
    """Elementary effects: a row per lever, in units of the measure per whole range of the lever.

    ``mu`` is their mean, ``mu_star`` the mean of their sizes and ``sigma`` their standard
    deviation, which is 0 where the lever adds the same everywhere (Morris 1991, Technometrics 33;
    Campolongo, Cariboni and Saltelli 2007, Environmental Modelling and Software 22); each with
    ``_low`` and ``_high`` of a 95% interval, and over so many ``trajectories``.

    Args:
        names: Levers, in the order of the design.
        row: (cells,) number of every point in the sequence of the design.
        value: (cells,) the measure; NaN where there is none. Trajectories that are not whole are
            left out.
        shares: (cells, levers) where points were drawn in the unit cube.
        levels: Of the grid on which they were drawn.

    Raises:
        InputError: As of ``sobol_indices``.
    """
    analyze = _salib("morris")
    size = len(names) + 1
    kept = whole_blocks(row, value, size)
    _refuse(value[kept], size, "trajectories")
    x, y = shares[kept], value[kept]
    found = analyze(
        {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)},
        x,
        y,
        num_levels=levels,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=_SEED,
    )
    single = elementary(x, y)
    means, spreads = _resampled(single)
    rows = []
    for place, name in enumerate(names):
        mu, star, sigma = (float(found[key][place]) for key in ("mu", "mu_star", "sigma"))
        rows.append(
            {
                "lever": name,
                **_around("mu", mu, means[place]),
                **_around("mu_star", star, found["mu_star_conf"][place], 0.0),
                **_around("sigma", sigma, spreads[place], 0.0),
                "trajectories": len(single),
            }
        )
    return rows


def elementary(x: Floats, y: Floats) -> Floats:
    """Elementary effects of whole trajectories, (trajectories, levers).

    Args:
        x: (trajectories * (levers + 1), levers) points, of which each moves one lever.
        y: (trajectories * (levers + 1),) what they come to.
    """
    levers = x.shape[1]
    move = np.diff(x.reshape(-1, levers + 1, levers), axis=1)
    change = np.diff(y.reshape(-1, levers + 1), axis=1)
    found: Floats = (move != 0).transpose(0, 2, 1) @ (change / move.sum(axis=2))[:, :, None]
    return found[:, :, 0]


def whole_blocks(row: Ints, value: Floats, size: int) -> Ints:
    """Cells of blocks of ``size`` rows of which none is missing, in the order of rows."""
    order = np.argsort(row, kind="stable")
    order = order[~np.isnan(value[order])]
    block = row[order] // size
    _, place, count = np.unique(block, return_inverse=True, return_counts=True)
    whole: Bools = count[place] == size
    return order[whole]


def _resampled(single: Floats) -> tuple[Floats, Floats]:
    """Half widths of 95% intervals of means and standard deviations, by the bootstrap."""
    from scipy.special import ndtri

    rng = np.random.default_rng(_SEED)
    count = len(single)
    drawn = [single[rng.integers(count, size=count)] for _ in range(RESAMPLES)]
    quantile = float(ndtri(0.5 + CONFIDENCE / 2))
    means = np.array([some.mean(axis=0) for some in drawn])
    spreads = np.array([some.std(axis=0, ddof=1) for some in drawn])
    return quantile * means.std(axis=0, ddof=1), quantile * spreads.std(axis=0, ddof=1)


def _around(name: str, value: Any, half: Any, least: float = -np.inf) -> dict[str, float]:
    low = max(float(value - half), least) if half == half else np.nan
    return {name: float(value), f"{name}_low": low, f"{name}_high": float(value + half)}


def _refuse(value: Floats, size: int, what: str) -> None:
    if len(value) < _FEWEST * size:
        raise InputError(
            f"{len(value) // size} {what} of {size} points are whole; expected at least {_FEWEST}, "
            "and many more for narrow intervals"
        )
    if np.ptp(value) == 0:
        raise InputError(
            f"the measure is {value[0]:g} at every point; expected one that varies with the levers"
        )


def _salib(method: str) -> Any:
    try:
        from SALib.analyze import morris, sobol
    except ImportError:
        raise InputError(
            f"{method}: needs SALib; expected it installed, as with pip install "
            "'proxyfight[sensitivity]'"
        ) from None
    return {"sobol": sobol, "morris": morris}[method].analyze
