"""Labs are found by their class, and each says what it is."""

from __future__ import annotations

import pytest

from sim.lab.catalogue import catalogue, find
from sim.support.inputs import InputError


def test_labs_are_found_and_say_what_they_are():
    labs = catalogue()
    assert {"red-doors", "keys-and-chests"} <= set(labs)
    assert list(labs) == sorted(labs)
    for name, lab in labs.items():
        assert find(name) is lab
        assert lab.question.endswith("?")
        assert all((lab.summary, lab.source, lab.expected))
        for field, info in lab.model_fields.items():
            assert info.description, f"{name}: {field} has no description"


def test_there_is_no_such_lab():
    with pytest.raises(InputError, match="lab red-door: no such lab; did you mean 'red-doors'"):
        find("red-door")
