"""Decisions that a modeller takes over: seen by all faces, refused when wrong, free of charge."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Economy, simulate
from sim.quarter.decisions import DECISIONS, efforts
from sim.support.inputs import InputError
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.test_reproducibility import RECORD, same_tables
from tests.sim.worlds import batch, scenario

MODEL = scenario(quarters=8, market__poaching=0.15, package__filters=["interview", "track-record"])


def same(situation, proposed):
    return proposed


def no_dressing(situation, proposed):
    proposed[:, situation.tasks.index("dress")] = 0.0
    return proposed


def audit_by_mean(situation, proposed):
    """Sums over the firms of a world do not depend on the batch."""
    return np.where(situation.metric > situation.metric.mean(), 0.6, proposed)


def never(situation, proposed):
    return np.full(proposed.shape, -np.inf)


def the_able(applicants, proposed):
    return applicants.ability


OTHER = {"audit": audit_by_mean, "dismissal": never, "effort": no_dressing, "hiring": the_able}


@pytest.mark.parametrize("name", DECISIONS)
def test_leaving_a_decision_as_it_is_changes_no_bit(name):
    tables = set(RECORD) - {"contexts"}  # knows no goal of whoever decides instead
    plain = simulate(MODEL, range(3), tables)
    same_tables(simulate(MODEL, range(3), tables, decisions={name: same}), plain)


@pytest.mark.parametrize("name", DECISIONS)
def test_taking_a_decision_changes_the_result(name):
    plain, other = (simulate(MODEL, decisions=d)["runs"] for d in (None, {name: OTHER[name]}))
    assert (plain["shareholder_surplus"] != other["shareholder_surplus"]).any()


def test_the_batch_does_not_matter_and_the_faces_agree():
    whole = simulate(MODEL, range(4), ("quarters",), OTHER)
    alone = simulate(MODEL, [2], ("quarters",), OTHER)
    mine = whole["quarters"]["world"] == 2
    economy = Economy(MODEL, world=2, decisions=OTHER).run().table("quarters")
    for column, values in whole["quarters"].items():
        assert np.array_equal(values[mine], alone["quarters"][column])
        assert np.array_equal(values[mine], economy[column])


def test_reports_detection_and_risk_follow_from_what_is_done():
    """To rounding, what the kernel of best responses finds for the same efforts."""
    plain = batch(MODEL, range(2))
    shifted = Worlds([Job(MODEL, range(2))], {"effort": lambda s, p: np.nextafter(p, 9.0)})
    for _ in range(4):
        plain.step()
        shifted.step()
        for name in ("metric_index", "detection", "risk", "metric"):
            left, right = getattr(plain.actions, name), getattr(shifted.actions, name)
            assert left == pytest.approx(right, rel=1e-9, abs=1e-12), name
    assert (plain.actions.metric_index != shifted.actions.metric_index).any()


def test_efforts_are_done_and_vacant_seats_do_nothing():
    model = scenario(quarters=6, market__poaching=0.2)
    ones = Worlds(
        [Job(model, range(2))],
        {"effort": lambda s, p: np.ones(p.shape), "hiring": never},  # nobody is hired any more
    ).run()
    empty = (ones.seats.executive < 0) & (ones.actions.exit == 0)  # all through the quarter
    assert empty.any()
    assert (efforts(ones.actions)[empty] == 0).all()
    assert (efforts(ones.actions)[ones.seats.executive >= 0] == 1).all()
    accrual = ones.actions.books[0]
    assert (accrual[empty] == 0).all()
    assert (ones.series[0, :, 0] != 0).all()  # control: while they were there, they did something


def test_boards_that_never_dismiss():
    runs = simulate(MODEL, decisions={"dismissal": never})["runs"]
    assert (runs["dismissed"] == 0).all()
    assert (simulate(MODEL)["runs"]["dismissed"] > 0).any()  # control


def test_what_a_callable_is_told():
    told = []

    def look(situation, proposed):
        told.append(situation)
        return proposed

    economy = Economy(MODEL, world=1, decisions={"effort": look, "hiring": look})
    economy.step()
    situation = told[0]
    assert (situation.seed, situation.world, situation.quarter) == (MODEL.seed, 1, 0)
    assert situation.occupied.all()
    kinds = [situation.kinds[kind] for kind in situation.kind]
    assert situation.of_kind("looter", "steward").tolist() == [
        kind in ("looter", "steward") for kind in kinds
    ]
    with pytest.raises(ValueError, match="read-only"):
        situation.belief[0] = 1.0
    with pytest.raises(InputError, match="did you mean 'looter'"):
        situation.of_kind("loter")
    economy.run()
    hiring = next(moment for moment in told if hasattr(moment, "reputation"))
    assert hiring.ability.shape == hiring.kind.shape == (hiring.firm.size, 6)
    assert hiring.of_kind(*hiring.kinds).all()


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("effort", lambda p: p[:, :2], "shape (12, 2); expected an array of shape (12, 5)"),
        ("effort", lambda p: p * np.nan, "returned nan; expected numbers"),
        ("effort", lambda p: p - 10, "expected efforts, (firms, tasks), between 0 and"),
        ("effort", lambda p: p + 10, "expected efforts, (firms, tasks), between 0 and"),
        ("effort", lambda p: None, "returned None; expected an array of shape (12, 5)"),
        ("effort", lambda p: p.astype(object), "returned object entries; expected numbers"),
        ("audit", lambda p: p + 1, "expected probability of an audit, (firms,), between 0 and 1"),
        ("dismissal", lambda p: p * np.nan, "returned nan; expected numbers"),
        ("dismissal", lambda p: p + np.inf, "returned inf; expected bar"),
        ("hiring", lambda p: p[:1, :1], "; expected an array of shape"),
    ],
)
def test_wrong_answers_are_refused_and_say_whose_they_are(name, answer, sentence):
    def mistaken(situation, proposed):
        return answer(proposed)

    with pytest.raises(InputError) as caught:
        simulate(MODEL, decisions={name: mistaken})
    text = str(caught.value)
    assert text.startswith(f"the decision {name!r} (")
    assert "mistaken" in text
    assert "test_decisions.py:" in text
    assert sentence in text
