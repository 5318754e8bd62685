"""Every page in a real browser: nothing odd, nothing too wide, nothing faint, all by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from browsing import SCHEMES, WIDTHS, faint, keyboard_walk, settled, watched

from dashboards.app_pages import DASHBOARD_PAGES
from dashboards.pages.story import LAST
from tests.browser import MISSING, SKIPPED

pytestmark = pytest.mark.skipif(SKIPPED, reason=MISSING)

FIRST = ""
"""The story has the address of the server."""
SMALL = urlencode({"changes": json.dumps({"worlds": 2, "quarters": 8, "burn_in": 0})})
ADDRESSES = [
    FIRST,
    *(f"{name}?{SMALL}" for name in DASHBOARD_PAGES if name != "story"),
]
STEPS = [f"?step={step}" for step in range(2, LAST + 1)]
TOLD = (
    "?step=1&hired=B",
    "?step=2&shown=1&drawn=0.47+0.97+1.5+2+2+1.5",
    "?step=3&wicked=stays",
    "?step=4&dismissed=CF&told=1",
    "?step=5&unwatched=gain",
    "?step=6&higher-bar=more",
)
"""Screens of the story when the visitor has said what they think."""
LOOKS = list(product(WIDTHS, SCHEMES))
USUAL = [(WIDTHS[0], "light"), (WIDTHS[1], "dark")]
"""Of these every page has one, by turns, in ``make test``; all others are among the studies."""
SHOWN = [
    *(
        pytest.param(address, look, marks=[] if look == USUAL[turn % 2] else pytest.mark.study)
        for turn, address in enumerate([*ADDRESSES, *TOLD])
        for look in LOOKS
    ),
    *(
        pytest.param(address, LOOKS[turn % len(LOOKS)], marks=pytest.mark.study)
        for turn, address in enumerate(STEPS)
    ),
]


@pytest.fixture
def look(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Any]:
    yield from watched(chromium, *request.param)


@pytest.mark.parametrize(("address", "look"), SHOWN, indirect=["look"], ids=str)
def test_a_page_is_whole(look: Any, url: str, address: str) -> None:
    page = look
    page.goto(f"{url}/{address}")
    settled(page)
    assert page.locator("h1").count() == 1
    assert faint(page) == []
    if page.viewport_size["width"] == WIDTHS[0] and address.partition("=")[0] in (FIRST, "?step"):
        below = "at => at.scrollHeight - at.clientHeight"  # a screen of the story is no longer
        assert page.locator("[data-testid=stMain]").evaluate(below) <= 0


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


@pytest.mark.parametrize(
    "name", [FIRST, *(pytest.param(name, marks=pytest.mark.study) for name in ADDRESSES[1:])]
)
def test_the_keyboard_reaches_what_there_is(wide: Any, url: str, name: str) -> None:
    """Every control in view, and none that is hidden; arrows go on within a group of choices."""
    wide.goto(f"{url}/{name}")
    settled(wide)
    reached = keyboard_walk(wide)
    assert all(one["seen"] for one in reached), [one for one in reached if not one["seen"]]
    main = wide.locator("[data-testid=stMain]")
    controls = main.locator(
        "button:not([disabled]):not([tabindex='-1']), summary, [role=slider]:not([disabled])"
    ).filter(visible=True)
    names = [one["name"].strip() for one in reached]
    for control in controls.all():
        if control.evaluate("at => at.closest('[data-testid=stButtonGroup]') !== null"):
            continue
        text = (control.get_attribute("aria-label") or control.inner_text())[:60].strip()
        assert any(text in name or name in text for name in names if name or not text), text


def test_an_address_is_the_whole_state(chromium: Any, url: str) -> None:
    """Set, copy, open elsewhere: the same; two tabs do not see each other's state."""
    first = watched(chromium, WIDTHS[0])
    page = next(first)
    page.goto(f"{url}/?step=3")
    settled(page)
    page.get_by_text("It stays", exact=True).click()
    page.wait_for_selector("text=You said: it stays")
    address = page.url
    assert re.search(r"[?&]wicked=stays", address)
    second = watched(chromium, WIDTHS[0])
    other = next(second)
    other.goto(f"{url}/?step=3")
    settled(other)
    assert other.get_by_text("You said").count() == 0
    other.goto(address)
    other.wait_for_selector("text=You said: it stays")
    other.get_by_text("It vanishes", exact=True).click()
    other.wait_for_selector("text=You said: it vanishes")
    page.reload()
    page.wait_for_selector("text=You said: it stays")
    for tab in (first, second):
        next(tab, None)


def test_a_question_is_in_the_address(wide: Any, url: str) -> None:
    """Where studies are and where none is; copied, reloaded, and changed by hand."""
    asked = {"worlds": 3, "measure": "rent", "levers": {"metric.noise": [0.2, 1]}}
    wide.goto(f"{url}/sweep?{urlencode({'ask': json.dumps(asked)})}")
    told = "2 cells x 3 worlds"
    wide.wait_for_selector(f"text={told}")
    settled(wide)
    worlds = wide.get_by_label("Worlds per cell", exact=True)
    worlds.fill("5")
    worlds.press("Tab")
    wide.wait_for_selector("text=2 cells x 5 worlds")
    settled(wide)
    for how in (wide.reload, lambda: wide.goto(wide.url)):
        how()
        wide.wait_for_selector("text=2 cells x 5 worlds")
        assert "How does rent depend on noise?" in wide.locator("main").inner_text()
    wide.get_by_test_id("stMain").get_by_text("Keep", exact=True).click()
    settled(wide)
    assert "view=keep" in wide.url and "ask=" not in wide.url
    wide.reload()
    settled(wide)
    assert "view=keep" in wide.url


def test_a_line_is_drawn_by_keyboard_and_by_hand(wide: Any, url: str) -> None:
    wide.goto(f"{url}/?step=2")
    settled(wide)
    handle = wide.get_by_role("slider", name="Your prediction of true value at a slope of 2")
    before = float(handle.get_attribute("aria-valuenow"))
    handle.focus()
    for _ in range(4):
        handle.press("ArrowUp")
    settled(wide)
    handle = wide.get_by_role("slider", name="Your prediction of true value at a slope of 2")
    assert float(handle.get_attribute("aria-valuenow")) > before + 0.4
    assert "step=2" in wide.url and "drawn=" in wide.url
    box = wide.get_by_role("slider", name="at a slope of 1.2").bounding_box()
    wide.mouse.move(box["x"] + 5, box["y"] + 5)
    wide.mouse.down()
    wide.mouse.move(box["x"] + 5, box["y"] - 60, steps=4)
    wide.mouse.up()
    settled(wide)
    handle = wide.get_by_role("slider", name="at a slope of 1.2")
    assert float(handle.get_attribute("aria-valuenow")) > before + 0.4
    wide.get_by_role("button", name="Show what happens").click()
    wide.wait_for_selector("text=You paid for")
    told = wide.locator("h4").first.inner_text()
    dial = wide.get_by_role("slider", name="Slope of the bonus")
    dial.press("ArrowLeft")
    wide.wait_for_function("told => document.querySelector('h4').innerText !== told", arg=told)
    settled(wide)
    assert "step=2" in wide.url and "slope=1.55" in wide.url and dial.input_value() == "1.55"


def test_arrows_turn_the_screens(wide: Any, url: str) -> None:
    wide.goto(url)
    settled(wide)
    wide.keyboard.press("ArrowRight")
    wide.wait_for_selector("h1:has-text('2.')")
    wide.keyboard.press("ArrowLeft")
    wide.wait_for_selector("h1:has-text('1.')")


def test_a_film_ends_with_what_happened(chromium: Any, url: str) -> None:
    """Where motion is not wanted it stands at its end at once."""
    opened = watched(chromium, WIDTHS[1])
    page = next(opened)
    page.goto(url)
    settled(page)
    page.get_by_role("button", name="Hire").nth(1).click()
    page.wait_for_selector("text=No report showed it")
    assert page.get_by_role("button", name="Again").is_visible()
    next(opened, None)


def test_old_numbers_dim_and_keep_their_place(wide: Any, url: str) -> None:
    """While a new economy is played, four cards stand there, and what is old is dim."""
    some = urlencode({"changes": json.dumps({"worlds": 48, "quarters": 40, "burn_in": 0})})
    wide.goto(f"{url}/boardroom?{some}")
    settled(wide)
    metric = wide.get_by_test_id("stMetricValue")
    before = metric.first.inner_text()
    wide.evaluate(
        """() => {
          window.fewest = 4; window.dim = 1;
          setInterval(() => {
            const cards = document.querySelectorAll('[data-testid=stMetricValue]');
            window.fewest = Math.min(window.fewest, cards.length);
            for (const old of document.querySelectorAll('[data-stale=true]'))
              window.dim = Math.min(window.dim, Number(getComputedStyle(old).opacity));
          }, 10);
        }"""
    )
    wide.get_by_role("slider", name="Slope").focus()
    wide.keyboard.press("ArrowRight")
    wide.wait_for_function(
        "old => (document.querySelector('[data-testid=stMetricValue]')?.innerText ?? old) !== old",
        arg=before,
    )
    settled(wide)
    assert wide.evaluate("window.fewest") == 4
    assert wide.evaluate("window.dim") < 0.5
