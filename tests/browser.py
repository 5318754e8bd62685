"""Debian's Chromium, driven by Playwright, and a watch on everything odd on a page.

Where it is missing the tests are skipped, unless PROXYFIGHT_BROWSER=required. A process has one
browser (the fixture ``chromium``): Playwright keeps an event loop in it as long as that lives.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

CHROMIUM = shutil.which("chromium")
MISSING = "no Chromium is installed (Debian, Ubuntu: apt install chromium)"
SKIPPED = CHROMIUM is None and os.environ.get("PROXYFIGHT_BROWSER") != "required"
PATIENCE = 60_000
"""Milliseconds; the machine may be busy with other tests."""


def launch() -> Iterator[Any]:
    """Chromium."""
    assert CHROMIUM is not None, MISSING
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
        )
        yield browser
        browser.close()


def watch(
    chromium: Any,
    width: int,
    scheme: str,
    allowed: re.Pattern[str],
    expected: re.Pattern[str] | None = None,
    **more: Any,
) -> Iterator[Any]:
    """A tab of a browser of its own, on which nothing odd may have happened in the end.

    Args:
        chromium: The browser.
        width: Of the screen, pixels.
        scheme: ``light`` or ``dark``.
        allowed: Addresses that may be asked for something, from their beginning.
        expected: Addresses of which the console may complain.
        more: Of the browser's context.
    """
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, **more
    )
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    odd: list[str] = []

    def console(message: Any) -> None:
        here = message.location["url"]
        if message.type == "error" and not (expected and expected.search(here)):
            odd.append(f"console: {message.text} ({here})")

    def request(asked: Any) -> None:
        if not allowed.match(asked.url):
            odd.append(f"request: {asked.url}")

    def dialog(shown: Any) -> None:
        odd.append(f"dialog: {shown.message}")
        shown.dismiss()

    opened.on("console", console)
    opened.on("dialog", dialog)
    opened.on("pageerror", lambda error: odd.append(f"page: {error}"))
    opened.on("request", request)
    opened.on("websocket", request)
    yield opened
    context.close()
    assert not odd, odd
