"""Audits that follow reports, as plans see them: the mean over reports, and what a report costs."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from agents.planning import Watch
from incentives import Seen
from incentives.oversight.risk_based_audits import RiskBasedAudits
from sim.plan.oversight.contexts import over_reports
from sim.plan.primitives import Primitives
from sim.plan.solve import solve
from sim.scenario.package import Package
from tests.sim.worlds import scenario

NOISE = 0.6
RISK = {"name": "risk-based-audits", "rate": 0.03, "slope": 0.4, "threshold": 1.2}
STEAL = [
    {"name": "work", "value": 1.0, "loading": 1.0, "cap": 50.0},
    {
        "name": "steal",
        "value": -1.0,
        "visible": 0.0,
        "private": 5.0,
        "detectability": 0.3,
        "cap": 1.0,
    },
]


def contexts(n=3):
    zero = np.zeros(n)
    return Seen(np.arange(n), np.full(n, 9), zero, zero, NOISE)


def test_the_mean_rate_and_its_slope_are_those_of_the_probit():
    part = RiskBasedAudits(rate=0.03, slope=0.4, threshold=1.2)
    rate, slope = over_reports(part.audit_rate, contexts(), NOISE)
    at = -1.2 / np.sqrt(2.0)
    assert rate == pytest.approx(0.03 + 0.4 * norm.cdf(at), abs=1e-12)
    assert slope == pytest.approx(0.4 * norm.pdf(at) / np.sqrt(2.0) / NOISE, abs=1e-12)


def test_a_rule_that_jumps_is_averaged_as_well():
    def flagged(seen):
        return np.where(seen.metric > seen.reference + NOISE, 0.5, 0.1)

    rate, slope = over_reports(flagged, contexts(), NOISE)
    assert rate == pytest.approx(0.1 + 0.4 * norm.sf(1.0), abs=0.4 * norm.pdf(1.0) / 32)
    assert slope == pytest.approx(0.4 * norm.pdf(1.0) / NOISE, rel=0.02)


def test_a_rule_that_does_not_look_is_asked_once():
    asked = []

    def steady(seen):
        asked.append(seen)
        return np.full(seen.tenure.shape, 0.1) * (seen.quarter % 2)

    rate, slope = over_reports(steady, contexts(), NOISE)
    assert len(asked) == 1 and np.array_equal(rate, [0.0, 0.1, 0.0]) and not slope.any()


def solved(*oversight, limit=None, **settings):
    """Looters who steal as much as they can, so that the chance of being found is given."""
    model = scenario(
        **{
            "executives__population": {"looter": 1.0},
            "executives__foresight": 6,
            "executives__ability_sd": 0.0,
            "technology__tasks": STEAL,
            "package__oversight": list(oversight),
            "package__schemes": [{"name": "linear-bonus", "slope": 0.3}],
            **({"market__tenure_limit": limit} if limit else {}),
            **settings,
        }
    )
    return solve(Primitives(model, model.package, 0.0, 0))


class Repaying(RiskBasedAudits):
    """Who is found gives back as well."""

    abstract = True
    repayment: float = 0.0

    def restitution(self):
        return self.repayment


ERRING = {
    "market__detection_dismisses": 0.8,
    "board__false_positive": 0.3,
    "board__accused_leave": True,
}


@pytest.mark.parametrize(
    ("limit", "repaid", "errs"),
    [(None, 0.0, {}), (5, 0.0, {}), (None, 0.5, {}), (None, 0.0, ERRING), (5, 0.0, ERRING)],
)
def test_what_a_report_costs_is_the_derivative_of_the_planned_worth(
    registered, limit, repaid, errs
):
    """Of the worth of the next quarter in its audit rate, found at random rates close by."""
    words = {"name": "repaying-audits", "summary": "of a test", "source": "of a test"}
    type("Named", (Repaying,), {"__module__": __name__, **words})
    found, h = 0.3, 1e-4
    risky = solved({**RISK, "name": "repaying-audits", "repayment": repaid}, limit=limit, **errs)
    enforcement, market = risky.primitives.enforcement, risky.primitives.scenario.market
    rate = enforcement.audit_pooled

    def worth(at):
        audits = {"name": "random-audits", "rate": at, "repayment": repaid}
        seats = solved(audits, limit=limit, **errs)
        return seats.end[0, :, 0] if limit else seats.value[0, :, 0, 0]

    # A rate that lasts moves every quarter: d[n] = -own[n] + kept*(1 - rate*found)*d[n-1].
    d = (worth(rate + h) - worth(rate - h)) / (2 * h)
    kept = 0.97 * (1 - market.retirement)
    out = found + (1 - found) * 0.3  # both cost the seat as often
    stays = 1 - rate * (0.8 * out if errs else found)
    own = kept * stays * d[:-1] - d[1:]
    longest = int(risky.primitives.foresight[0])
    alarm = risky.profile.alarm[0].reshape(2, -1)[1 if limit else 0]
    expected = kept * (1 - market.poaching) * enforcement.alarm.rate * own
    upto = limit if limit else longest + 1
    assert alarm[1:upto] == pytest.approx(
        expected[: upto - 1], rel=0.01
    )  # looters who look ahead work a bit less
    assert alarm[0] == 0.0 and (alarm[2:upto] > 0).all()


def test_it_costs_nothing_without_awareness_foresight_or_slope():
    for settings in ({"executives__awareness": 0.0}, {"executives__foresight": 0}):
        assert not solved(RISK, **settings).profile.alarm.any()
    flat, random = solved({**RISK, "slope": 0.0}), solved({"name": "random-audits", "rate": 0.03})
    assert not flat.profile.alarm.any()
    assert np.array_equal(flat.value, random.value)
    assert np.array_equal(flat.profile.effects, random.profile.effects)
    assert solved(RISK).profile.alarm.any()


def test_it_is_part_of_the_fixed_point():
    assert solved(RISK).profile.gap <= 1e-9


def test_the_view_of_a_plan_has_the_noise_that_boards_see():
    """A shock to all firms drops out of what a report is compared with."""
    package = Package.model_validate({"oversight": [RISK]})
    part = package.oversight[0]
    shaken = replace(contexts(), noise_sd=float(np.hypot(NOISE, 0.8)))
    rate, _ = over_reports(part.audit_rate, shaken, NOISE)
    model = scenario(package__oversight=[RISK], metric__common_noise=0.8)
    pooled = Primitives(model, model.package, 0.0, 0).enforcement.audit_pooled
    assert pooled == pytest.approx(rate[0])


def test_the_first_order_cost_is_close_to_that_of_the_whole_problem():
    """A dynamic programme over the rate that the last report has left, on a grid."""
    part = RiskBasedAudits(rate=0.02, slope=0.2, threshold=1.0)
    slope, seen, patience, foresight = 0.6, 0.2, 0.9, 40
    dress = {"name": "dress", "value": -1.0, "loading": 0.8, "detectability": seen, "cap": 5.0}
    seats = solved(
        {"name": part.name, **part.model_dump()},
        **{
            "executives__population": {"careerist": 1.0},
            "executives__foresight": foresight,
            "executives__patience": patience,
            "technology__tasks": [STEAL[0], {**dress, "visible": 1.0}],
            "package__schemes": [{"name": "linear-bonus", "slope": slope}],
            "market__poaching": 0.0,
            "market__retirement": 0.0,
        },
    )

    def next_rate(report):
        z = (report - seats.profile.reference) / NOISE
        return part.rate + part.slope * norm.cdf(z - part.threshold)

    luck = np.linspace(-6.0, 6.0, 121)
    chance = norm.pdf(luck) / norm.pdf(luck).sum()
    rates = np.linspace(part.rate, part.rate + part.slope, 21)
    work, effort = np.linspace(0.5, 0.61, 111), np.linspace(0.1, 0.5, 81)
    report = work[:, None] + 0.8 * effort
    paid = slope * report - work[:, None] ** 2 / 2 - effort**2 / 2 + 0.4  # base pay less outside
    reports = np.linspace(report.min(), report.max(), 100)
    drawn = next_rate(reports[:, None] + NOISE * luck)
    value, best = np.zeros(rates.size), np.zeros((rates.size, 2))
    for n in range(foresight):
        seat = patience * np.interp(report, reports, np.interp(drawn, rates, value) @ chance)
        utility = paid + seat - rates[:, None, None] * seen * effort * (float(n > 0) + seat)
        at = utility.reshape(rates.size, -1).argmax(axis=1)
        best = np.column_stack([work[at // effort.size], effort[at % effort.size]])
        value = utility.reshape(rates.size, -1).max(axis=1)
    free, sure = np.zeros(1), np.ones(1)
    watched = [Watch(np.array([rate]), sure, free, sure, -1e6) for rate in rates]
    found = np.array([seats.respond(0, 1.0, watch)[0] for watch in watched])
    cost = slope - best[:, 0]  # work has nothing to fear but what reports draw
    alarm = seats.profile.alarm[0, foresight]
    assert alarm == pytest.approx(
        chance @ np.interp(next_rate(seats.profile.reference + NOISE * luck), rates, cost), rel=0.1
    )
    assert found == pytest.approx(best, abs=0.012)
    assert alarm > 0.025  # against which the error is small
