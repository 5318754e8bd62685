"""Outcomes of one's own: computed from a study's tables, and measures like any other."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fakecore
import numpy as np
import pandas as pd
import pytest
import yaml
from fakecore import experiment, simulate

from sim.study import Study, make_experiment, run_study
from sim.study.design.outcomes import function_of
from sim.study.store.again import experiment_of
from sim.study.store.joining import join_studies
from sim.support.inputs import InputError

SMALL = {"firms.source": "synthetic", "firms.count": 5, "quarters": 4, "burn_in": 0}
PAY = {"path": "package.base_pay", "values": [1, 2]}
PAID = {"earned": "mean(tenures.paid_total)"}


def design(worlds: Any = 4, **fields: Any) -> Any:
    return experiment(levers={"pay": PAY}, settings=SMALL, worlds=worlds, **fields)


def run(path: Path, core: Any = simulate, **fields: Any) -> Study:
    return run_study(design(**fields), path, simulate=core, workers=1)


def files(path: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in path.rglob("*") if p.is_file() and p.name[0] != "."}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes functions into a module that no other test has; gives the module's name."""
    monkeypatch.syspath_prepend(tmp_path)
    name = f"own_{abs(hash(tmp_path.name)) % 10**8}"

    def write(body: str) -> str:
        (tmp_path / f"{name}.py").write_text(body)
        sys.modules.pop(name, None)
        return name

    return write


def test_a_real_study_has_them_by_hand(tmp_path: Path, own: Callable[[str], str]) -> None:
    module = own(
        "def spread(tables):\n    return tables['tenures'].groupby('world').paid_total.std()"
    )
    outcomes = {
        "per_head": "shareholder_surplus / tenures",
        "late_harm": 'mean(tenures.harm, tenures.kind == "looter")',
        "deceivers": "share(tenures.deceptive)",
        "finally": "last(quarters.metric)",
        "spread": f"{module}:spread",
    }
    study = run_study(
        make_experiment(
            {
                "name": "real",
                "question": "?",
                "settings": SMALL,
                "levers": {
                    "slope": {"path": "package.schemes.linear-bonus.slope", "values": [0, 1]}
                },
                "worlds": 3,
                "outcomes": outcomes,
                "measures": ["deceivers", "shareholder_surplus"],
            },
            "test",
        ),
        tmp_path / "real",
        workers=1,
    )
    assert study.record == ["runs", "quarters", "tenures"], "what outcomes read is recorded"
    runs, tenures, quarters = (study.frame(name) for name in ("runs", "tenures", "quarters"))
    assert list(runs.columns[-5:]) == list(outcomes)
    key = ["cell", "world"]

    def expected(values: pd.Series[Any]) -> Any:
        return values.reindex(pd.MultiIndex.from_frame(runs[key])).to_numpy()

    looters = tenures[tenures.kind == "looter"]
    np.testing.assert_allclose(runs.per_head, runs.shareholder_surplus / runs.tenures)
    np.testing.assert_allclose(runs.late_harm, expected(looters.groupby(key).harm.mean()))
    np.testing.assert_allclose(runs.deceivers, runs.deceptive_share)
    final = quarters[quarters.quarter == quarters.quarter.max()]
    np.testing.assert_allclose(runs["finally"], final.metric)
    np.testing.assert_allclose(runs.spread, expected(tenures.groupby(key).paid_total.std()))

    means = study.summary(["deceivers", "spread"]).set_index(["cell", "measure"])
    assert means.loc[(0, "deceivers"), "unit"] == "share of tenures"
    assert means.loc[(1, "spread"), "mean"] == pytest.approx(runs[runs.cell == 1].spread.mean())
    assert set(study.effects("per_head").lever) == {"slope"}
    assert len(study.front("deceivers,-spread")) == 2
    assert study.columns()["late_harm"].text.endswith('tenures.kind == "looter")')
    assert study.columns()["finally"].unit == "metric units"
    asked = study.query("select cell, avg(deceivers) as mean from runs group by cell order by cell")
    np.testing.assert_allclose(asked["mean"], runs.groupby("cell").deceivers.mean())
    table = pd.read_csv(study.export("runs", "csv", tmp_path / "runs.csv"))
    np.testing.assert_allclose(table.spread, runs.spread)
    books = study.export_all("csv", tmp_path / "all")
    assert 'late_harm,number,effect units,"an outcome of this study' in books[-2].read_text()
    again = make_experiment(experiment_of(study), "again")
    assert again.outcomes == outcomes and again.measures == ("deceivers", "shareholder_surplus")


def test_the_command_shows_them(place: Path, proxyfight: Callable[..., Any]) -> None:
    (place / "beside.py").write_text("def twice(tables):\n    return tables['runs'].rent * 2\n")
    fields = {
        "question": "?",
        "settings": SMALL,
        "worlds": 2,
        "levers": {"slope": {"path": "package.schemes.linear-bonus.slope", "values": [0, 1]}},
        "outcomes": {"twice": "beside:twice", "deceivers": "share(tenures.deceptive)"},
        "measures": ["twice", "deceivers"],
    }
    (place / "mine.yaml").write_text(yaml.safe_dump(fields))
    done = proxyfight("sweep", "mine.yaml", "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert "an outcome of this study: share(tenures.deceptive); share of tenures." in done.stdout
    for command in (
        ("effects", "mine", "--measure", "deceivers"),
        ("front", "mine", "--measures", "twice,-deceivers"),
        ("compare", "mine:0", "mine:1"),
        ("query", "mine", "select twice from runs"),
    ):
        done = proxyfight(*command)
        assert done.returncode == 0, (command, done.stderr)
        assert "twice" in done.stdout or "deceivers" in done.stdout
    done = proxyfight("region", "mine", "--measure", "twice", "--above", "1e9")
    assert done.returncode == 2 and "no mean of a cell of twice is above 1e+09" in done.stderr
    assert "an outcome of this study" in (place / "studies/mine/report.html").read_text()


WRONG: list[tuple[Any, str]] = [
    (
        {"earned": "mean(tenures.pay)"},
        "outcomes.earned: reads tenures.pay, but the table tenures has",
    ),
    ({"earned": "rent +"}, "outcomes.earned: is 'rent +'; expected an expression"),
    ({"earned": 3}, "outcomes.earned: is 3; expected an expression"),
    ({"rent": "waste * 2"}, "outcomes.rent: is the name of a column already"),
    ({"pay": "waste * 2"}, "outcomes.pay: is the name of a lever"),
    ({"a b": "waste * 2"}, "is no name; expected letters"),
    (["rent"], "outcomes: is a list; expected names and formulas"),
    ({"odd": "no_such_module:f"}, "outcomes.odd: is 'no_such_module:f', and no_such_module cannot"),
    ({"odd": "fakecore:nothing"}, "but fakecore has no function nothing; expected module:function"),
]


@pytest.mark.parametrize(("outcomes", "words"), WRONG)
def test_what_is_wrong_is_one_sentence(outcomes: Any, words: str) -> None:
    fields = {"question": "?", "levers": {"pay": PAY}, "outcomes": outcomes}
    with pytest.raises(InputError) as caught:
        make_experiment({**fields, "measures": ["earned"]}, "mine.yaml")
    assert words in str(caught.value) and "measures" not in str(caught.value)


def test_a_measure_that_is_neither_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"measures: no measure is called 'ernad'; did you mean 'e"
    ):
        make_experiment({"question": "?", "outcomes": PAID, "measures": ["ernad"]}, "mine.yaml")
    rule = {"until": {"measure": "ernad", "half_width": 1}}
    with pytest.raises(InputError, match=r"worlds\.until\.measure: no measure is called 'ernad'"):
        make_experiment({"question": "?", "outcomes": PAID, "worlds": rule}, "mine.yaml")


def test_a_study_grows_by_an_outcome(tmp_path: Path) -> None:
    run(tmp_path / "grown", record=["tenures"])
    first = {**PAID, "twice": "rent * 2"}
    grown = run(tmp_path / "grown", fakecore.must_not_run, record=["tenures"], outcomes=first)
    run(tmp_path / "fresh", record=["tenures"], outcomes=first)
    assert files(tmp_path / "grown") == files(tmp_path / "fresh")
    tenures = grown.frame("tenures")
    by_world = tenures.groupby(["cell", "world"]).paid_total.mean()
    np.testing.assert_allclose(grown.frame().earned, by_world)

    more = {**first, "final": "last(quarters.rent)"}
    played: list[frozenset[str]] = []

    def counted(scenario: Any, worlds: range, record: Any) -> Any:
        played.append(record)
        return simulate(scenario, worlds, record)

    run(tmp_path / "grown", counted, outcomes=more)
    assert {*played} == {frozenset({"quarters"})}, "played again for the table that it lacked"
    run(tmp_path / "fresh2", record=["tenures"], outcomes=more)
    assert files(tmp_path / "grown") == files(tmp_path / "fresh2")
    kept = run(tmp_path / "grown", fakecore.must_not_run)
    assert [*kept.outcomes] == [*more], "an outcome that is there stays"
    other = run(tmp_path / "grown", fakecore.must_not_run, outcomes={"earned": "rent * 3"})
    np.testing.assert_allclose(other.frame().earned, other.frame().rent * 3)


def test_worlds_that_a_table_lacks_have_none_yet(tmp_path: Path) -> None:
    """Nobody counts nought where rows have not been written."""
    seen: list[Any] = []

    def breaks(scenario: Any, worlds: range, record: Any) -> Any:
        if "tenures" in record and scenario.package.base_pay == 2.0:
            raise ArithmeticError("no tenures here")
        return simulate(scenario, worlds, record)

    run(tmp_path)
    study = run(tmp_path, breaks, outcomes={"many": "count(tenures.paid_total > -9)"})
    seen = study.frame().set_index("cell").many
    assert (seen[0] == 3).all() and seen[1].isna().all()


@pytest.mark.parametrize("worlds", [60, pytest.param(96, marks=pytest.mark.study)])
def test_precision_may_be_asked_of_an_outcome(tmp_path: Path, worlds: int) -> None:
    """The same worlds after an interruption, even one between two tables of a task."""
    rule = {"until": {"measure": "earned", "half_width": 0.2}, "at_least": 16, "at_most": worlds}
    fresh = run(tmp_path / "fresh", worlds=rule, outcomes=PAID)
    counts = fresh.worlds_of_cells()
    assert counts.tolist() == fresh.wanted().last.tolist() and 16 < counts.max() <= worlds

    import sim.study.run.tasks as tasks

    written = tasks.write_piece
    calls = []

    def cut(study: Any, table: str, *rest: Any) -> None:
        calls.append(table)
        if len(calls) in (2, 5, 8):
            raise KeyboardInterrupt
        written(study, table, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "write_piece", cut)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                run(tmp_path / "cut", worlds=rule, outcomes=PAID)
            status = Study.open(tmp_path / "cut").status()
            assert status.done < status.total
    run(tmp_path / "cut", worlds=rule, outcomes=PAID)
    assert files(tmp_path / "cut") == files(tmp_path / "fresh")


def test_the_source_of_a_function_belongs_to_the_study(
    tmp_path: Path, own: Callable[[str], str]
) -> None:
    text = "def earned(tables):\n    return {w: 1.0 for w in tables['runs'].world}\n"
    module = own(text)
    outcomes = {"odd": f"{module}:earned"}
    rule = {"until": {"measure": "odd", "half_width": 1}, "at_least": 2, "at_most": 4}
    plain = run(tmp_path / "plain", outcomes=outcomes)
    strict = run(tmp_path / "strict", outcomes=outcomes, worlds=rule)
    assert plain.frame().odd.eq(1).all() and strict.frame().odd.eq(1).all()
    own(text.replace("1.0", "2.0"))
    with pytest.raises(InputError, match=r"outcomes\.odd: the source of .* has changed since"):
        Study.open(tmp_path / "plain").frame()
    again = run(tmp_path / "plain", fakecore.must_not_run, outcomes=outcomes)
    assert again.frame().odd.eq(2).all()
    with pytest.raises(InputError, match=r"the source of outcomes\.odd, which decides worlds"):
        run(tmp_path / "strict", outcomes=outcomes, worlds=rule)


@pytest.mark.parametrize("known", [True, False])
def test_what_is_computed_is_what_the_file_says(
    own: Callable[[str], str], tmp_path: Path, known: bool
) -> None:
    """Also if it was edited within a second and is as long, or this process has imported it."""
    text = "def earned(tables):\n    return 1.0\n"
    module = own(text)
    assert importlib.import_module(module).earned({}) == 1.0  # leaves bytecode
    assert function_of(f"{module}:earned")({}) == 1.0
    file = tmp_path / f"{module}.py"
    before = file.stat()
    file.write_text(text.replace("1.0", "2.0"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    if not known:
        del sys.modules[module]
    assert function_of(f"{module}:earned")({}) == 2.0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return [1.0]", "returned 1 values for 4 worlds"),
        ("return 'much'", "returned 'much'; expected a number per world"),
        ("return tables['ledger'].rent", "raised KeyError: 'ledger'; expected tables that are"),
        ("raise SystemExit(0)", "raised SystemExit: 0; expected a number per world"),
        ("return 1 / 0", "raised ZeroDivisionError: division by zero; expected a number"),
    ],
)
def test_a_function_that_fails_is_named(
    tmp_path: Path, own: Callable[[str], str], body: str, words: str
) -> None:
    module = own(f"def odd(tables):\n    {body}\n")
    study = run(tmp_path / "study", outcomes={"odd": f"{module}:odd"})
    with pytest.raises(InputError) as caught:
        study.summary("odd")
    assert str(caught.value).startswith(f"outcomes.odd: {module}:odd") and words in str(
        caught.value
    )
    assert study.table("runs", ["rent"]).num_rows == 8, "the rest can be read"


def test_many_rows_are_read_a_few_cells_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = {"scored": "mean(tenures.score)", "last_rent": "last(ledger.rent)"}
    study = run(tmp_path, outcomes=outcomes)
    whole = study.frame()
    monkeypatch.setattr("sim.study.store.reckoning._AT_ONCE", 1)
    monkeypatch.setattr("sim.study.store.merging.ROW_GROUP", 5)
    pd.testing.assert_frame_equal(Study.open(tmp_path).frame(), whole)
    assert whole.scored.notna().sum() == 8 - 2, "missing in world 1, as in the table"


def test_python_gives_functions_as_they_are(
    tmp_path: Path, own: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    module = own("def odd(tables):\n    print('said')\n    return tables['runs'].world + 0.5\n")
    function = importlib.import_module(module).odd
    study = run(tmp_path / "study", outcomes={"odd": function})
    assert study.outcomes == {"odd": f"{module}:odd"}
    np.testing.assert_allclose(study.frame().odd, study.frame().world + 0.5)
    told = capsys.readouterr()
    assert "said" in told.err and told.out == "", "a command's own output stays what it is"
    with pytest.raises(InputError, match=r"outcomes\.odd: is .*<lambda>, which no worker could"):
        design(outcomes={"odd": lambda tables: 1.0})


def test_a_column_of_listed_points_is_no_outcome(tmp_path: Path) -> None:
    points = {"metric.noise": [0.5, 1.0]}
    fields = {"points": points, "levers": {}, "settings": SMALL}
    with pytest.raises(InputError, match=r"outcomes\.noise: is the name of a lever"):
        run_study(experiment(outcomes={"noise": "rent"}, **fields), tmp_path, simulate=simulate)
    assert not list(tmp_path.iterdir())


def test_shards_of_a_study_with_outcomes_are_joined(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders, 1):
        shard = {"workers": 1, "simulate": simulate, "shard": (number, 2)}
        run_study(design(outcomes=PAID), folder, **shard)
    joined = join_studies(folders, tmp_path / "joined")
    assert files(joined.path) == files(run(tmp_path / "fresh", outcomes=PAID).path)
    run_study(design(outcomes={"earned": "rent"}), tmp_path / "odd", **{**shard, "shard": (2, 2)})
    with pytest.raises(InputError, match="outcomes differ"):
        join_studies([folders[0], tmp_path / "odd"], tmp_path / "more")
