"""What parts may not do while worlds are played: write, leave, print, remember, or roll dice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from incentives import Applicants, Seen
from incentives.filters import Filter
from incentives.filters.interview import Interview
from incentives.oversight import Oversight
from incentives.parts import BrokenPart, blamed, interrupted
from incentives.schemes import Scheme
from incentives.sentences import InputError
from sim.economy import Economy
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SAYS = {"summary": "of a test", "source": "nobody 2026"}
LATE = 3  # the quarter in which a part misbehaves; the trial is in another


def in_play(seen):
    """Whether a world is being played, and it is late."""
    return not isinstance(seen.quarter, np.ndarray) and seen.firms and seen.quarter == LATE


def made(base, method, answer, name="mine"):
    return type("Mine", (base,), {
        "__module__": __name__, "name": name, **SAYS, method: answer, "__qualname__": "Mine",
    })  # fmt: skip


def paying(then):
    """A scheme that pays on the metric, and late in play does something else first."""

    def award(self, seen):
        paid = 0.4 * np.array(seen.metric, dtype=float)
        if in_play(seen):
            then(seen)
        return paid

    return made(Scheme, "award", award)


def leave(seen):
    raise SystemExit(0)


def write(field):
    def then(seen):
        column = getattr(seen, field)
        column[...] = 9

    return then


def break_off(seen):
    raise KeyboardInterrupt


FIELDS = [name for name in Seen.__dataclass_fields__ if name not in {"quarter", "rivals", "firms"}]


def refusal(**settings):
    with pytest.raises(BrokenPart) as caught:
        simulate(scenario(**{"package__schemes": ["mine"], "quarters": 6, **settings}))
    assert "class Mine" in str(caught.value) and __file__ in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("field", ["metric", "reference", "belief", "tenure", "reports", "gains"])
def test_nobody_writes_into_a_view(field, registered):
    paying(write(field))
    said = "award in quarter 3 writes into what it sees; expected a new array"
    assert said in refusal()
    with pytest.raises(BrokenPart, match="writes into what it sees"):
        Economy(scenario(package__schemes=["mine"], quarters=6)).run()


def test_every_array_of_every_view_is_sealed(registered):
    """Not only those that come to mind: of schemes, filters and oversight, planned or played."""
    met = set()

    def note(view):
        for name, column in vars(view).items():
            if isinstance(column, np.ndarray):
                met.add((type(view).__name__, name))
                assert not column.flags.writeable, name

    def award(self, seen):
        note(seen)
        return 0.1 * seen.metric

    def rate(self, seen):
        note(seen) if seen.firms else None
        return np.full(seen.tenure.shape, 0.1) + 0.0 * seen.belief

    def score(self, seen):
        note(seen)
        return seen.lot

    made(Scheme, "award", award)
    made(Oversight, "audit_rate", rate)
    made(Filter, "score", score)
    package = {"package__schemes": ["mine"], "package__oversight": ["mine"]}
    model = scenario(**package, package__filters=["mine"], market__poaching=0.3, quarters=3)
    simulate(model)
    Economy(model).run()
    arrays = {"tenure", "metric", "reference", "belief", "reports", "gains", "occupied"}
    assert {("Seen", name) for name in arrays} <= met
    assert {("Applicants", name) for name in Applicants.__dataclass_fields__} <= met


def test_sealing_copies_nothing_and_is_done_once():
    column = np.arange(3.0)
    seen = Seen(0, np.arange(3), column, column, 0.6)
    sealed = seen.sealed()
    assert np.shares_memory(sealed.metric, column) and not sealed.metric.flags.writeable
    assert sealed.sealed() is sealed and column.flags.writeable and type(sealed) is Seen
    with pytest.raises(FrozenInstanceError):
        sealed.metric = column


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (leave, "award in quarter 3 ends the program (SystemExit); expected an answer"),
        (break_off, "award in quarter 3 raised KeyboardInterrupt; expected an answer"),
    ],
)
def test_a_part_may_not_leave(then, said, registered):
    paying(then)
    assert said in refusal()


def test_nor_in_its_trial_nor_where_it_is_made(registered):
    def award(self, seen):
        sys.exit("done")

    made(Scheme, "award", award)
    with pytest.raises(InputError) as caught:
        Package.model_validate({"schemes": ["mine"]})
    text = str(caught.value)
    assert "ends the program (SystemExit)" in text and "class Mine" in text and __file__ in text


def test_methods_that_nobody_guards_are_blamed_all_the_same(registered):
    def vesting(self):
        sys.exit()

    part = made(Scheme, "vesting", vesting)()
    with pytest.raises(SystemExit) as caught:
        part.vesting()
    assert "class Mine" in str(blamed(caught.value)) and "vesting ends" in str(blamed(caught.value))
    assert blamed(ValueError("of nobody")) is None


@pytest.fixture
def interruptible():
    """As in a terminal: what runs in the background of a shell ignores Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_real_ctrl_c_still_interrupts(registered):
    paying(lambda seen: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt) as caught:
        simulate(scenario(package__schemes=["mine"], quarters=6))
    assert interrupted(caught.value)


CALLS = []


def counting(after):
    """An answer that changes after so many calls."""
    CALLS.clear()

    def award(self, seen):
        CALLS.append(0)
        return 0.4 * np.array(seen.metric, dtype=float) + 0.001 * (len(CALLS) > after)

    return award


def test_hidden_state_that_changes_in_the_trial_is_found_in_the_trial(registered):
    made(Scheme, "award", counting(200))
    with pytest.raises(InputError, match="award returned something else when it was asked"):
        Package.model_validate({"schemes": ["mine"]})


def test_hidden_state_that_changes_later_is_found_in_play(registered):
    made(Scheme, "award", counting(10**9))
    simulate(scenario(package__schemes=["mine"], quarters=40))  # control: it counts, no more
    made(Scheme, "award", counting(len(CALLS) - 30))
    model = scenario(package__schemes=["mine"], quarters=40)
    with pytest.raises(BrokenPart, match=r"in quarter \d+ returned something else when"):
        simulate(model)


def test_own_dice_and_clocks_are_found_in_play(registered):
    rng, ticks = np.random.default_rng(1), iter(range(10**6))
    for noise in (lambda: rng.normal(), lambda: next(ticks)):
        paid = lambda self, seen, noise=noise: (
            0.4 * np.array(seen.metric, dtype=float) + (1e-9 * noise() if in_play(seen) else 0.0)
        )
        made(Scheme, "award", paid)
        assert "award in quarter 3 returned something else when it was asked again" in refusal()


def test_so_is_what_filters_oversight_and_terms_remember(registered):
    seats = []

    def score(self, seen):
        return seen.lot + (np.random.default_rng().random() if seen.lot.shape[1] != 4 else 0.0)

    def rate(self, seen):
        if seen.firms and np.any(seen.belief) and seen.quarter > 0:
            seats.append(0)
        return np.full(seen.tenure.shape, 0.1) + 0.01 * len(seats)

    made(Filter, "score", score)
    made(Oversight, "audit_rate", rate)
    text = refusal(package__schemes=["linear-bonus"], package__oversight=["mine"])
    assert "audit_rate in quarter" in text and "something else" in text
    text = refusal(
        package__schemes=["linear-bonus"], package__filters=["mine"], market__poaching=0.5
    )
    assert "score " in text and "something else" in text

    def fee(self):
        return 1.0 + len(seats)

    def audits(self, seen):
        seats.append(0) if seen.firms else None
        return np.full(seen.tenure.shape, 0.1) + 0.0 * seen.belief

    seats.clear()
    part = made(Oversight, "audit_rate", audits)
    part.fine = fee
    text = refusal(package__schemes=["linear-bonus"], package__oversight=["mine"])
    assert "fine in quarter" in text and "something else" in text


def test_asking_again_costs_a_handful_of_questions(registered):
    """Control: a pure part passes, and is asked some six times more in forty quarters."""
    played = []

    def award(self, seen):
        if seen.firms and seen.metric.size == 12:
            played.append(seen.quarter)
        return 0.4 * np.array(seen.metric, dtype=float)

    made(Scheme, "award", award)
    simulate(scenario(package__schemes=["mine"], quarters=40), range(1))
    assert len(played) == 40 + 6 and played[:4] == [0, 0, 1, 1]


def test_copies_with_other_parameters_are_other_parts(registered):
    from pydantic import Field

    def award(self, seen):
        return self.slope * np.array(seen.metric, dtype=float)

    part = type("Mine", (Scheme,), {
        "__module__": __name__, "name": "mine", **SAYS, "award": award,
        "__annotations__": {"slope": float}, "slope": Field(0.1, ge=0, le=1),
    })  # fmt: skip
    first = part(slope=0.2)
    for scheme in (first, first.model_copy(update={"slope": 0.7})):
        simulate(scenario(quarters=3).model_copy(update={"package": Package(schemes=(scheme,))}))


# A class that says what it is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "body", "said"),
    [
        (Scheme, {}, r"class Mine \(m\) has no name; expected name, summary and source"),
        (Scheme, {"name": 3}, r"class Mine \(m\) is called 3; expected a name of letters"),
        (Scheme, {"name": "a.b"}, "is called 'a.b'; expected a name of letters"),
        (Scheme, {"name": "x"}, r"part 'x' \(m\) must set summary and source"),
        (Filter, {"name": "x", "summary": "s"}, r"part 'x' \(m\) must set source"),
        (Oversight, {"name": "x", "summary": "s", "source": 7}, "must set source"),
        (Interview, {}, r"has no name of its own \(it inherits 'interview'\)"),
        (Scheme, {"__annotations__": {"name": str}, "name": "x"}, "makes name a parameter"),
    ],
)
def test_a_class_says_what_it_is_when_it_is_defined(base, body, said, registered):
    with pytest.raises(TypeError, match=said):
        type("Mine", (base,), {"__module__": "m", **body})


def test_a_base_of_other_parts_needs_no_name(registered):
    base = type("Base", (Scheme,), {"__module__": "m", "abstract": True})
    own = {"__module__": "m", "name": "mine", **SAYS, "award": lambda self, seen: seen.metric}
    type("Mine", (base,), own)
    assert Scenario.model_validate({"package": {"schemes": ["mine"]}})


# On the command line ------------------------------------------------------------------------------

PLUG = """
import sys
import numpy as np
from incentives.schemes import Scheme

print("imported")

class {name}(Scheme):
    name = "{part}"
    summary = "of a test"
    source = "nobody 2026"

    def award(self, seen):
        {then}
        return 0.4 * np.array(seen.metric, dtype=float)

    def severance(self):
        {there}
        return 0.0
"""


@pytest.fixture
def plugged(tmp_path):
    """Run the command with a distribution that brings a scheme of this body."""

    def run(*arguments, then="pass", there="pass"):
        (tmp_path / "plug.py").write_text(
            PLUG.format(name="Mine", part="mine", then=then, there=there), "utf-8"
        )
        info = tmp_path / "plug-1.0.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[proxyfight.parts]\nplug = plug\n")
        path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
        command = [sys.executable, "-m", "sim.cli", *arguments]
        small = [
            "--worlds",
            "1",
            "--set",
            "quarters=4",
            "--set",
            "burn_in=0",
            "--set",
            "package.schemes=[mine]",
        ]
        return subprocess.run(
            [*command, *small], capture_output=True, text=True, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path}, check=False,
        )  # fmt: skip

    return run


def test_a_part_that_prints_spoils_no_document(plugged):
    done = plugged("run", "--json", then="print('award')", there="print('severance')")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["measures"]
    assert {"imported", "award", "severance"} <= set(done.stderr.split())


@pytest.mark.parametrize(
    "where", [{"then": "in_play = seen.firms == 177 and sys.exit(0)"},
              {"there": "sys._getframe(2).f_code.co_name == 'compare' or sys.exit(0)"}]
)  # fmt: skip
def test_a_part_that_leaves_is_status_2(plugged, where):
    done = plugged("run", **where)
    assert done.returncode == 2 and not done.stdout
    assert "mine (class Mine, " in done.stderr and "plug.py" in done.stderr
    assert "ends the program (SystemExit)" in done.stderr and done.stderr.count("proxyfight:") == 1
