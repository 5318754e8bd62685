"""Plain objects and core agree in distribution; objects with one rule changed do not.

What happens to a firm in a quarter is compared exactly in ``test_rules.py``; here hiring joins in.

Both play the same firms, world by world, with draws of their own. Every column of ``SERIES`` is
averaged over blocks of quarters and every column of the final cross-section over firms: differences
are paired by world and compared with Student's t, at a family error of one percent (Bonferroni).
Firms of a world depend on each other, so distributions are compared over one firm per world.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.bench import firm as firm_module
from sim.bench.decide import best_response
from sim.bench.firm import PlainFirm
from sim.bench.market import PlainMarket
from sim.bench.objects import ObjectEconomy
from sim.quarter.ledger import SERIES
from sim.quarter.state import ACQUIRED, EXITS, RETIRED
from tests.sim.bench.twins import SMALL
from tests.sim.worlds import batch

pytestmark = pytest.mark.study

WORLDS = 48
BLOCKS = 4  # of six quarters; the regime shifts between the second and the third
CROSS = ("metric", "belief", "age", "ability", "pending_harm", "unvested", "withheld")
KINDS = tuple(SMALL.executives.population)
FEATURES = (
    *(f"{name} {block}" for block in range(BLOCKS) for name in SERIES),
    *CROSS,
    *KINDS,
    "free",
    "reputation",
    *EXITS[1:],
)
FAMILY_ERROR = 0.01
LIMIT = stats.t.ppf(1 - FAMILY_ERROR / (2 * len(FEATURES)), WORLDS - 1)


def blocks(series):
    """(quarters, columns) to means over blocks of quarters."""
    return series.reshape(BLOCKS, -1, len(SERIES)).mean(axis=1).ravel()


def by_objects():
    """(worlds, features), and the final cross-section (worlds, firms, columns)."""
    features, crosses = [], []
    for world in range(WORLDS):
        model = ObjectEconomy(SMALL, world, seed=1000 + world)
        model.run_model()
        columns = model.datacollector.model_vars
        series = np.array([columns[name] for name in SERIES]).T
        cross = np.array(
            [
                [
                    firm.metric,
                    firm.belief,
                    firm.age,
                    firm.executive.ability,
                    firm.own_harm + firm.old_harm,
                    firm.unvested,
                    firm.tenure.withheld,
                ]
                for firm in model.firms
            ]
        )
        kinds = np.bincount([firm.executive.kind for firm in model.firms], minlength=len(KINDS))
        free = [executive.reputation for executive in model.market.free]
        pool = [len(free), np.mean(free or [0.0])]
        former = [tenure.exit for firm in model.firms for tenure in firm.former]
        ends = np.bincount(former, minlength=len(EXITS))[1:]
        features.append([*blocks(series), *cross.mean(axis=0), *kinds, *pool, *ends])
        crosses.append(cross)
    return np.array(features), np.array(crosses)


@pytest.fixture(scope="module")
def core():
    """As :func:`by_objects`; the cross-section of five times as many worlds."""
    played = batch(SMALL, range(5 * WORLDS)).run()
    seats, shape = played.seats, (5 * WORLDS, played.firms)
    withheld = played.tenures.withheld[seats.number, np.arange(seats.number.size)]
    harm = seats.own_harm + seats.old_harm
    columns = (played.actions.metric, seats.belief, seats.tenure, seats.theta, harm)
    cross = np.stack([c.reshape(shape) for c in (*columns, seats.unvested[1], withheld)], axis=2)
    features = []
    for world in range(WORLDS):
        kinds = np.bincount(seats.kind.reshape(shape)[world], minlength=len(KINDS))
        waiting = played.pools.waiting[world]
        free = played.executives.reputation[world, played.pools.executive[world, :waiting]]
        pool = [waiting, free.mean() if waiting else 0.0]
        series = blocks(played.series[:, world])
        rows = slice(world * played.firms, (world + 1) * played.firms)
        ends = np.bincount(played.tenures.exit[:, rows].ravel(), minlength=len(EXITS))[1:]
        features.append([*series, *cross[world].mean(axis=0), *kinds, *pool, *ends])
    return np.array(features), cross


def statistics(objects, core):
    """Student's t of the paired differences, by feature."""
    difference = objects - core
    spread = difference.std(axis=0, ddof=1) / np.sqrt(WORLDS)
    same = np.abs(difference).max(axis=0) < 1e-9 * (1 + np.abs(core).max(axis=0))
    return np.where(same, 0.0, difference.mean(axis=0) / np.where(same, 1.0, spread))


def test_series_and_final_quarter_agree(core):
    features, cross = by_objects()
    t = statistics(features, core[0])
    assert np.isfinite(t).all()
    worst = int(np.abs(t).argmax())
    assert np.abs(t).max() < LIMIT, f"{FEATURES[worst]}: t = {t[worst]:.1f}"

    # One firm per world; the core's may come from other worlds, so there are more of them.
    mine = cross[np.arange(WORLDS), np.arange(WORLDS) % cross.shape[1]]
    theirs = core[1][np.arange(len(core[1])), np.arange(len(core[1])) % cross.shape[1]]
    for column, name in enumerate(CROSS):
        found = stats.ks_2samp(mine[:, column], theirs[:, column])
        assert found.pvalue > FAMILY_ERROR / len(CROSS), name


def forgive_former(patch):
    patch.setattr(PlainFirm, "charge_former", lambda self, terms, quarter: 0.0)


def forget_audits(patch):
    def response(tasks, slope, price, *rest):
        return best_response(tasks, slope, 0.0, *rest)

    patch.setattr(firm_module, "best_response", response)


def ignore_interviews(patch):
    """Applicants game the filters, but what they measure of ability does not count."""
    score = PlainMarket.score

    def blind(self, terms, applicant, normals):
        standing = (applicant.ability - terms.ability_mean) / terms.ability_sd
        return score(self, terms, applicant, normals) - terms.filters[0].validity * standing

    patch.setattr(PlainMarket, "score", blind)


def hire_strangers(patch):
    applicants = PlainMarket.applicants
    patch.setattr(
        PlainMarket,
        "applicants",
        lambda self, terms, firm, available: applicants(self, terms, firm, []),
    )


def rob_good_leavers(patch):
    leave = PlainFirm.leave

    def rob(self, terms, quarter, reason, lot):
        if reason in (RETIRED, ACQUIRED):
            self.forfeited, self.unvested = self.forfeited + self.unvested, 0.0
        leave(self, terms, quarter, reason, lot)

    patch.setattr(PlainFirm, "leave", rob)


@pytest.mark.parametrize(
    "change",
    [forgive_former, forget_audits, ignore_interviews, hire_strangers, rob_good_leavers],
)
def test_a_changed_rule_is_told_apart(core, change, monkeypatch):
    change(monkeypatch)
    t = statistics(by_objects()[0], core[0])
    assert np.abs(t).max() > LIMIT
