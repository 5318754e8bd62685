"""pip with one line that says how far it is: ``python -m sim.support.pip_progress 260 -e .``.

The first argument says how many megabytes there will be, about; the others go to ``pip install``.
It runs before anything is installed, so it needs nothing but Python.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable

_FILE = re.compile(r"\s*(?:Downloading|Using cached) (\S+)(?: \(([\d.]+) (bytes|kB|MB|GB)\))?")
_LOCAL = re.compile(r"Processing (\S+\.whl)")
_MEGABYTES = {"bytes": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}
_WIDTH = 24


def follow(
    lines: Iterable[str],
    about: float,
    passing: Callable[[str], None],
    lasting: Callable[[str], None],
) -> None:
    """Say what pip does.

    Args:
        lines: What it prints.
        about: Megabytes that it is expected to load.
        passing: Shows how far it is, in place of what was shown before.
        lasting: Shows what stays.
    """
    files: set[str] = set()
    loaded = 0.0
    for line in lines:
        found, local = _FILE.match(line), _LOCAL.match(line)
        if found and not found[1].endswith(".metadata"):
            name = found[1]
            loaded += float(found[2]) * _MEGABYTES[found[3]] if found[2] else 0.0
        elif local:
            name = os.path.basename(local[1])
            loaded += os.path.getsize(local[1]) / 1e6 if os.path.exists(local[1]) else 0.0
        else:
            if line.startswith("Installing collected packages"):
                lasting(f"loaded {len(files)} libraries, {loaded:.0f} MB; unpacking them")
            continue
        files.add(name)
        full = min(int(_WIDTH * loaded / about), _WIDTH)
        bar = "#" * full + "-" * (_WIDTH - full)
        passing(f"[{bar}] {loaded:.0f} of about {about:.0f} MB: {name.partition('-')[0]}")


def main() -> None:
    """Install, and end as pip does."""
    about, *given = sys.argv[1:]
    install = ["-u", "-m", "pip", "install", "--progress-bar", "off"]
    command = [sys.executable, *install, "--disable-pip-version-check", *given]
    terminal = sys.stdout.isatty()

    def lasting(text: str) -> None:
        print(f"\r\033[K{text}" if terminal else text, flush=True)

    def passing(text: str) -> None:
        if terminal:  # a log would keep every one
            print(f"\r\033[K{text}", end="", flush=True)

    try:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace"
        ) as pip:
            follow(pip.stdout or (), float(about), passing, lasting)
    except KeyboardInterrupt:  # pip has got it as well, and says so
        sys.exit(130)
    if terminal:
        print("\r\033[K", end="", flush=True)
    sys.exit(pip.returncode)


if __name__ == "__main__":
    main()
