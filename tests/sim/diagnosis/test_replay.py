"""Tenures replayed: as they are if nothing is mended, and the same people in every twin."""

from __future__ import annotations

import numpy as np
import pytest

from sim.diagnosis.attribution.causes import CAUSES
from sim.diagnosis.attribution.replay import attribute_tenures
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

ORDER = list(CAUSES)
SHOCKS = {
    "worlds": 5,
    "quarters": 16,
    "market__poaching": 0.1,
    "market__retirement": 0.05,
    "market__detected_return": 0.5,
}


@pytest.fixture(scope="module")
def found():
    return attribute_tenures(scenario(**SHOCKS))


def test_the_rows_are_the_tenures(found):
    table = simulate(scenario(**SHOCKS), record=("tenures",))["tenures"]
    order = np.lexsort((table["seat"], table["firm"], table["world"]))
    table = {name: column[order] for name, column in table.items()}
    for name in ("world", "firm", "seat", "executive", "kind", "exit", "quarters"):
        assert getattr(found, name).tolist() == table[name].tolist(), name
    assert {"dismissed", "detected", "poached", "retired"} <= set(found.exit.tolist())


def test_losses_sum_for_every_tenure(found):
    assert found.best - found.lost.sum(axis=0) == pytest.approx(found.surplus, abs=1e-9)


def per_firm(found):
    """(firms of all worlds,) what their tenures were worth."""
    return np.bincount(found.world * 100 + found.firm, found.surplus)


def booked(model):
    """The same from the books: without what hiring and governance cost, and without a tenure."""
    books = simulate(model, record=("ledger",))["ledger"]
    worth = books["accrual"] + books["private"] - books["effort"] - books["outside"]
    worth = worth + np.where(books["outside"] != 0.0, books["luck"], 0.0)  # nobody's, if vacant
    return np.bincount(books["world"] * 100 + books["firm"], worth)


def test_a_replay_with_nothing_mended_is_what_happened(found):
    """Firm by firm."""
    assert per_firm(found) == pytest.approx(booked(scenario(**SHOCKS)), abs=1e-9)


@pytest.mark.parametrize(
    "settings",
    [
        {"package__schemes": [{"name": "deferred-bonus"}], "package__filters": ["lottery"]},
        *(
            pytest.param(settings, marks=pytest.mark.study)
            for settings in (
                {"executives__talent_sd": 0.3, "board__compares_with": "expectation"},
                {"market__tenure_limit": 5},
                {"package__schemes": ["menu"]},
                {
                    "package__oversight": [
                        "takeover",
                        "whistleblowers",
                        "random-audits",
                        "probation",
                    ]
                },
            )
        ),
        {"market__participation": "quitting", "package__base_pay": "clearing", "burn_in": 6},
    ],
)
def test_it_is_so_under_every_kind_of_rule(settings):
    model = scenario(worlds=2, quarters=10, **settings)
    assert per_firm(attribute_tenures(model)) == pytest.approx(booked(model), abs=1e-9)


def test_twins_have_the_people_of_the_world_however_dear_the_seat_is():
    """Firms that nobody wants stay vacant in all twins; who quits does so in all of them."""
    dear = {"market__participation": "quitting", "market__outside": 1.2, "package__base_pay": 0.8}
    shift = [{"start": 4, "tasks": {"operate": {"loading": 0.1}}}]
    model = scenario(worlds=2, quarters=12, regimes=shift, **dear)
    found = attribute_tenures(model)
    table = simulate(model, record=("tenures",))["tenures"]
    assert found.world.size == table["world"].size
    exits = found.exit.tolist()
    assert "quit" in exits
    assert exits.count("in office") < 24  # firms
    assert found.best - found.lost.sum(axis=0) == pytest.approx(found.surplus, abs=1e-9)
    assert per_firm(found) == pytest.approx(booked(model), abs=1e-9)


def test_zeros_are_exact():
    found = attribute_tenures(scenario(executives__awareness=0.0))
    assert not found.lost[ORDER.index("deception")].any()
    assert found.lost[ORDER.index("goals_aligned")].any()


def test_a_row_per_kind_and_one_for_all(found):
    rows = found.by_kind(scenario().executives.population)
    assert rows[-1]["name"] == "all"
    assert sum(row["tenures"] for row in rows[:-1]) == rows[-1]["tenures"] == found.world.size
    whole = found.lost[0].sum() / found.quarters.sum()
    assert rows[-1]["intensity"]["mean"] == pytest.approx(whole, rel=0.1)
    assert np.isfinite(rows[-1]["surplus"]["low"])
    parts = sum(rows[-1][part]["mean"] for part in ("goals_misaligned", "goals_aligned"))
    assert rows[-1]["goals"]["mean"] == pytest.approx(parts, abs=1e-9)
