"""Reading what users write: YAML, `--set path=value`, and one sentence when it is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 1_000_000
MAX_NODES = 100_000


class InputError(Exception):
    """The input is wrong: exit status 2 and one sentence that names the field."""


class _Loader(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice; on, off, yes and no are words, as in YAML 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML looks it up on the class)
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    own: set[Any] = set()
    for key_node, _ in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            continue  # what is merged in may be overridden
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(
                None, None, "a key is a list or a mapping", key_node.start_mark
            )
        if key in own:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} is given twice", key_node.start_mark
            )
        own.add(key)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


def _integer(loader: _Loader, node: yaml.ScalarNode) -> int:
    if len(node.value) > 100:  # Python cannot even print what is much longer
        raise yaml.constructor.ConstructorError(
            None, None, "a number of more than 100 digits", node.start_mark
        )
    return loader.construct_yaml_int(node)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def parse_yaml(text: str, origin: str) -> Any:
    """Plain data from YAML text.

    Raises:
        InputError: If the text is no YAML, asks for Python objects, or expands beyond reason.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
        _count(node, origin)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise InputError(f"{origin}{where}: {problem}; expected plain YAML") from None
    except RecursionError:
        raise InputError(f"{origin}: nested too deeply; expected plain YAML") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # PyYAML's own constructors, given a tag such as !!int or !!timestamp and the wrong text
        raise InputError(f"{origin}: a value does not fit its tag; expected plain YAML") from None


def _count(node: yaml.Node | None, origin: str) -> None:
    """Refuse YAML whose aliases expand to more than ``MAX_NODES`` nodes or into themselves."""
    stack, total = [node], 0
    while stack:
        current = stack.pop()
        total += 1
        if total > MAX_NODES:
            raise InputError(f"{origin}: expands to more than {MAX_NODES} values")
        if isinstance(current, yaml.SequenceNode):
            stack.extend(current.value)
        elif isinstance(current, yaml.MappingNode):
            for pair in current.value:
                stack.extend(pair)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        InputError: If the file cannot be read or holds something else.
    """
    try:
        if not path.is_file():
            raise InputError(f"{path}: no such file; expected a YAML file")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: larger than {MAX_BYTES} bytes; expected a short YAML file")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: expected text in UTF-8") from None
    data = parse_yaml(text, str(path))
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InputError(f"{path}: expected a mapping of fields to values")
    return data


def suggest(word: str, known: list[str]) -> str:
    """'did you mean ...' for the nearest of ``known``, or the list of them."""
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(known)}"


def parse_assignment(text: str) -> tuple[str, Any]:
    """``path=value`` as a path and plain data.

    Raises:
        InputError: If there is no path, or the value is no YAML.
    """
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise InputError(f"--set {text}: expected path=value, as in quarters=20")
    return path.strip(), parse_yaml(value, f"--set {path.strip()}")


def plain_data(value: Any) -> Any:
    """What Python code gives as a value, as what YAML would give: models, arrays, tuples."""
    from incentives import Part

    if isinstance(value, Part):
        return {"name": value.name, **plain_data(value.model_dump())}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {plain_data(key): plain_data(inner) for key, inner in value.items()}
    if hasattr(value, "tolist"):  # NumPy's and pandas's
        return value.tolist()
    if isinstance(value, list | tuple | range):
        return [plain_data(inner) for inner in value]
    return value


def assign(data: dict[str, Any], path: str, value: Any) -> None:
    """Set the field at a dotted ``path`` in nested mappings and lists, in place.

    List entries are addressed by number, or by the ``name`` that they carry.

    Raises:
        InputError: If the path leads through something that has no fields.
    """
    keys = path.split(".")
    here: Any = data
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        where = ".".join(keys[: depth + 1])
        if isinstance(here, list):
            index = _index(here, key, where)
            if last:
                here[index] = value
            elif isinstance(here[index], str):
                here[index] = {"name": here[index]}
            here = here[index]
        elif isinstance(here, dict):
            if last:
                here[key] = value
            elif not isinstance(here.get(key), dict | list):
                # a bare number stands for a share (population), anything else gives way
                old = here.get(key)
                here[key] = {"share": old} if isinstance(old, int | float) else {}
            here = here[key]
        else:
            raise InputError(f"{where}: no such field; expected a path like package.base_pay")


def _index(entries: list[Any], key: str, where: str) -> int:
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    if key in names:
        return names.index(key)
    if key.isdecimal() and len(key) < 6 and int(key) < len(entries):
        return int(key)
    known = [str(name) for name in names if name is not None]
    raise InputError(
        f"{where}: no such entry; expected a number below {len(entries)}"
        + (f" or one of {', '.join(known)}" if known else "")
    )


def explain(error: ValidationError, model: type[BaseModel], origin: str = "") -> str:
    """One sentence for the first error of a validation: where, what, and what was expected."""
    first = _telling(error.errors(include_url=False))
    location = [str(step) for step in first["loc"]]
    while first["type"] == "part_field":
        first = _telling(first["ctx"]["inner"])
        location += [str(step) for step in first["loc"]]
    path = ".".join(location)
    prefix = f"{origin}: " if origin else ""
    at = f"{path}: " if path else ""
    return prefix + at + _message(first, model, location)


def _telling(errors: list[Any]) -> Any:
    """The first error; a field that is misspelt rather than the one that is then missing."""
    return next((error for error in errors if error["type"] == "extra_forbidden"), errors[0])


_PLAIN = (
    (r"^Input should be ", ""),
    (r"a valid (tuple|list)", "a list"),
    (r"a valid dictionary( or instance of \w+)?", "a mapping"),
    (r"^(Tuple|List|Dictionary|String) should have at (least|most)", r"at \2"),
    (r" after validation, not \d+$", ""),
    (r", unable to parse string as an? \w+$", ""),
)
"""Pydantic's words, and what somebody who writes YAML would say."""


def _message(first: Any, model: type[BaseModel], location: list[str]) -> str:
    kind, value = first["type"], first.get("input")
    if kind == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        hint = suggest(location[-1], known) if known else "expected no such field"
        return f"unknown field; {hint}"
    if kind == "missing":
        return "is missing"
    if kind == "invalid_key":
        return "expected a field's name, in letters"
    text = str(first["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if kind in {"value_error", "part", "part_name", "part_field"}:
        return text
    if kind == "finite_number" or (isinstance(value, float) and not math.isfinite(value)):
        return f"is {value}; expected a finite number"
    for pattern, plain in _PLAIN:
        text = re.sub(pattern, plain, text)
    return f"is {_shown(value)}; expected {text}"


def _shown(value: Any) -> str:
    if not isinstance(value, dict | list | tuple):
        text = repr(value)
        if len(text) <= 60:
            return text
    words: dict[type, str] = {dict: "a mapping", list: "a list", tuple: "a list"}
    return words.get(type(value), f"a long {type(value).__name__}")


def _fields_at(model: type[BaseModel], location: list[str]) -> list[str]:
    """Field names of the (sub)model at ``location``; empty where that is no fixed model."""
    from incentives import FAMILIES, catalogue

    here: Any = model
    for depth, step in enumerate(location):
        if step in FAMILIES and depth + 1 < len(location):
            parts = catalogue(step).values()
            return sorted({field for part in parts for field in part.model_fields})
        field = getattr(here, "model_fields", {}).get(step)
        if field is not None:
            here = _model_in(field.annotation)
    return list(getattr(here, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    """The pydantic model inside an annotation such as ``dict[str, Member]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
