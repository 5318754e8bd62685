"""The real command in a real browser."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboards.app_pages import DASHBOARD_PAGES
from sim.study.run import background
from tests.browser import watch

WIDTHS = (1280, 400)
SCHEMES = ("light", "dark")
TALL = 4000
"""A screen on which a whole page is in view, pixels."""
HERE = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|file:")
OWN_PROBES = re.compile(rf"/({'|'.join(DASHBOARD_PAGES)})/_stcore/(health|host-config)$")
"""Streamlit looks for its server below the page's address first, and finds it one step up."""


def serve(folder: Path) -> Iterator[str]:
    """The dashboard, served by the command, with its studies in a folder; its address."""
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


def watched(chromium: Any, width: int, scheme: str = "light") -> Iterator[Any]:
    """A tab on which nothing odd may have happened in the end."""
    yield from watch(chromium, width, scheme, HERE, OWN_PROBES, reduced_motion="reduce")


def settled(page: Any) -> None:
    """Wait until the script has run; nothing may be wrong or wider than the screen."""
    page.wait_for_selector("[data-testid=stHeading]")
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(150)
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator("[data-testid=stAlertContentError]").all_inner_texts() == []
    for place in ("html", "[data-testid=stMain]"):
        room = page.locator(place).evaluate("at => at.scrollWidth - at.clientWidth")
        assert room <= 0, f"{place} is {room} pixels wider than the screen"


FAINT = (Path(__file__).parent / "faint.js").read_text(encoding="utf-8")
"""Text of which the contrast is less than 4.5 (3 where it is large), as the browser draws it.

The number over a slider hangs below its thumb in the page's tree but stands on the page: it has the
colour of links, which the test of palettes knows.
"""


def faint(page: Any) -> list[str]:
    """Text that stands out too little against what it stands on."""
    size = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": TALL})  # marks are found in view
    page.wait_for_timeout(250)
    found = list(page.evaluate(FAINT))
    page.set_viewport_size(size)
    return found


REACHED = (Path(__file__).parent / "reached.js").read_text(encoding="utf-8")


def keyboard_walk(page: Any, most: int = 200) -> list[dict[str, Any]]:
    """What the Tab key reaches, in order, until it comes round."""
    page.evaluate("document.activeElement.blur()")
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(REACHED, most)
        if here is None:
            if found:
                break
            continue
        found.append(here)
    return found
