"""Exit statuses of what no input is to blame for."""

import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from sim.cli import main

EXPERIMENT = "question: What?\nsettings: {worlds: 2, quarters: 2, burn_in: 0, firms.count: 5}\n"


def status(arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    return stopped.value.code


@pytest.fixture
def broken(monkeypatch, tmp_path):
    """A simulation that raises what the test wants."""
    monkeypatch.chdir(tmp_path)

    def breaks_with(error):
        def simulate(*_args, **_kwargs):
            raise error

        monkeypatch.setattr(import_module("sim.tables.simulate"), "simulate", simulate)

    return breaks_with


def test_an_internal_error_is_one_sentence_and_a_log(broken, capsys, tmp_path):
    broken(RuntimeError("the roof is on fire"))
    assert status(["run", "--json"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "RuntimeError: the roof is on fire" in printed.err
    log = Path(printed.err.split("the details are in ")[1].strip())
    assert log.is_relative_to(tmp_path / "state")
    assert "Traceback" in log.read_text()
    assert "proxyfight run --json" in log.read_text()


def test_debug_shows_the_traceback(broken, capsys, tmp_path):
    broken(RuntimeError("the roof is on fire"))
    assert status(["run", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err
    assert not (tmp_path / "state").exists()


def test_an_internal_error_of_a_study_is_logged_there(broken, monkeypatch, capsys, tmp_path):
    (tmp_path / "mine.yaml").write_text(EXPERIMENT)
    assert status(["sweep", "mine.yaml", "--workers", "1"]) == 0

    def fail(study):
        raise OSError("no ink")

    monkeypatch.setattr("sim.report.report.write_report", fail)
    assert status(["sweep", "mine.yaml"]) == 1
    assert "studies/mine/error-" in capsys.readouterr().err


def test_failed_cells(broken, capsys, tmp_path):
    (tmp_path / "mine.yaml").write_text(EXPERIMENT)
    broken(RuntimeError("the roof is on fire"))
    assert status(["sweep", "mine.yaml", "--workers", "1", "--json"]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "1 of 1 cells of studies/mine failed" in printed.err
    assert "the roof is on fire" in printed.err


def test_interrupted(broken, capsys, monkeypatch):
    broken(KeyboardInterrupt())
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert status(["run"]) == 130
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "what is done is kept" in printed.err


def test_a_reader_that_goes_away_ends_it_silently(place, command):
    done = subprocess.Popen(
        [command, "schema"], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    done.stdout.close()
    assert done.stderr.read() == b""
    assert done.wait() == 141
