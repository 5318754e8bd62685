"""What is said of pip while it works."""

from __future__ import annotations

import subprocess
import sys

from sim.support.pip_progress import follow

PIP = """\
Obtaining file:///home/somebody/proxyfight
  Installing build dependencies: started
Collecting numpy==2.4.6
  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.whl.metadata (6.6 kB)
  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.whl (16.0 MB)
Collecting rich
  Using cached rich-15.0.0-py3-none-any.whl (500 kB)
Requirement already satisfied: pip in somewhere
Installing collected packages: numpy, rich, proxyfight
Successfully installed numpy-2.4.6 rich-15.0.0
"""


def test_libraries_and_megabytes_are_counted():
    passing, lasting = [], []
    follow(PIP.splitlines(), 33.0, passing.append, lasting.append)
    assert passing == [
        "[###########-------------] 16 of about 33 MB: numpy",
        "[############------------] 16 of about 33 MB: rich",
    ]
    assert lasting == ["loaded 2 libraries, 16 MB; unpacking them"]


def test_more_than_expected_fills_the_bar():
    passing = []
    follow(PIP.splitlines(), 1.0, passing.append, lambda text: None)
    assert passing[-1].startswith(f"[{'#' * 24}] ")


def test_it_ends_as_pip_does_and_a_log_has_no_bars():
    program = [sys.executable, "-m", "sim.support.pip_progress", "1"]
    done = subprocess.run([*program, "pip"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = subprocess.run([*program, "--no-index", "no-such-one"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "no-such-one" in done.stderr
    assert "\r" not in done.stdout
