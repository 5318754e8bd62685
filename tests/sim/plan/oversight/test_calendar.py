"""Calendars of oversight say what the parts say, or are not made."""

import numpy as np
import pytest

from incentives.oversight import Oversight
from sim.bench.objects import benchmark
from sim.plan.oversight.calendar import calendar
from sim.plan.oversight.combined import audit_rate, dismissal_bar
from sim.plan.oversight.enforcement import Enforcement
from sim.quarter.audits import look_up
from sim.scenario.package import Package
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

SMALL = benchmark(["firms.count=30", "quarters=12", "regimes.0.start=6"])


class Watchful(Oversight):
    """Audits whoever reported more than the others, from the tenth quarter on."""

    abstract = True

    def audit_rate(self, seen):
        late = np.asarray(seen.quarter) >= 10
        return np.where(late & (seen.metric > seen.reference), 0.5, 0.0)


class Distant(Oversight):
    """Looks at reports by a detour."""

    abstract = True

    def dismissal_bar(self, seen):
        return np.where(seen.reporting(seen.tenure * 1.0).metric > 3, -0.5, -np.inf)


class Believing(Oversight):
    """Looks at what the board would think."""

    abstract = True

    def dismissal_bar(self, seen):
        return np.where(seen.posterior < 0, 0.1, -np.inf)


class Learned(Oversight):
    """Looks at how much the board still has to learn."""

    abstract = True

    def audit_rate(self, seen):
        return np.where(np.broadcast_to(seen.gain, seen.tenure.shape) > 0.2, 0.5, 0.0)


class Envious(Oversight):
    """Looks at how many are in office."""

    abstract = True

    def dismissal_bar(self, seen):
        return np.where(np.broadcast_to(seen.occupied, seen.tenure.shape), -0.5, -np.inf)


def test_a_calendar_says_what_the_parts_say():
    worlds = batch(SMALL, [0, 1])
    segment = worlds.segments[0]
    for _ in range(10):
        worlds.step()
        seen = worlds.seen(segment)
        rate, bar = np.empty(60), np.empty(60)
        rates, bars = calendar(segment.package, 0.1, 0.6, np.array([worlds.quarter]), 80)
        look_up(rates[0], bars[0], seen.tenure, rate, bar)
        np.testing.assert_array_equal(rate, audit_rate(segment.package, 0.1, seen))
        np.testing.assert_array_equal(bar, dismissal_bar(segment.package, seen))
    assert len(set(rate)) > 1
    assert len(set(bar)) > 1  # probation is among them


def detections(rate: float) -> float:
    """By a part of one and the same name, as if a cell of a notebook were run again."""

    class Anew(Oversight):
        name = "anew"
        summary = "audits"
        source = "me 2026"

        def audit_rate(self, seen):
            return np.full(seen.tenure.shape, rate)

    return float(simulate(scenario(package__oversight=["anew"]))["runs"]["detected"].sum())


def test_a_part_that_is_defined_anew_is_asked_anew(registered):
    rarely, often, again = (detections(rate) for rate in (0.0, 0.9, 0.0))
    assert rarely == again > often  # shareholders audit as well, and audits deter


@pytest.mark.parametrize("part", [Watchful, Distant, Believing, Learned, Envious])
def test_no_calendar_for_a_part_that_looks_at_reports(part):
    package = SMALL.package.model_copy(update={"oversight": (part(),)})
    assert calendar(package, 0.0, 0.6, np.arange(8), 40) is None


def test_plans_know_who_looks_at_reports():
    def looks(*parts):
        return Enforcement(SMALL, Package(oversight=parts), 0.0, np.zeros(40)).looks

    assert not looks("random-audits", "probation", "belief-dismissal", "tenure-limit")
    assert all(looks(part) for part in ("relative-dismissal", "takeover", "proxy-contest"))


def test_tables_of_finished_tenures_grow():
    """The same run, whether there is room from the start or not."""
    roomy, tight = batch(SMALL, [0, 1]), batch(SMALL, [0, 1])
    tight.finished = type(tight.finished)(
        tight.finished.first, *(column[:61] for column in tight.finished[1:])
    )
    roomy.run()
    tight.run()
    assert tight.finished.firm.size > 61
    for mine, other in zip(tight.tenures, roomy.tenures, strict=True):
        np.testing.assert_array_equal(mine, other)
    np.testing.assert_array_equal(tight.actions.books, roomy.actions.books)
