"""A part is found by the file of its name, and a name that is taken is taken from the start."""

from __future__ import annotations

import subprocess
import sys

import pytest

from incentives import FAMILIES, catalogue, find
from incentives.parts import UnknownPart

ONE_FILE = """
import sys
from incentives import catalogue, find
from incentives.schemes import Scheme
assert find("schemes", "tournament").name == "tournament"
loaded = {name for name in sys.modules if name.startswith("incentives.schemes.")}
assert loaded == {"incentives.schemes.base", "incentives.schemes.tournament"}, loaded
try:
    class Mine(Scheme):
        name, summary, source = "menu", "a scheme of mine", "me"
except TypeError as error:
    print(error)
assert find("schemes", "menu").__module__ == "incentives.schemes.menu"
"""


def test_no_other_file_is_read_until_a_class_needs_a_name():
    done = subprocess.run([sys.executable, "-c", ONE_FILE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "two schemes are called 'menu': in incentives.schemes.menu and in __main__\n"
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_part_is_found_by_its_name(family):
    for name, part in catalogue(family).items():
        assert find(family, name) is part


@pytest.mark.parametrize("name", ["base", "linear_bonus", "__init__", "linear.bonus", ""])
def test_the_name_of_a_file_is_no_name_of_a_part(name):
    with pytest.raises(UnknownPart):
        find("schemes", name)
