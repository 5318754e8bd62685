"""Bars on terminals, and cautions in one line."""

from __future__ import annotations

import io
import sys
import threading
import warnings

import pytest

from sim.support.cautions import Caution, say_in_one_line
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


def test_many_commands_of_one_process_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thousandth would have made a warning of anybody's too deep to be written."""
    monkeypatch.setattr(warnings, "formatwarning", warnings.formatwarning)
    say_in_one_line()
    first = warnings.formatwarning
    say_in_one_line()
    assert warnings.formatwarning is first
    assert warnings.formatwarning("so", Caution, "f", 1) == "proxyfight: so\n"
    assert "UserWarning" in warnings.formatwarning("so", UserWarning, "f", 1)
