"""What an experiment has settled: its claims under draws and under changes that must not matter.

An experiment with ``findings`` is settled by playing every one of them at its own parameters, at
draws of all others (:mod:`sim.claims.robustness`), and under relabellings, other streams and other
numbers of firms (:mod:`sim.claims.invariance`). ``document`` is what is stored of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from sim.claims.contrast import played_once
from sim.claims.invariance import Unmoved, invariance
from sim.claims.robustness import DRAWS, SMALL, ClaimTest, examine_claim
from sim.experiments.stored import digest
from sim.study.design.dispute import OF_THE_RUN, ExperimentClaim
from sim.study.design.experiment import Experiment, experiment_names, load_experiment
from sim.study.design.paired_claim import Sign, has_sign
from sim.support.progress import Advance

DRAWN = {**SMALL, "worlds": 24}
"""What a draw plays: fewer worlds than of a claim, for there are many findings."""
_WORST = ("fragile", "conditional", "robust")
_DIGITS = 6


class SettledClaim(NamedTuple):
    """A finding: what was claimed, what became of it, and what did not move it.

    Attributes:
        name: Of the finding.
        claim: With the sign that it has, and the one that was expected.
        test: At its own parameters, and under draws.
        unmoved: Under changes that must not matter.
    """

    name: str
    claim: ExperimentClaim
    test: ClaimTest
    unmoved: list[Unmoved]

    @property
    def moved_by(self) -> list[str]:
        """Changes that must not matter and do."""
        return [one.change for one in self.unmoved if not one.holds]

    @property
    def verdict(self) -> str:
        """Of the draws; at most `conditional` where something moves it that must not."""
        found = self.test.verdict
        return "conditional" if self.moved_by and found == "robust" else found

    @property
    def condition(self) -> str | None:
        """Where it holds, or what moves it, in words."""
        parts = [self.test.condition] if self.test.condition else []
        if self.moved_by:
            parts.append(f"not under: {', '.join(self.moved_by)}")
        return "; ".join(parts) or None


def named() -> list[str]:
    """Experiments that have findings."""
    return [name for name in experiment_names() if load_experiment(name).findings]


def settle(
    name: str, draws: int = DRAWS, seed: int = 0, progress: Advance | None = None
) -> list[SettledClaim]:
    """Play all findings of an experiment.

    Args:
        name: Of the experiment.
        draws: Of the background, for each.
        seed: Of the draws.
        progress: Called with the findings that are done, and all of them.

    Raises:
        InputError: If there is no such experiment.
    """
    experiment = load_experiment(name)
    own = {path: value for path, value in experiment.settings.items() if path in OF_THE_RUN}
    claims, worlds = experiment.claims, experiment.drawn
    small = {**DRAWN, "worlds": worlds} if worlds else DRAWN
    found = []
    with played_once(claim.measure for claim in claims.values()):
        for place, (each, claim) in enumerate(claims.items()):
            tell = partial(_tell, progress, place, len(claims))
            test = examine_claim(claim, each, draws, seed, own, small, tell)
            found.append(SettledClaim(each, claim, test, invariance(claim, seed, worlds)))
    return found


def _tell(progress: Advance | None, before: int, total: int, done: float, of: float) -> None:
    if progress is not None:
        progress(before + done / of, total)


def document(experiment: Experiment, settled: list[SettledClaim]) -> dict[str, Any]:
    """What is stored: numbers to six digits, so that machines agree."""
    findings = [_finding(experiment.name, one) for one in settled]
    return {
        "experiment": experiment.name,
        "digest": digest(experiment.name),
        "verdict": weakest(one["verdict"] for one in findings),
        "findings": findings,
    }


def weakest(verdicts: Iterable[str]) -> str:
    """The weakest of several verdicts."""
    return min(verdicts, key=_WORST.index)


def came_out(expected: Sign, estimate: tuple[float, float, float]) -> str:
    """What became of the hypothesis, by the interval: `as expected`, `against` it, or `open`."""
    ends = {has_sign(expected, end) for end in estimate[1:]}
    return "open" if len(ends) > 1 else "as expected" if ends == {True} else "against"


def _finding(experiment: str, one: SettledClaim) -> dict[str, Any]:
    test = one.test
    return {
        "experiment": experiment,
        "claim": one.name,
        "sentence": one.claim.claim,
        "measure": one.claim.measure,
        "holds": one.claim.holds,
        "expected": one.claim.expected or one.claim.holds,
        "hypothesis": came_out(one.claim.expected or one.claim.holds, test.estimate),
        "estimate": [_rounded(value) for value in test.estimate],
        "same_sign_share": _rounded(test.same_sign_share),
        "draws": int(test.same.size),
        "verdict": one.verdict,
        "condition": one.condition,
        "unmoved": [
            {
                **change.document(),
                "estimate": [_rounded(value) for value in change.estimate],
                "probability": _rounded(change.probability),
            }
            for change in one.unmoved
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{_DIGITS}g}")
