"""Reading YAML and assignments, and saying what is wrong with them."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.presets import load_scenario, scenario_data
from sim.scenario.scenario import Scenario
from sim.support.inputs import (
    InputError,
    assign,
    parse_assignment,
    parse_yaml,
    read_yaml,
    suggest,
)


def paths(data, prefix=()):
    """All dotted paths of plain data."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        yield (*prefix, str(key))
        if isinstance(value, dict | list):
            yield from paths(value, (*prefix, str(key)))


OF_PYTHON = re.compile(
    r"\b(dict|NoneType|str|int|float|datetime\.\w+|tuple|pydantic|items|Input should|\w+_type)\b"
    r"|<class|\[key\]"
)
PATHS = [".".join(path) for path in paths(scenario_data())]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.binary(max_size=8)
    | st.sampled_from(["linear-bonus", "lottery", "probation", "exact"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(string.ascii_letters, max_size=6) | st.integers(), inner)
        | st.fixed_dictionaries({"name": inner}, optional={"slope": inner})
    ),
    max_leaves=8,
)
any_path = st.sampled_from(PATHS) | st.text(string.ascii_letters + "0123456789.²", max_size=12)


@settings(max_examples=300, deadline=None)
@given(path=any_path, tail=st.sampled_from(["", ".x", ".0", ".share", ".name.y"]), value=values)
def test_any_assignment_is_accepted_or_explained_in_a_sentence(path, tail, value):
    data = scenario_data()
    try:
        assign(data, path + tail, value)
        Scenario.read(data, "here")
    except InputError as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert len(sentence) < 1200
        assert not OF_PYTHON.search(sentence)


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=40) | st.text("{}[]&*!<>:-? a1.'\n", max_size=30)
)
def test_any_text_is_plain_data_or_explained(text):
    try:
        parse_yaml(text, "here")
    except InputError as error:
        assert str(error).startswith("here")


@settings(max_examples=100, deadline=None)
@given(path=any_path, value=st.text(max_size=20))
def test_any_override_of_the_command_line(path, value):
    try:
        load_scenario(None, [f"{path}={value}"])
    except InputError as error:
        assert "--set" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "!!int abc",
        "0x" + "f" * 9000,
        "9" * 9000,
        "!!timestamp x",
        "!!timestamp 2024-01-15",
        "!!bool q",
        "!!float ''",
        "!!binary aGVsbG8=",
        "!!set {a, b}",
        "!!python/name:os.system",
        "{[1]: 2}",
        "{<<: 3}",
    ],
)
def test_wrong_tags_and_keys(text):
    with pytest.raises(InputError, match="expected plain YAML"):
        parse_yaml(text, "here")


def test_merged_keys_may_be_overridden_but_not_given_twice():
    text = "base: &base {a: 1, b: 2}\nmine: {<<: *base, b: 3}\n"
    assert parse_yaml(text, "here")["mine"] == {"a": 1, "b": 3}
    with pytest.raises(InputError, match="'b' is given twice"):
        parse_yaml("{b: 1, b: 2}", "here")


def test_only_true_and_false_are_booleans():
    text = "[true, False, TRUE, on, Off, yes, NO, y, 'true']"
    words = [True, False, True, "on", "Off", "yes", "NO", "y", "true"]
    assert parse_yaml(text, "here") == words
    assert parse_yaml("{on: 1, no: 2}", "here") == {"on": 1, "no": 2}
    assert load_scenario(None, ["description=yes"]).description == "yes"


def test_empty_file_is_an_empty_mapping(tmp_path):
    (tmp_path / "empty.yaml").write_text("# nothing\n")
    assert read_yaml(tmp_path / "empty.yaml") == {}


def test_unreadable_file(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "mine.yaml").write_text("quarters: 4\n")
    monkeypatch.setattr(Path, "read_text", refuse)  # root could read it whatever its mode
    with pytest.raises(InputError, match=r"mine\.yaml: cannot be read \(Permission denied\)"):
        read_yaml(tmp_path / "mine.yaml")


def test_assignment_reads_yaml():
    assert parse_assignment("a.b = [1, x]") == ("a.b", [1, "x"])
    assert parse_assignment("a=b=c") == ("a", "b=c")


def test_assign_by_name_number_and_through_shorthand():
    data = {"parts": ["lottery", {"name": "interview", "kappa": 1}], "population": {"looter": 0.2}}
    assign(data, "parts.interview.kappa", 2)
    assign(data, "parts.0.cost", 3)
    assign(data, "population.looter.awareness", 0)
    assert data["parts"] == [{"name": "lottery", "cost": 3}, {"name": "interview", "kappa": 2}]
    assert data["population"]["looter"] == {"share": 0.2, "awareness": 0}


def test_suggestion_falls_back_to_the_list():
    assert suggest("quaters", ["quarters", "worlds"]) == "did you mean 'quarters'?"
    assert suggest("zzz", ["quarters", "worlds"]) == "expected one of quarters, worlds"


def test_a_word_that_begins_like_a_boolean_is_a_word():
    text = "[true-value, falsehood, true, False, yes]"
    assert parse_yaml(text, "x") == ["true-value", "falsehood", True, False, "yes"]
