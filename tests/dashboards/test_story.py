"""The guided part: predict first, then see; every state has an address."""

from __future__ import annotations

import pytest
from pages import sentences, story, texts

from dashboards.pages.story import LAST
from dashboards.story import SCREENS, faces
from dashboards.story.bonus import AS_USUAL
from sim.story import stored

SHOWN = {
    2: {"shown": "1", "drawn": "0.47 0.97 2 3 4 5"},
    3: {"wicked": "stays"},
    4: {"dismissed": "AB", "told": "1"},
    5: {"unwatched": "gain"},
    6: {"higher-bar": "more"},
}
"""What a visitor has said, by screen."""


@pytest.mark.parametrize("step", range(1, LAST + 1))
def test_every_screen_stands_in_the_address(step: int) -> None:
    page = story(step=str(step))
    assert page.title[0].value == f"{step}. {SCREENS[step - 1].title}"
    assert not sentences(page)


@pytest.mark.parametrize("step", ["0", "8", "-1", "x", "1e3", "٣", ""])
def test_a_screen_that_is_not_there_is_the_first(step: str) -> None:
    assert story(step=step).title[0].value.startswith("1.")


@pytest.mark.parametrize("step", [3, 5, 6])
def test_no_answer_before_a_prediction(step: int) -> None:
    before, after = texts(story(step=str(step))), texts(story(step=str(step), **SHOWN[step]))
    assert "Say what you think first" in before and "You said" not in before
    assert "You said" in after and "Say what you think first" not in after


def test_a_prediction_is_kept_in_the_address() -> None:
    page = story(step="3")
    page.segmented_control[0].select("halves").run()
    assert page.query_params["wicked"] == "halves"
    assert "You said: about half is left." in texts(page)


@pytest.mark.parametrize("answer", ["", "nonsense", "<script>"])
def test_an_answer_that_is_none_is_asked_again(answer: str) -> None:
    assert "Say what you think first" in texts(story(step="3", wicked=answer))


def test_the_bonus_tells_what_the_grid_holds() -> None:
    page = story(step="2", **SHOWN[2])
    told = stored().row("bonus", "metric", slope=1.6, people="as-they-apply", awareness=0.91)
    assert f"You paid for {told['mean']:.2f} and got" in texts(page)
    page = story(step="2", slope="0.4", **SHOWN[2])
    told = stored().row("bonus", "metric", slope=0.4, people="as-they-apply", awareness=0.91)
    assert f"You paid for {told['mean']:.2f} and got" in texts(page)


@pytest.mark.parametrize(
    ("asked", "stands"),
    [("0.42", "0.4"), ("-7", "0"), ("1e9", "2"), ("nan", "1.6"), ("", "1.6"), ("steep", "1.6")],
)
def test_a_dial_stands_at_the_nearest_value_of_the_grid(asked: str, stands: str) -> None:
    page = story(step="2", slope=asked, **SHOWN[2])
    told = stored().row("bonus", "metric", slope=float(stands), **AS_USUAL)["mean"]
    told = (
        f"You paid for {told:.2f}" if float(stands) else f"Without a bonus {told:.2f} is reported"
    )
    assert told in texts(page)


def test_nothing_is_told_of_the_bonus_before_a_line_is_drawn() -> None:
    page = story(step="2")
    assert "You paid for" not in texts(page)
    page.button(key="show-bonus").click().run()
    assert page.query_params["shown"] == "1" and "You paid for" in texts(page)


@pytest.mark.parametrize("drawn", ["", "1 2", "a b c d e f", "nan 1 1 1 1 1", "inf 0 0 0 0 0"])
def test_a_line_that_is_none_is_drawn_anew(drawn: str) -> None:
    assert not sentences(story(step="2", shown="1", drawn=drawn))


def test_goals_are_told_when_two_are_dismissed() -> None:
    guilty = "".join(sorted(faces.guilty()))
    assert len(guilty) == faces.WHOM_TO_FIND
    assert "You found" not in texts(story(step="4", dismissed=guilty))
    assert "You found" not in texts(story(step="4", dismissed="A", told="1"))
    assert "You found 2 of 2" in texts(story(step="4", dismissed=guilty, told="1"))
    innocent = "".join(sorted(set(faces.TEN_LETTERS) - set(guilty)))[:2]
    assert "You found 0 of 2" in texts(story(step="4", dismissed=innocent, told="1"))


def test_the_last_screen_answers_from_what_was_done() -> None:
    page = texts(story(step="7", hired="B", dismissed="AB", told="1"))
    assert f"You hired applicant B, a {stored().applicants[1]['kind']}." in page
    assert "You looked for two of them" in page
    assert "You hired" not in texts(story(step="7"))


def test_back_and_next_move_the_address() -> None:
    page = story(step="3")
    page.button(key="next").click().run()
    assert page.query_params["step"] == "4" and page.title[0].value.startswith("4.")
    page.button(key="back").click().run()
    assert page.title[0].value.startswith("3.")
    assert story().button(key="back").disabled and story(step=str(LAST)).button(key="next").disabled
