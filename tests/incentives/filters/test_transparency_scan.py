"""A scan of goals keeps out the misaligned as far as it is accurate, and for its price."""

import numpy as np
import pytest

from incentives.filters.transparency_scan import TransparencyScan
from incentives.views import Applicants
from tests.incentives.filters.hires import hire, t_of


def scan(**parameters):
    return {"name": "transparency-scan", **parameters}


def test_it_keeps_out_the_misaligned_and_costs_its_price():
    hires = hire(scan(accuracy=0.8, cost_each=0.25))
    assert t_of(0.30 - hires.misaligned) > 4
    # Of six applicants each, in a third of the quarters; the last vacancies are not booked.
    assert t_of(hires.governance - 0.35 * 6 * 0.25 * 0.5) > 0
    assert (hires.gaming == 0.0).all()


def test_a_scan_that_is_always_right_lets_nobody_misaligned_through():
    assert (hire(scan(accuracy=1.0)).misaligned == 0.0).all()


def test_control_a_scan_that_knows_nothing_hires_the_average():
    hires = hire(scan(accuracy=0.5))
    assert abs(t_of(hires.misaligned - 0.30)) < 3


def test_control_nothing_is_left_of_it_where_all_can_be_hidden():
    assert abs(t_of(hire(scan(accuracy=0.9, hidden=1.0)).misaligned - 0.30)) < 3


@pytest.mark.parametrize("accuracy", [0.6, 0.8, 0.99])
def test_readings_are_right_as_often_as_it_says(accuracy):
    part = TransparencyScan(accuracy=accuracy)
    noise = np.random.default_rng(1).normal(size=(1, 200_000))
    nothing = np.zeros(noise.shape)
    for misaligned in (0.0, 1.0):
        signal = part.separation() * misaligned + noise
        read = np.isneginf(part.score(Applicants(signal, nothing, nothing)))
        assert (read == misaligned).mean() == pytest.approx(accuracy, abs=0.005)
