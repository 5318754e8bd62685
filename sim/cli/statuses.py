"""The exit statuses of the command."""

from __future__ import annotations

DONE, UNEXPECTED, WRONG_INPUT, SOME_FAILED, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141
