"""The film of a world: seats as bars, exits as marks, bombs as flames with threads to authors."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.people.data import PeopleOfWorld
from dashboards.wording import say
from sim.diagnosis.people.scenes import BOMB_EVENT, firms_by_drama, late_bombs
from sim.support.words import number

SHOWN_FIRMS = 24
"""Rows that a screen has room for."""
FILM_PACE = 400
"""Milliseconds a quarter."""
EXIT_MARKS = {
    "retired": ("○", "retired"),
    "acquired": ("■", "firm was bought"),
    "dismissed": ("\N{MULTIPLICATION SIGN}", "dismissed"),
    "detected": ("!", "found out"),
    "poached": ("→", "hired away"),
    "quit": ("↓", "quit"),
    "removed": ("▲", "removed by owners"),
    "accused": ("?", "accused for nothing"),
}
"""How a seat ends: its mark, and what it means."""


def film(people: PeopleOfWorld, quarters: int, everything: bool, chosen: int | None) -> Any:
    """What the drawing needs.

    Args:
        people: Of the world.
        quarters: That were played.
        everything: Whether all firms are shown, not only those where most surfaced late.
        chosen: Whose bars are marked.
    """
    firms = shown_firms(people, everything)
    row_of = {firm: row for row, firm in enumerate(firms)}
    tenures = people.tables["tenures"]
    rows: list[dict[str, Any]] = [{"firm": firm, "seats": []} for firm in firms]
    for seat in tenures[tenures["firm"].isin(firms)].sort_values("start").to_dict("records"):
        end = quarters if seat["last_quarter"] < 0 else seat["last_quarter"] + 1
        mark, how = EXIT_MARKS.get(seat["exit"], ("", str(seat["exit"])))
        rows[row_of[seat["firm"]]]["seats"].append(
            {
                "who": int(seat["executive"]),
                "from": max(0, int(seat["start"])),
                "to": int(end),
                "mark": mark if seat["last_quarter"] >= 0 else "",
                "how": say(how),
            }
        )
    return {
        "quarters": quarters,
        "pace": FILM_PACE,
        "rows": rows,
        "bombs": _bombs(people.tables["events"], row_of),
        "chosen": chosen,
        "texts": {name: say(text) for name, text in _TEXTS.items()},
    }


_TEXTS = {
    "play": "Play",
    "pause": "Pause",
    "again": "Play again",
    "quarter": "Quarter",
    "xTitle": "quarter",
    "firm": "Firm",
    "executive": "Executive",
    "to": "to",
    "none": "no bomb.",
    "one": "bomb goes off",
    "many": "bombs go off",
    "cost": "base pays of hidden harm.",
    "left": "of the authors had left the firm.",
    "at": "at firm",
    "label": "Seats by firm and quarter. Arrow keys move from seat to seat, Enter opens a file.",
}


def shown_firms(people: PeopleOfWorld, everything: bool) -> list[int]:
    """The rows of the film, from above."""
    firms = firms_by_drama(people.tables["events"], len(people.tables["firms"]))
    return firms if everything else firms[:SHOWN_FIRMS]


def film_title(people: PeopleOfWorld) -> str:
    """What the film shows, in a sentence."""
    events = people.tables["events"]
    bombs, late = events[events["event"] == BOMB_EVENT], late_bombs(events)
    if bombs.empty:
        return "No bomb went off in this world"
    share = late["amount"].sum() / bombs["amount"].sum()
    away = int((late["now_at"] >= 0).sum())
    verb = "bomb" if len(bombs) == 1 else "bombs"
    return (
        f"{len(bombs):,} {verb} went off in this world, {number(100 * share, 0)}% of the harm "
        f"after the author had left; at {away:,} of them the author sat at another firm"
    )


def legend(people: PeopleOfWorld) -> str:
    """What the marks mean, of those that occur."""
    ends = set(people.tables["tenures"]["exit"])
    marks = [f"{mark} {say(how)}" for name, (mark, how) in EXIT_MARKS.items() if name in ends]
    return say(
        "A bar is a seat, with the number of who sits in it. It ends in how: "
        + ", ".join(marks)
        + ". A flame is a bomb, hidden harm that surfaces: full if its author had left the firm, "
        "hollow if not. A thread leads from it to where its author is by then."
    )


def _bombs(events: pd.DataFrame, row_of: dict[int, int]) -> list[dict[str, Any]]:
    bombs = events[(events["event"] == BOMB_EVENT) & events["firm"].isin(list(row_of))]
    return [
        {
            "at": int(bomb["quarter"]),
            "row": row_of[bomb["firm"]],
            "amount": round(float(bomb["amount"]), 1),
            "who": int(bomb["executive"]),
            "left": bool(bomb["now_at"] != bomb["firm"]),
            "sits": row_of.get(bomb["now_at"], -1),
            "firm": int(bomb["now_at"]),
        }
        for bomb in bombs.sort_values("quarter").to_dict("records")
    ]
