"""Deception measured: sums, limits, and the control in which there is none."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.cli.deceiving import print_deception
from sim.cli.output import plain
from sim.diagnosis.deception.charts import turn_chart, turn_finding
from sim.diagnosis.deception.deception import (
    ALL,
    DECEPTION_MEASURES,
    TURNED,
    UNAWARE,
    WATCHED,
    observe,
    unaware,
)
from sim.pictures.charts import svg
from sim.support.inputs import InputError
from sim.support.words import number
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SETTINGS = {"firms__count": 30, "quarters": 28, "worlds": 6, "market__poaching": 0.06}


@pytest.fixture(scope="module")
def found():
    return observe(scenario(**SETTINGS))


def mean(found, measure, side="scenario", kind=ALL):
    return found.row(measure, kind)[side]["mean"]


def test_nobody_deceives_in_the_control(found):
    for measure in ("deceptive", "turned", "lost"):
        assert mean(found, measure, "control") == 0.0 < mean(found, measure)
        cell = found.row(measure)
        assert cell["difference"] == cell["scenario"]
        assert cell["scenario"]["low"] > 0.0 and cell["scenario"]["n"] == 6
    assert mean(found, "lag", "control") is None


def test_numbers_are_those_of_the_tables(found):
    tables = simulate(scenario(**SETTINGS), record=("runs", "events", "tenures", "dossiers"))
    runs, files, events = tables["runs"], tables["dossiers"], tables["events"]
    assert mean(found, "deceptive") == pytest.approx(runs["deceptive_share"].mean())
    assert mean(found, "elsewhere") * 6 * 30 * 28 == pytest.approx(
        files["surfaced_elsewhere"].sum()
    )
    turned = events["event"] == "turned"
    assert found.turns == turned.sum() > 50
    tenures = tables["tenures"]
    shares = [
        (turned & (events["world"] == w)).sum() / (tenures["world"] == w).sum() for w in range(6)
    ]
    assert mean(found, "turned") == pytest.approx(np.mean(shares))
    surfaced = files["surfaced_in_office"] + files["surfaced_after_exit"]
    by_world = [
        files["surfaced_elsewhere"][files["world"] == w].sum() / surfaced[files["world"] == w].sum()
        for w in range(6)
    ]
    assert mean(found, "elsewhere_share") == pytest.approx(np.mean(by_world))


def test_kinds_add_up(found):
    kinds = {row["kind"] for row in found.rows} - {ALL}
    assert len(kinds) == 5
    for measure in ("lost", "elsewhere"):
        for side in ("scenario", "control"):
            parts = sum(mean(found, measure, side, kind) for kind in kinds)
            assert parts == pytest.approx(mean(found, measure, side), abs=1e-12)


def test_nothing_depends_on_threads(found):
    one = observe(scenario(**SETTINGS), threads=1)
    many = observe(scenario(**SETTINGS), threads=3)
    for row, other in zip(one.rows, many.rows, strict=True):
        assert row == other
    assert json.dumps(plain(many.document()), allow_nan=False)


def test_looters_turn_after_probation_and_lose_what_they_would_deliver_under_watch():
    model = scenario(
        executives__population={"looter": 1.0},
        executives__ability_sd=0.0,
        firms__size_sd=0.0,
        package__oversight=["random-audits", "probation"],
        package__schemes=["fixed-salary"],
        package__filters=["lottery"],
        shareholders__monitoring_levels=[0.0],
        market__poaching=0.04,
        **{name: SETTINGS[name] for name in ("firms__count", "quarters", "worlds")},
    )
    looters = observe(model)
    for measure in ("turn_early", "turn_median", "turn_late"):
        assert mean(looters, measure) == 4.0
    curves = {
        name: [row["mean"] for row in looters.paths if row["curve"] == name]
        for name in (TURNED, WATCHED, UNAWARE)
    }
    assert len(curves[TURNED]) == 4 + 8 + 1
    assert curves[TURNED][:4] == pytest.approx(curves[WATCHED][:4], abs=1e-12)
    gaps = np.subtract(curves[WATCHED], curves[TURNED])[4:]
    assert gaps == pytest.approx(gaps[0]) and gaps[0] > 0.1
    # Nothing but time in the seat changes here, so the unaware do the same throughout.
    assert curves[UNAWARE] == pytest.approx([curves[UNAWARE][0]] * 13)
    # All that are past probation lose the same: the gap, times the impact of equal firms.
    tenures = simulate(model, record=("tenures",))["tenures"]
    past = np.maximum(tenures["quarters"] - 4, 0).sum()
    lost = past * gaps[0] * model.firms.impact / (6 * 30 * 28)
    assert mean(looters, "lost") == pytest.approx(lost)


def test_the_control_knows_nothing_whatever_its_kind():
    traits = {"share": 1.0, "awareness": 0.7}
    blind = unaware(scenario(executives__population={"looter": traits}))
    assert blind.executives.trait("looter", "awareness") == 0.0
    same = scenario(executives__awareness=0.0)
    assert unaware(same) == same
    nobody = observe(scenario(**SETTINGS, executives__awareness=0.0))
    assert nobody.turns == 0 and nobody.paths == []
    for row in nobody.rows:
        assert row["scenario"] == row["control"]
    with pytest.raises(InputError, match="expected more quarters or worlds"):
        turn_chart(nobody)


def test_what_is_printed_and_drawn(found, capsys):
    print_deception(found)
    text = capsys.readouterr().out
    assert f"{found.turns} tenures turned" in text and "looter" in text
    lines = [line for line in text.splitlines() if line.strip()]
    assert sum(line.startswith(" value lost unwatched") for line in lines) == 1
    assert set(DECEPTION_MEASURES) == {row["measure"] for row in found.rows}
    picture = svg(turn_chart(found))
    for word in (TURNED, WATCHED, UNAWARE, "probation"):
        assert word in picture
    after = [row for row in found.paths if row["quarter"] >= found.probation]
    shown = [
        number(float(np.mean([row["mean"] for row in after if row["curve"] == curve])), 2)
        for curve in (TURNED, WATCHED)
    ]
    assert turn_finding(found) == (
        f"After probation those who deceive add {shown[0]} a quarter, and would add {shown[1]} if "
        "they were watched"
    )
