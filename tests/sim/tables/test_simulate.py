"""How runs are played at the same time."""

from __future__ import annotations

from threading import Event
from time import sleep

import pytest

from sim.tables.simulate import side_by_side


def test_results_come_in_order():
    runs = [lambda number=number: number for number in range(20)]
    assert side_by_side(runs, 2) == side_by_side(runs, 1) == list(range(20))


def test_after_a_fault_nothing_more_is_begun():
    """Two may be at work by then."""
    begun, failed = [], Event()

    def run(number):
        begun.append(number)
        if number == 0:
            failed.set()
            raise ValueError("no")
        failed.wait(10.0)
        sleep(0.005)

    with pytest.raises(ValueError, match="no"):
        side_by_side([lambda number=number: run(number) for number in range(2000)], 2)
    assert len(begun) < 2000
