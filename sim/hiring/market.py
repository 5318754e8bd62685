"""What hiring needs to know of a plan: who the candidates are, and what a seat is worth to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats


class LabourMarket(NamedTuple):
    """The labour market under one plan; arrays are (kind,) unless said otherwise.

    Attributes:
        alike: Whether all kinds have the same distribution of ability.
        usual_noise: Whether all signals have the filter's noise.
        candid: Whether nobody fakes.
        mean, sd: Of ability over all candidates, by which tests of it are standardised.
    """

    alike: bool
    usual_noise: bool
    candid: bool
    mean: float
    sd: float
    ability_mean: Floats
    ability_sd: Floats
    shares: Floats  # cumulated, of kinds whatever they choose
    integrity: Floats
    misaligned: Floats  # 1 where the goal is, else 0
    trial: (
        Floats  # (kind, ability node) report of a trial project, standardised; see sim.plan.trials
    )
    bait: Floats  # (kind, ability node) what a temptation is worth
    faking: Floats  # standard deviations of the signal
    signal_noise: Floats  # standard deviations of the signal; NaN: the filter's
    awareness: Floats
    lying_cost: Floats
    gaming_cap: Floats  # 0 for those who follow a rule
    seat_value: Floats  # (kind, ability node) at hiring, base pays; 0 for who follows a rule
    contracts: int  # of a menu, 1 if there is none; then kinds are rows as in sim.plan.pay.menus
    choice_value: Floats  # (kind, ability node) what contracts are compared by
    accepts: Floats  # the least able who take the seat; minus infinity: everybody does
    choosy: bool  # whether anybody may refuse
    ability_start: float
    ability_step: float
    experienced: int
    chance: Floats  # (test, piece) of being hired, gained by a unit of lift
    rung: float  # length of a piece, if there are several
    prior_mean: float
    reputation_weight: float


def market_of(plan: Mapping[str, npt.NDArray[Any]]) -> LabourMarket:
    """The market under a plan, given its fields."""
    games = plan["follows_rule"] == 0
    mean, sd = plan["kind_mean"], plan["kind_sd"]
    market = LabourMarket(
        alike=bool((mean == mean[0]).all() and (sd == sd[0]).all()),
        usual_noise=bool(np.isnan(plan["signal_noise"]).all()),
        candid=not plan["faking"].any(),
        mean=float(plan["ability_mean"]),
        sd=float(plan["ability_sd"]),
        ability_mean=mean,
        ability_sd=sd,
        shares=plan["share_cumulated"],
        integrity=plan["integrity"],
        misaligned=plan["misaligned"].astype(np.float64),
        trial=plan["trial"],
        bait=plan["bait"],
        faking=plan["faking"],
        signal_noise=plan["signal_noise"],
        awareness=plan["awareness"],
        lying_cost=plan["lying_cost"],
        gaming_cap=np.where(games, plan["gaming_cap"], 0.0),
        seat_value=np.where(games[:, None], plan["entry_value"], 0.0),
        contracts=int(plan["contracts"]),
        choice_value=plan["choice_value"],
        accepts=plan["accepts"],
        choosy=bool((plan["accepts"] > -np.inf).any()),
        ability_start=float(plan["ability_start"]),
        ability_step=float(plan["ability_step"]),
        experienced=int(plan["experienced"]),
        chance=plan["chance"],
        rung=float(plan["rung"]),
        prior_mean=float(plan["prior_mean"]),
        reputation_weight=float(plan["reputation_weight"]),
    )
    # The kernels of hiring are called for one market after another: all have the same types.
    return LabourMarket._make(
        np.ascontiguousarray(value, dtype=np.float64) if isinstance(value, np.ndarray) else value
        for value in market
    )
