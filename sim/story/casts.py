"""Real executives of one world of the default economy, quarter by quarter, chosen by rule.

Nobody is made up: people, quarters, audits and bombs are those of the world, and who appears is
decided by a rule that is written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.presets import DEFAULT, load_scenario
from sim.tables.simulate import simulate

if TYPE_CHECKING:
    import pandas as pd

_SEED, _WORLD = 1, 0
_NOW = 20
"""The quarter in which the ten faces are looked at."""
_FACES, _WANTED = 10, 2
"""How many, and how many of them have a misaligned goal."""
_LATEST_HIRE, _FIRST_STAY, _LAST_STAY = 10, 5, 20
"""The applicants: hired until then, in office for so many quarters."""


def applicants() -> list[dict[str, Any]]:
    """Three who were hired early and left before the end: a saboteur, a looter and a steward.

    Of each kind the one whose first four reports are highest, so that their files smile; for
    the saboteur those are considered whose bombs went off after the exit.
    """
    tables = _tables()
    tenures = tables["tenures"]
    stay = tenures["quarters"].between(_FIRST_STAY, _LAST_STAY)
    early = tenures["start"].between(0, _LATEST_HIRE) & (tenures["last_quarter"] >= 0) & stay
    chosen = []
    for kind in ("saboteur", "looter", "steward"):
        rows = tenures[early & (tenures["kind"] == kind)]
        if kind == "saboteur":
            rows = rows[rows["harm_after_exit"] > 0]
        people = [_person(row, tables) for row in rows.to_dict("records")]
        chosen.append(max(people, key=lambda person: sum(person["reports"][:4])))
    return sorted(chosen, key=lambda person: person["executive"])


def faces() -> list[dict[str, Any]]:
    """Ten who sit in the same quarter and report alike; two of them have a misaligned goal.

    Those two are the saboteur and the looter whose reports of the last year are furthest above
    their true value; the eight others are careerists and stewards whose reports are nearest to
    theirs.
    """
    tables = _tables()
    tenures = tables["tenures"]
    until = tenures["last_quarter"].where(tenures["last_quarter"] >= 0, 10**6)
    there = tenures[(tenures["start"] <= _NOW - 8) & (until > _NOW)]
    people = [_person(row, tables, _NOW) for row in there.to_dict("records")]
    best = [
        max((p for p in people if p["kind"] == kind), key=_gap) for kind in ("saboteur", "looter")
    ]
    target = sum(map(_last_year, best)) / len(best)
    others = sorted(
        (p for p in people if p["kind"] in {"careerist", "steward"}),
        key=lambda person: abs(_last_year(person) - target),
    )
    ten = [*best, *others[: _FACES - _WANTED]]
    return sorted(ten, key=lambda person: person["executive"])


def _last_year(person: dict[str, Any]) -> float:
    return float(sum(person["reports"][-4:])) / 4


def _gap(person: dict[str, Any]) -> float:
    return _last_year(person) - float(sum(person["values"][-4:])) / 4


def _tables() -> dict[str, pd.DataFrame]:
    import pandas as pd

    scenario = load_scenario(DEFAULT, [f"seed={_SEED}"])
    found = simulate(scenario, [_WORLD], ("tenures", "events", "conduct", "ledger", "firms"))
    return {name: pd.DataFrame(columns) for name, columns in found.items()}


def _person(
    tenure: dict[Any, Any], tables: dict[str, pd.DataFrame], until: int | None = None
) -> dict[str, Any]:
    """A tenure as the pages show it; quarters before the run are not recorded."""
    firm, seat = tenure["firm"], tenure["seat"]
    conduct = tables["conduct"]
    conduct = conduct[(conduct["firm"] == firm) & (conduct["seat"] == seat)]
    if until is not None:
        conduct = conduct[conduct["quarter"] < until]
    ledger = tables["ledger"]
    ledger = ledger[(ledger["firm"] == firm) & ledger["quarter"].isin(conduct["quarter"])]
    firms = tables["firms"]
    size = firms[firms["firm"] == firm].iloc[0]
    events = tables["events"]
    bombs = events[
        (events["firm"] == firm) & (events["seat"] == seat) & (events["event"] == "bomb surfaced")
    ]
    return {
        "executive": int(tenure["executive"]),
        "firm": int(firm),
        "firm_base_pay": _round(size["firm_base_pay"]),
        "firm_impact": _round(size["firm_impact"]),
        "kind": str(tenure["kind"]),
        "ability": _round(tenure["ability"]),
        "score": None if tenure["score"] != tenure["score"] else _round(tenure["score"]),
        "gaming": _round(tenure["gaming_lift"]),
        "start": int(tenure["start"]),
        "last_quarter": int(tenure["last_quarter"]),
        "exit": str(tenure["exit"]),
        "deceptive": bool(tenure["deceptive"]),
        "accrual_total": _round(tenure["accrual_total"]),
        "paid_total": _round(tenure["paid_total"]),
        "first_shown": int(conduct["quarter"].min()),
        "reports": [_round(value) for value in conduct["metric"]],
        "values": [_round(value) for value in conduct["value"]],
        "beliefs": [_round(value) for value in conduct["belief"]],
        "audited": [bool(value) for value in conduct["audited"]],
        "paid": [_round(value) for value in ledger["paid"]],
        "bombs": [
            {"quarter": int(quarter), "amount": _round(amount)}
            for quarter, amount in zip(bombs["quarter"], bombs["amount"], strict=True)
        ],
    }


def _round(value: Any) -> float:
    return round(float(value), 4)
