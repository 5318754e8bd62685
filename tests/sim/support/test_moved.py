"""What README and docs of version 0.1 imported is found under its old name, with a warning."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from sim.support import moved
from sim.support.moved import MOVED


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_old_modules_are_the_new_ones(old, new, monkeypatch):
    monkeypatch.delitem(sys.modules, old, raising=False)
    with pytest.warns(FutureWarning, match=f"{old} is {new} now") as caught:
        found = vars(import_module(old))
    assert caught[0].filename not in {moved.__file__, "<frozen importlib._bootstrap>"}
    content = {name: value for name, value in vars(import_module(new)).items() if name[:2] != "__"}
    assert content and all(found[name] is value for name, value in content.items())
    monkeypatch.delitem(sys.modules, old)


def test_what_never_was_is_not_found():
    assert find_spec("sim.roads") is None
    with pytest.raises(ModuleNotFoundError):
        import_module("sim.roads")


def test_names_that_docs_import_are_offered():
    from sim.diagnosis.attribution import attribute
    from sim.diagnosis.deception import observe as deceptions
    from sim.diagnosis.robustness import observe as shifts
    from sim.economy import Economy, Executive, Firm, Shareholder
    from sim.scenario import Scenario
    from sim.world import Worlds

    assert all(map(callable, (attribute, deceptions, shifts, Economy, Executive, Firm)))
    assert all(map(callable, (Shareholder, Scenario, Worlds)))


def test_an_old_module_can_be_run(tmp_path):
    code = "import runpy; runpy.run_module('sim.diagnosis.switches', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert "sim.diagnosis.switches is sim.diagnosis.attribution.causes now" in done.stderr
