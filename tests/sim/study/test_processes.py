"""Workers never run the caller's script again, and know every part that they need."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from multiprocessing import spawn
from pathlib import Path

import fakecore
import pytest
from fakecore import experiment

from sim.report.report import write_report
from sim.study import Study, run_study
from sim.study.run.processes import _main_left_out
from sim.support.inputs import InputError

pytestmark = pytest.mark.study

ROOT = Path(fakecore.__file__).parents[3]
HERE = Path(fakecore.__file__).parent

PLAIN = """
import sys
sys.path.insert(0, {here!r})
with open("started.txt", "a") as log:
    log.write("once ")
import fakecore
from sim.study import run_study
study = run_study(fakecore.experiment(), "study", workers=2, simulate=fakecore.simulate)
print(study.status(), [failure.reason for failure in study.failures])
"""

PART = """
from incentives.schemes import Scheme

class Gift(Scheme):
    name = "gift"
    summary = "the same to everybody"
    source = "none"

    def award(self, seen):
        return 0.0 * seen.metric + 0.1
"""

SWEEP = """
from sim import sweep

study = sweep(
    {"name": "gift", "question": "What does a gift do?",
     "settings": {"package.schemes": ["gift"], "firms.count": 5, "firms.source": "synthetic",
                  "quarters": 4, "burn_in": 0, "worlds": 2},
     "levers": {"pay": {"path": "package.base_pay", "values": [1, 2]}}},
    workers=2, out="study",
)
print(study.status(), [failure.reason for failure in study.failures])
"""


def _python(place: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        input=text,
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("how", ["script", "module", "stdin", "-c"])
def test_a_script_without_a_guard_runs_once(tmp_path: Path, how: str) -> None:
    text = PLAIN.format(here=str(HERE))
    (tmp_path / "script.py").write_text(text)
    arguments = {
        "script": ["script.py"],
        "module": ["-m", "script"],
        "stdin": ["-"],
        "-c": ["-c", text],
    }
    done = _python(tmp_path, *arguments[how], text=text if how == "stdin" else "")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Status(done=15, total=15, failed=0) []\n"
    assert (tmp_path / "started.txt").read_text() == "once "


def test_parts_of_an_imported_module_are_known_to_workers(tmp_path: Path) -> None:
    (tmp_path / "gifts.py").write_text(PART)
    (tmp_path / "script.py").write_text("import gifts\n" + SWEEP)
    done = _python(tmp_path, "script.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Status(done=4, total=4, failed=0) []\n"


def test_parts_of_the_script_itself_are_worked_on_in_its_process(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(PART + SWEEP)
    done = _python(tmp_path, "script.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Status(done=4, total=4, failed=0) []\n"
    study = Study.open(tmp_path / "study")  # here, where nobody knows the part
    assert len(study.frame()) == 4 and write_report(study).is_file()
    with pytest.raises(InputError, match=r"study: package\.schemes\.0: no part .* 'gift'"):
        study.scenario()
    (tmp_path / "script.py").write_text(PART + SWEEP + "print('and more')\n")
    assert _python(tmp_path, "script.py").stdout == done.stdout + "and more\n"
    (tmp_path / "script.py").write_text(PART.replace("0.1", "0.2") + SWEEP)
    edited = _python(tmp_path, "script.py")
    assert edited.returncode == 1
    assert "holds another study: the source of schemes/gift has changed since;" in edited.stderr


def test_a_part_whose_source_cannot_be_read_is_refused(tmp_path: Path) -> None:
    done = _python(tmp_path, "-", text=PART + SWEEP)
    assert done.returncode == 1
    assert "the source of 'gift' cannot be read" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "study").exists()


def test_processes_of_other_threads_are_told_of_the_main_module(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # pytest-xdist's own workers have a main module without a file
    monkeypatch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
    whole = spawn.get_preparation_data
    told = {}

    def elsewhere() -> None:
        told["other"] = set(spawn.get_preparation_data("other"))

    with _main_left_out():
        told["own"] = set(spawn.get_preparation_data("own"))
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert spawn.get_preparation_data is whole
    assert len(told["other"] - told["own"]) == 1
    assert (told["other"] - told["own"]).pop().startswith("init_main_from_")


def test_a_worker_loads_neither_pandas_nor_what_exports_need(tmp_path: Path) -> None:
    """Each of them would, once per worker; whoever wants a frame there has it all the same."""
    path = tmp_path / "study"
    settings = {
        "firms.source": "synthetic",
        "firms.count": 4,
        "quarters": 2,
        "burn_in": 0,
        "worlds": 1,
    }
    run_study(experiment(settings=settings), path, workers=1)
    program = (
        "import sys, numpy as np\n"
        "from sim.study.run import local\n"
        "from sim.study.store.coverage import Block, Portion\n"
        "from sim.study.store.study import Study\n"
        f"study = Study.open({str(path)!r})\n"
        "local._assign(study, None, ['incentives.schemes.linear_bonus'])\n"
        "found = local._play_here(Portion(Block(np.array([1]), 0, 1), ('runs',)))\n"
        "print(found.troubles, {'pandas', 'pyarrow.compute', 'altair'} & set(sys.modules))\n"
        "import pandas\n"
        "print(pandas.DataFrame({'a': [1]}).a.sum())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[] set()\n1\n", done.stderr
