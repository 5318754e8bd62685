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


def made_with() -> str:
    """Versions that results depend on, in words; with the commit, where there is one."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name, distribution in (
        ("proxyfight", "proxyfight"),
        ("NumPy", "numpy"),
        ("Numba", "numba"),
    ):
        try:
            found.append(f"{name} {version(distribution)}")
        except PackageNotFoundError:
            found.append(name)
    found.insert(1, f"Python {platform.python_version()}")
    commit = _commit(Path(__file__).resolve().parents[2] / ".git")
    if commit:
        found[0] += f" ({commit[:10]})"
    return ", ".join(found)


def _commit(folder: Path) -> str:
    """The commit of a checkout; nothing if there is none."""
    try:
        if folder.is_file():  # a further working tree of a repository
            folder = Path(folder.read_text().partition(":")[2].strip())
        head = (folder / "HEAD").read_text().strip()
        if not head.startswith("ref:"):
            return head
        name = head.partition(":")[2].strip()
        common = folder
        if (folder / "commondir").is_file():
            common = (folder / (folder / "commondir").read_text().strip()).resolve()
        if (common / name).is_file():
            return (common / name).read_text().strip()
        lines = (common / "packed-refs").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split()[0] for line in lines if line.endswith(f" {name}")), "")
