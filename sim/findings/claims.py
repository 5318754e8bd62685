"""docs/claims.md: all claims under draws of the background; what other pages quote of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sim.claims.catalogue import background_of, claim_names, find_claim, ranges
from sim.claims.invariance import resampled
from sim.claims.robustness import ATTRIBUTED, DRAWS, ClaimTest, examine
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.text import num, table
from sim.support.words import short


@cache
def examined(name: str) -> ClaimTest:
    """A claim with the usual draws."""
    return examine(name)


def sign(name: str) -> str:
    """In how many draws the sign is as claimed."""
    found = examined(name)
    return f"{int(found.same.sum())} of {found.same.size}"


def results() -> str:
    """A row per claim."""
    return how_sure(*claim_names())


def how_sure(*names: str) -> str:
    """A row for each of these claims: what is claimed, how large it is, and where it holds."""
    rows = []
    for name in names:
        sentence = claim_names()[name]
        found = examined(name)
        mean, low, high = (num(value) for value in found.estimate)
        word = found.verdict if found.condition is None else f"{found.verdict}: {found.condition}"
        rows.append([f"`{name}`", sentence, f"{mean} ({low} to {high})", sign(name), word])
    return block(table(["claim", "", "difference (95%)", "same sign", "verdict"], rows))


def unmoved(claims: Iterable[Mapping[str, Any]], heading: str) -> str:
    """A row per claim: what changes that must not matter do to it.

    Args:
        claims: ``claim``, its name, and ``unmoved``, documents of what the changes did, of each.
        heading: Of the names.
    """
    known = list(claims)
    changes = [one["change"] for one in known[0]["unmoved"]]
    rows = [[f"`{one['claim']}`", *(_moved(each) for each in one["unmoved"])] for one in known]
    return table([heading, *changes], rows)


def _moved(change: Mapping[str, Any]) -> str:
    mean = short(change["estimate"][0])
    if change["relabels"]:
        return f"{mean} (p {change['probability']:.2g})" + ("" if change["holds"] else " **moves**")
    return mean + ("" if change["holds"] else " **other sign**")


def in_other_samples(*names: str) -> str:
    """The same of claims of the catalogue, which are played with other streams and firms."""
    found = [
        {"claim": name, "unmoved": [one.document() for one in resampled(find_claim(name))]}
        for name in names
    ]
    return block(unmoved(found, "claim"))


def background() -> str:
    """A row per field that is drawn, and for how many claims."""
    claims = [find_claim(name) for name in claim_names()]
    rows = []
    for path, (low, high) in ranges().items():
        count = sum(path in background_of(claim) for claim in claims)
        rows.append([f"`{path}`", f"{low:g} to {high:g}", str(count)])
    return block(table(["field", "drawn from", "claims"], rows))


CLAIMS_PAGE = Page(
    "docs/claims.md",
    findings={
        "draws": lambda: str(DRAWS),
        "attributed": lambda: str(ATTRIBUTED),
        "claims": lambda: str(len(claim_names())),
        "robust": lambda: str(sum(examined(name).verdict == "robust" for name in claim_names())),
        "results": results,
        "background": background,
    },
)
