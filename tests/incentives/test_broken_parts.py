"""A part that does not work is named with its file, before anything runs."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from incentives.filters import Filter
from incentives.oversight import Oversight
from incentives.parts import BrokenPart, _named, _registry
from incentives.schemes import NO_CLIFF, BeliefPay, Clawback, Scheme, Vesting
from sim.inputs import explain
from sim.scenario import Package


@pytest.fixture
def registered():
    """Take parts that a test defines out of the catalogue again."""
    before = {family: dict(parts) for family, parts in _registry.items()}
    yield
    for family, parts in before.items():
        _registry[family].clear()
        _registry[family].update(parts)


def complaint(family, name):
    with pytest.raises(ValidationError) as caught:
        Package.model_validate({family: [name]})
    return explain(caught.value, Package)


AWARDS = {
    "a number": (lambda self, seen: 0.5, "award returned 0.5; expected an array of shape"),
    "another shape": (lambda self, seen: np.zeros(3), "award returned shape (3,)"),
    "no numbers": (lambda self, seen: np.log(seen.metric), "award returned nan; expected numbers"),
    "a typo": (lambda self, seen: seen.metrik, "AttributeError"),
}


@pytest.mark.parametrize("kind", AWARDS)
def test_schemes(kind, registered):
    award, words = AWARDS[kind]
    type("Mine", (Scheme,), {
        "__module__": __name__, "name": "mine", "summary": "mine", "source": "me 2026",
        "award": award,
    })  # fmt: skip
    text = complaint("schemes", "mine")
    assert words in text and "test_broken_parts.py" in text and text.startswith("schemes.0")


def test_terms_filters_and_oversight(registered):
    class Mine(Scheme):
        name = "mine"
        summary = "mine"
        source = "me 2026"

        def award(self, seen):
            return 0.1 * seen.metric

        def vesting(self):
            return Vesting(deferred=1.5)

        def clawback(self):
            return Clawback()

    class Theirs(Filter):
        name = "theirs"
        summary = "theirs"
        source = "me 2026"

        def score(self, seen):
            return seen.reputation

    class Ours(Oversight):
        name = "ours"
        summary = "ours"
        source = "me 2026"

        def audit_rate(self, seen):
            return np.full(seen.tenure.shape, 1.5)

    assert "vesting returned" in complaint("schemes", "mine")
    assert "score returned nan" in complaint("filters", "theirs")
    assert "expected probabilities" in complaint("oversight", "ours")


def test_a_file_that_cannot_be_imported_is_named():
    def bad_syntax():
        compile("x = 1\ndef f(:\n", "mine.py", "exec")

    def no_source():
        raise TypeError("part 'x' must set source")

    for fault, words in (
        (bad_syntax, r"schemes/mine.py, line 2: SyntaxError"),
        (no_source, r"schemes/mine.py: TypeError: part 'x' must set source"),
    ):
        with pytest.raises(BrokenPart, match=words), _named("schemes/mine.py"):
            fault()


@pytest.mark.parametrize(
    ("method", "answer", "words"),
    [
        ("vesting", Vesting(1.0, 8, rate=0.1), "a rate that is a share, and no cliff beside it"),
        ("vesting", Vesting(1.0, NO_CLIFF, rate=1.5), "expected a rate that is a share"),
        ("belief_pay", BeliefPay(before=float("nan")), "belief_pay returned"),
        ("severance", -1.0, "severance returned -1.0; expected no negative number"),
    ],
)
def test_terms_of_accounts_beliefs_and_severance(method, answer, words, registered):
    type("Mine", (Scheme,), {
        "__module__": __name__, "name": "mine", "summary": "mine", "source": "me 2026",
        "award": lambda self, seen: 0.1 * seen.metric, method: lambda self: answer,
    })  # fmt: skip
    text = complaint("schemes", "mine")
    assert words in text and "test_broken_parts.py" in text
