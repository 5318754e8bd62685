"""Facts as functions of tables: of played worlds each gives one number per world.

Every number is of the quarters that are looked at (:class:`sim.facts.playing.LongRun`), and NaN
where a world has nothing to measure it on. Definitions and thresholds were fixed before anything
was calibrated; docs/facts.md says where they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.goals import Goal
from incentives.arrays import Bools, Floats, Ints
from incentives.oversight.belief_dismissal import BeliefDismissal
from sim.facts.playing import TAKEN_OVER, LongRun
from sim.scenario.firms import base_pay_usd, ceosal2
from sim.tables.columns import NONE

FRAUD = 0.10
"""Securities fraud: misconduct lifts a year's reports by this share of the mean firm's reports."""
MISSTATEMENT = 0.05
"""A misstatement: by this share, the rule of thumb for what is material (SEC 1999, SAB 99)."""
LONG = 11
"""Years in office that are many."""
_RATE = 0.03  # at which markets discount, per quarter
_FIVE = 5  # years


def succession(played: LongRun) -> Floats:
    """Exits but for takeovers, per firm and year."""
    return _rate(played, ~_is_in(played.tenures["exit"], TAKEN_OVER))


def turnover(played: LongRun) -> Floats:
    """All exits, per firm and year."""
    return _rate(played, np.ones(played.tenures["exit"].size, dtype=np.bool_))


def dismissals(played: LongRun) -> Floats:
    """Of successions, those that the board decides and the firm announces as dismissals."""
    return _ratio(forced(played), succession(played))


def forced(played: LongRun) -> Floats:
    """Announced dismissals by the board, per firm and year."""
    return _rate(played, played.tenures["announced"] == "dismissed")


def board_dismissals(played: LongRun) -> Floats:
    """Dismissals by the board for its belief, however they are announced, per firm and year."""
    return _rate(played, played.tenures["exit"] == "dismissed")


def dismissals_and_detections(played: LongRun) -> Floats:
    """Of successions, announced dismissals and seats lost because something was found."""
    detected = _rate(played, played.tenures["exit"] == "detected")
    return _ratio(forced(played) + detected, succession(played))


def poor(played: LongRun) -> Floats:
    """Succession rate in the quarter of firms with the worst returns of two years."""
    return _by_performance(played)[0]


def better(played: LongRun) -> Floats:
    """Succession rate in the other three quarters."""
    return _by_performance(played)[1]


def outside(played: LongRun) -> Floats:
    """Of those hired, who sat in another firm's seat before."""
    tenures = played.tenures
    world, who = played.place(tenures), tenures["executive"]
    order = np.lexsort((tenures["start"], who, world))
    came = np.zeros(order.size, dtype=np.bool_)
    same = (world[order[1:]] == world[order[:-1]]) & (who[order[1:]] == who[order[:-1]])
    came[order[1:]] = same
    hired = tenures["start"] >= played.first
    return _ratio(played.added(world[hired & came]), played.added(world[hired]))


def tenure_mean(played: LongRun) -> Floats:
    """Whole years in office of those who sit there at the end of a year."""
    return _at_year_ends(played, np.mean)


def tenure_median(played: LongRun) -> Floats:
    """Their median, meaned over year ends."""
    return _at_year_ends(played, np.median)


def tenure_long(played: LongRun) -> Floats:
    """Share of them with more than ``LONG`` years in office."""
    return _at_year_ends(played, lambda years: np.mean(years > LONG))


def pay_on_value(played: LongRun) -> Floats:
    """Elasticity of mean pay to market value across firms."""
    return _elasticity(played, sales=False)[:, 0]


def pay_on_sales(played: LongRun) -> Floats:
    """Elasticity of mean pay to sales, with market value; of CEOSAL2's firms only."""
    return _elasticity(played, sales=True)[:, 1]


def pay_on_value_and_sales(played: LongRun) -> Floats:
    """Elasticity of mean pay to market value, with sales; of CEOSAL2's firms only."""
    return _elasticity(played, sales=True)[:, 0]


def pay_performance(played: LongRun) -> Floats:
    """Dollars of pay per 1000 dollars of shareholders' wealth, year on year within firms."""
    first = played.first // 4
    paid, gain = (played.by_year(name)[:, first:] for name in ("paid_in_year", "wealth_gain"))
    paid, gain = (column - column.mean(axis=1, keepdims=True) for column in (paid, gain))
    return 1000.0 * _ratio((paid * gain).sum(axis=(1, 2)), (gain**2).sum(axis=(1, 2)))


def fraud(played: LongRun) -> Floats:
    """Share of firm-years with a securities fraud."""
    found: Floats = _frauds(played).mean(axis=(1, 2))
    return found


def frauds_detected(played: LongRun) -> Floats:
    """Of tenures with a fraud that ended, those in which something was found, in office or later.

    Tenures count whose time for a restatement is over by the end of the run.
    """
    tenures, market = played.tenures, played.scenario.market
    later = market.restated_window if market.found_after_exit > 0.0 else 0
    guilty = np.zeros(tenures["world"].size, dtype=np.bool_)
    guilty[played.tenure_of_year()[_misstated(played, FRAUD)]] = True
    over = tenures["last_quarter"] < played.scenario.quarters - later
    counted = guilty & played.ended() & over
    found = (tenures["detections"] > 0) | (tenures["restated"] != NONE)
    world = played.place(tenures)
    return _ratio(played.added(world[counted & found]), played.added(world[counted]))


def fraud_cost(played: LongRun) -> Floats:
    """Value lost by misconduct in fraud years, over equity, per year.

    Equity is true value added less pay, capitalised at 3 % a quarter.
    """
    lost = played.by_year("misconduct_loss")[:, played.first // 4 :]
    lost = (lost * _frauds(played)).sum(axis=(1, 2))
    return _ratio(lost / (played.quarters / 4.0), equity(played))


def detected_in_five_years(played: LongRun) -> Floats:
    """Of first misstatements in a tenure, those found within five years, in office or later."""
    years, tenures = played.years, played.tenures
    of = played.tenure_of_year()
    none = played.scenario.quarters
    begun = np.full(tenures["world"].size, none)
    stated = _misstated(played, MISSTATEMENT)
    np.minimum.at(begun, of[stated], years["year"][stated])
    counted = (begun >= played.first // 4) & (begun + _FIVE <= played.scenario.quarters // 4)
    caught = np.zeros(begun.size, dtype=np.bool_)
    since = years["year"] - begun[of]
    caught[of[(years["found_out"] > 0) & (since >= 0) & (since < _FIVE)]] = True
    restated = tenures["restated"]
    caught |= (restated != NONE) & (restated < 4 * (begun + _FIVE))
    world = played.place(tenures)
    return _ratio(played.added(world[counted & caught]), played.added(world[counted]))


def detected_lose_seat(played: LongRun) -> Floats:
    """Of executives about whom something was found in office, those who lost the seat by it."""
    tenures = played.tenures
    world, found = played.place(tenures), tenures["detections"] > 0
    found &= played.ended()
    lost = found & (tenures["exit"] == "detected")
    return _ratio(played.added(world[lost]), played.added(world[found]))


def cost_of_replacing(played: LongRun) -> Floats:
    """What keeping somebody at the bar costs shareholders, over the firms' market value.

    A newcomer is expected to report the prior mean, somebody at the bar less by the difference; a
    belief is a martingale, and the difference lasts until another exit. Market values are
    CEOSAL2's: what an executive adds is a small part of them.
    """
    bars = [
        part.bar for part in played.scenario.package.oversight if isinstance(part, BeliefDismissal)
    ]
    known = played.scenario.firms.source == "ceosal2"
    dollars = base_pay_usd(played.scenario) if known else None
    if not bars or dollars is None:
        return np.full(played.worlds.size, np.nan)
    gap = played.scenario.board.prior_mean - max(bars)
    others = turnover(played) - board_dismissals(played)
    world = played.place(played.firms)
    impact = played.added(world, played.firms["firm_impact"])
    median = float(np.median(ceosal2()["mktval"])) * 1e6 / dollars
    value = played.added(world, played.firms["firm_size"]) * median
    return _ratio(gap * impact / (_RATE + others / 4.0), value)


def harmful_share(played: LongRun) -> Floats:
    """Of candidates, those whose goal wants private benefit or harm; the same in every world."""
    executives = played.scenario.executives
    goals: dict[str, Goal] = {name: executives.goal_of(name) for name in executives.population}
    share = sum(
        executives.population[name].share for name, goal in goals.items() if goal.temptation() > 0.0
    )
    return np.full(played.worlds.size, float(share))


def equity(played: LongRun) -> Floats:
    """(worlds,) true value added less pay, capitalised, in base pays: of all firms together."""
    first = played.first // 4
    gain = (played.by_year("accrued_in_year") - played.by_year("paid_in_year"))[:, first:]
    found: Floats = gain.sum(axis=(1, 2)) / played.quarters / _RATE
    return found


def material(played: LongRun) -> Floats:
    """(worlds, years) what the mean firm reports in a year: the measure of a misstatement."""
    found: Floats = np.maximum(played.by_year("reported").mean(axis=2), 0.0)
    return found


def _frauds(played: LongRun) -> Bools:
    """(worlds, years that are looked at, firms) whether there was one."""
    lift, bar = played.by_year("misreported"), material(played)[..., None]
    found: Bools = ((lift >= FRAUD * bar) & (lift > 0.0))[:, played.first // 4 :]
    return found


def _misstated(played: LongRun, share: float) -> Bools:
    """(rows of ``years``,) whether misconduct lifted reports by that share of the mean firm's."""
    years = played.years
    bar = material(played)[played.place(years), years["year"]]
    found: Bools = (years["misreported"] >= share * bar) & (years["misreported"] > 0.0)
    return found


def _is_in(words: npt.NDArray[np.object_], names: tuple[str, ...]) -> Bools:
    found: Bools = np.logical_or.reduce([words == name for name in names])
    return found


def _rate(played: LongRun, chosen: Bools) -> Floats:
    """Tenures that ended and are chosen, per firm and year."""
    world = played.place(played.tenures)[chosen & played.ended()]
    return played.added(world) / played.firm_years


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Of each world; NaN where there is nothing to divide by."""
    found: Floats = np.divide(part, whole, np.full(part.shape, np.nan), where=whole > 0.0)
    return found


def _by_performance(played: LongRun) -> tuple[Floats, Floats]:
    """Succession rates per year of the worst quarter of firms and of the others.

    The Conference Board's cut: shareholders' return of two years, compared with peers. Here they
    end with the quarter at whose end somebody leaves or does not, so that what the market makes of
    a successor is not in them.
    """
    first, tenures = played.first, played.tenures
    shape = (played.worlds.size, played.scenario.quarters, played.scenario.firms.count)
    gain = np.nan_to_num(played.conduct["peer_return"]).reshape(shape)
    sums = np.cumsum(gain, axis=1)
    two_years = sums[:, first:] - sums[:, first - 2 * 4 : -2 * 4]
    rank = np.argsort(np.argsort(two_years, axis=2, kind="stable"), axis=2)
    worst = rank < shape[2] / 4
    counted = played.ended() & ~_is_in(tenures["exit"], TAKEN_OVER)
    quarter = tenures["last_quarter"][counted] - first
    at = (played.place(tenures)[counted], quarter, tenures["firm"][counted])
    left = np.zeros(two_years.shape)
    left[at] = 1.0
    low, high = (
        4.0 * _ratio((left * chosen).sum(axis=(1, 2)), chosen.sum(axis=(1, 2)).astype(np.float64))
        for chosen in (worst, ~worst)
    )
    return low, high


def _at_year_ends(played: LongRun, of: Callable[[Ints], Any]) -> Floats:
    """(worlds,) a statistic of whole years in office, meaned over year ends."""
    tenures = played.tenures
    world, last = played.place(tenures), tenures["last_quarter"]
    found = []
    for quarter in range(played.first + 3, played.scenario.quarters, 4):
        sits = (tenures["start"] <= quarter) & ((last == NONE) | (last >= quarter))
        whole: Ints = (quarter + 1 - tenures["start"][sits]) // 4
        by_world = [whole[world[sits] == place] for place in range(played.worlds.size)]
        found.append([of(years) if years.size else np.nan for years in by_world])
    means: Floats = np.mean(found, axis=0)
    return means


def _elasticity(played: LongRun, sales: bool) -> Floats:
    """(worlds, 2) coefficients of log pay on log market value and on log sales."""
    shape = (played.worlds.size, played.scenario.firms.count)
    paid = played.by_year("paid_in_year")[:, played.first // 4 :].mean(axis=1)
    size = played.firms["firm_size"].reshape(shape)
    if (paid <= 0.0).any():
        return np.full((shape[0], 2), np.nan)
    columns = [np.ones(shape), np.log(size)]
    if sales:
        data = ceosal2()["sales"]
        if played.scenario.firms.source != "ceosal2" or data.size != shape[1]:
            return np.full((shape[0], 2), np.nan)
        columns.append(np.broadcast_to(np.log(data), shape))
    else:
        columns.append(np.zeros(shape))
    found = [
        np.linalg.lstsq(np.column_stack([c[world] for c in columns]), np.log(paid[world]))[0][1:]
        for world in range(shape[0])
    ]
    return np.array(found)
