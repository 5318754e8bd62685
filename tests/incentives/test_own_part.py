"""A scheme in a distribution of its own, installed for real, is known wherever schemes are."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

pytestmark = pytest.mark.study

DOCS = Path(__file__).resolve().parents[2] / "docs"
PLAIN = {
    "quarters": 8,
    "firms.source": "synthetic",
    "firms.count": 8,
    "shareholders.monitoring_levels": [0],  # so that one plan is solved
}
SMALL = tuple(word for path, value in PLAIN.items() for word in ("--set", f"{path}={value}"))
SETTINGS = "".join(f", {path}: {value}" for path, value in PLAIN.items())


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which docs/own-part is installed."""
    folder = tmp_path_factory.mktemp("own")
    source = shutil.copytree(DOCS / "own-part", folder / "source")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", folder / "site", source],
        check=True,
        timeout=120,
    )
    return folder / "site"


@pytest.fixture
def run(installed, place):
    """Run Python, or the command, where the distribution is installed."""

    def run(*arguments, python=False):
        program = [sys.executable] if python else [Path(sys.executable).with_name("proxyfight")]
        path = os.pathsep.join([str(installed), *filter(None, [os.environ.get("PYTHONPATH")])])
        done = subprocess.run(
            [*program, *arguments],
            cwd=place,
            env=os.environ | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_list_and_schema_describe_it(run):
    parts = {part["name"]: part for part in json.loads(run("list", "schemes", "--json"))}
    own = parts["dead-zone"]
    assert own["module"] == "dead_zone" and "Murphy 2000" in own["source"]
    width = next(entry for entry in own["parameters"] if entry["name"] == "width")
    assert (width["default"], width["low"], width["high"]) == (0.2, 0, 100)
    schema = json.loads(run("schema"))
    for cap, good in ((0.1, True), (-0.1, False)):
        scenario = {"package": {"schemes": [{"name": "dead-zone", "width": cap}]}}
        valid = jsonschema.Draft202012Validator(schema).is_valid(scenario)
        assert valid is good


def test_it_is_played_and_its_parameter_matters(run):
    def granted(width):
        chosen = f'package.schemes=[{{"name": "dead-zone", "width": {width}}}]'
        found = json.loads(run("run", "--set", chosen, *SMALL, "--worlds", "2", "--json"))
        assert found["scenario"]["package"]["schemes"][0]["name"] == "dead-zone"
        return found["measures"]["granted"]["mean"]

    assert granted(50) == 0.0
    assert granted(0) != 0.0


def test_a_sweep_over_its_parameter_runs_in_workers(run, place):
    (place / "zone.yaml").write_text(
        "question: Does a dead zone matter?\n"
        f"settings: {{worlds: 2, 'package.schemes': [dead-zone]{SETTINGS}}}\n"
        "levers:\n  width: {path: package.schemes.dead-zone.width, values: [0, 1]}\n"
    )
    run("sweep", "zone.yaml", "--workers", "2", "--out", "zone")
    rows = run("export", "zone", "--table", "runs", "--format", "csv", "--out", "-").splitlines()
    assert len(rows) == 1 + 4


def test_the_dashboard_has_controls_for_it(run):
    code = (
        "from dashboards.fields import part_class, part_fields, scenario_fields\n"
        "assert 'dead-zone' in scenario_fields()['package.schemes'].choices\n"
        "fields = part_fields('package.schemes', 'dead-zone')\n"
        "print(*(f'{field.name} {field.default} {field.low:g}' for field in fields), sep='; ')"
    )
    assert run("-c", code, python=True).strip() == "slope 0.5 0; target 0.8 -100; width 0.2 0"


def test_without_it_the_name_is_unknown(apart):
    """Control: it is the installation that makes it known."""
    done = apart("run", "--set", "package.schemes=[dead-zone]")
    assert done.returncode == 2 and "no part of the family schemes" in done.stderr


def test_the_page_quotes_what_is_there():
    page = (DOCS / "own-part.md").read_text(encoding="utf-8")
    (quoted,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert quoted in (DOCS / "own-part" / "pyproject.toml").read_text(encoding="utf-8")


FAILING = '''
import numpy as np

from incentives.schemes import Scheme


class Failing(Scheme):
    """Works for two years."""

    name = "failing"
    summary = "works for two years"
    source = "nobody 2026"

    def award(self, seen):
        return np.where(np.greater_equal(seen.quarter, 7), np.nan, 0.1 * seen.metric)
'''


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """A distribution whose scheme returns NaN from quarter 7 on."""
    site = tmp_path / "failing"
    facts = site / "failing-1.dist-info"
    facts.mkdir(parents=True)
    (site / "failing.py").write_text(FAILING)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: failing\nVersion: 1\n")
    (facts / "entry_points.txt").write_text("[proxyfight.parts]\nfailing = failing\n")
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    monkeypatch.setenv("PYTHONPATH", path)
    return site / "failing.py"


def test_one_that_fails_in_a_run_is_named_and_nothing_is_written(failing, apart, place):
    run = ("run", "--set", "package.schemes=[failing]", *SMALL, "--worlds", "2")
    run += ("--set", "burn_in=0")  # the part counts quarters as the calendar does
    short = apart(*run, "--set", "quarters=7", "--set", "burn_in=0", "--json")
    assert short.returncode == 0  # control
    done = apart(*run)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"proxyfight: failing (class Failing, {failing}) does not work: "
        "award in quarter 7 returned nan; expected numbers\n"
    )
    assert not list(place.iterdir())


def test_in_a_study_the_other_runs_are_kept(failing, apart, place):
    (place / "schemes.yaml").write_text(
        "question: Does it work?\n"
        f"settings: {{worlds: 2{SETTINGS}}}\n"
        "levers:\n  schemes: {good: {package.schemes: [linear-bonus]},"
        " bad: {package.schemes: [failing]}}\n"
    )
    done = apart("sweep", "schemes.yaml", "--workers", "1", "--out", "kept")
    assert done.returncode == 3
    assert f"failing (class Failing, {failing}) does not work: award in quarter 7" in done.stderr
    assert "Traceback" not in done.stderr
