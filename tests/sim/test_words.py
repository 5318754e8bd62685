"""Python takes the words of the command line, and its results say what they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
import sim.economy
import sim.study
from sim import Economy, Scenario, compare, run, simulate, sweep
from sim.checks import catalogue
from sim.checks.base import run_check
from sim.diagnosis.attribution.attribution import attribute
from sim.diagnosis.attribution.replay import attribute_tenures
from sim.diagnosis.deception.deception import observe as observe_deception
from sim.diagnosis.hiring.evidence import observe as observe_hiring
from sim.diagnosis.robustness.robustness import observe as observe_robustness
from sim.support.showing import html

SMALL: dict[str, Any] = {
    "firms__source": "synthetic", "firms__count": 4, "quarters": 5, "burn_in": 0, "worlds": 2,
}  # fmt: skip
LONG = {path.replace("__", "."): value for path, value in SMALL.items()}
MARKED = "<script>alert('&')</script>"


def equal(one: Any, two: Any) -> None:
    for name in one:
        pd.testing.assert_frame_equal(pd.DataFrame(one[name]), pd.DataFrame(two[name]))


def test_tables_are_named_as_on_the_command_line() -> None:
    found = run("default", record="tenures,quarters", **SMALL)
    assert list(found) == ["runs", "quarters", "tenures"]
    equal(found, run("default", record=["quarters", "tenures"], **SMALL))
    equal(found, run("default", record=["quarters, tenures", "runs"], **SMALL))
    assert set(simulate("default", record="tenures,quarters", **SMALL)) == set(found)
    asked = found.summary("rent,shareholder_surplus")
    assert list(asked.index) == ["rent", "shareholder_surplus"]


def test_fields_are_keywords_or_settings() -> None:
    by_keyword = run("default", **SMALL)
    equal(by_keyword, run("default", settings=LONG))
    equal(by_keyword, run("default", settings=[f"{path}={LONG[path]}" for path in LONG]))
    equal(by_keyword, run({}, settings="worlds=9", **SMALL))  # a keyword counts more
    assert run("default", seed=np.int64(3), **SMALL).scenario.seed == 3


def test_everything_that_means_a_scenario_can_be_simulated(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("seed: 5\n")
    wanted = simulate(Scenario(seed=5), **SMALL)
    for given in (file, str(file), {"seed": 5}, {"seed": "5"}):
        equal(wanted, simulate(given, **SMALL))
    equal(simulate("default", **SMALL), simulate(**SMALL))
    equal(simulate("default", worlds=2), simulate("default", worlds=range(2)))
    assert len(compare("default", "unaware", **SMALL)) > 10


@pytest.mark.parametrize("package", [sim, sim.study, sim.economy])
def test_what_is_listed_is_what_is_offered(package: Any) -> None:
    assert dir(package) == sorted(package.__all__)
    assert all(hasattr(package, name) for name in dir(package))


def shown(found: Any) -> str:
    """What a notebook shows of a result, and that its line is short."""
    line = repr(found)
    assert line.isprintable()
    assert len(line) < 600
    page = str(found._repr_html_())
    assert "<script" not in page
    return page


def test_results_say_what_they_are(tmp_path: Path) -> None:
    played = run("default", description=MARKED, **SMALL)
    assert repr(played) == "<Frames runs: 2 rows>"
    assert "&lt;script&gt;" in shown(played)
    economy = Economy(description=MARKED, rng=1, **{**SMALL, "worlds": 1})
    assert repr(economy) == "<Economy, quarter 0 of 5: 4 firms, world 0 of seed 1>"
    assert "&lt;script&gt;" in shown(economy.run())
    assert "quarter 5 of 5" in repr(economy)
    study = sweep({"question": MARKED, "settings": LONG}, out=tmp_path / "mine")
    assert repr(study).endswith("mine': 2 of 2 runs done>")
    assert "&lt;script&gt;" in shown(study)


LOOKED_AT = Scenario(
    quarters=2,
    worlds=2,
    firms={"source": "synthetic", "count": 4},
    seed=2,
    executives={"foresight": 1},
)


def test_diagnoses_say_what_they_are() -> None:
    for look in (observe_deception, observe_robustness):
        assert "<table>" in shown(look(LOOKED_AT))
    assert "<td>interview</td>" in shown(observe_hiring(LOOKED_AT))
    check = run_check(catalogue()["hurdle"]())
    assert repr(check).startswith("<Result of hurdle: passed; ")
    assert "<td>effort</td>" in shown(check)


@pytest.mark.study
def test_attributions_say_what_they_are() -> None:
    for look in (attribute, attribute_tenures):
        assert "<table>" in shown(look(LOOKED_AT))


def test_a_scenario_shows_what_differs_from_the_default() -> None:
    assert repr(Scenario()) == "Scenario()"
    assert repr(Scenario(quarters=4)) == "Scenario(quarters=4)"
    assert repr(Scenario(market={"candidates": 3})) == "Scenario(market=Market(candidates=3))"


def test_a_page_is_text() -> None:
    page = html(MARKED, [{MARKED: MARKED, "x": {MARKED: [MARKED, 1.0]}}], notes=[MARKED])
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 6
    assert "and 60 more rows" in html("long", [{"a": 1}] * 100)


def test_names_of_levers_do_no_harm_to_pictures() -> None:
    from sim.pictures.charts import heat_map, interval_chart, svg

    def picture(names: list[str], draw: Any) -> str:
        rows = [
            {**dict(zip(names, labels, strict=True)), "mean": k, "low": k - 1.0, "high": k + 1.0}
            for k, labels in enumerate([("1", "a", "c"), ("2", "b", "c"), ("1", "b", "d")])
        ]
        text = svg(draw(pd.DataFrame(rows).assign(n=2), names, "rent"))
        return text.replace(names[0], "0").replace(names[1], "1").replace(names[2], "2")

    names = ["zqone", "zqtwo", "zqthree"]
    for draw in (heat_map, interval_chart):
        marks = picture(names, draw).count("<path")
        for own in (["panel", "zqtwo", "zqthree"], ["zqone", "place", "text"]):
            assert picture(own, draw).count("<path") == marks
        assert picture(["series", "strong", "level"], draw).count("<path") == marks


def complete(words: str, place: Path, shell: str = "bash") -> tuple[list[str], str]:
    """What a shell is told, and which heavy modules that took."""
    program = (
        "import sys\nfrom sim.cli.main import main\n"
        "try: main([])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'pandas', 'yaml', 'sim.scenario.scenario'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    variables = {
        "_PROXYFIGHT_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": f"proxyfight {words}",
        "COMP_CWORD": str(len(words.split(" "))),
        "PYTHONPATH": str(Path(sim.__file__).parents[1]),
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=variables, cwd=place, capture_output=True, text=True
    )
    return done.stdout.split(), done.stderr.strip()


def test_a_shell_completes_without_the_model(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("quarters: 4\n")
    assert complete("run ma", tmp_path) == (["many-misaligned"], "[]")
    assert complete("run mi", tmp_path) == (["mine.yaml"], "[]")


def test_completions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.cli import completing
    from sim.cli.completions import words

    monkeypatch.chdir(tmp_path)
    (tmp_path / "studies" / "first").mkdir(parents=True)
    (tmp_path / "studies" / "first" / "manifest.json").write_text("{}")
    assert words() == {name: completing.known(name) for name in words()}
    assert "headline" in completing.experiments("he")
    assert completing.experiments("studies/f") == ["studies/first", "studies/first/"]
    assert completing.studies("") == ["first"]
    assert completing.tables("quarters,te") == ["quarters,tenures"]
    assert "package.schemes.linear-bonus.slope=" in completing.assignments("package.schemes")
    assert completing.one_table("du") == []
    assert completing.kinds("sch") == ["schemes"]
    for path in completing.known("paths"):
        assert path.split(".")[0] in Scenario.model_fields
