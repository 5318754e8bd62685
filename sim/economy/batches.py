"""What Mesa's ``batch_run`` does with a model, as far as a model can see it."""

from __future__ import annotations

import inspect
import sys
import warnings
from typing import Any

import mesa

from sim.support.inputs import InputError

_RNG_BY_ITERATION = "rng" in inspect.signature(mesa.batch_run).parameters
_DEPTH = 12  # frames between a model and the function of Mesa's that makes it


def iteration() -> int | None:
    """Which iteration of ``mesa.batch_run`` makes this model; none if it does not.

    Mesa tells its models nothing, so this looks at who calls. Where a later Mesa calls its
    function otherwise, nothing is found, and nothing said.
    """
    frame: Any = sys._getframe(1)
    for _ in range(_DEPTH):
        if frame is None:
            return None
        if frame.f_code.co_name == "_model_run_func":
            run = frame.f_locals.get("run")
            is_run = isinstance(run, tuple) and len(run) > 1 and isinstance(run[1], int)
            return run[1] if is_run else 0
        frame = frame.f_back
    return None


def warn_of_copies(rng: object, others: bool) -> None:
    """Say so if Mesa makes the same world again: it hands every iteration the same arguments.

    Args:
        rng: As given; from Mesa 3.5 on every iteration has its own.
        others: Whether a seed or world is given, which all iterations have.
    """
    copied = others if rng is None else not _RNG_BY_ITERATION
    if copied and iteration():
        warnings.warn(
            "mesa.batch_run gives every iteration the same seed and world, so this one is a copy "
            'of the first; leave them out, or give one for every run: "seed": [1, 2, 3]',
            UserWarning,
            stacklevel=3,
        )


def refuse_lost_reporters(given: object) -> None:
    """Refuse reporters whose answers ``batch_run`` throws away.

    Raises:
        InputError: If there are any.
    """
    if given and iteration() is not None:
        raise InputError(
            "agenttype_reporters: mesa.batch_run keeps nothing of what they report; "
            "expected agent_reporters"
        )
