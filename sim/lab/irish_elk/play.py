"""Herds of a setting, side by side, and what each is judged by."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats
from sim.lab.base import Advance
from sim.lab.irish_elk.herd import HISTORY, HerdRules, live
from sim.lab.irish_elk.parameters import HerdParameters
from sim.lab.irish_elk.settings import Environment, HerdSetting, plain
from sim.lab.kept import fetch, flat, part, shelf
from sim.observers.alignment import share_of_best
from sim.observers.capability import capability
from sim.observers.quadrants import malign

_BURN_IN = 5
"""Generations until antlers and preference are as correlated as mating makes them."""
_TRAINING = 25
"""Where training ends: antlers are still those for which they were chosen."""
_PLACE = {name: place for place, name in enumerate(HISTORY)}


class JudgedHerds(NamedTuple):
    """Herds of one setting in some generations, (herds,) each."""

    capability: Floats
    alignment: Floats
    offspring: Floats
    antlers: Floats
    preference: Floats
    population: Floats
    males: Floats
    fathers_condition: Floats
    males_condition: Floats
    honesty: Floats


class HerdOutcome(NamedTuple):
    """What became of the herds of one setting, (herds,) each.

    Attributes:
        training, deployment: As they were judged.
        extinct: Who died out; ``lived``: generations with calves.
        ratio: B/G, over generations before the change.
        runaway: Whether the line of equilibria cannot hold such a ratio.
        malign: Aligned in training, able at deployment, and shrinking there.
    """

    training: JudgedHerds
    deployment: JudgedHerds
    extinct: Bools
    lived: Floats
    ratio: Floats
    runaway: Bools
    malign: Bools


def rules(lab: HerdParameters, setting: HerdSetting) -> HerdRules:
    """What holds in every generation of a setting."""
    chooses = setting.preference != "none"
    return HerdRules(
        lab.capacity,
        lab.births,
        lab.condition,
        lab.compared if chooses else 1,
        lab.encounters if setting.weakens else 0.0,
        setting.share,
        lab.benefit,
        (0.5 * lab.genetic) ** 0.5,
        (0.5 * setting.heritable) ** 0.5,
    )


def weather(lab: HerdParameters, setting: HerdSetting) -> Floats:
    """(generations, 2) squared width of viability selection, and antlers that cost nothing."""
    found = np.tile([lab.width, 0.0], (lab.generations, 1))
    later = np.arange(lab.generations) - lab.change
    if setting.environment == "abrupt":
        found[later >= 0, 0] /= lab.rise
    elif setting.environment == "trend":
        found[:, 1] = lab.speed * np.maximum(later + 1, 0)
    return found


def herds(
    lab: HerdParameters,
    setting: HerdSetting,
    seed: int,
    numbers: Iterable[int],
    workers: int | None = None,
) -> Floats:
    """(herds, generations, columns) histories; the bits do not depend on the workers."""
    still = setting.preference == "none"
    mean = 0.0 if still else lab.preference
    given = (
        np.uint64(seed),
        rules(lab, setting),
        weather(lab, setting),
        (lab.width * mean, mean),
        (lab.genetic, setting.heritable),
    )

    def one(number: int) -> Floats:
        return live(given[0], number, *given[1:])

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        return np.array(list(pool.map(one, numbers)))


def judge(lab: HerdParameters, seen: Floats, sky: Floats, where: Bools) -> JudgedHerds:
    """Capability and alignment of herds over some of their generations.

    The goal that is imputed to antlers is mates. Among males who live, mating success grows by the
    factor exp(y) per unit of antlers; y is taken from the antlers of fathers and of living males.
    So a male with the herd's mean antlers, ``d`` above those that cost nothing, has mates over a
    lifetime in proportion to exp(y d - d^2/(2 omega2)), of which exp(omega2 y^2/2) is the most.
    Capability is the share of the most; standing still, he would have none.

    What was wanted are offspring a head, in the worst of these generations: a herd that does no
    more than replace itself has 1, the most are half of a female's births.

    Args:
        seen: (herds, generations, columns).
        sky: (generations, 2) weather.
        where: (herds, generations) which generations count.
    """

    def mean(values: Floats) -> Floats:
        known = where & ~np.isnan(values)
        count = known.sum(axis=1)
        total = np.where(known, values, 0.0).sum(axis=1)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def of(name: str) -> Floats:
        return seen[:, :, _PLACE[name]]

    chosen = mean(of("fathers_antlers") - of("males_antlers"))
    variance = mean(of("males_variance"))
    with np.errstate(divide="ignore", invalid="ignore"):
        pull = np.where(variance > 0.0, chosen / variance, 0.0)[:, None]
    excess = of("antlers") - sky[None, :, 1]
    # Best are antlers of omega2 y; what is off the best costs by the square of it.
    reached = mean(np.exp(-((excess - sky[None, :, 0] * pull) ** 2) / (2.0 * sky[None, :, 0])))
    offspring = np.where(where, of("offspring"), np.inf).min(axis=1)
    return JudgedHerds(
        capability(reached[None], np.ones((1, len(seen))), np.ones((1, len(seen)), dtype=np.bool_)),
        share_of_best(offspring - 1.0, np.full(len(seen), 0.5 * lab.births - 1.0)),
        offspring,
        mean(np.abs(excess)),
        mean(of("preference")),
        mean(of("population")),
        mean(of("males")),
        mean(of("fathers_condition")),
        mean(of("males_condition")),
        mean(of("honesty")),
    )


def outcome(lab: HerdParameters, setting: HerdSetting, seen: Floats) -> HerdOutcome:
    """What became of herds with these histories."""
    sky = weather(lab, setting)
    time = np.arange(lab.generations)
    alive = ~np.isnan(seen[:, :, 0])
    lived = alive.sum(axis=1)
    last = seen[np.arange(len(seen)), lived - 1]
    # A herd without calves for the next generation has died out, also in the last one.
    extinct = (lived < lab.generations) | (last[:, _PLACE["offspring"]] == 0.0)
    end = np.minimum(lived, lab.change + lab.window) if setting.environment == "abrupt" else lived
    training = judge(lab, seen, sky, alive & (time >= _BURN_IN) & (time < _TRAINING))
    deployed = judge(lab, seen, sky, (time < end[:, None]) & (time >= end[:, None] - lab.window))
    before = alive & (time >= _BURN_IN) & (time < lab.change)
    ratio = _ratio(seen, before)
    bad = malign(training.alignment, deployed.alignment, deployed.capability, lab.able)
    return HerdOutcome(
        training,
        deployed,
        extinct,
        lived.astype(np.float64),
        ratio,
        ratio > 1.0 / lab.width,
        bad,
    )


def _ratio(seen: Floats, where: Bools) -> Floats:
    covariance = np.where(where, seen[:, :, _PLACE["covariance"]], 0.0).sum(axis=1)
    variance = np.where(where, seen[:, :, _PLACE["antlers_variance"]], 0.0).sum(axis=1)
    return np.where(variance > 0.0, covariance / np.where(variance > 0.0, variance, 1.0), 0.0)


class DialledHerds(NamedTuple):
    """A setting off the plain comparison, and the parameter that is other than the lab's."""

    setting: HerdSetting
    lab: HerdParameters
    dial: tuple[tuple[str, float], ...]


def dialled(lab: HerdParameters) -> list[DialledHerds]:
    """One dial after another, from herds with a runaway."""
    found = []

    def turn(
        name: str, value: float, weakens: bool, share: float = 0.0, sky: Environment = "constant"
    ) -> None:
        heritable = value if name == "runaway" else lab.runaway
        setting = HerdSetting("runaway", heritable, share, weakens, sky)
        found.append(DialledHerds(setting, lab.model_copy(update={name: value}), ((name, value),)))

    for heritable in (0.1, 0.2, 0.3, 0.6):
        turn("runaway", heritable, True, lab.share)
        turn("runaway", heritable, False)
    for share in (0.25, 0.5, 2.0):
        turn("share", share, True, share)
    for encounters in (0.02, 0.2, 0.5):
        turn("encounters", encounters, True)
    for rise in (2.0, 4.0, 12.0):
        turn("rise", rise, True, sky="abrupt")
    for speed in (0.03, 0.12, 0.24):
        turn("speed", speed, True, sky="trend")
    return found


class HerdTable:
    """Outcomes by setting; each is played once, and kept where a folder is given.

    Args:
        lab: Parameters.
        seed: Of all draws.
        count: Herds a setting.
        folder: Where outcomes are kept.
        workers: Threads.
        progress: Called after every setting.
        dials: Whether the dials are played, too.
    """

    def __init__(
        self,
        lab: HerdParameters,
        seed: int,
        count: int,
        folder: Path | None = None,
        workers: int | None = None,
        progress: Advance | None = None,
        dials: bool = False,
    ) -> None:
        self._seed, self._count, self._workers = seed, count, workers
        self._shelf = shelf(folder, herds, outcome)
        self._progress = progress
        self._found: dict[str, HerdOutcome] = {}
        self.settings = plain(lab.stable, lab.runaway, lab.share)
        self._all = len(self.settings) + (len(dialled(lab)) if dials else 0)

    def of(self, setting: HerdSetting, lab: HerdParameters) -> HerdOutcome:
        """The outcome of a setting under these parameters."""
        depends_on = {**lab.model_dump(mode="json"), "setting": setting, "seed": self._seed}
        key = str(depends_on)
        if key not in self._found:
            path = self._shelf and self._shelf.file(depends_on, f"{self._count}-herds")
            arrays = fetch(path, lambda: flat(self._play(setting, lab)))
            self._found[key] = HerdOutcome(
                JudgedHerds(**part(arrays, "training")),
                JudgedHerds(**part(arrays, "deployment")),
                *(arrays[name] for name in HerdOutcome._fields[2:]),  # type: ignore[arg-type]
            )
            if self._progress:
                self._progress(len(self._found), max(self._all, len(self._found)))
        return self._found[key]

    def _play(self, setting: HerdSetting, lab: HerdParameters) -> HerdOutcome:
        return outcome(lab, setting, self.histories(setting, lab))

    def histories(self, setting: HerdSetting, lab: HerdParameters) -> Floats:
        """(herds, generations, columns): what is seen of every herd."""
        return herds(lab, setting, self._seed, range(self._count), self._workers)
