"""Random valid scenarios, each played and looked at: ``python -m sim.checks.fuzz --scenarios 300``.

Of each it is asked that nothing is raised and nothing warned of, that numbers are numbers where the
columns do not say otherwise, that the books keep their identities, and that a world has the same
bits alone, in a batch, in another order, in threads, and as a Mesa ``Economy``.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from incentives import FAMILIES, catalogue
from incentives.arrays import Bools, Table
from sim.checks.random_scenarios import Drawn, draw_scenario
from sim.economy import Economy
from sim.quarter.ledger import LEDGER, Sums, surpluses
from sim.scenario.presets import as_yaml
from sim.scenario.scenario import Scenario
from sim.support.cautions import Caution
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS, RECORDS
from sim.tables.keeper import Keeper
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds

PlayedTables = dict[str, Table]

_CLOSE = 1e-9  # of an identity, relative to the size of its terms
_OURS = (
    "runs",
    "quarters",
    "tenures",
    *(n for n in RECORDS[3:] if n != "contexts"),
)  # that an Economy has


class Wrong(NamedTuple):
    """What is wrong with one scenario.

    Attributes:
        number: Of the scenario.
        said: What was seen, one sentence each.
        written: The scenario as YAML.
    """

    number: int
    said: list[str]
    written: str


class Summary(NamedTuple):
    """What came of a range of scenarios.

    Attributes:
        played: How many were.
        refused: Contradictions that were drawn and redrawn, by sentence.
        faults: Of scenarios that were wrong somewhere.
        parts: How often each part was played.
        slowest: Seconds of processor time of the slowest scenario, and its number; ``mean``: of
            all.
    """

    played: int
    refused: Counter[str]
    faults: list[Wrong]
    parts: Counter[str]
    slowest: tuple[float, int]
    mean: float


def fuzz(
    seed: int, numbers: Iterable[int], watch: Callable[[int, list[str]], None] | None = None
) -> Summary:
    """Draw and try scenarios.

    Args:
        seed: Of the draws; ``numbers``: of the scenarios.
        watch: Told of every scenario, and what was wrong with it.
    """
    refused: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    faults: list[Wrong] = []
    spent: list[tuple[float, int]] = []
    for number in numbers:
        start = time.process_time()
        drawn, said = _drawn(seed, number)
        if drawn is not None:
            said += [f"refused as broken: {text}" for text in drawn.refused if _blames(text)]
            refused.update({k: n for k, n in drawn.refused.items() if not _blames(k)})
            try:
                said += complaints(drawn.scenario)
                parts.update(_parts_of(drawn.scenario))
            except InputError as error:  # what only a plan can tell, such as a menu nobody takes
                refused[f"when planning: {error}"] += 1
            except Caution:  # of its kind there are others that do not
                refused["left out: planning takes long"] += 1
        if said:
            written = "" if drawn is None else as_yaml(drawn.scenario.model_dump(mode="json"))
            faults.append(Wrong(number, said, written))
        spent.append((time.process_time() - start, number))
        if watch is not None:
            watch(number, said)
    seconds = [took for took, _ in spent]
    return Summary(
        len(spent), refused, faults, parts, max(spent, default=(0.0, -1)),
        sum(seconds) / max(len(seconds), 1),
    )  # fmt: skip


def complaints(scenario: Scenario) -> list[str]:
    """All that is wrong with a scenario when it is played.

    Raises:
        InputError: If it is refused with a reason when it is planned.
        Caution: If planning would take long.
    """
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        warnings.filterwarnings("error", "planning takes long", Caution)
        try:
            said = [*_looked_at(scenario)]
        except (InputError, Caution):
            raise
        except (Exception, SystemExit) as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
            said = [f"{type(error).__name__} at {where}: {str(error).splitlines()[:1]}"]
    told = [w for w in warned if not issubclass(w.category, Caution)]  # that is for the user
    places = [f"{Path(w.filename).name}:{w.lineno}: {w.message}" for w in told]
    return [*said, *(f"warning at {place}" for place in dict.fromkeys(places))]


def _looked_at(scenario: Scenario) -> Iterator[str]:
    whole = _together(scenario, [0, 1])
    yield from _not_numbers(whole)
    yield from _broken_identities(whole, scenario.pending == "priced")
    alone = simulate(scenario, [1], RECORDS, threads=1)
    yield from _differences("alone", _of_world(whole, 1), alone)
    mixed = _together(scenario, [1, 7, 0])
    other = {name: _only(t, t["world"] != 7) for name, t in mixed.items()}
    yield from _differences("in another order", whole, other)
    yield from _differences("in two threads", whole, simulate(scenario, [0, 1], RECORDS, threads=2))
    economy = Economy(scenario, world=1, record=_OURS[3:], model_reporters={}).run()
    ours = {
        name: {str(column): frame[column].to_numpy() for column in frame}
        for name in _OURS
        for frame in [economy.table(name)]
    }
    yield from _differences("as an Economy", {name: alone[name] for name in _OURS}, ours)


def _together(scenario: Scenario, worlds: Sequence[int]) -> PlayedTables:
    """Worlds in one batch, however small they are."""
    keeper = Keeper(Worlds([Job(scenario, worlds)]), {*RECORDS})
    keeper.run()
    return keeper.tables()


def _of_world(tables: PlayedTables, world: int) -> PlayedTables:
    return {name: _only(table, table["world"] == world) for name, table in tables.items()}


def _only(table: Table, rows: Bools) -> Table:
    return {name: column[rows] for name, column in table.items()}


def _differences(how: str, expected: PlayedTables, found: PlayedTables) -> Iterator[str]:
    """Where tables differ by a bit."""
    for name, table in expected.items():
        for column, values in table.items():
            other = found[name][column]
            if values.shape != other.shape:
                yield f"{how}: {name} has {other.size} rows; expected {values.size}"
                break
            nan = values.dtype.kind == "f"
            if not np.array_equal(values, other.astype(values.dtype), equal_nan=nan):
                yield f"{how}: {name}.{column} has other bits"


def _not_numbers(tables: PlayedTables) -> Iterator[str]:
    """Columns that hold what is no number, and do not say so."""
    for name, table in tables.items():
        for column, values in table.items():
            if values.dtype.kind != "f":
                continue
            if np.isinf(values).any():
                yield f"{name}.{column} is infinite"
            if np.isnan(values).any() and not COLUMNS[name][column].missing:
                yield f"{name}.{column} is no number"


def _broken_identities(tables: PlayedTables, priced: bool = False) -> Iterator[str]:
    """Identities of docs/model/ledger.md, firm by firm; and what sums and means are made of."""
    books = tables["ledger"]
    reckoned = _made_of(priced)
    unripe = () if priced else ("d_pending",)
    gone = ("paid", "-clawback", "-fines", "governance")
    value = ("accrual", "luck")
    costs = ("private", "-effort", "-gaming", "-governance", "-outside", "-defence")
    for number, (left, right) in enumerate(
        (
            (value, ("shareholder_surplus", *unripe, *gone)),
            (("granted",), ("vested", "forfeited", "d_deferred")),
            (("total_surplus",), (*value, *costs)),
        ),
        start=1,
    ):
        one, other = _terms(books, left), _terms(books, right)
        inside = _terms(books, [part for name in right + left for part in reckoned.get(name, ())])
        size = 1.0 + np.abs([*one, *other, *inside]).sum(axis=0)
        if (np.abs(np.sum(one, axis=0) - np.sum(other, axis=0)) > _CLOSE * size).any():
            yield f"identity {number} of the ledger does not hold"
    quarters, firms = tables["quarters"], int(books["firm"].max()) + 1
    last = int(books["quarter"].max()) + 1
    keys = books["world"] * last + books["quarter"]
    for name in (*LEDGER, *Sums._fields):
        totals = np.bincount(keys, books[name]) / firms
        made_of = _terms(books, (name, *reckoned.get(name, ())))
        sizes = np.bincount(keys, np.abs(made_of).sum(axis=0)) / firms
        if (np.abs(quarters[name] - totals) > _CLOSE * (1.0 + sizes)).any():
            yield f"quarters.{name} is not the mean of the ledger"
        means = totals.reshape(-1, last).mean(axis=1)
        sizes = sizes.reshape(-1, last).mean(axis=1)
        if (np.abs(tables["runs"][name] - means) > _CLOSE * (1.0 + sizes)).any():
            yield f"runs.{name} is not the mean of the ledger"


def _made_of(priced: bool) -> dict[str, set[str]]:
    """Entries that each sum is reckoned from, found by booking one at a time."""
    moved = surpluses(dict(zip(LEDGER, np.eye(len(LEDGER)), strict=True)), priced)
    found = {
        name: {entry for entry, by in zip(LEDGER, moved[name], strict=True) if by}
        for name in Sums._fields
    }
    # Pay goes from one side to the other: what cancels in the total rounds all the same.
    found["total_surplus"] |= found["shareholder_surplus"] | found["rent"]
    return found


def _terms(books: Table, names: Sequence[str]) -> list[np.ndarray]:
    return [-books[name[1:]] if name.startswith("-") else books[name] for name in names]


def _drawn(seed: int, number: int) -> tuple[Drawn | None, list[str]]:
    try:
        return draw_scenario(seed, number), []
    except Exception as error:
        return None, [f"cannot be drawn: {type(error).__name__}: {error}"]


def _blames(refusal: str) -> bool:
    """Whether a parameter of the user's was refused as a broken part."""
    return "does not work" in refusal


def _parts_of(scenario: Scenario) -> list[str]:
    return [
        f"{family}/{part.name}"
        for package in scenario.packages().values()
        for family in FAMILIES
        for part in getattr(package, family)
    ]


# The command ------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz as the arguments say; return how many scenarios were wrong, at most 1."""
    words = argparse.ArgumentParser(prog="python -m sim.checks.fuzz", description=__doc__)
    words.add_argument("--scenarios", type=int, default=300, help="how many; 300 if left out")
    words.add_argument("--seed", type=int, default=0, help="of all draws")
    words.add_argument("--first", type=int, default=0, help="number to begin with, to go on there")
    words.add_argument("--out", type=Path, help="folder for the scenarios that are wrong")
    asked = words.parse_args(arguments)

    def watch(number: int, said: list[str]) -> None:
        done = number - asked.first + 1
        for sentence in said:
            print(f"scenario {number}: {sentence}", flush=True)
        if done % 100 == 0:
            print(f"{done} of {asked.scenarios} played", file=sys.stderr, flush=True)

    found = fuzz(asked.seed, range(asked.first, asked.first + asked.scenarios), watch)
    _report(found, asked.seed)
    if asked.out is not None and found.faults:
        asked.out.mkdir(parents=True, exist_ok=True)
        for fault in found.faults:
            file = asked.out / f"fuzz-{asked.seed}-{fault.number}.yaml"
            file.write_text(fault.written, encoding="utf-8")
        print(f"The scenarios are in {asked.out}.")
    return int(bool(found.faults))


def _report(found: Summary, seed: int) -> None:
    never = [
        f"{family}/{name}"
        for family in FAMILIES
        for name in catalogue(family)
        if f"{family}/{name}" not in found.parts
    ]
    print(f"{found.played} scenarios of seed {seed}: {len(found.faults)} wrong.")
    redrawn = sum(found.refused.values())
    print(f"Redrawn because of contradictions: {redrawn}, of {len(found.refused)} kinds.")
    for sentence, count in found.refused.most_common(5):
        print(f"  {count} times: {sentence[:160]}")
    print(f"Parts never played: {', '.join(never) or 'none'}.")
    took, number = found.slowest
    print(f"Processor time: {found.mean:.2f} s each, at most {took:.2f} s (scenario {number}).")
    for fault in found.faults:
        again = f"python -m sim.checks.fuzz --seed {seed} --first {fault.number} --scenarios 1"
        print(f"scenario {fault.number}: {len(fault.said)} complaints; again: {again}")


if __name__ == "__main__":
    sys.exit(main())
