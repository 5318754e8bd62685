"""What can be set in a scenario: its fields and those of its parts, read off the models."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from incentives import FAMILIES, Part, catalogue
from sim.scenario.part_field import NamedPartOf, PartOf
from sim.scenario.scenario import Scenario

FieldKind = Literal[
    "number", "integer", "choice", "switch", "text", "numbers", "parts", "structure"
]


class Field(NamedTuple):
    """A field that can be set.

    Attributes:
        path: Dotted path in a scenario, parts by name: ``package.schemes.linear-bonus.slope``.
        kind: What its values are; ``structure`` is anything that needs YAML.
        description: What it means, with its unit.
        default: Its default as plain data; None where there is none.
        low: Smallest number allowed, or the bound that must be exceeded.
        high: Largest number allowed.
        optional: Whether it may be left out.
        choices: Values of a choice, or names of parts.
    """

    path: str
    kind: FieldKind
    description: str = ""
    default: Any = None
    low: float | None = None
    high: float | None = None
    optional: bool = False
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Last step of the path."""
        return self.path.rpartition(".")[2]

    @property
    def is_share(self) -> bool:
        """Whether it is a number between 0 and 1."""
        return self.kind == "number" and (self.low, self.high) == (0, 1) and not self.optional


def section(model: type[BaseModel], path: str = "") -> tuple[Field, ...]:
    """All fields of a model and of the models in it, in their order."""
    known = tuple(part for family in FAMILIES for part in catalogue(family).values())
    return _section(model, path, known)


@lru_cache(maxsize=256)
def _section(model: type[BaseModel], path: str, known: tuple[type[Part], ...]) -> tuple[Field, ...]:
    """Pages ask for the same ones again and again; a part that is new makes them others."""
    found: list[Field] = []
    schema = model.model_json_schema()
    for name, info in model.model_fields.items():
        place = f"{path}.{name}" if path else name
        inner = info.annotation
        one = next((mark for mark in info.metadata if isinstance(mark, NamedPartOf)), None)
        if one is not None:
            choices, default = tuple(catalogue(one.family)), info.default.name
            found.append(Field(place, "choice", info.description or "", default, choices=choices))
            continue
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found += _section(inner, place, known)
            continue
        family = _family(inner)
        if family:
            choices = tuple(catalogue(family))
            found.append(Field(place, "parts", info.description or "", choices=choices))
            continue
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        found.append(_field(place, schema["properties"][name], default))
    return tuple(found)


def scenario_fields() -> dict[str, Field]:
    """Every field of a scenario by its path; parts as one field per family."""
    return {field.path: field for field in section(Scenario)}


def scenario_of(data: dict[str, Any]) -> Scenario:
    """The scenario that plain data describes.

    Raises:
        InputError: If a field is wrong.
    """
    return Scenario.read(data)


def changes(model: BaseModel, default: BaseModel, path: str = "") -> dict[str, Any]:
    """Dotted paths and plain values of the fields in which a scenario differs from the default."""
    plain = model.model_dump(mode="json", exclude_none=True)
    found: dict[str, Any] = {}
    for name in type(model).model_fields:
        mine, theirs = getattr(model, name), getattr(default, name)
        sections = isinstance(mine, BaseModel) and not isinstance(mine, Part)
        if sections and isinstance(theirs, BaseModel):
            found |= changes(mine, theirs, f"{path}{name}.")
        elif mine != theirs:
            found[path + name] = plain.get(name)
    return found


def part_class(path: str, name: str) -> type[Part]:
    """The part of that name in the family at ``path``, as in ``package.schemes``."""
    return catalogue(path.rpartition(".")[2])[name]


def part_fields(path: str, name: str) -> list[Field]:
    """Parameters of a part."""
    return list(section(part_class(path, name), f"{path}.{name}"))


def value_at(data: Any, path: str) -> Any:
    """The value at a dotted path in plain data; parts by name. None if there is none."""
    for step in path.split("."):
        if isinstance(data, list):
            data = next((entry for entry in data if entry.get("name") == step), None)
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _family(annotation: Any) -> str:
    """The family of parts that a field holds, if it holds parts."""
    for inner in get_args(annotation):
        if get_origin(inner) is Annotated:
            for mark in get_args(inner):
                if isinstance(mark, PartOf):
                    return mark.family
    return ""


def _field(path: str, schema: dict[str, Any], default: Any) -> Field:
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    optional = len(options) < len(schema.get("anyOf", [schema]))
    inline = [option for option in options if "$ref" not in option]  # else mappings, which do, too
    body = inline[0] if len(inline) == 1 else {}
    words = [option for option in inline if "enum" in option]
    if len(words) == 1 and all(option.get("type") == "string" for option in inline):
        body = words[0]  # beside files, which no page reads
    field = Field(
        path,
        "structure",
        schema.get("description", ""),
        default,
        body.get("minimum", body.get("exclusiveMinimum")),
        body.get("maximum", body.get("exclusiveMaximum")),
        optional,
    )
    if "enum" in body:
        return field._replace(kind="choice", choices=tuple(body["enum"]))
    if body.get("type") == "array":
        numeric = body.get("items", {}).get("type") in {"number", "integer"}
        return field._replace(kind="numbers" if numeric else "structure")
    kinds: dict[str, FieldKind] = {
        "number": "number",
        "integer": "integer",
        "boolean": "switch",
        "string": "text",
    }
    return field._replace(kind=kinds.get(body.get("type", ""), "structure"))
