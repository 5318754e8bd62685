"""What nobody expected: the traceback goes into a log, and one sentence says where."""

from __future__ import annotations

import os
import tempfile
import time
import traceback
from pathlib import Path


def unexpected(error: Exception, context: str, study: Path | None = None) -> str:
    """Keep the traceback in a log, and return the sentence that says so.

    Args:
        error: What was raised.
        context: What was being done; the first line of the log.
        study: The folder of a study in which the log belongs, if there is one.
    """
    text = f"{context}\n\n" + "".join(traceback.format_exception(error))
    return f"{brief(error)}; the details are in {_write(text, study)}"


def brief(error: Exception) -> str:
    """The sentence without a log."""
    cause = f"{type(error).__name__}: {error}".split("\n")[0]
    return f"something unexpected went wrong ({cause})"


def _write(text: str, study: Path | None) -> Path | str:
    """Write into the study's folder, or among the user's own state, or anywhere."""
    for folder in (study, _state, _temporary):
        try:
            folder = folder() if callable(folder) else folder
            if folder is None or (folder is study and not folder.is_dir()):
                continue
            folder.mkdir(parents=True, exist_ok=True)
            log = folder / f"error-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
            log.write_text(text, encoding="utf-8", errors="backslashreplace")
            return log
        except (OSError, RuntimeError):  # the latter if there is no home
            continue
    return "no file, as none could be written (--debug shows them)"


def _state() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "proxyfight"


def _temporary() -> Path:
    return Path(tempfile.gettempdir())
