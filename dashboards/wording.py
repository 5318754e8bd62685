"""In which of the two vocabularies a page speaks."""

from __future__ import annotations


def say(text: str) -> str:
    """A text of ours in the visitor's words."""
    return text


def switch() -> None:
    """The switch between the two vocabularies."""
