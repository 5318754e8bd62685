"""References know what has surfaced elsewhere: no newcomers, no silence, no slow bombs."""

import pytest

from tests.incentives.filters.hires import hire, same, t_of

FORMER = {
    "quarters": 12,
    "market__poaching": 0.3,
    "market__poaching_slope": 0.0,
    "market__retirement": 0.0,
    "market__pool_exit": 0.0,
    "market__experienced": 4,
    "executives__population": {"careerist": 0.5, "saboteur": 0.5},
    "package__schemes": ["fixed-salary"],  # careerists do nothing, saboteurs what they like
    "technology__maturing": 0.2,
}


def references(candour):
    return {"name": "references", "candour": candour}


def test_it_keeps_out_those_whose_harm_has_surfaced():
    candid, silent = (hire(references(c), **FORMER) for c in (1.0, 0.0))
    assert t_of(silent.kinds["saboteur"] - candid.kinds["saboteur"]) > 4


def test_slow_bombs_pass():
    """Small harm told does not outweigh much luck."""
    shares = [
        hire("lottery", references(1.0), **{**FORMER, "technology__maturing": maturing})
        for maturing in (0.01, 0.5)
    ]
    assert t_of(shares[0].kinds["saboteur"] - shares[1].kinds["saboteur"]) > 4


@pytest.mark.parametrize(
    ("candour", "settings"),
    [(0.0, {}), (1.0, {"technology__maturing": 0.0}), (1.0, {"market__experienced": 0})],
    ids=["silence", "nothing surfaces", "newcomers"],
)
def test_control_where_nothing_is_told_it_is_a_lottery(candour, settings):
    terms = {**FORMER, **settings}
    assert same(hire(references(candour), **terms), hire("lottery", **terms))
