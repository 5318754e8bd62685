"""Lineages that search for proxies: the headline, with its controls."""

from __future__ import annotations

import json

import numpy as np
import pytest

from incentives.sentences import InputError
from sim.lab.proxies.answers import DIALLED
from sim.lab.proxies.lab import Proxies
from sim.lab.proxies.life import (
    ACTIVITIES,
    BY_OFFSPRING,
    BY_PROXIES,
    LIFE,
    LifeWorld,
    best_of_all,
    evolve,
    founders_of,
)
from sim.lab.proxies.play import MINDS, TURNS, Lineages, judge, lineage, worlds

PLACE = {name: place for place, name in enumerate(LIFE)}
SEEDS = 6
FAST = Proxies(capacity=200, training=100, after=60)


@pytest.fixture(scope="module")
def lineages():
    return Lineages(0, SEEDS)


@pytest.mark.study
def test_the_proxy_is_met_better_than_ever_while_offspring_fall(lineages):
    hit = lineages.fate(FAST, "proxies", "goal")
    assert hit.better.all()
    assert (hit.deployment.offspring < 0.6 * hit.training.offspring).all()
    assert (hit.deployment.capability > 0.85).all()
    assert (hit.training.alignment > 0.4).all() and (hit.deployment.alignment < 0.0).all()
    assert hit.malign.all()


def test_without_a_change_nothing_of_it_happens(lineages):
    spared = lineages.fate(FAST, "proxies", "none")
    assert spared.better.mean() < 0.5 and not spared.malign.any()
    change = spared.deployment.alignment - spared.training.alignment
    assert abs(change.mean()) < 0.05


def test_who_wants_offspring_themselves_stays_aligned(lineages):
    knowing = lineages.fate(FAST, "offspring themselves", "goal")
    assert (knowing.deployment.alignment > 0.85).all()
    assert not knowing.malign.any() and not knowing.better.any()


def test_goals_recover_by_selection_over_generations(lineages):
    hit = lineages.fate(FAST, "proxies", "goal")
    assert (hit.recovered > 5).all()
    assert (hit.later.alignment > 0.3).all()
    assert (hit.later.wants_mating < 0.5 * hit.training.wants_mating).all()


def test_without_mutation_what_is_left_of_variation_is_all_that_selection_has():
    """Nobody can want what no ancestor wanted: recovery is selection and nothing else."""
    lab = FAST.model_copy(update={"mutation": 0.0})
    still = Lineages(0, 3).fate(lab, "proxies", "goal")
    assert (still.deployment.alignment < 0.0).all() and still.extinct.all()


def test_fewer_plans_are_a_failure_of_capability_and_not_of_the_objective(lineages):
    tired = lineages.fate(FAST, "proxies", "capability")
    assert (tired.deployment.capability < 0.5).all()
    assert (tired.deployment.alignment > 0.0).all()
    assert not tired.malign.any()


def test_habits_fail_less_than_search(lineages):
    habit = lineages.fate(FAST, "habit", "goal")
    hit = lineages.fate(FAST, "proxies", "goal")
    assert (habit.deployment.alignment > hit.deployment.alignment).all()
    assert (habit.deployment.alignment < habit.training.alignment).all()


@pytest.mark.study
def test_a_wish_for_offspring_is_selected_in_the_clear_and_not_in_fog():
    lab = Proxies()
    found = Lineages(0, 8)
    clear = found.fate(lab, "proxies and a clear wish for offspring", "goal")
    fog = found.fate(lab, "proxies and a wish for offspring in fog", "goal")
    assert clear.training.wants_offspring.mean() > fog.training.wants_offspring.mean() + 0.3
    hit = found.fate(lab, "proxies", "goal")
    assert clear.deployment.alignment.mean() > hit.deployment.alignment.mean() + 0.5


@pytest.mark.study
def test_shares_of_the_headline_at_the_default_sizes():
    lab = Proxies()
    found = Lineages(1, 20)
    hit = found.fate(lab, "proxies", "goal")
    assert hit.malign.mean() > 0.9 and hit.better.all()
    assert (hit.deployment.offspring < 1.0).mean() > 0.9
    assert np.nanmean(hit.recovered) > 5 and not np.isnan(hit.recovered).all()
    spared = found.fate(lab, "proxies", "none")
    assert not spared.malign.any()
    # The proxy is met no better where it gets no easier to meet, but fails all the same.
    hard = found.fate(lab.model_copy(update={"ease": 1.0}), "proxies", "goal")
    assert hard.better.mean() < 0.2
    assert (hard.deployment.alignment < hard.training.alignment - 0.5).all()


def test_a_knower_with_all_plans_has_nearly_the_most_offspring():
    """No plan is worth more than the best of all, which has a closed form."""
    slope = np.array([1.0, -2.0, 0.5])
    assert best_of_all(slope) == pytest.approx(1.25**0.5)
    assert best_of_all(-np.array([1.0, 2.0])) == -1.0
    lab = Proxies(plans=500)
    world = worlds(lab)["training"]
    wants = founders_of(np.uint64(0), 0, BY_OFFSPRING, 100, len(ACTIVITIES))
    seen, _ = evolve((np.uint64(0), 0), BY_OFFSPRING, wants, world, (0, 20), 100, 0.0, 0.0)
    best = seen[:, PLACE["best_offspring"]]
    assert best == pytest.approx(np.log(lab.most))
    assert (seen[:, PLACE["log_offspring"]] <= best + 1e-12).all()
    assert judge(seen[None], 0, 20).alignment[0] > 0.97


def test_selection_takes_weights_to_what_leads_to_offspring():
    """With much search the best weights are those of the world, in direction."""
    lab = Proxies(plans=64, mutation=0.02)
    world = worlds(lab)["training"]
    wants = founders_of(np.uint64(0), 0, BY_PROXIES, 1000, len(ACTIVITIES))
    assert np.allclose((wants**2).sum(axis=1), 1.0)
    seen, last = evolve((np.uint64(0), 0), BY_PROXIES, wants, world, (0, 200), 1000, 0.02, 0.0)
    mean = seen[150:, [PLACE[f"wants_{one}"] for one in ACTIVITIES]].mean(axis=0)
    cosine = mean @ world.leads / np.linalg.norm(mean) / np.linalg.norm(world.leads)
    assert cosine > 0.97
    assert np.allclose((last**2).sum(axis=1), 1.0)


def test_a_world_that_kills_ends_a_lineage():
    world = LifeWorld(np.full(4, 0.1), np.ones(4), -3.0, 4)
    wants = founders_of(np.uint64(0), 0, BY_PROXIES, 50, 4)
    seen, left = evolve((np.uint64(0), 0), BY_PROXIES, wants, world, (0, 40), 50, 0.05, 0.0)
    assert len(left) == 0 and np.isnan(seen[-1]).all() and not np.isnan(seen[0]).any()
    assert np.isnan(judge(seen[None], 30, 5).alignment[0])


def test_same_seed_same_bits_whatever_the_workers():
    small = FAST.model_copy(update={"training": 30, "after": 12})
    one = Lineages(4, 4, workers=1).histories(small, "proxies")
    two = Lineages(4, 4, workers=2).histories(small, "proxies")
    assert np.array_equal(one, two, equal_nan=True)
    assert np.array_equal(one[:, 2], lineage(small, "proxies", 4, 2), equal_nan=True)
    assert not np.array_equal(one, Lineages(5, 4).histories(small, "proxies"), equal_nan=True)
    # Whoever goes through different shifts has the same training.
    assert np.array_equal(one[0][:, :30], one[1][:, :30])


def test_rows_and_answers(tmp_path):
    lab = Proxies(capacity=60, training=25, after=12)
    called: list[tuple[float, float]] = []
    found = lab.run(1, 3, folder=tmp_path, progress=lambda done, of: called.append((done, of)))
    again = lab.run(1, 3, folder=tmp_path)
    assert json.dumps(found.document()) == json.dumps(again.document())
    assert found.document() == lab.run(1, 3, workers=1).document()
    assert called[-1] == (len(MINDS), len(MINDS))
    assert len(found.rows) == len(MINDS) * (1 + len(TURNS))
    for row in found.rows:
        assert sum(share[0] for share in row.quadrants.values()) == pytest.approx(1.0)
        assert row.capability[0] <= 1 and row.alignment[0] <= 1
    assert all(answer.sentence and answer.low is not None for answer in found.answers[:5])
    assert set(lab.gist(found)) == {
        *("base_optimizer", "selects_for", "proxy", "shifted"),
        *("capability_kept", "objective_kept", "malign_share", "deception_adds"),
        "aligned",
    }
    (kept, *_) = tmp_path.rglob("*.npz")
    kept.write_bytes(b"half of")
    assert found.document() == lab.run(1, 3, folder=tmp_path).document()


def test_dials_are_settings_of_the_same_policies():
    found = Proxies(capacity=20, training=25, after=12).run(0, 1, dials=True).rows
    turned = [row for row in found if row.setting]
    assert len(turned) == 2 * DIALLED
    assert {row.policy for row in turned} <= set(MINDS)
    assert {name for row in turned for name, _ in row.setting} <= set(Proxies.model_fields)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"eating": 0, "safety": 0, "care": 0}, "eating, safety and care are 0"),
        ({"most": 1.0}, "most"),
        ({"plan": 3}, "plan"),
        ({"contraception": 1.5}, "contraception"),
    ],
)
def test_wrong_parameters_are_one_sentence(wrong, words):
    with pytest.raises(InputError, match=words):
        Proxies(**wrong)
