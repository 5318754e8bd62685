"""A Dask cluster gives the same bytes as this machine, also when a worker is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fakecore
import pytest
from fakecore import experiment, simulate

from sim.scenario.own_firms import content
from sim.study import make_experiment, run_study
from sim.support.inputs import InputError

pytestmark = pytest.mark.study
distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A scheduler and two worker processes on loopback."""
    here = Path(fakecore.__file__).parent
    path = os.pathsep.join([str(here.parents[2]), str(here), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as made:
        yield made


def _bytes(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.glob("*.parquet")}


@pytest.mark.parametrize("seen", [True, False], ids=["shared folder", "handed back"])
def test_a_cluster_gives_the_same_bytes(
    tmp_path: Path, cluster: Any, seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not seen:
        monkeypatch.setattr("sim.study.run.on_dask.NAME_OF_SHARED", "/nowhere/{name}")
    run_study(
        experiment(), tmp_path / "there", record=["tenures"], simulate=simulate,
        scheduler=cluster.scheduler_address,
    )  # fmt: skip
    run_study(experiment(), tmp_path / "here", record=["tenures"], workers=1, simulate=simulate)
    assert _bytes(tmp_path / "there") == _bytes(tmp_path / "here")
    assert not (tmp_path / "there" / "parts").exists()


def test_workers_that_do_not_see_a_file_of_firms_are_sent_it(
    tmp_path: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here it is known without being there, as on a worker of another machine."""
    monkeypatch.setattr(content, "_lent", {})
    content.lent_here({"/nowhere/mine.csv": b"salary,mktval,ceoten\n9,1,1\n10,2,2\n13,5,7\n"})
    fields = {"question": "q", "settings": {"firms.source": "/nowhere/mine.csv", "quarters": 2}}
    asked = make_experiment({**fields, "worlds": 2, "record": ["firms"]}, "here")
    study = run_study(asked, tmp_path / "there", scheduler=cluster.scheduler_address)
    assert study.complete and not study.failures
    run_study(asked, tmp_path / "here", workers=1)
    assert _bytes(tmp_path / "there") == _bytes(tmp_path / "here")


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path, cluster: Any) -> None:
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done >= 2 and not killed:
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.process.process.pid if hasattr(worker, "process") else worker.pid)
            os.kill(killed[0], signal.SIGKILL)

    study = run_study(
        experiment(), tmp_path / "there", simulate=fakecore.pauses,
        scheduler=cluster.scheduler_address, progress=kill,
    )  # fmt: skip
    assert killed and study.complete and not study.failures
    run_study(experiment(), tmp_path / "here", workers=1, simulate=simulate)
    assert _bytes(tmp_path / "there") == _bytes(tmp_path / "here")


def test_nobody_at_the_address_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nobody answers there"):
        run_study(experiment(), tmp_path, simulate=simulate, scheduler="tcp://127.0.0.1:9")
