"""Whether the four packages are ours: other distributions also install a top-level `agents`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("sim", "agents", "incentives", "dashboards")


class InstallationError(Exception):
    """A package is missing, or another distribution's is found in its place."""


def check() -> None:
    """Look where the packages are, without importing them.

    Raises:
        InstallationError: If they do not lie side by side.
    """
    home = Path(__file__).resolve().parents[2]
    for name in PACKAGES:
        spec = find_spec(name)
        places = [] if spec is None else list(spec.submodule_search_locations or [])
        if not places:
            raise InstallationError(
                f"the package {name!r} is not where proxyfight is installed ({home}); "
                "install proxyfight again, in an environment of its own"
            )
        found = Path(places[0]).resolve()
        if found.parent != home:
            raise InstallationError(
                f"the package {name!r} comes from {found}, not from {home}: another distribution "
                "has a package of that name; install proxyfight in an environment of its own"
            )
