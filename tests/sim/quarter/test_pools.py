"""Pools know whom everybody left, whatever happens to them."""

from __future__ import annotations

import copy
import pickle

import numpy as np

from sim.quarter.state import widen_pools
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

BUSY = scenario(market__poaching=0.2, firms__count=30, quarters=24)


def expect_aligned(worlds: Worlds) -> int:
    """Compare both columns; return how many wait in all worlds."""
    pools, everybody = worlds.pools, worlds.executives
    for w, waiting in enumerate(pools.waiting):
        known = everybody.firm[w, pools.executive[w, :waiting]]
        assert np.array_equal(pools.left[w, :waiting], known)
    return int(pools.waiting.sum())


def test_pools_know_whom_their_executives_left():
    worlds = batch(BUSY)
    waited = []
    while worlds.quarter < worlds.quarters:
        worlds.step()
        waited.append(expect_aligned(worlds))
    assert max(waited) > 8


def test_wider_pools_and_copies_go_on_alike():
    worlds = batch(BUSY)
    for _ in range(8):
        worlds.step()
    twins = [copy.deepcopy(worlds), pickle.loads(pickle.dumps(worlds)), copy.deepcopy(worlds)]
    twins[2].pools = widen_pools(twins[2].pools, 2 * worlds.pools.executive.shape[1])
    worlds.run()
    for twin in twins:
        assert expect_aligned(twin) > 0
        twin.run()
        assert np.array_equal(twin.series, worlds.series)
        expect_aligned(twin)
