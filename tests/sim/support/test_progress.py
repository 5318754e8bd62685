"""Bars on terminals."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from sim.support.progress import bar


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("timed", [True, False])
def test_no_thread_gets_in_the_way_of_what_is_timed(timed, monkeypatch):
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")  # nothing is drawn on a dumb one
    before = threading.active_count()
    with bar("timing", timed=timed) as progress:
        progress(1, 4)
        assert (threading.active_count() == before) is timed
        assert not timed or "1/4" in terminal.getvalue()
