"""Ways to decide: found by folder, and asked for what they do rather than for their names."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import numpy as np
import pytest

from agents.cognition import Cognition, catalogue, find
from incentives import parts
from sim.scenario.executives import Executives
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SMALL = {
    "worlds": 2,
    "quarters": 8,
    "firms__count": 6,
    "regimes": [{"start": 4, "tasks": {"build": {"value": -1.2}}}],
}
WAYS = ["best-of-n", "exact", "hill-climb", "learner", "rule", "selected-rule"]
OWN = """
from agents.cognition import Cognition


class Habit(Cognition):
    name = "habit"
    summary = "what it has always done"
    source = "Hull 1943, Principles of Behavior"
    follows_rule = True
"""


def test_every_file_is_one_way_to_decide():
    assert list(catalogue()) == WAYS
    for name, way in catalogue().items():
        assert way.__module__ == f"agents.cognition.{name.replace('-', '_')}"
        assert way.summary and way.source
    assert [find(name).follows_rule for name in ("exact", "rule")] == [False, True]


def habit():
    return type("Habit", (Cognition,), {
        "__module__": __name__, "name": "habit", "summary": "as ever", "source": "me 2026",
        "follows_rule": True,
    })  # fmt: skip


def test_a_way_of_ones_own_is_asked_what_it_does_not_what_it_is_called(registered):
    """Whoever follows a rule by another name does the same, to the bit; a searcher does not."""
    habit()
    found = {
        name: simulate(scenario(**SMALL, executives__cognition=name), record=["contexts"])
        for name in ("habit", "rule", "exact")
    }
    for table in ("runs", "contexts"):
        for column, values in found["rule"][table].items():
            if column != "cognition":
                np.testing.assert_array_equal(found["habit"][table][column], values)
    assert set(found["habit"]["contexts"]["cognition"]) == {"habit"}
    assert (found["exact"]["runs"]["value"] != found["rule"]["runs"]["value"]).all()


def test_names_of_a_scenario_are_those_of_the_folder(registered):
    habit()
    body = Executives.model_json_schema()["properties"]["cognition"]["anyOf"]
    assert body[0]["enum"] == sorted([*WAYS, "habit"])
    drawing = next(one for one in body[1:] if one["properties"]["name"] == {"const": "best-of-n"})
    assert set(drawing["properties"]) == {"name", "n", "spread"}
    with pytest.raises(InputError) as caught:
        Scenario.model_validate({"executives": {"cognition": "hobit"}})
    text = str(caught.value)
    assert text == "executives.cognition: is 'hobit'; did you mean 'habit'?"


def test_a_distribution_can_bring_its_own(registered, monkeypatch, tmp_path):
    (tmp_path / "habits_of_mine.py").write_text(OWN)
    monkeypatch.syspath_prepend(str(tmp_path))
    entry = EntryPoint("habits", "habits_of_mine", parts.ENTRY_POINTS)
    monkeypatch.setattr(parts, "entry_points", lambda group: [entry])
    parts._import_entries.cache_clear()
    try:
        kinds = {"steward": {"share": 1.0, "cognition": "habit"}}
        model = scenario(executives__population=kinds)
    finally:
        parts._import_entries.cache_clear()
        sys.modules.pop("habits_of_mine", None)
    assert model.executives.cognition_of("steward").follows_rule


@pytest.mark.parametrize("first", ["incentives.schemes", "agents.cognition"])
def test_families_are_found_whoever_is_imported_first(first):
    """Parts may have been looked for before anybody knew of ways to decide."""
    lines = [
        f"import sys, {first}",
        "from incentives import catalogue",
        "assert 'linear-bonus' in catalogue('schemes')",
        "from agents.cognition import catalogue as ways",
        f"assert list(ways()) == {WAYS}",
        "import sim.scenario.scenario",
        "assert not {'numba', 'pandas'} & set(sys.modules)",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
