"""Firms: the published data, and synthetic ones."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.firms import base_pay_usd, ceosal2, make_firms
from sim.scenario.scenario import Firms, Scenario


def test_ceosal2_is_the_published_data_set():
    """Wooldridge, Introductory Econometrics: 177 firms; regressions that the book prints."""
    data = ceosal2()
    assert all(column.shape == (177,) for column in data.values())
    x = np.column_stack([np.ones(177), np.log(data["sales"]), np.log(data["mktval"])])
    slopes = np.linalg.lstsq(x, np.log(data["salary"]), rcond=None)[0]
    assert slopes[1:] == pytest.approx([0.162, 0.107], abs=5e-4)
    assert data["ceoten"].mean() == pytest.approx(7.95, abs=5e-3)


def test_firms_are_those_of_the_data_in_every_world():
    firms = make_firms(Firms(), 1, np.arange(3))
    assert firms.size.shape == (3, 177)
    assert np.array_equal(firms.size[0], firms.size[2])
    assert np.median(firms.size[0]) == pytest.approx(1.0)
    assert np.median(firms.base_pay[0]) == pytest.approx(1.0)
    assert firms.impact == pytest.approx(4.0 * firms.size**0.4)
    assert firms.tenure[0].mean() == pytest.approx(4 * 7.95, abs=0.1)


def test_fewer_firms_are_drawn_from_the_data_and_differ_by_world():
    firms = make_firms(Firms(count=50), 1, np.arange(2))
    assert set(np.round(firms.size.ravel(), 9)) <= set(
        np.round(make_firms(Firms(), 1, np.arange(1)).size.ravel(), 9)
    )
    assert not np.array_equal(firms.size[0], firms.size[1])
    assert np.array_equal(firms.size[1], make_firms(Firms(count=50), 1, np.array([1])).size[0])


def test_synthetic_firms_have_the_elasticities_that_were_asked_for():
    wanted = Firms(source="synthetic", count=20_000, size_sd=1.3, pay_elasticity=0.3)
    firms = make_firms(wanted, 5, np.arange(1))
    size = np.log(firms.size[0])
    assert size.std() == pytest.approx(1.3, rel=0.02)
    assert np.polyfit(size, np.log(firms.base_pay[0]), 1)[0] == pytest.approx(0.3)
    assert np.polyfit(size, np.log(firms.impact[0]), 1)[0] == pytest.approx(0.4)


def test_a_base_pay_in_dollars():
    usd = base_pay_usd(Scenario())
    assert usd == pytest.approx(np.median(ceosal2()["salary"]) * 250)
    assert base_pay_usd(Scenario(firms=Firms(source="synthetic"))) is None
