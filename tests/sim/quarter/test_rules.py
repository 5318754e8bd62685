"""Parts of the stacked plans have the fields that their kernels read, and these only."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

import sim.quarter
from sim.plan.plan import PlanTables, stack_plans
from sim.quarter.rules import (
    EffortRules,
    LearnedRules,
    PopulationRules,
    ReportRules,
    SearchRules,
    SettlementRules,
    rules_of,
)
from sim.world.election import plan_for
from tests.sim.worlds import scenario

PARTS = {
    EffortRules: ("plans", "effort", "effects", "problems", "responses"),
    SearchRules: ("search", "problems", "responses"),
    LearnedRules: ("learned", "responses"),
    ReportRules: ("plans", "production"),
    SettlementRules: ("plans", "settle", "exits", "pay", "beliefs", "audits", "accounts"),
    PopulationRules: ("plans", "labour_market"),
}
"""What a part is called, and where it is read."""


@pytest.fixture(scope="module")
def plans() -> PlanTables:
    model = scenario()
    return stack_plans((plan_for(model, model.package, 0.0),))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_made_of_the_plans_own_arrays(part, plans):
    found = rules_of(plans, part)
    assert set(part._fields) <= set(PlanTables._fields)
    for name in part._fields:
        assert np.shares_memory(getattr(found, name), getattr(plans, name))


@pytest.mark.parametrize("part", PARTS)
def test_every_field_of_a_part_is_read(part):
    called, *modules = PARTS[part]
    folder = Path(sim.quarter.__file__).parent
    read = {
        node.attr
        for module in modules
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith(called)
    }
    assert set(part._fields) - read == set()
