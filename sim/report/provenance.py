"""How a study is made again, and what lies behind its numbers: for the report and the page."""

from __future__ import annotations

import copy
import json
import shlex
from contextlib import suppress
from typing import Any

import yaml

from sim.study.design.experiment import experiment_names
from sim.study.design.firm_files import varies_firms
from sim.study.design.levers import lever_of
from sim.study.store.study import Study
from sim.support.inputs import InputError, assign


def as_yaml(data: dict[str, Any]) -> str:
    """A mapping as a file has it, in its own order."""
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=90)
    return text


def common(study: Study) -> dict[str, Any]:
    """The base of all cells; fields that a lever sets are left to the table of levers."""
    common = copy.deepcopy(study.manifest["base"])
    for name, raw in study.manifest["levers"].items():
        for path in sorted(lever_of(name, raw).paths):
            with suppress(InputError):
                assign(common, path, "set by a lever")
    return dict(common)


def base_pay(study: Study) -> str | None:
    """What one base pay is in money, where all cells have the same real firms."""
    from sim.scenario.firms import worth_of_base_pay

    if varies_firms(study.manifest["levers"]):
        return None
    try:
        firms = study.scenario().firms
        worth = worth_of_base_pay(firms)
    except (ImportError, InputError):
        return None
    if worth is None:
        return None
    if firms.file_terms() is None:
        return f"{worth.amount:,.0f} in {worth.year} US dollars"
    return f"{worth.amount:,.0f} {worth.currency}" + (f" of {worth.year}" if worth.year else "")


def command(study: Study) -> str:
    """What makes the study again, on one line."""
    record = ",".join(name for name in study.record if name != "runs")
    if study.manifest["command"] == "run":
        words = ["proxyfight run scenario.yaml --out", shlex.quote(study.name)]
    else:
        known = study.name in experiment_names()
        words = ["proxyfight sweep", shlex.quote(study.name + ("" if known else ".yaml"))]
    for path, value in study.manifest["overrides"]:
        words.append("--set " + shlex.quote(f"{path}={json.dumps(value, ensure_ascii=False)}"))
    return " ".join(words + ([f"--record {record}"] if record else []))
