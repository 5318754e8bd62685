"""The experiment of a study written out, so that a file of it makes the same study again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.presets import scenario_data
from sim.study.store.study import Study


def experiment_of(study: Study) -> dict[str, Any]:
    """Fields of an experiment file with everything in it: no base, file or option is needed.

    Settings are what differs from the default economy.
    """
    manifest = study.manifest
    base = {name: value for name, value in manifest["base"].items() if name != "worlds"}
    found: dict[str, Any] = {
        "question": manifest["question"],
        "base": "default",
        "settings": dict(_different(scenario_data(None), base)),
        "levers": {n: raw for n, raw in manifest["levers"].items() if "listed" not in raw},
        "worlds": manifest["worlds"],
        "measures": list(manifest["measures"]),
        "record": list(manifest["record"]),
    }
    if manifest["design"] == "listed":
        found["points"] = {
            raw.get("path", name) if "listed" in raw else name: study.points.columns[
                name
            ].to_pylist()
            for name, raw in manifest["levers"].items()
        }
    elif manifest["design"] != "grid":
        found["design"] = manifest["design"]
    if manifest.get("drawn"):
        found["points"] = manifest["drawn"]
    if study.outcomes:
        found["outcomes"] = study.outcomes
    for name in ("exclude", "constraints"):
        if manifest[name]:
            found[name] = manifest[name]
    return found


def _different(
    usual: Mapping[str, Any], mine: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, Any]]:
    """Dotted paths and values in which one scenario differs from another."""
    for name, value in mine.items():
        place = f"{path}.{name}" if path else name
        before = usual.get(name)
        if value == before and type(value) is type(before):
            continue
        if (
            isinstance(value, dict)
            and isinstance(before, dict)
            and value
            and "." not in name
            and value.keys() == before.keys()
        ):
            yield from _different(before, value, place)
        else:
            yield place, value
