"""A part that does not work is named with its file, if possible before anything runs."""

from __future__ import annotations

import re

import numpy as np
import pytest

from incentives.filters import Filter
from incentives.oversight import Oversight
from incentives.parts import BrokenPart, _named
from incentives.schemes import NO_CLIFF, BeliefPay, Clawback, Scheme, Vesting
from sim.scenario.package import Package
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from sim.world.worlds import Worlds
from tests.sim.worlds import scenario


def complaint(family, name):
    with pytest.raises(InputError) as caught:
        Package.model_validate({family: [name]})
    return str(caught.value)


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


COUNT = []


def counting(self, seen):
    COUNT.append(1)
    return np.full(seen.metric.shape, float(len(COUNT)))


def writing(self, seen):
    seen.metric += 1.0
    return 0.1 * seen.metric


def peeping(self, seen):
    from agents.goals import ARCHETYPES

    return len(ARCHETYPES) * seen.metric


def asking(self, seen):
    return helping() * seen.metric


def helping():
    return Worlds.firms


LEAKS = {
    "hidden state": (counting, "award returned something else when it was asked again"),
    "own randomness": (
        lambda self, seen: np.random.default_rng().normal(size=seen.metric.shape),
        "award returned something else when it was asked again",
    ),
    "other worlds": (
        lambda self, seen: seen.metric - seen.metric.mean(),
        "award returned something else without the entries of others",
    ),
    "writing": (writing, "award writes into what it sees"),
    "goals": (
        peeping,
        "peeping uses agents.goals; expected nothing of the packages agents and sim",
    ),
    "a way round": (asking, "asking uses sim.world.worlds"),
}


@pytest.mark.parametrize("kind", LEAKS)
def test_leaks(kind, registered):
    award, words = LEAKS[kind]
    type("Mine", (Scheme,), {
        "__module__": __name__, "name": "mine", "summary": "mine", "source": "me 2026",
        "award": award,
    })  # fmt: skip
    text = complaint("schemes", "mine")
    assert words in text and "class Mine" in text and "test_broken_parts.py" in text


def test_filters_and_oversight_leak_nothing_either(registered):
    class Theirs(Filter):
        name = "theirs"
        summary = "theirs"
        source = "me 2026"

        def score(self, seen):
            return seen.lot - seen.lot.max()

    class Ours(Oversight):
        name = "ours"
        summary = "ours"
        source = "me 2026"

        def audit_rate(self, seen):
            return np.random.default_rng().random(seen.tenure.shape)

    assert "score returned something else without" in complaint("filters", "theirs")
    assert "audit_rate returned something else when" in complaint("oversight", "ours")


def later(answer):
    """A method that gives the metric a tenth of its due, and from quarter 7 on that answer."""

    def award(self, seen):
        good = 0.1 * seen.metric
        return good if np.all(np.less(seen.quarter, 7)) else answer(good)

    return award


LATER = {
    "nan": (lambda good: good * np.nan, "award in quarter 7 returned nan; expected numbers"),
    "shape": (lambda good: good[:-1], "award in quarter 7 returned shape"),
    "fault": (lambda good: 1 / 0, "ZeroDivisionError: division by zero"),
}


@pytest.mark.parametrize("kind", LATER)
def test_what_goes_wrong_only_later_is_named_as_well(kind, registered):
    answer, words = LATER[kind]
    type("Mine", (Scheme,), {
        "__module__": __name__, "name": "mine", "summary": "mine", "source": "me 2026",
        "award": later(answer),
    })  # fmt: skip
    for quarters in (7, 8):
        model = scenario(package__schemes=["mine"], quarters=quarters)
        if quarters == 7:
            simulate(model)  # control: until then it works
            continue
        with pytest.raises(BrokenPart) as caught:
            simulate(model)
    text = str(caught.value)
    assert words in text and text.startswith("mine (class Mine, ") and __file__ in text


def test_so_are_filters_and_oversight(registered):
    class Theirs(Filter):
        name = "theirs"
        summary = "theirs"
        source = "me 2026"

        def score(self, seen):
            return np.where(seen.reputation < -0.01, np.nan, seen.lot)

    class Ours(Oversight):
        name = "ours"
        summary = "ours"
        source = "me 2026"

        def audit_rate(self, seen):
            return np.where(np.asarray(seen.quarter) < 9, 0.1, 1.7) * np.ones(seen.tenure.shape)

    def refused(**package):
        with pytest.raises(BrokenPart) as caught:
            simulate(scenario(**package))
        return str(caught.value)

    assert re.search(r"theirs .* score in quarter \d+ returned nan", refused(
        package__filters=["theirs"]
    ))  # fmt: skip
    assert "audit_rate when planning returned 1.7; expected probabilities" in refused(
        package__oversight=["ours"]
    )


def test_expected_awards_are_looked_at_where_plans_need_them(registered):
    """Far from the made-up reports on which a scheme is tried."""

    class Mine(Scheme):
        name = "mine"
        summary = "mine"
        source = "me 2026"

        def award(self, seen):
            return np.log(30.0 - np.minimum(seen.metric, 25.0))

        def expected_award(self, seen):
            return np.log(25.0 - seen.metric)

    with pytest.raises(BrokenPart, match=r"mine .* expected_award when planning returned nan"):
        simulate(scenario(package__schemes=["mine"], technology__tasks=[
            {"name": "work", "loading": 20.0, "value": 1.0}
        ]))  # fmt: skip


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


def test_pay_that_bends_in_another_metric_is_refused(registered):
    """The search for best responses is made for pay that bends in the report only (model, 7.4)."""

    class Mine(Scheme):
        name = "mine"
        summary = "mine"
        source = "me 2026"
        metric: str = "cash-flow"

        def award(self, seen):
            return np.maximum(seen.metric - 1.0, 0.0)

    text = complaint("schemes", "mine")
    assert "schemes.0 (mine): its pay bends" in text and "not on cash-flow" in text
    assert Package.model_validate({"schemes": [{"name": "mine", "metric": "earnings"}]})


def test_parts_that_are_alike_are_tried_once(registered):
    asked = []

    def award(self, seen):
        asked.append(self.rate)
        return self.rate * seen.metric

    type("Mine", (Scheme,), {
        "__module__": __name__, "name": "mine", "summary": "mine", "source": "me 2026",
        "__annotations__": {"rate": float}, "rate": 0.5, "award": award,
    })  # fmt: skip
    Package.model_validate({"schemes": ["mine"]})
    first = len(asked)
    Package.model_validate({"schemes": [{"name": "mine", "rate": 0.5}]})
    assert len(asked) == first > 0
    Package.model_validate({"schemes": [{"name": "mine", "rate": 0.6}]})
    assert asked[first:] == [0.6] * first  # control: another one is tried
