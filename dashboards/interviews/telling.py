"""What was found at the gates, in sentences, and the applicants as a drawing needs them."""

from __future__ import annotations

from typing import Any

from dashboards.wording import say
from sim.diagnosis.hiring.evidence import PIPELINE, Evidence
from sim.support.words import number

GATE_PACE = 900
"""Milliseconds from gate to gate."""


def gates(found: Evidence) -> dict[str, Any]:
    """What the drawing needs: a row per place where applicants end, and a dot for each."""
    names = [str(row["name"]) for row in found.filters if row["name"] != PIPELINE]
    ends = [("apply", -1)]
    ends += [(f"Out at the {name}", place) for place, name in enumerate(names)]
    ends += [("Passed, another was better", len(names)), ("Get the seat", len(names) + 1)]
    where = [len(names) + 1 if one.hired else one.came for one in found.crowd]
    used = [row for row, (_, end) in enumerate(ends) if row == 0 or end in where]
    row_of = {ends[row][1]: place for place, row in enumerate(used)}
    rows = [{"name": say(ends[row][0].capitalize() if row else "Apply")} for row in used]
    return {
        "rows": rows,
        "dots": [
            {"row": row_of[end], "vacancy": one.vacancy, "bad": one.misaligned}
            for one, end in zip(found.crowd, where, strict=True)
        ],
        "pace": GATE_PACE,
        "texts": {
            name: say(text)
            for name, text in {
                "play": "Let them pass again",
                "pause": "Pause",
                "reveal": "Reveal who is misaligned",
                "hide": "Hide it again",
                "bad": "misaligned",
                "key": "Full diamonds want something besides pay and true value; rings do not.",
                "label": "Applicants as dots, by where they end",
            }.items()
        },
    }


def crowd_title(found: Evidence, told: bool) -> str:
    """What the gates show; before the reveal, what there is to see."""
    seats = len({one.vacancy for one in found.crowd})
    people = f"{len(found.crowd)} people apply for {seats} {'seat' if seats == 1 else 'seats'}"
    if not told:
        return f"{people}; who of them wants something else?"
    row = _pipeline(found)
    before, after = row["aligned_before"]["mean"], row["aligned_after"]["mean"]
    if before is None or after is None:
        return people
    return (
        f"{_percent(1 - before)} of all applicants are misaligned, and {_percent(1 - after)} of "
        "those who get a seat"
    )


def filters_named(found: Evidence) -> str:
    """This interview, or these filters."""
    names = [str(row["name"]) for row in found.filters if row["name"] != PIPELINE]
    if len(names) > 1:
        return "These filters together"
    return f"This {names[0].replace('-', ' ')}" if names else "This way to hire"


def roc_title(found: Evidence) -> str:
    """How well the pipeline tells goals apart."""
    area = _pipeline(found)["auc"]
    who = filters_named(found)
    verb = ("tell", "prefer") if who.startswith("These") else ("tells", "prefers")
    if area["mean"] is None:
        return f"{who} cannot be judged: all applicants are of one sort"
    mean = number(area["mean"], 2)
    if area["low"] is None or area["low"] <= 0.5 <= area["high"]:
        return f"{who} {verb[0]} nothing about goals: {mean}"
    if area["mean"] < 0.5:
        return f"{who} {verb[1]} the misaligned: {mean}"
    return f"{who} {verb[0]} something about goals: {mean}"


def roc_text(found: Evidence) -> str:
    """What is measured, and where the seats that were filled stand."""
    text = (
        "Share of the misaligned who would be turned down at the price of how many others, as a "
        "bar rises; the number is the area below: 1 tells all apart, 0.5 is a lottery."
    )
    aligned, misaligned = found.operating
    if aligned != aligned or misaligned != misaligned:
        return text
    return (
        f"{text} As hired, {_percent(misaligned)} of the misaligned and {_percent(aligned)} of the "
        "others got no seat."
    )


def kinds_title(found: Evidence) -> str:
    """Which kind is hired most often for how often it applies."""
    sure = [
        (kind["lift"]["mean"], str(kind["name"]))
        for kind in found.kinds
        if kind["lift"]["low"] is not None
        and not kind["lift"]["low"] <= 1.0 <= kind["lift"]["high"]
    ]
    if not sure:
        return "No kind is hired more often, or less, than it applies"
    lift, name = max(sure, key=lambda one: abs(one[0] - 1.0))
    return f"{name.capitalize()}s are hired {number(lift, 2)} times as often as they apply"


def _pipeline(found: Evidence) -> dict[str, Any]:
    return next(row for row in found.filters if row["name"] == PIPELINE)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
