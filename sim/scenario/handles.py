"""The eight things to turn first in an economy, as values of plain data.

Five are of the contract and three of the people. Each reads one value off a scenario and puts
another one there; what it does not name stays as it is. Slopes, rates and shares are the
scenario's own fields. Two stand for more than one field:

- ``clawback`` is the rate of the scheme that has one, and else that of the scheme ``clawback``
  beside it, which reaches what all schemes have paid; at 0 there is none.
- ``misaligned`` scales the kinds of which the goal weighs anything besides pay and true value
  against all others, each group in its own proportions.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from incentives import catalogue
from sim.scenario.executives import Executives
from sim.support.inputs import InputError

PlainData = dict[str, Any]
_CLAWBACK, _SEASON = "clawback", "seasonal-audits"
_EXACT, _TOLD = 12, 8  # digits of a kind's share, and of a sum of them


class Handle(NamedTuple):
    """One thing to turn.

    Attributes:
        name: What it is called in an address.
        of_contract: Whether it is of the contract, or else of the people.
        get: Its value in a scenario; None where that is not one value.
        put: Puts a value into the first scenario; the second one is where it came from.
        blocked: Why it cannot be turned there, in a sentence; else nothing.
        most: As far as a control should go, at least; 0: it is no number.
        step: Of a control; 1: whole numbers.
    """

    name: str
    of_contract: bool
    get: Callable[[PlainData], Any]
    put: Callable[[PlainData, Any, PlainData], None]
    blocked: Callable[[PlainData], str]
    most: float = 0.0
    step: float = 0.0

    def read(self, text: str) -> Any:
        """The value that a text means.

        Raises:
            InputError: If a number is expected and it is none.
        """
        if not self.most:
            return text
        try:
            value = float(text)
        except ValueError:
            raise InputError(f"{self.name}: {text[:40]!r} is no number") from None
        return int(value) if self.step == 1 and value == int(value) else value

    def turned(self, data: PlainData, value: Any, start: PlainData) -> PlainData:
        """The scenario with a value there; plain data, not validated.

        Raises:
            InputError: If it cannot be turned here.
        """
        if reason := self.blocked(data):
            raise InputError(f"{self.name}: {reason}")
        found = deepcopy(data)
        self.put(found, value, start)
        return found


def misaligned_share(executives: PlainData) -> float:
    """The share of candidates whose goal weighs anything besides pay and true value."""
    return float(sum(executives["population"][name]["share"] for name in _misaligned(executives)))


def _misaligned(executives: PlainData) -> list[str]:
    people = Executives.model_validate(executives)
    return [name for name in people.population if people.goal_of(name).is_misaligned()]


def _part(parts: list[PlainData], name: str) -> PlainData | None:
    return next((part for part in parts if part["name"] == name), None)


def _main(data: PlainData) -> PlainData | None:
    """The scheme, if it is one, whatever is clawed back beside it."""
    schemes = [part for part in data["package"]["schemes"] if part["name"] != _CLAWBACK]
    return schemes[0] if len(schemes) == 1 else None


def _has(part: PlainData, parameter: str) -> bool:
    return parameter in catalogue("schemes")[part["name"]].model_fields


def _value(part: PlainData, parameter: str) -> Any:
    default = catalogue("schemes")[part["name"]].model_fields[parameter].default
    return part.get(parameter, default)


def _voted(data: PlainData) -> str:
    if data["shareholders"]["ballot"]:
        return "Shareholders vote on the packages of a ballot here; this one is not among them."
    return ""


def _get_scheme(data: PlainData) -> Any:
    main = _main(data)
    return None if main is None else main["name"]


def _put_scheme(data: PlainData, value: Any, start: PlainData) -> None:
    """Another scheme begins as it is, but for its slope, and a clawback that stood beside it."""
    main, schemes = _main(data), data["package"]["schemes"]
    beside = _part(schemes, _CLAWBACK)
    known = _part(start["package"]["schemes"], value)
    found = deepcopy(known) if known else {"name": value}
    parts = [found, *([beside] if beside is not None and value != _CLAWBACK else [])]
    data["package"]["schemes"] = parts
    if value not in catalogue("schemes"):
        return  # reading the scenario says what there is
    if main is not None and _has(main, "slope") and _has(found, "slope"):
        found["slope"] = _value(main, "slope")
    if beside is not None and _has(found, "clawback_rate"):
        found["clawback_rate"] = beside["rate"]
        parts.remove(beside)


def _get_slope(data: PlainData) -> Any:
    main = _main(data)
    return None if main is None or not _has(main, "slope") else _value(main, "slope")


def _put_slope(data: PlainData, value: Any, start: PlainData) -> None:
    main = _main(data)
    if main is not None:
        main["slope"] = value


def _no_slope(data: PlainData) -> str:
    if reason := _voted(data):
        return reason
    main = _main(data)
    if main is None:
        return "There are several schemes, each with a slope of its own."
    return "" if _has(main, "slope") else "This scheme has no slope."


def _get_clawback(data: PlainData) -> Any:
    main, beside = _main(data), _part(data["package"]["schemes"], _CLAWBACK)
    if main is not None and _has(main, "clawback_rate"):
        return _value(main, "clawback_rate")
    return 0.0 if beside is None else beside.get("rate", 0.5)


def _put_clawback(data: PlainData, value: Any, start: PlainData) -> None:
    main, schemes = _main(data), data["package"]["schemes"]
    if main is not None and _has(main, "clawback_rate"):
        main["clawback_rate"] = value
        return
    beside = _part(schemes, _CLAWBACK)
    if (
        value == 0.0
        and beside is not None
        and _part(start["package"]["schemes"], _CLAWBACK) is None
    ):
        schemes.remove(beside)
    elif beside is not None:
        beside["rate"] = value
    elif value != 0.0:
        schemes.append({"name": _CLAWBACK, "rate": value})


def _no_clawback(data: PlainData) -> str:
    if reason := _voted(data):
        return reason
    if _get_scheme(data) == "fixed-salary":
        return "A salary by itself awards nothing that could be taken back."
    return ""


def _get_filter(data: PlainData) -> Any:
    filters = data["package"]["filters"]
    return filters[0]["name"] if len(filters) == 1 else None


def _put_filter(data: PlainData, value: Any, start: PlainData) -> None:
    known = _part(data["package"]["filters"], value) or _part(start["package"]["filters"], value)
    found = {**deepcopy(known), "shortlist": None} if known else {"name": value}
    data["package"]["filters"] = [found]


def _get_audits(data: PlainData) -> Any:
    part = _part(data["package"]["oversight"], _SEASON)
    return 0.0 if part is None else part.get("rate", 0.25)


def _put_audits(data: PlainData, value: Any, start: PlainData) -> None:
    oversight = data["package"]["oversight"]
    part = _part(oversight, _SEASON)
    if part is not None and value == 0.0 and _part(start["package"]["oversight"], _SEASON) is None:
        oversight.remove(part)
    elif part is not None:
        part["rate"] = value
    elif value != 0.0:
        oversight.append({"name": _SEASON, "rate": value})


def _get_misaligned(data: PlainData) -> Any:
    return round(misaligned_share(data["executives"]), _TOLD)


def _put_misaligned(data: PlainData, value: Any, start: PlainData) -> None:
    """Raises InputError if it is no share."""
    if not 0.0 <= value <= 1.0:
        raise InputError(f"misaligned: {value:g} is no share; expected 0 to 1")
    if value == _get_misaligned(data):
        return
    executives = data["executives"]
    population, guilty = executives["population"], _misaligned(executives)
    groups = ((guilty, value), ([name for name in population if name not in guilty], 1.0 - value))
    for names, share in groups:
        weights = {name: population[name]["share"] for name in names}
        if not sum(weights.values()):  # all at 0: as they were
            before = start["executives"]["population"]
            weights = {name: before.get(name, {}).get("share", 0.0) for name in names}
        total = sum(weights.values())
        for name, weight in weights.items():
            part = weight / total if total else 1.0 / len(names)
            population[name]["share"] = round(share * part, _EXACT)


def _no_misaligned(data: PlainData) -> str:
    guilty = len(_misaligned(data["executives"]))
    if not guilty:
        return "Nobody here has a goal besides pay and true value."
    if guilty == len(data["executives"]["population"]):
        return "Everybody here has a goal besides pay and true value."
    return ""


def _trait(name: str, most: float, step: float) -> Handle:
    def get(data: PlainData) -> Any:
        return data["executives"][name]

    def put(data: PlainData, value: Any, start: PlainData) -> None:
        data["executives"][name] = value

    return Handle(name, False, get, put, lambda _: "", most, step)


HANDLES: dict[str, Handle] = {
    handle.name: handle
    for handle in (
        Handle("scheme", True, _get_scheme, _put_scheme, _voted),
        Handle("slope", True, _get_slope, _put_slope, _no_slope, 2.0, 0.05),
        Handle("clawback", True, _get_clawback, _put_clawback, _no_clawback, 2.0, 0.1),
        Handle("filter", True, _get_filter, _put_filter, _voted),
        Handle("audits", True, _get_audits, _put_audits, _voted, 1.0, 0.05),
        Handle("misaligned", False, _get_misaligned, _put_misaligned, _no_misaligned, 1.0, 0.01),
        _trait("awareness", 1.0, 0.01),
        _trait("foresight", 40.0, 1.0),
    )
}
"""By name, in the order in which they are put."""
