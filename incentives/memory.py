"""Parts whose answers depend on more than they see: found by asking again, now and then.

A part is asked again the first, second, fourth, eighth... time that it is asked for something: the
same question, and the made-up one of its trial, whose answer is known from when it was first asked.
So hidden state, a clock and random numbers of its own show while worlds are played, for a handful
of questions in a run of any length.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import ref

import numpy as np

from incentives.arrays import Floats
from incentives.parts import OTHERWISE, Part
from incentives.views import Applicants, Seen

_known: dict[int, tuple[ref[Part], Memory]] = {}


class Memory:
    """What one part has been asked, how often, and what it said.

    It is kept apart from the part, whose copies may have other parameters.

    Attributes:
        asking: The method that is being asked by :meth:`compare`, or was when it failed.
    """

    def __init__(self) -> None:
        self.asking = ""
        self._asked: dict[str, int] = {}
        self._first: dict[str, Any] = {}

    def is_due(self, name: str) -> bool:
        """Count a question; whether it is to be asked again."""
        count = self._asked.get(name, 0) + 1
        self._asked[name] = count
        return count & (count - 1) == 0

    def ask_again(
        self, part: Part, name: str, when: str, view: Seen | Applicants | None, found: Floats
    ) -> None:
        """Ask for the method ``name``, and all that the part is known to say, again.

        Args:
            part: Which; ``name``: of its method; ``when``: for messages.
            view: What it saw, or None to ask nothing but what the trial asks; ``found``: what it
                answered then.

        Raises:
            ValueError: If any answer is another one.
        """
        if view is not None:
            first = np.array(found)  # it may be one that is written anew every time
            with np.errstate(all="ignore"):
                again = getattr(part, name)(view)
            if not np.array_equal(first, again):
                raise ValueError(OTHERWISE.format(f"{name} {when}"))
        self.compare(part, f" {when}")

    def compare(self, part: Part, when: str = "") -> None:
        """Ask everything as in the trial; the first time, remember what the part says.

        Raises:
            ValueError: If an answer is another one than it was; ``when`` follows on its method.
        """
        for name, view in part.tried().items():
            self.asking = name
            with np.errstate(all="ignore"):
                answer = np.array(getattr(part, name)(view))
            known = self._first.setdefault(name, answer)
            if known is not answer and not np.array_equal(known, answer):
                raise ValueError(OTHERWISE.format(name + when))
        for word in part.said:
            self.asking = word
            said = getattr(part, word)()
            if self._first.setdefault(word, said) != said:
                raise ValueError(OTHERWISE.format(word + when))
        self.asking = ""


def memory_of(part: Part) -> Memory:
    """The memory of a part; it lasts as long as the part does."""
    key = id(part)
    known = _known.get(key)
    if known is not None and known[0]() is part:
        return known[1]
    forget: Callable[[Any], Any] = lambda _: _known.pop(key, None)
    memory = Memory()
    _known[key] = ref(part, forget), memory
    return memory
