"""What plans let boards know of kinds: that of which forecasts and conjectures are the means."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.solve import build_plan
from tests.sim.worlds import batch, scenario

INFERS = {"name": "goal-inference", "watch": 0.0}


def known(**settings):
    model = scenario(**{"package__oversight": ["random-audits", INFERS], **settings})
    plan = build_plan(model, model.package)
    return plan, plan.likelihoods


def test_plans_without_inference_have_none():
    assert known(package__oversight=["random-audits"])[1] is None


def test_shares_and_weights_are_probabilities():
    _, found = known()
    for each in (found.prior, found.weights):
        assert (each >= 0).all() and each.sum(axis=-1) == pytest.approx(1.0, abs=1e-12)
    assert found.prior[0] == pytest.approx([0.25, 0.45, 0.1, 0.15, 0.05])
    assert ((found.found >= 0) & (found.found <= 1)).all()
    assert found.misaligned.tolist() == [False, False, True, True, True]


def test_a_lottery_hires_whoever_comes():
    _, found = known(package__filters=["lottery"])
    assert found.prior[1] == pytest.approx(found.prior[0], abs=1e-6)
    assert found.weights[1] == pytest.approx(found.weights[0], abs=1e-3)


def test_the_mean_of_all_kinds_is_what_reports_are_compared_with():
    plan, found = known(board__compares_with="expectation", executives__ability_sd=0.0)
    population = found.prior[0][:, None] * found.weights[0]
    usual = (population * (found.report + found.matured[:1])).sum(axis=(1, 2))
    assert usual == pytest.approx(0.0, abs=1e-9)
    late = (population * found.matured).sum(axis=(1, 2))
    assert late == pytest.approx(0.0, abs=1e-9)
    _, peers = known()
    hired = peers.prior[1][:, None] * peers.weights[1]
    assert (hired * peers.report[-1]).sum() == pytest.approx(0.0, abs=1e-12)
    assert plan.fields["conjecture"].size == len(found.report)


def test_noise_is_that_of_one_firm_and_of_talent():
    _, found = known(executives__talent_sd=0.3, metric__common_noise=0.7)
    assert found.sd == pytest.approx(np.hypot(0.6, 0.3))


def test_members_report_as_is_expected_of_them():
    """Mean reports of settled executives by kind, against worlds; what matures is left out."""
    settings = {
        "firms__count": 60, "quarters": 12, "metric__matured_weight": 0.0,
        "board__compares_with": "expectation", "package__oversight": [INFERS],
        "market__poaching": 0.0, "market__retirement": 0.0, "package__schemes": ["fixed-salary"],
        "shareholders__monitoring_levels": [0.0], "executives__ability_sd": 0.1,
    }  # fmt: skip
    worlds = batch(scenario(**settings), range(8))
    [segment] = worlds.segments
    kinds, gaps = [], []

    def watch(now):
        seen = now.seen(segment, 1)
        kinds.append(now.seats.kind.copy())
        gaps.append(seen.metric - seen.reference)

    worlds.watch_efforts.append(watch)
    worlds.run()
    kind, gap = np.array(kinds), np.array(gaps)
    found = worlds.suspicions.known[0]
    mean = (found.report[-1] * found.weights[0]).sum(axis=1)
    assert np.ptp(mean) > 0.2
    for number in range(mean.size):
        own = gap[kind == number]
        assert own.mean() == pytest.approx(mean[number], abs=4 * 0.6 / np.sqrt(own.size) + 0.01)
