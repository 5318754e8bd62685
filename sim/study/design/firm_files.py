"""Files of firms that an experiment names: seen from its own folder, and told apart by content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.scenario.own_firms.content import content_of, digest_of, is_firm_file, lent_here
from sim.scenario.presets import beside
from sim.scenario.scenario import Scenario
from sim.study.design.levers import Lever, lever_of, read_lever
from sim.support.inputs import InputError

PREFIX_OF_FIRMS = "firms/"
"""Before the name of a file among the sources that a study depends on."""
_OF_DEFAULT_COUNT = ("ceosal2", "synthetic")


def levers_beside(levers: Any, folder: Path) -> Any:
    """Levers, in which files of firms are seen from a folder; labels stay as they are written."""
    if not isinstance(levers, Mapping):
        return levers
    return {name: _lever_beside(name, raw, folder) for name, raw in levers.items()}


def _lever_beside(name: Any, raw: Any, folder: Path) -> Any:
    try:
        plain = read_lever(name, raw).plain()
    except ValueError:
        return raw  # whoever reads it says what is wrong
    levels = plain.get("levels", {})
    found = {label: beside(level, folder) for label, level in levels.items()}
    return raw if found == levels else {**plain, "levels": found}


def files_beside(levers: Mapping[str, Lever], folder: Path) -> dict[str, Lever]:
    """Levers of points that are listed, in which files of firms are seen from a folder."""
    found = dict(levers)
    for name, lever in levers.items():
        if "firms.source" in lever.paths and not lever.path:
            levels = {label: beside(level, folder) for label, level in lever.levels.items()}
            found[name] = replace(lever, levels=levels)
    return found


def sets_firms(assignments: Iterable[tuple[str, Any]]) -> bool:
    """Whether one of some assignments sets a source of firms that says itself how many they are."""
    for path, value in assignments:
        if path == "firms" and isinstance(value, Mapping):
            path, value = "firms.source", value.get("source", _OF_DEFAULT_COUNT[0])
        if path == "firms.source" and value not in _OF_DEFAULT_COUNT:
            return True
    return False


def varies_firms(levers: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a lever, in its plain form, sets the source of firms."""
    found = (lever_of(name, raw) for name, raw in levers.items())
    return any({"firms", "firms.source"} & lever.paths for lever in found)


def firm_files(scenarios: Iterable[Scenario]) -> list[str]:
    """Paths of all files of firms that scenarios read, in order."""
    sources = {scenario.firms.source for scenario in scenarios}
    return sorted(source for source in sources if is_firm_file(source))


def contents(scenarios: Iterable[Scenario]) -> dict[str, bytes]:
    """What is in the files of firms that scenarios read."""
    return {source: content_of(source) for source in firm_files(scenarios)}


def lend_missing(files: Mapping[str, bytes]) -> None:
    """Know files that are on another machine and not here."""
    lent_here({source: raw for source, raw in files.items() if not Path(source).exists()})


def digests(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """A digest of every file of firms that scenarios read, by its name alone."""
    found: dict[str, list[str]] = {}
    for source in firm_files(scenarios):
        found.setdefault(f"{PREFIX_OF_FIRMS}{Path(source).name}", []).append(digest_of(source))
    return {name: "-".join(sorted({*several})) for name, several in found.items()}


def placeless(level: Mapping[str, Any]) -> dict[str, Any]:
    """A base or a level in which a file of firms has no folder: what is in it says which it is."""
    found = dict(level)
    if isinstance(firms := found.get("firms"), Mapping) and "source" in firms:
        found["firms"] = {**firms, "source": _name(firms["source"])}
    if "firms.source" in found:
        found["firms.source"] = _name(found["firms.source"])
    return found


def _name(source: Any) -> Any:
    return Path(source).name if is_firm_file(source) else source


def refuse_changed_firms(known: Mapping[str, str], scenario: Scenario) -> None:
    """Refuse to play on with other firms than those with which a study began.

    Args:
        known: Digests of the study's sources.
        scenario: What is to be played.

    Raises:
        InputError: If its file of firms is another one now.
    """
    for name, digest in digests([scenario]).items():
        if digest not in known.get(name, digest).split("-"):
            raise InputError(
                f"firms.source: {scenario.firms.source}: has changed since the study began; "
                "expected the same file, or --fresh"
            )
