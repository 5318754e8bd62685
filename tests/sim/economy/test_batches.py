"""Mesa's ``batch_run``: copies are noticed, and nothing is offered that it loses."""

from __future__ import annotations

import warnings

import mesa
import pandas as pd
import pytest

from sim import Economy
from sim.economy.batches import _RNG_BY_ITERATION
from sim.economy.rows import Firm
from sim.support.inputs import InputError

SMALL = {"firms.count": 8, "firms.source": "synthetic", "quarters": 3, "burn_in": 0}


def _rows(parameters, **given):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = mesa.batch_run(Economy, {**SMALL, **parameters}, display_progress=False, **given)
    copies = [str(one.message) for one in caught if one.category is UserWarning]
    return pd.DataFrame(found), copies


def test_one_seed_and_several_iterations_are_copies_and_it_says_so():
    rows, said = _rows({"seed": 42}, iterations=3)
    assert rows["value"].nunique() == 1
    assert len(said) == 2 and "is a copy of the first" in said[0]
    assert '"seed": [1, 2, 3]' in said[0]
    _, said = _rows({"world": 2}, iterations=2)
    assert len(said) == 1


def test_what_it_recommends_is_no_copy():
    for given in ({"seed": [1, 2, 3]}, {"world": [0, 1, 2]}):
        rows, said = _rows(given)
        assert rows["value"].nunique() == 3 and not said
    rows, said = _rows({}, iterations=3)
    assert rows["value"].nunique() == rows["seed"].nunique() == 3 and not said
    if _RNG_BY_ITERATION:
        rows, said = _rows({}, rng=[1, 2, 3])
        assert rows["value"].nunique() == 3 and not said


def test_two_economies_with_one_seed_are_nobodys_mistake():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Economy(seed=3, **SMALL).spec == Economy(rng=3, **SMALL).spec


def test_reporters_that_batch_run_loses_are_refused_there():
    lost = [{Firm: {"belief": "belief"}}]
    with pytest.raises(InputError, match=r"agenttype_reporters: .*expected agent_reporters"):
        _rows({"agenttype_reporters": lost})
    assert Economy(agenttype_reporters=lost[0], **SMALL).steps == 0


def test_all_others_come_through():
    rows, _ = _rows({"agent_reporters": [{"report": "metric"}]}, data_collection_period=1)
    assert rows["report"].notna().any()
    assert set(rows["quarter"]) == {0, 1, 2}
    rows, _ = _rows({"model_reporters": [{"steps_taken": _steps}]})
    assert list(rows["steps_taken"]) == [3]


def _steps(model):
    return model.steps
