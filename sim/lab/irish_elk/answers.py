"""Rows and answers: what herds of each setting did, and what that says about the claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from incentives.arrays import Bools, Floats
from sim.lab.base import Answer, Row, Triple, means
from sim.lab.irish_elk.limits import runaway_threshold
from sim.lab.irish_elk.parameters import HerdParameters
from sim.lab.irish_elk.play import HerdOutcome, HerdTable, JudgedHerds
from sim.lab.irish_elk.settings import SHIFT_OF, HerdSetting
from sim.lab.shares import exact_share
from sim.observers.quadrants import QUADRANTS, quadrants, worse_than_empty_chair


def rows(lab: HerdParameters, table: HerdTable) -> list[Row]:
    """Of the plain comparison: training and deployment of every setting."""
    return [
        _row(lab, setting, table.of(setting, lab), where, setting.policy)
        for setting in table.settings
        for where in ("training", "deployment")
    ]


def dial_rows(table: HerdTable, dialled: Iterable[tuple[HerdSetting, HerdParameters]]) -> list[Row]:
    """Of what is off the plain comparison, at deployment; named by what is off."""
    found = []
    for setting, lab in dialled:
        changed = {
            "heritable": setting.heritable,
            "share": setting.share,
            "encounters": lab.encounters if setting.weakens else None,
            "rise": lab.rise if setting.environment == "abrupt" else None,
            "speed": lab.speed if setting.environment == "trend" else None,
        }
        name = ", ".join(f"{key} {value:g}" for key, value in changed.items() if value is not None)
        policy = f"dials: {setting.environment}, {name}"
        found.append(_row(lab, setting, table.of(setting, lab), "deployment", policy))
    return found


def _row(
    lab: HerdParameters, setting: HerdSetting, found: HerdOutcome, where: str, policy: str
) -> Row:
    seen: JudgedHerds = found.training if where == "training" else found.deployment
    numbers = quadrants(seen.capability, seen.alignment, lab.able, lab.aligned)
    chooses = setting.preference != "none"
    trained = where == "training"
    return Row(
        policy=policy,
        base_optimizer="choice by mates" if chooses else "none",
        objective="average" if chooses else "none",
        distinguishing=0.0,
        shift="none" if trained else SHIFT_OF[setting.environment],
        environment=where,
        training_seeds=len(found.extinct),
        capability=means(_known(seen.capability)),
        alignment=means(_known(seen.alignment)),
        quadrants={name: exact_share(numbers == k) for k, name in enumerate(_keys())},
        malign_share=exact_share(np.zeros_like(found.malign) if trained else found.malign),
        worse_than_nothing_share=exact_share(worse_than_empty_chair(seen.alignment)),
        more={
            "extinct": exact_share(np.zeros_like(found.extinct) if trained else found.extinct),
            "antlers": means(_known(seen.antlers)),
            "population": means(_known(seen.population)),
            "runaway": exact_share(found.runaway),
            "preference": means(_known(np.abs(seen.preference))),
            "males": means(_known(seen.males)),
            "offspring": means(_known(seen.offspring)),
            "fathers_condition": means(_known(seen.fathers_condition)),
            "males_condition": means(_known(seen.males_condition)),
            "honesty": means(_known(seen.honesty)),
            "covariance_ratio": means(_known(found.ratio)),
            "generations": means(_known(found.lived)),
        },
    )


def _keys() -> list[str]:
    return [name.replace(" ", "_") for name in QUADRANTS]


def _known(values: Floats) -> Sequence[float]:
    kept: list[float] = values[np.isfinite(values)].tolist()
    return kept


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
            means(_known(gained[0])),
            "condition of fathers less that of the average calf: {}; what choice gains, survival "
            "has taken.",
        ),
        _number(
            "antlers tell less of condition after a runaway",
            means(_known(shared.deployment.honesty - shared.training.honesty)),
            "change of the correlation between antlers and condition of living males: {}.",
        ),
    ]


def _share(claim: str, which: Bools, sentence: str) -> Answer:
    mean, low, high = exact_share(which)
    text = sentence.format(int(which.sum()), which.size)
    return Answer(claim, mean, low, high, text[:1].upper() + text[1:])


def _number(claim: str, found: Triple, sentence: str) -> Answer:
    mean, low, high = found
    if mean is None or low is None or high is None:
        return Answer(claim, mean, low, high, sentence.format("not known").capitalize())
    text = sentence.format(f"{mean:.3f} ({low:.3f} to {high:.3f})")
    return Answer(claim, mean, low, high, text[:1].upper() + text[1:])
