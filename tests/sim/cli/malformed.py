"""Inputs that are wrong for certain, made from a seed: files, assignments, options, manifests."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sim.scenario.presets import scenario_data

EXPERIMENT: dict[str, Any] = {
    "question": "What?",
    "settings": {"worlds": 2, "quarters": 2, "firms.count": 5},
    "levers": {"pay": {"path": "package.base_pay", "values": [1, 2]}},
    "measures": ["shareholder_surplus"],
}
FILE = "mine.yaml"
OPEN = ("description", "population", "name", "ballot", "label", "burn_in")
"""Steps of a path behind which names or text are the user's own, or a word stands for a number."""


class Malformed(NamedTuple):
    """What is given to the command, and the file that it is to read."""

    arguments: list[str]
    content: bytes | None = None
    file: str = FILE


def malformed(seed: int) -> Malformed:
    """The input with that number."""
    luck = random.Random(seed)
    return luck.choice(_KINDS)(luck)


# Values ------------------------------------------------------------------------------------------


def _wrong_for(luck: random.Random, value: Any) -> Any:
    """Something that a field with this value never takes."""
    if isinstance(value, bool):
        return luck.choice(["soon", [True], {"a": True}, 7])
    if isinstance(value, int | float):
        huge = luck.choice([-1, 1]) * 10 ** luck.randint(19, 300)
        odd: list[Any] = [
            float("nan"),
            float("inf"),
            -float("inf"),
            huge,
            "soon",
            "",
            [1],
            {"a": 1},
        ]
        return luck.choice([*odd, "1e", "0x", "\u0663\u0664", "1,5", "--1", "\x1b[31m"])
    if isinstance(value, str):
        return luck.choice(["no such thing", "", 7, [value], {"a": value}, "\x07", None])
    if isinstance(value, list):
        return luck.choice([7, "lottery", {"a": 1}, [[[]]], [{"nme": 1}], [None]])
    return luck.choice([7, "text", [1], [[]], 1.5, True])


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to everything in plain data that has fixed fields, but for what may be missing."""
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            if inner is not None and key not in OPEN:
                yield (*path, key)
                yield from _places(inner, (*path, key))


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def _mutated(luck: random.Random, whole: dict[str, Any]) -> dict[str, Any]:
    """A copy with one wrong value, or a field that does not exist."""
    data = copy.deepcopy(whole)
    path = luck.choice(list(_places(data)))
    place = _at(data, path)
    if isinstance(place, dict) and luck.random() < 0.6:
        place[luck.choice(["quaters", "x", "", " ", "n\no", "Value", "__class__", "1"])] = 1
    else:
        _at(data, path[:-1])[path[-1]] = _wrong_for(luck, place)
    return data


def _dumped(data: Any) -> bytes:
    return str(yaml.safe_dump(data, allow_unicode=_even(data))).encode()


def _even(data: Any) -> bool:
    """Escapes are as good as the characters; which, follows from the data."""
    return len(str(data)) % 2 == 0


# Kinds -------------------------------------------------------------------------------------------


def _scenario(luck: random.Random) -> Malformed:
    data = _mutated(luck, scenario_data(luck.choice(["default", "flip", "say-on-pay"])))
    return Malformed([luck.choice(["show", "run"]), FILE], _dumped(data))


def _experiment(luck: random.Random) -> Malformed:
    data = copy.deepcopy(EXPERIMENT)
    change: Callable[[], Any] = luck.choice(
        [
            lambda: data.pop("question"),
            lambda: data.update(question=luck.choice([7, "", [], None, {"a": 1}])),
            lambda: data.update(base=luck.choice(["nope", 7, [], "nope.yaml", "\x1b[2J"])),
            lambda: data.update(measures=luck.choice([["surplu"], [], 7, [7], [None]])),
            lambda: data.update(record=luck.choice([["ruins"], 7, [[]], {"a": 1}])),
            lambda: data.update(levers=luck.choice([7, [1], {"pay": 7}, {"pay": {}}, {"1": {}}])),
            lambda: data["levers"].update(world={"path": "quarters", "values": [1]}),
            lambda: data["levers"].update({"a b": {"path": "quarters", "values": [1]}}),
            lambda: data["levers"].update(other={"path": "package.base_pay", "values": [1]}),
            lambda: data["levers"]["pay"].update(values=luck.choice([7, [], [1, 1], [[1]], ["x"]])),
            lambda: data["levers"]["pay"].update(
                path=luck.choice([7, "", "quaters", "seed", "a.b"])
            ),
            lambda: data["settings"].update({luck.choice(["quaters", "a.b", "", "."]): 1}),
            lambda: data["settings"].update(quarters=_wrong_for(luck, 4)),
            lambda: data.update(settings=luck.choice([7, [1], "text"])),
            lambda: data.update({luck.choice(["lever", "overrides", "x", "qestion"]): 1}),
        ]
    )
    change()
    return Malformed(["sweep", FILE, "--out", "kept"], _dumped(data))


def _text(luck: random.Random) -> Malformed:
    depth = luck.choice([200, 3000, 20_000])
    noise = bytes(luck.randrange(256) for _ in range(luck.randint(8, 400)))
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefghi", "bcdefghij", strict=False)
    )
    content: bytes = luck.choice(
        [
            b"\xff\xfe" + noise,
            b"quarters: \xe9\n",
            "quarters: vier\n".encode("utf-16"),
            b"quarters: 4\x00\n",
            b"quarters: \x07\n",
            b"quarters: 'open\n",
            b"quarters: [1, 2\n",
            b"quarters: {1\n",
            b"\tquarters: 4\n",
            b"quarters: 4\n  worlds: 4\n",
            b"quarters: 4\nquarters: 5\n",
            b"firms: {count: 4, count: 5}\n",
            b"firms: *nowhere\n",
            b"firms: &a {count: *a}\n",
            b"a: &a [*a]\n",
            b"quarters: !!python/object/apply:os.system [ls]\n",
            b"quarters: !!binary zz\n",
            b"quarters: !mine 4\n",
            b"quarters: !!int x\n",
            b"? [1, 2]\n: 3\n",
            b"? {a: 1}\n: 3\n",
            b"1: 2\n",
            b"true: 2\n",
            b"null: 2\n",
            b"'': 2\n",
            b"- 1\n- 2\n",
            b"just words\n",
            b"42\n",
            b"quarters: 4\n---\nquarters: 5\n",
            b"%YAML 9.9\n---\nquarters: [\n",
            b"quarters: 2024-01-15\n",
            b"quarters: 12:30:45\n",
            b"quarters: |\n  4\n  5\n",
            b"\xef\xbb\xbfquaters: 4\n",
            b"quarters: \xe2\x80\xa8 4 5\n",
            b"q" * luck.randint(70_000, 90_000) + b": 1\n",
            b"quarters: " + b"9" * luck.randint(400, 9000) + b"\n",
            b"#" * 1_000_001,
            ("[" * depth).encode(),
            ("{a: " * depth).encode(),
            ("- " * depth + "1").encode(),
            bomb.encode(),
        ]
    )
    return Malformed([luck.choice(["show", "run"]), FILE], content)


def _assignment(luck: random.Random) -> Malformed:
    data = scenario_data("default")
    path = luck.choice([p for p in _places(data) if not isinstance(_at(data, p), dict | list)])
    dotted = ".".join(map(str, path))
    wrong = yaml.safe_dump(_wrong_for(luck, _at(data, path)), default_flow_style=True, width=10**9)
    text = luck.choice(
        [
            f"{dotted}={wrong.removesuffix('...' + chr(10)).strip()}",
            f"{dotted}.further=1",
            f"{dotted[:-1]}{luck.choice('qxz')}=1",
            dotted,
            f"={wrong.strip()[:20]}",
            f"{dotted}=[",
            f"{dotted}=!!python/name:os.system",
            "technology.tasks.99.value=1",
            f"technology.tasks.-{luck.randint(1, 9)}.value=1",
            "..=1",
            f"\x1b]0;{dotted}=1",
        ]
    )
    command = luck.choice([["show"], ["run"], ["compare", "default", "flip"], ["diagnose"]])
    return Malformed([*command, "--set", text])


def _option(luck: random.Random) -> Malformed:
    word = "".join(luck.choice("abcdefgh-_.~\u00e9\u4e2d ") for _ in range(luck.randint(1, 300)))
    number = luck.choice(["-1", "x", "1.5", "1e99", "", "9" * 40, "0x", "nan", "\u0661"])
    return Malformed(
        luck.choice(
            [
                ["run", "--seed", number if number != "\u0661" else "-7"],
                ["run", "--worlds", luck.choice(["0", "-3", "x", "", "1.5", "9" * 30])],
                ["run", "--workers", luck.choice(["0", "x", "-1"]), "--out", "kept"],
                ["run", "--record", f"ruins{word[:9]}", "--out", "kept"],
                ["run", "--workers", "2"],
                ["run", f"--x{word.strip()}"],
                ["run", f"no {word}"],
                ["run", "default", f"no {word}"],
                ["show", f"{word.strip()}/.yaml"],
                ["sweep", f"no {word}"],
                ["sweep"],
                ["compare", "default"],
                ["compare", "default", f"no {word}"],
                ["export", f"no {word}", "--out", "x.csv"],
                ["export", "nope"],
                ["report", f"no {word}"],
                ["status", f"no {word}"],
                ["list", f"no {word}"],
                ["validate", f"no {word}"],
                ["validate", "baker", "--set", f"no {word}=1"],
                ["validate", "baker", "--set", f"mu={luck.choice(['x', '[', '{a: 1}', '[[]]'])}"],
                ["diagnose", "--across", f"no {word}"],
                ["dashboard", "--port", luck.choice(["0", "65536", "x", "-1"])],
                ["dashboard", "--studies", FILE],
                ["run", "--out", FILE],
                ["run", "--out", f"{FILE}/below"],
                ["hiring", "--out", "/dev/null"],
                ["bench", f"no {word}"],
                [f"no {word}"],
            ]
        ),
        b"quarters: 4\n",
    )


def manifest() -> dict[str, Any]:
    """A small one that is right."""
    from sim.study.design.experiment import make_experiment
    from sim.study.store.manifest import make_manifest

    design = make_experiment({**EXPERIMENT, "name": "mine"}, "mine")
    return make_manifest(design, design.design_cells(), ("runs",))


def _manifest(luck: random.Random) -> Malformed:
    data = copy.deepcopy(_right())
    names = [name for name in data if name not in {"overrides", "seed"}]
    name = luck.choice(names)
    how = luck.randrange(4)
    if how == 0:
        del data[name]
    elif how == 1:
        data[name] = luck.choice([None, [7], {"a": 7}, -1, "", [[]], 10**30, {"a": {"b": 1}}])
        if isinstance(data[name], str) and name not in {"format", "worlds", "cells"}:
            data[name] = None
    elif how == 2:
        lever = luck.choice(list(data["levers"].values()))
        lever[luck.choice(["path", "levels"])] = luck.choice([None, 7, [], {}])
    text = json.dumps(data)
    if how == 3:
        text = text[: luck.randrange(len(text) - 1)]
    command = luck.choice([["status"], ["report"], ["export"], ["sweep"]])
    rest = ["--out", "t.csv"] if command == ["export"] else []
    return Malformed([*command, "./kept", *rest], text.encode(), "kept/manifest.json")


_KNOWN: dict[str, Any] = {}


def _right() -> dict[str, Any]:
    if not _KNOWN:
        _KNOWN.update(manifest())
    return _KNOWN


_KINDS = [_scenario, _scenario, _scenario, _experiment, _text, _assignment, _option, _manifest]


def write(place: Path, given: Malformed) -> None:
    """Put the file where the command will look for it."""
    if given.content is not None:
        (place / given.file).parent.mkdir(exist_ok=True)
        (place / given.file).write_bytes(given.content)
