"""The page that explores a study in a real browser, offline: nothing odd, all by keyboard."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fakecore import breaks_on_second_cell, experiment, leans, simulate

from sim.report.explore import explored, write_explore
from sim.study import Study, run_study
from sim.support.words import decimals, number, span
from tests.browser import MISSING, SKIPPED, watch

pytestmark = pytest.mark.skipif(SKIPPED, reason=MISSING)

ITSELF = re.compile(r"file:.*/explore\.html|blob:")
EVIL = "</script><script>alert(1)</script><img src=http://192.0.2.1/a onerror=alert(2)>"
SMALL = {"firms.source": "synthetic", "firms.count": 5, "quarters": 4, "burn_in": 0, "worlds": 4}
SLOPE = {"path": "package.schemes.linear-bonus.slope", "from": 0, "to": 1}
OFFER = {"path": "market.outside", "values": [0, 0.25, 0.5, 1]}
FILTER = {"lottery": {"package.filters": ["lottery"]}, EVIL: {"package.filters": ["interview"]}}
MEASURES = ["shareholder_surplus", "deceptive_share", "rent"]


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Study]:
    """A grid full of markup, drawn points, one cell, and a study that is not done."""
    home = tmp_path_factory.mktemp("pages")
    plans: dict[str, Any] = {
        "grid": {"levers": {"slope": {**SLOPE, "steps": 4}, "filter": FILTER, "offer": OFFER}},
        "drawn": {
            "levers": {"slope": SLOPE, "offer": {**OFFER, "values": [0, 1]}, "filter": FILTER},
            "design": "latin-hypercube",
            "points": 60,
        },
        "one": {"levers": {}},
    }
    found = {}
    for name, more in plans.items():
        plan = experiment(name=name, question=EVIL, settings=SMALL, measures=MEASURES, **more)
        found[name] = run_study(plan, home / name, workers=1, simulate=leans)
    plan = experiment(question=EVIL)
    found["part"] = run_study(plan, home / "part", workers=1, simulate=breaks_on_second_cell)
    same = {name: {"package.filters": [name]} for name in ("lottery", "interview")}
    plan = experiment(levers={"filter": same}, settings=SMALL)
    found["same"] = run_study(plan, home / "same", workers=1, simulate=simulate)
    for study in found.values():
        write_explore(study)
    return found


def watched(chromium: Any, width: int = 1280, scheme: str = "light") -> Iterator[Any]:
    """A page without a network, on which nothing odd may have happened in the end."""
    yield from watch(chromium, width, scheme, ITSELF, offline=True)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    yield from watched(chromium)


def show(page: Any, study: Study, fragment: str = "") -> None:
    page.goto((study.path / "explore.html").as_uri() + fragment)
    page.wait_for_selector("#picture svg")


def drawn(page: Any) -> str:
    text: str = page.locator("#picture").evaluate("at => at.innerHTML")
    return text


def test_trouble_is_seen(chromium: Any, studies: dict[str, Study]) -> None:
    """The watch that the other tests keep would bark, and a script that came in does not run."""
    opened = watched(chromium)
    page = next(opened)
    show(page, studies["grid"])
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        "document.body.append(s); fetch('http://192.0.2.1/x').catch(() => 0); 0"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    with pytest.raises(AssertionError, match="violates the following Content Security"):
        next(opened)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_every_page_at_every_width(
    chromium: Any, studies: dict[str, Study], width: int, scheme: str
) -> None:
    opened = watched(chromium, width, scheme)
    page = next(opened)
    for study in studies.values():
        for fragment in ("", "#outcome=rent&x=filter&series=slope&panels=-&picture=map"):
            show(page, study, fragment)
            room = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert room <= 0, f"{study.path.name}: {room} pixels wider than the screen"
            assert "NaN" not in drawn(page) and "undefined" not in drawn(page)
            assert not re.search("NaN|undefined|null", page.locator("main").inner_text())
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert (int(re.findall(r"\d+", ink)[0]) < int(re.findall(r"\d+", paper)[0])) == (
        scheme == "light"
    )
    next(opened, None)


def test_what_users_write_stays_text(page: Any, studies: dict[str, Study]) -> None:
    show(page, studies["grid"])
    assert page.locator("h1").text_content() == EVIL
    assert EVIL in page.locator("#table").text_content()
    assert page.locator("img, iframe, object, link, [src], [onerror]").count() == 0
    assert page.locator("script").count() == 2


def test_the_title_says_what_was_reckoned(page: Any, studies: dict[str, Study]) -> None:
    show(page, studies["grid"], "#x=slope&series=offer&panels=-&only.filter=lottery")
    found = explored(studies["grid"])["outcomes"][0]
    places = studies["grid"].points
    some = [c for c in range(len(places)) if places.coordinates(c)["filter"] == "lottery"]
    best, second = sorted(some, key=lambda cell: -found["mean"][cell])[:2]
    gap, low, high = found["gaps"][f"{best}-{second}"]
    digits = decimals(max(map(abs, found["mean"])))
    mean = number(found["mean"][best], digits)
    told = (
        f"Shareholder surplus is highest with slope 1 and offer 1, given filter lottery: {mean}, "
        f"which is {number(gap, digits)} ({span(low, high, digits)}) above the next."
    )
    assert low > 0 and page.locator("#finding").inner_text() == told
    show(page, studies["same"])
    assert page.locator("#finding").inner_text().startswith("No cell stands out: ")
    show(page, studies["drawn"])
    assert re.match(
        r"Shareholder surplus is [\d.]+ \([\d.]+ to [\d.]+\) higher at slope", told_by(page)
    )
    show(page, studies["one"])
    assert re.fullmatch(
        r"Shareholder surplus is .* base pays per firm and quarter\.", told_by(page)
    )


def told_by(page: Any) -> str:
    text: str = page.locator("#finding").inner_text()
    return text


def test_an_unfinished_study_is_not_judged(page: Any, studies: dict[str, Study]) -> None:
    show(page, studies["part"])
    assert told_by(page).startswith("So far, 10 of 15 runs are done: no verdict")
    assert page.locator("#picture [fill='url(#hatch)']").count() == 1
    assert page.locator("#table tr.none").count() == 1


def test_everything_is_reached_and_moved_by_keyboard(page: Any, studies: dict[str, Study]) -> None:
    show(page, studies["grid"], "#x=slope&series=-&panels=-")
    wanted = set(
        page.evaluate(
            "[...document.querySelectorAll('select, button, a, [tabindex], summary')]"
            ".filter(at => at.checkVisibility())"
            ".filter(at => !at.closest('[hidden], details:not([open]) > pre'))"
            ".map((at, k) => { at.dataset.k = k; return String(k); })"
        )
    )
    reached = set()
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.k"))
    assert wanted <= reached and len(wanted) > 15
    for control in ("outcome", "x", "series", "panels", "kind", "only-filter", "only-offer"):
        show(page, studies["grid"], "#x=slope&series=-&panels=-")
        if control == "kind":  # there is a choice only with two levers
            show(page, studies["grid"], "#x=slope&series=offer&panels=-&picture=lines")
        before = (drawn(page), page.url)
        page.locator(f"#{control}").focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_function("url => location.href !== url", arg=before[1])
        page.wait_for_function(
            "was => document.getElementById('picture').innerHTML !== was", arg=before[0]
        )
        assert page.evaluate("document.activeElement.id") == control
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#readout").inner_text()
    page.keyboard.press("End")
    assert re.search(r"\d worlds\.$", first) and page.locator("#readout").inner_text() != first
    page.get_by_role("button", name="shareholder surplus").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=ascending]:has-text('shareholder')")
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=descending]:has-text('shareholder')")


def test_the_outcome_changes_picture_title_and_table(page: Any, studies: dict[str, Study]) -> None:
    show(page, studies["grid"])
    before = (drawn(page), told_by(page), page.locator("#table").inner_text())
    page.select_option("#outcome", "deceptive_share")
    page.wait_for_function("document.getElementById('finding').textContent.includes('deceptive')")
    after = (drawn(page), told_by(page), page.locator("#table").inner_text())
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert "lowest" in told_by(page) or "No cell" in told_by(page)
    assert "less is better" in page.locator("#measured").inner_text()


def test_the_address_brings_everything_back(
    chromium: Any, page: Any, studies: dict[str, Study]
) -> None:
    show(page, studies["grid"])
    for control, value in (
        ("outcome", "rent"),
        ("x", "filter"),
        ("series", "offer"),
        ("panels", ""),
        ("only-slope", "1"),
    ):
        page.select_option(f"#{control}", value)
    page.get_by_role("button", name="worlds").click()
    page.wait_for_function("location.hash.includes('sort=n')")
    state = (drawn(page), told_by(page), page.locator("#table").inner_text(), page.url)
    opened = watched(chromium)
    other = next(opened)
    other.goto(page.url)
    other.wait_for_selector("#picture svg")
    assert (drawn(other), told_by(other), other.locator("#table").inner_text(), other.url) == state
    other.locator("a[href='#outcome=deceptive_share']").click()
    other.wait_for_function("document.getElementById('outcome').value === 'deceptive_share'")
    other.go_back()
    other.wait_for_function("document.getElementById('outcome').value === 'rent'")
    assert told_by(other) == state[1]
    next(opened, None)
    show(
        page,
        studies["one"],
        "#outcome=constructor&x=__proto__&only.slope=7&sort=-nothing&picture=x",
    )
    assert page.locator("#outcome").input_value() == "shareholder_surplus"


def test_downloads_hold_what_is_shown(page: Any, studies: dict[str, Study]) -> None:
    study = studies["grid"]
    show(page, study, "#outcome=rent&x=slope&series=filter&panels=-&only.offer=0.5&sort=-mean")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these rows as CSV").click()
    assert download.value.suggested_filename == "grid-rent.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    frame = study.summary("rent")
    frame = frame[frame["offer"] == 0.5].sort_values("mean", ascending=False, kind="stable")
    assert [float(row["rent"]) for row in rows] == frame["mean"].tolist()
    assert [float(row["rent_low"]) for row in rows] == frame["low"].tolist()
    assert [int(row["cell"]) for row in rows] == frame["cell"].tolist()
    assert [row["filter"] for row in rows] == frame["filter"].tolist() and len(rows) == 8
    assert [float(row["slope"]) for row in rows] == frame["slope"].tolist()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the picture as SVG").click()
    picture = Path(download.value.path()).read_text(encoding="utf-8")
    root = ElementTree.fromstring(picture)
    kinds = {child.tag.rpartition("}")[2] for child in root.iter()}
    marks = {"rect", "line", "path", "polyline", "polygon", "text", "g"}
    assert kinds <= {"svg", "defs", "pattern", *marks}
    assert "polyline" in kinds and "var(" not in picture
    assert told_by(page) in " ".join(root.itertext())
