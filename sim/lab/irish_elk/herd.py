"""A herd, generation by generation: antlers, preferences, choice, birth.

Breeding values of antlers and of preference are inherited in the infinitesimal model (Fisher 1918;
Bulmer 1980): a calf has the mean of its parents, and a segregation deviation whose variance is half
the genic one. So variances, and the covariance on which a runaway feeds, come out of mating. All
animals carry both; males bear antlers, females have the preference.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import kernel
from agents.numerics.draws import stream
from incentives.arrays import Bools, Floats, Words
from sim.lab.luck import bell, below, chance, place_and_chance, poisson, start, word

HISTORY = (
    *("population", "males", "antlers", "antlers_variance", "preference", "preference_variance"),
    *("covariance", "load", "offspring", "fathers_condition", "males_condition", "honesty"),
    *("fathers_antlers", "males_antlers", "males_variance"),
)
"""What is kept of every generation.

population: calves at its start; males: who live to mate; antlers, preference: mean breeding values
of calves, with variances and covariance; load: mean viability cost of living males; offspring: a
head, before there is no room; fathers_condition, males_condition: means, of all matings and of
living males; honesty: correlation of antlers and condition among living males; fathers_antlers,
males_antlers, males_variance: as they are borne, of all matings and of living males.
"""
HERDS = stream("irish elk")
"""Name of the luck of herds."""
_TRIES = 64  # of a female who compares all males by rejection, before she looks at each
_SIGN = np.uint64(1 << 63)


class Herd(NamedTuple):
    """Calves, (n,) each: breeding values, condition as a standard normal, and sex."""

    antlers: Floats
    preference: Floats
    condition: Floats
    male: Bools


class HerdRules(NamedTuple):
    """What holds in every generation.

    Attributes:
        capacity: Calves for which there is room.
        births: Mean number of a female that has mated.
        glow: Antlers per standard deviation of condition.
        compared: Males that a female meets at most; 0: all.
        encounters: Males met per living male, beside the first; 0: always ``compared``.
        share: Of the living males' mean load, by which births fall (exponentially).
        benefit: Log births per unit of the father's condition.
        spread_antlers, spread_preference: Standard deviations of segregation.
    """

    capacity: int
    births: float
    glow: float
    compared: int
    encounters: float
    share: float
    benefit: float
    spread_antlers: float
    spread_preference: float


class HerdWeather(NamedTuple):
    """Of a generation: squared width of viability selection, and antlers that cost nothing."""

    omega2: float
    theta: float


@kernel
def survive(
    state: Words, herd: Herd, rules: HerdRules, weather: HerdWeather, seen: Floats
) -> tuple[Words, Floats, Words]:
    """Living males with their antlers, and females; viability is Gaussian in antlers.

    Args:
        seen: A row of ``HISTORY``, of which this fills those on calves and living males.
    """
    count = herd.male.shape[0]
    males = np.empty(count, dtype=np.uint64)
    antlers = np.empty(count)
    females = np.empty(count, dtype=np.uint64)
    living, mothers = 0, 0
    a1, a2, y1, y2, ay = 0.0, 0.0, 0.0, 0.0, 0.0
    load, c1, c2, z1, z2, cz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    middle = herd.antlers[0]
    for i in range(count):
        a, y = herd.antlers[i] - middle, herd.preference[i]
        a1 += a
        a2 += a * a
        y1 += y
        y2 += y * y
        ay += a * y
        if not herd.male[i]:
            females[mothers] = i
            mothers += 1
            continue
        c = herd.condition[i]
        z = herd.antlers[i] + rules.glow * c
        cost = 0.5 * (z - weather.theta) ** 2 / weather.omega2
        if chance(state) < np.exp(-cost):
            males[living] = i
            antlers[living] = z
            living += 1
            load += cost
            z -= middle
            c1 += c
            c2 += c * c
            z1 += z
            z2 += z * z
            cz += c * z
    seen[0], seen[1] = count, living
    seen[2], seen[3] = middle + a1 / count, a2 / count - (a1 / count) ** 2
    seen[4], seen[5] = y1 / count, y2 / count - (y1 / count) ** 2
    seen[6] = ay / count - a1 / count * (y1 / count)
    if living > 0:
        seen[7], seen[10] = load / living, c1 / living
        seen[13], seen[14] = middle + z1 / living, z2 / living - (z1 / living) ** 2
        spread = (c2 / living - (c1 / living) ** 2) * (z2 / living - (z1 / living) ** 2)
        if living > 2 and spread > 0.0:
            seen[11] = (cz / living - c1 / living * (z1 / living)) / np.sqrt(spread)
    return males[:living], antlers[:living], females[:mothers]


@kernel
def pick(state: Words, preference: float, seen: Floats, middle: float, compared: int) -> np.int64:
    """Whom of ``compared`` males, met at random, a female chooses: odds exp(preference * antlers).

    Args:
        seen: (males,) their antlers.
        middle: What odds are reckoned from, so that none overflows.
        compared: How many she meets; 0: all.
    """
    males = seen.shape[0]
    total = 0.0
    chosen = np.int64(0)
    for i in range(compared if compared > 0 else males):
        place, lot = place_and_chance(state, males)
        if compared == 0:
            place = np.int64(i)
        odds = np.exp(min(preference * (seen[np.uintp(place)] - middle), 600.0))
        total += odds
        if lot * total < odds or i == 0:
            chosen = place
    return chosen


@kernel
def choose(
    state: Words, preference: float, antlers: Floats, ends: Floats, rules: HerdRules
) -> np.int64:
    """The place of the male, among the living, that a female takes.

    Args:
        ends: Least, greatest and mean antlers of the living.
    """
    males = antlers.shape[0]
    if rules.compared > 0:
        met = rules.compared
        if rules.encounters > 0.0:
            met = 1 + poisson(state, rules.encounters * males, rules.compared - 1)
        return pick(state, preference, antlers, ends[2], met)
    best = preference * (ends[1] if preference > 0.0 else ends[0])
    for _ in range(_TRIES):
        place = below(state, males)
        if chance(state) < np.exp(preference * antlers[np.uintp(place)] - best):
            return place
    return pick(state, preference, antlers, ends[1] if preference > 0.0 else ends[0], 0)


@kernel
def breed(state: Words, herd: Herd, rules: HerdRules, weather: HerdWeather, seen: Floats) -> Herd:
    """The next generation of calves; none where a herd dies out.

    Args:
        state: (1,) luck, which is read on.
        herd: Calves.
        rules: What holds in every generation.
        weather: Of this one.
        seen: (columns,) is filled by ``HISTORY``; NaN where there is no value.
    """
    seen[:] = np.nan
    males, antlers, females = survive(state, herd, rules, weather, seen)
    seen[8] = 0.0
    calves = 0
    mates = np.empty(females.shape[0], dtype=np.uint64)
    best = 0.0
    if males.shape[0] > 0 and females.shape[0] > 0:
        ends = np.array([antlers.min(), antlers.max(), antlers.mean()])
        gained, total, borne = 0.0, 0.0, 0.0
        for f in range(females.shape[0]):
            chosen = choose(state, herd.preference[females[f]], antlers, ends, rules)
            mates[f] = males[np.uintp(chosen)]
            condition = herd.condition[mates[f]]
            gained += condition
            borne += antlers[np.uintp(chosen)]
            litter = np.exp(rules.benefit * condition)
            total += litter
            best = max(best, litter)
        seen[9], seen[12] = gained / females.shape[0], borne / females.shape[0]
        expected = rules.births * np.exp(-rules.share * seen[7]) * total
        seen[8] = expected / herd.male.shape[0]
        calves = poisson(state, expected, 1 << 40)
    return raise_calves(state, herd, rules, females, mates, best, min(calves, rules.capacity))


@kernel
def raise_calves(
    state: Words,
    herd: Herd,
    rules: HerdRules,
    females: Words,
    mates: Words,
    best: float,
    calves: int,
) -> Herd:
    """Calves of mothers at random, by their births, and the males whom these took.

    Args:
        best: The largest of the births of one female, over those without a benefit.
    """
    born = Herd(
        np.empty(calves), np.empty(calves), np.empty(calves), np.empty(calves, dtype=np.bool_)
    )
    for i in range(calves):
        place = below(state, females.shape[0])
        if rules.benefit != 0.0:
            while chance(state) * best > np.exp(
                rules.benefit * herd.condition[mates[np.uintp(place)]]
            ):
                place = below(state, females.shape[0])
        mother, father = females[np.uintp(place)], mates[np.uintp(place)]
        born.antlers[i] = 0.5 * (herd.antlers[mother] + herd.antlers[father])
        born.antlers[i] += rules.spread_antlers * bell(state)
        born.preference[i] = 0.5 * (herd.preference[mother] + herd.preference[father])
        born.preference[i] += rules.spread_preference * bell(state)
        born.condition[i] = bell(state)
        born.male[i] = word(state) >= _SIGN
    return born


@kernel
def founders(
    state: Words,
    count: int,
    means: tuple[float, float],
    variances: tuple[float, float],
    covariance: float,
) -> Herd:
    """Calves whose breeding values, of antlers and of preference, are jointly normal."""
    herd = Herd(np.empty(count), np.empty(count), np.empty(count), np.empty(count, dtype=np.bool_))
    spread = np.sqrt(variances[0])
    slope = covariance / variances[0] if variances[0] > 0.0 else 0.0
    rest = np.sqrt(max(variances[1] - slope * covariance, 0.0))
    for i in range(count):
        deviation = spread * bell(state)
        herd.antlers[i] = means[0] + deviation
        herd.preference[i] = means[1] + slope * deviation + rest * bell(state)
        herd.condition[i] = bell(state)
        herd.male[i] = word(state) >= _SIGN
    return herd


@kernel
def live(
    seed: np.uint64,
    number: int,
    rules: HerdRules,
    weather: Floats,
    means: tuple[float, float],
    variances: tuple[float, float],
) -> Floats:
    """A herd from its founders, at linkage equilibrium, to its end.

    Args:
        seed: Of all herds.
        number: Of this herd, to which its luck belongs.
        rules: What holds in every generation.
        weather: (generations, 2) squared width of viability selection, and its optimum.
        means: Breeding values of antlers and of preference at the start.
        variances: Of these.

    Returns:
        (generations, columns) by ``HISTORY``; NaN from the generation on in which none is left.
    """
    seen = np.full((weather.shape[0], 15), np.nan)
    state = np.empty(1, dtype=np.uint64)
    start(state, seed, HERDS, number, 0xFFFFFFFF)
    herd = founders(state, rules.capacity, means, variances, 0.0)
    for t in range(weather.shape[0]):
        start(state, seed, HERDS, number, t)
        herd = breed(state, herd, rules, HerdWeather(weather[t, 0], weather[t, 1]), seen[t])
        if herd.male.shape[0] == 0:
            break
    return seen
