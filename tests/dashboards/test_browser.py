"""The real command in a real browser: every page, a sweep from start to download, nothing odd.

Chromium is Debian's, driven by Playwright. Where it is missing the tests are skipped, unless
PROXYFIGHT_BROWSER=required.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboards.plain import JOINER
from sim.report.report import write_report
from sim.study import Experiment, Study, run_study
from sim.study.run import background

CHROMIUM = shutil.which("chromium")
MISSING = "no Chromium is installed (Debian, Ubuntu: apt install chromium)"
REQUIRED = os.environ.get("PROXYFIGHT_BROWSER") == "required"
WIDTHS = (1280, 400)
PATIENCE = 60_000
"""Milliseconds; the machine may be busy with other tests."""
SWEEP = 10 * PATIENCE
"""For a whole sweep, which other tests slow down too."""

pytestmark = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason=MISSING)

OWN_PROBES = re.compile(r"/(hiring|diagnosis|sweep)/_stcore/(health|host-config)$")
"""Streamlit looks for its server below the page's address first, and finds it one step up."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """The dashboard, served by the command."""
    command = Path(sys.executable).with_name("proxyfight")
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    served = subprocess.Popen(
        [str(command), "dashboard", "--port", str(port), "--studies", str(folder / "studies")],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert served.stdout is not None
    assert served.stdout.readline().startswith("proxyfight: open http://127.0.0.1:")
    yield f"http://127.0.0.1:{port}"
    served.terminate()
    served.wait(20)
    served.stdout.close()
    for study in background.watch_all(folder / "studies"):
        background.cancel(study.path)


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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    assert CHROMIUM is not None, MISSING
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
        )
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Any]:
    """A page of a width, on which nothing odd may have happened in the end."""
    yield from watched(chromium, request.param)


@pytest.fixture
def wide(chromium: Any) -> Iterator[Any]:
    yield from watched(chromium, WIDTHS[0])


def watched(chromium: Any, width: int) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    odd: list[str] = []

    def console(message: Any) -> None:
        if message.type == "error" and not OWN_PROBES.search(message.location["url"]):
            odd.append(f"console: {message.text} ({message.location['url']})")

    def request(asked: Any) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|file:", asked.url):
            odd.append(f"request: {asked.url}")

    opened.on("console", console)
    opened.on("pageerror", lambda error: odd.append(f"page: {error}"))
    opened.on("request", request)
    opened.on("websocket", request)
    yield opened
    context.close()
    assert not odd


def settled(page: Any) -> None:
    """Wait until the script has run; nothing may be wrong or wider than the screen."""
    page.wait_for_selector("[data-testid=stHeading]")
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(300)
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator("[data-testid=stAlertContentError]").all_inner_texts() == []
    for place in ("html", "[data-testid=stMain]"):
        room = page.locator(place).evaluate("at => at.scrollWidth - at.clientWidth")
        assert room <= 0, f"{place} is {room} pixels wider than the screen"


@pytest.mark.parametrize(
    ("trouble", "seen"),
    [
        ("console.error('oh')", "console: oh"),
        ("setTimeout(() => { throw new Error('ah') })", "page: ah"),
        ("fetch('http://192.0.2.1/x').catch(() => 0); 0", "violates the following Content"),
        ("new Image().src = 'http://192.0.2.1/y'; 0", "violates the following Content"),
        ("fetch('/nowhere/_stcore/health').then(() => 0)", "404"),
    ],
)
def test_trouble_is_seen(chromium: Any, url: str, trouble: str, seen: str) -> None:
    """The watch that the other tests keep would bark."""
    opened = watched(chromium, WIDTHS[0])
    page = next(opened)
    page.goto(f"{url}/_stcore/health")
    page.evaluate(trouble)
    page.wait_for_timeout(200)
    with pytest.raises(AssertionError, match=re.escape(seen)):
        next(opened)


def test_requests_are_seen_where_nothing_forbids_them(chromium: Any) -> None:
    opened = watched(chromium, WIDTHS[0])
    page = next(opened)
    page.evaluate("fetch('http://192.0.2.1/x').catch(() => 0); 0")
    page.wait_for_timeout(200)
    with pytest.raises(AssertionError, match=re.escape("request: http://192.0.2.1/x")):
        next(opened)


def test_text_of_users_is_text_on_every_page(wide: Any, url: str, hostile: Path) -> None:
    """What asks for anything, or is kept from it, is on the watch's list in the end.

    This is also the first page that the server shows, and it is not the first of its pages.
    """
    wide.goto(f"{url}/sweep?study={hostile.name}")
    settled(wide)
    read = wide.locator("[data-testid=stMain]").inner_text().replace(JOINER, "")
    assert HOSTILE in read and ADDRESS in read
    wide.locator("summary", has_text="All cells").click()
    wide.locator("[data-testid=stVegaLiteChart]").first.hover(position={"x": 300, "y": 60})
    settled(wide)
    _is_plain(wide)
    wide.get_by_role("link", name="Boardroom").click()
    wide.wait_for_selector("text=Executives' dossiers")
    settled(wide)
    wide.locator("summary", has_text="World and executives").click()
    wide.get_by_text("Candidates as YAML").click()
    settled(wide)
    population = json.dumps({HOSTILE: {"share": 1, "goal": {"pay": 1, "private": 1}}})
    for text in (json.dumps({HOSTILE: "![no number](http://192.0.2.1/h)"}), population):
        wide.get_by_role("textbox", name="Population").fill(text)
        wide.get_by_role("textbox", name="Population").press("Control+Enter")
        if text != population:
            wide.wait_for_selector("[data-testid=stAlertContentError]")
            _is_plain(wide)
    settled(wide)
    wide.get_by_role("button", name="Reveal the goal").click()
    wide.wait_for_selector("text=Weights of the goal")
    settled(wide)
    _is_plain(wide)
    for page in ("Hiring", "Diagnosis"):
        wide.get_by_role("link", name=page).click()
        wide.wait_for_selector(f"h1:has-text('{page}')")
        settled(wide)
        _is_plain(wide)


def test_every_page_at_every_width(page: Any, url: str) -> None:
    page.goto(url)
    settled(page)
    drawn = "[data-testid=stVegaLiteChart] :is(svg, canvas)"
    page.wait_for_function(f"document.querySelectorAll('{drawn}').length >= 3")
    if page.viewport_size["width"] < 600:
        page.get_by_test_id("stExpandSidebarButton").click()
    for title in ("Build the package", "World and executives", "All other fields"):
        page.locator("summary", has_text=title).click()
    settled(page)
    page.get_by_role("link", name="Hiring").click()
    page.wait_for_selector("h1:has-text('Hiring')")
    settled(page)
    page.wait_for_function(f"document.querySelectorAll('{drawn}').length == 2")
    assert page.get_by_text("Kind by kind").count() == 1
    page.get_by_role("link", name="Diagnosis").click()
    page.wait_for_selector("h1:has-text('Diagnosis')")
    page.wait_for_selector("text=a firm would be worth", timeout=240_000)
    settled(page)
    page.wait_for_function(f"document.querySelectorAll('{drawn}').length >= 1")
    page.get_by_role("link", name="Sweep").click()
    page.wait_for_selector("h1:has-text('Sweep')")
    settled(page)
    assert page.get_by_text("cells x").is_visible() or page.get_by_text("New sweep").is_visible()


def test_a_scenario_is_played_and_a_goal_revealed(wide: Any, url: str) -> None:
    wide.goto(url)
    settled(wide)
    before = wide.get_by_test_id("stMetricValue").first.inner_text()
    wide.get_by_role("button", name="No foresight").click()
    wide.wait_for_selector("text=Without foresight nobody deceives")
    settled(wide)
    assert wide.get_by_test_id("stMetricValue").first.inner_text() != before
    assert wide.get_by_test_id("stMetricValue").nth(2).inner_text() == "0.0%"
    assert wide.get_by_text("Weights of the goal").count() == 0
    wide.get_by_role("button", name="Reveal the goal").click()
    wide.wait_for_selector("text=Weights of the goal")
    settled(wide)
    # another page and back: what was chosen is still there
    wide.get_by_role("link", name="Sweep").click()
    wide.wait_for_selector("h1:has-text('Sweep')")
    wide.get_by_role("link", name="Boardroom").click()
    wide.wait_for_selector("text=Without foresight nobody deceives")
    settled(wide)


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
    page.goto(f"{url}/sweep?study=levers")
    settled(page)
    page.get_by_text("What the levers do").click()
    page.wait_for_selector("text=Shareholder surplus against deceptive share")
    settled(page)
    charts = "document.querySelectorAll('[data-testid=stVegaLiteChart]').length"
    page.wait_for_function(f"{charts} == 6")  # the study's own, and five
    page.goto((path / "report.html").as_uri())
    assert page.locator("h3").count() == 5 and page.locator("svg").count() == 5
    room = page.locator("html").evaluate("at => at.scrollWidth - at.clientWidth")
    assert room <= 0


def test_a_sweep_from_its_start_to_a_download(wide: Any, url: str, folder: Path) -> None:
    path = folder / "studies" / "browsed"
    wide.goto(f"{url}/sweep")
    settled(wide)
    name = wide.get_by_label("Name of the study", exact=True)
    if not name.is_visible():  # folded away beside studies that are there
        wide.locator("summary", has_text="New sweep").click()
    name.wait_for()
    for label, value in (
        ("Name of the study", "browsed"),
        ("Worlds per cell", "120"),
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
    wide.get_by_role("button", name="Continue", exact=True).click()
    wide.wait_for_selector("text=Download the report", timeout=SWEEP)
    settled(wide)
    assert background.watch(path).state == "done"
    for kind in ("csv", "parquet"):
        if kind == "parquet":
            wide.get_by_label("Format").click()
            wide.get_by_role("option", name="PARQUET").click()
            settled(wide)
        with wide.expect_download() as download:
            wide.get_by_role("button", name=f"Download runs.{kind}").click()
        exported = Study.open(path).export("runs", kind, folder / f"runs.{kind}")
        assert Path(download.value.path()).read_bytes() == exported.read_bytes()
    with wide.expect_download() as download:
        wide.get_by_role("button", name="Download the report").click()
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
