"""How far work is: bars on terminals, lines elsewhere, nothing where it is short."""

from __future__ import annotations

import io
import sys
import threading
import warnings
from types import SimpleNamespace

import pytest

from sim.support import progress as module
from sim.support.cautions import Caution, say_in_one_line
from sim.support.progress import FIRST_LINE, PATIENCE, SECONDS_BETWEEN_LINES, bar
from sim.support.tally import Parts, Tally


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until somebody sets ``clock.now``; compiling says nothing."""
    found = SimpleNamespace(now=100.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: found.now))
    monkeypatch.setattr(module, "announce_compiling", lambda: None)
    return found


def a_terminal(monkeypatch):
    """Instead of stderr; not as a fixture, because pytest puts its own there before every test."""
    found = _Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    monkeypatch.setenv("TERM", "xterm")  # nothing is drawn on a dumb one
    return found


@pytest.mark.parametrize("timed", [True, False])
def test_no_thread_gets_in_the_way_of_what_is_timed(timed, monkeypatch):
    terminal = a_terminal(monkeypatch)
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


def test_a_bar_waits_until_somebody_has_waited(monkeypatch, clock):
    terminal = a_terminal(monkeypatch)
    with bar("worlds", timed=True, patience=PATIENCE) as progress:
        clock.now += 0.9 * PATIENCE
        progress(3.0, 8)
        assert terminal.getvalue() == ""
        clock.now += 0.2 * PATIENCE
        progress(5.5, 8)
        assert "worlds" in terminal.getvalue()
        assert "5/8" in terminal.getvalue()


def test_lines_come_now_and_then_with_rate_and_time_left(capsys, clock):
    with bar("worlds", patience=PATIENCE) as progress:
        progress(0.0, 64)
        clock.now += 0.9 * FIRST_LINE
        progress(8.0, 64)
        assert capsys.readouterr() == ("", "")
        clock.now += 0.1 * FIRST_LINE
        progress(10.5, 64)
        clock.now += 0.9 * SECONDS_BETWEEN_LINES
        progress(30.0, 64)
        assert capsys.readouterr() == ("", "worlds: 10 of 64, 2.1 a second, 25 s left\n")
        clock.now += 0.1 * SECONDS_BETWEEN_LINES
        progress(42.0, 64)
        clock.now += 10 * SECONDS_BETWEEN_LINES
        progress(64.0, 64)  # done: the answer follows
    assert capsys.readouterr() == ("", "worlds: 42 of 64, 2.1 a second, 10 s left\n")


def test_what_has_no_patience_waits_for_a_whole_interval(capsys, clock):
    with bar() as progress:
        progress(10, 64)  # of an earlier time: no work of this one
        clock.now += 0.9 * SECONDS_BETWEEN_LINES
        progress(20, 64)
        assert capsys.readouterr() == ("", "")
        clock.now += 0.1 * SECONDS_BETWEEN_LINES
        progress(40, 64)
    assert capsys.readouterr() == ("", "simulating: 40 of 64, 2 a second, 12 s left\n")


def test_quiet_says_nothing(monkeypatch, clock):
    terminal = a_terminal(monkeypatch)
    with bar(quiet=True) as progress:
        clock.now += 1000.0
        progress(1, 4)
    assert terminal.getvalue() == ""


def test_a_tally_adds_up_what_threads_do():
    seen = []
    tally = Tally(lambda done, total: seen.append((done, total)), 200, pieces=4)
    workers = [
        threading.Thread(target=lambda: [tally.add(2) for _ in range(100)]) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert seen == [(0.5 * step, 200) for step in range(401)]


def test_nobody_need_listen_to_a_tally():
    tally = Tally(None, 4)
    tally.add(1)
    assert not tally.heard


def test_parts_follow_one_another_in_one_count():
    seen = []
    parts = Parts(lambda done, total: seen.append((done, total)), 30)
    one, two = parts.next(10), parts.next(20)
    one(1, 4)
    one(4, 4)
    two(0, 40)
    two(20, 40)
    two(40, 40)
    assert seen == [(done, 30) for done in (0, 2.5, 10, 10, 20, 30)]
