"""Stored results of experiments, a JSON file each, and whether they are of the experiment as it is.

They are written by ``python -m sim.findings docs/findings/NAME.md`` and read by everybody else.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.claims.catalogue import ranges
from sim.study.design.experiment import FOLDER, load_experiment
from sim.support.inputs import InputError, read_yaml, shown, suggest
from sim.support.words import short

RESULTS = Path(__file__).with_name("results")
_WORDS = ("answer", "source", "question", "hypothesis", "measures", "levers", "outcomes")
"""Fields of an experiment on which no stored number depends: words, and what its picture shows."""
_WORDS_OF_CLAIMS = ("claim", "expected")


def digest(name: str) -> str:
    """Of all that the numbers depend on and a file says: the experiment, and what is drawn."""
    data = _without(read_yaml(FOLDER / f"{name}.yaml"), _WORDS)
    claims = data.get("findings", {})
    data["findings"] = {key: _without(one, _WORDS_OF_CLAIMS) for key, one in claims.items()}
    text = json.dumps([data, ranges()], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


def _without(data: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in names}


def settled_names() -> list[str]:
    """Experiments whose results are stored."""
    return sorted(path.stem for path in RESULTS.glob("*.json"))


def stored(name: str) -> dict[str, Any]:
    """What is stored of an experiment, with its words, and whether it is ``stale``.

    Raises:
        InputError: If nothing is.
    """
    known = settled_names()
    if name not in known:
        raise InputError(f"no findings of {shown(name)} are stored; {suggest(name, known)}")
    found: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return worded(found)


def worded(found: dict[str, Any]) -> dict[str, Any]:
    """Results with the experiment's words: question, hypothesis, source, and answer with numbers.

    ``stale`` says whether the experiment has changed since.
    """
    asked = load_experiment(found["experiment"])
    numbers = {one["claim"]: _interval(one["estimate"]) for one in found["findings"]}
    return {
        **found,
        "question": asked.question,
        "hypothesis": " ".join(asked.hypothesis.split()),
        "source": " ".join(asked.source.split()),
        "answer": re.sub(
            r"{([^{}]*)}", lambda name: numbers.get(name[1], "?"), asked.answer
        ).strip(),
        "stale": found["digest"] != digest(found["experiment"]),
    }


def _interval(estimate: list[float]) -> str:
    mean, low, high = map(short, estimate)
    return f"{mean} ({low} to {high})"


def write(document: dict[str, Any], target: Path) -> None:
    """Store what has been settled."""
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def command(name: str) -> str:
    """What makes the results anew."""
    return f"python -m sim.findings docs/findings/{name}.md"
