"""Files of the user's: what cannot be written or is no file is said in one sentence, by name."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NoReturn

from incentives.sentences import InputError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOMEM, errno.EMFILE}
"""What no input is to blame for: the disk is full, a quota or a limit is reached, it is broken."""


class CannotWrite(Exception):
    """A disk or a stream takes no more: exit status 1 and one sentence that names it."""


def read_regular(path: Path, most: int | None = None) -> bytes:
    """The bytes of a file; a pipe or a device is not waited for.

    Raises:
        InputError: If it is no regular file, or holds more than ``most`` bytes.
        OSError: If it cannot be read.
    """
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is {_what(path)}; expected a file")
    if most is not None and path.stat().st_size > most:
        raise InputError(f"{path}: is larger than {most // 10**6} MB; expected less")
    return path.read_bytes()


def refuse_special(path: Path) -> None:
    """Refuse to write over what is no regular file: it would be replaced by one.

    Raises:
        InputError: If a folder, a pipe or a device is there.
    """
    if path.is_symlink() or path.exists():
        real = path.resolve()
        if real.exists() and not real.is_file():
            raise InputError(f"{path}: is {_what(real)}; expected a file, or nothing, there")


def cannot_write(path: Path, error: OSError) -> NoReturn:
    """Say that a file could not be written, and whose fault that is.

    Raises:
        CannotWrite: If nobody's: the disk is full.
        InputError: If the user's: there is no such folder, or it may not be written to.
    """
    raise _sentence(path, error, "cannot be written") from None


def of_the_system(error: OSError) -> Exception | None:
    """The sentence about a file that the system refused; none if it named none of the user's."""
    if error.errno is None or not isinstance(error.filename, str | bytes):
        return None
    path = Path(os.fsdecode(error.filename))
    home = Path(__file__).resolve().parents[2]
    if path.is_absolute() and path.is_relative_to(home / "sim"):
        return None
    return _sentence(path, error, "cannot be used")


def _sentence(path: Path, error: OSError, what: str) -> Exception:
    number = _number(error)
    why = os.strerror(number).lower() if number else str(error).splitlines()[0]
    kind = CannotWrite if number in _FULL else InputError
    return kind(f"{path}: {what} ({why})")


def _number(error: OSError) -> int | None:
    """The system's number; Arrow only mentions it in its text."""
    if error.errno is not None:
        return error.errno
    text = str(error)
    return next((number for number in _FULL if os.strerror(number) in text), None)


def _what(path: Path) -> str:
    if path.is_dir():
        return "a folder"
    return "a pipe" if path.is_fifo() else "a device or a socket"
