"""What Python calls take besides a scenario: settings and keywords, in the words of ``--set``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, key_of, parse_assignment, plain_data, shown, suggest

Settings = Mapping[str, Any] | str | Sequence[str]
"""Dotted paths and values, as ``{"package.base_pay": 1.2}`` or as ``"package.base_pay=1.2"``."""


def settings_of(
    settings: Settings | None, keywords: Mapping[str, Any], others: Iterable[str] = ()
) -> dict[str, Any]:
    """Values by dotted path; a keyword counts more than a setting.

    Args:
        settings: As in ``--set``.
        keywords: Fields of a scenario: ``quarters=4``, ``package__base_pay=1.2``.
        others: Further keywords of the call, which may have been meant by an unknown one.

    Raises:
        InputError: If a keyword is no field, or settings are none.
    """
    found = _paths(settings)
    for keyword, value in keywords.items():
        path = keyword.replace("__", ".")
        if path.split(".")[0] not in Scenario.model_fields:
            hint = suggest(path, [*Scenario.model_fields, *others])
            raise InputError(f"{key_of(path)}: unknown field; {hint}")
        found[path] = value
    return {path: plain_data(value) for path, value in found.items()}


def _paths(settings: Settings | None) -> dict[str, Any]:
    if settings is None:
        return {}
    if isinstance(settings, Mapping):
        for path in settings:
            if not isinstance(path, str):
                raise InputError(
                    f"settings: has {shown(path)}; expected the dotted path of a field"
                )
        return dict(settings)
    texts = [settings] if isinstance(settings, str) else settings
    if not isinstance(texts, Iterable) or not all(isinstance(text, str) for text in texts):
        raise InputError(
            f"settings: is {shown(settings)}; expected dotted paths and values, as in "
            "{'quarters': 20}"
        )
    return dict(parse_assignment(text, "settings") for text in texts)
