"""What a shell may complete: names of what there is, and paths for ``--set``.

A shell asks at every press of a key, so nothing of the model is imported: names of files are read
off folders, all others off ``completions.json``, which ``python -m sim.cli.completions`` writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

WORDS = Path(__file__).with_name("completions.json")
_PACKAGE = Path(__file__).parents[1]


def scenarios(incomplete: str) -> list[str]:
    """Presets, and YAML files."""
    return _beginning(incomplete, _stems(_PACKAGE / "scenario" / "data")) + _files(incomplete)


def firm_sources(incomplete: str) -> list[str]:
    """Presets, YAML files, and files of firms."""
    names = _beginning(incomplete, _stems(_PACKAGE / "scenario" / "data"))
    return names + _files(incomplete, {".yaml", ".yml", ".csv", ".parquet"})


def experiments(incomplete: str) -> list[str]:
    """Experiments, YAML files, and studies that have begun."""
    begun = [f"studies/{name}" for name in _study_names()]
    names = [*_stems(_PACKAGE / "experiments"), *begun]
    return _beginning(incomplete, names) + _files(incomplete)


def studies(incomplete: str) -> list[str]:
    """Names of studies under ``studies/``."""
    return _beginning(incomplete, _study_names())


def assignments(incomplete: str) -> list[str]:
    """Paths for ``--set``, with the sign that a value follows."""
    return _beginning(incomplete, [f"{path}=" for path in known("paths")])


def tables(incomplete: str) -> list[str]:
    """Tables to record, also after a comma."""
    before, comma, last = incomplete.rpartition(",")
    taken = before.split(",")
    names = [name for name in known("tables") if name not in taken]
    return [f"{before}{comma}{name}" for name in _beginning(last, names)]


def one_table(incomplete: str) -> list[str]:
    """A table of a study."""
    return _beginning(incomplete, known("tables"))


def kinds(incomplete: str) -> list[str]:
    """What ``proxyfight list`` can list."""
    return _beginning(incomplete, known("kinds"))


def checks(incomplete: str) -> list[str]:
    """Theory checks."""
    return _beginning(incomplete, known("checks"))


def labs(incomplete: str) -> list[str]:
    """Labs."""
    return _beginning(incomplete, known("labs"))


def replications(incomplete: str) -> list[str]:
    """Published studies that are replicated."""
    return _beginning(incomplete, known("replications"))


def claims(incomplete: str) -> list[str]:
    """Claims that are held against other parameters."""
    return _beginning(incomplete, known("claims"))


def settled(incomplete: str) -> list[str]:
    """Experiments whose findings are stored."""
    results = _PACKAGE / "experiments" / "results"
    return _beginning(incomplete, sorted(path.stem for path in results.glob("*.json")))


def choice(*names: str) -> Callable[[str], list[str]]:
    """What completes one of a few names."""
    return lambda incomplete: _beginning(incomplete, names)


def families(incomplete: str) -> list[str]:
    """What ``proxyfight diagnose --across`` goes through."""
    return _beginning(incomplete, known("families"))


def formats(incomplete: str) -> list[str]:
    """What ``proxyfight export`` writes."""
    return _beginning(incomplete, known("formats"))


def known(what: str) -> list[str]:
    """Names of a kind, off the file."""
    found: list[str] = json.loads(WORDS.read_text(encoding="utf-8"))[what]
    return found


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _stems(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.yaml"))


def _study_names() -> list[str]:
    return sorted(path.parent.name for path in Path("studies").glob("*/manifest.json"))


def _files(incomplete: str, endings: Collection[str] = (".yaml", ".yml")) -> list[str]:
    """Files with these endings, and folders in which there may be some."""
    folder, slash, begun = incomplete.rpartition("/")
    found = []
    try:
        for path in sorted(Path(folder + slash or ".").iterdir()):
            if path.name.startswith(begun) and (begun or not path.name.startswith(".")):
                if path.is_dir():
                    found.append(f"{folder}{slash}{path.name}/")
                elif path.suffix in endings:
                    found.append(f"{folder}{slash}{path.name}")
    except OSError:
        return []
    return found
