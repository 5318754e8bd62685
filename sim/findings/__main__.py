"""``python -m sim.findings``: writes what simulations say into README and docs.

It prints what moved, old and new, and where a sentence no longer holds; then its status is 1. With
``--check`` nothing is written, and the status is 1 if something would have moved, too.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from sim.findings.pages import PAGES
from sim.findings.renew import renew

_ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m sim.findings", description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="as README.md; left out: all")
    parser.add_argument("--check", action="store_true", help="write nothing")
    asked = parser.parse_args()
    known = {page.path: page for page in PAGES}
    if unknown := [name for name in asked.pages if name not in known]:
        parser.error(f"{unknown[0]}: no page with findings; expected one of {', '.join(known)}")
    started = time.monotonic()
    moved, broken = [], []
    for name in asked.pages or known:
        outcome = renew(known[name], _ROOT, not asked.check, lambda line: print(line, flush=True))
        moved += outcome.moved
        broken += outcome.broken
    minutes = (time.monotonic() - started) / 60
    print(f"\n{minutes:.1f} minutes. {len(moved)} findings moved, {len(broken)} sentences fail.")
    for line in [*moved, *broken]:
        print(line)
    return 1 if broken or (asked.check and moved) else 0


if __name__ == "__main__":
    sys.exit(main())
