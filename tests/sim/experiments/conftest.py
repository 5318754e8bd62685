"""Twins are many small worlds: the checks of every kernel's arguments are left to other tests."""

from __future__ import annotations

import pytest

from agents.numerics.compile import Repeated


@pytest.fixture(autouse=True, scope="module")
def _unchecked():
    Repeated.checked = False
    yield
    Repeated.checked = True
