"""The vocabulary in which a command speaks: ``--words``, or the environment's ``PROXYFIGHT_WORDS``.

Prose is said in it: help, sentences, titles, captions and heads of tables. Names, numbers, JSON and
files of data are the same in both, and so is what goes to standard error.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from sim.support.vocabulary import VOCABULARIES, in_words, vocabulary_named

if TYPE_CHECKING:
    from typer.core import TyperGroup

WORDS_OPTION = "--words"
WORDS_VARIABLE = "PROXYFIGHT_WORDS"
WORDS_HELP = "Words of the firm, or of where an AI is trained: firm or ai."

_chosen: ContextVar[str] = ContextVar("words", default=VOCABULARIES[0])


def chosen_words() -> str:
    """The vocabulary of the command that runs."""
    return _chosen.get()


def said(text: str, keep: Iterable[str] = ()) -> str:
    """A text as the command that runs says it; names to ``keep`` stay."""
    return in_words(text, _chosen.get(), keep)


def spoken_chart(chart: Any) -> Any:
    """A chart with its titles as the command that runs says them."""
    from sim.pictures.wording import chart_in_words

    return chart_in_words(chart, _chosen.get())


@contextmanager
def spoken(arguments: Sequence[str]) -> Iterator[None]:
    """Inside, commands speak as the arguments ask for, wherever among them, or the environment.

    Raises:
        InputError: If there is no such vocabulary.
    """
    token = _chosen.set(_asked(arguments))
    try:
        yield
    finally:
        _chosen.reset(token)


def with_words(group: TyperGroup) -> TyperGroup:
    """The commands, each with the option of the group, and help in the vocabulary chosen."""
    import copy

    from sim.cli.completing import known

    option = copy.copy(next(one for one in group.params if WORDS_OPTION in one.opts))
    option.expose_value = False  # `spoken` has read it
    option.help = WORDS_HELP  # type: ignore[attr-defined]
    for command in group.commands.values():
        command.params.append(option)
    if chosen_words() == VOCABULARIES[0]:
        return group
    for name, command in {"": group, **group.commands}.items():
        keep = known("kinds") if name == "list" else ()  # what its argument may be
        for part in ("help", "short_help", "epilog"):
            if text := getattr(command, part, None):
                setattr(command, part, said(text))
        for parameter in command.params:
            if parameter is option:
                continue
            if text := getattr(parameter, "help", None):
                parameter.help = said(text, keep)  # type: ignore[attr-defined]
    return group


def _asked(arguments: Sequence[str]) -> str:
    """What the last ``--words`` among the arguments names; what else is wrong, Typer tells."""
    found, where = os.environ.get(WORDS_VARIABLE) or VOCABULARIES[0], WORDS_VARIABLE
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        option, sign, value = argument.partition("=")
        if option == WORDS_OPTION and (sign or place + 1 < len(arguments)):
            found, where = value if sign else arguments[place + 1], WORDS_OPTION
    return vocabulary_named(found, where)
