"""Screen 7: the same story in the words of machine learning, with the visitor's own answers."""

from __future__ import annotations

import streamlit as st

from dashboards import doors
from dashboards.address import kept
from dashboards.plain import plain
from dashboards.story import bonus, faces, one_firm
from dashboards.story.telling import num
from dashboards.wording import page_words, say, speak
from sim.story import stored
from sim.support.vocabulary import terms

_PAIRED = (
    "shareholder",
    "hiring",
    "executive",
    "bonus",
    "hidden goal",
    "interview",
    "audit season",
)
"""Terms of the table that are shown; docs/analogy.md has all of them with their sources."""


_WORTH = ("value", "shareholder_surplus")


def show() -> None:
    """The screen."""
    st.markdown(
        "Training tries very many settings of a model and keeps those that score best, as a firm "
        "tries applicants and keeps those who report best. So read *shareholders* as developers, "
        "*hiring* as training, and *executives* as what training finds."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        known = {term.firm: term.ai for term in terms()}
        rows = "\n".join(f"| {name} | {known[name]} |" for name in _PAIRED)
        st.markdown(f"| in the firm | in training |\n|---|---|\n{rows}")
        other, name = ("firm", "the firm") if page_words() == "ai" else ("ai", "AI")
        st.button(f"Say every page in words of {name}", key="speak", on_click=speak, args=(other,))
        st.caption("The switch *Firm | AI* at the top of every page does the same, both ways.")
    with right:
        for number, (question, answer) in enumerate(_answers()):
            with st.expander(question, expanded=number == 0):
                st.markdown(plain(say(answer)))
    with st.container(horizontal=True):
        doors.link("boardroom", "Build a contract in the Boardroom")
        doors.link("lab", "See it in a maze: the Lab")
        doors.link("findings", "How sure is all this? Findings")


def _answers() -> list[tuple[str, str]]:
    """The questions of the sources, answered from what the visitor has done."""
    return [
        ("What is a mesa-optimizer?", _optimizer()),
        ("What is the outer, what the inner alignment problem?", _problems()),
        ("What is deceptive alignment?", _deceptive()),
        ("Why hire optimizers at all?", _why()),
    ]


def _optimizer() -> str:
    hired = kept(one_firm.WHO_IS_HIRED)
    people = dict(zip("ABC", stored().applicants, strict=True))
    mine = f"You hired applicant {hired}, a {people[hired]['kind']}. " if hired in people else ""
    return (
        f"{mine}Hiring is a search, and what it finds is somebody who searches, too: for the best "
        "way to a goal of their own. In training, the search is called the base optimizer. If what "
        "it finds is an optimizer, too, that is a mesa-optimizer (mesa is below, as meta is "
        "above), and the goal that it turned out to have is its mesa-objective. Training may find "
        "one wherever looking for the best action scores better than a fixed rule does."
    )


def _problems() -> str:
    slope = bonus.SLOPE_DIAL.stands()
    told, got = (
        stored().row("bonus", name, slope=slope, **bonus.AS_USUAL)["mean"]
        for name in ("metric", "value")
    )
    hits = faces.hits()
    mine = f" You looked for two of them among ten reports and found {hits}." if hits else ""
    if hits == 0:
        mine = " You looked for two of them among ten reports and found neither."
    return (
        f"Outer: what is rewarded is not what you want. At a slope of {slope:g} "
        f"you paid for {num(told)} and got {num(got)}. Inner: what you selected wants "
        f"something else, and does well on the report for its own reasons.{mine}"
    )


def _deceptive() -> str:
    frame = stored().quarters(rate=0.25, awareness=0.91, people="as-they-apply")
    frame = frame[frame["measure"] == "value"]
    within = frame["quarter"] % 4 == 3
    inside, outside = frame[within]["mean"].mean(), frame[~within]["mean"].mean()
    return (
        "Whoever knows that they are being selected behaves well for that reason, and stops when "
        f"nobody looks: true value was {num(inside)} while auditors were there and {num(outside)} "
        "else. No rule of the model makes anybody deceive; it is the best answer of somebody who "
        "wants to keep the seat."
    )


def _why() -> str:
    none, usual = (
        {name: stored().row("bonus", name, slope=s, **bonus.AS_USUAL)["mean"] for name in _WORTH}
        for s in (0.0, 0.4)
    )
    return (
        "Because they find what you could not write down. Nobody told the executives how to earn "
        f"their bonus: with it true value is {num(usual['value'])} instead of "
        f"{num(none['value'])}, and shareholders keep {num(usual['shareholder_surplus'])} base "
        f"pays a quarter instead of {num(none['shareholder_surplus'])}. The same search finds "
        "the gaps in the contract. "
        "Executives who follow learned rules instead are on the page Boardroom, as Learned rules."
    )
