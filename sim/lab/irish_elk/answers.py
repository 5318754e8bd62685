"""Rows and answers: what herds of each setting did, and what that says about the claims."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from incentives.arrays import Bools
from sim.lab.base import Answer, Row, Triple, means, shares
from sim.lab.irish_elk.limits import runaway_threshold
from sim.lab.irish_elk.parameters import HerdParameters
from sim.lab.irish_elk.play import DialledHerds, HerdOutcome, HerdTable, JudgedHerds
from sim.lab.irish_elk.settings import SHIFT_OF, HerdSetting
from sim.observers.quadrants import QUADRANTS, quadrants, worse_than_empty_chair


def rows(lab: HerdParameters, table: HerdTable) -> list[Row]:
    """Of the plain comparison: training and deployment of every setting."""
    return [
        _row(lab, setting, table.of(setting, lab), where)
        for setting in table.settings
        for where in ("training", "deployment")
    ]


def dial_rows(table: HerdTable, turned: Iterable[DialledHerds]) -> list[Row]:
    """Of what is off the plain comparison, at deployment."""
    return [
        _row(one.lab, one.setting, table.of(one.setting, one.lab), "deployment", one.dial)
        for one in turned
    ]


def _row(
    lab: HerdParameters,
    setting: HerdSetting,
    found: HerdOutcome,
    where: str,
    dial: tuple[tuple[str, float], ...] = (),
) -> Row:
    seen: JudgedHerds = found.training if where == "training" else found.deployment
    numbers = quadrants(seen.capability, seen.alignment, lab.able, lab.aligned)
    chooses = setting.preference != "none"
    trained = where == "training"
    return Row(
        policy=setting.policy,
        base_optimizer="choice by mates" if chooses else "none",
        objective="average" if chooses else "none",
        distinguishing=0.0,
        shift="none" if trained else SHIFT_OF[setting.environment],
        environment=where,
        training_seeds=len(found.extinct),
        capability=means(seen.capability, bounded=True),
        alignment=means(seen.alignment),
        quadrants={name: shares(numbers == k) for k, name in enumerate(_keys())},
        malign_share=shares(np.zeros_like(found.malign) if trained else found.malign),
        worse_than_nothing_share=shares(worse_than_empty_chair(seen.alignment)),
        more={
            "extinct": shares(np.zeros_like(found.extinct) if trained else found.extinct),
            "antlers": means(seen.antlers),
            "population": means(seen.population),
            "runaway": shares(found.runaway),
            "preference": means(np.abs(seen.preference)),
            "males": means(seen.males),
            "offspring": means(seen.offspring),
            "fathers_condition": means(seen.fathers_condition),
            "males_condition": means(seen.males_condition),
            "honesty": means(seen.honesty),
            "covariance_ratio": means(found.ratio),
            "generations": means(found.lived),
        },
        setting=dial,
    )


def _keys() -> list[str]:
    return [name.replace(" ", "_") for name in QUADRANTS]


def answers(lab: HerdParameters, table: HerdTable) -> list[Answer]:
    """What the plain comparison says."""

    def of(preference: str, share: float, weakens: bool, environment: str) -> HerdOutcome:
        wanted = (preference, share, weakens, environment)
        (setting,) = (s for s in table.settings if (s[0], *s[2:]) == wanted)
        return table.of(setting, lab)

    both = ("stable", "runaway")
    alone = np.concatenate([of(p, 0.0, True, "constant").extinct for p in both])
    shared = of("runaway", lab.share, True, "constant")
    steady = of("stable", 0.0, True, "constant")
    gained = [steady.deployment.fathers_condition, steady.deployment.males_condition]
    threshold = runaway_threshold(lab.genetic + lab.condition**2, lab.width)
    return [
        _share(
            "in a constant environment, with cost borne by the bearer and choice that weakens as "
            "males get rare, nobody dies out",
            alone,
            "{} of {} herds died out, with stable preferences and with those that run away.",
        ),
        _share(
            "where choice never weakens, a runaway takes herds with it even so",
            of("runaway", 0.0, False, "constant").extinct,
            "{} of {} herds died out: the last males are chosen for what kills them. The feedback "
            "that saves herds is choice that weakens.",
        ),
        _share(
            "cost that others pay, too, takes herds with a runaway in a constant environment",
            shared.extinct,
            f"{{}} of {{}} herds died out; theory lets lines run away above a variance of "
            f"preference of {threshold:.2f}, and it is {lab.runaway:g} here.",
        ),
        _share(
            "an abrupt rise of the cost takes herds with a runaway, though the bearer alone pays",
            of("runaway", 0.0, True, "abrupt").extinct,
            f"{{}} of {{}} herds died out after the cost rose {lab.rise:g} times.",
        ),
        _share(
            "a slow trend is tracked",
            of("runaway", 0.0, True, "trend").extinct,
            f"{{}} of {{}} herds with a runaway died out while the best antlers moved by "
            f"{lab.speed:g} a generation.",
        ),
        _share(
            "shared cost needs no runaway where choice never weakens: drift along the line will do",
            of("stable", lab.share, False, "constant").extinct,
            "{} of {} herds with stable preferences died out where others pay and choice never "
            "weakens: they drift along the line of equilibria.",
        ),
        _share(
            "antlers may win mates as well as any while the herd shrinks: malign generalization",
            shared.malign,
            "{} of {} herds with a runaway that others pay for, too, shrink at the end, while "
            "their antlers still bring nearly as many mates as any could.",
        ),
        _share(
            "an abrupt rise of the cost is a failure of capability",
            of("runaway", 0.0, True, "abrupt").deployment.capability < lab.able,
            "after the rise, antlers win fewer mates than others would in {} of {} herds.",
        ),
        _number(
            "choice by antlers buys no better condition once antlers are where it takes them",
            means(gained[0]),
            "condition of fathers less that of the average calf: {}; what choice gains, survival "
            "has taken.",
        ),
        _number(
            "antlers tell less of condition after a runaway",
            means(shared.deployment.honesty - shared.training.honesty),
            "change of the correlation between antlers and condition of living males: {}.",
        ),
    ]


def _share(claim: str, which: Bools, sentence: str) -> Answer:
    mean, low, high = shares(which)
    text = sentence.format(int(which.sum()), which.size)
    return Answer(claim, mean, low, high, text[:1].upper() + text[1:])


def _number(claim: str, found: Triple, sentence: str) -> Answer:
    mean, low, high = found
    if mean is None or low is None or high is None:
        return Answer(claim, mean, low, high, sentence.format("not known").capitalize())
    text = sentence.format(f"{mean:.3f} ({low:.3f} to {high:.3f})")
    return Answer(claim, mean, low, high, text[:1].upper() + text[1:])
