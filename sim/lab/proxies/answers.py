"""Rows and answers: what lineages did, and what that says about the claims."""

from __future__ import annotations

from typing import Any

import numpy as np

from incentives.arrays import Bools, Floats
from sim.lab.base import Answer, Row, Triple, means, shares
from sim.lab.proxies.parameters import LifeParameters
from sim.lab.proxies.play import MINDS, TURNS, JudgedLives, LineageFate, Lineages
from sim.observers.quadrants import QUADRANTS, quadrants, worse_than_empty_chair

_DIALS: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("proxies", "ease", (1.0, 1.5, 3.0)),
    ("proxies", "contraception", (0.25, 0.5, 0.75)),
    ("proxies", "plans", (2, 8, 128)),
    ("proxies", "mutation", (0.02, 0.1)),
    ("proxies and a wish for offspring in fog", "fog", (0.25, 1.0, 4.0)),
)


DIALLED = sum(len(values) for _, _, values in _DIALS)
"""How many dials there are to turn."""


def rows(lab: LifeParameters, lineages: Lineages) -> list[Row]:
    """Training, then deployment after every shift, of every policy."""
    found = []
    for policy in MINDS:
        fates = {shift: lineages.fate(lab, policy, shift) for shift in TURNS}
        found.append(_row(lab, policy, "none", "training", fates["none"]))
        found += [_row(lab, policy, shift, "deployment", fates[shift]) for shift in TURNS]
    return found


def dial_rows(lab: LifeParameters, lineages: Lineages) -> list[Row]:
    """Training, and deployment after the shift of the goal, with one parameter turned."""
    found = []
    for policy, field, values in _DIALS:
        for value in values:
            turned, dial = lab.model_copy(update={field: value}), ((field, value),)
            fate = lineages.fate(turned, policy, "goal")
            found.append(_row(turned, policy, "none", "training", fate, dial))
            found.append(_row(turned, policy, "goal", "deployment", fate, dial))
    return found


def _row(
    lab: LifeParameters,
    policy: str,
    shift: str,
    where: str,
    fate: LineageFate,
    dial: tuple[tuple[str, float], ...] = (),
) -> Row:
    trained = where == "training"
    seen: JudgedLives = fate.training if trained else fate.deployment
    numbers = quadrants(seen.capability, seen.alignment, lab.able, lab.aligned)
    bad = np.zeros_like(fate.malign) if trained else fate.malign
    more = {
        "offspring": means(seen.offspring),
        "proxy_met": means(seen.mating),
        "wants_proxy": means(seen.wants_mating),
        "wants_offspring": means(seen.wants_offspring),
        "population": means(seen.population),
    }
    if not trained:
        more |= {
            "proxy_better_than_ever": shares(fate.better),
            "recovered": shares(~np.isnan(fate.recovered)),
            "recovery_generations": means(fate.recovered),
            "alignment_later": means(fate.later.alignment),
            "offspring_later": means(fate.later.offspring),
            "extinct": shares(fate.extinct),
        }
    selected = not policy.startswith("offspring")
    return Row(
        policy=policy,
        base_optimizer="natural selection" if selected else "none",
        objective="average" if selected else "none",
        distinguishing=0.0,
        shift=shift,
        environment=where,
        training_seeds=len(fate.malign),
        capability=means(seen.capability, bounded=True),
        alignment=means(seen.alignment),
        quadrants={
            name.replace(" ", "_"): shares(numbers == k) for k, name in enumerate(QUADRANTS)
        },
        malign_share=shares(bad),
        worse_than_nothing_share=shares(worse_than_empty_chair(seen.alignment)),
        more=more,
        setting=dial,
    )


def answers(lab: LifeParameters, lineages: Lineages) -> list[Answer]:
    """What the plain comparison says; differences are paired by lineage."""
    hit = lineages.fate(lab, "proxies", "goal")
    spared = lineages.fate(lab, "proxies", "none")
    tired = lineages.fate(lab, "proxies", "capability")
    knowing = lineages.fate(lab, "offspring themselves", "goal")
    habit = lineages.fate(lab, "habit", "goal")
    clear = lineages.fate(lab, "proxies and a clear wish for offspring", "goal")
    fog = lineages.fate(lab, "proxies and a wish for offspring in fog", "goal")
    return [
        _number(
            "offspring fall when a proxy no longer leads to them",
            hit.deployment.offspring - hit.training.offspring,
            "change of offspring a head: {}.",
        ),
        _share(
            "the proxy is met better than ever",
            hit.better,
            "in {} of {} lineages mating is met better than in any generation of training.",
        ),
        _number(
            "capability is kept",
            hit.deployment.capability - hit.training.capability,
            "change of capability, by the goals that organisms have: {}.",
        ),
        _number(
            "the objective is lost",
            hit.deployment.alignment - hit.training.alignment,
            "change of alignment with offspring: {}.",
        ),
        _share(
            "this is malign generalization",
            hit.malign,
            "{} of {} lineages are able, and have fewer offspring than who takes plans at random.",
        ),
        _number(
            "goals recover by selection, over generations",
            hit.recovered,
            "generations until alignment is half of that in training, where it ever is: {}"
            f" ({int((~np.isnan(hit.recovered)).sum())} of {hit.recovered.size} lineages).",
        ),
        _number(
            "without a change nothing of it happens",
            spared.deployment.alignment - spared.training.alignment,
            "change of alignment in the same generations: {}.",
        ),
        _number(
            "organisms that want offspring themselves stay aligned",
            knowing.deployment.alignment - knowing.training.alignment,
            "change of alignment where offspring are the goal: {}.",
        ),
        _number(
            "fewer plans are a failure of capability",
            tired.deployment.capability - tired.training.capability,
            f"change of capability with {lab.fewer} plans instead of {lab.plans}: {{}}.",
        ),
        _number(
            "search does more harm than habit",
            hit.deployment.alignment - habit.deployment.alignment,
            "alignment of who searches less that of habits, after the change: {}.",
        ),
        _number(
            "evolution puts proxies into brains where offspring are foreseen in fog",
            clear.training.wants_offspring - fog.training.wants_offspring,
            "weight of the wish for offspring, in the clear less in fog: {}.",
        ),
        _number(
            "a clear wish for offspring, too, softens the fall",
            clear.deployment.alignment - hit.deployment.alignment,
            "alignment with a clear wish less that with none, after the change: {}.",
        ),
    ]


def _share(claim: str, which: Bools, sentence: str) -> Answer:
    mean, low, high = shares(which)
    text = sentence.format(int(which.sum()), which.size)
    return Answer(claim, mean, low, high, text[:1].upper() + text[1:])


def _number(claim: str, values: Floats, sentence: str) -> Answer:
    found: Triple = means(values)
    mean, low, high = found
    known = mean is not None and low is not None and high is not None
    text = sentence.format(f"{mean:.2f} ({low:.2f} to {high:.2f})" if known else "not known")
    return Answer(claim, mean, low, high, text[:1].upper() + text[1:])
