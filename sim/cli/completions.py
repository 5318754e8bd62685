"""Writes the names that a shell completes: ``python -m sim.cli.completions``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sim.checks import catalogue
from sim.claims.catalogue import claim_names
from sim.cli.completing import WORDS
from sim.cli.listing import sources
from sim.diagnosis.robustness.across import VARIED
from sim.lab.catalogue import catalogue as labs
from sim.replication import REPLICATIONS
from sim.scenario.scenario import Scenario
from sim.study.store.formats import FORMATS
from sim.tables.columns import RECORDS


def words() -> dict[str, list[str]]:
    """Names by kind, from what defines them."""
    return {
        "paths": list(dict.fromkeys(_paths(Scenario().model_dump(mode="json")))),
        "tables": list(RECORDS),
        "kinds": list(sources()),
        "checks": list(catalogue()),
        "labs": list(labs()),
        "claims": list(claim_names()),
        "replications": list(REPLICATIONS),
        "families": list(VARIED),
        "formats": list(FORMATS),
    }


def _paths(data: Any, prefix: str = "") -> Iterator[str]:
    """Paths of a scenario's fields; entries of lists by their names."""
    if isinstance(data, list):
        data = {entry["name"]: entry for entry in data if isinstance(entry, dict)}
    for name, inner in data.items():
        if prefix.endswith(("tasks", "schemes", "filters", "oversight")) or name != "name":
            path = f"{prefix}.{name}" if prefix else name
            nested = isinstance(inner, dict) or (
                isinstance(inner, list) and any(isinstance(entry, dict) for entry in inner)
            )
            if not isinstance(inner, dict):
                yield path
            if nested:
                yield from _paths(inner, path)


if __name__ == "__main__":
    WORDS.write_text(json.dumps(words(), indent=1) + "\n", encoding="utf-8")
