"""What a tournament is for: pay without common luck; and what it invites: dressing for the rank."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import comb
from scipy.stats import norm

from incentives import Seen
from incentives.schemes.tournament import Tournament
from incentives.views import Rivals
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

WORLDS = range(12)
ALIKE = {
    "executives__population": {"careerist": 1.0},
    "executives__ability_sd": 0.0,
    "firms__size_sd": 0.0,
    "metric__matured_weight": 0.0,
    "package__oversight": [],
    "package__filters": ["lottery"],
    "shareholders__monitoring_levels": [0.0],
}
ONE_TASK = {
    "technology__tasks": [
        {"name": "work", "value": 1, "visible": 1, "loading": 1, "detectability": 0}
    ]
}


def foreseen(mean, noise, rivals):
    return Seen(0, np.zeros(1, dtype=int), np.array([mean]), np.zeros(1), noise, rivals=rivals)


def marginal(part, rivals, noise, mean=0.0, h=1e-4):
    up, down = (part.expected_award(foreseen(mean + d, noise, rivals))[0] for d in (h, -h))
    return (up - down) / (2 * h)


def at_par(n, k):
    """d(chance of one of k prizes)/d(own report) among n equals with standard normal noise."""

    def tie(x):
        below, above = norm.cdf(x), norm.sf(x)
        return below ** (n - k - 1) * above ** (k - 1) * norm.pdf(x) ** 2

    return (n - 1) * comb(n - 2, k - 1) * quad(tie, -9, 9, epsabs=1e-13)[0]


def test_two_players_are_lazear_and_rosens():
    """Marginal pay is the prize times the density of the difference of two noises at zero."""
    part, noise = Tournament(prize=3.0, share=0.5), 0.6
    rivals = Rivals(1, 0.4, noise)
    assert marginal(part, rivals, noise, 0.4) == pytest.approx(3 / (2 * np.sqrt(np.pi) * noise))
    for mean in (-1.0, 0.0, 2.0):
        chance = norm.cdf((mean - 0.4) / (np.sqrt(2) * noise))
        found = part.expected_award(foreseen(mean, noise, rivals))[0]
        assert found == pytest.approx(3 * chance, abs=1e-7)


@pytest.mark.parametrize(("n", "k"), [(5, 1), (12, 3), (40, 39)])
def test_a_few_players_are_order_statistics(n, k):
    part, noise = Tournament(prize=1.0, share=(k - 0.5) / n), 0.6
    rivals = Rivals(n - 1, 0.0, noise)
    assert part.prizes(n - 1) == (k, n - k)
    assert part.expected_award(foreseen(0.0, noise, rivals))[0] == pytest.approx(k / n, abs=1e-7)
    assert marginal(part, rivals, noise) == pytest.approx(at_par(n, k) / noise, rel=1e-5)


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5])
def test_many_players_face_a_fixed_cutoff(share):
    part, noise = Tournament(prize=2.0, share=share), 0.6
    expected = 2.0 * norm.pdf(norm.ppf(share)) / noise
    assert marginal(part, Rivals(9_999, 0.0, noise), noise) == pytest.approx(expected, rel=1e-3)


def test_ranks_are_within_a_world_and_leave_vacant_seats_out():
    metric = np.array([1.0, 3.0, 2.0, 9.0, 8.0, 7.0, 0.0, 0.0])
    sits = np.array([True, True, True, False, True, True, True, True])
    seen = Seen(0, np.zeros(8, dtype=int), metric, np.zeros(8), 0.6, firms=4, occupied=sits)
    assert seen.ahead[:3] == pytest.approx([2 / 3, 0.0, 1 / 3])
    assert seen.ahead[4:].tolist() == [0.0, 0.25, 0.5, 0.75]  # the lower row of two equals
    prizes = Tournament(prize=1.0, share=0.5).award(seen)
    assert prizes.tolist() == [0, 1, 1, 0, 1, 1, 0, 0]


@pytest.mark.parametrize("firms", [2, 30])
def test_symmetric_executives_work_as_hard_as_theory_says(firms):
    share, noise, prize = 0.2, 0.6, 0.8
    part = {"name": "tournament", "prize": prize, "share": share}
    settings = {"firms__count": firms, "package__schemes": [part], "executives__foresight": 0}
    worlds = batch(scenario(**ALIKE, **ONE_TASK, **settings)).run()
    k = Tournament(share=share).prizes(firms - 1)[0]
    effort = prize * at_par(firms, k) / noise
    assert worlds.actions.effort == pytest.approx(effort, rel=5e-3)


def pay_and_harm(scheme, **settings):
    """Pay per firm and quarter; waste per world and quarter."""
    merged = {**ALIKE, "firms__count": 40, "package__schemes": [scheme], **settings}
    played = simulate(scenario(**merged), WORLDS, record=["ledger"])
    return played["ledger"]["paid"], played["runs"]["waste"]


def test_common_luck_is_not_paid_for():
    """Control: a hurdle bonus of the same size."""
    for part, immune in (
        ({"name": "tournament", "prize": 0.8, "share": 0.25}, True),
        ({"name": "hurdle-bonus", "bonus": 0.8}, False),
    ):
        calm, _ = pay_and_harm(part)
        shaken, _ = pay_and_harm(part, metric__common_noise=1.0)
        assert np.array_equal(calm, shaken) == immune
        if not immune:
            assert np.var(shaken - calm) > 0.01


def test_rivals_dress_their_reports_unless_it_is_seen():
    """Controls: a salary; and audits that would see it, of which 1 in 2 quarters has one."""
    prize = {"name": "tournament", "prize": 0.8, "share": 0.25}
    _, salary = pay_and_harm({"name": "fixed-salary"})
    _, rivalry = pay_and_harm(prize)
    dressed = rivalry - salary
    assert dressed.min() > 1.0  # everybody is alike, so nothing is left to chance
    tasks = scenario().technology.model_dump(mode="json")["tasks"]
    for task in tasks:
        task["detectability"] = 3.0 if task["name"] == "dress" else 0.0
    audits = [{"name": "random-audits", "rate": 0.5, "penalty": 20.0}]
    watched = {"technology__tasks": tasks, "package__oversight": audits}
    assert (pay_and_harm(prize, **watched)[1] == 0).all()
