"""Boards that infer goals: Bayes' rule, and nothing of anybody's goal in what they see."""

from __future__ import annotations

import copy
from dataclasses import fields

import numpy as np
import pytest

from incentives import Seen, answers
from incentives.oversight.goal_inference import GoalInference
from sim.diagnosis.deception.suspicions import suspicions_judged
from sim.plan.plan import Likelihoods
from sim.quarter.inference import PublicRecord, Suspicions
from sim.quarter.oversight import judge, look_up_kinds
from sim.quarter.state import DISMISSED
from tests.sim.worlds import batch, scenario

INFERS = {"name": "goal-inference", "threshold": 0.3, "watch": 0.4}
SALARY = {"package__schemes": ["fixed-salary"], "package__filters": ["lottery"]}


def two_kinds(apart=1.0, sd=0.6, share=0.3, found=(0.1, 0.6), whistle=0.0, contracts=1):
    """Kinds of one ability each, whose mean reports are ``apart``; the second is misaligned."""
    one = np.ones((2, 2, 1))
    return Likelihoods(
        prior=np.array([[1 - share, share]] * 2),
        weights=one,
        report=np.array([0.0, apart]).reshape(1, 2, 1),
        matured=np.zeros((1, 2, 1)),
        sd=np.full((1, 2, 1), sd),
        found=np.array(found).reshape(1, 2, 1),
        whistle=whistle,
        misaligned=np.array([False, True]),
        contracts=contracts,
    )


def public(surprise, number=0, tenure=0, audited=False, occupied=True, choice=0):
    shape = np.shape(surprise)
    full = lambda value: np.full(shape, value)
    return PublicRecord(
        full(number), full(occupied), full(tenure), full(tenure), np.asarray(surprise, float),
        np.broadcast_to(audited, shape), full(choice),
    )  # fmt: skip


def suspicion(found, plan=0):
    views = found.shown(slice(None), plan)
    firms = views.prior.shape[0]
    zero = np.zeros(firms)
    return Seen(0, zero.astype(int), zero, zero, 0.6, **views._asdict()).suspicion


# Bayes' rule --------------------------------------------------------------------------------------


def test_the_posterior_is_bayes_rule():
    """Against log odds: of normals with one variance they are linear in reports, and audits add."""
    rng = np.random.default_rng(3)
    reports, share, sd, apart = rng.normal(0.5, 1.0, (9, 40)), 0.3, 0.6, 0.8
    audited = rng.random((9, 40)) < 0.4
    found = Suspicions([two_kinds(apart, sd, share)], 40)
    odds = np.full(40, np.log(share / (1 - share)))
    for quarter, report in enumerate(reports):
        before = audited[quarter - 1] & (quarter > 0)
        found.open(slice(None), 0, public(report, tenure=quarter, audited=before))
        odds += before * np.log((1 - 0.6) / (1 - 0.1))
        assert suspicion(found) == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-12)
        found.read(slice(None), 0, public(report, tenure=quarter))
        odds += apart * (report - apart / 2) / sd**2
        assert suspicion(found) == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-12)
    assert np.ptp(suspicion(found)) > 0.9  # control: it has learned


def test_what_tells_nothing_leaves_the_prior():
    rng = np.random.default_rng(3)
    found = Suspicions([two_kinds(apart=0.0, found=(0.4, 0.4), whistle=0.1)], 20)
    for quarter in range(12):
        report = rng.normal(size=20)
        found.open(slice(None), 0, public(report, tenure=quarter, audited=report > 0))
        found.read(slice(None), 0, public(report, tenure=quarter))
    assert suspicion(found) == pytest.approx(0.3, abs=1e-12)


def test_silence_tells_a_little_where_somebody_may_tell():
    found = Suspicions([two_kinds(apart=0.0, whistle=0.2)], 3)
    for quarter in range(2):
        found.open(slice(None), 0, public(np.zeros(3), tenure=quarter))
    odds = 0.3 / 0.7 * (1 - 0.2 * 0.6) / (1 - 0.2 * 0.1)
    assert suspicion(found) == pytest.approx(odds / (1 + odds), abs=1e-12)


def test_unknown_ability_lasts():
    """Evidence is integrated over ability once, not report by report: the closed form of one factor
    model, where two reports of equal ability are correlated."""
    nodes = np.linspace(-6, 6, 201)
    weight = np.exp(-0.5 * nodes**2)
    weight /= weight.sum()
    spread, sd = 0.7, 0.6
    known = two_kinds(apart=0.0)._replace(
        weights=np.stack([[weight, weight]] * 2),
        report=np.stack([spread * nodes, 0.5 + 0.0 * nodes])[None],
        matured=np.zeros((1, 2, nodes.size)),
        sd=np.full((1, 2, nodes.size), sd),
        found=np.zeros((1, 2, nodes.size)),
    )
    found = Suspicions([known], 1)
    pair = np.array([0.9, 0.4])
    for quarter, report in enumerate(pair):
        found.open(slice(None), 0, public([report], tenure=quarter))
        found.read(slice(None), 0, public([report], tenure=quarter))
    cov = sd**2 * np.eye(2) + spread**2
    first = np.exp(-0.5 * pair @ np.linalg.solve(cov, pair)) / np.sqrt(np.linalg.det(cov))
    other = np.exp(-0.5 * ((pair - 0.5) ** 2).sum() / sd**2) / sd**2
    assert suspicion(found)[0] == pytest.approx(0.3 * other / (0.3 * other + 0.7 * first), abs=1e-9)


def test_a_new_tenure_starts_afresh_and_contracts_tell():
    known = two_kinds()._replace(prior=np.array([[0.7, 0.3], [0.9, 0.1]]))
    found = Suspicions([known, known._replace(contracts=2)], 2)
    found.open(slice(None), 0, public([1.0, 1.0]))
    found.read(slice(None), 0, public([1.0, 1.0]))
    assert (suspicion(found) > 0.3).all()
    found.open(slice(None), 0, public([1.0, 1.0], number=1))
    assert suspicion(found) == pytest.approx(0.1, abs=1e-12)
    found.open(slice(None), 1, public([1.0, 1.0], number=2, choice=1))
    assert suspicion(found, plan=1) == pytest.approx(1.0)


def test_nothing_is_learned_from_empty_seats():
    found = Suspicions([two_kinds(whistle=0.5)], 2)
    for quarter in range(3):
        record = public([2.0, 2.0], tenure=quarter, occupied=False)
        found.open(slice(None), 0, record)
        found.read(slice(None), 0, record)
    assert suspicion(found) == pytest.approx(0.3, abs=1e-12)


# Its worth ----------------------------------------------------------------------------------------


def test_noise_tells_nothing():
    """Control: from noise the AUC is one half; from what is known, that of two normals."""
    from scipy.special import ndtr

    rng = np.random.default_rng(8)
    bad = rng.random(20_000) < 0.3
    for tells in (0.0, 1.0):
        found = Suspicions([two_kinds()], bad.size)
        report = tells * bad + rng.normal(0.0, 0.6, bad.size)
        found.open(slice(None), 0, public(report))
        found.read(slice(None), 0, public(report))
        judged = suspicions_judged(np.zeros(bad.size, int), suspicion(found), bad)
        expected = ndtr(tells / 0.6 / np.sqrt(2))
        assert judged.row("auc")["mean"] == pytest.approx(expected, abs=0.012)


# In play ------------------------------------------------------------------------------------------


def played(quarters, **settings):
    usual = {**SALARY, "package__oversight": ["random-audits", INFERS], "firms__count": 30}
    worlds = batch(scenario(**{**usual, "shareholders__monitoring_levels": [0.0], **settings}))
    for _ in range(quarters):
        worlds.step()
    return worlds


def shuffled(worlds):
    """The same worlds in which somebody else sits everywhere, with other goals and abilities.

    Whatever only they know goes with them; reports, audits and tenures stay.
    """
    other = copy.deepcopy(worlds)
    order = np.random.default_rng(1).permutation(worlds.seats.kind.size)
    assert (worlds.seats.kind[order] != worlds.seats.kind).mean() > 0.4
    for table, private in (
        (other.seats, ("kind", "theta", "own_benefit", "own_harm")),
        (other.actions, ("metric_index", "detection", "risk", "staying", "gamble", "talent")),
    ):
        for name in private:
            column = getattr(table, name)
            column[:] = column[order]
    other.actions.effort[:] = other.actions.effort[:, order]
    other.executives.kind[:] = other.executives.kind[:, ::-1]
    other.executives.theta[:] = other.executives.theta[:, ::-1]
    return other


def told(worlds, reported):
    """Everything that parts are handed and answer, as numbers."""
    found = []
    for segment in worlds.segments:
        seen = worlds.seen(segment, reported)
        found += [np.array(getattr(seen, field.name)) for field in fields(seen)
                  if field.name != "rivals"]  # fmt: skip
        found += [np.array(x) for x in (seen.kinds, seen.suspicion, seen.ahead, seen.posterior)]
        for part in segment.package.oversight:
            answer = (answers.audit_rate, answers.dismissal_bar, answers.verdict)
            found += [np.array(ask(part, seen)) for ask in answer]
    return [*found, worlds.actions.bar.copy()]


def same(one, other):
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
               for a, b in zip(one, other, strict=True))  # fmt: skip


def test_true_goals_shuffled_change_nothing_that_is_seen():
    worlds = played(7)
    worlds.enter_quarter()
    worlds.choose_effort()
    worlds.report()
    other = shuffled(worlds)
    for each in (worlds, other):
        for segment in each.segments:
            judge(each, segment)
    assert same(told(worlds, 1), told(other, 1))
    worlds.settle()
    worlds.hire()
    worlds.quarter += 1
    other = shuffled(worlds)
    for each in (worlds, other):
        for segment in each.segments:
            look_up_kinds(each, segment)
    assert same(told(worlds, 0), told(other, 0))
    assert told(worlds, 0)[-1].size and worlds.suspicions.shown(slice(None), 0).evidence.any()


def test_other_reports_would_be_seen():
    """Control: what is handed to parts follows reports."""
    worlds = played(3)
    worlds.enter_quarter()
    worlds.choose_effort()
    worlds.report()
    other = copy.deepcopy(worlds)
    other.actions.metric[:] = other.actions.metric[::-1].copy()
    for each in (worlds, other):
        for segment in each.segments:
            judge(each, segment)
    assert not same(told(worlds, 1), told(other, 1))


def test_all_that_is_looked_at_is_public():
    private = {"kind", "theta", "effort", "metric_index", "detection", "risk", "talent"}
    assert not private & set(PublicRecord._fields)
    assert {"prior", "evidence", "news", "misaligned"} <= {field.name for field in fields(Seen)}


@pytest.mark.parametrize("compares", ["peers", "expectation"])
def test_suspicion_is_calibrated(compares):
    """Of those of whom it is p, p are misaligned: reports are as plans have them."""
    worlds = batch(
        scenario(**SALARY, package__oversight=[{**INFERS, "threshold": 1.0}], firms__count=100,
                 quarters=24, board__compares_with=compares),
        range(8),
    )  # fmt: skip
    guess, truth = [], []

    def watch(now):
        for segment in now.segments:
            seen = now.seen(segment, 1)
            bad = now.plans.misaligned[int(now.plan_of_world[segment.first])]
            guess.append(seen.suspicion[seen.occupied])
            truth.append(bad[now.seats.kind[segment.firms]][seen.occupied] == 1)

    worlds.watch_efforts.append(watch)
    worlds.run()
    p, bad = np.concatenate(guess), np.concatenate(truth)
    assert np.ptp(p) > 0.5
    for low, high in ((0.0, 0.2), (0.2, 0.3), (0.3, 0.5), (0.5, 1.0)):
        some = (p >= low) & (p < high)
        assert bad[some].mean() == pytest.approx(p[some].mean(), abs=0.08)
    assert np.mean((p - bad) ** 2) < bad.mean() * (1 - bad.mean()) - 0.004


def test_suspects_go_after_the_report_that_makes_them_suspects():
    worlds = played(0, market__poaching=0.0, market__retirement=0.0)
    gone = 0
    for _ in range(8):
        worlds.enter_quarter()
        worlds.choose_effort()
        worlds.report()
        worlds.judge()
        [segment] = worlds.segments
        seen = worlds.seen(segment, 1)
        suspect = (seen.suspicion > 0.3) & seen.occupied
        worlds.settle()
        assert np.array_equal(worlds.actions.exit == DISMISSED, suspect)
        gone += suspect.sum()
        worlds.hire()
        worlds.quarter += 1
    assert gone > 0


def test_audits_follow_suspicion_and_plans_take_its_mean():
    worlds = played(5, package__oversight=[{**INFERS, "threshold": 1.0}])
    worlds.enter_quarter()
    [segment] = worlds.segments
    seen = worlds.seen(segment)
    assert np.array_equal(worlds.actions.audit, 1 - (1 - 0.4 * seen.suspicion))
    assert np.ptp(worlds.actions.audit) > 0.01
    assert worlds.plans.audit_pooled[0] == pytest.approx(0.4 * 0.3, abs=1e-9)


def test_nobody_who_does_not_ask_pays_for_it():
    worlds = played(2, package__oversight=["random-audits"])
    assert worlds.suspicions is None and worlds.seen(worlds.segments[0]).evidence.size == 0
    assert GoalInference().infers
