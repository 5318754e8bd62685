"""Random valid scenarios: every field of the models within its own bounds, in small worlds.

What a field may be is read off the models themselves, so a new field or part is drawn as soon as it
is there. A field keeps its default, moves about it, or goes anywhere within its bounds, with
chances that differ from scenario to scenario: some are all but ordinary, some are wild.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from re import sub
from typing import Annotated, Any, Literal, NamedTuple, cast, get_args, get_origin

import numpy as np
from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agents.goals import ARCHETYPES
from incentives import FAMILIES, catalogue
from sim.hiring.applicants import ABILITY_SDS
from sim.scenario.executives import GoalWeights, Member
from sim.scenario.package import Package
from sim.scenario.part_field import NamedPartOf
from sim.scenario.scenario import Scenario
from sim.scenario.technology import Shift, Task, task_table
from sim.support.inputs import InputError

_SMALL: dict[str, tuple[int, int]] = {
    "worlds": (2, 2),
    "quarters": (2, 10),
    "burn_in": (0, 6),
    "count": (2, 8),
    "seed": (0, 2**63 - 1),
    "candidates": (1, 12),
    "experienced": (0, 6),
    "foresight": (0, 24),
    "resolution": (4, 16),
    "holders": (1, 20),
    "shortlist": (1, 6),
    "n": (1, 64),
    "steps": (0, 200),
}
"""Sizes that cost time or memory: whatever the bounds are, they are drawn from here."""
FARTHEST = 512
"""Beyond, expected pay is not tabulated at full resolution (``sim/plan/pay/expected.py``), and the
search for best responses takes so long that there would be few scenarios."""
_TRIES = 100  # to draw a part, or a scenario


class Drawn(NamedTuple):
    """A scenario that was drawn, and what was refused on the way to it.

    Attributes:
        scenario: The scenario.
        data: Its fields as they were written.
        refused: Sentences of contradictions, with how often each was met.
    """

    scenario: Scenario
    data: dict[str, Any]
    refused: Counter[str]


def draw_scenario(seed: int, number: int) -> Drawn:
    """The scenario of that number; the same for the same seed and number.

    Raises:
        RuntimeError: If nothing valid is found, which says that the generator is wrong.
    """
    refused: Counter[str] = Counter()
    for attempt in range(_TRIES):
        draw = _Draw(np.random.default_rng([seed, number, attempt]), refused)
        data = draw.scenario()
        try:
            scenario = Scenario.model_validate(data)
        except InputError as error:
            refused[_said(error)] += 1
            continue
        if _reach(scenario) <= FARTHEST:
            return Drawn(scenario, data, refused)
        refused[f"left out: reports reach over more than {FARTHEST} times their noise"] += 1
    raise RuntimeError(f"no valid scenario in {_TRIES} tries: {refused.most_common(3)}")


def _reach(scenario: Scenario) -> float:
    """Over how many standard deviations of their noise reports may reach by what is done."""
    executives, regimes = scenario.executives, scenario.regimes
    able = max(
        executives.trait(name, "ability_mean") + ABILITY_SDS * executives.trait(name, "ability_sd")
        for name in executives.population
    )
    spans = []
    for regime in range(len(regimes) + 1):
        table = task_table(scenario.technology, regimes, regime)
        spans.append(float(np.abs(table["loading"]) @ table["cap"]))
    return float(able * max(spans) / scenario.metric.noise)


def _said(error: InputError) -> str:
    """The reason without numbers, so that equal reasons are counted together."""
    return sub(r"\d[\d.e+-]*", "#", str(error))


class _Draw:
    """One scenario in the making."""

    def __init__(self, rng: np.random.Generator, refused: Counter[str]) -> None:
        self._rng, self._refused = rng, refused
        self._aside = rng.spawn(1)[0]
        self._moved = float(rng.choice([0.1, 0.3, 0.7]))  # share of fields that are not default
        self._wild = float(rng.choice([0.0, 0.1, 0.5]))  # of them, anywhere within their bounds

    def scenario(self) -> dict[str, Any]:
        """Fields of a scenario."""
        tasks = self._tasks()
        names = [task["name"] for task in tasks]
        data = self._fields(Scenario, skip={"description", "regimes", "package", "technology"})
        data |= {name: self._whole(*_SMALL[name]) for name in ("worlds", "quarters", "seed")}
        data["burn_in"] = (
            self._whole(*_SMALL["burn_in"]) if self._rng.random() < 0.3 else 0
        )  # the default is long
        data["firms"] = {**data.get("firms", {}), "count": self._whole(*_SMALL["count"])}
        data["technology"] = {**self._of_a_kind(Scenario, "technology"), "tasks": tasks}
        data["technology"].update(self._joint_costs(names))
        if self._rng.random() < 0.3:
            data["technology"]["risk"] = {
                **data["technology"].get("risk", {}),
                "levels": self._rising(3, 0.05, 2.0),
            }
        if self._rng.random() < 0.3:
            data["regimes"] = self._regimes(names)
        data["executives"] = {**self._of_a_kind(Scenario, "executives"), **self._population()}
        data["package"] = self._package(names)
        levels = [0.0, *self._rising(2, 0.01, 1.0)] if self._rng.random() < 0.4 else [0.0]
        data["shareholders"] = {
            **self._of_a_kind(Scenario, "shareholders"),
            "monitoring_levels": levels,
        }
        if self._rng.random() < 0.15:
            data["shareholders"]["ballot"] = {
                "one": data["package"],
                "two": self._package(names),
            }
        return data

    def _of_a_kind(self, model: type[BaseModel], name: str) -> dict[str, Any]:
        """Plain fields of a section, without its tables."""
        inner = model.model_fields[name].annotation
        assert isinstance(inner, type) and issubclass(inner, BaseModel)
        tables = {"tasks", "interactions", "population", "monitoring_levels", "ballot", "levels"}
        return self._fields(inner, skip=tables)

    def _tasks(self) -> list[dict[str, Any]]:
        """The default's tasks or some of them, moved; or tasks that are all new."""
        default = [task.model_dump() for task in Scenario().technology.tasks]
        if self._rng.random() < 0.5:
            keep = [task for task in default if self._rng.random() < 0.8] or default[:1]
            return [{**task, **self._fields(Task, skip={"name"}, share=0.15)} for task in keep]
        count = self._whole(1, 10)
        drawn = []
        for j in range(count):
            row = {
                "name": f"t{j}",
                "value": self._rng.normal(),
                "loading": self._rng.normal(0.3, 0.5),
                "visible": self._rng.random(),
            }
            if self._rng.random() < 0.5:
                row |= {"private": abs(self._rng.normal()), "detectability": self._rng.random()}
            drawn.append({**row, **self._fields(Task, skip={"name"}, share=0.3)})
        return drawn

    def _joint_costs(self, names: list[str]) -> dict[str, Any]:
        if len(names) < 2 or self._rng.random() < 0.75:
            return {}
        pair = self._rng.choice(names, 2, replace=False).tolist()
        return {"interactions": [{"tasks": pair, "cost": self._rng.normal(0.0, 0.5)}]}

    def _regimes(self, names: list[str]) -> list[dict[str, Any]]:
        starts = sorted({self._whole(1, 5) for _ in range(self._whole(1, 2))})
        return [
            {
                "start": start,
                "tasks": {str(self._rng.choice(names)): self._fields(Shift)},
                **self._another_rule(),
            }
            for start in starts
        ]

    def _another_rule(self) -> dict[str, Any]:
        """What a regime changes besides tasks, if anything; all else stays as it is drawn."""
        drawn, self._rng = self._rng, self._aside
        found: dict[str, Any] = {}
        if self._rng.random() < 0.5:
            found["awareness"] = {"all": self._rng.random()}
            if self._rng.random() < 0.5:
                found["package"] = {"oversight": self._some("oversight", 0, 3)}
        self._rng = drawn
        return found

    def _population(self) -> dict[str, Any]:
        """Kinds with their shares, some with goals and traits of their own."""
        if self._rng.random() < 0.3:
            return {}
        count = self._whole(1, 4)
        names = self._rng.choice([*ARCHETYPES], min(count, len(ARCHETYPES)), replace=False).tolist()
        if self._rng.random() < 0.3:
            names[0] = "own"
        shares = self._rng.dirichlet(np.ones(len(names)))
        shares[0] += 1.0 - shares.sum()
        kinds = {}
        for name, share in zip(names, shares.tolist(), strict=True):
            kinds[name] = {**self._fields(Member, skip={"share", "goal"}, share=0.1)}
            kinds[name]["share"] = share
            if name == "own":
                kinds[name]["goal"] = self._fields(GoalWeights, share=0.8)
        return {"population": kinds}

    def _package(self, tasks: list[str]) -> dict[str, Any]:
        """A package of parts of all families."""
        plain = self._fields(Package, skip=set(FAMILIES))
        used = self._some("metrics", 0, 2)
        labels = [metric.get("label") or metric["name"] for metric in used]
        schemes = self._some("schemes", 1, 3)
        for scheme in schemes:
            fields = catalogue("schemes")[scheme["name"]].model_fields
            if "metric" in fields and self._rng.random() < 0.3:
                scheme["metric"] = str(self._rng.choice([*labels, *catalogue("metrics")]))
            elif "metric" in scheme:
                del scheme["metric"]
        filters = self._some("filters", 1, 3)
        filters[-1].pop("shortlist", None)
        oversight = self._some("oversight", 0, 4)
        found = {"schemes": schemes, "filters": filters, "oversight": oversight, "metrics": used}
        return {
            **plain,
            **{name: parts for name, parts in found.items() if parts or name != "metrics"},
        }

    def _some(self, family: str, least: int, most: int) -> list[dict[str, Any]]:
        return [self._part(family) for _ in range(self._whole(least, most))]

    def _part(self, family: str) -> dict[str, Any]:
        """A part that is possible by itself."""
        for _ in range(_TRIES):
            name = str(self._rng.choice([*catalogue(family)]))
            part = catalogue(family)[name]
            fields = {"name": name, **self._fields(part)}
            try:
                Package.model_validate({family: [fields]})
            except InputError as error:
                said = _said(error)
                if not (family == "filters" and "no filter follows" in said):
                    self._refused[said] += 1
                    continue
            return fields
        return {"name": name}

    # Fields -------------------------------------------------------------------------------------

    def _fields(
        self, model: type[BaseModel], skip: Collection[str] = (), share: float | None = None
    ) -> dict[str, Any]:
        """Some of a model's fields; those that are no numbers, words or sections are left out."""
        share = self._moved if share is None else share
        found: dict[str, Any] = {}
        for name, field in model.model_fields.items():
            if name in skip:
                continue
            inner, family = field.annotation, named_family(field)
            if family is not None:
                if self._rng.random() < share:
                    part = str(self._rng.choice([*catalogue(family)]))
                    found[name] = {"name": part, **self._fields(catalogue(family)[part])}
            elif isinstance(inner, type) and issubclass(inner, BaseModel):
                found[name] = self._of_a_kind(model, name)
            elif field.is_required() or self._rng.random() < share:
                value = self._value(name, field)
                if value is not None:
                    found[name] = value
        return found

    def _value(self, name: str, field: FieldInfo) -> Any:
        kind, terms = kind_of(field)
        model = mapping_of(field)
        if model is not None and self._rng.random() < 0.4:
            return self._fields(model)
        if kind is bool:
            return bool(self._rng.random() < 0.5)
        if get_origin(kind) is Literal:
            return self._rng.choice(get_args(kind)).item()
        if kind not in (int, float):
            words = _words_beside_text(kind)
            return str(self._rng.choice(words)) if words else None
        low, high = bounds(kind, terms)
        if kind is int:
            at, to = _SMALL.get(name, (-(10**6), 10**6))
            at, to = int(max(at, low)), int(min(to, high))
            return self._whole(at, min(to, at + 12) if self._rng.random() > self._wild else to)
        return self._number(low, high, (field.examples or [field.default])[0])

    def _number(self, low: float, high: float, default: Any) -> float:
        """A number about the default, or anywhere within bounds: on one, or of any size."""
        rng = self._rng
        usual = float(default) if isinstance(default, int | float) else 0.0
        if rng.random() >= self._wild:
            found = usual + rng.normal() * max(abs(usual), 0.3)
            return float(np.clip(found, low, high))
        kind = rng.integers(4)
        if kind == 0:
            return low if np.isfinite(low) else 0.0
        if kind == 1:
            return high if np.isfinite(high) else 1e6
        if kind == 2 and np.isfinite(high - low):
            return float(rng.uniform(low, high))
        size = float(10.0 ** rng.uniform(-6, np.log10(max(abs(high), abs(low), 1e-5))))
        return float(np.clip(size if rng.random() < 0.7 else -size, low, high))

    def _whole(self, low: int, high: int) -> int:
        return int(self._rng.integers(low, high, endpoint=True))

    def _rising(self, most: int, low: float, high: float) -> list[float]:
        count = self._whole(1, most)
        return sorted({round(float(x), 6) for x in self._rng.uniform(low, high, count)})


def kind_of(field: FieldInfo) -> tuple[Any, list[Any]]:
    """The type of a field without None, and what is said of its bounds; a mapping aside."""
    kind, terms = field.annotation, list(field.metadata)
    options = [
        inner for inner in get_args(kind) if inner is not type(None) and not _is_model(inner)
    ]
    if get_origin(kind) is not Literal and len(options) == 1 and get_origin(kind) is not tuple:
        kind = options[0]
        for more in getattr(kind, "__metadata__", ()):
            terms += getattr(more, "metadata", [more])
        kind = getattr(kind, "__origin__", kind) if hasattr(kind, "__metadata__") else kind
    return kind, terms


def named_family(field: FieldInfo) -> str | None:
    """The family of which a field holds one part, if it does."""
    inner = [mark for one in get_args(field.annotation) for mark in get_args(one)]
    marks = [one for one in (*field.metadata, *inner) if isinstance(one, NamedPartOf)]
    return marks[0].family if marks else None


def _words_beside_text(kind: Any) -> list[str]:
    """Words that a field knows where any text may be, as sources of firms beside files."""
    options = [(get_origin(one), get_args(one)) for one in get_args(kind)]
    if not any(origin is Annotated and inner[0] is str for origin, inner in options):
        return []
    return [word for origin, inner in options if origin is Literal for word in inner]


def mapping_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model that may be written where a number may."""
    return next((inner for inner in get_args(field.annotation) if _is_model(inner)), None)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def bounds(kind: type, terms: list[Any]) -> tuple[float, float]:
    """The least and the largest number that a field of that type may be, whole if it is."""
    low, high = -np.inf, np.inf
    for term in terms:
        if isinstance(term, Ge):
            low = cast(float, term.ge)
        elif isinstance(term, Gt):
            low = _next(kind, cast(float, term.gt), 1)
        elif isinstance(term, Le):
            high = cast(float, term.le)
        elif isinstance(term, Lt):
            high = _next(kind, cast(float, term.lt), -1)
    return (low, high) if kind is int else (float(low), float(high))


def _next(kind: type, number: float, way: int) -> float:
    return number + way if kind is int else float(np.nextafter(number, way * np.inf))
