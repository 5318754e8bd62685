"""YAML as plain data: the core schema of YAML 1.2, whoever reads and whatever for.

Files, ``--set`` and the dashboard all read here. PyYAML parses, in C where it can; what plain words
stand for is not left to it, because it reads them as YAML 1.1 does: ``010`` as 8, ``1:30`` as 90,
``2024-01-15`` as a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from incentives.plain_words import scalar
from incentives.sentences import InputError, shown

MAX_NODES = 50_000
"""Values in one text, with everything that aliases repeat."""
MAX_DEPTH = 100

_MERGE = "<<"  # of YAML 1.1, and in use
_TAGS = "tag:yaml.org,2002:"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Anchored(NamedTuple):
    value: Any
    size: int


class _Fault(Exception):
    """What is wrong in a text, and in which line."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = None if mark is None else mark.line + 1


def parse_yaml(text: str, origin: str) -> Any:
    """Plain data from YAML text: mappings, lists, text, numbers, true, false and None.

    Raises:
        InputError: If the text is no YAML, asks for objects, or expands beyond reason.
    """
    try:
        return _Reader(text).document()
    except _Fault as fault:
        where = "" if fault.line is None else f", line {fault.line}"
        raise InputError(f"{origin}{where}: {fault.problem}; expected plain YAML") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}" if mark is not None else ""
        problem = error.problem or "not valid YAML"
        raise InputError(f"{origin}{where}: {problem}; expected plain YAML") from None
    except yaml.reader.ReaderError as error:
        raise InputError(f"{origin}: {_character(error)}; expected plain YAML") from None
    except (yaml.YAMLError, ValueError):
        raise InputError(f"{origin}: not valid YAML; expected plain YAML") from None


class _Reader:
    """One document, event by event, so that nothing is kept of what is refused."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, _Anchored | None] = {}
        self._count = 0

    def document(self) -> Any:
        """The data; None where the text has none."""
        value = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Fault("another document begins", event.start_mark)
                value = self._value(next(self._events), 0)
        return value

    def _value(self, event: Any, depth: int) -> Any:
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), mark)
        begun = self._count
        self._counted(1)
        if depth > MAX_DEPTH:
            raise _Fault("nested too deeply", mark)
        if event.anchor is not None:
            self._anchors[event.anchor] = None  # not while it is being read
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            _expect_tag(event, "seq")
            value = []
            while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
                value.append(self._value(inner, depth + 1))
        else:
            _expect_tag(event, "map")
            value = self._mapping(depth + 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, self._count - begun)
        return value

    def _mapping(self, depth: int) -> dict[Any, Any]:
        own: dict[Any, Any] = {}
        merged: dict[Any, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            mark = event.start_mark
            merges = isinstance(event, yaml.ScalarEvent) and event.value == _MERGE
            key = self._value(event, depth)
            if isinstance(key, dict | list):
                raise _Fault("a key is a list or a mapping", mark)
            value = self._value(next(self._events), depth)
            if merges and event.implicit[0]:
                for source in value if isinstance(value, list) else [value]:
                    if not isinstance(source, dict):
                        raise _Fault("what << merges in is no mapping", mark)
                    merged = {**source, **merged}
                continue
            if key in own:
                raise _Fault(f"the key {shown(key)} is given twice", mark)
            own[key] = value
        return {**merged, **own}

    def _alias(self, anchor: str, mark: Any) -> Any:
        if anchor not in self._anchors:
            raise _Fault(f"nothing is called &{anchor} before *{anchor}", mark)
        found = self._anchors[anchor]
        if found is None:
            raise _Fault(f"*{anchor} stands within &{anchor} and never ends", mark)
        self._counted(found.size)
        return found.value

    def _counted(self, values: int) -> None:
        self._count += values
        if self._count > MAX_NODES:
            raise _Fault(f"expands to more than {MAX_NODES} values", None)


def _scalar(event: Any) -> Any:
    tag, text = event.tag, str(event.value)
    if tag in (None, "!"):
        if tag is None and event.implicit[0]:
            try:
                return scalar(text)
            except ValueError as error:
                raise _Fault(str(error), event.start_mark) from None
        return text
    kind = tag.removeprefix(_TAGS)
    if kind == "str":
        return text
    try:
        value = scalar(text)
    except ValueError as error:
        raise _Fault(str(error), event.start_mark) from None
    kinds: dict[str, tuple[type, ...]] = {
        "int": (int,),
        "float": (int, float),
        "bool": (bool,),
        "null": (type(None),),
    }
    if not tag.startswith(_TAGS) or kind not in kinds:
        raise _Fault(f"has the tag {_written(tag)}, which is not for plain data", event.start_mark)
    if type(value) not in kinds[kind]:
        raise _Fault(f"{shown(text)} does not fit its tag !!{kind}", event.start_mark)
    return float(value) if kind == "float" else value


def _expect_tag(event: Any, kind: str) -> None:
    if event.tag not in (None, "!", f"{_TAGS}{kind}"):
        tag = _written(event.tag)
        raise _Fault(f"has the tag {tag}, which is not for plain data", event.start_mark)


def _written(tag: str) -> str:
    """A tag as somebody writes it."""
    return f"!!{tag.removeprefix(_TAGS)}" if tag.startswith(_TAGS) else tag


def _character(error: Any) -> str:
    code = error.character
    point = code if isinstance(code, int) else ord(code)
    return f"has the character U+{point:04X}, which YAML does not allow"
