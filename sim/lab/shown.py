"""What the labs have to show at once: selected policies step by step, and herds.

``python -m sim.lab.shown`` makes ``data/shown.json`` (some minutes); a test holds a sample of it to
fresh selections. Reading it needs nothing of the labs.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"
SHOWN_FILE, TABLES_FILE = _DATA / "shown.json", _DATA / "tables.json"
SELECTIONS, STEPPED, HERDS_SHOWN = 100, 8, 8
SHOWN_COMMAND = "python -m sim.lab.shown"


@cache
def shown() -> dict[str, Any]:
    """What is shipped: a document by lab, as the ``shown.py`` of its package says."""
    found: dict[str, Any] = json.loads(SHOWN_FILE.read_text(encoding="utf-8"))
    return found


@cache
def tables() -> dict[str, list[dict[str, str]]]:
    """Tables of docs/lab.md by their marks: rows, each a text by heading.

    ``python -m sim.findings docs/lab.md`` writes them.
    """
    found: dict[str, list[dict[str, str]]] = json.loads(TABLES_FILE.read_text(encoding="utf-8"))
    return found


def make() -> dict[str, Any]:
    """All of it, selected and played anew."""
    from sim.lab.irish_elk import shown as elk
    from sim.lab.keys_and_chests import shown as keys
    from sim.lab.red_doors import shown as doors

    return {
        "red-doors": doors.document(SELECTIONS, STEPPED),
        "keys-and-chests": keys.document(SELECTIONS, STEPPED),
        "irish-elk": elk.document(40, HERDS_SHOWN),
    }


def main() -> None:
    """Write the file."""
    SHOWN_FILE.parent.mkdir(exist_ok=True)
    text = json.dumps(make(), separators=(",", ":"), allow_nan=False)
    SHOWN_FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
