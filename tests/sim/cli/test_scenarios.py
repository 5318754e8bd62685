"""`show`, `schema` and `list`."""

import json

import jsonschema
import pytest

from sim.scenario.presets import load_scenario, preset_names
from sim.scenario.scenario import Scenario

KINDS = [
    "presets",
    "experiments",
    "schemes",
    "filters",
    "oversight",
    "goals",
    "cognition",
    "studies",
    "measures",
    "metrics",
    "checks",
    "labs",
    "claims",
    "replications",
    "words",
]


@pytest.mark.parametrize("preset", preset_names())
def test_show_reads_back_as_itself(proxyfight, place, preset):
    shown = proxyfight("show", preset).stdout
    (place / "again.yaml").write_text(shown)
    assert load_scenario(str(place / "again.yaml")) == load_scenario(preset)
    assert proxyfight("show", "again.yaml").stdout == shown
    assert "null" not in shown


def test_show_applies_assignments_in_order(proxyfight):
    done = proxyfight(
        *("show", "--json", "--seed", "7", "--worlds", "3"),
        *("--set", "technology.tasks.build.value=1.5"),
        *("--set", "package.schemes=[fixed-salary, linear-bonus]"),
        *("--set", "package.schemes.linear-bonus.slope=0.7"),
        *("--set", "executives.population.looter.share=0.11"),
        *("--set", "executives.population.steward=0.3"),
    )
    shown = json.loads(done.stdout)
    assert (shown["seed"], shown["worlds"]) == (7, 3)
    assert shown["technology"]["tasks"][0]["value"] == 1.5
    assert shown["package"]["schemes"][1] == {
        "name": "linear-bonus", "slope": 0.7, "metric": "earnings",
    }  # fmt: skip
    assert shown["executives"]["population"]["looter"]["share"] == 0.11


def test_schema_is_valid_and_accepts_what_the_command_accepts(apart):
    schema = json.loads(apart("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for preset in preset_names():
        validator.validate(load_scenario(preset).model_dump(mode="json", exclude_none=True))
    validator.validate({"executives": {"population": {"steward": 0.5, "looter": 0.5}}})
    for wrong in (
        {"quaters": 3},
        {"quarters": 0},
        {"package": {"schemes": ["linear-bonsu"]}},
        {"package": {"schemes": [{"name": "linear-bonus", "slpe": 1}]}},
        {"executives": {"population": {"steward": 2}}},
    ):
        assert not validator.is_valid(wrong), wrong


@pytest.mark.parametrize("kind", KINDS)
def test_list(proxyfight, kind):
    entries = json.loads(proxyfight("list", kind, "--json").stdout)
    text = proxyfight("list", kind)
    assert text.returncode == 0
    assert all(entry["name"] in text.stdout for entry in entries)
    assert all(entry["summary"] for entry in entries)
    assert entries or kind == "studies"


def test_list_alone_says_what_can_be_listed(proxyfight):
    text = proxyfight("list").stdout
    entries = json.loads(proxyfight("list", "--json").stdout)
    assert {entry["name"] for entry in entries} == set(KINDS)
    counts = {entry["name"]: int(entry["summary"]) for entry in entries}
    assert counts["goals"] == len(json.loads(proxyfight("list", "goals", "--json").stdout))
    assert all(entry["name"] in text for entry in entries)


def test_list_tells_bounds_and_defaults(proxyfight):
    schemes = {
        part["name"]: part for part in json.loads(proxyfight("list", "schemes", "--json").stdout)
    }
    slope = schemes["linear-bonus"]["parameters"][0]
    assert (slope["name"], slope["default"], slope["low"], slope["high"]) == (
        "slope",
        0.4,
        -1e6,
        1e6,
    )
    assert "slope = 0.4 (-10 to 10): base pays per unit" in proxyfight("list", "schemes").stdout


def test_the_default_preset_is_the_default_of_every_field():
    assert load_scenario().model_copy(update={"description": ""}) == Scenario()
