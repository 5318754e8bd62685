"""The notebook API: the numbers of the core and of the command line, as frames with units."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from incentives import find
from sim import Scenario, Study, compare, run, simulate, sweep
from sim.study import Experiment
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS, MEASURES, NONE, RECORDS
from tests.sim.worlds import scenario

SMALL: dict[str, Any] = {
    "firms.source": "synthetic",
    "firms.count": 6,
    "quarters": 6,
    "burn_in": 0,
    "worlds": 3,
}
ARGUMENTS = [word for path, value in SMALL.items() for word in ("--set", f"{path}={value}")]
DESIGN: dict[str, Any] = {
    "name": "pay",
    "question": "Does base pay matter?",
    "settings": SMALL,
    "levers": {
        "pay": {"path": "package.base_pay", "values": np.array([2.0, 1.0])},
        "filter": {
            "on": {"package.filters": ["interview"]},
            "off": {"package.filters": ["lottery"]},
        },
    },
}


def test_frames_are_the_tables_of_the_core_to_the_bit() -> None:
    model = scenario()
    frames = run(model, record=RECORDS)
    tables = simulate(model, record=RECORDS)
    assert list(frames) == list(RECORDS)
    keys = {"tenures": ["world", "firm", "seat"], "ledger": ["world", "firm", "quarter"]}
    for name in ("runs", "quarters", "tenures", "ledger"):
        expected = pd.DataFrame(tables[name])
        if name in keys:
            expected = expected.sort_values(keys[name], ignore_index=True)
        if name == "tenures":  # whole numbers that may be missing
            for column in ("last_quarter", "restated"):
                whole = expected[column].astype("Int64")
                expected[column] = whole.mask(whole == NONE)
        pd.testing.assert_frame_equal(frames[name], expected, check_exact=True)
    assert len(frames.events) == len(tables["events"]["event"]) > 0
    assert frames.events["amount"].sum() == pytest.approx(tables["events"]["amount"].sum())


def test_every_way_to_give_a_scenario(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    (place / "mine.yaml").write_text("executives: {awareness: 0}\n")
    preset = run("unaware", settings=SMALL).runs
    for given in (
        "mine.yaml",
        Path("mine.yaml"),
        {"executives": {"awareness": 0}},
        Scenario.model_validate({"executives": {"awareness": 0}}),
    ):
        pd.testing.assert_frame_equal(run(given, settings=SMALL).runs, preset)
    assert not run(settings=SMALL).runs.equals(preset)
    bonus = find("schemes", "linear-bonus").model_validate({"slope": 1.6})
    steep = run(settings={**SMALL, "package.schemes": (bonus,)}, seed=np.int64(4))
    assert steep.scenario.seed == 4 and steep.scenario.package.schemes == (bonus,)
    assert run("perverse-slope", settings=SMALL, seed=4).runs.equals(steep.runs)


def test_columns_and_dictionary_explain_every_column() -> None:
    frames = run(settings=SMALL, record=("quarters", "tenures", "events", "ledger"))
    for name, frame in frames.items():
        assert list(frame) == list(frames.columns[name]) == list(frames.dictionary(name).index)
    assert frames.columns["runs"]["rent"].unit == "base pays per firm and quarter"
    meaning = frames.dictionary("tenures").loc["paid_total"]
    assert tuple(meaning) == COLUMNS["tenures"]["paid_total"][:2]
    assert {"runs", "events", "summary"} <= set(dir(frames))
    with pytest.raises(AttributeError, match=r"no table 'quarters' was recorded; .*record='quar"):
        _ = run(settings=SMALL).quarters
    with pytest.raises(InputError, match=r"no table 'quarters' was recorded; .*record='quar"):
        run(settings=SMALL).dictionary("quarters")
    with pytest.raises(KeyError):
        _ = frames["ruins"]


def test_a_summary_is_what_the_command_prints(apart: Callable[..., Any]) -> None:
    printed = json.loads(apart("run", *ARGUMENTS, "--json").stdout)["measures"]
    summary = run(settings=SMALL).summary()
    assert tuple(summary.index) == MEASURES
    assert _plain(summary) == printed
    assert list(run(settings=SMALL).summary(["rent", "waste"]).index) == ["rent", "waste"]


def test_one_world_has_no_interval() -> None:
    summary = run(settings=SMALL, worlds=1).summary()
    assert summary["low"].isna().all() and summary["low"].dtype == np.float64


def test_compare_is_what_the_command_prints(proxyfight: Callable[..., Any]) -> None:
    done = proxyfight("compare", "default", "unaware", *ARGUMENTS, "--json")
    found = compare("default", "unaware", settings=SMALL)
    assert _plain(found) == json.loads(done.stdout)["measures"]
    same = compare("default", {}, settings=SMALL, worlds=2)
    assert (same[["difference", "low", "high"]].dropna() == 0).all(axis=None)


def _plain(frame: pd.DataFrame) -> dict[str, Any]:
    """Rows as the command prints them: what is not known is null."""
    return {
        name: {key: None if value != value else value for key, value in row.items()}
        for name, row in frame.to_dict("index").items()
    }


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Two pays by two filters."""
    return sweep(DESIGN, out=tmp_path_factory.mktemp("studies") / "pay", record="tenures")


def test_a_sweep_is_that_of_the_command_to_the_byte(
    study: Study, apart: Callable[..., Any], place: Path
) -> None:
    (place / "pay.yaml").write_text(
        "question: Does base pay matter?\n"
        "levers:\n"
        "  pay: {path: package.base_pay, values: [2.0, 1.0]}\n"
        "  filter:\n"
        "    on: {package.filters: [interview]}\n"
        "    off: {package.filters: [lottery]}\n"
    )
    done = apart("sweep", "pay.yaml", *ARGUMENTS, "--record", "tenures")
    assert done.returncode == 0, done.stderr
    for name in ("runs.parquet", "tenures.parquet"):
        assert (place / "studies/pay" / name).read_bytes() == (study.path / name).read_bytes()


def test_a_second_call_does_no_work(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def must_not_run(*_: Any, **__: Any) -> Any:
        raise AssertionError("computed again")

    monkeypatch.setattr("sim.world.worlds.Worlds.step", must_not_run)
    seen: list[tuple[int, int]] = []
    before = (study.path / "runs.parquet").stat().st_mtime_ns
    again = sweep(
        DESIGN,
        out=study.path,
        record=["tenures"],
        workers=1,
        progress=lambda *at: seen.append(at),
    )
    assert {*seen} == {(12, 12)} and not again.failures
    assert (study.path / "runs.parquet").stat().st_mtime_ns == before
    with pytest.raises(InputError, match="holds another study: seed is 0 there and 1 here"):
        sweep(DESIGN, out=study.path, record=["tenures"], seed=1)


def test_every_way_to_give_an_experiment(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small = {**SMALL, "worlds": 1}
    named = sweep("slope", settings=small, workers=1)
    assert named.path == Path("studies/slope") and len(named.cells) == 9
    base = Scenario.model_validate({"executives": {"awareness": 0}})
    one = {"pay": {"path": "package.base_pay", "values": [1]}}
    fields = {"question": "?", "base": base, "settings": small, "levers": one}
    unaware = sweep(fields, out="mine", workers=1)
    assert (unaware.name, unaware.scenario().executives.awareness) == ("mine", 0.0)
    assert unaware.frame()["rent"].tolist() == run("unaware", settings=small).runs["rent"].tolist()
    design = Experiment.model_validate({**fields, "base": "unaware", "name": "other"})
    assert sweep(design, workers=1).frame().equals(unaware.frame())


def test_frames_of_a_study(study: Study, tmp_path: Path) -> None:
    opened = Study.open(study.path)
    for name in ("runs", "tenures"):
        frame = opened.frame(name)
        assert list(frame) == list(opened.columns(name)) == list(opened.dictionary(name).index)
        assert len(frame) == opened.table(name).num_rows
        assert frame["pay"].dtype == np.float64 and set(frame["pay"]) == {1.0, 2.0}
        assert list(frame["filter"].cat.categories) == ["on", "off"]
        assert frame["filter"].cat.ordered and frame["filter"].min() == "on"
        exported = opened.export(name, "parquet", tmp_path / f"{name}.parquet")
        again = pd.read_parquet(exported)
        assert set(again.pop("seed")) == {0} and set(again.pop("version")) == {"0.1.0"}
        if name == "tenures":  # pandas reads whole numbers as doubles where one is missing
            for column in ("last_quarter", "restated"):
                again[column] = again[column].astype("Int64")
        pd.testing.assert_frame_equal(again, frame, check_exact=True)
    kinds = opened.frame("tenures")["kind"]
    assert all(isinstance(kind, str) for kind in kinds) and kinds.dtype != "category"
    assert opened.columns()["pay"].text == "level of this lever"
    assert repr(opened).endswith("pay': 12 of 12 runs done>")
    with pytest.raises(InputError, match="'ledger' was not recorded"):
        opened.columns("ledger")


def test_a_summary_of_a_study(study: Study) -> None:
    summary = study.summary(["rent", "waste"])
    assert list(summary) == ["cell", "pay", "filter", "measure", "unit", "mean", "low", "high", "n"]
    assert len(summary) == 4 * 2 and summary["filter"].cat.ordered
    runs = study.frame()
    rent = summary[summary["measure"] == "rent"].set_index(["pay", "filter"])["mean"]
    means = runs.groupby(["pay", "filter"], observed=True)["rent"].mean()
    pd.testing.assert_series_equal(rent.sort_index(), means.sort_index(), check_names=False)
    assert set(study.summary()["measure"]) == set(study.measures)
    with pytest.raises(InputError, match="did you mean 'rent'"):
        study.summary(["rents"])


def test_a_run_can_be_kept(tmp_path: Path) -> None:
    kept = run("myopic", settings=SMALL, record="tenures", out=tmp_path / "kept", workers=1)
    plain = run("myopic", settings=SMALL, record="tenures")
    for name in ("runs", "tenures"):
        pd.testing.assert_frame_equal(kept[name], plain[name], check_exact=True)
    assert Study.open(tmp_path / "kept").name == "myopic"


def test_failed_cells_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise ArithmeticError("cursed")

    with monkeypatch.context() as broken:
        broken.setattr("sim.world.worlds.Worlds.step", fail)
        with pytest.warns(RuntimeWarning, match=r"4 of 4 cells of .* cursed \(see") as caught:
            study = sweep(DESIGN, out=tmp_path / "study", workers=1)
        assert caught[0].filename == __file__
        assert len(study.failures) == 4
        with pytest.raises(RuntimeError, match=r"1 of 1 cells of .* cursed"):
            run(settings=SMALL, out=tmp_path / "run", workers=1)
    assert sweep(DESIGN, out=tmp_path / "study", workers=1).complete


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: run("unawar"), "no preset is called 'unawar'; did you mean 'unaware'?"),
        (lambda: run("slope"), "slope: is an experiment, not a scenario"),
        (lambda: run("mine.yaml"), "mine.yaml: no such file"),
        (lambda: run(3), "scenario: is 3; expected the name of a preset"),
        (lambda: run({"quaters": 3}), "scenario: quaters: unknown field; did you mean 'quarters'"),
        (lambda: run(settings={"quaters": 3}), "quaters: unknown field; did you mean"),
        (lambda: run(settings=[3]), "settings: is a list; expected dotted paths and values"),
        (
            lambda: run(settings={"technology.tasks.bild.value": 1}),
            "technology.tasks.bild: no such entry",
        ),
        (lambda: run(worlds=-3), "worlds: is -3; expected a whole number from 1"),
        (lambda: run("x" * 5000), "no preset is called"),
        (lambda: run(record=3), "record: is 3; expected names of tables"),
        (lambda: run(record="quaters"), "record: no table is called 'quaters'; did you mean"),
        (lambda: run(fresh=True), "fresh: nothing is kept without a folder; expected out"),
        (lambda: run(workers=2), "workers: nothing is kept without a folder; expected out"),
        (lambda: compare("default", {"seed": 1}), "seed: is 0 in A and 1 in B"),
        (lambda: sweep("slop"), "no experiment is called 'slop'; did you mean 'slope'?"),
        (lambda: sweep(Scenario()), "experiment: is a Scenario, not an experiment"),
        (lambda: sweep({"name": "x"}), "experiment: question: is missing"),
        (lambda: sweep({"question": "?"}), "experiment: name: is missing; expected a name, or"),
        (
            lambda: sweep({"question": "?", "base": 3}),
            "experiment: base: is 3; expected text",
        ),
        (lambda: sweep("slope", record=["ruins"]), "record: no table is called 'ruins'"),
        (lambda: sweep("slope", workers=0), "workers: is 0; expected a whole number of at least 1"),
        (lambda: sweep("slope", settings={"quarters": 0}), "slope: quarters: is 0"),
    ],
)
def test_wrong_input_is_one_sentence(
    call: Callable[[], Any], sentence: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    with pytest.raises(InputError) as caught:
        call()
    assert sentence in str(caught.value) and "\n" not in str(caught.value)
    assert "--" not in str(caught.value)  # options are the command line's
    assert not list(place.iterdir())


def test_importing_sim_stays_light() -> None:
    program = (
        "import sys, sim\nfrom sim import run, sweep, compare\n"
        "print(sorted({'pandas', 'numba', 'pyarrow', 'altair', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stdout + done.stderr
