"""Whole jobs: what is timed, and which side of a ratio stands over which. No time is asserted."""

from __future__ import annotations

import gc
from functools import partial

import pytest

from sim.bench import programs, sides, stopwatch, sweeps
from sim.bench.jobs import JOBS, SWEEPS, measure_jobs
from sim.bench.stopwatch import JobTime, PlayedAlone, Spent, in_turns, times_as_long, typical
from sim.scenario.presets import load_scenario
from sim.world.election import plan_for


class Clock:
    """A clock that stands still unless work moves it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.turns: list[str] = []

    def __call__(self) -> Spent:
        return Spent(self.seconds, 2.0 * self.seconds)

    def work(self, name: str, seconds: float) -> None:
        self.turns.append(name)
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_sides_take_turns_after_a_round_that_does_not_count(clock):
    taken = {"a": iter([9.0, 1.0, 2.0, 6.0]), "b": iter([9.0, 2.0, 1.0, 2.0])}
    prepared = []

    def prepare(name):
        clock.seconds += 100.0  # nobody waits for this
        prepared.append(name)
        return lambda: clock.work(name, next(taken[name]))

    found = in_turns({name: partial(prepare, name) for name in taken}, 3, clock)
    assert clock.turns == prepared == ["a", "b"] * 4
    assert [t.seconds for t in found["a"]] == [1.0, 2.0, 6.0]
    assert typical(found["a"]) == Spent(2.0, 4.0)
    assert times_as_long(found["a"], found["b"]) == 2.0  # of 0.5, 2 and 3


def test_many_worlds_are_set_against_their_own_batches(monkeypatch, clock):
    def simulate(scenario, threads):
        assert (scenario.worlds, scenario.firms.count, threads) == (3, 50, 1)
        clock.work("whole", 3.0)

    monkeypatch.setattr(sides, "simulate", simulate)
    monkeypatch.setattr(sides, "side_by_side", lambda runs, threads: clock.work("bare", 2.0))
    (row,) = sides.many_worlds(clock, rounds=2, worlds=3)
    assert row[1:] == (3.0, 6.0, 1.5, "times the bare core")


def test_the_mesa_face_is_set_against_the_core(monkeypatch, clock):
    monkeypatch.setattr(sides.Economy, "run", lambda self: clock.work("economy", 8.0))
    monkeypatch.setattr(sides.Worlds, "run", lambda self: clock.work("core", 2.0))
    (row,) = sides.economy(clock, rounds=1)
    assert row[1:] == (8.0, 16.0, 4.0, "times the bare core")


def test_recording_is_set_against_runs_only(monkeypatch, clock):
    lasts = {"runs": 2.0, "ledger": 4.0, "events": 6.0, "dossiers": 8.0}

    def simulate(scenario, record, threads):
        clock.work(*next((name, lasts[name]) for name in record))

    monkeypatch.setattr(sides, "simulate", simulate)
    rows = list(sides.recording(clock, rounds=3, worlds=1))
    assert [row.job.split()[1].rstrip(",") for row in rows] == ["ledger", "events", "dossiers"]
    assert [row.ratio for row in rows] == [2.0, 3.0, 4.0]


def test_json_is_set_against_csv(monkeypatch, clock):
    from sim.study import Study

    lasts = {"json": 9.0, "csv": 3.0}
    monkeypatch.setattr(
        Study, "export", lambda self, table, kind, path: clock.work(kind, lasts[kind])
    )
    (row,) = sides.exporting(clock, rounds=1, worlds=1)
    assert row[1:] == (9.0, 18.0, 3.0, "times CSV")


def test_cells_are_so_many_and_points_as_well(monkeypatch, clock):
    swept = []

    def run_study(design, out, workers):
        swept.append((len(design.cells()), workers))
        clock.work("study", 12.0)

    monkeypatch.setattr(sides, "run_study", run_study)
    cell, points = sides.cells(clock, side=2)
    assert swept == [(4, 1), (4, 2)]
    assert (cell.seconds, cell.unit) == (3.0, "per cell of 4, one worker")
    assert (points.seconds, points.unit) == (30_000.0, "extrapolated from 4 points")


def a_study_is_set_against(monkeypatch, clock, lasts):
    """Studies and bare runs that take what ``lasts`` says; what was asked of them, in turns."""
    asked = []

    def run_study(design, out, workers):
        out.mkdir(exist_ok=True)
        asked.append((len(design.cells()), design.worlds, workers, out.name))
        clock.work("study", lasts["study"])

    def side_by_side(runs, threads):
        asked.append((len(runs), sum(len(run.args[1]) for run in runs), threads, "bare"))
        clock.work("bare", lasts["bare"])

    monkeypatch.setattr(sweeps, "run_study", run_study)
    monkeypatch.setattr(sweeps, "side_by_side", side_by_side)
    return asked


def test_storing_is_set_against_the_same_worlds_with_nothing_kept(monkeypatch, clock):
    asked = a_study_is_set_against(monkeypatch, clock, {"study": 3.0, "bare": 2.0})
    cpu, wall = sweeps.storing(clock, rounds=1, worlds=128)
    assert (cpu.ratio, wall.ratio) == (1.5, 1.5)
    assert (cpu.seconds, cpu.cpu_seconds) == (3.0, 6.0)
    assert cpu.unit == "times the bare runs, processor time"
    assert asked[0][:3] == (8, 128, 1)
    assert asked[1] == (8, 8 * 128, 1, "bare")


def test_workers_are_set_against_as_many_threads(monkeypatch, clock):
    asked = a_study_is_set_against(monkeypatch, clock, {"study": 3.0, "bare": 2.0})
    _, wall = sweeps.in_workers(clock, rounds=1, worlds=256)
    assert wall.unit == "times the bare runs in two threads, by the clock"
    assert [one[2] for one in asked] == [2, 2] * 2
    assert asked[1] == (16, 8 * 256, 2, "bare")  # in batches as large as the core's


def test_growth_is_set_against_the_new_worlds_alone(monkeypatch, clock):
    asked = a_study_is_set_against(monkeypatch, clock, {"study": 3.0, "bare": 2.0})
    rows = list(sweeps.growing(clock, rounds=1, worlds=4))
    assert [row.ratio for row in rows] == [1.0, 1.0, 1.5, 1.5]
    before, grown, alone, bare = asked[:4]
    assert (before[1], grown[1], alone[1], bare[1]) == (4, 8, 4, 8 * 4)
    assert before[3] == grown[3] != alone[3]  # in the same folder


def test_the_bare_runs_are_those_of_the_study(monkeypatch, tmp_path):
    """The new worlds, of cells that differ, from plans that are solved again."""
    played = []
    monkeypatch.setattr(sweeps, "_play", lambda scenario, worlds: played.append((scenario, worlds)))
    sweeps._bare(64, 64, 1)()
    assert [worlds for _, worlds in played] == [range(64, 128)] * 8
    assert [scenario for scenario, _ in played] == [
        cell.scenario for cell in sweeps.design(64).cells()
    ]
    assert len({scenario.package.base_pay for scenario, _ in played}) == 8


@pytest.fixture
def thawed():
    """All objects are found again, also those from before the tests."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("thawed")
@pytest.mark.study
def test_plans_are_solved_and_nothing_is_kept_of_the_one_before(monkeypatch, clock):
    default = load_scenario(None)
    solved = []

    def build_plan(scenario, package):
        solved.append((scenario.executives.risk_aversion, len(scenario.technology.risk.levels)))
        clock.work("plan", 1.0)

    monkeypatch.setattr(sides, "build_plan", build_plan)
    rows = list(sides.plans(clock, rounds=1))
    assert sorted(set(solved)) == [(0.0, 0), (0.0, 2), (0.2, 0)]
    assert [row.seconds for row in rows] == [1.0, 1.0, 1.0]
    kept = plan_for(default, default.package, 0.0)
    assert plan_for(default, default.package, 0.0) is kept
    stopwatch.forget()
    assert plan_for(default, default.package, 0.0) is not kept


def test_memory_is_a_slope(monkeypatch):
    def played_alone(worlds, firms):
        count = int(firms.removeprefix("firms.count="))
        return PlayedAlone(Spent(1.0, 1.0), 50_000_000 + 4_000 * count, "")

    monkeypatch.setattr(programs, "played_alone", played_alone)
    (row,) = programs.memory()
    assert (row.ratio, row.unit) == (4.0, "kB per firm")
    seconds, height = programs.million_firms()
    assert seconds.seconds == 1.0
    assert (height.ratio, height.unit) == (4.05, "GB")


def test_what_is_refused_says_so(monkeypatch):
    refused = PlayedAlone(Spent(0.0, 0.0), None, "firms.count: is too large")
    monkeypatch.setattr(programs, "played_alone", lambda *settings: refused)
    for row in (*programs.memory(), *programs.million_firms()):
        assert row[1:] == (None, None, None, "refused: firms.count: is too large")


@pytest.mark.study
def test_a_run_of_its_own_is_measured_or_refused():
    played = stopwatch.played_alone("worlds=1", "quarters=2", "firms.count=8")
    assert played.refused == ""
    assert played.spent.seconds > 0.0
    assert played.peak is None or played.peak > 10_000_000
    refused = stopwatch.played_alone("quarters=0")
    assert "quarters: is 0" in refused.refused


def test_a_program_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match="ended with 1: ValueError: no"):
        stopwatch.python("-c", "raise ValueError('no')")
    with pytest.raises(RuntimeError, match="ended with 2"):  # what is refused was not done
        stopwatch.python("-c", "raise SystemExit(2)")


def test_groups_are_done_in_order_and_counted():
    row = JobTime("one", 1.0, None, None, "s")
    seen = []
    found = measure_jobs(
        {"a": lambda: iter([row]), "b": lambda: iter([row, row])},
        lambda done, total: seen.append((done, total)),
    )
    assert found == [row] * 3
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_every_group_is_of_another_function():
    assert len({*JOBS.values(), *SWEEPS.values()}) == len(JOBS) + len(SWEEPS)
