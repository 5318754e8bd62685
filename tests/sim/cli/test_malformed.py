"""Whatever is wrong with an input: status 2, one clean sentence, nothing on stdout, no file."""

from __future__ import annotations

import os
import re

import pytest

from sim.cli import main
from tests.sim.cli.malformed import Malformed, malformed, write

PYTHON = re.compile(
    r"Traceback|NoneType|<class|object at 0x|datetime\.|pydantic|Input should|KeyError|ValueError"
    r"|TypeError|\bdict\b|\btuple\b|\bstr\b|\bOrderedDict\b|ScannerError|unhashable|numpy"
)
FEW, MANY = 100, 1200


@pytest.mark.parametrize(
    "seeds",
    [range(FEW), pytest.param(range(FEW, FEW + MANY), marks=pytest.mark.study)],
    ids=["few", "many"],
)
def test_every_one_ends_in_a_sentence(seeds, tmp_path, monkeypatch, capfd):
    faults = [
        f"{seed}: {fault}"
        for seed in seeds
        if (fault := _fault(seed, tmp_path / str(seed), monkeypatch, capfd))
    ]
    assert not faults, f"{len(faults)} of {len(seeds)}\n" + "\n".join(faults)


def _fault(seed, place, monkeypatch, capfd) -> str:
    given = malformed(seed)
    place.mkdir()
    monkeypatch.chdir(place)
    write(place, given)
    before = sorted(place.rglob("*"))
    with pytest.raises(SystemExit) as stopped:
        main(given.arguments)
    out, err = capfd.readouterr()
    shown = f"{_short(given)}\n    {err[:300]!r}"
    after = sorted(place.rglob("*"))
    for path in reversed(after):
        path.rmdir() if path.is_dir() else path.unlink()
    if stopped.value.code != 2:
        return f"status {stopped.value.code}: {shown}"
    if out or after != before:
        return f"something was printed or written: {shown}"
    sentence = err.removeprefix("proxyfight: ").removesuffix("\n")
    if not err.startswith("proxyfight: ") or not err.endswith("\n") or not sentence:
        return f"no sentence: {shown}"
    if not sentence.isprintable():
        return f"more than one line, or control characters: {shown}"
    if found := PYTHON.search(sentence):
        return f"says {found[0]!r}: {shown}"
    if not _names_something(sentence, given):
        return f"names nothing: {shown}"
    return ""


def _names_something(sentence: str, given: Malformed) -> bool:
    """The file, an option, or the command whose help is of use."""
    words = [
        given.file.split("/")[0].partition(".")[0],
        "--",
        *(word[:8] for word in given.arguments),
    ]
    return any(word in sentence for word in words)


def _short(given: Malformed) -> str:
    content = given.content if given.file == "mine.yaml" and len(given.arguments) == 2 else None
    return f"{[word[:60] for word in given.arguments]} {(content or b'')[-200:]!r}"


def test_the_generator_makes_the_same_again():
    assert malformed(7) == malformed(7)
    assert os.path.basename(malformed(7).file) in {"mine.yaml", "manifest.json"}
