"""Herds against theory, and the headline with its control."""

from __future__ import annotations

import json

import numpy as np
import pytest

from incentives.sentences import InputError
from sim.lab.irish_elk import limits
from sim.lab.irish_elk.lab import IrishElk
from sim.lab.irish_elk.play import HerdTable, dialled, herds, outcome
from sim.lab.irish_elk.settings import HerdSetting
from tests.sim.lab.herds import OMEGA2, PLACE, lives, rules, steps, within

SMALL = {"capacity": 100, "generations": 60, "change": 40}


@pytest.mark.parametrize("genetic", [0.5, 2.0])
@pytest.mark.parametrize("preference", [0.1, -0.3])
def test_on_the_line_antlers_stand_still_whatever_their_variance(genetic, preference):
    given = rules(capacity=4000, spread_antlers=(genetic / 2) ** 0.5)
    excess = OMEGA2 * preference
    assert limits.preference_on_line(excess, OMEGA2) == pytest.approx(preference)
    _, still = steps(24, 4000, excess, preference, given, genetic=genetic)
    assert within(still[:, 0], 0.0)
    _, moved = steps(24, 4000, excess + 2.0, preference, given, genetic=genetic)
    expected = limits.change_of_antlers(excess + 2.0, preference, genetic, genetic, OMEGA2)
    assert within(moved[:, 0], expected)
    assert not within(moved[:, 0], 0.0)


def test_condition_adds_to_what_is_seen_but_not_to_what_is_inherited():
    given = rules(capacity=4000, glow=1.0)
    _, moved = steps(24, 4000, 3.0, 0.0, given)
    assert within(moved[:, 0], limits.change_of_antlers(3.0, 0.0, 1.0, 2.0, OMEGA2))
    assert not within(moved[:, 0], limits.change_of_antlers(3.0, 0.0, 2.0, 2.0, OMEGA2))


@pytest.mark.parametrize("heritable", [0.02, 0.1])
def test_mating_makes_antlers_and_preference_go_together(heritable):
    given = rules(capacity=6000, spread_preference=(heritable / 2) ** 0.5)
    seen = lives(4, 40, given, (0.0, 0.0), (1.0, heritable))[:, 8:]
    ratio = seen[:, :, PLACE["covariance"]].mean(1) / seen[:, :, PLACE["antlers_variance"]].mean(1)
    expected = limits.covariance_ratio(heritable, 1.0, OMEGA2)
    assert ratio.mean() == pytest.approx(expected, rel=0.12)
    assert limits.covariance_ratio(
        limits.runaway_threshold(1.0, OMEGA2), 1.0, OMEGA2
    ) == pytest.approx(1 / OMEGA2)


@pytest.mark.parametrize(("ratio", "grows"), [(0.03, False), (0.3, True)])
def test_the_line_holds_herds_below_the_threshold_and_not_above(ratio, grows):
    given = rules(capacity=6000, spread_preference=0.3)
    _, moved = steps(24, 6000, 5.0, 0.0, given, both=ratio, heritable=0.2)
    distance = 0.0 - 5.0 / OMEGA2
    change = moved[:, 1] - moved[:, 0] / OMEGA2
    expected = limits.growth_of_distance(ratio, 1.0, 1.0, OMEGA2) * distance
    assert within(change, expected)
    assert (expected * distance > 0.0) is grows


def test_males_vanish_where_theory_says():
    excess = limits.males_vanish(600, 1.0, OMEGA2)
    assert excess == pytest.approx(11.1, abs=0.1)
    seen, _ = steps(400, 600, excess, 0.0, rules())
    assert within(seen[:, PLACE["males"]], 1.0)


@pytest.mark.parametrize(("share", "limit"), [(1.0, 5.0), (2.0, 3.5)])
def test_herds_shrink_where_theory_says(share, limit):
    excess = limits.herd_shrinks(6.0, share, 1.0, OMEGA2)
    assert excess == pytest.approx(limit, abs=0.05)
    seen, _ = steps(60, 4000, excess, 0.0, rules(share=share))
    offspring = seen[:, PLACE["offspring"]]
    assert within(offspring, 1.0, bias=0.003)
    assert limits.herd_shrinks(6.0, 0.0, 1.0, OMEGA2) == np.inf


def test_choice_buys_no_condition_on_the_line_and_some_above():
    """What being chosen selects for, survival has selected against: the same antlers."""
    given = rules(capacity=4000, glow=1.0)
    seen, _ = steps(24, 4000, 3.0, 0.3, given)
    assert within(seen[:, PLACE["fathers_condition"]], 0.0)
    assert seen[:, PLACE["males_condition"]].mean() < -0.1
    seen, _ = steps(24, 4000, 0.0, 0.3, given)
    assert seen[:, PLACE["fathers_condition"]].mean() > 0.1


def test_a_father_in_condition_has_more_calves_where_that_is_a_benefit():
    plain, _ = steps(20, 2000, 0.0, 1.0, rules(glow=1.0, compared=24))
    more, _ = steps(20, 2000, 0.0, 1.0, rules(glow=1.0, compared=24, benefit=0.2))
    gained = more[:, PLACE["offspring"]] - plain[:, PLACE["offspring"]]
    assert gained.mean() > 0.2


CONSTANT = {True: "choice weakens", False: "choice never weakens"}


@pytest.mark.parametrize("weakens", [True, False], ids=list(CONSTANT.values()))
def test_a_runaway_kills_only_where_choice_does_not_weaken(weakens):
    """The bearer alone pays, and the environment is constant."""
    lab = IrishElk(generations=400)
    setting = HerdSetting("runaway", lab.runaway, 0.0, weakens, "constant")
    found = outcome(lab, setting, herds(lab, setting, 0, range(8)))
    assert found.extinct.any() == (not weakens)
    assert found.runaway.mean() > 0.5
    assert (found.deployment.antlers.mean() > 6.0) == (not weakens)


def test_same_seed_same_bits_whatever_the_workers_and_the_herds_beside():
    lab = IrishElk(**SMALL)
    setting = HerdSetting("runaway", 0.4, 1.0, True, "abrupt")
    one = herds(lab, setting, 5, range(6), workers=1)
    two = herds(lab, setting, 5, [3, 4], workers=2)
    assert np.array_equal(one[3:5], two, equal_nan=True)
    assert not np.array_equal(one, herds(lab, setting, 6, range(6)), equal_nan=True)


def test_the_environment_changes_when_it_should():
    lab = IrishElk(**SMALL)
    before, after = (
        herds(lab, HerdSetting("stable", 0.05, 0.0, True, one), 0, range(2))
        for one in ("constant", "abrupt")
    )
    assert np.array_equal(before[:, : lab.change], after[:, : lab.change])
    assert after[:, lab.change, PLACE["males"]].sum() < before[:, lab.change, PLACE["males"]].sum()


def test_rows_and_answers(tmp_path):
    lab = IrishElk(**SMALL)
    called: list[tuple[float, float]] = []
    found = lab.run(1, 4, folder=tmp_path, progress=lambda done, of: called.append((done, of)))
    again = lab.run(1, 4, folder=tmp_path, workers=1)
    assert json.dumps(found.document()) == json.dumps(again.document())
    assert found.document() == lab.run(1, 4).document()
    assert called[-1][0] == called[-1][1] == len(HerdTable(lab, 1, 4).settings)
    assert len(found.rows) == 2 * called[-1][1]
    for row in found.rows:
        assert set(row.quadrants) == {
            *("robust", "capability_failure", "objective_misgeneralization", "both")
        }
        assert sum(share[0] for share in row.quadrants.values()) == pytest.approx(1.0)
        assert {"extinct", "antlers", "population", "runaway"} <= set(row.more)
        assert 0 < row.capability[0] <= 1 and row.alignment[0] <= 1
        assert row.more["extinct"][1] <= row.more["extinct"][0] <= row.more["extinct"][2]
    assert all(answer.sentence and answer.low is not None for answer in found.answers)
    assert set(lab.gist(found)) == {
        *("base_optimizer", "selects_for", "proxy", "shifted"),
        *("capability_kept", "objective_kept", "malign_share", "deception_adds"),
        "aligned",
    }


def test_dials_are_settings_of_the_same_herds():
    lab = IrishElk(**{**SMALL, "generations": 42})
    found = lab.run(0, 1, dials=True).rows
    plain = {row.policy for row in found if not row.setting}
    turned = [row for row in found if row.setting]
    assert len(turned) == len(dialled(lab))
    assert {row.policy for row in turned} <= plain
    names = {name for row in turned for name, _ in row.setting}
    assert names == {"runaway", "share", "encounters", "rise", "speed"}


def test_damaged_files_are_played_again(tmp_path):
    lab = IrishElk(**SMALL)
    setting = HerdSetting("stable", 0.05, 0.0, True, "constant")
    first = HerdTable(lab, 0, 2, tmp_path).of(setting, lab)
    (kept,) = tmp_path.rglob("*.npz")
    kept.write_bytes(kept.read_bytes()[:100])
    again = HerdTable(lab, 0, 2, tmp_path).of(setting, lab)
    assert np.array_equal(first.deployment.antlers, again.deployment.antlers)
    assert len(list(tmp_path.rglob("*.*"))) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"change": 900}, "change is 900; expected less than generations"),
        ({"compared": 1}, "compared is 1; expected 0 for all males"),
        ({"births": 1.0}, "births"),
        ({"antler": 1.0}, "antler"),
    ],
)
def test_wrong_parameters_are_one_sentence(wrong, words):
    with pytest.raises(InputError, match=words):
        IrishElk(**wrong)


@pytest.mark.study
def test_who_dies_out_and_who_does_not():
    """The table of settings: a cost that others pay, an abrupt change, a slow trend."""
    lab = IrishElk()

    def extinct(preference, share, weakens, environment):
        heritable = {"stable": lab.stable, "runaway": lab.runaway, "none": 0.0}[preference]
        setting = HerdSetting(preference, heritable, share, weakens, environment)
        found = outcome(lab, setting, herds(lab, setting, 0, range(16)))
        return int(found.extinct.sum())

    assert extinct("none", 1.0, True, "abrupt") == 0
    for environment in ("constant", "abrupt", "trend"):
        assert extinct("stable", 0.0, True, environment) == 0
    assert extinct("runaway", 0.0, True, "constant") == 0
    assert extinct("runaway", 0.0, True, "trend") <= 1
    assert extinct("runaway", 0.0, True, "abrupt") >= 5
    assert extinct("runaway", 1.0, True, "constant") >= 3
    assert extinct("runaway", 0.0, False, "constant") >= 14


@pytest.mark.study
def test_a_thousand_generations_of_ten_thousand_elk_take_less_than_five_seconds():
    from time import process_time

    given = rules(capacity=10_000, compared=24, encounters=0.05, spread_preference=0.025**0.5)
    lives(1, 2, given)
    before = process_time()
    lives(1, 1000, given, variances=(1.0, 0.05))
    assert process_time() - before < 5.0
