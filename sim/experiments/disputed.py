"""The six claims in dispute, and what the firm and the labs say: docs/findings.md in short.

Numbers of the firm are those of stored experiments, numbers of the labs those that are shipped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.experiments.stored import stored
from sim.lab import shown
from sim.support.words import short


class FirmSays(NamedTuple):
    """A finding of an experiment that bears on a claim: what changes, and which finding it is."""

    words: str
    experiment: str
    claim: str

    def sentence(self) -> str:
        """In words, with interval and draws."""
        (one,) = (
            each for each in stored(self.experiment)["findings"] if each["claim"] == self.claim
        )
        mean, low, high = map(short, one["estimate"])
        same = round(one["same_sign_share"] * one["draws"])
        return f"{self.words}: {mean} ({low} to {high}), {same} of {one['draws']} draws"


class DisputedClaim(NamedTuple):
    """A claim in dispute.

    Attributes:
        claim: As the sources have it.
        answer: In a sentence.
        firm: What experiments say.
        labs: What labs say, each a text with its number.
        silent: What neither can say.
    """

    claim: str
    answer: str
    firm: tuple[FirmSays, ...]
    labs: tuple[Callable[[], str], ...]
    silent: str


def _door(policy: str, scene: str, name: str) -> str:
    """A number of red doors, with half of its interval."""
    (row,) = (
        one
        for one in shown.shown()["red-doors"]["rows"]
        if (one["policy"], one["scene"]) == (policy, scene)
    )
    mean, low, high = row[name]
    return f"{mean:.2f} ({(high - low) / 2:.2f})"


def _cell(table: str, first: str, column: str, key: str) -> str:
    """A cell of a table of docs/lab.md, by what stands in another column."""
    return next(row[column] for row in shown.tables()[table] if row[key] == first)


def _system(name: str, column: str) -> str:
    return _cell("systems", name, column, "system")


def _aimed_at_red() -> str:
    aims = shown.shown()["red-doors"]["aims"]["planner"]
    return f"{aims.count('r')} of {len(aims)}"


def _deep(steps: str) -> str:
    return _cell("doors-depth", steps, "malign", "search depth")


DISPUTES = (
    DisputedClaim(
        "Malign generalization needs an explicit optimizer.",
        "It takes no search.",
        (
            FirmSays(
                "where growth turns harmful, rules worse than an empty chair, more of them",
                "does-search-matter",
                "rules-turn-malign",
            ),
            FirmSays(
                "the same, rules over those who search", "does-search-matter", "rules-fail-more"
            ),
        ),
        (
            lambda: (
                "malign share of the heuristic that goes to the nearest red thing "
                f"{_door('heuristic', 'goal', 'malign')}, of the planner "
                f"{_door('planner', 'goal', 'malign')}"
            ),
        ),
        "how common either is among optimizers that somebody trains; rules here are learned from "
        "the best response, not by gradient descent",
    ),
    DisputedClaim(
        "It is more than distribution shift.",
        "Partly: a shift is enough for search that never knows a watch, but the two failures come "
        "apart.",
        (
            FirmSays(
                "the shift alone, more worse than an empty chair",
                "does-search-matter",
                "shift-alone",
            ),
            FirmSays(
                "capability lost by rules more often than by search",
                "does-search-matter",
                "two-failures",
            ),
        ),
        (
            lambda: (
                "under the shift of the goal the planner keeps a capability of "
                f"{_door('planner', 'goal', 'capability')} and an alignment of "
                f"{_door('planner', 'goal', 'alignment')}"
            ),
            lambda: (
                "a larger maze takes the heuristic's capability to "
                f"{_door('heuristic', 'capability', 'capability')}"
            ),
        ),
        "which of the two a given failure in the field is, without knowing the goal; the simulator "
        "knows it",
    ),
    DisputedClaim(
        "Deception behaves differently.",
        "Yes, where the watch is uneven and the seat is worth keeping.",
        (
            FirmSays("surplus, if they know the watch", "treacherous-turn", "knowing-costs"),
            FirmSays("surplus, if they hear of checks beforehand", "immune-system", "tip-off"),
            FirmSays(
                "knowing and search together, where nobody has a seat to lose",
                "does-search-matter",
                "watch-alone",
            ),
        ),
        (
            lambda: (
                "knowing adds to the share that loses the objective unwatched "
                f"{_system('red-doors', 'deception adds')} among red doors, "
                f"{_system('keys-and-chests', 'deception adds')} among keys and chests"
            ),
        ),
        "how a system comes to know that it is watched; awareness is given",
    ),
    DisputedClaim(
        "Safety of the base optimizer is a statement about the optima it produces.",
        "Yes: the same filter hires better or worse people by how hard it is used.",
        (
            FirmSays(
                "deceptive share, best of sixteen instead of one",
                "perfect-interview",
                "more-candidates",
            ),
            FirmSays(
                "the same, best of 128 instead of sixteen", "perfect-interview", "most-candidates"
            ),
        ),
        (lambda: f"planners that go for red, at the same return in training: {_aimed_at_red()}",),
        "what the distribution is for any real process of hiring or training",
    ),
    DisputedClaim(
        "Weird improbable outcomes are the sign of an optimizer.",
        "Power is a dial, and what it does depends on what is aimed at.",
        (
            FirmSays(
                "true value by eight times the search", "does-search-matter", "power-and-value"
            ),
            FirmSays(
                "the gap between report and value by it", "does-search-matter", "power-and-gap"
            ),
        ),
        (
            lambda: (
                f"planners that look 3 steps ahead are malign in {_deep('3')}, at 12 steps in "
                f"{_deep('12')}"
            ),
        ),
        "that outcomes are improbable: caps bound what an executive can do",
    ),
    DisputedClaim(
        "Base optimizers can run away.",
        "Where the bearer does not pay.",
        (),
        (
            lambda: (
                "malign herds of the Irish elk, where others pay: "
                f"{_system('irish-elk', 'malign share')}"
            ),
            lambda: (
                f"lineages whose proxy outlived its reason: {_system('proxies', 'malign share')}"
            ),
        ),
        "whether markets for executives are such a world",
    ),
)
