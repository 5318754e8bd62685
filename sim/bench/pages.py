"""How fast the dashboard answers, in a browser: ``python -m sim.bench.pages [URL]``.

Without an address it serves the dashboard itself, on two cores like everything here.
Each number is the median of ``_TRIES`` tries on a warm server; a try ends when the script has run
and what was asked for is on the screen. Needs Playwright and Debian's Chromium.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

_TRIES = 10
_READY = "[data-testid=stApp][data-test-script-state=notRunning]"
_PAGES = ("", "boardroom", "people", "hiring", "diagnosis", "lab", "findings", "sweep")
_TITLE = "[data-testid=stHeading]"
_METRIC = "[data-testid=stMetricValue]"


@contextmanager
def served() -> Iterator[str]:
    """The dashboard's address, served by the command."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "sim.cli", "dashboard", "--port", str(port)]
    with tempfile.TemporaryDirectory() as place:
        process = subprocess.Popen(
            [*command, "--studies", str(Path(place) / "studies")], stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def main(address: str | None = None) -> None:
    """Print a line per question: median and worst, milliseconds."""
    if address:
        measure(address)
        return
    with served() as url:
        measure(url)


def measure(url: str) -> None:
    """All questions at one address."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox"]
        )
        tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        tab.set_default_timeout(240_000)
        for page in _PAGES:
            first_paint(tab, f"{url}/{page}")
            _say(f"first paint of /{page}", partial(first_paint, tab, f"{url}/{page}"))
        tab.goto(f"{url}/?step=2&shown=1")
        _settled(tab)
        _say("a guided step: next and back", lambda: _turn(tab))
        tab.goto(f"{url}/?step=2&shown=1")
        _settled(tab)
        tab.get_by_role("slider").first.focus()
        _say("a guided step: the slider", lambda: _slide(tab, "h4", "ArrowLeft"))
        tab.goto(f"{url}/boardroom")
        _settled(tab)
        slope = tab.get_by_role("slider", name="Slope")
        slope.focus()
        _slide(tab, _METRIC, "ArrowRight")
        _say("a new default-size economy", lambda: _slide(tab, _METRIC, "ArrowRight"))
        _settled(tab)
        _say("the boardroom, cached", lambda: _slide(tab, _METRIC, "ArrowLeft"))
        browser.close()


def first_paint(tab: Any, address: str) -> float:
    """Milliseconds from asking for a page to its title."""
    tab.goto("about:blank")
    begin = time.perf_counter()
    tab.goto(address, wait_until="commit")
    tab.wait_for_selector(_TITLE)
    return 1000 * (time.perf_counter() - begin)


def _turn(tab: Any) -> float:
    """Milliseconds of half of a turn to the next screen and back."""
    spent = 0.0
    for key, title in (("ArrowRight", "3."), ("ArrowLeft", "2.")):
        begin = time.perf_counter()
        tab.keyboard.press(key)
        tab.wait_for_selector(f"h1:has-text('{title}')")
        spent += time.perf_counter() - begin
        tab.wait_for_selector(_READY)
        tab.wait_for_timeout(300)
    return 500 * spent


def _slide(tab: Any, watched: str, key: str) -> float:
    """Milliseconds from a key on a slider to another title."""
    tab.wait_for_selector(_READY)
    tab.wait_for_timeout(300)
    before = tab.locator(watched).first.inner_text()
    begin = time.perf_counter()
    tab.keyboard.press(key)
    tab.wait_for_function(
        "([at, before]) => (document.querySelector(at)?.innerText ?? before) !== before",
        arg=[watched, before],
        polling=5,
    )
    return 1000 * (time.perf_counter() - begin)


def _settled(tab: Any) -> None:
    tab.wait_for_selector(_TITLE)
    tab.wait_for_selector(_READY)
    tab.wait_for_timeout(1500)


def _say(question: str, ask: Callable[[], float]) -> None:
    times = [ask() for _ in range(_TRIES)]
    median, worst = statistics.median(times), max(times)
    print(f"{question:40} {median:7.0f} ms {worst:7.0f} ms", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
