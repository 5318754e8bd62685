"""Scenarios as users write them, at random: valid by construction, within what is ordinary.

Ordinary is foresight up to 40 quarters, up to 64 candidates, 3 schemes, 3 filters, 4 kinds of
oversight, 6 tasks and 6 kinds of executive, risk aversion up to 2; tournaments are among it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.goals import ARCHETYPES

SCHEMES: tuple[str, ...] = (
    "balanced-scorecard",
    "clawback",
    "corridor",
    "deferred-bonus",
    "fixed-salary",
    "golden-parachute",
    "holdback",
    "hurdle-bonus",
    "incentive-account",
    "linear-bonus",
    "market-wage",
    "menu",
    "options",
    "profit-sharing",
    "relative-performance",
    "restricted-stock",
    "stock-grant",
    "stock-price",
    "subjective-assessment",
    "tournament",
    "true-value",
)
FILTERS: tuple[str, ...] = (
    "adversarial-interview",
    "background-check",
    "integrity-test",
    "interview",
    "lottery",
    "panel",
    "references",
    "structured-interview",
    "track-record",
    "transparency-scan",
    "unstructured-interview",
    "work-sample",
)
OVERSIGHT: tuple[str, ...] = (
    "auditor-rotation",
    "belief-dismissal",
    "board-monitoring",
    "probation",
    "proxy-contest",
    "random-audits",
    "relative-dismissal",
    "risk-based-audits",
    "seasonal-audits",
    "spot-checks",
    "takeover",
    "whistleblowers",
)
_SLOPED = {"corridor", "deferred-bonus", "linear-bonus", "options", "relative-performance"}


def ordinary(rng: np.random.Generator) -> dict[str, Any]:
    """A scenario as plain data; one world of a few firms, two quarters."""
    return {
        "worlds": 1,
        "quarters": 2,
        "firms": {"source": "synthetic", "count": int(rng.integers(2, 41))},
        "technology": {
            "tasks": [_task(rng, j) for j in range(int(rng.integers(1, 7)))],
            "detection": str(rng.choice(["linear", "exponential"], p=[0.75, 0.25])),
            "maturing": _round(rng.uniform(0.0, 0.3)),
        },
        "metric": {
            "noise": _round(rng.uniform(0.2, 1.5)),
            "common_noise": _round(rng.choice([0.0, rng.uniform(0.05, 0.8)])),
            "matured_weight": _round(rng.choice([0.0, rng.uniform(0.0, 1.0)])),
        },
        "executives": _executives(rng),
        "market": {
            "candidates": (candidates := int(np.round(64.0 ** rng.uniform()))),
            "experienced": int(rng.integers(0, candidates + 1)),
            "poaching": _round(rng.uniform(0.0, 0.1)),
            "retirement": _round(rng.uniform(0.0, 0.05)),
        },
        "board": {"compares_with": str(rng.choice(["peers", "expectation"], p=[0.7, 0.3]))},
        "shareholders": {"monitoring_levels": [0.0]},
        "package": {
            "schemes": [_scheme(rng, name) for name in _some(rng, SCHEMES, 3)],
            "filters": [{"name": name} for name in _some(rng, FILTERS, 3)],
            "oversight": [_oversight(rng, name) for name in _some(rng, OVERSIGHT, 4, least=0)],
        },
    }


def _round(value: float) -> float:
    """Few digits, as people write them."""
    return float(f"{value:.3g}")


def _some(rng: np.random.Generator, names: tuple[str, ...], most: int, least: int = 1) -> list[str]:
    count = int(rng.integers(least, most + 1))
    return [str(name) for name in rng.choice(names, count, replace=False)]


def _task(rng: np.random.Generator, number: int) -> dict[str, Any]:
    harmful = bool(rng.uniform() < 0.4)
    task = {
        "name": f"task-{number}",
        "value": _round(rng.uniform(-1.5, 0.0) if harmful else rng.uniform(0.0, 1.5)),
        "visible": _round(rng.choice([0.0, 0.5, 1.0])),
        "loading": _round(rng.uniform(-0.3, 1.2)),
        "proxy": _round(rng.uniform(0.0, 1.0)),
        "private": _round(rng.uniform(0.0, 1.0)) if harmful else 0.0,
        "detectability": _round(rng.uniform(0.05, 0.6)) if harmful else 0.0,
        "cost": _round(rng.uniform(0.5, 2.0)),
        "curvature": _round(rng.choice([0.0, rng.uniform(0.0, 3.0)])),
        "once": bool(rng.uniform() < 0.1),
    }
    if not harmful and rng.uniform() < 0.15:
        task["borrowed"] = _round(rng.uniform(0.1, 1.0))
    return task


def _executives(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.integers(1, 7))
    names = [str(name) for name in rng.choice(list(ARCHETYPES), min(count, len(ARCHETYPES)), False)]
    weights = rng.integers(1, 5, len(names))
    shares = weights / weights.sum()
    shares[-1] = 1.0 - shares[:-1].sum()
    population: dict[str, Any] = {}
    for name, share in zip(names, shares.tolist(), strict=True):
        member: dict[str, Any] = {"share": share}
        if rng.uniform() < 0.5:
            member["risk_aversion"] = _round(rng.uniform(0.0, 2.0))
        if rng.uniform() < 0.2:
            member["foresight"] = int(rng.integers(0, 41))
        if rng.uniform() < 0.2:
            member["ability_mean"] = _round(rng.uniform(0.8, 1.3))
        if rng.uniform() < 0.15:
            member["cognition"] = "rule"
        population[name] = member
    return {
        "population": population,
        "ability_sd": _round(rng.choice([0.0, rng.uniform(0.05, 0.3)], p=[0.2, 0.8])),
        "talent_sd": _round(rng.choice([0.0, rng.uniform(0.0, 0.5)])),
        "foresight": int(rng.integers(0, 41)),
        "awareness": _round(rng.choice([1.0, rng.uniform()])),
        "patience": _round(rng.uniform(0.9, 0.995)),
        "risk_aversion": _round(rng.choice([0.0, rng.uniform(0.0, 2.0)])),
        "lying_cost": _round(rng.choice([0.0, rng.uniform(0.0, 0.3)])),
    }


def _scheme(rng: np.random.Generator, name: str) -> dict[str, Any]:
    scheme: dict[str, Any] = {"name": name}
    if name in _SLOPED:
        scheme["slope"] = _round(rng.uniform(0.05, 0.8))
    if name == "tournament":
        scheme |= {"prize": _round(rng.uniform(0.1, 2.0)), "share": _round(rng.uniform(0.05, 0.6))}
    return scheme


def _oversight(rng: np.random.Generator, name: str) -> dict[str, Any]:
    part: dict[str, Any] = {"name": name}
    if name in ("random-audits", "whistleblowers", "seasonal-audits", "spot-checks"):
        part["rate"] = _round(rng.choice([0.0, rng.uniform(0.0, 0.5)], p=[0.1, 0.9]))
    if name == "random-audits" and rng.uniform() < 0.3:
        part["repayment"] = _round(rng.uniform(0.5, 2.0))
    if name == "auditor-rotation":
        part["every"] = int(rng.choice([4, 8, 12, 20]))
    return part
