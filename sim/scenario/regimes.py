"""What a regime makes of packages and people; what it makes of tasks is in ``technology.py``."""

from __future__ import annotations

from collections.abc import Sequence

from incentives.explained import Inside
from incentives.sentences import key_of, shown, suggest
from sim.scenario.executives import Executives
from sim.scenario.package import Package
from sim.scenario.technology import Regime
from sim.support.inputs import InputError, assign

_EVERYBODY = "all"
"""Everybody, where a regime says how much kinds know."""


def package_in(package: Package, regimes: Sequence[Regime], regime: int) -> Package:
    """A package as it is in a regime; the same object if no shift so far says anything of it.

    Args:
        package: Before the first shift.
        regimes: All shifts; ``regime``: how many have happened.

    Raises:
        Inside: If there is no such package.
    """
    if not any(shift.package for shift in regimes[:regime]):
        return package
    data = {"package": package.model_dump(mode="json")}
    for number, shift in enumerate(regimes[:regime]):
        for path, value in shift.package.items():
            where = f"regimes.{number}.package.{path}"
            try:
                assign(data, f"package.{path}", value)
            except InputError as error:
                raise Inside(where, str(error).removeprefix("package.")) from None
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            if path == "base_pay" and not plain:
                raise Inside(where, f"is {shown(value)}; expected a number, for people are there")
    last = max(number for number, shift in enumerate(regimes[:regime]) if shift.package)
    try:
        return Package.read(data["package"], "")
    except InputError as error:
        raise Inside(f"regimes.{last}.package", str(error)) from None


def executives_in(executives: Executives, regimes: Sequence[Regime], regime: int) -> Executives:
    """Who can be hired in a regime; the same object if no shift so far says anything of them.

    Arguments as of :func:`package_in`.

    Raises:
        Inside: If there is no such kind, or shares do not add up.
    """
    members = dict(executives.population)
    for number, shift in enumerate(regimes[:regime]):
        for field, changes in (("share", shift.population), ("awareness", shift.awareness)):
            named = "population" if field == "share" else "awareness"
            for kind, value in changes.items():
                everybody = field == "awareness" and kind == _EVERYBODY
                if kind not in members and not everybody:
                    raise Inside(
                        f"regimes.{number}.{named}.{key_of(kind)}",
                        f"is no kind of executive; {suggest(kind, list(members))}",
                    )
                for name in members if everybody else (kind,):
                    members[name] = members[name].model_copy(update={field: value})
        total = sum(member.share for member in members.values())
        if abs(total - 1.0) > 1e-9:
            raise Inside(
                f"regimes.{number}.population", f"the shares sum to {total:.6g} then; expected 1"
            )
    if members == executives.population:
        return executives
    return executives.model_copy(update={"population": members})
