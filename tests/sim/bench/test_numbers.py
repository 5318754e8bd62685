"""The draw floor draws as many numbers as the core's run consumed."""

import numpy as np

from sim.bench.measure import measure, prepare_floor
from sim.bench.numbers import DrawCounts, _Counting, count_numbers
from sim.quarter import labour_market
from sim.world import worlds
from tests.sim.bench.twins import SMALL
from tests.sim.worlds import batch


def test_counts_are_what_the_kernels_drew(monkeypatch):
    """A second count, from what went into and came out of the kernels of the same run.

    Uniforms in the quarters in which the pool was large enough for every early place.
    """
    two = SMALL.model_copy(update={"worlds": 2})
    normals, uniforms, plenty = [], [], []
    shrink, gather = labour_market.shrink_pools, labour_market.gather

    def spy_on_shrink(*given):
        normals.append(2 * 2 * 60 + 2)
        uniforms.append(2 * 2 * 60 + int(given[3].waiting.sum()))
        shrink(*given)

    def spy_on_gather(*given):
        out, pools = given[-1], given[3].pools
        gather(*given)
        new = int(np.isnan(out.reputation).sum())
        plenty.append((pools.waiting >= 2 * np.bincount(out.firm // 60, minlength=2)).all())
        normals[-1] += new + 2 * out.lot.size
        uniforms[-1] += new + out.lot.size + 2 * len(out.firm)

    monkeypatch.setattr(labour_market, "shrink_pools", spy_on_shrink)
    monkeypatch.setattr(labour_market, "gather", spy_on_gather)
    played = worlds.Worlds([worlds.Job(two, [0, 1])])
    played.watch_hiring = lambda *seen: None  # then applicants are called before any is chosen
    for _ in range(24):
        played.step()
    monkeypatch.undo()
    found = count_numbers(two)
    np.testing.assert_array_equal(found.normals, normals)
    assert sum(plenty) > 5
    np.testing.assert_array_equal(found.uniforms[plenty], np.array(uniforms)[plenty])
    assert (found.uniforms <= uniforms).all()


def test_the_floor_draws_in_blocks_of_a_quarter(monkeypatch):
    drawn = []

    class Generator:
        def __init__(self, bits):
            assert isinstance(bits, np.random.Philox)

        def standard_normal(self, size):
            drawn.append(("normals", size))

        def random(self, size):
            drawn.append(("uniforms", size))

    monkeypatch.setattr(np.random, "Generator", Generator)
    prepare_floor(DrawCounts(np.array([3, 4]), np.array([5, 6])), 0)()
    assert drawn == [("normals", 3), ("uniforms", 5), ("normals", 4), ("uniforms", 6)]


def test_every_core_on_offer_is_timed():
    small = SMALL.model_copy(update={"worlds": 1, "quarters": 13})
    started = []

    def prepare(scenario):
        return lambda: started.append(scenario.worlds)

    done = []
    found = measure(small, 2, {1: prepare, 4: prepare}, lambda *given: done.append(given))
    assert [row.threads for row in found.measurements] == [1, 4]
    assert started == [1, 1, 1, 1]
    assert done == [(0, 2), (1, 2), (2, 2)]
    assert found.numbers.total() > 4 * 60 * 13


def test_counting_changes_nothing():
    counting = _Counting([worlds.Job(SMALL, [0, 1])]).run()
    plain = batch(SMALL, [0, 1]).run()
    np.testing.assert_array_equal(counting.series, plain.series)
