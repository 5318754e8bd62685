"""Finding a field by what it means: words of its name, place, description and unit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboards.fields import Field, part_class
from sim.support.words import words

SYNONYMS = {
    "steep": ("slope",),
    "steepness": ("slope",),
    "salary": ("pay", "fixed"),
    "wage": ("pay",),
    "wages": ("pay",),
    "reward": ("bonus", "scheme"),
    "incentive": ("bonus", "scheme"),
    "monitoring": ("audit",),
    "monitor": ("audit",),
    "oversight": ("audit", "probation"),
    "check": ("audit",),
    "inspection": ("audit",),
    "caught": ("detection",),
    "watched": ("awareness", "evaluation"),
    "evaluation": ("awareness",),
    "knows": ("awareness", "knowledge"),
    "horizon": ("foresight", "planning"),
    "myopic": ("foresight",),
    "discount": ("patience",),
    "hiring": ("filter", "interview", "candidates"),
    "selection": ("filter", "interview"),
    "test": ("filter", "interview"),
    "goals": ("population",),
    "misaligned": ("population",),
    "kinds": ("population",),
    "noise": ("noise", "deviation"),
    "luck": ("luck",),
    "fine": ("penalty", "fine"),
    "punishment": ("penalty", "fine"),
    "competition": ("outside", "poaching", "candidates"),
    "fired": ("dismissal", "dismisses"),
    "dismissed": ("dismissal", "dismisses"),
    "delay": ("maturing", "deferred"),
    "bombs": ("bomb", "hidden"),
    "skill": ("ability", "talent"),
    "rehired": ("return",),
    "lie": ("lying",),
    "gaming": ("gaming", "kappa", "gamed"),
}
"""What people say for what fields are called. The field's own words always count, too."""
_NAME, _PLACE, _TEXT, _PART = 6.0, 3.0, 2.0, 1.0
"""What a word counts, by where it stands."""
_SHORTEST = 3
_SILENT = {
    "and",
    "are",
    "does",
    "far",
    "for",
    "how",
    "many",
    "much",
    "that",
    "the",
    "their",
    "they",
}
_SILENT |= {"this", "what", "when", "where", "which", "who", "with", "you", "long", "often"}


def meaning(field: Field) -> str:
    """A field in one line: its name, whose it is, and what it means with its unit."""
    steps = field.path.split(".")
    whose = f" ({steps[-2]})" if len(steps) > 2 else ""
    about = field.description or ("one cell for each that is chosen" if field.choices else "")
    return f"{words(field.name)}{whose}" + (f" \N{EN DASH} {about}" if about else "")


def find(asked: str, fields: Mapping[str, Field], most: int = 6) -> list[str]:
    """Paths of the fields that fit best, of which every word of the question fits somewhere.

    Where none has all words, those that have most of them.
    """
    tokens = _tokens(asked)
    if not tokens:
        return []
    scored = []
    for place, (path, field) in enumerate(fields.items()):
        places = _places(field)
        fits = [max(_weight(word, places) for word in _meant(token)) for token in tokens]
        count = sum(fit > 0 for fit in fits)
        if count:
            scored.append((-count, -sum(fits), place, path))
    best = min((count for count, *_ in scored), default=0)
    return [path for count, _, _, path in sorted(scored) if count == best][:most]


def _tokens(text: str) -> list[str]:
    found = re.findall(r"[a-z0-9]+", text.lower())
    return [word for word in found if len(word) >= _SHORTEST and word not in _SILENT]


def _meant(token: str) -> tuple[str, ...]:
    return (token, *SYNONYMS.get(token, ()))


def _places(field: Field) -> list[tuple[float, list[str]]]:
    steps = field.path.split(".")
    found = [
        (_NAME, _tokens(words(field.name))),
        (_PLACE, _tokens(" ".join(words(step) for step in steps[:-1]))),
        (_TEXT, _tokens(f"{field.description} {' '.join(field.choices)}")),
    ]
    if len(steps) > 2 and steps[0] == "package":
        part = part_class(".".join(steps[:2]), steps[2])
        found.append((_PART, _tokens(f"{part.summary} {part.purpose}")))
    return found


def _weight(word: str, places: list[tuple[float, list[str]]]) -> float:
    """How well a word fits: whole words, then beginnings; plurals fit, too."""
    stem = word.removesuffix("s") if len(word) > _SHORTEST else word
    for weight, there in places:
        if any(other.removesuffix("s") == stem for other in there):
            return weight
        if any(other.startswith(stem) for other in there):
            return weight * 0.8
    return 0.0
