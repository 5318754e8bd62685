"""How much memory there is, and refusing what will not fit before any of it is taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sim.support.inputs import InputError

INSIST = "PROXYFIGHT_INSIST"
"""Set in the environment (``--insist`` sets it), nothing is refused."""
WORTH_A_LOOK = 200_000_000
"""Bytes; less is not worth asking the system."""


class Limit(NamedTuple):
    """Bytes that this process may still take, and who says so."""

    free: int
    why: str


def refuse_too_much(need: float, what: str) -> None:
    """Refuse work that needs more memory than there is.

    Args:
        need: Bytes.
        what: What the sentence is about: fields or options that would make it less.

    Raises:
        InputError: With both figures.
    """
    if need < WORTH_A_LOOK or os.environ.get(INSIST):
        return
    limit = available()
    if limit is not None and need > limit.free:
        raise InputError(
            f"{what} together need about {_size(need)} of memory, and {_size(limit.free)} is free "
            f"({limit.why}); expected fewer (--insist, or {INSIST}=1, plays all the same)"
        )


def available() -> Limit | None:
    """The tightest limit; none where the system tells nothing."""
    return min(_limits(), default=None)


def _limits() -> Iterator[Limit]:
    with suppress(OSError, ValueError, LookupError):
        lines = Path("/proc/meminfo").read_text().splitlines()
        known = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
        yield Limit(known["MemAvailable"], f"of {_size(known['MemTotal'])}")
    yield from _of_groups(Path("/sys/fs/cgroup"), Path("/proc/self/cgroup"))
    with suppress(ImportError, OSError, ValueError):
        import resource

        allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
        if allowed != resource.RLIM_INFINITY:
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            used = pages * os.sysconf("SC_PAGE_SIZE")
            yield Limit(max(0, allowed - used), f"ulimit -v allows {_size(allowed)}")


def _of_groups(root: Path, member: Path) -> Iterator[Limit]:
    """What control groups leave, of version 2 and 1."""
    places = [(root, "memory.max", "memory.current")]
    with suppress(OSError):
        for line in member.read_text().splitlines():
            _, kinds, path = line.split(":", 2)
            if not kinds:
                places.append((root / path.lstrip("/"), "memory.max", "memory.current"))
            elif "memory" in kinds.split(","):
                names = "memory.limit_in_bytes", "memory.usage_in_bytes"
                places += [(root / "memory" / path.lstrip("/"), *names), (root / "memory", *names)]
    for folder, most, used in places:
        with suppress(OSError, ValueError):  # "max" is no number
            allowed = int((folder / most).read_text())
            taken = int((folder / used).read_text()) - _reclaimable(folder)
            if allowed < 1 << 60:
                yield Limit(max(0, allowed - taken), f"a control group allows {_size(allowed)}")


def _reclaimable(folder: Path) -> int:
    """Copies of files that the system drops when memory is short."""
    with suppress(OSError, ValueError, LookupError):
        lines = (folder / "memory.stat").read_text().splitlines()
        known = dict(line.split() for line in lines)
        return int(known.get("inactive_file") or known["total_inactive_file"])
    return 0


def _size(count: float) -> str:
    for unit in ("MB", "GB"):
        count /= 1000.0 if unit == "GB" else 1e6
        if count < 1000.0:
            return f"{count:.0f} {unit}" if unit == "MB" else f"{count:.1f} {unit}"
    return f"{count / 1000.0:,.1f} TB"
