"""A sweep in a real browser from its start to its downloads, and text of users on every page."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from browsing import settled

from dashboards.plain import JOINER
from sim.report.report import write_report
from sim.study import Experiment, Study, run_study
from sim.study.run import background
from sim.study.store.folder import runner_of
from tests.browser import MISSING, PATIENCE, SKIPPED

SWEEP = 10 * PATIENCE
"""For a whole sweep, which other tests slow down too."""

pytestmark = pytest.mark.skipif(SKIPPED, reason=MISSING)

HOSTILE = (
    "![a](http://192.0.2.1/a.png) [b](http://192.0.2.1/b) http://192.0.2.1/c www.example.com "
    "<img src=http://192.0.2.1/d> <script>alert(1)</script> :red[e] :smile: $x$ **f**"
)
ADDRESS = "http://192.0.2.1/g.png"
"""Text that would ask another machine for something, or link to it; nobody has this address."""


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Path:
    """A finished study in which everything that can be written is hostile."""
    design = Experiment.model_validate(
        {
            "name": "hostile",
            "question": HOSTILE,
            "settings": {
                "worlds": 2,
                "quarters": 2,
                "firms.count": 5,
                "description": HOSTILE,
                "executives.population": {HOSTILE: {"share": 1, "goal": {"pay": 1, "private": 1}}},
            },
            "levers": {
                # vega's tooltips show what is called image as the picture at that address
                "image": {
                    ADDRESS: {"package.base_pay": 1},
                    HOSTILE: {"package.base_pay": 1.1},
                },
                "title": {name: {"metric.noise": n} for n, name in ((0.5, HOSTILE), (1, "b"))},
            },
        }
    )
    study = run_study(design, folder / "studies" / "hostile", workers=1)
    write_report(study)
    return study.path


def test_text_of_users_is_text(wide: Any, url: str, hostile: Path) -> None:
    """What asks for anything, or is kept from it, is on the watch's list in the end.

    This is also the first page that the server shows, and it is not the first of its pages.
    """
    wide.goto(f"{url}/sweep?study={hostile.name}")
    settled(wide)
    read = wide.locator("[data-testid=stMain]").inner_text().replace(JOINER, "")
    assert HOSTILE in read and ADDRESS in read
    wide.locator("[data-testid=stVegaLiteChart]").first.hover(position={"x": 300, "y": 60})
    settled(wide)
    _is_plain(wide)
    wide.goto(f"{url}/boardroom?{_changes({HOSTILE: HOSTILE})}")
    wide.wait_for_selector("[data-testid=stAlertContentError]")
    _is_plain(wide)
    wide.goto(f"{url}/people?{_hostile_people()}&person=1")
    settled(wide)
    _is_plain(wide)


@pytest.mark.study
def test_text_of_users_is_text_on_pages_of_the_boardroom(wide: Any, url: str) -> None:
    for page in ("boardroom", "people", "hiring", "diagnosis"):
        wide.goto(f"{url}/{page}?{_hostile_people()}")
        settled(wide)
        _is_plain(wide)


def _hostile_people() -> str:
    population = {HOSTILE: {"share": 1, "goal": {"pay": 1, "private": 1}}}
    return _changes({**SMALL, "executives.population": population})


SMALL = {"worlds": 2, "quarters": 8, "burn_in": 0}
"""An economy that is played in no time."""


def _changes(fields: dict[str, Any]) -> str:
    """Fields of the boardroom's economy as its address has them."""
    return urlencode({"changes": json.dumps(fields)})


@pytest.mark.study
def test_a_scenario_is_played_and_kept_from_page_to_page(wide: Any, url: str) -> None:
    wide.goto(f"{url}/boardroom?{_changes(SMALL)}")
    settled(wide)
    before = wide.get_by_test_id("stMetricValue").first.inner_text()
    assert wide.get_by_test_id("stMetricValue").nth(2).inner_text() != "0.0%"
    wide.goto(f"{url}/boardroom?foresight=0&{_changes(SMALL)}")
    settled(wide)
    assert wide.get_by_test_id("stMetricValue").first.inner_text() != before
    assert wide.get_by_test_id("stMetricValue").nth(2).inner_text() == "0.0%"
    address = wide.url
    wide.get_by_role("link", name="Sweep").click()
    wide.wait_for_selector("h1:has-text('Sweep')")
    settled(wide)
    wide.get_by_role("link", name="Boardroom").click()
    wide.wait_for_selector("h1:has-text('Boardroom')")
    settled(wide)
    assert wide.get_by_test_id("stMetricValue").nth(2).inner_text() == "0.0%"
    wide.reload()
    settled(wide)
    assert wide.get_by_test_id("stMetricValue").nth(2).inner_text() == "0.0%"
    assert sorted(parse_qsl(wide.url.partition("?")[2])) == sorted(
        parse_qsl(address.partition("?")[2])
    )


@pytest.mark.study
def test_a_goal_is_told_after_a_guess(wide: Any, url: str) -> None:
    wide.goto(f"{url}/people?{_changes(SMALL)}")
    settled(wide)
    wide.get_by_role("button", name="Show me the most surprising").click()
    wide.wait_for_selector("text=Your guess")
    settled(wide)
    before = wide.locator("[data-testid=stMain]").inner_text()
    assert "Weights" not in before
    wide.locator(".st-key-guesses button").first.click()
    settled(wide)
    assert "Weights" in wide.locator("[data-testid=stMain]").inner_text()


@pytest.mark.study
def test_what_the_levers_do_fits_every_screen(page: Any, url: str, folder: Path) -> None:
    path = folder / "studies" / "levers"
    if not path.exists():
        slope = {"path": "package.schemes.linear-bonus.slope", "from": 0, "to": 1, "steps": 5}
        noise = {"path": "metric.noise", "values": [0.1, 0.5, 1, 1.5, 2]}
        small = {
            "firms.source": "synthetic",
            "firms.count": 5,
            "quarters": 4,
            "burn_in": 0,
            "worlds": 2,
        }
        fields = {"settings": small, "levers": {"slope": slope, "noise": noise}}
        design = Experiment.model_validate({"name": "levers", "question": "What of it?", **fields})
        write_report(run_study(design, path, workers=1))
    page.goto(f"{url}/sweep?study=levers&picture=each+lever")
    settled(page)
    page.wait_for_selector("text=How it responds to every lever")
    page.wait_for_selector("text=moves shareholder surplus most")
    settled(page)
    charts = "document.querySelectorAll('[data-testid=stVegaLiteChart]').length"
    page.wait_for_function(f"{charts} == 3")
    page.goto((path / "report.html").as_uri())
    assert page.locator("h3").count() == 5 and page.locator("svg").count() == 5
    room = page.locator("html").evaluate("at => at.scrollWidth - at.clientWidth")
    assert room <= 0


@pytest.mark.study
def test_a_sweep_from_its_start_to_a_download(wide: Any, url: str, folder: Path) -> None:
    path = folder / "studies" / "browsed"
    wide.goto(f"{url}/sweep")
    settled(wide)
    name = wide.get_by_label("Name of the study", exact=True)
    if not name.is_visible():  # folded away beside studies that are there
        wide.get_by_test_id("stMain").get_by_text("Ask", exact=True).click()
        settled(wide)
    name.wait_for()
    for label, value in (
        ("Name of the study", "browsed"),
        ("Worlds per cell", "40"),
        ("Processes", "1"),
    ):
        wide.get_by_label(label, exact=True).fill(value)
        wide.get_by_label(label, exact=True).press("Tab")
        settled(wide)
    wide.wait_for_selector("text=with 1 process on")
    wide.get_by_role("button", name="Start the sweep").click()
    wide.wait_for_selector("[data-testid=stProgress]")
    wide.wait_for_function("/[1-9][0-9]* of [0-9]+ runs done/.test(document.body.innerText)")
    wide.reload()  # in mid-sweep
    wide.wait_for_selector("text=/[1-9][0-9]* of [0-9]+ runs done/")
    wide.get_by_role("button", name="Cancel and keep what is done").click()
    wide.wait_for_selector("text=/Cancelled: [0-9]+ of [0-9]+ runs are done and kept/")
    settled(wide)
    found = background.watch(path)
    assert found.state == "unfinished" and 1 <= found.done < found.total
    assert Study.open(path).table("runs").num_rows == found.done
    before = found.done
    wide.get_by_role("button", name="Continue", exact=True).click()
    wide.wait_for_selector("[data-testid=stProgress]")
    wide.wait_for_function(
        "done => +/([0-9]+) of [0-9]+ runs done/.exec(document.body.innerText)?.[1] > done",
        arg=before,
    )
    runner = runner_of(path)
    assert runner is not None
    os.kill(runner, signal.SIGKILL)  # in mid-sweep
    wide.wait_for_selector("text=/Unfinished: [0-9]+ of [0-9]+ runs are done and kept/")
    settled(wide)
    found = background.watch(path)
    assert found.state == "unfinished" and before < found.done < found.total
    assert "So far" in wide.locator("[data-testid=stMain]").inner_text()
    wide.get_by_role("button", name="Continue", exact=True).click()
    wide.get_by_role("button", name="Report").wait_for(timeout=SWEEP)
    settled(wide)
    assert background.watch(path).state == "done"
    for kind, name in (("csv", "CSV"), ("parquet", "Parquet")):
        with wide.expect_download() as download:
            wide.get_by_role("button", name=name).click()
        exported = Study.open(path).export("runs", kind, folder / f"runs.{kind}")
        assert Path(download.value.path()).read_bytes() == exported.read_bytes()
    with wide.expect_download() as download:
        wide.get_by_role("button", name="Report").click()
    assert Path(download.value.path()).read_bytes() == (path / "report.html").read_bytes()


def test_a_report_asks_for_nothing(wide: Any, hostile: Path) -> None:
    asked = []
    wide.on("request", lambda request: asked.append(request.url))
    wide.goto((hostile / "report.html").as_uri())
    wide.locator("summary").first.click()
    assert asked == [(hostile / "report.html").as_uri()]
    assert wide.locator("h1").inner_text() == HOSTILE
    assert wide.locator("a, img, script, iframe, object, link").count() == 0


def _is_plain(page: Any) -> None:
    """Nothing was made of what users wrote."""
    made = page.locator(
        "[href*='192.0.2'], [src*='192.0.2'], [href*='example.com'], script:has-text('alert(1)')"
    )
    assert made.count() == 0
