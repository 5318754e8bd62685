"""Formulas of outcomes: by hand on five rows, and one sentence where they are wrong."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.outcomes import OutcomeFormula, outcome_column
from sim.support.inputs import InputError

NO = np.nan
TABLES = {
    "runs": {
        "world": np.arange(3),
        "rent": np.array([2.0, 4.0, 8.0]),
        "waste": np.array([1.0, 0.0, NO]),
        "package": np.array(["flat", "steep", "flat"], dtype=object),
    },
    "tenures": {
        "world": np.array([0, 0, 0, 1, 1]),
        "kind": np.array(["looter", "steward", "looter", "steward", "steward"], dtype=object),
        "paid_total": np.array([1.0, 2.0, 4.0, 3.0, 5.0]),
        "score": np.array([NO, 1.0, -1.0, NO, NO]),
        "deceptive": np.array([True, False, True, False, True]),
    },
    "ledger": {
        "world": np.array([0, 0, 0, 0, 1]),
        "quarter": np.array([0, 1, 0, 1, 0]),
        "rent": np.array([1.0, 3.0, 5.0, 9.0, 7.0]),
    },
}

BY_HAND = [
    ("rent / waste", [2, NO, NO]),
    ("runs.rent - 1", [1, 3, 7]),
    ('package == "flat"', [1, 0, 1]),
    ("mean(tenures.paid_total)", [7 / 3, 4, NO]),
    ('mean(tenures.paid_total, tenures.kind == "looter")', [2.5, NO, NO]),
    ('sum(tenures.paid_total, tenures.kind == "looter")', [5, 0, 0]),
    ("share(tenures.deceptive)", [2 / 3, 0.5, NO]),
    ('share(tenures.deceptive, tenures.kind == "steward")', [0, 0.5, NO]),
    ("count(not tenures.deceptive)", [1, 1, 0]),
    ("count(tenures.paid_total > 1)", [2, 2, 0]),
    ("quantile(tenures.paid_total, 0.5)", [2, 4, NO]),
    ("quantile(tenures.paid_total, 0.75)", [3, 4.5, NO]),
    ("least(tenures.paid_total)", [1, 3, NO]),
    ("most(tenures.paid_total, tenures.paid_total < 4)", [2, 3, NO]),
    ("mean(tenures.score)", [0, NO, NO]),
    ("count(tenures.score != 1)", [1, 0, 0]),
    ("share(tenures.score > 0)", [0.5, NO, NO]),
    ("last(ledger.rent)", [6, 7, NO]),
    ("last(ledger.rent, ledger.rent > 4)", [9, 7, NO]),
    ("rent - mean(tenures.paid_total) * last(ledger.rent)", [-12, -24, NO]),
    ("mean(ledger.rent) / count(tenures.paid_total > 2)", [4.5, 3.5, NO]),
]


@pytest.mark.parametrize(("text", "expected"), BY_HAND)
def test_by_hand(text: str, expected: list[float]) -> None:
    np.testing.assert_allclose(OutcomeFormula(text).values(TABLES, 3), expected)


WRONG = [
    (
        "mean(tenures.pad_total)",
        "the table tenures has no column pad_total; did you mean 'paid_total'?",
    ),
    ("tenurs.kind", "no table is called tenurs; did you mean 'tenures'?"),
    ("kind", "the table runs has no column kind; expected tenures.kind"),
    ("1 + 1", "expected an expression that reads a column"),
    ("mean(", "expected an expression"),
    ("tenures.paid_total", "a value per row of tenures; expected an aggregate"),
    ("mean(rent)", "runs has one of each; expected a column of another table"),
    ("package", "is text; expected a number"),
    ("mean(tenures.kind)", "expected a comparison where there is text"),
    ("tenures.kind == 3", "expected numbers beside numbers"),
    ("rent + tenures.paid_total", "rows of runs and of tenures do not belong together"),
    ("mean(tenures.paid_total, ledger.quarter > 3)", "expected one on the same table"),
    ("mean(tenures.paid_total, tenures.paid_total)", "takes a condition last"),
    ("count(tenures.paid_total)", "count takes a condition"),
    ("quantile(tenures.paid_total, 2)", "takes a share as its second argument"),
    ("quantile(tenures.paid_total)", "takes a share as its second argument"),
    ("last(tenures.paid_total)", "tenures is none; expected a column of quarters, ledger"),
    ("least() + rent", "least takes a column of a table first"),
    ("__import__('os').system('true')", "expected abs"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_is_wrong_is_said_at_once(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        OutcomeFormula(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("share(tenures.deceptive)", "share of tenures"),
        ("quantile(tenures.paid_total, 0.9)", "base pays"),
        ("mean(tenures.paid_total) / 2", ""),
        ("mean(tenures.paid_total * 2)", ""),
        ("count(tenures.deceptive)", ""),
        ("somebody:wrote", ""),
    ],
)
def test_units_are_said_where_they_are_plain(text: str, unit: str) -> None:
    assert outcome_column(text).unit == unit
