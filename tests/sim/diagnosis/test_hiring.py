"""What filters let through, against what theory says of them and what the tables hold."""

from __future__ import annotations

from math import erf
from typing import Any

import numpy as np
import pytest

from sim.diagnosis.hiring.charts import hiring_chart, operating_chart
from sim.diagnosis.hiring.evidence import PIPELINE, Evidence, labels, observe
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario


def small(**settings: Any) -> Scenario:
    """Enough vacancies for the statistics: about 1,500 applicants a world."""
    size = {"firms__count": 80, "quarters": 24, "worlds": 6}
    return scenario(**{**size, **settings})


def row(found: Evidence, name: str) -> dict[str, Any]:
    return next(entry for entry in found.filters if entry["name"] == name)


def close(cell: dict[str, Any], theory: float, sigmas: float = 4.0) -> bool:
    """Within so many standard errors over worlds (a 95% interval of 6 is 2.57 either way)."""
    error = (cell["high"] - cell["low"]) / 2 / 2.57
    return bool(abs(cell["mean"] - theory) <= sigmas * error + 1e-12)


def test_a_perfect_scan_lets_nobody_misaligned_pass() -> None:
    found = observe(small(package__filters=[{"name": "transparency-scan", "accuracy": 1.0}]))
    scan = row(found, "transparency-scan")
    assert scan["auc"]["mean"] == 1.0
    assert scan["aligned_after"]["mean"] == 1.0 and scan["aligned_before"]["mean"] < 0.8
    assert row(found, PIPELINE)["auc"]["mean"] == 1.0
    for kind in found.kinds:
        assert (kind["lift"]["mean"] == 0.0) == kind["misaligned"]


def test_a_lottery_tells_nothing() -> None:
    found = observe(small(package__filters=["lottery"]))
    for name in ("lottery", PIPELINE):
        assert close(row(found, name)["auc"], 0.5)
    for kind in found.kinds:
        assert close(kind["chance"], 1 / 6) and kind["gaming"]["mean"] == 0.0


@pytest.mark.parametrize("cutoff", [0.0, 1.0])
def test_a_cut_of_normal_evidence_has_its_theoretical_corner(cutoff: float) -> None:
    part = {"name": "screening", "dprime": 1.5, "cutoff": cutoff, "tie_break": 0.0}
    found = observe(small(package__filters=[part]))
    alarms, hits = (0.5 * (1 - erf(x / 2**0.5)) for x in (cutoff, cutoff - 1.5))
    assert close(row(found, "screening")["auc"], (1 + hits - alarms) / 2)


def test_gaming_makes_an_interview_prefer_those_who_want_the_seat_most() -> None:
    """Ability is the same in all kinds, so without gaming the interview tells nothing."""
    rich = {"technology__tasks__divert__private": 3.0, "market__experienced": 0}
    areas = {
        kappa: row(
            observe(small(package__filters=[{"name": "interview", "kappa": kappa}], **rich)),
            "interview",
        )["auc"]
        for kappa in (1.0, 1e6)
    }
    assert areas[1.0]["high"] < 0.45
    assert close(areas[1e6], 0.5)


def test_numbers_are_those_of_the_tables() -> None:
    model = small(package__filters=["interview", {"name": "lottery", "cost": 0.2}])
    found, tables = observe(model), simulate(model, record=["tenures"], threads=1)
    tenures = tables["tenures"]
    # the last quarter's hires have no tenure yet
    hired = tenures["start"] > 0
    assert 0 <= found.vacancies - hired.sum() <= model.firms.count * model.worlds / 10
    everybody = row(found, PIPELINE)
    assert everybody["taken"]["mean"] == 6.0 and everybody["let_through"]["mean"] == 1.0
    assert everybody["cost_per_hire"]["mean"] == pytest.approx(0.2)
    assert row(found, "lottery")["cost_per_hire"]["mean"] == pytest.approx(0.2)
    assert row(found, "interview")["let_through"]["mean"] == 6.0
    ability = tenures["ability"][hired].mean()
    assert everybody["ability_after"]["mean"] == pytest.approx(ability, abs=0.01)
    for kind in found.kinds:
        share = (tenures["kind"][hired] == kind["name"]).mean()
        assert kind["among_hired"]["mean"] == pytest.approx(share, abs=0.02)
    assert sum(kind["among_applicants"]["mean"] for kind in found.kinds) == pytest.approx(1.0)


def test_stages_let_pass_who_takes_the_next() -> None:
    first = {"name": "interview", "shortlist": 3, "cost_each": 0.1}
    found = observe(small(package__filters=[first, "lottery"]))
    interview, lottery = row(found, "interview"), row(found, "lottery")
    assert interview["taken"]["mean"] == 6.0
    assert interview["let_through"]["mean"] == lottery["taken"]["mean"] == 3.0
    assert lottery["let_through"]["mean"] == 1.0
    assert interview["cost_per_hire"]["mean"] == pytest.approx(0.6)
    assert interview["ability_after"]["low"] > interview["ability_before"]["high"]


def test_watching_changes_nothing_and_equal_runs_are_equal() -> None:
    model = small(worlds=2)
    before = simulate(model)["runs"]
    first, second = observe(model), observe(model)
    assert repr(first.document()) == repr(second.document())
    after = simulate(model)["runs"]
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_labels_number_what_occurs_twice() -> None:
    assert labels(["interview", "lottery", "interview"]) == ["interview", "lottery", "interview 2"]


def test_a_ballot_over_filters_is_refused() -> None:
    other = {"one": {"filters": ["lottery"]}, "two": {"filters": ["interview"]}}
    with pytest.raises(InputError, match="different filters"):
        observe(small(shareholders__ballot=other))


def test_the_picture_has_a_curve_per_filter_and_bars_per_kind() -> None:
    found = observe(small(worlds=2, package__filters=["interview", "lottery"]))
    drawn = hiring_chart(found).to_dict()
    values = [row for data in drawn["datasets"].values() for row in data]
    assert len({v["curve"] for v in values if "curve" in v}) == 3
    assert len({v["kind"] for v in values if "kind" in v}) == 5


def test_a_crowd_is_all_applicants_of_some_vacancies() -> None:
    found = observe(small(package__filters=[{"name": "interview", "shortlist": 3}, "lottery"]))
    assert len(found.crowd) == 96  # 16 vacancies with 6 applicants each
    for vacancy in range(16):
        those = [one for one in found.crowd if one.vacancy == vacancy]
        assert len(those) == 6 and sum(one.hired for one in those) == 1
        assert sorted(one.came for one in those) == [0, 0, 0, 2, 2, 2]
        assert all(one.came == 2 for one in those if one.hired)
    model = small().executives
    bad = {name: model.goal_of(name).is_misaligned() for name in model.population}
    assert all(one.misaligned == bad[one.kind] for one in found.crowd)
    assert "crowd" not in found.document()


def test_few_vacancies_are_drawn_whole() -> None:
    found = observe(small(worlds=1, quarters=1, firms__count=8))
    assert len(found.crowd) == 6 * min(found.vacancies, 16)
    assert sum(one.hired for one in found.crowd) == min(found.vacancies, 16)


def test_the_operating_point_is_that_of_the_seats_that_were_filled() -> None:
    perfect = observe(small(package__filters=[{"name": "transparency-scan", "accuracy": 1.0}]))
    aligned, misaligned = perfect.operating
    assert misaligned == 1.0 and aligned < 5 / 6
    lot = observe(small(package__filters=["lottery"]))
    assert lot.operating == pytest.approx((5 / 6, 5 / 6), abs=0.03)
    nobody = {name: {"share": float(name == "steward")} for name in lot_kinds()}
    alike = observe(small(worlds=1, executives__population=nobody))
    assert np.isnan(alike.operating[1])
    drawn = operating_chart(lot).to_dict()
    rows = [row for data in drawn["datasets"].values() for row in data]
    assert {"aligned": lot.operating[0], "misaligned": lot.operating[1]} in rows
    assert operating_chart(alike).to_dict()


def lot_kinds() -> list[str]:
    return list(small().executives.population)
