"""Streams that are closed, full or read no more; odd names, pipes and devices; bare surroundings.

Each is tried with the command in a shell of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sim.cli import main

SHELL = shutil.which("bash")
pytestmark = pytest.mark.skipif(
    SHELL is None or not Path("/dev/full").exists(), reason="needs bash and /dev/full"
)


@pytest.fixture
def shell(place, command):
    """Run a line of shell in ``place``, where ``p`` is the command; status, stdout and stderr."""

    def run(line: str, **environment: str) -> tuple[int, str, str]:
        assert SHELL is not None
        done = subprocess.run(
            [SHELL, "-c", f'p() {{ "{command}" "$@"; }}\n{line}'],
            cwd=place,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=100,
            stdin=subprocess.DEVNULL,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("p list presets >&-", 2, "standard output is closed"),
        ("p --help >&- 2>&-", 2, ""),
        ("p <&- >&- 2>&-", 2, ""),
        ("p list presets >/dev/full", 1, "standard output: cannot be written (no space left"),
        ("PYTHONUNBUFFERED=1 p --version >/dev/full", 1, "standard output: cannot be written"),
        ("p run nope 2>/dev/full", 2, ""),
        ("p run nope 2>&-", 2, ""),
        ("p list presets 2>&- >/dev/null", 0, ""),
        ("p list presets 2>/dev/full >/dev/null", 0, ""),
        ("p schema | head -c 9 >/dev/null; exit ${PIPESTATUS[0]}", 141, ""),
        ("p run nope 2> >(exit 0)", 2, ""),
    ],
)
def test_streams(shell, line, status, words):
    found, out, err = shell(line)
    assert (found, out) == (status, ""), err
    check(err, words)


LONG = "a" * 300
PIPES = {"f.yaml", "s/manifest.json", "t/.lock", "d/diagnosis.json", "out/x.svg"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "caf\udce9.yaml"], "caf\\xe9.yaml: is not UTF-8"),
        (["run", "--out", "caf\udce9"], "caf\\xe9: is not UTF-8"),
        (["show", f"{LONG}.yaml"], "aaa.yaml: "),
        (["run", "--out", LONG], "cannot be used (file name too long)"),
        (["export", LONG, "--out", "x.csv"], "no study is there"),
        (["sweep", f"./{LONG}"], "too long"),
        (["show", "f.yaml"], "f.yaml: "),
        (["show", "/dev/zero"], "/dev/zero: "),
        (["run", "--out", "/dev/null"], "/dev/null is a file; expected a folder"),
        (["hiring", "--worlds", "1", "--out", "out/x.svg"], "out/x.svg"),
        (["status", "s"], "s/manifest.json: is a pipe"),
        (["sweep", "s/"], "s/manifest.json: is a pipe"),
        (["run", "--worlds", "1", "--out", "t"], "t/.lock: is a pipe"),
        (["diagnose", "--worlds", "1", "--out", "d"], "d/diagnosis.json: is a pipe"),
    ],
)
def test_names_pipes_and_devices(place, monkeypatch, capsys, arguments, words):
    """Status 2, and nothing hangs or is written."""
    for pipe in PIPES:
        (place / pipe).parent.mkdir(exist_ok=True)
        os.mkfifo(place / pipe)
    (place / "t/manifest.json").touch()
    before = sorted(place.rglob("*"))
    monkeypatch.chdir(place)
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out, err = capsys.readouterr()
    assert (stopped.value.code, out) == (2, ""), err
    check(err, words)
    assert sorted(place.rglob("*")) == before
    assert all((place / pipe).is_fifo() for pipe in PIPES)


def test_the_working_folder_is_gone(shell):
    found, out, err = shell("mkdir here; cd here; rmdir ../here; p run --worlds 1 --out kept")
    assert (found, out) == (2, "")
    check(err, "kept: ")


SMALL = (
    "--worlds 2 --set quarters=2 --set burn_in=0 --set firms.count=5 --set firms.source=synthetic"
)


def test_a_full_disk_is_named_and_what_was_done_is_kept(shell, place):
    """A limit on the size of files stands for it: the system refuses likewise."""
    line = f"p run {SMALL} --record ledger,quarters --workers 1 --out"
    found, out, err = shell(f"ulimit -f 8; {line} s")
    assert (found, out) == (1, ""), err
    check(err, "s/")
    assert "cannot be written (file too large)" in err
    found, _, err = shell(f"{line} s >/dev/null; ulimit -f 1; p export s --out runs.json")
    assert found == 1
    check(err, "runs.json: cannot be written (file too large)")
    assert not (place / "runs.json").exists()
    os.mkfifo(place / "x.csv")
    found, _, err = shell("p export s --out x.csv")
    assert found == 2
    check(err, "x.csv: is a pipe; expected a file, or nothing, there")
    assert (place / "x.csv").is_fifo()


def test_bare_surroundings(shell, place):
    """No HOME, a bare locale and a dumb terminal: it works."""
    bare = "unset HOME XDG_STATE_HOME XDG_CACHE_HOME; TERM=dumb LANG=C LC_ALL=C "
    found, out, err = shell(f"{bare} p run {SMALL} | head -c 999999")
    assert (found, err) == (0, ""), err
    assert "shareholder_surplus" in out
    assert not any(place.iterdir())


def test_an_internal_error_without_a_home(tmp_path, monkeypatch):
    from sim.support import faults

    monkeypatch.setattr(faults, "_state", lambda: Path("~nobody-of-that-name/x").expanduser())
    monkeypatch.setattr(faults.tempfile, "gettempdir", lambda: str(tmp_path))
    sentence = faults.unexpected(ZeroDivisionError("x"), "here")
    assert str(tmp_path) in sentence


def check(err: str, words: str) -> None:
    assert words in err
    assert "Traceback" not in err and "Exception ignored" not in err
    passing = ("this may take a minute", "of 1")
    lines = [line for line in err.splitlines() if not line.endswith(passing)]
    assert len(lines) == bool(words), err
    assert all(line.startswith("proxyfight: ") for line in lines)
