"""What is known of former tenures, against the stocks quarter by quarter; and how it is told."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.recruiting import call_applicants
from sim.quarter.track_records import known_of, surfaced_harm
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import scenario

FLUX = {
    "quarters": 14,
    "worlds": 3,
    "market__poaching": 0.3,
    "market__poaching_slope": 0.0,
    "market__pool_exit": 0.0,
    "market__detected_return": 0.7,
    "market__experienced": 4,
    "executives__foresight": 0,
}
ASKED = ["references", {"name": "background-check", "coverage": 0.6}]


class Followed(Worlds):
    """Keeps what surfaces of everybody's harm, and compares what boards could know."""

    def __init__(self, model):
        super().__init__([Job(model, range(3))])
        self.harm = {}  # (world, executive): surfaced so far
        self.left = {}  # (world, executive): hidden harm left behind
        self.caught = set()
        self.compared = []

    def _who(self):
        for i, e in enumerate(self.seats.executive):
            if e >= 0:
                yield i, (i // self.firms, int(e))

    def report(self):
        maturing = self.segments[0].scenario.technology.maturing
        for who, hidden in self.left.items():
            self.harm[who] = self.harm.get(who, 0.0) + maturing * hidden
            self.left[who] = hidden * (1 - maturing)
        super().report()
        for i, who in self._who():
            self.harm[who] = self.harm.get(who, 0.0) + self.actions.surfaced_own[i]

    def settle(self):
        before = list(self._who())
        super().settle()
        rows = slice(*self.finished.first[self.quarter : self.quarter + 2])
        hidden = dict(
            zip(self.finished.firm[rows], self.finished.left_harm[rows].tolist(), strict=True)
        )
        for i, who in before:
            if self.seats.executive[i] < 0:
                self.left[who] = self.left.get(who, 0.0) + hidden[i]
                if self.actions.exit[i] == 2:
                    self.caught.add(who)

    def recruit(self, segment, rows):
        applications = call_applicants(self, segment, rows)
        known = known_of(self, self.track_records, applications)
        places = applications.lot.size // applications.firm.size
        for k, e in enumerate(applications.executive):
            who = (applications.firm[k // places] // self.firms, int(e))
            harm = self.harm[who] if e >= 0 else 0.0
            self.compared.append((harm, who in self.caught, known.harm[k], known.detected[k]))
        self.told = np.array(applications.signal)
        super().recruit(segment, rows)


def test_what_is_known_is_what_has_surfaced_and_what_was_detected():
    played = Followed(scenario(**FLUX, package__filters=ASKED)).run()
    harm, caught, known, detected = (np.array(x) for x in zip(*played.compared, strict=True))
    assert known == pytest.approx(harm, abs=1e-12)
    assert np.array_equal(detected, caught)
    assert (harm > 0).any() and caught.any() and (harm == 0).any()
    for (world, executive), surfaced in played.harm.items():
        found = surfaced_harm(played, world, executive)
        assert found == pytest.approx(surfaced, abs=1e-12)
    seats = played.executives.seats
    assert seats.max() > 2  # some have left several seats


def signals(model):
    """Quarter by quarter and world by world, with who is new."""
    found = []

    def look(vacancies, score):
        found.append((np.isnan(vacancies.reputation), vacancies.signals.copy()))
        return score

    Worlds([Job(model, range(3))], {"hiring": look}).run()
    return found


def test_some_referees_tell_and_some_records_are_found():
    told = {}
    for share in (0.0, 0.5, 1.0):
        filters = [
            {"name": "references", "candour": share},
            {"name": "background-check", "coverage": share},
        ]
        model = scenario(**FLUX, firms__count=200, package__filters=filters)
        found = signals(model)[:9]  # of three quarters
        told[share] = np.concatenate([seen.reshape(2, -1) for _, seen in found], axis=1)
        fresh = np.concatenate([new.ravel() for new, _ in found])
        assert (told[share][:, fresh] == 0.0).all()
    assert (told[0.0] == 0.0).all()
    for one in (0, 1):
        shares = [(told[share][one] > 0.0).mean() for share in (0.5, 1.0)]
        assert shares[0] == pytest.approx(0.5 * shares[1], rel=0.2)
    assert set(np.unique(told[0.5][1])) == {0.0, 1.0}


def test_nothing_is_kept_where_nobody_asks():
    batch = Worlds([Job(scenario(quarters=3), range(2))]).run()
    assert batch.track_records is None


def test_an_inquiry_changes_no_other_draw():
    """Signals of the interview are the same with and without questions after it."""
    plain, asked = (
        signals(
            scenario(
                quarters=1,
                market__tenure_limit=1,
                market__gaming_cap=0.0,
                executives__signal_noise=0.5,
                package__filters=filters,
            )
        )
        for filters in (["interview"], ["interview", "adversarial-interview", *ASKED])
    )
    for (_, one), (_, other) in zip(plain, asked, strict=True):
        assert np.array_equal(one[0], other[0])
        assert set(np.unique(other[1:])) <= {0.0, 1.0}
