"""Fields of plans are what is declared of them: names, types, axes, padding; and all are read."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from agents.numerics.declared import declared
from sim.plan.plan import Axes, HiringFields, Plan, PlanTables, stack_plans
from sim.scenario.presets import load_scenario, preset_names
from sim.world.election import plan_for
from tests.sim.worlds import scenario

STACKED, HIRING = declared(PlanTables, Axes), declared(HiringFields, Axes)


def plans(preset: str) -> list[Plan]:
    model = load_scenario(preset)
    return [plan_for(model, package, 0.0) for package in model.packages().values()]


@pytest.mark.parametrize("preset", preset_names())
def test_axes_of_one_letter_have_one_size(preset):
    """What hiring does not ask for stands in tables with one node of ability.

    Where nobody learns about the monitor, seats are in tables of one entry by belief.
    """
    for plan in plans(preset):
        sizes: dict[str, dict[int, str]] = {}
        for name, (field, _) in (STACKED | HIRING).items():
            letters = field.letters.split()[1:]
            for letter, size in zip(letters, plan.fields[name].shape, strict=True):
                unasked = name in {"trial", "bait"} and letter == "a"
                unasked |= name in {"believed_value", "believed_end"}
                if not (unasked and size == 1):
                    sizes.setdefault(letter, {})[size] = name
        assert {letter for letter, found in sizes.items() if len(found) > 1} == set(), sizes


def test_a_plan_is_refused_that_is_not_as_declared():
    model = scenario()
    plan = plan_for(model, model.package, 0.0)
    fields = plan.fields
    for wrong, message in [
        ({**fields, "news": np.zeros(1)}, "fields news are missing or unknown"),
        ({name: fields[name] for name in fields if name != "luck"}, "fields luck are missing"),
        ({**fields, "cliff": fields["cliff"].astype(float)}, "cliff has 1 axes of float64; .*int"),
        ({**fields, "worth": fields["worth"][0]}, "worth has 2 axes .* expected 3 of float64"),
        ({**fields, "bait": fields["bait"][0]}, "bait has 1 axes"),
    ]:
        with pytest.raises(TypeError, match=message):
            replace(plan, fields=wrong)


def test_padding_is_what_is_declared():
    one = scenario(package__schemes=["linear-bonus"])
    two = scenario(package__schemes=["linear-bonus", "deferred-bonus"])
    tables = stack_plans(tuple(plan_for(model, model.package, 0.0) for model in (one, two)))
    padded = {
        name: getattr(tables, name)[0].take(1, axis=field.letters.split()[1:].index("s"))
        for name, (field, _) in STACKED.items()
        if "s" in field.letters.split()
    }
    assert (padded.pop("cliff") == 1).all() and (padded.pop("cycle") == 1).all()
    for name, column in padded.items():
        assert (column == 0).all(), name
    assert (tables.curve_value[0, :, 2] == 0).all()  # of the deferred part of the second scheme


def test_every_stacked_field_is_read():
    """Kernels and their helpers call stacked plans ``plans``, and read fields as attributes.

    Parts of them are ``search`` and ``learned``, see :mod:`sim.quarter.rules`.
    """
    nodes = [
        node
        for path in Path(sim.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    ]
    parts = ("plans", "search", "learned")
    of_plans = {node.attr for node in nodes if ast.unparse(node.value).endswith(parts)}
    assert set(PlanTables._fields) - of_plans == set()
